// SPDX-License-Identifier: Apache-2.0
// Scores as CSV and NDJSON lines.
#include "cli/score_rows.hpp"

#include "cli/csv.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/values/decimal_text.hpp"
#include "leadline/decimal.hpp"

namespace leadline::cli {

std::string score_text(std::int64_t micros) {
  return micros == kMissing64 ? std::string("not scored") : to_text(Decimal{micros});
}

std::string reason_text(const Program& program, const Reason& reason) {
  return signed_points(reason.points) + ' ' + program.models[reason.model].rules[reason.rule].label;
}

ScoreRows::ScoreRows(const Program& program, const Dataset& data, const ScoreResult& result)
    : program_(&program), data_(&data), result_(&result) {
  columns_ = {"kind", "id", "stage"};
  for (const Threshold& threshold : program.thresholds) columns_.push_back(threshold.full_name);
  for (const Model& model : program.models) {
    columns_.push_back(model.name + ".score");
    columns_.push_back(model.name + ".grade");
    for (const Group& group : model.groups) columns_.push_back(model.name + '.' + group.name);
  }
  columns_.emplace_back("reasons");
  for (const std::string& column : columns_) {
    std::string& key = json_keys_.emplace_back(",");
    append_json(key, column);
    key += ':';
  }
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    if (!result.records[static_cast<std::size_t>(i)].present) continue;
    kinds_.emplace_back(kind, lines_);
    lines_ += data.table(kind).size();
  }
}

std::pair<RecordKind, std::uint32_t> ScoreRows::record(std::size_t line) const {
  std::size_t at = 0;
  while (at + 1 < kinds_.size() && kinds_[at + 1].second <= line) ++at;
  return {kinds_[at].first, static_cast<std::uint32_t>(line - kinds_[at].second)};
}

std::string_view ScoreRows::id_of(RecordKind kind, std::uint32_t row) const {
  const Column& ids = data_->table(kind).columns[static_cast<std::size_t>(program_->schema(kind).id)];
  return (*ids.dictionary)[ids.codes[row]];
}

std::string_view ScoreRows::stage_of(const RecordScores& scores, std::uint32_t row) const {
  if (scores.stage.empty() || scores.stage[row] == 0 || scores.process[row] == 0) return {};
  return program_->processes[scores.process[row] - 1U].stages[scores.stage[row] - 1U].name;
}

void ScoreRows::append_reasons(std::string& out, const RecordScores& scores, std::uint32_t row) const {
  if (scores.reasons.empty()) return;
  bool first = true;
  for (const Reason& reason : scores.reasons[row]) {
    if (!first) out += "; ";
    first = false;
    out += reason_text(*program_, reason);
  }
}

void ScoreRows::append_csv_header(std::string& out) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i != 0) out += ',';
    append_csv(out, columns_[i]);
  }
  out += '\n';
}

void ScoreRows::append_csv_line(std::string& out, std::size_t line) const {
  const auto [kind, row] = record(line);
  const RecordScores& scores = result_->records[static_cast<std::size_t>(kind)];
  out += name_of(kind);
  out += ',';
  append_csv(out, id_of(kind, row));
  out += ',';
  append_csv(out, stage_of(scores, row));
  for (std::size_t i = 0; i < program_->thresholds.size(); ++i) {
    out += ',';
    if (program_->thresholds[i].kind == kind) out += scores.thresholds[i][row] != 0 ? "yes" : "no";
  }
  for (std::size_t m = 0; m < program_->models.size(); ++m) {
    const Model& model = program_->models[m];
    const ModelScores& points = result_->models[m];
    if (model.kind != kind || points.score[row] == kMissing64) {
      out.append(2 + model.groups.size(), ',');
      continue;
    }
    out += ',';
    append_text(out, Decimal{points.score[row]});
    out += ',';
    if (points.grade[row] != 0) append_csv(out, model.grades[points.grade[row] - 1U].word);
    for (std::size_t g = 0; g < model.groups.size(); ++g) {
      out += ',';
      if (points.groups[g][row] != kMissing64) append_text(out, Decimal{points.groups[g][row]});
    }
  }
  out += ',';
  if (!scores.reasons.empty()) {
    std::string reasons;
    append_reasons(reasons, scores, row);
    append_csv(out, reasons);
  }
  out += '\n';
}

void ScoreRows::append_ndjson_line(std::string& out, std::size_t line) const {
  const auto [kind, row] = record(line);
  const RecordScores& scores = result_->records[static_cast<std::size_t>(kind)];
  const std::string_view stage = stage_of(scores, row);
  std::size_t column = 0;
  const auto key = [&] { out += json_keys_[column++]; };
  out += "{\"kind\":\"";
  out += name_of(kind);
  out += '"';
  ++column;
  key();
  append_json(out, id_of(kind, row));
  key();
  if (stage.empty()) {
    out += "null";
  } else {
    append_json(out, stage);
  }
  for (std::size_t i = 0; i < program_->thresholds.size(); ++i) {
    key();
    out += program_->thresholds[i].kind != kind ? "null" : scores.thresholds[i][row] != 0 ? "true" : "false";
  }
  for (std::size_t m = 0; m < program_->models.size(); ++m) {
    const Model& model = program_->models[m];
    const ModelScores& points = result_->models[m];
    const bool scored = model.kind == kind && points.score[row] != kMissing64;
    key();
    append_json_number(out, scored ? points.score[row] : kMissing64);
    key();
    if (scored && points.grade[row] != 0) {
      append_json(out, model.grades[points.grade[row] - 1U].word);
    } else {
      out += "null";
    }
    for (std::size_t g = 0; g < model.groups.size(); ++g) {
      key();
      append_json_number(out, scored ? points.groups[g][row] : kMissing64);
    }
  }
  key();
  out += '[';
  if (!scores.reasons.empty()) {
    bool first = true;
    for (const Reason& reason : scores.reasons[row]) {
      if (!first) out += ',';
      first = false;
      append_json(out, reason_text(*program_, reason));
    }
  }
  out += "]}\n";
}

}  // namespace leadline::cli
