// SPDX-License-Identifier: Apache-2.0
// Records made from boxes: asked about together they have to be what they are alone.
#include "engine/analysis/witness.hpp"

#include <catch2/catch.hpp>

#include "engine/analysis/points.hpp"
#include "support/scenario.hpp"

using namespace leadline;
using namespace leadline::analysis;

namespace {

// Rules about the record, what it is linked to, what happened, an id, and the status, which is state; and a score that
// is more than the sum of its rules.
constexpr const char* kRules = R"(
record contact { n number  w text }
record account { size number }
record lead { budget number }
interaction visit { page text }
model plain {
  scores lead where contact.n > 0 or lead.budget > 0
  "budget"     +3 when lead.budget > 10
  "no budget"  -1 when lead.budget is missing
  "size"       +4 when account.size >= 100
  "visits"     +2 when count of visit within 30 days >= 2
  "few visits" +2 when count of visit <= 3
  "each visit" +1 per visit where page = "pricing", at most 5 points
  "silence"    -1 per 7 days without visit
  "word"       -5 when contact.w contains "director"
  "id"         +1 when contact.id = "ana"
  "open"       +1 when lead.status = "open"
}
model formula {
  scores lead
  group a { "a" +1 when lead.budget > 1 }
  group b { "b" +1 when contact.n > 1 }
  score = a * 2 + b
}
)";

}  // namespace

TEST_CASE("witnesses: rules that count are the same for many records at once as for each alone", "[analysis]") {
  const test::Scenario scenario{kRules};
  const Program& program = scenario.program();
  Conditions conditions{program};
  WitnessRun run{program};
  std::size_t asked = 0;
  std::size_t both = 0;
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    const Model& model = program.models[m];
    const Choices choices = choices_of(conditions, model);
    std::vector<CountQuestion> questions;
    for (std::uint32_t i = 0; i < model.rules.size(); ++i) {
      for (std::uint32_t j = 0; j < model.rules.size(); ++j) {
        for (const Region& under : {Region::everything(), conditions.of(model.where, true)}) {
          for (const Box& box : conditions.both(under, conditions.both(choices.holds[i], choices.holds[j])).boxes)
            questions.push_back({make_witness(conditions, RecordKind::kLead, box), i, j});
        }
      }
    }
    const std::vector<bool> answers = run.both_count(m, questions);
    REQUIRE(answers.size() == questions.size());
    asked += questions.size();
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const CountQuestion& one = questions[i];
      const RecordLedger ledger = run.explain(one.witness);
      const LedgerLine* first = line_of(ledger, m, one.first);
      const LedgerLine* second = line_of(ledger, m, one.second);
      INFO(model.rules[one.first].label << ", " << model.rules[one.second].label << ": " << one.witness.told(program));
      CHECK(answers[i] == (first != nullptr && second != nullptr && first->counted && second->counted));
      both += answers[i] ? 1 : 0;
    }
  }
  CHECK(both > asked / 4);
  CHECK(both < asked);
}
