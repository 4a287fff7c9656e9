// SPDX-License-Identifier: Apache-2.0
// Blocks that read nothing in common are searched for themselves, and what they give adds up: so the search is over a
// handful of blocks each time, whatever the size of the model. Within them it goes through the options, the best first,
// and leaves a branch when what is left cannot beat what was found.
#include "engine/analysis/score_range.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace leadline::analysis {

namespace {

// Boxes that the search of one component may look at; then it takes what the blocks give by themselves.
constexpr int kMostSteps = 3000;

std::int64_t clamped(const End& end, std::int64_t open) {
  if (!end) return open;
  if (*end < NumberSet::kLowest) return NumberSet::kLowest;
  if (*end > NumberSet::kHighest) return NumberSet::kHighest;
  return static_cast<std::int64_t>(*end);
}

// Blocks that share something that they read, and what that is.
struct Component {
  std::vector<std::size_t> blocks;
  std::vector<std::uint64_t> leaves;  // ascending
};

std::vector<std::uint64_t> leaves_of(const AxisTable& axes, const Block& block) {
  std::vector<std::uint64_t> found;
  for (const Option& option : block.options) {
    for (const Box& box : option.when.boxes) {
      for (const auto& [axis, domain] : box.axes()) {
        const std::vector<std::uint64_t>& own = axes[axis].leaves;
        found.insert(found.end(), own.begin(), own.end());
      }
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<Component> components_of(const AxisTable& axes, const Choices& choices,
                                     const std::vector<std::size_t>& blocks) {
  std::vector<std::size_t> parent(blocks.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t at) {
    while (parent[at] != at) at = parent[at] = parent[parent[at]];
    return at;
  };
  std::map<std::uint64_t, std::size_t> reader;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (const std::uint64_t leaf : leaves_of(axes, choices.blocks[blocks[i]])) {
      const auto [at, fresh] = reader.emplace(leaf, i);
      if (!fresh) parent[root(i)] = root(at->second);
    }
  }
  std::map<std::size_t, Component> members;
  for (std::size_t i = 0; i < blocks.size(); ++i) members[root(i)].blocks.push_back(blocks[i]);
  for (const auto& [leaf, at] : reader) members[root(at)].leaves.push_back(leaf);
  std::vector<Component> found;
  for (auto& [at, component] : members) found.push_back(std::move(component));
  return found;
}

// One direction of the search. Points are turned round where the lowest is wanted, so that more is always better.
class Search {
 public:
  Search(Conditions& conditions, const Choices& choices, bool highest)
      : conditions_(conditions), choices_(choices), highest_(highest) {}

  // The best sum of the blocks under a region.
  FoundEnd run(const std::vector<Component>& components, const Region& under) {
    FoundEnd total{Int128{0}, {}};
    for (const Component& component : components) {
      const FoundEnd best = solve(component, under);
      total.points = total.points && best.points ? End{*total.points + *best.points} : End{};
      Box joined = total.box;
      // Components read nothing in common, so no law has anything to say about the two together.
      if (joined.narrow(best.box)) total.box = std::move(joined);
    }
    return total;
  }

 private:
  struct Branch {
    End points;  // by themselves
    const Option* option = nullptr;
    const Box* box = nullptr;
  };

  // The end that counts in this direction, turned so that more is better.
  End gain(const PointRange& range) const {
    if (highest_) return range.high;
    return range.low ? End{-*range.low} : End{};
  }
  End gain(const Option& option, const Box& box) const {
    if (option.other_points) return gain(option.other);
    if (option.term < 0) return Int128{0};
    return gain(choices_.terms[static_cast<std::size_t>(option.term)].in(box));
  }
  static bool more(const End& a, const End& b) { return !a ? b.has_value() : b && *a > *b; }

  // What the region says about what the blocks read.
  Region about(const Component& component, const Region& under) const {
    const std::vector<std::uint64_t>& read = component.leaves;
    Region region;
    for (const Box& box : under.boxes) {
      Box kept;
      for (const auto& [axis, domain] : box.axes()) {
        const std::vector<std::uint64_t>& own = conditions_.axes()[axis].leaves;
        if (std::any_of(own.begin(), own.end(),
                        [&](std::uint64_t leaf) { return std::binary_search(read.begin(), read.end(), leaf); }))
          kept.narrow(axis, domain);
      }
      region.add(std::move(kept));
    }
    return region;
  }

  FoundEnd solve(const Component& component, const Region& under) {
    // The blocks that can give most first.
    std::vector<std::pair<std::size_t, std::vector<Branch>>> blocks;
    for (const std::size_t b : component.blocks) blocks.emplace_back(b, branches_of(choices_.blocks[b]));
    const auto alone = [](const std::vector<Branch>& branches) {
      return branches.empty() ? End{Int128{0}} : branches.front().points;
    };
    std::sort(blocks.begin(), blocks.end(), [&](const auto& a, const auto& b) {
      const End x = alone(a.second);
      const End y = alone(b.second);
      return x != y ? more(x, y) : a.first < b.first;
    });
    branches_.clear();
    for (auto& [block, branches] : blocks) branches_.push_back(std::move(branches));
    rest_.assign(branches_.size() + 1, Int128{0});
    for (std::size_t i = branches_.size(); i-- > 0;) {
      const End best = alone(branches_[i]);
      rest_[i] = rest_[i + 1] && best ? End{*rest_[i + 1] + *best} : End{};
    }
    best_.reset();
    steps_ = 0;
    taken_.clear();
    for (Box& box : about(component, under).boxes) {
      Trail trail{box};
      search(trail);
    }
    FoundEnd found;
    if (steps_ >= kMostSteps) {
      found.points = rest_[0];
      if (best_) found.box = best_->box;
    } else if (best_) {
      found = *best_;
    } else {
      found.points = Int128{0};
    }
    if (found.points && !highest_) found.points = -*found.points;
    return found;
  }

  // All ways in which a block can come out, the best first.
  std::vector<Branch> branches_of(const Block& block) const {
    std::vector<Branch> branches;
    for (const Option& option : block.options) {
      for (const Box& box : option.when.boxes) branches.push_back({gain(option, box), &option, &box});
    }
    std::stable_sort(branches.begin(), branches.end(),
                     [](const Branch& a, const Branch& b) { return more(a.points, b.points); });
    return branches;
  }

  // A block that is decided: which of its branches come next, and what was before it.
  struct Level {
    std::size_t before = 0;  // steps of the trail
    End so_far;
    std::size_t next = 0;
    bool inside = false;  // the branch before the next one is taken
  };

  // Depth first; not by recursion, since a file may have more rules than the stack has room for.
  void search(Trail& trail) {
    std::vector<Level> levels;
    const auto enter = [&](const End& so_far) {
      if (steps_ >= kMostSteps || conditions_.left_off()) return;
      ++steps_;
      if (levels.size() == branches_.size()) {
        finish(trail);
      } else {
        levels.push_back({trail.steps(), so_far});
      }
    };
    enter(Int128{0});
    while (!levels.empty()) {
      Level& level = levels.back();
      const std::size_t depth = levels.size() - 1;
      if (level.inside) taken_.pop_back();
      level.inside = false;
      trail.back(level.before);
      if (level.next == branches_[depth].size()) {
        levels.pop_back();
        continue;
      }
      const Branch& branch = branches_[depth][level.next++];
      const End so_far = level.so_far;
      const End hope =
          so_far && branch.points && rest_[depth + 1] ? End{*so_far + *branch.points + *rest_[depth + 1]} : End{};
      if ((best_ && !more(hope, best_->points)) || !narrow(trail, *branch.box)) continue;
      taken_.push_back(branch.option);
      level.inside = true;
      const End now = gain(*branch.option, trail.box());
      enter(so_far && now ? End{*so_far + *now} : End{});
    }
  }

  bool narrow(Trail& trail, const Box& by) {
    changed_.clear();
    return trail.narrow(by, changed_) && conditions_.tighten(trail, changed_);
  }

  // All blocks are decided: the points as the whole box has them, and how many interactions that takes.
  void finish(Trail& trail) {
    End sum = Int128{0};
    for (const Option* option : taken_) {
      const End points = gain(*option, trail.box());
      sum = sum && points ? End{*sum + *points} : End{};
    }
    if (best_ && !more(sum, best_->points)) return;
    best_ = FoundEnd{sum, counted(trail)};
  }

  Box counted(Trail& trail) {
    const std::size_t before = trail.steps();
    std::map<AxisId, std::int64_t> wanted;
    for (const Option* option : taken_) {
      if (option->term < 0) continue;
      const RuleTerm& term = choices_.terms[static_cast<std::size_t>(option->term)];
      if (!term.counted) continue;
      const Domain* domain = trail.box().find(term.amount);
      if (domain == nullptr || domain->numbers.empty()) continue;
      const std::int64_t count = best_count(term, domain->numbers);
      const auto [at, fresh] = wanted.emplace(term.amount, count);
      if (!fresh) at->second = std::max(at->second, count);
    }
    for (const auto& [axis, count] : wanted) {
      const std::size_t without = trail.steps();
      Box exactly;
      exactly.narrow(axis, Domain::of_numbers(NumberSet::value(count), false));
      if (!narrow(trail, exactly)) trail.back(without);
    }
    Box out = trail.box();
    trail.back(before);
    return out;
  }

  // The fewest with which a term gives the most that it can.
  std::int64_t best_count(const RuleTerm& term, const NumberSet& numbers) const {
    const std::int64_t fewest = std::max<std::int64_t>(1, numbers.lowest());
    const End most = gain(term.in(one(term, numbers)));
    // Without an end: enough to show it.
    if (!most) return std::min<std::int64_t>(std::max<std::int64_t>(fewest, 200), numbers.highest());
    // It grows until a bound stops it.
    std::int64_t low = fewest;
    std::int64_t high = std::min<std::int64_t>(numbers.highest(), 100'000);
    while (low < high) {
      const std::int64_t middle = low + (high - low) / 2;
      const End there = gain(term.in(one(term, NumberSet::value(middle))));
      if (there && *there >= *most) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
  static Box one(const RuleTerm& term, const NumberSet& numbers) {
    Box box;
    box.narrow(term.amount, Domain::of_numbers(numbers, false));
    return box;
  }

  Conditions& conditions_;
  const Choices& choices_;
  bool highest_;
  std::vector<std::vector<Branch>> branches_;  // of each block
  std::vector<End> rest_;                      // the most that the blocks from there on give
  std::vector<const Option*> taken_;
  std::vector<AxisId> changed_;  // by the last box
  std::optional<FoundEnd> best_;
  int steps_ = 0;
};

class Ranges {
 public:
  Ranges(Conditions& conditions, const Model& model, const Choices& choices, const Region& under)
      : conditions_(conditions), model_(model), choices_(choices), under_(under) {}

  ModelRanges run() {
    ModelRanges found;
    found.outside = blocks_of(-1);
    found.before_bounds = found.outside;
    for (std::size_t g = 0; g < model_.groups.size(); ++g) {
      FoundRange range = blocks_of(static_cast<std::int32_t>(g));
      found.groups_before_bounds.push_back(range);
      bound(range, model_.groups[g].bounds);
      join(found.before_bounds, range);
      found.groups.push_back(std::move(range));
    }
    if (model_.score != kNoExpr) {
      std::vector<PointRange> groups;
      for (const FoundRange& group : found.groups) groups.push_back(group.range());
      const PointRange formula = range_of(conditions_.program(), model_.score, groups);
      found.before_bounds.low.points = formula.low;
      found.before_bounds.high.points = formula.high;
    }
    found.score = found.before_bounds;
    bound(found.score, model_.bounds);
    return found;
  }

 private:
  FoundRange blocks_of(std::int32_t group) {
    std::vector<std::size_t> blocks;
    for (std::size_t b = 0; b < choices_.blocks.size(); ++b) {
      if (choices_.blocks[b].group == group) blocks.push_back(b);
    }
    const std::vector<Component> components = components_of(conditions_.axes(), choices_, blocks);
    return {Search{conditions_, choices_, false}.run(components, under_),
            Search{conditions_, choices_, true}.run(components, under_)};
  }

  static void bound(FoundRange& range, const Bounds& bounds) {
    const PointRange inside = bounded(range.range(), bounds);
    range.low.points = inside.low;
    range.high.points = inside.high;
  }

  // The ends add up; where both can be had at once the box says so, else it keeps the first's.
  void join(FoundRange& sum, const FoundRange& part) {
    const PointRange both = sum.range() + part.range();
    join(sum.low, part.low);
    join(sum.high, part.high);
    sum.low.points = both.low;
    sum.high.points = both.high;
  }
  void join(FoundEnd& sum, const FoundEnd& part) {
    Box joined = sum.box;
    std::vector<AxisId> changed;
    if (!joined.narrow(part.box, &changed)) return;
    Trail trail{joined};
    if (conditions_.tighten(trail, changed)) sum.box = std::move(joined);
  }

  Conditions& conditions_;
  const Model& model_;
  const Choices& choices_;
  const Region& under_;
};

}  // namespace

NumberSet FoundRange::numbers() const {
  return NumberSet::range(clamped(low.points, NumberSet::kLowest), clamped(high.points, NumberSet::kHighest));
}

ModelRanges ranges_of(Conditions& conditions, const Model& model, const Choices& choices, const Region& under) {
  return Ranges{conditions, model, choices, under}.run();
}

}  // namespace leadline::analysis
