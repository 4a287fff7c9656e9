// SPDX-License-Identifier: Apache-2.0
// The extension module leadline._core: rules and scoring. leadline/__init__.py is what people see.
#include "core.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include "leadline/column_name.hpp"

namespace leadline::python {

namespace {

// The compiled rules or None, and all findings as tuples.
nb::tuple compiled(Compilation compilation) {
  nb::list diagnostics;
  for (const Diagnostic& one : compilation.diagnostics) {
    const Source& source = compilation.sources[one.span.source];
    const Position begin = source.position(one.span.begin);
    const Position end = source.position(one.span.end);
    const std::string severity{name_of(one.severity)};
    diagnostics.append(nb::make_tuple(one.check, severity, source.name(), begin.line, begin.column, end.line,
                                      end.column, one.message, one.help, format_pretty(compilation.sources, one)));
  }
  if (!compilation.rules) return nb::make_tuple(nb::none(), diagnostics);
  return nb::make_tuple(nb::cast(*std::move(compilation.rules)), diagnostics);
}

CompileOptions options_of(const std::string& stock) {
  CompileOptions options;
  options.stock_folder = stock;
  return options;
}

PythonScores score(const RuleSet& rules, const nb::list& tables, std::int64_t as_of, unsigned threads, unsigned reasons,
                   bool bad_values_missing) {
  const InputTables taken = take_tables(tables);
  ScoreSettings settings;
  settings.as_of = as_of;
  settings.threads = threads;
  settings.reasons = reasons;
  settings.bad_values_missing = bad_values_missing;
  Result<Scores> result = [&] {
    const nb::gil_scoped_release released;
    return rules.score(taken, settings);
  }();
  if (!result) throw Failed{result.error().message};
  PythonScores scores = scores_of(std::move(result->tables));
  scores.set_aside = std::move(result->set_aside);
  scores.ignored_columns = std::move(result->ignored_columns);
  scores.dangling_links = result->dangling_links;
  scores.orphan_leads = result->orphan_leads;
  return scores;
}

}  // namespace

}  // namespace leadline::python

// NOLINTNEXTLINE
NB_MODULE(_core, module) {
  using namespace leadline;
  using namespace leadline::python;
  static nb::object failure = nb::steal(PyErr_NewException("leadline.Error", PyExc_RuntimeError, nullptr));
  module.attr("Error") = failure;
  nb::register_exception_translator([](const std::exception_ptr& caught, void* /*payload*/) {
    try {
      std::rethrow_exception(caught);
    } catch (const Failed& failed) {
      PyErr_SetString(failure.ptr(), failed.message.c_str());
    }
  });
  module.attr("version") = nb::str(version().data(), version().size());
  module.def("column_name", [](const std::string& name) { return normal_name(name); });
  module.def("compile_file", [](const std::string& path, const std::string& stock) {
    return compiled([&] {
      const nb::gil_scoped_release released;
      return RuleSet::from_file(path, options_of(stock));
    }());
  });
  module.def("compile_text", [](const std::string& name, const std::string& text, const std::string& stock) {
    return compiled([&] {
      const nb::gil_scoped_release released;
      return RuleSet::from_text(name, text, options_of(stock));
    }());
  });
  nb::class_<RuleSet>(module, "Rules")
      .def_prop_ro("models", &RuleSet::models)
      .def("time",
           [](const RuleSet& rules, const std::string& text) {
             const Result<std::int64_t> time = rules.time(text);
             if (!time) throw nb::value_error(time.error().message.c_str());
             return *time;
           })
      .def("explain",
           [](const RuleSet& rules, const nb::list& tables, std::int64_t as_of, const std::string& kind,
              const std::string& id, bool json) {
             const InputTables taken = take_tables(tables);
             const Result<std::string> text = [&] {
               const nb::gil_scoped_release released;
               return rules.explain(taken, as_of, kind, id, json ? ExplainFormat::kJson : ExplainFormat::kText);
             }();
             if (!text) throw Failed{text.error().message};
             return *text;
           })
      .def("score", &score);
  add_tables(module);
  add_sessions(module);
  add_logs(module);
}
