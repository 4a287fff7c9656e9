// SPDX-License-Identifier: Apache-2.0
// The data are scored once; everything is counted from that.
#include "engine/analysis/check_data.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/analysis/rule_hits.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/check_table.hpp"
#include "engine/run/score.hpp"
#include "engine/values/text.hpp"

namespace leadline::analysis {

namespace {

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t number, RecordKind kind) {
  return grouped(number) + " " + std::string{number == 1 ? name_of(kind) : plural_of(kind)};
}

class DataChecks {
 public:
  DataChecks(const Program& program, const Dataset& data, std::int64_t as_of, unsigned threads)
      : program_(program), data_(data) {
    ScoreOptions options;
    options.as_of = as_of;
    options.threads = threads;
    options.reasons = kAllReasons;
    result_ = score(*make_plan(program), data, options);
  }

  Diagnostics run() {
    for (std::uint32_t m = 0; m < program_.models.size(); ++m) model(m);
    fields();
    return std::move(found_);
  }

 private:
  Diagnostic& found(const char* check, const Span& span, std::string message, std::string help) {
    return add_finding(found_, check, span, std::move(message), std::move(help));
  }

  void model(std::uint32_t m) {
    const Model& model = program_.models[m];
    const std::vector<std::int64_t>& scores = result_.models[m].score;
    std::vector<std::uint32_t> scored;
    for (std::uint32_t row = 0; row < scores.size(); ++row) {
      if (scores[row] != kMissing64) scored.push_back(row);
    }
    if (scored.empty()) return;
    std::vector<std::vector<std::uint32_t>> rows(model.rules.size());
    const auto& reasons = result_.records[static_cast<std::size_t>(model.kind)].reasons;
    for (const std::uint32_t row : scored) {
      for (const Reason& reason : reasons[row]) {
        if (reason.model == m && (rows[reason.rule].empty() || rows[reason.rule].back() != row))
          rows[reason.rule].push_back(row);
      }
    }
    std::map<std::vector<std::uint32_t>, std::uint32_t> seen;
    for (std::uint32_t r = 0; r < model.rules.size(); ++r) {
      const Rule& rule = model.rules[r];
      const Expr& points = program_.expr(rule.points);
      // A rule that gives no points on purpose moves nobody.
      if (points.op == Op::kConstant && points.value.number == 0) continue;
      if (rows[r].empty()) {
        found("data/never-fires", rule.span,
              "`" + rule.label + "` gives points to none of " + counted(scored.size(), model.kind) + " that are scored",
              "see how the values are written in the data, or take it out");
        continue;
      }
      if (rows[r].size() == scored.size() && scored.size() > 1) {
        found("data/always-fires", rule.span,
              "`" + rule.label + "` gives points to all of " + counted(scored.size(), model.kind) + " that are scored",
              "points that everybody has tell nobody from anybody");
        continue;
      }
      const auto [other, fresh] = seen.emplace(rows[r], r);
      if (fresh || rows[r].size() < 2) continue;
      found("data/same-records", rule.span,
            "`" + rule.label + "` and `" + model.rules[other->second].label + "` give points to the same " +
                counted(rows[r].size(), model.kind),
            "perhaps one of them says it all")
          .related.push_back({model.rules[other->second].span, "the other"});
    }
  }

  // What the rules read of a field: where first, and which words they know if they only look them up.
  struct Read {
    Span span;
    Span lookup;        // where it is looked up first
    bool open = false;  // it is also asked in ways that no list can answer
    bool listed = false;
    std::set<std::string> words;
  };
  using Place = std::pair<RecordKind, std::uint32_t>;

  void fields() {
    std::set<ExprId> seen;
    for (const Model& model : program_.models) {
      walk(model.where, seen);
      for (const Rule& rule : model.rules) {
        walk(rule.condition, seen);
        walk(rule.points, seen);
        if (rule.selection != kNoSelection) {
          for (const ExprId where : program_.selections[rule.selection].where) walk(where, seen);
        }
      }
    }
    for (const auto& [place, read] : reads_) one_field(place, read);
  }

  const Expr* field_of(ExprId id) const {
    const Expr& e = program_.expr(id);
    return e.op == Op::kField && e.type.kind != TypeKind::kRecord ? &e : nullptr;
  }

  Read& read(const Expr& field) {
    const RecordKind kind = program_.expr(field.children[0]).type.record;
    const auto [at, fresh] = reads_.emplace(Place{kind, field.index}, Read{});
    if (fresh) at->second.span = field.span;
    return at->second;
  }

