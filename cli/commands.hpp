// SPDX-License-Identifier: Apache-2.0
// The subcommands: what each can be asked, and the function that does it. arguments.cpp fills the options from the
// command line; a file command_NAME.cpp does the work.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"

namespace leadline::cli {

struct CheckOptions {
  std::vector<std::string> files;  // rule files, and data for the checks that look at it
  std::string format;              // one of finding_formats(); empty: as leadline.toml says, else pretty
  std::string fail_level;          // error, warning, hint; empty: as leadline.toml says, else error
  std::string config;              // leadline.toml; empty: found upward
  std::string as_of;               // for data; empty: the present
  bool no_config = false;
  bool fix = false;
  bool dry_run = false;  // of fix
  bool ranges = false;   // score ranges instead of findings
};
ExitCode run_check(const CheckOptions& options);

struct ScoreOptions {
  std::string rules;
  std::vector<std::string> data;
  std::string as_of;  // empty: the present
  std::string out = "-";
  std::string format = "csv";  // csv, ndjson
  std::string ledger;
  std::string bad_rows = "aside";  // aside, stop
  std::string bad_values = "bad";  // bad, missing
  std::string bad_file;
  std::string only_changed;
  unsigned threads = 0;
  unsigned reasons = 3;
  unsigned top = 0;
  bool quiet = false;
};
ExitCode run_score(const ScoreOptions& options);

struct DuplicatesOptions {
  std::string rules;
  std::vector<std::string> data;
  std::string state;  // in place of data
  std::vector<std::string> strategies;
  std::string truth;            // a field; empty: none
  std::string out;              // the plan; empty: none
  std::string format = "text";  // text, json
  std::string as_of;
  std::string bad_rows = "aside";  // aside, stop
  std::string bad_values = "bad";  // bad, missing
  std::string bad_file;
  unsigned groups = 0;  // how many to show; 0: all
  unsigned largest_block = 2000;
  unsigned threads = 0;
  bool quiet = false;
};
ExitCode run_duplicates(const DuplicatesOptions& options);

struct MatchOptions {
  std::string rules;
  std::string submissions;  // CSV
  std::vector<std::string> data;
  std::string form;
  std::string out = "-";
  std::string as_of;
  std::string bad_file;
  unsigned threads = 0;
  bool quiet = false;
};
ExitCode run_match(const MatchOptions& options);

struct ExplainOptions {
  std::string rules;
  std::vector<std::string> data;
  std::string id;
  std::string kind;   // empty: the first kind that has the id, leads first
  std::string state;  // in place of data
  std::string as_of;
  std::string since;  // what changed from then on
  bool why_not = false;
  std::string to;                 // a threshold or grade; empty: the next ones
  std::vector<std::string> with;  // path=value
  std::string format = "text";    // text, json
  unsigned threads = 0;
};
ExitCode run_explain(const ExplainOptions& options);

struct TestOptions {
  std::vector<std::string> files;
  std::string format = "pretty";  // pretty, json, junit, github, sarif
  std::string filter;
  bool coverage = false;
  bool mutate = false;
  std::string fail_under;  // per cent that has to be covered, and caught, from 0 to 100; empty: none
  std::string suggest;     // file for the tests that are missing; empty: none
  bool watch = false;
};
ExitCode run_test(const TestOptions& options);

struct FormatOptions {
  std::vector<std::string> files;
  bool check = false;
};
ExitCode run_format(const FormatOptions& options);

struct ShowOptions {
  std::string what;  // cst, ast, program, graph, plan, records
  std::string file;
};
ExitCode run_show(const ShowOptions& options);

struct RunOptions {
  std::string rules;
  std::string state;  // empty: in memory
  std::string in = "-";
  std::string out = "-";
  std::string until;
  std::string bad_file;
  std::vector<std::string> kafka_properties;  // name=value
  bool stop_at_end = false;                   // of a topic
  bool react_to_loaded = false;
  bool accept_new_rules = false;
  bool quiet = false;
};
ExitCode run_run(const RunOptions& options);

struct ExportOptions {
  std::string state;
  std::string table;
  std::string format = "csv";  // csv, ndjson
  std::string out = "-";
};
ExitCode run_export(const ExportOptions& options);

struct TimelineOptions {
  std::string state;
  std::string id;
  std::string kind;             // empty: the first kind that has the id, leads first
  std::string format = "text";  // text, ndjson
};
ExitCode run_timeline(const TimelineOptions& options);

struct RejectedOptions {
  std::string state;
  bool all = false;             // also those that were resubmitted
  std::string format = "text";  // text, ndjson
};
ExitCode run_rejected(const RejectedOptions& options);

struct ResubmitOptions {
  std::string rules;
  std::string state;
  std::int64_t number = 0;
  std::string as = "same";  // same, new
  std::vector<std::string> changes;
  std::string at;
  std::string out = "-";
};
ExitCode run_resubmit(const ResubmitOptions& options);

struct ImportOptions {
  std::string rules;
  std::string state;
  std::vector<std::string> data;
  std::string at;
  std::string out = "-";
  std::string bad_rows = "aside";
  std::string bad_values = "bad";
  std::string bad_file;
  unsigned threads = 0;
  bool react_to_loaded = false;
  bool accept_new_rules = false;
  bool quiet = false;
};
ExitCode run_import(const ImportOptions& options);

struct GraphOptions {
  std::string file;
  std::string format = "svg";  // svg, dot
  std::string out = "-";
  std::string process;  // empty: the first
  bool evaluation = false;
};
ExitCode run_graph(const GraphOptions& options);

}  // namespace leadline::cli
