// SPDX-License-Identifier: Apache-2.0
// `leadline check`: all findings of all files, sorted; files that several rule files use are reported once. With --fix
// the edits that findings offer are made, again and again until none is left.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "cli/as_of.hpp"
#include "cli/check_config.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/findings.hpp"
#include "cli/ranges_text.hpp"
#include "cli/text_diff.hpp"
#include "engine/analysis/analyse.hpp"
#include "engine/analysis/check_data.hpp"
#include "engine/files/load.hpp"
#include "engine/program/check.hpp"
#include "engine/program/fixes.hpp"
#include "engine/stock_rules.hpp"

namespace leadline::cli {

namespace {

// Each round of edits can uncover more; a rule file that never comes to rest is left after so many.
constexpr int kRounds = 20;

Severity severity_named(const std::string& name) {
  return name == "hint" ? Severity::kHint : name == "warning" ? Severity::kWarning : Severity::kError;
}

// Checks files one after the other; what another file's check has already said about a shared file is left out.
class Checker {
 public:
  Checker(const std::map<std::string, std::string>& texts, const CheckConfig& config)
      : texts_(texts), config_(config), reader_(disk_reader()) {
    reader_.file = [this, disk = reader_.file](const std::string& path) -> std::optional<std::string> {
      const auto found = texts_.find(path);
      return found != texts_.end() ? found->second : disk(path);
    };
  }

  void check(const std::string& name) {
    const SourceId main = sources_.add(name, texts_.at(name));
    mains_.emplace(name, main);
    Diagnostics found;
    CheckNotes notes;
    const std::shared_ptr<const Program> program = check_program(sources_, main, reader_, found, notes);
    if (program) {
      analysis::Analysis analysis{sources_, *program};
      Diagnostics more = analysis.findings(notes);
      found.insert(found.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
      if (ranges_wanted_) ranges(*program, notes, analysis);
      if (!data_.empty()) {
        Diagnostics real = look_at_data(*program, notes);
        found.insert(found.end(), std::make_move_iterator(real.begin()), std::make_move_iterator(real.end()));
      }
    }
    sort_diagnostics(found);
    for (Diagnostic& diagnostic : config_.applied_to(std::move(found))) {
      const std::string& file = sources_[diagnostic.span.source].name();
      if (seen_.emplace(file, diagnostic.span.begin, diagnostic.span.end, diagnostic.check, diagnostic.message)
              .second) {
        diagnostics_.push_back(std::move(diagnostic));
      }
    }
  }

  [[nodiscard]] const Sources& sources() const { return sources_; }
  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }

  // Data for the checks that look at it.
  void give(const std::vector<std::string>& data, const std::string& as_of) {
    data_ = data;
    as_of_ = as_of;
  }
  // Why nothing can be said, once it has been told.
  [[nodiscard]] const std::optional<ExitCode>& ended() const { return ended_; }

  void want_ranges() { ranges_wanted_ = true; }
  [[nodiscard]] const std::string& ranges_as_text() const { return ranges_text_; }
  [[nodiscard]] std::string ranges_as_json() const {
    return "{\"format_version\":1,\"models\":[" + ranges_json_ + "\n]}\n";
  }

  // The texts of the checked files after one round of edits; how many findings were mended.
  std::size_t mend(std::map<std::string, std::string>& texts) const {
    std::size_t mended = 0;
    for (const auto& [name, main] : mains_) {
      // A file that another one uses was read there too: its findings may speak of either copy.
      std::set<SourceId> copies;
      for (const Diagnostic& d : diagnostics_) {
        if (sources_[d.span.source].name() == name) copies.insert(d.span.source);
      }
      for (const SourceId copy : copies) {
        const std::size_t before = mended;
        const std::string text = apply_fixes(sources_, copy, diagnostics_, mended);
        if (mended == before) continue;
        texts[name] = text;
        break;
      }
    }
    return mended;
  }

 private:
  Diagnostics look_at_data(const Program& program, CheckNotes& notes) {
    const Result<std::int64_t> as_of = parse_as_of(as_of_, program);
    Dataset data{program};
    const Result<LoadSummary> loaded = load(data_, {}, data);
    if (!as_of || !loaded) {
      ended_ = as_of ? failed(loaded.error()) : wrong_usage(as_of.error().message);
      return {};
    }
    if (loaded->bad_rows != 0)
      complain(counted(loaded->bad_rows, "bad row") + " of the data left out: `leadline score` says which");
    return analysis::data_findings(sources_, program, data, *as_of, 0, notes);
  }

  void ranges(const Program& program, const CheckNotes& notes, analysis::Analysis& analysis) {
    const std::vector<analysis::ModelReport> models = analysis.ranges();
    const FileRanges found{sources_, program, notes, models};
    const std::string text = ranges_text(found);
    ranges_text_ += (ranges_text_.empty() || text.empty() ? "" : "\n") + text;
    append_ranges_json(ranges_json_, found, first_range_);
  }

