// SPDX-License-Identifier: Apache-2.0
// Hash-consing by open addressing. Places in the text take no part in equality: the first one stays.
#include "engine/program/arena.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace leadline::checking {

namespace {

// FNV-1a over words with a final mix: the same on every machine.
class Hash {
 public:
  void add(std::uint64_t word) {
    state_ ^= word;
    state_ *= 0x9E3779B97F4A7C15ULL;
    state_ ^= state_ >> 29U;
  }
  void add(std::string_view text) {
    add(text.size());
    std::uint64_t h = 1469598103934665603ULL;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    add(h);
  }
  void add(const Type& type) {
    add(static_cast<std::uint64_t>(type.kind) << 1U | static_cast<std::uint64_t>(type.list));
    add(std::uint64_t{type.choice});
    if (type.kind == TypeKind::kRecord) add(static_cast<std::uint64_t>(type.record));
  }
  void add(const Value& value) {
    add(value.type);
    add(static_cast<std::uint64_t>(value.missing));
    add(static_cast<std::uint64_t>(value.number));
    add(std::string_view{value.text});
    add(value.items.size());
    for (const Value& item : value.items) add(item);
  }
  void add(const Bucket& bucket) {
    add(static_cast<std::uint64_t>(bucket.kind));
    add(static_cast<std::uint64_t>(bucket.milliseconds));
    add(std::string_view{bucket.attribute});
    add(std::uint64_t{bucket.zone});
  }
  template <class Number>
  void add(const std::vector<Number>& numbers) {
    add(numbers.size());
    for (const Number number : numbers) add(static_cast<std::uint64_t>(number));
  }
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x243F6A8885A308D3ULL;
};

bool same(const Bucket& a, const Bucket& b) {
  return a.kind == b.kind && a.milliseconds == b.milliseconds && a.attribute == b.attribute && a.zone == b.zone;
}

std::uint64_t hash_of(const Expr& e) {
  Hash hash;
  hash.add(static_cast<std::uint64_t>(e.op));
  hash.add(e.type);
  hash.add(e.children);
  if (e.op == Op::kConstant) hash.add(e.value);
  hash.add(std::uint64_t{e.index} << 32U | e.second);
  hash.add(e.thresholds);
  hash.add(std::string_view{e.text});
  hash.add(static_cast<std::uint64_t>(e.link) | static_cast<std::uint64_t>(e.compare) << 8U |
           static_cast<std::uint64_t>(e.text_test) << 16U | static_cast<std::uint64_t>(e.function) << 24U |
           static_cast<std::uint64_t>(e.aggregate) << 32U | static_cast<std::uint64_t>(e.exactly) << 40U |
           static_cast<std::uint64_t>(e.own) << 41U);
  hash.add(std::uint64_t{e.selection});
  if (e.op == Op::kAggregate) hash.add(e.bucket);
  hash.add(static_cast<std::uint64_t>(e.at_least));
  hash.add(std::uint64_t{e.zone});
  return hash.value();
}

bool same(const Expr& a, const Expr& b) {
  return a.op == b.op && a.type == b.type && a.children == b.children && a.value == b.value && a.index == b.index &&
         a.second == b.second && a.thresholds == b.thresholds && a.text == b.text && a.link == b.link &&
         a.compare == b.compare && a.text_test == b.text_test && a.function == b.function &&
         a.aggregate == b.aggregate && a.selection == b.selection && same(a.bucket, b.bucket) &&
         a.at_least == b.at_least && a.exactly == b.exactly && a.own == b.own && a.zone == b.zone;
}

std::uint64_t hash_of(const Selection& s) {
  Hash hash;
  hash.add(static_cast<std::uint64_t>(s.records) | static_cast<std::uint64_t>(s.record) << 8U |
           static_cast<std::uint64_t>(s.by) << 16U | static_cast<std::uint64_t>(s.subject) << 24U |
           static_cast<std::uint64_t>(s.all) << 32U);
  hash.add(s.kinds);
  hash.add(s.where);
  hash.add(s.within.size());
  for (const Window& window : s.within) {
    hash.add(static_cast<std::uint64_t>(window.milliseconds));
    hash.add(std::uint64_t{window.after});
  }
  hash.add(s.since);
  hash.add(s.until);
  return hash.value();
}

bool same(const Selection& a, const Selection& b) {
  const auto same_window = [](const Window& x, const Window& y) {
    return x.milliseconds == y.milliseconds && x.after == y.after;
  };
  return a.records == b.records && a.record == b.record && a.kinds == b.kinds && a.by == b.by &&
         a.subject == b.subject && a.all == b.all && a.where == b.where && a.within.size() == b.within.size() &&
         std::equal(a.within.begin(), a.within.end(), b.within.begin(), same_window) && a.since == b.since &&
         a.until == b.until;
}

// The slot of an equal element, or the empty one where it belongs. Grows the table first where it is too full.
template <class Same, class HashAt>
std::uint32_t& slot_for(std::vector<std::uint32_t>& slots, std::size_t used, std::uint64_t hash, Same&& is_same,
                        HashAt&& hash_at) {
  if (slots.size() < 2 * (used + 1)) {
    std::vector<std::uint32_t> bigger(std::max<std::size_t>(64, slots.size() * 2), 0);
    for (const std::uint32_t entry : slots) {
      if (entry == 0) continue;
      std::size_t at = hash_at(entry - 1) & (bigger.size() - 1);
      while (bigger[at] != 0) at = (at + 1) & (bigger.size() - 1);
      bigger[at] = entry;
    }
    slots = std::move(bigger);
  }
  std::size_t at = hash & (slots.size() - 1);
  while (slots[at] != 0 && !(hash_at(slots[at] - 1) == hash && is_same(slots[at] - 1)))
    at = (at + 1) & (slots.size() - 1);
  return slots[at];
}

}  // namespace

