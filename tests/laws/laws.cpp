// SPDX-License-Identifier: Apache-2.0
#include "laws/laws.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "engine/files/load.hpp"
#include "laws/case_files.hpp"
#include "laws/engine_outcome.hpp"
#include "laws/random.hpp"
#include "laws/reference/values.hpp"

namespace leadline::laws {

namespace {

using reference::ReferenceData;
using reference::ReferenceResult;

std::vector<std::string> batch_columns(const Program& program, const Plan& plan, const ReferenceData& data,
                                       std::int64_t as_of, unsigned threads) {
  const Dataset dataset = dataset_of(program, data);
  ScoreOptions options;
  options.as_of = as_of;
  options.threads = threads;
  return columns_of(program, dataset, score(plan, dataset, options));
}

// Another order of the rows; interactions of one id stay in theirs, because the first one counts.
ReferenceData shuffled(ReferenceData data, Random& random) {
  for (auto& records : data.records) random.shuffle(records);
  std::vector<std::size_t> order(data.interactions.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  random.shuffle(order);
  std::map<std::string, std::vector<std::size_t>> places;  // of each id in the new order
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::string& id = data.interactions[order[place]].id;
    if (!id.empty()) places[id].push_back(place);
  }
  for (const auto& [id, where] : places) {
    std::vector<std::size_t> rows;
    for (const std::size_t place : where) rows.push_back(order[place]);
    std::sort(rows.begin(), rows.end());
    for (std::size_t i = 0; i < where.size(); ++i) order[where[i]] = rows[i];
  }
  std::vector<reference::Interaction> interactions;
  for (const std::size_t row : order) interactions.push_back(data.interactions[row]);
  data.interactions = std::move(interactions);
  return data;
}

Value list_of(const Type& type, const std::vector<std::string>& names) {
  Value list;
  list.type = type;
  list.missing = names.empty();
  for (const std::string& name : names) {
    Value item;
    item.type.kind = TypeKind::kText;
    item.text = name;
    list.items.push_back(item);
  }
  return list;
}

// The data with what an evaluation left in one kind of records, or in all.
ReferenceData with_state(const Program& program, ReferenceData data, const ReferenceResult& result) {
  for (int k = 0; k < kRecordKinds; ++k) {
    const auto kind = static_cast<RecordKind>(k);
    if (!evaluated(program, kind)) continue;
    const RecordSchema& schema = program.schema(kind);
    for (reference::Record& record : data.of(kind)) {
      const std::string& id = record.fields[static_cast<std::size_t>(schema.id)].text;
      const auto& results = result.records[static_cast<std::size_t>(kind)];
      const auto found = std::find_if(results.begin(), results.end(), [&](const auto& r) { return r.id == id; });
      if (found == results.end()) continue;
      const auto set = [&](int field, const auto& value_of) {
        if (field < 0) return;
        Value& value = record.fields[static_cast<std::size_t>(field)];
        value = value_of(schema.fields[static_cast<std::size_t>(field)].type);
      };
      const auto text = [](const std::string& written) {
        return [written](const Type& type) {
          Value value;
          value.type = type;
          value.text = written;
          value.missing = written.empty();
          return value;
        };
      };
      if (found->process >= 0) {
        const Process& process = program.processes[static_cast<std::size_t>(found->process)];
        set(schema.process, text(process.name));
        if (found->stage >= 0) set(schema.stage, text(process.stages[static_cast<std::size_t>(found->stage)].name));
      }
      set(schema.stage_since, [&](const Type& type) { return reference::of_type(type, found->stage_since); });
      set(schema.status, [&](const Type& type) {
        if (!found->status) return reference::missing();
        Value value = reference::of_type(type, static_cast<std::int64_t>(*found->status));
        value.text = program.choices[type.choice].words[*found->status];
        return value;
      });
      set(schema.reached, [&](const Type& type) { return list_of(type, found->reached_names); });
      set(schema.cleared, [&](const Type& type) { return list_of(type, found->cleared_names); });
      set(schema.held, [&](const Type& type) { return list_of(type, found->held); });
      for (const reference::Interaction& made : found->made) {
        if (!made.lead.empty() || !made.contact.empty()) data.interactions.push_back(made);
      }
    }
  }
  return data;
}

}  // namespace

std::string law_of_agreement(const Program& program, const ReferenceData& data, std::int64_t as_of) {
  const ReferenceResult expected = reference::evaluate(program, data, as_of);
  const auto plan = make_plan(program);
  std::string columns = difference("reference", columns_of(program, expected), "batch    ",
                                   batch_columns(program, *plan, data, as_of, 1));
  if (!columns.empty()) return columns;
  return difference("reference", story_of(program, expected), "ledger   ",
                    story_of(program, dataset_of(program, data), *plan, as_of));
}

std::string law_of_order(const Program& program, const ReferenceData& data, std::int64_t as_of) {
  const auto plan = make_plan(program);
  const auto expected = batch_columns(program, *plan, data, as_of, 1);
  Random random(static_cast<std::uint64_t>(as_of));
  for (const unsigned threads : {1U, 2U, 3U, 7U}) {
    const std::string fault =
        difference("as read, 1 thread     ", expected, "shuffled, " + std::to_string(threads) + " threads  ",
                   batch_columns(program, *plan, shuffled(data, random), as_of, threads));
    if (!fault.empty()) return fault;
  }
  return "";
}

std::string law_of_ledger(const Program& program, const ReferenceData& data, std::int64_t as_of) {
  const auto plan = make_plan(program);
  std::string faults = ledger_faults(program, dataset_of(program, data), *plan, as_of);
  if (!faults.empty()) return faults;
  const ReferenceData again = with_state(program, data, reference::evaluate(program, data, as_of));
  return ledger_faults(program, dataset_of(program, again), *plan, as_of);
}

std::string law_of_reasons(const Program& program, const ReferenceData& data, std::int64_t as_of) {
  const auto plan = make_plan(program);
  return reason_faults(program, dataset_of(program, data), *plan, as_of);
}

std::string law_of_second_agreement(const Program& program, const ReferenceData& data, std::int64_t as_of) {
  const ReferenceResult first = reference::evaluate(program, data, as_of);
  return law_of_agreement(program, with_state(program, data, first), as_of);
}

std::string law_of_second_evaluation(const Program& program, const ReferenceData& data, std::int64_t as_of) {
  const ReferenceResult first = reference::evaluate(program, data, as_of);
  const ReferenceResult second = reference::evaluate(program, with_state(program, data, first), as_of);
  // Moves of accounts and opportunities are kept nowhere, so conditions that read them may differ.
  const auto of_people = [&](ReferenceResult result) {
    result.records[static_cast<std::size_t>(RecordKind::kAccount)].clear();
    result.records[static_cast<std::size_t>(RecordKind::kOpportunity)].clear();
    return columns_of(program, result);
  };
  return difference("first ", of_people(first), "second", of_people(second));
}

std::string law_of_files(const Program& program, const ReferenceData& data, std::int64_t as_of) {
  const std::string folder = std::filesystem::temp_directory_path() / ("leadline_laws_" + std::to_string(::getpid()));
  const auto plan = make_plan(program);
  const auto expected = batch_columns(program, *plan, data, as_of, 1);
  std::map<std::string, std::string> csv;
  for (const auto& [name, cells] : csv_data(program, data)) csv[name] = csv_text(cells);
  std::string fault;
  for (const auto& files : {csv, ndjson_files(program, data)}) {
    write_folder(folder, files);
    Dataset dataset(program);
    LoadOptions load_options;
    load_options.on_bad_row = [&](const BadRow& bad) {
      fault += bad.file + ":" + std::to_string(bad.line) + ": " + bad.reason + "\n";
    };
    const auto loaded = load({folder}, load_options, dataset);
    std::filesystem::remove_all(folder);
    if (!loaded.ok()) return loaded.error().message;
    if (!fault.empty()) return fault;
    ScoreOptions options;
    options.as_of = as_of;
    fault = difference("rows ", expected, "files", columns_of(program, dataset, score(*plan, dataset, options)));
    if (!fault.empty()) return fault;
  }
  return "";
}

const std::vector<Law>& all_laws() {
  static const std::vector<Law> kLaws = {{"agreement", law_of_agreement},
                                         {"order", law_of_order},
                                         {"ledger", law_of_ledger},
                                         {"reasons", law_of_reasons},
                                         {"second agreement", law_of_second_agreement},
                                         {"files", law_of_files},
                                         {"analysis", law_of_analysis}};
  return kLaws;
}

bool valid_data(const Program& program, const ReferenceData& data) {
  for (int k = 0; k < kRecordKinds; ++k) {
    const auto kind = static_cast<RecordKind>(k);
    const RecordSchema& schema = program.schema(kind);
    std::vector<const Process*> processes;
    for (const Process& process : program.processes) {
      if (process.kind == kind) processes.push_back(&process);
    }
    if (schema.process < 0 || processes.empty()) continue;
    for (const reference::Record& record : data.of(kind)) {
      const Value& process = record.fields[static_cast<std::size_t>(schema.process)];
      const Value& stage = record.fields[static_cast<std::size_t>(schema.stage)];
      const bool fits = std::any_of(processes.begin(), processes.end(), [&](const Process* p) {
        const bool was =
            std::any_of(p->was.begin(), p->was.end(), [&](const auto& w) { return w.first == stage.text; });
        return (process.missing || p->name == process.text) && (stage.missing || was || p->find(stage.text) >= 0);
      });
      if (!fits) return false;
    }
  }
  return true;
}

}  // namespace leadline::laws
