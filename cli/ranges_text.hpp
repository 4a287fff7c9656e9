// SPDX-License-Identifier: Apache-2.0
// What scores can be, for `check --ranges`: as text, and as JSON.
#pragma once
#include <string>
#include <vector>

#include "engine/analysis/analyse.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

/// The models that a file declares itself; those that ship with the engine only where they were asked about.
struct FileRanges {
  const Sources& sources;
  const Program& program;
  const CheckNotes& notes;
  const std::vector<analysis::ModelReport>& models;
};

[[nodiscard]] std::string ranges_text(const FileRanges& ranges);
/// The models as elements of an array, each with a comma before it but the first; `first` is updated.
void append_ranges_json(std::string& out, const FileRanges& ranges, bool& first);

}  // namespace leadline::cli
