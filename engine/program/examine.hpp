// SPDX-License-Identifier: Apache-2.0
// A rule file as an editor sees it: also one with errors gives the names and as much of the program as could be made.
// Entry point: examine_program.
#pragma once
#include <memory>

#include "engine/program/allow.hpp"
#include "engine/program/name_index.hpp"
#include "engine/program/program.hpp"

namespace leadline {

struct Examination {
  std::shared_ptr<const Program> program;  // as far as it could be made; never null
  bool sound = false;                      // no error: the program is whole, and can be run
  NameIndex names;
  CheckNotes notes;  // of a sound program, for those who look for more
};

/// As check_program, but goes on behind errors of syntax: what was read is checked, and of the findings those are kept
/// that a statement that could not be read cannot have caused.
Examination examine_program(Sources& sources, SourceId main, const FileReader& reader, Diagnostics& diagnostics);

}  // namespace leadline
