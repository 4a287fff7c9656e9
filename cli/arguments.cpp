// SPDX-License-Identifier: Apache-2.0
// Options and help of the subcommands (those that look at a model as a whole are in arguments_model.cpp). CLI11 is
// included by these two only.
#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments_parts.hpp"
#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/findings.hpp"
#include "cli/lsp.hpp"
#include "cli/nearest.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

namespace {

constexpr const char* kOverview = R"(Lead-lifecycle rules as code: check, score, explain and test rule files.

  leadline check spring.lead
  leadline score spring.lead data/ --as-of 2026-07-01 --out scores.csv --top 10
  leadline explain spring.lead data/ --id L-00017

Exit status: 0 fine, 1 the command failed, 2 wrong command line, 3 findings, 4 a test failed, 5 a limit was exceeded,
6 it could not be decided.)";

CLI::App* add(CLI::App& app, const char* name, const char* description, const char* examples) {
  return add_command(app, name, description, examples);
}

Command add_check(CLI::App& app) {
  const auto options = std::make_shared<CheckOptions>();
  CLI::App* command = add(app, "check", "Report everything that is wrong in rule files",
                          "  leadline check spring.lead\n"
                          "  leadline check rules/ --format json --fail-level warning\n"
                          "  leadline check rules/ --format sarif > findings.sarif\n"
                          "  leadline check spring.lead --fix --dry-run\n"
                          "  leadline check spring.lead --ranges\n"
                          "  leadline check spring.lead data/ --as-of 2026-07-01");
  command
      ->add_option(
          "FILES", options->files,
          "rule files, or folders with `*.lead` files (`-` is standard input); then data files or folders, for the "
          "checks that look at data")
      ->required();
  command->add_option("--as-of", options->as_of, "data as of this time (default: now)");
  command
      ->add_option("--format", options->format,
                   "pretty (default), compact (one line each), json, github (annotations), junit, sarif or markdown")
      ->check(CLI::IsMember(finding_formats()));
  command
      ->add_option("--fail-level", options->fail_level,
                   "least serious finding that gives exit status 3: error (default), warning, hint")
      ->check(CLI::IsMember({"error", "warning", "hint"}));
  CLI::Option* fix = command->add_flag("--fix", options->fix, "make the edits that findings offer");
  command->add_flag("--dry-run", options->dry_run, "with --fix: show the edits as a diff, change nothing")->needs(fix);
  command
      ->add_flag("--ranges", options->ranges,
                 "show the lowest and highest score of each model and group, with a record that has it, and which "
                 "thresholds and grades can be reached (text, or --format json)")
      ->excludes(fix);
  CLI::Option* config = command->add_option("--config", options->config,
                                            "settings (default: the nearest `leadline.toml` at or above the files)");
  command->add_flag("--no-config", options->no_config, "look for no `leadline.toml`")->excludes(config);
  return {command, [options] { return run_check(*options); }};
}

