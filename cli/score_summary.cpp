// SPDX-License-Identifier: Apache-2.0
// The summary of a scoring run, in columns that can be read at a glance.
#include "cli/score_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "leadline/decimal.hpp"

namespace leadline::cli {

namespace {

// `head` and its lines; lines after the first stand below it.
void add_block(std::string& out, std::string_view head, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) out += fmt::format("{:<10}{}\n", i == 0 ? head : "", lines[i]);
}

// Words on lines of at most 100 columns.
std::vector<std::string> wrapped(const std::vector<std::string>& words, std::string_view separator) {
  std::vector<std::string> lines;
  for (const std::string& word : words) {
    if (!lines.empty() && lines.back().size() + separator.size() + word.size() <= 90) {
      lines.back() += fmt::format("{}{}", separator, word);
    } else {
      if (!lines.empty()) lines.back() += separator.substr(0, separator.find(' '));
      lines.push_back(word);
    }
  }
  return lines;
}

std::vector<std::string> quoted(const std::vector<std::string>& words) {
  std::vector<std::string> result;
  result.reserve(words.size());
  for (const std::string& word : words) result.push_back('`' + word + '`');
  return result;
}

std::string points(std::int64_t micros) { return to_text(Decimal{micros}); }

void add_files(std::string& out, const LoadSummary& load) {
  std::size_t name_width = 0;
  std::size_t source_width = 0;
  for (const FileSummary& file : load.files) {
    name_width = std::max(name_width, file.file.size());
    source_width = std::max(source_width, file.source.size());
  }
  std::vector<std::string> lines;
  for (const FileSummary& file : load.files) {
    std::string& line =
        lines.emplace_back(fmt::format("{:<{}}  {:<{}}  {:>11} rows  {:>9}", file.file, name_width, file.source,
                                       source_width, grouped(file.rows), sized(file.bytes)));
    if (file.bad_rows != 0) line += fmt::format("  {} bad", grouped(file.bad_rows));
  }
  if (load.files.size() > 1) {
    lines.push_back(fmt::format("{:<{}}  {:<{}}  {:>11} rows  {:>9}", "together", name_width, "", source_width,
                                grouped(load.rows), sized(load.bytes)));
  }
  for (const std::string& file : load.unmatched_files) {
    lines.push_back(
        fmt::format("`{}` fits no source of the rules and is no kind of record by its name: not read", file));
  }
  add_block(out, "read", lines);
  lines.clear();
  for (const FileSummary& file : load.files) {
    if (!file.ignored_columns.empty()) {
      lines.push_back(fmt::format("{}: {} fit no field", file.file, joined(quoted(file.ignored_columns))));
      if (file.ignored_columns.size() == 1)
        lines.back() = fmt::format("{}: `{}` fits no field", file.file, file.ignored_columns[0]);
    }
    if (!file.repeated_columns.empty()) {
      lines.push_back(
          fmt::format("{}: of the columns {} the first one counts", file.file, joined(quoted(file.repeated_columns))));
    }
  }
  add_block(out, "columns", lines);
}

void add_bad(std::string& out, const ScoreRun& run) {
  const LoadSummary& load = *run.load;
  if (load.bad_rows == 0 && load.bad_values == 0) return;
  std::vector<std::string> lines;
  if (load.bad_rows != 0)
    lines.push_back(fmt::format("{} set aside in {}", counted(load.bad_rows, "row"), run.bad_file));
  if (load.bad_values != 0)
    lines.push_back(fmt::format("{} left out, listed in {}", counted(load.bad_values, "value"), run.bad_file));
  std::vector<std::pair<std::uint64_t, std::string>> reasons;
  reasons.reserve(run.bad_reasons.size());
  for (const auto& [reason, count] : run.bad_reasons) reasons.emplace_back(count, reason);
  std::sort(reasons.begin(), reasons.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  for (std::size_t i = 0; i < reasons.size() && i < 5; ++i)
    lines.push_back(fmt::format("{:>7}  {}", grouped(reasons[i].first), reasons[i].second));
  if (reasons.size() > 5) lines.push_back(fmt::format("         and {}", counted(reasons.size() - 5, "other reason")));
  add_block(out, "bad", lines);
}

void add_oddities(std::string& out, const LoadSummary& load) {
  std::vector<std::string> words;
  const DatasetCounts& found = load.dataset;
  if (found.orphan_leads != 0)
    words.push_back(
        counted(found.orphan_leads, "lead without contact and account", "leads without contact and account"));
  if (found.dangling_links != 0)
    words.push_back(
        counted(found.dangling_links, "link to a record that is not there", "links to records that are not there"));
  if (found.interactions_without_contact != 0) {
    words.push_back(
        counted(found.interactions_without_contact, "interaction without a contact", "interactions without a contact"));
  }
  if (found.repeated_interactions != 0)
    words.push_back(counted(found.repeated_interactions, "interaction given twice", "interactions given twice"));
  if (load.ambiguous_times != 0) {
    words.push_back(counted(load.ambiguous_times, "local time that exists twice (the earlier was taken)",
                            "local times that exist twice (the earlier was taken)"));
  }
  if (load.skipped_times != 0) {
    words.push_back(counted(load.skipped_times, "local time that does not exist (moved forward)",
                            "local times that do not exist (moved forward)"));
  }
  add_block(out, "noticed", wrapped(words, ", "));
}

void add_model(std::vector<std::string>& lines, const Program& program, const ScoreResult& result, std::size_t m) {
  const Model& model = program.models[m];
  std::vector<std::int64_t> scores;
  for (const std::int64_t score : result.models[m].score) {
    if (score != kMissing64) scores.push_back(score);
  }
  std::string line = fmt::format("{}: {} of {} {}", model.name, grouped(scores.size()),
                                 grouped(result.models[m].score.size()), plural_of(model.kind));
  if (!scores.empty()) {
    const auto quartile = [&](std::size_t quarter) {
      const auto place = scores.begin() + static_cast<std::ptrdiff_t>((scores.size() - 1) * quarter / 4);
      std::nth_element(scores.begin(), place, scores.end());
      return points(*place);
    };
    line += fmt::format("; points {} to {}, half of them between {} and {}, median {}", quartile(0), quartile(4),
                        quartile(1), quartile(3), quartile(2));
  }
  lines.push_back(std::move(line));
  if (!model.grades.empty()) {
    std::vector<std::size_t> counts(model.grades.size() + 1);
    for (std::size_t row = 0; row < result.models[m].grade.size(); ++row) {
      if (result.models[m].score[row] != kMissing64) ++counts[result.models[m].grade[row]];
    }
    std::vector<std::string> words;
    std::set<std::string> said;
    for (std::size_t g = 0; g < model.grades.size(); ++g) {
      if (!said.insert(model.grades[g].word).second) continue;  // a grade may stand on several lines
      std::size_t count = 0;
      for (std::size_t same = g; same < model.grades.size(); ++same) {
        if (model.grades[same].word == model.grades[g].word) count += counts[same + 1];
      }
      words.push_back(fmt::format("{} {}", model.grades[g].word, grouped(count)));
    }
    if (counts[0] != 0) words.push_back(fmt::format("no grade {}", grouped(counts[0])));
    for (const std::string& wrap : wrapped(words, ", ")) lines.push_back("  grades " + wrap);
  }
}

void add_stages(std::string& out, const Program& program, const ScoreResult& result) {
  for (std::size_t p = 0; p < program.processes.size(); ++p) {
    const Process& process = program.processes[p];
    const RecordScores& records = result.records[static_cast<std::size_t>(process.kind)];
    std::vector<std::size_t> counts(process.stages.size() + 1);
    for (std::size_t row = 0; row < records.stage.size(); ++row) {
      if (records.process[row] == p + 1) ++counts[records.stage[row]];
    }
    std::vector<std::string> words;
    for (std::size_t s = 0; s < process.stages.size(); ++s) {
      if (counts[s + 1] != 0) words.push_back(fmt::format("{} {}", process.stages[s].name, grouped(counts[s + 1])));
    }
    if (words.empty()) continue;
    std::vector<std::string> lines{process.name + ':'};
    for (const std::string& wrap : wrapped(words, ", ")) lines.push_back("  " + wrap);
    if (lines.size() == 2 && lines[1].size() + lines[0].size() < 90) lines = {lines[0] + ' ' + lines[1].substr(2)};
    add_block(out, "stages", lines);
  }
}

void count_actions(const std::vector<Action>& actions, std::map<std::string, std::size_t>& counts) {
  for (const Action& action : actions) {
    switch (action.kind) {
      case Action::Kind::kTask:
        ++counts["task"];
        break;
      case Action::Kind::kNotify:
        ++counts["notify"];
        break;
      case Action::Kind::kSet:
        ++counts["set"];
        break;
      case Action::Kind::kReset:
        break;
      case Action::Kind::kAssign:
      case Action::Kind::kAssignInTurn:
      case Action::Kind::kAssignInTurnUsers:
        ++counts["assign"];
        break;
      case Action::Kind::kSend:
        ++counts["send"];
        break;
      case Action::Kind::kCreate:
        ++counts["create"];
        break;
      case Action::Kind::kFirstOf:
        count_actions(action.choices, counts);
        break;
    }
  }
}

}  // namespace

std::vector<std::string> left_out_by_score(const Program& program, const LoadSummary& load) {
  std::vector<std::string> words;
  if (!program.strategies.empty()) words.push_back(counted(program.strategies.size(), "`match`", "`match`"));
  if (!program.forms.empty()) words.push_back(counted(program.forms.size(), "`form`", "`form`"));
  if (!program.merges.empty()) words.push_back(counted(program.merges.size(), "`merge`", "`merge`"));
  if (!program.reactions.empty()) words.push_back(counted(program.reactions.size(), "reaction"));
  if (!program.always.empty()) words.push_back(counted(program.always.size(), "`always`", "`always`"));
  std::map<std::string, std::size_t> actions;
  for (const Process& process : program.processes) {
    for (const Stage& stage : process.stages) {
      count_actions(stage.on_enter, actions);
      count_actions(stage.on_exit, actions);
      for (const Transition& transition : stage.transitions) count_actions(transition.actions, actions);
      for (const After& after : stage.after) count_actions(after.actions, actions);
    }
    for (const AnyStage& any : process.any) {
      for (const Transition& transition : any.transitions) count_actions(transition.actions, actions);
    }
    for (const Deadline& deadline : process.deadlines) count_actions(deadline.actions, actions);
  }
  std::size_t total = 0;
  std::vector<std::string> kinds;
  for (const auto& [kind, count] : actions) {
    total += count;
    kinds.push_back('`' + kind + '`');
  }
  if (total != 0) words.push_back(fmt::format("{} of processes ({})", counted(total, "action"), joined(kinds)));
  if (load.through_form != 0) {
    words.push_back(counted(load.through_form, "row that a source sends `through form` (not loaded)",
                            "rows that a source sends `through form` (not loaded)"));
  }
  return words;
}

std::string score_summary(const ScoreRun& run) {
  const Program& program = *run.program;
  const ScoreResult& result = *run.result;
  std::string out;
  const std::string zone = program.zones.empty() ? "UTC" : program.zones.front();
  add_block(out, "as of", {fmt::format("{} {}, by {}", local_time(result.as_of, program), zone, run.rules)});
  add_files(out, *run.load);
  add_bad(out, run);
  add_oddities(out, *run.load);
  std::vector<std::string> models;
  for (std::size_t m = 0; m < program.models.size(); ++m) add_model(models, program, result, m);
  add_block(out, "scored", models);
  std::vector<std::string> thresholds;
  for (std::size_t t = 0; t < program.thresholds.size(); ++t) {
    const Threshold& threshold = program.thresholds[t];
    const auto& bits = result.records[static_cast<std::size_t>(threshold.kind)].thresholds;
    if (t >= bits.size()) continue;
    const auto count =
        static_cast<std::size_t>(std::count_if(bits[t].begin(), bits[t].end(), [](std::uint8_t b) { return b != 0; }));
    thresholds.push_back(fmt::format("{} {}", threshold.full_name, grouped(count)));
  }
  add_block(out, "reached", wrapped(thresholds, ", "));
  add_stages(out, program, result);
  add_block(out, "left out", wrapped(left_out_by_score(program, *run.load), ", "));
  if (run.out != "-") {
    std::string line = fmt::format("{}: {}", run.out, counted(run.lines_written, "line"));
    if (run.lines_unchanged != 0) line += fmt::format(" ({} unchanged)", grouped(run.lines_unchanged));
    std::vector<std::string> lines{line};
    if (!run.ledger.empty()) lines.push_back(run.ledger + ": the ledger");
    add_block(out, "wrote", lines);
  }
  std::vector<std::string> phases;
  double total = 0;
  for (const auto& [phase, seconds] : run.phases) {
    phases.push_back(fmt::format("{} {:.2f} s", phase, seconds));
    total += seconds;
  }
  add_block(out, "time", {fmt::format("{:.2f} s: {}", total, joined(phases))});
  return out;
}

}  // namespace leadline::cli
