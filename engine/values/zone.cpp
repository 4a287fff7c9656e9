// SPDX-License-Identifier: Apache-2.0
// Local times by a sorted table of the moments at which a zone's clocks change.
#include "engine/values/zone.hpp"

namespace leadline {

namespace {

// More than any zone is from UTC, so that every span that can hold a local time lies within it.
constexpr std::int64_t kWidestOffset = 2 * kMsPerDay;

}  // namespace

LocalResult Zone::to_utc_in_table(std::int64_t local_ms, std::int64_t& gap_start) const {
  const std::size_t first = span_at(local_ms - kWidestOffset);
  LocalResult result;
  bool found = false;
  for (std::size_t span = first; span < starts_.size() && starts_[span] <= local_ms + kWidestOffset; ++span) {
    const std::int64_t ms = local_ms - offsets_[span];
    const bool begun = span == 0 || ms >= starts_[span];
    const bool over = span + 1 < starts_.size() && ms >= starts_[span + 1];
    if (begun && !over) {
      if (found) return LocalResult{result.ms, LocalKind::kAmbiguous};
      result.ms = ms;
      found = true;
    } else if (!found && over && local_ms - offsets_[span + 1] < starts_[span + 1]) {
      gap_start = starts_[span + 1];
      return LocalResult{ms, LocalKind::kGap};
    }
  }
  return result;
}

LocalResult Zone::to_utc(std::int64_t local_ms) const {
  if (starts_.size() == 1) return LocalResult{local_ms - offsets_.front(), LocalKind::kUnique};
  const std::int64_t moved = local_ms - into_table(local_ms);
  std::int64_t gap_start = 0;
  LocalResult result = to_utc_in_table(local_ms - moved, gap_start);
  result.ms += moved;
  return result;
}

std::int64_t Zone::midnight_of_day(std::int64_t day) const {
  const std::int64_t local_ms = day * kMsPerDay;
  if (starts_.size() == 1) return local_ms - offsets_.front();
  const std::int64_t moved = local_ms - into_table(local_ms);
  std::int64_t gap_start = 0;
  const LocalResult result = to_utc_in_table(local_ms - moved, gap_start);
  return moved + (result.kind == LocalKind::kGap ? gap_start : result.ms);
}

}  // namespace leadline
