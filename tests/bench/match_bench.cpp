// SPDX-License-Identifier: Apache-2.0
// How fast it is found whom submissions mean: those who are known are indexed, then each submission finds its contact
// and lead among them and among those that earlier ones make. Nothing is carried out; submit_bench does that. Reading
// the submissions from their file and the index do not count.
// Usage: match_bench RULES SUBMISSIONS.csv DATA… [--runs N | --serve].
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>

#include "cli/submission_file.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/matching/preference.hpp"
#include "engine/run/matching/submission_matcher.hpp"
#include "tests/bench/rule_file.hpp"
#include "tests/bench/served.hpp"

using namespace leadline;
using namespace leadline::bench;

int main(int argc, char** argv) {
  Arguments arguments;
  if (!Arguments::read(argc, argv, 3, "match_bench RULES SUBMISSIONS DATA…", arguments)) return 2;
  const auto program = read_rules(arguments.files[0]);
  if (!program) return 1;
  const Result<cli::SubmissionFile> file = cli::read_submissions(arguments.files[1], "page");
  if (!file) {
    std::fprintf(stderr, "%s\n", file.error().message.c_str());
    return 1;
  }
  const FormSubmissions& submissions = file->all;
  const auto records = read_data(*program, {arguments.files.begin() + 2, arguments.files.end()});
  const auto number = static_cast<std::size_t>(std::find(submissions.names.begin(), submissions.names.end(), "number") -
                                               submissions.names.begin());
  if (!records || number == submissions.names.size()) return 1;
  const std::vector<std::string_view>& numbers = submissions.answers[number];
  PlanOptions options;
  options.run = true;
  const auto plan = make_plan(*program, options);

  std::vector<SubmissionMatch> found;
  double indexing = 0;
  std::size_t rejected = 0;
  bool good = true;
  Work work;
  work.run = [&] {
    const double begin = milliseconds_now();
    const auto matcher = SubmissionMatcher::make(*plan, *records, submissions.form, submissions.names);
    indexing = milliseconds_now() - begin;
    const Timer timer;
    good = good && matcher != nullptr && matcher->match(submissions, found);
    const Spent spent = timer.spent();
    rejected = 0;
    for (const SubmissionMatch& one : found) rejected += one.rejected ? 1 : 0;
    return spent;
  };
  work.more = [&] {
    return ",\"done\":" + std::to_string(good ? numbers.size() : 0) + ",\"rejected\":" + std::to_string(rejected) +
           ",\"index_ms\":" + std::to_string(indexing);
  };
  work.write = [&](const std::string& path) {
    std::ofstream out(path);
    out << "id,contact,lead,new_contact,new_lead\n";
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto name = [&](RecordKind kind, const SubmissionMatch::Record& record) {
        switch (record.kind) {
          case SubmissionMatch::Kind::kNone:
            break;
          case SubmissionMatch::Kind::kKnown:
            out << id_text(*records, kind, record.row);
            break;
          case SubmissionMatch::Kind::kNew:
            out << 's' << numbers[i];
            break;
          case SubmissionMatch::Kind::kAgain:
            out << 's' << numbers[record.row];
            break;
        }
        out << ',';
      };
      out << numbers[i] << ',';
      name(RecordKind::kContact, found[i].contact);
      name(RecordKind::kLead, found[i].lead);
      out << (found[i].contact.kind == SubmissionMatch::Kind::kNew) << ','
          << (found[i].lead.kind == SubmissionMatch::Kind::kNew) << '\n';
    }
    return good && out.good();
  };
  return measure(arguments, work);
}
