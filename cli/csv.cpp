// SPDX-License-Identifier: Apache-2.0
// Quoting and unquoting of CSV fields.
#include "cli/csv.hpp"

#include <algorithm>

namespace leadline::cli {

void append_csv(std::string& out, std::string_view field) {
  const auto special = [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; };
  if (std::none_of(field.begin(), field.end(), special)) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

bool next_csv_record(std::string_view& rest, std::vector<std::string>& fields, char separator) {
  fields.clear();
  if (rest.empty()) return false;
  std::size_t at = 0;
  for (;;) {
    std::string& field = fields.emplace_back();
    if (at < rest.size() && rest[at] == '"') {
      for (++at; at < rest.size(); ++at) {
        if (rest[at] == '"') {
          if (at + 1 >= rest.size() || rest[at + 1] != '"') break;
          ++at;
        }
        field += rest[at];
      }
      if (at < rest.size()) ++at;
    }
    while (at < rest.size() && rest[at] != separator && rest[at] != '\n' && rest[at] != '\r') field += rest[at++];
    if (at >= rest.size() || rest[at] != separator) break;
    ++at;
  }
  if (at < rest.size() && rest[at] == '\r') ++at;
  if (at < rest.size() && rest[at] == '\n') ++at;
  rest.remove_prefix(at);
  return true;
}

}  // namespace leadline::cli
