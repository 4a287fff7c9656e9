// SPDX-License-Identifier: Apache-2.0
#include "engine/run/binding.hpp"

#include <algorithm>

#include "engine/data/links.hpp"
#include "engine/run/counted_cells.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

constexpr std::int64_t kMostAges = 1200;  // older ones are asked one by one

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

std::uint32_t row_of(const std::vector<std::uint32_t>& rows, std::uint32_t row) {
  return rows.empty() || row == kNoRow ? kNoRow : rows[row];
}

}  // namespace

std::uint32_t CodeTexts::find(std::string_view text) const {
  const std::uint32_t code = dictionary == nullptr ? 0 : dictionary->find(text);
  if (code != 0) return code;
  const auto place = code_of_more.find(text);
  return place == code_of_more.end() ? 0 : place->second;
}

AgeTable::AgeTable(std::shared_ptr<const Zone> zone, std::int64_t now) : zone_(std::move(zone)) {
  today_ = zone_->day_number(now);
  next_midnight_ = zone_->midnight_of_day(today_ + 1);
  newest_end_ = next_midnight_ - 1;
  begins_.reserve(kMostAges);
  for (std::int64_t age = 0; age < kMostAges; ++age) {
    const std::int64_t begin = zone_->midnight_of_day(today_ - age);
    // Where a day is not one piece, or begins together with the next, only day_number knows.
    const bool plain = zone_->day_number(begin) == today_ - age && zone_->day_number(begin - 1) == today_ - age - 1 &&
                       (begins_.empty() || begin < begins_.back());
    if (!plain) break;
    begins_.push_back(begin);
  }
  if (zone_->day_number(newest_end_) != today_ || now > newest_end_) begins_.clear();
}

std::int64_t AgeTable::slow(std::int64_t at) const { return std::max<std::int64_t>(0, today_ - zone_->day_number(at)); }

void append_key(std::string& key, std::string_view text) {
  append_key(key, static_cast<std::int64_t>(text.size()));
  key += text;
}

void append_key(std::string& key, std::int64_t number) {
  key.append(reinterpret_cast<const char*>(&number), sizeof number);
}

Binding::Binding(const Plan& plan_, const Dataset& data_, std::int64_t now_, bool wide_,
                 const std::vector<NamedRow>& named_)
    : plan(plan_), program(*plan_.program), data(data_), now(now_), named(named_), wide(wide_), open(data_.is_open()) {
  std::int64_t rules = 1;
  for (const Model& model : program.models) rules += static_cast<std::int64_t>(model.rules.size());
  points_limit = (std::int64_t{1} << 62) / rules;
  for (const Node& node : plan.nodes) {
    for (const auto& bound : {node.bounds.at_most, node.bounds.never_below}) {
      if (bound && (bound->micros > points_limit || bound->micros < -points_limit)) too_narrow = true;
    }
  }
  columns.assign(plan.nodes.size(), nullptr);
  constants.resize(plan.nodes.size());
  for (const std::string& zone : program.zones) {
    std::shared_ptr<const Zone> found = Zone::find(zone);
    zones.push_back(found ? found : Zone::utc());
  }
  if (zones.empty()) zones.push_back(Zone::utc());
  bind_grains();
  bind_links();
  bind_states();
  bind_fading();
  bind_tables();
  bind_latest();
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    const NodeOp op = plan.nodes[id].op;
    const bool of_data =
        op == NodeOp::kNumberColumn || op == NodeOp::kStageSince || op == NodeOp::kFlagColumn || op == NodeOp::kItemAt;
    if (of_data) data_nodes_.push_back(id);
  }
  bind_columns();
  if (open) make_room();
}

Binding::~Binding() = default;

// Nodes that are columns of the data need no memory of their own.
void Binding::bind_columns() {
  for (const NodeId id : data_nodes_) bind_column(id);
}

void Binding::bind_column(NodeId id) {
  const Node& node = plan.nodes[id];
  const Grain& grain = plan.grains[node.grain];
  const void* values = nullptr;
  if (node.op == NodeOp::kItemAt) {
    values = data.interactions(grain.interaction).at.numbers.data();
  } else {
    const Column& of = column(grain, static_cast<std::int32_t>(node.index));
    values = node.op == NodeOp::kFlagColumn ? static_cast<const void*>(of.flags.data()) : of.numbers.data();
  }
  columns[id] = static_cast<const unsigned char*>(values);
}

