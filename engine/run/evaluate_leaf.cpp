// SPDX-License-Identifier: Apache-2.0
// Leaves: columns of records and interactions, codes, recorded and present state; and values brought from other grains.
#include <algorithm>

#include "engine/run/evaluator.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

void constant_of(const Node& node, void* out) {
  Slot slot;
  const Value& value = node.value;
  switch (node.lane) {
    case Lane::kFlag:
      slot.set(value.missing ? kMissingYesNo : static_cast<std::uint8_t>(value.number != 0));
      break;
    case Lane::kNumber:
    case Lane::kPoints:
      slot.set(value.missing ? kMissing64 : value.number);
      break;
    case Lane::kText:
      slot.set(value.missing || value.text.empty() ? std::string_view{} : std::string_view(value.text));
      break;
    case Lane::kList: {
      ListView list;
      list.constant = &value;
      list.end = value.missing ? 0 : value.items.size();
      slot.set(list);
      break;
    }
  }
  std::memcpy(out, slot.bytes, lane_size(node.lane, false));
}

template <class T>
void copy_column(const Evaluator& evaluator, const std::vector<T>& values, T* out) {
  const Rows& rows = evaluator.rows();
  if (rows.list == nullptr) {
    std::memcpy(out, values.data() + rows.begin, rows.count * sizeof(T));
    return;
  }
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    out[i] = rows[i] < values.size() ? values[rows[i]] : missing_value<T>();
  }
}

// Reached, cleared and held: the names of what they mean, under the present state.
bool state_list(Evaluator& evaluator, const Node& node, const Grain& grain, std::uint32_t row, ListView& out) {
  const Binding& binding = evaluator.binding;
  const RecordSchema& schema = binding.program.schema(grain.record);
  const int field = static_cast<int>(node.index);
  const bool reached = field == schema.reached;
  const bool cleared = field == schema.cleared;
  const RecordState* const state = evaluator.state_of(grain.record, row);
  std::vector<std::string> names;
  if (reached || cleared) {
    std::vector<std::uint64_t> bits(binding.threshold_words, 0);
    const Binding::States& recorded = binding.states[static_cast<std::size_t>(grain.record)];
    const std::vector<std::uint64_t>& all = reached ? recorded.reached : recorded.cleared;
    for (std::size_t word = 0; word < bits.size() && !all.empty(); ++word) bits[word] = all[row * bits.size() + word];
    if (state != nullptr) bits = reached ? state->reached : state->cleared;
    names = binding.threshold_names(grain.record, row, field, bits);
  } else if (field == schema.held && state != nullptr) {
    names = state->held;
  } else {
    return false;
  }
  Value& list = evaluator.state_lists.emplace_back();
  list.type = Type{TypeKind::kText, true, 0, RecordKind::kContact};
  for (std::string& text : names) {
    Value name;
    name.type.kind = TypeKind::kText;
    name.text = std::move(text);
    list.items.push_back(std::move(name));
  }
  out = ListView{};
  out.constant = &list;
  out.end = list.items.size();
  return true;
}

void list_column(Evaluator& evaluator, const Node& node, ListView* out) {
  const Grain& grain = evaluator.plan.grains[node.grain];
  const Column& column = evaluator.binding.column(grain, static_cast<std::int32_t>(node.index));
  const Rows& rows = evaluator.rows();
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    const std::uint32_t row = rows[i];
    out[i] = ListView{};
    if (row == kNoRow || row >= column.size()) continue;
    if (grain.kind == GrainKind::kRecord && state_list(evaluator, node, grain, row, out[i])) continue;
    out[i].items = column.items.get();
    out[i].begin = column.list_begin(row);
    out[i].end = column.list_end(row);
  }
}

// The later of the record's own moves to the stage and the time since which it stands there.
std::int64_t entering(Evaluator& evaluator, const Node& node, RecordKind kind, std::uint32_t row) {
  if (row == kNoRow) return kMissing64;
  const Binding& binding = evaluator.binding;
  const std::string wanted = fold(node.text);
  const auto is_wanted = [&](std::string_view stage) { return stage.data() != nullptr && fold(stage) == wanted; };
  const auto stands = [&](std::string_view stage) { return stage == node.text; };
  std::int64_t latest = kMissing64;
  const InteractionTable& moves = binding.data.interactions(kMoveKind);
  const auto look = [&](std::uint32_t move) {
    const std::int64_t at = moves.at.numbers[move];
    if (at <= latest) return;
    if (at > binding.now) return evaluator.changes_at(at);
    const Column& to = moves.attributes[1];
    if (to.codes[move] != 0 && is_wanted((*to.dictionary)[to.codes[move]])) latest = at;
  };
  binding.data.for_each_own(kMoveKind, kind, row, look);
  const RecordSchema& schema = binding.program.schema(kind);
  const RecordState* const state = evaluator.state_of(kind, row);
  if (state != nullptr && state->process >= 0) {
    const std::vector<Stage>& stages = binding.program.processes[static_cast<std::size_t>(state->process)].stages;
    for (const StateEvent& event : state->events) {
      if (event.kind == kMoveKind && is_wanted(stages[event.to].name)) latest = std::max(latest, binding.now);
    }
    if (state->stage >= 0 && stands(stages[static_cast<std::size_t>(state->stage)].name)) {
      latest = std::max(latest, state->stage_since);
    }
    return latest;
  }
  if (schema.stage >= 0 && schema.stage_since >= 0 && stands(binding.recorded_text(kind, schema.stage, row))) {
    const Column& since = binding.data.table(kind).columns[static_cast<std::size_t>(schema.stage_since)];
    latest = std::max(latest, since.numbers[row]);
  }
  return latest;
}

