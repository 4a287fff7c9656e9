// SPDX-License-Identifier: Apache-2.0
// Lines are asked one after the other; the first that finds a record decides, and of several records the preference.
#include "engine/run/matching/matcher.hpp"

#include <algorithm>
#include <span>

#include "engine/run/matching/match_index.hpp"
#include "engine/run/matching/match_values.hpp"
#include "engine/run/matching/preference.hpp"

namespace leadline {
namespace {

struct Hit {
  Candidate candidate;
  std::vector<std::int64_t> likenesses;  // [part] of a line that has similar ones, in millionths
};

/// One question: an incoming record and a strategy.
class Search {
 public:
  Search(MatchIndex& index, Evaluator& evaluator, std::uint32_t strategy, std::uint32_t incoming, std::uint32_t contact)
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
      if (!ask(line)) continue;
      outcome.kind = MatchOutcome::Kind::kUnmatched;
      search(line);
      if (found_ > 0) return choose(line);
    }
    if (outcome.kind != MatchOutcome::Kind::kIncomplete) return outcome;
    for (const std::string& hindrance : hindrances_)
      outcome.evidence += (outcome.evidence.empty() ? "" : "; ") + hindrance;
    return outcome;
  }

 private:
  /// A value of the incoming record: its number where it is part of a key, else itself.
  struct Ours {
    std::uint64_t number = ValueNumbers::kMissing;
    MatchValue value;
  };

  MatchValue ours_of(const MatchPartNodes& nodes) {
    return read_value(evaluator_, nodes.left, nodes.left_of_contact ? contact_ : incoming_);
  }
  /// Texts are seen until the next line is asked.
  [[nodiscard]] MatchValue ours(const LineSearch& how, std::size_t part) const {
    return how.parts[part].in_key < 0 ? left_[part].value
                                      : index_.numbers.value(how.parts[part].left, left_[part].number);
  }

  // Whether the incoming record has what the line compares.
  bool ask(std::uint32_t line) {
    const MatchLine& written = strategy_.lines[line];
    const LineSearch& how = index_.lines[number_][line];
    left_.resize(written.parts.size());
    for (std::size_t part = 0; part < written.parts.size(); ++part) {
      const MatchPartNodes& nodes = nodes_.lines[line].parts[part];
      Ours& mine = left_[part];
      bool missing = false;
      if (how.parts[part].in_key >= 0) {
        mine.number =
            index_.numbers.number(evaluator_, how.parts[part].left, nodes.left_of_contact ? contact_ : incoming_);
        missing = mine.number == ValueNumbers::kMissing;
      } else {
        mine.value = ours_of(nodes);
        missing = mine.value.missing;
      }
      if (missing) {
        hinder(how.parts[part], " is missing");
        return false;
      }
      for (const std::size_t never : how.parts[part].never) {
        const std::vector<std::string>& keys = index_.never_keys[number_][never];
        const MatchValue value = ours(how, part);
        std::string key;
        append_key(key, value);
        if (!std::binary_search(keys.begin(), keys.end(), key)) continue;
        hinder(how.parts[part], " is " + shown(value, written.parts[part].normal_form) + ", which stands in `" +
                                    index_.program.lists[strategy_.never[never].second].name + "`");
        return false;
      }
    }
    return true;
  }

  void hinder(const LineSearch::Part& part, const std::string& why) {
    const std::string hindrance = '`' + part.name + '`' + why;
    if (std::find(hindrances_.begin(), hindrances_.end(), hindrance) == hindrances_.end())
      hindrances_.push_back(hindrance);
  }

  void search(std::uint32_t line) {
    const LineSearch& how = index_.lines[number_][line];
    if (how.index < 0) {
      const auto rows = static_cast<std::uint32_t>(index_.data.table(strategy_.kind).size());
      for (std::uint32_t row = 0; row < rows; ++row) {
        if (index_.stored(strategy_.kind, row)) look_at(line, row);
      }
      return;
    }
    const KeyIndex& index = index_.keys[static_cast<std::size_t>(how.index)];
    std::uint64_t few[kFewParts];
    std::vector<std::uint64_t> many(index.handles().size() > kFewParts ? index.handles().size() : 0);
    const std::span<std::uint64_t> key(many.empty() ? few : many.data(), index.handles().size());
    for (std::size_t part = 0; part < left_.size(); ++part) {
      if (how.parts[part].in_key >= 0) key[static_cast<std::size_t>(how.parts[part].in_key)] = left_[part].number;
    }
    for (std::uint32_t row = index.first(key); row != kNoRow; row = index.next(row)) look_at(line, row);
  }

