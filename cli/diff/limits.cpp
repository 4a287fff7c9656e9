// SPDX-License-Identifier: Apache-2.0
// Reading limits, and holding a change to them.
#include "cli/diff/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/console.hpp"
#include "cli/nearest.hpp"
#include "cli/score_rows.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

namespace {

bool take(std::string& text, std::string_view word) {
  if (text.compare(0, word.size(), word) != 0) return false;
  text = std::string(trim(std::string_view(text).substr(word.size())));
  return true;
}

// Whether a threshold's name is meant by `name`: `spring.warm`, or `warm` for that of every model.
bool names(const std::string& full_name, const std::string& name) {
  if (full_name == name) return true;
  return full_name.size() > name.size() && full_name[full_name.size() - name.size() - 1] == '.' &&
         full_name.compare(full_name.size() - name.size(), name.size(), name) == 0;
}

template <class F>
bool in_either(const Program& before, const Program& after, F has) {
  return has(before) || has(after);
}

Error unknown(std::string_view what, const Limit& limit, const std::vector<std::string_view>& all) {
  return Error{fmt::format("--fail-if: there is no {} `{}` in `{}`{}", what, limit.name, limit.text,
                           did_you_mean(limit.name, all))};
}

Result<Limit> resolved(Limit limit, const Program& before, const Program& after) {
  std::vector<std::string_view> all;
  switch (limit.what) {
    case Limit::What::kDiffers:
    case Limit::What::kChanged:
    case Limit::What::kMoved:
      return limit;
    case Limit::What::kThreshold:
      for (const Program* program : {&before, &after}) {
        for (const Threshold& threshold : program->thresholds) {
          if (names(threshold.full_name, limit.name)) return limit;
          all.emplace_back(threshold.name);
        }
      }
      return unknown("threshold", limit, all);
    case Limit::What::kGrade: {
      if (const std::size_t dot = limit.name.find('.'); dot != std::string::npos) {
        limit.model = limit.name.substr(0, dot);
        limit.name = limit.name.substr(dot + 1);
      }
      for (const Program* program : {&before, &after}) {
        for (const Model& model : program->models) {
          if (!limit.model.empty() && model.name != limit.model) continue;
          for (const Grade& grade : model.grades) {
            if (grade.word == limit.name) return limit;
            all.emplace_back(grade.word);
          }
        }
      }
      return unknown("grade", limit, all);
    }
    case Limit::What::kStage:
      for (const Program* program : {&before, &after}) {
        for (const Process& process : program->processes) {
          for (const Stage& stage : process.stages) {
            if (stage.name == limit.name) return limit;
            all.emplace_back(stage.name);
          }
        }
      }
      return unknown("stage", limit, all);
  }
  return limit;
}

void add_up(HeadCount& total, const HeadCount& one) {
  total.before += one.before;
  total.after += one.after;
  total.newly += one.newly;
  total.no_longer += one.no_longer;
}

HeadCount head_count(const Limit& limit, const ScoreDiff& diff) {
  HeadCount total;
  switch (limit.what) {
    case Limit::What::kDiffers:
    case Limit::What::kChanged:
    case Limit::What::kMoved:
      total.before = diff.records;
      for (const Affected& record : diff.affected) {
        if (limit.what != Limit::What::kMoved || record.largest != 0) ++total.newly;
      }
      total.after = total.before + total.newly;
      break;
    case Limit::What::kThreshold:
      for (const HeadCount& one : diff.thresholds) {
        if (names(one.name, limit.name)) add_up(total, one);
      }
      break;
    case Limit::What::kStage:
      for (const HeadCount& one : diff.stages) {
        if (one.name == limit.name) add_up(total, one);
      }
      break;
    case Limit::What::kGrade:
      for (const ModelMoves& model : diff.models) {
        if (!limit.model.empty() && model.name != limit.model) continue;
        for (std::size_t b = 0; b < model.moves.size(); ++b) {
          for (std::size_t a = 0; a < model.moves.size(); ++a) {
            const std::uint64_t count = model.moves[b][a];
            const bool was = model.grades[b] == limit.name;
            const bool is = model.grades[a] == limit.name;
            if (was) total.before += count;
            if (is) total.after += count;
            if (is && !was) total.newly += count;
            if (was && !is) total.no_longer += count;
          }
        }
      }
      break;
  }
  return total;
}

}  // namespace

