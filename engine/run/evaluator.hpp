// SPDX-License-Identifier: Apache-2.0
// Computes nodes, one operation at a time, for a block of rows or for a single one. The same operations serve both:
// in a block, operands lie in block scratch or in kept columns; for a single row they are asked for recursively, and a
// RecordState may lie over what was recorded. An Evaluator belongs to one thread.
#pragma once
#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/graph/time_use.hpp"
#include "engine/run/binding.hpp"
#include "engine/run/counted_cells.hpp"
#include "engine/run/counted_walk.hpp"
#include "engine/run/far_values.hpp"
#include "engine/run/kept_counts.hpp"
#include "engine/run/kept_values.hpp"
#include "engine/run/lanes.hpp"
#include "engine/run/state.hpp"
#include "engine/run/ticks.hpp"

namespace leadline {

inline constexpr std::uint32_t kBlockRows = 2048;

/// The rows that an operation is done for: a range, a list, or pairs (list and items).
struct Rows {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
  const std::uint32_t* list = nullptr;
  const std::uint32_t* items = nullptr;

  [[nodiscard]] std::uint32_t operator[](std::size_t i) const {
    return list != nullptr ? list[i] : begin + static_cast<std::uint32_t>(i);
  }
};

/// Texts that operations make; they live as long as the arena.
class TextArena {
 public:
  std::string_view keep(std::string_view text);
  void clear();
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kChunk = 1U << 16U;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t used_ = kChunk;
  std::size_t bytes_ = 0;
};

/// A row that a selection found: which part of the aggregate it belongs to, and where it stands.
struct FoundItem {
  std::uint32_t part = 0;
  std::uint32_t row = 0;
};

/// When an item may have been: bounds that an aggregate's windows give, `moving` the shortest that ends at the present.
struct TimeSpan {
  std::int64_t low = kMissing64 + 1;
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  bool windowed = false;
  std::int64_t moving = kNeverMoves;
};

/// Values of one record that were found by other means than by asking for one after the other.
struct KnownRow {
  struct Value {
    Int128 value = 0;                  // a flag, a number or points
    std::int64_t until = kNeverMoves;  // when it can be another, by time alone
  };
  static constexpr std::uint32_t kUnknown = ~std::uint32_t{0};

  const Value* values = nullptr;
  const std::uint32_t* places = nullptr;  // [node]: in values; kUnknown
  std::uint32_t row = kNoRow;
};

class Evaluator;

/// Values of rows that an evaluator of blocks found together, under the recorded state.
struct KnownBlock {
  const Evaluator* block = nullptr;          // in whose lanes they lie
  const std::vector<bool>* nodes = nullptr;  // [node]: whether they are there; all of one grain
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

class Evaluator {
 public:
  enum class Mode : std::uint8_t { kBlock, kSingle };

  Evaluator(const Binding& binding, Mode mode);

  const Binding& binding;
  const Plan& plan;

  // --- a block at a time ---

  /// Where the values of a node lie for the block that is computed.
  std::vector<const unsigned char*> lanes;  // [node]

  void compute(NodeId node, const Rows& rows, void* out);

  /// Memory of the block for what is not kept.
  unsigned char* scratch(std::size_t bytes);

  // --- one row ---

  /// The value of a node for one row (kNoRow: for a missing record).
  template <class T>
  T value(NodeId node, std::uint32_t row) {
    if constexpr (!std::is_class_v<T>) {
      if (const KnownRow::Value* const known = known_of(node, row)) {
        changes_at(known->until);
        return static_cast<T>(known->value);
      }
    }
    Slot slot;
    evaluate(node, row, kNoRow, slot);
    return slot.as<T>();
  }
  [[nodiscard]] std::int64_t number(NodeId node, std::uint32_t row) { return value<std::int64_t>(node, row); }
  [[nodiscard]] bool yes(NodeId node, std::uint32_t row) { return value<std::uint8_t>(node, row) == 1; }
  [[nodiscard]] Int128 points(NodeId node, std::uint32_t row) {
    return binding.wide ? value<Int128>(node, row) : value<std::int64_t>(node, row);
  }

