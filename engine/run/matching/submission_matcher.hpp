// SPDX-License-Identifier: Apache-2.0
// Whom many submissions of one form mean: each finds its contact and its lead among the stored ones and among those
// that the submissions before it make, as a run finds them, but nothing is carried out. Only for rules under which
// nothing else can come between, which `make` says; a session serves the others. Entry point: SubmissionMatcher.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"

namespace leadline {

/// Submissions of one form, in their order. Texts are NFC and must outlive the call.
struct FormSubmissions {
  std::string form;                                    // the name that the submissions give it
  std::vector<std::string> names;                      // of the answers; one may be `page`
  std::vector<std::vector<std::string_view>> answers;  // [name][submission]; empty: left empty
  std::vector<std::string_view> ids;                   // [submission]; each once

  [[nodiscard]] std::size_t size() const { return answers.empty() ? 0 : answers.front().size(); }
};

/// Whom a submission means.
struct SubmissionMatch {
  enum class Kind : std::uint8_t {
    kNone,   // nobody was found, and nobody is made
    kKnown,  // a stored record: `row`
    kNew,    // it makes the record
    kAgain,  // the one that submission number `row` makes
  };
  struct Record {
    Kind kind = Kind::kNone;
    std::uint32_t row = kNoRow;
  };
  Record contact, lead;
  bool rejected = false;  // nothing would be done
};

class SubmissionMatcher {
 public:
  /// Null: under these rules, or with these data, a submission can change more than can be followed here. The plan must
  /// have been made with PlanOptions::run; both must outlive the matcher. `data` is finished and not opened.
  static std::unique_ptr<SubmissionMatcher> make(const Plan& plan, const Dataset& data, const std::string& form,
                                                 const std::vector<std::string>& names);
  ~SubmissionMatcher();
  SubmissionMatcher(const SubmissionMatcher&) = delete;
  SubmissionMatcher& operator=(const SubmissionMatcher&) = delete;

  /// The submissions come after those of calls before, whose records count as made; `row` of kAgain counts through.
  /// Their form and names are those of `make`. False: a stored record has a double between which only its changes
  /// decide; what was found is of no use.
  [[nodiscard]] bool match(const FormSubmissions& submissions, std::vector<SubmissionMatch>& found);

 private:
  struct Parts;
  explicit SubmissionMatcher(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace leadline
