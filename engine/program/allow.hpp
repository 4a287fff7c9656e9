// SPDX-License-Identifier: Apache-2.0
// What the checks behind the compiler have to know of a file's comments `# allow id: reason`, and of which files ship
// with the engine. The compiler silences its own findings; theirs are silenced with `apply_notes`.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/program/check.hpp"
#include "engine/program/check_table.hpp"
#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline {

namespace checking {
class Checker;
}

/// One allow, and the lines that it speaks of.
struct AllowPlace {
  std::string check;
  Span span;
  std::uint32_t first_line = 0;
  std::uint32_t last_line = 0;
  bool used = false;
};

struct CheckNotes {
  std::vector<AllowPlace> allows;
  std::vector<bool> stock;  // by source: it ships with the engine, and was not what was asked about

  [[nodiscard]] bool is_stock(SourceId source) const { return source < stock.size() && stock[source]; }
};

/// check_program, for those who look for more (see engine/analysis/analyse.hpp).
std::shared_ptr<const Program> check_program(Sources& sources, SourceId main, const FileReader& reader,
                                             Diagnostics& diagnostics, CheckNotes& notes);

/// Takes out the findings of a tier's checks that an allow speaks of, reports the allows of such checks that speak of
/// none, and sorts what is left. Files that ship with the engine are looked after by those who ship it.
void apply_notes(CheckNotes& notes, const Sources& sources, CheckInfo::Tier tier, Diagnostics& found);

namespace checking {
// The allows of all files, none of them used.
CheckNotes notes_of(const Checker& c);
}  // namespace checking

}  // namespace leadline
