// SPDX-License-Identifier: Apache-2.0
#include "cli/statement.hpp"

#include "cli/explain_facts.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

std::string head_of(std::string_view statement, std::size_t longest) {
  return one_line(trim(statement.substr(0, statement.find('{'))), longest);
}

}  // namespace leadline::cli
