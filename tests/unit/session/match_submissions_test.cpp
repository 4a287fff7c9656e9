// SPDX-License-Identifier: Apache-2.0
// Whom submissions would mean: the quick way says what a session does, for forms and strategies of every kind that it
// takes, and it takes no others.
#include "engine/run/session/match_submissions.hpp"

#include <cstring>
#include <deque>
#include <random>
#include <set>

#include "support/scenario.hpp"

namespace leadline::test {

namespace {

const char* const kRecords = R"(
record contact { email email  phone phone  last_name text  city text  vip yes_no }
record lead { page text  topic text }
list nobodies = ["p3@x.example", " Nobody@X.example "]
)";

class MatchedForm : public Scenario {
 public:
  explicit MatchedForm(const std::string& rules) : Scenario(kRecords + rules) { submissions_.form = "f"; }

  void name(std::vector<std::string> names) {
    submissions_.names = std::move(names);
    submissions_.answers.resize(submissions_.names.size());
  }
  void submit(const std::vector<std::string>& answers) {
    REQUIRE(answers.size() == submissions_.names.size());
    for (std::size_t i = 0; i < answers.size(); ++i) submissions_.answers[i].emplace_back(keep(answers[i]));
    submissions_.ids.emplace_back(keep("s" + std::to_string(submissions_.ids.size())));
  }
  /// Whether the quick way is taken; what it finds is held to what a session finds.
  bool quickly() {
    run();
    PlanOptions options;
    options.run = true;
    const std::shared_ptr<const Plan> plan = make_plan(program(), options);
    const running::MatchedSubmissions matched = running::match_submissions(plan, data(), submissions_, as_of);
    const auto wanted = running::match_by_session(plan, data(), submissions_, as_of);
    REQUIRE(matched.found.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      INFO("submission " << i << " of " << wanted.size());
      REQUIRE(shown(matched.found[i]) == shown(wanted[i]));
      seen.insert(shown_kind(wanted[i]));
    }
    return !matched.by_session;
  }

  std::set<std::string> seen;

 private:
  const std::string& keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  std::string shown(const SubmissionMatch& one) const {
    return shown_kind(one) + " " + std::to_string(one.contact.row) + " " + std::to_string(one.lead.row);
  }
  static std::string shown_kind(const SubmissionMatch& one) {
    const auto word = [](const SubmissionMatch::Record& record) {
      switch (record.kind) {
        case SubmissionMatch::Kind::kNone:
          return "none";
        case SubmissionMatch::Kind::kKnown:
          return "known";
        case SubmissionMatch::Kind::kNew:
          return "new";
        case SubmissionMatch::Kind::kAgain:
          return "again";
      }
      return "";
    };
    return std::string(one.rejected ? "rejected " : "") + word(one.contact) + " " + word(one.lead);
  }

  std::deque<std::string> texts_;
  FormSubmissions submissions_;
};

const char* const kPlain =
    "match contact by_email { on email }\n"
    "match lead by_page { on contact and page }\n"
    "form \"*\" { contact by by_email  lead by by_page  writes contact and lead }\n";

// People who are there, and submissions of them and of others, with answers left out and spelt in many ways.
void fill(MatchedForm& form, unsigned seed, bool doubles) {
  std::minstd_rand random(seed);
  const auto one_of = [&](std::uint32_t count) { return static_cast<std::uint32_t>(random() % count); };
  const auto address = [&](std::uint32_t who) {
    std::string text = "p" + std::to_string(who) + (who % 7 == 0 ? "@straße.example" : "@x.example");
    const std::uint32_t how = one_of(6);
    if (how < 2) {
      for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    if (how == 2) text = "  " + text + "\t";
    if (how == 3 && who % 5 == 0) text = "Long." + std::string(40, 'x') + text;
    return text;
  };
  const std::vector<std::string> pages{"home", "Home", "docs/A", "", "prices  and more"};
  for (std::uint32_t i = 0; i < 40; ++i) {
    const bool twice = doubles && i > 0 && one_of(4) == 0;
    form.contact("c" + std::to_string(i), {{"email", one_of(10) == 0 ? "" : address(twice ? one_of(i) : i)},
                                           {"last_name", one_of(2) == 0 ? "Berg" : ""}});
    if (one_of(2) == 0) {
      form.lead("l" + std::to_string(i),
                {{"contact", "c" + std::to_string(one_of(i + 1))}, {"page", pages[one_of(5)]}});
    }
  }
  form.name({"email", "last_name", "page", "unknown"});
  for (int i = 0; i < 400; ++i) {
    form.submit({one_of(12) == 0 ? (one_of(2) == 0 ? "" : "  ") : address(one_of(80)), one_of(3) == 0 ? "Berg" : "",
                 pages[one_of(5)], "x"});
  }
}

}  // namespace

TEST_CASE("submissions: the quick way finds whom a session finds", "[matching]") {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    MatchedForm form(kPlain);
    fill(form, seed, false);
    CHECK(form.quickly());
    CHECK(form.seen == std::set<std::string>{"known known", "known new", "known again", "new new", "again new",
                                             "again again", "rejected none none"});
  }
}

