// SPDX-License-Identifier: Apache-2.0
// Files without a source: what their names and columns say.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "engine/data/quick_values.hpp"
#include "support/loading.hpp"

using namespace leadline;
using namespace leadline::test;
using Lines = std::vector<std::string>;

namespace {

struct Shop {
  ProgramBuilder builder;

  Shop() {
    const Type text = type_of(TypeKind::kText);
    const Type number = type_of(TypeKind::kNumber);
    builder.field(RecordKind::kContact, "email", type_of(TypeKind::kEmail));
    builder.field(RecordKind::kContact, "job_title", text);
    builder.field(RecordKind::kContact, "opted_in", type_of(TypeKind::kYesNo));
    builder.field(RecordKind::kContact, "score", number);
    builder.field(RecordKind::kContact, "signed_up", type_of(TypeKind::kTime));
    builder.field(RecordKind::kContact, "wait", type_of(TypeKind::kDuration));
    builder.field(RecordKind::kContact, "consent", builder.choice({"none", "marketing", "profiling"}));
    builder.field(RecordKind::kContact, "interests", list_of(TypeKind::kText));
    builder.field(RecordKind::kContact, "sizes", list_of(TypeKind::kNumber));
    builder.field(RecordKind::kAccount, "name", text);
    builder.interaction("page_visit", {{"page", text}, {"seconds", number}});
    builder.interaction("email_open", {{"campaign", text}});
  }

  [[nodiscard]] Loaded load(const std::vector<std::pair<std::string, std::string>>& files,
                            LoadOptions options = {}) const {
    return load_files(builder.program, files, std::move(options));
  }

  // The bad lines of a file of contacts with one column besides the id.
  [[nodiscard]] Lines bad(const std::string& column, const std::string& value) const {
    return load({{"contacts.csv", "id," + column + "\na," + value + "\n"}}).bad;
  }
  // The one contact of such a file.
  [[nodiscard]] Lines contact(const std::string& column, const std::string& value) const {
    const Loaded loaded = load({{"contacts.csv", "id," + column + "\na," + value + "\n"}});
    CHECK(loaded.bad == Lines{});
    CHECK(loaded.error.empty());
    return loaded.lines;
  }
};

}  // namespace

TEST_CASE("load: a file is the kind that its name says", "[data][load]") {
  const Shop shop;
  const Loaded loaded = shop.load({{"contacts.csv", "id,account\na,x\n"},
                                   {"accounts.csv", "id,name\nx,Acme\n"},
                                   {"leads.csv", "id,contact\nl,a\n"},
                                   {"opportunities.csv", "id,lead\no,l\n"},
                                   {"users.csv", "id,name\nu,Ann\n"},
                                   {"interactions.csv", "kind,contact,at\nemail_open,a,2026-07-01\n"},
                                   {"readme.txt", "hello"},
                                   {"others.csv", "id\n1\n"}});
  CHECK(loaded.error.empty());
  CHECK(loaded.lines == Lines{"contact a account=x", "account x name=Acme", "lead l contact=a", "opportunity o lead=l",
                              "user u name=Ann", "email_open contact=a at=2026-07-01T00:00:00Z"});
  REQUIRE(loaded.summary.unmatched_files.size() == 2);
  CHECK(loaded.summary.unmatched_files[0].find("others.csv") != std::string::npos);
  CHECK(loaded.summary.unmatched_files[1].find("readme.txt") != std::string::npos);
  CHECK(loaded.summary.files.size() == 6);
  CHECK(loaded.summary.rows == 6);
  CHECK(loaded.summary.bad_rows == 0);
}

TEST_CASE("load: a folder that is named as a file is that file in parts", "[data][load]") {
  const Shop shop;
  const std::vector<std::pair<std::string, std::string>> parts = {
      {"contacts.csv/part-00001.csv", "id,email\nb,b@x\na,later@x\n"},
      {"contacts.csv/part-00000.csv", "id,email\na,a@x\n"},
      {"contacts.csv/_SUCCESS", ""},
      {"contacts.csv/.part-00000.csv.crc", "crc"},
      {"contacts.csv/nested/part-00002.csv", "id,email\nc,c@x\n"},
      {"others/contacts.csv", "id\nz\n"}};
  const Lines expected{"contact a email=later@x", "contact b email=b@x"};
  const Loaded loaded = shop.load(parts);
  CHECK(loaded.error.empty());
  CHECK(loaded.lines == expected);
  CHECK(loaded.summary.files.size() == 2);
  CHECK(loaded.summary.unmatched_files.empty());

  const TemporaryFolder folder;
  for (const auto& [name, text] : parts) folder.write(name, text);
  for (const char* const name : {"contacts.csv", "contacts.csv/"}) {
    const Loaded one = load_paths(shop.builder.program, {folder.path(name)});
    CHECK(one.error.empty());
    CHECK(one.lines == expected);
  }
}

