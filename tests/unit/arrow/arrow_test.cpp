// SPDX-License-Identifier: Apache-2.0
// Tables in and out as Arrow: every type, slices and chunks, what does not fit, and who releases what.
#include "leadline/arrow.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "arrow_arrays.hpp"

namespace {

using namespace leadline;
using namespace arrow_arrays;

constexpr const char* kRules = R"(zone "Europe/Berlin"
record contact { name text  amount number  happy yes_no  born time  wait duration  size choice ["small", "large"]
                 tags list of text  scores list of number }
record lead { topic text }
interaction page_visit { page text }
model spring "Spring" {
  scores lead
  group fit "Fit" {
    "Amount" +10 when contact.amount >= 10
  }
  "Visits" +2.5 per page_visit within 30 days
  grade "A" when score >= 10
  grade "B" otherwise
  threshold ready at 10
}
)";
constexpr std::int64_t kJuly = 1'782'864'000'000;  // 2026-07-01

RuleSet compiled(const std::string& rules = kRules) {
  const Compilation compilation = RuleSet::from_text("arrow.lead", rules);
  INFO(compilation.report());
  REQUIRE(compilation.rules);
  return *compilation.rules;
}

InputTables one_table(const std::string& kind, std::vector<Array> batches) {
  InputTables tables;
  ArrowArrayStream stream;
  make_stream(std::move(batches), &stream);
  tables.add_arrow(kind, &stream);
  REQUIRE(stream.release == nullptr);
  return tables;
}

// What a field of contacts 1, 2, … holds after a column was loaded; `-` is missing, `bad: …` was set aside.
std::vector<std::string> loaded(const std::string& field, const Array& column, const std::string& rules = kRules) {
  std::vector<std::string> ids;
  for (std::int64_t row = 1; row <= column.length; ++row) ids.push_back(std::to_string(row));
  const InputTables tables = one_table("contacts", {batch({{"id", texts(ids)}, {field, column}})});
  Session session(compiled(rules));
  const Result<Loaded> result = session.load(tables, {});
  if (!result) return {result.error().message};
  std::vector<std::string> values;
  for (const std::string& id : ids) {
    values.push_back(session.field(RecordKind::kContact, id, field).value_or("-"));
    if (values.back() == "null") values.back() = "-";
    for (const SetAside& bad : result->set_aside) {
      if (std::to_string(bad.row + 1) == id) values.back() = "bad: " + bad.reason;
    }
  }
  return values;
}

using Values = std::vector<std::string>;

__extension__ using Wide = __int128;

}  // namespace

TEST_CASE("whole numbers of every width") {
  CHECK(loaded("amount", fixed<std::int8_t>("c", {-128, 127})) == Values{"-128", "127"});
  CHECK(loaded("amount", fixed<std::uint8_t>("C", {0, 255})) == Values{"0", "255"});
  CHECK(loaded("amount", fixed<std::int16_t>("s", {-32768})) == Values{"-32768"});
  CHECK(loaded("amount", fixed<std::uint16_t>("S", {65535})) == Values{"65535"});
  CHECK(loaded("amount", fixed<std::int32_t>("i", {-2147483647})) == Values{"-2147483647"});
  CHECK(loaded("amount", fixed<std::uint32_t>("I", {4294967295U})) == Values{"4294967295"});
  CHECK(loaded("amount", with_nulls(fixed<std::int64_t>("l", {1, 2, 3}), {1, 0, 1})) == Values{"1", "-", "3"});
  CHECK(loaded("amount", fixed<std::int64_t>("l", {9'223'372'036'854, 9'223'372'036'855})) ==
        Values{"9223372036854", "bad: `9223372036855` is too large a number; at most 9223372036854.775807 fits"});
  CHECK(loaded("amount", fixed<std::uint64_t>("L", {5, 1ULL << 63U})) ==
        Values{"5", "bad: `9223372036854775808` is too large a number; at most 9223372036854.775807 fits"});
}

