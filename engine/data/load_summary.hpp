// SPDX-License-Identifier: Apache-2.0
// What reading files can be told, and what it says: rows that break a rule are set aside with file, line, column and
// reason, and everything is counted; nothing is dropped in silence.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/data/event.hpp"

namespace leadline {

/// One bad row, or (with LoadOptions::bad_values_missing) one bad value.
struct BadRow {
  std::string file;
  std::uint64_t line = 0;    // one-based, of the row's first line; of files in columns the number of the row
  std::uint32_t column = 0;  // one-based number of the column; 0: the row as a whole
  std::string column_name;
  std::string value;        // the offending text, cut to 200 bytes
  std::string reason;       // lower case, no final period
  std::string row;          // the row as it stood
  bool value_only = false;  // the row was kept, the value left out
};

/// A row of a source that says `through form`: what the form was filled in with, by the names of fields.
struct FormRow {
  std::string form;
  std::string source;
  std::string id;                // of the row's interaction, lead or contact, made the source's own; may be empty
  std::int64_t at = kMissing64;  // when its interaction happened or its record was created
  /// The first kind of interaction that the row gives, into Program::interactions: what it counts as.
  std::uint32_t interaction = Event::kNoKind;
  std::vector<std::pair<std::string, std::string>> answers;
  std::string file;
  std::uint64_t line = 0;
};

struct LoadOptions {
  bool stop_at_bad_row = false;     // --bad-rows stop
  bool bad_values_missing = false;  // --bad-values missing
  unsigned threads = 0;             // 0: as many as the machine has
  /// Takes the rows of sources that say `through form`, in the order of files and lines; without it they are counted.
  std::function<void(FormRow)> on_form_row;
  std::function<void(const BadRow&)> on_bad_row;  // called in the order of files and lines
  std::function<void(std::uint64_t bytes, std::uint64_t total)> on_progress;
};

struct FileSummary {
  std::string file;
  std::string source;  // of the rule file, or the kind that the name says
  std::uint64_t bytes = 0;
  std::uint64_t rows = 0;
  std::uint64_t bad_rows = 0;
  std::vector<std::string> ignored_columns;   // fit no field
  std::vector<std::string> repeated_columns;  // the first of two equal ones won
};

struct LoadSummary {
  std::vector<FileSummary> files;
  std::vector<std::string> unmatched_files;  // fit no source
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t bad_rows = 0;
  std::uint64_t bad_values = 0;       // left out with bad_values_missing
  std::uint64_t ambiguous_times = 0;  // local times that exist twice
  std::uint64_t skipped_times = 0;    // local times that do not exist
  std::uint64_t through_form = 0;     // rows of sources that say `through form`: not loaded by score
  DatasetCounts dataset;
};

}  // namespace leadline
