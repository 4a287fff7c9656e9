// SPDX-License-Identifier: Apache-2.0
#include "engine/run/evaluator.hpp"

#include <algorithm>

namespace leadline {
namespace {

constexpr std::size_t kFramesInChunk = 4096;

StateMask link_state(const Binding& binding, const Link& link) {
  if (link.op != LinkOp::kCode) return 0;
  const Grain& codes = binding.plan.grains[link.to];
  StateMask mask = 0;
  if (codes.of_interaction) {
    for (int kind = 0; kind < kRecordKinds; ++kind) {
      if (codes.interaction == kMoveKind) mask |= state_mask(static_cast<RecordKind>(kind), kMovesBit);
      if (codes.interaction == kReachKind) mask |= state_mask(static_cast<RecordKind>(kind), kReachesBit);
    }
    return mask;
  }
  const RecordSchema& schema = binding.program.schema(codes.record);
  if (codes.field == schema.process || codes.field == schema.stage) mask = state_mask(codes.record, kStageBit);
  if (codes.field == schema.status) mask = state_mask(codes.record, kStatusBit);
  return mask;
}

}  // namespace

std::string_view TextArena::keep(std::string_view text) {
  if (text.empty()) return {};
  if (used_ + text.size() > kChunk || chunks_.empty()) {
    chunks_.push_back(std::make_unique<char[]>(std::max(kChunk, text.size())));
    used_ = 0;
  }
  char* const place = chunks_.back().get() + used_;
  std::memcpy(place, text.data(), text.size());
  used_ = text.size() > kChunk ? kChunk : used_ + text.size();
  bytes_ += text.size();
  return {place, text.size()};
}

void TextArena::clear() {
  if (chunks_.size() > 1) chunks_.resize(1);
  used_ = chunks_.empty() ? kChunk : 0;
  bytes_ = 0;
}

Evaluator::Evaluator(const Binding& binding_, Mode mode)
    : binding(binding_), plan(binding_.plan), lanes(binding_.plan.nodes.size(), nullptr), mode_(mode) {
  for (const Link& link : plan.links) link_states_.push_back(link_state(binding, link));
  if (mode == Mode::kSingle) memo_.resize(plan.nodes.size());
}

unsigned char* Evaluator::scratch(std::size_t bytes) {
  if (single_) single_->forget(true);  // kept texts may be among its
  if (bytes > scratch_bytes_ || !scratch_) {
    scratch_ = std::unique_ptr<unsigned char[]>(new unsigned char[bytes + 1]);
    scratch_bytes_ = bytes;
  }
  return scratch_.get();
}

Evaluator& Evaluator::single() {
  if (!single_) single_ = std::make_unique<Evaluator>(binding, Mode::kSingle);
  return *single_;
}

const void* Evaluator::operand(NodeId id) {
  if (plan.nodes[id].grain == kConstantGrain) return binding.constants[id].bytes;
  if (mode_ == Mode::kBlock) return lanes[id];
  const std::size_t chunk = frame_top_ / kFramesInChunk;
  if (chunk == frames_.size()) frames_.push_back(std::make_unique<Slot[]>(kFramesInChunk));
  Slot& slot = frames_[chunk][frame_top_ % kFramesInChunk];
  ++frame_top_;
  evaluate(id, rows_[0], rows_.items == nullptr ? kNoRow : rows_.items[0], slot);
  return slot.bytes;
}

void Evaluator::compute(NodeId id, const Rows& rows, void* out) {
  const Rows outer = rows_;
  rows_ = rows;
  dispatch(plan.nodes[id], out);
  rows_ = outer;
}

// Where the block has the node's value, unless it reads what the state over the record has changed.
const unsigned char* Evaluator::known_in_block(NodeId id, std::uint32_t row) const {
  if (row - block_.begin >= block_.count || !(*block_.nodes)[id]) return nullptr;
  const Node& node = plan.nodes[id];
  if ((node.state & changed_) != 0) return nullptr;
  return block_.block->lanes[id] + std::size_t{row - block_.begin} * lane_size(node.lane, binding.wide);
}

void Evaluator::evaluate(NodeId id, std::uint32_t row, std::uint32_t item, Slot& out) {
  const Node& node = plan.nodes[id];
  if (node.grain == kConstantGrain) {
    out = binding.constants[id];
    if (time_uses != nullptr && (*time_uses)[id].turns()) note_use(id, row, item);
    return;
  }
  if (const unsigned char* column = kept(id, row)) {
    const std::size_t size = lane_size(node.lane, binding.wide);
    std::memcpy(out.bytes, column + row * size, size);
    return;
  }
  if (const unsigned char* known = known_in_block(id, row)) {
    std::memcpy(out.bytes, known, lane_size(node.lane, binding.wide));
    return;
  }
  const bool pair = item != kNoRow;
  const std::uint64_t key = std::uint64_t{id} << 32U | row;
  Memo& memo = memo_[id];
  KeptValues::Entry* lasting = nullptr;
  if (!pair) {
    if (const KnownRow::Value* const known = known_of(id, row)) {
      out.set(known->value);  // the first bytes are the flag or the number
      changes_at(known->until);
      return;
    }
    if (memo.epoch == epoch_) {
      if (memo.row == row) {
        out = memo.value;
        changes_at(memo.until);
        return;
      }
      if (const FarValues::Entry* known = far_values_.find(key)) {
        out = known->value;
        changes_at(known->until);
        return;
      }
    }
    lasting = kept_values == nullptr ? nullptr : kept_values->find(id, row);
    if (lasting != nullptr && lasting->holds(binding.now)) {
      lasting->read(out);
      changes_at(lasting->until);
      return;
    }
  }
  const std::size_t top = frame_top_;
  const Rows outer = rows_;
  const std::int64_t others_change = next_change_;
  next_change_ = kNeverMoves;
  rows_ = Rows{row, 1, &row, pair ? &item : nullptr};
  dispatch(node, out.bytes);
  rows_ = outer;
  if (time_uses != nullptr) note_use(id, row, item);
  const std::int64_t until = next_change_;
  next_change_ = std::min(until, others_change);
  frame_top_ = top;
  if (pair) return;
  if (lasting != nullptr) {
    lasting = kept_values->find(id, row);  // others came to be kept meanwhile
    lasting->write(out, node.lane, until);
  }
  if (memo.epoch != epoch_) {
    memo.epoch = epoch_;
    memo.row = row;
    memo.until = until;
    memo.value = out;
  } else {
    far_values_.add(key, out, until);
  }
}

void Evaluator::note_use(NodeId id, std::uint32_t row, std::uint32_t item) {
  const TimeUse& use = (*time_uses)[id];
  if (use.restless) changes_at(binding.now + 1);
  for (const NodeId constant : use.switches) note_meeting(constant, kNoRow, kNoRow);
  if (use.meets) note_meeting(id, row, item);
}

// When the sides of a comparison come to be equal.
void Evaluator::note_meeting(NodeId id, std::uint32_t row, std::uint32_t item) {
  const Node& node = plan.nodes[id];
  Slot left;
  Slot right;
  evaluate(node.children[0], row, item, left);
  evaluate(node.children[1], row, item, right);
  const auto a = left.as<std::int64_t>();
  const auto b = right.as<std::int64_t>();
  if (!present(a) || !present(b)) return;
  const bool left_grows = (*time_uses)[node.children[0]].slope > (*time_uses)[node.children[1]].slope;
  const Int128 until = left_grows ? Int128{b} - a : Int128{a} - b;
  // Where they are equal, they no longer are at the next moment.
  if (until >= 0 && until < kNeverMoves - binding.now) {
    changes_at(binding.now + std::max<std::int64_t>(1, static_cast<std::int64_t>(until)));
  }
}

void Evaluator::lay_over(const RecordState* state) {
  // Where nothing about a record has changed, all values are those without its state.
  const auto recorded = [](const RecordState* one) { return one == nullptr || one->changed == 0; };
  const bool same = recorded(state) && recorded(state_) && changed_ == 0;
  state_ = state;
  if (!same) forget_state();
}

// What is known of a row reads no state.
void Evaluator::forget_state() {
  const bool known = known_epoch_ == epoch_;
  forget();
  if (known) known_epoch_ = epoch_;
}

void Evaluator::forget(bool keep_texts) {
  ++epoch_;
  far_values_.forget();
  if (!state_lists.empty()) state_lists.clear();
  if (!keep_texts && texts_.bytes() > (1U << 20U)) texts_.clear();
  changed_ = state_ == nullptr ? 0 : state_->changed;
}

// The records of a move or reach that this evaluation made.
std::uint32_t Evaluator::follow_event(LinkOp link) const {
  const RecordTable& table = binding.data.table(state_->kind);
  const bool is_lead = state_->kind == RecordKind::kLead;
  if (link == LinkOp::kLead) return is_lead ? state_->row : kNoRow;
  const std::uint32_t contact = state_->kind == RecordKind::kContact            ? state_->row
                                : is_lead && state_->row < table.contact.size() ? table.contact[state_->row]
                                                                                : kNoRow;
  if (link == LinkOp::kContact || contact == kNoRow) return contact;
  const std::vector<std::uint32_t>& accounts = binding.data.table(RecordKind::kContact).account;
  return contact < accounts.size() ? accounts[contact] : kNoRow;
}

std::uint32_t Evaluator::follow(LinkId id, std::uint32_t row) const {
  if (row == kNoRow) return kNoRow;
  const Link& link = plan.links[id];
  if (state_ != nullptr && link.op != LinkOp::kCode && plan.grains[link.from].kind == GrainKind::kInteraction &&
      row >= binding.sizes[link.from]) {
    return follow_event(link.op);
  }
  if (link_states_[id] == 0 || state_ == nullptr || (link_states_[id] & changed_) == 0) return binding.follow(id, row);
  const Grain& codes = plan.grains[link.to];
  const CodeTexts& texts = binding.codes[link.to];
  if (codes.of_interaction) {
    const std::uint32_t recorded = binding.sizes[link.from];
    if (row < recorded) return binding.follow(id, row);
    const StateEvent& event = state_->events[row - recorded];
    if (codes.field == Grain::kIdAttribute) return 0;
    if (event.kind == kReachKind) {
      return codes.field == 0 ? texts.find(binding.program.thresholds[event.threshold].full_name) : 0;
    }
    if (codes.field > 1 || state_->process < 0) return 0;
    const Process& process = binding.program.processes[static_cast<std::size_t>(state_->process)];
    return texts.find(process.stages[codes.field == 0 ? event.from : event.to].name);
  }
  const RecordState* const state = state_of(codes.record, row);
  if (state == nullptr) return binding.follow(id, row);
  const RecordSchema& schema = binding.program.schema(codes.record);
  if (codes.field == schema.status) {
    return state->status == kMissing64 ? 0 : static_cast<std::uint32_t>(state->status) + 1;
  }
  if (state->process < 0) return 0;
  const Process& process = binding.program.processes[static_cast<std::size_t>(state->process)];
  if (codes.field == schema.process) return texts.find(process.name);
  return state->stage < 0 ? 0 : texts.find(process.stages[static_cast<std::size_t>(state->stage)].name);
}

void Evaluator::dispatch(const Node& node, void* out) {
  switch (node.op) {
    case NodeOp::kConstant:
    case NodeOp::kNow:
    case NodeOp::kSubmission:
    case NodeOp::kNumberColumn:
    case NodeOp::kFlagColumn:
    case NodeOp::kListColumn:
    case NodeOp::kCodeText:
    case NodeOp::kCodeIndex:
    case NodeOp::kItemAt:
    case NodeOp::kExists:
    case NodeOp::kStageSince:
    case NodeOp::kStageIs:
    case NodeOp::kReached:
    case NodeOp::kEntering:
    case NodeOp::kLinked:
      return compute_leaf(*this, node, out);
    case NodeOp::kGather:
    case NodeOp::kEither:
    case NodeOp::kNullOf:
      return compute_gather(*this, node, out);
    case NodeOp::kFold:
    case NodeOp::kNormalForm:
    case NodeOp::kTextId:
    case NodeOp::kTextTest:
    case NodeOp::kInTexts:
    case NodeOp::kIsValid:
    case NodeOp::kCall:
    case NodeOp::kLength:
    case NodeOp::kWord:
    case NodeOp::kLookup:
      return compute_text(*this, node, out);
    case NodeOp::kListAny:
    case NodeOp::kListHas:
      return compute_list(*this, node, out);
    case NodeOp::kCompareText:
    case NodeOp::kCompareNumber:
    case NodeOp::kCompareFlag:
    case NodeOp::kInNumbers:
      return compute_compare(*this, node, out);
    case NodeOp::kAdd:
    case NodeOp::kSubtract:
    case NodeOp::kMultiply:
    case NodeOp::kDivide:
    case NodeOp::kNegate:
    case NodeOp::kMin:
    case NodeOp::kMax:
    case NodeOp::kRound:
    case NodeOp::kDayOfWeek:
    case NodeOp::kSilence:
    case NodeOp::kWorked:
      return compute_arithmetic(*this, node, out);
    case NodeOp::kAnd:
    case NodeOp::kOr:
    case NodeOp::kNot:
    case NodeOp::kPresent:
    case NodeOp::kElse:
    case NodeOp::kFirstOf:
      return compute_logic(*this, node, out);
    case NodeOp::kAggregate:
      return compute_aggregate(*this, node, out);
    case NodeOp::kFoldContacts:
      return fold_contacts(*this, node, out);
    case NodeOp::kWhenPoints:
    case NodeOp::kTimesPoints:
    case NodeOp::kBoundPoints:
    case NodeOp::kFirstPoints:
    case NodeOp::kBestPoints:
    case NodeOp::kSumPoints:
    case NodeOp::kCountedPoints:
      return compute_points(*this, node, out);
    case NodeOp::kNarrowPoints:
    case NodeOp::kGrade:
    case NodeOp::kScoreSum:
      return compute_score(*this, node, out);
  }
}

}  // namespace leadline