Command add_score(CLI::App& app) {
  const auto options = std::make_shared<ScoreOptions>();
  CLI::App* command = add(app, "score", "Score records: points, grades, thresholds and stages as of a time",
                          "  leadline score spring.lead data/ --as-of 2026-07-01 --out scores.csv\n"
                          "  leadline score spring.lead contacts.csv leads.csv interactions.ndjson.gz --format ndjson\n"
                          "  leadline score spring.lead data/ --out today.csv --only-changed yesterday.csv\n"
                          "  leadline score spring.lead data/ --out scores.csv --top 10 --ledger ledger.csv");
  command->add_option("RULES", options->rules, "rule file")->required();
  command->add_option("DATA", options->data, "data files, or folders of them: CSV, TSV, NDJSON, also .gz")->required();
  command->add_option("--as-of", options->as_of,
                      "score as of this time: 2026-07-01, 2026-07-01T09:30:00Z (default: now)");
  command->add_option("--out", options->out, "file for the scores; `-` (default) is standard output");
  command->add_option("--format", options->format, "csv (default) or ndjson")->check(CLI::IsMember({"csv", "ndjson"}));
  command->add_option("--ledger", options->ledger,
                      "file for every line behind every score; CSV, or NDJSON where it ends in .ndjson");
  command->add_option("--reasons", options->reasons, "strongest reasons to give for each record (default 3)")
      ->check(CLI::Range(0, 1000));
  command->add_option("--top", options->top, "also print the N best open leads (with --out FILE)");
  command->add_option("--only-changed", options->only_changed,
                      "write only the lines that differ from this earlier CSV output");
  command
      ->add_option("--bad-rows", options->bad_rows, "aside (default): set them aside and go on; stop: end at the first")
      ->check(CLI::IsMember({"aside", "stop"}));
  command
      ->add_option("--bad-values", options->bad_values,
                   "aside (default): their row is bad; missing: keep the row, leave the value out")
      ->check(CLI::IsMember({"aside", "missing"}));
  command->add_option("--bad-file", options->bad_file,
                      "CSV for bad rows and values (default: beside --out, or leadline-bad.csv)");
  command
      ->add_option("--threads", options->threads,
                   "threads (default: as many as the machine has); never changes a result")
      ->check(CLI::Range(0, 4096));
  command->add_flag("--quiet", options->quiet, "no summary");
  return {command, [options] { return run_score(*options); }};
}

Command add_duplicates(CLI::App& app) {
  const auto options = std::make_shared<DuplicatesOptions>();
  CLI::App* command =
      add(app, "duplicates", "Find records that are one, say why, and plan how to merge them",
          "  leadline duplicates rules.lead data/ --strategy by_email by_phone\n"
          "  leadline duplicates rules.lead data/ --strategy by_email --out plan.ndjson --as-of 2026-07-01\n"
          "  leadline duplicates rules.lead people.csv --strategy by_name --truth person --groups 20\n"
          "  leadline duplicates rules.lead data/ --strategy by_domain --format json\n"
          "  leadline duplicates rules.lead --state spring.state --strategy by_email --out plan.ndjson");
  command->add_option("RULES", options->rules, "rule file")->required();
  command->add_option("DATA", options->data, "data files, or folders of them");
  command->add_option("--state", options->state, "look at the records of this state instead of DATA");
  command
      ->add_option("--strategy", options->strategies,
                   "matching strategies of the rule file, all of one kind of record; all their lines are tried")
      ->required();
  command->add_option("--truth", options->truth,
                      "field that names the true entity: also print precision, recall and F1");
  command->add_option("--out", options->out,
                      "file for the merge plan: NDJSON, one `merge` event for each record that ends; `-` is standard "
                      "output, and the groups are not shown");
  command->add_option("--format", options->format, "text (default) or json")->check(CLI::IsMember({"text", "json"}));
  command->add_option("--groups", options->groups, "show only the first N groups, those with the weakest links");
  command
      ->add_option("--largest-block", options->largest_block,
                   "records that share what a line wants equal are compared if they are no more than this "
                   "(default 2000); larger blocks are reported")
      ->check(CLI::Range(2, 1000000));
  command->add_option("--as-of", options->as_of,
                      "time of the plan's events, and of conditions that ask for it (default: now)");
  command
      ->add_option("--bad-rows", options->bad_rows, "aside (default): set them aside and go on; stop: end at the first")
      ->check(CLI::IsMember({"aside", "stop"}));
  command
      ->add_option("--bad-values", options->bad_values,
                   "aside (default): their row is bad; missing: keep the row, leave the value out")
      ->check(CLI::IsMember({"aside", "missing"}));
  command->add_option("--bad-file", options->bad_file,
                      "CSV for bad rows and values (default: beside --out, or leadline-bad.csv)");
  command
      ->add_option("--threads", options->threads,
                   "threads (default: as many as the machine has); never changes a result")
      ->check(CLI::Range(0, 4096));
  command->add_flag("--quiet", options->quiet, "no summary");
  return {command, [options] { return run_duplicates(*options); }};
}

