// SPDX-License-Identifier: Apache-2.0
// A column of an Arrow record batch as the dataset's readers want it: numbers, times and flags as they are, texts where
// they lie, everything else written as a text. Entry points: Column, wrong_type.
#pragma once
#include <cstdint>
#include <string>

#include "engine/arrow/type.hpp"
#include "engine/data/given_table.hpp"

namespace leadline::arrow {

/// An array that starts somewhere in its buffers; nothing is owned.
struct View {
  const Type* type = nullptr;
  const ArrowArray* array = nullptr;
  std::int64_t shift = 0;  // of rows in the buffers

  [[nodiscard]] bool present(std::size_t row) const;
  [[nodiscard]] bool all_present() const;
};

/// Says of a column that its type does not fit a field's, in words; empty: it does.
[[nodiscard]] std::string wrong_type(const Type& type, const Target& field);

class Column final : public GivenColumn {
 public:
  /// `array` and `type` must outlive the column; `shift`: rows of the batch that lie before its beginning.
  Column(const Type& type, const ArrowArray& array, std::int64_t shift) : view_{&type, &array, shift + array.offset} {}

  bool values(TypeKind type, const Zone& zone, std::size_t from, std::size_t to, ReadyValues& out) const override;
  bool wholes(std::size_t from, std::size_t to, std::vector<std::int64_t>& out) const override;
  bool entries(TypeKind type, std::size_t from, std::size_t to, CellWriter& writer, std::vector<Cell>& cells,
               std::vector<std::uint32_t>& entries) const override;
  void cells(TypeKind type, std::size_t from, std::size_t to, CellWriter& writer,
             std::vector<Cell>& out) const override;

 private:
  View view_;
};

}  // namespace leadline::arrow
