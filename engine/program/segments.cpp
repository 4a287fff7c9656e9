// SPDX-License-Identifier: Apache-2.0
// Segments and the properties (`always`).
#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/subjects.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

ExprId where_about(Checker& c, RecordKind kind, const ast::ExprPtr& tree) {
  if (!tree) return kNoExpr;
  Environment env;
  env.subject = kind;
  return lower_condition(c, env, *tree);
}

SegmentNode lower_node(Checker& c, const ast::SegmentExpr& tree) {
  SegmentNode node;
  switch (tree.kind) {
    case ast::SegmentExpr::Kind::kContacts:
      node.kind = SegmentNode::Kind::kContacts;
      node.where = where_about(c, RecordKind::kContact, tree.where);
      return node;
    case ast::SegmentExpr::Kind::kContactsOf: {
      node.kind = SegmentNode::Kind::kContactsOf;
      const std::optional<RecordKind> kind = kind_word_or_plural(tree.of.text);
      if (!kind || *kind == RecordKind::kUser || *kind == RecordKind::kContact) {
        const std::string help = other_products_word(tree.of.text);
        c.error("name/unknown", tree.of.span, "there are no contacts of `" + tree.of.text + "`",
                help.empty() ? suggestion(tree.of.text, {"accounts", "leads", "opportunities"}) : help);
        return node;
      }
      node.of = *kind;
      node.where = where_about(c, *kind, tree.where);
      return node;
    }
    case ast::SegmentExpr::Kind::kSegment: {
      node.kind = SegmentNode::Kind::kSegment;
      const auto shared = c.shared.find(tree.of.text);
      if (shared == c.shared.end() || shared->second.kind != SharedKind::kSegment) {
        std::vector<std::string> names;
        for (const Segment& segment : c.program.segments) names.push_back(segment.name);
        c.error("name/unknown", tree.of.span, "there is no segment `" + tree.of.text + "`",
                suggestion(tree.of.text, names));
        return node;
      }
      node.segment = shared->second.index;
      c.segment_used[node.segment] = true;
      c.mention(shared->second, tree.of.span);
      c.circles.edge(c.owner, segment_node(c, node.segment), tree.of.span);
      return node;
    }
    case ast::SegmentExpr::Kind::kUnion:
      node.kind = SegmentNode::Kind::kUnion;
      break;
    case ast::SegmentExpr::Kind::kIntersect:
      node.kind = SegmentNode::Kind::kIntersect;
      break;
    case ast::SegmentExpr::Kind::kExcept:
      node.kind = SegmentNode::Kind::kExcept;
      break;
  }
  for (const auto& child : tree.children) node.children.push_back(lower_node(c, *child));
  return node;
}

}  // namespace

void check_segments(Checker& c) {
  for (std::uint32_t s = 0; s < c.program.segments.size(); ++s) {
    const OwnerScope owner{c, segment_node(c, s)};
    if (c.segment_trees[s]->value) c.program.segments[s].value = lower_node(c, *c.segment_trees[s]->value);
  }
}

void check_properties(Checker& c) {
  c.for_each<ast::Always>([&](const ast::Always& tree, const ast::Statement& statement) {
    if (!tree.condition) return;
    Always always;
    always.label = tree.label.value;
    always.span = statement.span;
    always.kind = likely_subject(c, *tree.condition);
    Environment env;
    env.subject = always.kind;
    if (tree.condition->kind == ast::ExprKind::kImplies) {
      always.premise = lower_condition(c, env, *tree.condition->children[0]);
      always.condition = lower_condition(c, env, *tree.condition->children[1]);
    } else {
      always.condition = lower_condition(c, env, *tree.condition);
    }
    c.program.always.push_back(std::move(always));
  });
}

}  // namespace leadline::checking
