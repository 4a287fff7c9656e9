// SPDX-License-Identifier: Apache-2.0
// Opening a state: whose file it is, of which form, made by which rules.
#include "engine/state/state.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <random>

#include "engine/data/stage_check.hpp"
#include "engine/state/look.hpp"
#include "engine/state/state_parts.hpp"
#include "engine/state/stored_value.hpp"

namespace leadline::state {

namespace {

// `LEAD`: how the file says whose it is.
constexpr std::int64_t kApplication = 0x4C454144;

std::uint64_t whole(const std::string& text) { return text.empty() ? 0 : std::strtoull(text.c_str(), nullptr, 10); }

// An error where the file is not a state of this form.
Result<bool> check_form(Database& database) {
  const std::int64_t application = database.number("PRAGMA application_id");
  const std::int64_t format = database.number("PRAGMA user_version");
  if (database.failed()) return database.error();
  const std::string name = "the state `" + database.path() + "`";
  if (application != kApplication) return Error{name + ": it is no state of Leadline (another program's database)"};
  if (format < kOldestFormat || format > kFormat) {
    return Error{name + ": it has format " + std::to_string(format) + "; this leadline reads and writes format " +
                 std::to_string(kFormat) + ". It was left as it is"};
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<Database>> open_to_look(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0) {
    return Error{"there is no state `" + path + "`; `leadline run --state` makes one"};
  }
  Result<std::unique_ptr<Database>> opened = Database::open(path, Database::Mode::kRead);
  if (!opened) return opened.error();
  if (const Result<bool> form = check_form(**opened); !form) return form.error();
  // One moment of the state, whatever a run does meanwhile.
  if (!(*opened)->run("BEGIN")) return (*opened)->error();
  return opened;
}

std::uint64_t events_to_come(Database& database) {
  if (database.number("SELECT count(*) FROM sqlite_master WHERE name = 'journal'") == 0) return 0;
  const auto last = static_cast<std::uint64_t>(database.number("SELECT coalesce(max(sequence), 0) FROM journal"));
  return last - std::min(last, whole(meta(database, "sequence")));
}

State::State(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
State::State(State&& other) noexcept = default;
State& State::operator=(State&& other) noexcept = default;
State::~State() = default;

Statement& State::Parts::statement(const std::string& sql) {
  auto found = others.find(sql);
  if (found == others.end()) found = others.emplace(sql, database->prepare(sql)).first;
  return found->second;
}

Result<State> State::open(const std::string& path, const Program& program, const RulesIdentity& rules,
                          const StateOptions& options) {
  auto parts = std::make_unique<Parts>(program);
  Result<RunLock> lock = RunLock::take(path);
  if (!lock) return lock.error();
  parts->lock.emplace(std::move(lock).value());
  Result<std::unique_ptr<Database>> opened = Database::open(path, Database::Mode::kCreate);
  if (!opened) return opened.error();
  parts->database = std::move(opened).value();
  Database& database = *parts->database;
  // A file that is empty in every way is a state that was never committed.
  parts->is_new = database.number("SELECT count(*) FROM sqlite_master") == 0 &&
                  database.number("PRAGMA user_version") == 0 && !database.failed();
  if (database.failed()) return database.error();
  if (!parts->is_new) {
    if (const Result<bool> form = check_form(database); !form) return form.error();
  }
  database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  // Events come about all records in turn: a page is written again and again before it need be put in its place, and is
  // best kept for that long. 64 MB each.
  database.run("PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -65536;");
  if (!database.run("BEGIN IMMEDIATE")) return database.error();
  if (const std::int64_t format = database.number("PRAGMA user_version"); !parts->is_new && format < kFormat) {
    if (!parts->renew(format)) return database.error();
  }
  if (parts->is_new) {
    database.run("PRAGMA application_id = " + std::to_string(kApplication) +
                 "; PRAGMA user_version = " + std::to_string(kFormat));
    make_tables(database, parts->tables);
    set_meta(database, "rules", rules.fingerprint);
    for (const std::string& name : rules.names) {
      Statement& statement = parts->statement("INSERT OR IGNORE INTO rules VALUES (?)");
      statement.bind(1, name);
      statement.run();
    }
  } else if (const Result<bool> same = parts->compare_rules(rules, options.accept_new_rules); !same) {
    database.run("ROLLBACK");
    return same.error();
  }
  // For who looks at it without the rules.
  const std::string zone = program.zones.empty() ? "UTC" : program.zones.front();
  if (meta(database, "zone") != zone) set_meta(database, "zone", zone);
  if (!database.run("COMMIT")) return database.error();
  return begin(std::move(parts));
}

// Where the state stands.
Result<State> State::begin(std::unique_ptr<Parts> parts) {
  Database& database = *parts->database;
  parts->decisions = whole(meta(database, "decisions"));
  parts->sequence = whole(meta(database, "sequence"));
  if (const std::string clock = meta(database, "clock"); !clock.empty()) parts->clock = read_time(clock);
  if (database.failed()) return database.error();
  return State(std::move(parts));
}

Result<State> State::look(const std::string& path, const Program& program, const RulesIdentity& rules) {
  auto parts = std::make_unique<Parts>(program);
  Result<std::unique_ptr<Database>> opened = open_to_look(path);
  if (!opened) return opened.error();
  parts->database = std::move(opened).value();
  parts->change.changed = meta(*parts->database, "rules") != rules.fingerprint;
  return begin(std::move(parts));
}

// Takes other rules if they were accepted and every stage in which a record stands is there.
Result<bool> State::Parts::compare_rules(const RulesIdentity& rules, bool accept) {
  if (meta(*database, "rules") == rules.fingerprint) return true;
  change.changed = true;
  std::vector<std::string> before;
  {
    Statement names = database->prepare("SELECT name FROM rules ORDER BY name");
    while (names.step()) before.emplace_back(names.text(0));
  }
  std::set_difference(rules.names.begin(), rules.names.end(), before.begin(), before.end(),
                      std::back_inserter(change.added));
  std::set_difference(before.begin(), before.end(), rules.names.begin(), rules.names.end(),
                      std::back_inserter(change.gone));
  const auto listed = [](const std::vector<std::string>& names, const char* what) {
    std::string text;
    for (std::size_t name = 0; name < names.size() && name < 20; ++name)
      text += "\n  " + std::string(what) + ' ' + names[name];
    if (names.size() > 20) text += "\n  … and " + std::to_string(names.size() - 20) + " more";
    return text;
  };
  if (!accept) {
    return Error{"the state `" + database->path() +
                 "` was made with other rules; add --accept-new-rules to go on with these" +
                 listed(change.added, "new:") + listed(change.gone, "gone:")};
  }
  if (const std::int64_t waiting = database->number("SELECT count(*) FROM journal"); waiting != 0) {
    return Error{"the state `" + database->path() +
                 "` has events that a run took under the rules before these, and was killed before they were in its "
                 "tables; run once with those rules: `leadline run OLD-RULES --state " +
                 database->path() + " --in /dev/null`"};
  }
  if (!fit_tables(*database, tables) || !rename_stages()) return database->error();
  std::string homeless;
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    const RecordSchema& schema = program.records[kind];
    if (schema.stage < 0) continue;
    Statement standing =
        database->prepare("SELECT process, stage, count(*), min(id) FROM " + quoted(tables.records[kind].name) +
                          " WHERE stage IS NOT NULL GROUP BY process, stage ORDER BY process, stage");
    while (standing.step()) {
      const std::string process(standing.text(0));
      const std::string stage(standing.text(1));
      const StageProblem problem = stage_problem(program, schema.kind, process, stage);
      if (problem.reason.empty()) continue;
      homeless += "\n  " + std::to_string(standing.integer(2)) + ' ' +
                  std::string(standing.integer(2) == 1 ? name_of(schema.kind) : plural_of(schema.kind)) + " in `" +
                  stage + "` (such as `" + std::string(standing.text(3)) + "`): " + problem.reason;
    }
  }
  if (!homeless.empty()) {
    return Error{"the rules lack stages in which records of the state `" + database->path() + "` stand:" + homeless +
                 "\n`stage old was NEW` in the process says where they go"};
  }
  database->run("DELETE FROM rules");
  for (const std::string& name : rules.names) {
    Statement& insert = statement("INSERT OR IGNORE INTO rules VALUES (?)");
    insert.bind(1, name);
    insert.run();
  }
  set_meta(*database, "rules", rules.fingerprint);
  if (database->failed()) return database->error();
  return true;
}

// `stage old was NEW`: where records stand, what holds them, and where they moved from and to.
bool State::Parts::rename_stages() {
  for (const Process& process : program.processes) {
    const RecordSchema& schema = program.schema(process.kind);
    if (schema.stage < 0) continue;
    const std::string table = quoted(tables.records[static_cast<std::size_t>(process.kind)].name);
    for (const auto& [old, now] : process.was) {
      if (process.find(old) >= 0) continue;
      const std::string& name = process.stages[now].name;
      Statement held =
          database->prepare("UPDATE " + table +
                            " SET held = replace(replace(replace(held, '\"' || ?1 || '->', '\"' || ?2 || '->'),"
                            " '->' || ?1 || '\"', '->' || ?2 || '\"'), '->' || ?1 || '#', '->' || ?2 || '#')"
                            " WHERE process = ?3 AND held IS NOT NULL");
      Statement stage = database->prepare("UPDATE " + table + " SET stage = ?2 WHERE stage = ?1 AND process = ?3");
      for (Statement* statement : {&held, &stage}) {
        statement->bind(1, old);
        statement->bind(2, name);
        statement->bind(3, process.name);
        if (!statement->run()) return false;
      }
      // Moves are of leads, and do not say of which process: a name that some process still has stays.
      if (process.kind != RecordKind::kLead || present_stage(program, process.kind, {}, old) != name) continue;
      for (const char* column : {"from", "to"}) {
        Statement moves = database->prepare("UPDATE interaction_move SET " + quoted(column) + " = ?2 WHERE " +
                                            quoted(column) + " = ?1");
        moves.bind(1, old);
        moves.bind(2, name);
        if (!moves.run()) return false;
      }
    }
  }
  return !database->failed();
}

const std::vector<std::string>& State::lost_values() const { return parts_->lost; }
const RulesChange& State::rules_change() const { return parts_->change; }
bool State::is_new() const { return parts_->is_new; }
std::int64_t State::clock() const { return parts_->clock; }
std::uint64_t State::decisions() const { return parts_->decisions; }

std::uint64_t State::events_to_come() { return state::events_to_come(*parts_->database); }

std::vector<JournalEntry> State::journal() {
  std::vector<JournalEntry> entries;
  Statement rows =
      parts_->database->prepare("SELECT sequence, decisions, source, events FROM journal ORDER BY sequence");
  while (rows.step()) {
    entries.push_back({static_cast<std::uint64_t>(rows.integer(0)), static_cast<std::uint64_t>(rows.integer(1)),
                       std::string(rows.text(2)), std::string(rows.text(3))});
  }
  return entries;
}

InputPosition State::input(const std::string& name) {
  InputPosition position;
  position.name = name;
  Statement& statement = parts_->statement("SELECT bytes, lines, tail FROM inputs WHERE name = ?");
  statement.bind(1, name);
  if (statement.step()) {
    position.bytes = static_cast<std::uint64_t>(statement.integer(0));
    position.lines = static_cast<std::uint64_t>(statement.integer(1));
    position.tail = std::string(statement.text(2));
  }
  statement.reset();
  return position;
}

std::optional<std::uint64_t> State::output(const std::string& name) {
  std::optional<std::uint64_t> bytes;
  Statement& statement = parts_->statement("SELECT bytes FROM outputs WHERE name = ?");
  statement.bind(1, name);
  if (statement.step()) bytes = static_cast<std::uint64_t>(statement.integer(0));
  statement.reset();
  return bytes;
}

std::string State::outbox() {
  std::string lines;
  Statement statement = parts_->database->prepare("SELECT lines FROM outbox ORDER BY rowid");
  while (statement.step()) lines += statement.text(0);
  return lines;
}

Result<std::string> State::identity() {
  Database& database = *parts_->database;
  std::string name = meta(database, "identity");
  if (name.empty()) {
    std::random_device source;
    for (int part = 0; part < 4; ++part) {
      std::array<char, 9> digits{};
      std::snprintf(digits.data(), digits.size(), "%08x", static_cast<unsigned>(source()));
      name += digits.data();
    }
    set_meta(database, "identity", name);
  }
  if (database.failed()) return database.error();
  return name;
}

Result<bool> State::close() {
  Parts& parts = *parts_;
  parts.put_record = {};
  parts.record_ready.fill(false);
  for (StandingStatements& statements : parts.put_standing_parts) statements = {};
  parts.put_interaction.clear();
  parts.others.clear();
  if (parts.database && !parts.database->failed()) parts.database->run("PRAGMA wal_checkpoint(TRUNCATE)");
  if (parts.database && parts.database->failed()) return parts.database->error();
  parts.database.reset();
  parts.lock.reset();
  return true;
}

}  // namespace leadline::state