Command add_match(CLI::App& app) {
  const auto options = std::make_shared<MatchOptions>();
  CLI::App* command = add(app, "match", "Tell whom form submissions would mean, without carrying them out",
                          "  leadline match rules.lead list.csv data/ --form webinar-7\n"
                          "  leadline match rules.lead list.csv contacts.csv leads.csv --form import --out found.csv");
  command->add_option("RULES", options->rules, "rule file")->required();
  command
      ->add_option("SUBMISSIONS", options->submissions,
                   "CSV with a submission a row: its columns are named as the answers, `id` is the submission's own; "
                   "`-` is standard input")
      ->required();
  command->add_option("DATA", options->data, "data files, or folders of them: who is known");
  command->add_option("--form", options->form, "the form that was filled in, which decides what is looked for")
      ->required();
  command->add_option("--out", options->out, "CSV for whom they mean; `-` (default) is standard output");
  command->add_option("--as-of", options->as_of, "time at which they come in (default: now)");
  command->add_option("--bad-file", options->bad_file,
                      "CSV for bad rows (default: beside --out, or leadline-bad.csv)");
  command
      ->add_option("--threads", options->threads,
                   "threads for reading (default: as many as the machine has); never changes a result")
      ->check(CLI::Range(0, 4096));
  command->add_flag("--quiet", options->quiet, "no summary");
  return {command, [options] { return run_match(*options); }};
}

Command add_explain(CLI::App& app) {
  const auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = add(app, "explain", "Tell why one record has its points, grade, thresholds and stage",
                          "  leadline explain spring.lead data/ --id L-00017 --as-of 2026-07-01\n"
                          "  leadline explain spring.lead data/ --id A-0007 --kind account --format json\n"
                          "  leadline explain spring.lead --state spring.state --id L-00017 --since 2026-06-01\n"
                          "  leadline explain spring.lead data/ --id L-00017 --why-not\n"
                          "  leadline explain spring.lead data/ --id L-00017 --with \"contact.job_title=VP Sales\"");
  command->add_option("RULES", options->rules, "rule file")->required();
  command->add_option("DATA", options->data, "data files, or folders of them");
  command->add_option("--state", options->state, "explain a record of this state instead of DATA");
  command->add_option("--id", options->id, "id of the record")->required();
  command
      ->add_option("--kind", options->kind,
                   "its kind (default: the first of lead, contact, account, opportunity that has the id)")
      ->check(CLI::IsMember({"contact", "account", "lead", "opportunity"}));
  command->add_option("--as-of", options->as_of, "explain as of this time (default: now; with --state its clock)");
  command->add_option("--since", options->since, "tell what changed from this time on instead");
  command->add_flag("--why-not", options->why_not,
                    "tell instead what is missing to the next thresholds and the next grade: the fewest changes");
  command->add_option("--to", options->to, "with --why-not: to this threshold or grade");
  command
      ->add_option("--with", options->with,
                   "tell instead what would be other if a field had this value: `contact.job_title=VP Sales`, "
                   "`lead.need=missing`, or after an interaction: `page_visit page=pricing`; several may be given")
      ->allow_extra_args(false);
  command->add_option("--format", options->format, "text (default) or json")->check(CLI::IsMember({"text", "json"}));
  command->add_option("--threads", options->threads, "threads for reading (default: as many as the machine has)")
      ->check(CLI::Range(0, 4096));
  return {command, [options] { return run_explain(*options); }};
}

