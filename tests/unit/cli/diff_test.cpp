// SPDX-License-Identifier: Apache-2.0
// Two versions of rules: what is the same by meaning, how far a score can move, and whether that is so for records that
// are scored by both.
#include <catch2/catch.hpp>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "cli/diff/limits.hpp"
#include "cli/diff/outcome.hpp"
#include "cli/diff/rule_diff.hpp"
#include "cli/diff/seeker.hpp"
#include "cli/diff/witness.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/check.hpp"

using namespace leadline;
using namespace leadline::cli;

namespace {

constexpr std::int64_t kNow = 1'782'864'000'000;  // 2026-07-01

constexpr const char* kHead = R"(
record contact { job_title text  country text  opted_in yes_no  size choice ["small", "medium", "large"]  tags list of text }
record account { employees number }
record lead { campaign text }
interaction page_visit { page text  seconds number }
interaction email_open
interaction download
table points_of { "a" 5  "b" 9 }
)";

struct Version {
  explicit Version(const std::string& text) {
    const SourceId main = sources.add("rules.lead", kHead + text);
    FileReader reader;
    reader.file = [](const std::string&) { return std::nullopt; };
    reader.stock = [](const std::string&) { return std::nullopt; };
    Diagnostics diagnostics;
    program = check_program(sources, main, reader, diagnostics);
    std::string errors;
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::kError) errors += format_pretty(sources, diagnostic);
    }
    INFO(errors);
    REQUIRE(program != nullptr);
    meaning = std::make_unique<Meaning>(sources, *program);
  }

  Sources sources;
  std::shared_ptr<const Program> program;
  std::unique_ptr<Meaning> meaning;
};

std::string model(const std::string& rules, const std::string& rest = "") {
  return "model m { scores lead\n group g { " + rules + " }\n" + rest + " }\n";
}

struct Case {
  const char* name;
  std::string before, after;
  std::string moves;  // empty: the two mean the same
};

