// SPDX-License-Identifier: Apache-2.0
// Witnesses in words, as tests, and evaluated.
#include "engine/analysis/witness.hpp"

#include <algorithm>

#include "engine/graph/plan.hpp"
#include "engine/run/lifecycle.hpp"
#include "engine/run/row_evaluation.hpp"
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
  const bool child = subject == RecordKind::kLead || subject == RecordKind::kOpportunity;
  if (parts.empty() && child && records.size() == 1)
    return std::string{subject == RecordKind::kLead ? "a " : "an "} + std::string{name_of(subject)} +
           " without a contact and an account";
  if (parts.empty())
    return std::string{subject == RecordKind::kAccount || subject == RecordKind::kOpportunity ? "an" : "a"} + " " +
           std::string{name_of(subject)} + " of which nothing is known";
  static constexpr std::size_t kMost = 12;
  std::string out;
  for (std::size_t i = 0; i < parts.size() && i < kMost; ++i) out += (i == 0 ? "" : ", ") + parts[i];
  if (parts.size() > kMost) out += " and " + std::to_string(parts.size() - kMost) + " more";
  return out;
}

std::string Witness::as_test(const Program& program, const std::string& label) const {
  std::string out = "test " + quoted(label) + " {\n";
  for (const Record& record : records) {
    // A test calls its records by names, which are their ids.
    const RecordSchema& schema = program.schema(record.kind);
    if (record.fields.count(static_cast<std::uint32_t>(schema.id)) != 0 || record.id.size() != 1) return "";
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
  return out + "  at " + format_time(kWitnessNow) + "\n}";
}

namespace {

// Puts a witness into an open dataset, each id with `mark` behind it.
void add(Dataset& data, const Witness& witness, const std::string& mark) {
  const Program& program = data.program();
  std::string lead;
  std::string contact;
  for (const Witness::Record& record : witness.records) {
    data.add_record(record.kind, record.id + mark);
    if (record.kind == RecordKind::kLead) lead = record.id + mark;
    if (record.kind == RecordKind::kContact) contact = record.id + mark;
  }
  for (const Witness::Record& record : witness.records) {
    const std::uint32_t row = data.find(record.kind, record.id + mark);
    for (const auto& [field, value] : record.fields) {
      Value given = value;
      if (program.schema(record.kind).fields[field].is_link) given.text += mark;
      data.set_field(record.kind, row, field, given);
    }
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
    data.add_interaction(item.kind, item.at, "i" + std::to_string(++number) + mark, contact, item.of_lead ? lead : "",
                         values);
  }
}

// Whether a rule asks for a certain id, so that the record must have just this.
bool has_own_id(const Program& program, const Witness& witness) {
  return std::any_of(witness.records.begin(), witness.records.end(), [&](const Witness::Record& record) {
    const int id = program.schema(record.kind).id;
    return id >= 0 && record.fields.count(static_cast<std::uint32_t>(id)) != 0;
  });
}

// Whether the score of whoever is scored is there: a sum of points that are far from what a number can hold.
bool always_there(const Program& program, const Model& model) {
  if (model.score != kNoExpr) return false;
  // More interactions, and more milliseconds, than any witness has.
  static constexpr std::int64_t kItems = 1'000'000;
  static constexpr std::int64_t kTime = 1'000'000'000'000'000;
  Int128 most = 0;
  const auto add = [&](Int128 micros, std::int64_t times) { most += (micros < 0 ? -micros : micros) * times; };
  const auto add_bounds = [&](const Bounds& bounds) {
    if (bounds.at_most) add(bounds.at_most->micros, 1);
    if (bounds.never_below) add(bounds.never_below->micros, 1);
  };
  for (const Rule& rule : model.rules) {
    const std::int64_t times =
        rule.form == RuleForm::kWithout ? kTime / std::max<std::int64_t>(rule.silence, 1) : kItems;
    for (const ExprId points : {rule.points, rule.or_points}) {
      if (points == kNoExpr) continue;
      const Expr& e = program.expr(points);
      if (e.op != Op::kConstant || e.value.missing) return false;
      add(e.value.number, times);
    }
    add_bounds(rule.bounds);
  }
  for (const Group& group : model.groups) add_bounds(group.bounds);
  add_bounds(model.bounds);
  return narrow(most).has_value();
}

}  // namespace

std::unique_ptr<Dataset> dataset_of(const Program& program, const Witness& witness) {
  Dataset data{program};
  data.finish(1);
  data.open();
  add(data, witness, "");
  return data.snapshot();
}

WitnessRun::WitnessRun(const Program& program) : program_(program), plan_(make_plan(program)) {}

WitnessRun::~WitnessRun() = default;

RecordLedger WitnessRun::explain(const Witness& witness, std::int64_t now) {
  const std::unique_ptr<Dataset> data = dataset_of(program_, witness);
  const Witness::Record& subject = witness.records.back();
  return leadline::explain(*plan_, *data, now, subject.kind, data->find(subject.kind, subject.id));
}

RecordLedger WitnessRun::standing(const Dataset& data, const Witness& witness, std::int64_t now,
                                  std::int64_t& changes) {
  if (time_uses_.empty()) time_uses_ = time_uses(*plan_);
  const RecordKind kind = witness.records.back().kind;
  RowEvaluation evaluation{*plan_, data, now};
  Evaluator& evaluator = evaluation.evaluator;
  evaluator.time_uses = &time_uses_;
  evaluator.begin_watch();
  RecordLedger ledger;
  Lifecycle lifecycle{evaluator, kind};
  LifecycleTrace trace;
  lifecycle.run(data.find(kind, witness.records.back().id), &trace);
  ledger.moves = std::move(trace.moves);
  lifecycle.tell(ledger);
  changes = std::min(evaluator.next_change(), evaluation.constants.next_change());
  evaluator.lay_over(nullptr);
  return ledger;
}

std::vector<bool> WitnessRun::both_count(std::uint32_t model, const std::vector<CountQuestion>& questions) {
  // All in one dataset: their ids differ, and nothing else could bring them together.
  const auto mark = [](std::size_t question) { return "." + std::to_string(question); };
  const bool there = always_there(program_, program_.models[model]);
  const auto apart = [&](const CountQuestion& one) { return !there || has_own_id(program_, one.witness); };
  Dataset open{program_};
  open.finish(1);
  open.open();
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (!apart(questions[i])) add(open, questions[i].witness, mark(i));
  }
  const std::unique_ptr<Dataset> data = open.snapshot();
  Explainer explainer{*plan_, *data, kWitnessNow};
  std::vector<bool> answers;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const CountQuestion& one = questions[i];
    std::optional<bool> first;
    std::optional<bool> second;
    if (!apart(one)) {
      const Witness::Record& subject = one.witness.records.back();
      const std::uint32_t row = data->find(subject.kind, subject.id + mark(i));
      first = explainer.counts(subject.kind, row, model, one.first);
      second = explainer.counts(subject.kind, row, model, one.second);
    }
    answers.push_back(first && second ? *first && *second : both_count_alone(model, one));
  }
  return answers;
}

bool WitnessRun::both_count_alone(std::uint32_t model, const CountQuestion& question) {
  const RecordLedger ledger = explain(question.witness);
  const auto counts = [&](std::uint32_t rule) {
    const LedgerLine* line = line_of(ledger, model, rule);
    return line != nullptr && line->counted;
  };
  return counts(question.first) && counts(question.second);
}

const LedgerLine* line_of(const RecordLedger& ledger, std::uint32_t model, std::uint32_t rule) {
  for (const LedgerLine& line : ledger.lines) {
    if (line.kind == LedgerLine::Kind::kRule && line.model == model && line.rule == static_cast<std::int32_t>(rule))
      return &line;
  }
  return nullptr;
}

}  // namespace leadline::analysis
