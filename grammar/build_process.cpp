// SPDX-License-Identifier: Apache-2.0
// Concrete tree to syntax tree: actions, processes, reactions, properties, tests.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "grammar/build_ast.hpp"
#include "grammar/text_literal.hpp"
#include "grammar/tokens.hpp"

namespace leadline::grammar {

// --- actions ---------------------------------------------------------------------------------------------------------

// The value after `=`: `missing` there is the missing value, not a name.
ast::ExprPtr AstBuilder::assigned_value(View node) {
  ast::ExprPtr value = expression(node);
  if (value->kind == ast::ExprKind::kName && value->names[0].text == "missing" && !value->parenthesised) {
    value->kind = ast::ExprKind::kMissing;
    value->names.clear();
  }
  return value;
}

ast::Assignment AstBuilder::assignment(View node) {
  ast::Assignment result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.path.push_back(name(child));
    if (child.kind() == NodeKind::kPath) result.path = names_of(child);
    if (child.kind() == NodeKind::kExpression) result.value = assigned_value(child);
  }
  return result;
}

void AstBuilder::assignments(View block, std::vector<ast::Assignment>& to) {
  for (const View child : block) to.push_back(assignment(child));
}

// The text of an action, cut at its {path}s.
std::vector<ast::TextPart> AstBuilder::text_parts(const Span& text) {
  std::vector<ast::TextPart> parts;
  const std::uint32_t end = text.end - 1;
  std::string words = "\"";
  std::uint32_t begin = text.begin + 1;
  const auto finish_words = [&](std::uint32_t at) {
    if (words.size() > 1) {
      ast::TextPart part;
      std::uint32_t bad = 0;
      resolve_text(words + '"', false, part.words, bad);
      part.span = cover(begin, at);
      parts.push_back(std::move(part));
    }
    words = "\"";
  };
  for (std::uint32_t i = begin; i < end; ++i) {
    if (text_[i] == '\\') {
      // `\u{…}` is one escape, not a place to fill in.
      const std::uint32_t from = i++;
      if (text_[i] == 'u') i = static_cast<std::uint32_t>(text_.find('}', i));
      words += text_.substr(from, i + 1 - from);
      continue;
    }
    if (text_[i] == '}') {
      report("syntax/text-path", cover(i, i + 1), "`}` without a `{` before it", "write `\\}` for a brace");
      continue;
    }
    if (text_[i] != '{') {
      words += text_[i];
      continue;
    }
    finish_words(i);
    ast::TextPart part;
    const std::uint32_t open = i++;
    bool good = true;
    bool more = true;
    while (more) {
      const std::uint32_t from = i;
      while (i < end && is_word_character(text_[i])) ++i;
      good = good && i > from && (text_[from] < '0' || text_[from] > '9');
      part.path.push_back({std::string(text_.substr(from, i - from)), cover(from, i)});
      more = i < end && text_[i] == '.';
      if (more) ++i;
    }
    if (!good || i >= end || text_[i] != '}') {
      while (i < end && text_[i] != '}') ++i;
      report("syntax/text-path", cover(open, i < end ? i + 1 : end),
             fmt::format("`{}` is no path", text_.substr(open, (i < end ? i + 1 : end) - open)),
             "between braces stands a field, as in `{lead.topic}`; write `\\{` for a brace");
    } else {
      part.span = cover(open, i + 1);
      parts.push_back(std::move(part));
    }
    begin = i + 1;
  }
  finish_words(end);
  return parts;
}

// A value of an action that is a text has its {path}s filled in as the text of a task has.
void AstBuilder::fill_in(ast::Assignment& assigned) {
  if (assigned.value->kind != ast::ExprKind::kText) return;
  std::vector<ast::TextPart> parts = text_parts(assigned.value->span);
  const bool fills =
      std::any_of(parts.begin(), parts.end(), [](const ast::TextPart& part) { return !part.path.empty(); });
  if (fills) assigned.parts = std::move(parts);
}

ast::Action AstBuilder::users(View node) {
  ast::Action result;
  result.kind = ast::Action::Kind::kAssignInTurnUsers;
  for (const View child : node) {
    if (child.kind() == NodeKind::kWhere) result.where = condition_in(child);
    if (child.kind() == NodeKind::kExpression) result.at_most = expression(child);
    if (child.kind() == NodeKind::kDuration) result.within = duration(child);
  }
  return result;
}

