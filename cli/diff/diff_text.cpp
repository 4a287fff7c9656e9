// SPDX-License-Identifier: Apache-2.0
// The comparison as an analyst reads it, and the CSV of affected records.
#include <fmt/format.h>

#include <algorithm>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "cli/csv.hpp"
#include "cli/diff/diff_report.hpp"
#include "cli/explain_facts.hpp"
#include "cli/padded.hpp"
#include "cli/score_rows.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

namespace {

class Writer {
 public:
  explicit Writer(const DiffReport& report) : r_(report) {}

  std::string run() {
    out_ = fmt::format("{} → {}\n", r_.old_file, r_.new_file);
    if (!r_.rules.changed()) {
      out_ += "\nthe rules mean the same: no record can be scored otherwise\n";
    } else {
      for (const ModelDiff& model : r_.rules.models) this->model(model);
      parts();
      if (!r_.rules.values) out_ += "\nno score, grade, threshold or stage of any record can differ\n";
    }
    if (r_.search != nullptr) witness();
    if (r_.scores != nullptr) data();
    for (const std::string& limit : r_.exceeded) out_ += fmt::format("\nlimit exceeded: {}\n", limit);
    return std::move(out_);
  }

 private:
  template <class... Values>
  void line(fmt::format_string<Values...> format, Values&&... values) {
    out_ += fmt::format(format, std::forward<Values>(values)...);
    out_ += '\n';
  }

  static std::string points_text(const PointRange& moves, const ModelDiff& model) {
    if (moves.is_nothing()) return model.values ? "no score moves" : "no score, group or grade can differ";
    return fmt::format("a score moves by {}", range_text(moves));
  }

  void model(const ModelDiff& model) {
    if (!model.changed() && model.readers.empty()) return;
    if (model.old_model < 0) return line("\nmodel {}: new", model.name);
    if (model.new_model < 0) return line("\nmodel {}: removed", model.name);
    std::vector<std::string> words;
    for (const ChangeKind kind : {ChangeKind::kAdded, ChangeKind::kRemoved, ChangeKind::kChanged}) {
      const auto count = static_cast<std::uint64_t>(std::count_if(
          model.rules.begin(), model.rules.end(), [&](const RuleChange& change) { return change.kind == kind; }));
      if (count != 0) words.push_back(fmt::format("{} {}", counted(count, "rule"), name_of(kind)));
    }
    words.push_back(fmt::format("{} the same", grouped(model.same)));
    line("\nmodel {}: {}; {}", model.name, joined(words), points_text(model.moves, model));
    if (model.scores_others) line("  other records may be scored than before");
    for (const RuleChange& change : model.rules) rule(model, change);
    for (const PartChange& part : model.parts) this->part(part);
    const Model& is = r_.after.program().models[static_cast<std::size_t>(model.new_model)];
    for (const std::uint32_t rule : model.readers) {
      line("  affected  \"{}\" is as before, but reads what is not", is.rules[rule].label);
    }
  }

  std::string text_of(const Meaning& meaning, const Model& model, std::int32_t rule) const {
    const Rule& written = model.rules[static_cast<std::size_t>(rule)];
    return fmt::format("{}  ({})", one_line(written.text), meaning.sources().place(written.span));
  }

  void rule(const ModelDiff& model, const RuleChange& change) {
    const Model& was = r_.before.program().models[static_cast<std::size_t>(model.old_model)];
    const Model& is = r_.after.program().models[static_cast<std::size_t>(model.new_model)];
    const Rule& shown = change.new_rule >= 0 ? is.rules[static_cast<std::size_t>(change.new_rule)]
                                             : was.rules[static_cast<std::size_t>(change.old_rule)];
    std::string head = fmt::format("  {}  \"{}\"", padded(std::string(name_of(change.kind)), 8), shown.label);
    if (!change.what.empty()) head += fmt::format(": {}", joined(change.what));
    if (change.kind == ChangeKind::kChanged && change.what.front() == "label") {
      head += fmt::format(", before \"{}\"", was.rules[static_cast<std::size_t>(change.old_rule)].label);
    }
    line("{}", head);
    if (change.old_rule >= 0) line("            - {}", text_of(r_.before, was, change.old_rule));
    if (change.new_rule >= 0) line("            + {}", text_of(r_.after, is, change.new_rule));
    if (!change.moves.is_nothing()) line("            moves by {}", range_text(change.moves));
  }

