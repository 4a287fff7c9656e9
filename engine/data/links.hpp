// SPDX-License-Identifier: Apache-2.0
// Which records rules reach from a record: by its own link, else by those of its lead and its contact. Entry points:
// linked_row for one, follow_links for all.
#pragma once
#include <vector>

#include "engine/data/dataset.hpp"

namespace leadline {

/// The row of the contact, account or lead that belongs to a record; `row` itself for its own kind, kNoRow for none.
/// An account is that of a lead itself, else of its contact; of an opportunity itself, else of its lead, else of its
/// contact.
[[nodiscard]] std::uint32_t linked_row(const Dataset& data, RecordKind from, std::uint32_t row, RecordKind to);
/// The same for all records, which finish keeps; their own links have to be resolved.
[[nodiscard]] FollowedLinks follow_links(const Dataset& data);

/// Turns links around: which rows have each of `target_count` targets; kNoRow is none.
[[nodiscard]] ReverseLink reverse_of(const std::vector<std::uint32_t>& targets, std::size_t target_count);

}  // namespace leadline