  void evaluate(NodeId node, std::uint32_t row, std::uint32_t item, Slot& out);

  /// What is known of a row, none of it by its state, until it is forgotten; it must outlive that.
  void know(const KnownRow& known) {
    known_ = known;
    known_epoch_ = epoch_;
  }

  /// What is known of a block of rows until another is; it must outlive that.
  void know(const KnownBlock& block) { block_ = block; }

  /// Lays a state over the recorded one; it must outlive its use. After a change of it call `forget_state`, after one
  /// of the data `forget`.
  void lay_over(const RecordState* state);
  void forget_state();
  void forget(bool keep_texts = false);
  [[nodiscard]] const RecordState* state() const { return state_; }

  /// The earliest time after now at which a value that was asked for since `begin_watch` can be another, by time alone.
  /// What is known already is computed again, since nobody would say of it when it changes.
  void begin_watch() {
    forget();
    next_change_ = kNeverMoves;
  }
  [[nodiscard]] std::int64_t next_change() const { return next_change_; }
  /// How nodes depend on the present, by node; without it only windows and fading are watched.
  const std::vector<TimeUse>* time_uses = nullptr;
  /// What earlier evaluations found, where somebody tells of changes; only together with `time_uses`.
  KeptValues* kept_values = nullptr;
  KeptCounts* kept_counts = nullptr;  // likewise

  // --- for the operations ---

  /// When what `f` looks at can be another by time alone; nobody else is told.
  template <class F>
  std::int64_t watch(F f) {
    const std::int64_t others = next_change_;
    next_change_ = kNeverMoves;
    f();
    return std::exchange(next_change_, others);
  }

  /// Said by an operation whose value can be another from this time on.
  void changes_at(std::int64_t time) {
    if (time > binding.now) next_change_ = std::min(next_change_, time);
  }

  /// The value of an aggregate's own input: a node of the same grain, for the row that stands at `lane` of the block.
  template <class T>
  T at_subject(NodeId node, std::uint32_t row, std::uint32_t lane) {
    if (plan.nodes[node].grain == kConstantGrain) return binding.constants[node].as<T>();
    if (mode_ == Mode::kSingle) return value<T>(node, row);
    T result;
    std::memcpy(&result, lanes[node] + std::size_t{lane} * sizeof(T), sizeof(T));
    return result;
  }

  /// The value of a node about pairs for one pair.
  template <class T>
  T at_pair(NodeId node, std::uint32_t row, std::uint32_t item) {
    Slot slot;
    if (mode_ == Mode::kBlock) {
      single().evaluate(node, row, item, slot);
    } else {
      evaluate(node, row, item, slot);
    }
    return slot.as<T>();
  }

  [[nodiscard]] const Rows& rows() const { return rows_; }
  [[nodiscard]] std::uint32_t count() const { return rows_.count; }

  template <class T>
  In<T> in(NodeId node) {
    return In<T>{static_cast<const T*>(operand(node)),
                 plan.nodes[node].grain == kConstantGrain || mode_ == Mode::kSingle ? 0U : 1U};
  }

  /// The value at a row of another grain.
  template <class T>
  T far(NodeId node, std::uint32_t row) {
    if (const unsigned char* column = kept(node, row)) {
      T result;
      std::memcpy(&result, column + std::size_t{row} * sizeof(T), sizeof(T));
      return result;
    }
    if (plan.nodes[node].grain == kConstantGrain) return binding.constants[node].as<T>();
    return far_slow<T>(node, row);
  }

  /// The node's column where that is true for this row and state, else null.
  [[nodiscard]] const unsigned char* kept(NodeId node, std::uint32_t row) const {
    const unsigned char* column = binding.columns[node];
    if (column == nullptr || row == kNoRow) return nullptr;
    if (mode_ == Mode::kSingle) {
      const Node& one = plan.nodes[node];
      if ((one.state & changed_) != 0 || row >= binding.sizes[one.grain]) return nullptr;
    }
    return column;
  }

