// SPDX-License-Identifier: Apache-2.0
// `leadline export`, `timeline`, `rejected`: what stands in a state, also while a run works on it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/as_of.hpp"
#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/csv.hpp"
#include "cli/files.hpp"
#include "cli/nearest.hpp"
#include "cli/rejected_events.hpp"
#include "cli/state_records.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/state/look.hpp"
#include "engine/state/stored_value.hpp"
#include "engine/state/tables.hpp"

namespace leadline::cli {

namespace {

using state::Database;
using state::Statement;

void append_json_column(JsonWriter& json, const Statement& row, int column) {
  switch (row.kind(column)) {
    case Statement::Kind::kNull:
      json.null();
      break;
    case Statement::Kind::kInteger:
    case Statement::Kind::kReal:
      json.raw(row.text(column));
      break;
    case Statement::Kind::kText:
      json.text(row.text(column));
      break;
  }
}

// Times of a state as a clock in the zone of its rules shows them.
class StateClock {
 public:
  explicit StateClock(Database& database) : name_(state::meta(database, "zone")), zone_(Zone::find(name_)) {
    if (zone_) return;
    name_ = "UTC";
    zone_ = Zone::utc();
  }
  [[nodiscard]] const std::string& zone() const { return name_; }
  [[nodiscard]] std::string operator()(std::string_view stored) const {
    const std::int64_t ms = state::read_time(stored);
    return ms == kMissing64 ? std::string(stored) : local_time(ms, *zone_);
  }

 private:
  std::string name_;
  std::shared_ptr<const Zone> zone_;
};

// One line of a timeline in words. Columns: at, decision, name, from, to, by, place, text, fields, event.
std::string told(const Statement& row) {
  const auto text = [&](int column) { return std::string(row.text(column)); };
  std::string decision = text(1);
  const std::string name = text(2);
  const std::string from = text(3);
  const std::string to = text(4);
  if (decision == "move") {
    // The name of a transition that says no more than the move itself is left out.
    const bool plain = !text(6).empty() && text(5) == from + "->" + to;
    std::string by = plain || text(5).empty() ? text(6) : text(5);
    if (!plain && !text(5).empty() && !text(6).empty()) by += ", " + text(6);
    if (!by.empty()) by = " (" + by + ")";
    return from.empty() ? fmt::format("begins in {}", to) + by : fmt::format("moves from {} to {}", from, to) + by;
  }
  if (decision == "grade") {
    if (from.empty()) return fmt::format("has grade {} in {}", to, name);
    return to.empty() ? fmt::format("has no grade in {} (before: {})", name, from)
                      : fmt::format("has grade {} in {} (before: {})", to, name, from);
  }
  if (decision == "threshold") return fmt::format("{} {}", text(7) == "reached" ? "reaches" : "loses", name);
  if (decision == "segment") return fmt::format("{} segment {}", text(7) == "entered" ? "enters" : "leaves", name);
  if (decision == "deadline") return fmt::format("misses {}", name);
  if (decision == "task") return fmt::format("task for {}: {}", to, text(7));
  if (decision == "notice") return fmt::format("notice to {}: {}", to, text(7));
  if (decision == "send") return fmt::format("sends {} {}", name, text(8));
  if (decision == "assignment") {
    return to.empty() ? "belongs to nobody"
                      : fmt::format("belongs to {}", to) + (from.empty() ? "" : " (before: " + from + ")");
  }
  if (decision == "created") return fmt::format("is created {}", text(8));
  if (decision == "updated") return fmt::format("is changed {}", text(8));
  if (decision == "matched") return fmt::format("is matched by {}: {}", name, text(7));
  if (decision == "merged") return fmt::format("takes in {}", from);
  if (decision == "rejected") return text(7);
  if (decision == "broken") return fmt::format("breaks \"{}\"", name);
  return decision;
}

// The tables that a user may ask for, sorted.
std::vector<std::string> table_names(Database& database) {
  std::vector<std::string> names;
  Statement tables = database.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'outbox' ORDER BY "
      "name");
  while (tables.step()) names.emplace_back(tables.text(0));
  return names;
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  quoted.reserve(names.size());
  for (const std::string& name : names) quoted.push_back('`' + name + '`');
  return joined(quoted);
}

// A record's kind as it stands in the timeline, and its id with those that became part of it.
struct Found {
  std::string kind;
  std::set<std::string> ids;
};

Found find_record(Database& database, const std::string& id, const std::string& kind) {
  Found found;
  for (const char* one : {"lead", "contact", "account", "opportunity"}) {
    if (!kind.empty() && kind != one) continue;
    Statement timeline = database.prepare("SELECT 1 FROM timeline WHERE kind = ?1 AND id = ?2 LIMIT 1");
    const std::string plural = std::string(one) == "opportunity" ? "opportunities" : std::string(one) + 's';
    Statement records = database.prepare("SELECT 1 FROM " + state::quoted(plural) + " WHERE id = ?2 AND ?1 <> ''");
    for (Statement* statement : {&timeline, &records}) {
      statement->bind(1, std::string_view(one));
      statement->bind(2, id);
      if (statement->step()) found.kind = one;
      statement->reset();
    }
    if (!found.kind.empty()) break;
  }
  if (found.kind.empty()) return found;
  std::vector<std::string> open{id};
  while (!open.empty()) {
    const std::string next = open.back();
    open.pop_back();
    if (!found.ids.insert(next).second) continue;
    Statement merged =
        database.prepare("SELECT \"from\" FROM timeline WHERE kind = ?1 AND id = ?2 AND decision = 'merged'");
    merged.bind(1, found.kind);
    merged.bind(2, next);
    while (merged.step()) open.emplace_back(merged.text(0));
  }
  return found;
}

}  // namespace

