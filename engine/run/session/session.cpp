// SPDX-License-Identifier: Apache-2.0
// The session as its callers see it, and what each event sets off.
#include "engine/run/session/session.hpp"

#include <algorithm>

#include "engine/run/run_stages.hpp"
#include "engine/run/session/new_names.hpp"
#include "engine/run/session/parts.hpp"
#include "engine/run/session/record_sources.hpp"

namespace leadline::running {

namespace {

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

// Stages, processes and thresholds are texts that records will have: all of them are known from the beginning, so that
// no code has to be found for one later.
void name_states(const Program& program, Dataset& data) {
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    const RecordSchema& schema = program.schema(kind);
    const auto add = [&](int field, const std::string& name) {
      if (field >= 0) data.table(kind).columns[static_cast<std::size_t>(field)].dictionary->add(name);
    };
    for (const Process& process : program.processes) {
      add(schema.process, process.name);
      for (const Stage& stage : process.stages) add(schema.stage, stage.name);
    }
  }
  for (const std::uint32_t kind : {kMoveKind, kReachKind}) {
    for (Column& attribute : data.interactions(kind).attributes) {
      if (!attribute.dictionary) continue;
      for (const Process& process : program.processes) {
        attribute.dictionary->add(process.name);
        for (const Stage& stage : process.stages) attribute.dictionary->add(stage.name);
      }
      for (const Threshold& threshold : program.thresholds) attribute.dictionary->add(threshold.full_name);
    }
  }
}

}  // namespace

Session::Parts::Parts(std::shared_ptr<const Plan> plan_, SessionOptions options_)
    : plan(std::move(plan_)),
      program(*plan->program),
      options(std::move(options_)),
      time_uses(leadline::time_uses(*plan)),
      moving_constants(leadline::moving_constants(*plan)),
      concern(*plan) {
  zone = Zone::find(program.zones.empty() ? "UTC" : program.zones.front());
  if (!zone) zone = Zone::utc();
  spelling.zone = zone;
  place_of = options.place_of;
  reader = std::make_unique<ValueReader>(program, spelling);
  for (std::uint32_t id = 0; id < program.models.size(); ++id) {
    models_of[index_of(program.models[id].kind)].push_back(id);
  }
  for (std::uint32_t id = 0; id < program.always.size(); ++id) {
    always_of[index_of(program.always[id].kind)].push_back(id);
  }
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    columns_of[index_of(kind)] = standing_columns(program, kind);
    relevant[index_of(kind)] = Lifecycle::any(program, kind) || !models_of[index_of(kind)].empty() ||
                               !always_of[index_of(kind)].empty() ||
                               (kind == RecordKind::kContact && !program.segments.empty());
  }
  for (const Process& process : program.processes) {
    has_waits.push_back(!process.deadlines.empty() ||
                        std::any_of(process.stages.begin(), process.stages.end(),
                                    [](const Stage& stage) { return !stage.after.empty(); }));
  }
  only_writes =
      program.reactions.empty() && std::none_of(relevant.begin(), relevant.end(), [](bool one) { return one; });
  auto empty = std::make_unique<Dataset>(program);
  static_cast<void>(empty->finish(1));
  begin(std::move(empty));
}

void Session::Parts::begin(std::unique_ptr<Dataset> with) {
  coming.fill({});
  matcher.reset();
  for (auto& lifecycle : lifecycles) lifecycle.reset();
  for (auto& code : codes) code.reset();
  evaluator.reset();
  constants.reset();
  binding.reset();
  data = std::move(with);
  data->open();
  name_states(program, *data);
  binding = std::make_unique<Binding>(*plan, *data, clock == kMissing64 ? 0 : clock, true);
  constants = std::make_unique<Evaluator>(*binding, Evaluator::Mode::kSingle);
  evaluator = std::make_unique<Evaluator>(*binding, Evaluator::Mode::kSingle);
  evaluator->time_uses = &time_uses;
  kept_values = std::make_unique<KeptValues>(*plan, time_uses);
  kept_counts = std::make_unique<KeptCounts>(*plan, time_uses);
  ahead = Ahead(*plan, *kept_values);
  if (!options.look_at_all) {
    evaluator->kept_values = kept_values.get();
    evaluator->kept_counts = kept_counts.get();
  }
  settle_constants(*binding, *constants);
  follow();
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    if (Lifecycle::any(program, kind)) lifecycles[index_of(kind)] = std::make_unique<Lifecycle>(*evaluator, kind);
    if (!options.look_at_all && relevant[index_of(kind)]) {
      codes[index_of(kind)] = std::make_unique<StraightCode>(*evaluator, kind);
      const StraightCode& code = *codes[index_of(kind)];
      rest_conditions[index_of(kind)].emplace(*plan, kind, [&](NodeId node) { return code.knows(node); });
    }
    standings[index_of(kind)].resize(data->table(kind).size());
  }
  matcher = std::make_unique<Matcher>(*plan, *data);
}

