// SPDX-License-Identifier: Apache-2.0
// Tables of thresholds and rules, with shares that are rounded once, from the counts.
#include "cli/tune/tune_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "cli/padded.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/values/civil.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"

namespace leadline::cli {

namespace {

constexpr std::int64_t kWeek = 7 * kMsPerDay;

// part / whole with so many places, rounded once; `-` where there is nothing to divide by.
std::string quotient(Int128 part, Int128 whole, int places) {
  if (whole == 0) return "-";
  Int128 scale = 1;
  for (int i = 0; i < places; ++i) scale *= 10;
  const auto rounded = static_cast<std::int64_t>(divide_rounded(part * scale, whole));
  const auto unit = static_cast<std::int64_t>(scale);
  return places == 0 ? std::to_string(rounded) : fmt::format("{}.{:0{}}", rounded / unit, rounded % unit, places);
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "-" : quotient(Int128{part} * 100, whole, 1) + '%';
}

// How many times as often as among all.
std::string lift(std::uint64_t part, std::uint64_t whole, const Stretch& stretch) {
  return quotient(Int128{part} * stretch.records, Int128{whole} * stretch.successes, 2);
}

std::string per_week(std::uint64_t count, const Stretch& stretch) {
  const std::uint64_t tenths = parts_per(count, stretch, kWeek, 10);
  return tenths >= 1000 ? grouped(parts_per(count, stretch, kWeek, 1)) : fmt::format("{}.{}", tenths / 10, tenths % 10);
}

std::string points(std::int64_t micros) { return to_text(Decimal{micros}); }

class Writer {
 public:
  explicit Writer(const TuneReport& report)
      : r_(report), model_(report.program.models[report.model]), stretches_(report.tables.stretches) {}

  std::string run() {
    head();
    for (std::size_t s = 0; s < stretches_.size(); ++s) thresholds(s);
    capacity();
    rules();
    return std::move(out_);
  }

 private:
  template <class... Values>
  void line(fmt::format_string<Values...> format, Values&&... values) {
    out_ += fmt::format(format, std::forward<Values>(values)...);
    out_ += '\n';
  }

  void head() {
    line("model {}: {} with an outcome, each scored as of its own decision", model_.name,
         counted(r_.past.records.size(), name_of(model_.kind), plural_of(model_.kind)));
    if (r_.past.without_outcome != 0) line("  {} without an outcome were left out", grouped(r_.past.without_outcome));
    if (r_.past.without_time != 0) line("  {} without a time of decision were left out", grouped(r_.past.without_time));
    for (const std::string& leak : r_.leaks) line("  careful: {}", leak);
    for (const Stretch& stretch : stretches_) {
      line(
          "  {}: {} to {}, {} decided, {} successes ({}), {} scored; a success scores above a failure in {} of the "
          "pairs",
          padded(stretch.name, 7), local_time(stretch.from, r_.program).substr(0, 10),
          local_time(stretch.to, r_.program).substr(0, 10), grouped(stretch.records), grouped(stretch.successes),
          percent(stretch.successes, stretch.records), grouped(stretch.scored),
          stretch.pairs == 0 ? std::string("none") : quotient(stretch.pairs_in_order * 100, stretch.pairs, 1) + '%');
    }
  }

  void thresholds(std::size_t s) {
    const Stretch& stretch = stretches_[s];
    line("\n{}: thresholds", stretch.name);
    line("  {:>10}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9}  {:>6}  {:>9}", "score >=", "flagged", "caught", "missed",
         "precision", "recall", "lift", "per week");
    for (std::size_t i = 0; i < r_.tables.thresholds.size(); ++i) {
      const ThresholdRow& row = r_.tables.thresholds[i];
      const ThresholdCounts& counts = row.counts[s];
      std::string note;
      if (!row.present.empty()) note = "  ← " + row.present;
      if (r_.tables.filled == i) note += fmt::format("{}fills {}", note.empty() ? "  ← " : ", ", r_.capacity->text);
      line("  {:>10}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9}  {:>6}  {:>9}{}",
           row.at == kMissing64 ? "when …" : points(row.at), grouped(counts.flagged), grouped(counts.caught),
           grouped(stretch.missed(counts)), percent(counts.caught, counts.flagged),
           percent(counts.caught, stretch.successes), lift(counts.caught, counts.flagged, stretch),
           per_week(counts.flagged, stretch), note);
    }
  }

  void capacity() {
    if (!r_.capacity) return;
    if (r_.tables.too_small || !r_.tables.filled) {
      return line("\n{}: even the highest score is reached more often than that", r_.capacity->text);
    }
    const ThresholdRow& row = r_.tables.thresholds[*r_.tables.filled];
    line("\n{} is filled by score >= {}: {} a week in {}, with {} of them successes", r_.capacity->text, points(row.at),
         per_week(row.counts[0].flagged, stretches_[0]), stretches_[0].name,
         percent(row.counts[0].caught, row.counts[0].flagged));
    if (stretches_.size() > 1) {
      line("  in {}: {} a week, {} of them successes", stretches_[1].name,
           per_week(row.counts[1].flagged, stretches_[1]), percent(row.counts[1].caught, row.counts[1].flagged));
    }
  }

