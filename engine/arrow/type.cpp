// SPDX-License-Identifier: Apache-2.0
// Format strings of the C data interface.
#include "engine/arrow/type.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>
#include <utility>

namespace leadline::arrow {

namespace {

struct Named {
  std::string_view format;
  Kind kind;
  std::string_view name;
};

constexpr Named kPlain[] = {
    {"n", Kind::kNull, "null"},
    {"b", Kind::kBool, "bool"},
    {"c", Kind::kInt8, "int8"},
    {"s", Kind::kInt16, "int16"},
    {"i", Kind::kInt32, "int32"},
    {"l", Kind::kInt64, "int64"},
    {"C", Kind::kUint8, "uint8"},
    {"S", Kind::kUint16, "uint16"},
    {"I", Kind::kUint32, "uint32"},
    {"L", Kind::kUint64, "uint64"},
    {"e", Kind::kFloat16, "float16"},
    {"f", Kind::kFloat32, "float32"},
    {"g", Kind::kFloat64, "float64"},
    {"u", Kind::kText, "string"},
    {"U", Kind::kLargeText, "large_string"},
    {"vu", Kind::kTextView, "string_view"},
    {"z", Kind::kOther, "binary"},
    {"Z", Kind::kOther, "large_binary"},
    {"vz", Kind::kOther, "binary_view"},
    {"tdD", Kind::kDate32, "date32"},
    {"tdm", Kind::kDate64, "date64"},
    {"tts", Kind::kOther, "time32[s]"},
    {"ttm", Kind::kOther, "time32[ms]"},
    {"ttu", Kind::kOther, "time64[us]"},
    {"ttn", Kind::kOther, "time64[ns]"},
    {"tiM", Kind::kOther, "month_interval"},
    {"tiD", Kind::kOther, "day_time_interval"},
    {"tin", Kind::kOther, "month_day_nano_interval"},
    {"+l", Kind::kList, "list"},
    {"+L", Kind::kLargeList, "large_list"},
    {"+vl", Kind::kListView, "list_view"},
    {"+vL", Kind::kLargeListView, "large_list_view"},
    {"+s", Kind::kStruct, "struct"},
    {"+m", Kind::kOther, "map"},
    {"+r", Kind::kOther, "run_end_encoded"},
};

bool has_prefix(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

bool read_unit(char letter, Unit& unit) {
  switch (letter) {
    case 's':
      unit = Unit::kSeconds;
      return true;
    case 'm':
      unit = Unit::kMilliseconds;
      return true;
    case 'u':
      unit = Unit::kMicroseconds;
      return true;
    case 'n':
      unit = Unit::kNanoseconds;
      return true;
    default:
      return false;
  }
}

std::string_view letters(Unit unit) {
  switch (unit) {
    case Unit::kSeconds:
      return "s";
    case Unit::kMilliseconds:
      return "ms";
    case Unit::kMicroseconds:
      return "us";
    case Unit::kNanoseconds:
      return "ns";
  }
  return "";
}

// Takes the next of the numbers with commas between them.
bool take_number(std::string_view& text, std::int64_t& number) {
  const char* const end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(behind - text.data()));
  if (!text.empty() && text.front() == ',') text.remove_prefix(1);
  return true;
}

void read_decimal(std::string_view numbers, Type& type) {
  std::int64_t precision = 0;
  std::int64_t scale = 0;
  std::int64_t bits = 128;
  if (!take_number(numbers, precision) || !take_number(numbers, scale)) return;
  if (!numbers.empty() && !take_number(numbers, bits)) return;
  if (bits != 32 && bits != 64 && bits != 128 && bits != 256) return;
  if (precision < 1 || precision > 76 || scale < -76 || scale > 76) return;
  type.kind = Kind::kDecimal;
  type.scale = static_cast<int>(scale);
  type.bits = static_cast<int>(bits);
  type.name = fmt::format("decimal{}({}, {})", bits, precision, scale);
}

Type read_format(const ArrowSchema& schema) {
  Type type;
  const std::string_view format = schema.format == nullptr ? "" : schema.format;
  type.name = fmt::format("of the Arrow format {}", format);
  for (const Named& named : kPlain) {
    if (named.format != format) continue;
    type.kind = named.kind;
    type.name = named.name;
  }
  if (has_prefix(format, "d:")) read_decimal(format.substr(2), type);
  if (has_prefix(format, "ts") && format.size() >= 4 && format[3] == ':' && read_unit(format[2], type.unit)) {
    type.kind = Kind::kTimestamp;
    type.zone = format.substr(4);
    type.name = type.zone.empty() ? fmt::format("timestamp[{}]", letters(type.unit))
                                  : fmt::format("timestamp[{}, tz={}]", letters(type.unit), type.zone);
  }
  if (has_prefix(format, "tD") && format.size() == 3 && read_unit(format[2], type.unit)) {
    type.kind = Kind::kDuration;
    type.name = fmt::format("duration[{}]", letters(type.unit));
  }
  if (has_prefix(format, "+w:")) {
    std::string_view width = format.substr(3);
    if (take_number(width, type.width)) type.kind = Kind::kFixedList;
    type.name = "fixed_size_list";
  }
  if (has_prefix(format, "+u")) type.name = "union";
  if (has_prefix(format, "w:")) type.name = "fixed_size_binary";
  if (type.list()) {
    if (schema.n_children != 1) {
      type.kind = Kind::kOther;
      return type;
    }
    type.items = std::make_unique<const Type>(read_type(*schema.children[0]));
    type.name = fmt::format("{}<{}>", type.name, type.items->name);
  }
  return type;
}

}  // namespace

Type read_type(const ArrowSchema& schema) {
  Type own = read_format(schema);
  if (schema.dictionary == nullptr) return own;
  Type type = read_format(*schema.dictionary);
  type.name = fmt::format("dictionary<{}, {}>", own.name, type.name);
  if (own.whole() && schema.dictionary->dictionary == nullptr && !type.list()) {
    type.index = own.kind;
  } else {
    type.kind = Kind::kOther;
  }
  return type;
}

}  // namespace leadline::arrow
