// SPDX-License-Identifier: Apache-2.0
#include "leadline/log_ties.hpp"

#include <set>

#include "engine/data/read_event.hpp"
#include "engine/read_tables.hpp"
#include "engine/rule_set.hpp"
#include "engine/run/session/ties.hpp"
#include "engine/run/ticks.hpp"

namespace leadline {

struct LogTies::Parts {
  Parts(const RuleSet& from, std::string source)
      : rules(from.compiled_),
        reader(*rules->program, std::move(source)),
        ties(*rules->for_runs().plan),
        zone(Zone::find(rules->program->zones.empty() ? "UTC" : rules->program->zones.front())) {
    if (!zone) zone = Zone::utc();
    for (const running::Obstacle& one : ties.obstacles()) {
      obstacles.push_back({rules->sources.place(one.span), one.why, one.of_forms});
    }
  }

  const std::shared_ptr<const RuleSet::Compiled> rules;
  EventReader reader;
  running::Ties ties;
  std::shared_ptr<const Zone> zone;
  std::vector<LogObstacle> obstacles;
  Event event;
  EventProblem problem;
};

LogTies::LogTies(const RuleSet& rules, std::string source)
    : parts_(std::make_unique<Parts>(rules, std::move(source))) {}
LogTies::~LogTies() = default;
LogTies::LogTies(LogTies&&) noexcept = default;
LogTies& LogTies::operator=(LogTies&&) noexcept = default;

const std::vector<LogObstacle>& LogTies::obstacles() const { return parts_->obstacles; }

LogLine LogTies::look(std::string_view line) {
  Parts& parts = *parts_;
  LogLine found;
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return found;
  if (!parts.reader.read(line, parts.event, parts.problem)) {
    found.kind = LogLine::Kind::kBad;
    found.bad = {1, parts.problem.key, parts.problem.value, parts.problem.reason, std::string(line)};
    return found;
  }
  switch (parts.event.kind) {
    case Event::Kind::kTick:
      found.kind = LogLine::Kind::kTick;
      break;
    case Event::Kind::kSubmission:
      found.kind = LogLine::Kind::kSubmission;
      break;
    case Event::Kind::kRecord:
    case Event::Kind::kInteraction:
    case Event::Kind::kMove:
    case Event::Kind::kMerge:
      found.kind = LogLine::Kind::kEvent;
      break;
  }
  found.at = parts.event.at;
  found.hindrance = parts.ties.hindrance(parts.event);
  return found;
}

std::vector<std::string> LogTies::names(std::string_view line, std::uint64_t number, bool submissions) {
  Parts& parts = *parts_;
  std::vector<std::string> names;
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return names;
  if (parts.reader.read(line, parts.event, parts.problem)) parts.ties.keys_of(parts.event, number, submissions, names);
  return names;
}

Result<std::vector<std::vector<std::string>>> LogTies::names_of_rows(const InputTables& table, std::size_t rows,
                                                                     bool submissions) {
  Parts& parts = *parts_;
  Dataset data(*parts.rules->program);
  std::vector<SetAside> aside;
  std::vector<std::string> ignored;
  if (std::optional<Error> error = read_tables(table, false, 1, data, aside, ignored)) return *std::move(error);
  std::set<std::size_t> without;
  for (const SetAside& one : aside) without.insert(one.row);
  // Until the dataset is finished, its rows stand as they came.
  std::vector<std::vector<std::string>> names(rows);
  std::size_t row = 0;
  for (int number = 0; number < kRecordKinds; ++number) {
    const auto kind = static_cast<RecordKind>(number);
    const RecordTable& records = data.table(kind);
    for (std::size_t record = 0; record < records.size(); ++record, ++row) {
      while (without.count(row) != 0) ++row;
      if (row >= rows) return Error{"is no table of records of one kind, a row each"};
      std::string id;
      std::vector<Event::Field> fields;
      for (std::uint32_t field = 0; field < records.columns.size(); ++field) {
        const Column& column = records.columns[field];
        if (record >= column.size() || column.missing(record)) continue;
        Value value = column.value(record);
        if (static_cast<int>(field) == parts.rules->program->schema(kind).id) {
          id = value.text;
        } else {
          fields.push_back({field, std::move(value)});
        }
      }
      parts.ties.keys_of_record(kind, id, fields, submissions, names[row]);
    }
  }
  while (without.count(row) != 0) ++row;
  if (row != rows) return Error{"is no table of records of one kind, a row each"};
  return names;
}

std::int64_t LogTies::next_tick(std::int64_t after) const {
  return leadline::next_tick(*parts_->zone, parts_->rules->program->clock, after);
}

}  // namespace leadline
