// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/segment.hpp"

#include <algorithm>

#include "laws/reference/expression.hpp"

namespace leadline::reference {

namespace {

bool in_node(const View& contact, const SegmentNode& node) {
  const Universe& universe = *contact.universe;
  const auto in = [&](const SegmentNode& child) { return in_node(contact, child); };
  switch (node.kind) {
    case SegmentNode::Kind::kContacts:
      return node.where == kNoExpr || holds(node.where, contact, nullptr);
    case SegmentNode::Kind::kContactsOf: {
      // The account of the contact, or the leads and opportunities whose own contact it is.
      const World& world = universe.world();
      for (int row = 0; row < world.size(node.of); ++row) {
        const int account = world.own_link(RecordKind::kContact, contact.row, LinkKind::kAccount);
        const bool its = node.of == RecordKind::kAccount
                             ? account == row
                             : world.own_link(node.of, row, LinkKind::kContact) == contact.row;
        if (its && (node.where == kNoExpr || holds(node.where, universe.seen(node.of, row), nullptr))) return true;
      }
      return false;
    }
    case SegmentNode::Kind::kSegment:
      return in_segment(contact, node.segment);
    case SegmentNode::Kind::kUnion:
      return std::any_of(node.children.begin(), node.children.end(), in);
    case SegmentNode::Kind::kIntersect:
      return std::all_of(node.children.begin(), node.children.end(), in);
    case SegmentNode::Kind::kExcept:
      return in(node.children.front()) && std::none_of(node.children.begin() + 1, node.children.end(), in);
  }
  return false;
}

}  // namespace

bool in_segment(const View& contact, std::uint32_t segment) {
  return contact.kind == RecordKind::kContact && in_node(contact, contact.universe->program().segments[segment].value);
}

}  // namespace leadline::reference
