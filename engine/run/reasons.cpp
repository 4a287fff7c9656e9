// SPDX-License-Identifier: Apache-2.0
#include "engine/run/reasons.hpp"

#include <algorithm>
#include <limits>

#include "engine/data/parallel.hpp"
#include "engine/data/prefetch.hpp"
#include "engine/run/strongest.hpp"

namespace leadline {
namespace {

constexpr std::size_t kAhead = 16;

std::int64_t clamped(Int128 points) {
  const Int128 most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::max(-most, std::min(most, points)));
}

using Lists = std::vector<ReasonKey>;  // [row * width]

// Takes one list into those of a range of rows.
void merge_one(const Lists& list, std::size_t width, Lists& into, std::size_t begin, std::size_t end) {
  with_strongest(width, [&](auto strongest) {
    for (std::size_t row = begin; row < end; ++row) {
      strongest.begin(into.data() + row * width);
      strongest.merge(list.data(), width);
      strongest.end();
    }
  });
}

// Takes the list of each row of a range into the one of the same row.
void merge_rows(const Lists& from, std::size_t width, Lists& into, std::size_t begin, std::size_t end) {
  with_strongest(width, [&](auto strongest) {
    for (std::size_t row = begin; row < end; ++row) {
      strongest.begin(into.data() + row * width);
      strongest.merge(from.data() + row * width, width);
      strongest.end();
    }
  });
}

}  // namespace

Reasons::Reasons(Binding& binding, RecordKind kind, unsigned most)
    : binding_(binding),
      kind_(kind),
      rules_(rules_of(binding, kind)),
      // All of them may be asked for, by a number beyond any.
      most_(std::min<std::size_t>(most, rules_.size())),
      keys_(rules_.size(), binding.points_limit) {
  if (binding.wide) return;
  if (binding.counts_by_cells()) find_sums();
  for (std::uint32_t id = 0; id < rules_.size(); ++id) {
    const std::uint32_t model = rules_[id].reason.model;
    if (roots_.empty() || roots_.back().model != model) roots_.push_back({model, &add_place(grain_of(kind)), {}});
    const Rule rule{id, rules_[id].counted};
    if (binding.plan.nodes[rule.node].grain == kConstantGrain) {
      roots_.back().constants.push_back(rule);
    } else {
      add(rule, *roots_.back().place);
    }
  }
  for (const Root& root : roots_) make_room(*root.place, width_for(rules_.size()));
}

std::vector<Reasons::ModelRule> Reasons::rules_of(const Binding& binding, RecordKind kind) {
  std::vector<ModelRule> all;
  for (std::uint32_t model = 0; model < binding.program.models.size(); ++model) {
    if (binding.program.models[model].kind != kind) continue;
    const std::vector<RuleNodes>& rules = binding.plan.models[model].rules;
    for (std::uint32_t id = 0; id < rules.size(); ++id) {
      if (rules[id].counted != kNoNode) all.push_back({Reason{model, id, 0}, rules[id].counted});
    }
  }
  return all;
}

void Reasons::find_sums() {
  const std::vector<Counting>& countings = binding_.plan.countings;
  for (std::uint32_t counting = 0; counting < countings.size(); ++counting) {
    for (const Counting::Sum& sum : countings[counting].sums) {
      for (std::uint32_t rule = 0; rule < sum.rules.size(); ++rule) {
        sums_.emplace(sum.rules[rule], RuleOfSum{counting, rule, sum.node});
      }
    }
  }
}

Reasons::Place& Reasons::add_place(GrainId grain) {
  Place& place = places_.emplace_back();
  place.grain = grain;
  place.rows = binding_.sizes[grain];
  return place;
}

// Puts a rule where its value stands, beginning at a place whose rows lead there.
void Reasons::add(const Rule& rule, Place& place) {
  place.all.push_back(rule);
  if (const auto sum = sums_.find(rule.node); sum != sums_.end()) return add_counted(rule, sum->second, place);
  const Node& node = binding_.plan.nodes[rule.node];
  if (!leads_elsewhere(node)) return place.rules.push_back(rule);
  Source& source = source_of(node, place);
  add({rule.place, node.children[0]}, *source.to);
  if (node.op == NodeOp::kGather) {
    source.brought.push_back({rule.place, node.children[0]});
  } else {
    if (source.pool == nullptr) source.pool = &add_place(binding_.plan.nodes[node.children[1]].grain);
    add({rule.place, node.children[1]}, *source.pool);
  }
}

void Reasons::add_counted(const Rule& rule, const RuleOfSum& in, Place& place) const {
  auto at = std::find_if(place.counted.begin(), place.counted.end(),
                         [&](const Counted& known) { return known.counting == in.counting; });
  if (at == place.counted.end()) {
    at = place.counted.emplace(at);
    at->counting = in.counting;
    at->sum = in.sum;
  }
  at->rules.push_back({in.rule, rule.place});
}

