// SPDX-License-Identifier: Apache-2.0
#include "engine/run/explain_all.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "engine/data/parallel.hpp"
#include "engine/run/always_asked.hpp"
#include "engine/run/binding.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/run/story.hpp"

namespace leadline {
namespace {

// What one thread needs to tell stories.
struct Teller {
  explicit Teller(const Binding& binding) : evaluator(binding, Evaluator::Mode::kSingle), story(evaluator) {}

  Evaluator evaluator;
  Story story;
  RecordLedger ledger;
};

class Block final : public StoryBlock {
 public:
  explicit Block(Teller& teller) : teller_(teller) {}

  const RecordLedger& story(std::uint32_t row) override {
    teller_.story.tell(kind, row, nullptr, teller_.ledger);
    return teller_.ledger;
  }

 private:
  Teller& teller_;
};

class Telling {
 public:
  Telling(const Plan& plan, const Dataset& data, const ExplainAllOptions& options,
          const std::function<void(StoryBlock&)>& read)
      : plan_(plan),
        options_(options),
        binding_(plan, data, options.as_of, true),
        constants_(binding_, Evaluator::Mode::kSingle),
        blocks_(binding_, Evaluator::Mode::kBlock),
        tellers_([this] { return std::make_unique<Teller>(binding_); }),
        read_(read) {}

  void run() {
    settle_constants(binding_, constants_);
    std::size_t blocks = 0;
    for (int i = 0; i < kRecordKinds; ++i) {
      const auto kind = static_cast<RecordKind>(i);
      if (!is_evaluated(*plan_.program, kind)) continue;
      readers_.push_back(reader_of(kind, blocks));
      blocks += (std::size_t{binding_.sizes[grain_of(kind)]} + kBlockRows - 1) / kBlockRows;
    }
    run_stages(binding_, blocks_, {}, thread_count(options_.threads), {}, readers_);
  }

 private:
  BlockReader reader_of(RecordKind kind, std::size_t first_block) {
    BlockReader reader;
    reader.late = grain_of(kind);
    reader.nodes = nodes_of(kind);
    std::vector<bool> known(plan_.nodes.size(), false);
    for (const NodeId node : reader.nodes) known[node] = true;
    reader.read = [this, kind, first_block, known = std::move(known)](const Evaluator& evaluator, std::uint32_t begin,
                                                                      std::uint32_t count) {
      std::unique_ptr<Teller> teller = tellers_.take();
      teller->evaluator.know(KnownBlock{&evaluator, &known, begin, count});
      Block block(*teller);
      block.number = first_block + begin / kBlockRows;
      block.kind = kind;
      block.begin = begin;
      block.end = begin + count;
      read_(block);
      teller->evaluator.know(KnownBlock{});
      tellers_.give_back(std::move(teller));
    };
    return reader;
  }

  // Of the kind's own grain.
  [[nodiscard]] std::vector<NodeId> nodes_of(RecordKind kind) {
    const StoryNodes of_kind = story_nodes(plan_, kind);
    std::vector<NodeId> nodes;
    const auto add = [&](NodeId node) {
      if (node != kNoNode && plan_.nodes[node].grain == grain_of(kind)) nodes.push_back(node);
    };
    for (const NodeId node : of_kind.always) add(node);
    for (const std::vector<NodeId>& rule : of_kind.rules) {
      for (const NodeId node : rule) kept_bytes_ += bytes_behind(node, kind);
      if (kept_bytes_ > options_.memory) break;
      for (const NodeId node : rule) add(node);
    }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
  }

  // The columns of other grains that a node reads, and that nobody before it has counted.
  std::size_t bytes_behind(NodeId id, RecordKind kind) {
    counted_.resize(plan_.nodes.size(), false);
    if (id == kNoNode || counted_[id]) return 0;
    counted_[id] = true;
    const Node& node = plan_.nodes[id];
    if (node.grain == kConstantGrain || plan_.grains[node.grain].kind == GrainKind::kPair) return 0;
    if (node.grain != grain_of(kind)) {
      return std::size_t{binding_.sizes[node.grain]} * lane_size(node.lane, binding_.wide);
    }
    std::size_t bytes = 0;
    for (const NodeId read : reads_of(plan_, node)) bytes += bytes_behind(read, kind);
    return bytes;
  }

  const Plan& plan_;
  const ExplainAllOptions& options_;
  Binding binding_;
  Evaluator constants_;  // keeps the texts of constants
  EvaluatorPool blocks_;
  Pool<Teller> tellers_;
  const std::function<void(StoryBlock&)>& read_;
  std::vector<BlockReader> readers_;
  std::size_t kept_bytes_ = 0;
  std::vector<bool> counted_;  // [node]
};

}  // namespace

void explain_all(const Plan& plan, const Dataset& data, const ExplainAllOptions& options,
                 const std::function<void(StoryBlock& block)>& read) {
  Telling(plan, data, options, read).run();
}

}  // namespace leadline
