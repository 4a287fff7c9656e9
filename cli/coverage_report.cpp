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
#include "cli/statement.hpp"

namespace leadline::cli {

namespace {

using Kind = CoverageItem::Kind;

constexpr std::array<std::pair<Kind, const char*>, 6> kWholes{{{Kind::kRule, "rules"},
                                                               {Kind::kGrade, "grades"},
                                                               {Kind::kThreshold, "thresholds"},
                                                               {Kind::kTransition, "transitions"},
                                                               {Kind::kRequire, "requirements"},
                                                               {Kind::kReaction, "reactions"}}};

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
    case Kind::kRequire:
      return "require";
    case Kind::kReaction:
      return "reaction";
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
    case ConditionPlace::Kind::kRequire:
      return "require";
  }
  return {};
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
    entry.name = item.kind == Kind::kReaction ? head_of(rules.sources.text(item.span)) : item.name;
    entry.line = source.position(item.span.begin).line;
    if (clause) entry.clause = one_line(rules.sources.text(item.clause), 100);
    entry.covered = entry.covered || item.covered;
  }
}

std::size_t CoverageReport::covered() const {
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(), [](const auto& entry) { return entry.second.covered; }));
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
                                     : fmt::format("coverage {}: {}\n", share().text(), joined(parts));
  for_each_uncovered([&](const std::string& file, std::uint32_t line, const std::string& what) {
    out += fmt::format("  {}:{}: {}\n", file, line, what);
  });
  return out;
}

void CoverageReport::for_each_uncovered(
    const std::function<void(const std::string&, std::uint32_t, const std::string&)>& tell) const {
  // Where a whole rule never counts, none of its clauses makes it hold; where `require` keeps nobody, none is lacking.
  std::set<std::tuple<std::string, std::uint32_t, Kind>> never;
  for (const auto& [key, entry] : entries_) {
    if (entry.covered) continue;
    const auto clauses = [&, &key = key](Kind kind) { return std::tuple{std::get<0>(key), std::get<1>(key), kind}; };
    if (!is_clause(entry.kind))
      never.insert(clauses(entry.kind == Kind::kRequire ? Kind::kClauseNo : Kind::kClauseYes));
    if (is_clause(entry.kind) && never.count(clauses(entry.kind)) != 0) continue;
    const std::string whose = entry.of == ConditionPlace::Kind::kRequire
                                  ? fmt::format("`{}`", entry.name)
                                  : fmt::format("{} \"{}\"", name_of(entry.of), entry.name);
    std::string what;
    switch (entry.kind) {
      case Kind::kRule:
        what = fmt::format("rule \"{}\" never counts", entry.name);
        break;
      case Kind::kGrade:
        what = fmt::format("grade \"{}\" is never given", entry.name);
        break;
      case Kind::kThreshold:
        what = fmt::format("threshold {} is never reached", entry.name);
        break;
      case Kind::kTransition:
        what = fmt::format("transition {} is never taken", entry.name);
        break;
      case Kind::kRequire:
        what = fmt::format("`{}` keeps nobody from moving", entry.name);
        break;
      case Kind::kReaction:
        what = fmt::format("`{}` never happens", entry.name);
        break;
      case Kind::kClauseYes:
        what = fmt::format("{}: `{}` is never what makes it hold", whose, entry.clause);
        break;
      case Kind::kClauseNo:
        what = fmt::format("{}: `{}` is never what it lacks", whose, entry.clause);
        break;
    }
    tell(std::get<0>(key), entry.line, what);
  }
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