  const std::map<std::string, std::string>& texts_;
  const CheckConfig& config_;
  FileReader reader_;
  Sources sources_;
  std::map<std::string, SourceId> mains_;
  Diagnostics diagnostics_;
  std::vector<std::string> data_;
  std::string as_of_;
  std::optional<ExitCode> ended_;
  bool ranges_wanted_ = false;
  bool first_range_ = true;
  std::string ranges_text_;
  std::string ranges_json_;
  std::set<std::tuple<std::string, std::uint32_t, std::uint32_t, std::string, std::string>> seen_;
};

// The files as they would be with all edits made.
std::size_t mend_all(const std::vector<std::string>& names, const CheckConfig& config,
                     std::map<std::string, std::string>& texts) {
  std::size_t mended = 0;
  for (int round = 0; round < kRounds; ++round) {
    Checker checker{texts, config};
    for (const std::string& name : names) checker.check(name);
    std::map<std::string, std::string> changed = texts;
    const std::size_t now = checker.mend(changed);
    if (now == 0) break;
    mended += now;
    texts = std::move(changed);
  }
  return mended;
}

// Puts the mended texts in their places; the diff of what would be done where nothing is to be written.
bool write_mended(const std::map<std::string, std::string>& before, const std::map<std::string, std::string>& after,
                  std::size_t mended, bool dry_run) {
  std::size_t files = 0;
  for (const auto& [name, text] : after) {
    if (before.at(name) == text) continue;
    ++files;
    if (dry_run) {
      print(unified_diff(name, before.at(name), text));
    } else if (name == "<stdin>") {
      print(text);
    } else if (Result<bool> written = replace_file(name, text); !written) {
      complain(written.error().message);
      return false;
    }
  }
  report(fmt::format("{} {} in {}\n", dry_run ? "would mend" : "mended", counted(mended, "finding"),
                     counted(files, "file")));
  return true;
}

// Rules and data stand in one list: rules are `-`, files *.lead, and folders in which there are some.
bool names_rules(const std::string& path) {
  if (path == "-") return true;
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    const std::string extension = std::filesystem::path{path}.extension().string();
    return extension == ".lead" || !std::filesystem::exists(path, error);
  }
  const auto options = std::filesystem::directory_options::skip_permission_denied;
  std::filesystem::recursive_directory_iterator entry{path, options, error};
  for (; !error && entry != std::filesystem::recursive_directory_iterator{}; entry.increment(error)) {
    if (entry->path().extension() == ".lead") return true;
  }
  return false;
}

// What is worst about the findings: any at the level, then a broken property, then one of which nothing is known.
ExitCode status_for(const Diagnostics& diagnostics, Severity level) {
  ExitCode status = ExitCode::kFine;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity <= level) {
      if (diagnostic.check != "always/violated") return ExitCode::kFindings;
      status = ExitCode::kLimit;
    } else if (diagnostic.check == "always/unknown" && status == ExitCode::kFine) {
      status = ExitCode::kUnknown;
    }
  }
  return status;
}

}  // namespace

ExitCode run_check(const CheckOptions& options) {
  std::vector<std::string> rules;
  std::vector<std::string> data;
  for (const std::string& path : options.files) {
    const bool first_of_its_kind = rules.empty() && data.empty();
    (first_of_its_kind || names_rules(path) ? rules : data).push_back(path);
  }
  const Result<std::vector<std::string>> files = rule_files(rules);
  if (!files) return failed(files.error());
  Result<CheckConfig> config = read_config(options.no_config        ? ""
                                           : options.config.empty() ? find_config(files->front())
                                                                    : options.config);
  if (!config) return wrong_usage(config.error().message);
  std::vector<std::string> names;
  std::map<std::string, std::string> texts;
  bool unreadable = false;
  for (const std::string& file : *files) {
    Result<std::string> text = read_file(file);
    if (!text) {
      complain(text.error().message);
      unreadable = true;
      continue;
    }
    names.push_back(file == "-" ? "<stdin>" : file);
    texts[names.back()] = std::move(*text);
  }
  if (options.fix) {
    std::map<std::string, std::string> mended = texts;
    const std::size_t count = mend_all(names, *config, mended);
    if (!write_mended(texts, mended, count, options.dry_run)) return ExitCode::kFailed;
    if (options.dry_run) return unreadable ? ExitCode::kFailed : count != 0 ? ExitCode::kFindings : ExitCode::kFine;
    texts = std::move(mended);
  }
  Checker checker{texts, *config};
  if (options.ranges) checker.want_ranges();
  checker.give(data, options.as_of);
  for (const std::string& name : names) checker.check(name);
  if (checker.ended()) return *checker.ended();
  const std::string format = options.format.empty() ? config->format.value_or("pretty") : options.format;
  const Findings findings{checker.sources(), checker.diagnostics(), names};
  if (options.ranges) {
    if (format != "json" && !checker.diagnostics().empty()) report(format_findings(format, findings, false));
    print(format == "json" ? checker.ranges_as_json() : checker.ranges_as_text());
  } else {
    const std::string text = format_findings(format, findings, colour_on_stdout());
    // With --fix, standard input gives standard output its mended text, and nothing else.
    options.fix&& texts.count("<stdin>") != 0 ? report(text) : print(text);
    report(summary_of(checker.diagnostics(), files->size()) + '\n');
  }
  if (unreadable) return ExitCode::kFailed;
  const Severity level =
      severity_named(options.fail_level.empty() ? config->fail_level.value_or("error") : options.fail_level);
  return status_for(checker.diagnostics(), level);
}

}  // namespace leadline::cli
