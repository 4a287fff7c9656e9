// SPDX-License-Identifier: Apache-2.0
// What several threads do at once with one compiled rule set, and what the library does on several threads itself. Each
// has to say what one thread says; ThreadSanitizer watches where the build has it.
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "engine/run/explain_all.hpp"
#include "leadline/arrow.hpp"
#include "leadline/leadline.hpp"
#include "support/loading.hpp"
#include "support/scenario.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

constexpr unsigned kThreads = 4;
constexpr int kRecords = 9000;  // several of the blocks that threads take one after the other
constexpr std::int64_t kJuly = 1'782'864'000'000;
constexpr std::int64_t kDay = 86'400'000;
const std::string kFolder = std::string(LEADLINE_SOURCE_DIR) + "/examples/lifecycle/";

const char* const kRules = R"(
zone "Europe/Berlin"
record contact { job_title text   mobile phone }
record account { employees number }
record lead { campaign text }
interaction email_click { }
interaction page_visit { page text }
model spring "Spring" {
  scores lead
  group fit "Fit" {
    "Director"  +20  when contact.job_title contains word "director"
    "Planner"    +3  when contact.job_title contains "plan" or contact.mobile is present
  }
  "Clicks"  +5    per email_click within 30 days, at most 40 points
  "Fading"  +4.5  per page_visit where page = "pricing", halving every 7 days
  "Pages of it"     +2  per page_visit where page = lead.campaign within 20 days
  "Lately"          +1  when any page_visit where page = lead.campaign within 3 days
  "All of them"     +3  per email_click by account within 10 days, at most 30 points
  "Several people"  +2  when distinct contact of page_visit by account within 30 days >= 3
  "Large"           +1  when account.employees > 100 and any interaction within 5 days
  grade "A" when score >= 40
  grade "B" otherwise
  threshold ready at 25
}
)";

// Runs the same on several threads; what each of them says.
std::vector<std::string> at_once(const std::function<std::string()>& work) {
  std::vector<std::string> said(kThreads);
  std::vector<std::thread> threads;
  for (std::string& mine : said) threads.emplace_back([&mine, &work] { mine = work(); });
  for (std::thread& thread : threads) thread.join();
  return said;
}

void same(const std::vector<std::string>& said, const std::string& expected) {
  CHECK(expected.size() > 100);
  for (const std::string& one : said) CHECK(one == expected);
}

InputTables tables(int records) {
  std::vector<std::string> ids, titles, phones, pages, accounts;
  std::vector<std::optional<std::int64_t>> times, sizes;
  for (int number = 0; number < records; ++number) {
    ids.push_back("r" + std::to_string(number));
    titles.push_back(number % 3 == 0 ? "Director of IT" : number % 3 == 1 ? "Urban planner" : "Büroleiter");
    phones.push_back(number % 4 == 0 ? "+49 30 901820" : "");
    pages.push_back(number % 2 == 0 ? "pricing" : "home");
    times.emplace_back(kJuly - (number % 40) * kDay);
    accounts.push_back("r" + std::to_string(number / 7));
    sizes.emplace_back(number);
  }
  const auto views = [](const std::vector<std::string>& texts) {
    return std::vector<std::string_view>(texts.begin(), texts.end());
  };
  InputTables made;
  made.add("contacts", ids.size())
      .texts("id", views(ids))
      .texts("job_title", views(titles))
      .texts("mobile", views(phones))
      .texts("account", views(accounts));
  made.add("accounts", ids.size()).texts("id", views(ids)).integers("employees", sizes);
  made.add("leads", ids.size()).texts("id", views(ids)).texts("contact", views(ids)).texts("campaign", views(pages));
  made.add("email_click", ids.size()).texts("contact", views(ids)).integers("at", times);
  made.add("page_visit", ids.size()).texts("contact", views(ids)).texts("page", views(pages)).integers("at", times);
  return made;
}

std::string text_of(const Scores& scores) {
  std::ostringstream out;
  for (const ResultTable& table : scores.tables) {
    out << table.kind << '\n';
    for (const ResultColumn& column : table.columns) {
      out << column.name << ':';
      for (std::size_t row = 0; row < table.rows; ++row) {
        if (!column.present[row]) {
          out << " -";
        } else if (column.type == ResultColumn::Type::kText) {
          out << ' ' << column.texts[row];
        } else if (column.type == ResultColumn::Type::kNumber) {
          out << ' ' << column.numbers[row].micros;
        } else {
          out << ' ' << column.flags[row];
        }
      }
      out << '\n';
    }
  }
  return out.str();
}

std::string lines_of(const std::vector<Decision>& decisions) {
  std::string lines;
  for (const Decision& decision : decisions) lines += decision.to_json() + '\n';
  return lines;
}

RuleSet rules() {
  const Compilation compiled = RuleSet::from_text("spring.lead", kRules);
  INFO(compiled.report());
  REQUIRE(compiled.rules);
  return *compiled.rules;
}

}  // namespace

TEST_CASE("one rule set scores on several threads, with more inside", "[threads]") {
  const RuleSet set = rules();
  const InputTables shared = tables(kRecords);
  const auto score = [&](const InputTables& given, unsigned threads, unsigned reasons) {
    ScoreSettings settings;
    settings.as_of = kJuly;
    settings.threads = threads;
    settings.reasons = reasons;
    const Result<Scores> scores = set.score(given, settings);
    return scores.ok() ? text_of(*scores) : scores.error().message;
  };
  for (const unsigned reasons : {0U, 2U}) {
    const std::string expected = score(shared, 1, reasons);
    CHECK(expected.find("spring.score") != std::string::npos);
    same(at_once([&] { return score(shared, 3, reasons); }), expected);
    same(at_once([&] { return score(tables(kRecords), 1, reasons); }), expected);
  }
}

