// SPDX-License-Identifier: Apache-2.0
#include "engine/run/session/filled.hpp"

#include <algorithm>

#include "engine/run/session/parts.hpp"

namespace leadline::running {

bool read_answer(ValueReader& reader, const Type& type, const std::string& text, Value& value, std::string& why) {
  value.type = type;
  const Cell cell{text.data(), static_cast<std::uint32_t>(text.size()), CellKind::kText};
  const auto read_one = [&](const Type& one_type, const Cell& one, Value& out) {
    out.type = one_type;
    out.type.list = false;
    std::uint8_t flag = 0;
    std::uint32_t code = 0;
    std::string_view words;
    switch (one_type.kind) {
      case TypeKind::kNumber:
        return reader.number(one, out.number);
      case TypeKind::kYesNo:
        if (!reader.yes_no(one, flag)) return false;
        out.number = flag;
        return true;
      case TypeKind::kTime:
        return reader.time(one, out.number);
      case TypeKind::kDuration:
        return reader.duration(one, out.number);
      case TypeKind::kChoice:
        if (!reader.choice(one, one_type.choice, code)) return false;
        out.number = static_cast<std::int64_t>(code) - 1;
        return true;
      default:
        if (!reader.text(one, words)) return false;
        out.text = std::string(words);
        return true;
    }
  };
  bool good = true;
  if (type.list) {
    std::vector<Cell> elements;
    good = reader.list(cell, elements);
    for (std::size_t i = 0; i < elements.size() && good; ++i) {
      if (reader.missing(elements[i].text())) continue;
      Value item;
      good = read_one(type, elements[i], item);
      value.items.push_back(std::move(item));
    }
    value.missing = value.items.empty();
  } else {
    good = read_one(type, cell, value);
  }
  if (!good) why = reader.reason();
  return good;
}

bool fill_in(const Program& program, ValueReader& reader, const Event& event, RecordKind kind, Filled& filled,
             std::string& why) {
  const RecordSchema& schema = program.schema(kind);
  const std::string prefix = std::string(name_of(kind)) + ".";
  for (const auto& [name, text] : event.answers) {
    const bool prefixed = name.compare(0, prefix.size(), prefix) == 0;
    const std::string plain = prefixed ? name.substr(prefix.size()) : name;
    const int field = schema.find(plain);
    if (field < 0 || schema.fields[static_cast<std::size_t>(field)].built_in) continue;
    if (reader.missing(text)) {
      filled.emptied.push_back(static_cast<std::uint32_t>(field));
      continue;
    }
    Value value;
    if (!read_answer(reader, schema.fields[static_cast<std::size_t>(field)].type, text, value, why)) {
      why = "`" + name + "`: " + why;
      return false;
    }
    filled.fields.push_back({static_cast<std::uint32_t>(field), std::move(value)});
  }
  return true;
}

std::string page_of(const Event& event) {
  std::string page = event.form;
  for (const auto& [name, text] : event.answers) {
    if (name == "page" && !text.empty()) page = text;
  }
  return page;
}

void fill_page(const Program& program, const std::string& page, Filled& lead) {
  const int field = program.schema(RecordKind::kLead).find("page");
  const auto is_page = [&](const Event::Field& one) { return static_cast<int>(one.field) == field; };
  if (field < 0 || std::any_of(lead.fields.begin(), lead.fields.end(), is_page)) return;
  lead.fields.push_back({static_cast<std::uint32_t>(field), text_value(page)});
}

}  // namespace leadline::running
