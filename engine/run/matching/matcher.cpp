// SPDX-License-Identifier: Apache-2.0
// Lines are asked one after the other; the first that finds a record decides, and of several records the preference.
#include "engine/run/matching/matcher.hpp"

#include <algorithm>

#include "engine/run/matching/match_index.hpp"
#include "engine/run/matching/match_values.hpp"
#include "engine/run/matching/preference.hpp"

namespace leadline {
namespace {

struct Hit {
  Candidate candidate;
  std::vector<std::int64_t> likenesses;  // [part], in millionths
};

/// One question: an incoming record and a strategy.
class Search {
 public:
  Search(const MatchIndex& index, Evaluator& evaluator, std::uint32_t strategy, std::uint32_t incoming,
         std::uint32_t contact)
      : index_(index),
        evaluator_(evaluator),
        number_(strategy),
        strategy_(index.program.strategies[strategy]),
        nodes_(index.plan.run.strategies[strategy]),
        incoming_(incoming),
        contact_(contact) {
    const std::vector<std::uint32_t>& contacts = index.data.table(strategy_.kind).contact;
    if (contact_ == kNoRow && incoming_ < contacts.size()) contact_ = contacts[incoming_];
  }

  MatchOutcome run() {
    MatchOutcome outcome;
    for (std::uint32_t line = 0; line < strategy_.lines.size(); ++line) {
      std::vector<MatchValue> left;
      if (!ask(line, left)) continue;
      outcome.kind = MatchOutcome::Kind::kUnmatched;
      search(line, left);
      if (!hits_.empty()) return choose(line, left);
    }
    if (outcome.kind != MatchOutcome::Kind::kIncomplete) return outcome;
    for (const std::string& hindrance : hindrances_)
      outcome.evidence += (outcome.evidence.empty() ? "" : "; ") + hindrance;
    return outcome;
  }

 private:
  MatchValue ours_of(const MatchPartNodes& nodes) {
    return read_value(evaluator_, nodes.left, nodes.left_of_contact ? contact_ : incoming_);
  }

  // Whether the incoming record has what the line compares.
  bool ask(std::uint32_t line, std::vector<MatchValue>& left) {
    const MatchLine& written = strategy_.lines[line];
    for (std::size_t part = 0; part < written.parts.size(); ++part) {
      const MatchPartNodes& nodes = nodes_.lines[line].parts[part];
      left.push_back(ours_of(nodes));
      if (left.back().missing) {
        hinder(written.parts[part].left, " is missing");
        return false;
      }
      for (const std::size_t never : index_.lines[number_][line].never[part]) {
        const std::vector<std::string>& keys = index_.never_keys[number_][never];
        std::string key;
        append_key(key, left.back());
        if (!std::binary_search(keys.begin(), keys.end(), key)) continue;
        hinder(written.parts[part].left, " is " + shown(left.back(), written.parts[part].normal_form) +
                                             ", which stands in `" +
                                             index_.program.lists[strategy_.never[never].second].name + "`");
        return false;
      }
    }
    return true;
  }

  void hinder(ExprId value, const std::string& why) {
    const std::string hindrance = '`' + name_of_value(index_.program, value) + '`' + why;
    if (std::find(hindrances_.begin(), hindrances_.end(), hindrance) == hindrances_.end())
      hindrances_.push_back(hindrance);
  }

  void search(std::uint32_t line, const std::vector<MatchValue>& left) {
    const LineSearch& how = index_.lines[number_][line];
    if (how.index < 0) {
      const auto rows = static_cast<std::uint32_t>(index_.data.table(strategy_.kind).size());
      for (std::uint32_t row = 0; row < rows; ++row) {
        if (index_.stored(strategy_.kind, row)) look_at(line, left, row);
      }
      return;
    }
    std::string key;
    for (const std::size_t part : how.parts) append_key(key, left[part]);
    index_.keys[static_cast<std::size_t>(how.index)].for_each(KeyIndex::hash(key),
                                                              [&](std::uint32_t row) { look_at(line, left, row); });
  }

  void look_at(std::uint32_t line, const std::vector<MatchValue>& left, std::uint32_t row) {
    if (row == incoming_) return;
    const MatchLine& written = strategy_.lines[line];
    const MatchLineNodes& nodes = nodes_.lines[line];
    Hit hit;
    hit.candidate.row = row;
    for (std::size_t part = 0; part < written.parts.size(); ++part) {
      const MatchValue right = read_value(evaluator_, nodes.parts[part].right, row);
      if (right.missing) return;
      std::int64_t likeness_of_part = Decimal::kOne;
      if (written.parts[part].similar) {
        const Likeness found = likeness(written.parts[part].measure, left[part].text, right.text);
        if (!found.at_least(written.parts[part].similar->micros)) return;
        likeness_of_part = found.millionths();
        hit.candidate.closeness += likeness_of_part;
      } else if (!(right == left[part])) {
        return;
      }
      hit.likenesses.push_back(likeness_of_part);
    }
    for (const MatchPartNodes& unless : nodes.unless_differs) {
      const MatchValue ours = ours_of(unless);
      const MatchValue theirs = read_value(evaluator_, unless.right, row);
      if (!ours.missing && !theirs.missing && !(ours == theirs)) return;
    }
    if (nodes_.among != kNoNode && !evaluator_.yes(nodes_.among, row)) return;
    hits_.push_back(std::move(hit));
  }

  MatchOutcome choose(std::uint32_t line, const std::vector<MatchValue>& left) const {
    const Preference preference(index_.data, strategy_.kind, strategy_.prefer, contact_);
    const auto best = std::min_element(hits_.begin(), hits_.end(), [&](const Hit& a, const Hit& b) {
      return preference.before(a.candidate, b.candidate);
    });
    MatchOutcome outcome;
    outcome.kind = MatchOutcome::Kind::kMatched;
    outcome.row = best->candidate.row;
    outcome.line = line;
    outcome.found = static_cast<std::uint32_t>(hits_.size());
    for (std::size_t part = 0; part < left.size(); ++part) {
      const MatchPart& written = strategy_.lines[line].parts[part];
      outcome.evidence += (part == 0 ? "" : ", ") + name_of_value(index_.program, written.left) + " " +
                          shown(left[part], written.normal_form);
      if (written.similar) outcome.evidence += " alike by " + shown(best->likenesses[part]);
    }
    return outcome;
  }

  const MatchIndex& index_;
  Evaluator& evaluator_;
  std::uint32_t number_;
  const MatchStrategy& strategy_;
  const StrategyNodes& nodes_;
  std::uint32_t incoming_;
  std::uint32_t contact_;
  std::vector<Hit> hits_;
  std::vector<std::string> hindrances_;
};

}  // namespace

Matcher::Matcher(const Plan& plan, const Dataset& data, unsigned threads)
    : index_(std::make_unique<MatchIndex>(plan, data, threads)) {}

Matcher::~Matcher() = default;

void Matcher::changed(Evaluator& evaluator, RecordKind kind, std::uint32_t row) {
  index_->changed(evaluator, kind, row);
}

void Matcher::removed(RecordKind kind, std::uint32_t row) { index_->removed(kind, row); }

MatchOutcome Matcher::find(Evaluator& evaluator, std::uint32_t strategy, std::uint32_t incoming,
                           std::uint32_t incoming_contact) {
  evaluator.forget(true);
  return Search(*index_, evaluator, strategy, incoming, incoming_contact).run();
}

}  // namespace leadline