  /// Where a link leads from a row, under the present state.
  [[nodiscard]] std::uint32_t follow(LinkId link, std::uint32_t row) const;
  [[nodiscard]] bool plain(LinkId link) const { return (link_states_[link] & changed_) == 0; }

  /// The state that lies over a record, or null.
  [[nodiscard]] const RecordState* state_of(RecordKind kind, std::uint32_t row) const {
    return state_ != nullptr && state_->row == row && state_->kind == kind ? state_ : nullptr;
  }
  [[nodiscard]] StateMask changed() const { return changed_; }
  [[nodiscard]] Mode mode() const { return mode_; }

  [[nodiscard]] std::string_view keep(std::string_view text) { return texts_.keep(text); }

  /// All rows that an aggregate's selection finds for a row of its grain, in no particular order.
  void find_items(const Aggregate& aggregate, std::uint32_t row, std::uint32_t lane, std::vector<FoundItem>& found);
  /// Whether a contact did anything that is equal in something to the record that asks, for one record of an open
  /// dataset; nothing where the node asks for more than that.
  [[nodiscard]] std::optional<bool> any_equal(NodeId node, std::uint32_t row);
  /// Whether a node's value for a record can be another because of an interaction that came to its contact: not, where
  /// it asks whether there is one that is equal in something, and this one is not.
  [[nodiscard]] bool concerns(NodeId node, std::uint32_t row, std::uint32_t kind, std::uint32_t item);
  /// Whether an item stands before another in the order of the language.
  [[nodiscard]] bool before(const Aggregate& aggregate, const FoundItem& a, const FoundItem& b) const;
  [[nodiscard]] std::int64_t time_of(const AggregatePart& part, std::uint32_t row) const;
  /// What an item gives after fading, or kMissing64.
  [[nodiscard]] std::int64_t points_of(std::uint32_t aggregate, const FoundItem& item, std::uint32_t row,
                                       std::uint32_t lane);

  template <class T>
  T item_value(const ItemNode& item, std::uint32_t row) {
    return far<T>(item.node, item.link == kNoLink ? row : follow(item.link, row));
  }

  /// Whether an item of a selection's part has what is asked of it alone.
  [[nodiscard]] bool item_passes(const AggregatePart& part, std::uint32_t row);

  CountedTally tally;            // scratch of counted points
  CountedWalk walk;              // likewise, of single records
  std::vector<FoundItem> found;  // scratch of the aggregates
  std::vector<std::int64_t> numbers;
  std::deque<Value> state_lists;  // reached and cleared, as lists of names

 private:
  struct Memo {
    Slot value;
    std::int64_t until = kNeverMoves;  // when it can be another, by time alone
    std::uint32_t row = kNoRow;
    std::uint64_t epoch = 0;
  };

  /// What was told of the row, until it is forgotten.
  [[nodiscard]] const KnownRow::Value* known_of(NodeId node, std::uint32_t row) const {
    if (known_epoch_ != epoch_ || known_.row != row) return nullptr;
    const std::uint32_t place = known_.places[node];
    return place == KnownRow::kUnknown ? nullptr : &known_.values[place];
  }
  [[nodiscard]] const unsigned char* known_in_block(NodeId node, std::uint32_t row) const;
  [[nodiscard]] std::uint32_t follow_event(LinkOp link) const;
  const void* operand(NodeId node);
  void note_use(NodeId node, std::uint32_t row, std::uint32_t item);
  void note_meeting(NodeId node, std::uint32_t row, std::uint32_t item);
  void dispatch(const Node& node, void* out);
  template <class T>
  T far_slow(NodeId node, std::uint32_t row) {
    Slot slot;
    if (mode_ == Mode::kBlock) {
      single().evaluate(node, row, kNoRow, slot);
    } else {
      evaluate(node, row, kNoRow, slot);
    }
    return slot.as<T>();
  }
  Evaluator& single();
  void find_in_part(const Aggregate& aggregate, std::uint32_t part, std::uint32_t row, const TimeSpan& span,
                    std::vector<FoundItem>& found);
  void note_time(std::int64_t at, const TimeSpan& span);
  void filter_pairs(const AggregatePart& part, std::uint32_t row, std::size_t begin, std::vector<FoundItem>& found);
  const std::vector<NodeId>& pair_order(NodeId node);

