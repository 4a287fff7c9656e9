// SPDX-License-Identifier: Apache-2.0
// Options and help of the subcommands that look at a model as a whole.
#include <memory>

#include "cli/arguments_parts.hpp"
#include "cli/model_commands.hpp"

namespace leadline::cli {

namespace {

void add_data_options(CLI::App* command, DataOptions& options) {
  command
      ->add_option("--bad-rows", options.bad_rows, "aside (default): set them aside and go on; stop: end at the first")
      ->check(CLI::IsMember({"aside", "stop"}));
  command
      ->add_option("--bad-values", options.bad_values,
                   "aside (default): their row is bad; missing: keep the row, leave the value out")
      ->check(CLI::IsMember({"aside", "missing"}));
  command->add_option("--bad-file", options.bad_file, "CSV for bad rows and values (default: none is written)");
  command
      ->add_option("--threads", options.threads,
                   "threads (default: as many as the machine has); never changes a result")
      ->check(CLI::Range(0, 4096));
  command->add_flag("--quiet", options.quiet, "no progress");
}

Command add_diff(CLI::App& app) {
  const auto options = std::make_shared<DiffOptions>();
  CLI::App* command = add_command(
      app, "diff", "Tell what differs between two versions of rules, and what that does to records",
      "  leadline diff old.lead new.lead\n"
      "  leadline diff old.lead new.lead data/ --as-of 2026-07-01 --out changes.csv\n"
      "  leadline diff main.lead branch.lead data/ --fail-if \"sales_ready > +10%\" --fail-if \"changed > 25%\"\n"
      "  leadline diff old.lead refactored.lead --fail-if differs");
  command->add_option("OLD", options->old_rules, "rule file as it was")->required();
  command->add_option("NEW", options->new_rules, "rule file as it is")->required();
  command->add_option("DATA", options->data.data, "data files, or folders of them: CSV, TSV, NDJSON, also .gz");
  command->add_option("--as-of", options->as_of,
                      "compare as of this time: 2026-07-01, 2026-07-01T09:30:00Z (default: now)");
  command->add_option("--out", options->out, "CSV of all affected records with the rules behind each move");
  command->add_option("--format", options->format, "text (default) or json")->check(CLI::IsMember({"text", "json"}));
  command
      ->add_option("--fail-if", options->fail_if,
                   "exit status 5 if this is so; may be given several times: `sales_ready > +10%`, `newly sales_ready "
                   "> 20`, `no longer warm > 5%`, `grade spring.A < -10`, `stage won > 0`, `changed > 5%`, `moved > "
                   "100`, `differs`")
      ->allow_extra_args(false);
  command->add_option("--moves", options->moves, "how many of the largest moves to show (default 10)");
  add_data_options(command, options->data);
  return {command, [options] { return run_diff(*options); }};
}

}  // namespace

std::vector<Command> add_model_commands(CLI::App& app) { return {add_diff(app)}; }

}  // namespace leadline::cli
