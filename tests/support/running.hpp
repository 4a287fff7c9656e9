// SPDX-License-Identifier: Apache-2.0
// Rule text and NDJSON events in, decisions out: what tests of a running lifecycle are written with. Decisions are
// shortened to one line of words each.
#pragma once
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "engine/data/read_event.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/check.hpp"
#include "engine/run/score.hpp"
#include "engine/run/session/session.hpp"
#include "engine/run/value_of.hpp"
#include "engine/values/time.hpp"
#include "engine/values/zone.hpp"

namespace leadline::test {

using running::Fact;
using running::Session;
using running::SessionMemory;
using running::SessionOptions;

class Running {
 public:
  explicit Running(const std::string& rules, bool react_to_loaded = false) {
    const SourceId main = sources_.add("test.lead", rules);
    FileReader files;
    files.file = [](const std::string&) { return std::nullopt; };
    files.stock = [](const std::string& name) -> std::optional<std::string> {
      std::ifstream in(std::string(LEADLINE_SOURCE_DIR) + "/rules/" + name);
      if (!in) return std::nullopt;
      std::ostringstream text;
      text << in.rdbuf();
      return text.str();
    };
    Diagnostics diagnostics;
    program_ = check_program(sources_, main, files, diagnostics);
    std::string errors;
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::kError) errors += format_pretty(sources_, diagnostic);
    }
    INFO(errors);
    REQUIRE(program_ != nullptr);
    PlanOptions options;
    options.run = true;
    plan_ = make_plan(*program_, options);
    reader_ = std::make_unique<EventReader>(*program_, "test");
    options_.react_to_loaded = react_to_loaded;
    session_ = std::make_unique<Session>(plan_, options_);
  }

  /// Does one event; what was decided, a line each.
  std::string operator()(const std::string& line) {
    std::vector<Decision> decisions;
    Event event;
    EventProblem problem;
    if (!reader_->read(line, event, problem)) return "bad: " + problem.key + ": " + problem.reason + "\n";
    session_->apply(event, decisions);
    collect();
    return words(decisions);
  }

  std::string until(const std::string& time) {
    TimeText parsed;
    REQUIRE(parse_iso(time, parsed));
    std::vector<Decision> decisions;
    session_->advance(resolve(parsed, *Zone::utc()).ms, decisions);
    collect();
    return words(decisions);
  }

  /// Stops, and takes up with what was kept, as another process would.
  void stop_and_resume() {
    SessionMemory memory;
    memory.data = session_->data().snapshot();
    memory.clock = session_->clock();
    memory.sequence = session_->sequence();
    for (const auto& [key, fact] : facts_) memory.facts.push_back(fact);
    session_ = std::make_unique<Session>(plan_, options_);
    REQUIRE(session_->restore(std::move(memory)).ok());
  }

  /// What scoring a snapshot as of the clock says otherwise than the session knows; empty: nothing.
  [[nodiscard]] std::string disagreement() const {
    const std::unique_ptr<Dataset> data = session_->data().snapshot();
    ScoreOptions options;
    options.as_of = session_->clock();
    options.threads = 1;
    const ScoreResult result = score(*plan_, *data, options);
    const Dataset& live = session_->data();
    std::string text;
    const auto differ = [&](const std::string& what, const std::string& ours, const std::string& theirs) {
      if (ours != theirs) text += what + ": session " + ours + ", score " + theirs + "\n";
    };
    for (int i = 0; i < kRecordKinds; ++i) {
      const auto kind = static_cast<RecordKind>(i);
      const RecordScores& scores = result.records[static_cast<std::size_t>(i)];
      if (!scores.present) continue;
      const RecordSchema& schema = program_->schema(kind);
      const Column& ids = data->table(kind).columns[static_cast<std::size_t>(schema.id)];
      for (std::uint32_t row = 0; row < data->table(kind).size(); ++row) {
        const std::string id = ids.value(row).text;
        const std::uint32_t here = live.find(kind, id);
        for (std::uint32_t model = 0; model < program_->models.size(); ++model) {
          if (program_->models[model].kind != kind) continue;
          differ(id + " " + program_->models[model].name, std::to_string(session_->score(model, here)),
                 std::to_string(result.models[model].score[row]));
        }
        std::string stage;
        if (scores.stage[row] != 0)
          stage = program_->processes[scores.process[row] - 1U].stages[scores.stage[row] - 1U].name;
        if (schema.stage >= 0) {
          differ(id + " stage", live.table(kind).columns[static_cast<std::size_t>(schema.stage)].value(here).text,
                 stage);
        }
        std::string reached;
        for (std::uint32_t t = 0; t < program_->thresholds.size(); ++t) {
          if (program_->thresholds[t].kind == kind && (scores.thresholds[t][row] & kThresholdReachedBit) != 0) {
            reached += (reached.empty() ? "" : ", ") + program_->thresholds[t].full_name;
          }
        }
        if (schema.reached >= 0) {
          Value names = live.table(kind).columns[static_cast<std::size_t>(schema.reached)].value(here);
          std::string ours;
          for (std::uint32_t t = 0; t < program_->thresholds.size(); ++t) {
            for (const Value& name : names.items) {
              if (name.text == program_->thresholds[t].full_name && program_->thresholds[t].kind == kind)
                ours += (ours.empty() ? "" : ", ") + name.text;
            }
          }
          differ(id + " reached", ours, reached);
        }
      }
    }
    return text;
  }

  [[nodiscard]] Session& session() { return *session_; }
  [[nodiscard]] const Program& program() const { return *program_; }

  /// A field as it stands, in words.
  [[nodiscard]] std::string field(RecordKind kind, const std::string& id, const std::string& name) const {
    const Dataset& data = session_->data();
    const std::uint32_t row = data.find(kind, id);
    const int field = program_->schema(kind).find(name);
    if (row == kNoRow || field < 0) return "?";
    return words_of(*program_, data.table(kind).columns[static_cast<std::size_t>(field)].value(row));
  }

  /// Facts that the last step told as new or changed, `id: what`.
  [[nodiscard]] const std::vector<std::string>& told() const { return told_; }

 private:
  void collect() {
    told_.clear();
    for (const Fact& fact : session_->take_changes().facts) {
      if (fact.known) continue;
      told_.push_back(fact.id + ": " + fact.what);
      facts_[std::string(fact.about_record ? name_of(fact.record) : "") + "\n" + fact.id + "\n" + fact.what] = fact;
    }
  }

  [[nodiscard]] std::string words(const std::vector<Decision>& decisions) const {
    std::string text;
    for (const Decision& one : decisions) {
      if (one.about_record) text += std::string(name_of(one.record)) + " " + one.id + ": ";
      switch (one.kind) {
        case Decision::Kind::kScore:
          text += one.name + " " + (one.score ? to_text(*one.score) : "none");
          break;
        case Decision::Kind::kGrade:
          text += one.name + " grade " + (one.to.empty() ? "none" : one.to);
          break;
        case Decision::Kind::kThreshold:
          text += (one.yes ? "reached " : "no longer ") + one.name;
          break;
        case Decision::Kind::kSegment:
          text += (one.yes ? "enters " : "leaves ") + one.name;
          break;
        case Decision::Kind::kMove:
          text += (one.from.empty() ? "" : one.from + " ") + "-> " + one.to + (one.by.empty() ? "" : " by " + one.by);
          break;
        case Decision::Kind::kDeadline:
          text += "missed " + one.name;
          break;
        case Decision::Kind::kTask:
          text += "task for " + one.to + ": " + one.text;
          break;
        case Decision::Kind::kNotice:
          text += "tell " + one.to + ": " + one.text;
          break;
        case Decision::Kind::kSend:
          text += "send " + one.name + fields(one);
          break;
        case Decision::Kind::kAssignment:
          text += "owner " + one.to;
          break;
        case Decision::Kind::kCreated:
          text += "created" + fields(one);
          break;
        case Decision::Kind::kUpdated:
          text += "updated" + fields(one);
          break;
        case Decision::Kind::kMatched:
          text += "matched by " + one.name;
          break;
        case Decision::Kind::kMerged:
          text += "takes in " + one.from;
          break;
        case Decision::Kind::kRejected:
          text += "rejected: " + one.text;
          break;
        case Decision::Kind::kBroken:
          text += "broken: " + one.name;
          break;
        case Decision::Kind::kLoop:
          text += "loop: " + one.text;
          break;
      }
      text += '\n';
    }
    return text;
  }

  [[nodiscard]] std::string fields(const Decision& decision) const {
    std::string text;
    for (const Decision::Field& field : decision.fields) {
      std::string value = field.json == "null" ? "missing" : field.json;
      if (value.front() == '"') value = value.substr(1, value.size() - 2);
      text += (text.empty() ? " " : ", ") + field.name + " = " + value;
    }
    return text;
  }

  Sources sources_;
  std::shared_ptr<const Program> program_;
  std::shared_ptr<const Plan> plan_;
  std::unique_ptr<EventReader> reader_;
  SessionOptions options_;
  std::unique_ptr<Session> session_;
  std::map<std::string, Fact> facts_;
  std::vector<std::string> told_;
};

}  // namespace leadline::test
