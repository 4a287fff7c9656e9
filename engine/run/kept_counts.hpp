// SPDX-License-Identifier: Apache-2.0
// What the rules that count interactions found of each contact, and of all contacts of an account together, kept from
// one event of a run to the next: what a contact does now is added to that, and only what has left a window, or fades
// on another day, is counted again. Entry points: find, add_to_kept_counts.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/graph/time_use.hpp"

namespace leadline {

class Evaluator;

class KeptCounts {
 public:
  /// Whose interactions are counted.
  enum class Of : std::uint8_t { kContact, kAccount };
  /// What one selection found.
  struct Count {
    std::int64_t until = kUnknown;  // when it can be another, by time alone
    std::int64_t faded = 0;         // points, in millionths
    std::uint32_t count = 0;        // of a selection that is asked only whether it finds any: at least so many

    static constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::min();
    [[nodiscard]] bool holds(std::int64_t now) const { return until > now; }
  };
  /// Selections that look at a kind of interaction.
  struct Lookers {
    std::uint32_t counting = 0;
    const std::vector<Counting::Looker>* all = nullptr;  // of the plan
  };

  KeptCounts(const Plan& plan, const std::vector<TimeUse>& uses);

  /// False: what the rules ask of an interaction is something that time changes.
  [[nodiscard]] bool keeps(std::uint32_t counting) const { return tables_[counting].kept; }
  /// [selection of the counting]. Valid until the next call.
  [[nodiscard]] Count* find(std::uint32_t counting, Of of, std::uint32_t row) {
    Table& table = tables_[counting];
    std::vector<Count>& counts = table.counts[static_cast<std::size_t>(of)];
    const std::size_t first = std::size_t{row} * table.width;
    if (first + table.width > counts.size()) counts.resize(std::max(first + table.width, first * 2));
    return &counts[first];
  }
  /// The same where something is kept, else null.
  [[nodiscard]] Count* known(std::uint32_t counting, Of of, std::uint32_t row) {
    Table& table = tables_[counting];
    std::vector<Count>& counts = table.counts[static_cast<std::size_t>(of)];
    const std::size_t first = std::size_t{row} * table.width;
    return first + table.width > counts.size() ? nullptr : &counts[first];
  }
  [[nodiscard]] const std::vector<Lookers>& lookers(std::uint32_t interaction) const { return lookers_[interaction]; }

  /// What is kept will be asked for soon.
  void expect(Of of, std::uint32_t row) const;
  /// Something else about a contact than what it does has changed, or which contacts an account has.
  void drop(Of of, std::uint32_t row);
  /// Who did what has changed.
  void drop_all();

 private:
  struct Table {
    bool kept = false;
    std::size_t width = 0;
    std::array<std::vector<Count>, 2> counts;  // [of][row * width + selection]
  };

  std::vector<Table> tables_;                  // [counting]
  std::vector<std::vector<Lookers>> lookers_;  // [interaction kind]
};

/// A contact did something: what is kept of it is as if it were counted again. Only for evaluators that keep counts.
void add_to_kept_counts(Evaluator& evaluator, std::uint32_t interaction, std::uint32_t row);

}  // namespace leadline
