// SPDX-License-Identifier: Apache-2.0
#include "cli/duplicate_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/console.hpp"
#include "cli/explain_facts.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/run/matching/preference.hpp"

namespace leadline::cli {

namespace {

std::string_view id_of(const DuplicateView& view, std::uint32_t row) {
  return id_text(view.data, view.result.kind, row);
}

std::string line_name(const DuplicateView& view, std::uint32_t strategy, std::uint32_t line) {
  return fmt::format("{}, line {}", view.program.strategies[strategy].name, line + 1);
}

// The line as it is written, on one line.
std::string line_text(const DuplicateView& view, std::uint32_t strategy, std::uint32_t line) {
  return one_line(view.sources.text(view.program.strategies[strategy].lines[line].span), 60);
}

const Column& column(const DuplicateView& view, std::uint32_t field) {
  return view.data.table(view.result.kind).columns[field];
}

// Whether a field says anything about merging: it changes, or somebody else's value is lost.
bool matters(const DuplicateView& view, const DuplicateGroup& group, const MergedField& field) {
  if (field.changed) return true;
  return std::any_of(group.rows.begin() + 1, group.rows.end(), [&](std::uint32_t row) {
    return !column(view, field.field).missing(row) && !(column(view, field.field).value(row) == field.value);
  });
}

// The values of the others that are given up, each once.
std::string lost_values(const DuplicateView& view, const DuplicateGroup& group, const MergedField& field,
                        const Value& before) {
  constexpr std::size_t kShown = 3;
  if (field.value.type.list && field.by_rule) return {};  // a union gives nothing up
  std::vector<std::string> lost;
  for (std::size_t i = 1; i < group.rows.size(); ++i) {
    const Value value = column(view, field.field).value(group.rows[i]);
    if (value.missing || value == field.value || value == before) continue;
    const std::string text = value_text(view.program, value);
    if (std::find(lost.begin(), lost.end(), text) == lost.end()) lost.push_back(text);
  }
  if (lost.size() > kShown) {
    lost[kShown] = "others";
    lost.resize(kShown + 1);
  }
  return joined(lost, "or");
}

void append_field(std::string& out, const DuplicateView& view, const DuplicateGroup& group, const MergedField& field,
                  std::size_t width) {
  const std::string& name = view.program.schema(view.result.kind).fields[field.field].name;
  std::string why = field.reason;
  if (field.from != group.rows[0]) why += fmt::format(", of `{}`", id_of(view, field.from));
  const Value before = column(view, field.field).value(group.rows[0]);
  if (field.changed && !before.missing) why += fmt::format("; was {}", value_text(view.program, before));
  if (const std::string lost = lost_values(view, group, field, before); !lost.empty()) why += "; not " + lost;
  out += fmt::format("    {:<{}}  {}  ({})\n", name, width, value_text(view.program, field.value), why);
}

}  // namespace

std::string ratio(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  const auto rounded = static_cast<std::uint64_t>((Int128{2} * part * 10000 + whole) / (Int128{2} * whole));
  return fmt::format("{}.{:04}", rounded / 10000, rounded % 10000);
}

void append_group_text(std::string& out, const DuplicateView& view, std::size_t number) {
  const DuplicateGroup& group = view.result.groups[number];
  std::vector<std::string> others;
  for (std::size_t i = 1; i < group.rows.size(); ++i) others.push_back(fmt::format("`{}`", id_of(view, group.rows[i])));
  out += fmt::format("{} of {}: keep `{}` ({}), merge {} into it\n", number + 1, view.result.groups.size(),
                     id_of(view, group.rows[0]), group.kept_because, joined(others));
  for (const DuplicateLink& link : group.links) {
    out += fmt::format("  `{}` is `{}`: {} ({})\n", id_of(view, link.b), id_of(view, link.a), link.evidence,
                       line_name(view, link.strategy, link.line));
  }
  std::size_t width = 0;
  for (const MergedField& field : group.fields) {
    if (matters(view, group, field))
      width = std::max(width, view.program.schema(view.result.kind).fields[field.field].name.size());
  }
  for (const MergedField& field : group.fields) {
    if (matters(view, group, field)) append_field(out, view, group, field, width);
  }
  out += '\n';
}

std::string truth_text(const DuplicateView& view) {
  const DuplicateTruth& truth = view.result.truth;
  return fmt::format(
      "truth by `{}`: {} with a value, {}\n"
      "  precision {}   recall {}   F1 {}   ({} of {} right)\n",
      view.truth, counted(truth.records, "record"), counted(truth.true_pairs, "true pair"),
      ratio(truth.right_pairs, truth.found_pairs), ratio(truth.right_pairs, truth.true_pairs),
      ratio(2 * truth.right_pairs, truth.found_pairs + truth.true_pairs), grouped(truth.right_pairs),
      counted(truth.found_pairs, "found pair"));
}

std::string duplicates_json(const DuplicateView& view, std::size_t groups) {
  std::string out;
  JsonWriter json(out);
  const DuplicateResult& result = view.result;
  const RecordSchema& schema = view.program.schema(result.kind);
  json.begin_object();
  json.key("format_version").count(1);
  json.key("kind").text(name_of(result.kind));
  json.key("records").count(result.records);
  json.key("lines").begin_array();
  for (const DuplicateLineCount& line : result.lines) {
    json.begin_object();
    json.key("strategy").text(view.program.strategies[line.strategy].name).key("line").count(line.line + 1);
    json.key("text").text(line_text(view, line.strategy, line.line));
    json.key("records").count(line.records).key("compared").count(line.compared).key("equal").count(line.equal);
    if (!view.truth.empty()) json.key("known").count(line.known).key("right").count(line.right);
    json.end_object();
  }
  json.end_array();
  json.key("large_blocks").begin_array();
  for (const LargeBlock& block : result.large_blocks) {
    json.begin_object();
    json.key("strategy").text(view.program.strategies[block.strategy].name).key("line").count(block.line + 1);
    json.key("records").count(block.records).key("shared").text(block.key);
    json.end_object();
  }
  json.end_array();
  if (!view.truth.empty()) {
    json.key("truth").begin_object();
    json.key("field").text(view.truth);
    json.key("records").count(result.truth.records).key("true_pairs").count(result.truth.true_pairs);
    json.key("found_pairs").count(result.truth.found_pairs).key("right_pairs").count(result.truth.right_pairs);
    json.key("precision").text(ratio(result.truth.right_pairs, result.truth.found_pairs));
    json.key("recall").text(ratio(result.truth.right_pairs, result.truth.true_pairs));
    json.key("f1").text(ratio(2 * result.truth.right_pairs, result.truth.found_pairs + result.truth.true_pairs));
    json.end_object();
  }
  json.key("group_count").count(result.groups.size());
  json.key("groups").begin_array();
  for (std::size_t i = 0; i < std::min(groups, result.groups.size()); ++i) {
    const DuplicateGroup& group = result.groups[i];
    json.begin_object();
    json.key("kept").text(id_of(view, group.rows[0])).key("kept_because").text(group.kept_because);
    json.key("merged").begin_array();
    for (std::size_t row = 1; row < group.rows.size(); ++row) json.text(id_of(view, group.rows[row]));
    json.end_array();
    json.key("links").begin_array();
    for (const DuplicateLink& link : group.links) {
      json.begin_object();
      json.key("a").text(id_of(view, link.a)).key("b").text(id_of(view, link.b));
      json.key("strategy").text(view.program.strategies[link.strategy].name).key("line").count(link.line + 1);
      json.key("likeness").number(link.likeness).key("evidence").text(link.evidence);
      json.end_object();
    }
    json.end_array();
    json.key("fields").begin_array();
    for (const MergedField& field : group.fields) {
      json.begin_object();
      json.key("field").text(schema.fields[field.field].name).key("value").value(field.value);
      json.key("from").text(id_of(view, field.from)).key("reason").text(field.reason);
      json.key("changed").yes_no(field.changed);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out += '\n';
  return out;
}

void append_plan(std::string& out, const DuplicateView& view, std::size_t number, std::int64_t at) {
  // All of a group at once: a rule such as `most frequent` has to see every value.
  const std::vector<std::uint32_t>& rows = view.result.groups[number].rows;
  JsonWriter json(out);
  json.begin_object();
  json.key("type").text("merge").key("kind").text(name_of(view.result.kind)).key("from");
  if (rows.size() == 2) {
    json.text(id_of(view, rows[1]));
  } else {
    json.begin_array();
    for (std::size_t i = 1; i < rows.size(); ++i) json.text(id_of(view, rows[i]));
    json.end_array();
  }
  json.key("into").text(id_of(view, rows[0]));
  json.key("at").time(at);
  json.end_object();
  out += '\n';
}

std::string duplicate_summary(const DuplicateView& view) {
  const DuplicateResult& result = view.result;
  const std::string plural(plural_of(result.kind));
  std::string out = fmt::format("{:<10}{} {}\n", "looked at", grouped(result.records), plural);
  bool first = true;
  for (const DuplicateLineCount& line : result.lines) {
    out += fmt::format("{:<10}{}: `{}`  {} with all values, {} compared, {} equal", first ? "lines" : "",
                       line_name(view, line.strategy, line.line), line_text(view, line.strategy, line.line),
                       grouped(line.records), counted(line.compared, "pair"), grouped(line.equal));
    if (!view.truth.empty()) out += fmt::format(", {} of them right", ratio(line.right, line.known));
    out += '\n';
    first = false;
  }
  constexpr std::size_t kShown = 10;
  for (std::size_t i = 0; i < std::min(kShown, result.large_blocks.size()); ++i) {
    const LargeBlock& block = result.large_blocks[i];
    out += fmt::format("{:<10}{}: {} {} share {}: too many, not compared\n", i == 0 ? "too large" : "",
                       line_name(view, block.strategy, block.line), grouped(block.records), plural, block.key);
  }
  if (result.large_blocks.size() > kShown) {
    out +=
        fmt::format("{:<10}and {}\n", "", counted(result.large_blocks.size() - kShown, "other block", "other blocks"));
  }
  std::size_t merged = 0;
  std::size_t largest = 0;
  for (const DuplicateGroup& group : result.groups) {
    merged += group.rows.size() - 1;
    largest = std::max(largest, group.rows.size());
  }
  out += fmt::format("{:<10}{}", "found", counted(result.groups.size(), "group"));
  if (!result.groups.empty())
    out += fmt::format(", the largest of {}; merging them ends {}", grouped(largest), counted(merged, "record"));
  return out + '\n';
}

}  // namespace leadline::cli
