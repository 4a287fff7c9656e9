// SPDX-License-Identifier: Apache-2.0
// Values to columns, and decisions back to values.
#include "engine/run/test_world.hpp"

#include <algorithm>
#include <set>

namespace leadline {

namespace {

Value text_value(std::string text) {
  Value value;
  value.type.kind = TypeKind::kText;
  value.missing = text.empty();
  value.text = std::move(text);
  return value;
}

Value missing_value(const Type& type) {
  Value value;
  value.type = type;
  value.missing = true;
  return value;
}

Value number_value(const Type& type, std::int64_t number) {
  Value value;
  value.type = type;
  value.missing = number == kMissing64;
  value.number = value.missing ? 0 : number;
  return value;
}

Value list_value(const Type& type, const std::vector<std::string>& words) {
  Value value;
  value.type = type;
  value.missing = words.empty();
  for (const std::string& word : words) value.items.push_back(text_value(word));
  return value;
}

}  // namespace

TestWorld::TestWorld(const Program& program, const Test& test) : program_(&program) {
  for (const Test::Record& declared : test.records) {
    Record& record = records_.emplace_back();
    record.kind = declared.kind;
    record.id = declared.name;
    for (const Field& field : program.schema(declared.kind).fields) record.fields.push_back(missing_value(field.type));
  }
}

void TestWorld::set(Record& record, int field, Value value) {
  if (field < 0) return;
  Value& stored = record.fields[static_cast<std::size_t>(field)];
  if (stored.missing == value.missing && (value.missing || stored == value)) return;
  stored = std::move(value);
  data_.reset();
}

Value TestWorld::field(std::uint32_t record, int index) const {
  if (index < 0) return missing_value({});
  return records_[record].fields[static_cast<std::size_t>(index)];
}

void TestWorld::change(std::uint32_t index, const std::vector<TestLine::Field>& fields, std::int64_t now) {
  Record& record = records_[index];
  const RecordSchema& schema = program_->schema(record.kind);
  const bool created = !record.exists;
  data_.reset();
  if (created) {
    record.exists = true;
    set(record, schema.id, text_value(record.id));
    if (schema.created >= 0)
      set(record, schema.created, number_value(schema.fields[static_cast<std::size_t>(schema.created)].type, now));
  }
  if (created && schema.status >= 0) {
    // What comes in is open.
    Value open = number_value(schema.fields[static_cast<std::size_t>(schema.status)].type, 0);
    open.text = program_->choices[open.type.choice].words[0];
    set(record, schema.status, std::move(open));
  }
  if (schema.updated >= 0)
    set(record, schema.updated, number_value(schema.fields[static_cast<std::size_t>(schema.updated)].type, now));
  // A change that brings one of the fields that stand together brings all of them.
  std::set<std::int32_t> together;
  for (const TestLine::Field& field : fields) {
    const std::int32_t group = schema.fields[field.field].together;
    if (group >= 0) together.insert(group);
  }
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    if (together.count(schema.fields[i].together) != 0)
      set(record, static_cast<int>(i), missing_value(schema.fields[i].type));
  }
  for (const TestLine::Field& field : fields) set(record, static_cast<int>(field.field), field.value);
}

void TestWorld::add_interaction(std::uint32_t kind, std::uint32_t by, const std::vector<TestLine::Field>& fields,
                                std::int64_t at) {
  const InteractionKind& schema = program_->interactions[kind];
  const Record& who = records_[by];
  Interaction interaction;
  interaction.kind = kind;
  interaction.at = at;
  interaction.contact = who.kind == RecordKind::kContact ? who.id : link_of(who, LinkKind::kContact);
  if (who.kind == RecordKind::kLead) interaction.lead = who.id;
  for (const Field& attribute : schema.attributes) interaction.attributes.push_back(missing_value(attribute.type));
  for (const TestLine::Field& field : fields) {
    switch (field.target) {
      case SourceField::Target::kField:
        interaction.attributes[field.field] = field.value;
        break;
      case SourceField::Target::kAt:
        interaction.at = field.value.number;
        break;
      case SourceField::Target::kId:
        interaction.id = field.value.text;
        break;
      case SourceField::Target::kContact:
        interaction.contact = field.value.text;
        break;
      case SourceField::Target::kLead:
        interaction.lead = field.value.text;
        break;
      case SourceField::Target::kKind:
        break;
    }
  }
  interactions_.push_back(std::move(interaction));
  data_.reset();
}

