// SPDX-License-Identifier: Apache-2.0
// A dataset to which records and interactions are added one by one: rows stay where they are, and lists of rows say in
// which order they stand. Entry point: Dataset::open.
#include <algorithm>

#include "engine/data/dataset.hpp"
#include "engine/data/gather.hpp"
#include "engine/data/live_index.hpp"
#include "engine/data/prefetch.hpp"

namespace leadline {

namespace {

constexpr std::array<LinkKind, kLinks> kAllLinks{LinkKind::kContact, LinkKind::kAccount, LinkKind::kLead};

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }
std::size_t index_of(LinkKind link) { return static_cast<std::size_t>(link); }

int field_of(const RecordSchema& schema, LinkKind link) {
  switch (link) {
    case LinkKind::kContact:
      return schema.contact;
    case LinkKind::kAccount:
      return schema.account;
    case LinkKind::kLead:
      return schema.lead;
  }
  return -1;
}

std::vector<std::uint32_t>& rows_of(RecordTable& table, LinkKind link) {
  switch (link) {
    case LinkKind::kContact:
      return table.contact;
    case LinkKind::kAccount:
      return table.account;
    case LinkKind::kLead:
      return table.lead;
  }
  return table.contact;
}

RowList list_of(const RowLists& lists, std::uint32_t row) {
  if (row >= lists.size()) return {};
  const std::vector<std::uint32_t>& rows = lists[row];
  return {rows.data(), rows.data() + rows.size()};
}

template <class T>
T& grown(std::vector<T>& list, std::uint32_t index) {
  if (index >= list.size()) list.resize(std::size_t{index} + 1);
  return list[index];
}

void take_out(std::vector<std::uint32_t>& rows, std::uint32_t row) {
  rows.erase(std::remove(rows.begin(), rows.end(), row), rows.end());
}

std::uint64_t seen_key(std::uint32_t contact, std::uint32_t code) { return std::uint64_t{contact} << 32U | code; }

}  // namespace

Dataset::~Dataset() = default;
Dataset::Dataset(Dataset&&) noexcept = default;
Dataset& Dataset::operator=(Dataset&&) noexcept = default;

RowList Dataset::linking(RecordKind from, LinkKind link, std::uint32_t to) const {
  if (live_) return list_of(live_->linking[index_of(from)][index_of(link)], to);
  const ReverseLink& reverse = this->reverse(from, link);
  if (std::size_t{to} + 1 >= reverse.begin.size()) return {};
  return {reverse.rows.data() + reverse.begin[to], reverse.rows.data() + reverse.begin[to + 1]};
}

RowList Dataset::leads_alone(std::uint32_t account) const { return list_of(live_->leads_alone, account); }

RowList Dataset::of_contact(std::uint32_t kind, std::uint32_t contact) const {
  return list_of(live_->of_contact[kind], contact);
}

std::int64_t Dataset::latest_of_contact(std::uint32_t kind, std::uint32_t contact) const {
  const std::size_t at = std::size_t{contact} * interactions_.size() + kind;
  return at < live_->latest.size() ? live_->latest[at] : kMissing64;
}

void Dataset::expect_id(RecordKind kind, std::string_view id) const {
  const int field = program_->schema(kind).id;
  if (field >= 0) table(kind).columns[static_cast<std::size_t>(field)].dictionary->expect(id);
}

void Dataset::expect_row(RecordKind kind, std::string_view id) const {
  const int field = program_->schema(kind).id;
  if (field < 0) return;
  const std::uint32_t code = table(kind).columns[static_cast<std::size_t>(field)].dictionary->find(id);
  const std::vector<std::uint32_t>& rows = row_of_code_[index_of(kind)];
  if (code < rows.size()) prefetch(&rows[code]);
}

void Dataset::expect_lists(RecordKind kind, std::uint32_t row) const {
  const auto expect = [&](const RowLists& lists) {
    if (row < lists.size()) prefetch(&lists[row]);
  };
  for (const LinkKind link : kAllLinks) {
    if (target_of(link) != kind) continue;
    for (const RecordKind from : {RecordKind::kContact, RecordKind::kLead, RecordKind::kOpportunity}) {
      expect(live_->linking[index_of(from)][index_of(link)]);
    }
  }
  if (kind == RecordKind::kAccount) expect(live_->leads_alone);
}

void Dataset::expect_done(std::uint32_t kind, std::uint32_t contact) const {
  const RowLists& lists = live_->of_contact[kind];
  if (contact < lists.size()) prefetch(&lists[contact]);
  const std::size_t kinds = interactions_.size();
  const std::size_t first = std::size_t{contact} * kinds;
  if (first + kinds <= live_->latest.size()) prefetch_all(live_->latest.data() + first, kinds);
}

