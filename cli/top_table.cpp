// SPDX-License-Identifier: Apache-2.0
// Ranking and columns of the table of best records.
#include "cli/top_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "cli/score_rows.hpp"
#include "engine/values/text.hpp"
#include "leadline/decimal.hpp"

namespace leadline::cli {

namespace {

struct TableColumn {
  std::string head;
  bool right = false;
  std::vector<std::string> cells;
};

std::string laid_out(const std::vector<TableColumn>& columns) {
  std::vector<std::size_t> widths;
  for (const TableColumn& column : columns) {
    std::size_t width = length(column.head);
    for (const std::string& cell : column.cells) width = std::max(width, length(cell));
    widths.push_back(width);
  }
  const auto line = [&](const auto& cell_of) {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string& cell = cell_of(columns[i]);
      const std::string space(widths[i] - length(cell), ' ');
      text += "  " + (columns[i].right ? space + cell : cell + space);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + '\n';
  };
  std::string out = line([](const TableColumn& column) -> const std::string& { return column.head; });
  for (std::size_t row = 0; row < columns[0].cells.size(); ++row) {
    out += line([&](const TableColumn& column) -> const std::string& { return column.cells[row]; });
  }
  return out;
}

// Nobody has to look at what is decided already.
bool is_open(const Program& program, const Dataset& data, const ScoreResult& result, RecordKind kind,
             std::uint32_t row) {
  const int status = program.schema(kind).status;
  if (status >= 0 && data.table(kind).columns[static_cast<std::size_t>(status)].codes[row] > 1) return false;
  const RecordScores& scores = result.records[static_cast<std::size_t>(kind)];
  if (scores.stage.empty() || scores.stage[row] == 0) return true;
  return program.processes[scores.process[row] - 1U].stages[scores.stage[row] - 1U].final == Stage::Final::kNo;
}

// The models by which records are ranked: all of one kind, that of the first model on leads, else of the first model.
std::vector<std::size_t> ranking_models(const Program& program) {
  std::vector<std::size_t> models;
  if (program.models.empty()) return models;
  std::size_t first = 0;
  while (first < program.models.size() && program.models[first].kind != RecordKind::kLead) ++first;
  if (first == program.models.size()) first = 0;
  for (std::size_t m = first; m < program.models.size(); ++m) {
    if (program.models[m].kind == program.models[first].kind) models.push_back(m);
  }
  return models;
}

}  // namespace

std::vector<BestRecord> best_records(const Program& program, const Dataset& data, const ScoreResult& result,
                                     unsigned count) {
  const std::vector<std::size_t> models = ranking_models(program);
  if (models.empty()) return {};
  const RecordKind kind = program.models[models[0]].kind;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < data.table(kind).size(); ++row) {
    if (result.models[models[0]].score[row] != kMissing64 && is_open(program, data, result, kind, row))
      rows.push_back(row);
  }
  const auto best = rows.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(count, rows.size()));
  std::partial_sort(rows.begin(), best, rows.end(), [&](std::uint32_t a, std::uint32_t b) {
    for (const std::size_t m : models) {
      const std::int64_t x = result.models[m].score[a];
      const std::int64_t y = result.models[m].score[b];
      if (x != y) return x > y;  // kMissing64 is the smallest number: last
    }
    return a < b;  // rows stand in the order of their ids
  });
  rows.erase(best, rows.end());
  std::vector<BestRecord> records;
  for (const std::uint32_t row : rows) records.push_back({kind, row, static_cast<std::uint32_t>(models[0])});
  return records;
}

std::string top_table(const Program& program, const Dataset& data, const ScoreResult& result, unsigned count) {
  const std::vector<std::size_t> models = ranking_models(program);
  std::vector<std::uint32_t> rows;
  for (const BestRecord& record : best_records(program, data, result, count)) rows.push_back(record.row);
  if (rows.empty()) return {};
  const std::size_t first = models[0];
  const RecordKind kind = program.models[first].kind;

  const RecordScores& scores = result.records[static_cast<std::size_t>(kind)];
  const Column& ids = data.table(kind).columns[static_cast<std::size_t>(program.schema(kind).id)];
  std::vector<TableColumn> columns{{std::string(name_of(kind)), false, {}}};
  for (const std::uint32_t row : rows) columns[0].cells.emplace_back((*ids.dictionary)[ids.codes[row]]);
  for (const std::size_t m : models) {
    TableColumn points{program.models[m].name, true, {}};
    TableColumn grades{"grade", false, {}};
    for (const std::uint32_t row : rows) {
      const std::int64_t score = result.models[m].score[row];
      points.cells.push_back(score == kMissing64 ? "" : to_text(Decimal{score}));
      const std::uint8_t grade = result.models[m].grade[row];
      grades.cells.push_back(score == kMissing64 || grade == 0 ? "" : program.models[m].grades[grade - 1U].word);
    }
    columns.push_back(std::move(points));
    if (!program.models[m].grades.empty()) columns.push_back(std::move(grades));
  }
  TableColumn stage{"stage", false, {}};
  TableColumn reasons{"strongest reasons", false, {}};
  bool staged = false;
  for (const std::uint32_t row : rows) {
    const bool has_stage = !scores.stage.empty() && scores.stage[row] != 0;
    stage.cells.push_back(has_stage ? program.processes[scores.process[row] - 1U].stages[scores.stage[row] - 1U].name
                                    : "");
    staged = staged || has_stage;
    std::string text;
    if (!scores.reasons.empty()) {
      for (const Reason& reason : scores.reasons[row])
        text += (text.empty() ? "" : "; ") + reason_text(program, reason);
    }
    reasons.cells.push_back(std::move(text));
  }
  if (staged) columns.push_back(std::move(stage));
  if (!scores.reasons.empty()) columns.push_back(std::move(reasons));
  const std::string head = rows.size() == 1 ? fmt::format("The best open {}", name_of(kind))
                                            : fmt::format("The {} best open {}", rows.size(), plural_of(kind));
  return fmt::format("{} by {}, as of {}:\n\n{}", head, program.models[first].name, local_time(result.as_of, program),
                     laid_out(columns));
}

}  // namespace leadline::cli