void Session::Parts::follow() {
  binding->follow_data(*evaluator);
  evaluator->forget();
}

void Session::Parts::set_clock(std::int64_t time) {
  clock = time;
  if (coming_tick == kMissing64 || time >= coming_tick) coming_tick = next_tick(*zone, program.clock, time);
  binding->set_now(time);
  settle(*binding, *constants, moving_constants);
  evaluator->forget();
}

Decision& Session::Parts::decide(Decision::Kind kind) {
  Decision& decision = evaluation.decisions->emplace_back();
  decision.kind = kind;
  decision.at = clock;
  decision.sequence = sequence;
  decision.event = event_id;
  decision.about_record = false;
  return decision;
}

Decision& Session::Parts::decide(Decision::Kind kind, RecordRef record) {
  Decision& decision = decide(kind);
  decision.about_record = true;
  decision.record = record.kind;
  decision.id = id_of(record);
  return decision;
}

void Session::Parts::do_event(const Event& event, std::vector<Decision>& decisions) {
  ++sequence;
  // What the ticks on the way decide is no doing of the event behind them, except where that is a tick itself.
  event_id = event.kind == Event::Kind::kTick ? event.id : std::string();
  evaluation.decisions = &decisions;
  if (clock == kMissing64) {
    set_clock(event.at);
  } else if (event.at > clock) {
    advance_to(event.at);
  }
  event_id = event.id;
  evaluation.restart(&decisions);
  switch (event.kind) {
    case Event::Kind::kRecord:
      return do_record(event);
    case Event::Kind::kInteraction:
      return do_interaction(event);
    case Event::Kind::kSubmission:
      return do_submission(event);
    case Event::Kind::kMove:
      return do_move(event);
    case Event::Kind::kMerge:
      return do_merge(event);
    case Event::Kind::kTick:
      return tick(clock);
  }
}

Session::Session(std::shared_ptr<const Plan> plan, SessionOptions options)
    : parts_(std::make_unique<Parts>(std::move(plan), std::move(options))) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

Result<bool> Session::restore(SessionMemory memory) {
  parts_->clock = memory.clock;
  parts_->sequence = memory.sequence;
  if (memory.new_rules) take_new_names(*parts_->plan->program, *memory.data);
  parts_->begin(std::move(memory.data));
  for (const Fact& fact : memory.facts) parts_->take_fact(fact);
  if (memory.standings) {
    const auto take = [&](const StandingRow& row) { parts_->take_standing(row); };
    if (const Result<bool> told = memory.standings(take); !told) return told.error();
  }
  if (memory.clock == kMissing64) return true;
  parts_->set_clock(memory.clock);
  if (memory.new_rules) parts_->take_new_rules();
  return true;
}

// Every record is as the rules now have it, without a decision, and is looked at again when these say so.
void Session::Parts::take_new_rules() {
  std::vector<Decision> silence;
  evaluation.restart(&silence);
  evaluation.silent = true;
  std::vector<RecordRef> all;
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    for (std::uint32_t row = 0; row < data->table(kind).size(); ++row) {
      if (data->alive(kind, row)) all.push_back({kind, row});
    }
  }
  evaluate(all);
  evaluation.restart(nullptr);
  dirty_records.insert_all(all);
  for (std::uint32_t row = 0; row < data->interactions(kMoveKind).size(); ++row) {
    dirty_interactions.insert({kMoveKind, row});
  }
}