TEST_CASE("load: a column belongs to the field whose name it has once normalised", "[data][load]") {
  const Shop shop;
  const Loaded loaded = shop.load(
      {{"contacts.csv", "\xEF\xBB\xBFID, Job Title ,E-Mail,Opted--In!,job_title,Shoe Size\na,CTO,x@y,Y,late,44\n"}});
  CHECK(loaded.lines == Lines{"contact a job_title=CTO opted_in=yes"});
  REQUIRE(loaded.summary.files.size() == 1);
  CHECK(loaded.summary.files[0].ignored_columns == Lines{"E-Mail", "Shoe Size"});
  CHECK(loaded.summary.files[0].repeated_columns == Lines{"job_title"});
}

TEST_CASE("load: separators and TSV", "[data][load]") {
  const Shop shop;
  CHECK(shop.load({{"contacts.csv", "id;email\na;a,b@x\n"}}).lines == Lines{"contact a email=a,b@x"});
  CHECK(shop.load({{"contacts.tsv", "id\temail\na\ta,b@x\n"}}).lines == Lines{"contact a email=a,b@x"});
  CHECK(shop.load({{"contacts.csv", "id|email\na|b\n"}}).lines == Lines{"contact a email=b"});
  // The name decides for .tsv, whatever else stands in the header.
  CHECK(shop.load({{"contacts.tsv", "id\ta,b,c\na\tx\n"}}).lines == Lines{"contact a"});
}

TEST_CASE("load: a file without the key column is refused", "[data][load]") {
  const Shop shop;
  CHECK(shop.load({{"contacts.csv", "name,email\na,b\n"}}).error ==
        "`contacts.csv` has no column `id`; its columns are `name`, `email`");
  CHECK(shop.load({{"interactions.csv", "kind,contact\nemail_open,a\n"}}).error ==
        "`interactions.csv` has no column `at`; its columns are `kind`, `contact`");
  CHECK(shop.load({{"interactions.csv", "at,contact\n2026-01-01,a\n"}}).error ==
        "`interactions.csv` has no column `kind`; its columns are `at`, `contact`");
}

TEST_CASE("load: files that cannot be read are errors", "[data][load]") {
  const Shop shop;
  const TemporaryFolder folder;
  CHECK(load_paths(shop.builder.program, {folder.path("none.csv")}).error ==
        "cannot read `" + folder.path("none.csv") + "`: there is no such file or folder");
  // What is wrong is said in a build that reads them and in one that does not; tests/run/columnar_test.py has the
  // words.
  for (const std::string name : {"contacts.parquet", "contacts.arrow", "contacts.arrows", "contacts.feather"}) {
    CHECK(shop.load({{name, "id,name\na,b\n"}}).error.rfind("`" + name + "` ", 0) == 0);
  }
  CHECK(
      shop.load({{"contacts.parquet.gz", ""}}).error ==
      "`contacts.parquet.gz` cannot be read: only text is read out of .gz, Parquet and Arrow files pack their columns "
      "themselves");
  CHECK(shop.load({{"contacts.csv.gz", "id\na\n"}}).error ==
        "cannot unpack `contacts.csv.gz`: it is no gzip file, or it is damaged");
}

TEST_CASE("load: an empty file, and one with a header alone, have no rows", "[data][load]") {
  const Shop shop;
  CHECK(shop.load({{"contacts.csv", ""}}).error.empty());
  CHECK(shop.load({{"contacts.csv", "id,email\n"}}).lines.empty());
}

TEST_CASE("load: empty and blank texts are missing, others keep their blanks", "[data][load]") {
  const Shop shop;
  CHECK(shop.contact("job_title", "") == Lines{"contact a"});
  CHECK(shop.contact("job_title", "\"\"") == Lines{"contact a"});
  CHECK(shop.contact("job_title", "  \xC2\xA0 ") == Lines{"contact a"});
  CHECK(shop.contact("job_title", " CTO ") == Lines{"contact a job_title= CTO "});
  CHECK(shop.contact("score", " ") == Lines{"contact a"});
}