std::vector<Case> cases() {
  const std::string visits = R"("V" +2 per page_visit within 30 days)";
  return {
      {"order of and, list, case", model(R"("A" +5 when contact.opted_in and contact.country in ["de", "FR"])"),
       model(R"("A" +5 when contact.country in ["fr", "DE", "de"] and contact.opted_in)"), ""},
      {"between and two comparisons", model(R"("A" +5 when account.employees between 5 and 10)"),
       model(R"("A" +5 when account.employees <= 10 and 5 <= account.employees)"), ""},
      {"not not, one of one", model(R"("A" +5 when not (not (contact.country = "de")))"),
       model(R"("A" +5 when contact.country in ["DE"])"), ""},
      {"count and any", model(R"("A" +5 when count of email_open within 7 days >= 1)"),
       model(R"("A" +5 when any email_open within 7 days)"), ""},
      {"a definition in place", "define big = account.employees > 5\n" + model(R"("A" +5 when big)"),
       model(R"("A" +5 when account.employees > 5)"), ""},
      {"rules in another order", model(R"("A" +5 when contact.opted_in  )" + visits),
       model(visits + R"(  "A" +5 when contact.opted_in)"), ""},
      {"exactly is not the same", model(R"("A" +5 when contact.country = "de")"),
       model(R"("A" +5 when contact.country = exactly "de")"), "-5 to +5"},
      {"not (a < b) is not a >= b", model(R"("A" +5 when not account.employees < 5)"),
       model(R"("A" +5 when account.employees >= 5)"), "-5 to +5"},
      {"between words whose order is another",
       "record lead { tier choice [\"low\", \"middle\", \"high\"] }\n" +
           model(R"("A" +5 when lead.tier between "low" and "middle")"),
       "record lead { tier choice [\"low\", \"high\", \"middle\"] }\n" +
           model(R"("A" +5 when lead.tier between "low" and "middle")"),
       "-5 to +5"},
      {"more points", model(R"("A" +5 when contact.opted_in)"), model(R"("A" +8 when contact.opted_in)"), "0 to +3"},
      {"more points under a bound", model(R"("A" +5 when contact.opted_in)", "grade \"A\" when g > 3"),
       "model m { scores lead\n group g, at most 6 points { \"A\" +8 when contact.opted_in } grade \"A\" when g > 3 }",
       "-2 to +3"},
      {"a rule more", model(R"("A" +5 when contact.opted_in)"),
       model(R"("A" +5 when contact.opted_in  "B" -3 when contact.country = "de")"), "-3 to 0"},
      {"a rule less", model(R"("A" +5 when contact.opted_in  "B" -3 when contact.country = "de")"),
       model(R"("A" +5 when contact.opted_in)"), "0 to +3"},
      {"counted without end", model(visits), model(R"("V" +3 per page_visit within 30 days)"), "0 or more"},
      {"counted to a bound", model(R"("V" +2 per page_visit within 30 days, at most 10 points)"),
       model(R"("V" +3 per page_visit within 30 days, at most 10 points)"), "0 to +10"},
      {"days of a window", model(R"("V" +1 per day with page_visit within 7 days)"),
       model(R"("V" +2 per day with page_visit within 7 days)"), "0 to +18"},
      {"first of in another order",
       model(R"(first of "S" { "A" +5 when contact.opted_in  "B" +3 when contact.country = "de" })"),
       model(R"(first of "S" { "B" +3 when contact.country = "de"  "A" +5 when contact.opted_in })"), "-5 to +5"},
      {"first of with more points",
       model(R"(first of "S" { "A" +5 when contact.opted_in  "B" +3 when contact.country = "de" })"),
       model(R"(first of "S" { "A" +6 when contact.opted_in  "B" +2 when contact.country = "de" })"), "-1 to +1"},
      {"first of whose points were missing",
       model(
           R"(first of "S" { "A" +points_of[contact.country] when contact.opted_in  "B" +10 when contact.opted_in })"),
       model(R"(first of "S" { "A" +5 when contact.opted_in  "B" +10 when contact.opted_in })"), "-10 to +10"},
      {"best of with more points",
       model(R"(best of "S" { "A" +5 when contact.opted_in  "B" +3 when contact.country = "de" })"),
       model(R"(best of "S" { "A" +5 when contact.opted_in  "B" +9 when contact.country = "de" })"), "0 to +6"},
      {"a formula", model(R"("A" +5 when contact.opted_in)", "score = g * 0.5"),
       model(R"("A" +9 when contact.opted_in)", "score = g * 0.5"), "0 to +2"},
      {"another formula", model(R"("A" +5 when contact.opted_in)", "score = g * 0.5"),
       model(R"("A" +5 when contact.opted_in)", "score = g * 2"), "-2.5 to +10"},
      {"bounds of the model", model(R"("A" +50 when contact.opted_in)"),
       "model m, at most 20 points { scores lead group g { \"A\" +50 when contact.opted_in } }", "-30 to 0"},
      {"values of a table", model(R"("A" +points_of[contact.country] when contact.opted_in)"),
       model(R"("A" +points_of[contact.country] * 2 when contact.opted_in)"), "-9 to +18"},
      {"grades alone", model(R"("A" +5 when contact.opted_in)", "grade \"A\" when score >= 5"),
       model(R"("A" +5 when contact.opted_in)", "grade \"A\" when score > 5"), "0"},
      {"fading", model(R"("A" +8 for last email_open, halving every 10 days)"),
       model(R"("A" +9 for last email_open, halving every 10 days)"), "-0.001 to +1.001"},
      {"or points", model(R"("A" +5 or -2 when contact.country = "de")"),
       model(R"("A" +5 when contact.country = "de")"), "-5 to +7"},
      {"reads what changed",
       model(R"("A" +5 when contact.opted_in)") + "model n { scores lead \"B\" +m.g when m.g > 1 }",
       model(R"("A" +6 when contact.opted_in)") + "model n { scores lead \"B\" +m.g when m.g > 1 }", "0 to +1"},
  };
}

// The scores of made-up records under both versions.
std::vector<std::pair<std::int64_t, std::int64_t>> scores(const Version& before, const Version& after,
                                                          const std::vector<Sketch>& sketches,
                                                          const std::string& name) {
  std::vector<std::vector<std::int64_t>> all;
  for (const Version* version : {&before, &after}) {
    const Dataset data = dataset_of(*version->program, sketches);
    const std::shared_ptr<const Plan> plan = make_plan(*version->program);
    ScoreOptions options;
    options.as_of = kNow;
    options.threads = 1;
    const ScoreResult result = score(*plan, data, options);
    const Scored scored{*version->program, data, result};
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < sketches.size(); ++i) {
      values.push_back(scored.score(static_cast<std::uint32_t>(scored.model(name)),
                                    data.find(RecordKind::kLead, record_id(RecordKind::kLead, i))));
    }
    all.push_back(std::move(values));
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  for (std::size_t i = 0; i < sketches.size(); ++i) pairs.emplace_back(all[0][i], all[1][i]);
  return pairs;
}

std::vector<Sketch> made(const Version& before, const Version& after, std::size_t count) {
  std::mt19937_64 random(7);
  std::vector<Sketch> sketches;
  for (std::size_t i = 0; i < count; ++i) {
    Sketch sketch;
    for (const Version* version : {&before, &after}) {
      Seeker seeker(*version->program, kNow, random);
      for (const Model& model : version->program->models) {
        for (const Rule& rule : model.rules) {
          if (random() % 2 == 0) seeker.want(rule, random() % 4 != 0, sketch);
        }
      }
    }
    sketches.push_back(std::move(sketch));
  }
  return sketches;
}

}  // namespace

