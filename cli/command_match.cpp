// SPDX-License-Identifier: Apache-2.0
// `leadline match`: rules, form submissions and data files to whom each submission would mean. Nothing is carried out.
#include <fmt/format.h>

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/as_of.hpp"
#include "cli/bad_rows.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/csv.hpp"
#include "cli/files.hpp"
#include "cli/load_data.hpp"
#include "cli/submission_file.hpp"
#include "engine/data/column.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/forms.hpp"
#include "engine/run/matching/preference.hpp"
#include "engine/run/session/match_submissions.hpp"

namespace leadline::cli {

namespace {

struct Counts {
  std::size_t stored = 0, made = 0, fresh = 0;
};

/// Names records as a run would: what a submission makes has its id, and `+` behind it while that is taken.
class Names {
 public:
  Names(const Dataset& data, const FormSubmissions& submissions) : data_(data), submissions_(submissions) {
    for (Made& made : made_) made.ids.resize(submissions.ids.size());
  }

  void append(std::string& out, RecordKind kind, const SubmissionMatch::Record& record, std::size_t number,
              Counts& counts) {
    Made& made = made_[static_cast<std::size_t>(kind)];
    switch (record.kind) {
      case SubmissionMatch::Kind::kNone:
        out += ",";
        break;
      case SubmissionMatch::Kind::kKnown:
        append_csv(out, id_text(data_, kind, record.row));
        out += ",stored";
        ++counts.stored;
        break;
      case SubmissionMatch::Kind::kAgain:
        append_csv(out, made.ids[record.row]);
        out += ",made before";
        ++counts.made;
        break;
      case SubmissionMatch::Kind::kNew:
        made.ids[number] = name(kind, made, number);
        append_csv(out, made.ids[number]);
        out += ",new";
        ++counts.fresh;
        break;
    }
  }

 private:
  struct Made {
    std::vector<std::string_view> ids;  // [submission]: of what it made
    std::deque<std::string> longer;     // those with `+`
    Dictionary taken;                   // all ids of what was made, from the first of those on
  };

  std::string_view name(RecordKind kind, Made& made, std::size_t number) {
    std::string_view id = submissions_.ids[number];
    // No two submissions have the same id, so as long as none was made longer only stored ones can be in the way.
    const auto is_taken = [&](std::string_view one) {
      return data_.find(kind, one) != kNoRow || made.taken.find(one) != 0;
    };
    if (is_taken(id)) {
      if (made.longer.empty()) {
        for (const std::string_view before : made.ids) made.taken.add(before);
      }
      std::string longer(id);
      while (is_taken(longer)) longer += '+';
      id = made.longer.emplace_back(std::move(longer));
    }
    if (!made.longer.empty()) made.taken.add(id);
    return id;
  }

  const Dataset& data_;
  const FormSubmissions& submissions_;
  std::array<Made, kRecordKinds> made_;
};

}  // namespace

ExitCode run_match(const MatchOptions& options) {
  Stopwatch watch;
  CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  const Program& program = *rules.program;
  const Result<std::int64_t> as_of = parse_as_of(options.as_of, program);
  if (!as_of) return wrong_usage(as_of.error().message);
  if (find_form(program, options.form) < 0) {
    return wrong_usage(fmt::format("no form of the rules fits `{}`, and there is no `form default`", options.form));
  }
  Result<SubmissionFile> submissions = read_submissions(options.submissions, options.form);
  if (!submissions) return failed(submissions.error());
  Result<Output> output = Output::open(options.out);
  if (!output) return failed(output.error());

  DataOptions data_options;
  data_options.data = options.data;
  data_options.bad_file = options.bad_file.empty() ? default_bad_file(options.out) : options.bad_file;
  data_options.bad_before = std::move(submissions->bad);
  data_options.threads = options.threads;
  data_options.quiet = options.quiet;
  const Result<LoadedData> loaded = load_data(program, data_options);
  if (!loaded) return failed(loaded.error());
  const Dataset& data = *loaded->data;
  const double reading = watch.lap();

  PlanOptions plan_options;
  plan_options.run = true;
  const std::shared_ptr<const Plan> plan = make_plan(program, plan_options);
  const running::MatchedSubmissions matched = running::match_submissions(plan, data, submissions->all, *as_of);
  const double matching = watch.lap();

  std::string text = "id,outcome,contact,contact_is,lead,lead_is\n";
  Names names(data, submissions->all);
  Counts contacts;
  Counts leads;
  std::size_t rejected = 0;
  std::size_t repeated = 0;
  for (std::size_t row = 0; row < submissions->ids.size(); ++row) {
    append_csv(text, submissions->ids[row]);
    const std::uint32_t number = submissions->number_of_row[row];
    if (number == kNoRow) {
      ++repeated;
      text += ",repeated,,,,\n";
    } else if (matched.found[number].rejected) {
      ++rejected;
      text += ",rejected,,,,\n";
    } else {
      text += ",done,";
      names.append(text, RecordKind::kContact, matched.found[number].contact, number, contacts);
      text += ',';
      names.append(text, RecordKind::kLead, matched.found[number].lead, number, leads);
      text += '\n';
    }
    if (text.size() < (1U << 16U)) continue;
    output->write(text);
    text.clear();
  }
  output->write(text);
  if (const Result<bool> closed = output->close(); !closed) return failed(closed.error());
  if (options.quiet) return ExitCode::kFine;
  const auto told = [](std::string_view what, const Counts& counts) {
    return fmt::format("{:<10}{} stored, {} new, {} of a submission before\n", what, grouped(counts.stored),
                       grouped(counts.fresh), grouped(counts.made));
  };
  std::string summary =
      fmt::format("{:<10}{}, {} rejected, {} repeated\n", "matched", counted(submissions->ids.size(), "submission"),
                  grouped(rejected), grouped(repeated));
  summary += told("contacts", contacts) + told("leads", leads);
  if (loaded->summary.bad_rows != 0) {
    summary += fmt::format("{:<10}{} set aside in {}\n", "bad", counted(loaded->summary.bad_rows, "row"),
                           data_options.bad_file);
  }
  report(summary + fmt::format("{:<10}reading {:.2f} s, matching {:.2f} s\n", "time", reading, matching));
  return ExitCode::kFine;
}

}  // namespace leadline::cli
