// SPDX-License-Identifier: Apache-2.0
// Files that a `source` of a rule file describes.
#include <catch2/catch.hpp>

#include "support/loading.hpp"
#include "unit/program/check_text.hpp"

using namespace leadline;
using namespace leadline::test;
using Lines = std::vector<std::string>;
using Files = std::vector<std::pair<std::string, std::string>>;

namespace {

const char* const kRecords = R"(
record contact { email email  size choice ["small", "large"]  opted_in yes_no  score number  signed_up time  title text  tags list of text }
record account { name text }
record lead    { campaign text  topic text }
interaction email_open { subject text }
interaction call       { minutes number }
)";

struct Rules {
  Checked checked;

  explicit Rules(const std::string& text) : checked(check_text(kRecords + text)) {
    INFO(checked.pretty());
    REQUIRE(checked.program != nullptr);
  }
  [[nodiscard]] Loaded load(const Files& files, LoadOptions options = {}) const {
    return load_files(*checked.program, files, std::move(options));
  }
};

Lines contact_lines(const std::string& source, const std::string& file) {
  const Loaded loaded = Rules(source).load({{"people.csv", file}});
  CHECK(loaded.error.empty());
  CHECK(loaded.bad == Lines{});
  return loaded.lines;
}

}  // namespace

TEST_CASE("source: one row gives several records, each where its id is and its condition holds", "[data][source]") {
  const Rules rules(R"(
source crm "Lead*.csv" {
  missing "Select", "-"
  contact    { id "Lead ID"   email "Email"   opted_in not "Email Opt Out"   size "Size" as { "0" = "small"  "1" = "large" } }
  account    { id "Account ID"   name "Company" }
  lead       { id "Lead ID"   contact "Lead ID"   account "Account ID"   campaign = "spring" }
  email_open where "Type" = "Email Open" { contact "Lead ID"   at "Date"   subject "Subject" }
}
)");
  const Loaded loaded = rules.load({{"Leads 2026.csv",
                                     "Lead ID,Email,Email Opt Out,Size,Account ID,Company,Type,Date,Subject,Unused\n"
                                     "1,a@x,no,0,acme,Acme,email open,2026-01-01,Hello,u\n"
                                     "2,Select,yes,1,,-,Call,2026-01-02,,u\n"
                                     ",,,,solo,Solo,Email Open,,,u\n"}});
  CHECK(loaded.error.empty());
  CHECK(loaded.bad == Lines{});
  CHECK(loaded.lines == Lines{"contact 1 email=a@x size=small opted_in=yes", "contact 2 size=large opted_in=no",
                              "account acme name=Acme", "account solo name=Solo",
                              "lead 1 contact=1 account=acme campaign=spring", "lead 2 contact=2 campaign=spring",
                              "email_open contact=1 at=2026-01-01T00:00:00Z subject=Hello"});
  CHECK(loaded.summary.files[0].source == "crm");
  CHECK(loaded.summary.files[0].ignored_columns == Lines{"Unused"});
}

TEST_CASE("source: a bad row sets aside all its records", "[data][source]") {
  const Rules rules(R"(
source crm "people.csv" {
  contact { id "id"  score "score" }
  account { id "company" }
  lead    { id "id"  contact "id" }
}
)");
  const Loaded loaded = rules.load({{"people.csv", "id,score,company\n1,5,a\n2,five,b\n3,,c\n"}});
  CHECK(loaded.lines ==
        Lines{"contact 1 score=5", "contact 3", "account a", "account c", "lead 1 contact=1", "lead 3 contact=3"});
  CHECK(loaded.bad.size() == 1);

  LoadOptions options;
  options.bad_values_missing = true;
  const Loaded kept = rules.load({{"people.csv", "id,score,company\n2,five,b\n"}}, options);
  CHECK(kept.lines == Lines{"contact 2", "account b", "lead 2 contact=2"});
  CHECK(kept.bad ==
        Lines{"(kept) people.csv:2:2 score \"five\": `five` is no number; numbers here look like `1234.5`"});
}

TEST_CASE("source: words for nothing compare exactly after trimming, in every column", "[data][source]") {
  const std::string source =
      R"(source p "people.csv" { missing "Select", "N/A"  contact { id "id"  title "t"  score "s" } })";
  CHECK(contact_lines(source, "id,t,s\na, N/A ,N/A\nb,n/a,1\nc,Selected,2\nN/A,x,3\n") ==
        Lines{"contact a", "contact b score=1 title=n/a", "contact c score=2 title=Selected"});
}

