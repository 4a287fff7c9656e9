// SPDX-License-Identifier: Apache-2.0
// The driver: from the started file to the program. Each step reports all that it finds; names and types are only
// checked where the syntax of every file is right, and warnings only given where there was no error.
#include "engine/program/check.hpp"

#include <algorithm>

#include "engine/program/allow.hpp"
#include "engine/program/lists_tables.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"

namespace leadline {

namespace checking {

ZoneId zone_number(Checker& c, const ast::Text& name) {
  const auto known = std::find(c.program.zones.begin(), c.program.zones.end(), name.value);
  if (known != c.program.zones.end()) return static_cast<ZoneId>(known - c.program.zones.begin());
  std::shared_ptr<const Zone> zone = Zone::find(name.value);
  if (!zone) {
    c.error("name/unknown", name.span, "there is no time zone `" + name.value + "`",
            suggestion(name.value, Zone::names()));
    return 0;
  }
  c.program.zones.push_back(name.value);
  c.zones.push_back(std::move(zone));
  return static_cast<ZoneId>(c.program.zones.size() - 1);
}

namespace {

const ast::Text* zone_of_file(Checker& c, const LoadedFile& file) {
  const ast::Text* found = nullptr;
  for (const ast::Statement& statement : file.tree.statements) {
    const auto* zone = std::get_if<ast::ZoneStatement>(&statement.body);
    if (zone == nullptr) continue;
    if (found != nullptr) {
      c.error("name/duplicate", zone->zone.span, "the file already has a zone", "a file has one zone")
          .related.push_back({found->span, "the first one"});
    }
    found = &zone->zone;
  }
  return found;
}

// The zone of the started file is the first, and that of every file that names none.
void declare_zones(Checker& c) {
  const ast::Text* main = zone_of_file(c, *c.files.back());
  std::shared_ptr<const Zone> zone = main != nullptr ? Zone::find(main->value) : Zone::utc();
  if (!zone) {
    c.error("name/unknown", main->span, "there is no time zone `" + main->value + "`",
            suggestion(main->value, Zone::names()));
    zone = Zone::utc();
  }
  c.program.zones.push_back(main != nullptr ? main->value : "UTC");
  c.zones.push_back(std::move(zone));
  for (const auto& file : c.files) {
    if (file == c.files.back()) continue;
    if (const ast::Text* own = zone_of_file(c, *file)) file->zone = zone_number(c, *own);
  }
}

// Statements about the whole program. The started file comes last and therefore decides.
void declare_settings(Checker& c) {
  c.for_each<ast::PhoneCountry>([&](const ast::PhoneCountry& tree, const ast::Statement&) {
    c.program.phone_country = tree.country.value;
    const bool sound =
        tree.country.value.size() == 2 && std::all_of(tree.country.value.begin(), tree.country.value.end(),
                                                      [](char ch) { return ch >= 'A' && ch <= 'Z'; });
    if (!sound)
      c.error("name/unknown", tree.country.span, "\"" + tree.country.value + "\" is no country",
              "write its two capital letters: `phone country \"DE\"`");
  });
  c.for_each<ast::Clock>([&](const ast::Clock& tree, const ast::Statement&) {
    c.program.clock = tree.every.milliseconds;
    if (tree.every.milliseconds < 60'000)
      c.error("type/mismatch", tree.every.span, "the clock cannot tick more often than once a minute");
  });
}

void holidays(Checker& c) {
  std::size_t index = 0;
  c.for_each<ast::Hours>(
      [&](const ast::Hours& tree, const ast::Statement&) { read_holidays(c, tree, c.program.hours[index++]); });
}

}  // namespace

void check_statements(Checker& c) {
  order_statements(c);
  declare_zones(c);
  declare_settings(c);
  declare_records(c);
  declare_lists(c);
  declare_tables(c);
  declare_heads(c);
  holidays(c);
  check_sources(c);
  check_models(c);
  check_thresholds(c);
  check_segments(c);
  check_matching(c);
  check_processes(c);
  check_reactions(c);
  check_properties(c);
  check_tests(c);
  check_leftovers(c);
}

void finish_findings(Checker& c) {
  c.circles.report(c.diagnostics);
  if (!has_errors(c.diagnostics)) lint(c);
  apply_allows(c);
}

std::shared_ptr<const Program> run(Checker& c, SourceId main, CheckNotes& notes) {
  if (!load_files(c, main)) return nullptr;
  check_statements(c);
  notes = notes_of(c);
  finish_findings(c);
  if (has_errors(c.diagnostics)) return nullptr;
  return std::make_shared<const Program>(std::move(c.program));
}

}  // namespace checking

std::shared_ptr<const Program> check_program(Sources& sources, SourceId main, const FileReader& reader,
                                             Diagnostics& diagnostics, CheckNotes& notes) {
  Diagnostics found;
  checking::Checker checker{sources, reader, found};
  std::shared_ptr<const Program> program = checking::run(checker, main, notes);
  sort_diagnostics(found);
  diagnostics.insert(diagnostics.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  return program;
}

std::shared_ptr<const Program> check_program(Sources& sources, SourceId main, const FileReader& reader,
                                             Diagnostics& diagnostics) {
  CheckNotes notes;
  return check_program(sources, main, reader, diagnostics, notes);
}

}  // namespace leadline
