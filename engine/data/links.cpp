// SPDX-License-Identifier: Apache-2.0
// Links and what stands in for them.
#include "engine/data/links.hpp"

namespace leadline {

std::uint32_t linked_row(const Dataset& data, RecordKind from, std::uint32_t row, RecordKind to) {
  if (row == kNoRow || from == to) return row;
  const RecordTable& table = data.table(from);
  const auto own = [row](const std::vector<std::uint32_t>& rows) { return row < rows.size() ? rows[row] : kNoRow; };
  std::uint32_t found = kNoRow;
  if (to == RecordKind::kLead) return own(table.lead);
  if (to == RecordKind::kContact) found = own(table.contact);
  if (to == RecordKind::kAccount) found = own(table.account);
  if (found == kNoRow && from == RecordKind::kOpportunity) {
    found = linked_row(data, RecordKind::kLead, own(table.lead), to);
  }
  if (found != kNoRow || to != RecordKind::kAccount || from == RecordKind::kContact) return found;
  return linked_row(data, RecordKind::kContact, linked_row(data, from, row, RecordKind::kContact), to);
}

}  // namespace leadline
