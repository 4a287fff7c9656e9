// SPDX-License-Identifier: Apache-2.0
// Definitions and tables that nothing has asked for are checked all the same.
#include "engine/program/expressions.hpp"
#include "engine/program/lists_tables.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/subjects.hpp"
#include "engine/program/type_rules.hpp"

namespace leadline::checking {

void check_leftovers(Checker& c) {
  for (std::uint32_t d = 0; d < c.program.definitions.size(); ++d) {
    if (c.definition_used[d]) continue;
    definition_value(c, d, likely_subject(c, *c.definition_trees[d]->value), c.definition_trees[d]->name.span);
    c.definition_used[d] = false;
  }
  for (std::uint32_t t = 0; t < c.program.tables.size(); ++t) {
    if (!c.tables[t].keys_decided && !c.tables[t].broken) {
      decide_table_keys(c, t, std::vector<Type>(c.program.tables[t].keys.size(), simple(TypeKind::kText)),
                        c.program.tables[t].span);
    }
  }
}

}  // namespace leadline::checking
