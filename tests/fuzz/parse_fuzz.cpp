// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes are parsed without a crash, every diagnostic points into the text, the concrete tree is well
// formed, and what is sound can be formatted without changing its meaning, a second time without changing at all.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "grammar/dump.hpp"
#include "grammar/format.hpp"
#include "grammar/parse.hpp"

namespace {

using namespace leadline;

void require(bool condition, const char* what, const std::string& text) {
  if (condition) return;
  std::fprintf(stderr, "%s\n--- text\n%s\n---\n", what, text.c_str());
  std::abort();
}

struct Read {
  std::string tree;
  std::string formatted;
  bool sound = false;

  explicit Read(const std::string& text) {
    Sources sources;
    const SourceId source = sources.add("fuzz.lead", text);
    Diagnostics diagnostics;
    const grammar::Tree cst = grammar::parse_tree(sources, source, diagnostics);
    require(!cst.nodes.empty() && cst.nodes[0].next == cst.nodes.size(), "the tree does not cover its nodes", text);
    for (std::uint32_t i = 0; i < cst.nodes.size(); ++i) {
      const grammar::Node& node = cst.nodes[i];
      std::uint32_t at = node.begin;
      for (std::uint32_t child = i + 1; child < node.next; child = cst.nodes[child].next) {
        require(cst.nodes[child].begin >= at && cst.nodes[child].end <= node.end && cst.nodes[child].next <= node.next,
                "a node lies outside its parent", text);
        at = cst.nodes[child].end;
      }
      require(at <= node.end, "a node ends before it begins", text);
    }
    diagnostics.clear();
    tree = grammar::dump_ast(grammar::parse_file(sources, source, diagnostics));
    sort_diagnostics(diagnostics);
    for (const Diagnostic& d : diagnostics) {
      require(d.span.begin <= d.span.end && d.span.end <= text.size() && !d.message.empty(),
              "a diagnostic outside the text", text);
      require(!format_pretty(sources, d).empty(), "a diagnostic that cannot be shown", text);
    }
    sound = !has_errors(diagnostics);
    Diagnostics ignored;
    formatted = grammar::format(sources, source, ignored);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Read first(text);
  if (!first.sound) return 0;
  const Read second(first.formatted);
  require(second.sound, "formatting made an error", text);
  require(second.tree == first.tree, "formatting changed the meaning", text);
  require(second.formatted == first.formatted, "formatting twice changed the text", text);
  return 0;
}
