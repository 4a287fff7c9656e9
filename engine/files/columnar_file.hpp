// SPDX-License-Identifier: Apache-2.0
// Parquet and Arrow files through the C interfaces of Arrow. What reads them is Apache Arrow's C++ library, which a
// build need not have: arrow_file.cpp is with it, no_arrow_file.cpp without. Entry point: ColumnarFile::open.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "leadline/arrow_abi.h"
#include "leadline/result.hpp"

namespace leadline {

enum class ColumnarFormat : std::uint8_t { kParquet, kArrow };

class ColumnarFile {
 public:
  ColumnarFile() = default;
  ColumnarFile(const ColumnarFile&) = delete;
  ColumnarFile& operator=(const ColumnarFile&) = delete;
  virtual ~ColumnarFile() = default;

  /// An error names the file and says what is wrong with it, or that this build cannot read it. `threads`: 0 is as many
  /// as the machine has.
  static Result<std::unique_ptr<ColumnarFile>> open(const std::string& path, ColumnarFormat format, unsigned threads);

  /// The file's columns. Each of the errors below says what is wrong, without the file's name.
  virtual std::optional<Error> schema(ArrowSchema& out) = 0;

  /// Rows lie in groups, of which some can be left out: the row groups of Parquet. An Arrow file is one group.
  [[nodiscard]] virtual std::size_t groups() const = 0;
  /// Nothing: not known before they are read.
  [[nodiscard]] virtual std::optional<std::uint64_t> rows(std::size_t group) const = 0;

  /// What a file says of a column in a group.
  struct Statistics {
    bool none_there = false;  // all values are missing
    bool all_there = false;   // none is
    bool has_ends = false;    // `type` and `ends` are filled: the least value and the greatest one, as two rows
  };
  virtual Statistics statistics(std::size_t group, std::size_t column, ArrowSchema& type, ArrowArray& ends) = 0;

  /// A column to be read; one of texts may come as a dictionary, where that is how the file has it.
  struct Wanted {
    std::size_t column = 0;
    bool as_dictionary = false;
  };
  /// The rows of groups [from, to), with these columns only, in this order.
  virtual std::optional<Error> read(const std::vector<Wanted>& columns, std::size_t from, std::size_t to,
                                    ArrowArrayStream& out) = 0;
};

}  // namespace leadline
