// SPDX-License-Identifier: Apache-2.0
// Stories of many records: blocks, threads, and the same as one by one.
#include "engine/run/explain_all.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "support/scenario.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

// Thresholds and a process move records while they are told of; some rules read where a record stands.
const char* const kRules = R"(
record contact { job_title text }
record account { industry text }
record lead { source text  weight number }
interaction page_visit { page text }
model fit { scores account
  "Software" +5 when industry = "software"
}
model m { scores lead
  group does "Does", at most 40 points {
    "Visits" +3 per page_visit within 60 days, at most 12 points
    "Asks for prices" +10 when any page_visit where page = "pricing"
    "Title" +5 when contact.job_title contains word "head"
  }
  "Weight" +2 when weight > 3
  "Software" +4 when account.industry = "software"
  "Moved on" +1 when any move
  threshold warm at 12
}
process p for lead {
  stage new { go to ready when warm }
  stage ready
}
)";

constexpr int kLeads = 9001;

void fill(Scenario& s) {
  for (int account = 0; account < 30; ++account) {
    s.account("a" + std::to_string(account), {{"industry", account % 3 == 0 ? "software" : "mining"}});
  }
  for (int contact = 0; contact < 700; ++contact) {
    const std::string id = "c" + std::to_string(contact);
    s.contact(id, {{"job_title", contact % 4 == 0 ? "head of sales" : "clerk"},
                   {"account", "a" + std::to_string(contact % 30)}});
    for (int visit = 0; visit < contact % 7; ++visit) {
      s.happened("page_visit", id, "2026-0" + std::to_string(1 + (visit + contact) % 6) + "-11T09:30:00Z",
                 {{"page", visit % 2 == 0 ? "docs" : "pricing"}});
    }
  }
  for (int lead = 0; lead < kLeads; ++lead) {
    // Every tenth has no contact, and every twentieth no account either.
    Scenario::Fields fields{{"weight", std::to_string(lead % 6)}};
    if (lead % 10 != 0) fields.emplace_back("contact", "c" + std::to_string(lead % 700));
    if (lead % 20 == 0) fields.emplace_back("account", "a" + std::to_string(lead % 30));
    s.lead("l" + std::to_string(lead), fields);
  }
}

}  // namespace

TEST_CASE("explain_all: every record once, in blocks that leave no gap, as it is told alone", "[run][ledger]") {
  Scenario s(kRules);
  fill(s);
  s.run();
  Explainer alone(s.plan(), s.data(), s.as_of);
  for (const unsigned threads : {1U, 3U}) {
    ExplainAllOptions options;
    options.as_of = s.as_of;
    options.threads = threads;
    std::mutex mutex;
    std::map<std::size_t, std::vector<RecordLedger>> blocks;
    explain_all(s.plan(), s.data(), options, [&](StoryBlock& block) {
      std::vector<RecordLedger> stories;
      for (std::uint32_t row = block.begin; row < block.end; ++row) stories.push_back(block.story(row));
      const std::lock_guard<std::mutex> lock(mutex);
      blocks[block.number] = std::move(stories);
    });
    std::vector<RecordLedger> all;
    std::size_t number = 0;
    for (const auto& [place, stories] : blocks) {
      CHECK(place == number++);
      all.insert(all.end(), stories.begin(), stories.end());
    }
    REQUIRE(all.size() == 30 + kLeads);
    CHECK(blocks.size() > 4);
    std::size_t moved = 0;
    std::size_t different = 0;
    for (std::size_t at = 0; at < all.size(); ++at) {
      const RecordKind kind = at < 30 ? RecordKind::kAccount : RecordKind::kLead;
      const auto row = static_cast<std::uint32_t>(at < 30 ? at : at - 30);
      if (!(all[at] == alone.explain(kind, row))) ++different;
      if (!all[at].moves.empty()) ++moved;
    }
    CHECK(different == 0);
    CHECK(moved > 1000);
    CHECK(moved < 8000);
  }
}
