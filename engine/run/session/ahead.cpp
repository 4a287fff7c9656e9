// SPDX-License-Identifier: Apache-2.0
// Asks for the memory that what a contact did makes an evaluation read. What is known of a contact lies in many places,
// hardly ever in a cache, and who reads them one by one waits for each; asked for together they come together. The
// three steps stand in the order of what they need: each reads what the one before has asked for. Nothing is changed by
// it, and what is not asked for is merely late.
#include <algorithm>

#include "engine/run/session/parts.hpp"

namespace leadline::running {

namespace {

// Of each list: an account with more leads is looked at long enough anyway.
constexpr std::ptrdiff_t kMostRows = 16;

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

template <class T>
void expect(const std::vector<T>& values, std::uint32_t row) {
  if (row < values.size()) __builtin_prefetch(values.data() + row);
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
  if (rows.begin() != rows.end()) __builtin_prefetch(rows.begin());
}

void add_once(std::vector<std::uint32_t>& all, std::uint32_t one) {
  if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

}  // namespace

Ahead::Ahead(const Plan& plan) {
  const auto add = [&](const Grain& grain, std::uint32_t field) { add_once(fields[index_of(grain.record)], field); };
  for (int kind = 0; kind < kRecordKinds; ++kind) {
    const int id = plan.program->schema(static_cast<RecordKind>(kind)).id;
    if (id >= 0) add_once(fields[static_cast<std::size_t>(kind)], static_cast<std::uint32_t>(id));
  }
  for (const Link& link : plan.links) {
    const Grain& codes = plan.grains[link.to];
    if (link.op == LinkOp::kCode && !codes.of_interaction && codes.field >= 0) {
      add(codes, static_cast<std::uint32_t>(codes.field));
    }
  }
  for (const Node& node : plan.nodes) {
    const bool column =
        node.op == NodeOp::kNumberColumn || node.op == NodeOp::kFlagColumn || node.op == NodeOp::kListColumn;
    const Grain& grain = plan.grains[node.grain];
    if (column && grain.kind == GrainKind::kRecord) add(grain, node.index);
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
  if (record.row < all.size()) {
    __builtin_prefetch(&all[record.row]);
    __builtin_prefetch(&all[record.row].next);
  }
  queue.expect(record);
}

void Session::Parts::expect_contact(std::uint32_t contact) const {
  data->expect_lists(RecordKind::kContact, contact);
  expect_fields({RecordKind::kContact, contact});
}

void Session::Parts::expect_lists(std::uint32_t contact) const {
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
}

void Session::Parts::expect_values(std::uint32_t contact) const {
  const auto expect_state = [&](RecordRef record) {
    const Binding::States& states = binding->states[index_of(record.kind)];
    expect(states.process, record.row);
    expect(states.reached, static_cast<std::uint32_t>(record.row * binding->threshold_words));
    expect(states.cleared, static_cast<std::uint32_t>(record.row * binding->threshold_words));
  };
  const RowList leads = data->linking(RecordKind::kLead, LinkKind::kContact, contact);
  for (const std::uint32_t* lead = leads.begin(); lead != leads.end() && lead - leads.begin() < kMostRows; ++lead) {
    const RecordRef record{RecordKind::kLead, *lead};
    expect_fields(record);
    expect_standing(record);
    expect_state(record);
    kept_values->expect(record.kind, record.row);
  }
  const std::uint32_t account = data->table(RecordKind::kContact).account[contact];
  const RowList others = data->linking(RecordKind::kLead, LinkKind::kAccount, account);
  for (const std::uint32_t* lead = others.begin(); lead != others.end() && lead - others.begin() < kMostRows; ++lead) {
    expect(data->table(RecordKind::kLead).contact, *lead);
    expect_standing({RecordKind::kLead, *lead});
  }
}

}  // namespace leadline::running
