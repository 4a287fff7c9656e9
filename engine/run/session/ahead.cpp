// SPDX-License-Identifier: Apache-2.0
// Asks for the memory that what a contact did makes an evaluation read. What is known of a contact lies in many places,
// hardly ever in a cache, and who reads them one by one waits for each. The steps stand in the order of what they need:
// each reads what the one before has asked for, so of an event that is known some events ahead one step is done with
// each of these. Nothing is changed by it, and what is not asked for is merely late.
#include <algorithm>

#include "engine/data/prefetch.hpp"
#include "engine/run/session/parts.hpp"

namespace leadline::running {

namespace {

// Of each list: an account with more leads is looked at long enough anyway.
constexpr std::size_t kMostRows = 16;

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

template <class T>
void expect(const std::vector<T>& values, std::uint32_t row) {
  if (row < values.size()) prefetch(values.data() + row);
}

void expect(const Column& column, std::uint32_t row) {
  switch (column.storage) {
    case Storage::kCodes:
      return expect(column.codes, row);
    case Storage::kNumbers:
      return expect(column.numbers, row);
    case Storage::kYesNo:
      return expect(column.flags, row);
    case Storage::kList:
      expect(column.offsets, row);
      return expect(column.ends, row);
  }
}

void expect(RowList rows) {
  if (rows.begin() != rows.end()) prefetch(rows.begin());
}

void add_once(std::vector<std::uint32_t>& all, std::uint32_t one) {
  if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

}  // namespace

Ahead::Ahead(const Plan& plan, const KeptValues& kept) {
  const auto add = [&](const Grain& grain, std::uint32_t field) { add_once(fields[index_of(grain.record)], field); };
  for (int kind = 0; kind < kRecordKinds; ++kind) {
    const int id = plan.program->schema(static_cast<RecordKind>(kind)).id;
    if (id >= 0) add_once(fields[static_cast<std::size_t>(kind)], static_cast<std::uint32_t>(id));
  }
  // What it takes to see that a record rests in its stage.
  for (const Process& process : plan.program->processes) {
    const RecordSchema& schema = plan.program->schema(process.kind);
    for (const int field : {schema.stage, schema.stage_since, schema.status, schema.held}) {
      if (field >= 0) add_once(fields[index_of(process.kind)], static_cast<std::uint32_t>(field));
    }
  }
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    const Node& node = plan.nodes[id];
    if (kept.rarely_asked(id)) continue;
    const bool column =
        node.op == NodeOp::kNumberColumn || node.op == NodeOp::kFlagColumn || node.op == NodeOp::kListColumn;
    const Grain& grain = plan.grains[node.grain];
    if (column && grain.kind == GrainKind::kRecord) add(grain, node.index);
    if (node.link == kNoLink || plan.links[node.link].op != LinkOp::kCode) continue;
    const Grain& codes = plan.grains[plan.links[node.link].to];
    if (!codes.of_interaction && codes.field >= 0) add(codes, static_cast<std::uint32_t>(codes.field));
  }
}

void Session::Parts::expect_fields(RecordRef record) const {
  const RecordTable& table = data->table(record.kind);
  for (const std::uint32_t field : ahead.fields[index_of(record.kind)]) expect(table.columns[field], record.row);
  expect(table.contact, record.row);
  expect(table.account, record.row);
}

void Session::Parts::expect_standing(RecordRef record) const {
  const std::vector<Standing>& all = standings[index_of(record.kind)];
  if (record.row < all.size()) prefetch_all(&all[record.row]);
  queue.expect(record);
  touched.expect(record);
  dirty_standings.expect(record);
}

void Session::Parts::announce(const Event& event) {
  ++announced;
  Coming& newest = announced_before(0);
  newest.id.clear();
  newest.contact = kNoRow;
  if (event.kind == Event::Kind::kInteraction) {
    newest.id = event.contact;
    newest.interaction = event.interaction;
  }
  if (!newest.id.empty()) data->expect_id(RecordKind::kContact, newest.id);
  if (const Coming& one = announced_before(1); !one.id.empty()) data->expect_row(RecordKind::kContact, one.id);
  Coming& found = announced_before(2);
  if (!found.id.empty()) found.contact = find(RecordKind::kContact, present_id(RecordKind::kContact, found.id)).row;
  if (found.contact != kNoRow) expect_contact(found.contact, found.interaction);
  if (const Coming& one = announced_before(3); one.contact != kNoRow) expect_lists(one.contact, one.interaction);
  further_steps = true;
}

void Session::Parts::expect_further() {
  if (!further_steps) return;
  further_steps = false;
  if (const Coming& one = announced_before(4); one.contact != kNoRow) expect_values(one.contact);
  for (const bool texts : {false, true}) {
    if (const Coming& one = announced_before(texts ? 6 : 5); one.contact != kNoRow) expect_ids(one.contact, texts);
  }
}

void Session::Parts::expect_contact(std::uint32_t contact, std::uint32_t interaction) const {
  data->expect_lists(RecordKind::kContact, contact);
  data->expect_done(interaction, contact);
  expect_fields({RecordKind::kContact, contact});
}

void Session::Parts::expect_lists(std::uint32_t contact, std::uint32_t interaction) const {
  if (const RowList done = data->of_contact(interaction, contact); done.size() != 0) prefetch(done.end() - 1);
  expect(data->linking(RecordKind::kLead, LinkKind::kContact, contact));
  expect_standing({RecordKind::kContact, contact});
  kept_values->expect(RecordKind::kContact, contact);
  kept_counts->expect(KeptCounts::Of::kContact, contact);
  const std::uint32_t account = data->table(RecordKind::kContact).account[contact];
  if (account == kNoRow) return;
  data->expect_lists(RecordKind::kAccount, account);
  expect_fields({RecordKind::kAccount, account});
  expect_standing({RecordKind::kAccount, account});
  kept_values->expect(RecordKind::kAccount, account);
  kept_counts->expect(KeptCounts::Of::kAccount, account);
  expect(leads_rest, account);
}

void Session::Parts::expect_values(std::uint32_t contact) const {
  const auto expect_state = [&](RecordRef record) {
    const Binding::States& states = binding->states[index_of(record.kind)];
    expect(states.process, record.row);
    expect(states.reached, static_cast<std::uint32_t>(record.row * binding->threshold_words));
    expect(states.cleared, static_cast<std::uint32_t>(record.row * binding->threshold_words));
  };
  for (const RowList& leads : leads_near(contact)) {
    for (const std::uint32_t lead : leads.at_most(kMostRows)) {
      const RecordRef record{RecordKind::kLead, lead};
      expect_fields(record);
      expect_standing(record);
      expect_state(record);
      kept_values->expect(record.kind, record.row);
    }
  }
}

void Session::Parts::expect_ids(std::uint32_t contact, bool texts) const {
  const RecordTable& table = data->table(RecordKind::kLead);
  const Column& ids = table.columns[static_cast<std::size_t>(program.schema(RecordKind::kLead).id)];
  for (const RowList& leads : leads_near(contact)) {
    for (const std::uint32_t lead : leads.at_most(kMostRows)) {
      texts ? ids.dictionary->expect_text(ids.codes[lead]) : ids.dictionary->expect_place(ids.codes[lead]);
    }
  }
}

}  // namespace leadline::running
