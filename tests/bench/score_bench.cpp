// SPDX-License-Identifier: Apache-2.0
// How fast score is in memory: reads rules and data once, then scores all records.
// Usage: score_bench RULES DATA… [--threads N] [--reasons N] [--runs N | --serve].
#include <cstdio>
#include <fstream>

#include "engine/graph/plan.hpp"
#include "engine/run/score.hpp"
#include "leadline/decimal.hpp"
#include "tests/bench/rule_file.hpp"
#include "tests/bench/served.hpp"

using namespace leadline;
using namespace leadline::bench;

namespace {

// id,score,grade,stage of every lead, by the file's first model on leads.
bool write_leads(const Program& program, const Dataset& data, const ScoreResult& result, const std::string& path) {
  std::ofstream out(path);
  std::size_t model = 0;
  while (model < program.models.size() && program.models[model].kind != RecordKind::kLead) ++model;
  if (model == program.models.size()) return false;
  const RecordTable& leads = data.table(RecordKind::kLead);
  const Column& ids = leads.columns[static_cast<std::size_t>(program.schema(RecordKind::kLead).id)];
  const ModelScores& scores = result.models[model];
  const RecordScores& records = result.records[static_cast<std::size_t>(RecordKind::kLead)];
  out << "id,score,grade,stage\n";
  for (std::size_t row = 0; row < leads.size(); ++row) {
    out << ids.value(row).text << ',';
    if (scores.score[row] != kMissing64) out << to_text(Decimal{scores.score[row]});
    out << ',';
    if (scores.grade[row] != 0) out << program.models[model].grades[scores.grade[row] - 1U].word;
    out << ',';
    if (records.process[row] != 0 && records.stage[row] != 0)
      out << program.processes[records.process[row] - 1U].stages[records.stage[row] - 1U].name;
    out << '\n';
  }
  return out.good();
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!Arguments::read(argc, argv, 2, "score_bench RULES DATA… [--reasons N]", arguments)) return 2;
  const auto program = read_rules(arguments.files.front());
  if (!program) return 1;
  const auto data = read_data(*program, {arguments.files.begin() + 1, arguments.files.end()});
  if (!data) return 1;
  const auto plan = make_plan(*program);
  ScoreResult result;
  Work work;
  work.run = [&] {
    ScoreOptions options;
    options.as_of = kNow;
    options.threads = static_cast<unsigned>(arguments.threads);
    options.reasons = static_cast<unsigned>(arguments.reasons);
    result = ScoreResult();
    const Timer timer;
    result = score(*plan, *data, options);
    return timer.spent();
  };
  work.write = [&](const std::string& path) { return write_leads(*program, *data, result, path); };
  return measure(arguments, work);
}
