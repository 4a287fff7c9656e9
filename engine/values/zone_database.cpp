// SPDX-License-Identifier: Apache-2.0
// Zones from the machine's tz database: compiled files (TZif, RFC 8536) with the moments at which clocks changed and
// will change, and for all years behind them a rule as in POSIX's TZ variable. Both become the one table of Zone. The
// rule is what keeps far years right; libraries that stop at the files' last year (2037) show winter time from there
// on.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "engine/values/zone.hpp"

namespace leadline {

namespace {

// The day and time of a year at which clocks change.
struct RuleDate {
  enum class Kind : unsigned char { kJulianWithoutLeapDay, kDayOfYear, kWeekdayOfMonth };
  Kind kind = Kind::kWeekdayOfMonth;
  int day = 0;    // 1 to 365, 0 to 365, or 0 (Sunday) to 6
  int week = 0;   // 1 to 5, 5 is the last
  int month = 0;  // 1 to 12
  std::int64_t seconds = 7'200;

  [[nodiscard]] std::int64_t local_seconds(std::int64_t year) const {
    std::int64_t days = days_from_civil(year, 1, 1);
    switch (kind) {
      case Kind::kJulianWithoutLeapDay:
        days += day - 1 + (leap_year(year) && day >= 60 ? 1 : 0);
        break;
      case Kind::kDayOfYear:
        days += day;
        break;
      case Kind::kWeekdayOfMonth: {
        const std::int64_t first = days_from_civil(year, month, 1);
        const int ahead = static_cast<int>(floor_rest(day - weekday_of_day(first), 7));
        int of_month = 1 + ahead + 7 * (week - 1);
        while (of_month > days_in_month(year, month)) of_month -= 7;
        days = first + of_month - 1;
        break;
      }
    }
    return days * 86'400 + seconds;
  }
};

// Offsets are seconds to add to UTC.
struct Rule {
  std::int64_t standard = 0;
  bool changes = false;
  std::int64_t summer = 0;
  RuleDate start;
  RuleDate end;
};

// Reads `CET-1CEST,M3.5.0,M10.5.0/3`.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : text_(text) {}

  std::optional<Rule> read() {
    Rule rule;
    std::int64_t west = 0;
    if (!name() || !clock(west, 24)) return std::nullopt;
    rule.standard = rule.summer = -west;
    if (text_.empty()) return rule;
    rule.changes = true;
    if (!name()) return std::nullopt;
    rule.summer = rule.standard + 3'600;
    if (!text_.empty() && text_.front() != ',') {
      if (!clock(west, 24)) return std::nullopt;
      rule.summer = -west;
    }
    if (!take(',') || !date(rule.start) || !take(',') || !date(rule.end) || !text_.empty()) return std::nullopt;
    return rule;
  }

 private:
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  bool name() {
    if (take('<')) {
      const auto end = text_.find('>');
      if (end == std::string_view::npos) return false;
      text_.remove_prefix(end + 1);
      return true;
    }
    std::size_t size = 0;
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    while (size < text_.size() && letter(text_[size])) ++size;
    text_.remove_prefix(size);
    return size >= 3;
  }

  bool number(int& value, int least, int most) {
    std::size_t digits = 0;
    value = 0;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9' && digits < 3) {
      value = value * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
      ++digits;
    }
    return digits > 0 && value >= least && value <= most;
  }

  // [+-]hh[:mm[:ss]]
  bool clock(std::int64_t& seconds, int most_hours) {
    const bool negative = take('-');
    if (!negative) take('+');
    int hours = 0;
    int minutes = 0;
    int rest = 0;
    if (!number(hours, 0, most_hours)) return false;
    if (take(':') && (!number(minutes, 0, 59) || (take(':') && !number(rest, 0, 59)))) return false;
    seconds = hours * 3'600 + minutes * 60 + rest;
    if (negative) seconds = -seconds;
    return true;
  }

  bool date(RuleDate& date) {
    if (take('M')) {
      date.kind = RuleDate::Kind::kWeekdayOfMonth;
      if (!number(date.month, 1, 12) || !take('.') || !number(date.week, 1, 5) || !take('.') ||
          !number(date.day, 0, 6)) {
        return false;
      }
    } else if (take('J')) {
      date.kind = RuleDate::Kind::kJulianWithoutLeapDay;
      if (!number(date.day, 1, 365)) return false;
    } else {
      date.kind = RuleDate::Kind::kDayOfYear;
      if (!number(date.day, 0, 365)) return false;
    }
    return !take('/') || clock(date.seconds, 167);
  }

