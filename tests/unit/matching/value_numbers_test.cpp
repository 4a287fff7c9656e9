// SPDX-License-Identifier: Apache-2.0
// Values as numbers are equal exactly where the values that the evaluator gives are equal; rows by their numbers are
// found exactly as long as they have them.
#include "engine/run/matching/value_numbers.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "engine/run/matching/match_index.hpp"
#include "engine/run/run_stages.hpp"
#include "match_scenario.hpp"

using namespace leadline;
using namespace leadline::test;

TEST_CASE("numbers: equal exactly where values are equal", "[matching]") {
  Scenario s(std::string(kMatchRecords) + R"(
match contact c { on email and phone  on mailbox(email)  on domain(email) and company(last_name)
                  on sounds(last_name) and city  on birthday and archived  on size and employees  on lower(city) }
match lead l { on contact and page  on contact.email  on contact.account and page }
match account a { on website  on name and id })");
  const std::vector<std::string> texts{
      "",          "Ana@x.example", " ana@X.example", "ana+b@x.example", "MÜLLER  GmbH", "müller gmbh", "www.X.example",
      "x.example", "030 123456",    "+49 30 123456"};
  std::minstd_rand random(5);
  const auto text = [&] { return texts[random() % texts.size()]; };
  for (int i = 0; i < 60; ++i) {
    const std::string id = std::to_string(i);
    s.account("a" + id, {{"name", text()}, {"website", text()}});
    s.contact("c" + id, {{"email", text()},
                         {"phone", text()},
                         {"last_name", text()},
                         {"city", text()},
                         {"account", "a" + std::to_string(random() % 80)},
                         {"birthday", random() % 2 == 0 ? "1980-01-01" : ""},
                         {"archived", random() % 2 == 0 ? "yes" : ""},
                         {"size", random() % 2 == 0 ? "small" : ""},
                         {"employees", std::to_string(random() % 3)}});
    s.lead("l" + id, {{"contact", "c" + std::to_string(random() % 80)}, {"page", text()}});
  }
  s.run();
  PlanOptions options;
  options.run = true;
  const std::shared_ptr<const Plan> plan = make_plan(s.program(), options);
  Binding binding(*plan, s.data(), s.as_of, false);
  Evaluator evaluator(binding, Evaluator::Mode::kSingle);
  settle_constants(binding, evaluator);
  ValueNumbers numbers(*plan, s.data());
  std::size_t direct = 0;
  std::size_t values = 0;
  // One number for one value, whichever node it comes from.
  std::map<std::uint64_t, std::string> text_of;
  for (std::size_t i = 0; i < s.program().strategies.size(); ++i) {
    for (const MatchLineNodes& line : plan->run.strategies[i].lines) {
      for (const MatchPartNodes& part : line.parts) {
        const ValueNumbers::Handle handle = numbers.prepare(part.right);
        if (numbers.direct(handle)) ++direct;
        const auto rows = static_cast<std::uint32_t>(s.data().table(s.program().strategies[i].kind).size());
        for (std::uint32_t row = 0; row < rows; ++row) {
          evaluator.forget(true);
          const MatchValue wanted = read_value(evaluator, part.right, row);
          const std::string wanted_text(wanted.text);
          const std::uint64_t number = numbers.number(evaluator, handle, row);
          REQUIRE((number == ValueNumbers::kMissing) == wanted.missing);
          if (wanted.missing) continue;
          ++values;
          const MatchValue found = numbers.value(handle, number);
          REQUIRE(found.lane == wanted.lane);
          REQUIRE(found.number == wanted.number);
          REQUIRE(std::string(found.text) == wanted_text);
          if (wanted.lane == Lane::kText) REQUIRE(text_of.emplace(number, wanted_text).first->second == wanted_text);
        }
      }
    }
  }
  std::set<std::string> different;
  for (const auto& [number, one] : text_of) different.insert(one);
  CHECK(different.size() == text_of.size());
  CHECK(direct >= 12);
  CHECK(values > 500);
}

TEST_CASE("numbers: texts of no column have the numbers of those that stand in one", "[matching]") {
  Scenario s(std::string(kMatchRecords) + "match contact c { on email }");
  s.contact("a", {{"email", " Ana@X.example"}}).contact("b", {{"email", "bo@x.example"}});
  s.run();
  PlanOptions options;
  options.run = true;
  const std::shared_ptr<const Plan> plan = make_plan(s.program(), options);
  Binding binding(*plan, s.data(), s.as_of, false);
  Evaluator evaluator(binding, Evaluator::Mode::kSingle);
  ValueNumbers numbers(*plan, s.data());
  const ValueNumbers::Handle handle = numbers.prepare(plan->run.strategies[0].lines[0].parts[0].right);
  const std::vector<std::string_view> texts{"bo@x.example", "", "new@x.example", "ana@x.example", "new@x.example"};
  std::vector<std::uint64_t> found(texts.size());
  numbers.numbers_of(texts, found.data());
  CHECK(found[1] == ValueNumbers::kMissing);
  CHECK(found[2] == found[4]);
  CHECK(found[3] == numbers.number(evaluator, handle, s.row(RecordKind::kContact, "a")));
  CHECK(found[0] == numbers.number(evaluator, handle, s.row(RecordKind::kContact, "b")));
  CHECK(std::set<std::uint64_t>(found.begin(), found.end()).size() == 4);
}

TEST_CASE("keys: rows are found as long as they have them", "[matching]") {
  std::minstd_rand random(7);
  KeyIndex index(RecordKind::kContact, {0, 1}, 0);
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::set<std::uint32_t>> wanted;
  std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> key_of;
  for (int step = 0; step < 30'000; ++step) {
    const auto row = static_cast<std::uint32_t>(random() % 700);
    if (const auto known = key_of.find(row); known != key_of.end()) {
      index.take_out(row);
      wanted[known->second].erase(row);
      key_of.erase(known);
    } else {
      const std::uint64_t key[2] = {1 + random() % 40, 1 + random() % 10};
      index.put(key, row);
      wanted[{key[0], key[1]}].insert(row);
      key_of[row] = {key[0], key[1]};
    }
    const std::uint64_t asked[2] = {1 + random() % 40, 1 + random() % 10};
    std::set<std::uint32_t> found;
    for (std::uint32_t one = index.first(asked); one != kNoRow; one = index.next(one)) found.insert(one);
    REQUIRE(found == wanted[{asked[0], asked[1]}]);
  }
}
