// SPDX-License-Identifier: Apache-2.0
// `leadline graph`: the stages and transitions of a process, or the evaluation graph, as DOT or SVG.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/graphviz.hpp"
#include "engine/graph/dot.hpp"
#include "engine/graph/plan.hpp"

namespace leadline::cli {

namespace {

// The process that was asked for, or the first. An error names those that there are.
Result<std::uint32_t> chosen_process(const Program& program, const GraphOptions& options) {
  if (program.processes.empty()) {
    return Error{fmt::format("`{}` has no process to draw; `--evaluation` draws what its scores are computed from",
                             options.file)};
  }
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < program.processes.size(); ++i) {
    if (options.process == program.processes[i].name) return i;
    names.push_back('`' + program.processes[i].name + '`');
  }
  if (!options.process.empty())
    return Error{fmt::format("there is no process `{}`; there is {}", options.process, joined(names))};
  if (names.size() > 1)
    complain(fmt::format("this is process {}; `--process` draws another: {}", names.front(),
                         joined({names.begin() + 1, names.end()}, "or")));
  return std::uint32_t{0};
}

}  // namespace

ExitCode run_graph(const GraphOptions& options) {
  const CompiledRules rules = compile_rules(options.file);
  if (!rules.program) return rules.exit_code;
  std::string picture;
  if (options.evaluation) {
    picture = dot_graph(*make_plan(*rules.program));
  } else {
    const Result<std::uint32_t> process = chosen_process(*rules.program, options);
    if (!process) return failed(process.error());
    picture = dot_process(*rules.program, *process);
  }
  if (options.format == "svg") {
    Result<std::string> svg = svg_of(picture);
    if (!svg) return failed(svg.error());
    picture = std::move(*svg);
  }
  if (const Result<bool> written = replace_file(options.out, picture); !written) return failed(written.error());
  return ExitCode::kFine;
}

}  // namespace leadline::cli
