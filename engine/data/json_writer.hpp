// SPDX-License-Identifier: Apache-2.0
// JSON as Leadline writes it: texts escaped, numbers exact.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/program/types.hpp"

namespace leadline {

/// Adds a text in quotes.
void append_json(std::string& out, std::string_view text);
/// Adds a number of millionths, or null for kMissing64.
void append_json_number(std::string& out, std::int64_t micros);

/// A value as JSON, as JsonWriter::value writes it.
[[nodiscard]] std::string json_of(const Value& value);

/// Objects and arrays with the commas in place; nothing is checked.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(&out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  /// One that stands in the code, where it needs no escapes.
  template <std::size_t kSize>
  JsonWriter& key(const char (&name)[kSize]) {
    char text[kSize + 3] = {',', '"'};
    std::memcpy(text + 2, name, kSize - 1);
    text[kSize + 1] = '"';
    text[kSize + 2] = ':';
    out_->append(comma_ ? text : text + 1, text + sizeof text);
    comma_ = false;
    return *this;
  }
  JsonWriter& text(std::string_view value);
  JsonWriter& number(std::int64_t micros);
  JsonWriter& count(std::uint64_t value);
  JsonWriter& time(std::int64_t ms);  // ISO 8601 in UTC
  JsonWriter& yes_no(bool value);
  JsonWriter& null();
  /// Text that is JSON already: a value, or the members of an object.
  JsonWriter& raw(std::string_view json);
  /// A time as ISO 8601 in UTC, a duration in words, a choice's word; a list as an array; missing as null.
  JsonWriter& value(const Value& value);

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string* out_;
  bool comma_ = false;
};

}  // namespace leadline
