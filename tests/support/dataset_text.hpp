// SPDX-License-Identifier: Apache-2.0
// A dataset as lines of text, so that a test can say what it expects: `contact a email=a@x` and
// `page_visit contact=a at=5 page=pricing`. What is missing is left out.
#pragma once
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/values/time.hpp"

namespace leadline::test {

inline std::string text_of(const Value& value) {
  if (value.type.list) {
    std::string text = "[";
    for (const Value& item : value.items) text += (text.size() == 1 ? "" : "|") + text_of(item);
    return text + "]";
  }
  switch (value.type.kind) {
    case TypeKind::kNumber:
      return to_text(Decimal{value.number});
    case TypeKind::kTime:
      return format_time(value.number);
    case TypeKind::kDuration:
      return format_duration(value.number);
    case TypeKind::kYesNo:
      return value.number != 0 ? "yes" : "no";
    case TypeKind::kNone:
    case TypeKind::kText:
    case TypeKind::kEmail:
    case TypeKind::kPhone:
    case TypeKind::kDomain:
    case TypeKind::kChoice:
    case TypeKind::kGrade:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      break;
  }
  return value.text;
}

inline std::string id_of(const Dataset& data, RecordKind kind, std::uint32_t row) {
  return data.table(kind).columns[static_cast<std::size_t>(data.program().schema(kind).id)].value(row).text;
}

inline std::vector<std::string> lines_of(const Dataset& data, RecordKind kind) {
  static const char* const kNames[] = {"contact", "account", "lead", "opportunity", "user"};
  const RecordTable& table = data.table(kind);
  const RecordSchema& schema = data.program().schema(kind);
  std::vector<std::string> lines;
  for (std::size_t row = 0; row < table.size(); ++row) {
    std::string line = kNames[static_cast<std::size_t>(kind)];
    line += " " + id_of(data, kind, static_cast<std::uint32_t>(row));
    for (std::size_t field = 0; field < schema.fields.size(); ++field) {
      const Column& column = table.columns[field];
      if (static_cast<int>(field) != schema.id && !column.missing(row)) {
        line += " " + schema.fields[field].name + "=" + text_of(column.value(row));
      }
    }
    lines.push_back(line);
  }
  return lines;
}

inline std::vector<std::string> lines_of(const Dataset& data, std::uint32_t interaction) {
  const InteractionTable& table = data.interactions(interaction);
  const InteractionKind& kind = data.program().interactions[interaction];
  std::vector<std::string> lines;
  for (std::size_t row = 0; row < table.size(); ++row) {
    std::string line = kind.name;
    if (table.contact[row] != kNoRow) line += " contact=" + id_of(data, RecordKind::kContact, table.contact[row]);
    const std::uint32_t lead = table.lead_of(static_cast<std::uint32_t>(row));
    if (lead != kNoRow) line += " lead=" + id_of(data, RecordKind::kLead, lead);
    line += " at=" + text_of(table.at.value(row));
    if (const std::string_view id = table.id_of(row); !id.empty()) line.append(" id=").append(id);
    for (std::size_t n = 0; n < kind.attributes.size(); ++n) {
      const Column& column = table.attributes[n];
      if (!column.missing(row)) line += " " + kind.attributes[n].name + "=" + text_of(column.value(row));
    }
    lines.push_back(line);
  }
  return lines;
}

inline std::vector<std::string> lines_of(const Dataset& data) {
  std::vector<std::string> lines;
  for (int kind = 0; kind < kRecordKinds; ++kind) {
    for (std::string& line : lines_of(data, static_cast<RecordKind>(kind))) lines.push_back(std::move(line));
  }
  for (std::uint32_t kind = 0; kind < data.program().interactions.size(); ++kind) {
    for (std::string& line : lines_of(data, kind)) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace leadline::test