void Dataset::note_latest(std::uint32_t kind, std::uint32_t contact) {
  const RowList rows = of_contact(kind, contact);
  const std::size_t kinds = interactions_.size();
  std::vector<std::int64_t>& latest = live_->latest;
  if (latest.size() < (std::size_t{contact} + 1) * kinds) {
    latest.resize(std::max((std::size_t{contact} + 1) * kinds, latest.size() * 2), kMissing64);
  }
  latest[contact * kinds + kind] =
      rows.begin() == rows.end() ? kMissing64 : interactions_[kind].at.numbers[*(rows.end() - 1)];
}

RowList Dataset::of_lead(std::uint32_t kind, std::uint32_t lead) const { return list_of(live_->of_lead[kind], lead); }

void Dataset::open() {
  if (live_) return;
  live_ = std::make_unique<Live>();
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    RecordTable& table = tables_[kind];
    const RecordSchema& schema = program_->records[kind];
    for (Column& column : table.columns) column.open();
    for (const LinkKind link : kAllLinks) {
      const int field = field_of(schema, link);
      if (field < 0) continue;
      RowLists& lists = live_->linking[kind][index_of(link)];
      const ReverseLink& reverse = reverse_[kind][index_of(link)];
      for (std::size_t target = 0; target + 1 < reverse.begin.size(); ++target) {
        if (reverse.begin[target] == reverse.begin[target + 1]) continue;
        grown(lists, static_cast<std::uint32_t>(target))
            .assign(reverse.rows.begin() + reverse.begin[target], reverse.rows.begin() + reverse.begin[target + 1]);
      }
      const std::vector<std::uint32_t>& codes = table.columns[static_cast<std::size_t>(field)].codes;
      const std::vector<std::uint32_t>& rows = rows_of(table, link);
      for (std::uint32_t row = 0; row < rows.size(); ++row) {
        if (codes[row] != 0 && rows[row] == kNoRow)
          grown(live_->waiting[kind][index_of(link)], codes[row]).push_back(row);
      }
    }
  }
  reverse_ = {};
  followed_ = {};
  for (std::uint32_t lead = 0; lead < table(RecordKind::kLead).size(); ++lead) settle_alone(lead);
  live_->of_contact.resize(interactions_.size());
  live_->of_lead.resize(interactions_.size());
  for (InteractionTable& table : interactions_) {
    table.at.open();
    for (Column& attribute : table.attributes) attribute.open();
    if (table.lead.empty()) table.lead.assign(table.size(), kNoRow);
    if (table.id.codes.empty()) table.id.codes.assign(table.size(), 0);
    for (std::uint32_t row = 0; row < table.size(); ++row) {
      const std::uint32_t contact = table.contact[row];
      const std::uint32_t lead = table.lead[row];
      if (contact != kNoRow) grown(live_->of_contact[table.kind], contact).push_back(row);
      if (lead != kNoRow) grown(live_->of_lead[table.kind], lead).push_back(row);
      if (contact != kNoRow && table.id.codes[row] != 0) live_->seen.insert(seen_key(contact, table.id.codes[row]));
      const auto wait = [&](std::vector<std::uint32_t>& lost, std::vector<std::vector<Live::Interaction>>& waiting) {
        if (!lost.empty() && lost[row] != 0) grown(waiting, lost[row]).push_back({table.kind, row});
      };
      wait(table.lost_contact, live_->waiting_contact);
      wait(table.lost_lead, live_->waiting_lead);
    }
    for (std::uint32_t contact = 0; contact < live_->of_contact[table.kind].size(); ++contact) {
      note_latest(table.kind, contact);
    }
    table.lost_contact.resize(table.size(), 0);
    table.lost_lead.resize(table.size(), 0);
    table.begin = {};
    table.by_lead_begin = {};
    table.by_lead = {};
  }
}

bool Dataset::alive(RecordKind kind, std::uint32_t row) const {
  const int id = program_->schema(kind).id;
  return id >= 0 && row < table(kind).size() && table(kind).columns[static_cast<std::size_t>(id)].codes[row] != 0;
}

std::uint32_t Dataset::add_record(RecordKind kind, std::string_view id) {
  RecordTable& table = this->table(kind);
  const auto row = static_cast<std::uint32_t>(table.size());
  for (Column& column : table.columns) column.append_missing();
  const RecordSchema& schema = program_->schema(kind);
  for (const LinkKind link : kAllLinks) {
    if (field_of(schema, link) >= 0) rows_of(table, link).push_back(kNoRow);
  }
  if (!id.empty()) give_id(kind, row, id);
  return row;
}

