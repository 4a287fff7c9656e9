// SPDX-License-Identifier: Apache-2.0
// What decides whether a record rests where it stands: some conditions, and else only its own fields and state, and the
// present. As long as nothing of that changes it need not be asked again what it waits for. Entry point: place_of.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/graph/plan.hpp"

namespace leadline {

class RestConditions {
 public:
  /// At most so many conditions decide about one place.
  static constexpr std::size_t kMost = 64;
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};

  /// `known`: what an evaluation of a record of the kind always finds out anyway. Only that is taken for a condition.
  RestConditions(const Plan& plan, RecordKind kind, const std::function<bool(NodeId)>& known);

  /// Of a process and a stage, or neither (-1); kNowhere: something else decides there too.
  [[nodiscard]] std::uint32_t place_of(std::int32_t process, std::int32_t stage) const {
    const std::uint32_t place =
        process < 0 || stage < 0 ? 0 : first_[static_cast<std::size_t>(process)] + static_cast<std::uint32_t>(stage);
    return places_[place].complete ? place : kNowhere;
  }
  [[nodiscard]] const std::vector<NodeId>& of(std::uint32_t place) const { return places_[place].conditions; }

 private:
  struct Place {
    bool complete = true;
    std::vector<NodeId> conditions;
  };

  std::vector<Place> places_;         // no process and stage, then the stages of all processes
  std::vector<std::uint32_t> first_;  // [process]: where its stages begin
};

}  // namespace leadline