std::uint8_t stage_is(Evaluator& evaluator, const Node& node, RecordKind kind, std::uint32_t row) {
  if (row == kNoRow) return 0;
  const auto process = static_cast<std::int32_t>(node.index);
  const auto stage = static_cast<std::int32_t>(node.second);
  if (const RecordState* const state = evaluator.state_of(kind, row)) {
    return static_cast<std::uint8_t>(state->process == process && state->stage == stage);
  }
  const Binding& binding = evaluator.binding;
  const std::vector<std::int32_t>& recorded = binding.states[static_cast<std::size_t>(kind)].process;
  if (!recorded.empty() && recorded[row] >= 0 && recorded[row] != process) return 0;
  return static_cast<std::uint8_t>(binding.recorded_stage(kind, row, process) == stage);
}

template <class T>
void gather(Evaluator& evaluator, const Node& node, T* out) {
  const Rows& rows = evaluator.rows();
  const NodeId child = node.children[0];
  const Link& link = evaluator.plan.links[node.link];
  const std::uint32_t count = rows.count;
  // Pairs know their two rows.
  if (link.op == LinkOp::kSubject || link.op == LinkOp::kItem) {
    const std::uint32_t* const list = link.op == LinkOp::kSubject ? rows.list : rows.items;
    for (std::uint32_t i = 0; i < count; ++i) out[i] = evaluator.far<T>(child, list[i]);
    return;
  }
  const std::uint32_t* const targets = evaluator.binding.links[node.link];
  const unsigned char* const column = evaluator.binding.columns[child];
  if (rows.list == nullptr && column != nullptr && targets != nullptr) {
    const T* const values = reinterpret_cast<const T*>(column);
    const std::uint32_t* const from = targets + rows.begin;
    if (link.op == LinkOp::kCode) {
      for (std::uint32_t i = 0; i < count; ++i) out[i] = values[from[i]];
      return;
    }
    const T none = evaluator.far<T>(child, kNoRow);
    for (std::uint32_t i = 0; i < count; ++i) out[i] = from[i] == kNoRow ? none : values[from[i]];
    return;
  }
  for (std::uint32_t i = 0; i < count; ++i) out[i] = evaluator.far<T>(child, evaluator.follow(node.link, rows[i]));
}

template <class T>
void either(Evaluator& evaluator, const Node& node, T* out) {
  const Rows& rows = evaluator.rows();
  const RecordKind kind = evaluator.plan.grains[evaluator.plan.links[node.link].from].record;
  const NodeId contact = node.children[0];
  const NodeId pool = node.children[1];
  const Binding& binding = evaluator.binding;
  const std::uint32_t* const contacts = binding.links[node.link];
  const std::vector<std::uint32_t>& pools = binding.data.followed().pools[static_cast<std::size_t>(kind)];
  const auto* const of_contacts = reinterpret_cast<const T*>(binding.columns[contact]);
  const auto* const of_pools = reinterpret_cast<const T*>(binding.columns[pool]);
  if (rows.list == nullptr && contacts != nullptr && !pools.empty() && of_contacts != nullptr && of_pools != nullptr) {
    const T none = evaluator.far<T>(pool, kNoRow);
    for (std::uint32_t row = rows.begin; row < rows.begin + rows.count; ++row) {
      const T* there = pools[row] == kNoRow ? &none : of_pools + pools[row];
      if (contacts[row] != kNoRow) there = of_contacts + contacts[row];
      *out++ = *there;
    }
    return;
  }
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    const std::uint32_t row = evaluator.follow(node.link, rows[i]);
    out[i] = row == kNoRow ? evaluator.far<T>(pool, binding.pool_of(kind, rows[i])) : evaluator.far<T>(contact, row);
  }
}

