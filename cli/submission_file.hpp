// SPDX-License-Identifier: Apache-2.0
// Form submissions in a file with a submission a row. Entry point: read_submissions.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/load_summary.hpp"
#include "engine/run/matching/submission_matcher.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

/// The submissions, each once: one whose id was there before is not done again.
struct SubmissionFile {
  FormSubmissions all;
  std::vector<std::string_view> ids;         // of every row
  std::vector<std::uint32_t> number_of_row;  // into `all`; kNoRow: its id was there before
  std::vector<BadRow> bad;                   // rows that are not among these
  // What the views look at.
  std::vector<std::vector<char>> bytes;
  std::deque<std::string> texts;
};

/// Reads separated values, also packed by gzip; `-` is standard input. The columns are named as the answers, and `id`
/// is the submission's own; what comes without one is known by its place, as in a run: `e1` and so on.
Result<SubmissionFile> read_submissions(const std::string& path, const std::string& form);

}  // namespace leadline::cli
