// SPDX-License-Identifier: Apache-2.0
// Earlier lines, brought to today's columns.
#include "cli/previous_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/csv.hpp"
#include "cli/files.hpp"

namespace leadline::cli {

namespace {

// The first two fields as they stand in the line, which begins with the kind (never quoted).
std::string_view key_of(std::string_view line) {
  std::size_t at = line.find(',');
  if (at == std::string_view::npos) return line;
  ++at;
  if (at < line.size() && line[at] == '"') {
    for (++at; at < line.size(); ++at) {
      if (line[at] != '"') continue;
      if (at + 1 < line.size() && line[at + 1] == '"') {
        ++at;
      } else {
        break;
      }
    }
  }
  return line.substr(0, line.find_first_of(",\n", at));
}

}  // namespace

Result<PreviousOutput> PreviousOutput::read(const std::string& path, const std::vector<std::string>& columns) {
  Result<std::string> text = read_file(path);
  if (!text) return text.error();
  std::string_view rest = *text;
  std::vector<std::string> fields;
  next_csv_record(rest, fields);
  std::vector<std::size_t> place;  // of today's columns in the earlier file; its size where it has none
  place.reserve(columns.size());
  for (const std::string& column : columns) {
    place.push_back(static_cast<std::size_t>(std::find(fields.begin(), fields.end(), column) - fields.begin()));
  }
  const std::size_t width = fields.size();
  if (place[0] == width || place[1] == width) {
    return Error{fmt::format(
        "--only-changed: `{}` is no CSV that `leadline score` wrote: it has no columns `kind` and `id`", path)};
  }
  PreviousOutput previous;
  while (next_csv_record(rest, fields)) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i != 0) line += ',';
      if (place[i] < fields.size()) append_csv(line, fields[place[i]]);
    }
    line += '\n';
    previous.lines_[std::string(key_of(line))] = std::move(line);
  }
  return previous;
}

bool PreviousOutput::changed(std::string_view csv_line) const {
  const auto found = lines_.find(std::string(key_of(csv_line)));
  return found == lines_.end() || found->second != csv_line;
}

}  // namespace leadline::cli