TEST_CASE("load: texts are brought to NFC", "[data][load]") {
  const Shop shop;
  CHECK(shop.contact("job_title", "Ge\xCC\x81rant") == Lines{"contact a job_title=G\xC3\xA9rant"});
  // Ids too: both spellings are one record.
  const Loaded loaded = shop.load({{"contacts.csv", "id,email,score\ne\xCC\x81,x@y,\n\xC3\xA9,,5\n"}});
  CHECK(loaded.lines == Lines{"contact \xC3\xA9 email=x@y score=5"});
}

TEST_CASE("load: numbers", "[data][load]") {
  const Shop shop;
  CHECK(shop.contact("score", "12") == Lines{"contact a score=12"});
  CHECK(shop.contact("score", " -2.5 ") == Lines{"contact a score=-2.5"});
  CHECK(shop.contact("score", "1e3") == Lines{"contact a score=1000"});
  CHECK(shop.contact("score", "+7") == Lines{"contact a score=7"});
  CHECK(shop.contact("score", ".5") == Lines{"contact a score=0.5"});
  CHECK(shop.contact("score", "0.0000005") == Lines{"contact a score=0.000001"});
  CHECK(shop.contact("score", "-0.0000004") == Lines{"contact a score=0"});
  CHECK(shop.contact("score", "9223372036854.775807") == Lines{"contact a score=9223372036854.775807"});
  CHECK(shop.bad("score", "twelve") ==
        Lines{"contacts.csv:2:2 score \"twelve\": `twelve` is no number; numbers here look like `1234.5`"});
  CHECK(shop.bad("score", "9223372036855") ==
        Lines{"contacts.csv:2:2 score \"9223372036855\": `9223372036855` is too large a number; at most "
              "9223372036854.775807 fits"});
  CHECK(shop.bad("score", "\"1,5\"").size() == 1);
  CHECK(shop.bad("score", "-").size() == 1);
  CHECK(shop.bad("score", "1.").size() <= 1);
}

TEST_CASE("load: yes and no", "[data][load]") {
  const Shop shop;
  for (const char* yes : {"yes", "true", "1", "y", "t", "YES", "True", " y "}) {
    CHECK(shop.contact("opted_in", yes) == Lines{"contact a opted_in=yes"});
  }
  for (const char* no : {"no", "false", "0", "n", "f", "No", "FALSE"}) {
    CHECK(shop.contact("opted_in", no) == Lines{"contact a opted_in=no"});
  }
  CHECK(shop.bad("opted_in", "maybe") ==
        Lines{"contacts.csv:2:2 opted_in \"maybe\": `maybe` is neither yes nor no; `yes`, `true`, `1`, `y`, `t` and "
              "`no`, `false`, `0`, `n`, `f` are"});
  CHECK(shop.bad("opted_in", "2").size() == 1);
}

TEST_CASE("load: times", "[data][load]") {
  Shop shop;
  CHECK(shop.contact("signed_up", "2026-07-01") == Lines{"contact a signed_up=2026-07-01T00:00:00Z"});
  CHECK(shop.contact("signed_up", " 2026-07-01 09:30:00 ") == Lines{"contact a signed_up=2026-07-01T09:30:00Z"});
  CHECK(shop.contact("signed_up", "2026-07-01T09:30:00.123987Z") ==
        Lines{"contact a signed_up=2026-07-01T09:30:00.123Z"});
  CHECK(shop.contact("signed_up", "2026-07-01T09:30:00+02:00") == Lines{"contact a signed_up=2026-07-01T07:30:00Z"});
  CHECK(shop.contact("signed_up", "2026-07-01T09:30") == Lines{"contact a signed_up=2026-07-01T09:30:00Z"});
  CHECK(
      shop.bad("signed_up", "2026-02-30") ==
      Lines{"contacts.csv:2:2 signed_up \"2026-02-30\": `2026-02-30` is no time that the calendar has; times here look "
            "like `2026-07-01`, `2026-07-01T09:30:00Z`"});
  CHECK(shop.bad("signed_up", "tomorrow") ==
        Lines{"contacts.csv:2:2 signed_up \"tomorrow\": `tomorrow` is no time; times here look like `2026-07-01`, "
              "`2026-07-01T09:30:00Z`"});
  CHECK(shop.bad("signed_up", "2026-07-01T24:00:00Z").size() == 1);
  CHECK(shop.bad("signed_up", "1780000000").size() == 1);
}

