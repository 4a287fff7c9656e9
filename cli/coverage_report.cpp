// SPDX-License-Identifier: Apache-2.0
// What tests cover, in words and for programs.
#include "cli/coverage_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/console.hpp"
#include "engine/explain/uncovered.hpp"

namespace leadline::cli {

namespace {

using explaining::is_clause;
using Kind = CoverageItem::Kind;

constexpr std::array<std::pair<Kind, const char*>, 6> kWholes{{{Kind::kRule, "rules"},
                                                               {Kind::kGrade, "grades"},
                                                               {Kind::kThreshold, "thresholds"},
                                                               {Kind::kTransition, "transitions"},
                                                               {Kind::kRequire, "requirements"},
                                                               {Kind::kReaction, "reactions"}}};

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
  for (CoverageItem item : coverage.items()) {
    if (rules.is_stock(item.span.source)) continue;
    item.span = sources_.take(rules.sources, item.span);
    // A clause may stand elsewhere, in a definition, but is asked for here.
    const bool clause = is_clause(item.kind);
    if (clause) item.clause = sources_.take(rules.sources, item.clause);
    const Key key{item.span.source, item.span.begin, item.kind, clause ? item.clause.source : 0,
                  clause ? item.clause.begin : 0};
    const auto [found, is_new] = items_.emplace(key, item);
    if (!is_new && item.covered) found->second.covered = true;
  }
  for (AllowPlace allow : rules.notes.allows) {
    if (rules.is_stock(allow.span.source)) continue;
    allow.span = sources_.take(rules.sources, allow.span);
    allows_.emplace(std::pair{allow.span.source, allow.span.begin}, allow);
  }
}

std::size_t CoverageReport::covered() const {
  return static_cast<std::size_t>(
      std::count_if(items_.begin(), items_.end(), [](const auto& item) { return item.second.covered; }));
}

Diagnostics CoverageReport::findings() const {
  std::vector<CoverageItem> items;
  for (const auto& [key, item] : items_) items.push_back(item);
  CheckNotes notes;
  for (const auto& [place, allow] : allows_) notes.allows.push_back(allow);
  Diagnostics found = explaining::uncovered(sources_.sources(), items);
  apply_notes(notes, sources_.sources(), CheckInfo::Tier::kTests, found);
  return config_.applied_to(std::move(found));
}

std::string CoverageReport::text() const {
  std::vector<std::string> parts;
  const auto part = [&](const char* name, const auto& wanted) {
    std::size_t all = 0;
    std::size_t covered = 0;
    for (const auto& [key, item] : items_) {
      if (!wanted(item.kind)) continue;
      ++all;
      if (item.covered) ++covered;
    }
    if (all != 0) parts.push_back(fmt::format("{} of {} {}", covered, all, name));
  };
  for (const auto& [kind, name] : kWholes) {
    part(name, [whole = kind](Kind other) { return other == whole; });
  }
  part("clauses decided one way", is_clause);
  std::string out = items_.empty() ? std::string("coverage: nothing to cover\n")
                                   : fmt::format("coverage {}: {}\n", share().text(), joined(parts));
  for (const Diagnostic& finding : findings())
    out += fmt::format("  {}: {}\n", sources_.sources().place(finding.span), finding.message);
  return out;
}

void CoverageReport::add_json(JsonWriter& json) const {
  const Sources& sources = sources_.sources();
  json.begin_object().key("covered").count(covered()).key("all").count(all()).key("items").begin_array();
  for (const auto& [key, item] : items_) {
    const Source& source = sources[item.span.source];
    json.begin_object().key("file").text(source.name()).key("line").count(source.position(item.span.begin).line);
    json.key("what").text(name_of(item.kind)).key("name").text(explaining::name_of(sources, item));
    json.key("covered").yes_no(item.covered);
    if (is_clause(item.kind)) {
      json.key("of").text(name_of(item.of)).key("clause").text(explaining::clause_of(sources, item));
      json.key("decides").text(item.kind == Kind::kClauseYes ? "yes" : "no");
    }
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace leadline::cli
