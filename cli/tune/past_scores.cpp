// SPDX-License-Identifier: Apache-2.0
// Outcomes, times of decision, and one ledger for each record.
#include "cli/tune/past_scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "cli/nearest.hpp"
#include "engine/data/links.hpp"
#include "engine/data/parallel.hpp"
#include "engine/program/words.hpp"
#include "engine/run/score.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

namespace {

std::string name_of(const Program& program, const FieldPlace& place) {
  return fmt::format("{}.{}", leadline::name_of(place.kind), program.schema(place.kind).fields[place.field].name);
}

std::optional<bool> success_of(const Column& column, std::uint32_t row, const Outcome& outcome) {
  if (column.missing(row)) return std::nullopt;
  const Value value = column.value(row);
  if (outcome.values.empty()) return value.number != 0;
  const bool yes_no = value.type.kind == TypeKind::kYesNo;
  const bool number = value.type.kind == TypeKind::kNumber;
  const std::string text = yes_no   ? (value.number != 0 ? "yes" : "no")
                           : number ? to_text(Decimal{value.number})
                                    : fold(value.text);
  return std::find(outcome.values.begin(), outcome.values.end(), text) != outcome.values.end();
}

void read_fields(const Program& program, ExprId id, std::set<std::pair<RecordKind, std::uint32_t>>& fields) {
  if (id == kNoExpr) return;
  const Expr& e = program.expr(id);
  if (e.op == Op::kField) fields.emplace(program.expr(e.children[0]).type.record, e.index);
  for (const ExprId child : e.children) read_fields(program, child, fields);
  if (e.selection == kNoSelection) return;
  const Selection& selection = program.selections[e.selection];
  for (const ExprId where : selection.where) read_fields(program, where, fields);
  for (const Window& window : selection.within) read_fields(program, window.after, fields);
  for (const ExprId since : selection.since) read_fields(program, since, fields);
  for (const ExprId until : selection.until) read_fields(program, until, fields);
}

}  // namespace

Result<FieldPlace> find_field(const Program& program, RecordKind kind, const std::string& text,
                              std::string_view option) {
  FieldPlace place{kind, 0};
  std::string name = text;
  if (const std::size_t dot = text.find('.'); dot != std::string::npos) {
    const std::string head = text.substr(0, dot);
    name = text.substr(dot + 1);
    const std::optional<RecordKind> named = checking::kind_word(head);
    if (!named)
      return Error{fmt::format("{}: `{}` is no kind of record; there are contact, account and lead", option, head)};
    place.kind = *named;
  }
  const RecordSchema& schema = program.schema(place.kind);
  const int field = schema.find(name);
  if (field >= 0) {
    place.field = static_cast<std::uint32_t>(field);
    return place;
  }
  std::vector<std::string_view> names;
  for (const Field& one : schema.fields) names.emplace_back(one.name);
  std::string near = did_you_mean(name, names);
  if (near.empty() && text.find('.') == std::string::npos) {
    near = "; a field of another record is written `contact.FIELD`";
  }
  return Error{fmt::format("{}: a {} has no field `{}`{}", option, leadline::name_of(place.kind), name, near)};
}

Result<Outcome> find_outcome(const Program& program, RecordKind kind, const std::string& text) {
  Outcome outcome;
  const std::size_t sign = text.find('=');
  Result<FieldPlace> place =
      find_field(program, kind, std::string(trim(std::string_view(text).substr(0, sign))), "--outcome");
  if (!place) return place.error();
  outcome.place = *place;
  const Type& type = program.schema(place->kind).fields[place->field].type;
  if (type.list) return Error{fmt::format("--outcome: `{}` is a list", text)};
  if (sign == std::string::npos) {
    if (type.kind == TypeKind::kYesNo) return outcome;
    return Error{fmt::format("--outcome: `{0}` is no yes/no; say which value is a success: `{0}=won`", text)};
  }
  std::string_view rest = std::string_view(text).substr(sign + 1);
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string value = fold(trim(rest.substr(0, comma)));
    if (!value.empty()) outcome.values.push_back(value);
    rest.remove_prefix(std::min(rest.size(), comma + 1));
  }
  if (outcome.values.empty()) return Error{fmt::format("--outcome: `{}` names no value", text)};
  if (type.kind == TypeKind::kChoice) {
    const std::vector<std::string>& words = program.choices[type.choice].words;
    for (const std::string& value : outcome.values) {
      const bool known =
          std::any_of(words.begin(), words.end(), [&](const std::string& word) { return fold(word) == value; });
      if (!known) return Error{fmt::format("--outcome: `{}` is none of its words", value)};
    }
  }
  return outcome;
}

