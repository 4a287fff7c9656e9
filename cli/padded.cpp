// SPDX-License-Identifier: Apache-2.0
#include "cli/padded.hpp"

#include "engine/values/text.hpp"

namespace leadline::cli {

std::string padded(std::string text, std::size_t width, bool right) {
  const std::size_t size = length(text);
  if (size >= width) return text;
  text.insert(right ? 0 : text.size(), width - size, ' ');
  return text;
}

}  // namespace leadline::cli