void Binding::place_column(NodeId node, void* memory) { placed_.emplace(node, static_cast<unsigned char*>(memory)); }

unsigned char* Binding::keep_column(NodeId node) {
  if (const auto placed = placed_.find(node); placed != placed_.end()) {
    columns[node] = placed->second;
    return placed->second;
  }
  const std::size_t bytes = std::size_t{sizes[plan.nodes[node].grain]} * lane_size(plan.nodes[node].lane, wide);
  kept_.push_back(std::unique_ptr<unsigned char[]>(new unsigned char[bytes + 1]));
  columns[node] = kept_.back().get();
  return kept_.back().get();
}

const std::vector<const CountedReasons*>& Binding::counted_readers_of(const Node& sum) const {
  static const std::vector<const CountedReasons*> kNobody;
  const auto known = counted_readers.find(static_cast<NodeId>(&sum - plan.nodes.data()));
  return known == counted_readers.end() ? kNobody : known->second;
}

const Column& Binding::column(const Grain& grain, std::int32_t index) const {
  if (grain.kind == GrainKind::kInteraction || (grain.kind == GrainKind::kCodes && grain.of_interaction)) {
    const InteractionTable& table = data.interactions(grain.interaction);
    return index == Grain::kIdAttribute ? table.id : table.attributes[static_cast<std::size_t>(index)];
  }
  return data.table(grain.record).columns[static_cast<std::size_t>(index)];
}

const Column& Binding::column_of_codes(const Grain& codes_grain) const {
  const Column& whole = column(codes_grain, codes_grain.field);
  return codes_grain.elements ? *whole.items : whole;
}

void Binding::bind_grains() {
  sizes.assign(plan.grains.size(), 0);
  codes.resize(plan.grains.size());
  if (open)
    sizes[kPoolGrain] = static_cast<std::uint32_t>(data.table(RecordKind::kAccount).size());  // a pool is its account
  std::vector<std::string> names;
  for (const Process& process : program.processes) {
    names.push_back(process.name);
    for (const Stage& stage : process.stages) names.push_back(stage.name);
  }
  for (const Threshold& threshold : program.thresholds) names.push_back(threshold.full_name);
  for (GrainId id = 0; id < plan.grains.size(); ++id) {
    const Grain& grain = plan.grains[id];
    switch (grain.kind) {
      case GrainKind::kConstant:
        sizes[id] = 1;
        break;
      case GrainKind::kRecord:
        sizes[id] = static_cast<std::uint32_t>(data.table(grain.record).size());
        break;
      case GrainKind::kPool:
        if (!open) sizes[id] = static_cast<std::uint32_t>(data.followed().pool_accounts.size());
        break;
      case GrainKind::kInteraction:
        sizes[id] = static_cast<std::uint32_t>(data.interactions(grain.interaction).size());
        break;
      case GrainKind::kCodes: {
        const Column& column = column_of_codes(grain);
        if (column.type.kind == TypeKind::kChoice) {
          sizes[id] = static_cast<std::uint32_t>(program.choices[column.type.choice].words.size()) + 1;
          break;
        }
        CodeTexts& texts = codes[id];
        texts.dictionary = column.dictionary.get();
        const RecordSchema& schema = program.schema(grain.record);
        const bool of_state = grain.of_interaction ? grain.interaction == kMoveKind || grain.interaction == kReachKind
                                                   : grain.field == schema.process || grain.field == schema.stage;
        if (of_state && texts.dictionary != nullptr) {
          for (const std::string& name : names) {
            if (texts.find(name) != 0) continue;
            texts.code_of_more.emplace(name, texts.size());
            texts.more.push_back(name);
          }
        }
        sizes[id] = texts.size();
        break;
      }
      case GrainKind::kTest:
        sizes[id] = 1;
        break;
      case GrainKind::kPair:
        break;
    }
  }
  std::vector<std::uint32_t> by_name;
  for (std::uint32_t kind = 0; kind < program.interactions.size(); ++kind) by_name.push_back(kind);
  std::sort(by_name.begin(), by_name.end(), [&](std::uint32_t a, std::uint32_t b) {
    return compare_code_points(program.interactions[a].name, program.interactions[b].name) < 0;
  });
  kind_ranks.resize(by_name.size());
  for (std::uint32_t rank = 0; rank < by_name.size(); ++rank) kind_ranks[by_name[rank]] = rank;
}

