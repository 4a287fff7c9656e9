// SPDX-License-Identifier: Apache-2.0
// The formatter: what canonical text looks like, that it means the same, and that formatting it again changes nothing.
#include "grammar/format.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/unit/grammar/parsed.hpp"
#include "tests/unit/grammar/random_program.hpp"

namespace leadline::grammar {
namespace {

std::string formatted(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("t.lead", text);
  Diagnostics diagnostics;
  return format(sources, source, diagnostics);
}

std::size_t comments_in(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("t.lead", text);
  Diagnostics diagnostics;
  return parse_tree(sources, source, diagnostics).comments.size();
}

// The laws of formatting, for one text.
void keeps_the_laws(const std::string& text) {
  const Parsed before(text);
  REQUIRE(before.errors.empty());
  const std::string once = formatted(text);
  CHECK(Parsed(once).errors.empty());
  CHECK(Parsed(once).tree == before.tree);
  CHECK(formatted(once) == once);
  CHECK(comments_in(once) == comments_in(text));
}

struct Row {
  const char* name;
  const char* text;
  const char* canonical;
};

// clang-format off
const Row kRows[] = {
    {"blocks of nothing are aligned, however they were written",
     R"(
interaction call {
}
interaction email_open {}
interaction form_submit {

}
)",
     R"(
interaction call        {}
interaction email_open  {}
interaction form_submit {}
)"},
    {"the opening model",
     R"(
use "standard"                        # stock records, interactions, matching and process
zone "Europe/Berlin"                  # whose days, weeks and months count; default UTC

list target_countries = ["US", "CA", "GB", "DE"]
define decision_maker = contact.job_title contains word any ["director", "head of", "VP", "CTO"]

model spring "Spring launch" {
  scores lead where campaign = "spring" and contact.consent at least "marketing"

  group fit "Fit", at most 60 points {
    "Decision maker"       +20  when decision_maker
    "Student"              -15  when contact.job_title contains word any ["student", "intern"]
    "Target country"       +10  when contact.country in target_countries
    "Mid-market company"   +15  when account.employees between 200 and 5000
  }

  group engagement "Engagement" counting since entering recycled {
    "Opens e-mail"          +2  per email_open within 30 days, at most 20 points
    "Clicks, fading"        +4  per email_click, halving every 30 days
    "Looked at pricing"    +10  when any page_visit where page = "pricing" within 30 days
    "Attended an event"    +25  per event_attend within 180 days, at most 50 points
    "Active days"           +1  per day with page_visit within 30 days, at most 10 points
    "Silent months"        -10  per 30 days without [email_open, email_click, page_visit], never below -50
  }

  grade "A" when fit >= 40 and engagement >= 40
  grade "B" when score >= 60
  grade "C" when score >= 30
  grade "D" otherwise

  threshold teleprospect_ready at 60
  threshold sales_ready        at 100
}
)",
     R"(
use "standard"        # stock records, interactions, matching and process
zone "Europe/Berlin"  # whose days, weeks and months count; default UTC

list target_countries = ["US", "CA", "GB", "DE"]
define decision_maker = contact.job_title contains word any ["director", "head of", "VP", "CTO"]

model spring "Spring launch" {
  scores lead where campaign = "spring" and contact.consent at least "marketing"

  group fit "Fit", at most 60 points {
    "Decision maker"      +20  when decision_maker
    "Student"             -15  when contact.job_title contains word any ["student", "intern"]
    "Target country"      +10  when contact.country in target_countries
    "Mid-market company"  +15  when account.employees between 200 and 5000
  }

  group engagement "Engagement" counting since entering recycled {
    "Opens e-mail"        +2  per email_open within 30 days, at most 20 points
    "Clicks, fading"      +4  per email_click, halving every 30 days
    "Looked at pricing"  +10  when any page_visit where page = "pricing" within 30 days
    "Attended an event"  +25  per event_attend within 180 days, at most 50 points
    "Active days"         +1  per day with page_visit within 30 days, at most 10 points
    "Silent months"      -10  per 30 days without [email_open, email_click, page_visit], never below -50
  }

  grade "A" when fit >= 40 and engagement >= 40
  grade "B" when score >= 60
  grade "C" when score >= 30
  grade "D" otherwise

  threshold teleprospect_ready at 60
  threshold sales_ready        at 100
}
)"},

