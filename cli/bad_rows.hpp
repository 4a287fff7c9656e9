// SPDX-License-Identifier: Apache-2.0
// The CSV of rows and values that were set aside while reading. The file is made when the first one comes.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cli/files.hpp"
#include "engine/data/load_summary.hpp"

namespace leadline::cli {

/// The columns of such a file, with the line feed, and one line of it.
inline constexpr std::string_view kBadRowHeader = "file,line,column,column_name,value,reason,row\n";
void append_bad_row(std::string& out, const BadRow& row);
/// The same as a JSON object on a line of its own.
void append_bad_object(std::string& out, const BadRow& row);
/// The reason without the value that it names, so that equal ones can be counted.
[[nodiscard]] std::string reason_to_count(const BadRow& row);

class BadRowFile {
 public:
  explicit BadRowFile(std::string path) : path_(std::move(path)) {}

  void add(const BadRow& row);
  /// Puts the file in its place. An error also where it could not be opened.
  Result<bool> close();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// How often each reason came.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& reasons() const { return reasons_; }

 private:
  std::string path_;
  std::optional<Output> output_;
  std::optional<Error> error_;
  std::uint64_t count_ = 0;
  std::map<std::string, std::uint64_t> reasons_;
};

/// Where bad rows go if the user does not say: `scores-bad.csv` beside `scores.csv`, else `leadline-bad.csv` here.
[[nodiscard]] std::string default_bad_file(const std::string& out);

}  // namespace leadline::cli
