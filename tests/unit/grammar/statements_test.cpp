// SPDX-License-Identifier: Apache-2.0
// Statements: every construct of the language, and the tree that it gives.
#include <catch2/catch.hpp>

#include "tests/unit/grammar/parsed.hpp"

namespace leadline::grammar {
namespace {

struct Row {
  const char* text;
  const char* tree;
};

// clang-format off
const Row kRows[] = {
    {R"(
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
(use "standard")
(zone "Europe/Berlin")
(list target_countries "US" "CA" "GB" "DE")
(define decision_maker (contains-word-any contact.job_title (list "director" "head of" "VP" "CTO")))
(model spring "Spring launch" (scores lead) (where (and (= campaign "spring") (at-least contact.consent "marketing"))) (group fit "Fit" (at-most 60) (rule "Decision maker" + 20 (when decision_maker)) (rule "Student" - 15 (when (contains-word-any contact.job_title (list "student" "intern")))) (rule "Target country" + 10 (when (in contact.country target_countries))) (rule "Mid-market company" + 15 (when (between account.employees 200 5000)))) (group engagement "Engagement" (counting (since (entering recycled))) (rule "Opens e-mail" + 2 (per (sel email_open (within 30d))) (at-most 20)) (rule "Clicks, fading" + 4 (per (sel email_click)) (halving 30d)) (rule "Looked at pricing" + 10 (when (any (sel page_visit (where (= page "pricing")) (within 30d))))) (rule "Attended an event" + 25 (per (sel event_attend (within 180d))) (at-most 50)) (rule "Active days" + 1 (per-bucket (bucket day) (sel page_visit (within 30d))) (at-most 10)) (rule "Silent months" - 10 (without 30d (sel email_open email_click page_visit)) (never-below -50))) (grade "A" (and (>= fit 40) (>= engagement 40))) (grade "B" (>= score 60)) (grade "C" (>= score 30)) (grade "D") (threshold teleprospect_ready (at 60)) (threshold sales_ready (at 100)))
)"},

    {R"(
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
(record contact (field email email) (field job_title text) (field opted_in yes_no) (field signed_up time) (field interests (list text)) (field consent (choice "none" "consent" "transactional" "subscriptions" "marketing" "profiling")) (together street city zip))
(interaction page_visit (field page text) (field campaign text) (field seconds number))
(interaction email_sent by-us)
)"},

    {R"(
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
(source crm "Lead*.csv" (encoding "windows-1252") (separator ";") (missing "Select" "N/A" "-") (times "%m-%d-%Y %H:%M" "%m/%d/%Y %H:%M") (zone "America/New_York") (numbers "1,234.5") (mapping contact (field id "Lead ID") (field email "Email") (field opted_in not "Email Opt Out") (field size "Size" (map "0" "small" "1" "large"))) (mapping account (field id "Account ID") (field name "Company")) (mapping lead (field id "Lead ID") (field contact "Lead ID") (field account "Account ID") (field campaign (= "spring"))) (mapping email_open (where (= "Type" "Email Open")) (field contact "Lead ID") (field at "Date")))
)"},

    {R"(
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
(match contact by_email "By e-mail" (on (part email)) (on (part phone) (part last_name)) (on (part (call domain email)) (part last_name) (part first_name (similar 0.92)) (unless-differs birthday)) (among contacts (where (not archived))) (never email dummy_emails) (prefer child lead) (prefer latest updated) (matched update-present) (unmatched create) (incomplete reject))
(match lead by_contact_and_page (on (part contact) (part page)) (among leads (where (= status "open"))))
(match account by_domain (on (part (call domain email) (= (call domain website)))))
(form "webinar-*" (by contact by_email) (by lead by_contact_and_page) (by account by_domain) (writes contact lead) (on-create (set (= lead.source form))))
(form default (by contact by_email) (by lead by_contact_and_page) (writes contact lead))
)"},

    {R"(
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
(process lead_to_opportunity "Lead to opportunity" (for lead) (stage inquiry "Inquiry" (fields contact account) (go-to marketing_qualification (when (scored)))) (stage marketing_qualification "Automated marketing qualification" (go-to teleprospect_acceptance (when teleprospect_ready))) (stage teleprospect_acceptance "Teleprospect acceptance" (go-to teleprospect_qualification (when lead.teleprospect_accepted)) (go-to marketing_qualification (when (> (time-in-stage) 14d)) (do (reset teleprospect_ready))) (on-enter (task "teleprospecting" "Call " (fill contact first_name) " about " (fill lead topic)))) (stage teleprospect_qualification "Teleprospect qualification" (fields need budget timeframe) (require need budget) (go-to sales_acceptance (when lead.ready_for_sales))) (stage sales_acceptance "Sales acceptance" (require owner) (go-to opportunity (when lead.sales_accepted)) (on-enter (notify "sales" (fill contact last_name) " is ready") (assign-in-turn "ana" "ben" (when (is-missing lead.owner)))) (after 3d (do (notify "sales-managers" "Not accepted yet: " (fill lead topic))))) (stage opportunity final-won (on-enter (create opportunity))) (stage recycled "Recycled" (go-to marketing_qualification (when (any (sel form_submit event_register (since (entering recycled))))))) (stage disqualified final-lost) (any-stage (before sales_acceptance) (go-to sales_acceptance (when sales_ready))))
)"},

    {R"(
segment emea_software = contacts of accounts where industry = "software" and region = "EMEA"
segment hot           = contacts of leads where spring.grade = "A" except contacts where not opted_in
segment nurture       = contacts where any email_open within 30 days and not in segment hot

when contact enters segment hot     { create lead { topic = "Warm again"  campaign = "spring" } }
when lead reaches sales_ready       { notify "sales" "…" }
when lead enters grade "A" in spring { send "crm.update" { grade = "A" } }
when contact does form_submit where form = "demo" { create lead { topic = form } }
)",
     R"(
(segment emea_software (contacts-of accounts (where (and (= industry "software") (= region "EMEA")))))
(segment hot (except (contacts-of leads (where (= spring.grade "A"))) (contacts (where (not opted_in)))))
(segment nurture (contacts (where (and (any (sel email_open (within 30d))) (not (in-segment hot))))))
(reaction contact enters-segment hot (do (create lead (= topic "Warm again") (= campaign "spring"))))
(reaction lead reaches sales_ready (do (notify "sales" "…")))
(reaction lead enters-grade "A" (in spring) (do (send crm.update (= grade "A"))))
(reaction contact does (sel form_submit (where (= form "demo"))) (do (create lead (= topic form))))
)"},

