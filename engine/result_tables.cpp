// SPDX-License-Identifier: Apache-2.0
// Scores as columns with names.
#include "engine/result_tables.hpp"

namespace leadline {

namespace {

// Adds columns of one kind's table, each as long as the table.
class TableBuilder {
 public:
  TableBuilder(const Program& program, const Dataset& data, const ScoreResult& result, RecordKind kind)
      : program_(program),
        data_(data),
        result_(result),
        kind_(kind),
        scores_(result.records[static_cast<std::size_t>(kind)]) {
    table_.kind = std::string(name_of(kind));
    table_.rows = data.table(kind).size();
  }

  ResultTable build(bool reasons) && {
    add_ids();
    add_stages();
    for (std::size_t i = 0; i < program_.thresholds.size(); ++i) {
      if (program_.thresholds[i].kind == kind_) add_threshold(i);
    }
    for (std::size_t i = 0; i < program_.models.size(); ++i) {
      if (program_.models[i].kind == kind_) add_model(i);
    }
    if (reasons) add_reasons();
    return std::move(table_);
  }

 private:
  // The reference holds until the next column is added.
  ResultColumn& add(std::string name, ResultColumn::Type type) {
    ResultColumn& column = table_.columns.emplace_back();
    column.name = std::move(name);
    column.type = type;
    column.present.assign(table_.rows, true);
    switch (type) {
      case ResultColumn::Type::kText:
        column.texts.resize(table_.rows);
        break;
      case ResultColumn::Type::kNumber:
        column.numbers.resize(table_.rows);
        break;
      case ResultColumn::Type::kYesNo:
        column.flags.resize(table_.rows);
        break;
    }
    return column;
  }

  void add_ids() {
    ResultColumn& ids = add("id", ResultColumn::Type::kText);
    const Column& from = data_.table(kind_).columns[static_cast<std::size_t>(program_.schema(kind_).id)];
    for (std::size_t row = 0; row < table_.rows; ++row) ids.texts[row] = (*from.dictionary)[from.codes[row]];
  }

  void add_stages() {
    ResultColumn& stages = add("stage", ResultColumn::Type::kText);
    for (std::size_t row = 0; row < table_.rows; ++row) {
      const bool known = !scores_.stage.empty() && scores_.stage[row] != 0 && scores_.process[row] != 0;
      stages.present[row] = known;
      if (known) stages.texts[row] = program_.processes[scores_.process[row] - 1U].stages[scores_.stage[row] - 1U].name;
    }
  }

  void add_threshold(std::size_t threshold) {
    ResultColumn& flags = add(program_.thresholds[threshold].full_name, ResultColumn::Type::kYesNo);
    for (std::size_t row = 0; row < table_.rows; ++row) flags.flags[row] = scores_.thresholds[threshold][row] != 0;
  }

  void add_numbers(std::string name, const std::vector<std::int64_t>& values, const std::vector<std::int64_t>& scored) {
    ResultColumn& column = add(std::move(name), ResultColumn::Type::kNumber);
    for (std::size_t row = 0; row < table_.rows; ++row) {
      column.present[row] = scored[row] != kMissing64 && values[row] != kMissing64;
      if (column.present[row]) column.numbers[row] = Decimal{values[row]};
    }
  }

  void add_model(std::size_t number) {
    const Model& model = program_.models[number];
    const ModelScores& scores = result_.models[number];
    add_numbers(model.name + ".score", scores.score, scores.score);
    ResultColumn& grades = add(model.name + ".grade", ResultColumn::Type::kText);
    for (std::size_t row = 0; row < table_.rows; ++row) {
      grades.present[row] = scores.score[row] != kMissing64 && scores.grade[row] != 0;
      if (grades.present[row]) grades.texts[row] = model.grades[scores.grade[row] - 1U].word;
    }
    for (std::size_t group = 0; group < model.groups.size(); ++group) {
      add_numbers(model.name + '.' + model.groups[group].name, scores.groups[group], scores.score);
    }
  }

  void add_reasons() {
    ResultColumn& column = add("reasons", ResultColumn::Type::kText);
    for (std::size_t row = 0; row < table_.rows && row < scores_.reasons.size(); ++row) {
      for (const Reason& reason : scores_.reasons[row]) {
        std::string& text = column.texts[row];
        if (!text.empty()) text += "; ";
        if (reason.points > 0) text += '+';
        text += to_text(Decimal{reason.points}) + ' ' + program_.models[reason.model].rules[reason.rule].label;
      }
    }
  }

  const Program& program_;
  const Dataset& data_;
  const ScoreResult& result_;
  RecordKind kind_;
  const RecordScores& scores_;
  ResultTable table_;
};

}  // namespace

std::vector<ResultTable> result_tables(const Program& program, const Dataset& data, const ScoreResult& result,
                                       bool reasons) {
  std::vector<ResultTable> tables;
  for (int kind = 0; kind < kRecordKinds; ++kind) {
    if (!result.records[static_cast<std::size_t>(kind)].present) continue;
    tables.push_back(TableBuilder(program, data, result, static_cast<RecordKind>(kind)).build(reasons));
  }
  return tables;
}

const ResultColumn* ResultTable::find(std::string_view name) const {
  for (const ResultColumn& column : columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

const ResultTable* Scores::find(std::string_view kind) const {
  for (const ResultTable& table : tables) {
    if (table.kind == kind) return &table;
  }
  return nullptr;
}

}  // namespace leadline
