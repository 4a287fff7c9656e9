// SPDX-License-Identifier: Apache-2.0
// Events about records: created, changed, moved; and what somebody did.
#include <algorithm>

#include "engine/run/session/parts.hpp"
#include "engine/run/session/record_sources.hpp"

namespace leadline::running {

namespace {

Value missing_of(const Type& type) {
  Value value;
  value.type = type;
  value.missing = true;
  return value;
}

Value time_value(std::int64_t ms) {
  Value value;
  value.type.kind = TypeKind::kTime;
  value.number = ms;
  return value;
}

}  // namespace

const std::string& Session::Parts::present_id(RecordKind kind, const std::string& id) const {
  const std::string* name = &id;
  while (!merged.empty()) {
    const auto place = merged.find({kind, *name});
    if (place == merged.end()) break;
    name = &place->second;
  }
  return *name;
}

RecordRef Session::Parts::find(RecordKind kind, const std::string& id) const {
  return {kind, id.empty() ? kNoRow : data->find(kind, id)};
}

std::string Session::Parts::id_of(RecordRef record) const {
  const Column& ids = data->table(record.kind).columns[static_cast<std::size_t>(program.schema(record.kind).id)];
  return std::string((*ids.dictionary)[ids.codes[record.row]]);
}

void Session::Parts::reject(const std::string& why) { decide(Decision::Kind::kRejected).text = why; }

void Session::Parts::reject(RecordKind kind, const std::string& id, const std::string& why) {
  Decision& decision = decide(Decision::Kind::kRejected);
  decision.about_record = true;
  decision.record = kind;
  decision.id = id;
  decision.text = why;
}

void Session::Parts::changed(RecordRef record) {
  dirty_records.insert(record);
  evaluation.next.insert(record);
}

RecordRef Session::Parts::create(RecordKind kind, const std::string& id) {
  const RecordRef record{kind, data->add_record(kind, id)};
  welcome(record);
  return record;
}

RecordRef Session::Parts::stage(RecordKind kind, const std::vector<Event::Field>& fields) {
  const RecordRef record{kind, data->add_record(kind, {})};
  for (const Event::Field& field : fields) data->set_field(kind, record.row, field.field, field.value);
  kept_values->drop(kind, record.row);  // the row may have served another
  return record;
}

void Session::Parts::welcome(RecordRef record) {
  const RecordSchema& schema = program.schema(record.kind);
  for (const int field : {schema.created, schema.updated}) {
    if (field >= 0) data->set_field(record.kind, record.row, static_cast<std::uint32_t>(field), time_value(clock));
  }
  drop_kept(record);
  changed(record);
}

void Session::Parts::came_from(RecordRef record, const std::string& source) {
  if (!asks_for_sources(program, record.kind)) return;
  if (set_source(*data, record.kind, record.row, source)) rest_changed(record);
}

void Session::Parts::set_field(RecordRef record, std::uint32_t field, const Value& value) {
  write_field(record, field, value);
  drop_kept(record);
}

void Session::Parts::write_field(RecordRef record, std::uint32_t field, const Value& value) {
  const RecordSchema& schema = program.schema(record.kind);
  dirty_records.insert(record);
  if (record.kind == RecordKind::kContact && static_cast<int>(field) == schema.account) {
    drop_kept_of_all(data->table(record.kind).account[record.row]);
  }
  if (value.missing || !schema.fields[field].is_link) {
    data->set_field(record.kind, record.row, field, value);
  } else {
    Value taken = value;
    const RecordKind to = static_cast<int>(field) == schema.contact   ? RecordKind::kContact
                          : static_cast<int>(field) == schema.account ? RecordKind::kAccount
                                                                      : RecordKind::kLead;
    taken.text = present_id(to, taken.text);
    data->set_field(record.kind, record.row, field, taken);
  }
}

Value Session::Parts::updated_by(RecordRef record, std::int64_t at) const {
  const int field = program.schema(record.kind).updated;
  const Value before = data->table(record.kind).columns[static_cast<std::size_t>(field)].value(record.row);
  return time_value(before.missing ? at : std::max(at, before.number));
}

void Session::Parts::set_fields(RecordRef record, const std::vector<Event::Field>& fields,
                                const std::vector<std::uint32_t>& unset) {
  const RecordSchema& schema = program.schema(record.kind);
  // Fields that stand together come together: what is not brought is missing then.
  std::set<std::int32_t> together;
  for (const Event::Field& field : fields) {
    if (schema.fields[field.field].together >= 0) together.insert(schema.fields[field.field].together);
  }
  for (std::uint32_t field = 0; field < schema.fields.size() && !together.empty(); ++field) {
    if (together.count(schema.fields[field].together) != 0) {
      write_field(record, field, missing_of(schema.fields[field].type));
    }
  }
  for (const Event::Field& field : fields) write_field(record, field.field, field.value);
  for (const std::uint32_t field : unset) write_field(record, field, missing_of(schema.fields[field].type));
  drop_kept(record);
  follow();
  binding->load_state(record.kind, record.row);
  matcher->changed(*evaluator, record.kind, record.row);
  changed(record);
}

void Session::Parts::do_record(const Event& event) {
  if (event.subject.empty()) return reject("a " + std::string(name_of(event.record)) + " has no `id`");
  const std::string& id = present_id(event.record, event.subject);
  RecordRef record = find(event.record, id);
  const RecordSchema& schema = program.schema(event.record);
  const bool fresh = record.row == kNoRow;
  const auto kept = [&](std::uint32_t field) {
    const auto index = static_cast<int>(field);
    const bool of_state = index == schema.stage || index == schema.stage_since || index == schema.process ||
                          index == schema.reached || index == schema.cleared || index == schema.held;
    if (!of_state || fresh) return false;
    reject(event.record, id,
           "`" + schema.fields[field].name + "` is kept by Leadline once a record is there; send an event of type " +
               "`move` to bring it to another stage");
    return true;
  };
  for (const std::uint32_t field : event.unset) {
    if (kept(field)) return;
  }
  for (const Event::Field& field : event.fields) {
    if (kept(field.field)) return;
    const auto index = static_cast<int>(field.field);
    if (index == schema.stage) {
      const bool known = std::any_of(program.processes.begin(), program.processes.end(), [&](const Process& process) {
        return process.kind == event.record && process.find(field.value.text) >= 0;
      });
      if (!known) {
        return reject(
            event.record, id,
            "no process for " + std::string(plural_of(event.record)) + " has a stage `" + field.value.text + "`");
      }
    }
  }
  std::vector<RecordRef> before;
  if (fresh) {
    record = create(event.record, id);
  } else {
    touch(record, before);  // whom it belonged to until now
  }
  const bool brings_updated = std::any_of(event.fields.begin(), event.fields.end(), [&](const Event::Field& field) {
    return static_cast<int>(field.field) == schema.updated;
  });
  if (schema.updated >= 0 && !brings_updated) {
    set_field(record, static_cast<std::uint32_t>(schema.updated),
              fresh ? time_value(event.at) : updated_by(record, event.at));
  }
  set_fields(record, event.fields, event.unset);
  came_from(record, event.source);
  before.push_back(record);
  evaluate(before);
}

std::uint32_t Session::Parts::add_interaction(std::uint32_t kind, std::int64_t at, const std::string& id,
                                              const std::string& contact, const std::string& lead,
                                              const std::vector<Value>& attributes) {
  const std::uint32_t row = data->add_interaction(kind, at, id, present_id(RecordKind::kContact, contact),
                                                  present_id(RecordKind::kLead, lead), attributes);
  if (row == kNoRow) return row;
  dirty_interactions.insert({kind, row});
  binding->follow_interactions(kind, *evaluator);
  evaluator->forget();
  tell_kept(kind, row);
  return row;
}

void Session::Parts::do_interaction(const Event& event) {
  const InteractionKind& kind = program.interactions[event.interaction];
  if (kind.built_in) return reject("`" + kind.name + "` is written by Leadline itself and cannot be sent");
  const std::uint32_t who = find(RecordKind::kContact, present_id(RecordKind::kContact, event.contact)).row;
  const bool look_ahead = who != kNoRow && announced_before(kEventsAhead).contact != who;
  if (look_ahead) expect_contact(who, event.interaction);
  std::vector<Value>& attributes = interaction_attributes;
  attributes.resize(kind.attributes.size());
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    attributes[i].type = kind.attributes[i].type;
    attributes[i].missing = true;
  }
  for (const Event::Field& field : event.fields) attributes[field.field] = field.value;
  if (look_ahead) expect_lists(who, event.interaction);
  const std::uint32_t row =
      add_interaction(event.interaction, event.at, event.id, event.contact, event.lead, attributes);
  if (row == kNoRow) return;  // seen before
  if (look_ahead) expect_values(who);
  expect_further();
  evaluation.done.emplace_back(event.interaction, row);
  const InteractionTable& table = data->interactions(event.interaction);
  if (table.lead[row] == kNoRow) evaluation.of_contact = table.contact[row];
  std::vector<RecordRef> seeds;
  if (table.contact[row] != kNoRow) seeds.push_back({RecordKind::kContact, table.contact[row]});
  if (table.lead[row] != kNoRow) seeds.push_back({RecordKind::kLead, table.lead[row]});
  evaluate(seeds);
}

void Session::Parts::do_move(const Event& event) {
  const std::string& id = present_id(event.record, event.subject);
  const RecordRef record = find(event.record, id);
  if (record.row == kNoRow) {
    return reject(event.record, id, "there is no " + std::string(name_of(event.record)) + " `" + id + "`");
  }
  MoveByHand by_hand;
  by_hand.stage = event.stage;
  if (!lifecycles[static_cast<std::size_t>(event.record)]) {
    return reject(event.record, id, "no process is for " + std::string(plural_of(event.record)));
  }
  evaluation.moving = record;
  evaluation.by_hand = &by_hand;
  evaluation.moved_by = event.by;
  evaluate({record});
  evaluation.by_hand = nullptr;
}

}  // namespace leadline::running
