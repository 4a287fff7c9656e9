// SPDX-License-Identifier: Apache-2.0
// Which records rules reach from a record: by its own link, else by those of its lead and its contact. Entry point:
// linked_row.
#pragma once
#include <vector>

#include "engine/data/dataset.hpp"

namespace leadline {

/// The row of the contact, account or lead that belongs to a record; `row` itself for its own kind, kNoRow for none.
/// An account is that of a lead itself, else of its contact; of an opportunity itself, else of its lead, else of its
/// contact.
[[nodiscard]] std::uint32_t linked_row(const Dataset& data, RecordKind from, std::uint32_t row, RecordKind to);
/// The same for each row of a kind; `to` is another one.
[[nodiscard]] std::vector<std::uint32_t> linked_rows(const Dataset& data, RecordKind from, RecordKind to);

}  // namespace leadline
