// SPDX-License-Identifier: Apache-2.0
// Quick fixes.
#include "editor/suggestions.hpp"

#include <algorithm>

#include "engine/explain/facts.hpp"
#include "engine/program/check_table.hpp"

namespace leadline::editor {

namespace {

std::string shortened(std::string_view text) { return explaining::one_line(text, 60); }

// The name in `did you mean …?`.
std::string offered_name(const std::string& help) {
  constexpr std::string_view kQuestion = "did you mean ";
  const std::size_t at = help.find(kQuestion);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + kQuestion.size();
  const char quote = begin < help.size() ? help[begin] : ' ';
  if (quote != '`' && quote != '"') return "";
  const std::size_t end = help.find(quote, begin + 1);
  return end == std::string::npos ? "" : help.substr(begin + 1, end - begin - 1);
}

void offer_name(const Analysis& analysis, const Diagnostic& diagnostic, std::vector<Suggestion>& out) {
  const std::string name = offered_name(diagnostic.help);
  if (name.empty()) return;
  const std::string_view there = analysis.sources.text(diagnostic.span);
  if (there.empty() || there.find('\n') != std::string_view::npos) return;
  const bool text = there.size() >= 2 && there.front() == '"' && there.back() == '"';
  out.push_back(
      {"Change to `" + name + "`", {{diagnostic.span, text && name.front() != '"' ? "\"" + name + "\"" : name}}, true});
}

// A line of its own above the finding, as far in as the line is.
void offer_allow(const Analysis& analysis, const Diagnostic& diagnostic, std::vector<Suggestion>& out) {
  const CheckInfo* const check = find_check(diagnostic.check);
  if (check == nullptr || check->always_an_error() || check->id == "allow/unused") return;
  const std::string_view text = analysis.sources[diagnostic.span.source].text();
  const std::size_t before =
      diagnostic.span.begin == 0 ? std::string_view::npos : text.rfind('\n', diagnostic.span.begin - 1);
  const auto line = static_cast<std::uint32_t>(before == std::string_view::npos ? 0 : before + 1);
  const std::size_t first = std::min(text.find_first_not_of(" \t", line), text.size());
  const std::string indent(text.substr(line, first - line));
  out.push_back({"Allow " + diagnostic.check + " here",
                 {{{diagnostic.span.source, line, line}, indent + "# allow " + diagnostic.check + ": (why)\n"}},
                 false});
}

}  // namespace

std::vector<Suggestion> suggestions_for(const Analysis& analysis, const Diagnostic& diagnostic) {
  std::vector<Suggestion> out;
  if (!diagnostic.fixes.empty()) {
    const Fix& first = diagnostic.fixes[0];
    const std::string_view there = analysis.sources.text(first.span);
    const std::string title = diagnostic.fixes.size() > 1 ? "Fix: " + shortened(diagnostic.help)
                              : first.replacement.empty() ? "Take out `" + shortened(there) + "`"
                              : there.empty()             ? "Insert `" + shortened(first.replacement) + "`"
                                                          : "Change to `" + shortened(first.replacement) + "`";
    out.push_back({title, diagnostic.fixes, true});
  } else {
    offer_name(analysis, diagnostic, out);
  }
  offer_allow(analysis, diagnostic, out);
  return out;
}

}  // namespace leadline::editor
