// SPDX-License-Identifier: Apache-2.0
// Copies of the neighbourhood of a record.
#include "cli/what_if/scene.hpp"

#include <algorithm>

#include "engine/data/links.hpp"
#include "engine/program/words.hpp"

namespace leadline::cli {

namespace {

using checking::target_of;

constexpr std::array<LinkKind, 3> kLinks{LinkKind::kContact, LinkKind::kAccount, LinkKind::kLead};
constexpr const char* kNewAccount = "(new account)";

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

std::uint32_t linked(const Dataset& data, RecordKind kind, std::uint32_t row, LinkKind link) {
  if (row == kNoRow) return kNoRow;
  const RecordTable& table = data.table(kind);
  const std::vector<std::uint32_t>& rows = link == LinkKind::kContact   ? table.contact
                                           : link == LinkKind::kAccount ? table.account
                                                                        : table.lead;
  return row < rows.size() ? rows[row] : kNoRow;
}

Value text_value(const Type& type, const std::string& text) {
  Value value;
  value.type = type;
  value.text = text;
  value.missing = text.empty();
  return value;
}

Value missing_value(const Type& type) {
  Value value;
  value.type = type;
  value.missing = true;
  return value;
}

bool same_attributes(const SketchInteraction& a, const SketchInteraction& b) {
  return a.kind == b.kind && a.attributes.size() == b.attributes.size() &&
         std::equal(a.attributes.begin(), a.attributes.end(), b.attributes.begin(), [](const auto& x, const auto& y) {
           return x.first == y.first && x.second.number == y.second.number && x.second.text == y.second.text;
         });
}

}  // namespace

std::size_t Alteration::changes() const {
  std::size_t count = fields.size();
  for (std::size_t i = 0; i < interactions.size(); ++i) {
    const auto end = interactions.begin() + static_cast<std::ptrdiff_t>(i);
    const bool again = std::any_of(interactions.begin(), end,
                                   [&](const SketchInteraction& one) { return same_attributes(one, interactions[i]); });
    if (!again) ++count;
  }
  return count;
}

bool Alteration::add(const Alteration& other) {
  for (const auto& [key, value] : other.fields) {
    const auto [found, fresh] = fields.emplace(key, value);
    const Value& there = found->second;
    const bool same = there.missing == value.missing && there.number == value.number && there.text == value.text;
    if (!fresh && (!same || value.type.list)) return false;
  }
  interactions.insert(interactions.end(), other.interactions.begin(), other.interactions.end());
  return true;
}

Scene::Scene(const Dataset& data, RecordKind kind, std::uint32_t row, std::size_t most)
    : data_(data), program_(data.program()), kind_(kind), row_(row) {
  rows_.fill(kNoRow);
  for (int i = 0; i < kRecordKinds; ++i) {
    seen_[static_cast<std::size_t>(i)].resize(data.table(static_cast<RecordKind>(i)).size());
  }
  rows_[index_of(kind)] = row;
  for (const RecordKind of : {RecordKind::kLead, RecordKind::kContact, RecordKind::kAccount}) {
    rows_[index_of(of)] = linked_row(data, kind, row, of);
  }
  take(kind, row);
  for (const RecordKind of : {RecordKind::kLead, RecordKind::kContact, RecordKind::kAccount}) take(of, row_of(of));
  take_linked(most);
  for (auto& rows : taken_) std::sort(rows.begin(), rows.end());
}

void Scene::take(RecordKind kind, std::uint32_t row) {
  if (row == kNoRow || seen_[index_of(kind)][row]) return;
  seen_[index_of(kind)][row] = true;
  taken_[index_of(kind)].push_back(row);
  order_.emplace_back(kind, row);
}

void Scene::take_linked(std::size_t most) {
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const auto [kind, row] = order_[i];
    for (const LinkKind link : kLinks) take(target_of(link), linked(data_, kind, row, link));
    for (const RecordKind from :
         {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity}) {
      for (const LinkKind link : kLinks) {
        if (target_of(link) != kind) continue;
        for (const std::uint32_t other : data_.linking(from, link, row)) {
          if (order_.size() < most) take(from, other);
        }
      }
    }
  }
}

Value Scene::field(RecordKind kind, std::string_view name) const {
  const int index = program_.schema(kind).find(name);
  if (index < 0 || row_of(kind) == kNoRow) return missing_value(Type{});
  return data_.table(kind).columns[static_cast<std::size_t>(index)].value(row_of(kind));
}