void Dataset::give_id(RecordKind kind, std::uint32_t row, std::string_view id) {
  RecordTable& table = this->table(kind);
  const RecordSchema& schema = program_->schema(kind);
  Column& ids = table.columns[static_cast<std::size_t>(schema.id)];
  const std::uint32_t code = ids.dictionary->add(id);
  ids.codes[row] = code;
  std::vector<std::uint32_t>& row_of_code = row_of_code_[index_of(kind)];
  if (code >= row_of_code.size()) row_of_code.resize(std::size_t{code} + 1, kNoRow);
  row_of_code[code] = row;
  // Its own links count from now on.
  for (const LinkKind link : kAllLinks) {
    if (field_of(schema, link) >= 0) enter_link(kind, link, row);
  }
  // Whoever has named it already finds it now.
  for (std::size_t from = 0; from < kRecordKinds; ++from) {
    for (const LinkKind link : kAllLinks) {
      RowLists& waiting = live_->waiting[from][index_of(link)];
      if (target_of(link) != kind || code >= waiting.size()) continue;
      std::vector<std::uint32_t> rows;
      rows.swap(waiting[code]);
      for (const std::uint32_t waiter : rows) enter_link(static_cast<RecordKind>(from), link, waiter);
    }
  }
  const auto wake = [&](std::vector<std::vector<Live::Interaction>>& waiting, bool contact) {
    if (code >= waiting.size()) return;
    std::vector<Live::Interaction> rows;
    rows.swap(waiting[code]);
    for (const Live::Interaction& one : rows) {
      InteractionTable& of = interactions_[one.kind];
      relink_interaction(one.kind, one.row, contact ? row : of.contact[one.row], contact ? of.lead[one.row] : row);
    }
  };
  if (kind == RecordKind::kContact) wake(live_->waiting_contact, true);
  if (kind == RecordKind::kLead) wake(live_->waiting_lead, false);
}

// Finds the target of a row's link by the id in its field.
void Dataset::enter_link(RecordKind kind, LinkKind link, std::uint32_t row) {
  RecordTable& table = this->table(kind);
  const int field = field_of(program_->schema(kind), link);
  const std::uint32_t code = table.columns[static_cast<std::size_t>(field)].codes[row];
  const std::vector<std::uint32_t>& row_of_code = row_of_code_[index_of(target_of(link))];
  const std::uint32_t target = code == 0 || code >= row_of_code.size() ? kNoRow : row_of_code[code];
  rows_of(table, link)[row] = target;
  if (kind == RecordKind::kLead) settle_alone(row);
  if (code == 0 || !alive(kind, row)) return;
  if (target == kNoRow) {
    grown(live_->waiting[index_of(kind)][index_of(link)], code).push_back(row);
    return;
  }
  std::vector<std::uint32_t>& rows = grown(live_->linking[index_of(kind)][index_of(link)], target);
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return id_before(kind, a, b); };
  const auto place = std::lower_bound(rows.begin(), rows.end(), row, before);
  if (place == rows.end() || *place != row) rows.insert(place, row);
}

void Dataset::leave_link(RecordKind kind, LinkKind link, std::uint32_t row) {
  RecordTable& table = this->table(kind);
  const std::uint32_t target = rows_of(table, link)[row];
  if (target != kNoRow) {
    RowLists& lists = live_->linking[index_of(kind)][index_of(link)];
    if (target < lists.size()) take_out(lists[target], row);
    const bool of_account = kind == RecordKind::kLead && link == LinkKind::kAccount;
    if (of_account && target < live_->leads_alone.size()) take_out(live_->leads_alone[target], row);
    rows_of(table, link)[row] = kNoRow;
    if (kind == RecordKind::kLead) settle_alone(row);
    return;
  }
  const int field = field_of(program_->schema(kind), link);
  const std::uint32_t code = table.columns[static_cast<std::size_t>(field)].codes[row];
  RowLists& waiting = live_->waiting[index_of(kind)][index_of(link)];
  if (code != 0 && code < waiting.size()) take_out(waiting[code], row);
}

// Whether it stands among the leads of its account that have no contact.
void Dataset::settle_alone(std::uint32_t lead) {
  const RecordTable& leads = table(RecordKind::kLead);
  const std::uint32_t account = leads.account[lead];
  if (account == kNoRow || !alive(RecordKind::kLead, lead)) return;
  const bool alone = leads.contact[lead] == kNoRow;
  if (!alone && account >= live_->leads_alone.size()) return;
  std::vector<std::uint32_t>& rows = grown(live_->leads_alone, account);
  const auto place = std::find(rows.begin(), rows.end(), lead);
  if (alone && place == rows.end()) rows.push_back(lead);
  if (!alone && place != rows.end()) rows.erase(place);
}

