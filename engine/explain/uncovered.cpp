// SPDX-License-Identifier: Apache-2.0
// The words for what coverage lacks, and the place where each is told.
#include "engine/explain/uncovered.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/explain/facts.hpp"
#include "engine/program/check_table.hpp"
#include "engine/values/text.hpp"

namespace leadline::explaining {

namespace {

using Kind = CoverageItem::Kind;

// Whose clause it is.
std::string owner_of(const Sources& sources, const CoverageItem& item) {
  std::string name = name_of(sources, item);
  switch (item.of) {
    case ConditionPlace::Kind::kModelWhere:
      return fmt::format("model \"{}\"", name);
    case ConditionPlace::Kind::kRule:
      return fmt::format("rule \"{}\"", name);
    case ConditionPlace::Kind::kGrade:
      return fmt::format("grade \"{}\"", name);
    case ConditionPlace::Kind::kThreshold:
      return fmt::format("threshold \"{}\"", name);
    case ConditionPlace::Kind::kTransition:
      return fmt::format("transition \"{}\"", name);
    case ConditionPlace::Kind::kRequire:
      return fmt::format("`{}`", name);
  }
  return name;
}

std::string message_for(const Sources& sources, const CoverageItem& item) {
  const std::string name = name_of(sources, item);
  switch (item.kind) {
    case Kind::kRule:
      return fmt::format("rule \"{}\" never counts", name);
    case Kind::kGrade:
      return fmt::format("grade \"{}\" is never given", name);
    case Kind::kThreshold:
      return fmt::format("threshold {} is never reached", name);
    case Kind::kTransition:
      return fmt::format("transition {} is never taken", name);
    case Kind::kRequire:
      return fmt::format("`{}` keeps nobody from moving", name);
    case Kind::kReaction:
      return fmt::format("`{}` never happens", name);
    case Kind::kClauseYes:
      return fmt::format("{}: `{}` is never what makes it hold", owner_of(sources, item), clause_of(sources, item));
    case Kind::kClauseNo:
      return fmt::format("{}: `{}` is never what it lacks", owner_of(sources, item), clause_of(sources, item));
  }
  return {};
}

// The line in which something begins, as far as it goes on there.
Span first_line_of(const Sources& sources, const Span& span) {
  const std::string_view text = sources.text(span);
  const std::string_view line = text.substr(0, text.find('\n'));
  return {span.source, span.begin, span.begin + static_cast<std::uint32_t>(trim(line).size())};
}

// Whether a clause stands with what it decides: in it, or behind its name.
bool stands_with(const Sources& sources, const Span& clause, const Span& whole) {
  if (clause.source != whole.source || clause.begin < whole.begin) return false;
  const Source& source = sources[whole.source];
  return clause.end <= whole.end || source.position(clause.begin).line == source.position(whole.end).line;
}

}  // namespace

bool is_clause(Kind kind) { return kind == Kind::kClauseYes || kind == Kind::kClauseNo; }

std::string name_of(const Sources& sources, const CoverageItem& item) {
  if (item.kind != Kind::kReaction) return item.name;
  return head_of(sources.text(item.span));
}

std::string clause_of(const Sources& sources, const CoverageItem& item) {
  return one_line(sources.text(item.clause), 100);
}

Diagnostics uncovered(const Sources& sources, const std::vector<CoverageItem>& items) {
  // Where a whole rule never counts, none of its clauses makes it hold; where `require` keeps nobody, none is lacking.
  std::set<std::tuple<SourceId, std::uint32_t, Kind>> never;
  for (const CoverageItem& item : items) {
    if (item.covered || is_clause(item.kind)) continue;
    never.emplace(item.span.source, item.span.begin, item.kind == Kind::kRequire ? Kind::kClauseNo : Kind::kClauseYes);
  }
  Diagnostics found;
  for (const CoverageItem& item : items) {
    if (item.covered) continue;
    const bool clause = is_clause(item.kind);
    if (clause && never.count({item.span.source, item.span.begin, item.kind}) != 0) continue;
    // A clause is asked for where its condition decides, also if it stands in a definition.
    const bool here = clause && stands_with(sources, item.clause, item.span);
    Diagnostic& finding = add_finding(found, "test/uncovered", first_line_of(sources, here ? item.clause : item.span),
                                      message_for(sources, item));
    if (clause && !here) finding.related.push_back({item.clause, "the clause stands here"});
  }
  sort_diagnostics(found);
  return found;
}

}  // namespace leadline::explaining