TEST_CASE("load: times without a zone are the file's; those that exist twice or never are counted", "[data][load]") {
  Shop shop;
  shop.builder.program.zones = {"Europe/Berlin"};
  const Loaded loaded = shop.load({{"contacts.csv",
                                    "id,signed_up\na,2026-07-01\nb,2026-10-25 02:30:00\nc,2026-03-29 02:30:00\n"
                                    "d,2026-07-01T09:30:00Z\n"}});
  CHECK(loaded.lines == Lines{"contact a signed_up=2026-06-30T22:00:00Z", "contact b signed_up=2026-10-25T00:30:00Z",
                              "contact c signed_up=2026-03-29T01:30:00Z", "contact d signed_up=2026-07-01T09:30:00Z"});
  CHECK(loaded.summary.ambiguous_times == 1);
  CHECK(loaded.summary.skipped_times == 1);
}

TEST_CASE("load: durations have a unit", "[data][load]") {
  const Shop shop;
  CHECK(shop.contact("wait", "30 days") == Lines{"contact a wait=30 days"});
  CHECK(shop.contact("wait", "1.5 Hours") == Lines{"contact a wait=90 minutes"});
  CHECK(shop.contact("wait", "2weeks") == Lines{"contact a wait=14 days"});
  CHECK(shop.bad("wait", "30") ==
        Lines{"contacts.csv:2:2 wait \"30\": `30` has no unit; a duration looks like `30 days`"});
  CHECK(shop.bad("wait", "3 months") ==
        Lines{"contacts.csv:2:2 wait \"3 months\": `3 months` is no duration; a duration "
              "looks like `30 days`, `4 hours`, `90 seconds`"});
}

TEST_CASE("load: the words of a choice", "[data][load]") {
  const Shop shop;
  CHECK(shop.contact("consent", " marketing ") == Lines{"contact a consent=marketing"});
  CHECK(shop.contact("consent", "Profiling") == Lines{"contact a consent=profiling"});
  CHECK(shop.bad("consent", "marketting") ==
        Lines{"contacts.csv:2:2 consent \"marketting\": `marketting` is none of its "
              "words; did you mean `marketing`?"});
  CHECK(shop.bad("consent", "xyzzy-q") == Lines{"contacts.csv:2:2 consent \"xyzzy-q\": `xyzzy-q` is none of its words; "
                                                "`none`, `marketing`, `profiling` are"});
}

TEST_CASE("load: lists are JSON or stand between semicolons", "[data][load]") {
  const Shop shop;
  CHECK(shop.contact("interests", "a;b;;c") == Lines{"contact a interests=[a|b|c]"});
  CHECK(shop.contact("interests", "\"[\"\"a;b\"\", \"\"c\\u00e9\"\", null, 12]\"") ==
        Lines{"contact a interests=[a;b|c\xC3\xA9|12]"});
  CHECK(shop.contact("interests", ";") == Lines{"contact a"});
  CHECK(shop.contact("interests", "[]") == Lines{"contact a"});
  CHECK(shop.contact("sizes", "1; 2.5 ;3") == Lines{"contact a sizes=[1|2.5|3]"});
  CHECK(shop.bad("sizes", "1;x") ==
        Lines{"contacts.csv:2:2 sizes \"1;x\": `x` is no number; numbers here look like `1234.5`"});
  CHECK(shop.bad("interests", "[oops") ==
        Lines{"contacts.csv:2:2 interests \"[oops\": `[oops` begins with `[` and is no JSON list; a list looks like "
              "`[\"a\", \"b\"]` or `a;b`"});
  CHECK(shop.bad("interests", "\"[{}]\"").size() == 1);
}

TEST_CASE("load: a row without an id is bad, one without its links is not", "[data][load]") {
  const Shop shop;
  const Loaded loaded = shop.load({{"leads.csv", "id,contact\n,a\nl,\n"}});
  CHECK(loaded.lines == Lines{"lead l"});
  CHECK(loaded.bad == Lines{"leads.csv:2:1 id: the row has no `id`"});
  CHECK(loaded.bad_text == Lines{",a"});
  CHECK(loaded.summary.bad_rows == 1);
  CHECK(loaded.summary.rows == 2);
  CHECK(loaded.summary.dataset.orphan_leads == 1);
}

