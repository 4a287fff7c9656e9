// SPDX-License-Identifier: Apache-2.0
// When time alone can change something about a record: a calendar of coarse leaves, so that another time for a record
// costs the same however many records wait. Entry point: DueQueue.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/data/prefetch.hpp"
#include "engine/run/session/record_ref.hpp"
#include "engine/run/ticks.hpp"

namespace leadline {

class DueQueue {
 public:
  /// kNeverMoves: time alone changes nothing.
  [[nodiscard]] std::int64_t next(RecordRef record) const {
    const std::vector<Entry>& entries = entries_[static_cast<std::size_t>(record.kind)];
    return record.row < entries.size() ? entries[record.row].next : kNeverMoves;
  }
  /// A record's time will be asked for soon.
  void expect(RecordRef record) const {
    const std::vector<Entry>& entries = entries_[static_cast<std::size_t>(record.kind)];
    if (record.row < entries.size()) prefetch(&entries[record.row]);
  }
  void set(RecordRef record, std::int64_t time);
  /// No record is due before; kNeverMoves if none ever is.
  [[nodiscard]] std::int64_t not_before() const {
    return leaves_.empty() ? kNeverMoves : leaves_.begin()->first << 22U;
  }
  /// Adds the records that are due at a time or were before; they are due no more.
  void take(std::int64_t until, std::vector<RecordRef>& due);

 private:
  struct Entry {
    std::int64_t next = kNeverMoves;
    std::int64_t leaf = kNoLeaf;  // the earliest in which it stands
  };
  static constexpr std::int64_t kNoLeaf = kNeverMoves;

  [[nodiscard]] static std::int64_t leaf_of(std::int64_t time) { return time >> 22U; }

  std::array<std::vector<Entry>, kRecordKinds> entries_;  // [kind][row]
  // A record whose time was put off still stands in the earlier leaf, and is moved when that one is turned.
  std::map<std::int64_t, std::vector<RecordRef>> leaves_;
};

}  // namespace leadline
