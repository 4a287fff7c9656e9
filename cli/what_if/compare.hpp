// SPDX-License-Identifier: Apache-2.0
// What would be other about a record if something else were: two ledgers of it side by side. Entry points:
// what_if_text, what_if_json.
#pragma once
#include <string>
#include <vector>

#include "cli/explain_facts.hpp"
#include "cli/what_if/scene.hpp"

namespace leadline::cli {

/// Something that is told about a record, before and after.
struct Difference {
  std::string what;  // `spring.score`
  std::string before, after;
};

/// A rule that counts otherwise: its points after its bounds, in millionths.
struct RuleDifference {
  std::uint32_t model = 0;
  std::uint32_t rule = 0;
  std::int64_t before = 0, after = 0;
};

[[nodiscard]] std::vector<Difference> differences(const Program& program, const RecordLedger& before,
                                                  const RecordLedger& after);
[[nodiscard]] std::vector<RuleDifference> rule_differences(const RecordLedger& before, const RecordLedger& after);

/// `contact.job_title = "VP Sales"`, `2 page_visit with page "pricing"`: one each; `scene` adds what is there now.
[[nodiscard]] std::vector<std::string> alteration_words(const Program& program, const Alteration& alteration,
                                                        const Scene* scene = nullptr);

[[nodiscard]] std::string what_if_text(const Facts& before, const RecordLedger& after, const Alteration& alteration,
                                       const Scene& scene);
[[nodiscard]] std::string what_if_json(const Facts& before, const RecordLedger& after, const Alteration& alteration,
                                       const Scene& scene);

}  // namespace leadline::cli