TEST_CASE("load: a bad row is reported once, by its first bad column, and not loaded", "[data][load]") {
  const Shop shop;
  const Loaded loaded = shop.load({{"contacts.csv", "id,score,opted_in\na,x,y\nb,1,perhaps\nc,x,perhaps\nd,4,n\ne\n"}});
  CHECK(loaded.lines == Lines{"contact d opted_in=no score=4"});
  REQUIRE(loaded.bad.size() == 4);
  CHECK(loaded.bad[0].substr(0, 22) == "contacts.csv:2:2 score");
  CHECK(loaded.bad[1].substr(0, 25) == "contacts.csv:3:3 opted_in");
  CHECK(loaded.bad[2].substr(0, 22) == "contacts.csv:4:2 score");
  CHECK(loaded.bad[3] == "contacts.csv:6: the row has 1 column, the header 3");
  CHECK(loaded.bad_text == Lines{"a,x,y", "b,1,perhaps", "c,x,perhaps", "e"});
  CHECK(loaded.summary.files[0].bad_rows == 4);
  CHECK(loaded.summary.files[0].rows == 5);
}

TEST_CASE("load: a stray quote in a column that the header lacks", "[data][load]") {
  const Shop shop;
  const Loaded loaded = shop.load({{"contacts.csv", "id\na,\"b\nc\n"}});
  CHECK(loaded.lines == Lines{"contact c"});
  CHECK(loaded.bad == Lines{"contacts.csv:2:2 : the quote that opens in line 2 is never closed"});
}

TEST_CASE("load: --bad-values missing keeps the row and lists each value", "[data][load]") {
  const Shop shop;
  LoadOptions options;
  options.bad_values_missing = true;
  const Loaded loaded =
      shop.load({{"contacts.csv", "id,score,opted_in,email\na,x,perhaps,a@b\n,x,y,\nb,1,y,b@c\nc\n"}}, options);
  CHECK(loaded.lines == Lines{"contact a email=a@b", "contact b email=b@c opted_in=yes score=1"});
  REQUIRE(loaded.bad.size() == 4);
  CHECK(loaded.bad[0].substr(0, 29) == "(kept) contacts.csv:2:2 score");
  CHECK(loaded.bad[1].substr(0, 32) == "(kept) contacts.csv:2:3 opted_in");
  CHECK(loaded.bad[2] == "contacts.csv:3:1 id: the row has no `id`");
  CHECK(loaded.bad[3].substr(0, 15) == "contacts.csv:5:");
  CHECK(loaded.summary.bad_values == 2);
  CHECK(loaded.summary.bad_rows == 2);
}

TEST_CASE("load: an interaction whose time is bad cannot be kept without it", "[data][load]") {
  const Shop shop;
  LoadOptions options;
  options.bad_values_missing = true;
  const Loaded loaded = shop.load(
      {{"interactions.csv", "kind,contact,at\nemail_open,a,soon\nemail_open,a,\nemail_open,a,2026-01-01\n"}}, options);
  CHECK(loaded.lines == Lines{"email_open at=2026-01-01T00:00:00Z"});
  REQUIRE(loaded.bad.size() == 2);
  CHECK(loaded.bad[0].substr(0, 21) == "interactions.csv:2:3 ");
  CHECK(loaded.bad[1] == "interactions.csv:3:3 at: the row has no `at`");
}

TEST_CASE("load: --bad-rows stop ends at the first bad row", "[data][load]") {
  const Shop shop;
  LoadOptions options;
  options.stop_at_bad_row = true;
  CHECK(shop.load({{"contacts.csv", "id,score\na,1\nb,x\nc,y\n"}}, options).error ==
        "contacts.csv:3: column `score`: `x` is no number; numbers here look like `1234.5`");
  CHECK(shop.load({{"contacts.csv", "id,score\na,1\n"}}, options).error.empty());
}