    {R"(
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
(always "No sale without consent" (implies (= lead.stage "sales_acceptance") contact.opted_in))
(always "Fit alone never sells" (implies (<= spring.engagement 0) (not (holds spring.sales_ready))))
(test "A director who attends is called" (record contact ana (= email "ana@x.com") (= job_title "Director of IT") (= consent "marketing")) (record lead l (= contact ana) (= campaign "spring")) (interaction event_attend ana (at 2026-06-20) (= campaign "spring")) (submit "webinar-7" (at 2026-06-21) (= email "ANA@x.com") (= topic "Demo")) (at (at 2026-07-01)) (expect that (= l.spring.score 45)) (expect that (= l.stage "marketing_qualification")) (expect that (= (count (sel contacts)) 1)) (expect no task) (move l (into sales_acceptance) (by "ben")) (expect notified "sales"))
)"},

    {R"(
use "./lists/free-mail.lead"
zone "UTC"
phone country "DE"
clock every 1 hour
hours office { mon-fri 09:00-17:30  sat 9:00-12:00  except "holidays.txt", "more.txt" }
)",
     R"(
(use "./lists/free-mail.lead")
(zone "UTC")
(phone-country "DE")
(clock 3600s)
(hours office (line mon fri 540-1050) (line sat 540-720) (except "holidays.txt") (except "more.txt"))
)"},