Arena::Facts Arena::facts_of(const Expr& expr) const {
  Facts facts;
  for (const ExprId child : expr.children) facts.depth = std::max(facts.depth, facts_[child].depth + 1);
  if (expr.selection != kNoSelection) facts.depth = std::max(facts.depth, selection_depths_[expr.selection] + 1);
  const bool carries =
      expr.op == Op::kAdd || expr.op == Op::kSubtract || expr.op == Op::kNegate || expr.op == Op::kElse;
  facts.follows_clock = expr.op == Op::kNow || expr.op == Op::kAgeOf || expr.op == Op::kTimeInStage ||
                        (carries && std::any_of(expr.children.begin(), expr.children.end(),
                                                [&](ExprId child) { return facts_[child].follows_clock; }));
  if (expr.op == Op::kFirstOf) {
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
      const bool is_value = i % 2 == 1 || i + 1 == expr.children.size();
      facts.follows_clock = facts.follows_clock || (is_value && facts_[expr.children[i]].follows_clock);
    }
  }
  return facts;
}

ExprId Arena::add(Expr expr) {
  const std::uint64_t hash = hash_of(expr);
  std::uint32_t& slot = slot_for(
      slots_, facts_.size(), hash, [&](std::uint32_t i) { return same(program_.exprs[i], expr); },
      [&](std::uint32_t i) { return facts_[i].hash; });
  if (slot != 0) return slot - 1;
  Facts facts = facts_of(expr);
  facts.hash = hash;
  program_.exprs.push_back(std::move(expr));
  facts_.push_back(facts);
  slot = static_cast<std::uint32_t>(facts_.size());
  return slot - 1;
}

SelectionId Arena::add(Selection selection) {
  const std::uint64_t hash = hash_of(selection);
  std::uint32_t& slot = slot_for(
      selection_slots_, selection_hashes_.size(), hash,
      [&](std::uint32_t i) { return same(program_.selections[i], selection); },
      [&](std::uint32_t i) { return selection_hashes_[i]; });
  if (slot != 0) return slot - 1;
  std::uint32_t deepest = 0;
  const auto look = [&](ExprId id) {
    if (id != kNoExpr) deepest = std::max(deepest, facts_[id].depth);
  };
  for (const ExprId id : selection.where) look(id);
  for (const ExprId id : selection.since) look(id);
  for (const ExprId id : selection.until) look(id);
  for (const Window& window : selection.within) look(window.after);
  program_.selections.push_back(std::move(selection));
  selection_hashes_.push_back(hash);
  selection_depths_.push_back(deepest);
  slot = static_cast<std::uint32_t>(selection_hashes_.size());
  return slot - 1;
}

}  // namespace leadline::checking
