// SPDX-License-Identifier: Apache-2.0
// Two ledgers side by side.
#include "cli/explain_since.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "engine/values/time.hpp"
#include "leadline/decimal.hpp"

namespace leadline::cli {

namespace {

std::string with_sign(std::int64_t micros) { return (micros > 0 ? "+" : "") + to_text(Decimal{micros}); }

std::string day_of(std::int64_t ms, const Program& program) { return local_time(ms, program).substr(0, 10); }

// `on 2026-07-03`, `from 2026-07-03 to 2026-07-05`.
std::string days_text(std::vector<std::int64_t> times, const Program& program) {
  if (times.empty()) return {};
  std::sort(times.begin(), times.end());
  const std::string first = day_of(times.front(), program);
  const std::string last = day_of(times.back(), program);
  return first == last ? " on " + first : fmt::format(" from {} to {}", first, last);
}

void collect_windows(const Program& program, ExprId id, std::vector<SelectionId>& selections) {
  if (id == kNoExpr) return;
  const Expr& expr = program.expr(id);
  if (expr.selection != kNoSelection) selections.push_back(expr.selection);
  for (const ExprId child : expr.children) collect_windows(program, child, selections);
}

// How long an interaction of a kind counts for a rule, in milliseconds; 0 where no plain window says.
std::int64_t window_of(const Program& program, const Rule& rule, std::uint32_t kind) {
  std::vector<SelectionId> selections;
  if (rule.selection != kNoSelection) selections.push_back(rule.selection);
  collect_windows(program, rule.condition, selections);
  std::int64_t shortest = 0;
  for (const SelectionId id : selections) {
    const Selection& selection = program.selections[id];
    if (selection.records || std::find(selection.kinds.begin(), selection.kinds.end(), kind) == selection.kinds.end())
      continue;
    for (const Window& window : selection.within) {
      if (window.after != kNoExpr) continue;
      shortest = shortest == 0 ? window.milliseconds : std::min(shortest, window.milliseconds);
    }
  }
  return shortest;
}

class Comparison {
 public:
  Comparison(const Facts& then, const Facts& now) : then_(then), now_(now), program_(now.program()) {}

  std::string text() {
    const RecordLedger& ledger = now_.ledger();
    std::string out =
        fmt::format("{} {}: what changed from {} to {}\n", name_of(ledger.kind), now_.id(ledger.kind, ledger.row),
                    local_time(then_.as_of(), program_), local_time(now_.as_of(), program_));
    for (std::uint32_t model = 0; model < program_.models.size(); ++model) {
      if (program_.models[model].kind == ledger.kind) add_model(out, model);
    }
    return out + changed_fields();
  }

 private:
  // What a record held before is not kept: whatever has changed since counts at both times as it is now.
  std::string changed_fields() const {
    const RecordLedger& ledger = now_.ledger();
    std::string names;
    const auto look = [&](RecordKind kind, std::uint32_t row) {
      const int updated = program_.schema(kind).updated;
      if (row == kNoRow || updated < 0) return;
      const Value at = now_.data().table(kind).columns[static_cast<std::size_t>(updated)].value(row);
      if (at.missing || at.number <= then_.as_of()) return;
      names += fmt::format("{}{} {}", names.empty() ? "" : ", ", name_of(kind), now_.id(kind, row));
    };
    look(ledger.kind, ledger.row);
    for (const auto& [kind, link] :
         {std::pair{RecordKind::kContact, LinkKind::kContact}, std::pair{RecordKind::kAccount, LinkKind::kAccount}}) {
      if (ledger.kind != kind) look(kind, now_.linked(ledger.kind, ledger.row, link));
    }
    if (names.empty()) return {};
    return fmt::format("\nfields changed meanwhile ({}); at both times they count as they are now\n", names);
  }

  using Key = std::tuple<LedgerLine::Kind, std::int32_t, std::int32_t>;  // kind, group, rule

  static const LedgerLine* find(const RecordLedger& ledger, std::uint32_t model, const Key& key) {
    for (const LedgerLine& line : ledger.lines) {
      if (line.model == model && Key{line.kind, line.group, line.rule} == key) return &line;
    }
    return nullptr;
  }