bool Dataset::id_before(RecordKind kind, std::uint32_t a, std::uint32_t b) const {
  if (!live_) return a < b;
  const Column& ids = table(kind).columns[static_cast<std::size_t>(program_->schema(kind).id)];
  return compare_rows(ids, a, b) < 0;
}

void Dataset::take_back(RecordKind kind, std::uint32_t row) {
  RecordTable& table = this->table(kind);
  if (row + 1 != table.size() || alive(kind, row)) return;
  for (Column& column : table.columns) column.remove_last();
  for (const LinkKind link : kAllLinks) {
    if (field_of(program_->schema(kind), link) >= 0) rows_of(table, link).pop_back();
  }
}

void Dataset::set_field(RecordKind kind, std::uint32_t row, std::uint32_t field, const Value& value) {
  const RecordSchema& schema = program_->schema(kind);
  Column& column = table(kind).columns[field];
  for (const LinkKind link : kAllLinks) {
    if (field_of(schema, link) != static_cast<int>(field)) continue;
    leave_link(kind, link, row);
    column.set(row, value);
    enter_link(kind, link, row);
    return;
  }
  column.set(row, value);
}

void Dataset::end_record(RecordKind kind, std::uint32_t row) {
  RecordTable& table = this->table(kind);
  const RecordSchema& schema = program_->schema(kind);
  for (const LinkKind link : kAllLinks) {
    if (field_of(schema, link) >= 0) leave_link(kind, link, row);
  }
  Column& ids = table.columns[static_cast<std::size_t>(schema.id)];
  const std::uint32_t code = ids.codes[row];
  row_of_code_[index_of(kind)][code] = kNoRow;
  for (Column& column : table.columns) {
    Value nothing;
    nothing.type = column.type;
    nothing.missing = true;
    column.set(row, nothing);
  }
  // What still names it waits for its return.
  for (std::size_t from = 0; from < kRecordKinds; ++from) {
    for (const LinkKind link : kAllLinks) {
      RowLists& lists = live_->linking[from][index_of(link)];
      if (target_of(link) != kind || row >= lists.size()) continue;
      std::vector<std::uint32_t> rows;
      rows.swap(lists[row]);
      for (const std::uint32_t one : rows) enter_link(static_cast<RecordKind>(from), link, one);
    }
  }
  if (kind == RecordKind::kAccount && row < live_->leads_alone.size()) live_->leads_alone[row].clear();
  const bool contact = kind == RecordKind::kContact;
  if (!contact && kind != RecordKind::kLead) return;
  for (InteractionTable& interactions : interactions_) {
    RowLists& lists = contact ? live_->of_contact[interactions.kind] : live_->of_lead[interactions.kind];
    if (row >= lists.size()) continue;
    const std::vector<std::uint32_t> rows = lists[row];
    for (const std::uint32_t one : rows) {
      relink_interaction(interactions.kind, one, contact ? kNoRow : interactions.contact[one],
                         contact ? interactions.lead[one] : kNoRow);
      (contact ? interactions.lost_contact : interactions.lost_lead)[one] = code;
      grown(contact ? live_->waiting_contact : live_->waiting_lead, code).push_back({interactions.kind, one});
    }
  }
}

std::uint32_t Dataset::add_interaction(std::uint32_t kind, std::int64_t at, std::string_view id,
                                       std::string_view contact, std::string_view lead,
                                       const std::vector<Value>& attributes) {
  InteractionTable& table = interactions_[kind];
  const std::uint32_t contact_row = contact.empty() ? kNoRow : find(RecordKind::kContact, contact);
  const std::uint32_t lead_row = lead.empty() ? kNoRow : find(RecordKind::kLead, lead);
  const std::uint32_t code = table.id.dictionary->add(id);
  if (contact_row != kNoRow && code != 0 && !live_->seen.insert(seen_key(contact_row, code)).second) return kNoRow;
  const auto row = static_cast<std::uint32_t>(table.size());
  table.at.numbers.push_back(at);
  table.id.codes.push_back(code);
  for (std::size_t i = 0; i < table.attributes.size(); ++i) table.attributes[i].append(attributes[i]);
  table.contact.push_back(kNoRow);
  table.lead.push_back(kNoRow);
  table.lost_contact.push_back(0);
  table.lost_lead.push_back(0);
  const auto wait = [&](RecordKind target, std::string_view name, std::uint32_t& lost,
                        std::vector<std::vector<Live::Interaction>>& waiting) {
    const int field = program_->schema(target).id;
    lost = this->table(target).columns[static_cast<std::size_t>(field)].dictionary->add(name);
    grown(waiting, lost).push_back({kind, row});
  };
  if (contact_row == kNoRow && !contact.empty())
    wait(RecordKind::kContact, contact, table.lost_contact[row], live_->waiting_contact);
  if (lead_row == kNoRow && !lead.empty()) wait(RecordKind::kLead, lead, table.lost_lead[row], live_->waiting_lead);
  enter_interaction(kind, row, contact_row, lead_row);
  return row;
}

