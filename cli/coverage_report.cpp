// SPDX-License-Identifier: Apache-2.0
// What tests cover, in words and for programs.
#include "cli/coverage_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "cli/console.hpp"
#include "cli/explain_facts.hpp"

namespace leadline::cli {

namespace {

using Kind = CoverageItem::Kind;

constexpr std::array<std::pair<Kind, const char*>, 4> kWholes{{{Kind::kRule, "rules"},
                                                               {Kind::kGrade, "grades"},
                                                               {Kind::kThreshold, "thresholds"},
                                                               {Kind::kTransition, "transitions"}}};

bool is_clause(Kind kind) { return kind == Kind::kClauseYes || kind == Kind::kClauseNo; }

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::kRule:
      return "rule";
    case Kind::kGrade:
      return "grade";
    case Kind::kThreshold:
      return "threshold";
    case Kind::kTransition:
      return "transition";
    case Kind::kClauseYes:
    case Kind::kClauseNo:
      return "clause";
  }
  return {};
}

std::string_view name_of(ConditionPlace::Kind kind) {
  switch (kind) {
    case ConditionPlace::Kind::kModelWhere:
      return "model";
    case ConditionPlace::Kind::kRule:
      return "rule";
    case ConditionPlace::Kind::kGrade:
      return "grade";
    case ConditionPlace::Kind::kThreshold:
      return "threshold";
    case ConditionPlace::Kind::kTransition:
      return "transition";
  }
  return {};
}

std::string tenths(std::size_t part, std::size_t whole) {
  const std::size_t permille = whole == 0 ? 1000 : part * 1000 / whole;
  return fmt::format("{}.{} %", permille / 10, permille % 10);
}

}  // namespace

void CoverageReport::add(const CompiledRules& rules, const Coverage& coverage) {
  for (const CoverageItem& item : coverage.items()) {
    if (rules.is_stock(item.span.source)) continue;
    const Source& source = rules.sources[item.span.source];
    // A clause may stand elsewhere, in a definition, but is asked for here.
    const bool clause = is_clause(item.kind);
    Entry& entry = entries_[{source.name(), item.span.begin, item.kind,
                             clause ? rules.sources[item.clause.source].name() : "", clause ? item.clause.begin : 0}];
    entry.kind = item.kind;
    entry.of = item.of;
    entry.name = item.name;
    entry.line = source.position(item.span.begin).line;
    if (clause) entry.clause = one_line(rules.sources.text(item.clause), 100);
    entry.covered = entry.covered || item.covered;
  }
}

std::size_t CoverageReport::covered() const {
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(), [](const auto& entry) { return entry.second.covered; }));
}

bool CoverageReport::at_least(double percent) const {
  return static_cast<double>(covered()) * 100 >= percent * static_cast<double>(all());
}

std::string CoverageReport::text() const {
  std::vector<std::string> parts;
  const auto part = [&](const char* name, const auto& wanted) {
    std::size_t all = 0;
    std::size_t covered = 0;
    for (const auto& [key, entry] : entries_) {
      if (!wanted(entry.kind)) continue;
      ++all;
      if (entry.covered) ++covered;
    }
    if (all != 0) parts.push_back(fmt::format("{} of {} {}", covered, all, name));
  };
  for (const auto& [kind, name] : kWholes) {
    part(name, [kind = kind](Kind other) { return other == kind; });
  }
  part("clauses decided one way", is_clause);
  std::string out = entries_.empty() ? std::string("coverage: nothing to cover\n")
                                     : fmt::format("coverage {}: {}\n", tenths(covered(), all()), joined(parts));
  std::set<std::pair<std::string, std::uint32_t>> never;
  for (const auto& [key, entry] : entries_) {
    if (entry.covered) continue;
    // Where a whole rule never counts, none of its clauses makes it hold.
    const std::pair place{std::get<0>(key), std::get<1>(key)};
    if (!is_clause(entry.kind)) never.insert(place);
    if (entry.kind == Kind::kClauseYes && never.count(place) != 0) continue;
    out += fmt::format("  {}:{}: ", std::get<0>(key), entry.line);
    switch (entry.kind) {
      case Kind::kRule:
        out += fmt::format("rule \"{}\" never counts", entry.name);
        break;
      case Kind::kGrade:
        out += fmt::format("grade \"{}\" is never given", entry.name);
        break;
      case Kind::kThreshold:
        out += fmt::format("threshold {} is never reached", entry.name);
        break;
      case Kind::kTransition:
        out += fmt::format("transition {} is never taken", entry.name);
        break;
      case Kind::kClauseYes:
        out += fmt::format("{} \"{}\": `{}` is never what makes it hold", name_of(entry.of), entry.name, entry.clause);
        break;
      case Kind::kClauseNo:
        out += fmt::format("{} \"{}\": `{}` is never what it lacks", name_of(entry.of), entry.name, entry.clause);
        break;
    }
    out += '\n';
  }
  return out;
}

void CoverageReport::add_json(JsonWriter& json) const {
  json.begin_object().key("covered").count(covered()).key("all").count(all()).key("items").begin_array();
  for (const auto& [key, entry] : entries_) {
    json.begin_object().key("file").text(std::get<0>(key)).key("line").count(entry.line);
    json.key("what").text(name_of(entry.kind)).key("name").text(entry.name).key("covered").yes_no(entry.covered);
    if (is_clause(entry.kind)) {
      json.key("of").text(name_of(entry.of)).key("clause").text(entry.clause);
      json.key("decides").text(entry.kind == Kind::kClauseYes ? "yes" : "no");
    }
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace leadline::cli
