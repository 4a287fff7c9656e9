// SPDX-License-Identifier: Apache-2.0
// What the files that describe the command line share: a subcommand with what runs it.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"

namespace leadline::cli {

/// A subcommand and what runs it once its options are filled in.
struct Command {
  CLI::App* app;
  std::function<ExitCode()> run;
};

inline CLI::App* add_command(CLI::App& app, const char* name, const char* description, const char* examples) {
  CLI::App* command = app.add_subcommand(name, description);
  command->footer(std::string("Examples:\n") + examples);
  return command;
}

/// diff, tune, start, doc, report: arguments_model.cpp.
std::vector<Command> add_model_commands(CLI::App& app);

}  // namespace leadline::cli