  // Rows that come by the key have the values that are in it.
  void look_at(std::uint32_t line, std::uint32_t row) {
    if (row == incoming_) return;
    const LineSearch& how = index_.lines[number_][line];
    if (how.exact && nodes_.among == kNoNode) return found(row);
    const MatchLine& written = strategy_.lines[line];
    const MatchLineNodes& nodes = nodes_.lines[line];
    Hit hit;
    hit.candidate.row = row;
    for (std::size_t part = 0; part < written.parts.size(); ++part) {
      std::int64_t likeness_of_part = Decimal::kOne;
      if (how.parts[part].in_key < 0) {
        const MatchValue right = read_value(evaluator_, nodes.parts[part].right, row);
        if (right.missing) return;
        const MatchValue& left = left_[part].value;
        if (written.parts[part].similar) {
          const Likeness found = likeness(written.parts[part].measure, left.text, right.text);
          if (!found.at_least(written.parts[part].similar->micros)) return;
          likeness_of_part = found.millionths();
          hit.candidate.closeness += likeness_of_part;
        } else if (!(right == left)) {
          return;
        }
      }
      hit.likenesses.push_back(likeness_of_part);
    }
    for (const MatchPartNodes& unless : nodes.unless_differs) {
      const MatchValue mine = ours_of(unless);
      const MatchValue theirs = read_value(evaluator_, unless.right, row);
      if (!mine.missing && !theirs.missing && !(mine == theirs)) return;
    }
    if (nodes_.among != kNoNode && !evaluator_.yes(nodes_.among, row)) return;
    hits_.push_back(std::move(hit));
    ++found_;
  }

  // Most often it is the only one, and nothing needs to be known of it.
  void found(std::uint32_t row) {
    if (found_++ == 0) {
      only_ = row;
      return;
    }
    if (hits_.empty()) hits_.push_back(Hit{{only_, 0}, {}});
    hits_.push_back(Hit{{row, 0}, {}});
  }

  MatchOutcome choose(std::uint32_t line) const {
    const LineSearch& how = index_.lines[number_][line];
    const std::vector<std::int64_t>* likenesses = nullptr;
    MatchOutcome outcome;
    outcome.kind = MatchOutcome::Kind::kMatched;
    outcome.row = only_;
    outcome.line = line;
    outcome.found = found_;
    if (!hits_.empty()) {
      const Preference preference(index_.data, strategy_.kind, strategy_.prefer, contact_);
      const auto best = std::min_element(hits_.begin(), hits_.end(), [&](const Hit& a, const Hit& b) {
        return preference.before(a.candidate, b.candidate);
      });
      outcome.row = best->candidate.row;
      likenesses = &best->likenesses;
    }
    for (std::size_t part = 0; part < left_.size(); ++part) {
      const MatchPart& written = strategy_.lines[line].parts[part];
      if (part != 0) outcome.evidence += ", ";
      outcome.evidence += how.parts[part].name;
      outcome.evidence += ' ';
      outcome.evidence += shown(ours(how, part), written.normal_form);
      if (written.similar) outcome.evidence += " alike by " + shown((*likenesses)[part]);
    }
    return outcome;
  }

  static constexpr std::size_t kFewParts = 8;

  MatchIndex& index_;
  Evaluator& evaluator_;
  std::uint32_t number_;
  const MatchStrategy& strategy_;
  const StrategyNodes& nodes_;
  std::uint32_t incoming_;
  std::uint32_t contact_;
  std::vector<Ours> left_;  // [part] of the line that is asked
  std::uint32_t found_ = 0;
  std::uint32_t only_ = kNoRow;  // while there is one, and nothing more is known of it
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

bool Matcher::reads_columns(std::uint32_t strategy) const { return index_->direct[strategy]; }

MatchOutcome Matcher::find(Evaluator& evaluator, std::uint32_t strategy, std::uint32_t incoming,
                           std::uint32_t incoming_contact) {
  if (!index_->direct[strategy]) evaluator.forget(true);
  return Search(*index_, evaluator, strategy, incoming, incoming_contact).run();
}

}  // namespace leadline
