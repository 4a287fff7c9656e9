// SPDX-License-Identifier: Apache-2.0
// What one side of a part of an `on` line reads: whether it is a single field of a single record, wherever links lead
// to it. Entry point: tie_side.
#pragma once
#include <cstdint>
#include <optional>

#include "engine/graph/plan.hpp"

namespace leadline::running {

struct TieSide {
  bool good = false;  // it reads one field and nothing else
  RecordKind kind{};
  std::uint32_t field = 0;
  NodeId node = kNoNode;            // the value, of a record of this kind
  std::optional<RecordKind> names;  // it is the id of a record of a kind, or a link to one
};

[[nodiscard]] TieSide tie_side(const Plan& plan, NodeId node);

}  // namespace leadline::running