  void part(const PartChange& part) {
    line("  {}  {}", padded(std::string(name_of(part.kind)), 8), part.what);
    if (!part.before.empty()) line("            - {}", part.before);
    if (!part.after.empty()) line("            + {}", part.after);
  }

  void parts() {
    if (r_.rules.parts.empty()) return;
    line("\nbesides the models:");
    for (const PartChange& one : r_.rules.parts) part(one);
  }

  void witness() {
    const WitnessSearch& search = *r_.search;
    if (!search.found) {
      return line(
          "\nwhether any record is scored otherwise is not known: of {} made from the values of the rules, as of {}, "
          "none is",
          grouped(search.tried), local_time(r_.as_of, r_.after.program()));
    }
    line("\na record that is scored otherwise, as of {}:", local_time(r_.as_of, r_.after.program()));
    for (const std::string& text : sketch_lines(r_.after.program(), search.found->sketch)) line("  {}", text);
    std::size_t width = 0;
    for (const ValueChange& change : search.found->changes) width = std::max(width, length(change.what));
    for (const ValueChange& change : search.found->changes) {
      line("    {}  {} → {}", padded(change.what, width), change.before, change.after);
    }
  }

  void data() {
    const ScoreDiff& scores = *r_.scores;
    line("\n{} of {} affected, as of {}", counted(scores.affected.size(), "record"), grouped(scores.records),
         local_time(r_.as_of, r_.after.program()));
    if (scores.only_before != 0 || scores.only_after != 0) {
      line("  the two read the data differently: {} only by the old rules, {} only by the new",
           grouped(scores.only_before), grouped(scores.only_after));
    }
    for (const ModelMoves& model : scores.models) model_moves(model);
    heads("threshold", scores.thresholds);
    heads("stage", scores.stages);
    largest();
  }

  void model_moves(const ModelMoves& model) {
    std::string text = fmt::format("\n{}: {} up, {} down", model.name, grouped(model.up), grouped(model.down));
    if (model.up != 0) text += fmt::format("; most {}", signed_points(model.most_up));
    if (model.down != 0) text += fmt::format("; least {}", signed_points(model.most_down));
    if (model.newly_scored != 0) text += fmt::format("; {} newly scored", grouped(model.newly_scored));
    if (model.no_longer_scored != 0) text += fmt::format("; {} no longer scored", grouped(model.no_longer_scored));
    line("{}", text);
    if (model.grades.empty()) return;
    std::vector<std::size_t> shown;  // without those that nobody has
    for (std::size_t g = 0; g < model.grades.size(); ++g) {
      std::uint64_t count = 0;
      for (std::size_t other = 0; other < model.grades.size(); ++other)
        count += model.moves[g][other] + model.moves[other][g];
      if (count != 0) shown.push_back(g);
    }
    const auto name = [&](std::size_t g) { return model.grades[g].empty() ? std::string("none") : model.grades[g]; };
    std::string head = "  grade     before";
    std::vector<std::size_t> widths;
    for (const std::size_t a : shown) {
      widths.push_back(std::max<std::size_t>(9, length(name(a)) + 4));
      head += padded("→ " + name(a), widths.back(), true);
    }
    line("{}", head);
    std::string total = "  " + padded("after", 8) + padded("", 8);
    for (std::size_t i = 0; i < shown.size(); ++i) {
      std::uint64_t after = 0;
      for (const std::size_t b : shown) after += model.moves[b][shown[i]];
      total += padded(grouped(after), widths[i], true);
    }
    for (const std::size_t b : shown) {
      std::uint64_t before = 0;
      std::string row;
      for (std::size_t i = 0; i < shown.size(); ++i) {
        const std::uint64_t count = model.moves[b][shown[i]];
        before += count;
        row += padded(count == 0 ? "·" : grouped(count), widths[i], true);
      }
      line("  {}{}{}", padded(name(b), 8), padded(grouped(before), 8, true), row);
    }
    line("{}", total);
  }

  void heads(std::string_view what, const std::vector<HeadCount>& counts) {
    std::vector<const HeadCount*> shown;
    std::size_t width = length(what);
    for (const HeadCount& count : counts) {
      if (count.before == 0 && count.after == 0) continue;
      shown.push_back(&count);
      width = std::max(width, length(count.name));
    }
    if (shown.empty()) return;
    line("\n  {}  {:>9}  {:>9}  {:>9}  {:>9}", padded(std::string(what), width), "before", "after", "newly",
         "no longer");
    for (const HeadCount* count : shown) {
      line("  {}  {:>9}  {:>9}  {:>9}  {:>9}", padded(count->name, width), grouped(count->before),
           grouped(count->after), grouped(count->newly), grouped(count->no_longer));
    }
  }

