// SPDX-License-Identifier: Apache-2.0
// Batches of a stream, one after the other.
#include "engine/arrow/batches.hpp"

#include <fmt/format.h>

#include <cstring>
#include <memory>

#include "engine/arrow/column.hpp"

namespace leadline::arrow {

namespace {

struct Batch final : GivenRows {
  Held<ArrowArray> array;
};

std::string reason_of(ArrowArrayStream& stream, int code) {
  const char* const message = stream.get_last_error(&stream);
  return message == nullptr ? std::string(std::strerror(code)) : std::string(message);
}

}  // namespace

Result<Columns> read_columns(const ArrowSchema& schema, const std::string& called) {
  if (const Type top = read_type(schema); top.kind != Kind::kStruct || top.dictionary()) {
    return Error{fmt::format("{} is an array of type {}; record batches or structs were expected", called, top.name)};
  }
  Columns columns;
  for (std::int64_t column = 0; column < schema.n_children; ++column) {
    const ArrowSchema& child = *schema.children[column];
    columns.names.emplace_back(child.name == nullptr ? "" : child.name);
    columns.types.push_back(read_type(child));
  }
  return columns;
}

Result<Columns> read_columns(ArrowArrayStream& stream, const std::string& called) {
  Held<ArrowSchema> schema;
  if (const int code = stream.get_schema(&stream, &schema.value); code != 0) {
    return Error{fmt::format("{}: {}", called, reason_of(stream, code))};
  }
  return read_columns(schema.value, called);
}

std::optional<Error> check_types(const Columns& columns, const GivenTable& table, const std::string& called) {
  for (std::size_t column = 0; column < columns.names.size(); ++column) {
    for (const Target* field : table.fields_of(column)) {
      const std::string wrong = wrong_type(columns.types[column], *field);
      if (!wrong.empty()) return Error{fmt::format("column `{}` of {} {}", columns.names[column], called, wrong)};
    }
  }
  return std::nullopt;
}

std::optional<Error> next_batch(ArrowArrayStream& stream, std::size_t columns, ArrowArray& array,
                                const std::string& called) {
  if (const int code = stream.get_next(&stream, &array); code != 0) {
    return Error{fmt::format("{}: {}", called, reason_of(stream, code))};
  }
  if (array.release == nullptr) return std::nullopt;
  if (array.n_children != static_cast<std::int64_t>(columns)) {
    return Error{fmt::format("{}: a batch has {} columns where its schema has {}", called, array.n_children, columns)};
  }
  if (array.null_count != 0 && array.n_buffers > 0 && array.buffers[0] != nullptr) {
    return Error{fmt::format("{}: whole rows are null; only values may be", called)};
  }
  return std::nullopt;
}

std::optional<Error> add_batches(ArrowArrayStream& stream, const Columns& columns,
                                 const std::vector<std::size_t>& places, GivenTable& table, const std::string& called) {
  const std::size_t count = columns.names.size();
  const auto place_of = [&](std::size_t column) { return places.empty() ? column : places[column]; };
  const std::size_t wide = places.empty() ? count : table.column_count();
  for (;;) {
    auto batch = std::make_shared<Batch>();
    ArrowArray& array = batch->array.value;
    if (std::optional<Error> error = next_batch(stream, count, array, called)) return error;
    if (array.release == nullptr) return std::nullopt;
    batch->rows = static_cast<std::size_t>(array.length);
    batch->columns.resize(wide);
    for (std::size_t column = 0; column < count; ++column) {
      const std::size_t place = place_of(column);
      if (!table.wanted(place)) continue;
      batch->columns[place] = std::make_unique<Column>(columns.types[column], *array.children[column], array.offset);
    }
    if (!table.add(batch)) return std::nullopt;
  }
}

}  // namespace leadline::arrow