TEST_CASE("a double means the shortest decimal that gives it") {
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK(loaded("amount", fixed<double>("g", {0.1, 12.5, -3, 1e12, 0.1234565, -0.1234565, 1e-7, 5e-7, 1234567890.123456,
                                             std::nan(""), 0.30000000000000004})) ==
        Values{"0.1", "12.5", "-3", "1000000000000", "0.123457", "-0.123457", "0", "0.000001", "1234567890.123456", "-",
               "0.3"});
  CHECK(loaded("amount", fixed<double>("g", {1e300}))[0].find("bad: `1e+300` is too large") == 0);
  CHECK(loaded("amount", fixed<double>("g", {infinite}))[0] ==
        "bad: `inf` is no number; numbers here look like `1234.5`");
  CHECK(loaded("amount", fixed<float>("f", {0.1F, 16777216.F, 2.5F})) == Values{"0.1", "16777216", "2.5"});
  CHECK(loaded("amount", fixed<std::uint16_t>("e", {0x3C00, 0x3E00, 0xC000, 0x7E00, 0x0000})) ==
        Values{"1", "1.5", "-2", "-", "0"});
}

TEST_CASE("decimals of every width are exact, rounded once where they have more places") {
  CHECK(loaded("amount", fixed<std::int32_t>("d:9,2,32", {1234, -5})) == Values{"12.34", "-0.05"});
  CHECK(loaded("amount", fixed<std::int64_t>("d:18,7,64", {15, -15, 14, 12'345'678})) ==
        Values{"0.000002", "-0.000002", "0.000001", "1.234568"});
  CHECK(loaded("amount", fixed<Wide>("d:38,20", {Wide{5} * 1'000'000'000'000'000'000 * 100 + 1, -Wide{1}})) ==
        Values{"5", "0"});
  CHECK(loaded("amount", fixed<Wide>("d:38,-2", {Wide{7}, -Wide{7}})) == Values{"700", "-700"});
  // 2^192 + 5 with 57 places, -1 and 2^64 with none, in 256 bits.
  Array wide = fixed<std::uint64_t>("d:76,57,256", {5, 0, 0, 1});
  wide.length = 1;
  CHECK(loaded("amount", wide) == Values{"6.277102"});
  Array minus = fixed<std::uint64_t>("d:76,0,256", {~0ULL, ~0ULL, ~0ULL, ~0ULL});
  minus.length = 1;
  CHECK(loaded("amount", minus) == Values{"-1"});
  Array large = fixed<std::uint64_t>("d:76,0,256", {0, 1, 0, 0});
  large.length = 1;
  CHECK(loaded("amount", large)[0].find("bad: `18446744073709551616` is too large a number") == 0);
}

TEST_CASE("texts wherever they lie") {
  CHECK(loaded("name", texts({"Ana", "", "Zoë"})) == Values{"\"Ana\"", "-", "\"Zoë\""});
  CHECK(loaded("name", texts<std::int64_t>({"Ana", "Ben"})) == Values{"\"Ana\"", "\"Ben\""});
  CHECK(loaded("name", with_nulls(texts({"Ana", "Ben"}), {0, 1})) == Values{"-", "\"Ben\""});
  CHECK(loaded("size", texts({"small", "LARGE"})) == Values{"\"small\"", "\"large\""});
  // A view: its size, then up to twelve bytes, or four of them, the number of a buffer and the place there.
  std::string views = bytes<std::int32_t>({3}) + "Ana" + std::string(9, '\0') + bytes<std::int32_t>({14}) + "Max " +
                      bytes<std::int32_t>({1, 2});
  Array view{"vu", 2, {std::nullopt, views, "other", "..Max Mustermann", bytes<std::int64_t>({5, 17})}, 0, 0, {}, {}};
  CHECK(loaded("name", view) == Values{"\"Ana\"", "\"Max Mustermann\""});
  Array words = with_nulls(fixed<std::int8_t>("c", {1, 0, 1, 0}), {1, 1, 1, 0});
  words.dictionary.push_back(texts({"Ben", "Ana"}));
  CHECK(loaded("name", words) == Values{"\"Ana\"", "\"Ben\"", "\"Ana\"", "-"});
  Array half = fixed<std::int8_t>("c", {0, 1});
  half.dictionary.push_back(with_nulls(texts({"Ben", "Ana"}), {0, 1}));
  CHECK(loaded("name", half) == Values{"-", "\"Ana\""});
  Array numbers = fixed<std::int16_t>("s", {1, 0, 1});
  numbers.dictionary.push_back(fixed<double>("g", {0.5, 7}));
  CHECK(loaded("amount", numbers) == Values{"7", "0.5", "7"});
  CHECK(loaded("name", Array{"n", 2, {}, 0, 2, {}, {}}) == Values{"-", "-"});
}