ExitCode run_export(const ExportOptions& options) {
  Result<std::unique_ptr<Database>> opened = state::open_to_look(options.state);
  if (!opened) return failed(opened.error());
  Database& database = **opened;
  tell_events_to_come(options.state, state::events_to_come(database));
  const std::vector<std::string> names = table_names(database);
  if (std::find(names.begin(), names.end(), options.table) == names.end()) {
    std::vector<std::string_view> candidates(names.begin(), names.end());
    const std::vector<std::string> near = nearest_names(options.table, candidates, 1);
    complain(fmt::format(
        "`{}` has no table `{}`; {}", options.state, options.table,
        near.empty() ? "there are " + quoted_list(names) : fmt::format("did you mean `{}`?", near.front())));
    return ExitCode::kFailed;
  }
  Result<Output> output = Output::open(options.out);
  if (!output) return failed(output.error());
  Statement rows = database.prepare("SELECT * FROM " + state::quoted(options.table) + " ORDER BY 1");
  // The key of rows is the state's own business.
  const int first = rows.columns() != 0 && rows.column_name(0) == "row" ? 1 : 0;
  const bool csv = options.format == "csv";
  std::string line;
  for (int column = first; csv && column < rows.columns(); ++column) {
    if (column != first) line += ',';
    append_csv(line, rows.column_name(column));
  }
  if (csv) output->write(line + '\n');
  while (rows.step()) {
    line.clear();
    JsonWriter json(line);
    if (!csv) json.begin_object();
    for (int column = first; column < rows.columns(); ++column) {
      if (csv) {
        if (column != first) line += ',';
        append_csv(line, rows.text(column));
      } else {
        append_json_column(json.key(rows.column_name(column)), rows, column);
      }
    }
    if (!csv) json.end_object();
    output->write(line + '\n');
  }
  if (database.failed()) return failed(database.error());
  const Result<bool> closed = output->close();
  return closed ? ExitCode::kFine : failed(closed.error());
}

ExitCode run_timeline(const TimelineOptions& options) {
  Result<std::unique_ptr<Database>> opened = state::open_to_look(options.state);
  if (!opened) return failed(opened.error());
  Database& database = **opened;
  tell_events_to_come(options.state, state::events_to_come(database));
  const Found found = find_record(database, options.id, options.kind);
  if (found.kind.empty())
    return failed(fmt::format("there is no {} `{}` in `{}`", options.kind.empty() ? "record" : options.kind, options.id,
                              options.state));
  std::string places;
  for (std::size_t id = 0; id < found.ids.size(); ++id) places += fmt::format("{}?{}", id == 0 ? "" : ", ", id + 2);
  Statement rows = database.prepare(
      "SELECT at, decision, name, \"from\", \"to\", \"by\", place, text, fields, event, id, number FROM timeline "
      "WHERE kind = ?1 AND id IN (" +
      places + ") ORDER BY number");
  rows.bind(1, found.kind);
  int place = 2;
  for (const std::string& id : found.ids) rows.bind(place++, id);
  const StateClock clock(database);
  std::string out;
  if (options.format == "text") out += fmt::format("{} {} (times in {})\n", found.kind, options.id, clock.zone());
  while (rows.step()) {
    if (options.format == "ndjson") {
      JsonWriter json(out);
      json.begin_object();
      for (int column = 0; column < rows.columns(); ++column) {
        if (rows.null(column)) continue;
        json.key(rows.column_name(column));
        if (rows.column_name(column) == "fields") {
          json.raw(rows.text(column));
        } else {
          append_json_column(json, rows, column);
        }
      }
      json.end_object();
      out += '\n';
      continue;
    }
    const std::string other = rows.text(10) == options.id ? "" : fmt::format("[{}] ", rows.text(10));
    out += fmt::format("  {:<19}  {}{}\n", clock(rows.text(0)), other, told(rows));
  }
  if (database.failed()) return failed(database.error());
  print(out);
  return ExitCode::kFine;
}

ExitCode run_rejected(const RejectedOptions& options) {
  Result<std::unique_ptr<Database>> opened = state::open_to_look(options.state);
  if (!opened) return failed(opened.error());
  Database& database = **opened;
  const StateClock clock(database);
  const std::vector<RejectedEntry> entries = rejected_events(database, options.all);
  std::string out;
  for (const RejectedEntry& entry : entries) {
    if (options.format == "ndjson") {
      JsonWriter json(out);
      json.begin_object().key("number").count(static_cast<std::uint64_t>(entry.number));
      json.key("sequence").count(static_cast<std::uint64_t>(entry.sequence)).key("at").text(entry.at);
      json.key("reason").text(entry.reason).key("event").text(entry.event).key("resubmitted");
      entry.resubmitted.empty() ? json.null() : json.text(entry.resubmitted);
      if (!options.all) json.key("times").count(entry.times);
      json.end_object();
      out += '\n';
      continue;
    }
    out += fmt::format("{}  {}  {}{}{}\n   {}\n", entry.number, clock(entry.at), entry.reason,
                       entry.times == 1 ? "" : fmt::format("  (rejected {} times)", entry.times),
                       entry.resubmitted.empty() ? "" : fmt::format("  (resubmitted: {})", entry.resubmitted),
                       entry.event);
  }
  if (database.failed()) return failed(database.error());
  print(out);
  if (entries.empty() && options.format == "text") print("nothing was rejected\n");
  return ExitCode::kFine;
}

}  // namespace leadline::cli
