// SPDX-License-Identifier: Apache-2.0
// A JSON document as a value: what a client sends, looked into by name without anything throwing. parse_json is the
// entry point; what is missing, or of another kind, reads as nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::editor {

struct Json {
  enum class Kind : std::uint8_t { kNull, kYesNo, kNumber, kText, kArray, kObject } kind = Kind::kNull;
  bool yes = false;
  std::int64_t number = 0;                            // fractions are cut off
  std::string text;                                   // kText; kNumber: as written
  std::vector<Json> items;                            // kArray
  struct Member;
  std::vector<Member> members;  // kObject

  /// The member of this name, or a null that lives for ever.
  [[nodiscard]] const Json& operator[](std::string_view name) const;
  [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
  [[nodiscard]] std::uint32_t count() const;  // of a number from 0 up; else 0
};

struct Json::Member {
  std::string name;
  Json value;
};

/// Nothing if the text is no JSON.
[[nodiscard]] std::optional<Json> parse_json(std::string_view text);

/// The value as JSON again.
[[nodiscard]] std::string write_json(const Json& value);

}  // namespace leadline::editor