  void largest() {
    if (r_.largest.empty()) return;
    line("\nthe largest moves:");
    for (const LargestMove& move : r_.largest) {
      const std::string by = move.move == 0 ? std::string() : fmt::format(" ({})", signed_points(move.move));
      line("  {} {}: {} {} → {}{}", name_of(move.record->kind), move.id, move.model, move.before, move.after, by);
      if (!move.causes.empty()) line("      {}", cause_text(move.causes, 6));
    }
  }

  const DiffReport& r_;
  std::string out_;
};

}  // namespace

std::string diff_text(const DiffReport& report) { return Writer(report).run(); }

std::optional<LargestMove> largest_move(const Scored& before, const Scored& after, const Affected& record) {
  if (record.largest == 0) return std::nullopt;
  LargestMove best;
  const SharedParts parts(before.program, after.program);
  std::int64_t most = -1;
  for (const auto& [b, a] : parts.models) {
    if (after.program.models[a].kind != record.kind) continue;
    const std::int64_t was = before.score(b, record.old_row);
    const std::int64_t is = after.score(a, record.new_row);
    if (was == is) continue;
    const bool both = was != kMissing64 && is != kMissing64;
    const std::int64_t move = both ? narrow(Int128{is} - was).value_or(0) : 0;
    const std::int64_t size = both ? std::abs(move) : std::numeric_limits<std::int64_t>::max();
    if (size <= most) continue;
    most = size;
    best.model = after.program.models[a].name;
    best.before = score_text(was);
    best.after = score_text(is);
    best.move = move;
  }
  best.record = &record;
  best.id = std::string(after.id(record.kind, record.new_row));
  return best;
}

void write_affected(const Scored& before, const Scored& after, const ScoreDiff& diff, Causes& causes,
                    const std::function<void(std::string_view)>& write) {
  write(
      "kind,id,model,score_before,score_after,move,grade_before,grade_after,newly,no_longer,stage_before,stage_after,"
      "causes\n");
  const SharedParts parts(before.program, after.program);
  const auto points = [](std::int64_t micros) {
    return micros == kMissing64 ? std::string() : to_text(Decimal{micros});
  };
  for (const Affected& record : diff.affected) {
    std::string newly, no_longer;
    for (const ValueChange& change : record.changes) {
      if (change.kind != ValueChange::Kind::kThreshold) continue;
      std::string& list = change.after == "yes" ? newly : no_longer;
      list += (list.empty() ? "" : "; ") + change.what;
    }
    // A line for each model that scores the record; one without a model where none does.
    std::vector<std::pair<std::int32_t, std::int32_t>> models;
    for (const auto& [b, a] : parts.models) {
      if (after.program.models[a].kind == record.kind) {
        models.emplace_back(static_cast<std::int32_t>(b), static_cast<std::int32_t>(a));
      }
    }
    if (models.empty()) models.emplace_back(-1, -1);
    for (const auto& [b, a] : models) {
      std::string line(name_of(record.kind));
      line += ',';
      append_csv(line, after.id(record.kind, record.new_row));
      line += ',';
      std::string causes_text;
      if (a >= 0) {
        const auto old_model = static_cast<std::uint32_t>(b);
        const auto new_model = static_cast<std::uint32_t>(a);
        const std::string& name = after.program.models[new_model].name;
        const std::int64_t was = before.score(old_model, record.old_row);
        const std::int64_t is = after.score(new_model, record.new_row);
        const std::int64_t move = was == kMissing64 || is == kMissing64 ? 0 : narrow(Int128{is} - was).value_or(0);
        line += name + ',' + points(was) + ',' + points(is) + ',' + (move == 0 ? "" : signed_points(move)) + ',';
        append_csv(line, before.grade(old_model, record.old_row));
        line += ',';
        append_csv(line, after.grade(new_model, record.new_row));
        if (was != is) causes_text = cause_text(causes.of(record, name), 1000);
      } else {
        line += ",,,,,";
      }
      line += ',';
      append_csv(line, newly);
      line += ',';
      append_csv(line, no_longer);
      line += ',';
      append_csv(line, before.stage(record.kind, record.old_row));
      line += ',';
      append_csv(line, after.stage(record.kind, record.new_row));
      line += ',';
      append_csv(line, causes_text);
      line += '\n';
      write(line);
    }
  }
}

}  // namespace leadline::cli
