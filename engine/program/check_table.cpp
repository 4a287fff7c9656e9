// SPDX-License-Identifier: Apache-2.0
// The table of checks. docs/checks/README.md is made from it, and a test holds each to a page and a golden case.
#include "engine/program/check_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace leadline {

namespace {

constexpr CheckInfo kChecks[] = {
    {"allow/unused", Severity::kWarning, CheckInfo::Tier::kProgram, "A comment `# allow ID: REASON` silences nothing"},
    {"always/unknown", Severity::kHint, CheckInfo::Tier::kAnalysis,
     "A property that could neither be shown for every record nor broken by one"},
    {"always/vacuous", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "What stands before `implies` in a property never holds"},
    {"always/violated", Severity::kError, CheckInfo::Tier::kAnalysis, "A property that a record breaks"},
    {"cond/always", Severity::kWarning, CheckInfo::Tier::kAnalysis, "A condition that holds for every record"},
    {"cond/impossible", Severity::kError, CheckInfo::Tier::kProgram,
     "A condition, or a selection, that nothing can fulfil"},
    {"cond/one-apart", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "Two neighbours of a ladder leave exactly one value out"},
    {"cond/redundant", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "A part of a condition that follows from the rest of it"},
    {"cond/shared-end", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "Two neighbours of a ladder both count one value"},
    {"cost/scan", Severity::kHint, CheckInfo::Tier::kProgram,
     "A rule has to look at everything that a contact has ever done"},
    {"data/always-fires", Severity::kWarning, CheckInfo::Tier::kData,
     "A rule that gives points to every record of the data that is scored"},
    {"data/blank", Severity::kWarning, CheckInfo::Tier::kData,
     "A field that rules read, and that is missing in half of the records or more"},
    {"data/never-fires", Severity::kWarning, CheckInfo::Tier::kData,
     "A rule that gives points to no record of the data"},
    {"data/same-records", Severity::kWarning, CheckInfo::Tier::kData,
     "Two rules that give points to the same records of the data"},
    {"data/unlisted-values", Severity::kWarning, CheckInfo::Tier::kData,
     "Values of the data that stand in no list or table that the rules look them up in"},
    {"form/overlap", Severity::kError, CheckInfo::Tier::kProgram,
     "Two form patterns are equally specific, and a form can fit both"},
    {"graph/circle", Severity::kError, CheckInfo::Tier::kProgram,
     "Definitions, scores, groups, grades, thresholds, segments or files read each other in a circle"},
    {"match/covered-line", Severity::kWarning, CheckInfo::Tier::kProgram,
     "A line asks for everything that an earlier line asks for, and more"},
    {"match/never-complete", Severity::kError, CheckInfo::Tier::kProgram,
     "The rows of a source go through a form whose strategy needs a field that the source never gives"},
    {"match/no-block", Severity::kError, CheckInfo::Tier::kProgram,
     "A line of a matching strategy without an exact part, or a strategy without a line"},
    {"match/weak-key", Severity::kWarning, CheckInfo::Tier::kProgram,
     "A line whose only part is a domain or a last name"},
    {"name/ambiguous", Severity::kError, CheckInfo::Tier::kProgram,
     "A bare name could mean two things: a field of the record and a definition, or an attribute and a list"},
    {"name/confusable", Severity::kWarning, CheckInfo::Tier::kProgram,
     "A text holds a character that cannot be seen, a blank that is not the plain one, or a word with letters of two "
     "scripts that look alike"},
    {"name/duplicate", Severity::kError, CheckInfo::Tier::kProgram,
     "Two things have one name: two models, a list and a definition, two stages of a process, two rows of a table with "
     "one key"},
    {"name/unknown", Severity::kError, CheckInfo::Tier::kProgram,
     "A field, kind, stage, list, word of a choice, file or anything else that is named does not exist"},
    {"name/unused", Severity::kWarning, CheckInfo::Tier::kProgram,
     "A list, table, definition, segment or matching strategy that nothing uses"},
    {"react/loop", Severity::kWarning, CheckInfo::Tier::kProgram,
     "What a reaction does can set the same reaction off again, alone or through others"},
    {"score/always-fires", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "A rule that gives its points to every record that is scored"},
    {"score/always-reached", Severity::kError, CheckInfo::Tier::kAnalysis,
     "A threshold that even the lowest possible score has reached"},
    {"score/bound-never-bites", Severity::kHint, CheckInfo::Tier::kAnalysis, "A bound that nothing ever comes to"},
    {"score/bounds", Severity::kError, CheckInfo::Tier::kProgram,
     "`never below` is more than `at most`, or a threshold is lost below a number at which it is not yet reached"},
    {"score/cancels-out", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "Two rules that hold for the same records, and whose points add up to nothing"},
    {"score/dead-rule", Severity::kError, CheckInfo::Tier::kAnalysis,
     "A rule that no record which the model scores can fulfil"},
    {"score/double-count", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "Two rules about the same field, or the same interactions, that count together"},
    {"score/fading-form", Severity::kError, CheckInfo::Tier::kProgram,
     "`halving` or `losing` on a rule that does not count interactions one by one: `when`, a bucket, or silence"},
    {"score/grade-gap", Severity::kError, CheckInfo::Tier::kAnalysis, "A score for which there is no grade"},
    {"score/grade-never", Severity::kWarning, CheckInfo::Tier::kAnalysis, "A grade that no possible score gives"},
    {"score/grade-shadowed", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "A grade that never counts, as one above it holds wherever it does"},
    {"score/no-rules", Severity::kError, CheckInfo::Tier::kProgram, "A model, group or block without a rule"},
    {"score/one-rule-threshold", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "A single rule reaches a threshold alone"},
    {"score/or-points", Severity::kError, CheckInfo::Tier::kProgram, "`+2 or -2` inside `first of` or `best of`"},
    {"score/otherwise", Severity::kError, CheckInfo::Tier::kProgram,
     "`otherwise` stands alone, or something stands behind it"},
    {"score/shadowed", Severity::kError, CheckInfo::Tier::kAnalysis,
     "A rule of `first of` that never counts, as one above it holds wherever it does"},
    {"score/unbounded", Severity::kWarning, CheckInfo::Tier::kProgram,
     "Points for each interaction (or for each stretch of silence) without a window, a bound or fading"},
    {"score/ungrouped-rule", Severity::kError, CheckInfo::Tier::kProgram,
     "A rule outside of any group in a model that says `score = …`"},
    {"score/unreachable-threshold", Severity::kError, CheckInfo::Tier::kAnalysis,
     "A threshold above the highest possible score"},
    {"score/window-cuts-fading", Severity::kWarning, CheckInfo::Tier::kProgram,
     "The window of a rule ends while its points have not faded yet"},
    {"score/young-record", Severity::kWarning, CheckInfo::Tier::kProgram,
     "Points are taken for silence over a window, whatever the age of the record"},
    {"stage/chase", Severity::kError, CheckInfo::Tier::kAnalysis,
     "Automatic transitions that an unchanged record goes round and round (a warning where a lap takes a day or more)"},
    {"stage/dead-end", Severity::kWarning, CheckInfo::Tier::kProgram,
     "Records come into a stage and no transition leads out of it; it is not final"},
    {"stage/exit-on-final", Severity::kError, CheckInfo::Tier::kProgram, "`on exit` in a final stage"},
    {"stage/leaves-final", Severity::kError, CheckInfo::Tier::kProgram,
     "A transition is written in a stage that is `final won` or `final lost`"},
    {"stage/no-kind", Severity::kError, CheckInfo::Tier::kProgram,
     "A process does not say which kind of record goes through it"},
    {"stage/no-owner", Severity::kWarning, CheckInfo::Tier::kProgram,
     "`first of { assign … }` whose last line has a condition"},
    {"stage/none", Severity::kError, CheckInfo::Tier::kProgram, "A process without a stage"},
    {"stage/overlap", Severity::kWarning, CheckInfo::Tier::kAnalysis,
     "Two transitions to different stages that can hold together, so that only their order decides"},
    {"stage/require-impossible", Severity::kError, CheckInfo::Tier::kAnalysis,
     "What a stage requires excludes what its transition asks for"},
    {"stage/shadowed", Severity::kError, CheckInfo::Tier::kAnalysis,
     "A transition that can never win, as one above it holds whenever it does (a warning where it can win while that "
     "one is held)"},
    {"stage/unreachable", Severity::kWarning, CheckInfo::Tier::kProgram,
     "No transition leads to a stage, and none out of it; it is not final either"},
    {"test/clock", Severity::kError, CheckInfo::Tier::kProgram, "A line `at T` of a test sets the clock back"},
    {"test/uncovered", Severity::kWarning, CheckInfo::Tier::kTests,
     "A rule, grade, threshold, transition, requirement, reaction or clause of a condition that no test decides"},
    {"text/short-word", Severity::kError, CheckInfo::Tier::kProgram,
     "`contains` looks for three letters or fewer without `word`"},
    {"type/mismatch", Severity::kError, CheckInfo::Tier::kProgram,
     "A value of one type stands where another is wanted: a text is compared with a number, a condition is added, a "
     "list is asked whether it `contains`"},
    {"type/missing-not-considered", Severity::kWarning, CheckInfo::Tier::kProgram,
     "`!=`, `not in` or `not contains` on a field that can be missing"},
    {"type/thousands", Severity::kWarning, CheckInfo::Tier::kProgram,
     "A number with three digits behind its point that end in zero, as a thousand is written elsewhere"},
    {"type/too-deep", Severity::kError, CheckInfo::Tier::kProgram,
     "An expression, the definitions in it included, is nested deeper than the engine will walk"},
};

}  // namespace

Checks all_checks() { return {std::begin(kChecks), std::end(kChecks)}; }

const CheckInfo* find_check(std::string_view id) {
  const auto* const found =
      std::lower_bound(std::begin(kChecks), std::end(kChecks), id,
                       [](const CheckInfo& info, std::string_view wanted) { return info.id < wanted; });
  return found != std::end(kChecks) && found->id == id ? found : nullptr;
}

Diagnostic& add_finding(Diagnostics& to, std::string_view check, const Span& span, std::string message,
                        std::string help) {
  Diagnostic& found = to.emplace_back();
  found.check = check;
  const CheckInfo* info = find_check(check);
  found.severity = info != nullptr ? info->severity : Severity::kWarning;
  found.span = span;
  found.message = std::move(message);
  found.help = std::move(help);
  return found;
}

}  // namespace leadline
