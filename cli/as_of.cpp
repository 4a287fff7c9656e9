// SPDX-License-Identifier: Apache-2.0
// --as-of and local times.
#include "cli/as_of.hpp"

#include <fmt/format.h>

#include <chrono>

#include "cli/console.hpp"
#include "engine/values/time.hpp"
#include "engine/values/zone.hpp"

namespace leadline::cli {

namespace {

std::shared_ptr<const Zone> zone_of(const Program& program) {
  std::shared_ptr<const Zone> zone = program.zones.empty() ? nullptr : Zone::find(program.zones.front());
  return zone ? zone : Zone::utc();
}

}  // namespace

Result<std::int64_t> parse_as_of(const std::string& text, const Program& program, std::string_view option) {
  if (text.empty()) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::int64_t{std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
  }
  TimeText time;
  if (!parse_iso(text, time)) {
    return Error{fmt::format("{}: `{}` is no time; write 2026-07-01 or 2026-07-01T09:30:00Z", option, text)};
  }
  if (time.has_clock && !time.has_offset) {
    return Error{fmt::format("{}: `{}` has a clock time and no zone; write `{}Z` for UTC, or an offset as in +02:00",
                             option, text, text)};
  }
  return resolve(time, *zone_of(program)).ms;
}

std::string local_time(std::int64_t ms, const Program& program) { return local_time(ms, *zone_of(program)); }

std::string local_time(std::int64_t ms, const Zone& zone) {
  const std::int64_t local = zone.local_at(ms);
  const Civil date = civil_from_days(floor_divide(local, kMsPerDay));
  const std::int64_t clock = floor_rest(local, kMsPerDay);
  std::string text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", date.year, date.month, date.day, clock / kMsPerHour,
                                 clock / kMsPerMinute % 60);
  if (clock % kMsPerMinute != 0) text += fmt::format(":{:02}", clock / kMsPerSecond % 60);
  return text;
}

std::string rough_duration(std::int64_t ms) {
  const auto part = [](std::int64_t number, std::string_view word) {
    return counted(static_cast<std::uint64_t>(number), word);
  };
  if (ms < 0) return "-" + rough_duration(-ms);
  const std::int64_t days = ms / kMsPerDay;
  const std::int64_t hours = ms / kMsPerHour % 24;
  const std::int64_t minutes = ms / kMsPerMinute % 60;
  if (days > 0) return hours == 0 ? part(days, "day") : part(days, "day") + ' ' + part(hours, "hour");
  if (hours > 0) return minutes == 0 ? part(hours, "hour") : part(hours, "hour") + ' ' + part(minutes, "minute");
  if (minutes > 0) return part(minutes, "minute");
  return part(ms / kMsPerSecond, "second");
}

}  // namespace leadline::cli
