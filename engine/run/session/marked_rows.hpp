// SPDX-License-Identifier: Apache-2.0
// A set of rows of several tables that is filled and emptied for every event: a mark for each row there is, and the
// rows in the order in which they came. Entry point: MarkedRows, for anything with a `kind` and a `row`.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/data/prefetch.hpp"

namespace leadline {

template <class Row>
class MarkedRows {
 public:
  /// False: it is in it already.
  bool insert(Row row) {
    const auto kind = static_cast<std::size_t>(row.kind);
    if (kind >= marks_.size()) marks_.resize(kind + 1);
    std::vector<std::uint8_t>& marks = marks_[kind];
    if (row.row >= marks.size()) marks.resize(std::max<std::size_t>(std::size_t{row.row} + 1, marks.size() * 2), 0);
    if (marks[row.row] != 0) return false;
    marks[row.row] = 1;
    rows_.push_back(row);
    return true;
  }
  template <class Rows>
  void insert_all(const Rows& rows) {
    for (const Row& row : rows) insert(row);
  }
  /// A row will be inserted soon.
  void expect(Row row) const {
    const auto kind = static_cast<std::size_t>(row.kind);
    if (kind < marks_.size() && row.row < marks_[kind].size()) prefetch(&marks_[kind][row.row]);
  }
  [[nodiscard]] bool contains(Row row) const {
    const auto kind = static_cast<std::size_t>(row.kind);
    return kind < marks_.size() && row.row < marks_[kind].size() && marks_[kind][row.row] != 0;
  }
  void erase(Row row) {
    if (!contains(row)) return;
    marks_[static_cast<std::size_t>(row.kind)][row.row] = 0;
    rows_.erase(std::find_if(rows_.begin(), rows_.end(),
                             [&](const Row& one) { return one.kind == row.kind && one.row == row.row; }));
  }
  void clear() {
    for (const Row& row : rows_) marks_[static_cast<std::size_t>(row.kind)][row.row] = 0;
    rows_.clear();
  }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// As they came.
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  /// By kind and row; the set is empty afterwards.
  [[nodiscard]] std::vector<Row> take_sorted() {
    std::vector<Row> rows = rows_;
    clear();
    std::sort(rows.begin(), rows.end(),
              [](const Row& a, const Row& b) { return a.kind != b.kind ? a.kind < b.kind : a.row < b.row; });
    return rows;
  }

 private:
  std::vector<std::vector<std::uint8_t>> marks_;  // [kind][row]
  std::vector<Row> rows_;
};

}  // namespace leadline