ast::Action AstBuilder::action(View node) {
  using Kind = ast::Action::Kind;
  ast::Action result;
  switch (node.kind()) {
    case NodeKind::kTask:
    case NodeKind::kNotify: {
      const bool task = node.kind() == NodeKind::kTask;
      result.kind = task ? Kind::kTask : Kind::kNotify;
      std::vector<View> texts;
      for (const View child : node) texts.push_back(child);
      const View& message = texts[task ? 0 : 1];
      result.text = text(message);
      result.parts = text_parts(message.span());
      result.target = text(texts[task ? 1 : 0]);
      break;
    }
    case NodeKind::kSet:
      result.kind = Kind::kSet;
      result.set = assignment(node);
      fill_in(result.set);
      break;
    case NodeKind::kReset:
      result.kind = Kind::kReset;
      result.name = {std::string(node.text().substr(node.text().find_last_of(" \t\n") + 1)), node.span()};
      result.name.span.begin = (*node.begin()).node().begin;
      break;
    case NodeKind::kAssign:
      result.kind = Kind::kAssign;
      for (const View child : node) result.values.push_back(expression(child));
      break;
    case NodeKind::kAssignInTurn:
      result.kind = Kind::kAssignInTurn;
      for (const View child : node) {
        if (child.kind() == NodeKind::kUsers) {
          result = users(child);
        } else {
          result.values.push_back(expression(child));
        }
      }
      break;
    case NodeKind::kSend:
      result.kind = Kind::kSend;
      for (const View child : node) {
        if (child.kind() == NodeKind::kName) result.name = name(child);
        if (child.kind() == NodeKind::kText) {
          ast::Text written = text(child);
          result.name = {std::move(written.value), written.span};
        }
        if (child.kind() == NodeKind::kBlock) assignments(child, result.fields);
      }
      break;
    case NodeKind::kCreate:
      result.kind = Kind::kCreate;
      for (const View child : node) {
        if (child.kind() == NodeKind::kName) result.name = name(child);
        if (child.kind() == NodeKind::kBlock) assignments(child, result.fields);
        if (child.kind() != NodeKind::kMatching) continue;
        const View strategy = *child.begin();
        if (strategy.text() == "nothing") {
          result.matching_nothing = true;
        } else {
          result.matching = name(strategy);
        }
      }
      break;
    case NodeKind::kChoice:
      result.kind = Kind::kFirstOf;
      actions(*node.begin(), result.choices);
      break;
    default:
      break;
  }
  for (ast::Assignment& field : result.fields) fill_in(field);
  result.span = node.span();
  return result;
}

void AstBuilder::actions(View block, std::vector<ast::Action>& to) {
  for (const View child : block) {
    if (child.kind() == NodeKind::kWhen || child.kind() == NodeKind::kOtherwise) {
      ast::Action& last = to.back();
      last.span.end = child.node().end;
      if (child.kind() == NodeKind::kWhen) {
        last.condition = condition_in(child);
      } else {
        last.otherwise = true;
      }
      continue;
    }
    to.push_back(action(child));
  }
}

// --- processes -------------------------------------------------------------------------------------------------------

ast::Wait AstBuilder::wait(View node) {
  ast::Wait result;
  ast::Number amount;
  for (const View child : node) {
    if (child.kind() == NodeKind::kDuration) result.duration = duration(child);
    if (child.kind() == NodeKind::kNumber) amount = number(child);
    if (child.kind() == NodeKind::kName) result.hours = name(child);
  }
  if (result.hours) {
    const auto milliseconds = multiply(amount.value, Decimal::of(3'600'000));
    if (!milliseconds || milliseconds->micros % Decimal::kOne != 0) {
      report("syntax/duration", node.span(), fmt::format("`{}` is no whole number of milliseconds", node.text()),
             "write fewer places");
    } else {
      result.duration.milliseconds = milliseconds->micros / Decimal::kOne;
    }
  }
  result.duration.span = node.span();
  return result;
}

ast::Transition AstBuilder::transition(View node) {
  ast::Transition result;
  result.span = node.span();
  for (const View child : node) {
    switch (child.kind()) {
      case NodeKind::kName:
        result.to = name(child);
        break;
      case NodeKind::kWhen:
        result.condition = condition_in(child);
        break;
      case NodeKind::kOtherwise: {
        // Transitions are tried in order, so this one holds whenever it is reached.
        auto yes = std::make_unique<ast::Expr>();
        yes->kind = ast::ExprKind::kYesNo;
        yes->span = child.span();
        yes->yes = true;
        result.condition = std::move(yes);
        break;
      }
      case NodeKind::kBlock:
        actions(child, result.actions);
        break;
      default:
        break;
    }
  }
  return result;
}

