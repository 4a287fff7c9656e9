// SPDX-License-Identifier: Apache-2.0
// Line by line: records that share the line's exact values are a block, pairs within blocks are compared. Of the pairs
// that are equal a block keeps the strongest that hold it together, and so does the whole at last: what is left joins
// each group with its strongest links, so the weakest of them is the one that the group hangs on.
#include "engine/run/matching/duplicates.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "engine/data/parallel.hpp"
#include "engine/run/matching/match_values.hpp"
#include "engine/run/matching/preference.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {
namespace {

/// Which of two links is stronger: the more alike, then the one of the earlier strategy and line.
struct Edge {
  std::int64_t likeness = 0;
  std::uint32_t strategy = 0;  // place among the options' strategies
  std::uint32_t line = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;

  [[nodiscard]] auto order() const { return std::make_tuple(-likeness, strategy, line, a, b); }
  friend bool operator<(const Edge& x, const Edge& y) { return x.order() < y.order(); }
};

class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }

  std::uint32_t find(std::uint32_t x) {
    while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
    return x;
  }
  /// False if they were one already. The lower number stands for both.
  bool join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    if (a == b) return false;
    parent_[std::max(a, b)] = std::min(a, b);
    return true;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

/// Rows that share a key: those whose left values make it, and (where the two differ) those whose right values do.
struct Block {
  std::vector<std::uint32_t> left;
  std::vector<std::uint32_t> right;  // only of crossed lines
};

std::uint64_t pairs_of(std::uint64_t records) { return records * (records - (records == 0 ? 0 : 1)) / 2; }

class LineWork {
 public:
  LineWork(const Plan& plan, const DuplicateOptions& options, std::uint32_t strategy, std::uint32_t line)
      : options_(options),
        place_(strategy),
        line_(line),
        strategy_(plan.program->strategies[options.strategies[strategy]]),
        written_(strategy_.lines[line]),
        nodes_(plan.run.strategies[options.strategies[strategy]].lines[line]) {
    for (std::size_t part = 0; part < written_.parts.size(); ++part) {
      const MatchPartNodes& nodes = nodes_.parts[part];
      if (!nodes.left_of_contact && nodes.left != nodes.right) crossed_ = true;
      never_.emplace_back();
      for (const auto& [value, list] : strategy_.never) {
        if (value != written_.parts[part].left) continue;
        std::vector<std::string> keys = keys_of_list(*plan.program, list, written_.parts[part].normal_form);
        never_.back().insert(never_.back().end(), keys.begin(), keys.end());
      }
      std::sort(never_.back().begin(), never_.back().end());
    }
    count.strategy = options.strategies[strategy];
    count.line = line;
  }

  DuplicateLineCount count;
  std::vector<LargeBlock> large;

  /// Two stored records are compared by what is stored: a value of the contact that comes with an incoming record has
  /// no meaning here.
  [[nodiscard]] NodeId node_of(std::size_t part, bool left) const {
    const MatchPartNodes& nodes = nodes_.parts[part];
    return left && !nodes.left_of_contact ? nodes.left : nodes.right;
  }

  void want(std::vector<NodeId>& wanted) const {
    for (std::size_t part = 0; part < written_.parts.size(); ++part) {
      wanted.push_back(node_of(part, true));
      wanted.push_back(node_of(part, false));
    }
    for (const MatchPartNodes& unless : nodes_.unless_differs) wanted.push_back(unless.left);
  }

  std::vector<Block> blocks(Evaluator& evaluator, const std::vector<std::uint32_t>& rows) {
    struct Entry {
      std::string key;
      bool right = false;
      std::uint32_t row = 0;
    };
    std::vector<Entry> entries;
    for (const bool left : {true, false}) {
      if (!left && !crossed_) break;
      for (const std::uint32_t row : rows) {
        Entry entry{{}, !left, row};
        if (key_of(evaluator, row, left, entry.key)) entries.push_back(std::move(entry));
      }
    }
    count.records = entries.size();
    std::sort(entries.begin(), entries.end(), [](const Entry& x, const Entry& y) {
      const int keys = x.key.compare(y.key);
      return keys != 0 ? keys < 0 : std::make_pair(x.right, x.row) < std::make_pair(y.right, y.row);
    });
    std::vector<Block> blocks;
    for (std::size_t begin = 0; begin < entries.size();) {
      std::size_t end = begin;
      Block block;
      for (; end < entries.size() && entries[end].key == entries[begin].key; ++end) {
        (entries[end].right ? block.right : block.left).push_back(entries[end].row);
      }
      begin = end;
      if (crossed_ ? block.left.empty() || block.right.empty() : block.left.size() < 2) continue;
      const std::size_t size = std::max(block.left.size(), block.right.size());
      if (size > options_.largest_block) {
        LargeBlock one{count.strategy, line_, static_cast<std::uint32_t>(size), {}};
        one.key = evidence(evaluator, block.left[0], kNoRow);
        large.push_back(std::move(one));
        continue;
      }
      count.compared += crossed_ ? block.left.size() * block.right.size() : pairs_of(block.left.size());
      blocks.push_back(std::move(block));
    }
    return blocks;
  }

