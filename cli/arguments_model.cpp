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

Command add_tune(CLI::App& app) {
  const auto options = std::make_shared<TuneOptions>();
  CLI::App* command = add_command(
      app, "tune", "Hold a model against known outcomes: what each threshold catches, what each rule is worth",
      "  leadline tune spring.lead data/ --outcome won --decided-at closed\n"
      "  leadline tune spring.lead data/ --outcome status=qualified --decided-at updated --holdout 2026-01-01\n"
      "  leadline tune spring.lead data/ --outcome won --decided-at closed --capacity 40/week --format json");
  command->add_option("RULES", options->rules, "rule file")->required();
  command->add_option("DATA", options->data.data, "data files, or folders of them: CSV, TSV, NDJSON, also .gz")
      ->required();
  command
      ->add_option(
          "--outcome", options->outcome,
          "field that says how it ended: a yes/no, or FIELD=VALUE (or VALUE,VALUE) for those that are a success; "
          "of the scored record, or `contact.FIELD`, `account.FIELD`")
      ->required();
  command
      ->add_option(
          "--decided-at", options->decided_at,
          "field with the time of the decision: the record is scored as of then, and what came later is not seen")
      ->required();
  command->add_option("--model", options->model, "which model (default: the first on leads, else the first)");
  command->add_option("--holdout", options->holdout,
                      "what is kept apart to see whether it lasts: decisions from this date on, or a share of the last "
                      "ones (default 30%); 0% for none");
  command->add_option("--capacity", options->capacity,
                      "also name the threshold that gives as many as can be worked: 40/week, 8/day, 150/month");
  command->add_option("--format", options->format, "text (default) or json")->check(CLI::IsMember({"text", "json"}));
  add_data_options(command, options->data);
  return {command, [options] { return run_tune(*options); }};
}

Command add_start(CLI::App& app) {
  const auto options = std::make_shared<StartOptions>();
  CLI::App* command =
      add_command(app, "start", "Write a first rule file from CSV files: sources, records, interactions",
                  "  leadline start contacts.csv leads.csv events.csv --out first.lead\n"
                  "  leadline start \"Lead export 2026.csv\"");
  command->add_option("FILES", options->files, "CSV or TSV files, also .gz")->required();
  command->add_option("-o,--out", options->out, "file for the rules; `-` (default) is standard output");
  command->add_flag("--overwrite", options->overwrite, "replace a file that is there already");
  return {command, [options] { return run_start(*options); }};
}

Command add_doc(CLI::App& app) {
  const auto options = std::make_shared<DocOptions>();
  CLI::App* command = add_command(app, "doc", "Print the rules as tables for people, with the process as a picture",
                                  "  leadline doc spring.lead > spring.md\n"
                                  "  leadline doc spring.lead --format html -o spring.html");
  command->add_option("RULES", options->rules, "rule file")->required();
  command->add_option("--format", options->format, "md (default; pictures as Mermaid) or html (pictures by Graphviz)")
      ->check(CLI::IsMember({"md", "html"}));
  command->add_option("-o,--out", options->out, "file for the page; `-` (default) is standard output");
  command->add_option("--title", options->title, "title of the page (default: the file's name)");
  return {command, [options] { return run_doc(*options); }};
}

Command add_report(CLI::App& app) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App* command =
      add_command(app, "report", "Write one HTML file about data: scores, grades, stages, rules, bad rows, duplicates",
                  "  leadline report spring.lead data/ -o report.html --as-of 2026-07-01\n"
                  "  leadline report spring.lead data/ -o report.html --leads 25 --title \"Spring, week 27\"");
  command->add_option("RULES", options->rules, "rule file")->required();
  command->add_option("DATA", options->data.data, "data files, or folders of them: CSV, TSV, NDJSON, also .gz")
      ->required();
  command->add_option("-o,--out", options->out, "file for the report; `-` is standard output")->required();
  command->add_option("--as-of", options->as_of,
                      "score as of this time: 2026-07-01, 2026-07-01T09:30:00Z (default: now)");
  command->add_option("--leads", options->leads, "how many of the best open records are explained (default 10)")
      ->check(CLI::Range(0, 1000));
  command->add_option("--title", options->title, "title of the report (default: the rule file's name)");
  add_data_options(command, options->data);
  return {command, [options] { return run_report(*options); }};
}

}  // namespace

std::vector<Command> add_model_commands(CLI::App& app) {
  return {add_diff(app), add_tune(app), add_start(app), add_doc(app), add_report(app)};
}

}  // namespace leadline::cli
