// SPDX-License-Identifier: Apache-2.0
// How fast it is found whom submissions mean: those who are known are indexed, then each submission finds its contact
// and lead among them and among those that earlier ones make. Nothing is carried out; submit_bench does that. Reading
// the submissions from their file and the index do not count.
// Usage: match_bench RULES SUBMISSIONS.csv DATA… [--runs N | --serve].
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "engine/graph/plan.hpp"
#include "engine/run/matching/preference.hpp"
#include "engine/run/matching/submission_matcher.hpp"
#include "tests/bench/rule_file.hpp"
#include "tests/bench/served.hpp"

using namespace leadline;
using namespace leadline::bench;

namespace {

// Rows of `number,email,page,at`, as the generator writes them: nothing in quotes.
FormSubmissions read_submissions(std::string_view text, std::vector<std::string_view>& numbers) {
  FormSubmissions submissions;
  submissions.form = "page";
  submissions.names = {"email", "page"};
  submissions.answers.resize(2);
  text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t email = line.find(',') + 1;
    const std::size_t page = line.find(',', email) + 1;
    numbers.push_back(line.substr(0, email - 1));
    submissions.answers[0].push_back(line.substr(email, page - email - 1));
    submissions.answers[1].push_back(line.substr(page, line.find(',', page) - page));
  }
  return submissions;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!Arguments::read(argc, argv, 3, "match_bench RULES SUBMISSIONS DATA…", arguments)) return 2;
  const auto program = read_rules(arguments.files[0]);
  if (!program) return 1;
  std::ifstream file(arguments.files[1]);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  const std::string text = bytes.str();
  std::vector<std::string_view> numbers;
  const FormSubmissions submissions = read_submissions(text, numbers);
  const auto records = read_data(*program, {arguments.files.begin() + 2, arguments.files.end()});
  if (!records || numbers.empty()) return 1;
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