  struct Counts {
    std::uint64_t equal = 0, known = 0, right = 0;
  };

  /// The links that hold the block's equal records together.
  void compare(Evaluator& evaluator, const Block& block, std::vector<Edge>& edges, Counts& counts) const {
    std::vector<Edge> found;
    const auto look_at = [&](std::uint32_t a, std::uint32_t b) {
      const std::int64_t likeness = likeness_of(evaluator, a, b);
      if (likeness < 0) return;
      ++counts.equal;
      if (!options_.truth.empty() && options_.truth[a] != 0 && options_.truth[b] != 0) {
        ++counts.known;
        if (options_.truth[a] == options_.truth[b]) ++counts.right;
      }
      found.push_back(Edge{likeness, place_, line_, std::min(a, b), std::max(a, b)});
    };
    if (crossed_) {
      for (const std::uint32_t a : block.left) {
        for (const std::uint32_t b : block.right) {
          // A pair that is equal either way round counts once.
          if (a != b && (a < b || !equal_the_other_way(evaluator, b, a))) look_at(a, b);
        }
      }
    } else {
      for (std::size_t i = 0; i < block.left.size(); ++i) {
        for (std::size_t j = i + 1; j < block.left.size(); ++j) look_at(block.left[i], block.left[j]);
      }
    }
    // The strongest that are needed; rows are few, so they are numbered here.
    std::sort(found.begin(), found.end());
    std::map<std::uint32_t, std::uint32_t> number;
    for (const Edge& edge : found) {
      number.emplace(edge.a, static_cast<std::uint32_t>(number.size()));
      number.emplace(edge.b, static_cast<std::uint32_t>(number.size()));
    }
    UnionFind joined(number.size());
    for (const Edge& edge : found) {
      if (joined.join(number[edge.a], number[edge.b])) edges.push_back(edge);
    }
  }

  /// What two records have in common by this line; with one record what its block shares.
  [[nodiscard]] std::string evidence(Evaluator& evaluator, std::uint32_t a, std::uint32_t b) const {
    std::string text;
    bool turned = false;
    if (crossed_ && b != kNoRow && likeness_of(evaluator, a, b) < 0) {
      std::swap(a, b);
      turned = true;
    }
    for (std::size_t part = 0; part < written_.parts.size(); ++part) {
      const MatchPart& written = written_.parts[part];
      if (written.similar && b == kNoRow) continue;
      const MatchValue left = read_value(evaluator, node_of(part, true), a);
      text +=
          (text.empty() ? "" : ", ") +
          name_of_value(evaluator.binding.program, nodes_.parts[part].left_of_contact ? written.right : written.left);
      if (!written.similar) {
        text += " " + shown(left, written.normal_form);
        continue;
      }
      const MatchValue right = read_value(evaluator, node_of(part, false), b);
      if (left == right) {
        text += " " + shown(left, written.normal_form);
        continue;
      }
      const Likeness found = likeness(written.measure, left.text, right.text);
      text += " " + shown(turned ? right : left, written.normal_form) + " and " +
              shown(turned ? left : right, written.normal_form) + " alike by " + shown(found.millionths());
    }
    return text;
  }

 private:
  // The exact values of a row; no key where a value is missing or on a never-list.
  bool key_of(Evaluator& evaluator, std::uint32_t row, bool left, std::string& key) const {
    for (std::size_t part = 0; part < written_.parts.size(); ++part) {
      const MatchValue value = read_value(evaluator, node_of(part, left), row);
      if (value.missing) return false;
      if (!never_[part].empty()) {
        std::string one;
        append_key(one, value);
        if (std::binary_search(never_[part].begin(), never_[part].end(), one)) return false;
      }
      if (!written_.parts[part].similar) append_key(key, value);
    }
    return true;
  }

  bool equal_the_other_way(Evaluator& evaluator, std::uint32_t a, std::uint32_t b) const {
    std::string left, right;
    return key_of(evaluator, a, true, left) && key_of(evaluator, b, false, right) && left == right &&
           likeness_of(evaluator, a, b) >= 0;
  }

