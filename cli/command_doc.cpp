// SPDX-License-Identifier: Apache-2.0
// `leadline doc`: rules as a page for people.
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/doc/document.hpp"
#include "cli/doc/model_pages.hpp"
#include "cli/files.hpp"
#include "cli/graphviz.hpp"
#include "cli/model_commands.hpp"
#include "cli/statement.hpp"
#include "engine/graph/dot.hpp"

namespace leadline::cli {

ExitCode run_doc(const DocOptions& options) {
  const CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  const bool html = options.format == "html";
  const std::string title = options.title.empty() ? title_of(options.rules) : options.title;
  bool complained = false;
  const Document page = describe_rules(rules.sources, *rules.program, title, [&](std::uint32_t process) {
    if (!html) return std::string();
    Result<std::string> svg = svg_of(dot_process(*rules.program, process));
    if (svg) return svg->substr(std::min(svg->find("<svg"), svg->size()));
    if (!complained) complain(svg.error().message + "; the page has no pictures");
    complained = true;
    return std::string();
  });
  const Result<bool> written = replace_file(options.out, html ? page.html() : page.markdown());
  if (!written) return failed(written.error());
  return ExitCode::kFine;
}

}  // namespace leadline::cli
