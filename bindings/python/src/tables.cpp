// SPDX-License-Identifier: Apache-2.0
// Tables by the Arrow PyCapsule interface, both ways.
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cerrno>
#include <stdexcept>

#include "core.hpp"
#include "leadline/arrow.hpp"

namespace leadline::python {

namespace {

constexpr const char* kStream = "arrow_array_stream";

template <class Struct>
Struct* opened(const nb::object& capsule, const char* name) {
  auto* const content = static_cast<Struct*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (content == nullptr) throw nb::python_error();
  return content;
}

// An exception in one line: `ValueError: there is no such file`. Where it was raised says nothing about the table.
std::string said(nb::python_error& error) {
  std::string name;
  std::string text;
  try {
    name = nb::cast<std::string>(error.type().attr("__name__"));
    text = nb::cast<std::string>(nb::str(error.value()));
  } catch (const std::exception&) {  // it cannot say what it is
    if (name.empty()) name = "an exception";
  }
  return text.empty() ? name : name + ": " + text;
}

// A table that is asked for its stream when it is read, not before: some sources (a DuckDB connection) have one open
// stream at a time. The calls come from threads without the interpreter's lock.
struct LateStream {
  nb::object table;
  ArrowArrayStream stream{};
  std::string failure;

  static LateStream& of(ArrowArrayStream* outer) { return *static_cast<LateStream*>(outer->private_data); }

  void open() {
    if (stream.release != nullptr) return;
    if (nb::hasattr(table, "__arrow_c_stream__")) {
      const nb::object capsule = table.attr("__arrow_c_stream__")();
      auto* const given = opened<ArrowArrayStream>(capsule, kStream);
      if (given->release == nullptr) throw std::runtime_error("the stream that the table gave was read before");
      stream = *given;
      given->release = nullptr;
    } else {
      const auto pair = nb::cast<nb::tuple>(table.attr("__arrow_c_array__")());
      auto* const schema = opened<ArrowSchema>(pair[0], "arrow_schema");
      auto* const array = opened<ArrowArray>(pair[1], "arrow_array");
      if (schema->release == nullptr || array->release == nullptr) {
        throw std::runtime_error("the batch that the table gave was read before");
      }
      stream_of(schema, array, &stream);
    }
    table.reset();
  }

  static int get_schema(ArrowArrayStream* outer, ArrowSchema* schema) {
    LateStream& late = of(outer);
    {
      const nb::gil_scoped_acquire lock;
      try {
        late.open();
      } catch (nb::python_error& error) {
        late.failure = said(error);
        return EIO;
      } catch (const std::exception& error) {
        late.failure = error.what();
        return EIO;
      }
    }
    return late.stream.get_schema(&late.stream, schema);
  }

  static int get_next(ArrowArrayStream* outer, ArrowArray* array) {
    LateStream& late = of(outer);
    return late.stream.get_next(&late.stream, array);
  }

  static const char* get_last_error(ArrowArrayStream* outer) {
    LateStream& late = of(outer);
    // What was never opened has nobody to ask, whatever its failure says.
    return late.stream.release == nullptr ? late.failure.c_str() : late.stream.get_last_error(&late.stream);
  }

  static void release(ArrowArrayStream* outer) {
    LateStream* const late = &of(outer);
    if (late->stream.release != nullptr) late->stream.release(&late->stream);
    const nb::gil_scoped_acquire lock;
    delete late;
    outer->release = nullptr;
  }
};

void add_table(InputTables& tables, const std::string& name, const nb::object& table) {
  if (!nb::hasattr(table, "__arrow_c_stream__") && !nb::hasattr(table, "__arrow_c_array__")) {
    const std::string type = nb::cast<std::string>(nb::str(table.type().attr("__qualname__")));
    throw nb::type_error(("table `" + name + "` is of type `" + type +
                          "`, which has no Arrow PyCapsule interface; a pyarrow Table, a polars or pandas DataFrame, a "
                          "DuckDB relation or anything else with `__arrow_c_stream__` has")
                             .c_str());
  }
  ArrowArrayStream stream{};
  stream.get_schema = LateStream::get_schema;
  stream.get_next = LateStream::get_next;
  stream.get_last_error = LateStream::get_last_error;
  stream.release = LateStream::release;
  stream.private_data = new LateStream{table, {}, {}};
  tables.add_arrow(name, &stream);
}

// A capsule that owns a stream until somebody moves it out.
nb::object capsule_of(const std::shared_ptr<const ResultTable>& table, bool doubles) {
  auto stream = std::make_unique<ArrowArrayStream>();
  ArrowExport options;
  options.doubles = doubles;
  export_arrow(table, stream.get(), options);
  PyObject* const capsule = PyCapsule_New(stream.get(), kStream, [](PyObject* released) {
    auto* const content = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(released, kStream));
    if (content == nullptr) return;
    if (content->release != nullptr) content->release(content);
    delete content;
  });
  if (capsule == nullptr) {
    stream->release(stream.get());
    throw nb::python_error();
  }
  static_cast<void>(stream.release());
  return nb::steal(capsule);
}

const std::shared_ptr<const ResultTable>& table_of(const PythonScores& scores, const std::string& kind) {
  for (const std::shared_ptr<const ResultTable>& table : scores.tables) {
    if (table->kind == kind) return table;
  }
  throw nb::key_error(kind.c_str());
}

}  // namespace

InputTables take_tables(const nb::list& tables) {
  InputTables taken;
  for (const nb::handle pair : tables) {
    const auto named = nb::cast<nb::tuple>(pair);
    add_table(taken, nb::cast<std::string>(named[0]), nb::borrow(named[1]));
  }
  return taken;
}

PythonScores scores_of(std::vector<ResultTable> tables) {
  PythonScores scores;
  for (ResultTable& table : tables) {
    scores.tables.push_back(std::make_shared<const ResultTable>(std::move(table)));
  }
  return scores;
}

nb::list tuples_of(const std::vector<SetAside>& rows) {
  nb::list list;
  for (const SetAside& row : rows) {
    list.append(nb::make_tuple(row.table, row.row, row.column, row.value, row.reason));
  }
  return list;
}

void add_tables(nb::module_& module) {
  nb::class_<PythonScores>(module, "Scores")
      .def_prop_ro("kinds",
                   [](const PythonScores& scores) {
                     std::vector<std::string> kinds;
                     for (const auto& table : scores.tables) kinds.push_back(table->kind);
                     return kinds;
                   })
      .def("rows", [](const PythonScores& scores, const std::string& kind) { return table_of(scores, kind)->rows; })
      .def("columns",
           [](const PythonScores& scores, const std::string& kind) {
             std::vector<std::string> names;
             for (const ResultColumn& column : table_of(scores, kind)->columns) names.push_back(column.name);
             return names;
           })
      .def("stream", [](const PythonScores& scores, const std::string& kind,
                        bool doubles) { return capsule_of(table_of(scores, kind), doubles); })
      .def_prop_ro("set_aside", [](const PythonScores& scores) { return tuples_of(scores.set_aside); })
      .def_ro("ignored_columns", &PythonScores::ignored_columns)
      .def_ro("dangling_links", &PythonScores::dangling_links)
      .def_ro("orphan_leads", &PythonScores::orphan_leads);
}

}  // namespace leadline::python