std::uint32_t Binding::lead_account(std::uint32_t lead) const {
  return linked_row(data, RecordKind::kLead, lead, RecordKind::kAccount);
}

std::uint32_t Binding::opportunity_contact(std::uint32_t row) const {
  return linked_row(data, RecordKind::kOpportunity, row, RecordKind::kContact);
}

std::uint32_t Binding::opportunity_account(std::uint32_t row) const {
  return linked_row(data, RecordKind::kOpportunity, row, RecordKind::kAccount);
}

std::uint32_t Binding::pool_of(RecordKind kind, std::uint32_t row) const {
  if (row == kNoRow) return kNoRow;
  if (!open) {
    const std::vector<std::uint32_t>& pools = data.followed().pools[index_of(kind)];
    return pools.empty() ? kNoRow : pools[row];
  }
  if (kind == RecordKind::kLead) {
    const RecordTable& leads = data.table(kind);
    return row_of(leads.contact, row) == kNoRow ? row_of(leads.account, row) : kNoRow;
  }
  return opportunity_contact(row) == kNoRow ? opportunity_account(row) : kNoRow;
}

void Binding::bind_links() {
  links.assign(plan.links.size(), nullptr);
  for (LinkId id = 0; id < plan.links.size(); ++id) bind_link(id);
}

void Binding::bind_link(LinkId id) {
  const RecordTable& contacts = data.table(RecordKind::kContact);
  const RecordTable& leads = data.table(RecordKind::kLead);
  const RecordTable& opportunities = data.table(RecordKind::kOpportunity);
  const auto data_of = [](const std::vector<std::uint32_t>& rows) { return rows.empty() ? nullptr : rows.data(); };
  const Link& link = plan.links[id];
  const Grain& from = plan.grains[link.from];
  if (link.op == LinkOp::kNamed) {
    const bool there = link.named < named.size() && grain_of(named[link.named].kind) == link.to;
    std::vector<std::uint32_t>& row = owned();
    row.push_back(there ? named[link.named].row : kNoRow);
    links[id] = row.data();
    return;
  }
  if (link.op == LinkOp::kCode) {
    const std::vector<std::uint32_t>& of_column = column_of_codes(plan.grains[link.to]).codes;
    links[id] = data_of(of_column);
    // Ids of interactions that have none.
    if (of_column.empty() && from.kind == GrainKind::kInteraction && sizes[link.from] != 0) {
      std::vector<std::uint32_t>& none = owned();
      none.assign(sizes[link.from], 0);
      links[id] = none.data();
    }
    return;
  }
  if (from.kind == GrainKind::kInteraction) {
    const InteractionTable& table = data.interactions(from.interaction);
    if (link.op == LinkOp::kContact) links[id] = data_of(table.contact);
    if (link.op == LinkOp::kLead) links[id] = data_of(table.lead);
    return;
  }
  if (from.kind != GrainKind::kRecord) return;
  const RecordTable& table = data.table(from.record);
  if (link.op == LinkOp::kOwnContact) links[id] = data_of(table.contact);
  if (link.op == LinkOp::kOwnAccount) links[id] = data_of(table.account);
  if (link.op == LinkOp::kOwnLead) links[id] = data_of(table.lead);
  const bool contact = link.op == LinkOp::kContact || link.op == LinkOp::kParent;
  const bool account = link.op == LinkOp::kAccount;
  if (from.record == RecordKind::kContact && account) links[id] = data_of(contacts.account);
  if (from.record == RecordKind::kLead && contact) links[id] = data_of(leads.contact);
  if (from.record == RecordKind::kOpportunity && link.op == LinkOp::kLead) links[id] = data_of(opportunities.lead);
  if (open) return;  // what is made of several links is followed anew each time
  const FollowedLinks& followed = data.followed();
  if (from.record == RecordKind::kLead && account) links[id] = data_of(followed.account_of_lead);
  if (from.record == RecordKind::kOpportunity && contact) links[id] = data_of(followed.contact_of_opportunity);
  if (from.record == RecordKind::kOpportunity && account) links[id] = data_of(followed.account_of_opportunity);
}

std::string_view Binding::recorded_text(RecordKind kind, int field, std::uint32_t row) const {
  if (field < 0 || row == kNoRow) return {};
  const Column& column = data.table(kind).columns[static_cast<std::size_t>(field)];
  const std::uint32_t code = column.codes[row];
  return code == 0 ? std::string_view{} : (*column.dictionary)[code];
}

