// SPDX-License-Identifier: Apache-2.0
// For each field the records that have a value stand in a row, the kept one first, then by id; the rule picks one of
// them, the first where several are equally good.
#include "engine/run/matching/merge_fields.hpp"

#include <algorithm>

#include "engine/run/matching/preference.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

using Policy = MergeRule::Policy;

// Equal as `=` compares: texts without case.
bool equal(const Value& a, const Value& b) {
  if (a.type.list) {
    if (a.items.size() != b.items.size()) return false;
    for (std::size_t i = 0; i < a.items.size(); ++i) {
      if (!equal(a.items[i], b.items[i])) return false;
    }
    return true;
  }
  return a.type.textual() ? a.text == b.text || fold(a.text) == fold(b.text) : a.number == b.number;
}

bool identical(const Value& a, const Value& b) {
  return a.missing == b.missing && (a.missing || (a.number == b.number && a.text == b.text && a.items == b.items));
}

class FieldMerge {
 public:
  FieldMerge(const Dataset& data, RecordKind kind, const Merge* rules, const std::vector<std::uint32_t>& rows,
             const SourceOfRow& source_of)
      : data_(data),
        kind_(kind),
        schema_(data.program().schema(kind)),
        rules_(rules),
        rows_(rows),
        source_of_(source_of) {}

  std::vector<MergedField> run() const {
    std::vector<MergedField> merged;
    for (std::uint32_t field = 0; field < schema_.fields.size(); ++field) {
      if (static_cast<int>(field) == schema_.id || is_state_field(schema_, field)) continue;
      MergedField one;
      one.field = field;
      const bool any = schema_.fields[field].together < 0 ? choose(field, one) : choose_together(field, one);
      if (!any) continue;
      one.changed = !identical(one.value, column(field).value(rows_[0]));
      merged.push_back(std::move(one));
    }
    return merged;
  }

 private:
  [[nodiscard]] const Column& column(std::uint32_t field) const { return data_.table(kind_).columns[field]; }

  [[nodiscard]] const MergeRule* rule_of(std::uint32_t field) const {
    if (rules_ == nullptr) return nullptr;
    for (const MergeRule& rule : rules_->rules) {
      if (rule.field == field) return &rule;
    }
    return nullptr;
  }

