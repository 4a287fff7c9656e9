// SPDX-License-Identifier: Apache-2.0
// Who reads whom among definitions, scores, groups, grades, thresholds, segments and deadlines. A circle among them has no meaning
// and is reported with its path, step by step. Entry point: Circles::report.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "leadline/diagnostic.hpp"

namespace leadline::checking {

class Circles {
 public:
  enum class Kind : std::uint8_t { kDefinition, kScore, kGroup, kGrade, kThreshold, kSegment, kDeadline };
  using Node = std::uint32_t;
  static constexpr Node kNobody = ~Node{0};

  // The node of a thing, made at the first call; `name` and `span` are for messages.
  Node node(Kind kind, std::uint32_t index, std::uint32_t second, const std::string& name, const Span& span);
  // `from` reads `to` at `span`. Nobody reads nothing.
  void edge(Node from, Node to, const Span& span);
  // One error for each circle.
  void report(Diagnostics& diagnostics) const;

 private:
  struct Edge {
    Node to;
    Span span;
  };
  struct Entry {
    std::string name;
    Span span;
    std::vector<Edge> edges;
  };
  std::map<std::tuple<Kind, std::uint32_t, std::uint32_t>, Node> nodes_;
  std::vector<Entry> entries_;
};

}  // namespace leadline::checking