    {R"(
list a = ["x", "y"]
list b from "free-mail.txt"
list c = []
table t from "points.csv"
table u { "a" 30  "b" -20  "c" 2.5 }
table v { ["a", "x"] 30, ["b", "y"] 20, -5 1 }
)",
     R"(
(list a "x" "y")
(list b (from "free-mail.txt"))
(list c)
(table t (from "points.csv"))
(table u (row "a" 30) (row "b" -20) (row "c" 2.5))
(table v (row "a" "x" 30) (row "b" "y" 20) (row -5 1))
)"},

    {R"(
replace form default { contact by by_email   always create lead   writes nothing }
replace list a = ["z"]
)",
     R"(
(replace (form default (by contact by_email) (always-create lead) (writes nothing)))
(replace (list a "z"))
)"},

    {R"(
model m "M" counting by lead where campaign = lead.campaign, at most 100 points, never below -10 {
  scores opportunity where value > 3 and stage is present
  "Attribute" +points per adjustment
  "Table" +program_points[program, status] per program_status when lead.open, at most 20 points
  "Else" +2 or -2 when a
  "Sum" +(a + b) * 2 when yes
  "Bucket" +2 per 7 days with at least 3 [a, b] within 30 days
  "Attribute bucket" +2 per page with page_visit where seconds > 5
  "Month" +2 per month with page_visit
  "Last" +15 for last form_submit where form = "demo", losing 10% every 7 days
  "First" +15 for first form_submit within 30 days when x, losing 1 every 1 day
  "Silence" -10 per 30 days without (page_visit where page = "a" within 90 days), never below -50 points
  first of "Seniority" { "A" +3 when a  "B" +2 per b, at most 4 points  "C" +1 otherwise }
  best of "Best" { "A" +3 when a  "C" -1 otherwise }
  group g "G" counting since 2026-01-01 until now, at most 60 points, never below 0 { "X" +1 when a  first of "F" { "Y" +1 when b } }
  group h { "X" +1 when a }
  score = g * 0.3 + h * 0.7
  grade "A+" when score >= 3 and g at least 2
  grade "D" otherwise
  threshold t at 60 until below 40
  threshold u at 60 or when any demo until below -4
  threshold v when g >= 3 and h >= 2
}
threshold w when engagement.score >= 25 or demographic.score >= 60
)",
     R"(
(model m "M" (counting (by lead) (where (= campaign lead.campaign))) (at-most 100) (never-below -10) (scores opportunity) (where (and (> value 3) (is-present stage))) (score (sum (product g * 0.3) + (product h * 0.7))) (rule "Attribute" + points (per (sel adjustment))) (rule "Table" + (lookup program_points program status) (per (sel program_status) (when lead.open)) (at-most 20)) (rule "Else" + 2 or - 2 (when a)) (rule "Sum" + (product (sum a + b) * 2) (when yes)) (rule "Bucket" + 2 (per-bucket (bucket 7d) (at-least 3) (sel a b (within 30d)))) (rule "Attribute bucket" + 2 (per-bucket (bucket page) (sel page_visit (where (> seconds 5))))) (rule "Month" + 2 (per-bucket (bucket month) (sel page_visit))) (rule "Last" + 15 (for-last (sel form_submit (where (= form "demo")))) (losing-percent 10 7d)) (rule "First" + 15 (for-first (sel form_submit (within 30d)) (when x)) (losing 1 1d)) (rule "Silence" - 10 (without 30d (sel page_visit (where (= page "a")) (within 90d))) (never-below -50)) (first-of "Seniority" (rule "A" + 3 (when a)) (rule "B" + 2 (per (sel b)) (at-most 4)) (rule "C" + 1 (otherwise))) (best-of "Best" (rule "A" + 3 (when a)) (rule "C" - 1 (otherwise))) (group g "G" (counting (since 2026-01-01) (until (now))) (at-most 60) (never-below 0) (rule "X" + 1 (when a)) (first-of "F" (rule "Y" + 1 (when b)))) (group h (rule "X" + 1 (when a))) (grade "A+" (and (>= score 3) (at-least g 2))) (grade "D") (threshold t (at 60) (until-below 40)) (threshold u (at 60) (when (any (sel demo))) (until-below -4)) (threshold v (when (and (>= g 3) (>= h 2)))))
(threshold w (when (or (>= engagement.score 25) (>= demographic.score 60))))
)"},

    {R"(
segment a = contacts
segment b = segment a union contacts where x union contacts of opportunities
segment c = (segment a union segment b) except (contacts of leads where y intersect segment a)
)",
     R"(
