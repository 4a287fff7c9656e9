// SPDX-License-Identifier: Apache-2.0
#include "engine/run/matching/duplicates.hpp"

#include <catch2/catch.hpp>

#include "support/dataset_text.hpp"
#include "support/scenario.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

const char* const kRecords = R"(
record contact { email email  other_email email  phone phone  first_name text  last_name text  birthday time  archived yes_no }
record account { name text  website domain }
record lead { page text }
list shared = ["info@x.example"]
phone country "DE"
)";

class Duplicates : public Scenario {
 public:
  explicit Duplicates(const std::string& rules) : Scenario(kRecords + rules) {}

  DuplicateOptions options;
  DuplicateResult found;

  /// Each group as `kept < other other (weakest link)`.
  std::vector<std::string> find(const std::vector<std::string>& strategies) {
    run();
    PlanOptions plan_options;
    plan_options.run = true;
    const std::shared_ptr<const Plan> plan = make_plan(program(), plan_options);
    options.strategies.clear();
    for (const std::string& name : strategies) {
      std::uint32_t number = 0;
      while (program().strategies[number].name != name) ++number;
      options.strategies.push_back(number);
    }
    options.as_of = as_of;
    found = find_duplicates(*plan, data(), options);
    std::vector<std::string> lines;
    for (const DuplicateGroup& group : found.groups) {
      std::string line = id(group.rows[0]) + " <";
      for (std::size_t i = 1; i < group.rows.size(); ++i) line += " " + id(group.rows[i]);
      lines.push_back(line + " (" + group.kept_because + "; " + group.links[0].evidence + ")");
    }
    return lines;
  }