const TestWorld::Record* TestWorld::find(RecordKind kind, std::string_view id) const {
  for (const Record& record : records_) {
    if (record.exists && record.kind == kind && record.id == id) return &record;
  }
  return nullptr;
}

std::string TestWorld::link_of(const Record& record, LinkKind link) const {
  const RecordSchema& schema = program_->schema(record.kind);
  const auto own = [&](int field, RecordKind to) -> const Record* {
    if (field < 0) return nullptr;
    const Value& value = record.fields[static_cast<std::size_t>(field)];
    return value.missing ? nullptr : find(to, value.text);
  };
  const auto through = [&](const Record* other) { return other == nullptr ? std::string{} : link_of(*other, link); };
  switch (link) {
    case LinkKind::kLead: {
      const Record* lead = own(schema.lead, RecordKind::kLead);
      return lead == nullptr ? std::string{} : lead->id;
    }
    case LinkKind::kContact: {
      if (record.kind == RecordKind::kContact) return record.id;
      if (const Record* contact = own(schema.contact, RecordKind::kContact)) return contact->id;
      return through(own(schema.lead, RecordKind::kLead));
    }
    case LinkKind::kAccount: {
      if (record.kind == RecordKind::kAccount) return record.id;
      if (const Record* account = own(schema.account, RecordKind::kAccount)) return account->id;
      const std::string of_lead = through(own(schema.lead, RecordKind::kLead));
      return of_lead.empty() ? through(own(schema.contact, RecordKind::kContact)) : of_lead;
    }
  }
  return {};
}

void TestWorld::record_own(const Record& record, std::uint32_t kind, std::int64_t now,
                           const std::vector<std::pair<std::string_view, std::string>>& attributes) {
  if (record.kind != RecordKind::kLead && record.kind != RecordKind::kContact) return;
  const InteractionKind& schema = program_->interactions[kind];
  Interaction interaction;
  interaction.kind = kind;
  interaction.at = now;
  interaction.contact = link_of(record, LinkKind::kContact);
  if (record.kind == RecordKind::kLead) interaction.lead = record.id;
  for (const Field& attribute : schema.attributes) interaction.attributes.push_back(missing_value(attribute.type));
  for (const auto& [name, text] : attributes) {
    const int index = schema.find(name);
    if (index >= 0) interaction.attributes[static_cast<std::size_t>(index)] = text_value(text);
  }
  interactions_.push_back(std::move(interaction));
  data_.reset();
}

void TestWorld::take(std::uint32_t index, const RecordLedger& ledger, std::int64_t now, std::string_view by) {
  Record& record = records_[index];
  const RecordSchema& schema = program_->schema(record.kind);
  std::vector<std::string> reached_before;
  if (schema.reached >= 0) {
    for (const Value& item : record.fields[static_cast<std::size_t>(schema.reached)].items)
      reached_before.push_back(item.text);
  }
  if (ledger.process != 0) {
    const Process& process = program_->processes[ledger.process - 1U];
    set(record, schema.process, text_value(process.name));
    if (ledger.stage != 0) set(record, schema.stage, text_value(process.stages[ledger.stage - 1U].name));
    if (schema.stage_since >= 0) {
      set(record, schema.stage_since,
          number_value(schema.fields[static_cast<std::size_t>(schema.stage_since)].type, ledger.stage_since));
    }
    bool first = true;
    for (const auto& [from, to] : ledger.moves) {
      record_own(
          record, kMoveKind, now,
          {{"from", process.stages[from].name}, {"to", process.stages[to].name}, {"by", first ? std::string(by) : ""}});
      first = false;
    }
  }
  const auto list_type = [&](int field) { return schema.fields[static_cast<std::size_t>(field)].type; };
  if (schema.reached >= 0) set(record, schema.reached, list_value(list_type(schema.reached), ledger.reached));
  if (schema.cleared >= 0) set(record, schema.cleared, list_value(list_type(schema.cleared), ledger.cleared));
  if (schema.held >= 0) set(record, schema.held, list_value(list_type(schema.held), ledger.held));
  if (schema.status >= 0 && ledger.status != kMissing64) {
    Value status = number_value(list_type(schema.status), ledger.status);
    const std::vector<std::string>& words = program_->choices[status.type.choice].words;
    if (status.number >= 0 && static_cast<std::size_t>(status.number) < words.size())
      status.text = words[static_cast<std::size_t>(status.number)];
    set(record, schema.status, std::move(status));
  }
  for (const std::string& threshold : ledger.reached) {
    if (std::find(reached_before.begin(), reached_before.end(), threshold) == reached_before.end()) {
      record_own(record, kReachKind, now, {{"threshold", threshold}});
    }
  }
}