TEST_CASE("texts of a dictionary: each is read once, whatever is behind it") {
  const auto of = [](Array indices, Array entries) {
    indices.dictionary.push_back(std::move(entries));
    return indices;
  };
  // An index that leads nowhere is as good as none.
  const Array places = with_nulls(fixed<std::int32_t>("i", {2, 1, 0, 2, 7, -1, 1}), {1, 1, 1, 1, 1, 1, 0});
  CHECK(loaded("name", of(places, texts({"Zoe\xCC\x88", " ", "Ana"}))) ==
        Values{"\"Ana\"", "-", "\"Zoë\"", "\"Ana\"", "-", "-", "-"});
  CHECK(loaded("name", of(fixed<std::int32_t>("i", {0, 1, 0, 1}), fixed<std::int64_t>("l", {17, -3}))) ==
        Values{"\"17\"", "\"-3\"", "\"17\"", "\"-3\""});
  CHECK(loaded("size", of(fixed<std::uint8_t>("C", {1, 0, 2, 1}), texts({"small", "LARGE", "huge"}))) ==
        Values{"\"large\"", "\"small\"", loaded("size", texts({"huge"}))[0], "\"large\""});
  CHECK(loaded("amount", of(fixed<std::int32_t>("i", {1, 0, 1}), texts({"2.5", "many"}))) ==
        Values{"bad: `many` is no number; numbers here look like `1234.5`", "2.5",
               "bad: `many` is no number; numbers here look like `1234.5`"});
  Array slice = of(fixed<std::int32_t>("i", {1, 0, 1, 1, 0}), texts({"Ana", "Ben"}));
  slice.offset = 1;
  slice.length = 3;
  CHECK(loaded("name", slice) == Values{"\"Ana\"", "\"Ben\"", "\"Ben\""});

  const Array kinds = of(with_nulls(fixed<std::int32_t>("i", {1, 0, 2, 1, 1}), {1, 1, 1, 1, 0}),
                         texts({"Page visit", "page_visit", "page_vist"}));
  const InputTables tables =
      one_table("interactions", {batch({{"kind", kinds},
                                        {"contact", fixed<std::int32_t>("i", {1, 1, 1, 2, 2})},
                                        {"at", fixed<std::int64_t>("tsm:UTC", {kJuly, kJuly, kJuly, kJuly, kJuly})}})});
  Session session(compiled());
  const Result<Loaded> result = session.load(tables, {});
  REQUIRE(result.ok());
  REQUIRE(result->set_aside.size() == 2);
  CHECK(result->set_aside[0].row == 2);
  CHECK(result->set_aside[0].reason == "`page_vist` is no kind of interaction; did you mean `page_visit`?");
  CHECK(result->set_aside[1].row == 4);
  CHECK(result->set_aside[1].reason == "the row has no `kind`");
}

