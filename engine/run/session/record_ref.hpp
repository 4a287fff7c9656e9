// SPDX-License-Identifier: Apache-2.0
// A record of a session, by its kind and its row.
#pragma once
#include <cstdint>
#include <tuple>

#include "engine/program/program.hpp"

namespace leadline {

struct RecordRef {
  RecordKind kind{};
  std::uint32_t row = ~std::uint32_t{0};

  friend bool operator<(const RecordRef& a, const RecordRef& b) {
    return std::tie(a.kind, a.row) < std::tie(b.kind, b.row);
  }
  friend bool operator==(const RecordRef& a, const RecordRef& b) { return a.kind == b.kind && a.row == b.row; }
};

}  // namespace leadline
