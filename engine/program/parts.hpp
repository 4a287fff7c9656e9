// SPDX-License-Identifier: Apache-2.0
// The parts of check_program in the order in which check.cpp runs them. Each reads what those above it have put into
// the Checker.
#pragma once
#include "engine/program/checker.hpp"

namespace leadline::checking {

// Parses the started file and everything that it uses; false if the syntax of any is wrong.
bool load_files(Checker& c, SourceId main);
// Everything between reading the files and lint.
void check_statements(Checker& c);
// Circles; lint where there is no error; what `# allow` silences.
void finish_findings(Checker& c);

// Puts the statements of all files into one order, applies `replace`, reports names that stand twice.
void order_statements(Checker& c);

// The number of a time zone in the program; an unknown one is reported.
ZoneId zone_number(Checker& c, const ast::Text& name);

// Built-in and declared fields and kinds of interaction.
void declare_records(Checker& c);
// Lists and tables with their values.
void declare_lists(Checker& c);
void declare_tables(Checker& c);
// Definitions, models, thresholds, segments, processes, strategies, hours: their names and heads, so that bodies may
// name what stands below them.
void declare_heads(Checker& c);

void check_sources(Checker& c);
void check_models(Checker& c);
void check_thresholds(Checker& c);
void check_segments(Checker& c);
void check_matching(Checker& c);
void check_processes(Checker& c);
void check_reactions(Checker& c);
void check_properties(Checker& c);
void check_tests(Checker& c);
// Definitions and tables that nothing has asked for yet.
void check_leftovers(Checker& c);

// Warnings and hints, for a program without errors.
void lint(Checker& c);
// Takes out what a `# allow` silences, and reports those that silence nothing.
void apply_allows(Checker& c);

}  // namespace leadline::checking
