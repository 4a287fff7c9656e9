// SPDX-License-Identifier: Apache-2.0
// Batches of a stream, one after the other.
#include "engine/arrow/table.hpp"

#include <fmt/format.h>

#include <cstring>

#include "engine/arrow/column.hpp"

namespace leadline {

namespace {

// Owned, and given back at the end.
template <class Struct>
struct Held {
  Held() = default;
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    if (value.release != nullptr) value.release(&value);
  }

  Struct value{};
};

struct Batch final : GivenRows {
  Held<ArrowArray> array;
};

std::string reason_of(ArrowArrayStream& stream, int code) {
  const char* const message = stream.get_last_error(&stream);
  return message == nullptr ? std::string(std::strerror(code)) : std::string(message);
}

}  // namespace

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
  Held<ArrowArrayStream> stream;
  stream.value = stream_;
  stream_.release = nullptr;
  Held<ArrowSchema> schema;
  if (const int code = stream.value.get_schema(&stream.value, &schema.value); code != 0) {
    return Error{fmt::format("table `{}`: {}", kind_, reason_of(stream.value, code))};
  }
  if (const arrow::Type top = arrow::read_type(schema.value); top.kind != arrow::Kind::kStruct || top.dictionary()) {
    return Error{
        fmt::format("table `{}` is an array of type {}; record batches or structs were expected", kind_, top.name)};
  }
  const auto count = static_cast<std::size_t>(schema.value.n_children);
  std::vector<std::string> names;
  std::vector<arrow::Type> types;
  for (std::size_t column = 0; column < count; ++column) {
    const ArrowSchema& child = *schema.value.children[column];
    names.emplace_back(child.name == nullptr ? "" : child.name);
    types.push_back(arrow::read_type(child));
  }
  Result<std::unique_ptr<GivenTable>> opened = GivenTable::open(dataset, kind_, names, options);
  if (!opened) return opened.error();
  GivenTable& table = **opened;
  std::vector<bool> wanted(count);
  for (std::size_t column = 0; column < count; ++column) {
    wanted[column] = table.wanted(column);
    for (const Target* field : table.fields_of(column)) {
      const std::string wrong = arrow::wrong_type(types[column], *field);
      if (!wrong.empty()) return Error{fmt::format("column `{}` of table `{}` {}", names[column], kind_, wrong)};
    }
  }
  for (;;) {
    auto batch = std::make_shared<Batch>();
    ArrowArray& array = batch->array.value;
    if (const int code = stream.value.get_next(&stream.value, &array); code != 0) {
      return Error{fmt::format("table `{}`: {}", kind_, reason_of(stream.value, code))};
    }
    if (array.release == nullptr) break;
    if (array.n_children != schema.value.n_children) {
      return Error{fmt::format("table `{}`: a batch has {} columns where its schema has {}", kind_, array.n_children,
                               schema.value.n_children)};
    }
    if (array.null_count != 0 && array.n_buffers > 0 && array.buffers[0] != nullptr) {
      return Error{fmt::format("table `{}`: whole rows are null; only values may be", kind_)};
    }
    batch->rows = static_cast<std::size_t>(array.length);
    batch->columns.resize(count);
    for (std::size_t column = 0; column < count; ++column) {
      if (!wanted[column]) continue;
      batch->columns[column] = std::make_unique<arrow::Column>(types[column], *array.children[column], array.offset);
    }
    table.add(batch);
  }
  table.finish();
  return Read{std::move(table.bad()), table.ignored()};
}

}  // namespace leadline