  void walk(ExprId id, std::set<ExprId>& seen) {
    if (id == kNoExpr || !seen.insert(id).second) return;
    const Expr& e = program_.expr(id);
    if (e.op == Op::kAggregate) {
      const Selection& s = program_.selections[e.selection];
      for (const ExprId where : s.where) walk(where, seen);
      return;
    }
    if (const Expr* field = field_of(id)) read(*field);
    if (e.op == Op::kIn || e.op == Op::kLookup) {
      for (std::size_t i = 0; i < e.children.size(); ++i) {
        const Expr* field = field_of(e.children[i]);
        if (field == nullptr || !field->type.textual()) continue;
        Read& to = read(*field);
        if (e.op == Op::kIn && i == 0 && program_.expr(e.children[1]).op == Op::kConstant) {
          if (!to.listed) to.lookup = e.span;
          to.listed = true;
          for (const Value& word : program_.expr(e.children[1]).value.items) to.words.insert(fold(word.text));
        } else if (e.op == Op::kLookup) {
          if (!to.listed) to.lookup = e.span;
          to.listed = true;
          for (const Table::Row& row : program_.tables[e.index].rows) to.words.insert(fold(row.keys[i].text));
        }
      }
    } else if (e.op == Op::kCompare && e.compare == CompareOp::kEqual) {
      for (const int side : {0, 1}) {
        const Expr* field = field_of(e.children[static_cast<std::size_t>(side)]);
        const Expr& other = program_.expr(e.children[static_cast<std::size_t>(1 - side)]);
        if (field != nullptr && other.op == Op::kConstant) read(*field).words.insert(fold(other.value.text));
      }
    } else if (e.op == Op::kText || e.op == Op::kCall) {
      for (const ExprId child : e.children) {
        if (const Expr* field = field_of(child)) read(*field).open = true;
      }
    }
    for (const ExprId child : e.children) walk(child, seen);
  }

  void one_field(const Place& place, const Read& read) {
    const RecordTable& table = data_.table(place.first);
    const Field& field = program_.schema(place.first).fields[place.second];
    if (table.size() == 0 || field.built_in) return;
    const Column& column = table.columns[place.second];
    const std::string name = std::string{name_of(place.first)} + "." + field.name;
    std::uint64_t missing = 0;
    for (std::uint32_t row = 0; row < table.size(); ++row) missing += column.missing(row) ? 1 : 0;
    if (missing * 2 >= table.size()) {
      const std::uint64_t percent = missing * 100 / table.size();
      found("data/blank", read.span,
            "`" + name + "` is missing in " + (missing == table.size() ? std::string{"all"} : grouped(missing)) +
                " of " + counted(table.size(), place.first) +
                (missing == table.size() ? "" : " (" + std::to_string(percent) + " %)"),
            "what rules say about it is mostly about nothing");
    }
    if (!read.listed || read.open || !field.type.textual()) return;
    std::map<std::string, std::uint64_t> counts;
    for (std::uint32_t row = 0; row < table.size(); ++row) {
      if (!column.missing(row)) ++counts[column.value(row).text];
    }
    std::vector<std::pair<std::uint64_t, std::string>> unlisted;
    std::uint64_t records = 0;
    for (const auto& [value, count] : counts) {
      if (read.words.count(fold(value)) != 0) continue;
      unlisted.emplace_back(count, value);
      records += count;
    }
    if (unlisted.empty()) return;
    std::stable_sort(unlisted.begin(), unlisted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    static constexpr std::size_t kMost = 5;
    std::string values;
    for (std::size_t i = 0; i < unlisted.size() && i < kMost; ++i)
      values += (i == 0 ? "\"" : ", \"") + unlisted[i].second + "\" (" + grouped(unlisted[i].first) + ")";
    if (unlisted.size() > kMost) values += " and " + grouped(unlisted.size() - kMost) + " more values";
    found("data/unlisted-values", read.lookup,
          "`" + name + "` has values that no list or table knows, in " + counted(records, place.first) + ": " + values,
          "add those that are meant");
  }

  const Program& program_;
  const Dataset& data_;
  ScoreResult result_;
  std::map<Place, Read> reads_;
  Diagnostics found_;
};

}  // namespace

Diagnostics data_findings(const Sources& sources, const Program& program, const Dataset& data, std::int64_t as_of,
                          unsigned threads, CheckNotes& notes) {
  Diagnostics found = DataChecks{program, data, as_of, threads}.run();
  apply_notes(notes, sources, CheckInfo::Tier::kData, found);
  return found;
}

}  // namespace leadline::analysis
