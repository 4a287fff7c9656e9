// SPDX-License-Identifier: Apache-2.0
// Nodes, grains, links and aggregates while the graph is built: adding one that is already there gives the old one
// (hash-consing), so what stands in forty rules is computed once. Used by GraphBuilder only.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/graph/node.hpp"

namespace leadline {

class NodeTable {
 public:
  explicit NodeTable(const Program& program);

  NodeId add(Node node);
  GrainId add(const Grain& grain);
  LinkId add(const Link& link);
  std::uint32_t add(Aggregate aggregate);

  [[nodiscard]] const Node& node(NodeId id) const { return nodes_[id]; }
  [[nodiscard]] const Grain& grain(GrainId id) const { return grains_[id]; }
  [[nodiscard]] const Link& link(LinkId id) const { return links_[id]; }

  /// Bits of the state that following the link reads.
  [[nodiscard]] StateMask state_of(LinkId id) const;

  [[nodiscard]] std::vector<Node>& nodes() { return nodes_; }
  [[nodiscard]] std::vector<Grain>& grains() { return grains_; }
  [[nodiscard]] std::vector<Link>& links() { return links_; }
  [[nodiscard]] std::vector<Aggregate>& aggregates() { return aggregates_; }

 private:
  [[nodiscard]] StateMask own_state(const Node& node) const;

  const Program& program_;
  std::vector<Node> nodes_;
  std::vector<Grain> grains_;
  std::vector<Link> links_;
  std::vector<Aggregate> aggregates_;
  std::unordered_map<std::string, std::uint32_t> known_;  // looked up only: its order never shows
};

/// Whether an operation's value follows from those of its children alone: no row, no state and no clock is looked at.
[[nodiscard]] bool follows_from_children(NodeOp op);

/// Whether two parts of selections find the same rows of the same kind, whatever is made of them.
[[nodiscard]] bool same_items(const AggregatePart& a, const AggregatePart& b);

/// All nodes that an aggregate reads: at its own grain, at its items' and at pairs.
[[nodiscard]] std::vector<NodeId> inputs_of(const Aggregate& aggregate);

}  // namespace leadline
