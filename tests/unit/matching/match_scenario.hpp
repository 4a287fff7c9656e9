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
    return find_row(strategy, id.empty() ? kNoRow : row(kind, id),
                    contact.empty() ? kNoRow : row(RecordKind::kContact, contact));
  }
  std::string find_row(const std::string& strategy, std::uint32_t incoming, std::uint32_t contact) {
    std::uint32_t number = 0;
    while (program().strategies[number].name != strategy) ++number;
    const MatchOutcome outcome = matcher_->find(*evaluator_, number, incoming, contact);
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

  /// From here on records come and go one by one.
  void open() {
    run();
    data().open();
    prepare();
  }
  Value text(const std::string& text) const {
    Value value;
    value.type.kind = TypeKind::kText;
    value.text = text;
    return value;
  }
  /// Sets a field and tells the matcher.
  void set(RecordKind kind, const std::string& id, const std::string& field, const Value& value) {
    data().set_field(kind, row(kind, id), static_cast<std::uint32_t>(program().schema(kind).find(field)), value);
    binding_->follow_data(*evaluator_);
    matcher_->changed(*evaluator_, kind, row(kind, id));
  }
  void create(RecordKind kind, const std::string& id) {
    const std::uint32_t row = data().add_record(kind, id);
    binding_->follow_data(*evaluator_);
    matcher_->changed(*evaluator_, kind, row);
  }
  void end(RecordKind kind, const std::string& id) {
    const std::uint32_t ended = row(kind, id);
    matcher_->removed(kind, ended);
    data().end_record(kind, ended);
    binding_->follow_data(*evaluator_);
  }
  /// What an incoming record with one value means; it is taken back.
  std::string find_incoming(const std::string& strategy, RecordKind kind, const std::string& field,
                            const std::string& value) {
    const std::uint32_t incoming = data().add_record(kind, "");
    data().set_field(kind, incoming, static_cast<std::uint32_t>(program().schema(kind).find(field)), text(value));
    binding_->follow_data(*evaluator_);
    std::string said = find_row(strategy, incoming, kNoRow);
    data().take_back(kind, incoming);
    binding_->follow_data(*evaluator_);
    return said;
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
