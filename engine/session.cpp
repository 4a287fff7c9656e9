// SPDX-License-Identifier: Apache-2.0
// The session of embedders: lines become events, decisions are counted, changes become rows.
#include "leadline/session.hpp"

#include "engine/data/json_writer.hpp"
#include "engine/data/read_event.hpp"
#include "engine/kept_rows.hpp"
#include "engine/read_tables.hpp"
#include "engine/result_tables.hpp"
#include "engine/rule_set.hpp"
#include "engine/run/session/events_ahead.hpp"

namespace leadline {

struct Session::Parts {
  Parts(const RuleSet& from, SessionSettings its_settings)
      : rules(from.compiled_),
        program(*rules->program),
        settings(std::move(its_settings)),
        reader(program, settings.source),
        inner(rules->for_runs().plan, options_of(*rules, settings)),
        keeper(program) {}

  static running::SessionOptions options_of(const RuleSet::Compiled& rules, const SessionSettings& settings) {
    running::SessionOptions options;
    options.react_to_loaded = settings.react_to_loaded;
    // The rules outlive the session.
    options.place_of = [sources = &rules.sources](const Span& span) { return sources->place(span); };
    return options;
  }

  // Numbers those behind the first `known`.
  void count(std::vector<Decision>& of, std::size_t known = 0) {
    for (std::size_t at = known; at < of.size(); ++at) of[at].number = ++decisions;
  }

  const std::shared_ptr<const RuleSet::Compiled> rules;
  const Program& program;
  const SessionSettings settings;
  EventReader reader;
  running::Session inner;
  RowKeeper keeper;
  std::uint64_t decisions = 0;
  std::vector<std::string> lost;
};

Session::Session(const RuleSet& rules, SessionSettings settings)
    : parts_(std::make_unique<Parts>(rules, std::move(settings))) {}
Session::Session(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Session::~Session() = default;
Session::Session(Session&& other) noexcept = default;
Session& Session::operator=(Session&& other) noexcept = default;

Result<Session> Session::restore(const RuleSet& rules, std::span<const KeptRow> rows, SessionSettings settings) {
  auto parts = std::make_unique<Parts>(rules, std::move(settings));
  Result<RowKeeper::Memory> memory = parts->keeper.memory(rows);
  if (!memory) return memory.error();
  if (!rows.empty()) {
    memory->session.new_rules = memory->mark.rules != parts->rules->for_runs().identity.fingerprint;
    if (memory->session.new_rules && !parts->settings.accept_new_rules) {
      return Error{"the rows were kept under other rules; `accept_new_rules` goes on with these"};
    }
    parts->decisions = memory->mark.decisions;
    parts->lost = std::move(memory->lost);
    if (const Result<bool> restored = parts->inner.restore(std::move(memory->session)); !restored) {
      return restored.error();
    }
  }
  return Session(std::move(parts));
}

Applied Session::apply(std::string_view lines) {
  Parts& parts = *parts_;
  Applied applied;
  EventProblem problem;
  struct Nothing {};
  running::EventsAhead<Nothing> ahead(parts.inner);
  const auto take = [&] { parts.inner.apply(ahead.take().event, applied.decisions); };
  for (std::uint64_t number = 1; !lines.empty(); ++number) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    if (ahead.full()) take();
    if (!parts.reader.read(line, ahead.next().event, problem)) {
      applied.bad.push_back({number, problem.key, problem.value, problem.reason, std::string(line)});
      continue;
    }
    ++applied.events;
    ahead.add();
  }
  while (ahead.size() != 0) take();
  parts.count(applied.decisions);
  return applied;
}

Result<Loaded> Session::load(const InputTables& tables, const LoadSettings& settings) {
  Parts& parts = *parts_;
  Dataset data(parts.program);
  Loaded loaded;
  if (std::optional<Error> error =
          read_tables(tables, settings.bad_values_missing, 1, data, loaded.set_aside, loaded.ignored_columns)) {
    return *std::move(error);
  }
  static_cast<void>(data.finish(1));
  parts.inner.load(data, settings.at, loaded.decisions);
  parts.count(loaded.decisions);
  return loaded;
}

std::vector<Decision> Session::advance(std::int64_t until) {
  std::vector<Decision> decisions;
  parts_->inner.advance(until, decisions);
  parts_->count(decisions);
  return decisions;
}

std::vector<Decision> Session::pass(std::uint64_t number, std::int64_t until) {
  std::vector<Decision> decisions;
  parts_->inner.pass(number, until, decisions);
  parts_->count(decisions);
  return decisions;
}

bool Session::crowded() const { return parts_->inner.crowded(); }

std::optional<std::int64_t> Session::clock() const {
  const std::int64_t clock = parts_->inner.clock();
  return clock == kMissing64 ? std::nullopt : std::optional(clock);
}

std::uint64_t Session::events() const { return parts_->inner.sequence(); }
std::uint64_t Session::decisions() const { return parts_->decisions; }

bool Session::has(RecordKind kind, const std::string& id) const { return parts_->inner.find(kind, id) != kNoRow; }

std::optional<Decimal> Session::score(RecordKind kind, const std::string& id, std::string_view model) const {
  const std::uint32_t row = parts_->inner.find(kind, id);
  if (row == kNoRow) return std::nullopt;
  for (std::uint32_t number = 0; number < parts_->program.models.size(); ++number) {
    const Model& one = parts_->program.models[number];
    if (one.kind != kind || one.name != model) continue;
    const std::int64_t score = parts_->inner.score(number, row);
    return score == kMissing64 ? std::nullopt : std::optional(Decimal{score});
  }
  return std::nullopt;
}

std::string Session::stage(RecordKind kind, const std::string& id) const {
  const std::uint32_t row = parts_->inner.find(kind, id);
  const int field = parts_->program.schema(kind).stage;
  if (row == kNoRow || field < 0) return {};
  return parts_->inner.data().table(kind).columns[static_cast<std::size_t>(field)].value(row).text;
}

std::optional<std::string> Session::field(RecordKind kind, const std::string& id, std::string_view name) const {
  const std::uint32_t row = parts_->inner.find(kind, id);
  const int field = parts_->program.schema(kind).find(std::string(name));
  if (row == kNoRow || field < 0) return std::nullopt;
  return json_of(parts_->inner.data().table(kind).columns[static_cast<std::size_t>(field)].value(row));
}

std::vector<ResultTable> Session::results(unsigned reasons) const {
  const std::unique_ptr<Dataset> data = parts_->inner.data().snapshot();
  ScoreOptions options;
  options.as_of = clock().value_or(0);
  options.threads = 1;
  options.reasons = reasons;
  return result_tables(parts_->program, *data, leadline::score(*parts_->rules->plan, *data, options), reasons > 0);
}

std::vector<KeptRow> Session::changes() {
  Parts& parts = *parts_;
  SessionMark mark;
  mark.rules = parts.rules->for_runs().identity.fingerprint;
  mark.clock = parts.inner.clock();
  mark.sequence = parts.inner.sequence();
  mark.decisions = parts.decisions;
  return parts.keeper.rows(parts.inner.data(), parts.inner.take_changes(), mark);
}

const std::vector<std::string>& Session::lost_values() const { return parts_->lost; }

}  // namespace leadline
