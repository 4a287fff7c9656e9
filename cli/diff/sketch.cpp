// SPDX-License-Identifier: Apache-2.0
// Sketches to data and to text.
#include "cli/diff/sketch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/explain_facts.hpp"
#include "engine/program/dump_program.hpp"
#include "engine/values/time.hpp"

namespace leadline::cli {

namespace {

constexpr const char* kLetters[] = {"contact", "account", "lead", "opportunity", "user"};

Value missing_of(const Type& type) {
  Value value;
  value.type = type;
  value.missing = true;
  return value;
}

// The value as another program's type has it; missing where it has no such value.
Value as_type(const Program& program, const Value& value, const Type& type) {
  if (value.missing || value.type.list != type.list) return missing_of(type);
  Value same = value;
  same.type = type;
  if (type.list) {
    Type element = type;
    element.list = false;
    for (Value& item : same.items) item = as_type(program, item, element);
    same.items.erase(std::remove_if(same.items.begin(), same.items.end(), [](const Value& v) { return v.missing; }),
                     same.items.end());
    return same;
  }
  if (type.kind == TypeKind::kChoice) {
    const std::vector<std::string>& words = program.choices[type.choice].words;
    const auto found = std::find(words.begin(), words.end(), value.text);
    if (found == words.end()) return missing_of(type);
    same.number = found - words.begin();
    return same;
  }
  const bool both_texts = type.textual() && (value.type.textual() || value.type.kind == TypeKind::kChoice);
  return both_texts || value.type.kind == type.kind ? same : missing_of(type);
}

Value text_value(std::string text, const Type& type) {
  Value value;
  value.type = type;
  value.text = std::move(text);
  value.missing = value.text.empty();
  return value;
}

bool has(const Sketch& sketch, RecordKind kind) {
  return sketch.kind == kind || std::any_of(sketch.fields.begin(), sketch.fields.end(),
                                            [&](const auto& field) { return field.first.first == kind; });
}

bool has_account(const Sketch& sketch) { return has(sketch, RecordKind::kAccount); }
bool has_opportunity(const Sketch& sketch) { return has(sketch, RecordKind::kOpportunity); }

class Filler {
 public:
  Filler(const Program& program, Dataset& data) : program_(program), data_(data) {}

  void add(const Sketch& sketch, std::size_t number) {
    const std::string contact = record_id(RecordKind::kContact, number);
    const std::string account = has_account(sketch) ? record_id(RecordKind::kAccount, number) : "";
    record(sketch, RecordKind::kContact, number, "", account);
    if (!account.empty()) record(sketch, RecordKind::kAccount, number, "", "");
    if (sketch.kind == RecordKind::kLead) record(sketch, RecordKind::kLead, number, contact, account);
    if (has_opportunity(sketch)) record(sketch, RecordKind::kOpportunity, number, contact, account);
    for (const SketchInteraction& one : sketch.interactions) interaction(sketch, one, number);
  }

 private:
  void record(const Sketch& sketch, RecordKind kind, std::size_t number, const std::string& contact,
              const std::string& account) {
    const RecordSchema& schema = program_.schema(kind);
    RecordTable& table = data_.table(kind);
    for (std::size_t f = 0; f < schema.fields.size(); ++f) {
      const Field& field = schema.fields[f];
      const int place = static_cast<int>(f);
      if (place == schema.id) {
        table.columns[f].append(text_value(record_id(kind, number), field.type));
      } else if (place == schema.contact) {
        table.columns[f].append(text_value(contact, field.type));
      } else if (place == schema.account) {
        table.columns[f].append(text_value(account, field.type));
      } else {
        const auto found = sketch.fields.find({kind, field.name});
        table.columns[f].append(found == sketch.fields.end() ? missing_of(field.type)
                                                             : as_type(program_, found->second, field.type));
      }
    }
  }

  void interaction(const Sketch& sketch, const SketchInteraction& one, std::size_t number) {
    for (std::uint32_t k = 0; k < program_.interactions.size(); ++k) {
      const InteractionKind& kind = program_.interactions[k];
      if (kind.name != one.kind) continue;
      InteractionTable& table = data_.interactions(k);
      const Type text{TypeKind::kText, false, 0, RecordKind::kContact};
      table.at.numbers.push_back(one.at);
      table.id.append(missing_of(text));
      table.contact_id.append(text_value(record_id(RecordKind::kContact, number), text));
      const bool lead = one.of_lead && sketch.kind == RecordKind::kLead;
      table.lead_id.append(text_value(lead ? record_id(RecordKind::kLead, number) : "", text));
      for (std::size_t a = 0; a < kind.attributes.size(); ++a) {
        const Field& attribute = kind.attributes[a];
        const auto found = one.attributes.find(attribute.name);
        table.attributes[a].append(found == one.attributes.end() ? missing_of(attribute.type)
                                                                 : as_type(program_, found->second, attribute.type));
      }
      table.order.push_back(++rows_);
    }
  }

  const Program& program_;
  Dataset& data_;
  std::uint64_t rows_ = 0;
};

}  // namespace

std::size_t size_of(const Sketch& sketch) {
  std::size_t size = sketch.fields.size() + 2 * sketch.interactions.size();
  for (const SketchInteraction& one : sketch.interactions) size += one.attributes.size();
  return size;
}

std::string record_id(RecordKind kind, std::size_t number) {
  return fmt::format("{}{:06}", kLetters[static_cast<std::size_t>(kind)], number);
}

Dataset dataset_of(const Program& program, const std::vector<Sketch>& sketches) {
  Dataset data(program);
  Filler filler(program, data);
  for (std::size_t i = 0; i < sketches.size(); ++i) filler.add(sketches[i], i);
  data.finish(1);
  return data;
}

std::vector<std::string> sketch_lines(const Program& program, const Sketch& sketch) {
  std::vector<std::string> lines;
  const auto record = [&](RecordKind kind, const std::string& links) {
    std::string line =
        fmt::format("{} {} {{{}", name_of(kind), std::string(1, kLetters[static_cast<std::size_t>(kind)][0]), links);
    for (const auto& [key, value] : sketch.fields) {
      if (key.first != kind || value.missing) continue;
      line += fmt::format("{}{} = {}", line.back() == '{' ? " " : "  ", key.second, dump_value(program, value));
    }
    lines.push_back(line.back() == '{' ? line + '}' : line + " }");
  };
  const bool account = has_account(sketch);
  if (account) record(RecordKind::kAccount, "");
  record(RecordKind::kContact, account ? " account = a" : "");
  const std::string links = account ? " contact = c  account = a" : " contact = c";
  if (sketch.kind == RecordKind::kLead) record(RecordKind::kLead, links);
  if (has_opportunity(sketch)) record(RecordKind::kOpportunity, links);
  std::vector<SketchInteraction> ones = sketch.interactions;
  std::stable_sort(ones.begin(), ones.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  for (const SketchInteraction& one : ones) {
    std::string line = fmt::format("{} by c at {}", one.kind, format_time(one.at));
    std::string attributes = one.of_lead ? " lead = l" : "";
    for (const auto& [name, value] : one.attributes) {
      if (!value.missing) {
        attributes += fmt::format("{}{} = {}", attributes.empty() ? " " : "  ", name, dump_value(program, value));
      }
    }
    lines.push_back(attributes.empty() ? line : fmt::format("{} {{{} }}", line, attributes));
  }
  return lines;
}

}  // namespace leadline::cli
