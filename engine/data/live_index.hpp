// SPDX-License-Identifier: Apache-2.0
// What an open dataset knows about the order of its rows: lists of rows for each target of a link. Only for the sources
// of Dataset.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "engine/data/dataset.hpp"

namespace leadline {

inline constexpr std::size_t kLinks = 3;
using RowLists = std::vector<std::vector<std::uint32_t>>;

struct Dataset::Live {
  // [kind][link][target row]: rows that link there, by id.
  std::array<std::array<RowLists, kLinks>, kRecordKinds> linking;
  std::vector<RowLists> of_contact;  // [interaction kind][contact]
  std::vector<RowLists> of_lead;
  // Codes of links that lead nowhere yet: rows of a kind that will link to the record once it is there.
  std::array<std::array<RowLists, kLinks>, kRecordKinds> waiting;  // [kind][link][code of the id]
  struct Waiting {
    std::uint32_t kind = 0;
    std::uint32_t row = 0;
  };
  std::vector<std::vector<Waiting>> waiting_contact, waiting_lead;  // interactions: [code of the id]
};

}  // namespace leadline
