// SPDX-License-Identifier: Apache-2.0
// `leadline match`: rules, form submissions and data files to whom each submission would mean. Nothing is carried out.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
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
#include "engine/data/column.hpp"
#include "engine/data/csv_scanner.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/forms.hpp"
#include "engine/run/matching/preference.hpp"
#include "engine/run/session/match_submissions.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

namespace {

/// The rows of the file, each once: a submission whose id was there is not done again.
struct Submissions {
  FormSubmissions all;
  std::vector<std::vector<std::string>> rows;  // what the views in `all` look at
  std::vector<std::string> ids;                // of every row
  std::vector<std::uint32_t> number_of_row;    // into `all`; kNoRow: its id was there before
  std::vector<BadRow> bad;                     // rows that are not among these
};

// A row that has not as many values as there are names.
BadRow uneven_row(const std::string& path, std::uint64_t line, std::string_view text, std::size_t values,
                  std::size_t names) {
  BadRow bad;
  bad.file = path;
  bad.line = line;
  bad.reason = fmt::format("the row has {}, the header {}", counted(values, "column"), names);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  bad.row = text;
  return bad;
}

Result<Submissions> read_submissions(const std::string& path, const std::string& form) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  if (!valid_utf8(*text)) return Error{fmt::format("{}: the file is not UTF-8", path)};
  std::string_view rest = *text;
  if (rest.substr(0, 3) == "\xEF\xBB\xBF") rest.remove_prefix(3);
  const char separator = detect_separator(rest).value_or(',');
  std::vector<std::string> header;
  if (!next_csv_record(rest, header, separator))
    return Error{fmt::format("{}: the file is empty, it needs a row of names", path)};
  Submissions result;
  result.all.form = form;
  std::size_t id = header.size();
  std::set<std::string> seen;
  for (std::size_t column = 0; column < header.size(); ++column) {
    if (!seen.insert(header[column]).second) {
      return Error{fmt::format("{}: two columns are named `{}`", path, header[column])};
    }
    if (header[column] == "id") {
      id = column;
    } else {
      result.all.names.push_back(header[column]);
    }
  }
  Dictionary known;
  std::vector<std::string> fields;
  const char* read = rest.data();  // up to there
  std::uint64_t line = 1 + static_cast<std::uint64_t>(std::count(text->data(), read, '\n'));
  while (next_csv_record(rest, fields, separator)) {
    const std::string_view record(read, static_cast<std::size_t>(rest.data() - read));
    const std::uint64_t first_line = line;
    read = rest.data();
    line += static_cast<std::uint64_t>(std::count(record.begin(), record.end(), '\n'));
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (fields.size() != header.size()) {
      result.bad.push_back(uneven_row(path, first_line, record, fields.size(), header.size()));
      continue;
    }
    for (std::string& field : fields) field = nfc(field);
    // What comes without an id is known by its place, as in a run.
    std::string own = id < header.size() ? fields[id] : std::string();
    if (own.empty()) own = fmt::format("e{}", result.ids.size() + 1);
    const std::uint32_t before = known.size();
    const bool fresh = known.add(own) == before;
    result.ids.push_back(std::move(own));
    result.number_of_row.push_back(fresh ? static_cast<std::uint32_t>(result.rows.size()) : kNoRow);
    if (!fresh) continue;
    if (id < header.size()) fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(id));
    result.rows.push_back(fields);
  }
  result.all.answers.resize(result.all.names.size());
  for (const std::vector<std::string>& row : result.rows) {
    for (std::size_t answer = 0; answer < row.size(); ++answer) result.all.answers[answer].emplace_back(row[answer]);
  }
  for (std::size_t row = 0; row < result.ids.size(); ++row) {
    if (result.number_of_row[row] != kNoRow) result.all.ids.emplace_back(result.ids[row]);
  }
  return result;
}

struct Counts {
  std::size_t stored = 0, made = 0, fresh = 0;
};

/// Names records as a run would: what a submission makes has its id, and `+` behind it while that is taken.
class Names {
 public:
  Names(const Dataset& data, const Submissions& submissions) : data_(data), submissions_(submissions) {
    for (auto& ids : made_) ids.resize(submissions.all.ids.size());
  }

  void append(std::string& out, RecordKind kind, const SubmissionMatch::Record& record, std::size_t number,
              Counts& counts) {
    std::vector<std::string>& made = made_[static_cast<std::size_t>(kind)];
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
        append_csv(out, made[record.row]);
        out += ",made before";
        ++counts.made;
        break;
      case SubmissionMatch::Kind::kNew: {
        std::string id(submissions_.all.ids[number]);
        Dictionary& taken = taken_[static_cast<std::size_t>(kind)];
        while (data_.find(kind, id) != kNoRow || taken.find(id) != 0) id += "+";
        taken.add(id);
        append_csv(out, id);
        made[number] = std::move(id);
        out += ",new";
        ++counts.fresh;
        break;
      }
    }
  }

 private:
  const Dataset& data_;
  const Submissions& submissions_;
  std::array<std::vector<std::string>, kRecordKinds> made_;  // [kind][submission]
  std::array<Dictionary, kRecordKinds> taken_;
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
  Result<Submissions> submissions = read_submissions(options.submissions, options.form);
  if (!submissions) return failed(submissions.error());
  Result<Output> output = Output::open(options.out);
  if (!output) return failed(output.error());

  DataOptions data_options;
  data_options.data = options.data;
  data_options.bad_file = options.bad_file.empty() ? default_bad_file(options.out) : options.bad_file;
  data_options.bad_before = submissions->bad;
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
  Names names(data, *submissions);
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
