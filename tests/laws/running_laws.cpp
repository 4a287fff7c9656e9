// SPDX-License-Identifier: Apache-2.0
#include "laws/running_laws.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "engine/data/read_event.hpp"
#include "engine/graph/plan.hpp"
#include "engine/kept_rows.hpp"
#include "engine/run/score.hpp"
#include "engine/run/session/session.hpp"
#include "laws/case_files.hpp"
#include "laws/engine_outcome.hpp"
#include "laws/outcome.hpp"

namespace leadline::laws {

namespace {

using reference::Interaction;
using reference::Record;
using reference::ReferenceData;
using reference::ReferenceResult;
using running::Fact;
using running::FactForm;
using running::RowReference;
using running::Session;
using running::SessionChanges;
using running::SessionMemory;
using running::SessionOptions;
using running::StandingRow;
using running::StandingValue;
using running::StandingWord;
using running::TakeStanding;

std::shared_ptr<const Plan> plan_of(const Program& program) {
  PlanOptions options;
  options.run = true;
  return make_plan(program, options);
}

Record record_of(const Dataset& data, RecordKind kind, std::uint32_t row) {
  Record record;
  for (const Column& column : data.table(kind).columns) record.fields.push_back(column.value(row));
  return record;
}

Interaction interaction_of(const Program& program, const Dataset& data, std::uint32_t kind, std::uint32_t row) {
  const InteractionTable& table = data.interactions(kind);
  Interaction one;
  one.kind = kind;
  one.at = table.at.numbers[row];
  one.id = table.id_of(row);
  const auto link = [&](RecordKind to, std::uint32_t linked, std::uint32_t lost) {
    const Column& ids = data.table(to).columns[static_cast<std::size_t>(program.schema(to).id)];
    if (linked != kNoRow) return ids.value(linked).text;
    return lost == 0 ? std::string() : std::string((*ids.dictionary)[lost]);
  };
  one.contact = link(RecordKind::kContact, table.contact[row], table.lost_contact[row]);
  one.lead = link(RecordKind::kLead, table.lead[row], table.lost_lead[row]);
  for (const Column& attribute : table.attributes) one.attributes.push_back(attribute.value(row));
  return one;
}

ReferenceData snapshot_of(const Program& program, const Dataset& data) {
  ReferenceData snapshot;
  for (int k = 0; k < kRecordKinds; ++k) {
    const auto kind = static_cast<RecordKind>(k);
    for (std::uint32_t row = 0; row < data.table(kind).size(); ++row) {
      if (data.alive(kind, row)) snapshot.of(kind).push_back(record_of(data, kind, row));
    }
  }
  for (std::uint32_t kind = 0; kind < program.interactions.size(); ++kind) {
    for (std::uint32_t row = 0; row < data.interactions(kind).size(); ++row) {
      snapshot.interactions.push_back(interaction_of(program, data, kind, row));
    }
  }
  return snapshot;
}

// What somebody who only listens to take_changes has kept.
class Store {
 public:
  void take(const Program& program, const Dataset& data, SessionChanges changes) {
    for (const auto& [kind, id] : changes.ended) {
      records_.erase({kind, id});
      for (auto fact = facts_.begin(); fact != facts_.end();) {
        const Fact& one = fact->second;
        fact = one.about_record && one.record == kind && one.id == id ? facts_.erase(fact) : std::next(fact);
      }
    }
    for (const RowReference& reference : changes.records) {
      const auto kind = static_cast<RecordKind>(reference.kind);
      Record record = record_of(data, kind, reference.row);
      const std::string id = record.fields[static_cast<std::size_t>(program.schema(kind).id)].text;
      records_[{kind, id}] = std::move(record);
    }
    for (const RowReference& reference : changes.interactions) {
      const Interaction one = interaction_of(program, data, reference.kind, reference.row);
      const auto place = places_.try_emplace({reference.kind, reference.row}, interactions_.size());
      if (place.second) {
        interactions_.push_back(one);
      } else {
        interactions_[place.first->second] = one;
      }
    }
    for (Fact& fact : changes.facts) {
      if (fact.known) continue;
      const std::string key =
          std::string(fact.about_record ? name_of(fact.record) : "") + "\n" + fact.id + "\n" + fact.what;
      if (fact.value.empty()) {
        facts_.erase(key);
      } else {
        facts_[key] = std::move(fact);
      }
    }
  }