TEST_CASE("ids that are whole numbers are those that are written so") {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  CHECK(loaded("name", fixed<std::int64_t>("l", {0, -1, kMost, 1 - kMost})) ==
        Values{"\"0\"", "\"-1\"", "\"9223372036854775807\"", "\"-9223372036854775806\""});
  CHECK(loaded("name", with_nulls(fixed<std::int64_t>("l", {kLeast, 5, 7}), {1, 1, 0})) ==
        Values{"\"-9223372036854775808\"", "\"5\"", "-"});
  CHECK(loaded("name", with_nulls(fixed<std::int16_t>("s", {-3, 5, 7}), {1, 0, 1})) == Values{"\"-3\"", "-", "\"7\""});
  CHECK(loaded("name", fixed<std::uint64_t>("L", {1ULL << 63U})) == Values{"\"9223372036854775808\""});
  CHECK(loaded("size", fixed<std::int64_t>("l", {1}))[0].find("bad: ") == 0);

  // A stage is a text too, and none is called so.
  const std::string process = R"(
process p "P" for contact { stage inquiry "Inquiry" { go to done when amount > 1 } stage done "Done" final won })";
  CHECK(loaded("stage", fixed<std::int64_t>("l", {7}), kRules + process) ==
        loaded("stage", texts({"7"}), kRules + process));

  // Known ones beside new ones, of numbers far apart, over more rows than are looked up together.
  std::vector<std::int64_t> ids;
  std::vector<std::string> written;
  for (std::int64_t row = 0; row < 300; ++row) ids.push_back(row % 7 == 0 ? row * 1'000'000'007 : row);
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) written.push_back(std::to_string(*id));
  InputTables tables = one_table(
      "contacts", {batch({{"id", fixed<std::int64_t>("l", ids)}, {"amount", fixed<std::int64_t>("l", ids)}})});
  ArrowArrayStream stream;
  make_stream({batch({{"id", texts(written)}, {"name", texts(written)}})}, &stream);
  tables.add_arrow("contacts", &stream);
  Session session(compiled());
  REQUIRE(session.load(tables, {}).ok());
  for (const std::string& id : written) {
    CHECK(session.field(RecordKind::kContact, id, "amount") == id);
    CHECK(session.field(RecordKind::kContact, id, "name") == '"' + id + '"');
  }
}