(segment a (contacts))
(segment b (union (segment a) (contacts (where x)) (contacts-of opportunities)))
(segment c (except (union (segment a) (segment b)) (intersect (contacts-of leads (where y)) (segment a))))
)"},

    {R"(
record lead { between text  where text  together text  at time  tags list of text  d duration }
interaction adjustment { points number  by text }
source web "*.csv" through form "import" { contact { id "ID"  size "Size" as sizes  n = -5  m = ["a"] } }
)",
     R"(
(record lead (field between text) (field where text) (field together text) (field at time) (field tags (list text)) (field d duration))
(interaction adjustment (field points number) (field by text))
(source web "*.csv" (through-form "import") (mapping contact (field id "ID") (field size "Size" (as sizes)) (field n (= -5)) (field m (= (list "a")))))
)"},

    {R"(
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
(match contact m (on (part first_name (similar 0.92) (by levenshtein)) (part (else (call lower last_name) "x")) (unless-differs birthday phone)) (among leads (where (or a b))) (never (call domain email) free) (prefer known contact) (prefer earliest created) (prefer most complete) (prefer closest -) (matched update-all) (unmatched nothing) (incomplete create))
(match contact n (unless-differs birthday) (on (part email)) (on (part phone) (unless-differs city)) (matched reject))
(match contact o (on (part email)) (matched update-missing-only))
(match contact q (on (part email)) (matched update-nothing))
(merge contact (by by_email by_phone) (keep most complete) (field email newest) (field opted_in lowest) (field tags union) (field phone (from crm web)) (field name most frequent))
(form "x" (on-create (task "b" "a") (set (= lead.x (missing)))))
)"},

    {R"(
process p "P" for lead where campaign = "x" and y {
  stage a "A" { require a, contact.b  require that c and d  require e to enter  require that f to enter
    go to b when x { reset t  set account.x = no when y }
    go to c otherwise
    on enter { assign to account.owner  assign in turn to users where region = lead.region, at most 20 within 1 day }
    on enter assign in turn to users
    on exit send ping
    after 4 office hours notify "x" "y"
    after 90 minutes { create lead { topic = "x" } matching by_email when x  create lead matching nothing  create opportunity { a = 1  b = no } }
    deadline call "Call back" 2 days unless lead.called { task "{a} \{b\} {lead.c.d}" for "x" }
    deadline d 4.5 office hours { first of { assign to "ana" when x  first of { assign to "b" otherwise }  assign to "c" otherwise } }
  }
  stage old was a
  stage done final
  stage won final won
  stage lost "L" final lost { require reason to enter }
  any stage { go to lost when x }
  any stage after a { go to lost when x }
  any stage in a, done { go to lost when x }
  any stage except a { go to lost when x }
}
)",
     R"(
