// SPDX-License-Identifier: Apache-2.0
// Reading, and what is said about rows that were set aside.
#include "cli/load_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/bad_rows.hpp"
#include "cli/console.hpp"
#include "engine/files/load.hpp"

namespace leadline::cli {

namespace {

// The commonest reasons, so that nobody has to open a file to know what is wrong.
std::string reasons_text(const std::map<std::string, std::uint64_t>& reasons) {
  std::vector<std::pair<std::uint64_t, std::string>> sorted;
  sorted.reserve(reasons.size());
  for (const auto& [reason, count] : reasons) sorted.emplace_back(count, reason);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  std::string text;
  for (std::size_t i = 0; i < sorted.size() && i < 3; ++i) {
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", sorted[i].second, grouped(sorted[i].first));
  }
  if (sorted.size() > 3) text += ", …";
  return text;
}

}  // namespace

Result<LoadedData> load_data(const Program& program, const DataOptions& options, std::string_view what) {
  LoadedData loaded;
  loaded.data = std::make_unique<Dataset>(program);
  std::optional<BadRowFile> file;
  if (!options.bad_file.empty()) file.emplace(options.bad_file);
  Progress progress(!options.quiet);
  LoadOptions load_options;
  load_options.stop_at_bad_row = options.bad_rows == "stop";
  load_options.bad_values_missing = options.bad_values == "missing";
  load_options.threads = options.threads;
  load_options.on_bad_row = [&](const BadRow& row) {
    ++loaded.bad_reasons[reason_to_count(row)];
    if (file) file->add(row);
  };
  for (const BadRow& row : options.bad_before) load_options.on_bad_row(row);
  load_options.on_progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("reading", done, total); };
  Result<LoadSummary> summary = load(options.data, load_options, *loaded.data);
  progress.clear();
  if (!summary) return summary.error();
  if (file) {
    if (const Result<bool> closed = file->close(); !closed) return closed.error();
  }
  loaded.summary = std::move(*summary);
  loaded.summary.bad_rows += options.bad_before.size();
  const std::string head = what.empty() ? "" : std::string(what) + ": ";
  if (loaded.summary.bad_rows != 0 || loaded.summary.bad_values != 0) {
    const std::string set_aside = loaded.summary.bad_rows != 0
                                      ? counted(loaded.summary.bad_rows, "row") + " set aside"
                                      : counted(loaded.summary.bad_values, "value") + " left out";
    complain(fmt::format("{}{}: {}{}", head, set_aside, reasons_text(loaded.bad_reasons),
                         options.bad_file.empty() ? "; --bad-file writes them down" : ""));
  }
  for (const std::string& name : loaded.summary.unmatched_files) {
    complain(
        fmt::format("{}`{}` fits no source of the rules and is no kind of record by its name: not read", head, name));
  }
  return loaded;
}

}  // namespace leadline::cli
