// SPDX-License-Identifier: Apache-2.0
// The coverage of several rule files as one: what stands in a file that several of them use counts once. Entry point:
// CoverageReport.
#pragma once
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "cli/check_config.hpp"
#include "cli/compile.hpp"
#include "cli/gathered.hpp"
#include "cli/share.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/program/allow.hpp"
#include "engine/run/coverage.hpp"

namespace leadline::cli {

class CoverageReport {
 public:
  /// The sources that findings speak of are those given.
  CoverageReport(GatheredSources& sources, const CheckConfig& config) : sources_(sources), config_(config) {}

  /// What stands in the file itself and in files of the user's own that it uses.
  void add(const CompiledRules& rules, const Coverage& coverage);

  [[nodiscard]] std::size_t covered() const;
  [[nodiscard]] std::size_t all() const { return items_.size(); }
  /// How much is covered.
  [[nodiscard]] Share share() const { return {covered(), all()}; }

  /// What is not covered (`test/uncovered`), as comments in the text and the project want it told.
  [[nodiscard]] Diagnostics findings() const;
  /// Numbers, and a line for each finding.
  [[nodiscard]] std::string text() const;
  /// All items, as a value.
  void add_json(JsonWriter& json) const;

 private:
  // Source, place, kind, and source and place of the clause: the order of the text.
  using Key = std::tuple<SourceId, std::uint32_t, CoverageItem::Kind, SourceId, std::uint32_t>;

  GatheredSources& sources_;
  const CheckConfig& config_;
  std::map<Key, CoverageItem> items_;
  std::map<std::pair<SourceId, std::uint32_t>, AllowPlace> allows_;
};

}  // namespace leadline::cli
