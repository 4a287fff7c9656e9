// SPDX-License-Identifier: Apache-2.0
#include "laws/outcome.hpp"

#include <algorithm>

namespace leadline::laws {

namespace {

using reference::RecordResult;
using reference::ReferenceResult;

constexpr std::array<RecordKind, 4> kScoredKinds = {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead,
                                                    RecordKind::kOpportunity};

std::string number(std::optional<std::int64_t> value) { return value ? std::to_string(*value) : "missing"; }

std::optional<std::int64_t> present(std::int64_t value) {
  return value == kMissing64 ? std::nullopt : std::optional<std::int64_t>(value);
}

std::string words(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& word : list) out += (out.empty() ? "" : ", ") + word;
  return "[" + out + "]";
}

// Only what the columns have.
std::vector<std::string> column_lines(const Program& program, RecordKind kind, const RecordResult& record) {
  const std::string who = std::string(name_of(kind)) + " " + record.id + ": ";
  std::vector<std::string> lines;
  for (std::size_t m = 0; m < program.models.size(); ++m) {
    const Model& model = program.models[m];
    if (model.kind != kind) continue;
    const reference::ModelResult& result = record.models[m];
    std::string groups;
    for (std::size_t g = 0; g < model.groups.size(); ++g)
      groups += " " + model.groups[g].name + "=" + number(result.groups[g]);
    lines.push_back(who + model.name + ".score=" + number(result.score) + groups + " grade=" +
                    (result.grade < 0 ? "none" : model.grades[static_cast<std::size_t>(result.grade)].word));
  }
  for (std::size_t i = 0; i < program.thresholds.size(); ++i) {
    if (program.thresholds[i].kind != kind) continue;
    lines.push_back(who + program.thresholds[i].full_name + (record.holds[i] ? " holds" : "") +
                    (record.reached[i] ? " reached" : ""));
  }
  std::string place = "no process";
  if (record.process >= 0) {
    const Process& process = program.processes[static_cast<std::size_t>(record.process)];
    place = process.name +
            (record.stage < 0 ? " nowhere" : " " + process.stages[static_cast<std::size_t>(record.stage)].name);
  }
  lines.push_back(who + "stands in " + place + " since " + number(record.stage_since));
  return lines;
}

std::vector<std::string> story_lines(const Program& program, RecordKind kind, const RecordResult& record) {
  std::vector<std::string> lines = column_lines(program, kind, record);
  const std::string who = std::string(name_of(kind)) + " " + record.id + ": ";
  lines.push_back(who + "reached " + words(record.reached_names) + " cleared " + words(record.cleared_names));
  lines.push_back(who + "held " + words(record.held));
  std::string moves;
  for (const auto& [from, to] : record.moves) moves += " " + std::to_string(from) + ">" + std::to_string(to);
  lines.push_back(who + "moves" + moves);
  if (program.schema(kind).status >= 0) {
    lines.push_back(who + "status " + (record.status ? std::to_string(*record.status) : "missing"));
  }
  return lines;
}

template <class Lines>
std::vector<std::string> all_lines(const Program& program, const ReferenceResult& result, Lines lines_of) {
  std::vector<std::string> all;
  for (const RecordKind kind : kScoredKinds) {
    if (!evaluated(program, kind)) continue;
    for (const RecordResult& record : result.records[static_cast<std::size_t>(kind)]) {
      const auto lines = lines_of(program, kind, record);
      all.insert(all.end(), lines.begin(), lines.end());
    }
  }
  return all;
}

std::string id_of(const Program& program, const Dataset& data, RecordKind kind, std::size_t row) {
  return data.table(kind).columns[static_cast<std::size_t>(program.schema(kind).id)].value(row).text;
}

RecordResult from_columns(const Program& program, const Dataset& data, const ScoreResult& result, RecordKind kind,
                          std::size_t row) {
  RecordResult record;
  record.id = id_of(program, data, kind, row);
  record.models.resize(program.models.size());
  for (std::size_t m = 0; m < program.models.size(); ++m) {
    if (program.models[m].kind != kind) continue;
    record.models[m].score = present(result.models[m].score[row]);
    for (const auto& group : result.models[m].groups) record.models[m].groups.push_back(present(group[row]));
    record.models[m].grade = static_cast<int>(result.models[m].grade[row]) - 1;
  }
  const RecordScores& scores = result.records[static_cast<std::size_t>(kind)];
  for (std::size_t i = 0; i < program.thresholds.size(); ++i) {
    const std::uint8_t bits = program.thresholds[i].kind == kind ? scores.thresholds[i][row] : std::uint8_t{0};
    record.holds.push_back((bits & kThresholdHoldsBit) != 0);
    record.reached.push_back((bits & kThresholdReachedBit) != 0);
  }
  record.process = static_cast<int>(scores.process[row]) - 1;
  record.stage = static_cast<int>(scores.stage[row]) - 1;
  record.stage_since = present(scores.stage_since[row]);
  return record;
}

std::vector<std::string> sorted(std::vector<std::string> list) {
  std::sort(list.begin(), list.end());
  return list;
}

RecordResult from_ledger(const Program& program, const Dataset& data, const RecordLedger& ledger) {
  RecordResult record;
  record.id = id_of(program, data, ledger.kind, ledger.row);
  record.models.resize(program.models.size());
  for (std::size_t m = 0; m < program.models.size(); ++m) {
    if (program.models[m].kind != ledger.kind) continue;
    record.models[m].score = present(ledger.scores[m]);
    for (const std::int64_t group : ledger.groups[m]) record.models[m].groups.push_back(present(group));
    record.models[m].grade = static_cast<int>(ledger.grades[m]) - 1;
  }
  for (std::size_t i = 0; i < program.thresholds.size(); ++i) {
    const std::uint8_t bits = program.thresholds[i].kind == ledger.kind ? ledger.thresholds[i] : std::uint8_t{0};
    record.holds.push_back((bits & kThresholdHoldsBit) != 0);
    record.reached.push_back((bits & kThresholdReachedBit) != 0);
  }
  record.process = static_cast<int>(ledger.process) - 1;
  record.stage = static_cast<int>(ledger.stage) - 1;
  record.stage_since = present(ledger.stage_since);
  record.reached_names = sorted(ledger.reached);
  record.cleared_names = sorted(ledger.cleared);
  record.held = sorted(ledger.held);
  for (const auto& [from, to] : ledger.moves) record.moves.emplace_back(static_cast<int>(from), static_cast<int>(to));
  if (const auto status = present(ledger.status)) record.status = static_cast<std::size_t>(*status);
  return record;
}

template <class Make>
ReferenceResult collect(const Program& program, const Dataset& data, Make make) {
  ReferenceResult result;
  for (const RecordKind kind : kScoredKinds) {
    if (!evaluated(program, kind)) continue;
    for (std::size_t row = 0; row < data.table(kind).size(); ++row) {
      result.records[static_cast<std::size_t>(kind)].push_back(make(kind, row));
    }
  }
  return result;
}

}  // namespace

