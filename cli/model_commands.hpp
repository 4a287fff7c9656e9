// SPDX-License-Identifier: Apache-2.0
// The subcommands that look at a model as a whole: what a change of it does, how it fits known outcomes, how it reads
// on paper, and how a first one begins. arguments_model.cpp fills the options from the command line.
#pragma once
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/load_data.hpp"

namespace leadline::cli {

struct DiffOptions {
  std::string old_rules;
  std::string new_rules;
  DataOptions data;
  std::string as_of;
  std::string out;              // affected records; empty: none
  std::string format = "text";  // text, json
  std::vector<std::string> fail_if;
  unsigned moves = 10;
};
ExitCode run_diff(const DiffOptions& options);

struct TuneOptions {
  std::string rules;
  DataOptions data;
  std::string outcome;  // FIELD, or FIELD=VALUE,…
  std::string decided_at;
  std::string model;            // empty: the first on leads
  std::string holdout = "30%";  // or a date
  std::string capacity;         // 40/week; empty: none
  std::string format = "text";  // text, json
};
ExitCode run_tune(const TuneOptions& options);

struct StartOptions {
  std::vector<std::string> files;
  std::string out = "-";
  bool overwrite = false;
};
ExitCode run_start(const StartOptions& options);

struct DocOptions {
  std::string rules;
  std::string format = "md";  // md, html
  std::string out = "-";
  std::string title;  // empty: the file's name
};
ExitCode run_doc(const DocOptions& options);

struct ReportOptions {
  std::string rules;
  DataOptions data;
  std::string as_of;
  std::string out;
  std::string title;    // empty: the rule file's name
  unsigned leads = 10;  // how many are explained
};
ExitCode run_report(const ReportOptions& options);

}  // namespace leadline::cli
