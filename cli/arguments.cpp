// SPDX-License-Identifier: Apache-2.0
// Options and help of every subcommand. CLI11 is included here only.
#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/nearest.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

namespace {

constexpr const char* kOverview = R"(Lead-lifecycle rules as code: check, score, explain and test rule files.

  leadline check spring.lead
  leadline score spring.lead data/ --as-of 2026-07-01 --out scores.csv --top 10
  leadline explain spring.lead data/ --id L-00017

Exit status: 0 fine, 1 the command failed, 2 wrong command line, 3 findings, 4 a test failed.)";

// A subcommand and what runs it once its options are filled in.
struct Command {
  CLI::App* app;
  std::function<ExitCode()> run;
};

CLI::App* add(CLI::App& app, const char* name, const char* description, const char* examples) {
  CLI::App* command = app.add_subcommand(name, description);
  command->footer(std::string("Examples:\n") + examples);
  return command;
}

Command add_check(CLI::App& app) {
  const auto options = std::make_shared<CheckOptions>();
  CLI::App* command = add(app, "check", "Report everything that is wrong in rule files",
                          "  leadline check spring.lead\n"
                          "  leadline check rules/ --format json --fail-level warning");
  command->add_option("FILES", options->files, "rule files, or folders with `*.lead` files; `-` is standard input")
      ->required();
  command->add_option("--format", options->format, "pretty (default), compact (one line each) or json")
      ->check(CLI::IsMember({"pretty", "compact", "json"}));
  command
      ->add_option("--fail-level", options->fail_level,
                   "least serious finding that gives exit status 3: error (default), warning, hint")
      ->check(CLI::IsMember({"error", "warning", "hint"}));
  return {command, [options] { return run_check(*options); }};
}

std::vector<Command> add_commands(CLI::App& app) {
  return {add_check(app)};
}

// What CLI11 says, in the command's own manner: lower case, the nearest option offered.
void complain_about(const CLI::ParseError& error, const CLI::App& app) {
  const CLI::App* command = &app;
  for (const CLI::App* sub : app.get_subcommands()) command = sub;
  const std::string called = command == &app ? "leadline" : "leadline " + command->get_name();
  std::string message = error.what();
  while (!message.empty() && (message.back() == '\n' || message.back() == '.')) message.pop_back();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    std::vector<std::string_view> names;
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) names.emplace_back(name);
    }
    for (const std::string& word : command->remaining(true)) {
      message = fmt::format("unexpected `{}`", word);
      if (word.size() > 2 && word.compare(0, 2, "--") == 0) {
        message = fmt::format("there is no option `{}`", word);
        const std::string name =
            word.substr(2, word.find('=') == std::string::npos ? std::string::npos : word.find('=') - 2);
        const std::vector<std::string> near = nearest_names(name, names, 1);
        if (!near.empty()) message += fmt::format("; did you mean `--{}`?", near.front());
      }
      break;
    }
  } else if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && command == &app) {
    message = "what shall be done? Give a subcommand: check, score, explain, test, fmt, show or graph";
  }
  report(fmt::format("{}: {}\n`{} --help` shows how it is used\n", called, message, called));
}

}  // namespace

ExitCode run_arguments(int argc, const char* const* argv) {
  CLI::App app(kOverview, "leadline");
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "this help");
  app.set_help_all_flag("--help-all", "help of every subcommand");
  app.set_version_flag("--version", fmt::format("leadline {} (Unicode {})", LEADLINE_VERSION, unicode_version()),
                       "version of the command and of its Unicode tables");
  const std::vector<Command> commands = add_commands(app);

  std::vector<std::string> words;
  for (int i = argc - 1; i > 0; --i) words.emplace_back(argv[i]);
  if (!words.empty() && !words.back().empty() && words.back().front() != '-') {
    std::vector<std::string_view> names;
    for (const Command& command : commands) names.emplace_back(command.app->get_name());
    if (std::find(names.begin(), names.end(), words.back()) == names.end()) {
      const std::vector<std::string> near = nearest_names(words.back(), names, 1);
      std::string message = fmt::format("there is no subcommand `{}`", words.back());
      message += near.empty() ? "; there are check, score, explain, test, fmt, show and graph"
                              : fmt::format("; did you mean `{}`?", near.front());
      complain(message);
      return ExitCode::kUsage;
    }
  }
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    const CLI::App* asked = &app;
    for (const CLI::App* sub : app.get_subcommands()) asked = sub;
    print(asked->help());
    return ExitCode::kFine;
  } catch (const CLI::CallForAllHelp&) {
    print(app.help("", CLI::AppFormatMode::All));
    return ExitCode::kFine;
  } catch (const CLI::CallForVersion& version) {
    print(std::string(version.what()) + '\n');
    return ExitCode::kFine;
  } catch (const CLI::ParseError& error) {
    complain_about(error, app);
    return ExitCode::kUsage;
  }
  for (const Command& command : commands) {
    if (command.app->parsed()) return command.run();
  }
  return ExitCode::kUsage;
}

}  // namespace leadline::cli