    {"records",
     R"(
record contact {
  email        email
  job_title    text
  opted_in     yes_no
  signed_up    time
  interests    list of text
  consent      choice ["none", "consent", "transactional", "subscriptions", "marketing", "profiling"]   # compares in this order
  together     street, city, zip            # updates and merges take these from one record, never mixed
}
interaction page_visit  { page text   campaign text   seconds number }
interaction email_sent by us                # what we did: `interaction` and silence rules do not count it
)",
     R"(
record contact {
  email      email
  job_title  text
  opted_in   yes_no
  signed_up  time
  interests  list of text
  consent    choice ["none", "consent", "transactional", "subscriptions", "marketing", "profiling"]  # compares in this order
  together   street, city, zip  # updates and merges take these from one record, never mixed
}
interaction page_visit { page text   campaign text   seconds number }
interaction email_sent by us  # what we did: `interaction` and silence rules do not count it
)"},

    {"a source",
     R"(
source crm "Lead*.csv" {
  encoding  "windows-1252"                         # default UTF-8; a byte order mark is skipped
  separator ";"                                    # default: the one that the header line shows
  missing   "Select", "N/A", "-"
  times     "%m-%d-%Y %H:%M", "%m/%d/%Y %H:%M"     # tried in order; ISO 8601 is always tried first
  zone      "America/New_York"                     # of times that carry none; default the file's
  numbers   "1,234.5"                              # how a number is written; default 1234.5

  contact    { id "Lead ID"   email "Email"   opted_in not "Email Opt Out"   size "Size" as { "0" = "small"  "1" = "large" } }
  account    { id "Account ID"   name "Company" }
  lead       { id "Lead ID"   contact "Lead ID"   account "Account ID"   campaign = "spring" }
  email_open where "Type" = "Email Open" { contact "Lead ID"   at "Date" }
}
)",
     R"(
source crm "Lead*.csv" {
  encoding  "windows-1252"  # default UTF-8; a byte order mark is skipped
  separator ";"             # default: the one that the header line shows
  missing   "Select", "N/A", "-"
  times     "%m-%d-%Y %H:%M", "%m/%d/%Y %H:%M"  # tried in order; ISO 8601 is always tried first
  zone      "America/New_York"                  # of times that carry none; default the file's
  numbers   "1,234.5"  # how a number is written; default 1234.5

  contact {
    id        "Lead ID"
    email     "Email"
    opted_in  not "Email Opt Out"
    size      "Size" as { "0" = "small"  "1" = "large" }
  }
  account    { id "Account ID"   name "Company" }
  lead       { id "Lead ID"   contact "Lead ID"   account "Account ID"   campaign = "spring" }
  email_open where "Type" = "Email Open" { contact "Lead ID"   at "Date" }
}
)"},

    {"matching",
     R"(
match contact by_email "By e-mail" {
  on email
  on phone and last_name
  on domain(email) and last_name and first_name similar 0.92
  unless birthday differs
  among contacts where not archived
  never email in dummy_emails
  prefer child lead, latest updated
  when matched    update present          # or: update all (missing erases), update missing only, update nothing, reject
  when unmatched  create                  # or: nothing
  when incomplete reject                  # or: create
}
match lead by_contact_and_page { on contact and page   among leads where status = "open" }
match account by_domain        { on domain(email) = domain(website) }      # left the incoming record, right the stored one

form "webinar-*" { contact by by_email   lead by by_contact_and_page   account by by_domain   writes contact and lead   on create set lead.source = form }
form default     { contact by by_email   lead by by_contact_and_page   writes contact and lead }
)",
     R"(
match contact by_email "By e-mail" {
  on email
  on phone and last_name
  on domain(email) and last_name and first_name similar 0.92
  unless birthday differs
  among contacts where not archived
  never email in dummy_emails
  prefer child lead, latest updated
  when matched    update present  # or: update all (missing erases), update missing only, update nothing, reject
  when unmatched  create          # or: nothing
  when incomplete reject          # or: create
}
match lead by_contact_and_page { on contact and page   among leads where status = "open" }
match account by_domain        { on domain(email) = domain(website) }  # left the incoming record, right the stored one

