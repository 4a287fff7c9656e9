// SPDX-License-Identifier: Apache-2.0
// A binding to data that grow: the present moves on, rows and texts are added, records come to stand elsewhere.
#include <algorithm>
#include <array>

#include "engine/run/binding.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {

std::uint32_t Binding::follow_open(LinkId id, std::uint32_t row) const {
  const Link& link = plan.links[id];
  const Grain& from = plan.grains[link.from];
  if (from.kind != GrainKind::kRecord) return link.op == LinkOp::kPoolAccount ? row : kNoRow;
  const bool contact = link.op == LinkOp::kContact || link.op == LinkOp::kParent;
  if (from.record == RecordKind::kLead && link.op == LinkOp::kAccount) return lead_account(row);
  if (from.record == RecordKind::kOpportunity && contact) return opportunity_contact(row);
  if (from.record == RecordKind::kOpportunity && link.op == LinkOp::kAccount) return opportunity_account(row);
  return kNoRow;
}

void Binding::set_now(std::int64_t time) {
  now = time;
  for (ZoneId zone = 0; zone < ages.size(); ++zone) {
    if (!ages[zone]) continue;
    if (time >= ages[zone]->next_midnight() || time < ages[zone]->midnight()) {
      ages[zone] = std::make_shared<AgeTable>(zones[zone], time);
    }
  }
}

void Binding::make_room() {
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    const std::size_t rows = data.table(kind).size();
    States& state = states[static_cast<std::size_t>(kind)];
    state.process.resize(rows, -1);
    state.reached.resize(rows * threshold_words, 0);
    state.cleared.resize(rows * threshold_words, 0);
  }
}

void Binding::follow_data(Evaluator& evaluator) {
  make_room();
  // Values about new texts, once for all rows that will have them.
  if (code_columns_.empty()) {
    code_columns_.resize(plan.grains.size());
    const std::vector<bool> moves = moving_nodes(plan);
    for (NodeId id = 0; id < plan.nodes.size(); ++id) {
      const Node& node = plan.nodes[id];
      const bool about_codes = plan.grains[node.grain].kind == GrainKind::kCodes;
      // Texts would lie in memory that moves when a dictionary grows; what the present has a part in does not stay.
      if (!about_codes || node.lane == Lane::kText || node.lane == Lane::kList || node.state != 0 || moves[id])
        continue;
      code_columns_[node.grain].push_back(CodeColumn{id, {}});
    }
    for (GrainId grain = 0; grain < plan.grains.size(); ++grain) {
      if (plan.grains[grain].kind == GrainKind::kCodes) sizes[grain] = 0;
    }
  }
  for (GrainId grain = 0; grain < plan.grains.size(); ++grain) {
    if (plan.grains[grain].kind == GrainKind::kCodes) follow_codes(grain, evaluator);
  }
  for (GrainId grain = 0; grain < plan.grains.size(); ++grain) {
    const Grain& one = plan.grains[grain];
    if (one.kind == GrainKind::kRecord) sizes[grain] = static_cast<std::uint32_t>(data.table(one.record).size());
    if (one.kind == GrainKind::kInteraction) {
      sizes[grain] = static_cast<std::uint32_t>(data.interactions(one.interaction).size());
    }
  }
  sizes[kPoolGrain] = sizes[grain_of(RecordKind::kAccount)];
  bind_links();
  bind_columns();
}

void Binding::follow_codes(GrainId grain, Evaluator& evaluator) {
  const Column& column = column_of_codes(plan.grains[grain]);
  const std::uint32_t size = column.type.kind == TypeKind::kChoice
                                 ? static_cast<std::uint32_t>(program.choices[column.type.choice].words.size()) + 1
                                 : codes[grain].size();
  if (size == sizes[grain]) return;
  for (CodeColumn& kept : code_columns_[grain]) {
    const std::size_t width = lane_size(plan.nodes[kept.node].lane, wide);
    kept.values.resize(size * width);
    for (std::uint32_t code = sizes[grain]; code < size; ++code) {
      Slot slot;
      evaluator.evaluate(kept.node, code, kNoRow, slot);
      std::memcpy(kept.values.data() + code * width, slot.bytes, width);
    }
  }
  sizes[grain] = size;
  for (const CodeColumn& kept : code_columns_[grain]) columns[kept.node] = kept.values.data();
}

