// SPDX-License-Identifier: Apache-2.0
// What a CSV file holds, column by column: how full, which values, which type, how it writes times and numbers. Entry
// point: read_profile.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "leadline/result.hpp"

namespace leadline::cli {

enum class ColumnType : std::uint8_t { kEmpty, kText, kList, kNumber, kYesNo, kTime, kEmail, kPhone, kDomain };

struct ColumnProfile {
  std::string header;  // as it stands in the file
  std::string name;    // lower case, `_` between words: `first_name` for `FirstName`, `groesse` for `Größe`
  bool usable = true;  // it has a header, and no earlier column has the same
  std::uint64_t filled = 0;
  std::unordered_map<std::string, std::uint64_t> counts;  // of values that are not missing; no more than kMostDistinct
  bool all_counted = true;
  ColumnType type = ColumnType::kEmpty;
  std::vector<std::string> time_patterns;  // kTime: besides ISO 8601
  bool order_unsure = false;               // kTime: day and month could be the other way round

  [[nodiscard]] bool unique() const { return all_counted && counts.size() == filled; }
  [[nodiscard]] bool has_word(std::string_view word) const;  // between `_`
  /// The commonest values, most first.
  [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> commonest(std::size_t most) const;
};

struct FileProfile {
  std::string path;
  std::string file;  // without its folders
  std::string encoding = "UTF-8";
  char separator = ',';
  std::uint64_t rows = 0;
  bool cut = false;                  // only the first kMostRows rows were looked at
  std::vector<std::string> missing;  // words that stand for nothing
  std::string numbers;               // sample of how numbers are written; empty: 1234.5
  std::vector<ColumnProfile> columns;
  std::vector<std::vector<std::string>> sample;  // the first rows, values as they stand
};

inline constexpr std::size_t kMostDistinct = 50'000;
inline constexpr std::uint64_t kMostRows = 200'000;

Result<FileProfile> read_profile(const std::string& path);

/// A name of the language for what a header or a file says; empty if there is nothing in it.
[[nodiscard]] std::string name_for(std::string_view text);

}  // namespace leadline::cli