Command add_test(CLI::App& app) {
  const auto options = std::make_shared<TestOptions>();
  CLI::App* command = add(app, "test", "Run the `test` blocks of rule files",
                          "  leadline test spring.lead\n"
                          "  leadline test rules/ --filter \"director\"\n"
                          "  leadline test rules/ --format junit > tests.xml\n"
                          "  leadline test spring.lead --coverage --fail-under 80\n"
                          "  leadline test spring.lead --mutate\n"
                          "  leadline test spring.lead --suggest missing.lead\n"
                          "  leadline test rules/ --watch");
  command->add_option("FILES", options->files, "rule files, or folders with `*.lead` files")->required();
  command
      ->add_option("--format", options->format,
                   "pretty (default), json, junit, github (annotations), or sarif of what --coverage finds")
      ->check(CLI::IsMember({"pretty", "json", "junit", "github", "sarif"}));
  command->add_option("--filter", options->filter, "only tests whose name contains this text");
  command->add_flag(
      "--coverage", options->coverage,
      "also say which rules, grades, thresholds, transitions, requirements, reactions and clauses no test decides");
  command->add_flag("--mutate", options->mutate,
                    "also make small mistakes in the rules, one at a time, and say which ones no test notices");
  command
      ->add_option("--fail-under", options->fail_under,
                   "exit with 5 where less than this per cent is covered (--coverage) or caught (--mutate)")
      ->check(CLI::Range(0.0, 100.0));
  command->add_option("--suggest", options->suggest,
                      "write tests for what none decides yet, with the values that come out, into this new rule file; "
                      "`-` prints them. Read them: what comes out need not be what you meant");
  command->add_flag("--watch", options->watch, "run again whenever a file changes; Ctrl-C ends");
  return {command, [options] { return run_test(*options); }};
}

Command add_format(CLI::App& app) {
  const auto options = std::make_shared<FormatOptions>();
  CLI::App* command = add(app, "fmt", "Format rule files in place",
                          "  leadline fmt spring.lead\n"
                          "  leadline fmt --check rules/\n"
                          "  leadline fmt - < spring.lead");
  command->add_option("FILES", options->files, "rule files or folders; `-` formats standard input to standard output")
      ->required();
  command->add_flag("--check", options->check,
                    "change nothing; list the files that are not formatted and exit with 3 if there are any");
  return {command, [options] { return run_format(*options); }};
}

Command add_show(CLI::App& app) {
  const auto options = std::make_shared<ShowOptions>();
  CLI::App* command = add(app, "show", "Print a stage of the compiler: cst, ast, program, graph, plan, records",
                          "  leadline show ast spring.lead\n"
                          "  leadline show records spring.lead");
  command
      ->add_option("WHAT", options->what,
                   "cst, ast, program, graph, plan, or records (all fields and interactions that the file knows)")
      ->required()
      ->check(CLI::IsMember({"cst", "ast", "program", "graph", "plan", "records"}));
  command->add_option("FILE", options->file, "rule file")->required();
  return {command, [options] { return run_show(*options); }};
}

Command add_lsp(CLI::App& app) {
  CLI::App* command = add(app, "lsp", "Serve an editor: the language server protocol on standard input and output",
                          "  leadline lsp\n"
                          "Editors start it themselves: docs/editor.md says how.");
  // What editors give servers out of habit.
  command->add_flag("--stdio")->description("the default: nothing else is served");
  return {command, [] { return run_lsp(); }};
}

Command add_graph(CLI::App& app) {
  const auto options = std::make_shared<GraphOptions>();
  CLI::App* command = add(app, "graph", "Draw the processes of a rule file: stages and transitions",
                          "  leadline graph spring.lead -o process.svg\n"
                          "  leadline graph spring.lead --evaluation --format dot");
  command->add_option("FILE", options->file, "rule file")->required();
  command->add_option("--format", options->format, "svg (default, needs Graphviz) or dot")
      ->check(CLI::IsMember({"svg", "dot"}));
  command->add_option("-o,--out", options->out, "file for the picture; `-` (default) is standard output");
  command->add_option("--process", options->process,
                      "which process, where the rules have several (default: the first)");
  command->add_flag("--evaluation", options->evaluation,
                    "draw the evaluation graph instead: what every score is computed from");
  return {command, [options] { return run_graph(*options); }};
}

