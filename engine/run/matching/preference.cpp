// SPDX-License-Identifier: Apache-2.0
// Each word gives a record a rank; the first word in which two differ decides.
#include "engine/run/matching/preference.hpp"

#include <limits>

namespace leadline {
namespace {

using Prefer = MatchStrategy::Prefer;

std::int64_t time_of(const Dataset& data, RecordKind kind, int field, std::uint32_t row) {
  return field < 0 ? kMissing64 : data.table(kind).columns[static_cast<std::size_t>(field)].numbers[row];
}

std::uint32_t linked(const std::vector<std::uint32_t>& rows, std::uint32_t row) {
  return row < rows.size() ? rows[row] : kNoRow;
}

bool has_interactions(const Dataset& data, std::uint32_t contact) {
  for (std::uint32_t kind = 0; kind < data.program().interactions.size(); ++kind) {
    if (data.is_open()) {
      if (data.of_contact(kind, contact).size() != 0) return true;
      continue;
    }
    const std::vector<std::uint32_t>& begin = data.interactions(kind).begin;
    if (contact + 1 < begin.size() && begin[contact + 1] > begin[contact]) return true;
  }
  return false;
}

}  // namespace

std::string_view words_of(Prefer wish) {
  switch (wish) {
    case Prefer::kChildLead:
      return "child lead";
    case Prefer::kKnownContact:
      return "known contact";
    case Prefer::kLatestUpdated:
      return "latest updated";
    case Prefer::kEarliestCreated:
      return "earliest created";
    case Prefer::kMostComplete:
      return "most complete";
    case Prefer::kClosest:
      return "closest";
  }
  return "";
}

std::int64_t last_change(const Dataset& data, RecordKind kind, std::uint32_t row) {
  const RecordSchema& schema = data.program().schema(kind);
  const std::int64_t updated = time_of(data, kind, schema.updated, row);
  return updated != kMissing64 ? updated : time_of(data, kind, schema.created, row);
}

bool is_state_field(const RecordSchema& schema, std::uint32_t field) {
  const int index = static_cast<int>(field);
  return index == schema.process || index == schema.stage || index == schema.stage_since || index == schema.reached ||
         index == schema.cleared || index == schema.held;
}

std::int64_t completeness(const Dataset& data, RecordKind kind, std::uint32_t row) {
  const RecordSchema& schema = data.program().schema(kind);
  const RecordTable& table = data.table(kind);
  std::int64_t present = 0;
  for (std::uint32_t field = 0; field < schema.fields.size(); ++field) {
    if (!is_state_field(schema, field) && !table.columns[field].missing(row)) ++present;
  }
  return present;
}

std::string_view id_text(const Dataset& data, RecordKind kind, std::uint32_t row) {
  const int id = data.program().schema(kind).id;
  const Column& ids = data.table(kind).columns[static_cast<std::size_t>(id)];
  return (*ids.dictionary)[ids.codes[row]];
}

Preference::Preference(const Dataset& data, RecordKind kind, const std::vector<Prefer>& wishes, std::uint32_t contact)
    : data_(data), kind_(kind), wishes_(wishes), contact_(contact) {}

// The larger is taken.
std::int64_t Preference::rank(Prefer wish, const Candidate& candidate) const {
  const std::uint32_t row = candidate.row;
  switch (wish) {
    case Prefer::kChildLead:
      if (kind_ == RecordKind::kContact) return data_.linking(RecordKind::kLead, LinkKind::kContact, row).size() != 0;
      if (kind_ == RecordKind::kAccount) return data_.linking(RecordKind::kLead, LinkKind::kAccount, row).size() != 0;
      return contact_ != kNoRow && linked(data_.table(kind_).contact, row) == contact_;
    case Prefer::kKnownContact:
      if (kind_ == RecordKind::kContact) return has_interactions(data_, row);
      if (kind_ == RecordKind::kAccount)
        return data_.linking(RecordKind::kContact, LinkKind::kAccount, row).size() != 0;
      return linked(data_.table(kind_).contact, row) != kNoRow;
    case Prefer::kLatestUpdated:
      return last_change(data_, kind_, row);
    case Prefer::kEarliestCreated: {
      const std::int64_t created = time_of(data_, kind_, data_.program().schema(kind_).created, row);
      return created == kMissing64 ? kMissing64 : -created;
    }
    case Prefer::kMostComplete:
      return completeness(data_, kind_, row);
    case Prefer::kClosest:
      return candidate.closeness;
  }
  return 0;
}

int Preference::deciding(const Candidate& a, const Candidate& b) const {
  for (std::size_t i = 0; i < wishes_.size(); ++i) {
    if (rank(wishes_[i], a) != rank(wishes_[i], b)) return static_cast<int>(i);
  }
  return -1;
}

bool Preference::before(const Candidate& a, const Candidate& b) const {
  for (const Prefer wish : wishes_) {
    const std::int64_t first = rank(wish, a);
    const std::int64_t second = rank(wish, b);
    if (first != second) return first > second;
  }
  const std::string_view first = id_text(data_, kind_, a.row);
  const std::string_view second = id_text(data_, kind_, b.row);
  return first != second ? first < second : a.row < b.row;
}

std::string Preference::reason(const Candidate& a, const Candidate& b) const {
  const int word = deciding(a, b);
  return std::string(word < 0 ? "lowest id" : words_of(wishes_[static_cast<std::size_t>(word)]));
}

}  // namespace leadline
