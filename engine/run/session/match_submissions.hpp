// SPDX-License-Identifier: Apache-2.0
// Whom submissions of a form would mean if they came in now, without carrying them out: quickly where the rules let
// nothing else come between, else as a session decides. Entry point: match_submissions.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/matching/submission_matcher.hpp"

namespace leadline::running {

struct MatchedSubmissions {
  std::vector<SubmissionMatch> found;  // [submission]
  bool by_session = false;             // no quick way was good for these rules and data
};

/// All submissions come at the time `at`, in their order. The plan must have been made with PlanOptions::run; `data` is
/// finished.
[[nodiscard]] MatchedSubmissions match_submissions(const std::shared_ptr<const Plan>& plan, const Dataset& data,
                                                   const FormSubmissions& submissions, std::int64_t at);
/// The same, always by a session.
[[nodiscard]] std::vector<SubmissionMatch> match_by_session(const std::shared_ptr<const Plan>& plan,
                                                            const Dataset& data, const FormSubmissions& submissions,
                                                            std::int64_t at);

}  // namespace leadline::running
