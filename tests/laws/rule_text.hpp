// SPDX-License-Identifier: Apache-2.0
// Rule text as a tree of lines, so that a failing program can be made smaller by taking lines out.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace leadline::laws {

/// A line, or a line that opens a brace with lines inside.
struct Line {
  std::string text;
  std::vector<Line> inside;
  bool braces = false;

  explicit Line(std::string line_text) : text(std::move(line_text)) {}
  Line(std::string line_text, std::vector<Line> lines)
      : text(std::move(line_text)), inside(std::move(lines)), braces(true) {}
};

/// The file that is started, its lines, a file `part.lead` that it may use, and lists and tables that they name.
struct RuleText {
  std::vector<Line> lines;
  std::vector<Line> part;
  std::map<std::string, std::string> files;
};

inline void print_lines(const std::vector<Line>& lines, int depth, std::string& out) {
  for (const Line& line : lines) {
    out.append(static_cast<std::size_t>(2 * depth), ' ');
    out += line.text;
    if (line.braces) {
      out += " {\n";
      print_lines(line.inside, depth + 1, out);
      out.append(static_cast<std::size_t>(2 * depth), ' ');
      out += "}";
    }
    out += "\n";
  }
}

[[nodiscard]] inline std::string to_text(const RuleText& rules) {
  std::string out;
  print_lines(rules.lines, 0, out);
  return out;
}

/// All files but the one that is started.
[[nodiscard]] inline std::map<std::string, std::string> files_of(const RuleText& rules) {
  std::map<std::string, std::string> files = rules.files;
  if (!rules.part.empty()) print_lines(rules.part, 0, files["part.lead"]);
  return files;
}

/// The same rules without each third rule and transition that stands on a line of its own.
[[nodiscard]] inline std::string thinner(const std::string& text) {
  std::string out;
  int place = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string line = text.substr(begin, end - begin);
    begin = end;
    const std::size_t word = line.find_first_not_of(' ');
    const bool whole = line.find('{') == std::string::npos && line.find('}') == std::string::npos;
    const bool rule = word != std::string::npos && (line[word] == '"' || line.compare(word, 6, "go to ") == 0);
    if (!whole || !rule || ++place % 3 != 0) out += line;
  }
  return out;
}

}  // namespace leadline::laws
