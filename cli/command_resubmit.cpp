// SPDX-License-Identifier: Apache-2.0
// `leadline resubmit`: a rejected event once more, with other values.
#include <fmt/format.h>

#include <algorithm>

#include "cli/as_of.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/rejected_events.hpp"
#include "cli/runner.hpp"
#include "engine/data/json_object.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/data/read_event.hpp"
#include "engine/state/look.hpp"
#include "engine/values/time.hpp"

namespace leadline::cli {

namespace {

using Changes = std::vector<std::pair<std::string, std::string>>;

void write_cell(JsonWriter& json, const Cell& cell) {
  if (cell.data == nullptr) {
    json.null();
  } else if (cell.kind == CellKind::kText) {
    json.text(cell.text());
  } else {
    json.raw(cell.text());
  }
}

// The members of an object with changes laid over them; an empty value takes a member away.
void write_changed(JsonWriter& json, const std::vector<JsonMember>& members, const Changes& changes) {
  const auto changed = [&](std::string_view key) {
    return std::any_of(changes.begin(), changes.end(), [&](const auto& change) { return change.first == key; });
  };
  for (const JsonMember& member : members) {
    if (changed(member.key)) continue;
    json.key(member.key);
    write_cell(json, member.cell);
  }
  for (const auto& [key, value] : changes) {
    if (!value.empty()) json.key(key).text(value);
  }
}

// The event with its changes: of a submission they are answers, of others keys. With `id_as_new` it is another event.
std::string changed_event(const std::string& event, const Changes& changes, const std::string& new_id,
                          const std::string& new_at) {
  JsonObject outer, inner;
  std::vector<JsonMember> members, fields;
  if (!outer.read(event, members).empty()) return event;
  std::string id_key = "event";
  bool submission = false;
  for (const JsonMember& member : members) {
    if (member.key != "type") continue;
    submission = member.cell.text() == "submission";
    if (submission || member.cell.text() == "interaction") id_key = "id";
  }
  Changes own;
  if (!new_at.empty()) own.emplace_back("at", new_at);
  if (!new_id.empty()) own.emplace_back(id_key, new_id);
  if (!submission) own.insert(own.end(), changes.begin(), changes.end());
  const auto fields_at =
      std::find_if(members.begin(), members.end(), [](const JsonMember& member) { return member.key == "fields"; });
  if (submission && fields_at != members.end()) {
    if (fields_at->cell.kind == CellKind::kObject) static_cast<void>(inner.read(fields_at->cell.text(), fields));
    members.erase(fields_at);
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  write_changed(json, members, own);
  if (submission) {
    json.key("fields").begin_object();
    write_changed(json, fields, changes);
    json.end_object();
  }
  json.end_object();
  return text;
}

}  // namespace

ExitCode run_resubmit(const ResubmitOptions& options) {
  const CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  Changes changes;
  for (const std::string& change : options.changes) {
    const std::size_t equals = change.find('=');
    if (equals == std::string::npos || equals == 0) {
      complain(fmt::format("`{}` is no change; write field=value", change));
      return ExitCode::kUsage;
    }
    changes.emplace_back(change.substr(0, equals), change.substr(equals + 1));
  }
  std::string event_text;
  std::vector<std::int64_t> numbers{options.number};  // with the times before that the same event was rejected
  {
    Result<std::unique_ptr<state::Database>> opened = state::open_to_look(options.state);
    if (!opened) return failed(opened.error().message);
    state::Statement row = (*opened)->prepare("SELECT event, resubmitted FROM rejected WHERE number = ?1");
    row.bind(1, options.number);
    if (!row.step()) {
      return failed(fmt::format("`{}` has no rejected event {}; `leadline rejected --state {}` lists them",
                                options.state, options.number, options.state));
    }
    if (!row.null(1)) {
      return failed(fmt::format("the rejected event {} was resubmitted already: {}", options.number, row.text(1)));
    }
    event_text = std::string(row.text(0));
    for (const RejectedEntry& entry : rejected_events(**opened, false)) {
      const bool times_before = entry.number == options.number || std::find(entry.before.begin(), entry.before.end(),
                                                                            options.number) != entry.before.end();
      if (!times_before) continue;
      numbers = entry.before;
      numbers.push_back(entry.number);
    }
  }
  std::string new_id, new_at;
  if (options.as == "new") {
    const Result<std::int64_t> at = parse_as_of(options.at, *rules.program, "--at");
    if (!at) return wrong_usage(at.error().message);
    new_at = format_time(*at);
    if (const std::string id = event_id(event_text); !id.empty())
      new_id = fmt::format("{}-resubmitted-{}", id, options.number);
  } else if (!options.at.empty()) {
    return wrong_usage("--at needs --as new: the same event keeps its time");
  }
  const std::string line = changed_event(event_text, changes, new_id, new_at);
  EventReader reader(*rules.program, "");
  Event event;
  EventProblem problem;
  if (!reader.read(line, event, problem))
    return failed(fmt::format("with these values it is no event: {}", problem.reason));

  RunTarget target;
  target.state = options.state;
  target.out = options.out;
  Result<std::unique_ptr<Runner>> started = Runner::start(rules, target);
  if (!started) return failed(started.error().message);
  Runner& runner = **started;
  for (const std::string& note : runner.notes()) complain(note);
  std::string again;
  for (const Decision& decision : runner.take(event, line)) {
    if (decision.kind == Decision::Kind::kRejected) again = decision.text;
  }
  for (const std::int64_t number : numbers) {
    runner.mark_resubmitted(number, again.empty() ? options.as : options.as + ", rejected again");
  }
  if (const Result<bool> done = runner.commit({}, true); !done) return failed(done.error().message);
  if (const Result<bool> closed = runner.close(); !closed) return failed(closed.error().message);
  if (!again.empty()) return failed(fmt::format("rejected again: {}", again));
  return ExitCode::kFine;
}

}  // namespace leadline::cli