  std::string_view text_;
};

struct Change {
  std::int64_t ms;
  std::int64_t offset_ms;
};

struct ZoneFile {
  std::int64_t first_offset_ms = 0;
  std::vector<Change> changes;
  std::string_view rule;
};

std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = (static_cast<unsigned char>(bytes[at]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return static_cast<std::int64_t>(value);
}

// The block of 32-bit times is skipped: every file that has one has the 64-bit block too, unless it is of version 1.
std::optional<ZoneFile> read_zone_file(std::string_view bytes) {
  constexpr std::size_t kHeader = 44;
  std::size_t time_size = 4;
  std::size_t at = 0;
  while (true) {
    if (bytes.size() < at + kHeader || bytes.substr(at, 4) != "TZif") return std::nullopt;
    const char version = bytes[at + 4];
    std::size_t counts[6];
    for (std::size_t i = 0; i < 6; ++i) {
      const std::int64_t count = big_endian(bytes, at + 20 + 4 * i, 4);
      if (count < 0 || count > 1'000'000) return std::nullopt;
      counts[i] = static_cast<std::size_t>(count);
    }
    const auto [utc, standard, leaps, times, types, letters] = counts;
    const std::size_t body = at + kHeader;
    const std::size_t type_indexes = body + times * time_size;
    const std::size_t type_records = type_indexes + times;
    const std::size_t end = type_records + types * 6 + letters + leaps * (time_size + 4) + standard + utc;
    if (bytes.size() < end || types == 0) return std::nullopt;
    if (time_size == 4 && version >= '2') {
      at = end;
      time_size = 8;
      continue;
    }
    ZoneFile file;
    const auto offset_ms = [&](std::size_t type) {
      return big_endian(bytes, type_records + 6 * type, 4) * kMsPerSecond;
    };
    file.first_offset_ms = offset_ms(0);
    for (std::size_t i = 0; i < times; ++i) {
      const auto type = static_cast<unsigned char>(bytes[type_indexes + i]);
      if (type >= types) return std::nullopt;
      const std::int64_t seconds = big_endian(bytes, body + i * time_size, time_size);
      // Files may begin with a change at the Big Bang; nothing here is older than the year 1.
      if (seconds < -1'000'000'000'000'000) {
        file.first_offset_ms = offset_ms(type);
      } else {
        file.changes.push_back({seconds * kMsPerSecond, offset_ms(type)});
      }
    }
    if (time_size == 8 && end < bytes.size() && bytes[end] == '\n') {
      const std::size_t close = bytes.find('\n', end + 1);
      if (close == std::string_view::npos) return std::nullopt;
      file.rule = bytes.substr(end + 1, close - end - 1);
    }
    return file;
  }
}

std::filesystem::path database() {
  std::vector<std::filesystem::path> places = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"};
  if (const char* named = std::getenv("TZDIR"); named != nullptr && *named != '\0')
    places.insert(places.begin(), named);
  for (const auto& place : places) {
    std::error_code error;
    if (std::filesystem::is_directory(place, error)) return place;
  }
  return {};
}

// The database's own names begin with a capital; `right/…`, `posixrules` and the like are no zones of ours.
bool well_formed(std::string_view name) {
  if (name.empty() || name.front() < 'A' || name.front() > 'Z' || name.back() == '/') return false;
  char previous = '\0';
  for (const char c : name) {
    const bool word =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+';
    if (!word && (c != '/' || previous == '/')) return false;
    previous = c;
  }
  return true;
}

}  // namespace

// Fills a Zone's table; the only one that may.
class ZoneBuilder {
 public:
  static std::shared_ptr<const Zone> fixed(std::string name, std::int64_t offset_ms) {
    ZoneBuilder builder(std::move(name), offset_ms);
    return builder.finish();
  }

  static std::shared_ptr<const Zone> from_bytes(std::string name, std::string_view bytes) {
    const auto file = read_zone_file(bytes);
    if (!file) return nullptr;
    ZoneBuilder builder(std::move(name), file->first_offset_ms);
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (const Change& change : file->changes) {
      if (change.ms < last) return nullptr;
      builder.add(change);
      last = change.ms;
    }
    if (!file->rule.empty()) {
      const auto rule = RuleReader(file->rule).read();
      if (!rule) return nullptr;
      if (rule->changes) {
        builder.add_years(*rule, last);
      } else if (file->changes.empty()) {
        builder.zone_->offsets_.front() = rule->standard * kMsPerSecond;
      }
    }
    return builder.finish();
  }

