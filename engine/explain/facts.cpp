// SPDX-License-Identifier: Apache-2.0
// Values in words, and what conditions read.
#include "engine/explain/facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/explain/words.hpp"
#include "engine/program/words.hpp"
#include "engine/run/value_of.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"
#include "leadline/decimal.hpp"

namespace leadline::explaining {

namespace {

constexpr int kDeepest = 200;

using checking::target_of;

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", one_line(text, 80)); }

}  // namespace

std::string value_text(const Program& program, const Value& value) {
  if (value.missing) return "missing";
  if (value.type.list) {
    std::string text = "[";
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      if (i == 8) return text + ", …]";
      text += (i == 0 ? "" : ", ") + value_text(program, value.items[i]);
    }
    return text + ']';
  }
  const std::string words = words_of(program, value);
  const bool quotes =
      value.type.textual() || value.type.kind == TypeKind::kChoice || value.type.kind == TypeKind::kGrade;
  return words.empty() ? "missing" : quotes ? quoted(words) : words;
}

std::string head_of(std::string_view statement, std::size_t longest) {
  return one_line(trim(statement.substr(0, statement.find('{'))), longest);
}

std::string one_line(std::string_view text, std::size_t limit) {
  std::string line;
  bool blank = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      blank = !line.empty();
      continue;
    }
    if (blank) line += ' ';
    blank = false;
    line += c;
  }
  if (length(line) <= limit) return line;
  std::size_t kept = 0;
  std::size_t end = 0;
  while (end < line.size() && kept + 1 < limit) {
    do {
      ++end;
    } while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U);
    ++kept;
  }
  return line.substr(0, end) + "…";
}

std::string Facts::text(ExprId expr) const { return one_line(sources_->text(program_->expr(expr).span)); }

std::uint32_t Facts::linked(RecordKind kind, std::uint32_t row, LinkKind link) const {
  if (row == kNoRow) return kNoRow;
  const RecordTable& table = data_->table(kind);
  const auto own = [&](const std::vector<std::uint32_t>& links) { return links.empty() ? kNoRow : links[row]; };
  switch (link) {
    case LinkKind::kLead:
      return own(table.lead);
    case LinkKind::kContact: {
      const std::uint32_t contact = own(table.contact);
      if (contact != kNoRow || kind != RecordKind::kOpportunity) return contact;
      return linked(RecordKind::kLead, own(table.lead), LinkKind::kContact);
    }
    case LinkKind::kAccount: {
      const std::uint32_t account = own(table.account);
      if (account != kNoRow || kind == RecordKind::kContact) return account;
      if (kind == RecordKind::kOpportunity) {
        const std::uint32_t of_lead = linked(RecordKind::kLead, own(table.lead), LinkKind::kAccount);
        if (of_lead != kNoRow) return of_lead;
      }
      return linked(RecordKind::kContact, linked(kind, row, LinkKind::kContact), LinkKind::kAccount);
    }
  }
  return kNoRow;
}

bool Facts::orphan() const {
  if (ledger_->kind != RecordKind::kLead) return false;
  const RecordTable& leads = data_->table(RecordKind::kLead);
  return leads.contact[ledger_->row] == kNoRow && leads.account[ledger_->row] == kNoRow;
}

std::string_view Facts::id(RecordKind kind, std::uint32_t row) const {
  const Column& ids = data_->table(kind).columns[static_cast<std::size_t>(program_->schema(kind).id)];
  return (*ids.dictionary)[ids.codes[row]];
}

Value Facts::field(std::string_view name) const {
  const int index = program_->schema(ledger_->kind).find(name);
  if (index < 0) {
    Value none;
    none.missing = true;
    return none;
  }
  return data_->table(ledger_->kind).columns[static_cast<std::size_t>(index)].value(ledger_->row);
}

std::optional<std::pair<RecordKind, std::uint32_t>> Facts::record(ExprId id) const {
  const Expr& expr = program_->expr(id);
  if (expr.op == Op::kSelf) return std::pair{ledger_->kind, ledger_->row};
  if (expr.op != Op::kLink) return std::nullopt;
  const auto from = record(expr.children[0]);
  if (!from) return std::nullopt;
  return std::pair{target_of(expr.link), linked(from->first, from->second, expr.link)};
}