  std::string id(std::uint32_t row) const { return id_of(data(), found.kind, row); }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("duplicates: all lines of all strategies, joined into groups", "[matching][duplicates]") {
  Duplicates s(R"(match contact by_email { on email }
match contact by_phone { on email  on phone and last_name })");
  s.contact("a", {{"email", "x@x.example"}});
  s.contact("b", {{"email", "X@x.example"}, {"phone", "030 123456"}, {"last_name", "Berg"}});
  s.contact("c", {{"phone", "+4930123456"}, {"last_name", "berg "}});
  s.contact("d", {{"email", "d@x.example"}, {"last_name", "Berg"}});
  CHECK(s.find({"by_email"}) == Lines{"a < b (lowest id; email `x@x.example`)"});
  CHECK(s.find({"by_email", "by_phone"}) == Lines{"a < b c (lowest id; phone `+4930123456`, last_name `berg`)"});
  REQUIRE(s.found.groups[0].links.size() == 2);
  CHECK(s.found.groups[0].links[1].evidence == "email `x@x.example`");
  CHECK(s.found.groups[0].links[1].strategy == 0);
  CHECK(s.found.records == 4);
  CHECK(s.found.lines[2].records == 2);
}

TEST_CASE("duplicates: the weakest link stands first, in a group and among groups", "[matching][duplicates]") {
  Duplicates s("match contact m { on email  on last_name and first_name similar 0.8 }");
  s.contact("a", {{"email", "a@x.example"}});
  s.contact("b", {{"email", "a@x.example"}});
  s.contact("c", {{"last_name", "Hill"}, {"first_name", "Martha"}});
  s.contact("d", {{"last_name", "Hill"}, {"first_name", "Marhta"}});
  s.contact("e", {{"last_name", "Hill"}, {"first_name", "Martha"}});
  s.contact("f", {{"last_name", "Ford"}, {"first_name", "Dwayne"}});
  s.contact("g", {{"last_name", "Ford"}, {"first_name", "Duane"}});
  CHECK(s.find({"m"}) ==
        Lines{"f < g (lowest id; last_name `ford`, first_name `dwayne` and `duane` alike by 0.84)",
              "c < d e (lowest id; last_name `hill`, first_name `martha` and `marhta` alike by 0.9611)",
              "a < b (lowest id; email `a@x.example`)"});
  REQUIRE(s.found.groups[1].links.size() == 2);
  CHECK(s.found.groups[1].links[1].likeness == 1000000);
  CHECK(s.found.lines[1].compared == 4);
  CHECK(s.found.lines[1].equal == 4);
}

TEST_CASE("duplicates: who differs, is not looked at, or stands on a never-list is no duplicate",
          "[matching][duplicates]") {
  Duplicates s(
      R"(match contact m { on email unless birthday differs  among contacts where not archived  never email in shared })");
  s.contact("a", {{"email", "x@x.example"}, {"birthday", "1980-01-01"}});
  s.contact("b", {{"email", "x@x.example"}, {"birthday", "1981-01-01"}});
  s.contact("c", {{"email", "x@x.example"}, {"archived", "yes"}});
  s.contact("d", {{"email", "info@x.example"}});
  s.contact("e", {{"email", "Info@x.example"}});
  CHECK(s.find({"m"}).empty());
  CHECK(s.found.records == 4);
  CHECK(s.found.lines[0].records == 2);
  CHECK(s.found.lines[0].compared == 1);
}

TEST_CASE("duplicates: left and right may be different fields, either way round", "[matching][duplicates]") {
  Duplicates s("match contact m { on other_email = email }");
  s.contact("a", {{"email", "a@x.example"}, {"other_email", "b@x.example"}});
  s.contact("b", {{"email", "b@x.example"}, {"other_email", "a@x.example"}});
  s.contact("c", {{"email", "c@x.example"}});
  s.contact("d", {{"other_email", "c@x.example"}});
  s.contact("e", {{"email", "e@x.example"}, {"other_email", "e@x.example"}});
  CHECK(s.find({"m"}) ==
        Lines{"c < d (lowest id; other_email `c@x.example`)", "a < b (lowest id; other_email `b@x.example`)"});
  CHECK(s.found.lines[0].equal == 2);
}

TEST_CASE("duplicates: companies are compared by what is stored of them", "[matching][duplicates]") {
  Duplicates s("match account m { on domain(email) = domain(website) }");
  s.account("a", {{"website", "https://www.acme.example/en"}});
  s.account("b", {{"website", "acme.example"}});
  s.account("c", {{"website", "other.example"}});
  CHECK(s.find({"m"}) == Lines{"a < b (lowest id; domain(website) `acme.example`)"});
}

TEST_CASE("duplicates: blocks that are too large are reported, not cut", "[matching][duplicates]") {
  Duplicates s("match contact m { on last_name and first_name similar 0.9 }");
  for (const char* id : {"a", "b", "c", "d"}) s.contact(id, {{"last_name", "Smith"}, {"first_name", "Ann"}});
  for (const char* id : {"e", "f", "g"}) s.contact(id, {{"last_name", "Hill"}, {"first_name", "Ann"}});
  s.options.largest_block = 3;
  CHECK(s.find({"m"}) == Lines{"e < f g (lowest id; last_name `hill`, first_name `ann`)"});
  REQUIRE(s.found.large_blocks.size() == 1);
  CHECK(s.found.large_blocks[0].records == 4);
  CHECK(s.found.large_blocks[0].key == "last_name `smith`");
  s.options.largest_block = 4;
  CHECK(s.find({"m"}).size() == 2);
}

TEST_CASE("duplicates: who is kept, and what its fields become", "[matching][duplicates]") {
  Duplicates s("match contact m { on email }  merge contact { keep most complete, latest updated  last_name longest }");
  s.contact("a", {{"email", "x@x.example"}, {"last_name", "Berg-Maier"}});
  s.contact("b", {{"email", "x@x.example"}, {"last_name", "Berg"}, {"first_name", "Ann"}, {"phone", "1"}});
  s.contact("c", {{"email", "x@x.example"}, {"first_name", "Anna"}, {"phone", "1"}, {"updated", "2026-01-01"}});
  CHECK(s.find({"m"}) == Lines{"c < a b (latest updated; email `x@x.example`)"});
  std::vector<std::string> changed;
  for (const MergedField& field : s.found.groups[0].fields) {
    if (field.changed) changed.push_back(text_of(field.value) + " " + field.reason + " " + s.id(field.from));
  }
  CHECK(changed == Lines{"Berg-Maier longest a"});
}

TEST_CASE("duplicates: precision and recall count pairs whose truth is known", "[matching][duplicates]") {
  Duplicates s("match contact m { on email }");
  s.contact("a", {{"email", "x@x.example"}}).contact("b", {{"email", "x@x.example"}});
  s.contact("c", {{"email", "x@x.example"}}).contact("d", {{"email", "x@x.example"}});
  s.contact("e", {{"email", "e@x.example"}}).contact("f");
  s.options.truth = {1, 1, 2, 0, 1, 2};  // d is not known
  s.find({"m"});
  CHECK(s.found.truth.records == 5);
  CHECK(s.found.truth.true_pairs == 4);   // ab, ae, be, cf
  CHECK(s.found.truth.found_pairs == 3);  // ab, ac, bc
  CHECK(s.found.truth.right_pairs == 1);
  CHECK(s.found.lines[0].equal == 6);
  CHECK(s.found.lines[0].known == 3);
  CHECK(s.found.lines[0].right == 1);
}

TEST_CASE("duplicates: threads change nothing", "[matching][duplicates]") {
  Duplicates s("match contact m { on last_name and first_name similar 0.8  on phone }");
  const char* const kNames[] = {"Martha", "Marhta", "Dwayne", "Duane", "Dixon", "Dicksonx", "Marta"};
  for (int i = 0; i < 2000; ++i) {
    s.contact("c" + std::to_string(i), {{"last_name", "n" + std::to_string(i % 300)},
                                        {"first_name", kNames[i % 7]},
                                        {"phone", i % 5 == 0 ? "030 1234" + std::to_string(i % 77) : ""}});
  }
  s.options.threads = 1;
  const Lines one = s.find({"m"});
  s.options.threads = 4;
  CHECK(s.find({"m"}) == one);
  CHECK(one.size() > 3);
}
