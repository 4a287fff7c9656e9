// SPDX-License-Identifier: Apache-2.0
// Records become one: the fields by the rules of `merge`, links and interactions move, a lead keeps the later stage
// and all that was reached; the id that ends means the other one from then on.
#include <algorithm>

#include "engine/run/matching/merge_fields.hpp"
#include "engine/run/session/parts.hpp"

namespace leadline::running {

namespace {

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

std::vector<std::uint32_t> rows_of(const std::vector<RecordRef>& records) {
  std::vector<std::uint32_t> rows;
  for (const RecordRef& record : records) rows.push_back(record.row);
  return rows;
}

}  // namespace

void Session::Parts::do_merge(const Event& event) {
  const RecordKind kind = event.record;
  const std::string word(name_of(kind));
  const std::string into = present_id(kind, event.into);
  const RecordRef kept = find(kind, into);
  if (kept.row == kNoRow) return reject(kind, into, "there is no " + word + " `" + into + "` to merge into");
  std::vector<RecordRef> ended;
  std::vector<std::string> names = event.others;
  names.insert(names.begin(), event.subject);
  for (const std::string& name : names) {
    const std::string from = present_id(kind, name);
    const RecordRef record = find(kind, from);
    if (record.row == kNoRow) return reject(kind, from, "there is no " + word + " `" + from + "` to merge");
    if (record.row == kept.row) return reject(kind, into, "`" + name + "` is `" + into + "` already");
    if (std::find(ended.begin(), ended.end(), record) == ended.end()) ended.push_back(record);
  }
  put_in_order(ended);  // what comes of them does not depend on how the event lists them
  const RecordSchema& schema = program.schema(kind);
  std::vector<RecordRef> seeds;
  for (const RecordRef& one : ended) touch(one, seeds);
  touch(kept, seeds);

  // Fields, but for what is kept of the record's state.
  const std::vector<MergedField> merged_fields =
      merge_fields(*data, kind, merge_rules(program, kind), kept.row, rows_of(ended));
  std::vector<Event::Field> fields;
  std::vector<std::uint32_t> unset;
  for (const MergedField& field : merged_fields) {
    const auto index = static_cast<int>(field.field);
    const bool of_state = index == schema.id || index == schema.stage || index == schema.stage_since ||
                          index == schema.process || index == schema.reached || index == schema.cleared ||
                          index == schema.held || index == schema.status;
    if (of_state || !field.changed) continue;
    if (field.value.missing) {
      unset.push_back(field.field);
    } else {
      fields.push_back({field.field, field.value});
    }
  }

  for (const RecordRef& one : ended) absorb(kept, one, seeds);
  set_fields(kept, fields, unset);
  evaluate(seeds);
}

// What another record was and had goes to the one that is kept, but for its fields; it ends.
void Session::Parts::absorb(RecordRef kept, RecordRef ended, std::vector<RecordRef>& seeds) {
  const RecordKind kind = kept.kind;
  const RecordSchema& schema = program.schema(kind);
  const std::string word(name_of(kind));
  const std::string from = id_of(ended);
  const std::string into = id_of(kept);
  // The later stage, with the status that belongs to it; the union of what was reached.
  Binding::States& states = binding->states[index_of(kind)];
  const std::int32_t process = states.process[kept.row] >= 0 ? states.process[kept.row] : states.process[ended.row];
  const std::int32_t kept_stage = binding->recorded_stage(kind, kept.row, process);
  const std::int32_t ended_stage =
      states.process[ended.row] == process ? binding->recorded_stage(kind, ended.row, process) : -1;
  const RecordTable& table = data->table(kind);
  const auto take_field = [&](int field) {
    if (field < 0) return;
    data->set_field(kind, kept.row, static_cast<std::uint32_t>(field),
                    table.columns[static_cast<std::size_t>(field)].value(ended.row));
  };
  if (ended_stage > kept_stage) {
    for (const int field : {schema.process, schema.stage, schema.stage_since, schema.status}) take_field(field);
  }
  const auto unite = [&](int field) {
    if (field < 0) return;
    const Column& column = table.columns[static_cast<std::size_t>(field)];
    Value all = column.value(kept.row);
    const Value more = column.value(ended.row);
    for (const Value& item : more.items) {
      if (std::find(all.items.begin(), all.items.end(), item) == all.items.end()) all.items.push_back(item);
    }
    std::sort(all.items.begin(), all.items.end(), [](const Value& a, const Value& b) { return a.text < b.text; });
    all.missing = all.items.empty();
    data->set_field(kind, kept.row, static_cast<std::uint32_t>(field), all);
  };
  unite(schema.reached);
  unite(schema.cleared);
  if (ended_stage > kept_stage) take_field(schema.held);

  // Whatever named the one that ends.
  matcher->removed(kind, ended.row);
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto other = static_cast<RecordKind>(i);
    const RecordSchema& of = program.schema(other);
    const auto relink = [&](LinkKind link, int field, RecordKind to) {
      if (to != kind || field < 0) return;
      const RowList linking = data->linking(other, link, ended.row);
      const std::vector<std::uint32_t> rows(linking.begin(), linking.end());
      for (const std::uint32_t row : rows) {
        Value id;
        id.type.kind = TypeKind::kText;
        id.text = into;
        set_field({other, row}, static_cast<std::uint32_t>(field), id);
        seeds.push_back({other, row});
        follow();
        matcher->changed(*evaluator, other, row);
      }
    };
    relink(LinkKind::kContact, of.contact, RecordKind::kContact);
    relink(LinkKind::kAccount, of.account, RecordKind::kAccount);
    relink(LinkKind::kLead, of.lead, RecordKind::kLead);
  }
  for (std::uint32_t one = 0; one < program.interactions.size(); ++one) {
    std::vector<std::uint32_t> rows;
    const auto collect = [&](std::uint32_t row) { rows.push_back(row); };
    if (kind == RecordKind::kContact) data->for_each_of_contact(one, ended.row, collect);
    if (kind == RecordKind::kLead) data->for_each_of_lead(one, ended.row, collect);
    const InteractionTable& interactions = data->interactions(one);
    for (const std::uint32_t row : rows) {
      const bool contact = kind == RecordKind::kContact;
      data->relink_interaction(one, row, contact ? kept.row : interactions.contact[row],
                               contact ? interactions.lead[row] : kept.row);
      dirty_interactions.insert({one, row});
    }
  }
  schedule(ended, kNeverMoves);
  standing(ended) = Standing{};
  data->end_record(kind, ended.row);
  kept_values->drop_all();
  kept_counts->drop_all();
  dirty_records.erase(ended);
  dirty_standings.erase(ended);
  ended_records.emplace_back(kind, from);
  merged[{kind, from}] = into;
  loose_facts.push_back(Fact{false, {}, {}, "merged " + word + "\n" + from, into});
  follow();
  binding->load_state(kind, kept.row);
  decide(Decision::Kind::kMerged, kept).from = from;
}

}  // namespace leadline::running