void TestWorld::sort(std::vector<std::uint32_t>& records) const {
  std::sort(records.begin(), records.end(), [&](std::uint32_t a, std::uint32_t b) {
    return records_[a].kind != records_[b].kind ? records_[a].kind < records_[b].kind : records_[a].id < records_[b].id;
  });
}

std::vector<std::uint32_t> TestWorld::all() const {
  std::vector<std::uint32_t> records;
  for (std::uint32_t i = 0; i < records_.size(); ++i) {
    if (records_[i].exists) records.push_back(i);
  }
  sort(records);
  return records;
}

std::vector<std::uint32_t> TestWorld::touched_by(std::uint32_t index) const {
  const std::string contact = link_of(records_[index], LinkKind::kContact);
  const std::string account = link_of(records_[index], LinkKind::kAccount);
  std::vector<std::uint32_t> records;
  for (std::uint32_t i = 0; i < records_.size(); ++i) {
    const Record& record = records_[i];
    if (!record.exists) continue;
    const bool of_contact = !contact.empty() && link_of(record, LinkKind::kContact) == contact;
    const bool of_account = !account.empty() && link_of(record, LinkKind::kAccount) == account;
    bool touched = i == index;
    switch (record.kind) {
      case RecordKind::kContact:
        touched = touched || record.id == contact;
        break;
      case RecordKind::kAccount:
        touched = touched || record.id == account;
        break;
      case RecordKind::kLead:
        touched = touched || of_contact || of_account;
        break;
      case RecordKind::kOpportunity:
        touched = touched || of_contact;
        break;
      case RecordKind::kUser:
        break;
    }
    if (touched) records.push_back(i);
  }
  sort(records);
  return records;
}

std::shared_ptr<const Dataset> TestWorld::data() {
  if (data_) return data_;
  const auto data = std::make_shared<Dataset>(*program_);
  for (const Record& record : records_) {
    if (!record.exists) continue;
    RecordTable& table = data->table(record.kind);
    for (std::size_t i = 0; i < record.fields.size(); ++i) table.columns[i].append(record.fields[i]);
  }
  std::uint64_t place = 0;
  for (const Interaction& interaction : interactions_) {
    InteractionTable& table = data->interactions(interaction.kind);
    table.at.append(number_value(Type{TypeKind::kTime}, interaction.at));
    table.id.append(text_value(interaction.id));
    table.contact_id.append(text_value(interaction.contact));
    table.lead_id.append(text_value(interaction.lead));
    for (std::size_t i = 0; i < interaction.attributes.size(); ++i)
      table.attributes[i].append(interaction.attributes[i]);
    table.order.push_back(++place);
  }
  data->finish(1);
  data_ = data;
  return data_;
}

std::uint32_t TestWorld::row(std::uint32_t record) {
  if (!records_[record].exists) return kNoRow;
  return data()->find(records_[record].kind, records_[record].id);
}

}  // namespace leadline