 private:
  ZoneBuilder(std::string name, std::int64_t first_offset_ms) : zone_(new Zone) {
    zone_->name_ = std::move(name);
    zone_->starts_.push_back(std::numeric_limits<std::int64_t>::min());
    zone_->offsets_.push_back(first_offset_ms);
  }

  void add(const Change& change) {
    if (zone_->starts_.back() == change.ms) {
      zone_->starts_.pop_back();
      zone_->offsets_.pop_back();
    }
    if (change.offset_ms == zone_->offsets_.back()) return;
    zone_->starts_.push_back(change.ms);
    zone_->offsets_.push_back(change.offset_ms);
  }

  // The rule's changes behind the last one of the file, for one whole cycle and a year.
  void add_years(const Rule& rule, std::int64_t last) {
    const bool any = last != std::numeric_limits<std::int64_t>::min();
    const std::int64_t first_year = any ? civil_from_days(floor_divide(last, kMsPerDay)).year : 1;
    const std::int64_t cycle_end_year = first_year + 1 + 400;
    std::vector<Change> changes;
    for (std::int64_t year = first_year - 1; year <= cycle_end_year + 1; ++year) {
      changes.push_back({(rule.start.local_seconds(year) - rule.standard) * kMsPerSecond, rule.summer * kMsPerSecond});
      changes.push_back({(rule.end.local_seconds(year) - rule.summer) * kMsPerSecond, rule.standard * kMsPerSecond});
    }
    // Of two at one moment the later written counts: summer time that lasts all year ends and begins anew at New Year.
    for (std::size_t i = 1; i < changes.size(); ++i) {
      for (std::size_t k = i; k > 0 && changes[k].ms < changes[k - 1].ms; --k) std::swap(changes[k], changes[k - 1]);
    }
    for (const Change& change : changes) {
      if (change.ms > last) add(change);
    }
    zone_->cycle_end_ = days_from_civil(cycle_end_year, 1, 1) * kMsPerDay;
  }

  std::shared_ptr<const Zone> finish() {
    Zone& zone = *zone_;
    if (zone.starts_.size() > 1) {
      const std::int64_t base = zone.starts_[1];
      const auto buckets = static_cast<std::size_t>((zone.starts_.back() - base) >> Zone::kBucketBits) + 1;
      std::uint32_t span = 1;
      for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        const std::int64_t begin = base + (static_cast<std::int64_t>(bucket) << Zone::kBucketBits);
        while (span + 1 < zone.starts_.size() && zone.starts_[span + 1] <= begin) ++span;
        zone.first_of_bucket_.push_back(span);
      }
    }
    return std::shared_ptr<const Zone>(std::move(zone_));
  }

  std::unique_ptr<Zone> zone_;
};

std::shared_ptr<const Zone> Zone::utc() { return ZoneBuilder::fixed("UTC", 0); }

std::shared_ptr<const Zone> Zone::find(std::string_view name) {
  if (name == "UTC") return utc();
  if (!well_formed(name)) return nullptr;
  const std::filesystem::path folder = database();
  if (folder.empty()) return nullptr;
  const std::filesystem::path path = folder / std::filesystem::path(name);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return nullptr;
  std::ifstream file(path, std::ios::binary);
  if (!file) return nullptr;
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return ZoneBuilder::from_bytes(std::string(name), bytes);
}

std::vector<std::string> Zone::names() {
  std::vector<std::string> names = {"UTC"};
  const std::filesystem::path folder = database();
  std::error_code error;
  if (!folder.empty()) {
    for (auto entry = std::filesystem::recursive_directory_iterator(folder, error);
         !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
      std::error_code ignored;
      std::string name = entry->path().lexically_relative(folder).generic_string();
      if (!well_formed(name)) {
        if (entry->is_directory(ignored)) entry.disable_recursion_pending();
        continue;
      }
      if (!entry->is_regular_file(ignored)) continue;
      char magic[4] = {};
      std::ifstream(entry->path(), std::ios::binary).read(magic, sizeof magic);
      if (std::string_view(magic, sizeof magic) == "TZif") names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace leadline