form "webinar-*" {
  contact by by_email
  lead by by_contact_and_page
  account by by_domain
  writes contact and lead
  on create set lead.source = form
}
form default { contact by by_email   lead by by_contact_and_page   writes contact and lead }
)"},

    {"a process",
     R"(
process lead_to_opportunity "Lead to opportunity" for lead {
  stage inquiry "Inquiry" {
    fields contact, account
    go to marketing_qualification when scored
  }
  stage marketing_qualification "Automated marketing qualification" {
    go to teleprospect_acceptance when teleprospect_ready
  }
  stage teleprospect_acceptance "Teleprospect acceptance" {
    on enter task "Call {contact.first_name} about {lead.topic}" for "teleprospecting"
    go to teleprospect_qualification when lead.teleprospect_accepted
    go to marketing_qualification    when time in stage > 14 days { reset teleprospect_ready }
  }
  stage teleprospect_qualification "Teleprospect qualification" {
    fields need, budget, timeframe
    require need, budget
    go to sales_acceptance when lead.ready_for_sales
  }
  stage sales_acceptance "Sales acceptance" {
    on enter { notify "sales" "{contact.last_name} is ready"   assign in turn to "ana", "ben" when lead.owner is missing }
    require owner
    go to opportunity when lead.sales_accepted
    after 3 days notify "sales-managers" "Not accepted yet: {lead.topic}"
  }
  stage opportunity  final won  { on enter create opportunity }
  stage recycled "Recycled" {
    go to marketing_qualification when any [form_submit, event_register] since entering recycled
  }
  stage disqualified final lost
  any stage before sales_acceptance { go to sales_acceptance when sales_ready }
}
)",
     R"(
process lead_to_opportunity "Lead to opportunity" for lead {
  stage inquiry "Inquiry" {
    fields contact, account
    go to marketing_qualification when scored
  }
  stage marketing_qualification "Automated marketing qualification" {
    go to teleprospect_acceptance when teleprospect_ready
  }
  stage teleprospect_acceptance "Teleprospect acceptance" {
    on enter task "Call {contact.first_name} about {lead.topic}" for "teleprospecting"
    go to teleprospect_qualification when lead.teleprospect_accepted
    go to marketing_qualification    when time in stage > 14 days { reset teleprospect_ready }
  }
  stage teleprospect_qualification "Teleprospect qualification" {
    fields need, budget, timeframe
    require need, budget
    go to sales_acceptance when lead.ready_for_sales
  }
  stage sales_acceptance "Sales acceptance" {
    on enter {
      notify "sales" "{contact.last_name} is ready"
      assign in turn to "ana", "ben" when lead.owner is missing
    }
    require owner
    go to opportunity when lead.sales_accepted
    after 3 days notify "sales-managers" "Not accepted yet: {lead.topic}"
  }
  stage opportunity final won { on enter create opportunity }
  stage recycled "Recycled" {
    go to marketing_qualification when any [form_submit, event_register] since entering recycled
  }
  stage disqualified final lost
  any stage before sales_acceptance { go to sales_acceptance when sales_ready }
}
)"},

    {"segments and reactions",
     R"(
segment emea_software = contacts of accounts where industry = "software" and region = "EMEA"
segment hot           = contacts of leads where spring.grade = "A" except contacts where not opted_in
segment nurture       = contacts where any email_open within 30 days and not in segment hot

when contact enters segment hot     { create lead { topic = "Warm again"  campaign = "spring" } }
when lead reaches sales_ready       { notify "sales" "…" }
when lead enters grade "A" in spring { send "crm.update" { grade = "A" } }
when contact does form_submit where form = "demo" { create lead { topic = form } }
)",
     R"(
segment emea_software = contacts of accounts where industry = "software" and region = "EMEA"
segment hot           = contacts of leads where spring.grade = "A" except contacts where not opted_in
segment nurture       = contacts where any email_open within 30 days and not in segment hot

