// SPDX-License-Identifier: Apache-2.0
// Values that last from one event of a run to the next: what an evaluation of one record found is kept until time moves
// on past it or something that it reads changes. Which nodes are worth it is decided once for a plan. Entry points:
// find, drop.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/data/prefetch.hpp"
#include "engine/graph/plan.hpp"
#include "engine/graph/time_use.hpp"
#include "engine/run/lanes.hpp"

namespace leadline {

class KeptValues {
 public:
  static constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::min();

  struct Entry {
    std::int64_t value = 0;  // a flag, a number, or points of up to 64 bits
    std::int64_t until = kUnknown;

    /// `now` never goes back while a value is kept.
    [[nodiscard]] bool holds(std::int64_t now) const { return until > now; }
    void read(Slot& slot) const { slot.set(Int128{value}); }
    /// Points that do not fit are not kept.
    void write(const Slot& slot, Lane lane, std::int64_t holds_until) {
      const bool fits = lane != Lane::kPoints || slot.as<Int128>() == slot.as<std::int64_t>();
      value = slot.as<std::int64_t>();
      until = fits ? holds_until : kUnknown;
    }
  };
  KeptValues(const Plan& plan, const std::vector<TimeUse>& uses);

  [[nodiscard]] bool keeps(NodeId node) const { return places_[node].kind >= 0; }
  /// A run asks for the node only where something kept has to be found again, or never.
  [[nodiscard]] bool rarely_asked(NodeId node) const { return rarely_asked_[node]; }

  /// Where the value of a node for a row is kept; null: it is not. Valid until the next call.
  [[nodiscard]] Entry* find(NodeId node, std::uint32_t row) {
    const Place& place = places_[node];
    if (place.kind < 0 || row == ~std::uint32_t{0}) return nullptr;
    Table& table = tables_[static_cast<std::size_t>(place.kind)];
    const std::size_t at = std::size_t{row} * table.width + place.slot;
    if (at >= table.entries.size()) table.entries.resize(std::max((std::size_t{row} + 1) * table.width, at * 2));
    return &table.entries[at];
  }

  /// What is kept of a record will be asked for soon.
  void expect(RecordKind kind, std::uint32_t row) const {
    const Table& table = tables_[static_cast<std::size_t>(kind)];
    const std::size_t first = std::size_t{row} * table.width;
    if (first + table.width <= table.entries.size()) prefetch_all(table.entries.data() + first, table.width);
  }

  /// Whether something kept of records of a kind reads interactions of a kind.
  [[nodiscard]] bool reads(RecordKind kind, std::uint32_t interaction) const {
    return !tables_[static_cast<std::size_t>(kind)].readers[interaction].empty();
  }

  /// A record, or something that it reads through its links, has changed.
  void drop(RecordKind kind, std::uint32_t row);
  /// An interaction of a kind came to the record, or to a contact that it reads.
  void drop(RecordKind kind, std::uint32_t row, std::uint32_t interaction);
  /// The same for those of which f(node) says so.
  template <class F>
  void drop_if(RecordKind kind, std::uint32_t row, std::uint32_t interaction, F f) {
    Table& table = tables_[static_cast<std::size_t>(kind)];
    const std::size_t first = std::size_t{row} * table.width;
    if (first + table.width > table.entries.size()) return;
    for (const NodeId node : table.readers[interaction]) {
      Entry& entry = table.entries[first + places_[node].slot];
      if (entry.until != kUnknown && f(node)) entry.until = kUnknown;
    }
  }

  /// Who did what has changed.
  void drop_all();

 private:
  struct Place {
    std::int32_t kind = -1;  // a pool's is that of its account
    std::uint32_t slot = 0;
  };
  struct Table {
    std::size_t width = 0;
    std::vector<Entry> entries;                // [row * width + slot]
    std::vector<std::vector<NodeId>> readers;  // [interaction kind]
  };

  std::vector<Place> places_;       // [node]
  std::vector<bool> rarely_asked_;  // [node]
  std::array<Table, kRecordKinds> tables_;
};

}  // namespace leadline