Command add_run(CLI::App& app) {
  const auto options = std::make_shared<RunOptions>();
  CLI::App* command = add(app, "run", "Take events one after the other, give decisions, and keep the state",
                          "  leadline run spring.lead --state spring.state --in events.ndjson --out decisions.ndjson\n"
                          "  tail -f events.ndjson | leadline run spring.lead --state spring.state\n"
                          "  leadline run spring.lead --state spring.state --in /dev/null --until 2026-07-02\n"
                          "  leadline run spring.lead --state spring.state --in kafka://localhost:9092/events "
                          "--out kafka://localhost:9092/decisions");
  command->add_option("RULES", options->rules, "rule file")->required();
  command->add_option("--state", options->state,
                      "the state, one SQLite file; made if it is not there (default: in memory)");
  command->add_option("--in", options->in,
                      "events, NDJSON, `.gz` is unpacked; `-` (default) is standard input; "
                      "kafka://HOST:PORT[,HOST:PORT]/TOPIC, an event a message");
  command->add_option(
      "--out", options->out,
      "file for the decisions, NDJSON; `-` (default) is standard output; or a topic, a decision a message");
  command->add_option("--until", options->until, "let time pass as far as this when the input has ended");
  command->add_option("--bad-file", options->bad_file,
                      "CSV for lines that are no events (default: beside --out, or leadline-bad.csv), or a topic");
  command
      ->add_option("--kafka-property", options->kafka_properties,
                   "a property of librdkafka, name=value, such as security.protocol=ssl; may be given several times")
      ->allow_extra_args(false);
  command->add_flag("--stop-at-end", options->stop_at_end,
                    "end where the topic of --in ends as the run begins (default: wait for more)");
  command->add_flag("--react-to-loaded", options->react_to_loaded,
                    "treat records that are loaded as if they had just come in");
  command->add_flag("--accept-new-rules", options->accept_new_rules,
                    "go on with other rules than the state was made with");
  command->add_flag("--quiet", options->quiet, "no summary");
  return {command, [options] { return run_run(*options); }};
}

Command add_import(CLI::App& app) {
  const auto options = std::make_shared<ImportOptions>();
  CLI::App* command =
      add(app, "import", "Load records into a state; sources `through form` go through matching",
          "  leadline import spring.lead --state spring.state data/\n"
          "  leadline import spring.lead --state spring.state leads.csv --at 2026-07-01 --out decisions.ndjson");
  command->add_option("RULES", options->rules, "rule file")->required();
  command->add_option("DATA", options->data, "data files, or folders of them: CSV, TSV, NDJSON, also .gz")->required();
  command->add_option("--state", options->state, "the state; made if it is not there")->required();
  command->add_option("--at", options->at, "when they are loaded (default: now)");
  command->add_option("--out", options->out, "file for decisions, NDJSON; `-` (default) is standard output");
  command
      ->add_option("--bad-rows", options->bad_rows, "aside (default): set them aside and go on; stop: end at the first")
      ->check(CLI::IsMember({"aside", "stop"}));
  command
      ->add_option("--bad-values", options->bad_values,
                   "aside (default): their row is bad; missing: keep the row, leave the value out")
      ->check(CLI::IsMember({"aside", "missing"}));
  command->add_option("--bad-file", options->bad_file, "CSV for bad rows (default: beside --out, or leadline-bad.csv)");
  command->add_option("--threads", options->threads, "threads for reading (default: as many as the machine has)")
      ->check(CLI::Range(0, 4096));
  command->add_flag("--react-to-loaded", options->react_to_loaded, "treat the records as if they had just come in");
  command->add_flag("--accept-new-rules", options->accept_new_rules,
                    "go on with other rules than the state was made with");
  command->add_flag("--quiet", options->quiet, "no summary");
  return {command, [options] { return run_import(*options); }};
}

Command add_export(CLI::App& app) {
  const auto options = std::make_shared<ExportOptions>();
  CLI::App* command = add(app, "export", "Write a table of a state as CSV or NDJSON",
                          "  leadline export --state spring.state leads > leads.csv\n"
                          "  leadline export --state spring.state tasks --format ndjson");
  command->add_option("TABLE", options->table, "contacts, leads, timeline, tasks, rejected, interaction_KIND, …")
      ->required();
  command->add_option("--state", options->state, "the state")->required();
  command->add_option("--format", options->format, "csv (default) or ndjson")->check(CLI::IsMember({"csv", "ndjson"}));
  command->add_option("--out", options->out, "file; `-` (default) is standard output");
  return {command, [options] { return run_export(*options); }};
}

