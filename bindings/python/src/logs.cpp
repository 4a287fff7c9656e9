// SPDX-License-Identifier: Apache-2.0
// A closed log that is cut: what its lines are and hang together by, and the session that does a part of it. Names go
// to Python as 64-bit numbers: two that share one by chance are only kept together without need.
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <map>
#include <tuple>
#include <utility>

#include "core.hpp"
#include "leadline/log_ties.hpp"

namespace leadline::python {

namespace {

// The same in every process.
std::int64_t number_of(std::string_view name) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char byte : name) hash = (hash ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
  hash ^= hash >> 32U;
  hash *= 0xD6E8FEB86659FD93U;
  hash ^= hash >> 32U;
  return static_cast<std::int64_t>(hash);
}

std::string shown(std::string_view name) {
  std::string text;
  for (const char byte : name) text += static_cast<unsigned char>(byte) < ' ' ? '.' : byte;
  return text;
}

// A session for some events of a log, and where its decisions stand among those of the other parts: `in_event` counts
// those of an event, `in_record` those about a record on the way to it.
class LogPart {
 public:
  LogPart(const RuleSet& rules, const std::string& source) : session_(rules, settings_of(source)) {}

  // Records as they stood before the log.
  void load(const nb::list& tables, std::int64_t at) {
    const InputTables taken = take_tables(tables);
    const Result<Loaded> loaded = [&] {
      const nb::gil_scoped_release released;
      return session_.load(taken, {at, false});
    }();
    if (!loaded) throw Failed{loaded.error().message};
  }

  // Events of other parts go by, up to one of a number.
  nb::list pass(std::uint64_t number, std::int64_t clock) {
    {
      const nb::gil_scoped_release released;
      decisions_ = session_.pass(number, clock);
    }
    nb::list rows;
    tell(rows, false);
    return rows;
  }

  // Does events of its own, one behind the other; `clocks` are the latest times up to each, `befores` up to the one
  // before it.
  nb::list apply(const std::vector<std::string_view>& lines, const std::vector<std::uint64_t>& numbers,
                 const std::vector<std::int64_t>& befores, const std::vector<std::int64_t>& clocks,
                 const std::vector<bool>& ticks) {
    nb::list rows;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!ticks[i]) decisions_ = session_.pass(numbers[i], clocks[i]);
      tell(rows, false);
      decisions_ = session_.pass(numbers[i] - 1, ticks[i] ? befores[i] : clocks[i]);
      Applied applied = session_.apply(lines[i]);
      if (applied.events != 1 || !applied.bad.empty())
        throw Failed{"line " + std::to_string(numbers[i]) + " is no event"};
      decisions_ = std::move(applied.decisions);
      tell(rows, !ticks[i]);
    }
    return rows;
  }

  [[nodiscard]] bool crowded() const { return session_.crowded(); }

 private:
  static SessionSettings settings_of(const std::string& source) {
    SessionSettings settings;
    settings.source = source;
    return settings;
  }

  void tell(nb::list& rows, bool of_event) {
    std::map<std::tuple<std::int64_t, bool, RecordKind, std::string>, std::int64_t> counts;
    std::int64_t in_event = 0;
    for (Decision& one : decisions_) {
      one.number = 0;
      std::int64_t in_record = 0;
      if (of_event) {
        ++in_event;
      } else if (one.about_record) {
        in_record = ++counts[{one.at, one.about_record, one.record, one.id}];
      }
      rows.append(nb::make_tuple(one.sequence, one.at, in_event, in_record, one.to_json()));
    }
    decisions_.clear();
  }

  Session session_;
  std::vector<Decision> decisions_;
};

}  // namespace

void add_logs(nb::module_& module) {
  nb::class_<LogTies>(module, "LogTies")
      .def(nb::init<const RuleSet&, std::string>())
      .def_prop_ro("obstacles",
                   [](const LogTies& ties) {
                     nb::list found;
                     for (const LogObstacle& one : ties.obstacles()) {
                       found.append(nb::make_tuple(one.place, one.why, one.of_submissions));
                     }
                     return found;
                   })
      // Of each line: what it is (0 blank, 1 bad, 2 event, 3 submission, 4 tick), its time, what hinders.
      .def("look",
           [](LogTies& ties, const std::vector<std::string_view>& lines) {
             std::vector<int> kinds;
             std::vector<std::int64_t> times;
             std::vector<std::string> hindrances;
             for (const std::string_view line : lines) {
               LogLine found = ties.look(line);
               kinds.push_back(static_cast<int>(found.kind));
               times.push_back(found.at);
               hindrances.push_back(std::move(found.hindrance));
             }
             return nb::make_tuple(kinds, times, hindrances);
           })
      .def("bad",
           [](LogTies& ties, std::string_view line) {
             const LogLine found = ties.look(line);
             return nb::make_tuple(found.bad.key, found.bad.value, found.bad.reason);
           })
      .def("names",
           [](LogTies& ties, const std::vector<std::string_view>& lines, const std::vector<std::uint64_t>& numbers,
              bool submissions) {
             std::vector<std::vector<std::int64_t>> all;
             for (std::size_t i = 0; i < lines.size(); ++i) {
               std::vector<std::int64_t>& names = all.emplace_back();
               for (const std::string& name : ties.names(lines[i], numbers[i], submissions)) {
                 names.push_back(number_of(name));
               }
             }
             return all;
           })
      // Of each row of a table of records.
      .def("names_of_rows",
           [](LogTies& ties, const nb::list& table, std::size_t rows, bool submissions) {
             const Result<std::vector<std::vector<std::string>>> found =
                 ties.names_of_rows(take_tables(table), rows, submissions);
             if (!found) throw Failed{found.error().message};
             std::vector<std::vector<std::int64_t>> all;
             for (const std::vector<std::string>& of_row : *found) {
               std::vector<std::int64_t>& names = all.emplace_back();
               for (const std::string& name : of_row) names.push_back(number_of(name));
             }
             return all;
           })
      .def("words",
           [](LogTies& ties, std::string_view line, std::uint64_t number, bool submissions) {
             std::vector<std::string> words;
             for (const std::string& name : ties.names(line, number, submissions)) words.push_back(shown(name));
             return words;
           })
      .def("next_tick", &LogTies::next_tick);
  nb::class_<LogPart>(module, "LogPart")
      .def(nb::init<const RuleSet&, std::string>())
      .def("load", &LogPart::load)
      .def("pass_", &LogPart::pass)
      .def("apply", &LogPart::apply)
      .def_prop_ro("crowded", &LogPart::crowded);
}

}  // namespace leadline::python
