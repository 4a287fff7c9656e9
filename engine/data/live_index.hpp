// SPDX-License-Identifier: Apache-2.0
// What an open dataset knows about the order of its rows: lists of rows for each target of a link, and who waits for a
// record that is not there yet. Only for the sources of Dataset.
#pragma once
#include <array>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/program/words.hpp"

namespace leadline {

inline constexpr std::size_t kLinks = 3;
using RowLists = std::vector<std::vector<std::uint32_t>>;

using checking::target_of;

struct Dataset::Live {
  struct Interaction {
    std::uint32_t kind = 0;
    std::uint32_t row = 0;
  };

  // [kind][link][target row]: rows that link there, by id.
  std::array<std::array<RowLists, kLinks>, kRecordKinds> linking;
  // [kind][link][code of an id that no record has]: rows that name it.
  std::array<std::array<RowLists, kLinks>, kRecordKinds> waiting;
  RowLists leads_alone;              // [account]: its leads without a contact, in no order
  std::vector<RowLists> of_contact;  // [interaction kind][contact]: in the order of the language
  std::vector<RowLists> of_lead;     // [interaction kind][lead]
  // [contact * kinds + kind]: the time of the last of them, kMissing64 where there is none. All kinds of a contact lie
  // together: most selections find there that there is nothing for them.
  std::vector<std::int64_t> latest;
  // [code of an id that no record has]: interactions that name it.
  std::vector<std::vector<Interaction>> waiting_contact;
  std::vector<std::vector<Interaction>> waiting_lead;
  std::unordered_set<std::uint64_t> seen;  // contact << 32 | code of an interaction's id; looked up only
};

}  // namespace leadline
