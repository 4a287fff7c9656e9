// SPDX-License-Identifier: Apache-2.0
// Rules whose points follow from how many of a contact's interactions a selection finds, or from how these fade: a sum
// of such rules is one operation, which walks over the interactions once for all of them. Entry point: count_together.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/graph/node.hpp"

namespace leadline {

struct Plan;

struct CountedRule {
  enum class Form : std::uint8_t {
    kTimes,   // points for each
    kWhen,    // points where there are at least `least`
    kUnless,  // points where there are fewer than `least`
    kFading,  // the faded points of each
  } form{};
  std::uint32_t selection = 0;  // into Counting::selections
  std::int64_t points = 0;      // millionths; not of kFading, where the selection's aggregate has them
  std::int64_t least = 1;
  Bounds bounds;
};

/// The rules of one sum, seen from a contact, or from an account (a pool is one) whose contacts count together.
struct Counting {
  /// Aggregates of contacts that find the interactions, whatever they make of them; those of fading rules give points,
  /// and come first.
  std::vector<std::uint32_t> selections;
  std::uint32_t fading = 0;  // so many of them
  std::vector<CountedRule> rules;
  /// Who looks at a kind of interaction: part `part` of selection `selection`.
  struct Looker {
    std::uint32_t selection = 0;
    std::uint32_t part = 0;
  };
  struct Kind {
    std::uint32_t interaction = 0;
    std::vector<Looker> lookers;
  };
  std::vector<Kind> kinds;
  /// A sum with these rules, and the node by which each of them can be computed alone.
  struct Sum {
    NodeId node = kNoNode;
    std::vector<NodeId> rules;
  };
  std::vector<Sum> sums;
  /// The sum of contacts with these rules, if there is one: what it counts serves the sums of accounts and pools, too.
  NodeId contacts = kNoNode;
};

/// Whether the rules of a selection ask only if it finds any interaction, not how many.
[[nodiscard]] bool only_any(const Counting& counting, std::uint32_t selection);

/// Sums of points that hold at least two such rules become kCountedPoints.
void count_together(Plan& plan);

}  // namespace leadline