  // Rows that have a value, in the order in which they count.
  [[nodiscard]] std::vector<std::uint32_t> having(std::uint32_t field) const {
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t row : rows_) {
      if (!column(field).missing(row)) rows.push_back(row);
    }
    return rows;
  }

  bool choose(std::uint32_t field, MergedField& out) const {
    const std::vector<std::uint32_t> rows = having(field);
    if (rows.empty()) return false;
    const MergeRule* const rule = rule_of(field);
    if (rule != nullptr && rule->policy == Policy::kUnion) return unite(field, rows, out);
    out.from = rows[0];
    if (rows.size() == 1) {
      out.reason = out.from == rows_[0] ? "kept" : "the only one";
    } else if (rule == nullptr) {
      out.reason = out.from == rows_[0] ? "kept" : "lowest id";
    } else {
      pick(field, *rule, rows, out);
    }
    out.value = column(field).value(out.from);
    return true;
  }

  // Fields that stand together are taken from one record, as they are there.
  bool choose_together(std::uint32_t field, MergedField& out) const {
    const std::int32_t together = schema_.fields[field].together;
    const auto belongs = [&](std::uint32_t other) { return schema_.fields[other].together == together; };
    if (rules_ != nullptr) {
      for (const MergeRule& rule : rules_->rules) {
        if (!belongs(rule.field)) continue;
        MergedField leader;
        if (!choose(rule.field, leader)) break;  // nobody has what the rule goes by
        out = leader;
        out.field = field;
        if (rule.field != field) out.reason = "together with " + schema_.fields[rule.field].name;
        out.value = column(field).value(out.from);
        return !out.value.missing || !column(field).missing(rows_[0]);
      }
    }
    // The kept record's, unless it has none of them.
    for (const std::uint32_t row : rows_) {
      bool any = false;
      for (std::uint32_t other = 0; other < schema_.fields.size(); ++other) {
        any = any || (belongs(other) && !column(other).missing(row));
      }
      if (!any) continue;
      out.from = row;
      out.value = column(field).value(row);
      out.reason = row == rows_[0] ? "kept" : "lowest id";
      return !out.value.missing || !column(field).missing(rows_[0]);
    }
    return false;
  }

  void pick(std::uint32_t field, const MergeRule& rule, const std::vector<std::uint32_t>& rows,
            MergedField& out) const {
    out.by_rule = true;
    out.reason = words_of(data_.program(), rule);
    const auto best = [&](const auto& rank) {
      std::int64_t most = 0;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int64_t one = rank(rows[i]);
        if (i != 0 && one <= most) continue;
        most = one;
        out.from = rows[i];
      }
    };
    const Column& values = column(field);
    switch (rule.policy) {
      case Policy::kNewest:
        return best([&](std::uint32_t row) { return last_change(data_, kind_, row); });
      case Policy::kOldest:
        // Who does not say when it was changed is no older than who does.
        return best([&](std::uint32_t row) {
          const std::int64_t at = last_change(data_, kind_, row);
          return at == kMissing64 ? kMissing64 : -at;
        });
      case Policy::kLongest:
        return best([&](std::uint32_t row) {
          const Value value = values.value(row);
          return static_cast<std::int64_t>(value.type.list ? value.items.size() : length(value.text));
        });
      case Policy::kMostFrequent:
        return best([&](std::uint32_t row) {
          const Value value = values.value(row);
          return static_cast<std::int64_t>(std::count_if(
              rows.begin(), rows.end(), [&](std::uint32_t other) { return equal(value, values.value(other)); }));
        });
      case Policy::kHighest:
        return best([&](std::uint32_t row) { return values.value(row).number; });
      case Policy::kLowest:
        return best([&](std::uint32_t row) { return -values.value(row).number; });
      case Policy::kFrom: {
        for (const std::uint32_t source : rule.from) {
          const std::string& name = data_.program().sources[source].name;
          const auto found =
              std::find_if(rows.begin(), rows.end(), [&](std::uint32_t row) { return source_of_(row) == name; });
          if (found == rows.end()) continue;
          out.from = *found;
          out.reason = "from " + name;
          return;
        }
        // None of the sources has it.
        out.by_rule = false;
        out.reason = out.from == rows_[0] ? "kept" : "lowest id";
        return;
      }
      case Policy::kUnion:
        return;
    }
  }

  bool unite(std::uint32_t field, const std::vector<std::uint32_t>& rows, MergedField& out) const {
    out.from = rows_[0];
    out.by_rule = true;
    out.reason = "union";
    out.value.type = schema_.fields[field].type;
    for (const std::uint32_t row : rows) {
      for (const Value& item : column(field).value(row).items) {
        const bool there = std::any_of(out.value.items.begin(), out.value.items.end(),
                                       [&](const Value& other) { return equal(item, other); });
        if (!there) out.value.items.push_back(item);
      }
    }
    return true;
  }

  const Dataset& data_;
  RecordKind kind_;
  const RecordSchema& schema_;
  const Merge* rules_;
  const std::vector<std::uint32_t>& rows_;  // the kept one first
  const SourceOfRow& source_of_;
};

}  // namespace

std::vector<MergedField> merge_fields(const Dataset& data, RecordKind kind, const Merge* rules, std::uint32_t kept,
                                      std::vector<std::uint32_t> others, const SourceOfRow& source_of) {
  std::sort(others.begin(), others.end(),
            [&](std::uint32_t a, std::uint32_t b) { return id_text(data, kind, a) < id_text(data, kind, b); });
  others.insert(others.begin(), kept);
  const SourceOfRow of_dataset = [&](std::uint32_t row) -> std::string_view {
    const std::vector<std::uint32_t>& sources = data.table(kind).source;
    if (row >= sources.size() || sources[row] == 0) return {};
    return data.program().sources[sources[row] - 1].name;
  };
  return FieldMerge(data, kind, rules, others, source_of ? source_of : of_dataset).run();
}

const Merge* merge_rules(const Program& program, RecordKind kind) {
  for (const Merge& merge : program.merges) {
    if (merge.kind == kind) return &merge;
  }
  return nullptr;
}

std::string words_of(const Program& program, const MergeRule& rule) {
  switch (rule.policy) {
    case Policy::kNewest:
      return "newest";
    case Policy::kOldest:
      return "oldest";
    case Policy::kLongest:
      return "longest";
    case Policy::kMostFrequent:
      return "most frequent";
    case Policy::kHighest:
      return "highest";
    case Policy::kLowest:
      return "lowest";
    case Policy::kUnion:
      return "union";
    case Policy::kFrom: {
      std::string words = "from ";
      for (std::size_t i = 0; i < rule.from.size(); ++i) {
        words += (i == 0 ? "" : ", ") + program.sources[rule.from[i]].name;
      }
      return words;
    }
  }
  return "";
}

}  // namespace leadline