void Binding::bind_states() {
  threshold_words = (program.thresholds.size() + 63) / 64;
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    const RecordSchema& schema = program.schema(kind);
    const RecordTable& table = data.table(kind);
    States& state = states[index_of(kind)];
    const auto bits_of = [&](int field, std::vector<std::uint64_t>& bits) {
      if (field < 0 || threshold_words == 0) return;
      const Column& column = table.columns[static_cast<std::size_t>(field)];
      if (!column.items || column.items->size() == 0) return;
      // Which thresholds each distinct word stands for: a full name, or a bare one for every model's.
      const Dictionary& words = *column.items->dictionary;
      std::vector<std::vector<std::uint32_t>> meaning(words.size());
      for (std::uint32_t code = 1; code < words.size(); ++code) {
        for (std::uint32_t threshold = 0; threshold < program.thresholds.size(); ++threshold) {
          const Threshold& one = program.thresholds[threshold];
          if (one.kind == kind && (one.full_name == words[code] || one.name == words[code]))
            meaning[code].push_back(threshold);
        }
      }
      bits.assign(table.size() * threshold_words, 0);
      for (std::size_t row = 0; row < table.size(); ++row) {
        for (std::uint64_t item = column.list_begin(row); item < column.list_end(row); ++item) {
          for (const std::uint32_t threshold : meaning[column.items->codes[item]]) {
            bits[row * threshold_words + threshold / 64] |= std::uint64_t{1} << (threshold % 64);
          }
        }
      }
    };
    bits_of(schema.reached, state.reached);
    bits_of(schema.cleared, state.cleared);
    for (std::size_t word = 0; word < state.reached.size() && !state.cleared.empty(); ++word) {
      state.reached[word] &= ~state.cleared[word];  // in both: cleared
    }
    if (schema.process >= 0) {
      const Column& column = table.columns[static_cast<std::size_t>(schema.process)];
      if (column.dictionary->size() > 1) {
        std::vector<std::int32_t> of_code(column.dictionary->size(), -1);
        for (std::uint32_t code = 1; code < of_code.size(); ++code) {
          for (std::size_t process = 0; process < program.processes.size(); ++process) {
            const Process& one = program.processes[process];
            if (one.kind == kind && one.name == (*column.dictionary)[code])
              of_code[code] = static_cast<std::int32_t>(process);
          }
        }
        state.process.resize(table.size());
        for (std::size_t row = 0; row < table.size(); ++row) state.process[row] = of_code[column.codes[row]];
      }
    }
  }
}

std::int32_t Binding::recorded_stage(RecordKind kind, std::uint32_t row, std::int32_t process) const {
  if (process < 0) return -1;
  const std::string_view stage = recorded_text(kind, program.schema(kind).stage, row);
  if (stage.data() == nullptr) return -1;
  const std::vector<Stage>& stages = program.processes[static_cast<std::size_t>(process)].stages;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (stages[i].name == stage) return static_cast<std::int32_t>(i);
  }
  return -1;
}

