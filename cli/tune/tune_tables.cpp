// SPDX-License-Identifier: Apache-2.0
// Counting.
#include "cli/tune/tune_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/values/civil.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

namespace {

// A stretch is no shorter than a day, however close its decisions are.
std::int64_t length_of(const Stretch& stretch) { return std::max<std::int64_t>(stretch.to - stretch.from, kMsPerDay); }

// Candidates: the scores that this share of the records reaches, in thousandths.
constexpr std::uint64_t kShares[] = {5, 10, 20, 30, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 700, 800, 900};

class Counting {
 public:
  Counting(const Program& program, std::uint32_t model, const PastScores& past, std::int64_t holdout)
      : program_(program), model_(program.models[model]), past_(past) {
    split_ = static_cast<std::size_t>(
        std::lower_bound(past.records.begin(), past.records.end(), holdout,
                         [](const PastRecord& record, std::int64_t time) { return record.decided < time; }) -
        past.records.begin());
    if (split_ == 0) split_ = past.records.size();
  }

  TuneTables run(const std::optional<Capacity>& capacity) {
    stretch("train", 0, split_);
    if (split_ != past_.records.size()) {
      stretch("holdout", split_, past_.records.size());
    } else {
      tables_.stretches[0].name = "all";
    }
    candidates(capacity);
    present();
    for (ThresholdRow& row : tables_.thresholds) count(row);
    std::stable_sort(tables_.thresholds.begin(), tables_.thresholds.end(),
                     [](const ThresholdRow& a, const ThresholdRow& b) {
                       // The higher a score, the fewer reach it; conditions without a number stand by how many they
                       // flag.
                       if (a.counts[0].flagged != b.counts[0].flagged) return a.counts[0].flagged < b.counts[0].flagged;
                       return a.at > b.at;
                     });
    if (capacity) {
      for (std::size_t i = 0; i < tables_.thresholds.size(); ++i) {
        if (tables_.thresholds[i].at == filling_ && filling_ != kMissing64) tables_.filled = i;
      }
      tables_.too_small = filling_ == kMissing64;
    }
    for (std::uint32_t rule = 0; rule < model_.rules.size(); ++rule) count_rule(rule);
    return std::move(tables_);
  }

 private:
  [[nodiscard]] std::pair<std::size_t, std::size_t> part(std::size_t stretch) const {
    return stretch == 0 ? std::pair{std::size_t{0}, split_} : std::pair{split_, past_.records.size()};
  }

  void stretch(std::string name, std::size_t begin, std::size_t end) {
    Stretch& stretch = tables_.stretches.emplace_back();
    stretch.name = std::move(name);
    if (begin == end) return;
    stretch.from = past_.records[begin].decided;
    stretch.to = past_.records[end - 1].decided;
    std::vector<std::pair<std::int64_t, bool>> scores;
    for (std::size_t i = begin; i < end; ++i) {
      const PastRecord& record = past_.records[i];
      ++stretch.records;
      if (record.success) ++stretch.successes;
      if (record.score != kMissing64) ++stretch.scored;
      scores.emplace_back(record.score, record.success);  // not scored stands below every score
    }
    std::sort(scores.begin(), scores.end());
    std::uint64_t failures_below = 0;
    for (std::size_t i = 0; i < scores.size();) {
      std::uint64_t failures = 0;
      std::uint64_t successes = 0;
      std::size_t j = i;
      for (; j < scores.size() && scores[j].first == scores[i].first; ++j) ++(scores[j].second ? successes : failures);
      stretch.pairs_in_order += Int128{successes} * (2 * failures_below + failures);
      failures_below += failures;
      i = j;
    }
    stretch.pairs = Int128{2} * stretch.successes * (stretch.records - stretch.successes);
  }

  void candidates(const std::optional<Capacity>& capacity) {
    std::vector<std::int64_t> scores;  // of the first stretch, highest first
    for (std::size_t i = 0; i < split_; ++i) {
      if (past_.records[i].score != kMissing64) scores.push_back(past_.records[i].score);
    }
    std::sort(scores.rbegin(), scores.rend());
    std::set<std::int64_t> chosen;
    const std::uint64_t records = tables_.stretches[0].records;
    if (!scores.empty()) {
      chosen.insert(scores.front());
      chosen.insert(scores.back());
    }
    for (const std::uint64_t share : kShares) {
      const std::uint64_t place = records * share / 1000;
      if (place > 0 && place <= scores.size()) chosen.insert(scores[place - 1]);
    }
    if (capacity && !scores.empty()) {
      // The lowest score that no more records reach than there is room for.
      const Int128 room = Int128{capacity->records} * length_of(tables_.stretches[0]) / capacity->per;
      for (std::size_t i = 0; i < scores.size();) {
        std::size_t j = i;
        while (j < scores.size() && scores[j] == scores[i]) ++j;
        if (static_cast<Int128>(j) > room) break;
        filling_ = scores[i];
        i = j;
      }
      if (filling_ != kMissing64) chosen.insert(filling_);
    }
    for (const std::int64_t at : chosen) tables_.thresholds.push_back({at, {}, {}});
  }

