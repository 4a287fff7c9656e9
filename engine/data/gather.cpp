// SPDX-License-Identifier: Apache-2.0
// Rows of a column taken in another order, and the order of two rows.
#include "engine/data/gather.hpp"

#include <algorithm>

#include "engine/data/dataset.hpp"

namespace leadline {

namespace {

template <class T>
void gather_values(std::vector<T>& values, std::span<const std::uint32_t> rows, T missing) {
  std::vector<T> taken(rows.size());
  for (std::size_t to = 0; to < rows.size(); ++to) taken[to] = rows[to] == kNoRow ? missing : values[rows[to]];
  values = std::move(taken);
}

void gather_lists(Column& column, std::span<const std::uint32_t> rows) {
  std::vector<std::uint64_t> offsets;
  offsets.reserve(rows.size() + 1);
  offsets.push_back(0);
  std::vector<std::uint32_t> items;
  for (const std::uint32_t row : rows) {
    if (row != kNoRow) {
      for (std::uint64_t item = column.offsets[row]; item < column.offsets[row + 1]; ++item) {
        items.push_back(static_cast<std::uint32_t>(item));
      }
    }
    offsets.push_back(items.size());
  }
  gather(*column.items, items);
  column.offsets = std::move(offsets);
}

template <class T>
int compare_values(T a, T b) {
  return a < b ? -1 : static_cast<int>(b < a);
}

}  // namespace

void gather(Column& column, std::span<const std::uint32_t> rows) {
  switch (column.storage) {
    case Storage::kCodes:
      gather_values(column.codes, rows, std::uint32_t{0});
      break;
    case Storage::kNumbers:
      gather_values(column.numbers, rows, kMissing64);
      break;
    case Storage::kYesNo:
      gather_values(column.flags, rows, kMissingYesNo);
      break;
    case Storage::kList:
      gather_lists(column, rows);
      break;
  }
}

void reorder_tail(Column& column, std::size_t first, std::span<const std::uint32_t> order) {
  const auto from = static_cast<std::ptrdiff_t>(first);
  const auto reorder = [&](auto& values) {
    const auto tail = std::vector(values.begin() + from, values.end());
    for (std::size_t to = 0; to < order.size(); ++to) values[first + to] = tail[order[to]];
  };
  switch (column.storage) {
    case Storage::kCodes:
      reorder(column.codes);
      break;
    case Storage::kNumbers:
      reorder(column.numbers);
      break;
    case Storage::kYesNo:
      reorder(column.flags);
      break;
    case Storage::kList: {
      const std::vector<std::uint64_t> offsets(column.offsets.begin() + from, column.offsets.end());
      std::vector<std::uint32_t> items;
      for (std::size_t to = 0; to < order.size(); ++to) {
        for (std::uint64_t item = offsets[order[to]]; item < offsets[order[to] + 1]; ++item) {
          items.push_back(static_cast<std::uint32_t>(item - offsets[0]));
        }
        column.offsets[first + to + 1] = offsets[0] + items.size();
      }
      reorder_tail(*column.items, offsets[0], items);
      break;
    }
  }
}

int compare_rows(const Column& column, std::size_t a, std::size_t b) {
  switch (column.storage) {
    case Storage::kCodes: {
      const std::uint32_t left = column.codes[a];
      const std::uint32_t right = column.codes[b];
      if (left == right) return 0;
      if (!column.dictionary) return compare_values(left, right);
      return (*column.dictionary)[left].compare((*column.dictionary)[right]);
    }
    case Storage::kNumbers:
      return compare_values(column.numbers[a], column.numbers[b]);
    case Storage::kYesNo: {
      const auto order = [](std::uint8_t flag) { return flag == kMissingYesNo ? 0 : flag + 1; };
      return compare_values(order(column.flags[a]), order(column.flags[b]));
    }
    case Storage::kList: {
      const std::uint64_t left = column.list_end(a) - column.list_begin(a);
      const std::uint64_t right = column.list_end(b) - column.list_begin(b);
      for (std::uint64_t item = 0; item < std::min(left, right); ++item) {
        const int order = compare_rows(*column.items, column.list_begin(a) + item, column.list_begin(b) + item);
        if (order != 0) return order;
      }
      return compare_values(left, right);
    }
  }
  return 0;
}

int compare_interactions(const InteractionTable& table, std::size_t a, std::size_t b) {
  int order = table.id.codes.empty() ? 0 : compare_rows(table.id, a, b);  // none has one
  for (std::size_t attribute = 0; order == 0 && attribute < table.attributes.size(); ++attribute) {
    order = compare_rows(table.attributes[attribute], a, b);
  }
  return order;
}

}  // namespace leadline
