// SPDX-License-Identifier: Apache-2.0
// An earlier CSV output, to write only what has changed since. Lines are matched by kind and id, columns by name.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "leadline/result.hpp"

namespace leadline::cli {

class PreviousOutput {
 public:
  /// Reads the file. A column that it lacks is taken as empty, one that is no longer written is ignored.
  static Result<PreviousOutput> read(const std::string& path, const std::vector<std::string>& columns);

  /// True if the CSV line (with its line feed) differs from the earlier one of this record, or there was none. May be
  /// called from several threads.
  [[nodiscard]] bool changed(std::string_view csv_line) const;

  [[nodiscard]] std::size_t size() const { return lines_.size(); }

 private:
  std::unordered_map<std::string, std::string> lines_;  // by `kind,id`; the line as it would be written today
};

}  // namespace leadline::cli
