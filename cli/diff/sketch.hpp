// SPDX-License-Identifier: Apache-2.0
// A made-up record with what hangs on it (a lead with its contact, account and interactions), by names, so that two
// versions of rules can both be given it; and as the lines of a `test` would write it.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/program/program.hpp"

namespace leadline::cli {

struct SketchInteraction {
  std::string kind;
  std::int64_t at = 0;
  bool of_lead = false;
  std::map<std::string, Value> attributes;
};

/// A lead or opportunity has a contact; it has an account where a field of one is given.
struct Sketch {
  RecordKind kind = RecordKind::kLead;  // of the record that is scored
  std::map<std::pair<RecordKind, std::string>, Value> fields;
  std::vector<SketchInteraction> interactions;
};

/// How much there is to read in it.
[[nodiscard]] std::size_t size_of(const Sketch& sketch);

/// A finished dataset with all of them; what a program lacks is left out. The record of sketch i is `record_id(kind,
/// i)`.
[[nodiscard]] Dataset dataset_of(const Program& program, const std::vector<Sketch>& sketches);
[[nodiscard]] std::string record_id(RecordKind kind, std::size_t number);

/// `contact c { job_title = "Director" }`, … one line each.
[[nodiscard]] std::vector<std::string> sketch_lines(const Program& program, const Sketch& sketch);

}  // namespace leadline::cli