  [[nodiscard]] ReferenceData data() const {
    ReferenceData data;
    for (const auto& [key, record] : records_) data.of(key.first).push_back(record);
    data.interactions = interactions_;
    return data;
  }
  [[nodiscard]] std::vector<Fact> facts() const {
    std::vector<Fact> facts;
    for (const auto& [key, fact] : facts_) facts.push_back(fact);
    return facts;
  }
  [[nodiscard]] std::string fact(RecordKind kind, const std::string& id, const std::string& what) const {
    const auto found = facts_.find(std::string(name_of(kind)) + "\n" + id + "\n" + what);
    return found == facts_.end() ? "" : found->second.value;
  }
  /// Rows are numbered afresh by a session that takes up; what it has is known.
  void renumber(const Program& program, const Dataset& data) {
    ReferenceData all = snapshot_of(program, data);
    interactions_ = std::move(all.interactions);
    places_.clear();
    std::size_t place = 0;
    for (std::uint32_t kind = 0; kind < program.interactions.size(); ++kind) {
      for (std::uint32_t row = 0; row < data.interactions(kind).size(); ++row) places_[{kind, row}] = place++;
    }
  }

 private:
  std::map<std::pair<RecordKind, std::string>, Record> records_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> places_;
  std::vector<Interaction> interactions_;
  std::map<std::string, Fact> facts_;
};

// What is known of records, as tables would keep it that are only told what has changed.
class StandingTables {
 public:
  void take(const Program& program, const Dataset& data, const SessionChanges& changes) {
    for (const auto& ended : changes.ended) rows_.erase(ended);
    if (!changes.standings) return;
    changes.standings([&](const StandingRow& told) {
      const std::string id =
          record_of(data, told.kind, told.row).fields[static_cast<std::size_t>(program.schema(told.kind).id)].text;
      Row& row = rows_[{told.kind, id}];
      const std::vector<running::StandingColumn> columns = running::standing_columns(program, told.kind);
      row.values.resize(columns.size());
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if ((columns[i].part & told.parts) == 0) continue;
        row.values[i] = {told.values[i], std::string(told.values[i].text)};
      }
      if ((told.parts & running::kRestPart) != 0) row.words.assign(told.words.begin(), told.words.end());
    });
  }

  /// Tells everything to a session that begins with these records.
  [[nodiscard]] std::function<Result<bool>(const TakeStanding&)> teller(const Dataset& data) const {
    return [rows = rows_, &data](const TakeStanding& take) -> Result<bool> {
      for (const auto& [key, row] : rows) {
        std::vector<StandingValue> values;
        for (const auto& [value, text] : row.values) values.push_back({value.kind, value.number, text});
        take({key.first, data.find(key.first, key.second), running::kAllParts, values, row.words});
      }
      return true;
    };
  }

