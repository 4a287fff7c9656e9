// SPDX-License-Identifier: Apache-2.0
// The ledger as CSV and NDJSON.
#include "cli/ledger_rows.hpp"

#include "cli/csv.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/values/time.hpp"
#include "leadline/decimal.hpp"

namespace leadline::cli {

namespace {

// Rules that gave nothing are no part of a score; bounds and formulas are only written down where they moved it.
bool belongs(const LedgerLine& line) {
  return line.kind != LedgerLine::Kind::kRule ? line.amount != 0 : line.counted && line.holds;
}

}  // namespace

std::string_view LedgerRows::id_of(const RecordLedger& ledger) const {
  const Column& ids = data_->table(ledger.kind).columns[static_cast<std::size_t>(program_->schema(ledger.kind).id)];
  return (*ids.dictionary)[ids.codes[ledger.row]];
}

std::int64_t LedgerRows::time_of(const LedgerInteraction& interaction) const {
  return interaction.row == kNoRow ? as_of_ : data_->interactions(interaction.kind).at.numbers[interaction.row];
}

void LedgerRows::append_csv_header(std::string& out) const {
  out += "kind,id,model,group,rule,place,what,amount,interactions\n";
}

void LedgerRows::append_csv_lines(std::string& out, const RecordLedger& ledger) const {
  for (const LedgerLine& line : ledger.lines) {
    if (!belongs(line)) continue;
    const Model& model = program_->models[line.model];
    out += leadline::name_of(ledger.kind);
    out += ',';
    append_csv(out, id_of(ledger));
    out += ',' + model.name + ',';
    if (line.group >= 0) out += model.groups[static_cast<std::size_t>(line.group)].name;
    out += ',';
    if (line.rule >= 0) append_csv(out, model.rules[static_cast<std::size_t>(line.rule)].label);
    out += ',';
    append_csv(out, place_of(*sources_, *program_, line));
    out += ',';
    out += name_of(line.kind);
    out += ',' + to_text(Decimal{line.amount}) + ',';
    std::string interactions;
    for (const LedgerInteraction& interaction : line.interactions) {
      if (!interactions.empty()) interactions += "; ";
      interactions += program_->interactions[interaction.kind].name + '@' + format_time(time_of(interaction));
    }
    append_csv(out, interactions);
    out += '\n';
  }
}

void LedgerRows::append_ndjson_lines(std::string& out, const RecordLedger& ledger) const {
  for (const LedgerLine& line : ledger.lines) {
    if (!belongs(line)) continue;
    const Model& model = program_->models[line.model];
    JsonWriter json(out);
    json.begin_object()
        .key("kind")
        .text(leadline::name_of(ledger.kind))
        .key("id")
        .text(id_of(ledger))
        .key("model")
        .text(model.name);
    json.key("group");
    line.group >= 0 ? json.text(model.groups[static_cast<std::size_t>(line.group)].name) : json.null();
    json.key("rule");
    line.rule >= 0 ? json.text(model.rules[static_cast<std::size_t>(line.rule)].label) : json.null();
    json.key("place").text(place_of(*sources_, *program_, line)).key("what").text(name_of(line.kind));
    json.key("amount").number(line.amount).key("interactions").begin_array();
    for (const LedgerInteraction& interaction : line.interactions) {
      json.begin_object().key("kind").text(program_->interactions[interaction.kind].name);
      json.key("at").text(format_time(time_of(interaction)));
      json.key("id");
      const std::string_view id = [&]() -> std::string_view {
        if (interaction.row == kNoRow) return {};
        const Column& ids = data_->interactions(interaction.kind).id;
        return ids.codes.empty() ? std::string_view{} : (*ids.dictionary)[ids.codes[interaction.row]];
      }();
      id.empty() ? json.null() : json.text(id);
      json.key("points").number(interaction.points).end_object();
    }
    json.end_array().end_object();
    out += '\n';
  }
}

}  // namespace leadline::cli
