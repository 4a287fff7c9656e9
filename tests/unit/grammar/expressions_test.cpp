// SPDX-License-Identifier: Apache-2.0
// Conditions, values and selections: what is written, and the tree that it gives.
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
    {R"(any page_visit where page = "pricing" within 30 days)", R"((any (sel page_visit (where (= page "pricing")) (within 30d))))"},
    {R"(no interaction within 90 days)", R"((none (sel interaction (within 90d))))"},
    {R"(count of [email_open, email_click] within 30 days >= 3)", R"((>= (count (sel email_open email_click (within 30d))) 3))"},
    {R"(age of last email_open > 30 days)", R"((> (age-of (last (sel email_open))) 30d))"},
    {R"(first page_visit < last event_attend)", R"((< (first (sel page_visit)) (last (sel event_attend))))"},
    {R"(page of last page_visit = "pricing")", R"((= (of-last page (sel page_visit)) "pricing"))"},
    {R"(sum of seconds of page_visit within 7 days)", R"((sum-of seconds (sel page_visit (within 7d))))"},
    {R"(distinct page of page_visit within 14 days >= 4)", R"((>= (distinct page (sel page_visit (within 14d))) 4))"},
    {R"(distinct contact of form_submit by account within 90 days >= 3)", R"((>= (distinct contact (sel form_submit (by account) (within 90d))) 3))"},
    {R"(count of days with at least 7 page_visit within 30 days)", R"((count-buckets (bucket day) (at-least 7) (sel page_visit (within 30d))))"},
    {R"(any [demo, trial] within 40 days after last trial_start)", R"((any (sel demo trial (within 40d (after (last (sel trial_start)))))))"},
    {R"(any page_visit where a = 1 or b)", R"((or (any (sel page_visit (where (= a 1)))) b))"},
    {R"(a or b and not c = 1 + 2 * d else 3)", R"((or a (and b (not (= c (sum 1 + (product 2 * (else d 3))))))))"},
    {R"(not not a)", R"((not (not a)))"},
    {R"(a between 1 and 2 + 3 and b)", R"((and (between a 1 (sum 2 + 3)) b))"},
    {R"(a not between 1 and 2 or x not in list1 and y not contains "abcd")", R"((or (not-between a 1 2) (and (not-in x list1) (not-contains y "abcd"))))"},
    {R"(x contains word any exactly ["a", "b"])", R"((contains-word-any-exactly x (list "a" "b")))"},
    {R"(x starts with any ["/pricing"] and y ends with "z" and z like "*x*")", R"((and (starts-with-any x (list "/pricing")) (ends-with y "z") (like z "*x*")))"},
    {R"(tags has "a" and tags has any ["a"] and tags has all all_of or tags not has "x")", R"((or (and (has tags "a") (has-any tags (list "a")) (has-all tags all_of)) (not-has tags "x")))"},
    {R"(x in segment s and not in segment t or lead.contact not in segment u)", R"((or (and (in-segment s x) (not (in-segment t))) (not-in-segment u lead.contact)))"},
    {R"(spring.score + spring.fit > 3 and spring.sales_ready now and callback missed)", R"((and (> (sum spring.score + spring.fit) 3) (holds spring.sales_ready) (missed callback)))"},
    {R"(points_of[seniority, "x"] + domain(email) + min(a, b))", R"((sum (lookup points_of seniority "x") + (call domain email) + (call min a b)))"},
    {R"(first of { 30 when a  20 when b, -5 when c  1 otherwise })", R"((first-of (when 30 a) (when 20 b) (when -5 c) (otherwise 1)))"},
    {R"(first of { "big" when n > 5  "small" otherwise })", R"((first-of (when "big" (> n 5)) (otherwise "small")))"},
    {R"(x = no)", R"((= x no))"},
    {R"(no)", R"(no)"},
    {R"(its contact.country = "DE" and its lead = lead)", R"((and (= its:contact.country "DE") (= its:lead lead)))"},
    {R"(any page_visit where (page = "a" or page = "b") and x = 2)", R"((and (any (sel page_visit (where (or (= page "a") (= page "b"))))) (= x 2)))"},
    {R"(any page_visit where not hidden within 2 weeks since entering recycled until 2026-07-01)", R"((any (sel page_visit (where (not hidden)) (within 14d) (since (entering recycled)) (until 2026-07-01))))"},
    {R"(any page_visit since (last demo) until (signed_up + 3 days))", R"((any (sel page_visit (since (last (sel demo))) (until (sum signed_up + 3d)))))"},
    {R"(count of (page_visit where page = "/pricing") >= 2)", R"((>= (count (sel page_visit (where (= page "/pricing")))) 2))"},
    {R"(count of months with page_visit >= 2)", R"((>= (count-buckets (bucket month) (sel page_visit)) 2))"},
    {R"(count of 7 days with page_visit > 1)", R"((> (count-buckets (bucket 7d) (sel page_visit)) 1))"},
    {R"(-3 < x and y > -(a + b) and z = +5)", R"((and (< -3 x) (> y (negate (sum a + b))) (= z 5)))"},
    {R"(2026-07-01T09:30:00+02:00 < now - 3 hours)", R"((< 2026-07-01T09:30:00+02:00 (sum (now) - 10800s)))"},
    {R"(day of week of signed_up = 1 and time in stage > 14 days and is valid email and scored)", R"((and (= (day-of-week signed_up) 1) (> (time-in-stage) 14d) (is-valid email) (scored)))"},
    {R"((a))", R"(a)"},
    {R"(lead.when = 3 and when = 4)", R"((and (= lead.when 3) (= when 4)))"},
    {R"(exactly_x = exactly "A" and consent at least "marketing" and grade at most "B")", R"((and (=-exactly exactly_x "A") (at-least consent "marketing") (at-most grade "B")))"},
    {R"(x is present and y is missing)", R"((and (is-present x) (is-missing y)))"},
    {R"(x else y else 3 * 2 - 1)", R"((sum (product (else x y 3) * 2) - 1))"},
    {R"(any (page_visit where a = 1) and b = 2)", R"((and (any (sel page_visit (where (= a 1)))) (= b 2)))"},
    {R"(average of seconds of [a, b] by contact > 3)", R"((> (average-of seconds (sel a b (by contact))) 3))"},
    {R"([1, -2.5, 10_000] has 3 and [2026-01-01, yes, no] has no)", R"((and (has (list 1 -2.5 10000) 3) (has (list 2026-01-01 yes no) no)))"},
    {R"(max of seconds of page_visit by lead where page = "x" within 3 days > 3)", R"((> (max-of seconds (sel page_visit (by lead) (where (= page "x")) (within 3d))) 3))"},
    {R"(a = 1 and
# between
 b = 2)", R"((and (= a 1) (= b 2)))"},
    {R"(x in ["a"] or not y)", R"((or (in x (list "a")) (not y)))"},
    {R"(program_points[program, status] * 2 else 0)", R"((product (lookup program_points program status) * (else 2 0)))"},
    {R"(lead.status = "open" and not scored)", R"((and (= lead.status "open") (not (scored))))"},
    {R"(a.b.c.between)", R"(a.b.c.between)"},
    {R"(2 * 3 days)", R"((product 2 * 3d))"},
    {R"(has_x)", R"(has_x)"},
    {R"(since_x = within_y)", R"((= since_x within_y))"},
    {R"(tags has exactly "A")", R"((has-exactly tags "A"))"},
    {R"(any page_visit where (a))", R"((any (sel page_visit (where a))))"},
    {R"(count of (page_visit))", R"((count (sel page_visit)))"},
    {R"(-1)", R"(-1)"},
    {R"(x = -1)", R"((= x -1))"},
    {R"(a - 1)", R"((sum a - 1))"},
    {R"(last page_visit within 3 days is present)", R"((is-present (last (sel page_visit (within 3d)))))"},
    {R"(any page_visit where not a = 1)", R"((any (sel page_visit (where (not (= a 1))))))"},
    {R"(any page_visit where a = b + 1 within 1 day)", R"((any (sel page_visit (where (= a (sum b + 1))) (within 1d))))"},
    {R"(min(a, b, 3) > max(1, 2))", R"((> (call min a b 3) (call max 1 2)))"},
    {R"(is valid contact.email and not is valid phone)", R"((and (is-valid contact.email) (not (is-valid phone))))"},
    {R"(spring.sales_ready now)", R"((holds spring.sales_ready))"},
    {R"(no)", R"(no)"},
    {R"(yes)", R"(yes)"},
    {R"(when = 1)", R"((= when 1))"},
    {R"(length(a) + digits(b))", R"((sum (call length a) + (call digits b)))"},
    {R"(a starts   with	"x")", R"((starts-with a "x"))"},
};
// clang-format on

}  // namespace

TEST_CASE("expressions: every construct gives its tree", "[grammar]") {
  for (const Row& row : kRows) {
    const Parsed parsed("define a = " + std::string(row.text) + "\n");
    INFO(row.text);
    CHECK(parsed.errors.empty());
    CHECK(parsed.tree == "(define a " + std::string(row.tree) + ")\n");
  }
}

TEST_CASE("expressions: `no` before a statement in the first column is the value", "[grammar]") {
  CHECK(Parsed("define a = no\nmodel m { scores lead }").tree == "(define a no)\n(model m (scores lead))\n");
  CHECK(Parsed("define a = no\ndefine b = no\n").tree == "(define a no)\n(define b no)\n");
  CHECK(Parsed("define a = no\n  model").tree == "(define a (none (sel model)))\n");
}

}  // namespace leadline::grammar
