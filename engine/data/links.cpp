// SPDX-License-Identifier: Apache-2.0
// Links and what stands in for them.
#include "engine/data/links.hpp"

#include <algorithm>

namespace leadline {

namespace {

const std::vector<std::uint32_t>& links_of(const RecordTable& table, RecordKind to) {
  static const std::vector<std::uint32_t> kNone;
  switch (to) {
    case RecordKind::kContact:
      return table.contact;
    case RecordKind::kAccount:
      return table.account;
    case RecordKind::kLead:
      return table.lead;
    default:
      return kNone;
  }
}

// Where there is no row yet: that to which the row of `through` leads. Without jumps, as who has what is in no order;
// no row is all bits.
void fill(std::vector<std::uint32_t>& rows, const std::vector<std::uint32_t>& through,
          const std::vector<std::uint32_t>& further) {
  static_assert(kNoRow == ~std::uint32_t{0});
  if (further.empty()) return;
  const auto all_bits_if = [](bool holds) { return 0 - static_cast<std::uint32_t>(holds); };
  const std::size_t count = std::min(rows.size(), through.size());
  for (std::size_t row = 0; row < count; ++row) {
    const std::uint32_t leads_on = all_bits_if(through[row] < further.size());
    const std::uint32_t found = further[through[row] & leads_on] | ~leads_on;
    rows[row] &= found | ~all_bits_if(rows[row] == kNoRow);
  }
}

}  // namespace

std::uint32_t linked_row(const Dataset& data, RecordKind from, std::uint32_t row, RecordKind to) {
  if (row == kNoRow || from == to) return row;
  const RecordTable& table = data.table(from);
  const auto own = [row](const std::vector<std::uint32_t>& rows) { return row < rows.size() ? rows[row] : kNoRow; };
  std::uint32_t found = own(links_of(table, to));
  if (to == RecordKind::kLead) return found;
  if (found == kNoRow && from == RecordKind::kOpportunity) {
    found = linked_row(data, RecordKind::kLead, own(table.lead), to);
  }
  if (found != kNoRow || to != RecordKind::kAccount || from == RecordKind::kContact) return found;
  return linked_row(data, RecordKind::kContact, linked_row(data, from, row, RecordKind::kContact), to);
}

std::vector<std::uint32_t> linked_rows(const Dataset& data, RecordKind from, RecordKind to) {
  const RecordTable& table = data.table(from);
  std::vector<std::uint32_t> rows = links_of(table, to);
  rows.resize(table.size(), kNoRow);
  if (rows.empty() || to == RecordKind::kLead) return rows;
  if (from == RecordKind::kOpportunity) fill(rows, table.lead, linked_rows(data, RecordKind::kLead, to));
  if (to != RecordKind::kAccount) return rows;
  const std::vector<std::uint32_t>& accounts = data.table(RecordKind::kContact).account;
  if (from == RecordKind::kLead) fill(rows, table.contact, accounts);
  if (from == RecordKind::kOpportunity) fill(rows, linked_rows(data, from, RecordKind::kContact), accounts);
  return rows;
}

}  // namespace leadline
