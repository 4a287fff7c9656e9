// SPDX-License-Identifier: Apache-2.0
// NDJSON and gzip, by the same rules as separated values.
#include <zlib.h>

#include <catch2/catch.hpp>

#include "support/loading.hpp"

using namespace leadline;
using namespace leadline::test;
using Lines = std::vector<std::string>;

namespace {

struct Shop {
  ProgramBuilder builder;

  Shop() {
    const Type text = type_of(TypeKind::kText);
    builder.field(RecordKind::kContact, "email", type_of(TypeKind::kEmail));
    builder.field(RecordKind::kContact, "job_title", text);
    builder.field(RecordKind::kContact, "opted_in", type_of(TypeKind::kYesNo));
    builder.field(RecordKind::kContact, "score", type_of(TypeKind::kNumber));
    builder.field(RecordKind::kContact, "signed_up", type_of(TypeKind::kTime));
    builder.field(RecordKind::kContact, "interests", list_of(TypeKind::kText));
    builder.interaction("page_visit", {{"page", text}, {"seconds", type_of(TypeKind::kNumber)}});
  }

  [[nodiscard]] Loaded contacts(const std::string& text) const {
    return load_files(builder.program, {{"contacts.ndjson", text}});
  }
  [[nodiscard]] Lines contact(const std::string& rest) const {
    const Loaded loaded = contacts(R"({"id":"a",)" + rest + "}");
    CHECK(loaded.bad == Lines{});
    return loaded.lines;
  }
  [[nodiscard]] Lines bad(const std::string& rest) const { return contacts(R"({"id":"a",)" + rest + "}\n").bad; }
};

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

TEST_CASE("ndjson: keys are columns, null and empty texts are missing", "[data][ndjson]") {
  const Shop shop;
  const Loaded loaded = shop.contacts(
      "{\"id\":\"a\",\"E-Mail\":\"x\",\"Email\":\"a@x\",\"Job Title\":null,\"score\":1.50}\r\n"
      "\n"
      "  {\"score\": 2 , \"id\" : \"b\", \"opted_in\":true, \"job_title\":\"\"}  \n"
      "{\"id\":\"c\"}");
  CHECK(loaded.bad == Lines{});
  CHECK(loaded.lines == Lines{"contact a email=a@x score=1.5", "contact b opted_in=yes score=2", "contact c"});
  CHECK(loaded.summary.files[0].ignored_columns == Lines{"E-Mail"});
  CHECK(loaded.summary.rows == 3);
}

TEST_CASE("ndjson: numbers become texts where text is declared, texts are parsed where a number is", "[data][ndjson]") {
  const Shop shop;
  CHECK(shop.contact(R"("job_title":12.50)") == Lines{"contact a job_title=12.50"});
  CHECK(shop.contact(R"("job_title":true)") == Lines{"contact a job_title=true"});
  CHECK(shop.contact(R"("score":" 7 ")") == Lines{"contact a score=7"});
  CHECK(shop.contact(R"("score":1e3)") == Lines{"contact a score=1000"});
  CHECK(shop.contact(R"("score":0.0000005)") == Lines{"contact a score=0.000001"});
  CHECK(shop.contact(R"("opted_in":false)") == Lines{"contact a opted_in=no"});
  CHECK(shop.contact(R"("opted_in":1)") == Lines{"contact a opted_in=yes"});
  CHECK(shop.contact(R"("opted_in":"y")") == Lines{"contact a opted_in=yes"});
  CHECK(shop.contact(R"("signed_up":"2026-07-01")") == Lines{"contact a signed_up=2026-07-01T00:00:00Z"});
  CHECK(shop.contacts(R"({"id":17})").lines == Lines{"contact 17"});
}

TEST_CASE("ndjson: escapes and normal form", "[data][ndjson]") {
  const Shop shop;
  CHECK(shop.contact(R"("job_title":"a\"b\\\u00e9\n\ud83d\ude00")") ==
        Lines{"contact a job_title=a\"b\\\xC3\xA9\n\xF0\x9F\x98\x80"});
  CHECK(shop.contact(R"("job_title":"e\u0301")") == Lines{"contact a job_title=\xC3\xA9"});
  CHECK(shop.contact(R"("j\u006fb_title":"x")") == Lines{"contact a job_title=x"});
}

TEST_CASE("ndjson: texts with escapes stay what they are, however many come after them", "[data][ndjson]") {
  const Shop shop;
  std::string text;
  Lines expected;
  for (int n = 1000; n < 5000; ++n) {
    const std::string number = std::to_string(n);
    text += R"({"id":"c)" + number + R"(","job_title":"\"t\")" + number + R"("})" + "\n";
    expected.push_back("contact c" + number + " job_title=\"t\"" + number);
  }
  const Loaded loaded = shop.contacts(text);
  CHECK(loaded.bad == Lines{});
  CHECK(loaded.lines == expected);
}

