// SPDX-License-Identifier: Apache-2.0
// Paths as text: the engine itself touches no file system.
#include "engine/program/paths.hpp"

#include <vector>

namespace leadline::checking {

std::string resolve_path(std::string_view from, std::string_view path) {
  const std::size_t slash = from.rfind('/');
  std::string whole{path};
  if (!path.empty() && path.front() != '/' && slash != std::string_view::npos)
    whole = std::string{from.substr(0, slash + 1)} + whole;
  const bool absolute = !whole.empty() && whole.front() == '/';
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= whole.size()) {
    const std::size_t end = std::min(whole.find('/', begin), whole.size());
    const std::string part = whole.substr(begin, end - begin);
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (!part.empty() && part != "." && !(part == ".." && absolute)) {
      parts.push_back(part);
    }
    begin = end + 1;
  }
  std::string out = absolute ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : "/") + parts[i];
  return out;
}

}  // namespace leadline::checking