(process p "P" (for lead) (where (and (= campaign "x") y)) (stage a "A" (require a contact.b) (require (that (and c d))) (require-to-enter e) (require-to-enter (that f)) (go-to b (when x) (do (reset t) (set (= account.x no) (when y)))) (go-to c (when yes)) (on-enter (assign account.owner) (assign-in-turn-users (where (= region lead.region)) (at-most 20) 1d) (assign-in-turn-users)) (on-exit (send ping)) (after 14400s (hours office) (do (notify "x" "y"))) (after 5400s (do (create lead (= topic "x") (matching by_email) (when x)) (create lead matching-nothing) (create opportunity (= a 1) (= b no)))) (deadline call "Call back" 2d (unless lead.called) (do (task "x" (fill a) " {b} " (fill lead c d)))) (deadline d 16200s (hours office) (do (first-of (choices (assign "ana" (when x)) (first-of (choices (assign "b" otherwise))) (assign "c" otherwise)))))) (was old a) (stage done final) (stage won final-won) (stage lost "L" final-lost (require-to-enter reason)) (any-stage (all) (go-to lost (when x))) (any-stage (after a) (go-to lost (when x))) (any-stage (in a done) (go-to lost (when x))) (any-stage (except a) (go-to lost (when x))))
)"},

    {R"(
when contact leaves segment hot { notify "a" "b" }
when lead enters stage recycled { notify "a" "b" }
when lead reaches spring.sales_ready { assign to "x" }
when lead enters grade "A" { assign to "x" }
when contact does [a, b] within 3 days { assign to "x" }
always "A" a or b
)",
     R"(
(reaction contact leaves-segment hot (do (notify "a" "b")))
(reaction lead enters-stage recycled (do (notify "a" "b")))
(reaction lead reaches sales_ready (in spring) (do (assign "x")))
(reaction lead enters-grade "A" (do (assign "x")))
(reaction contact does (sel a b (within 3d)) (do (assign "x")))
(always "A" (or a b))
)"},

    {R"(
test "T" {
  user u { name = "U" }
  lead l { owner = missing  score = -5  flag = no  tags = ["a"] }
  page_visit by ana
  page_visit by ana { page = "x" }
  submit "f"
  merge contact b into a
  move l to done
  expect task "Call*"
  expect no notified
  expect sent "x"
  expect rejected
  expect no rejected
  expect no page_visit
  expect rejected = 3
  at 2026-07-01T00:00:00.500Z
}
)",
     R"(
(test "T" (record user u (= name "U")) (record lead l (= owner (missing)) (= score -5) (= flag no) (= tags (list "a"))) (interaction page_visit ana) (interaction page_visit ana (= page "x")) (submit "f") (merge contact b (into a)) (move l (into done)) (expect task "Call*") (expect no notified) (expect sent "x") (expect rejected) (expect no rejected) (expect that (none (sel page_visit))) (expect that (= rejected 3)) (at (at 2026-07-01T00:00:00.500Z)))
)"},

    {R"(
# allow score/unreachable-threshold: seasonal model
zone "UTC"  #allow name/unused:used elsewhere
# allow me to say: this is no such comment
)",
     R"(
(zone "UTC")
(allow score/unreachable-threshold "seasonal model")
(allow name/unused "used elsewhere")
)"},

};
// clang-format on

}  // namespace

TEST_CASE("statements: every construct gives its tree", "[grammar]") {
  for (const Row& row : kRows) {
    const Parsed parsed(row.text);
    INFO(row.text);
    CHECK(parsed.errors.empty());
    CHECK("\n" + parsed.tree == row.tree);
  }
}

TEST_CASE("statements: line breaks mean nothing", "[grammar]") {
  for (const Row& row : kRows) {
    std::string text = row.text;
    if (text.find('#') != std::string::npos) continue;
    for (char& c : text) {
      if (c == '\n') c = ' ';
    }
    CHECK("\n" + Parsed(text).tree == row.tree);
  }
}

TEST_CASE("statements: a window at the end of a condition, then a wait", "[grammar]") {
  const Parsed parsed("process p { stage a { go to b when any x within 1 day  after 3 days notify \"c\" \"d\" } }");
  CHECK(parsed.errors.empty());
  CHECK(parsed.tree ==
        "(process p (stage a (go-to b (when (any (sel x (within 1d))))) (after 3d (do (notify \"c\" \"d\")))))\n");
  CHECK(Parsed("define a = any x within 1 day after 2026-07-01").tree ==
        "(define a (any (sel x (within 1d (after 2026-07-01)))))\n");
}

}  // namespace leadline::grammar