PastScores score_past(const Plan& plan, const Dataset& data, std::uint32_t model, const Outcome& outcome,
                      const FieldPlace& decided, unsigned threads,
                      const std::function<void(std::uint64_t, std::uint64_t)>& on_progress) {
  PastScores past;
  const Program& program = *plan.program;
  const RecordKind kind = program.models[model].kind;
  const Column& outcomes = data.table(outcome.place.kind).columns[outcome.place.field];
  const Column& times = data.table(decided.kind).columns[decided.field];
  for (std::uint32_t row = 0; row < data.table(kind).size(); ++row) {
    const std::uint32_t of_outcome = linked_row(data, kind, row, outcome.place.kind);
    const std::optional<bool> success = of_outcome == kNoRow ? std::nullopt : success_of(outcomes, of_outcome, outcome);
    if (!success) {
      ++past.without_outcome;
      continue;
    }
    const std::uint32_t of_time = linked_row(data, kind, row, decided.kind);
    if (of_time == kNoRow || times.missing(of_time)) {
      ++past.without_time;
      continue;
    }
    PastRecord& record = past.records.emplace_back();
    record.row = row;
    record.decided = times.numbers[of_time];
    record.success = *success;
  }
  std::stable_sort(past.records.begin(), past.records.end(),
                   [](const PastRecord& a, const PastRecord& b) { return a.decided < b.decided; });
  // Records of one time share what an evaluation prepares.
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < past.records.size(); ++i) {
    if (i == 0 || past.records[i].decided != past.records[i - 1].decided) begins.push_back(i);
  }
  begins.push_back(past.records.size());
  std::atomic<std::uint64_t> done{0};
  const std::vector<std::uint32_t>& thresholds = program.models[model].thresholds;
  parallel_for(begins.size() - 1, thread_count(threads), [&](std::size_t part) {
    Explainer explainer(plan, data, past.records[begins[part]].decided);
    for (std::size_t i = begins[part]; i < begins[part + 1]; ++i) {
      PastRecord& record = past.records[i];
      const RecordLedger ledger = explainer.explain(kind, record.row);
      record.score = ledger.scores[model];
      record.holds.assign(program.models[model].rules.size(), 0);
      for (const LedgerLine& line : ledger.lines) {
        if (line.model == model && line.kind == LedgerLine::Kind::kRule && line.counted && line.holds) {
          record.holds[static_cast<std::size_t>(line.rule)] = 1;
        }
      }
      for (const std::uint32_t threshold : thresholds) {
        record.reached.push_back((ledger.thresholds[threshold] & kThresholdHoldsBit) != 0 ? 1 : 0);
      }
    }
    done += begins[part + 1] - begins[part];
    if (on_progress) on_progress(done, past.records.size());
  });
  return past;
}

std::vector<std::string> leaks(const Program& program, std::uint32_t model, const Outcome& outcome,
                               const FieldPlace& decided) {
  std::vector<std::string> words;
  std::set<std::string> staged;
  const Model& of = program.models[model];
  const auto look = [&](const std::string& what, const std::vector<ExprId>& exprs, SelectionId selection) {
    std::set<std::pair<RecordKind, std::uint32_t>> fields;
    for (const ExprId id : exprs) read_fields(program, id, fields);
    if (selection != kNoSelection) {
      for (const ExprId where : program.selections[selection].where) read_fields(program, where, fields);
      for (const ExprId since : program.selections[selection].since) read_fields(program, since, fields);
      for (const ExprId until : program.selections[selection].until) read_fields(program, until, fields);
    }
    for (const auto& [kind, field] : fields) {
      const FieldPlace place{kind, field};
      if (kind == outcome.place.kind && field == outcome.place.field) {
        words.push_back(fmt::format("{} reads `{}`, which is the outcome itself", what, name_of(program, place)));
      }
      if (kind == decided.kind && field == decided.field) {
        words.push_back(fmt::format("{} reads `{}`, which is when it was decided", what, name_of(program, place)));
      }
      const RecordSchema& schema = program.schema(kind);
      for (const int state :
           {schema.status, schema.stage, schema.stage_since, schema.owner, schema.reached, schema.cleared}) {
        if (static_cast<int>(field) == state) staged.insert(name_of(program, place));
      }
    }
  };
  for (const Rule& rule : of.rules) {
    look(fmt::format("the rule \"{}\"", rule.label), {rule.condition, rule.points, rule.or_points}, rule.selection);
  }
  look("the model's `where`", {of.where}, kNoSelection);
  look("the formula of the score", {of.score}, kNoSelection);
  for (const std::string& name : staged) {
    words.push_back(fmt::format("the model reads `{}`, which is known as of today only", name));
  }
  return words;
}

}  // namespace leadline::cli