bool evaluated(const Program& program, RecordKind kind) {
  return std::any_of(program.models.begin(), program.models.end(),
                     [&](const Model& model) { return model.kind == kind; }) ||
         std::any_of(program.processes.begin(), program.processes.end(),
                     [&](const Process& process) { return process.kind == kind; });
}

std::vector<std::string> columns_of(const Program& program, const ReferenceResult& result) {
  return all_lines(program, result, column_lines);
}

std::vector<std::string> columns_of(const Program& program, const Dataset& data, const ScoreResult& result) {
  return columns_of(program, collect(program, data, [&](RecordKind kind, std::size_t row) {
                      return from_columns(program, data, result, kind, row);
                    }));
}

std::vector<std::string> story_of(const Program& program, const ReferenceResult& result) {
  return all_lines(program, result, story_lines);
}

std::vector<std::string> story_of(const Program& program, const Dataset& data, const Plan& plan, std::int64_t as_of) {
  return story_of(program, collect(program, data, [&](RecordKind kind, std::size_t row) {
                    return from_ledger(program, data,
                                       explain(plan, data, as_of, kind, static_cast<std::uint32_t>(row)));
                  }));
}

std::string ledger_faults(const Program& program, const Dataset& data, const Plan& plan, std::int64_t as_of) {
  std::string faults;
  for (const RecordKind kind : kScoredKinds) {
    if (!evaluated(program, kind)) continue;
    for (std::size_t row = 0; row < data.table(kind).size(); ++row) {
      const RecordLedger ledger = explain(plan, data, as_of, kind, static_cast<std::uint32_t>(row));
      const std::string who = std::string(name_of(kind)) + " " + id_of(program, data, kind, row) + ": ";
      std::vector<Int128> sums(program.models.size(), 0);
      std::map<std::pair<std::uint32_t, std::int32_t>, Int128> groups;
      for (const LedgerLine& line : ledger.lines) {
        sums[line.model] += line.amount;
        if (line.group >= 0) groups[{line.model, line.group}] += line.amount;
        if (line.kind == LedgerLine::Kind::kRule && line.rule < 0) faults += who + "a line of a rule names none\n";
        if (line.kind == LedgerLine::Kind::kRule && !line.counted && line.amount != 0)
          faults += who + "a rule that does not count has an amount\n";
        for (const LedgerInteraction& interaction : line.interactions) {
          if (interaction.kind >= program.interactions.size()) faults += who + "a line names no interaction\n";
        }
      }
      for (std::size_t m = 0; m < program.models.size(); ++m) {
        if (program.models[m].kind != kind || ledger.scores[m] == kMissing64) continue;
        if (sums[m] != ledger.scores[m]) {
          faults += who + program.models[m].name + ": the lines add up to " +
                    std::to_string(static_cast<std::int64_t>(sums[m])) + ", the score is " +
                    std::to_string(ledger.scores[m]) + "\n";
        }
        for (std::size_t g = 0; g < program.models[m].groups.size(); ++g) {
          const Int128 sum = groups[{static_cast<std::uint32_t>(m), static_cast<std::int32_t>(g)}];
          if (sum != ledger.groups[m][g])
            faults += who + program.models[m].groups[g].name + ": the lines do not add up to the group\n";
        }
      }
    }
  }
  return faults;
}

