// SPDX-License-Identifier: Apache-2.0
// A dataset to which records and interactions are added one by one: rows stay where they are, and lists of rows say in
// which order they stand. Entry point: Dataset::open.
#include <algorithm>

#include "engine/data/dataset.hpp"
#include "engine/data/gather.hpp"
#include "engine/data/live_index.hpp"
#include "engine/values/text.hpp"

namespace leadline {

namespace {

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

RowList list_of(const RowLists& lists, std::uint32_t row) {
  if (row >= lists.size()) return {};
  const std::vector<std::uint32_t>& rows = lists[row];
  return {rows.data(), rows.data() + rows.size()};
}

}  // namespace

Dataset::~Dataset() = default;
Dataset::Dataset(Dataset&&) noexcept = default;
Dataset& Dataset::operator=(Dataset&&) noexcept = default;

RowList Dataset::linking(RecordKind from, LinkKind link, std::uint32_t to) const {
  if (live_) return list_of(live_->linking[index_of(from)][static_cast<std::size_t>(link)], to);
  const ReverseLink& reverse = this->reverse(from, link);
  if (std::size_t{to} + 1 >= reverse.begin.size()) return {};
  return {reverse.rows.data() + reverse.begin[to], reverse.rows.data() + reverse.begin[to + 1]};
}

}  // namespace leadline
