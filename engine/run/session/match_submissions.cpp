// SPDX-License-Identifier: Apache-2.0
#include "engine/run/session/match_submissions.hpp"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/run/session/session.hpp"

namespace leadline::running {

namespace {

// Whether a record has the id that a submission gives: its own, and more only where that was taken. What an action
// creates is named otherwise.
bool named_by(std::string_view id, std::string_view submission) {
  return id.substr(0, submission.size()) == submission &&
         id.find_first_not_of('+', submission.size()) == std::string_view::npos;
}

}  // namespace

std::vector<SubmissionMatch> match_by_session(const std::shared_ptr<const Plan>& plan, const Dataset& data,
                                              const FormSubmissions& submissions, std::int64_t at) {
  Session session(plan);
  std::vector<Decision> decisions;
  session.load(data, at, decisions);
  std::vector<SubmissionMatch> found(submissions.size());
  std::array<std::unordered_map<std::string, std::uint32_t>, kRecordKinds> made_by;
  Event event;
  event.kind = Event::Kind::kSubmission;
  event.form = submissions.form;
  event.at = at;
  for (std::size_t i = 0; i < found.size(); ++i) {
    event.id = submissions.ids[i];
    event.answers.clear();
    for (std::size_t name = 0; name < submissions.names.size(); ++name) {
      event.answers.emplace_back(submissions.names[name], submissions.answers[name][i]);
    }
    decisions.clear();
    session.apply(event, decisions);
    for (const Decision& decision : decisions) {
      if (decision.kind == Decision::Kind::kRejected && !decision.about_record) found[i].rejected = true;
      const bool contact = decision.record == RecordKind::kContact;
      if (!decision.about_record || (!contact && decision.record != RecordKind::kLead)) continue;
      SubmissionMatch::Record& record = contact ? found[i].contact : found[i].lead;
      if (record.kind != SubmissionMatch::Kind::kNone) continue;
      auto& makers = made_by[static_cast<std::size_t>(decision.record)];
      if (decision.kind == Decision::Kind::kCreated && named_by(decision.id, event.id)) {
        record.kind = SubmissionMatch::Kind::kNew;
        makers.emplace(decision.id, static_cast<std::uint32_t>(i));
      } else if (decision.kind == Decision::Kind::kMatched) {
        const auto maker = makers.find(decision.id);
        record.row = maker == makers.end() ? data.find(decision.record, decision.id) : maker->second;
        if (maker != makers.end()) record.kind = SubmissionMatch::Kind::kAgain;
        if (maker == makers.end() && record.row != kNoRow) record.kind = SubmissionMatch::Kind::kKnown;
      }
    }
  }
  return found;
}

MatchedSubmissions match_submissions(const std::shared_ptr<const Plan>& plan, const Dataset& data,
                                     const FormSubmissions& submissions, std::int64_t at) {
  MatchedSubmissions matched;
  const auto matcher = SubmissionMatcher::make(*plan, data, submissions.form, submissions.names);
  if (matcher && matcher->match(submissions, matched.found)) return matched;
  matched.by_session = true;
  matched.found = match_by_session(plan, data, submissions, at);
  return matched;
}

}  // namespace leadline::running
