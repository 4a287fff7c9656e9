// SPDX-License-Identifier: Apache-2.0
// Compiling for embedders: text or a file to an immutable RuleSet.
#include "engine/rule_set.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/program/check.hpp"
#include "engine/read_tables.hpp"
#include "engine/result_tables.hpp"
#include "engine/stock_rules.hpp"
#include "leadline/version.hpp"

namespace leadline {

namespace {

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return file.bad() ? std::nullopt : std::optional<std::string>(text.str());
}

FileReader reader_for(const CompileOptions& options) {
  FileReader reader = disk_reader();
  if (!options.stock_folder.empty()) {
    reader.stock = [folder = std::filesystem::path(options.stock_folder)](const std::string& name) {
      std::optional<std::string> text = read_file(folder / (name + ".lead"));
      return text ? text : read_file(folder / name);
    };
  }
  return reader;
}

}  // namespace

std::string_view version() { return LEADLINE_VERSION; }

std::string Compilation::report() const {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += format_pretty(sources, diagnostic);
  return text;
}

const RuleSet::Compiled::ForRuns& RuleSet::Compiled::for_runs() const {
  std::call_once(run_once_, [this] {
    PlanOptions options;
    options.run = true;
    for_runs_.plan = make_plan(*program, options);
    for_runs_.identity = state::identify_rules(sources, *program);
  });
  return for_runs_;
}

Compilation RuleSet::from_text(std::string name, std::string text, const CompileOptions& options) {
  Compilation compilation;
  const SourceId main = compilation.sources.add(std::move(name), std::move(text));
  auto compiled = std::make_shared<Compiled>();
  compiled->program = check_program(compilation.sources, main, reader_for(options), compilation.diagnostics);
  sort_diagnostics(compilation.diagnostics);
  if (compiled->program) {
    compiled->plan = make_plan(*compiled->program);
    compiled->sources = compilation.sources;
    compilation.rules = RuleSet(std::move(compiled));
  }
  return compilation;
}

Compilation RuleSet::from_file(const std::string& path, const CompileOptions& options) {
  if (std::optional<std::string> text = read_file(path)) return from_text(path, std::move(*text), options);
  Compilation compilation;
  Diagnostic diagnostic;
  diagnostic.check = "file/unreadable";
  diagnostic.span.source = compilation.sources.add(path, "");
  diagnostic.message = "cannot read `" + path + "`: " + std::strerror(errno == 0 ? ENOENT : errno);
  compilation.diagnostics.push_back(std::move(diagnostic));
  return compilation;
}

std::vector<std::string> RuleSet::models() const {
  std::vector<std::string> names;
  for (const Model& model : compiled_->program->models) names.push_back(model.name);
  return names;
}

Result<Scores> RuleSet::score(const InputTables& tables, const ScoreSettings& settings) const {
  const Program& program = *compiled_->program;
  Dataset data(program);
  Scores scores;
  if (std::optional<Error> error = read_tables(tables, settings.bad_values_missing, settings.threads, data,
                                               scores.set_aside, scores.ignored_columns)) {
    return *std::move(error);
  }
  const DatasetCounts counts = data.finish(settings.threads);
  scores.dangling_links = counts.dangling_links;
  scores.orphan_leads = counts.orphan_leads;
  ScoreOptions options;
  options.as_of = settings.as_of;
  options.threads = settings.threads;
  options.reasons = settings.reasons;
  scores.tables = result_tables(program, data, leadline::score(*compiled_->plan, data, options), settings.reasons > 0);
  return scores;
}

}  // namespace leadline
