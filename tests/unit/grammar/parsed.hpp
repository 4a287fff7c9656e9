// SPDX-License-Identifier: Apache-2.0
// Rule text parsed for a test: the dump of its tree and its diagnostics, one line each.
#pragma once
#include <string>
#include <utility>

#include "grammar/dump.hpp"
#include "grammar/parse.hpp"

namespace leadline::grammar {

struct Parsed {
  std::string tree;
  std::string errors;  // `line:column check: message (help)`

  explicit Parsed(std::string text) {
    Sources sources;
    const SourceId source = sources.add("t.lead", std::move(text));
    Diagnostics diagnostics;
    tree = dump_ast(parse_file(sources, source, diagnostics));
    sort_diagnostics(diagnostics);
    for (const Diagnostic& d : diagnostics) {
      const Position at = sources[source].position(d.span.begin);
      errors += std::to_string(at.line) + ':' + std::to_string(at.column) + ' ' + d.check + ": " + d.message;
      errors += d.help.empty() ? "\n" : " (" + d.help + ")\n";
    }
  }
};

}  // namespace leadline::grammar
