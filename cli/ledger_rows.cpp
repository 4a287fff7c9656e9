// SPDX-License-Identifier: Apache-2.0
// The ledger as CSV and NDJSON.
#include "cli/ledger_rows.hpp"

#include "cli/csv.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/values/decimal_text.hpp"
#include "engine/values/time.hpp"

namespace leadline::cli {

namespace {

// Rules that gave nothing are no part of a score; bounds and formulas are only written down where they moved it.
bool belongs(const LedgerLine& line) {
  return line.kind != LedgerLine::Kind::kRule ? line.amount != 0 : line.counted && line.holds;
}

}  // namespace

LedgerRows::LedgerRows(const Sources& sources, const Program& program, const Dataset& data, std::int64_t as_of)
    : program_(&program), data_(&data), as_of_(as_of) {
  for (std::uint32_t model = 0; model < program.models.size(); ++model) words_.push_back(words_of(sources, model));
}

LedgerRows::Words LedgerRows::words_of(const Sources& sources, const LedgerLine& line) const {
  const Model& model = program_->models[line.model];
  const std::string* const group = line.group < 0 ? nullptr : &model.groups[static_cast<std::size_t>(line.group)].name;
  const std::string* const rule = line.rule < 0 ? nullptr : &model.rules[static_cast<std::size_t>(line.rule)].label;
  const std::string place = place_of(sources, *program_, line);
  Words words;
  words.csv = model.name + ',';
  if (group != nullptr) words.csv += *group;
  words.csv += ',';
  if (rule != nullptr) append_csv(words.csv, *rule);
  words.csv += ',';
  append_csv(words.csv, place);
  words.csv += ',';
  words.csv += name_of(line.kind);
  words.csv += ',';
  JsonWriter json(words.json);
  json.key("model").text(model.name).key("group");
  group != nullptr ? json.text(*group) : json.null();
  json.key("rule");
  rule != nullptr ? json.text(*rule) : json.null();
  json.key("place").text(place).key("what").text(name_of(line.kind));
  return words;
}

LedgerRows::ModelWords LedgerRows::words_of(const Sources& sources, std::uint32_t id) const {
  const Model& model = program_->models[id];
  ModelWords words;
  words.rules.resize(model.rules.size());
  words.groups.resize(model.groups.size());
  LedgerLine line;
  line.model = id;
  const auto add_rules = [&](const std::vector<RuleBlock>& blocks) {
    for (const RuleBlock& block : blocks) {
      for (const std::uint32_t rule : block.rules) {
        line.rule = static_cast<std::int32_t>(rule);
        line.kind = LedgerLine::Kind::kRule;
        words.rules[rule][0] = words_of(sources, line);
        line.kind = LedgerLine::Kind::kRuleBound;
        words.rules[rule][1] = words_of(sources, line);
      }
    }
    line.rule = -1;
  };
  add_rules(model.blocks);
  for (std::size_t group = 0; group < model.groups.size(); ++group) {
    line.group = static_cast<std::int32_t>(group);
    add_rules(model.groups[group].blocks);
    line.kind = LedgerLine::Kind::kGroupBound;
    words.groups[group] = words_of(sources, line);
  }
  line.group = -1;
  if (model.score != kNoExpr) {
    line.kind = LedgerLine::Kind::kFormula;
    words.formula = words_of(sources, line);
  }
  line.kind = LedgerLine::Kind::kModelBound;
  words.bound = words_of(sources, line);
  return words;
}

const LedgerRows::Words& LedgerRows::words_of(const LedgerLine& line) const {
  const ModelWords& words = words_[line.model];
  switch (line.kind) {
    case LedgerLine::Kind::kRule:
      return words.rules[static_cast<std::size_t>(line.rule)][0];
    case LedgerLine::Kind::kRuleBound:
      return words.rules[static_cast<std::size_t>(line.rule)][1];
    case LedgerLine::Kind::kGroupBound:
      return words.groups[static_cast<std::size_t>(line.group)];
    case LedgerLine::Kind::kFormula:
      return words.formula;
    case LedgerLine::Kind::kModelBound:
      break;
  }
  return words.bound;
}

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
    out += leadline::name_of(ledger.kind);
    out += ',';
    append_csv(out, id_of(ledger));
    out += ',';
    out += words_of(line).csv;
    append_text(out, Decimal{line.amount});
    out += ',';
    bool first = true;
    for (const LedgerInteraction& interaction : line.interactions) {
      if (!first) out += "; ";
      first = false;
      out += program_->interactions[interaction.kind].name;
      out += '@';
      append_time(out, time_of(interaction));
    }
    out += '\n';
  }
}

void LedgerRows::append_ndjson_lines(std::string& out, const RecordLedger& ledger) const {
  for (const LedgerLine& line : ledger.lines) {
    if (!belongs(line)) continue;
    JsonWriter json(out);
    json.begin_object().key("kind").text(leadline::name_of(ledger.kind)).key("id").text(id_of(ledger));
    json.raw(words_of(line).json).key("amount").number(line.amount).key("interactions").begin_array();
    for (const LedgerInteraction& interaction : line.interactions) {
      json.begin_object().key("kind").text(program_->interactions[interaction.kind].name);
      json.key("at").time(time_of(interaction)).key("id");
      const std::string_view id =
          interaction.row == kNoRow ? std::string_view() : data_->interactions(interaction.kind).id_of(interaction.row);
      id.empty() ? json.null() : json.text(id);
      json.key("points").number(interaction.points).end_object();
    }
    json.end_array().end_object();
    out += '\n';
  }
}

}  // namespace leadline::cli