Reasons::Source& Reasons::source_of(const Node& node, Place& place) {
  const GrainId there = binding_.plan.nodes[node.children[0]].grain;
  for (Source& known : place.sources) {
    if (known.to->grain == there && same_way(known.link, node.link)) return known;
  }
  Source& source = place.sources.emplace_back();
  source.link = node.link;
  source.to = &add_place(there);
  return source;
}

// Whether two links of a grain lead to the same rows.
bool Reasons::same_way(LinkId a, LinkId b) const {
  return a == b || (binding_.links[a] != nullptr && binding_.links[a] == binding_.links[b]);
}

// Whether a node only brings what stands in rows of other grains.
bool Reasons::leads_elsewhere(const Node& node) const {
  const auto stands_in_rows = [&](NodeId child) {
    const GrainKind kind = binding_.plan.grains[binding_.plan.nodes[child].grain].kind;
    return kind == GrainKind::kRecord || kind == GrainKind::kPool || kind == GrainKind::kCodes;
  };
  return (node.op == NodeOp::kGather || node.op == NodeOp::kEither) && node.state == 0 &&
         std::all_of(node.children.begin(), node.children.end(), stands_in_rows);
}

// How many are kept of so many rules. Two are kept as three.
std::size_t Reasons::width_for(std::size_t rules) const {
  const std::size_t width = std::min(most_, rules);
  return width == 2 ? ThreeStrongest::kWidth : width;
}

void Reasons::make_room(Place& place, std::size_t width) {
  place.width = width;
  place.strongest.assign(place.rows * width, 0);
  for (Counted& counted : place.counted) {
    counted.reasons = std::make_unique<CountedReasons>(binding_, binding_.plan.countings[counted.counting], keys_,
                                                       counted.rules, place.strongest.data(), width);
    binding_.counted_readers[counted.sum].push_back(counted.reasons.get());
  }
  for (Source& source : place.sources) {
    make_room(*source.to, width_for(source.to->all.size()));
    if (source.pool != nullptr) make_room(*source.pool, source.to->width);
  }
}

std::vector<BlockReader> Reasons::readers() {
  std::vector<BlockReader> readers;
  for (Place& place : places_) {
    BlockReader& reader = readers.emplace_back();
    for (const Rule& rule : place.rules) reader.nodes.push_back(rule.node);
    for (const Counted& counted : place.counted) reader.nodes.push_back(counted.sum);
    reader.read = [this, &place](const Evaluator& evaluator, std::uint32_t begin, std::uint32_t count) {
      look_at(place, evaluator, begin, count);
    };
  }
  return readers;
}

void Reasons::look_at(Place& place, const Evaluator& evaluator, std::uint32_t begin, std::uint32_t count) const {
  const ReasonKeys keys = keys_;  // here no list can overlap it
  bool too_much = false;
  with_strongest(place.width, [&](auto list) {
    for (const Rule& rule : place.rules) {
      const auto* const points = reinterpret_cast<const std::int64_t*>(evaluator.lanes[rule.node]);
      ReasonKey* row = place.strongest.data() + std::size_t{begin} * place.width;
      for (std::uint32_t i = 0; i < count; ++i, row += place.width) {
        list.begin(row);
        list.keep(keys.key(rule.place, points[i], too_much));
        list.end();
      }
    }
  });
  if (too_much) binding_.too_narrow = true;
}

ReasonKey Reasons::key_of(Evaluator& evaluator, const Rule& rule, std::uint32_t row) const {
  bool too_much = false;
  const ReasonKey key = keys_.key(rule.place, clamped(evaluator.points(rule.node, row)), too_much);
  if (too_much) binding_.too_narrow = true;
  return key;
}

std::vector<ReasonKey> Reasons::strongest_of(Evaluator& evaluator, const std::vector<Rule>& rules, std::uint32_t row,
                                             std::size_t width) const {
  std::vector<ReasonKey> strongest(width, 0);
  Strongest list(width);
  list.begin(strongest.data());
  for (const Rule& rule : rules) list.keep(key_of(evaluator, rule, row));
  return strongest;
}

// Finds what stands where the links of a place lead.
void Reasons::complete_sources(Place& place, unsigned threads, Evaluator& evaluator) const {
  for (Source& source : place.sources) complete(source, threads, evaluator);
}

// Brings it to the rows of the place.
void Reasons::complete(Place& place, unsigned threads, Evaluator& evaluator) const {
  complete_sources(place, threads, evaluator);
  if (place.sources.empty()) return;
  parallel_ranges(place.rows, kBlockRows, threads, [&](std::size_t begin, std::size_t end) {
    for (const Source& source : place.sources) bring(place, source, begin, end);
  });
}

void Reasons::complete(Source& source, unsigned threads, Evaluator& evaluator) const {
  const std::size_t width = source.to->width;
  complete(*source.to, threads, evaluator);
  source.nowhere = strongest_of(evaluator, source.brought, kNoRow, width);
  if (source.pool == nullptr) return;
  Place& pool = *source.pool;
  complete(pool, threads, evaluator);
  // Who has no contact has what is brought of none, with a pool or without.
  merge_one(source.nowhere, width, pool.strongest, 0, pool.rows);
  Lists no_pool = strongest_of(evaluator, pool.all, kNoRow, width);
  merge_one(source.nowhere, width, no_pool, 0, 1);
  source.nowhere = std::move(no_pool);
}

