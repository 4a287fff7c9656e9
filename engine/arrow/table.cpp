// SPDX-License-Identifier: Apache-2.0
// Tables of callers: their own names, and streams that can be read once.
#include "engine/arrow/table.hpp"

#include <fmt/format.h>

#include "engine/arrow/batches.hpp"

namespace leadline {

ArrowTable::ArrowTable(std::string kind, ArrowArrayStream* stream) : kind_(std::move(kind)), stream_(*stream) {
  stream->release = nullptr;
}

ArrowTable::~ArrowTable() {
  if (stream_.release != nullptr) stream_.release(&stream_);
}

Result<ArrowTable::Read> ArrowTable::read(Dataset& dataset, const GivenTable::Options& options) {
  if (stream_.release == nullptr) {
    return Error{fmt::format("table `{}`: the stream has been read already; it can be read once", kind_)};
  }
  // What is over is given back at once.
  arrow::Held<ArrowArrayStream> stream;
  stream.value = stream_;
  stream_.release = nullptr;
  const std::string called = fmt::format("table `{}`", kind_);
  Result<arrow::Columns> columns = arrow::read_columns(stream.value, called);
  if (!columns) return columns.error();
  Result<std::unique_ptr<GivenTable>> table = GivenTable::open(dataset, kind_, columns->names, options);
  if (!table) return table.error();
  if (std::optional<Error> error = arrow::check_types(*columns, **table, called)) return *std::move(error);
  if (std::optional<Error> error = arrow::add_batches(stream.value, *columns, {}, **table, called)) {
    return *std::move(error);
  }
  (*table)->finish();
  return Read{std::move((*table)->bad()), (*table)->ignored()};
}

}  // namespace leadline