TEST_CASE("all records are explained on several threads", "[threads]") {
  Scenario s(kRules);
  for (int number = 0; number < kRecords; ++number) {
    const std::string id = "r" + std::to_string(number);
    s.contact(id, {{"job_title", number % 3 == 0 ? "Director of IT" : "Urban planner"}});
    s.lead(id, {{"contact", id}, {"campaign", number % 2 == 0 ? "pricing" : "home"}});
    s.happened("page_visit", id, "2026-06-2" + std::to_string(number % 10) + "T08:00:00Z", {{"page", "pricing"}});
  }
  s.run();
  const auto explain = [&](unsigned threads) {
    ExplainAllOptions options;
    options.as_of = s.as_of;
    options.threads = threads;
    std::mutex mutex;
    std::map<std::size_t, std::string> texts;
    explain_all(s.plan(), s.data(), options, [&](StoryBlock& block) {
      std::string text;
      for (std::uint32_t row = block.begin; row < block.end; ++row) {
        for (const LedgerLine& line : block.story(row).lines) {
          text += std::to_string(line.rule) + ' ' + std::to_string(line.amount) + ' ' +
                  std::to_string(line.interactions.size()) + '\n';
        }
      }
      const std::lock_guard<std::mutex> lock(mutex);
      texts[block.number] = std::move(text);
    });
    std::string all;
    for (const auto& [number, text] : texts) all += text;
    return all;
  };
  same(at_once([&] { return explain(3); }), explain(1));
}

TEST_CASE("rules are compiled, times read and records explained on several threads", "[threads]") {
  const InputTables shared = tables(50);
  const auto explain = [&](const RuleSet& set) {
    const Result<std::int64_t> time = set.time("2026-07-01");
    const Result<std::string> text = set.explain(shared, time.ok() ? *time : 0, "lead", "r12", ExplainFormat::kText);
    return text.ok() ? *text : text.error().message;
  };
  const std::string expected = explain(rules());
  same(at_once([&] {
         const Compilation compiled = RuleSet::from_text("spring.lead", kRules);
         return compiled.rules ? explain(*compiled.rules) : compiled.report();
       }),
       expected);
  const RuleSet set = rules();
  same(at_once([&] { return explain(set); }), expected);
}

TEST_CASE("sessions of one rule set run, are kept and go on on several threads", "[threads]") {
  const Compilation compiled = RuleSet::from_file(kFolder + "lifecycle.lead");
  REQUIRE(compiled.rules);
  std::ostringstream log;
  log << std::ifstream(kFolder + "events.ndjson").rdbuf();
  const auto run = [&](const RuleSet& set) {
    Session session(set);
    std::string said = lines_of(session.apply(log.str()).decisions);
    Result<Session> again = Session::restore(set, session.changes());
    if (!again.ok()) return again.error().message;
    return said + lines_of(again->advance(kJuly + 400 * kDay));
  };
  // The plan for runs is made by whichever session is first.
  const std::vector<std::string> said = at_once([&] { return run(*compiled.rules); });
  same(said, run(*RuleSet::from_file(kFolder + "lifecycle.lead").rules));
}

TEST_CASE("results go out as Arrow on several threads and come in again", "[threads]") {
  const RuleSet set = rules();
  ScoreSettings settings;
  settings.as_of = kJuly;
  const Result<Scores> scores = set.score(tables(2000), settings);
  REQUIRE(scores.ok());
  const auto shared = std::make_shared<const ResultTable>(*scores->find("lead"));
  const auto there_and_back = [&] {
    ArrowArrayStream stream{};
    export_arrow(shared, &stream);
    InputTables given = tables(2000);
    given.add_arrow("leads", &stream);
    const Result<Scores> again = set.score(given, settings);
    return again.ok() ? text_of(*again) : again.error().message;
  };
  same(at_once(there_and_back), there_and_back());
}

TEST_CASE("files are read on several threads at once, each with several", "[threads]") {
  ProgramBuilder builder;
  const Type text = type_of(TypeKind::kText);
  builder.field(RecordKind::kContact, "email", text);
  builder.field(RecordKind::kContact, "tags", list_of(TypeKind::kText));
  builder.interaction("visit", {{"page", text}});
  std::string contacts = "id,email,tags\n";
  std::string visits = "contact,at,page\n";
  for (int number = 0; number < 40000; ++number) {  // several blocks a file
    const std::string n = std::to_string(number);
    contacts +=
        "c" + n + ",e" + std::to_string(number % 700) + "@example.com,\"t" + std::to_string(number % 50) + ";u\"\n";
    visits += "c" + std::to_string(number % 5000) + ",2026-01-1" + std::to_string(number % 10) + ",p" + n + "\n";
  }
  const TemporaryFolder folder;
  folder.write("contacts.csv", contacts);
  folder.write("visit.csv", visits);
  const auto load = [&](unsigned threads) {
    LoadOptions options;
    options.threads = threads;
    const test::Loaded loaded = load_paths(builder.program, {folder.path()}, options);
    std::string all = loaded.error;
    for (const std::string& line : loaded.lines) all += line + '\n';
    return all;
  };
  same(at_once([&] { return load(3); }), load(1));
}