TEST_CASE("what is no text can fill a text, and a text anything, as in files") {
  CHECK(loaded("name", fixed<std::int64_t>("l", {17})) == Values{"\"17\""});
  CHECK(loaded("name", fixed<double>("g", {17, 0.5})) == Values{"\"17\"", "\"0.5\""});
  CHECK(loaded("name", Array{"b", 2, {std::nullopt, bits({1, 0})}, 0, 0, {}, {}}) == Values{"\"true\"", "\"false\""});
  CHECK(loaded("name", fixed<std::int32_t>("tdD", {20635})) == Values{"\"2026-07-01\""});
  CHECK(loaded("name", fixed<std::int64_t>("tsu:", {kJuly * 1000 + 250'999})) == Values{"\"2026-07-01T00:00:00.250\""});
  CHECK(loaded("amount", texts({"12.5", "many"})) ==
        Values{"12.5", "bad: `many` is no number; numbers here look like `1234.5`"});
  CHECK(loaded("happy", texts({"yes", "0"})) == Values{"true", "false"});
  CHECK(loaded("happy", fixed<std::int64_t>("l", {1, 0})) == Values{"true", "false"});
  CHECK(loaded("happy", fixed<std::int64_t>("l", {2}))[0].find("bad: `2` is neither yes nor no") == 0);
  CHECK(loaded("wait", texts({"2 days"})) == Values{"\"2 days\""});
}

TEST_CASE("yes or no") {
  CHECK(loaded("happy", with_nulls(Array{"b", 3, {std::nullopt, bits({1, 0, 1})}, 0, 0, {}, {}}, {1, 1, 0})) ==
        Values{"true", "false", "-"});
}

TEST_CASE("times: units, zones, dates, and clocks without a zone") {
  const Values july{"\"2026-07-01T00:00:00Z\""};
  CHECK(loaded("born", fixed<std::int64_t>("tss:UTC", {kJuly / 1000})) == july);
  CHECK(loaded("born", fixed<std::int64_t>("tsm:America/New_York", {kJuly})) == july);
  CHECK(loaded("born", fixed<std::int64_t>("tsu:UTC", {kJuly * 1000 + 999})) == july);
  CHECK(loaded("born", fixed<std::int64_t>("tsn:UTC", {kJuly * 1'000'000 + 999'999})) == july);
  // Two hours before, as the rules are of Berlin.
  const Values local{"\"2026-06-30T22:00:00Z\""};
  CHECK(loaded("born", fixed<std::int64_t>("tsm:", {kJuly})) == local);
  CHECK(loaded("born", fixed<std::int32_t>("tdD", {20635})) == local);
  CHECK(loaded("born", fixed<std::int64_t>("tdm", {kJuly})) == local);
  CHECK(loaded("born", texts({"2026-07-01"})) == local);
  // Where clocks are never set forward or back it is as if a zone were given.
  const std::string rules = kRules;
  const std::string no_zone = rules.substr(rules.find('\n'));
  const auto in_utc = [&](std::string format, std::int64_t count) {
    return loaded("born", fixed<std::int64_t>(std::move(format), {count}), no_zone);
  };
  CHECK(in_utc("tss:", kJuly / 1000) == july);
  CHECK(in_utc("tsm:", kJuly) == july);
  CHECK(in_utc("tsu:", kJuly * 1000 + 999) == july);
  CHECK(in_utc("tsn:", kJuly * 1'000'000 + 999'999) == july);
  CHECK(in_utc("tsu:", -1) == Values{"\"1969-12-31T23:59:59.999Z\""});
  CHECK(in_utc("tsm:", 253'402'300'799'999) == Values{"\"9999-12-31T23:59:59.999Z\""});
  CHECK(in_utc("tsm:", 253'402'300'800'000)[0].find("is no time") != std::string::npos);
  CHECK(in_utc("tsm:", -62'135'596'800'000) == Values{"\"0001-01-01T00:00:00Z\""});
  CHECK(in_utc("tsu:", -62'135'596'800'001'000)[0].find("is no time") != std::string::npos);
  CHECK(loaded("born", fixed<std::int64_t>("tsm:", {kJuly}), "zone \"Etc/GMT-2\"" + no_zone) == local);
  // Before 1970, and a millisecond that is not whole.
  CHECK(loaded("born", fixed<std::int64_t>("tsn:UTC", {-1})) == Values{"\"1969-12-31T23:59:59.999Z\""});
  CHECK(loaded("born", fixed<std::int64_t>("tss:UTC", {253'402'300'800}))[0].find("is no time") != std::string::npos);
  CHECK(loaded("born", fixed<std::int64_t>("tss:UTC", {std::numeric_limits<std::int64_t>::max()}))[0].find(
            "is no time") != std::string::npos);
  CHECK(loaded("wait", fixed<std::int64_t>("tDs", {90})) == Values{"\"90 seconds\""});
  CHECK(loaded("wait", fixed<std::int64_t>("tDu", {1500, -1500})) == Values{"\"0.002 seconds\"", "\"-0.002 seconds\""});
}

TEST_CASE("lists, of lists' kinds and with missing elements") {
  Array list{"+l", 3, {bits({1, 0, 1}), bytes<std::int32_t>({0, 2, 2, 4})}, 0, 1, {}, {}};
  list.children.emplace_back("item", with_nulls(texts({"a", "say \"b\"", "c", "d"}), {1, 1, 0, 1}));
  CHECK(loaded("tags", list) == Values{R"(["a","say \"b\""])", "-", R"(["d"])"});
  Array large{"+L", 1, {std::nullopt, bytes<std::int64_t>({0, 2})}, 0, 0, {}, {}};
  large.children.emplace_back("item", fixed<double>("g", {1.5, 2}));
  CHECK(loaded("scores", large) == Values{"[1.5,2]"});
  Array pairs{"+w:2", 2, {std::nullopt}, 0, 0, {}, {}};
  pairs.children.emplace_back("item", fixed<std::int32_t>("i", {1, 2, 3, 4}));
  CHECK(loaded("scores", pairs) == Values{"[1,2]", "[3,4]"});
  Array view{"+vl", 2, {std::nullopt, bytes<std::int32_t>({2, 0}), bytes<std::int32_t>({1, 2})}, 0, 0, {}, {}};
  view.children.emplace_back("item", texts({"a", "b", "c"}));
  CHECK(loaded("tags", view) == Values{R"(["c"])", R"(["a","b"])"});
}

TEST_CASE("slices and chunks") {
  Array numbers = fixed<double>("g", {9, 1, 2, 9});
  numbers.offset = 1;
  numbers.length = 2;
  Array names = with_nulls(texts({"x", "Ana", "Ben", "y"}), {0, 1, 0, 1});
  names.offset = 1;
  names.length = 2;
  CHECK(loaded("amount", numbers) == Values{"1", "2"});
  CHECK(loaded("name", names) == Values{"\"Ana\"", "-"});

  // A slice of the batch shifts what its columns are shifted by themselves.
  Array first = batch({{"id", texts({"0", "1", "2"})}, {"amount", fixed<std::int64_t>("l", {5, 6, 7})}});
  first.offset = 1;
  first.length = 2;
  Array shifted = fixed<std::int64_t>("l", {0, 8});
  shifted.offset = 1;
  shifted.length = 1;
  const Array second = batch({{"id", texts({"3"})}, {"amount", shifted}});
  const InputTables tables = one_table("contacts", {first, second});
  Session session(compiled());
  REQUIRE(session.load(tables, {}).ok());
  CHECK_FALSE(session.has(RecordKind::kContact, "0"));
  CHECK(session.field(RecordKind::kContact, "1", "amount") == "6");
  CHECK(session.field(RecordKind::kContact, "2", "amount") == "7");
  CHECK(session.field(RecordKind::kContact, "3", "amount") == "8");
}

TEST_CASE("a type that cannot be names the column and both types") {
  CHECK(loaded("born", fixed<std::int64_t>("l", {5})) ==
        Values{
            "column `born` of table `contacts` is int64, where the field `born` is of type time; timestamps, dates and "
            "strings can be that"});
  CHECK(loaded("amount", Array{"b", 1, {std::nullopt, bits({1})}, 0, 0, {}, {}})[0].find(
            "column `amount` of table `contacts` is bool, where the field `amount` is of type number") == 0);
  CHECK(loaded("name", Array{"z", 0, {std::nullopt, bytes<std::int32_t>({0}), ""}, 0, 0, {}, {}})[0].find(
            "is binary, where the field `name` is of type text") != std::string::npos);
  Array list{"+l", 1, {std::nullopt, bytes<std::int32_t>({0, 1})}, 0, 0, {}, {}};
  list.children.emplace_back("item", texts({"a"}));
  CHECK(loaded("name", list)[0].find("is list<string>, where the field `name` is of type text") != std::string::npos);
  CHECK(loaded("scores", fixed<std::int64_t>("tsm:UTC", {1}))[0].find(
            "is timestamp[ms, tz=UTC], where the field `scores` is a list of number") != std::string::npos);

  // What no field has may be anything.
  const InputTables tables = one_table(
      "contacts", {batch({{"id", texts({"1"})}, {"photo", Array{"z", 1, {std::nullopt, "", ""}, 0, 0, {}, {}}}})});
  const Result<Scores> scores = compiled().score(tables, {});
  REQUIRE(scores.ok());
  CHECK(scores->ignored_columns == std::vector<std::string>{"contacts.photo"});
}

TEST_CASE("streams that fail, are read twice or hold no batches") {
  {
    InputTables tables;
    ArrowArrayStream stream;
    make_stream({batch({{"id", texts({"1"})}})}, &stream, "the disk is gone");
    tables.add_arrow("contacts", &stream);
    const Result<Scores> scores = compiled().score(tables, {});
    REQUIRE_FALSE(scores.ok());
    CHECK(scores.error().message == "table `contacts`: the disk is gone");
    const Result<Scores> again = compiled().score(tables, {});
    REQUIRE_FALSE(again.ok());
    CHECK(again.error().message == "table `contacts`: the stream has been read already; it can be read once");
  }
  {
    const Result<Scores> scores = compiled().score(one_table("contacts", {texts({"1"})}), {});
    REQUIRE_FALSE(scores.ok());
    CHECK(scores.error().message ==
          "table `contacts` is an array of type string; record batches or structs were expected");
  }
  {
    const Result<Scores> scores = compiled().score(one_table("visitors", {batch({{"id", texts({"1"})}})}), {});
    REQUIRE_FALSE(scores.ok());
    CHECK(scores.error().message.find("`visitors` is neither") == 0);
  }
  CHECK(alive == 0);
}

TEST_CASE("results as record batches, and any number of threads") {
  std::vector<std::string> ids, contacts;
  std::vector<double> amounts;
  std::vector<std::int64_t> times;
  for (int i = 0; i < 70'000; ++i) {
    ids.push_back("l" + std::to_string(100'000 + i));
    contacts.push_back("c" + std::to_string(i % 997));
    amounts.push_back(i % 20);
    times.push_back((kJuly - i) * 1000);
  }
  std::vector<std::string> texts_of_runs;
  for (const unsigned threads : {1U, 2U, 3U}) {
    InputTables tables;
    ArrowArrayStream stream;
    make_stream({batch({{"id", texts(contacts)}, {"amount", fixed("g", amounts)}})}, &stream);
    tables.add_arrow("contacts", &stream);
    make_stream({batch({{"id", texts(ids)}, {"contact", texts(contacts)}})}, &stream);
    tables.add_arrow("leads", &stream);
    make_stream({batch({{"at", fixed("tsu:UTC", times)}, {"contact", texts(contacts)}})}, &stream);
    tables.add_arrow("page_visit", &stream);
    ScoreSettings settings;
    settings.as_of = kJuly;
    settings.threads = threads;
    Result<Scores> scores = compiled().score(tables, settings);
    REQUIRE(scores.ok());
    REQUIRE(scores->set_aside.empty());

    ArrowArrayStream out;
    export_arrow(scores->tables[0], &out);
    ArrowSchema schema;
    REQUIRE(out.get_schema(&out, &schema) == 0);
    Values names;
    for (std::int64_t column = 0; column < schema.n_children; ++column) {
      names.push_back(std::string(schema.children[column]->name) + ' ' + schema.children[column]->format);
    }
    CHECK(names ==
          Values{"id u", "stage u", "spring.ready b", "spring.score d:19,6", "spring.grade u", "spring.fit d:19,6"});
    schema.release(&schema);
    ArrowArray array;
    REQUIRE(out.get_next(&out, &array) == 0);
    REQUIRE(array.length == 70'000);
    CHECK(array.children[1]->null_count == 70'000);
    std::string text;
    for (std::int64_t row = 0; row < array.length; ++row) {
      const auto* ends = static_cast<const std::int32_t*>(array.children[0]->buffers[1]);
      text += std::string(static_cast<const char*>(array.children[0]->buffers[2]) + ends[row],
                          static_cast<std::size_t>(ends[row + 1] - ends[row]));
      Wide score = 0;
      std::memcpy(&score, static_cast<const char*>(array.children[3]->buffers[1]) + row * 16, 16);
      text += ' ' + to_text(Decimal{static_cast<std::int64_t>(score)}) + '\n';
      const bool ready =
          (static_cast<const unsigned char*>(array.children[2]->buffers[1])[row / 8] >> row % 8 & 1) != 0;
      CHECK(ready == (score >= 10'000'000));
    }
    array.release(&array);
    REQUIRE(out.get_next(&out, &array) == 0);
    CHECK(array.release == nullptr);
    out.release(&out);
    texts_of_runs.push_back(std::move(text));

    // The same through tables that are copied.
    if (threads != 1) continue;
    InputTables copied;
    const auto views = [](const std::vector<std::string>& from) {
      return std::vector<std::string_view>(from.begin(), from.end());
    };
    std::vector<std::optional<std::int64_t>> at;
    for (const std::int64_t time : times) at.emplace_back(time / 1000);
    copied.add("contacts", ids.size())
        .texts("id", views(contacts))
        .reals("amount", std::vector<std::optional<double>>(amounts.begin(), amounts.end()));
    copied.add("leads", ids.size()).texts("id", views(ids)).texts("contact", views(contacts));
    copied.add("page_visit", ids.size()).integers("at", at).texts("contact", views(contacts));
    const Result<Scores> same = compiled().score(copied, settings);
    REQUIRE(same.ok());
    const ResultColumn& of_same = *same->tables[0].find("spring.score");
    const ResultColumn& of_arrow = *scores->tables[0].find("spring.score");
    CHECK(of_same.numbers == of_arrow.numbers);
  }
  CHECK(texts_of_runs[0] == texts_of_runs[1]);
  CHECK(texts_of_runs[0] == texts_of_runs[2]);
  CHECK(texts_of_runs[0].find("l100010 ") != std::string::npos);
  CHECK(alive == 0);
}

TEST_CASE("a single batch becomes a stream, which owns it") {
  ArrowSchema schema;
  ArrowArray array;
  const Array one = batch({{"id", texts({"1"})}, {"name", texts({"Ana"})}});
  make_schema(one, "", &schema);
  make_array(one, &array);
  ArrowArrayStream stream;
  stream_of(&schema, &array, &stream);
  CHECK(schema.release == nullptr);
  CHECK(array.release == nullptr);
  {
    InputTables tables;
    tables.add_arrow("contacts", &stream);
    Session session(compiled());
    REQUIRE(session.load(tables, {}).ok());
    CHECK(session.field(RecordKind::kContact, "1", "name") == "\"Ana\"");
  }
  // And one that nobody reads.
  make_schema(one, "", &schema);
  make_array(one, &array);
  stream_of(&schema, &array, &stream);
  {
    InputTables().add_arrow("contacts", &stream);
  }
  CHECK(alive == 0);
}

TEST_CASE("a source of the rules says what the columns of a table are") {
  const Compilation compilation = RuleSet::from_text("sources.lead", R"(
record contact { email email  vip yes_no  points number }
source crm "crm*.csv" {
  missing "-1"
  contact {
    id     "Contact ID"
    email  "E-Mail"
    vip    not "Ordinary"
    points "Points"
  }
}
model m "M" { scores contact  "Vip" +5 when contact.vip  "Points" +1 when contact.points > 3 }
)");
  INFO(compilation.report());
  REQUIRE(compilation.rules);
  const InputTables tables =
      one_table("crm", {batch({{"Contact ID", fixed<std::int64_t>("l", {7, 8})},
                               {"Ordinary", Array{"b", 2, {std::nullopt, bits({0, 1})}, 0, 0, {}, {}}},
                               {"E-Mail", texts({"a@x.com", "b@x.com"})},
                               {"Points", fixed<double>("g", {-1, 4})}})});
  const Result<Scores> scores = compilation.rules->score(tables, {});
  REQUIRE(scores.ok());
  const ResultTable& table = scores->tables[0];
  CHECK(table.find("id")->texts == Values{"7", "8"});
  CHECK(table.find("m.score")->numbers == std::vector<Decimal>{Decimal::of(5), Decimal::of(1)});
}