void Scene::copy_records(RecordKind kind, const Alteration& alteration, const std::string& account, Dataset& to) const {
  const RecordSchema& schema = program_.schema(kind);
  const RecordTable& from = data_.table(kind);
  for (const std::uint32_t row : taken_[index_of(kind)]) {
    for (std::size_t c = 0; c < from.columns.size(); ++c) {
      Value value = from.columns[c].value(row);
      if (row == row_of(kind)) {
        const auto other = alteration.fields.find({kind, schema.fields[c].name});
        if (other != alteration.fields.end()) {
          value = other->second;
          value.type = schema.fields[c].type;
        }
        if (!account.empty() && static_cast<int>(c) == schema.account) {
          value = text_value(schema.fields[c].type, account);
        }
      }
      to.table(kind).columns[c].append(value);
    }
  }
  if (kind != RecordKind::kAccount || account.empty()) return;
  for (std::size_t c = 0; c < schema.fields.size(); ++c) {
    const Type& type = schema.fields[c].type;
    const auto given = alteration.fields.find({kind, schema.fields[c].name});
    Value value = given == alteration.fields.end() ? missing_value(type) : given->second;
    value.type = type;
    to.table(kind).columns[c].append(static_cast<int>(c) == schema.id ? text_value(type, account) : value);
  }
}

void Scene::copy_interactions(Dataset& to) const {
  const auto id_of = [&](RecordKind kind, std::uint32_t row) {
    const RecordSchema& schema = program_.schema(kind);
    const auto id = static_cast<std::size_t>(schema.id);
    return row == kNoRow ? missing_value(schema.fields[id].type) : data_.table(kind).columns[id].value(row);
  };
  for (std::uint32_t kind = 0; kind < program_.interactions.size(); ++kind) {
    const InteractionTable& from = data_.interactions(kind);
    InteractionTable& table = to.interactions(kind);
    const auto copy = [&](std::uint32_t row) {
      table.at.numbers.push_back(from.at.numbers[row]);
      table.id.append(text_value(table.id.type, std::string(from.id_of(row))));
      table.contact_id.append(id_of(RecordKind::kContact, from.contact[row]));
      table.lead_id.append(id_of(RecordKind::kLead, from.lead_of(row)));
      for (std::size_t a = 0; a < from.attributes.size(); ++a)
        table.attributes[a].append(from.attributes[a].value(row));
      table.order.push_back(row);
    };
    for (const std::uint32_t contact : taken_[index_of(RecordKind::kContact)]) {
      data_.for_each_of_contact(kind, contact, copy);
    }
    // What happened to leads that have no contact.
    const std::uint32_t rest = data_.is_open() || from.begin.empty() ? 0 : from.begin.back();
    for (std::uint32_t row = rest; row < from.size(); ++row) {
      const std::uint32_t lead = from.contact[row] == kNoRow ? from.lead_of(row) : kNoRow;
      if (lead != kNoRow && seen_[index_of(RecordKind::kLead)][lead]) copy(row);
    }
  }
}

Result<Scene::Copy> Scene::with(const Alteration& alteration) const {
  bool new_account = false;
  for (const auto& [key, value] : alteration.fields) {
    if (row_of(key.first) != kNoRow) continue;
    const bool may = key.first == RecordKind::kAccount && kind_ != RecordKind::kAccount;
    if (!may) return Error{"the " + std::string(name_of(kind_)) + " has no " + std::string(name_of(key.first))};
    new_account = true;
  }
  const std::uint32_t contact = row_of(RecordKind::kContact);
  if (!alteration.interactions.empty() && contact == kNoRow) {
    return Error{"the " + std::string(name_of(kind_)) + " has no contact, who could have done something"};
  }
  Copy copy;
  copy.data = std::make_unique<Dataset>(program_);
  for (int i = 0; i < kRecordKinds; ++i) {
    copy_records(static_cast<RecordKind>(i), alteration, new_account ? kNewAccount : "", *copy.data);
  }
  copy_interactions(*copy.data);
  for (const SketchInteraction& one : alteration.interactions) {
    for (std::uint32_t kind = 0; kind < program_.interactions.size(); ++kind) {
      const InteractionKind& schema = program_.interactions[kind];
      if (schema.name != one.kind) continue;
      InteractionTable& table = copy.data->interactions(kind);
      const Type text{TypeKind::kText, false, 0, RecordKind::kContact};
      const auto id_in = [&](RecordKind of, std::uint32_t row) {
        return data_.table(of).columns[static_cast<std::size_t>(program_.schema(of).id)].value(row);
      };
      table.at.numbers.push_back(one.at);
      table.id.append(missing_value(text));
      table.contact_id.append(id_in(RecordKind::kContact, contact));
      const std::uint32_t lead = row_of(RecordKind::kLead);
      table.lead_id.append(one.of_lead && lead != kNoRow ? id_in(RecordKind::kLead, lead) : missing_value(text));
      for (std::size_t a = 0; a < schema.attributes.size(); ++a) {
        const auto given = one.attributes.find(schema.attributes[a].name);
        Value value = given == one.attributes.end() ? missing_value(schema.attributes[a].type) : given->second;
        value.type = schema.attributes[a].type;
        table.attributes[a].append(value);
      }
      table.order.push_back(~std::uint64_t{0} >> 1U);
    }
  }
  static_cast<void>(copy.data->finish(1));
  const auto id = static_cast<std::size_t>(program_.schema(kind_).id);
  copy.row = copy.data->find(kind_, data_.table(kind_).columns[id].value(row_).text);
  return copy;
}

}  // namespace leadline::cli
