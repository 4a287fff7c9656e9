// SPDX-License-Identifier: Apache-2.0
// Batches until there are enough rows, written as cells.
#include "engine/files/first_rows.hpp"

#include <algorithm>

#include "engine/arrow/batches.hpp"
#include "engine/arrow/column.hpp"
#include "engine/values/text.hpp"

namespace leadline {

std::optional<ColumnarFormat> columnar_format_of(std::string_view name) {
  const auto ends = [&](std::string_view ending) {
    return name.size() >= ending.size() && lower(name.substr(name.size() - ending.size())) == ending;
  };
  if (ends(".parquet")) return ColumnarFormat::kParquet;
  if (ends(".arrow") || ends(".arrows") || ends(".feather")) return ColumnarFormat::kArrow;
  return std::nullopt;
}

Result<FirstRows> first_rows(const std::string& path, ColumnarFormat format, std::uint64_t most) {
  const std::string called = "`" + path + "`";
  const Result<std::unique_ptr<ColumnarFile>> file = ColumnarFile::open(path, format, 1);
  if (!file) return file.error();
  arrow::Held<ArrowSchema> schema;
  if (const std::optional<Error> error = (*file)->schema(schema.value)) return Error{called + " " + error->message};
  Result<arrow::Columns> columns = arrow::read_columns(schema.value, called);
  if (!columns) return columns.error();
  FirstRows found;
  found.columns = columns->names;
  std::vector<ColumnarFile::Wanted> all;
  for (std::size_t column = 0; column < columns->names.size(); ++column) all.push_back({column, false});
  if (all.empty() || (*file)->groups() == 0) return found;
  arrow::Held<ArrowArrayStream> stream;
  if (const std::optional<Error> error = (*file)->read(all, 0, (*file)->groups(), stream.value)) {
    return Error{called + " cannot be read: " + error->message};
  }
  for (;;) {
    arrow::Held<ArrowArray> batch;
    if (std::optional<Error> error = arrow::next_batch(stream.value, all.size(), batch.value, called)) {
      return *std::move(error);
    }
    if (batch.value.release == nullptr) return found;
    const auto rows = std::min(static_cast<std::uint64_t>(batch.value.length), most - found.rows.size());
    found.all = rows == static_cast<std::uint64_t>(batch.value.length);
    const std::size_t before = found.rows.size();
    found.rows.resize(before + rows, std::vector<std::string>(all.size()));
    for (std::size_t column = 0; column < all.size(); ++column) {
      CellWriter writer;
      std::vector<Cell> cells;
      arrow::Column(columns->types[column], *batch.value.children[column], batch.value.offset)
          .cells(TypeKind::kNone, 0, rows, writer, cells);
      for (std::size_t row = 0; row < rows; ++row) found.rows[before + row][column] = cells[row].text();
    }
    if (!found.all) return found;
  }
}

}  // namespace leadline
