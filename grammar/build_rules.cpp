// SPDX-License-Identifier: Apache-2.0
// Concrete tree to syntax tree: models with their groups, rules, grades and thresholds; segments.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "grammar/build_ast.hpp"

namespace leadline::grammar {

ast::Points AstBuilder::points(View node) {
  ast::Points result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kOperator) result.negative = child.text() == "-";
    if (child.kind() == NodeKind::kExpression) result.value = expression(child);
  }
  return result;
}

void AstBuilder::bound(View node, ast::Bounds& bounds) {
  const bool upper = node.kind() == NodeKind::kAtMost;
  auto& slot = upper ? bounds.at_most : bounds.never_below;
  if (slot) {
    report("syntax/twice", node.span(), fmt::format("a second `{}`", upper ? "at most" : "never below"),
           "keep one of them")
        .related.push_back({slot->span, "the first"});
    return;
  }
  slot = signed_number(*node.begin());
}

void AstBuilder::fading(View node, ast::Fading& fading) {
  if (fading.kind != ast::Fading::Kind::kNone) {
    report("syntax/twice", node.span(), "points fade in one way", "keep one of them")
        .related.push_back({fading.span, "the first"});
    return;
  }
  fading.span = node.span();
  fading.kind = node.kind() == NodeKind::kHalving ? ast::Fading::Kind::kHalving : ast::Fading::Kind::kLosing;
  for (const View child : node) {
    if (child.kind() == NodeKind::kNumber) fading.amount = number(child);
    if (child.kind() == NodeKind::kWord) fading.kind = ast::Fading::Kind::kLosingPercent;
    if (child.kind() == NodeKind::kDuration) fading.every = duration(child);
  }
}

ast::Rule AstBuilder::rule(View node) {
  ast::Rule result;
  result.span = node.span();
  bool has_points = false;
  for (const View child : node) {
    switch (child.kind()) {
      case NodeKind::kText:
        result.label = text(child);
        break;
      case NodeKind::kPoints:
        if (has_points) {
          result.or_points = points(child);
        } else {
          result.points = points(child);
        }
        has_points = true;
        break;
      case NodeKind::kWhen:
        result.form = ast::Rule::Form::kWhen;
        result.condition = condition_in(child);
        break;
      case NodeKind::kOtherwise:
        result.form = ast::Rule::Form::kOtherwise;
        break;
      case NodeKind::kPer: {
        result.form = ast::Rule::Form::kPerSelection;
        for (const View part : child) {
          if (part.kind() == NodeKind::kBucket) {
            result.form = ast::Rule::Form::kPerBucket;
            result.bucket = bucket(part);
          }
          if (part.kind() == NodeKind::kDuration) {
            result.form = ast::Rule::Form::kWithout;
            result.silence = duration(part);
          }
          if (part.kind() == NodeKind::kNumber) result.at_least = number(part);
          if (part.kind() == NodeKind::kSelection) result.selection = selection(part);
          if (part.kind() == NodeKind::kWhen) result.condition = condition_in(part);
        }
        break;
      }
      case NodeKind::kForOne:
        for (const View part : child) {
          if (part.kind() == NodeKind::kWord) {
            result.form = part.text() == "first" ? ast::Rule::Form::kForFirst : ast::Rule::Form::kForLast;
          }
          if (part.kind() == NodeKind::kSelection) result.selection = selection(part);
          if (part.kind() == NodeKind::kWhen) result.condition = condition_in(part);
        }
        break;
      case NodeKind::kAtMost:
      case NodeKind::kNeverBelow:
        bound(child, result.bounds);
        break;
      case NodeKind::kHalving:
      case NodeKind::kLosing:
        fading(child, result.fading);
        break;
      default:
        break;
    }
  }
  if (result.or_points && result.form != ast::Rule::Form::kWhen) {
    report("syntax/or-points", result.or_points->span, "`or` points stand only with `when`",
           "the second points are for records for which the condition does not hold");
  }
  return result;
}

ast::RuleBlock AstBuilder::rule_block(View node) {
  ast::RuleBlock result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kWord) result.best = child.text().substr(0, 4) == "best";
    if (child.kind() == NodeKind::kText) result.label = text(child);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View item : child) result.rules.push_back(rule(item));
  }
  return result;
}

ast::Group AstBuilder::group(View node) {
  ast::Group result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kText) result.title = text(child);
    if (child.kind() == NodeKind::kCounting) result.counting = counting(child);
    if (child.kind() == NodeKind::kAtMost || child.kind() == NodeKind::kNeverBelow) bound(child, result.bounds);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View item : child) {
      if (item.kind() == NodeKind::kRule) {
        result.items.emplace_back(rule(item));
      } else {
        result.items.emplace_back(rule_block(item));
      }
    }
  }
  return result;
}

