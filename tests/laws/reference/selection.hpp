// SPDX-License-Identifier: Apache-2.0
// Which interactions or records a selection takes, and what aggregates make of them.
#pragma once
#include "laws/reference/view.hpp"

namespace leadline::reference {

/// What the selection takes for the subject, from first to last. `outer` is the item that its times are about.
[[nodiscard]] std::vector<Item> items_of(SelectionId id, const View& subject, const Item* outer);
/// `at`, or `created` of a record; may be missing only for records.
[[nodiscard]] Maybe64 time_of(const Universe& universe, const Item& item);
/// Those that have a time.
[[nodiscard]] std::vector<Item> timed(const Universe& universe, const std::vector<Item>& items);
/// How many buckets hold at least so many of the items.
[[nodiscard]] std::int64_t full_buckets(const Universe& universe, const Bucket& bucket, std::int64_t at_least,
                                        const std::vector<Item>& items);
/// The subject's own moves (or reaches), those that this evaluation made too; not filtered by time.
[[nodiscard]] std::vector<Item> own_moves(const View& subject, std::uint32_t kind);
/// The value of an aggregate.
[[nodiscard]] Value aggregate(const Expr& expr, const View& subject, const Item* outer);

}  // namespace leadline::reference