void Binding::follow_interactions(std::uint32_t kind, Evaluator& evaluator) {
  if (of_tables_.empty()) {
    of_tables_.resize(program.interactions.size());
    for (GrainId grain = 0; grain < plan.grains.size(); ++grain) {
      const Grain& one = plan.grains[grain];
      if (one.kind == GrainKind::kCodes && one.of_interaction) of_tables_[one.interaction].codes.push_back(grain);
      if (one.kind == GrainKind::kInteraction) of_tables_[one.interaction].rows.push_back(grain);
    }
    for (LinkId link = 0; link < plan.links.size(); ++link) {
      const Grain& from = plan.grains[plan.links[link].from];
      if (from.kind == GrainKind::kInteraction) of_tables_[from.interaction].links.push_back(link);
    }
    for (const NodeId node : data_nodes_) {
      const Grain& grain = plan.grains[plan.nodes[node].grain];
      if (grain.kind == GrainKind::kInteraction) of_tables_[grain.interaction].columns.push_back(node);
    }
  }
  const OfTable& of = of_tables_[kind];
  for (const GrainId grain : of.codes) follow_codes(grain, evaluator);
  for (const GrainId grain : of.rows) sizes[grain] = static_cast<std::uint32_t>(data.interactions(kind).size());
  for (const LinkId link : of.links) bind_link(link);
  for (const NodeId node : of.columns) bind_column(node);
}

void Binding::follow_states(RecordKind kind, Evaluator& evaluator) {
  const RecordSchema& schema = program.schema(kind);
  for (GrainId grain = 0; grain < plan.grains.size(); ++grain) {
    const Grain& one = plan.grains[grain];
    if (one.kind != GrainKind::kCodes || one.of_interaction || one.record != kind) continue;
    const std::array fields{schema.process, schema.stage, schema.status, schema.reached, schema.cleared, schema.held};
    if (std::find(fields.begin(), fields.end(), one.field) != fields.end()) follow_codes(grain, evaluator);
  }
}

void Binding::set_state(const RecordState& state) {
  States& recorded = states[static_cast<std::size_t>(state.kind)];
  recorded.process[state.row] = state.process;
  const auto first = static_cast<std::ptrdiff_t>(state.row * threshold_words);
  std::copy(state.reached.begin(), state.reached.end(), recorded.reached.begin() + first);
  std::copy(state.cleared.begin(), state.cleared.end(), recorded.cleared.begin() + first);
}

void Binding::load_state(RecordKind kind, std::uint32_t row) {
  const RecordSchema& schema = program.schema(kind);
  States& recorded = states[static_cast<std::size_t>(kind)];
  recorded.process[row] = -1;
  const std::string_view name = recorded_text(kind, schema.process, row);
  for (std::size_t process = 0; process < program.processes.size() && name.data() != nullptr; ++process) {
    const Process& one = program.processes[process];
    if (one.kind == kind && one.name == name) recorded.process[row] = static_cast<std::int32_t>(process);
  }
  const auto load = [&](int field, std::vector<std::uint64_t>& all) {
    std::uint64_t* const bits = all.data() + row * threshold_words;
    std::fill_n(bits, threshold_words, std::uint64_t{0});
    if (field < 0) return;
    const Column& column = data.table(kind).columns[static_cast<std::size_t>(field)];
    for (std::uint64_t item = column.list_begin(row); item < column.list_end(row); ++item) {
      const std::string_view word = (*column.items->dictionary)[column.items->codes[item]];
      for (std::uint32_t threshold = 0; threshold < program.thresholds.size(); ++threshold) {
        const Threshold& one = program.thresholds[threshold];
        if (one.kind != kind || (one.full_name != word && one.name != word)) continue;
        bits[threshold / 64] |= std::uint64_t{1} << (threshold % 64);
      }
    }
  };
  load(schema.reached, recorded.reached);
  load(schema.cleared, recorded.cleared);
  for (std::size_t word = 0; word < threshold_words; ++word) {
    recorded.reached[row * threshold_words + word] &= ~recorded.cleared[row * threshold_words + word];
  }
}

}  // namespace leadline