  Mode mode_;
  Rows rows_;
  const RecordState* state_ = nullptr;
  StateMask changed_ = 0;
  std::int64_t next_change_ = kNeverMoves;
  std::vector<StateMask> link_states_;
  TextArena texts_;
  // Single rows.
  std::vector<Memo> memo_;
  FarValues far_values_;
  KnownBlock block_;
  KnownRow known_;
  std::uint64_t known_epoch_ = 0;
  std::uint64_t epoch_ = 1;
  std::vector<std::unique_ptr<Slot[]>> frames_;
  std::size_t frame_top_ = 0;
  std::unique_ptr<unsigned char[]> scratch_;
  std::size_t scratch_bytes_ = 0;
  std::unique_ptr<Evaluator> single_;  // for what blocks meet rarely: missing records
  // Items and pairs.
  std::vector<std::uint32_t> pair_subjects_, pair_items_;
  std::unordered_map<NodeId, std::vector<NodeId>> pair_orders_;
  std::unordered_map<NodeId, std::vector<unsigned char>> pair_lanes_;
  /// What has to be equal, where a node asks whether there is any.
  struct EqualParts {
    bool enough = false;                                // else it asks for more than that
    std::vector<std::vector<PairEquality>> equalities;  // by part
    std::vector<std::vector<std::uint32_t>> of_kind;    // [interaction kind]: its parts
  };
  std::vector<std::unique_ptr<EqualParts>> equal_parts_;  // [node]; null: not looked at yet
  [[nodiscard]] EqualParts find_equal_parts(const Aggregate& aggregate) const;
  const EqualParts* equal_parts(NodeId node);
  void add_looked_at(const Aggregate& aggregate, std::uint32_t row, std::vector<std::uint32_t>& contacts) const;
  struct Wanted;
  using Wanteds = boost::container::small_vector<Wanted, 2>;
  bool find_wanted(const AggregatePart& part, const std::vector<PairEquality>& equalities, std::uint32_t row,
                   Wanteds& wanted);
  bool is_wanted(const AggregatePart& part, const Wanteds& wanted, std::uint32_t item);
  bool any_equal_of(const Aggregate& aggregate, const EqualParts& parts, std::uint32_t row,
                    const std::vector<std::uint32_t>& contacts);
  std::vector<std::uint32_t> looked_at_;  // scratch: contacts
};

// The operations, by family.
void compute_leaf(Evaluator& evaluator, const Node& node, void* out);
void compute_gather(Evaluator& evaluator, const Node& node, void* out);
void compute_text(Evaluator& evaluator, const Node& node, void* out);
void compute_list(Evaluator& evaluator, const Node& node, void* out);
void compute_compare(Evaluator& evaluator, const Node& node, void* out);
void compute_arithmetic(Evaluator& evaluator, const Node& node, void* out);
void compute_logic(Evaluator& evaluator, const Node& node, void* out);
void compute_aggregate(Evaluator& evaluator, const Node& node, void* out);
void fold_contacts(Evaluator& evaluator, const Node& node, void* out);
/// Adds what the rules of a counting give.
void add_counted(Evaluator& evaluator, const Node& node, std::int64_t* out);
void add_counted(Evaluator& evaluator, const Node& node, Int128* out);
/// Aggregates over the interactions of contacts that can be computed by walking over the tables; false: not this one.
bool scan_contacts(Evaluator& evaluator, const Node& node, void* out);
void compute_points(Evaluator& evaluator, const Node& node, void* out);
void compute_score(Evaluator& evaluator, const Node& node, void* out);

/// Working time between two moments, by the hours of the rule file.
[[nodiscard]] std::int64_t worked_milliseconds(const Hours& hours, const Zone& zone, std::int64_t from,
                                               std::int64_t to);

}  // namespace leadline