Command add_timeline(CLI::App& app) {
  const auto options = std::make_shared<TimelineOptions>();
  CLI::App* command = add(app, "timeline", "Tell what was decided about one record, in order",
                          "  leadline timeline --state spring.state --id L-00017\n"
                          "  leadline timeline --state spring.state --id C-7 --kind contact --format ndjson");
  command->add_option("--state", options->state, "the state")->required();
  command->add_option("--id", options->id, "id of the record")->required();
  command
      ->add_option("--kind", options->kind,
                   "its kind (default: the first of lead, contact, account, opportunity that has the id)")
      ->check(CLI::IsMember({"contact", "account", "lead", "opportunity"}));
  command->add_option("--format", options->format, "text (default) or ndjson")
      ->check(CLI::IsMember({"text", "ndjson"}));
  return {command, [options] { return run_timeline(*options); }};
}

Command add_rejected(CLI::App& app) {
  const auto options = std::make_shared<RejectedOptions>();
  CLI::App* command = add(app, "rejected", "List the events that were not done, with the reason",
                          "  leadline rejected --state spring.state\n"
                          "  leadline rejected --state spring.state --all --format ndjson");
  command->add_option("--state", options->state, "the state")->required();
  command->add_flag("--all", options->all, "also those that were resubmitted");
  command->add_option("--format", options->format, "text (default) or ndjson")
      ->check(CLI::IsMember({"text", "ndjson"}));
  return {command, [options] { return run_rejected(*options); }};
}

Command add_resubmit(CLI::App& app) {
  const auto options = std::make_shared<ResubmitOptions>();
  CLI::App* command = add(app, "resubmit", "Do a rejected event again, with other values",
                          "  leadline resubmit spring.lead --state spring.state 3 email=ana@example.com\n"
                          "  leadline resubmit spring.lead --state spring.state 3 --as new email=ana@example.com");
  command->add_option("RULES", options->rules, "rule file")->required();
  command->add_option("NUMBER", options->number, "its number in `leadline rejected`")->required();
  command->add_option("CHANGES", options->changes,
                      "field=value: answers of a submission, keys of another event; `field=` takes it away");
  command->add_option("--state", options->state, "the state")->required();
  command
      ->add_option("--as", options->as,
                   "same (default): the original event, with its id and time; new: another one that happens now")
      ->check(CLI::IsMember({"same", "new"}));
  command->add_option("--at", options->at, "with --as new: when it happens (default: now)");
  command->add_option("--out", options->out, "file for the decisions, NDJSON; `-` (default) is standard output");
  return {command, [options] { return run_resubmit(*options); }};
}

std::vector<Command> add_commands(CLI::App& app) {
  std::vector<Command> commands{add_check(app),    add_score(app),    add_explain(app),  add_duplicates(app),
                                add_match(app),    add_test(app),     add_format(app),   add_show(app),
                                add_graph(app),    add_run(app),      add_import(app),   add_export(app),
                                add_timeline(app), add_rejected(app), add_resubmit(app), add_lsp(app)};
  for (Command& command : add_model_commands(app)) commands.push_back(std::move(command));
  return commands;
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
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
    message = "what shall be done? Give a subcommand: " + joined(subcommand_names(app), "or");
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
    names.reserve(commands.size());
    for (const Command& command : commands) names.emplace_back(command.app->get_name());
    if (std::find(names.begin(), names.end(), words.back()) == names.end()) {
      const std::string near = did_you_mean(words.back(), names);
      complain(fmt::format("there is no subcommand `{}`{}", words.back(),
                           near.empty() ? "; there are " + joined(subcommand_names(app)) : near));
      return ExitCode::kUsage;
    }
  }
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    const CLI::App* asked = &app;
    for (const CLI::App* sub : app.get_subcommands()) asked = sub;
    print(asked == &app ? app.help() : asked->help("leadline"));
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
