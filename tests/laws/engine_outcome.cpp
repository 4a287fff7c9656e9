// SPDX-License-Identifier: Apache-2.0
#include "laws/engine_outcome.hpp"

#include <algorithm>
#include <array>

#include "engine/run/explain_all.hpp"

namespace leadline::laws {

namespace {

using reference::RecordResult;
using reference::ReferenceResult;

std::optional<std::int64_t> present(std::int64_t value) {
  return value == kMissing64 ? std::nullopt : std::optional<std::int64_t>(value);
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
  for (const RecordKind kind : kEvaluatedKinds) {
    if (!evaluated(program, kind)) continue;
    for (std::size_t row = 0; row < data.table(kind).size(); ++row) {
      result.records[static_cast<std::size_t>(kind)].push_back(make(kind, row));
    }
  }
  return result;
}

}  // namespace

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

std::vector<std::string> columns_of(const Program& program, const Dataset& data, const ScoreResult& result) {
  return columns_of(program, collect(program, data, [&](RecordKind kind, std::size_t row) {
                      return from_columns(program, data, result, kind, row);
                    }));
}

std::vector<std::string> story_of(const Program& program, const Dataset& data, const Plan& plan, std::int64_t as_of) {
  Explainer explainer(plan, data, as_of);
  return story_of(program, collect(program, data, [&](RecordKind kind, std::size_t row) {
                    return from_ledger(program, data, explainer.explain(kind, static_cast<std::uint32_t>(row)));
                  }));
}

namespace {

// Where the stories of all records together differ from those that are told one by one.
std::string stories_together(const Program& program, const Dataset& data, const Plan& plan, std::int64_t as_of,
                             Explainer& one_by_one) {
  std::string faults;
  for (const std::size_t memory : {ExplainAllOptions().memory, std::size_t{0}}) {
    ExplainAllOptions options;
    options.as_of = as_of;
    options.threads = 1;
    options.memory = memory;
    std::array<std::size_t, kRecordKinds> told{};
    explain_all(plan, data, options, [&](StoryBlock& block) {
      for (std::uint32_t row = block.begin; row < block.end; ++row) {
        ++told[static_cast<std::size_t>(block.kind)];
        if (block.story(row) == one_by_one.explain(block.kind, row)) continue;
        faults += std::string(name_of(block.kind)) + " " + id_of(program, data, block.kind, row) +
                  ": its story is another when all are told\n";
      }
    });
    for (const RecordKind kind : kEvaluatedKinds) {
      const std::size_t expected = evaluated(program, kind) ? data.table(kind).size() : 0;
      if (told[static_cast<std::size_t>(kind)] == expected) continue;
      faults += std::string(name_of(kind)) + " : stories are missing when all are told\n";
    }
  }
  return faults;
}

}  // namespace

std::string ledger_faults(const Program& program, const Dataset& data, const Plan& plan, std::int64_t as_of) {
  Explainer explainer(plan, data, as_of);
  std::string faults = stories_together(program, data, plan, as_of, explainer);
  for (const RecordKind kind : kEvaluatedKinds) {
    if (!evaluated(program, kind)) continue;
    for (std::size_t row = 0; row < data.table(kind).size(); ++row) {
      const RecordLedger ledger = explainer.explain(kind, static_cast<std::uint32_t>(row));
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

namespace {

// Rules that moved a score, the strongest first.
std::vector<Reason> strongest_lines(const RecordLedger& ledger) {
  std::vector<Reason> reasons;
  for (const LedgerLine& line : ledger.lines) {
    if (line.kind != LedgerLine::Kind::kRule || !line.counted || line.points == 0) continue;
    reasons.push_back({line.model, static_cast<std::uint32_t>(line.rule), line.points});
  }
  std::stable_sort(reasons.begin(), reasons.end(), stronger);
  return reasons;
}

template <class Reasons>
std::string text_of(const Program& program, const Reasons& reasons, std::size_t most) {
  std::string text;
  std::size_t told = 0;
  for (const Reason& reason : reasons) {
    if (told++ == most) break;
    text += " " + program.models[reason.model].name + " rule " + std::to_string(reason.rule) + " " +
            std::to_string(reason.points) + ",";
  }
  return text;
}

}  // namespace

std::string reason_faults(const Program& program, const Dataset& data, const Plan& plan, std::int64_t as_of) {
  std::string faults;
  Explainer explainer(plan, data, as_of);
  for (const unsigned most : {1U, 2U, 3U, 5U, ~0U}) {
    ScoreOptions options;
    options.as_of = as_of;
    options.threads = most == 2 ? 2 : 1;
    options.reasons = most;
    const ScoreResult result = score(plan, data, options);
    for (const RecordKind kind : kEvaluatedKinds) {
      if (!evaluated(program, kind)) continue;
      const ReasonLists& reasons = result.records[static_cast<std::size_t>(kind)].reasons;
      for (std::size_t row = 0; row < data.table(kind).size(); ++row) {
        const RecordLedger ledger = explainer.explain(kind, static_cast<std::uint32_t>(row));
        const std::string told = text_of(program, reasons[row], most);
        const std::string expected = text_of(program, strongest_lines(ledger), most);
        if (told == expected) continue;
        faults += std::string(name_of(kind)) + " " + id_of(program, data, kind, row) + ": reasons up to " +
                  std::to_string(most) + " are" + told + " the ledger has" + expected + "\n";
      }
    }
  }
  return faults;
}

}  // namespace leadline::laws
