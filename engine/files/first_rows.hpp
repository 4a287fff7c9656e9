// SPDX-License-Identifier: Apache-2.0
// The first rows of a Parquet or Arrow file as a file of text would hold them, for whoever looks at what a file is
// like. Entry points: columnar_format_of, first_rows.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/files/columnar_file.hpp"
#include "leadline/result.hpp"

namespace leadline {

/// By the ending of a file's name; nothing: it is a file of text.
[[nodiscard]] std::optional<ColumnarFormat> columnar_format_of(std::string_view name);

struct FirstRows {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // missing values are empty
  bool all = true;                             // there are no more
};

Result<FirstRows> first_rows(const std::string& path, ColumnarFormat format, std::uint64_t most);

}  // namespace leadline
