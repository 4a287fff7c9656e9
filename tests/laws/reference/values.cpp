// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/values.hpp"

#include <date/tz.h>

#include <algorithm>
#include <chrono>

#include "laws/reference/text.hpp"

namespace leadline::reference {

Value missing() {
  Value value;
  value.type.kind = TypeKind::kMissing;
  value.missing = true;
  return value;
}

Value yes_no(bool yes) { return of_type(Type{TypeKind::kYesNo}, yes ? 1 : 0); }

Value of_type(Type type, Maybe64 number) {
  if (!number) return missing();
  Value value;
  value.type = type;
  value.number = *number;
  return value;
}

Value of_text(const std::string& text) {
  if (text.empty()) return missing();
  Value value;
  value.type.kind = TypeKind::kText;
  value.text = text;
  return value;
}

Maybe64 fit(const Big& value) {
  const Big most = std::numeric_limits<std::int64_t>::max();
  if (value > most || value < -most) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

Big rounded(const Big& a, const Big& b) {
  const bool negative = (a < 0) != (b < 0);
  const Big numerator = abs(a);
  const Big denominator = abs(b);
  const Big magnitude = (2 * numerator + denominator) / (2 * denominator);
  return negative ? Big(-magnitude) : magnitude;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return a % b != 0 && a < 0 ? quotient - 1 : quotient;
}

namespace {

bool is_text(const Value& value) { return value.type.textual(); }

template <class T>
int sign_of(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace

int compare(const Value& a, const Value& b, bool exactly) {
  if (is_text(a) || is_text(b)) {
    return exactly ? sign_of(code_points(a.text), code_points(b.text)) : sign_of(folded(a.text), folded(b.text));
  }
  return sign_of(a.number, b.number);
}

int compare_as_written(const Value& a, const Value& b) {
  if (a.missing || b.missing) return static_cast<int>(b.missing) - static_cast<int>(a.missing);
  if (a.type.list) {
    for (std::size_t i = 0; i < a.items.size() && i < b.items.size(); ++i) {
      if (const int sign = compare_as_written(a.items[i], b.items[i]); sign != 0) return sign;
    }
    return sign_of(a.items.size(), b.items.size());
  }
  return compare(a, b, true);
}

std::string key_of(const Value& value, bool exactly) {
  if (value.type.list) {
    std::string key = "[";
    for (const Value& item : value.items) key += key_of(item, exactly) + "\n";
    return key;
  }
  if (!is_text(value)) return std::to_string(value.number);
  std::string key = "\"";
  for (const char32_t c : exactly ? code_points(value.text) : folded(value.text)) {
    key += std::to_string(static_cast<std::uint32_t>(c)) + ",";
  }
  return key;
}

Big faded(const Big& points, const Fading& fading, std::int64_t age) {
  if (age < 0) age = 0;
  const Big size = abs(points);
  Big thousandths = 0;
  switch (fading.kind) {
    case Fading::Kind::kNone:
      return points;
    case Fading::Kind::kHalving: {
      // The greatest k with k - 1/2 <= x, where x = size / 1000 * 2^(-age / days) is what is to be rounded:
      // (2k - 1) * 500 <= size * 2^(-age / days), and both sides to the power of `days`.
      if (age >= 65 * fading.days) return 0;  // less than half of a thousandth, whatever the points
      const auto days = static_cast<unsigned>(fading.days);
      const Big right = pow(size, days);
      Big low = 0;
      Big high = size / 500 + 2;
      while (high - low > 1) {
        const Big k = (low + high) / 2;
        const Big left = pow(Big((2 * k - 1) * 500), days) << static_cast<unsigned>(age);
        (left <= right ? low : high) = k;
      }
      thousandths = low;
      break;
    }
    case Fading::Kind::kLosing: {
      const Big left = size - Big(fading.amount.micros) * (age / fading.days);
      thousandths = left > 0 ? rounded(left, 1000) : Big(0);
      break;
    }
    case Fading::Kind::kLosingPercent: {
      const Big whole = Big(100) * Decimal::kOne;
      const Big left = whole - Big(fading.amount.micros) * (age / fading.days);
      thousandths = left > 0 ? rounded(size * left, whole * 1000) : Big(0);
      break;
    }
  }
  // Rounding up at the end of the range would leave it: the greatest thousandth that fits.
  const Big most = INT64_C(9'223'372'036'854'775);
  const Big result = (thousandths > most ? most : thousandths) * 1000;
  return points < 0 ? Big(-result) : result;
}

// --- days
// --------------------------------------------------------------------------------------------------------------

namespace {

using Milliseconds = std::chrono::milliseconds;

date::local_days local_day(const std::string& zone, std::int64_t time) {
  const date::sys_time<Milliseconds> moment{Milliseconds{time}};
  return date::floor<date::days>(date::locate_zone(zone)->to_local(moment));
}

// A local time that exists twice is the earlier, one that does not exist moves forward by the gap.
std::int64_t moment_of(const std::string& zone, date::local_days day, int minute) {
  const date::local_seconds local = day + std::chrono::minutes{minute};
  const date::local_info info = date::locate_zone(zone)->get_info(local);
  return std::chrono::duration_cast<Milliseconds>(local.time_since_epoch() - info.first.offset).count();
}

}  // namespace

std::int64_t day_number(const std::string& zone, std::int64_t time) {
  return local_day(zone, time).time_since_epoch().count();
}

std::int64_t day_of_week(const std::string& zone, std::int64_t time) {
  return static_cast<std::int64_t>(date::weekday{local_day(zone, time)}.iso_encoding());
}

std::int64_t bucket_number(const Program& program, const Bucket& bucket, std::int64_t time) {
  switch (bucket.kind) {
    case Bucket::Kind::kDay:
      return day_number(program.zones[bucket.zone], time);
    case Bucket::Kind::kWeek: {
      const auto& zone = program.zones[bucket.zone];
      return day_number(zone, time) - (day_of_week(zone, time) - 1);  // its Monday
    }
    case Bucket::Kind::kMonth: {
      const date::year_month_day day{local_day(program.zones[bucket.zone], time)};
      return static_cast<int>(day.year()) * 12 + static_cast<int>(static_cast<unsigned>(day.month()));
    }
    case Bucket::Kind::kDuration:
      return floor_divide(time, bucket.milliseconds);
    case Bucket::Kind::kAttribute:
      return 0;
  }
  return 0;
}

std::int64_t working_time(const Program& program, const Hours& hours, std::int64_t from, std::int64_t to) {
  const std::string& zone = program.zones[hours.zone];
  std::int64_t sum = 0;
  for (date::local_days day = local_day(zone, from); day <= local_day(zone, to); day += date::days{1}) {
    const std::string written = date::format("%F", day);
    if (std::find(hours.holidays.begin(), hours.holidays.end(), written) != hours.holidays.end()) continue;
    for (const Hours::Line& line : hours.lines) {
      if (line.weekday != static_cast<int>(date::weekday{day}.iso_encoding())) continue;
      const std::int64_t begin = std::max(from, moment_of(zone, day, line.from_minute));
      const std::int64_t end = std::min(to, moment_of(zone, day, line.to_minute));
      if (begin < end) sum += end - begin;
    }
  }
  return sum;
}

}  // namespace leadline::reference