  // Of the least similar part; -1: not one. Exact parts are compared only where they may differ.
  std::int64_t likeness_of(Evaluator& evaluator, std::uint32_t a, std::uint32_t b) const {
    std::int64_t least = Decimal::kOne;
    for (std::size_t part = 0; part < written_.parts.size(); ++part) {
      const MatchPart& written = written_.parts[part];
      if (!written.similar && !crossed_) continue;
      const MatchValue left = read_value(evaluator, node_of(part, true), a);
      const MatchValue right = read_value(evaluator, node_of(part, false), b);
      if (left.missing || right.missing) return -1;
      if (!written.similar) {
        if (!(left == right)) return -1;
        continue;
      }
      const Likeness found = likeness(written.measure, left.text, right.text);
      if (!found.at_least(written.similar->micros)) return -1;
      least = std::min(least, found.millionths());
    }
    for (const MatchPartNodes& unless : nodes_.unless_differs) {
      const MatchValue first = read_value(evaluator, unless.left, a);
      const MatchValue second = read_value(evaluator, unless.left, b);
      if (!first.missing && !second.missing && !(first == second)) return -1;
    }
    return least;
  }

  const DuplicateOptions& options_;
  std::uint32_t place_;
  std::uint32_t line_;
  const MatchStrategy& strategy_;
  const MatchLine& written_;
  const MatchLineNodes& nodes_;
  bool crossed_ = false;
  std::vector<std::vector<std::string>> never_;  // [part], sorted keys
};

class DuplicateSearch {
 public:
  DuplicateSearch(const Plan& plan, const Dataset& data, const DuplicateOptions& options)
      : plan_(plan),
        program_(*plan.program),
        data_(data),
        options_(options),
        threads_(thread_count(options.threads)),
        binding_(plan, data, options.as_of, false),
        single_(binding_, Evaluator::Mode::kSingle),
        blocks_(binding_, Evaluator::Mode::kBlock),
        singles_(binding_, Evaluator::Mode::kSingle) {
    kind_ = program_.strategies[options.strategies[0]].kind;
  }

  DuplicateResult run() {
    result_.kind = kind_;
    for (std::uint32_t s = 0; s < options_.strategies.size(); ++s) {
      const std::size_t lines = program_.strategies[options_.strategies[s]].lines.size();
      for (std::uint32_t line = 0; line < lines; ++line) work_.emplace_back(plan_, options_, s, line);
    }
    compute_values();
    std::vector<bool> looked_at(data_.table(kind_).size(), false);
    std::vector<Edge> edges;
    std::uint64_t done = 0;
    for (LineWork& work : work_) {
      const std::vector<std::uint32_t> rows = rows_among(work.count.strategy);
      for (const std::uint32_t row : rows) looked_at[row] = true;
      compare_blocks(work, work.blocks(single_, rows), edges);
      if (options_.on_progress) options_.on_progress(++done, work_.size());
    }
    result_.records = static_cast<std::uint64_t>(std::count(looked_at.begin(), looked_at.end(), true));
    join(edges);
    measure();
    for (LineWork& work : work_) {
      result_.lines.push_back(work.count);
      result_.large_blocks.insert(result_.large_blocks.end(), work.large.begin(), work.large.end());
    }
    std::stable_sort(result_.large_blocks.begin(), result_.large_blocks.end(),
                     [](const LargeBlock& a, const LargeBlock& b) { return a.records > b.records; });
    return std::move(result_);
  }

 private:
  void compute_values() {
    settle_constants(binding_, single_);
    std::vector<NodeId> wanted;
    for (const LineWork& work : work_) work.want(wanted);
    for (const std::uint32_t strategy : options_.strategies) {
      const NodeId among = plan_.run.strategies[strategy].among;
      if (among != kNoNode) wanted.push_back(among);
    }
    wanted.erase(std::remove_if(wanted.begin(), wanted.end(),
                                [&](NodeId node) { return plan_.nodes[node].grain == kConstantGrain; }),
                 wanted.end());
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    run_stages(binding_, blocks_, wanted, threads_, {});
  }