TEST_CASE("ndjson: lists", "[data][ndjson]") {
  const Shop shop;
  CHECK(shop.contact(R"("interests":["a", null, 5, "b;c"])") == Lines{"contact a interests=[a|5|b;c]"});
  CHECK(shop.contact(R"("interests":"a;b")") == Lines{"contact a interests=[a|b]"});
  CHECK(shop.contact(R"("interests":"[\"x\"]")") == Lines{"contact a interests=[x]"});
  CHECK(shop.contact(R"("interests":5)") == Lines{"contact a interests=[5]"});
  CHECK(shop.contact(R"("interests":[])") == Lines{"contact a"});
}

TEST_CASE("ndjson: what cannot be a value is a bad one", "[data][ndjson]") {
  const Shop shop;
  const Lines object = shop.bad(R"("score":{"n":1})");
  REQUIRE(object.size() == 1);
  CHECK(object[0].find("score \"{\"n\":1}\": an object where a number was expected") != std::string::npos);
  CHECK(shop.bad(R"("job_title":{"n":1})").size() == 1);
  CHECK(shop.bad(R"("job_title":["a"])").size() == 1);
  CHECK(shop.bad(R"("interests":{"a":1})").size() == 1);
  CHECK(shop.bad(R"("interests":[["a"]])").size() == 1);
  CHECK(shop.bad(R"("score":true)").size() == 1);
  CHECK(shop.bad(R"("signed_up":1780000000)").size() == 1);
  const Lines bad = shop.bad(R"("score":[1])");
  REQUIRE(bad.size() == 1);
  CHECK(bad[0].find("score \"[1]\": a list where a number was expected") != std::string::npos);
}

TEST_CASE("ndjson: lines that are no object are bad, the next is read", "[data][ndjson]") {
  const Shop shop;
  const Loaded loaded = shop.contacts(
      "{\"id\":\"a\"}\nhello\n{\"id\":\"b\"\n[1]\n\"x\"\n{\"id\":\"c\"} {\"id\":\"d\"}\n{\"id\":\"\xFF\"}\n"
      "{\"id\":\"e\",\"score\":01}\n{\"id\":\"f\",\"x\":tru}\n{\"id\":\"g\\q\"}\n{\"id\":\"nul\\u0000\"}\n{}\n{\"id\":"
      "\"z\"}\n");
  CHECK(loaded.lines == Lines{"contact a", "contact z"});
  CHECK(loaded.bad.size() == 11);
  for (const std::string& bad : loaded.bad) INFO(bad);
  CHECK(loaded.bad.back() == "contacts.ndjson:12:1 id: the row has no `id`");
  CHECK(loaded.bad[5].find("7: bytes that are no text in the encoding of the file") != std::string::npos);
  CHECK(loaded.bad_text[0] == "hello");
}

TEST_CASE("ndjson: of a key that stands twice the first counts, and it is said", "[data][ndjson]") {
  const Shop shop;
  const Loaded loaded = shop.contacts(R"({"id":"a","score":1,"Score":2})");
  CHECK(loaded.lines == Lines{"contact a score=1"});
  CHECK(loaded.summary.files[0].repeated_columns == Lines{"score"});
}

TEST_CASE("ndjson: interactions", "[data][ndjson]") {
  const Shop shop;
  const Loaded loaded =
      load_files(shop.builder.program,
                 {{"contacts.csv", "id\na\n"},
                  {"interactions.ndjson",
                   R"({"kind":"page_visit","contact":"a","at":"2026-07-01T10:00:00Z","page":"p","seconds":3})"
                   "\n"
                   R"({"kind":"dance","contact":"a","at":"2026-07-01"})"}});
  CHECK(loaded.lines == Lines{"contact a", "page_visit contact=a at=2026-07-01T10:00:00Z page=p seconds=3"});
  REQUIRE(loaded.bad.size() == 1);
}

TEST_CASE("ndjson: blocks and threads change nothing", "[data][ndjson]") {
  const Shop shop;
  std::string text;
  for (int n = 0; n < 30000; ++n) {
    text += "{\"id\":\"c" + std::to_string(n % 9000) + "\",\"score\":" + std::to_string(n) + ",\"k" +
            std::to_string(n / 10000) + "\":\"x\"" + (n % 1000 == 999 ? "" : "}") + "\n";
  }
  LoadOptions one;
  one.threads = 1;
  LoadOptions four;
  four.threads = 4;
  const Loaded a = load_files(shop.builder.program, {{"contacts.ndjson", text}}, one);
  const Loaded b = load_files(shop.builder.program, {{"contacts.ndjson", text}}, four);
  CHECK(a.bad.size() == 30);
  CHECK(a.bad == b.bad);
  CHECK(a.lines == b.lines);
  CHECK(a.lines.size() == 8991);  // nine ids stand in no good row
  CHECK(a.summary.files[0].ignored_columns == Lines{"k0", "k1", "k2"});
  CHECK(b.summary.files[0].ignored_columns == Lines{"k0", "k1", "k2"});
}

TEST_CASE("gzip: packed files are read as they are", "[data][gzip]") {
  const Shop shop;
  CHECK(load_files(shop.builder.program, {{"contacts.csv.gz", gzip("id,score\na,1\n")}}).lines ==
        Lines{"contact a score=1"});
  CHECK(load_files(shop.builder.program, {{"contacts.ndjson.gz", gzip("{\"id\":\"a\"}\n")}}).lines ==
        Lines{"contact a"});
  CHECK(load_files(shop.builder.program, {{"contacts.tsv.gz", gzip("id\tscore\na\t1\n")}}).lines ==
        Lines{"contact a score=1"});
  CHECK(load_files(shop.builder.program, {{"contacts.csv.gz", gzip("id\na\n") + gzip("b\n")}}).lines ==
        Lines{"contact a", "contact b"});
  CHECK(load_files(shop.builder.program, {{"contacts.csv.gz", gzip("id\na\n") + std::string(512, '\0')}}).lines ==
        Lines{"contact a"});
  CHECK(load_files(shop.builder.program, {{"contacts.csv.gz", ""}}).error.empty());
  std::string half = gzip("id\n" + std::string(5000, 'a') + "\n");
  half.resize(half.size() / 2);
  CHECK(load_files(shop.builder.program, {{"contacts.csv.gz", half}}).error ==
        "cannot unpack `contacts.csv.gz`: it ends in the middle");
}
