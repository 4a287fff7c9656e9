// SPDX-License-Identifier: Apache-2.0
// Findings as workflow commands: GitHub shows each beside its line in the changes of a pull request.
#include <fmt/format.h>

#include "cli/findings.hpp"

namespace leadline::cli {

namespace {

// In the text of a command, and with `property` in what stands before it, these bytes are written as in a URL.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','))) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view command(Severity severity) { return severity == Severity::kHint ? "notice" : name_of(severity); }

}  // namespace

std::string github_command(const Annotation& annotation) {
  const auto& [severity, file, begin, end, title, text] = annotation;
  std::string place = fmt::format("file={},line={},endLine={}", escaped(file, true), begin.line, end.line);
  if (begin.line == end.line && end.column != 0) {
    place += fmt::format(",col={},endColumn={}", begin.column, end.column);
  }
  return fmt::format("::{} {},title={}::{}\n", command(severity), place, escaped(title, true), escaped(text, false));
}

std::string findings_as_github(const Findings& findings) {
  std::string out;
  for (const Diagnostic& d : findings.diagnostics) {
    const Source& source = findings.sources[d.span.source];
    out += github_command({d.severity, source.name(), source.position(d.span.begin), source.position(d.span.end),
                           d.check, d.help.empty() ? d.message : d.message + ": " + d.help});
  }
  return out;
}

}  // namespace leadline::cli