TEST_CASE("load: interactions are of the kind that the column says, by the rule of names", "[data][load]") {
  const Shop shop;
  const Loaded loaded = shop.load({{"contacts.csv", "id\na\n"},
                                   {"interactions.csv",
                                    "Kind,At,Contact,Page,Seconds,Campaign,Extra\n"
                                    "page_visit,2026-01-02,a,pricing,5,none,x\n"
                                    "Page Visit,2026-01-01,a,home,,,x\n"
                                    "EMAIL-OPEN,2026-01-03,a,,,spring,x\n"
                                    "page_visits,2026-01-03,a,,,,x\n"
                                    "dance,2026-01-03,a,,,,x\n"
                                    ",2026-01-03,a,,,,x\n"}});
  CHECK(loaded.lines == Lines{"contact a", "page_visit contact=a at=2026-01-01T00:00:00Z page=home",
                              "page_visit contact=a at=2026-01-02T00:00:00Z page=pricing seconds=5",
                              "email_open contact=a at=2026-01-03T00:00:00Z campaign=spring"});
  CHECK(loaded.bad ==
        Lines{"interactions.csv:5:1 Kind \"page_visits\": `page_visits` is no kind of interaction; did you "
              "mean `page_visit`?",
              "interactions.csv:6:1 Kind \"dance\": `dance` is no kind of interaction",
              "interactions.csv:7:1 Kind: the row has no `kind`"});
  CHECK(loaded.summary.files[1].ignored_columns == Lines{"Extra"});
}

TEST_CASE("load: the same id twice on one contact counts once, the first by file and line", "[data][load]") {
  const Shop shop;
  const Loaded loaded = shop.load({{"contacts.csv", "id\na\n"},
                                   {"interactions.csv",
                                    "kind,at,contact,id,page\n"
                                    "page_visit,2026-01-05,a,1,first\n"
                                    "email_open,2026-01-01,a,1,\n"
                                    "page_visit,2026-01-01,a,1,third\n"}});
  CHECK(loaded.lines == Lines{"contact a", "page_visit contact=a at=2026-01-05T00:00:00Z id=1 page=first"});
  CHECK(loaded.summary.dataset.repeated_interactions == 2);
}

TEST_CASE("load: ids, leads and attributes may come in some files only", "[data][load]") {
  const Shop shop;
  const std::vector<std::pair<std::string, std::string>> records{{"contacts.csv", "id\na\nb\n"},
                                                                 {"leads.csv", "id,contact\nl,a\n"}};
  const std::string plain = "page_visit,2026-01-05T00:00:00Z,b\nemail_open,2026-01-02T00:00:00Z,a\n";
  const std::string full =
      "page_visit,2026-01-05T00:00:00Z,b,,2,z\npage_visit,2026-01-05T00:00:00Z,a,l,1,y\n"
      "page_visit,2026-01-04T00:00:00Z,b,l,,x\nemail_open,2026-01-01T00:00:00Z,a,,1,\n";
  for (const unsigned threads : {1U, 3U}) {
    for (const bool plain_first : {true, false}) {
      auto files = records;
      std::string tabbed = "kind\tat\tcontact\tlead\tid\tpage\n" + full;
      std::replace(tabbed.begin(), tabbed.end(), ',', '\t');
      std::string plain_tabbed = "kind\tat\tcontact\n" + plain;
      std::replace(plain_tabbed.begin(), plain_tabbed.end(), ',', '\t');
      files.emplace_back("interactions.csv",
                         plain_first ? "kind,at,contact\n" + plain : "kind,at,contact,lead,id,page\n" + full);
      files.emplace_back("interactions.tsv", plain_first ? tabbed : plain_tabbed);
      LoadOptions options;
      options.threads = threads;
      const Loaded loaded = shop.load(files, options);
      CHECK(loaded.bad == Lines{});
      CHECK(loaded.summary.dataset.repeated_interactions == 1);
      CHECK(loaded.lines == Lines{"contact a", "contact b", "lead l contact=a",
                                  "page_visit contact=a lead=l at=2026-01-05T00:00:00Z id=1 page=y",
                                  "page_visit contact=b lead=l at=2026-01-04T00:00:00Z page=x",
                                  "page_visit contact=b at=2026-01-05T00:00:00Z",
                                  "page_visit contact=b at=2026-01-05T00:00:00Z id=2 page=z",
                                  "email_open contact=a at=2026-01-02T00:00:00Z"});
    }
  }
}