  void add_model(std::string& out, std::uint32_t m) {
    const Model& model = program_.models[m];
    const auto points = [](std::int64_t score) {
      return score == kMissing64 ? std::string("not scored") : to_text(Decimal{score});
    };
    const std::int64_t before = then_.ledger().scores[m];
    const std::int64_t after = now_.ledger().scores[m];
    out += '\n' + model.name + ": ";
    if (before == after) {
      out += points(after) + ", as before";
    } else {
      out += fmt::format("{}, before {}", points(after), points(before));
      if (before != kMissing64 && after != kMissing64) out += fmt::format(" ({})", with_sign(after - before));
    }
    const auto grade = [&](const RecordLedger& ledger) {
      return ledger.grades[m] == 0 ? std::string("none") : model.grades[ledger.grades[m] - 1U].word;
    };
    if (!model.grades.empty()) {
      out += grade(then_.ledger()) == grade(now_.ledger())
                 ? fmt::format("; grade {}", grade(now_.ledger()))
                 : fmt::format("; grade {}, before {}", grade(now_.ledger()), grade(then_.ledger()));
    }
    out += '\n';
    std::vector<Key> keys;
    for (const RecordLedger* ledger : {&then_.ledger(), &now_.ledger()}) {
      for (const LedgerLine& line : ledger->lines) {
        const Key key{line.kind, line.group, line.rule};
        if (line.model == m && std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
      }
    }
    std::vector<std::pair<std::int64_t, std::string>> changes;
    for (const Key& key : keys) {
      const LedgerLine* old_line = find(then_.ledger(), m, key);
      const LedgerLine* new_line = find(now_.ledger(), m, key);
      const std::int64_t change =
          (new_line == nullptr ? 0 : new_line->amount) - (old_line == nullptr ? 0 : old_line->amount);
      if (change != 0) changes.emplace_back(change, told(m, key, old_line, new_line));
    }
    std::stable_sort(changes.begin(), changes.end(),
                     [](const auto& a, const auto& b) { return std::abs(a.first) > std::abs(b.first); });
    for (const auto& [change, words] : changes) out += fmt::format("{:>10}  {}\n", with_sign(change), words);
  }

  std::string told(std::uint32_t m, const Key& key, const LedgerLine* old_line, const LedgerLine* new_line) {
    const Model& model = program_.models[m];
    switch (std::get<0>(key)) {
      case LedgerLine::Kind::kRule:
        return told_rule(model.rules[static_cast<std::size_t>(std::get<2>(key))], old_line, new_line);
      case LedgerLine::Kind::kRuleBound:
        return fmt::format("the bound of \"{}\"", model.rules[static_cast<std::size_t>(std::get<2>(key))].label);
      case LedgerLine::Kind::kGroupBound:
        return fmt::format("the bound of group {}", model.groups[static_cast<std::size_t>(std::get<1>(key))].name);
      case LedgerLine::Kind::kFormula:
        return "what `score = …` makes of the groups";
      case LedgerLine::Kind::kModelBound:
        return "the bound of the model";
    }
    return {};
  }

  std::string told_rule(const Rule& rule, const LedgerLine* old_line, const LedgerLine* new_line) {
    static const std::vector<LedgerInteraction> kNone;
    const std::vector<LedgerInteraction>& old_ones = old_line == nullptr ? kNone : old_line->interactions;
    const std::vector<LedgerInteraction>& new_ones = new_line == nullptr ? kNone : new_line->interactions;
    const auto holds = [](const std::vector<LedgerInteraction>& all, const LedgerInteraction& one) {
      return std::any_of(all.begin(), all.end(), [&](const LedgerInteraction& other) {
        return other.kind == one.kind && other.row == one.row && one.row != kNoRow;
      });
    };
    std::map<std::uint32_t, std::vector<const LedgerInteraction*>> left, came;
    std::size_t stayed = 0;
    for (const LedgerInteraction& one : old_ones) {
      if (holds(new_ones, one)) {
        ++stayed;
      } else if (one.row != kNoRow) {
        left[one.kind].push_back(&one);
      }
    }
    for (const LedgerInteraction& one : new_ones) {
      if (!holds(old_ones, one) && one.row != kNoRow) came[one.kind].push_back(&one);
    }
    std::vector<std::string> parts;
    for (const auto& [kind, ones] : left) {
      const std::int64_t window = window_of(program_, rule, kind);
      std::vector<std::int64_t> times;
      for (const LedgerInteraction* one : ones) times.push_back(then_.time_of(*one) + window);
      const std::string what = fmt::format("{} {}", grouped(ones.size()), program_.interactions[kind].name);
      parts.push_back(window == 0 ? what + (ones.size() == 1 ? " no longer counts" : " no longer count")
                                  : fmt::format("{} left the window of {}{}", what, format_duration(window),
                                                days_text(std::move(times), program_)));
    }
    for (const auto& [kind, ones] : came) {
      std::vector<std::int64_t> times;
      for (const LedgerInteraction* one : ones) times.push_back(now_.time_of(*one));
      parts.push_back(fmt::format("{} {} came{}", grouped(ones.size()), program_.interactions[kind].name,
                                  days_text(std::move(times), program_)));
    }
    if (stayed != 0 && rule.fading.kind != Fading::Kind::kNone) {
      parts.push_back(fmt::format("{} faded", stayed == 1 ? "what stayed has" : "those that stayed have"));
    }
    if (parts.empty() && rule.form == RuleForm::kWithout) parts.emplace_back("the silence has lasted longer");
    if (parts.empty()) {
      const bool before = old_line != nullptr && old_line->counted;
      const bool after = new_line != nullptr && new_line->counted;
      parts.emplace_back(after && !before ? "counts now" : before && !after ? "counts no longer" : "has another value");
    }
    return fmt::format("{}: {}", rule.label, joined(parts));
  }

  const Facts& then_;
  const Facts& now_;
  const Program& program_;
};

}  // namespace

std::string explain_since(const Facts& then, const Facts& now) { return Comparison(then, now).text(); }

}  // namespace leadline::cli