void Reasons::bring(Place& place, const Source& source, std::size_t begin, std::size_t end) const {
  const std::uint32_t* const links = binding_.links[source.link];  // null: they all lead nowhere
  const ReasonKey* const lists = source.to->strongest.data();
  const std::uint32_t* const pools =
      source.pool == nullptr ? nullptr : binding_.data.followed().pools[static_cast<std::size_t>(kind_)].data();
  const ReasonKey* const of_pools = source.pool == nullptr ? nullptr : source.pool->strongest.data();
  const auto merge = [&](auto list, std::size_t place_width, std::size_t width) {
    ReasonKey* const rows = place.strongest.data();
    for (std::size_t row = begin; row < end; ++row) {
      if (links != nullptr && row + kAhead < end) prefetch(lists + std::size_t{links[row + kAhead]} * width);
      const ReasonKey* from = source.nowhere.data();
      if (pools != nullptr && pools[row] != kNoRow) from = of_pools + std::size_t{pools[row]} * width;
      if (links != nullptr && links[row] != kNoRow) from = lists + std::size_t{links[row]} * width;
      list.begin(rows + row * place_width);
      list.merge(from, width);
      list.end();
    }
  };
  // The widths are numbers that the compiler sees, where three are asked for.
  const std::size_t width = source.to->width;
  if (place.width != ThreeStrongest::kWidth) {
    merge(Strongest(place.width), place.width, width);
  } else if (width == 1) {
    merge(ThreeStrongest(), ThreeStrongest::kWidth, 1);
  } else {
    merge(ThreeStrongest(), ThreeStrongest::kWidth, ThreeStrongest::kWidth);
  }
}

void Reasons::put_together(const std::vector<ModelScores>& scores, unsigned threads, ReasonLists& out) {
  if (binding_.wide) return spell(threads, out);
  const std::uint32_t rows = binding_.sizes[grain_of(kind_)];
  const std::size_t width = width_for(rules_.size());
  Evaluator single(binding_, Evaluator::Mode::kSingle);
  Lists lists;
  for (const Root& root : roots_) {
    Place& place = *root.place;
    complete_sources(place, threads, single);
    const Lists same = strongest_of(single, root.constants, 0, width);
    parallel_ranges(rows, kBlockRows, threads, [&](std::size_t begin, std::size_t end) {
      for (const Source& source : place.sources) bring(place, source, begin, end);
      if (!root.constants.empty()) merge_one(same, width, place.strongest, begin, end);
      for (std::size_t row = begin; row < end; ++row) {
        if (present(scores[root.model].score[row])) continue;
        std::fill_n(place.strongest.data() + row * width, width, 0);
      }
      if (!lists.empty()) merge_rows(place.strongest, width, lists, begin, end);
    });
    if (lists.empty()) lists = std::move(place.strongest);
  }
  std::vector<Reason> rules;
  for (const ModelRule& rule : rules_) rules.push_back(rule.reason);
  out = ReasonLists(rows, most_, width, keys_, std::move(rules), std::move(lists));
}

void Reasons::put(Evaluator& evaluator, std::uint32_t row, ReasonLists& out) const {
  if (binding_.wide) return out.set(row, spelled(evaluator, row));
  std::vector<ReasonKey> strongest(width_for(rules_.size()), 0);
  if (strongest.empty()) return;
  Strongest list(strongest.size());
  list.begin(strongest.data());
  for (std::uint32_t id = 0; id < rules_.size(); ++id) {
    const ReasonKey key = key_of(evaluator, {id, rules_[id].counted}, row);
    const NodeId score = binding_.plan.models[rules_[id].reason.model].score;
    if (key != 0 && present(evaluator.number(score, row))) list.keep(key);
  }
  out.set(row, strongest.data());
}

// Where points do not fit 64 bits, which is rare: row by row.
void Reasons::spell(unsigned threads, ReasonLists& out) const {
  const std::uint32_t rows = binding_.sizes[grain_of(kind_)];
  out = ReasonLists(std::vector<std::vector<Reason>>(rows));
  parallel_ranges(rows, kBlockRows, threads, [&](std::size_t begin, std::size_t end) {
    Evaluator evaluator(binding_, Evaluator::Mode::kSingle);
    for (std::size_t row = begin; row < end; ++row) {
      put(evaluator, static_cast<std::uint32_t>(row), out);
      evaluator.forget();
    }
  });
}

std::vector<Reason> Reasons::spelled(Evaluator& evaluator, std::uint32_t row) const {
  std::vector<Reason> all;
  for (const ModelRule& rule : rules_) {
    Reason reason = rule.reason;
    reason.points = clamped(evaluator.points(rule.counted, row));
    if (reason.points == 0 || !present(evaluator.number(binding_.plan.models[reason.model].score, row))) continue;
    all.push_back(reason);
  }
  std::sort(all.begin(), all.end(), stronger);
  if (all.size() > most_) all.resize(most_);
  return all;
}

}  // namespace leadline
