// SPDX-License-Identifier: Apache-2.0
#include "cli/statement.hpp"

namespace leadline::cli {

std::string title_of(const std::string& rule_file) {
  std::string title = rule_file.substr(rule_file.find_last_of('/') + 1);
  if (const std::size_t dot = title.rfind(".lead"); dot != std::string::npos && dot > 0) title.resize(dot);
  return title;
}

}  // namespace leadline::cli
