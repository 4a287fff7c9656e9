// SPDX-License-Identifier: Apache-2.0
// A time zone of the tz database: what the clocks on its walls show at a time, and which time a shown clock means.
// Times are milliseconds since 1970-01-01T00:00:00Z, local times the same count of the clock on the wall. Zone::find is
// the one entry point; a Zone never changes, so any number of threads may share one, and asking it takes no lock. Times
// may lie within 2^62 on either side of 1970.
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/values/civil.hpp"

namespace leadline {

enum class LocalKind : unsigned char {
  kUnique,
  kAmbiguous,  // clocks were set back: it exists twice, the earlier is taken
  kGap,        // clocks were set forward: it does not exist and is moved forward by the gap
};

struct LocalResult {
  std::int64_t ms = 0;
  LocalKind kind = LocalKind::kUnique;
};

class Zone {
 public:
  // The zone with this IANA name (`Europe/Berlin`, case matters), or null if the database has none. `UTC` needs no
  // database. Reads a file: keep the zone rather than finding it again.
  [[nodiscard]] static std::shared_ptr<const Zone> find(std::string_view name);
  [[nodiscard]] static std::shared_ptr<const Zone> utc();

  // Every name that find() knows, sorted; only `UTC` where this machine has no database.
  [[nodiscard]] static std::vector<std::string> names();

  [[nodiscard]] const std::string& name() const { return name_; }

  // What is to be added to the time to get the local time, in milliseconds.
  [[nodiscard]] std::int64_t offset_at(std::int64_t ms) const {
    if (starts_.size() == 1) return offsets_.front();
    const std::int64_t at = into_table(ms);
    return offsets_[span_at(at)];
  }

  // The offset, where it is the same at all times.
  [[nodiscard]] std::optional<std::int64_t> only_offset() const {
    return starts_.size() == 1 ? std::optional(offsets_.front()) : std::nullopt;
  }

  [[nodiscard]] std::int64_t local_at(std::int64_t ms) const { return ms + offset_at(ms); }

  // The local calendar day as days since 1970-01-01. Where clocks are set back over midnight it can fall by one for a
  // while.
  [[nodiscard]] std::int64_t day_number(std::int64_t ms) const { return floor_divide(local_at(ms), kMsPerDay); }

  // Running numbers of the local week (from Monday) and month (year * 12 + month).
  [[nodiscard]] std::int64_t week_number(std::int64_t ms) const { return week_of_day(day_number(ms)); }
  [[nodiscard]] std::int64_t month_number(std::int64_t ms) const { return month_of_day(day_number(ms)); }

  // 1 is Monday, 7 Sunday.
  [[nodiscard]] int weekday(std::int64_t ms) const { return weekday_of_day(day_number(ms)); }

  // The first moment of the day: local midnight, the earlier one where there are two; where midnight, or the whole day,
  // does not exist, the moment at which clocks were set forward.
  [[nodiscard]] std::int64_t midnight_of_day(std::int64_t day) const;

  [[nodiscard]] LocalResult to_utc(std::int64_t local_ms) const;

 private:
  friend class ZoneBuilder;
  Zone() = default;

  // 400 Gregorian years, after which the rules of every zone repeat to the day of the week.
  static constexpr std::int64_t kCycle = 146'097 * kMsPerDay;

  // Buckets of 2^35 ms, a little more than a year, so that a look-up walks over few spans.
  static constexpr int kBucketBits = 35;

  [[nodiscard]] std::int64_t into_table(std::int64_t ms) const {
    return ms < cycle_end_ ? ms : ms - (floor_divide(ms - cycle_end_, kCycle) + 1) * kCycle;
  }

  // The span that holds a time of the table.
  [[nodiscard]] std::size_t span_at(std::int64_t ms) const {
    if (ms < starts_[1]) return 0;
    const auto bucket = static_cast<std::size_t>((ms - starts_[1]) >> kBucketBits);
    std::size_t span = bucket < first_of_bucket_.size() ? first_of_bucket_[bucket] : first_of_bucket_.back();
    while (span + 1 < starts_.size() && starts_[span + 1] <= ms) ++span;
    return span;
  }

  [[nodiscard]] LocalResult to_utc_in_table(std::int64_t local_ms, std::int64_t& gap_start) const;

  // INVARIANT: starts_ is sorted, starts_[0] is the beginning of time, offsets_ is as long, neighbours differ in
  // offset. The table reaches a year beyond cycle_end_; times from there on are moved back by whole cycles.
  std::string name_;
  std::vector<std::int64_t> starts_;
  std::vector<std::int64_t> offsets_;
  std::vector<std::uint32_t> first_of_bucket_;
  std::int64_t cycle_end_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace leadline