TEST_CASE("source: formats of times are tried in order, after ISO", "[data][source]") {
  const Rules rules(R"(
source p "people.csv" {
  times "%m-%d-%Y %H:%M", "%m/%d/%Y"
  zone  "America/New_York"
  contact { id "id"  signed_up "when" }
}
)");
  const Loaded loaded = rules.load({{"people.csv",
                                     "id,when\na,07-01-2026 09:30\nb,7/1/2026\nc,2026-07-01\nd,2026-07-01T00:00:00Z\n"
                                     "e,31/12/2026\nf,11-01-2026 01:30\ng,03-08-2026 02:30\n"}});
  CHECK(loaded.lines == Lines{"contact a signed_up=2026-07-01T13:30:00Z", "contact b signed_up=2026-07-01T04:00:00Z",
                              "contact c signed_up=2026-07-01T04:00:00Z", "contact d signed_up=2026-07-01T00:00:00Z",
                              "contact f signed_up=2026-11-01T05:30:00Z", "contact g signed_up=2026-03-08T07:30:00Z"});
  CHECK(loaded.bad ==
        Lines{"people.csv:6:2 when \"31/12/2026\": `31/12/2026` is no time; times here look like `2026-07-01`, "
              "`2026-07-01T09:30:00Z`, `%m-%d-%Y %H:%M`, `%m/%d/%Y`"});
  CHECK(loaded.summary.ambiguous_times == 1);
  CHECK(loaded.summary.skipped_times == 1);
}

TEST_CASE("source: numbers as the sample shows them", "[data][source]") {
  const std::string source =
      R"(source p "people.csv" { separator ";"  numbers "1.234,5"  contact { id "id"  score "s" } })";
  CHECK(contact_lines(source, "id;s\na;1.234,5\nb;7\nc; -0,25 \n") ==
        Lines{"contact a score=1234.5", "contact b score=7", "contact c score=-0.25"});
  const Loaded loaded = Rules(source).load({{"people.csv", "id;s\na;1,234.5\n"}});
  CHECK(loaded.bad == Lines{"people.csv:2:2 s \"1,234.5\": `1,234.5` is no number; numbers here look like `1.234,5`"});
}

TEST_CASE("source: encodings", "[data][source]") {
  const auto lines = [](const std::string& encoding, const std::string& text) {
    return contact_lines(
        "source p \"people.csv\" { encoding \"" + encoding + "\"  contact { id \"id\"  title \"T\xC3\xA9xt\" } }",
        text);
  };
  CHECK(lines("UTF-8", "id,T\xC3\xA9xt\na,\xC3\xA9\n") == Lines{"contact a title=\xC3\xA9"});
  CHECK(lines("windows-1252", "id,T\xE9xt\na,\x80 \x93x\x94\n") ==
        Lines{"contact a title=\xE2\x82\xAC \xE2\x80\x9Cx\xE2\x80\x9D"});
  CHECK(lines("ISO-8859-1", "id,T\xE9xt\na,\xFC\n") == Lines{"contact a title=\xC3\xBC"});
  CHECK(lines("windows-1252", "\xEF\xBB\xBFid,T\xC3\xA9xt\na,\xC3\xA9\n") == Lines{"contact a title=\xC3\xA9"});
  const auto wide = [](const std::u16string& text, bool big) {
    std::string bytes = big ? "\xFE\xFF" : "\xFF\xFE";
    for (const char16_t unit : text) {
      const char low = static_cast<char>(unit & 0xFFU);
      const char high = static_cast<char>(unit >> 8U);
      bytes += big ? high : low;
      bytes += big ? low : high;
    }
    return bytes;
  };
  for (const bool big : {false, true}) {
    CHECK(lines("UTF-8", wide(u"id,T\u00e9xt\na,\u00e9\U0001F600\n", big)) ==
          Lines{"contact a title=\xC3\xA9\xF0\x9F\x98\x80"});
  }
  const Rules rules(R"(source p "people.csv" { encoding "UTF-16"  contact { id "id" } })");
  std::string broken = wide(u"id\na\nbX\nc\n", false);
  broken[13] = '\xD8';  // the X becomes half a pair
  const Loaded loaded = rules.load({{"people.csv", broken}});
  CHECK(loaded.lines == Lines{"contact a", "contact c"});
  CHECK(loaded.bad == Lines{"people.csv:3:1 id: bytes that are no text in the encoding of the file"});
  CHECK(Rules(R"(source p "people.csv" { encoding "klingon"  contact { id "id" } })")
            .load({{"people.csv", "id\n"}})
            .error.find("there is no encoding `klingon`") != std::string::npos);
}

TEST_CASE("source: long files in another encoding", "[data][source]") {
  std::string text = "id,title\n";
  Lines expected;
  for (int n = 0; n < 60000; ++n) text += std::to_string(100000 + n) + ",M\xFCller\n";
  const Loaded loaded =
      Rules(R"(source p "people.csv" { encoding "windows-1252"  contact { id "id"  title "title" } })")
          .load({{"people.csv", text}});
  REQUIRE(loaded.lines.size() == 60000);
  for (const std::string& line : loaded.lines) REQUIRE(line.substr(14) == " title=M\xC3\xBCller");
}

