// SPDX-License-Identifier: Apache-2.0
// Narrowing boxes, and unions of them.
#include "engine/analysis/box.hpp"

#include <algorithm>

namespace leadline::analysis {

namespace {

bool before(const std::pair<AxisId, Domain>& one, AxisId axis) { return one.first < axis; }

}  // namespace

const Domain* Box::find(AxisId axis) const {
  const auto at = std::lower_bound(axes_.begin(), axes_.end(), axis, before);
  return at != axes_.end() && at->first == axis ? &at->second : nullptr;
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

bool Box::narrow(const Box& other) {
  for (const auto& [axis, domain] : other.axes_) {
    if (!narrow(axis, domain)) return false;
  }
  return true;
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
