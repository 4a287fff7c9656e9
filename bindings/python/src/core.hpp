// SPDX-License-Identifier: Apache-2.0
// The parts of the extension module and what they share: tables in, results out.
#pragma once
#include <nanobind/nanobind.h>

#include <memory>
#include <string>
#include <vector>

#include "leadline/leadline.hpp"

namespace leadline::python {

namespace nb = nanobind;

/// Raised as leadline.Error: a call could not do its job.
struct Failed {
  std::string message;
};

/// Tables given as (name, object) pairs; an object has `__arrow_c_stream__` or `__arrow_c_array__`.
InputTables take_tables(const nb::list& tables);

/// Results of a call.
struct PythonScores {
  std::vector<std::shared_ptr<const ResultTable>> tables;
  std::vector<SetAside> set_aside;
  std::vector<std::string> ignored_columns;
  std::size_t dangling_links = 0;
  std::size_t orphan_leads = 0;
};

PythonScores scores_of(std::vector<ResultTable> tables);
/// What was set aside, as (table, row, column, value, reason).
nb::list tuples_of(const std::vector<SetAside>& rows);

void add_tables(nb::module_& module);
void add_logs(nb::module_& module);
void add_sessions(nb::module_& module);

}  // namespace leadline::python