 private:
  struct Row {
    std::vector<std::pair<StandingValue, std::string>> values;  // with the text of each
    std::vector<StandingWord> words;
  };
  std::map<std::pair<RecordKind, std::string>, Row> rows_;
};

std::vector<std::string> sorted_lines(const Program& program, const ReferenceData& data) {
  std::vector<std::string> lines;
  for (const auto& [name, text] : ndjson_files(program, data)) {
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin)) {
      lines.push_back(name + ": " + text.substr(begin, end - begin));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

class Run {
 public:
  Run(const Program& program, const Story& story, bool look_at_all = false, FactForm form = FactForm::kWords)
      : program_(program), plan_(plan_of(program)), reader_(program, "test"), form_(form) {
    options_.look_at_all = look_at_all;
    session_ = std::make_unique<Session>(plan_, options_);
    const Dataset loaded = dataset_of(program, story.loaded);
    std::vector<Decision> decisions;
    session_->load(loaded, story.at, decisions);
    take(decisions);
  }

  /// Goes on where another run stopped, under other rules.
  Run(const Program& program, const Run& earlier, bool look_at_all)
      : program_(program), plan_(plan_of(program)), reader_(program, "test"), store_(earlier.store_) {
    options_.look_at_all = look_at_all;
    std::vector<KeptRow> rows;
    for (const auto& [key, value] : earlier.kept_) rows.push_back({key, value});
    Result<RowKeeper::Memory> memory = keeper_->memory(rows);
    if (!memory) {
      refused_ = memory.error().message;
      return;
    }
    memory->session.new_rules = true;
    restart(std::move(memory->session));
    store_.renumber(program_, session_->data());
    std::vector<Decision> none;
    take(none);
  }
  /// Why there is no such run; empty: there is one.
  [[nodiscard]] const std::string& refused() const { return refused_; }

  /// Whether it was a tick; false also where the line is no event.
  bool apply(const std::string& line) {
    Event event;
    EventProblem problem;
    if (!reader_.read(line, event, problem)) return false;
    std::vector<Decision> decisions;
    session_->apply(event, decisions);
    take(decisions);
    return event.kind == Event::Kind::kTick && event.at >= session_->clock();
  }

  /// Says that an event will come.
  void announce(const std::string& line) {
    Event event;
    EventProblem problem;
    if (reader_.read(line, event, problem)) session_->announce(event);
  }

  /// Stops, and takes up with the rows that a caller of the library would have kept.
  std::string stop_and_resume_from_rows() {
    std::vector<KeptRow> rows;
    for (const auto& [key, value] : kept_) rows.push_back({key, value});
    keeper_ = std::make_unique<RowKeeper>(program_);
    Result<RowKeeper::Memory> memory = keeper_->memory(rows);
    if (!memory) return memory.error().message;
    for (const std::string& lost : memory->lost) return "lost: " + lost;
    restart(std::move(memory->session));
    static_cast<void>(session_->take_changes());
    store_.renumber(program_, session_->data());
    return "";
  }

  void stop_and_resume() {
    SessionMemory memory;
    memory.data = std::make_unique<Dataset>(dataset_of(program_, store_.data()));
    memory.clock = session_->clock();
    memory.sequence = session_->sequence();
    memory.facts = store_.facts();
    if (form_ == FactForm::kRows) memory.standings = standings_.teller(*memory.data);
    restart(std::move(memory));
    static_cast<void>(session_->take_changes());
    store_.renumber(program_, session_->data());
  }

  [[nodiscard]] ReferenceData snapshot() const { return snapshot_of(program_, session_->data()); }
  [[nodiscard]] const Session& session() const { return *session_; }
  [[nodiscard]] const Store& store() const { return store_; }
  [[nodiscard]] const std::vector<std::string>& decisions() const { return decisions_; }
  [[nodiscard]] const Plan& plan() const { return *plan_; }

 private:
  void restart(SessionMemory memory) {
    session_ = std::make_unique<Session>(plan_, options_);
    static_cast<void>(session_->restore(std::move(memory)).ok());  // what it is told stands in memory
  }

  void take(std::vector<Decision>& decisions) {
    for (Decision& decision : decisions) {
      decision.number = decisions_.size() + 1;
      decisions_.push_back(decision.to_json());
    }
    SessionChanges changes = session_->take_changes(form_);
    standings_.take(program_, session_->data(), changes);
    const SessionMark mark{"", session_->clock(), session_->sequence(), decisions_.size()};
    for (KeptRow& row : keeper_->rows(session_->data(), changes, mark)) {
      row.value.empty() ? static_cast<void>(kept_.erase(row.key)) : static_cast<void>(kept_[row.key] = row.value);
    }
    store_.take(program_, session_->data(), std::move(changes));
  }

  const Program& program_;
  std::shared_ptr<const Plan> plan_;
  EventReader reader_;
  SessionOptions options_;
  std::unique_ptr<Session> session_;
  FactForm form_ = FactForm::kWords;
  Store store_;
  StandingTables standings_;
  std::unique_ptr<RowKeeper> keeper_ = std::make_unique<RowKeeper>(program_);
  std::map<std::string, std::string> kept_;
  std::vector<std::string> decisions_;
  std::string refused_;
};

// What the session knows about a record, in the words in which an outcome is told.
std::string points_fault(const Program& program, const Run& run, const ReferenceResult& expected, const char* whose) {
  std::string fault;
  const Dataset& data = run.session().data();
  for (const RecordKind kind : kEvaluatedKinds) {
    for (const auto& record : expected.records[static_cast<std::size_t>(kind)]) {
      const std::uint32_t row = data.find(kind, record.id);
      for (std::uint32_t m = 0; m < program.models.size(); ++m) {
        if (program.models[m].kind != kind) continue;
        const std::int64_t ours = run.session().score(m, row);
        const std::int64_t theirs = record.models[m].score.value_or(kMissing64);
        if (ours == theirs) continue;
        fault += std::string(name_of(kind)) + " " + record.id + ": score of " + program.models[m].name + ": session " +
                 std::to_string(ours) + ", " + whose + " " + std::to_string(theirs) + "\n";
      }
    }
  }
  return fault;
}

std::string decided_fault(const Program& program, const Run& run, const ReferenceResult& expected) {
  std::string fault;
  const Dataset& data = run.session().data();
  for (const RecordKind kind : kEvaluatedKinds) {
    const RecordSchema& schema = program.schema(kind);
    for (const auto& record : expected.records[static_cast<std::size_t>(kind)]) {
      const std::uint32_t row = data.find(kind, record.id);
      const auto differ = [&](const std::string& what, const std::string& ours, const std::string& theirs) {
        if (ours == theirs) return;
        fault += std::string(name_of(kind)) + " " + record.id + ": " + what + ": session `" + ours + "`, score `" +
                 theirs + "`\n";
      };
      for (std::uint32_t m = 0; m < program.models.size(); ++m) {
        const Model& model = program.models[m];
        if (model.kind != kind) continue;
        const int grade = record.models[m].grade;
        differ("grade of " + model.name, run.store().fact(kind, record.id, "grade " + model.name),
               grade < 0 ? "" : model.grades[static_cast<std::size_t>(grade)].word);
      }
      if (schema.stage < 0) continue;
      const std::string stage = record.process < 0 || record.stage < 0
                                    ? ""
                                    : program.processes[static_cast<std::size_t>(record.process)]
                                          .stages[static_cast<std::size_t>(record.stage)]
                                          .name;
      if (!stage.empty()) {
        differ("stage", data.table(kind).columns[static_cast<std::size_t>(schema.stage)].value(row).text, stage);
      }
      std::set<std::string> reached;
      std::set<std::string> names;
      for (std::size_t t = 0; t < program.thresholds.size(); ++t) {
        if (program.thresholds[t].kind == kind && record.reached[t]) names.insert(program.thresholds[t].full_name);
      }
      std::string ours;
      std::string theirs;
      const Value list = data.table(kind).columns[static_cast<std::size_t>(schema.reached)].value(row);
      const Value cleared = data.table(kind).columns[static_cast<std::size_t>(schema.cleared)].value(row);
      const auto has = [](const Value& value, const Threshold& threshold) {
        return std::any_of(value.items.begin(), value.items.end(), [&](const Value& item) {
          return item.text == threshold.full_name || item.text == threshold.name;
        });
      };
      for (const Threshold& threshold : program.thresholds) {
        if (threshold.kind != kind) continue;
        if (has(list, threshold) && !has(cleared, threshold)) ours += threshold.full_name + " ";
      }
      for (const Threshold& threshold : program.thresholds) {
        if (names.count(threshold.full_name) != 0) theirs += threshold.full_name + " ";
      }
      differ("reached", ours, theirs);
    }
  }
  return fault;
}

std::string after_event(const Story& story, std::size_t i, const std::string& fault) {
  return fault.empty() ? fault : fault + "after event " + std::to_string(i + 1) + ": " + story.log[i] + "\n";
}

}  // namespace

namespace {

bool says_loop(const std::vector<std::string>& decisions, std::size_t from) {
  return std::any_of(decisions.begin() + static_cast<std::ptrdiff_t>(from), decisions.end(),
                     [](const std::string& line) { return line.find("\"decision\":\"loop\"") != std::string::npos; });
}

// What a snapshot of the run is scored to, by both evaluators, is what the run knows.
std::string snapshot_fault(const Program& program, const Plan& plan, const Run& run, bool decided) {
  const std::int64_t now = run.session().clock();
  const ReferenceData snapshot = run.snapshot();
  std::string fault =
      difference("snapshot", sorted_lines(program, snapshot), "told    ", sorted_lines(program, run.store().data()));
  if (!fault.empty()) return "kept: " + fault;
  const ReferenceResult expected = reference::evaluate(program, snapshot, now);
  fault = points_fault(program, run, expected, "reference");
  if (!fault.empty()) return fault;
  const Dataset dataset = dataset_of(program, snapshot);
  ScoreOptions options;
  options.as_of = now;
  options.threads = 1;
  fault = difference("reference", columns_of(program, expected), "batch    ",
                     columns_of(program, dataset, score(plan, dataset, options)));
  if (!fault.empty() || !decided) return fault;
  return decided_fault(program, run, expected);
}

}  // namespace

std::string law_of_snapshots(const Program& program, const Story& story) {
  Run run(program, story);
  const auto plan = make_plan(program);
  for (std::size_t i = 0; i < story.log.size(); ++i) {
    const std::size_t told = run.decisions().size();
    const bool ticked = run.apply(story.log[i]);
    if (run.session().sequence() == 0) continue;
    // What was held back is said, and may go on at the next evaluation.
    const bool decided = ticked && !says_loop(run.decisions(), told);
    const std::string fault = snapshot_fault(program, *plan, run, decided);
    if (!fault.empty()) return after_event(story, i, fault);
  }
  return "";
}

namespace {

std::string change_fault(const Program& program, const Program& other, const Story& story) {
  Run before(program, story);
  const std::size_t half = story.log.size() / 2;
  for (std::size_t i = 0; i < half; ++i) before.apply(story.log[i]);
  if (before.session().sequence() == 0) return "";
  const auto plan = make_plan(other);
  Run queued(other, before, false);
  Run all(other, before, true);
  if (!queued.refused().empty()) return "";
  std::string fault = snapshot_fault(other, *plan, queued, false);
  if (!fault.empty()) return "at once: " + fault;
  for (std::size_t i = half; i < story.log.size(); ++i) {
    const std::size_t told = queued.decisions().size();
    const bool ticked = queued.apply(story.log[i]);
    all.apply(story.log[i]);
    fault = difference("queue", queued.decisions(), "all  ", all.decisions());
    if (!fault.empty()) return after_event(story, i, "decided: " + fault);
    fault = snapshot_fault(other, *plan, queued, ticked && !says_loop(queued.decisions(), told));
    if (!fault.empty()) return after_event(story, i, fault);
  }
  return "";
}

}  // namespace

std::string law_of_new_rules(const Program& program, const Story& story) {
  if (story.other == nullptr) return "";
  const std::string fault = change_fault(program, *story.other, story);
  return fault.empty() ? change_fault(*story.other, program, story) : fault;
}

std::string law_of_second_tick(const Program& program, const Story& story) {
  Run run(program, story);
  for (std::size_t i = 0; i < story.log.size(); ++i) {
    std::size_t told = run.decisions().size();
    const bool ticked = run.apply(story.log[i]);
    if (!ticked || says_loop(run.decisions(), told)) continue;
    told = run.decisions().size();
    run.apply(story.log[i]);
    std::string fault;
    for (std::size_t j = told; j < run.decisions().size(); ++j) fault += "decided again: " + run.decisions()[j] + "\n";
    if (!fault.empty()) return after_event(story, i, fault);
  }
  return "";
}

std::string law_of_the_queue(const Program& program, const Story& story) {
  Run queued(program, story);
  Run all(program, story, true);
  std::size_t announced = 0;
  for (std::size_t i = 0; i < story.log.size(); ++i) {
    for (; announced < std::min(story.log.size(), i + Session::kEventsAhead + 1); ++announced) {
      queued.announce(story.log[announced]);
    }
    queued.apply(story.log[i]);
    all.apply(story.log[i]);
    const std::string fault = difference("queue", queued.decisions(), "all  ", all.decisions());
    if (!fault.empty()) return after_event(story, i, "decided: " + fault);
  }
  return "";
}

namespace {

std::string resuming_fault(const Program& program, const Story& story, FactForm form) {
  Run whole(program, story);
  Run stopped(program, story, false, form);
  for (std::size_t i = 0; i < story.log.size(); ++i) {
    whole.apply(story.log[i]);
    stopped.stop_and_resume();
    stopped.apply(story.log[i]);
    std::string fault = difference("whole  ", whole.decisions(), "stopped", stopped.decisions());
    if (!fault.empty()) return after_event(story, i, "decided: " + fault);
    fault = difference("whole  ", sorted_lines(program, whole.store().data()), "stopped",
                       sorted_lines(program, stopped.store().data()));
    if (!fault.empty()) return after_event(story, i, "kept: " + fault);
  }
  return "";
}

}  // namespace

std::string law_of_resuming(const Program& program, const Story& story) {
  const std::string fault = resuming_fault(program, story, FactForm::kWords);
  if (!fault.empty()) return fault;
  const std::string of_rows = resuming_fault(program, story, FactForm::kRows);
  return of_rows.empty() ? "" : "as rows: " + of_rows;
}

std::string law_of_kept_rows(const Program& program, const Story& story) {
  Run whole(program, story);
  Run stopped(program, story);
  for (std::size_t i = 0; i < story.log.size(); ++i) {
    whole.apply(story.log[i]);
    std::string fault = stopped.stop_and_resume_from_rows();
    if (!fault.empty()) return after_event(story, i, fault);
    stopped.apply(story.log[i]);
    fault = difference("whole  ", whole.decisions(), "stopped", stopped.decisions());
    if (!fault.empty()) return after_event(story, i, "decided: " + fault);
    fault = difference("whole  ", sorted_lines(program, whole.store().data()), "stopped",
                       sorted_lines(program, stopped.store().data()));
    if (!fault.empty()) return after_event(story, i, "kept: " + fault);
  }
  return "";
}

std::string law_of_order_of_decisions(const Program& program, const Story& story) {
  return difference("first ", decisions_of(program, story), "second", decisions_of(program, story));
}

const std::vector<RunningLaw>& running_laws() {
  static const std::vector<RunningLaw> kLaws = {{"snapshots", law_of_snapshots},
                                                {"second tick", law_of_second_tick},
                                                {"queue", law_of_the_queue},
                                                {"resuming", law_of_resuming},
                                                {"kept rows", law_of_kept_rows},
                                                {"new rules", law_of_new_rules},
                                                {"order of decisions", law_of_order_of_decisions},
                                                {"parts", law_of_parts}};
  return kLaws;
}

std::vector<std::string> decisions_of(const Program& program, const Story& story) {
  Run run(program, story);
  for (const std::string& line : story.log) run.apply(line);
  return run.decisions();
}

}  // namespace leadline::laws
