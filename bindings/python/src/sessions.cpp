// SPDX-License-Identifier: Apache-2.0
// The running lifecycle.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include "bindings/session_words.hpp"
#include "core.hpp"

namespace leadline::python {

namespace {

using bindings::lines_of;

RecordKind kind_of(const std::string& word) {
  if (const std::optional<RecordKind> kind = bindings::kind_of(word)) return *kind;
  throw nb::value_error(
      ("`" + word + "` is no kind of record; `contact`, `account`, `lead`, `opportunity`, `user` are").c_str());
}

SessionSettings settings_of(const std::string& source, bool react_to_loaded, bool accept_new_rules) {
  SessionSettings settings;
  settings.source = source;
  settings.react_to_loaded = react_to_loaded;
  settings.accept_new_rules = accept_new_rules;
  return settings;
}

Session opened(const RuleSet& rules, const std::vector<std::pair<std::string, std::string>>& rows,
               const std::string& source, bool react_to_loaded, bool accept_new_rules) {
  std::vector<KeptRow> kept;
  for (const auto& [key, value] : rows) kept.push_back({key, value});
  Result<Session> session = [&] {
    const nb::gil_scoped_release released;
    return Session::restore(rules, kept, settings_of(source, react_to_loaded, accept_new_rules));
  }();
  if (!session) throw Failed{session.error().message};
  return std::move(session).value();
}

}  // namespace

void add_sessions(nb::module_& module) {
  nb::class_<Session>(module, "Session")
      .def("apply",
           [](Session& session, std::string_view lines) {
             const Applied applied = [&] {
               const nb::gil_scoped_release released;
               return session.apply(lines);
             }();
             nb::list bad;
             for (const BadLine& one : applied.bad) {
               bad.append(nb::make_tuple(one.line, one.key, one.value, one.reason, one.text));
             }
             return nb::make_tuple(applied.events, lines_of(applied.decisions), bad);
           })
      .def("load",
           [](Session& session, const nb::list& tables, std::int64_t at, bool bad_values_missing) {
             const InputTables taken = take_tables(tables);
             const Result<Loaded> loaded = [&] {
               const nb::gil_scoped_release released;
               return session.load(taken, {at, bad_values_missing});
             }();
             if (!loaded) throw Failed{loaded.error().message};
             return nb::make_tuple(lines_of(loaded->decisions), tuples_of(loaded->set_aside), loaded->ignored_columns);
           })
      .def("advance",
           [](Session& session, std::int64_t until) {
             const nb::gil_scoped_release released;
             return lines_of(session.advance(until));
           })
      .def_prop_ro("clock", &Session::clock)
      .def_prop_ro("events", &Session::events)
      .def_prop_ro("decisions", &Session::decisions)
      .def_prop_ro("lost_values", &Session::lost_values)
      .def("has", [](const Session& session, const std::string& kind,
                     const std::string& id) { return session.has(kind_of(kind), id); })
      .def("score",
           [](const Session& session, const std::string& kind, const std::string& id, const std::string& model) {
             const std::optional<Decimal> score = session.score(kind_of(kind), id, model);
             return score ? std::optional(to_text(*score)) : std::nullopt;
           })
      .def("stage", [](const Session& session, const std::string& kind,
                       const std::string& id) { return session.stage(kind_of(kind), id); })
      .def("field", [](const Session& session, const std::string& kind, const std::string& id,
                       const std::string& name) { return session.field(kind_of(kind), id, name); })
      .def("results",
           [](const Session& session, unsigned reasons) {
             const nb::gil_scoped_release released;
             return scores_of(session.results(reasons));
           })
      .def("changes", [](Session& session) {
        std::vector<std::pair<std::string, std::string>> rows;
        for (KeptRow& row : session.changes()) rows.emplace_back(std::move(row.key), std::move(row.value));
        return rows;
      });
  module.def("open_session", &opened);
}

}  // namespace leadline::python
