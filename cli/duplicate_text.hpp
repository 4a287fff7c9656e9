// SPDX-License-Identifier: Apache-2.0
// Groups of duplicates as an analyst reads them, as JSON, and as a plan of `merge` events.
#pragma once
#include <cstdint>
#include <string>

#include "engine/run/matching/duplicates.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

/// What the writers need besides the result.
struct DuplicateView {
  const Sources& sources;
  const Program& program;
  const Dataset& data;
  const DuplicateResult& result;
  std::string truth;  // the field; empty: none
};

/// One group: which record is kept, the links from the weakest up, the fields in which the records differ.
void append_group_text(std::string& out, const DuplicateView& view, std::size_t group);
/// Precision, recall and F1.
[[nodiscard]] std::string truth_text(const DuplicateView& view);
/// The whole result as one document; of the groups the first `groups`.
[[nodiscard]] std::string duplicates_json(const DuplicateView& view, std::size_t groups);
/// One `merge` event for each record of the group that ends, the one that was changed last behind the others.
void append_plan(std::string& out, const DuplicateView& view, std::size_t group, std::int64_t at);
/// How many records, lines, pairs and groups there were, and the blocks that were not compared.
[[nodiscard]] std::string duplicate_summary(const DuplicateView& view);

/// `0.9123`, rounded to four places; `-` where there is nothing to divide by.
[[nodiscard]] std::string ratio(std::uint64_t part, std::uint64_t whole);

}  // namespace leadline::cli