TEST_CASE("source: conditions on columns", "[data][source]") {
  const auto ids = [](const std::string& condition) {
    const Rules rules("list kinds = [\"Red\", \"blue\"]\nsource p \"people.csv\" { contact where " + condition +
                      " { id \"id\" } }");
    const Loaded loaded = rules.load({{"people.csv", "id,a,b\n1,red,\n2,Blue Whale,x\n3,,\"q\"\"q\"\n4,green,X\n"}});
    CHECK(loaded.error.empty());
    std::string found;
    for (const std::string& line : loaded.lines) found += line.substr(8);
    return found;
  };
  CHECK(ids(R"("a" = "RED")") == "1");
  CHECK(ids(R"("a" = exactly "RED")").empty());
  CHECK(ids(R"("a" != "red")") == "234");
  CHECK(ids(R"("a" in ["red", "green"])") == "14");
  CHECK(ids(R"("a" in kinds)") == "1");
  CHECK(ids(R"("a" not in kinds)") == "234");
  CHECK(ids(R"("a" contains word "whale")") == "2");
  CHECK(ids(R"("a" starts with "gre")") == "4");
  CHECK(ids(R"("a" like "*e*n")") == "4");
  CHECK(ids(R"("a" is missing)") == "3");
  CHECK(ids(R"("a" is present and "b" is present)") == "24");
  CHECK(ids(R"("b" = "q\"q" or "b" = "x")") == "234");
  CHECK(ids(R"(not ("a" = "red"))") == "234");
}

TEST_CASE("source: maps and tables", "[data][source]") {
  const Rules rules(R"(
table size_of { "s" "small"  "L" "large" }
table points { "1" 10  "2" 20 }
source p "people.csv" {
  contact { id "id"  size "size" as size_of  score "n" as points  title "t" as { "x" = "Ex"  "Why" = "Y" } }
}
)");
  const Loaded loaded = rules.load({{"people.csv", "id,size,n,t\na,S,1,X\nb,l,9, why \nc,m,,\nd,s,2,z\n"}});
  CHECK(loaded.lines == Lines{"contact a size=small score=10 title=Ex", "contact b size=large title=Y", "contact c"});
  CHECK(loaded.bad == Lines{"people.csv:5:4 t \"z\": `z` is not in the map of this column; `x`, `Why` are"});
}

TEST_CASE("source: which files", "[data][source]") {
  const Rules rules(R"(
source one "Lead*.csv"  { contact { id "id" } }
source two "*2026.csv"  { contact { id "id" } }
)");
  const Loaded loaded = rules.load({{"Leads.csv", "id\n1\n"}, {"march 2026.csv", "id\n2\n"}, {"leads.csv", "id\n3\n"}});
  CHECK(loaded.lines == Lines{"contact 1", "contact 2"});
  REQUIRE(loaded.summary.unmatched_files.size() == 1);
  CHECK(loaded.summary.unmatched_files[0].find("leads.csv") != std::string::npos);
  CHECK(rules.load({{"Leads 2026.csv", "id\n1\n"}}).error ==
        "`Leads 2026.csv` fits two sources, `one` (\"Lead*.csv\") and `two` (\"*2026.csv\"); a file belongs to one");
  CHECK(Rules(R"(source p "*.parquet" { contact { id "id" } })").load({{"x.parquet", ""}}).error.find("`x.parquet` ") ==
        0);
  // With sources, names of files alone mean nothing.
  CHECK(rules.load({{"contacts.csv", "id\n1\n"}}).lines.empty());
}

TEST_CASE("source: a column that the file lacks is an error with the nearest", "[data][source]") {
  const Rules rules(R"(source p "people.csv" { contact { id "Lead ID"  email "E-mail" } })");
  CHECK(rules.load({{"people.csv", "Lead ID,Email\n1,x\n"}}).error ==
        "`people.csv` has no column `E-mail`, which source `p` reads; did you mean `Email`?");
  CHECK(rules.load({{"people.csv", " lead id ,e-MAIL\n1,x\n"}}).lines == Lines{"contact 1 email=x"});
}

TEST_CASE("source: of two equal columns the first counts, and it is said", "[data][source]") {
  const Rules rules(R"(source p "people.csv" { contact { id "id"  email "m" } })");
  const Loaded loaded = rules.load({{"people.csv", "id,m,m\n1,first,second\n"}});
  CHECK(loaded.lines == Lines{"contact 1 email=first"});
  CHECK(loaded.summary.files[0].repeated_columns == Lines{"m"});
}

TEST_CASE("source: through a form rows are counted and not loaded", "[data][source]") {
  const Rules rules(R"(
match contact by_email { on email }
form "import" { contact by by_email  writes contact }
source p "people.csv" through form "import" { contact { id "id"  email "m" } }
)");
  const Loaded loaded = rules.load({{"people.csv", "id,m\n1,a\n2,b\n3\n"}});
  CHECK(loaded.lines.empty());
  CHECK(loaded.summary.through_form == 2);
  CHECK(loaded.summary.bad_rows == 1);
}

TEST_CASE("source: through a form rows are what it was filled in with", "[data][source]") {
  const Rules rules(R"(
record lead { topic text }
match contact by_email { on email }
form "import" { contact by by_email  writes contact }
source web "people.csv" through form "import" {
  missing "-"
  numbers "1.234,5"
  contact { email "m"  score "n"  tags "t" }
  lead where "Kind" = "lead" { id "id"  topic "m" }
  call { at "When"  minutes "n"  contact "id" }
}
)");
  std::vector<std::string> rows;
  LoadOptions options;
  options.on_form_row = [&](const FormRow& row) {
    std::string text = row.form + " " + row.source + " " + row.id + " " +
                       (row.at == kMissing64 ? "no time" : format_time(row.at)) + " line " + std::to_string(row.line);
    if (row.interaction != Event::kNoKind) text += " as " + rules.checked.program->interactions[row.interaction].name;
    for (const auto& [name, answer] : row.answers) text += " " + name + "=" + answer;
    rows.push_back(text);
  };
  const Loaded loaded = rules.load({{"people.csv",
                                     "id,m,n,t,Kind,When\n"
                                     "7,a@x,\"1.234,5\",x;y,lead,2026-07-01\n"
                                     "8,b@x,-,,call,2026-07-01T09:30:00Z\n"
                                     "9,c@x,many,,call,2026-07-01\n"
                                     ",d@x,,,lead,\n"}},
                                   options);
  CHECK(loaded.lines.empty());
  CHECK(loaded.bad.size() == 1);
  CHECK(
      rows ==
      Lines{"import web web:7 2026-07-01T00:00:00Z line 2 as call email=a@x score=1234.5 tags=[\"x\",\"y\"] topic=a@x "
            "minutes=1234.5",
            "import web  2026-07-01T09:30:00Z line 3 as call email=b@x",
            "import web  no time line 5 as call email=d@x topic=d@x"});
}

TEST_CASE("source: rows of one id, from several files and mappings, in the order of file name and line",
          "[data][source]") {
  const Rules rules(R"(
source p "*.csv" {
  contact { id "id"  email "m"  title = "first mapping" }
  contact { id "other"  email "m"  title = "second mapping" }
}
)");
  const Loaded loaded =
      rules.load({{"2.csv", "id,other,m\na,,late\n"}, {"1.csv", "id,other,m\na,b,1\nb,a,2\n,b,3\nc,b,4\n"}});
  CHECK(loaded.lines == Lines{"contact a email=late title=first mapping", "contact b email=4 title=second mapping",
                              "contact c email=4 title=first mapping"});
}

TEST_CASE("source: NDJSON by the same mappings", "[data][source]") {
  const Rules rules(R"(
source hook "*.ndjson" {
  missing "-"
  contact { id "Who"  email "mail"  score "n"  tags "t" }
  call where "Type" = "call" { contact "Who"  at "When"  minutes "n" }
}
)");
  const Loaded loaded = rules.load(
      {{"x.ndjson",
        "{\"Who\":\"a\",\"mail\":\"-\",\"n\":\"5\",\"t\":[\"x\",\"y\"],\"Type\":\"call\",\"When\":\"2026-01-01\"}\n"
        "{\"who\":\"b\",\"n\":7,\"Other\":1}\n"}});
  CHECK(loaded.bad == Lines{});
  CHECK(loaded.lines ==
        Lines{"contact a score=5 tags=[x|y]", "contact b score=7", "call contact=a at=2026-01-01T00:00:00Z minutes=5"});
  CHECK(loaded.summary.files[0].ignored_columns == Lines{"Other"});
}

TEST_CASE("source: a separator is one character", "[data][source]") {
  CHECK(contact_lines("source p \"people.csv\" { separator \"\\t\"  contact { id \"id\"  title \"t\" } }",
                      "id\tt\na\tx,y\n") == Lines{"contact a title=x,y"});
  CHECK(Rules("source p \"people.csv\" { separator \"||\"  contact { id \"id\" } }")
            .load({{"people.csv", "id\n"}})
            .error ==
        "`people.csv` has the separator `||` in source `p`; a separator is one character, no quote and no line break");
}
