// SPDX-License-Identifier: Apache-2.0
// Rule text and stored records in, what a matcher says about one of them out. Entry point: MatchScenario.
#pragma once
#include <memory>
#include <string>

#include "engine/run/matching/matcher.hpp"
#include "engine/run/run_stages.hpp"
#include "support/scenario.hpp"

namespace leadline::test {

inline const char* const kMatchRecords = R"(
phone country "DE"
record contact { email email  phone phone  first_name text  last_name text  city text  birthday time  archived yes_no
                 size choice ["small", "large"]  employees number }
record account { name text  website domain  archived yes_no }
record lead { page text  email email }
interaction page_visit { page text }
list dummy_emails = ["test@test.com", " Nobody@Example.COM "]
)";

/// Everything that is added is stored; the record that is asked about is left out of what it may mean.
class MatchScenario : public Scenario {
 public:
  explicit MatchScenario(const std::string& rules) : Scenario(kMatchRecords + rules) {}

  /// `matched b by line 1 of 2: email …`, `unmatched`, `incomplete: …`.
  std::string find(const std::string& strategy, RecordKind kind, const std::string& id,
                   const std::string& contact = "") {
    prepare();
    std::uint32_t number = 0;
    while (program().strategies[number].name != strategy) ++number;
    const MatchOutcome outcome = matcher_->find(*evaluator_, number, id.empty() ? kNoRow : row(kind, id),
                                                contact.empty() ? kNoRow : row(RecordKind::kContact, contact));
    switch (outcome.kind) {
      case MatchOutcome::Kind::kMatched: {
        const RecordTable& table = data().table(program().strategies[number].kind);
        const int ids = program().schema(program().strategies[number].kind).id;
        return "matched " + table.columns[static_cast<std::size_t>(ids)].value(outcome.row).text + " by line " +
               std::to_string(outcome.line + 1) + " of " + std::to_string(outcome.found) + ": " + outcome.evidence;
      }
      case MatchOutcome::Kind::kUnmatched:
        return "unmatched";
      case MatchOutcome::Kind::kIncomplete:
        return "incomplete: " + outcome.evidence;
    }
    return "";
  }
  std::string find(const std::string& strategy, const std::string& id) {
    return find(strategy, RecordKind::kContact, id);
  }

  Matcher& matcher() {
    prepare();
    return *matcher_;
  }

 private:
  void prepare() {
    if (matcher_) return;
    run();
    PlanOptions options;
    options.run = true;
    run_plan_ = make_plan(program(), options);
    binding_ = std::make_unique<Binding>(*run_plan_, data(), as_of, false);
    evaluator_ = std::make_unique<Evaluator>(*binding_, Evaluator::Mode::kSingle);
    settle_constants(*binding_, *evaluator_);
    matcher_ = std::make_unique<Matcher>(*run_plan_, data(), 1);
  }

  std::shared_ptr<const Plan> run_plan_;
  std::unique_ptr<Binding> binding_;
  std::unique_ptr<Evaluator> evaluator_;
  std::unique_ptr<Matcher> matcher_;
};

}  // namespace leadline::test
