// SPDX-License-Identifier: Apache-2.0
// JSON text.
#include "engine/data/json_writer.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include "engine/values/decimal_text.hpp"
#include "engine/values/time.hpp"

namespace leadline {

namespace {

bool is_escaped(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

// Whether a text can stand between quotes as it is; eight bytes at a time. A byte is marked in its highest bit; a mark
// that was borrowed from its neighbour can only stand beside one that is right.
bool is_plain(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHigh = 0x8080808080808080U;
  const auto below = [](std::uint64_t bytes, std::uint64_t limit) { return (bytes - kOnes * limit) & ~bytes & kHigh; };
  const auto marks = [&](std::uint64_t bytes) {
    return below(bytes, 0x20) | below(bytes ^ (kOnes * '"'), 1) | below(bytes ^ (kOnes * '\\'), 1);
  };
  std::uint64_t found = 0;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, 8);
    found |= marks(bytes);
  }
  std::uint64_t rest = kOnes * ' ';
  if (at != text.size()) std::memcpy(&rest, text.data() + at, text.size() - at);
  return (found | marks(rest)) == 0;
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;  // where what can stand as it is begins
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    if (!is_escaped(c)) continue;
    out += text.substr(plain, at - plain);
    plain = at + 1;
    out += '\\';
    if (c == '"' || c == '\\') {
      out += c;
    } else if (c == '\n') {
      out += 'n';
    } else if (c == '\t') {
      out += 't';
    } else if (c == '\r') {
      out += 'r';
    } else {
      out += "u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  out += text.substr(plain);
  out += '"';
}

void append_json_number(std::string& out, std::int64_t micros) {
  if (micros == kMissing64) {
    out += "null";
    return;
  }
  append_text(out, Decimal{micros});
}

void JsonWriter::separate() {
  if (comma_) *out_ += ',';
  comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  *out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  *out_ += bracket;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json(*out_, name);
  *out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  append_json(*out_, value);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t micros) {
  separate();
  append_json_number(*out_, micros);
  return *this;
}

JsonWriter& JsonWriter::count(std::uint64_t value) {
  separate();
  std::array<char, 20> digits{};
  const std::to_chars_result end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out_->append(digits.data(), end.ptr);
  return *this;
}

JsonWriter& JsonWriter::time(std::int64_t ms) {
  separate();
  *out_ += '"';
  append_time(*out_, ms);
  *out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::yes_no(bool value) {
  separate();
  *out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  *out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  *out_ += json;
  return *this;
}

JsonWriter& JsonWriter::value(const Value& value) {
  if (value.missing) return null();
  if (value.type.list) {
    begin_array();
    for (const Value& item : value.items) this->value(item);
    return end_array();
  }
  switch (value.type.kind) {
    case TypeKind::kNumber:
      return number(value.number);
    case TypeKind::kYesNo:
      return yes_no(value.number != 0);
    case TypeKind::kTime:
      return time(value.number);
    case TypeKind::kDuration:
      return text(format_duration(value.number));
    case TypeKind::kNone:
    case TypeKind::kText:
    case TypeKind::kEmail:
    case TypeKind::kPhone:
    case TypeKind::kDomain:
    case TypeKind::kChoice:
    case TypeKind::kGrade:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      return text(value.text);
  }
  return null();
}

std::string json_of(const Value& value) {
  std::string text;
  JsonWriter(text).value(value);
  return text;
}

}  // namespace leadline
