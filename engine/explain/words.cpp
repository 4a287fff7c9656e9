// SPDX-License-Identifier: Apache-2.0
// Counts, times and points in words.
#include "engine/explain/words.hpp"

#include <fmt/format.h>

#include "engine/values/civil.hpp"
#include "engine/values/time.hpp"
#include "leadline/decimal.hpp"

namespace leadline::explaining {

std::shared_ptr<const Zone> zone_of(const Program& program) {
  std::shared_ptr<const Zone> zone = program.zones.empty() ? nullptr : Zone::find(program.zones.front());
  return zone ? zone : Zone::utc();
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  if (number == 1) return fmt::format("1 {}", one);
  return many.empty() ? fmt::format("{} {}s", grouped(number), one) : fmt::format("{} {}", grouped(number), many);
}

std::string joined(const std::vector<std::string>& words, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? fmt::format(" {} ", last) : ", ";
    text += words[i];
  }
  return text;
}

Result<std::int64_t> parse_time(std::string_view text, const Program& program) {
  TimeText time;
  if (!parse_iso(text, time)) {
    return Error{fmt::format("`{}` is no time; write 2026-07-01 or 2026-07-01T09:30:00Z", text)};
  }
  if (time.has_clock && !time.has_offset) {
    return Error{
        fmt::format("`{}` has a clock time and no zone; write `{}Z` for UTC, or an offset as in +02:00", text, text)};
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

std::string signed_points(std::int64_t micros) {
  const std::string text = to_text(Decimal{micros});
  return micros > 0 ? '+' + text : text;
}

std::string_view name_of(LedgerLine::Kind kind) {
  switch (kind) {
    case LedgerLine::Kind::kRule:
      return "rule";
    case LedgerLine::Kind::kRuleBound:
      return "rule bound";
    case LedgerLine::Kind::kGroupBound:
      return "group bound";
    case LedgerLine::Kind::kFormula:
      return "formula";
    case LedgerLine::Kind::kModelBound:
      return "model bound";
  }
  return {};
}

std::string place_of(const Sources& sources, const Program& program, const LedgerLine& line) {
  const Model& model = program.models[line.model];
  switch (line.kind) {
    case LedgerLine::Kind::kRule:
    case LedgerLine::Kind::kRuleBound:
      return sources.place(model.rules[static_cast<std::size_t>(line.rule)].span);
    case LedgerLine::Kind::kGroupBound:
      return sources.place(model.groups[static_cast<std::size_t>(line.group)].span);
    case LedgerLine::Kind::kFormula:
      return sources.place(program.expr(model.score).span);
    case LedgerLine::Kind::kModelBound:
      return sources.place(model.span);
  }
  return {};
}

}  // namespace leadline::explaining
