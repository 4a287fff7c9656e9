// SPDX-License-Identifier: Apache-2.0
// The one door through which everything comes in: a submission is read by the fields of the records that its form
// writes, each is matched, and only when all of that went well anything is written: contact, lead, link, interaction.
#include <algorithm>

#include "engine/data/json_writer.hpp"
#include "engine/program/forms.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/run/session/filled.hpp"
#include "engine/run/session/parts.hpp"

namespace leadline::running {

namespace {

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

}  // namespace

// What becomes of a matched record, by the strategy's `when matched`.
struct Update {
  std::vector<Event::Field> fields;
  std::vector<std::uint32_t> unset;
};

namespace {

Update update_of(const Dataset& data, const RecordSchema& schema, RecordRef record, MatchStrategy::Update how,
                 const Filled& filled) {
  Update update;
  const RecordTable& table = data.table(record.kind);
  const auto missing = [&](std::uint32_t field) { return table.columns[field].missing(record.row); };
  const auto group_missing = [&](std::uint32_t field) {
    if (schema.fields[field].together < 0) return missing(field);
    for (std::uint32_t other = 0; other < schema.fields.size(); ++other) {
      if (schema.fields[other].together == schema.fields[field].together && !missing(other)) return false;
    }
    return true;
  };
  switch (how) {
    case MatchStrategy::Update::kPresent:
      update.fields = filled.fields;
      break;
    case MatchStrategy::Update::kAll:
      update.fields = filled.fields;
      update.unset = filled.emptied;
      break;
    case MatchStrategy::Update::kMissingOnly:
      for (const Event::Field& field : filled.fields) {
        if (group_missing(field.field)) update.fields.push_back(field);
      }
      break;
    case MatchStrategy::Update::kNothing:
    case MatchStrategy::Update::kReject:
      break;
  }
  return update;
}

// What `on create` sets in the record that was just created, the decisions from `begin` on, belongs to what it was
// created with.
void created_with(std::vector<Decision>& decisions, std::size_t begin, RecordKind kind, const std::string& id) {
  const auto about = [&](const Decision& one) { return one.about_record && one.record == kind && one.id == id; };
  std::size_t created = begin;
  while (created > 0 && !(decisions[created - 1].kind == Decision::Kind::kCreated && about(decisions[created - 1]))) {
    --created;
  }
  if (created == 0) return;
  std::vector<Decision::Field>& fields = decisions[created - 1].fields;
  for (std::size_t at = begin; at < decisions.size();) {
    if (decisions[at].kind != Decision::Kind::kUpdated || !about(decisions[at])) {
      ++at;
      continue;
    }
    for (Decision::Field& field : decisions[at].fields) {
      const auto same =
          std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.name == field.name; });
      if (same != fields.end()) fields.erase(same);
      if (field.json != "null") fields.push_back(std::move(field));
    }
    decisions.erase(decisions.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

}  // namespace

void Session::Parts::do_submission(const Event& event) {
  if (!event.id.empty() && submissions.find(event.id) != 0) return;  // done before
  const std::int32_t form_id = find_form(program, event.form);
  if (form_id < 0) return reject("no form of the rules fits `" + event.form + "`, and there is no `form default`");
  const Form& form = program.forms[static_cast<std::size_t>(form_id)];
  const std::string page = page_of(event);

  // All is read before anything is written.
  const auto fill = [&](RecordKind kind, Filled& filled) {
    std::string why;
    const bool good = fill_in(program, *reader, event, kind, filled, why);
    if (!good) reject(why);
    return good;
  };
  Filled of_contact;
  Filled of_lead;
  Filled of_account;
  const bool knows_account = form.by[index_of(RecordKind::kAccount)] >= 0;
  if (!fill(RecordKind::kContact, of_contact) || !fill(RecordKind::kLead, of_lead)) return;
  if (knows_account && !fill(RecordKind::kAccount, of_account)) return;
  fill_page(program, page, of_lead);
  std::uint32_t kind = event.interaction;
  for (std::uint32_t i = 0; i < program.interactions.size() && kind == Event::kNoKind; ++i) {
    if (program.interactions[i].name == "form_submit") kind = i;
  }
  std::vector<Value> attributes;
  if (kind != Event::kNoKind) {
    for (const Field& attribute : program.interactions[kind].attributes) {
      Value value;
      value.type = attribute.type;
      value.missing = true;
      std::string text;
      if (attribute.name == "form") text = event.form;
      if (attribute.name == "page") text = page;
      for (const auto& [name, answer] : event.answers) {
        if (name == attribute.name && !answer.empty()) text = answer;
      }
      std::string why;
      if (!reader->missing(text)) {
        value.missing = false;
        if (!read_answer(*reader, attribute.type, text, value, why)) return reject("`" + attribute.name + "`: " + why);
      }
      attributes.push_back(std::move(value));
    }
  }

  // Then everybody is looked for.
  struct Found {
    bool wanted = false;
    bool create = false;
    RecordRef record;
    MatchOutcome outcome;
    const MatchStrategy* strategy = nullptr;
  };
  const std::string base = event.id.empty() ? "e" + std::to_string(sequence) : event.id;
  // Where strategies read nothing but columns, the evaluator need not know of records that only are looked for.
  const auto reads_columns = [&](RecordKind of) {
    const std::int32_t strategy = form.by[index_of(of)];
    return strategy < 0 || matcher->reads_columns(static_cast<std::uint32_t>(strategy));
  };
  const bool plain = !knows_account && reads_columns(RecordKind::kContact) && reads_columns(RecordKind::kLead);
  const auto follow_staged = [&] {
    if (!plain) follow();
  };
  const RecordRef incoming = stage(RecordKind::kContact, of_contact.fields);
  follow_staged();
  Found contact;
  Found lead;
  Found account;
  std::string why;
  const auto look = [&](RecordKind of, RecordRef row, RecordRef with, Found& found) {
    found.wanted = true;
    const std::int32_t strategy = form.by[index_of(of)];
    if (form.always_create[index_of(of)] || strategy < 0) {
      found.create = true;
      return true;
    }
    found.strategy = &program.strategies[static_cast<std::size_t>(strategy)];
    found.outcome = matcher->find(*evaluator, static_cast<std::uint32_t>(strategy), row.row, with.row);
    const std::string name = "`" + found.strategy->name + "`";
    switch (found.outcome.kind) {
      case MatchOutcome::Kind::kMatched:
        if (found.strategy->update == MatchStrategy::Update::kReject) {
          why = "the " + std::string(name_of(of)) + " is known already, and " + name + " rejects those";
          return false;
        }
        found.record = {of, found.outcome.row};
        return true;
      case MatchOutcome::Kind::kUnmatched:
        found.create = found.strategy->create_unmatched;
        return true;
      case MatchOutcome::Kind::kIncomplete:
        if (!found.strategy->create_incomplete) {
          why = "no " + std::string(name_of(of)) + " can be looked for with " + name + ": " + found.outcome.evidence;
          return false;
        }
        found.create = true;
        return true;
    }
    return true;
  };
  // A lead's contact need not be written to be found.
  bool good = true;
  const bool knows_contact = form.writes_contact || form.by[index_of(RecordKind::kContact)] >= 0;
  if (knows_contact) {
    good = look(RecordKind::kContact, incoming, incoming, contact);
    if (!form.writes_contact) contact.create = false;
  }
  if (good && knows_account) {
    const RecordRef incoming_account = stage(RecordKind::kAccount, of_account.fields);
    follow();
    good = look(RecordKind::kAccount, incoming_account, incoming, account);
    account.create = false;  // a form knows too little of a company
    data->take_back(RecordKind::kAccount, incoming_account.row);
  }
  // A contact that will be new has its id from here on, so that a lead that is looked for can belong to it.
  const bool new_contact = good && contact.create;
  if (new_contact) {
    std::string id = base;
    while (find(RecordKind::kContact, id).row != kNoRow) id += "+";
    data->give_id(RecordKind::kContact, incoming.row, id);
    contact.record = incoming;
    follow_staged();
  }
  RecordRef incoming_lead{RecordKind::kLead, kNoRow};
  if (good && form.writes_lead) {
    if (contact.record.row != kNoRow) {
      const auto field = static_cast<std::uint32_t>(program.schema(RecordKind::kLead).contact);
      of_lead.fields.push_back({field, text_value(id_of(contact.record))});
    }
    incoming_lead = stage(RecordKind::kLead, of_lead.fields);
    follow_staged();
    good = look(RecordKind::kLead, incoming_lead, contact.record.row != kNoRow ? contact.record : incoming, lead);
  }
  if (good && lead.create && incoming_lead.row != kNoRow) {
    lead.record = incoming_lead;  // it becomes the new one
  } else if (incoming_lead.row != kNoRow) {
    data->take_back(RecordKind::kLead, incoming_lead.row);
  }
  if (!good && new_contact) data->end_record(RecordKind::kContact, incoming.row);
  if (!good || !new_contact) data->take_back(RecordKind::kContact, incoming.row);
  if (!plain || !good) follow();
  if (!good) return reject(why);

  // Then it is written.
  if (!event.id.empty()) {
    new_submissions.push_back({loose_facts.size(), submissions.add(event.id)});
  }
  const auto tell = [&](const Found& found, RecordRef record) {
    if (found.strategy == nullptr || found.record.row == kNoRow) return;
    Decision& decision = decide(Decision::Kind::kMatched, record);
    decision.name = found.strategy->name;
    decision.line = found.outcome.line + 1;
    decision.found = found.outcome.found;
    decision.text = found.outcome.evidence;
  };
  std::vector<RecordRef> seeds;
  const auto write = [&](RecordKind of, Found& found, const Filled& filled, bool writes) {
    if (!found.wanted) return;
    const RecordSchema& schema = program.schema(of);
    const bool is_new = found.create && writes;
    if (found.record.row != kNoRow && !is_new) {
      tell(found, found.record);
      seeds.push_back(found.record);
      if (!writes) return;
      Update update = update_of(*data, schema, found.record, found.strategy->update, filled);
      if (update.fields.empty() && update.unset.empty()) return;
      touch(found.record, seeds);
      if (schema.updated >= 0) {
        update.fields.push_back({static_cast<std::uint32_t>(schema.updated), updated_by(found.record, event.at)});
      }
      std::vector<Decision::Field> told;
      for (const Event::Field& field : update.fields) {
        const Value before = data->table(of).columns[field.field].value(found.record.row);
        if (static_cast<int>(field.field) == schema.updated) continue;
        if (before.missing || before.text != field.value.text || before.number != field.value.number ||
            before.items.size() != field.value.items.size()) {
          told.emplace_back(schema.fields[field.field].name, json_of(field.value));
        }
      }
      for (const std::uint32_t field : update.unset) {
        const Column& column = data->table(of).columns[field];
        if (column.missing(found.record.row)) continue;
        told.emplace_back(schema.fields[field].name, "null");
      }
      set_fields(found.record, update.fields, update.unset);
      came_from(found.record, event.source);
      if (!told.empty()) decide(Decision::Kind::kUpdated, found.record).fields = std::move(told);
      return;
    }
    if (!is_new) return;
    if (!data->alive(of, found.record.row)) {
      std::string id = base;
      while (find(of, id).row != kNoRow) id += "+";
      data->give_id(of, found.record.row, id);
    }
    welcome(found.record);
    set_fields(found.record, filled.fields, {});
    came_from(found.record, event.source);
    seeds.push_back(found.record);
    Decision& decision = decide(Decision::Kind::kCreated, found.record);
    for (const Event::Field& field : filled.fields) {
      decision.fields.emplace_back(schema.fields[field.field].name, json_of(field.value));
    }
  };
  write(RecordKind::kContact, contact, of_contact, form.writes_contact);
  tell(account, account.record);
  if (contact.record.row != kNoRow && account.record.row != kNoRow) {
    const int field = program.schema(RecordKind::kContact).account;
    if (data->table(RecordKind::kContact).account[contact.record.row] == kNoRow && field >= 0) {
      const Value id = text_value(id_of(account.record));
      set_fields(contact.record, {{static_cast<std::uint32_t>(field), id}}, {});
      decide(Decision::Kind::kUpdated, contact.record)
          .fields.emplace_back(program.schema(RecordKind::kContact).fields[static_cast<std::size_t>(field)].name,
                               json_of(id));
    }
  }
  const bool new_lead = lead.create;
  write(RecordKind::kLead, lead, of_lead, form.writes_lead);
  if (kind != Event::kNoKind) {
    const std::string lead_id = lead.record.row == kNoRow ? std::string() : id_of(lead.record);
    const std::string who = contact.record.row == kNoRow ? std::string() : id_of(contact.record);
    const std::uint32_t row = add_interaction(kind, event.at, event.id, who, lead_id, attributes);
    if (row != kNoRow) evaluation.done.emplace_back(kind, row);
  }
  follow();
  const RecordRef subject = form.writes_lead ? lead.record : contact.record;
  if (subject.row != kNoRow && (form.writes_lead ? new_lead : new_contact) && !form.on_create.empty()) {
    submission = SubmissionFacts{event.form, page, event.id, event.at};
    binding->submission = &submission;
    if (plan->run.reads_submission) settle_constants(*binding, *constants);
    const std::size_t told = evaluation.decisions->size();
    carry_out(form.on_create, plan->run.forms[static_cast<std::size_t>(form_id)], {subject, kNoRow, false});
    created_with(*evaluation.decisions, told, subject.kind, id_of(subject));
    binding->submission = nullptr;
  }
  evaluate(seeds);
}

void Session::Parts::create_lead(RecordRef staged, std::int32_t strategy_id, RecordRef contact, const std::string& id) {
  if (strategy_id < 0) {
    const std::int32_t form = find_form(program, "");
    strategy_id = form < 0 ? -1 : program.forms[static_cast<std::size_t>(form)].by[index_of(RecordKind::kLead)];
  }
  const RecordSchema& schema = program.schema(RecordKind::kLead);
  Filled filled;
  const RecordTable& table = data->table(RecordKind::kLead);
  for (std::uint32_t field = 0; field < table.columns.size(); ++field) {
    if (!table.columns[field].missing(staged.row))
      filled.fields.push_back({field, table.columns[field].value(staged.row)});
  }
  MatchOutcome outcome;
  outcome.kind = MatchOutcome::Kind::kUnmatched;
  const MatchStrategy* strategy = nullptr;
  if (strategy_id >= 0) {
    strategy = &program.strategies[static_cast<std::size_t>(strategy_id)];
    outcome = matcher->find(*evaluator, static_cast<std::uint32_t>(strategy_id), staged.row, contact.row);
  }
  data->take_back(RecordKind::kLead, staged.row);
  follow();
  const std::string name = strategy == nullptr ? std::string() : "`" + strategy->name + "`";
  if (outcome.kind == MatchOutcome::Kind::kMatched) {
    const RecordRef record{RecordKind::kLead, outcome.row};
    if (strategy->update == MatchStrategy::Update::kReject) {
      return reject(RecordKind::kLead, id, "the lead is known already, and " + name + " rejects those");
    }
    Decision& decision = decide(Decision::Kind::kMatched, record);
    decision.name = strategy->name;
    decision.line = outcome.line + 1;
    decision.found = outcome.found;
    decision.text = outcome.evidence;
    const Update update = update_of(*data, schema, record, strategy->update, filled);
    if (!update.fields.empty()) set_fields(record, update.fields, {});
    return;
  }
  // An action knows what it creates: a strategy that cannot look for it holds it back only where it says so itself.
  if (outcome.kind == MatchOutcome::Kind::kUnmatched && strategy != nullptr && !strategy->create_unmatched) return;
  const RecordRef record = create(RecordKind::kLead, id);
  set_fields(record, filled.fields, {});
  Decision& decision = decide(Decision::Kind::kCreated, record);
  for (const Event::Field& field : filled.fields)
    decision.fields.emplace_back(schema.fields[field.field].name, json_of(field.value));
}

}  // namespace leadline::running
