// SPDX-License-Identifier: Apache-2.0
// Schemas as text.
#include "cli/show_records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/program/dump_program.hpp"

namespace leadline::cli {

namespace {

void add_fields(std::string& out, const Sources& sources, const Program& program, const std::vector<Field>& fields) {
  std::size_t width = 0;
  for (const Field& field : fields) width = std::max(width, field.name.size());
  for (const Field& field : fields) {
    std::string line =
        fmt::format("  {:<{}}  {}", field.name, width, field.is_link ? field.name : dump_type(program, field.type));
    if (field.is_link) line += " (link)";
    line += fmt::format("{}# {}", std::string(line.size() < 46 ? 46 - line.size() : 2, ' '),
                        field.built_in ? "built in" : sources.place(field.span));
    out += line + '\n';
  }
}

}  // namespace

std::string show_records(const Sources& sources, const Program& program) {
  std::string out;
  for (const RecordSchema& schema : program.records) {
    out += fmt::format("record {} {{\n", name_of(schema.kind));
    add_fields(out, sources, program, schema.fields);
    out += "}\n\n";
  }
  for (const InteractionKind& kind : program.interactions) {
    out += fmt::format("interaction {}{}", kind.name, kind.by_us ? " by us" : "");
    if (kind.attributes.empty()) {
      out += kind.built_in ? "  # built in\n" : fmt::format("  # {}\n", sources.place(kind.span));
      continue;
    }
    out += " {\n";
    add_fields(out, sources, program, kind.attributes);
    out += "}\n";
  }
  return out;
}

}  // namespace leadline::cli
