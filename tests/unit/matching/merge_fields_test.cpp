// SPDX-License-Identifier: Apache-2.0
#include "engine/run/matching/merge_fields.hpp"

#include <catch2/catch.hpp>

#include "support/dataset_text.hpp"
#include "support/scenario.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

const char* const kRecords = R"(
record contact { email email  name text  phone phone  tags list of text  visits number  opted_in yes_no
                 consent choice ["none", "some", "all"]  street text  city text  zip text
                 together street, city, zip }
source crm "crm*.csv" { contact { id "id" } }
source web "web*.csv" { contact { id "id" } }
)";

// `name = Anna (longest of b)` for each field that is said, those that stay as they are with `*` in front.
std::vector<std::string> merged(Scenario& s, const std::string& kept, const std::vector<std::string>& others,
                                const SourceOfRow& source_of = {}) {
  s.run();
  std::vector<std::uint32_t> rows;
  for (const std::string& id : others) rows.push_back(s.row(RecordKind::kContact, id));
  std::vector<std::string> lines;
  const Program& program = s.program();
  for (const MergedField& field :
       merge_fields(s.data(), RecordKind::kContact, merge_rules(program, RecordKind::kContact),
                    s.row(RecordKind::kContact, kept), rows, source_of)) {
    lines.push_back((field.changed ? "" : "*") + program.schema(RecordKind::kContact).fields[field.field].name + " = " +
                    (field.value.missing ? "missing" : text_of(field.value)) + " (" + field.reason + " of " +
                    id_of(s.data(), RecordKind::kContact, field.from) + ")");
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("merge: without a rule the kept value stays, and missing never wins", "[matching][merge]") {
  Scenario s(kRecords);
  s.contact("a", {{"email", "a@x.example"}, {"visits", "0"}, {"opted_in", "no"}});
  s.contact("b", {{"email", "b@x.example"}, {"visits", "7"}, {"opted_in", "yes"}, {"name", "Ben"}});
  s.contact("c", {{"name", "Carl"}, {"phone", "1"}});
  CHECK(merged(s, "a", {"c", "b"}) == Lines{"*email = a@x.example (kept of a)", "name = Ben (lowest id of b)",
                                            "phone = 1 (the only one of c)", "*visits = 0 (kept of a)",
                                            "*opted_in = no (kept of a)"});
}

TEST_CASE("merge: newest and oldest go by the last change of the record", "[matching][merge]") {
  Scenario s(std::string(kRecords) + "merge contact { email newest  name oldest  phone newest }");
  s.contact("a", {{"email", "a@x.example"}, {"name", "Ann"}, {"updated", "2026-02-01"}});
  s.contact("b", {{"email", "b@x.example"}, {"name", "Bea"}, {"updated", "2026-03-01"}});
  s.contact("c", {{"email", "c@x.example"}, {"name", "Cleo"}, {"created", "2026-01-01"}, {"phone", "3"}});
  s.contact("d", {{"email", "d@x.example"}, {"name", "Dora"}, {"phone", "4"}});
  CHECK(merged(s, "a", {"b", "c", "d"}) ==
        Lines{"created = 2026-01-01T00:00:00Z (the only one of c)", "*updated = 2026-02-01T00:00:00Z (kept of a)",
              "email = b@x.example (newest of b)", "name = Cleo (oldest of c)", "phone = 3 (newest of c)"});
}

TEST_CASE("merge: longest, most frequent, highest, lowest", "[matching][merge]") {
  Scenario s(std::string(kRecords) +
             "merge contact { name longest  email most frequent  visits highest  opted_in lowest  consent lowest }");
  s.contact("a", {{"name", "Jo"}, {"email", "x@x.example"}, {"visits", "2"}, {"opted_in", "yes"}, {"consent", "all"}});
  s.contact("b", {{"name", "Zoë"}, {"email", "Y@x.example"}, {"visits", "10"}, {"opted_in", "no"}});
  s.contact("c", {{"name", "Amy"}, {"email", "y@x.example"}, {"visits", "9"}, {"consent", "some"}});
  CHECK(merged(s, "a", {"b", "c"}) == Lines{"email = Y@x.example (most frequent of b)", "name = Zoë (longest of b)",
                                            "visits = 10 (highest of b)", "opted_in = no (lowest of b)",
                                            "consent = some (lowest of c)"});
}

TEST_CASE("merge: a union has each element once, the kept record's first", "[matching][merge]") {
  Scenario s(std::string(kRecords) + "merge contact { tags union }");
  s.contact("a", {{"tags", "Red;blue"}});
  s.contact("b", {{"tags", "green;RED"}});
  CHECK(merged(s, "a", {"b"}) == Lines{"tags = [Red|blue|green] (union of a)"});
}

TEST_CASE("merge: from the first source that has a value", "[matching][merge]") {
  Scenario s(std::string(kRecords) + "merge contact { phone from web, crm  name from web }");
  s.contact("a", {{"phone", "1"}, {"name", "Ann"}});
  s.contact("b", {{"phone", "2"}});
  s.contact("c", {{"phone", "3"}, {"name", "Cleo"}});
  const SourceOfRow source_of = [](std::uint32_t row) {
    return std::string_view(row == 1 ? "web" : row == 2 ? "crm" : "");
  };
  CHECK(merged(s, "a", {"b", "c"}, source_of) == Lines{"*name = Ann (kept of a)", "phone = 2 (from web of b)"});
}

TEST_CASE("merge: fields that stand together come from one record", "[matching][merge]") {
  Scenario s(std::string(kRecords) + "merge contact { city newest  street longest }");
  s.contact("a", {{"street", "Long Street 1"}, {"city", "Bonn"}, {"zip", "53111"}, {"updated", "2026-01-01"}});
  s.contact("b", {{"street", "Way 2"}, {"city", "Ulm"}, {"updated", "2026-02-01"}});
  s.contact("c", {{"zip", "1"}, {"updated", "2026-03-01"}});
  CHECK(merged(s, "a", {"b", "c"}) == Lines{"*updated = 2026-01-01T00:00:00Z (kept of a)",
                                            "street = Way 2 (together with city of b)", "city = Ulm (newest of b)",
                                            "zip = missing (together with city of b)"});
}

TEST_CASE("merge: together without a rule, from the kept record if it has any of them", "[matching][merge]") {
  Scenario s(kRecords);
  s.contact("a", {{"city", "Bonn"}}).contact("b", {{"street", "Way 2"}, {"city", "Ulm"}});
  s.contact("c");
  CHECK(merged(s, "a", {"b"}) == Lines{"*city = Bonn (kept of a)"});
  CHECK(merged(s, "c", {"b", "a"}) == Lines{"city = Bonn (lowest id of a)"});
}
