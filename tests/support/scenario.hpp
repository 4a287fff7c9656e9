// SPDX-License-Identifier: Apache-2.0
// Rule text and a few records in, scores out: what tests of the engine are written with. Values are written as in data
// files; the time of the evaluation is 2026-07-01T00:00:00Z unless it is set.
#pragma once
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/check.hpp"
#include "engine/run/score.hpp"
#include "engine/values/time.hpp"

namespace leadline::test {

class Scenario {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  explicit Scenario(const std::string& rules) {
    const SourceId main = sources_.add("test.lead", rules);
    FileReader reader;
    reader.file = [](const std::string&) { return std::nullopt; };
    reader.stock = [](const std::string&) { return std::nullopt; };
    Diagnostics diagnostics;
    program_ = check_program(sources_, main, reader, diagnostics);
    std::string errors;
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::kError) errors += format_pretty(sources_, diagnostic);
    }
    INFO(errors);
    REQUIRE(program_ != nullptr);
    plan_ = make_plan(*program_);
    data_ = std::make_unique<Dataset>(*program_);
    as_of = time("2026-07-01T00:00:00Z");
  }

  std::int64_t as_of = 0;
  unsigned threads = 1;
  unsigned reasons = 0;

  static std::int64_t time(const std::string& text) {
    TimeText parsed;
    REQUIRE(parse_iso(text, parsed));
    return resolve(parsed, *Zone::utc()).ms;
  }

  Scenario& add(RecordKind kind, const std::string& id, const Fields& fields = {}) {
    const RecordSchema& schema = program_->schema(kind);
    RecordTable& table = data_->table(kind);
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
      const Field& field = schema.fields[i];
      std::string text = static_cast<int>(i) == schema.id ? id : "";
      for (const auto& [name, value] : fields) {
        if (name == field.name) text = value;
      }
      table.columns[i].append(value_of(field.type, text));
    }
    return *this;
  }
  Scenario& contact(const std::string& id, const Fields& fields = {}) { return add(RecordKind::kContact, id, fields); }
  Scenario& account(const std::string& id, const Fields& fields = {}) { return add(RecordKind::kAccount, id, fields); }
  Scenario& lead(const std::string& id, const Fields& fields = {}) { return add(RecordKind::kLead, id, fields); }
  Scenario& opportunity(const std::string& id, const Fields& fields = {}) {
    return add(RecordKind::kOpportunity, id, fields);
  }

  /// `contact`, `lead` and `id` among the fields are the built-in ones.
  Scenario& happened(const std::string& kind, const std::string& contact, const std::string& at,
                     const Fields& fields = {}) {
    std::uint32_t index = 0;
    while (index < program_->interactions.size() && program_->interactions[index].name != kind) ++index;
    REQUIRE(index < program_->interactions.size());
    InteractionTable& table = data_->interactions(index);
    const auto field_of = [&](const std::string& wanted) {
      for (const auto& [name, value] : fields) {
        if (name == wanted) return value;
      }
      return std::string();
    };
    const Type text{TypeKind::kText, false, 0, RecordKind::kContact};
    table.at.numbers.push_back(time(at));
    table.id.append(value_of(text, field_of("id")));
    table.contact_id.append(value_of(text, contact));
    table.lead_id.append(value_of(text, field_of("lead")));
    const std::vector<Field>& attributes = program_->interactions[index].attributes;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      table.attributes[i].append(value_of(attributes[i].type, field_of(attributes[i].name)));
    }
    table.order.push_back(++rows_);
    return *this;
  }

  const ScoreResult& run() {
    if (!finished_) data_->finish(1);
    finished_ = true;
    ScoreOptions options;
    options.as_of = as_of;
    options.threads = threads;
    options.reasons = reasons;
    result_ = score(*plan_, *data_, options);
    return result_;
  }

  RecordLedger story(RecordKind kind, const std::string& id) {
    return explain(*plan_, *data_, as_of, kind, row(kind, id));
  }

  std::uint32_t row(RecordKind kind, const std::string& id) const {
    const std::uint32_t found = data_->find(kind, id);
    REQUIRE(found != kNoRow);
    return found;
  }

  /// `45`, or an empty text where the model does not score it. Model by name, then `.group` for a group.
  std::string points(const std::string& what, const std::string& id) const {
    const std::string model = what.substr(0, what.find('.'));
    for (std::size_t i = 0; i < program_->models.size(); ++i) {
      const Model& one = program_->models[i];
      if (one.name != model) continue;
      const std::uint32_t at = row(one.kind, id);
      std::int64_t number = result_.models[i].score[at];
      if (what != model) {
        for (std::size_t group = 0; group < one.groups.size(); ++group) {
          if (what == model + "." + one.groups[group].name) number = result_.models[i].groups[group][at];
        }
      }
      return number == kMissing64 ? "" : to_text(Decimal{number});
    }
    FAIL("no such model");
    return {};
  }

  std::string grade(const std::string& model, const std::string& id) const {
    for (std::size_t i = 0; i < program_->models.size(); ++i) {
      if (program_->models[i].name != model) continue;
      const std::uint8_t grade = result_.models[i].grade[row(program_->models[i].kind, id)];
      return grade == 0 ? "" : program_->models[i].grades[grade - 1U].word;
    }
    FAIL("no such model");
    return {};
  }

  std::string stage(RecordKind kind, const std::string& id) const {
    const RecordScores& scores = result_.records[static_cast<std::size_t>(kind)];
    const std::uint32_t at = row(kind, id);
    if (scores.stage[at] == 0) return {};
    return program_->processes[scores.process[at] - 1U].stages[scores.stage[at] - 1U].name;
  }

  /// `-`, `holds`, `reached` or `holds reached`.
  std::string threshold(const std::string& name, const std::string& id) const {
    for (std::size_t i = 0; i < program_->thresholds.size(); ++i) {
      const Threshold& one = program_->thresholds[i];
      if (one.full_name != name) continue;
      const std::uint8_t bits = result_.records[static_cast<std::size_t>(one.kind)].thresholds[i][row(one.kind, id)];
      if (bits == 0) return "-";
      if (bits == kThresholdHoldsBit) return "holds";
      return bits == kThresholdReachedBit ? "reached" : "holds reached";
    }
    FAIL("no such threshold");
    return {};
  }

  [[nodiscard]] const Program& program() const { return *program_; }
  [[nodiscard]] const Plan& plan() const { return *plan_; }
  [[nodiscard]] const Dataset& data() const { return *data_; }
  /// For tests that go on with the data by themselves.
  [[nodiscard]] Dataset& data() { return *data_; }
  [[nodiscard]] const ScoreResult& result() const { return result_; }

 private:
  Value value_of(const Type& type, const std::string& text) const {
    Value value;
    value.type = type;
    if (text.empty()) {
      value.missing = true;
      return value;
    }
    if (type.list) {
      Type element = type;
      element.list = false;
      std::size_t begin = 0;
      while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(';', begin), text.size());
        value.items.push_back(value_of(element, text.substr(begin, end - begin)));
        begin = end + 1;
      }
      return value;
    }
    value.text = text;
    if (type.kind == TypeKind::kTime) value.number = time(text);
    if (type.kind == TypeKind::kYesNo) value.number = text == "yes" ? 1 : 0;
    if (type.kind == TypeKind::kNumber || type.kind == TypeKind::kDuration) {
      Decimal number;
      REQUIRE(parse_decimal(text, number) == DecimalError::kNone);
      value.number = number.micros;
    }
    if (type.kind == TypeKind::kChoice) {
      const std::vector<std::string>& words = program_->choices[type.choice].words;
      const auto word = std::find(words.begin(), words.end(), text);
      REQUIRE(word != words.end());
      value.number = word - words.begin();
    }
    return value;
  }

  Sources sources_;
  std::shared_ptr<const Program> program_;
  std::shared_ptr<const Plan> plan_;
  std::unique_ptr<Dataset> data_;
  ScoreResult result_;
  bool finished_ = false;
  std::uint64_t rows_ = 0;
};

}  // namespace leadline::test
