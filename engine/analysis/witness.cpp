// SPDX-License-Identifier: Apache-2.0
// Witnesses in words, as tests, and evaluated.
#include "engine/analysis/witness.hpp"

#include <algorithm>

#include "engine/graph/plan.hpp"
#include "engine/values/time.hpp"

namespace leadline::analysis {

namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// A value as rule text writes it.
std::string written(const Value& value) {
  if (value.type.list) {
    std::string text = "[";
    for (const Value& item : value.items) text += (text.size() == 1 ? "" : ", ") + written(item);
    return text + "]";
  }
  switch (value.type.kind) {
    case TypeKind::kNumber:
      return to_text(Decimal{value.number});
    case TypeKind::kDuration:
      return format_duration(value.number);
    case TypeKind::kTime:
      return format_time(value.number);
    case TypeKind::kYesNo:
      return value.number != 0 ? "yes" : "no";
    default:
      return quoted(value.text);
  }
}

std::string listed(const std::map<std::uint32_t, Value>& values, const std::vector<Field>& fields, bool links) {
  std::string text;
  for (const auto& [at, value] : values) {
    if (fields[at].is_link && !links) continue;
    text += (text.empty() ? "" : "  ") + fields[at].name + " = " + (fields[at].is_link ? value.text : written(value));
  }
  return text;
}

}  // namespace

std::string Witness::told(const Program& program) const {
  std::vector<std::string> parts;
  for (auto one = records.rbegin(); one != records.rend(); ++one) {
    const std::vector<Field>& fields = program.schema(one->kind).fields;
    const RecordSchema& schema = program.schema(one->kind);
    for (const auto& [at, value] : one->fields) {
      const auto field = static_cast<int>(at);
      // Where it stands is said by whoever asks for it.
      const bool staged = field == schema.process || field == schema.stage || field == schema.stage_since;
      if (fields[at].is_link || staged) continue;
      parts.push_back(std::string{name_of(one->kind)} + "." + fields[at].name + " = " + written(value));
    }
  }
  // Equal things are told once.
  std::vector<std::pair<std::string, std::size_t>> counted;
  for (const Item& item : items) {
    std::string text = program.interactions[item.kind].name;
    std::string with = listed(item.attributes, program.interactions[item.kind].attributes, false);
    if (!with.empty()) text += " (" + with + ")";
    const auto found =
        std::find_if(counted.begin(), counted.end(), [&](const auto& known) { return known.first == text; });
    if (found == counted.end()) {
      counted.emplace_back(text, 1);
    } else {
      ++found->second;
    }
  }
  for (const auto& [text, count] : counted) parts.push_back(std::to_string(count) + " " + text);
  if (parts.empty())
    return std::string{subject == RecordKind::kAccount || subject == RecordKind::kOpportunity ? "an" : "a"} + " " +
           std::string{name_of(subject)} + " of which nothing is known";
  static constexpr std::size_t kMost = 12;
  std::string out;
  for (std::size_t i = 0; i < parts.size() && i < kMost; ++i) out += (i == 0 ? "" : ", ") + parts[i];
  if (parts.size() > kMost) out += " and " + std::to_string(parts.size() - kMost) + " more";
  return out;
}

std::string Witness::as_test(const Program& program, const std::string& label, const std::string& expect) const {
  std::string out = "test " + quoted(label) + " {\n";
  for (const Record& record : records) {
    const std::string fields = listed(record.fields, program.schema(record.kind).fields, true);
    out += "  " + std::string{name_of(record.kind)} + " " + record.id + " {" + (fields.empty() ? "" : " " + fields) +
           " }\n";
  }
  std::vector<const Item*> sorted;
  for (const Item& item : items) sorted.push_back(&item);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Item* a, const Item* b) { return a->at < b->at; });
  for (const Item* item : sorted) {
    const std::string with = listed(item->attributes, program.interactions[item->kind].attributes, false);
    out += "  " + program.interactions[item->kind].name + " by c at " + format_time(item->at) +
           (with.empty() ? "" : " { " + with + " }") + "\n";
  }
  return out + "  at " + format_time(kWitnessNow) + "\n  expect " + expect + "\n}\n";
}

WitnessRun::WitnessRun(const Program& program) : program_(program), plan_(make_plan(program)) {}

WitnessRun::~WitnessRun() = default;

std::unique_ptr<Dataset> dataset_of(const Program& program, const Witness& witness) {
  Dataset data{program};
  data.finish(1);
  data.open();
  std::string lead;
  std::string contact;
  for (const Witness::Record& record : witness.records) {
    data.add_record(record.kind, record.id);
    if (record.kind == RecordKind::kLead) lead = record.id;
    if (record.kind == RecordKind::kContact) contact = record.id;
  }
  for (const Witness::Record& record : witness.records) {
    const std::uint32_t row = data.find(record.kind, record.id);
    for (const auto& [field, value] : record.fields) data.set_field(record.kind, row, field, value);
  }
  std::size_t number = 0;
  for (const Witness::Item& item : witness.items) {
    const std::vector<Field>& attributes = program.interactions[item.kind].attributes;
    std::vector<Value> values(attributes.size());
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      const auto given = item.attributes.find(static_cast<std::uint32_t>(i));
      values[i].type = attributes[i].type;
      values[i].missing = given == item.attributes.end();
      if (given != item.attributes.end()) values[i] = given->second;
    }
    data.add_interaction(item.kind, item.at, "i" + std::to_string(++number), contact, item.of_lead ? lead : "", values);
  }
  return data.snapshot();
}

RecordLedger WitnessRun::explain(const Witness& witness, std::int64_t now) {
  const std::unique_ptr<Dataset> data = dataset_of(program_, witness);
  const Witness::Record& subject = witness.records.back();
  return leadline::explain(*plan_, *data, now, subject.kind, data->find(subject.kind, subject.id));
}

}  // namespace leadline::analysis
