// SPDX-License-Identifier: Apache-2.0
// `leadline start`: a first rule file from the files that somebody has.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/load_data.hpp"
#include "cli/model_commands.hpp"
#include "cli/start/guess.hpp"
#include "cli/start/profile.hpp"
#include "engine/program/check.hpp"
#include "engine/stock_rules.hpp"
#include "grammar/format.hpp"

namespace leadline::cli {

namespace {

// As `fmt` has it.
std::string formatted(std::string text) {
  Sources sources;
  const SourceId source = sources.add("<new>", std::move(text));
  Diagnostics diagnostics;
  return grammar::format(sources, source, diagnostics);
}

// What is written has to check, whatever the files hold.
std::shared_ptr<const Program> checked(const std::string& text, const std::string& name, std::string& errors) {
  Sources sources;
  const SourceId main = sources.add(name, text);
  Diagnostics diagnostics;
  std::shared_ptr<const Program> program = check_program(sources, main, disk_reader(), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Severity::kError) errors += format_pretty(sources, diagnostic);
  }
  return program;
}

}  // namespace

ExitCode run_start(const StartOptions& options) {
  struct stat status{};
  if (options.out != "-" && !options.overwrite && ::stat(options.out.c_str(), &status) == 0) {
    complain(fmt::format("`{}` is there already; --overwrite replaces it", options.out));
    return ExitCode::kUsage;
  }
  std::vector<FileProfile> files;
  for (const std::string& path : options.files) {
    Result<FileProfile> file = read_profile(path);
    if (!file) return failed(file.error());
    files.push_back(std::move(*file));
  }
  const std::vector<GuessedSource> guessed = guess_sources(files);
  const std::string text = formatted(start_rules(files, guessed));
  std::string errors;
  const std::shared_ptr<const Program> program = checked(text, options.out == "-" ? "<new>" : options.out, errors);
  if (!program) {
    complain(
        "the rules that were guessed do not check, which is a fault of this command; this is what it made, and why "
        "not:");
    report(text + '\n' + errors);
    return ExitCode::kFailed;
  }
  if (options.out == "-") {
    print(text);
  } else if (const Result<bool> wrote = replace_file(options.out, text); !wrote) {
    return failed(wrote.error());
  }
  // How well the guesses read the files is known only by reading them.
  DataOptions data;
  data.data = options.files;
  data.quiet = true;
  data.bad_rows = "aside";
  Result<LoadedData> loaded = load_data(*program, data, "read by these rules");
  if (!loaded) return failed(loaded.error());
  for (const GuessedSource& source : guessed) {
    for (const std::string& note : source.notes) complain(fmt::format("{}: {}", files[source.file].file, note));
  }
  std::vector<std::string> words;
  for (const RecordKind kind :
       {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity, RecordKind::kUser}) {
    const std::size_t count = loaded->data->table(kind).size();
    if (count != 0) words.push_back(counted(count, name_of(kind), plural_of(kind)));
  }
  std::size_t interactions = 0;
  for (std::uint32_t kind = 0; kind < program->interactions.size(); ++kind)
    interactions += loaded->data->interactions(kind).size();
  if (interactions != 0) words.push_back(counted(interactions, "interaction"));
  report(fmt::format("these rules read {}\n", words.empty() ? std::string("no records") : joined(words)));
  if (options.out != "-")
    report(fmt::format("next: leadline check {0} && leadline score {0} {1}\n", options.out, options.files.front()));
  return ExitCode::kFine;
}

}  // namespace leadline::cli
