// SPDX-License-Identifier: Apache-2.0
// Diagnostics as text: for people (source line and caret), one line each, and JSON.
#include "leadline/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "grammar/diagnostic_list.hpp"

namespace leadline {

namespace {

std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "\033[1;31m";
    case Severity::kWarning:
      return "\033[1;33m";
    case Severity::kHint:
      return "\033[1;36m";
  }
  return "";
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

// The source line with a caret line under the span; the help stands behind the carets, further lines of it below.
std::string excerpt(const Source& source, const Span& span, std::string_view help, std::string_view on,
                    std::string_view off) {
  const Position begin = source.position(span.begin);
  const std::string_view line = source.line(begin.line);
  std::string shown;
  std::string padding;
  for (std::size_t i = 0, column = 1; i < line.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U;
    shown += line[i] == '\t' ? ' ' : line[i];
    if (starts && column++ < begin.column) padding += ' ';
  }
  while (padding.size() + 1 < begin.column) padding += ' ';
  const auto text = source.text().substr(span.begin, span.end - span.begin);
  const std::size_t carets = std::max<std::size_t>(1, code_points(text.substr(0, text.find('\n'))));
  std::string out = fmt::format("{:>5} | {}\n      | {}{}{}{}{}{}\n", begin.line, shown, padding, on,
                                std::string(carets, '^'), help.empty() ? "" : " ", first_line(help), off);
  for (std::size_t at = help.find('\n'); at < help.size() - 1; at = help.find('\n', at + 1)) {
    out += "      | ";
    out += first_line(help.substr(at + 1));
    out += '\n';
  }
  return out;
}

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_json_span(std::string& out, const Sources& sources, const Span& span) {
  const Source& source = sources[span.source];
  const Position begin = source.position(span.begin);
  const Position end = source.position(span.end);
  out += "\"file\":";
  append_json_text(out, source.name());
  out += fmt::format(",\"line\":{},\"column\":{},\"end_line\":{},\"end_column\":{}", begin.line, begin.column, end.line,
                     end.column);
}

}  // namespace

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kHint:
      return "hint";
  }
  return "";
}

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

Diagnostics at_levels(Diagnostics found, const std::function<std::optional<Severity>(const Diagnostic&)>& level_of) {
  Diagnostics shown;
  for (Diagnostic& diagnostic : found) {
    const std::optional<Severity> severity = level_of(diagnostic);
    if (!severity) continue;
    diagnostic.severity = *severity;
    shown.push_back(std::move(diagnostic));
  }
  return shown;
}

void sort_diagnostics(Diagnostics& diagnostics) {
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.span.source, d.span.begin, d.span.end, d.check, d.message);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(),
                                [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
                    diagnostics.end());
}

std::string format_compact(const Sources& sources, const Diagnostic& d) {
  const Source& source = sources[d.span.source];
  const Position at = source.position(d.span.begin);
  return fmt::format("{}:{}:{}: {}[{}]: {}{}\n", source.name(), at.line, at.column, name_of(d.severity), d.check,
                     d.message, d.help.empty() ? "" : fmt::format(" ({})", first_line(d.help)));
}

std::string format_pretty(const Sources& sources, const Diagnostic& d, bool colour) {
  const Source& source = sources[d.span.source];
  const Position at = source.position(d.span.begin);
  const std::string_view on = colour ? colour_of(d.severity) : "";
  const std::string_view off = colour ? "\033[0m" : "";
  std::string text = fmt::format("{}:{}:{}: {}{}[{}]{}: {}\n", source.name(), at.line, at.column, on,
                                 name_of(d.severity), d.check, off, d.message);
  text += excerpt(source, d.span, d.help, on, off);
  for (const RelatedSpan& related : d.related) {
    const Source& other = sources[related.span.source];
    const Position there = other.position(related.span.begin);
    text += fmt::format("{}:{}:{}: {}\n", other.name(), there.line, there.column, related.message);
    text += excerpt(other, related.span, "", "", "");
  }
  return text;
}

std::string format_json_list(const Sources& sources, const Diagnostics& diagnostics) {
  std::string out = "[";
  bool first = true;
  for (const Diagnostic& d : diagnostics) {
    out += first ? "\n{" : ",\n{";
    first = false;
    out += fmt::format("\"check\":\"{}\",\"severity\":\"{}\",", d.check, name_of(d.severity));
    append_json_span(out, sources, d.span);
    out += ",\"message\":";
    append_json_text(out, d.message);
    out += ",\"help\":";
    append_json_text(out, d.help);
    out += ",\"related\":[";
    for (std::size_t i = 0; i < d.related.size(); ++i) {
      out += i == 0 ? "{" : ",{";
      append_json_span(out, sources, d.related[i].span);
      out += ",\"message\":";
      append_json_text(out, d.related[i].message);
      out += '}';
    }
    out += "],\"fixes\":[";
    for (std::size_t i = 0; i < d.fixes.size(); ++i) {
      out += i == 0 ? "{" : ",{";
      append_json_span(out, sources, d.fixes[i].span);
      out += ",\"replacement\":";
      append_json_text(out, d.fixes[i].replacement);
      out += '}';
    }
    out += "]}";
  }
  return out + "\n]";
}

std::string format_json(const Sources& sources, const Diagnostics& diagnostics) {
  return "{\"format_version\":1,\"diagnostics\":" + format_json_list(sources, diagnostics) + "}\n";
}

}  // namespace leadline