when contact enters segment hot                   { create lead { topic = "Warm again"  campaign = "spring" } }
when lead reaches sales_ready                     { notify "sales" "…" }
when lead enters grade "A" in spring              { send "crm.update" { grade = "A" } }
when contact does form_submit where form = "demo" { create lead { topic = form } }
)"},

    {"properties and tests",
     R"(
always "No sale without consent"  lead.stage = "sales_acceptance" implies contact.opted_in
always "Fit alone never sells"    spring.engagement <= 0 implies not spring.sales_ready now

test "A director who attends is called" {
  contact ana { email = "ana@x.com"  job_title = "Director of IT"  consent = "marketing" }
  lead l { contact = ana  campaign = "spring" }
  event_attend by ana at 2026-06-20 { campaign = "spring" }
  submit "webinar-7" at 2026-06-21 { email = "ANA@x.com"  topic = "Demo" }
  at 2026-07-01
  expect l.spring.score = 45
  expect l.stage = "marketing_qualification"
  expect count of contacts = 1
  expect no task
  move l to sales_acceptance by "ben"
  expect notified "sales"
}
)",
     R"(
always "No sale without consent"  lead.stage = "sales_acceptance" implies contact.opted_in
always "Fit alone never sells"    spring.engagement <= 0 implies not spring.sales_ready now

test "A director who attends is called" {
  contact ana { email = "ana@x.com"  job_title = "Director of IT"  consent = "marketing" }
  lead l { contact = ana  campaign = "spring" }
  event_attend by ana at 2026-06-20 { campaign = "spring" }
  submit "webinar-7" at 2026-06-21 { email = "ANA@x.com"  topic = "Demo" }
  at 2026-07-01
  expect l.spring.score = 45
  expect l.stage = "marketing_qualification"
  expect count of contacts = 1
  expect no task
  move l to sales_acceptance by "ben"
  expect notified "sales"
}
)"},

    {"one line, no blanks",
     R"(
model m{scores lead "A"+20 when a=1"Longer label"-5 per b,at most 3 points first of"F"{"X"+1 when c"Y"+2 otherwise}}process p for lead{stage a{go to b when c go to longer_name otherwise}stage b})",
     R"(
model m {
  scores lead
  "A"             +20  when a = 1
  "Longer label"   -5  per b, at most 3 points
  first of "F" { "X" +1 when c   "Y" +2 otherwise }
}
process p for lead {
  stage a { go to b when c   go to longer_name otherwise }
  stage b
}
)"},

    {"comments everywhere",
     R"(
# file
use "a" # trailing
# before the model

# and again
model m { # opens
  # first
  scores lead # kind


  "A" # label
    +1 when a # condition
    # inside
    and b
  # last in the model
} # closes
# end)",
     R"(
# file
use "a"  # trailing
# before the model

# and again
model m {  # opens
  # first
  scores lead  # kind

  "A"  # label
      +1 when a  # condition
      # inside
      and b
  # last in the model
}  # closes
# end
)"},

    {"long conditions",
     R"(
define short = a and
  b
define long = contact.job_title contains word any ["director", "head of", "vice president", "chief"] and contact.country in ["US", "CA", "GB", "DE"] or account.employees between 200 and 5000 and not archived
list many = ["aaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccc", "dddddddddddddddddd", "eeeeeeeeeeeeeeee", "ffffffff"]
list own = [
"a", "b",
   "c"
]
define v = first of { 30 when a
20 when bb > 3, -5 when c
  1 otherwise }
)",
     R"(
define short = a and
    b
define long  = contact.job_title contains word any ["director", "head of", "vice president", "chief"]
    and contact.country in ["US", "CA", "GB", "DE"] or account.employees between 200 and 5000 and not archived
list many = ["aaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccc", "dddddddddddddddddd", "eeeeeeeeeeeeeeee", "ffffffff"]
list own  = [
  "a", "b",
  "c"
]
define v = first of {
  30 when a
  20 when bb > 3,
  -5 when c
  1  otherwise
}
)"},

    {"the rest",
     R"(

use "./lists/free-mail.lead"
zone "UTC"
phone country "DE"
clock every 1 hour
hours office { mon-fri 09:00-17:30  sat 9:00-12:00  except "holidays.txt", "more.txt" }

replace form default { contact by by_email   always create lead   writes nothing }
replace list a = ["z"]

match contact m { on first_name similar 0.92 by levenshtein and (lower(last_name) else "x")
  unless birthday differs  unless phone differs
  among leads where a or b  never domain(email) in free  prefer known contact, earliest created, most complete, closest
  when matched update all  when unmatched nothing  when incomplete create }
match contact n { unless birthday differs on email on phone unless city differs when matched reject }
match contact o { on email when matched update missing only }
match contact q { on email when matched update nothing }
merge contact { by by_email, by_phone   keep most complete   email newest   opted_in lowest   tags union   phone from crm, web   name most frequent }
form "x" { on create { task "a" for "b"  set lead.x = missing } }
)",
     R"(
