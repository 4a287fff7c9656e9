// SPDX-License-Identifier: Apache-2.0
// Random models as rule text: rules of every form, groups, bounds, formulas, grades, thresholds.
#pragma once
#include "laws/generate_expressions.hpp"
#include "laws/rule_text.hpp"

namespace leadline::laws {

/// Thresholds are named before their models are written, since what was reached may be read anywhere.
struct PlannedModel {
  std::string name;
  std::string kind;
  int thresholds = 0;
};

[[nodiscard]] std::string threshold_name(const PlannedModel& model, int i);

/// `rules` numbers the labels; `own` is filled with what others may read.
[[nodiscard]] Line generate_model(Random& random, Expressions& expressions, const PlannedModel& planned, bool steady,
                                  int& rules, ModelNames& own);

}  // namespace leadline::laws