void Session::load(const Dataset& from, std::int64_t at, std::vector<Decision>& decisions) {
  Parts& parts = *parts_;
  parts.event_id.clear();
  parts.evaluation.restart(&decisions);
  if (parts.clock == kMissing64) {
    parts.set_clock(at);
  } else if (at > parts.clock) {
    parts.advance_to(at);
  }
  parts.evaluation.restart(&decisions);
  std::vector<RecordRef> loaded;
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    const RecordTable& table = from.table(kind);
    const RecordSchema& schema = parts.program.schema(kind);
    for (std::uint32_t row = 0; row < table.size(); ++row) {
      const Value id = table.columns[static_cast<std::size_t>(schema.id)].value(row);
      if (id.missing) continue;
      const std::string& present = parts.present_id(kind, id.text);
      RecordRef record = parts.find(kind, present);
      if (record.row == kNoRow) record = parts.create(kind, present);
      std::vector<Event::Field> fields;
      for (std::uint32_t field = 0; field < table.columns.size(); ++field) {
        if (static_cast<int>(field) == schema.id || table.columns[field].missing(row)) continue;
        fields.push_back({field, table.columns[field].value(row)});
      }
      parts.set_fields(record, fields, {});
      parts.came_from(record, source_of(from, kind, row));
      loaded.push_back(record);
    }
  }
  RecordSet doing;
  for (std::uint32_t kind = 0; kind < parts.program.interactions.size(); ++kind) {
    const InteractionTable& table = from.interactions(kind);
    for (std::uint32_t row = 0; row < table.size(); ++row) {
      const auto name = [&](RecordKind to, std::uint32_t linked, const std::vector<std::uint32_t>& lost) {
        const Column& ids = from.table(to).columns[static_cast<std::size_t>(parts.program.schema(to).id)];
        if (linked != kNoRow) return ids.value(linked).text;
        return lost.empty() || lost[row] == 0 ? std::string() : std::string((*ids.dictionary)[lost[row]]);
      };
      std::vector<Value> attributes;
      for (const Column& attribute : table.attributes) attributes.push_back(attribute.value(row));
      const std::string id(table.id_of(row));
      const std::string contact = name(RecordKind::kContact, table.contact[row], table.lost_contact);
      const std::string lead = name(RecordKind::kLead, table.lead_of(row), table.lost_lead);
      parts.add_interaction(kind, table.at.numbers[row], id, contact, lead, attributes);
      const RecordRef who = parts.find(RecordKind::kContact, parts.present_id(RecordKind::kContact, contact));
      if (who.row != kNoRow) doing.insert(who);
    }
  }
  loaded.insert(loaded.end(), doing.rows().begin(), doing.rows().end());
  parts.follow();
  parts.evaluation.silent = !parts.options.react_to_loaded;
  parts.evaluate(loaded);
  parts.evaluation.restart(nullptr);  // what is remembered of all of them is not for the first event to forget
}

void Session::announce(const Event& event) { parts_->announce(event); }

void Session::apply(const Event& event, std::vector<Decision>& decisions) { parts_->do_event(event, decisions); }

void Session::advance(std::int64_t until, std::vector<Decision>& decisions) {
  parts_->event_id.clear();
  parts_->evaluation.restart(&decisions);
  if (parts_->clock == kMissing64 || until <= parts_->clock) return;
  parts_->advance_to(until);
}

void Session::pass(std::uint64_t sequence, std::int64_t until, std::vector<Decision>& decisions) {
  parts_->event_id.clear();
  parts_->sequence = sequence;
  parts_->evaluation.restart(&decisions);
  if (parts_->clock == kMissing64) {
    parts_->set_clock(until);
  } else if (until > parts_->clock) {
    parts_->advance_to(until);
  }
}

bool Session::crowded() const { return parts_->crowded; }

std::int64_t Session::clock() const { return parts_->clock; }
std::uint64_t Session::sequence() const { return parts_->sequence; }
const Dataset& Session::data() const { return *parts_->data; }

std::uint32_t Session::find(RecordKind kind, const std::string& id) const {
  return parts_->find(kind, parts_->present_id(kind, id)).row;
}

std::int64_t Session::score(std::uint32_t model, std::uint32_t row) const {
  return parts_->evaluator->number(parts_->plan->models[model].score, row);
}

SessionChanges Session::take_changes(FactForm form) { return parts_->take_changes(form); }

}  // namespace leadline::running
