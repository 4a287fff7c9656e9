// SPDX-License-Identifier: Apache-2.0
// A case on disk: rules.lead with the files that it names, one CSV file a kind of record and one of interactions, and
// expected.txt, whose first line is the time. Failing cases are kept so, and replayed by every run of the tests.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/program/check.hpp"
#include "laws/reference/data.hpp"
#include "laws/rule_text.hpp"

namespace leadline::laws {

/// A checked program with the sources that its spans point into.
struct CheckedRules {
  Sources sources;
  Diagnostics diagnostics;
  std::shared_ptr<const Program> program;  // null if there was an error
};

[[nodiscard]] std::unique_ptr<CheckedRules> check_rules(const std::string& text,
                                                        const std::map<std::string, std::string>& files);
/// The errors, one a line.
[[nodiscard]] std::string errors_of(const CheckedRules& rules);

/// Cells of a CSV file, the header first.
using Cells = std::vector<std::vector<std::string>>;
/// Data as it stands in files: `contacts.csv`, …, `interactions.csv`.
using CsvData = std::map<std::string, Cells>;

[[nodiscard]] CsvData csv_data(const Program& program, const reference::ReferenceData& data);
/// What csv_data made; columns and kinds that the program lacks are left out.
[[nodiscard]] reference::ReferenceData from_csv(const Program& program, const CsvData& csv);
[[nodiscard]] std::string csv_text(const Cells& cells);
[[nodiscard]] Cells csv_cells(const std::string& text);
/// The same rows as `contacts.ndjson`, ….
[[nodiscard]] std::map<std::string, std::string> ndjson_files(const Program& program,
                                                              const reference::ReferenceData& data);

/// A value, a text, a time as they stand in NDJSON; a missing value is nothing.
[[nodiscard]] std::string json_value(const Value& value);
[[nodiscard]] std::string json_text(const std::string& text);
[[nodiscard]] std::string time_text(std::int64_t time);

/// Whole files of a folder, by name.
[[nodiscard]] std::map<std::string, std::string> read_folder(const std::string& folder);
void write_folder(const std::string& folder, const std::map<std::string, std::string>& files);

}  // namespace leadline::laws