void Dataset::enter_interaction(std::uint32_t kind, std::uint32_t row, std::uint32_t contact, std::uint32_t lead) {
  InteractionTable& table = interactions_[kind];
  table.contact[row] = contact;
  table.lead[row] = lead;
  if (contact != kNoRow) {
    table.lost_contact[row] = 0;
    std::vector<std::uint32_t>& rows = grown(live_->of_contact[kind], contact);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      if (table.at.numbers[a] != table.at.numbers[b]) return table.at.numbers[a] < table.at.numbers[b];
      if (const int order = compare_interactions(table, a, b); order != 0) return order < 0;
      if (table.lead[a] == table.lead[b] || table.lead[a] == kNoRow || table.lead[b] == kNoRow)
        return table.lead[a] == kNoRow && table.lead[b] != kNoRow;
      return id_before(RecordKind::kLead, table.lead[a], table.lead[b]);
    };
    // Most come in the order of their times, and need no look at the one before.
    const bool last = table.at.numbers[row] > latest_of_contact(kind, contact) || rows.empty();
    const auto place =
        last || !before(row, rows.back()) ? rows.end() : std::upper_bound(rows.begin(), rows.end(), row, before);
    rows.insert(place, row);
    note_latest(kind, contact);
  }
  if (lead != kNoRow) {
    table.lost_lead[row] = 0;
    grown(live_->of_lead[kind], lead).push_back(row);
  }
}

void Dataset::relink_interaction(std::uint32_t kind, std::uint32_t row, std::uint32_t contact, std::uint32_t lead) {
  InteractionTable& table = interactions_[kind];
  const std::uint32_t code = table.id.codes[row];
  if (table.contact[row] != kNoRow) {
    take_out(live_->of_contact[kind][table.contact[row]], row);
    note_latest(kind, table.contact[row]);
    if (code != 0) live_->seen.erase(seen_key(table.contact[row], code));
  }
  if (table.lead[row] != kNoRow) take_out(live_->of_lead[kind][table.lead[row]], row);
  // The same id on the same contact counts once: the one that was there stays.
  if (contact != kNoRow && code != 0 && !live_->seen.insert(seen_key(contact, code)).second) contact = lead = kNoRow;
  enter_interaction(kind, row, contact, lead);
}

std::unique_ptr<Dataset> Dataset::snapshot() const {
  auto copy = std::make_unique<Dataset>(*program_);
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    const RecordTable& from = table(kind);
    for (std::uint32_t row = 0; row < from.size(); ++row) {
      if (!alive(kind, row)) continue;
      for (std::size_t column = 0; column < from.columns.size(); ++column) {
        copy->table(kind).columns[column].append(from.columns[column].value(row));
      }
    }
  }
  const auto id_of = [&](RecordKind kind, std::uint32_t row, std::uint32_t lost) {
    const Column& ids = table(kind).columns[static_cast<std::size_t>(program_->schema(kind).id)];
    if (row != kNoRow) return ids.value(row);
    Value id;
    id.type.kind = TypeKind::kText;
    id.missing = lost == 0;
    if (lost != 0) id.text = std::string((*ids.dictionary)[lost]);
    return id;
  };
  for (const InteractionTable& from : interactions_) {
    InteractionTable& to = copy->interactions(from.kind);
    for (std::uint32_t row = 0; row < from.size(); ++row) {
      to.at.numbers.push_back(from.at.numbers[row]);
      to.id.append(from.id.value(row));
      to.contact_id.append(
          id_of(RecordKind::kContact, from.contact[row], from.lost_contact.empty() ? 0 : from.lost_contact[row]));
      to.lead_id.append(id_of(RecordKind::kLead, from.lead[row], from.lost_lead.empty() ? 0 : from.lost_lead[row]));
      for (std::size_t i = 0; i < from.attributes.size(); ++i) to.attributes[i].append(from.attributes[i].value(row));
      to.order.push_back(row);
    }
  }
  static_cast<void>(copy->finish(1));
  return copy;
}

}  // namespace leadline
