// SPDX-License-Identifier: Apache-2.0
// Which small mistakes in the rules the tests notice: every mutant of a rule file is run against its tests until one
// fails. Entry point: MutationReport.
#pragma once
#include <string>
#include <vector>

#include "cli/compile.hpp"
#include "cli/share.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/program/mutants.hpp"

namespace leadline::cli {

class MutationReport {
 public:
  /// Tries the mutants of a file's own rules on some of its tests, all of which pass without them.
  void add(const CompiledRules& rules, const std::vector<std::uint32_t>& tests);

  [[nodiscard]] std::size_t caught() const;
  [[nodiscard]] std::size_t all() const { return outcomes_.size(); }
  /// How many are caught.
  [[nodiscard]] Share share() const { return {caught(), all()}; }

  /// Numbers, and a line for each mutant that no test notices.
  [[nodiscard]] std::string text() const;
  /// As a value.
  void add_json(JsonWriter& json) const;

 private:
  struct Outcome {
    std::string file;
    std::uint32_t line = 0;
    Mutant::Kind kind{};
    std::string what;
    std::string caught_by;  // label of the first test that fails; empty: none
    bool caught = false;
  };

  std::vector<Outcome> outcomes_;
};

}  // namespace leadline::cli
