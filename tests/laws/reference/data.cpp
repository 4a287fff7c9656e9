// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/data.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace leadline::reference {

int link_field(const RecordSchema& schema, LinkKind link) {
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

RecordKind target_of(LinkKind link) {
  switch (link) {
    case LinkKind::kContact:
      return RecordKind::kContact;
    case LinkKind::kAccount:
      return RecordKind::kAccount;
    case LinkKind::kLead:
      return RecordKind::kLead;
  }
  return RecordKind::kContact;
}

namespace {

// A record that stands in a stage which `stage old was NEW` renames stands in the new one; a name that a stage has now
// is that stage's. Where the process is not recorded the first that renames it decides.
void rename_stage(const Program& program, RecordKind kind, Record& record) {
  const RecordSchema& schema = program.schema(kind);
  if (schema.stage < 0 || schema.process < 0) return;
  Value& stage = record.fields[static_cast<std::size_t>(schema.stage)];
  const Value& process = record.fields[static_cast<std::size_t>(schema.process)];
  if (stage.missing) return;
  std::vector<std::string> renamed;
  for (const Process& one : program.processes) {
    if (one.kind != kind || (!process.missing && one.name != process.text)) continue;
    for (const Stage& known : one.stages) {
      if (known.name == stage.text) return;
    }
    for (const auto& [old, now] : one.was) {
      if (old == stage.text) renamed.push_back(one.stages[now].name);
    }
  }
  if (!renamed.empty()) stage.text = renamed.front();
}

}  // namespace

World::World(const Program& program, ReferenceData data) : program_(&program), data_(std::move(data)) {
  for (std::size_t kind = 0; kind < data_.records.size(); ++kind) {
    auto& records = data_.records[kind];
    const auto id_field = static_cast<std::size_t>(program.records[kind].id);
    std::sort(records.begin(), records.end(),
              [&](const Record& a, const Record& b) { return a.fields[id_field].text < b.fields[id_field].text; });
    for (Record& record : records) rename_stage(program, static_cast<RecordKind>(kind), record);
    for (std::size_t row = 0; row < records.size(); ++row) {
      rows_[kind].emplace(records[row].fields[id_field].text, static_cast<int>(row));
    }
  }
  // The same id twice on one contact: the first read counts.
  std::set<std::pair<std::string, std::string>> seen;
  std::vector<Interaction> kept;
  for (Interaction& interaction : data_.interactions) {
    const bool identified = !interaction.id.empty() && contact_of(interaction) != kNobody;
    if (identified && !seen.emplace(interaction.contact, interaction.id).second) continue;
    kept.push_back(std::move(interaction));
  }
  data_.interactions = std::move(kept);
}

const std::string& World::id(RecordKind kind, int row) const {
  return record(kind, row).fields[static_cast<std::size_t>(program_->schema(kind).id)].text;
}

int World::find(RecordKind kind, const std::string& id) const {
  if (id.empty()) return kNobody;
  const auto& rows = rows_[static_cast<std::size_t>(kind)];
  const auto found = rows.find(id);
  return found == rows.end() ? kNobody : found->second;
}

std::optional<Value> World::field(RecordKind kind, int row, int index) const {
  if (index < 0) return std::nullopt;
  const Value& value = record(kind, row).fields[static_cast<std::size_t>(index)];
  if (value.missing) return std::nullopt;
  return value;
}

int World::own_link(RecordKind kind, int row, LinkKind link) const {
  const auto id = field(kind, row, link_field(program_->schema(kind), link));
  return id ? find(target_of(link), id->text) : kNobody;
}

int World::link(RecordKind kind, int row, LinkKind link) const {
  if (row == kNobody) return kNobody;
  if (const int own = own_link(kind, row, link); own != kNobody) return own;
  if (kind == RecordKind::kLead && link == LinkKind::kAccount) {
    return this->link(RecordKind::kContact, own_link(kind, row, LinkKind::kContact), LinkKind::kAccount);
  }
  if (kind == RecordKind::kOpportunity) {
    const int lead = own_link(kind, row, LinkKind::kLead);
    if (link == LinkKind::kContact) return this->link(RecordKind::kLead, lead, LinkKind::kContact);
    if (link == LinkKind::kAccount) {
      if (const int of_lead = this->link(RecordKind::kLead, lead, LinkKind::kAccount); of_lead != kNobody)
        return of_lead;
      return this->link(RecordKind::kContact, this->link(kind, row, LinkKind::kContact), LinkKind::kAccount);
    }
  }
  return kNobody;
}

bool World::orphan(RecordKind kind, int row) const {
  return kind == RecordKind::kLead && own_link(kind, row, LinkKind::kContact) == kNobody &&
         own_link(kind, row, LinkKind::kAccount) == kNobody;
}

}  // namespace leadline::reference