  void present() {
    for (std::size_t i = 0; i < model_.thresholds.size(); ++i) {
      const Threshold& threshold = program_.thresholds[model_.thresholds[i]];
      const bool plain = threshold.at && threshold.when == kNoExpr;
      const auto same = std::find_if(tables_.thresholds.begin(), tables_.thresholds.end(),
                                     [&](const ThresholdRow& row) { return plain && row.at == threshold.at->micros; });
      if (same != tables_.thresholds.end()) {
        same->present += (same->present.empty() ? "" : ", ") + threshold.name;
        continue;
      }
      ThresholdRow row;
      row.present = threshold.name;
      if (plain) row.at = threshold.at->micros;
      if (!plain) conditions_.emplace_back(threshold.name, i);
      tables_.thresholds.push_back(std::move(row));
    }
  }

  void count(ThresholdRow& row) const {
    std::size_t condition = 0;
    for (const auto& [name, place] : conditions_) {
      if (name == row.present) condition = place;
    }
    for (std::size_t s = 0; s < tables_.stretches.size(); ++s) {
      ThresholdCounts counts;
      const auto [begin, end] = part(s);
      for (std::size_t i = begin; i < end; ++i) {
        const PastRecord& record = past_.records[i];
        const bool flagged = row.at != kMissing64 ? record.score != kMissing64 && record.score >= row.at
                                                  : record.reached[condition] != 0;
        if (!flagged) continue;
        ++counts.flagged;
        if (record.success) ++counts.caught;
      }
      row.counts.push_back(counts);
    }
  }

  void count_rule(std::uint32_t rule) {
    RuleRow row;
    row.rule = rule;
    for (std::size_t s = 0; s < tables_.stretches.size(); ++s) {
      RuleRow::Counts counts;
      const auto [begin, end] = part(s);
      for (std::size_t i = begin; i < end; ++i) {
        const PastRecord& record = past_.records[i];
        if (record.holds[rule] == 0) continue;
        ++counts.hits;
        if (record.success) ++counts.successes;
      }
      row.counts.push_back(counts);
    }
    tables_.rules.push_back(std::move(row));
  }

  const Program& program_;
  const Model& model_;
  const PastScores& past_;
  std::size_t split_ = 0;
  std::int64_t filling_ = kMissing64;
  std::vector<std::pair<std::string, std::size_t>> conditions_;  // thresholds that are no plain `at N`
  TuneTables tables_;
};

}  // namespace

Result<Capacity> parse_capacity(const std::string& text) {
  const std::size_t slash = text.find('/');
  Capacity capacity;
  capacity.text = text;
  std::uint64_t number = 0;
  const std::string_view digits = trim(std::string_view(text).substr(0, std::min(slash, text.size())));
  bool good = slash != std::string::npos && !digits.empty() && digits.size() < 10;
  for (const char c : digits) {
    good = good && c >= '0' && c <= '9';
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  const std::string_view unit =
      slash == std::string::npos ? std::string_view{} : trim(std::string_view(text).substr(slash + 1));
  if (unit == "day") capacity.per = kMsPerDay;
  if (unit == "week") capacity.per = 7 * kMsPerDay;
  if (unit == "month") capacity.per = 30 * kMsPerDay;
  if (!good || number == 0 || capacity.per == 0) {
    return Error{fmt::format("--capacity: `{}` is none; write 40/week, or so many a day or month (30 days)", text)};
  }
  capacity.records = number;
  return capacity;
}

TuneTables make_tables(const Program& program, std::uint32_t model, const PastScores& past, std::int64_t holdout,
                       const std::optional<Capacity>& capacity) {
  return Counting(program, model, past, holdout).run(capacity);
}

std::uint64_t parts_per(std::uint64_t count, const Stretch& stretch, std::int64_t unit, int parts) {
  return static_cast<std::uint64_t>(divide_rounded(Int128{count} * unit * parts, length_of(stretch)));
}

}  // namespace leadline::cli