ast::Deadline AstBuilder::deadline(View node) {
  ast::Deadline result;
  result.span = node.span();
  for (const View child : node) {
    switch (child.kind()) {
      case NodeKind::kName:
        result.name = name(child);
        break;
      case NodeKind::kText:
        result.title = text(child);
        break;
      case NodeKind::kWait:
        result.wait = wait(child);
        break;
      case NodeKind::kExpression:
        result.unless = expression(child);
        break;
      case NodeKind::kBlock:
        actions(child, result.actions);
        break;
      default:
        break;
    }
  }
  return result;
}

void AstBuilder::stage_item(View node, ast::Stage& stage) {
  switch (node.kind()) {
    case NodeKind::kStageFields:
      for (const View field : node) stage.fields.push_back(operand(field));
      break;
    case NodeKind::kRequire: {
      ast::Require require;
      require.span = node.span();
      for (const View child : node) {
        if (child.kind() == NodeKind::kPath) require.fields.push_back(operand(child));
        if (child.kind() == NodeKind::kExpression) require.condition = expression(child);
        if (child.kind() == NodeKind::kToEnter) require.to_enter = true;
      }
      stage.requires_.push_back(std::move(require));
      break;
    }
    case NodeKind::kGoTo:
      stage.transitions.push_back(transition(node));
      break;
    case NodeKind::kOnEnter:
      actions(*node.begin(), stage.on_enter);
      break;
    case NodeKind::kOnExit:
      stage.on_exit_span = node.span();
      actions(*node.begin(), stage.on_exit);
      break;
    case NodeKind::kAfter: {
      ast::After after;
      after.span = node.span();
      for (const View child : node) {
        if (child.kind() == NodeKind::kWait) after.wait = wait(child);
        if (child.kind() == NodeKind::kBlock) actions(child, after.actions);
      }
      stage.after.push_back(std::move(after));
      break;
    }
    case NodeKind::kDeadline:
      if (!broken(node)) stage.deadlines.push_back(deadline(node));
      break;
    default:
      break;
  }
}

ast::Stage AstBuilder::stage(View node) {
  ast::Stage result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kText) result.title = text(child);
    if (child.kind() == NodeKind::kFinal) {
      result.final = ast::Stage::Final::kYes;
      for (const View word : child)
        result.final = word.text() == "won" ? ast::Stage::Final::kWon : ast::Stage::Final::kLost;
    }
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View item : child) stage_item(item, result);
  }
  return result;
}

ast::AnyStage AstBuilder::any_stage(View node) {
  ast::AnyStage result;
  result.span = node.span();
  using Which = ast::AnyStage::Which;
  for (const View child : node) {
    if (child.kind() == NodeKind::kAnyStageWhich) {
      const std::string_view word = (*child.begin()).text();
      result.which = word == "before"  ? Which::kBefore
                     : word == "after" ? Which::kAfter
                     : word == "in"    ? Which::kIn
                                       : Which::kExcept;
      result.stages = names_of(child);
    }
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View item : child) result.transitions.push_back(transition(item));
  }
  return result;
}

ast::Process AstBuilder::process(View node) {
  ast::Process result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kText) result.title = text(child);
    if (child.kind() == NodeKind::kProcessFor) {
      for (const View part : child) {
        if (part.kind() == NodeKind::kName) result.kind = name(part);
        if (part.kind() == NodeKind::kWhere) result.where = condition_in(part);
      }
    }
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View item : child) {
      if (broken(item)) continue;
      if (item.kind() == NodeKind::kStage) result.items.emplace_back(stage(item));
      if (item.kind() == NodeKind::kAnyStage) result.items.emplace_back(any_stage(item));
      if (item.kind() == NodeKind::kStageWas) {
        auto names = names_of(item);
        result.items.emplace_back(ast::StageWas{std::move(names[0]), std::move(names[1])});
      }
    }
  }
  return result;
}

// --- reactions, properties -------------------------------------------------------------------------------------------