TEST_CASE("diff: rules are compared by meaning, and no score moves further than is said", "[cli][diff]") {
  for (const Case& one : cases()) {
    INFO(one.name);
    const Version before(one.before);
    const Version after(one.after);
    const RulesDiff diff = compare_rules(*before.meaning, *after.meaning);
    REQUIRE_FALSE(diff.models.empty());
    const ModelDiff& changed = diff.models[0];
    CHECK(diff.changed() == !one.moves.empty());
    CHECK(diff.values == !one.moves.empty());
    if (!one.moves.empty()) CHECK(range_text(changed.moves) == one.moves);
    for (const ModelDiff& moved : diff.models) {
      for (const auto& [was, is] : scores(before, after, made(before, after, 400), moved.name)) {
        REQUIRE((was == kMissing64) == (is == kMissing64));
        if (was == kMissing64) continue;
        if (one.moves.empty()) REQUIRE(was == is);
        if (moved.moves.low) REQUIRE(Int128{is} - was >= *moved.moves.low);
        if (moved.moves.high) REQUIRE(Int128{is} - was <= *moved.moves.high);
      }
    }
    // What can differ is shown by a record.
    if (one.moves.empty()) continue;
    const WitnessSearch search = find_witness(*before.meaning, *after.meaning, diff, kNow);
    REQUIRE(search.found.has_value());
    CHECK_FALSE(search.found->changes.empty());
  }
}

TEST_CASE("diff: rules are paired by label, group and meaning", "[cli][diff]") {
  const Version before(
      model(R"("A" +5 when contact.opted_in  "B" +3 when contact.country = "de"  "C" +1 per email_open)"));
  const Version after(
      model(R"("A" +6 when contact.opted_in  "Germany" +3 when contact.country = "DE"  "D" +1 per download)"));
  const RulesDiff diff = compare_rules(*before.meaning, *after.meaning);
  REQUIRE(diff.models[0].rules.size() == 4);
  const std::vector<RuleChange>& rules = diff.models[0].rules;
  CHECK(rules[0].kind == ChangeKind::kChanged);
  CHECK(rules[0].what == std::vector<std::string>{"points"});
  CHECK(rules[1].kind == ChangeKind::kChanged);
  CHECK(rules[1].what == std::vector<std::string>{"label"});
  CHECK(rules[2].kind == ChangeKind::kAdded);
  CHECK(rules[3].kind == ChangeKind::kRemoved);
}

TEST_CASE("diff: another name alone changes no value", "[cli][diff]") {
  const Version before(model(R"("A" +5 when contact.opted_in)"));
  const Version after(model(R"("Agrees" +5 when contact.opted_in)"));
  const RulesDiff diff = compare_rules(*before.meaning, *after.meaning);
  CHECK(diff.changed());
  CHECK_FALSE(diff.values);
}

TEST_CASE("diff: limits", "[cli][diff]") {
  const Version rules(model(R"("A" +5 when contact.opted_in)", R"(grade "A" when score > 3  threshold warm at 5)"));
  const auto parse = [&](const std::string& text) { return parse_limit(text, *rules.program, *rules.program); };
  ScoreDiff diff;
  diff.records = 200;
  diff.affected.resize(30);
  diff.thresholds.push_back({"m.warm", RecordKind::kLead, 100, 110, 15, 5});
  const auto over = [&](const std::string& text) {
    const Result<Limit> limit = parse(text);
    REQUIRE(limit.ok());
    return exceeded(*limit, diff).has_value();
  };
  CHECK(over("warm > +9%"));
  CHECK_FALSE(over("warm > +10%"));
  CHECK(over("m.warm >= +10%"));
  CHECK(over("warm > +9"));
  CHECK_FALSE(over("warm > +10"));
  CHECK_FALSE(over("warm < -1"));
  CHECK(over("warm > 100"));
  CHECK(over("newly warm > 14"));
  CHECK_FALSE(over("newly warm > 15"));
  CHECK(over("no longer warm > 4%"));
  CHECK_FALSE(over("no longer warm > 5%"));
  CHECK(over("changed > 14%"));
  CHECK_FALSE(over("changed > 15%"));
  CHECK(over("differs"));
  CHECK(parse("warn > 3").error().message.find("did you mean `warm`") != std::string::npos);
  for (const char* wrong : {"warm", "warm > many", "> 5", "grade Z > 3", "stage won > 0"})
    CHECK_FALSE(parse(wrong).ok());
}
