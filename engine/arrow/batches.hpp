// SPDX-License-Identifier: Apache-2.0
// Streams of record batches into a table whose columns are known: what they are, whether they fit, and then batch by
// batch, each given back as soon as it was read. Entry points: read_columns, check_types, add_batches; next_batch for
// others.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/arrow/type.hpp"
#include "engine/data/given_table.hpp"
#include "leadline/arrow_abi.h"

namespace leadline::arrow {

/// A struct of the C interfaces that is owned, and given back at the end.
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

struct Columns {
  std::vector<std::string> names;
  std::vector<Type> types;
};

/// What the batches of a stream have; `called` is what stands for it in messages, as in the functions below.
[[nodiscard]] Result<Columns> read_columns(ArrowArrayStream& stream, const std::string& called);
[[nodiscard]] Result<Columns> read_columns(const ArrowSchema& schema, const std::string& called);

/// An error if a column's type does not fit a field that it gives.
[[nodiscard]] std::optional<Error> check_types(const Columns& columns, const GivenTable& table,
                                               const std::string& called);

/// The next batch of a stream whose batches have so many columns; released: there is none.
[[nodiscard]] std::optional<Error> next_batch(ArrowArrayStream& stream, std::size_t columns, ArrowArray& array,
                                              const std::string& called);

/// Adds all rows of a stream to a table. `places`: which of the table's columns each of the stream's is; empty: they
/// are the same.
[[nodiscard]] std::optional<Error> add_batches(ArrowArrayStream& stream, const Columns& columns,
                                               const std::vector<std::size_t>& places, GivenTable& table,
                                               const std::string& called);

}  // namespace leadline::arrow