use "./lists/free-mail.lead"
zone "UTC"
phone country "DE"
clock every 1 hour
hours office { mon-fri 09:00-17:30  sat 9:00-12:00  except "holidays.txt", "more.txt" }

replace form default { contact by by_email   always create lead   writes nothing }
replace list a = ["z"]

match contact m {
  on first_name similar 0.92 by levenshtein and (lower(last_name) else "x")
  unless birthday differs
  unless phone differs
  among leads where a or b
  never domain(email) in free
  prefer known contact, earliest created, most complete, closest
  when matched    update all
  when unmatched  nothing
  when incomplete create
}
match contact n { unless birthday differs   on email   on phone   unless city differs   when matched reject }
match contact o { on email   when matched update missing only }
match contact q { on email   when matched update nothing }
merge contact {
  by by_email, by_phone
  keep most complete
  email    newest
  opted_in lowest
  tags     union
  phone    from crm, web
  name     most frequent
}
form "x" { on create { task "a" for "b"   set lead.x = missing } }
)"},

};
// clang-format on

}  // namespace

TEST_CASE("format: canonical text", "[grammar][format]") {
  for (const Row& row : kRows) {
    INFO(row.name);
    CHECK("\n" + formatted(row.text) == row.canonical);
    keeps_the_laws(row.text);
  }
}

TEST_CASE("format: wrong text is given back as it is", "[grammar][format]") {
  CHECK(formatted("define  =  3\n") == "define  =  3\n");
}

TEST_CASE("format: line endings and byte order marks", "[grammar][format]") {
  CHECK(formatted("\xEF\xBB\xBFzone \"UTC\"\r\n\r\n\r\n# c \r\nuse \"a\"") == "zone \"UTC\"\n\n# c\nuse \"a\"\n");
  CHECK(formatted("").empty());
  CHECK(formatted("\n\n  # only\n\n") == "# only\n");
}

TEST_CASE("format: tails in order, unless that could be read differently", "[grammar][format]") {
  CHECK(formatted("define x = any a until now since b within 2 days where c by lead") ==
        "define x = any a by lead where c within 2 days since b until now\n");
  // `where` may not become the last word before `and`.
  CHECK(formatted("define x = any a where c = 1 by lead and d = 2") ==
        "define x = any a where c = 1 by lead and d = 2\n");
  // `since z` would be read into `last b`.
  CHECK(formatted("define x = any a since z within 2 days after last b") ==
        "define x = any a since z within 2 days after last b\n");
  CHECK(formatted("define x = any a since z within 2 days after (last b)") ==
        "define x = any a within 2 days after (last b) since z\n");
  CHECK(formatted("define x = any a since (last b until c where d) where e") ==
        "define x = any a where e since (last b where d until c)\n");
}

TEST_CASE("format: every rule file of the repository keeps its meaning", "[grammar][format]") {
  namespace fs = std::filesystem;
  int files = 0;
  for (const char* folder : {"rules", "examples", "tests"}) {
    const fs::path root = fs::path(LEADLINE_SOURCE_DIR) / folder;
    if (!fs::exists(root)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".lead" || entry.path().string().find("golden/syntax") != std::string::npos)
        continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      if (!Parsed(text).errors.empty()) continue;  // a case of a test of errors
      INFO(entry.path().string());
      keeps_the_laws(text);
      ++files;
    }
  }
  CHECK(files > 0);
}

TEST_CASE("format: random programs keep their meaning", "[grammar][format]") {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    INFO("seed " << seed);
    const std::string text = RandomProgram(seed).text();
    INFO(text);
    keeps_the_laws(text);
  }
}

}  // namespace leadline::grammar