TEST_CASE("load: instants that are read by whole words are those that are read by character", "[data][load]") {
  std::mt19937 random(9);
  QuickInstants instants;
  std::size_t good = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = "2026-0" + std::to_string(1 + random() % 9) + "-1" + std::to_string(random() % 10) + "T" +
                       std::to_string(random() % 3) + std::to_string(random() % 10) + ":" +
                       std::to_string(random() % 7) + std::to_string(random() % 10) + ":" +
                       std::to_string(random() % 7) + "0Z";
    if (random() % 2 == 0) text[random() % 20] = static_cast<char>(1 + random() % 255);
    if (random() % 8 == 0) text.replace(8, 2, std::to_string(28 + random() % 5));
    std::int64_t day = 0;
    std::int64_t clock = 0;
    bool utc = false;
    const bool expected = quick_date(text.data(), day) && text[10] == 'T' &&
                          quick_clock(std::string_view(text).substr(11), clock, utc) && utc;
    std::int64_t found = 0;
    REQUIRE(instants.read(text.data(), found) == expected);
    if (!expected) continue;
    ++good;
    REQUIRE(found == day * kMsPerDay + clock);
  }
  CHECK(good > 1000);
}

TEST_CASE("load: rows of one id are one record; the later line, file name, path wins", "[data][load]") {
  const Shop shop;
  const Loaded loaded = shop.load({{"contacts.csv", "id,email,score\na,1@x,1\nb,2@x,2\na,3@x,\n"},
                                   {"Contacts.tsv", "id\temail\tjob_title\nb\tearly@x\tCTO\n"}});
  // `Contacts.tsv` stands before `contacts.csv` in the order of bytes.
  CHECK(loaded.lines == Lines{"contact a email=3@x score=1", "contact b email=2@x job_title=CTO score=2"});

  const TemporaryFolder folder;
  const std::string first = folder.write("1/contacts.csv", "id,email\na,one\n");
  const std::string second = folder.write("2/contacts.csv", "id,email\na,two\n");
  CHECK(load_paths(shop.builder.program, {second, first}).lines == Lines{"contact a email=two"});
  CHECK(load_paths(shop.builder.program, {second, first, second}).summary.files.size() == 2);
}

TEST_CASE("load: dangling links are counted and missing", "[data][load]") {
  const Shop shop;
  const Loaded loaded = shop.load({{"contacts.csv", "id,account\na,gone\n"}, {"leads.csv", "id,contact\nl,nobody\n"}});
  CHECK(loaded.summary.dataset.dangling_links == 2);
  CHECK(loaded.bad.empty());
  CHECK(loaded.data->table(RecordKind::kLead).contact[0] == kNoRow);
}

TEST_CASE("load: a stage that its process lacks makes the row bad, a renamed one is the new one", "[data][load]") {
  Shop shop;
  const auto process = [](const char* name, const std::vector<std::string>& stages) {
    Process made;
    made.name = name;
    made.kind = RecordKind::kLead;
    for (const std::string& stage : stages) {
      made.stages.emplace_back();
      made.stages.back().name = stage;
    }
    return made;
  };
  shop.builder.program.processes = {process("sales", {"new", "won"}), process("support", {"asked"})};
  shop.builder.program.processes[0].was.emplace_back("fresh", 0);
  const Loaded loaded = shop.load({{"contacts.csv", "id,stage,process\nc,anything,whatever\n"},
                                   {"leads.csv",
                                    "id,process,stage\na,sales,new\nb,sales,asked\nc,,asked\nd,,nowhere\ne,seles,new\n"
                                    "f,sales,\ng,sales,fresh\nh,,\ni,,fresh\nj,support,fresh\n"}});
  CHECK(loaded.lines == Lines{"contact c process=whatever stage=anything", "lead a process=sales stage=new",
                              "lead c stage=asked", "lead f process=sales", "lead g process=sales stage=new", "lead h",
                              "lead i stage=new"});
  CHECK(loaded.bad == Lines{"leads.csv:3:3 stage \"asked\": process `sales` has no stage `asked`",
                            "leads.csv:5:3 stage \"nowhere\": no process has a stage `nowhere`",
                            "leads.csv:6:2 process \"seles\": there is no process `seles`; did you mean `sales`?",
                            "leads.csv:11:3 stage \"fresh\": process `support` has no stage `fresh`"});
}

TEST_CASE("load: progress ends at the size of the files", "[data][load]") {
  const Shop shop;
  std::uint64_t last = 0;
  std::uint64_t total = 0;
  LoadOptions options;
  options.on_progress = [&](std::uint64_t bytes, std::uint64_t of) {
    CHECK(bytes >= last);
    last = bytes;
    total = of;
  };
  CHECK(shop.load({{"contacts.csv", "id\na\n"}, {"leads.csv", "id\nl\n"}}, options).error.empty());
  CHECK(last == 10);
  CHECK(total == 10);
}