  std::vector<std::uint32_t> rows_among(std::uint32_t strategy) {
    const NodeId among = plan_.run.strategies[strategy].among;
    const auto size = static_cast<std::uint32_t>(data_.table(kind_).size());
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < size; ++row) {
      if (id_text(data_, kind_, row).empty() || (data_.is_open() && !data_.alive(kind_, row))) continue;
      if (among == kNoNode || single_.yes(among, row)) rows.push_back(row);
    }
    return rows;
  }

  void compare_blocks(LineWork& work, const std::vector<Block>& blocks, std::vector<Edge>& edges) {
    constexpr std::size_t kBlocksAtOnce = 256;
    const std::size_t parts = (blocks.size() + kBlocksAtOnce - 1) / kBlocksAtOnce;
    std::vector<std::vector<Edge>> found(parts);
    std::vector<LineWork::Counts> counts(parts);
    parallel_for(parts, threads_, [&](std::size_t part) {
      std::unique_ptr<Evaluator> evaluator = singles_.take();
      const std::size_t end = std::min(blocks.size(), (part + 1) * kBlocksAtOnce);
      for (std::size_t i = part * kBlocksAtOnce; i < end; ++i)
        work.compare(*evaluator, blocks[i], found[part], counts[part]);
      singles_.give_back(std::move(evaluator));
    });
    for (std::size_t part = 0; part < parts; ++part) {
      edges.insert(edges.end(), found[part].begin(), found[part].end());
      work.count.equal += counts[part].equal;
      work.count.known += counts[part].known;
      work.count.right += counts[part].right;
    }
  }

  const LineWork& work_of(const Edge& edge) const {
    for (const LineWork& work : work_) {
      if (work.count.strategy == options_.strategies[edge.strategy] && work.count.line == edge.line) return work;
    }
    return work_[0];
  }

  void join(std::vector<Edge>& edges) {
    std::sort(edges.begin(), edges.end());
    UnionFind joined(data_.table(kind_).size());
    std::vector<Edge> needed;
    for (const Edge& edge : edges) {
      if (joined.join(edge.a, edge.b)) needed.push_back(edge);
    }
    std::map<std::uint32_t, std::size_t> group_of;
    std::reverse(needed.begin(), needed.end());  // the weakest first
    for (const Edge& edge : needed) {
      const auto [place, added] = group_of.emplace(joined.find(edge.a), result_.groups.size());
      if (added) result_.groups.emplace_back();
      DuplicateGroup& group = result_.groups[place->second];
      for (const std::uint32_t row : {edge.a, edge.b}) {
        if (std::find(group.rows.begin(), group.rows.end(), row) == group.rows.end()) group.rows.push_back(row);
      }
      DuplicateLink link{edge.a, edge.b, options_.strategies[edge.strategy], edge.line, edge.likeness, {}};
      link.evidence = work_of(edge).evidence(single_, edge.a, edge.b);
      group.links.push_back(std::move(link));
    }
    const Merge* const rules = merge_rules(program_, kind_);
    const std::vector<MatchStrategy::Prefer> keep =
        rules == nullptr ? std::vector<MatchStrategy::Prefer>{} : rules->keep;
    const Preference preference(data_, kind_, keep);
    for (DuplicateGroup& group : result_.groups) {
      std::sort(group.rows.begin(), group.rows.end(),
                [&](std::uint32_t a, std::uint32_t b) { return preference.before(Candidate{a, 0}, Candidate{b, 0}); });
      group.kept_because = preference.reason(Candidate{group.rows[0], 0}, Candidate{group.rows[1], 0});
      std::sort(group.rows.begin() + 1, group.rows.end(),
                [&](std::uint32_t a, std::uint32_t b) { return id_text(data_, kind_, a) < id_text(data_, kind_, b); });
      group.fields = merge_fields(data_, kind_, rules, group.rows[0], {group.rows.begin() + 1, group.rows.end()},
                                  options_.source_of);
    }
  }

  void measure() {
    if (options_.truth.empty()) return;
    std::map<std::uint32_t, std::uint64_t> sizes;
    for (const std::uint32_t entity : options_.truth) {
      if (entity == 0) continue;
      ++result_.truth.records;
      ++sizes[entity];
    }
    for (const auto& [entity, size] : sizes) result_.truth.true_pairs += pairs_of(size);
    for (const DuplicateGroup& group : result_.groups) {
      std::map<std::uint32_t, std::uint64_t> members;
      std::uint64_t known = 0;
      for (const std::uint32_t row : group.rows) {
        if (options_.truth[row] == 0) continue;
        ++known;
        ++members[options_.truth[row]];
      }
      result_.truth.found_pairs += pairs_of(known);
      for (const auto& [entity, size] : members) result_.truth.right_pairs += pairs_of(size);
    }
  }

  const Plan& plan_;
  const Program& program_;
  const Dataset& data_;
  const DuplicateOptions& options_;
  unsigned threads_;
  RecordKind kind_{};
  Binding binding_;
  Evaluator single_;  // keeps the texts of constants
  EvaluatorPool blocks_;
  EvaluatorPool singles_;
  std::vector<LineWork> work_;
  DuplicateResult result_;
};

}  // namespace

DuplicateResult find_duplicates(const Plan& plan, const Dataset& data, const DuplicateOptions& options) {
  if (options.strategies.empty()) return {};
  return DuplicateSearch(plan, data, options).run();
}

}  // namespace leadline