TEST_CASE("submissions: doubles among those who are there", "[matching]") {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    MatchedForm form(kPlain);
    fill(form, seed, true);
    CHECK(form.quickly());
    // Who of two is the more complete changes while submissions come in.
    MatchedForm preferring(std::string("match contact by_email { on email prefer most complete }\n") +
                           (std::strchr(kPlain, '\n') + 1));
    fill(preferring, seed, true);
    CHECK_FALSE(preferring.quickly());
  }
}

TEST_CASE("submissions: what strategies do with whom they find and do not find", "[matching]") {
  const std::vector<std::string> rules{
      "match contact a { on email when matched reject }\nform \"*\" { contact by a writes contact }",
      "match contact a { on email when incomplete create }\nmatch lead b { on contact and page when incomplete create }"
      "\nform \"*\" { contact by a lead by b writes contact and lead }",
      "match contact a { on email when unmatched nothing }\nmatch lead b { on contact and page }\n"
      "form \"*\" { contact by a lead by b writes contact and lead }",
      "match contact a { on email when unmatched nothing }\nmatch lead b { on contact and page when unmatched nothing }"
      "\nform \"*\" { contact by a lead by b writes contact and lead }",
      "match contact a { on email never email in nobodies }\nmatch lead b { on contact and page when matched reject }\n"
      "form \"*\" { contact by a lead by b writes contact and lead }",
      "match contact a { on email and last_name }\nmatch lead b { on page }\n"
      "form \"*\" { contact by a lead by b writes contact and lead }",
      "match contact a { on email }\nform \"*\" { contact by a always create lead writes contact and lead }",
      "match contact a { on email }\nmatch lead b { on contact and page }\nform \"*\" { contact by a lead by b writes "
      "lead }",
      "match lead b { on page }\nform \"*\" { always create contact lead by b writes contact and lead }",
      "match contact a { on last_name and email }\nform \"*\" { contact by a writes contact }\n"
      "when contact enters segment s { task \"x\" for \"y\" }\nsegment s = contacts where city is missing"};
  for (const std::string& rule : rules) {
    INFO(rule);
    MatchedForm form(rule);
    fill(form, 11, false);
    CHECK(form.quickly());
  }
}

TEST_CASE("submissions: what only a session can say", "[matching]") {
  const std::vector<std::string> rules{
      // Several lines, likeness, choices among records.
      "match contact a { on email  on last_name and phone }\nform \"*\" { contact by a writes contact }",
      "match contact a { on email and last_name similar 0.9 }\nform \"*\" { contact by a writes contact }",
      "match contact a { on email among contacts where vip is missing }\nform \"*\" { contact by a writes contact }",
      "match contact a { on email unless last_name differs }\nform \"*\" { contact by a writes contact }",
      "match contact a { on mailbox(email) }\nform \"*\" { contact by a writes contact }",
      "match contact a { on email }\nmatch lead b { on contact.email and page }\n"
      "form \"*\" { contact by a lead by b writes contact and lead }",
      // Something else changes records.
      "match contact a { on email }\nmatch lead b { on contact and page }\n"
      "form \"*\" { contact by a lead by b writes contact and lead  on create set lead.page = \"x\" }",
      "match contact a { on email }\nform \"*\" { contact by a writes contact }\n"
      "when contact enters segment s { set contact.email = missing }\nsegment s = contacts where last_name = \"Berg\"",
  };
  for (const std::string& rule : rules) {
    INFO(rule);
    MatchedForm form(rule);
    fill(form, 12, false);
    CHECK_FALSE(form.quickly());
  }
  // A value that can be wrong.
  MatchedForm flags("match contact a { on email }\nform \"*\" { contact by a writes contact }");
  flags.contact("c", {{"email", "p1@x.example"}});
  flags.name({"email", "vip"});
  flags.submit({"p1@x.example", "yes"});
  flags.submit({"p2@x.example", "perhaps"});
  CHECK_FALSE(flags.quickly());
  // A lead waits for the contact that a submission makes.
  MatchedForm waiting(kPlain);
  waiting.lead("l", {{"contact", "s0"}, {"page", "home"}});
  waiting.name({"email", "page"});
  waiting.submit({"p1@x.example", "home"});
  CHECK_FALSE(waiting.quickly());
}

}  // namespace leadline::test