std::string difference(const std::string& left_name, const std::vector<std::string>& left,
                       const std::string& right_name, const std::vector<std::string>& right) {
  std::string out;
  int shown = 0;
  for (std::size_t i = 0; i < std::max(left.size(), right.size()) && shown < 12; ++i) {
    const std::string a = i < left.size() ? left[i] : "(nothing)";
    const std::string b = i < right.size() ? right[i] : "(nothing)";
    if (a == b) continue;
    out += left_name + "  " + a + "\n" + right_name + "  " + b + "\n";
    ++shown;
  }
  return out;
}

Dataset dataset_of(const Program& program, const reference::ReferenceData& data) {
  Dataset dataset(program);
  for (int k = 0; k < kRecordKinds; ++k) {
    const auto kind = static_cast<RecordKind>(k);
    for (const reference::Record& record : data.of(kind)) {
      for (std::size_t i = 0; i < record.fields.size(); ++i) dataset.table(kind).columns[i].append(record.fields[i]);
    }
  }
  const auto text = [](const std::string& value) {
    Value result;
    result.type.kind = TypeKind::kText;
    result.text = value;
    result.missing = value.empty();
    return result;
  };
  std::uint64_t order = 0;
  for (const reference::Interaction& interaction : data.interactions) {
    InteractionTable& table = dataset.interactions(interaction.kind);
    Value at;
    at.type.kind = TypeKind::kTime;
    at.number = interaction.at;
    table.at.append(at);
    table.id.append(text(interaction.id));
    table.contact_id.append(text(interaction.contact));
    table.lead_id.append(text(interaction.lead));
    for (std::size_t i = 0; i < interaction.attributes.size(); ++i)
      table.attributes[i].append(interaction.attributes[i]);
    table.order.push_back(order++);
  }
  dataset.finish();
  return dataset;
}

}  // namespace leadline::laws
