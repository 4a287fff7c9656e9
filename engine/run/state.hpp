// SPDX-License-Identifier: Apache-2.0
// What can change about a record while it is evaluated, laid over what was recorded of it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/node.hpp"

namespace leadline {

/// A move or a threshold reached in this evaluation: an interaction at `now` without id.
struct StateEvent {
  std::uint32_t kind = kMoveKind;
  std::uint32_t from = 0;  // kMoveKind: stages of the process
  std::uint32_t to = 0;
  std::uint32_t threshold = 0;  // kReachKind
};

/// The present state of the one record that is being evaluated. Whatever is not `changed` is as recorded.
struct RecordState {
  RecordKind kind{};
  std::uint32_t row = kNoRow;
  std::int32_t process = -1;  // into Program::processes
  std::int32_t stage = -1;    // into its stages
  std::int64_t stage_since = kMissing64;
  std::int64_t status = kMissing64;    // place of the word
  std::vector<std::uint64_t> reached;  // bits by threshold of the program
  std::vector<std::uint64_t> cleared;
  std::vector<std::string> held;  // names of transitions, sorted
  std::vector<StateEvent> events;
  StateMask changed = 0;
};

[[nodiscard]] inline bool bit(const std::vector<std::uint64_t>& bits, std::uint32_t index) {
  return (bits[index / 64] >> (index % 64) & 1U) != 0;
}
inline void set_bit(std::vector<std::uint64_t>& bits, std::uint32_t index, bool value) {
  const std::uint64_t mask = std::uint64_t{1} << (index % 64);
  bits[index / 64] = value ? bits[index / 64] | mask : bits[index / 64] & ~mask;
}

}  // namespace leadline