template <class T>
void bring(Evaluator& evaluator, const Node& node, void* out) {
  if (node.op == NodeOp::kGather) return gather(evaluator, node, static_cast<T*>(out));
  if (node.op == NodeOp::kEither) return either(evaluator, node, static_cast<T*>(out));
  const T none = evaluator.far<T>(node.children[0], kNoRow);
  std::memcpy(out, &none, sizeof none);
}

}  // namespace

void compute_gather(Evaluator& evaluator, const Node& node, void* out) {
  switch (node.lane) {
    case Lane::kFlag:
      return bring<std::uint8_t>(evaluator, node, out);
    case Lane::kNumber:
      return bring<std::int64_t>(evaluator, node, out);
    case Lane::kText:
      return bring<std::string_view>(evaluator, node, out);
    case Lane::kList:
      return bring<ListView>(evaluator, node, out);
    case Lane::kPoints:
      return evaluator.binding.wide ? bring<Int128>(evaluator, node, out) : bring<std::int64_t>(evaluator, node, out);
  }
}

void compute_leaf(Evaluator& evaluator, const Node& node, void* out) {
  const Binding& binding = evaluator.binding;
  const Grain& grain = evaluator.plan.grains[node.grain];
  const Rows& rows = evaluator.rows();
  const auto numbers = static_cast<std::int64_t*>(out);
  const auto flags = static_cast<std::uint8_t*>(out);
  if (node.op == NodeOp::kConstant) return constant_of(node, out);
  if (node.op == NodeOp::kNow) {
    numbers[0] = binding.now;
    return;
  }
  if (node.op == NodeOp::kSubmission) {
    const SubmissionFacts* const facts = binding.submission;
    if (node.lane == Lane::kNumber) {
      numbers[0] = facts == nullptr ? kMissing64 : facts->at;
    } else {
      const std::string* text = nullptr;
      if (facts != nullptr) text = node.text == "form" ? &facts->form : node.text == "page" ? &facts->page : &facts->id;
      *static_cast<std::string_view*>(out) = text == nullptr || text->empty() ? std::string_view{} : *text;
    }
    return;
  }
  if (node.op == NodeOp::kNumberColumn) {
    return copy_column(evaluator, binding.column(grain, static_cast<std::int32_t>(node.index)).numbers, numbers);
  }
  if (node.op == NodeOp::kFlagColumn) {
    return copy_column(evaluator, binding.column(grain, static_cast<std::int32_t>(node.index)).flags, flags);
  }
  if (node.op == NodeOp::kListColumn) return list_column(evaluator, node, static_cast<ListView*>(out));
  if (node.op == NodeOp::kStageSince) {
    copy_column(evaluator, binding.column(grain, static_cast<std::int32_t>(node.index)).numbers, numbers);
    const RecordState* const state = rows.list == nullptr ? nullptr : evaluator.state_of(grain.record, rows[0]);
    if (state != nullptr) numbers[0] = state->stage_since;
    return;
  }
  if (node.op == NodeOp::kItemAt) {
    copy_column(evaluator, binding.data.interactions(grain.interaction).at.numbers, numbers);
    // What this evaluation did stands behind what was recorded.
    for (std::uint32_t i = 0; rows.list != nullptr && i < rows.count; ++i) {
      if (rows[i] != kNoRow && rows[i] >= binding.sizes[node.grain]) numbers[i] = binding.now;
    }
    return;
  }
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    const std::uint32_t row = rows[i];
    if (node.op == NodeOp::kCodeText) static_cast<std::string_view*>(out)[i] = binding.codes[node.grain][row];
    if (node.op == NodeOp::kCodeIndex) {
      // Without a code a status is `open`, other choices are missing.
      const bool known = row != 0 && row != kNoRow;
      numbers[i] = known ? std::int64_t{row} - 1 : row == 0 && node.second == 1 ? 0 : kMissing64;
    }
    if (node.op == NodeOp::kExists) flags[i] = static_cast<std::uint8_t>(row != kNoRow);
    if (node.op == NodeOp::kLinked) flags[i] = static_cast<std::uint8_t>(binding.follow(node.link, row) != kNoRow);
    if (node.op == NodeOp::kStageIs) flags[i] = stage_is(evaluator, node, grain.record, row);
    if (node.op == NodeOp::kEntering) numbers[i] = entering(evaluator, node, grain.record, row);
    if (node.op == NodeOp::kReached) {
      const RecordState* const state = evaluator.state_of(grain.record, row);
      flags[i] = static_cast<std::uint8_t>(state != nullptr ? bit(state->reached, node.index)
                                                            : binding.recorded_reached(grain.record, row, node.index));
    }
  }
}

}  // namespace leadline
