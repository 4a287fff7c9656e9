// SPDX-License-Identifier: Apache-2.0
// Points that fade with age, exactly: each result is what infinite precision would give, rounded once to thousandths,
// halves away from zero. Points are in millionths (see Decimal) and results are multiples of 1000 millionths; ages are
// in days, where below zero counts as zero. Negative points fade towards zero as positive ones do. FadingTable is what
// rules use, Halving where each interaction brings its own points.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace leadline {

// The nearest whole thousandths, halves away from zero. (The last 807 millionths below the largest Decimal, whose
// nearest thousandth does not fit, go down.)
[[nodiscard]] std::int64_t round_to_thousandths(std::int64_t point_micros);

namespace detail {

// Whether points * 2^(-rest / days) is at least m, by big integers: the judge where fixed-point factors cannot tell,
// which is too rare for a test to meet it from outside. rest is below days.
[[nodiscard]] bool reaches(std::uint64_t points, std::int64_t rest, std::int64_t days, std::uint64_t m);

}  // namespace detail

// points * 2^(-age / half_life) for any points at one half-life. Making one costs one long multiplication for each day
// of the half-life, asking it two short ones. It never changes: threads may share it.
class Halving {
 public:
  // A day or more.
  explicit Halving(std::int64_t half_life_days);

  [[nodiscard]] std::int64_t half_life_days() const { return half_life_days_; }
  [[nodiscard]] std::int64_t faded(std::int64_t point_micros, std::int64_t age_days) const;

 private:
  // 2^(-r / half_life) as a fraction of 2^128: never too large, and less than two units too small.
  struct Factor {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
  };

  // Half-lives beyond this many days (179 years) are computed as they are asked for.
  static constexpr std::int64_t kMostFactors = 65'536;

  [[nodiscard]] Factor factor(std::int64_t rest) const;

  std::int64_t half_life_days_;
  std::vector<Factor> factors_;
};

// The same for one question.
[[nodiscard]] std::int64_t halve_to_thousandths(std::int64_t point_micros, std::int64_t age_days,
                                                std::int64_t half_life_days);

// The points less `loss_micros` (zero or more) for each whole period, to zero and not beyond.
[[nodiscard]] std::int64_t lose(std::int64_t point_micros, std::int64_t loss_micros, std::int64_t whole_periods);

// The points less so many percent of themselves (zero or more, in millionths of a percent) for each whole period, to
// zero and not beyond: 10 points that lose 25 % are 7.5, 5, 2.5 and 0.
[[nodiscard]] std::int64_t lose_percent(std::int64_t point_micros, std::int64_t percent_micros,
                                        std::int64_t whole_periods);

// The faded points of one rule by age: a table up to the age at which they are zero (at most 179 years), computed
// beyond that. It never changes: threads may share it.
class FadingTable {
 public:
  [[nodiscard]] static FadingTable halving(std::int64_t point_micros, std::shared_ptr<const Halving> halving);
  [[nodiscard]] static FadingTable losing(std::int64_t point_micros, std::int64_t loss_micros,
                                          std::int64_t period_days);
  [[nodiscard]] static FadingTable losing_percent(std::int64_t point_micros, std::int64_t percent_micros,
                                                  std::int64_t period_days);

  [[nodiscard]] std::int64_t at(std::int64_t age_days) const {
    if (age_days < static_cast<std::int64_t>(values_.size()))
      return values_[age_days < 0 ? 0 : static_cast<std::size_t>(age_days)];
    return values_.back() == 0 ? 0 : computed(age_days);
  }
  // Of so many ages together.
  [[nodiscard]] std::int64_t sum(const std::int64_t* ages, std::size_t count) const {
    const std::int64_t* const values = values_.data();
    const auto size = static_cast<std::int64_t>(values_.size());
    std::int64_t points = 0;
    for (std::size_t i = 0; i < count; ++i) {
      points += ages[i] >= 0 && ages[i] < size ? values[ages[i]] : at(ages[i]);
    }
    return points;
  }

 private:
  enum class Kind : unsigned char { kHalving, kLosing, kLosingPercent };

  FadingTable(Kind kind, std::int64_t points, std::int64_t loss, std::int64_t days,
              std::shared_ptr<const Halving> halving);
  [[nodiscard]] std::int64_t computed(std::int64_t age_days) const;

  Kind kind_;
  std::int64_t points_;
  std::int64_t loss_;
  std::int64_t days_;
  std::shared_ptr<const Halving> halving_;
  std::vector<std::int64_t> values_;  // INVARIANT: never empty; a zero only as the last
};

}  // namespace leadline
