// SPDX-License-Identifier: Apache-2.0
// Ranges for people and for tools.
#include "cli/ranges_text.hpp"

#include <fmt/format.h>

#include "engine/analysis/range_words.hpp"
#include "engine/data/json_writer.hpp"

namespace leadline::cli {

namespace {

using analysis::EndReport;
using analysis::RangeReport;
using analysis::ReachReport;

std::string number(std::int64_t micros) { return to_text(Decimal{micros}); }

void add_end(std::string& out, const FileRanges& ranges, const EndReport& end, const char* what) {
  if (!end.shown) return;
  out += fmt::format("    {:<8} {:>8}  {}\n", what, number(end.shown_points), end.witness.told(ranges.program));
}

void add_range(std::string& out, const FileRanges& ranges, const std::string& name, const RangeReport& range,
               bool witnesses) {
  out += fmt::format("  {:<24} {}\n", name, analysis::range_words(range));
  if (!witnesses) return;
  add_end(out, ranges, range.low, "lowest");
  add_end(out, ranges, range.high, "highest");
}

const char* reach_word(const ReachReport& reach) {
  switch (reach.reach) {
    case ReachReport::Reach::kNever:
      return "never";
    case ReachReport::Reach::kAlways:
      return "always";
    case ReachReport::Reach::kSometimes:
      return reach.shown ? "sometimes" : "unknown";
  }
  return "";
}

void end_json(JsonWriter& json, const FileRanges& ranges, const EndReport& end) {
  json.begin_object().key("bound");
  if (end.open) {
    json.null();
  } else {
    json.number(end.bound);
  }
  json.key("exact").yes_no(end.exact);
  json.key("shown");
  if (end.shown) {
    json.number(end.shown_points).key("record").text(end.witness.told(ranges.program));
  } else {
    json.null();
  }
  json.end_object();
}

void range_json(JsonWriter& json, const FileRanges& ranges, const RangeReport& range) {
  json.key("lowest");
  end_json(json, ranges, range.low);
  json.key("highest");
  end_json(json, ranges, range.high);
}

void reach_json(JsonWriter& json, const FileRanges& ranges, const ReachReport& reach) {
  json.key("reached").text(reach_word(reach));
  if (reach.shown) json.key("record").text(reach.witness.told(ranges.program));
}

bool wanted(const FileRanges& ranges, const Model& model) { return !ranges.notes.is_stock(model.span.source); }

}  // namespace

std::string ranges_text(const FileRanges& ranges) {
  std::string out;
  for (std::size_t m = 0; m < ranges.models.size(); ++m) {
    const Model& model = ranges.program.models[m];
    const analysis::ModelReport& report = ranges.models[m];
    if (!wanted(ranges, model)) continue;
    out += fmt::format("{}model {} ({})\n", out.empty() ? "" : "\n", model.name, ranges.sources.place(model.span));
    add_range(out, ranges, "score", report.score, true);
    for (std::size_t g = 0; g < model.groups.size(); ++g)
      add_range(out, ranges, "group " + model.groups[g].name, report.groups[g], false);
    for (std::size_t t = 0; t < model.thresholds.size(); ++t) {
      const Threshold& threshold = ranges.program.thresholds[model.thresholds[t]];
      const std::string at = threshold.at ? " at " + to_text(*threshold.at) : "";
      out +=
          fmt::format("  {:<24} {}\n", "threshold " + threshold.name + at, analysis::reach_words(report.thresholds[t]));
    }
    for (std::size_t g = 0; g < model.grades.size(); ++g)
      out += fmt::format("  {:<24} {}\n", "grade " + model.grades[g].word, analysis::reach_words(report.grades[g]));
  }
  return out;
}

void append_ranges_json(std::string& out, const FileRanges& ranges, bool& first) {
  for (std::size_t m = 0; m < ranges.models.size(); ++m) {
    const Model& model = ranges.program.models[m];
    const analysis::ModelReport& report = ranges.models[m];
    if (!wanted(ranges, model)) continue;
    out += first ? "\n" : ",\n";
    first = false;
    JsonWriter json{out};
    const Source& source = ranges.sources[model.span.source];
    json.begin_object().key("model").text(model.name).key("file").text(source.name());
    json.key("line").count(source.position(model.span.begin).line);
    json.key("score").begin_object();
    range_json(json, ranges, report.score);
    json.end_object().key("groups").begin_array();
    for (std::size_t g = 0; g < model.groups.size(); ++g) {
      json.begin_object().key("name").text(model.groups[g].name);
      range_json(json, ranges, report.groups[g]);
      json.end_object();
    }
    json.end_array().key("thresholds").begin_array();
    for (std::size_t t = 0; t < model.thresholds.size(); ++t) {
      json.begin_object().key("name").text(ranges.program.thresholds[model.thresholds[t]].name);
      reach_json(json, ranges, report.thresholds[t]);
      json.end_object();
    }
    json.end_array().key("grades").begin_array();
    for (std::size_t g = 0; g < model.grades.size(); ++g) {
      json.begin_object().key("grade").text(model.grades[g].word);
      reach_json(json, ranges, report.grades[g]);
      json.end_object();
    }
    json.end_array().end_object();
  }
}

}  // namespace leadline::cli
