// SPDX-License-Identifier: Apache-2.0
// Which nodes the stages of a plan compute for what somebody wants, and where the values of each lie: in a column that
// is kept, or in scratch that blocks share. Used by run_stages only.
#pragma once
#include <cstddef>
#include <vector>

#include "engine/run/binding.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {

/// A stage with only what is wanted.
struct StageLayout {
  GrainId grain = 0;
  std::vector<NodeId> nodes;                // to compute, in order
  std::vector<unsigned char*> kept;         // [i]: column of nodes[i], or null
  std::vector<std::size_t> scratch;         // [i]: else its place in the scratch
  std::vector<NodeId> columns;              // kept nodes of this grain that earlier stages or the data brought
  std::vector<const BlockReader*> readers;  // whose nodes are all there when a block of this stage is done
  std::size_t scratch_bytes = 0;
};

class Layout {
 public:
  /// Makes the columns of what is kept. The readers must outlive it.
  Layout(Binding& binding, const std::vector<NodeId>& wanted, const std::vector<BlockReader>& readers);

  std::vector<StageLayout> stages;  // one after the other; those of late readers behind all others

 private:
  [[nodiscard]] bool about_pairs(NodeId id) const;
  [[nodiscard]] bool computed_early(NodeId id) const;
  [[nodiscard]] std::vector<NodeId> reads(NodeId id) const;
  [[nodiscard]] std::vector<bool> late_nodes(const BlockReader& reader) const;
  void mark(const std::vector<NodeId>& wanted, const std::vector<BlockReader>& readers);
  void place(const std::vector<BlockReader>& readers);
  void lay_out();
  [[nodiscard]] StageLayout lay_out(GrainId grain, const std::vector<NodeId>& nodes,
                                    std::vector<const BlockReader*> readers);

  Binding& binding_;
  const Plan& plan_;
  std::vector<std::int32_t> stage_;  // [node]: -1 where it stands in none
  std::vector<bool> active_;
  std::vector<bool> kept_;
  std::vector<std::vector<const BlockReader*>> turns_;  // [stage]
  struct Late {
    const BlockReader* reader = nullptr;
    std::vector<bool> nodes;  // [node]
  };
  std::vector<Late> late_;
};

}  // namespace leadline