ast::Reaction AstBuilder::reaction(View node) {
  ast::Reaction result;
  using Event = ast::Reaction::Event;
  bool event = false;
  for (const View child : node) {
    switch (child.kind()) {
      case NodeKind::kWord: {
        const std::string_view words = child.text();
        const bool leaves = words.substr(0, 6) == "leaves";
        const std::string_view last = words.substr(words.find_last_of(" \t\r\n") + 1);
        event = true;
        result.event = last == "segment"   ? (leaves ? Event::kLeavesSegment : Event::kEntersSegment)
                       : last == "grade"   ? Event::kEntersGrade
                       : last == "stage"   ? Event::kEntersStage
                       : last == "reaches" ? Event::kReaches
                                           : Event::kDoes;
        break;
      }
      case NodeKind::kName:
        if (!event) {
          result.kind = name(child);
        } else if (result.event == Event::kEntersGrade) {
          result.model = name(child);
        } else if (result.name.text.empty()) {
          result.name = name(child);
        } else {
          // `reaches spring.sales_ready`: the first word was the model.
          if (!result.model) result.model = std::exchange(result.name, {});
          result.name = name(child);
        }
        break;
      case NodeKind::kText:
        result.grade = text(child);
        break;
      case NodeKind::kSelection:
        result.selection = selection(child);
        break;
      case NodeKind::kBlock:
        actions(child, result.actions);
        break;
      default:
        break;
    }
  }
  return result;
}

ast::Always AstBuilder::always(View node) {
  ast::Always result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kText) result.label = text(child);
    if (child.kind() == NodeKind::kExpression) result.condition = expression(child);
    if (child.kind() != NodeKind::kImplies) continue;
    auto implies = std::make_unique<ast::Expr>();
    implies->kind = ast::ExprKind::kImplies;
    implies->children.push_back(std::move(result.condition));
    implies->children.push_back(condition_in(child));
    implies->span = cover(implies->children[0]->span.begin, implies->children[1]->span.end);
    implies->operator_span = cover(child.node().begin, child.node().begin + 7);
    result.condition = std::move(implies);
  }
  return result;
}

// --- tests -----------------------------------------------------------------------------------------------------------

ast::TestLine AstBuilder::expectation(View node) {
  ast::TestLine result;
  result.kind = ast::TestLine::Kind::kExpect;
  for (const View child : node) {
    if (child.kind() == NodeKind::kExpression) result.condition = expression(child);
    if (child.kind() == NodeKind::kText) result.pattern = text(child);
    if (child.kind() != NodeKind::kWord) continue;
    const std::string_view word = child.text();
    using Expected = ast::TestLine::Expect;
    if (word == "no") result.negated = true;
    if (word == "task") result.expect = Expected::kTask;
    if (word == "notified") result.expect = Expected::kNotified;
    if (word == "sent") result.expect = Expected::kSent;
    if (word == "rejected") result.expect = Expected::kRejected;
  }
  return result;
}

ast::TestLine AstBuilder::test_line(View node) {
  using Kind = ast::TestLine::Kind;
  ast::TestLine result;
  if (node.kind() == NodeKind::kTestExpect) result = expectation(node);
  result.span = node.span();
  const auto names = names_of(node);
  const auto put = [&](std::size_t i, ast::Name& to) {
    if (i < names.size()) to = names[i];
  };
  for (const View child : node) {
    if (child.kind() == NodeKind::kTestAt) result.at = literal(*child.begin());
    if (child.kind() == NodeKind::kBlock) {
      for (const View field : child) {
        ast::Assignment made = assignment(field);
        result.fields.push_back({std::move(made.path[0]), std::move(made.value)});
      }
    }
  }
  switch (node.kind()) {
    case NodeKind::kTestRecord:
      result.kind = Kind::kRecord;
      put(0, result.record_kind);
      put(1, result.name);
      break;
    case NodeKind::kTestInteraction:
      result.kind = Kind::kInteraction;
      put(0, result.record_kind);
      put(1, result.name);
      break;
    case NodeKind::kTestSubmit:
      result.kind = Kind::kSubmit;
      result.form = text(*node.begin());
      break;
    case NodeKind::kTestAt:
      result.kind = Kind::kAt;
      result.at = literal(*node.begin());
      break;
    case NodeKind::kTestMove:
      result.kind = Kind::kMove;
      put(0, result.name);
      put(1, result.into);
      for (const View child : node) {
        if (child.kind() == NodeKind::kText) result.by = text(child);
      }
      break;
    case NodeKind::kTestMerge:
      result.kind = Kind::kMerge;
      put(0, result.record_kind);
      put(1, result.name);
      put(2, result.into);
      break;
    default:
      break;
  }
  return result;
}

ast::Test AstBuilder::test(View node) {
  ast::Test result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kText) result.label = text(child);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) result.lines.push_back(test_line(line));
  }
  return result;
}

}  // namespace leadline::grammar