std::optional<std::string> Facts::read(const Expr& expr) const {
  const auto number = [](std::int64_t micros) {
    return micros == kMissing64 ? std::string("missing") : to_text(Decimal{micros});
  };
  if (expr.op == Op::kField) {
    const auto from = record(expr.children[0]);
    if (!from) return std::nullopt;
    if (from->second == kNoRow) return fmt::format("missing (there is no {})", name_of(from->first));
    const RecordSchema& schema = program_->schema(from->first);
    if (program_->expr(expr.children[0]).op == Op::kSelf && static_cast<int>(expr.index) == schema.stage &&
        ledger_->process != 0 && ledger_->stage != 0) {
      return quoted(program_->processes[ledger_->process - 1U].stages[ledger_->stage - 1U].name);
    }
    return value_text(*program_, data_->table(from->first).columns[expr.index].value(from->second));
  }
  if (expr.op == Op::kAgeOf) {
    const Expr& time = program_->expr(expr.children[0]);
    const auto from = time.op == Op::kField ? record(time.children[0]) : std::nullopt;
    if (!from || from->second == kNoRow) return std::nullopt;
    const Value value = data_->table(from->first).columns[time.index].value(from->second);
    return value.missing ? std::string("missing") : rough_duration(as_of_ - value.number);
  }
  if (expr.children.empty() || program_->expr(expr.children[0]).op != Op::kSelf) return std::nullopt;
  if (expr.op == Op::kScore) return number(ledger_->scores[expr.index]);
  if (expr.op == Op::kGroupScore) return number(ledger_->groups[expr.index][expr.second]);
  if (expr.op == Op::kGrade) {
    const std::uint8_t grade = ledger_->grades[expr.index];
    return grade == 0 ? std::string("missing") : quoted(program_->models[expr.index].grades[grade - 1U].word);
  }
  if (expr.op == Op::kThresholdHolds)
    return std::string((ledger_->thresholds[expr.index] & kThresholdHoldsBit) != 0 ? "yes" : "no");
  if (expr.op == Op::kThresholdReached) {
    bool reached = expr.thresholds.empty() && (ledger_->thresholds[expr.index] & kThresholdReachedBit) != 0;
    for (const std::uint32_t threshold : expr.thresholds) {
      reached = reached || (ledger_->thresholds[threshold] & kThresholdReachedBit) != 0;
    }
    return std::string(reached ? "reached" : "not reached");
  }
  if (expr.op == Op::kTimeInStage) {
    return ledger_->stage_since == kMissing64 ? std::string("missing") : rough_duration(as_of_ - ledger_->stage_since);
  }
  return std::nullopt;
}

void Facts::collect(ExprId id, int depth, std::vector<Fact>& facts) const {
  if (depth > kDeepest || facts.size() >= 12) return;
  const Expr& expr = program_->expr(id);
  if (const std::optional<std::string> value = read(expr)) {
    Fact fact{one_line(sources_->text(expr.span), 60), *value};
    const auto same = [&](const Fact& other) { return other.what == fact.what; };
    if (std::none_of(facts.begin(), facts.end(), same)) facts.push_back(std::move(fact));
    return;
  }
  for (const ExprId child : expr.children) collect(child, depth + 1, facts);
}

std::vector<Fact> Facts::facts(ExprId condition) const {
  std::vector<Fact> facts;
  if (condition != kNoExpr) collect(condition, 0, facts);
  return facts;
}

std::string Facts::sentence(ExprId condition) const {
  std::string text;
  for (const Fact& fact : facts(condition)) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} is {}", fact.what, fact.value);
  }
  return text;
}

SelectionFacts Facts::selection(const Selection& selection) const {
  SelectionFacts facts;
  if (selection.records) {
    facts.kinds.emplace_back(plural_of(selection.record));
    return facts;
  }
  std::vector<std::uint32_t> contacts;
  const RecordKind kind = ledger_->kind;
  const std::uint32_t contact =
      kind == RecordKind::kContact ? ledger_->row : linked(kind, ledger_->row, LinkKind::kContact);
  const std::uint32_t account =
      kind == RecordKind::kAccount ? ledger_->row : linked(kind, ledger_->row, LinkKind::kAccount);
  if (contact != kNoRow && selection.by != By::kAccount) {
    contacts.push_back(contact);
  } else if (account != kNoRow && selection.by != By::kContact) {
    const RowList of_account = data_->linking(RecordKind::kContact, LinkKind::kAccount, account);
    contacts.assign(of_account.begin(), of_account.end());
  }
  for (const std::uint32_t k : selection.kinds) {
    if (k == kMoveKind || k == kReachKind) continue;
    facts.kinds.push_back(program_->interactions[k].name);
    const InteractionTable& table = data_->interactions(k);
    for (const std::uint32_t row : contacts) {
      data_->for_each_of_contact(k, row, [&](std::uint32_t i) {
        if (selection.by == By::kLead && (kind != RecordKind::kLead || table.lead_of(i) != ledger_->row)) return;
        const std::int64_t at = table.at.numbers[i];
        if (at > as_of_) {
          ++facts.later;
        } else {
          ++facts.recorded;
          facts.last = std::max(facts.last, at);
        }
      });
    }
  }
  return facts;
}

std::int64_t Facts::time_of(const LedgerInteraction& interaction) const {
  return interaction.row == kNoRow ? as_of_ : data_->interactions(interaction.kind).at.numbers[interaction.row];
}

std::string Facts::attributes_of(const LedgerInteraction& interaction) const {
  if (interaction.row == kNoRow) return {};
  const InteractionKind& kind = program_->interactions[interaction.kind];
  const InteractionTable& table = data_->interactions(interaction.kind);
  std::string text;
  for (std::size_t i = 0; i < kind.attributes.size(); ++i) {
    const Value value = table.attributes[i].value(interaction.row);
    if (value.missing) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", kind.attributes[i].name, value_text(*program_, value));
  }
  return text;
}

}  // namespace leadline::explaining