Result<Limit> parse_limit(const std::string& text, const Program& before, const Program& after) {
  const auto wrong = [&](std::string_view why) {
    return Error{
        fmt::format("--fail-if: `{}` {}; write `sales_ready > +10%`, `newly sales_ready > 20`, `changed > 5%`, "
                    "`grade spring.A < -10`, `stage won > 0` or `differs`",
                    text, why)};
  };
  Limit limit;
  limit.text = text;
  std::string rest(trim(text));
  if (rest == "differs") {
    limit.what = Limit::What::kDiffers;
    return limit;
  }
  const std::size_t sign = rest.find_first_of("<>");
  if (sign == std::string::npos) return wrong("has neither `>` nor `<`");
  std::string number = rest.substr(sign);
  std::string name(trim(std::string_view(rest).substr(0, sign)));
  limit.more = number[0] == '>';
  number.erase(0, 1);
  limit.or_equal = take(number, "=");
  number = std::string(trim(number));
  if (!number.empty() && number.back() == '%') {
    limit.percent = true;
    number.pop_back();
  }
  const bool relative = !number.empty() && (number[0] == '+' || number[0] == '-');
  Decimal value;
  if (parse_decimal(trim(number), value) != DecimalError::kNone) return wrong("ends in no number");
  limit.number = value.micros;
  if (take(name, "newly ")) {
    limit.of = Limit::Of::kNewly;
  } else if (take(name, "no longer ")) {
    limit.of = Limit::Of::kNoLonger;
  } else if (!relative && !limit.percent) {
    limit.of = Limit::Of::kAfter;
  }
  if (name == "changed" || name == "moved") {
    limit.what = name == "changed" ? Limit::What::kChanged : Limit::What::kMoved;
    limit.of = Limit::Of::kNewly;
  } else if (take(name, "grade ")) {
    limit.what = Limit::What::kGrade;
  } else if (take(name, "stage ")) {
    limit.what = Limit::What::kStage;
  } else {
    limit.what = Limit::What::kThreshold;
  }
  if (name.size() > 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
  if (name.empty()) return wrong("names nothing");
  limit.name = name;
  return resolved(std::move(limit), before, after);
}

bool needs_data(const Limit& limit) { return limit.what != Limit::What::kDiffers; }

std::optional<std::string> exceeded(const Limit& limit, const ScoreDiff& diff) {
  const HeadCount count = head_count(limit, diff);
  const auto before = static_cast<std::int64_t>(count.before);
  const auto after = static_cast<std::int64_t>(count.after);
  std::int64_t found = after - before;
  std::string what = fmt::format("{} before, {} after", grouped(count.before), grouped(count.after));
  if (limit.what == Limit::What::kDiffers) {
    if (diff.affected.empty()) return std::nullopt;
    return fmt::format("`{}`: {} of {} differ", limit.text, grouped(diff.affected.size()), grouped(diff.records));
  }
  switch (limit.of) {
    case Limit::Of::kChange:
      break;
    case Limit::Of::kAfter:
      found = after;
      break;
    case Limit::Of::kNewly:
      found = static_cast<std::int64_t>(count.newly);
      what = fmt::format("{} of {}", grouped(count.newly), grouped(count.before));
      break;
    case Limit::Of::kNoLonger:
      found = static_cast<std::int64_t>(count.no_longer);
      what = fmt::format("{} of {}", grouped(count.no_longer), grouped(count.before));
      break;
  }
  // found > number% of before: found * 100 > number * before, all exact.
  const Int128 left = Int128{found} * Decimal::kOne * (limit.percent ? 100 : 1);
  const Int128 right = Int128{limit.number} * (limit.percent ? before : 1);
  const bool over =
      limit.more ? (limit.or_equal ? left >= right : left > right) : (limit.or_equal ? left <= right : left < right);
  if (!over) return std::nullopt;
  return fmt::format("`{}`: {}", limit.text, what);
}

}  // namespace leadline::cli