ast::GradeLine AstBuilder::grade(View node) {
  ast::GradeLine result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kText) result.word = text(child);
    if (child.kind() == NodeKind::kWhen) result.condition = condition_in(child);
  }
  return result;
}

ast::Threshold AstBuilder::threshold(View node) {
  ast::Threshold result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kWhen) result.condition = condition_in(child);
    if (child.kind() == NodeKind::kUntilBelow) result.until_below = signed_number(*child.begin());
    if (child.kind() != NodeKind::kThresholdAt) continue;
    for (const View part : child) {
      if (part.kind() == NodeKind::kSigned) result.at = signed_number(part);
      if (part.kind() == NodeKind::kWhen) result.condition = condition_in(part);
    }
  }
  return result;
}

ast::Model AstBuilder::model(View node) {
  ast::Model result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kText) result.title = text(child);
    if (child.kind() == NodeKind::kCounting) result.counting = counting(child);
    if (child.kind() == NodeKind::kAtMost || child.kind() == NodeKind::kNeverBelow) bound(child, result.bounds);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View item : child) {
      if (broken(item)) continue;
      switch (item.kind()) {
        case NodeKind::kRule:
          result.items.emplace_back(rule(item));
          break;
        case NodeKind::kRuleBlock:
          result.items.emplace_back(rule_block(item));
          break;
        case NodeKind::kGroup:
          result.items.emplace_back(group(item));
          break;
        case NodeKind::kGrade:
          result.items.emplace_back(grade(item));
          break;
        case NodeKind::kThreshold:
          result.items.emplace_back(threshold(item));
          break;
        case NodeKind::kScores:
          if (result.scores) {
            report("syntax/twice", item.span(), "a second `scores`", "a model scores one kind of record")
                .related.push_back({result.scores->span, "the first"});
            break;
          }
          for (const View part : item) {
            if (part.kind() == NodeKind::kName) result.scores = name(part);
            if (part.kind() == NodeKind::kWhere) result.where = condition_in(part);
          }
          break;
        case NodeKind::kScoreFormula:
          if (result.score) {
            report("syntax/twice", item.span(), "a second `score =`", "a model has one score")
                .related.push_back({result.score_span, "the first"});
            break;
          }
          result.score = condition_in(item);
          result.score_span = item.span();
          break;
        default:
          break;
      }
    }
  }
  const bool sound = std::none_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& d) {
    return d.span.source == tree_.source && d.span.begin >= node.node().begin && d.span.end <= node.node().end;
  });
  if (!result.scores && sound) {
    report("syntax/expected", result.name.span, fmt::format("model `{}` does not say what it scores", result.name.text),
           "begin it with `scores lead` (or contact, account, opportunity)");
  }
  return result;
}

std::unique_ptr<ast::SegmentExpr> AstBuilder::segment_operand(View node) {
  auto result = std::make_unique<ast::SegmentExpr>();
  result->span = node.span();
  if (node.kind() == NodeKind::kSegmentParenthesised) {
    result = segment_expression(*node.begin());
    result->span = node.span();
    return result;
  }
  if (node.kind() == NodeKind::kSegmentName) {
    result->kind = ast::SegmentExpr::Kind::kSegment;
    result->of = name(*node.begin());
    return result;
  }
  result->kind = ast::SegmentExpr::Kind::kContacts;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) {
      result->kind = ast::SegmentExpr::Kind::kContactsOf;
      result->of = name(child);
    }
    if (child.kind() == NodeKind::kWhere) result->where = condition_in(child);
  }
  return result;
}

std::unique_ptr<ast::SegmentExpr> AstBuilder::segment_expression(View node) {
  std::unique_ptr<ast::SegmentExpr> result;
  std::string_view first;
  Span first_span;
  for (const View child : node) {
    if (child.kind() != NodeKind::kOperator) {
      auto operand = segment_operand(child);
      if (!result) {
        result = std::move(operand);
      } else {
        result->children.push_back(std::move(operand));
        result->span.end = child.node().end;
      }
      continue;
    }
    if (first.empty()) {
      first = child.text();
      first_span = child.span();
      auto outer = std::make_unique<ast::SegmentExpr>();
      outer->kind = first == "union"       ? ast::SegmentExpr::Kind::kUnion
                    : first == "intersect" ? ast::SegmentExpr::Kind::kIntersect
                                           : ast::SegmentExpr::Kind::kExcept;
      outer->span = node.span();
      outer->children.push_back(std::move(result));
      result = std::move(outer);
    } else if (child.text() != first) {
      report("syntax/mixed-sets", child.span(), fmt::format("`{}` after `{}` without parentheses", child.text(), first),
             "put parentheses round what is meant to be one")
          .related.push_back({first_span, fmt::format("the `{}`", first)});
    }
  }
  return result;
}

ast::Segment AstBuilder::segment(View node) {
  ast::Segment result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kSegmentExpression) result.value = segment_expression(child);
  }
  return result;
}

}  // namespace leadline::grammar
