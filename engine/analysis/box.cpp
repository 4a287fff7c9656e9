// SPDX-License-Identifier: Apache-2.0
// Narrowing boxes, and unions of them.
#include "engine/analysis/box.hpp"

#include <algorithm>
#include <iterator>

namespace leadline::analysis {

namespace {

bool before(const std::pair<AxisId, Domain>& one, AxisId axis) { return one.first < axis; }

// Whether a domain allows all that another has, as far as that is seen without making a set; most say nothing new.
bool covers(const Domain& wide, const Domain& narrow) {
  if (narrow.textual || (narrow.missing && !wide.missing) || wide.numbers.intervals().size() != 1) return false;
  return narrow.numbers.empty() ||
         (wide.numbers.lowest() <= narrow.numbers.lowest() && narrow.numbers.highest() <= wide.numbers.highest());
}

}  // namespace

std::size_t Box::place_of(AxisId axis) const {
  const auto at = std::lower_bound(axes_.begin(), axes_.end(), axis, before);
  return static_cast<std::size_t>((at != axes_.end() && at->first == axis ? at : axes_.end()) - axes_.begin());
}

const Domain* Box::find(AxisId axis) const {
  const std::size_t place = place_of(axis);
  return place < axes_.size() ? &axes_[place].second : nullptr;
}

bool Box::narrow(AxisId axis, const Domain& domain) {
  const auto at = std::lower_bound(axes_.begin(), axes_.end(), axis, before);
  if (at == axes_.end() || at->first != axis) {
    axes_.insert(at, {axis, domain});
    return !domain.empty();
  }
  at->second = at->second & domain;
  return !at->second.empty();
}

bool Box::narrow(const Box& other, std::vector<AxisId>* changed) {
  const auto say = [&](AxisId axis) {
    if (changed != nullptr) changed->push_back(axis);
  };
  std::vector<std::pair<AxisId, Domain>> joined;
  joined.reserve(axes_.size() + other.axes_.size());
  auto own = axes_.begin();
  for (const auto& [axis, domain] : other.axes_) {
    for (; own != axes_.end() && own->first < axis; ++own) joined.push_back(std::move(*own));
    if (own == axes_.end() || own->first != axis) {
      if (domain.empty()) return false;
      joined.emplace_back(axis, domain);
      say(axis);
      continue;
    }
    Domain both = own->second & domain;
    if (both.empty()) return false;
    if (!(both == own->second)) say(axis);
    joined.emplace_back(axis, std::move(both));
    ++own;
  }
  joined.insert(joined.end(), std::make_move_iterator(own), std::make_move_iterator(axes_.end()));
  axes_ = std::move(joined);
  return true;
}

std::optional<bool> Trail::narrow_at(std::size_t place, const Domain& domain) {
  auto& [axis, now] = box_.axes_[place];
  if (covers(domain, now)) return std::nullopt;
  Domain narrower = now & domain;
  if (narrower == now) return std::nullopt;
  steps_.push_back({axis, true, std::exchange(now, std::move(narrower))});
  return !now.empty();
}

bool Trail::narrow(const Box& other, std::vector<AxisId>& changed) {
  for (const auto& [axis, domain] : other.axes_) {
    const auto at = std::lower_bound(box_.axes_.begin(), box_.axes_.end(), axis, before);
    if (at == box_.axes_.end() || at->first != axis) {
      box_.axes_.insert(at, {axis, domain});
      steps_.push_back({axis, false, {}});
      changed.push_back(axis);
      if (domain.empty()) return false;
      continue;
    }
    const std::optional<bool> left = narrow_at(static_cast<std::size_t>(at - box_.axes_.begin()), domain);
    if (left) changed.push_back(axis);
    if (!left.value_or(true)) return false;
  }
  return true;
}

void Trail::back(std::size_t steps) {
  for (; steps_.size() > steps; steps_.pop_back()) {
    Step& last = steps_.back();
    const std::size_t place = box_.place_of(last.axis);
    if (last.named) {
      box_.axes_[place].second = std::move(last.before);
    } else {
      box_.axes_.erase(box_.axes_.begin() + static_cast<std::ptrdiff_t>(place));
    }
  }
}

bool Region::is_everything() const {
  return std::any_of(boxes.begin(), boxes.end(), [](const Box& box) { return box.axes().empty(); });
}

void Region::add(Box box) {
  if (std::find(boxes.begin(), boxes.end(), box) != boxes.end()) return;
  boxes.push_back(std::move(box));
  if (boxes.size() > kMost) boxes = {Box{}};
}

void Region::add(const Region& other) {
  for (const Box& box : other.boxes) add(box);
}

}  // namespace leadline::analysis
