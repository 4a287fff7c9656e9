// SPDX-License-Identifier: Apache-2.0
// What files of unknown origin probably are: people, companies, leads, deals or things that happened; which column is
// the id, which one links to what. Entry point: guess_sources.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/start/profile.hpp"
#include "leadline/record_kind.hpp"

namespace leadline::cli {

inline constexpr std::size_t kNoColumn = ~std::size_t{0};

/// A column and the field or attribute that it becomes.
struct GuessedField {
  std::size_t column = kNoColumn;
  std::string name;
  bool built_in = false;  // `created`, `owner`, …: not declared
};

/// One kind of record, or of interaction, that the rows of a file give.
struct GuessedMapping {
  bool record = true;
  RecordKind kind{};
  std::string interaction;     // the name of the kind
  std::string where_value;     // of the file's type column; empty: every row
  std::size_t id = kNoColumn;  // of a record; perhaps of an interaction
  std::size_t contact = kNoColumn, account = kNoColumn, lead = kNoColumn, at = kNoColumn;
  std::vector<GuessedField> fields;
};

struct GuessedSource {
  std::string name;
  std::size_t file = 0;          // into the profiles
  std::size_t type = kNoColumn;  // column that tells kinds of interaction apart
  std::vector<GuessedMapping> mappings;
  std::vector<std::string> notes;  // what is unsure about it
};

[[nodiscard]] std::vector<GuessedSource> guess_sources(const std::vector<FileProfile>& files);

/// The whole rule file.
[[nodiscard]] std::string start_rules(const std::vector<FileProfile>& files, const std::vector<GuessedSource>& sources);

}  // namespace leadline::cli
