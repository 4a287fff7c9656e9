// SPDX-License-Identifier: Apache-2.0
// The order in which things are written: files that can be cut back before the commit, everything else behind it.
#include "cli/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "cli/bad_rows.hpp"
#include "cli/console.hpp"
#include "cli/growing_output.hpp"
#include "engine/data/read_event.hpp"
#include "engine/files/expected_memory.hpp"
#include "engine/graph/plan.hpp"

namespace leadline::cli {

namespace {

// A state's tables take up so many events at once, or what came in so long a time: whoever reads them need not wait
// longer, and a run that was killed does no more again.
constexpr std::size_t kMostBehind = 50'000;
constexpr std::chrono::seconds kLongestBehind{5};

// A session looks here and there in all of its memory, which large pages make quicker. What stands in a state takes
// about three times its file; a run that begins with nothing may become as large as this.
constexpr std::size_t kMemoryOfState = 3;
constexpr std::size_t kMemoryOfRun = std::size_t{256} << 20U;

void expect_session(const std::string& state) {
  std::error_code none;
  const std::uintmax_t bytes = state.empty() ? 0 : std::filesystem::file_size(state, none);
  expect_memory(kMemoryOfRun + (none ? 0 : kMemoryOfState * static_cast<std::size_t>(bytes)));
}

// One line of a journal: line breaks between what an event says are blanks there.
void append_line(std::string& lines, std::string_view event) {
  const std::size_t from = lines.size();
  lines += event;
  if (event.find('\n') != std::string_view::npos || event.find('\r') != std::string_view::npos) {
    std::replace_if(
        lines.begin() + static_cast<std::ptrdiff_t>(from), lines.end(), [](char c) { return c == '\n' || c == '\r'; },
        ' ');
  }
  lines += '\n';
}

}  // namespace

Result<std::unique_ptr<Runner>> Runner::start(const CompiledRules& rules, const RunTarget& target) {
  std::unique_ptr<Runner> runner(new Runner);
  const Program& program = *rules.program;
  runner->source_ = target.source;
  expect_session(target.state);
  std::optional<running::SessionMemory> memory;
  if (!target.state.empty()) {
    Result<state::State> opened = state::State::open(
        target.state, program, state::identify_rules(rules.sources, program), {target.accept_new_rules});
    if (!opened) return opened.error();
    runner->state_.emplace(std::move(opened).value());
    state::State& state = *runner->state_;
    const state::RulesChange& change = state.rules_change();
    if (change.changed) {
      std::string note = fmt::format("the rules of `{}` are new now", target.state);
      for (const std::string& name : change.added) note += "\n  new: " + name;
      for (const std::string& name : change.gone) note += "\n  gone: " + name;
      runner->notes_.push_back(std::move(note));
    }
    Result<running::SessionMemory> loaded = state.load();
    if (!loaded) return loaded.error();
    memory.emplace(std::move(loaded).value());
    memory->new_rules = change.changed;
    for (const std::string& lost : state.lost_values()) {
      runner->notes_.push_back(lost + " do not fit the new rules and are missing");
    }
    runner->number_ = state.decisions();
  }
  running::SessionOptions options;
  options.react_to_loaded = target.react_to_loaded;
  options.place_of = [&sources = rules.sources](const Span& span) { return sources.place(span); };
  PlanOptions plan_options;
  plan_options.run = true;
  runner->session_ = std::make_unique<running::Session>(make_plan(program, plan_options), std::move(options));
  if (memory && !runner->state_->is_new()) {
    if (const Result<bool> told = runner->session_->restore(std::move(*memory)); !told) return told.error();
  }
  if (runner->state_) runner->replay(program);

  if (const Result<bool> opened = runner->open_outputs(target); !opened) return opened.error();
  return runner;
}

// Does again what a run had done that was killed before its state's tables had it.
void Runner::replay(const Program& program) {
  Event event;
  EventProblem problem;
  for (const state::JournalEntry& entry : state_->journal()) {
    EventReader reader(program, entry.source);
    const std::size_t from = decisions_.size();
    for (std::string_view rest = entry.events; !rest.empty(); ++behind_) {
      const std::size_t end = rest.find('\n');
      if (reader.read(rest.substr(0, end), event, problem)) session_->apply(event, decisions_);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    const std::uint64_t first = number_ + 1;
    std::uint64_t number = number_;
    for (std::size_t at = from; at < decisions_.size(); ++at) decisions_[at].number = ++number;
    number_ = entry.decisions;
    if (number == entry.decisions) continue;
    notes_.push_back(
        fmt::format("the decisions {} to {} were told by another version of Leadline, which decided {} of them; this "
                    "one decides {}",
                    first, entry.decisions, entry.decisions + 1 - first, number + 1 - first));
  }
}

Result<bool> Runner::open_outputs(const RunTarget& target) {
  const auto known = [&](const std::string& path) {
    RunOutput::Known result;
    result.has_state = state_.has_value();
    if (state_) result.committed = state_->output(whole_path(path));
    return result;
  };
  bad_path_ = target.bad_file;
  bad_topics_ = target.topics;
  if (!target.out.empty()) {
    TopicOptions topics = target.topics;
    if (state_ && is_topic(target.out)) {
      Result<std::string> identity = state_->identity();
      if (!identity) return identity.error();
      topics.writer = std::move(identity).value();
    }
    Result<std::unique_ptr<RunOutput>> out = RunOutput::open(target.out, known(target.out), topics);
    if (!out) return out.error();
    out_ = std::move(out).value();
  }
  // What stood in the file of bad lines behind the last commit comes again.
  if (!target.bad_file.empty() && (is_topic(target.bad_file) || (state_ && known(target.bad_file).committed))) {
    Result<std::unique_ptr<RunOutput>> bad = RunOutput::open(target.bad_file, known(target.bad_file), bad_topics_);
    if (!bad) return bad.error();
    bad_ = std::move(bad).value();
  }
  if (!state_) return true;
  // A run that was killed between its commit and the printing.
  if (out_) {
    Result<std::string> unsaid = out_->unsaid(state_->outbox(), number_);
    if (!unsaid) return unsaid.error();
    if (!unsaid->empty()) {
      if (const Result<bool> said = out_->write(*unsaid, true); !said) return said.error();
      if (!is_topic(target.out)) {
        notes_.push_back(
            "the decisions of the last commit may not have been printed and are printed (again); `number` tells them "
            "apart");
      }
    }
  }
  // The state knows its files before anything is written to them: a run may be killed before its first commit.
  return commit({}, true);
}

void Runner::written(std::size_t from) {
  for (std::size_t at = from; at < decisions_.size(); ++at) {
    ++counts_.decisions;
    ++counts_.decisions_by_kind[static_cast<std::size_t>(decisions_[at].kind)];
    decisions_[at].number = ++number_;
    if (out_) write_decision(text_, decisions_[at]);
  }
}

std::span<const Decision> Runner::take(const Event& event, std::string_view line) {
  const auto begin = std::chrono::steady_clock::now();
  ++counts_.events;
  ++counts_.events_by_kind[static_cast<std::size_t>(event.kind)];
  if (session_->clock() != kMissing64 && event.at < session_->clock()) ++counts_.late;
  const std::size_t from = decisions_.size();
  session_->apply(event, decisions_);
  const std::span<const Decision> decided = std::span<const Decision>(decisions_).subspan(from);
  if (state_) {
    for (const Decision& decision : decided) {
      if (decision.kind != Decision::Kind::kRejected) continue;
      rejected_.push_back({decision.sequence, event.at, decision.text, std::string(line)});
    }
    append_line(events_, line);
    ++behind_;
  }
  written(from);
  ++waiting_;
  counts_.of_events.add(std::chrono::steady_clock::now() - begin);
  return decided;
}

void Runner::load(const Dataset& data, std::int64_t at) {
  const std::size_t from = decisions_.size();
  session_->load(data, at, decisions_);
  only_events_ = false;
  written(from);
  ++waiting_;
}

void Runner::advance(std::int64_t until) {
  const std::size_t from = decisions_.size();
  session_->advance(until, decisions_);
  only_events_ = false;
  written(from);
  ++waiting_;
}

void Runner::take_bad(const BadRow& bad) {
  ++counts_.bad;
  ++counts_.bad_reasons[reason_to_count(bad)];
  is_topic(bad_path_) ? append_bad_object(bad_text_, bad) : append_bad_row(bad_text_, bad);
  ++waiting_;
}

Result<bool> Runner::write_bad(bool lasting) {
  if (bad_text_.empty() || bad_path_.empty()) return true;
  if (!bad_) {
    // One that this state has not written is replaced, as `score` does.
    Result<std::unique_ptr<RunOutput>> opened = RunOutput::open(bad_path_, {}, bad_topics_);
    if (!opened) return opened.error();
    bad_ = std::move(opened).value();
  }
  if (bad_->empty()) bad_text_.insert(0, kBadRowHeader);
  return bad_->write(bad_text_, lasting);
}

bool Runner::whole_is_due() const {
  return !only_events_ || behind_ >= kMostBehind ||
         std::chrono::steady_clock::now() - whole_since_ >= kLongestBehind;
}

Result<bool> Runner::commit(std::vector<state::InputPosition> inputs, bool whole) {
  const bool lasting = state_.has_value();
  whole = whole || !lasting || whole_is_due();
  if (const Result<bool> wrote = write_bad(lasting); !wrote) return wrote.error();
  bad_text_.clear();
  const bool before = out_ && out_->can_be_cut();
  if (before) {
    if (const Result<bool> wrote = out_->write(text_, lasting); !wrote) return wrote.error();
  }
  running::SessionChanges changes;
  if (whole) changes = session_->take_changes(running::FactForm::kRows);
  if (lasting) {
    state::Batch batch;
    batch.whole = whole;
    if (whole) {
      batch.data = &session_->data();
      batch.changes = std::move(changes);
      batch.decisions = &decisions_;
    } else {
      batch.events = std::move(events_);
      batch.source = source_;
    }
    batch.last_number = number_;
    batch.rejected = std::move(rejected_);
    batch.resubmitted = std::move(resubmitted_);
    batch.clock = session_->clock();
    batch.sequence = session_->sequence();
    batch.inputs = std::move(inputs);
    for (const std::unique_ptr<RunOutput>* output : {&out_, &bad_}) {
      if (*output && (*output)->can_be_cut()) batch.outputs.push_back({(*output)->name(), (*output)->bytes()});
    }
    if (out_ && !before) batch.outbox = text_;
    const auto begin = std::chrono::steady_clock::now();
    if (const Result<bool> committed = state_->commit(batch); !committed) return committed.error();
    counts_.of_commits.add(std::chrono::steady_clock::now() - begin);
  }
  if (out_ && !before) {
    if (const Result<bool> wrote = out_->write(text_, false); !wrote) return wrote.error();
  }
  if (whole) {
    decisions_.clear();
    behind_ = 0;
    only_events_ = true;
    whole_since_ = std::chrono::steady_clock::now();
  } else {
    std::erase_if(decisions_, [](const Decision& decision) { return !state::is_history(decision); });
  }
  rejected_.clear();
  resubmitted_.clear();
  events_.clear();
  text_.clear();
  waiting_ = 0;
  return true;
}

Result<bool> Runner::close() {
  if (!state_) return true;
  if (behind() && !reader_gone()) {
    if (const Result<bool> done = commit({}, true); !done) return done.error();
  }
  // Everything was printed: nothing of it is to be said again.
  if (!reader_gone() && !state_->outbox().empty()) {
    state::Batch nothing;
    nothing.last_number = number_;
    nothing.clock = session_->clock();
    nothing.sequence = session_->sequence();
    if (const Result<bool> committed = state_->commit(nothing); !committed) return committed.error();
  }
  return state_->close();
}

}  // namespace leadline::cli
