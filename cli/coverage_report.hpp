// SPDX-License-Identifier: Apache-2.0
// The coverage of several rule files as one: what stands in a file that several of them use counts once. Entry point:
// CoverageReport.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <tuple>

#include "cli/compile.hpp"
#include "cli/share.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/run/coverage.hpp"

namespace leadline::cli {

class CoverageReport {
 public:
  /// What stands in the file itself and in files of the user's own that it uses.
  void add(const CompiledRules& rules, const Coverage& coverage);

  [[nodiscard]] std::size_t covered() const;
  [[nodiscard]] std::size_t all() const { return entries_.size(); }
  /// How much is covered.
  [[nodiscard]] Share share() const { return {covered(), all()}; }

  /// File, line and words of each thing that is not covered, in the order of the text.
  void for_each_uncovered(const std::function<void(const std::string&, std::uint32_t, const std::string&)>& tell) const;
  /// Numbers, and a line for each that is not covered.
  [[nodiscard]] std::string text() const;
  /// As a value.
  void add_json(JsonWriter& json) const;

 private:
  struct Entry {
    CoverageItem::Kind kind{};
    ConditionPlace::Kind of{};
    std::string name;
    std::string clause;
    std::uint32_t line = 0;
    bool covered = false;
  };
  // File, place, kind, and file and place of the clause: the order of the text.
  using Key = std::tuple<std::string, std::uint32_t, CoverageItem::Kind, std::string, std::uint32_t>;

  std::map<Key, Entry> entries_;
};

}  // namespace leadline::cli
