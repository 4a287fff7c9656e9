// SPDX-License-Identifier: Apache-2.0
#include "engine/run/session/due_queue.hpp"

#include <algorithm>

namespace leadline {

void DueQueue::set(RecordRef record, std::int64_t time) {
  std::vector<Entry>& entries = entries_[static_cast<std::size_t>(record.kind)];
  if (record.row >= entries.size()) {
    entries.resize(std::max<std::size_t>(std::size_t{record.row} + 1, entries.size() * 2));
  }
  Entry& entry = entries[record.row];
  entry.next = time;
  if (time == kNeverMoves || entry.leaf <= leaf_of(time)) return;
  entry.leaf = leaf_of(time);
  leaves_[entry.leaf].push_back(record);
}

void DueQueue::take(std::int64_t until, std::vector<RecordRef>& due) {
  std::vector<RecordRef> later;
  while (!leaves_.empty() && leaves_.begin()->first <= leaf_of(until)) {
    const std::int64_t leaf = leaves_.begin()->first;
    const std::vector<RecordRef> records = std::move(leaves_.begin()->second);
    leaves_.erase(leaves_.begin());
    for (const RecordRef& record : records) {
      Entry& entry = entries_[static_cast<std::size_t>(record.kind)][record.row];
      if (entry.leaf != leaf) continue;  // it was brought forward since
      entry.leaf = kNoLeaf;
      if (entry.next > until) {
        later.push_back(record);
        continue;
      }
      entry.next = kNeverMoves;
      due.push_back(record);
    }
  }
  for (const RecordRef& record : later) {
    set(record, entries_[static_cast<std::size_t>(record.kind)][record.row].next);
  }
}

}  // namespace leadline