std::vector<std::string> Binding::threshold_names(RecordKind kind, std::uint32_t row, int field,
                                                  const std::vector<std::uint64_t>& bits) const {
  std::vector<std::string> names;
  const auto means_one = [&](std::string_view name) {
    return std::any_of(program.thresholds.begin(), program.thresholds.end(), [&](const Threshold& one) {
      return one.kind == kind && (one.full_name == name || one.name == name);
    });
  };
  const Column& column = data.table(kind).columns[static_cast<std::size_t>(field)];
  for (std::uint64_t item = column.list_begin(row); item < column.list_end(row); ++item) {
    const std::uint32_t code = column.items->codes[item];
    if (code == 0) continue;
    const std::string_view name = (*column.items->dictionary)[code];
    if (!means_one(name)) names.emplace_back(name);
  }
  for (std::uint32_t threshold = 0; threshold < program.thresholds.size(); ++threshold) {
    if (bit(bits, threshold)) names.push_back(program.thresholds[threshold].full_name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool Binding::recorded(const std::vector<std::uint64_t>& bits, std::uint32_t row, std::uint32_t threshold) const {
  if (bits.empty() || row == kNoRow) return false;
  return (bits[row * threshold_words + threshold / 64] >> (threshold % 64) & 1U) != 0;
}

bool Binding::recorded_reached(RecordKind kind, std::uint32_t row, std::uint32_t threshold) const {
  return recorded(states[index_of(kind)].reached, row, threshold);
}

bool Binding::recorded_cleared(RecordKind kind, std::uint32_t row, std::uint32_t threshold) const {
  return recorded(states[index_of(kind)].cleared, row, threshold);
}

void Binding::bind_fading() {
  ages.resize(zones.size());
  faded.resize(plan.aggregates.size());
  halvings.resize(plan.aggregates.size());
  std::map<std::int64_t, std::shared_ptr<const Halving>> by_days;
  for (std::size_t i = 0; i < plan.aggregates.size(); ++i) {
    const Aggregate& aggregate = plan.aggregates[i];
    if (aggregate.fading.kind == Fading::Kind::kNone) continue;
    if (!ages[aggregate.zone]) ages[aggregate.zone] = std::make_shared<AgeTable>(zones[aggregate.zone], now);
    const std::int64_t days = std::max<std::int64_t>(1, aggregate.fading.days);
    if (aggregate.fading.kind == Fading::Kind::kHalving) {
      std::shared_ptr<const Halving>& halving = by_days[days];
      if (!halving) halving = std::make_shared<Halving>(days);
      halvings[i] = halving;
    }
    // Points that are the same for all interactions need one table.
    const Node* points = nullptr;
    bool one = !aggregate.parts.empty();
    for (const AggregatePart& part : aggregate.parts) {
      const Node* of_part = part.points_subject == kNoNode ? nullptr : &plan.nodes[part.points_subject];
      one = one && of_part != nullptr && of_part->op == NodeOp::kConstant && !of_part->value.missing &&
            (points == nullptr || points->value.number == of_part->value.number);
      points = of_part;
    }
    if (!one) continue;
    const std::int64_t amount = points->value.number;
    switch (aggregate.fading.kind) {
      case Fading::Kind::kNone:
        break;
      case Fading::Kind::kHalving:
        faded[i] = std::make_unique<FadingTable>(FadingTable::halving(amount, halvings[i]));
        break;
      case Fading::Kind::kLosing:
        faded[i] = std::make_unique<FadingTable>(FadingTable::losing(amount, aggregate.fading.amount.micros, days));
        break;
      case Fading::Kind::kLosingPercent:
        faded[i] =
            std::make_unique<FadingTable>(FadingTable::losing_percent(amount, aggregate.fading.amount.micros, days));
        break;
    }
  }
}

void Binding::bind_tables() {
  tables.resize(program.tables.size());
  std::vector<bool> read(program.tables.size(), false);
  for (const Node& node : plan.nodes) {
    if (node.op == NodeOp::kLookup) read[node.index] = true;
  }
  for (std::size_t i = 0; i < program.tables.size(); ++i) {
    if (!read[i]) continue;
    const Table& table = program.tables[i];
    std::string key;
    for (std::uint32_t row = 0; row < table.rows.size(); ++row) {
      key.clear();
      for (const Value& value : table.rows[row].keys) {
        if (value.type.textual() || !value.text.empty()) {
          append_key(key, fold(value.text));
        } else {
          append_key(key, value.number);
        }
      }
      tables[i].rows.emplace(key, row);
    }
  }
}

void Binding::bind_latest() {
  latest.assign(program.interactions.size(), nullptr);
  if (open) return;
  for (std::uint32_t kind = 0; kind < latest.size(); ++kind) {
    const InteractionTable& table = data.interactions(kind);
    if (table.begin.empty() || table.size() == 0) continue;
    latest[kind] = table.latest.data();
    if (table.latest_of_all <= now) continue;
    std::vector<std::int64_t>& before = earlier_.emplace_back(table.latest);
    for (std::size_t contact = 0; contact < before.size(); ++contact) {
      if (before[contact] <= now) continue;
      const std::uint32_t first = table.begin[contact];
      std::uint32_t row = table.begin[contact + 1];
      while (row > first && table.at.numbers[row - 1] > now) --row;
      before[contact] = row == first ? kMissing64 : table.at.numbers[row - 1];
    }
    latest[kind] = before.data();
  }
}

std::int64_t Binding::text_id(std::string_view text) const {
  const std::lock_guard<std::mutex> lock(text_mutex_);
  return text_ids_.emplace(std::string(text), static_cast<std::int64_t>(text_ids_.size())).first->second;
}

}  // namespace leadline