  // Points that go up where success goes down, or the other way round, in every stretch of time.
  [[nodiscard]] std::string judged(const RuleRow& row) const {
    const Rule& rule = model_.rules[row.rule];
    const Expr& points = r_.program.expr(rule.points);
    if (points.op != Op::kConstant || points.value.number == 0) return {};
    const bool up = points.value.number > 0;
    std::uint64_t hits = 0;
    bool against = true;
    for (std::size_t s = 0; s < stretches_.size(); ++s) {
      const RuleRow::Counts& counts = row.counts[s];
      hits += counts.hits;
      const Int128 with = Int128{counts.successes} * (stretches_[s].records - counts.hits);
      const Int128 without = Int128{stretches_[s].successes - counts.successes} * counts.hits;
      if (up ? with >= without : with <= without) against = false;
    }
    if (hits == 0) return "never held";
    return against
               ? (up ? "gives points, but success is rarer with it" : "takes points, but success is commoner with it")
               : "";
  }

  void rules() {
    line("\nrules: how often success came with and without each");
    std::size_t width = 4;
    for (const Rule& rule : model_.rules) width = std::max(width, length(rule.label));
    std::string head = "  " + padded("rule", width);
    for (const Stretch& stretch : stretches_) {
      head += fmt::format("  {:>9}  {:>9}  {:>9}  {:>6}", stretch.name, "with", "without", "lift");
    }
    line("{}", head);
    for (const RuleRow& row : r_.tables.rules) {
      std::string text = "  " + padded(model_.rules[row.rule].label, width);
      for (std::size_t s = 0; s < stretches_.size(); ++s) {
        const RuleRow::Counts& counts = row.counts[s];
        const Stretch& stretch = stretches_[s];
        text +=
            fmt::format("  {:>9}  {:>9}  {:>9}  {:>6}", grouped(counts.hits), percent(counts.successes, counts.hits),
                        percent(stretch.successes - counts.successes, stretch.records - counts.hits),
                        lift(counts.successes, counts.hits, stretch));
      }
      const std::string note = judged(row);
      line("{}{}", text, note.empty() ? "" : "  " + note);
    }
  }

  const TuneReport& r_;
  const Model& model_;
  const std::vector<Stretch>& stretches_;
  std::string out_;
};

void add_share(JsonWriter& json, std::string_view name, Int128 part, Int128 whole) {
  json.key(name);
  const std::string text = quotient(part, whole, 6);
  text == "-" ? json.null() : json.raw(text);
}

}  // namespace

std::string tune_text(const TuneReport& report) { return Writer(report).run(); }

std::string tune_json(const TuneReport& report) {
  std::string out;
  JsonWriter json(out);
  const Model& model = report.program.models[report.model];
  const std::vector<Stretch>& stretches = report.tables.stretches;
  json.begin_object().key("format_version").count(1).key("model").text(model.name);
  json.key("records").count(report.past.records.size()).key("without_outcome").count(report.past.without_outcome);
  json.key("without_time").count(report.past.without_time).key("careful").begin_array();
  for (const std::string& leak : report.leaks) json.text(leak);
  json.end_array().key("stretches").begin_array();
  for (const Stretch& stretch : stretches) {
    json.begin_object().key("name").text(stretch.name).key("from").time(stretch.from);
    json.key("to").time(stretch.to).key("records").count(stretch.records);
    json.key("successes").count(stretch.successes).key("scored").count(stretch.scored);
    add_share(json, "pairs_in_order", stretch.pairs_in_order, stretch.pairs);
    json.end_object();
  }
  json.end_array().key("thresholds").begin_array();
  for (std::size_t i = 0; i < report.tables.thresholds.size(); ++i) {
    const ThresholdRow& row = report.tables.thresholds[i];
    json.begin_object().key("at").number(row.at).key("present");
    row.present.empty() ? json.null() : json.text(row.present);
    json.key("fills_capacity").yes_no(report.tables.filled == i);
    for (std::size_t s = 0; s < stretches.size(); ++s) {
      const ThresholdCounts& counts = row.counts[s];
      json.key(stretches[s].name)
          .begin_object()
          .key("flagged")
          .count(counts.flagged)
          .key("caught")
          .count(counts.caught);
      json.key("missed").count(stretches[s].missed(counts));
      add_share(json, "precision", counts.caught, counts.flagged);
      add_share(json, "recall", counts.caught, stretches[s].successes);
      add_share(json, "lift", Int128{counts.caught} * stretches[s].records,
                Int128{counts.flagged} * stretches[s].successes);
      add_share(json, "per_week", parts_per(counts.flagged, stretches[s], kWeek, 10), 10);
      json.end_object();
    }
    json.end_object();
  }
  json.end_array().key("rules").begin_array();
  for (const RuleRow& row : report.tables.rules) {
    json.begin_object().key("rule").text(model.rules[row.rule].label);
    for (std::size_t s = 0; s < stretches.size(); ++s) {
      const RuleRow::Counts& counts = row.counts[s];
      json.key(stretches[s].name)
          .begin_object()
          .key("hits")
          .count(counts.hits)
          .key("successes")
          .count(counts.successes);
      add_share(json, "with", counts.successes, counts.hits);
      add_share(json, "without", stretches[s].successes - counts.successes, stretches[s].records - counts.hits);
      json.end_object();
    }
    json.end_object();
  }
  json.end_array().end_object();
  return out + '\n';
}

}  // namespace leadline::cli
