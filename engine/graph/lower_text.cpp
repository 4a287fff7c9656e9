// SPDX-License-Identifier: Apache-2.0
// Comparisons, texts, lists, look-ups and functions to nodes. Texts are folded once for each distinct value.
#include <algorithm>

#include "engine/graph/graph_builder.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

Node operation(NodeOp op, Lane lane) {
  Node node;
  node.op = op;
  node.lane = lane;
  return node;
}

std::vector<std::string> texts_of(const Value& value, bool exactly) {
  std::vector<std::string> texts;
  if (value.type.list) {
    for (const Value& item : value.items) {
      if (!item.missing) texts.push_back(exactly ? item.text : fold(item.text));
    }
  } else if (!value.missing) {
    texts.push_back(exactly ? value.text : fold(value.text));
  }
  return texts;
}

template <class T>
void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

Seen GraphBuilder::folded(Seen text, bool exactly) {
  if (exactly) return text;
  const GrainId base = is_constant(text) ? kConstantGrain : table_.node(text.node).grain;
  const std::vector<LinkId> path = std::move(text.path);
  const NodeId pool = text.pool;
  Node node = operation(NodeOp::kFold, Lane::kText);
  node.grain = base;
  node.children = {text.node};
  Seen seen{table_.add(node), kNoNode, path};
  if (pool != kNoNode) {
    node.grain = kPoolGrain;
    node.children = {pool};
    seen.pool = table_.add(std::move(node));
  }
  return seen;
}

Seen GraphBuilder::compare_texts(CompareOp compare, const Seen& a, const Seen& b, const Scope& scope) {
  const auto of_codes = [&](const Seen& seen) {
    return !is_constant(seen) && table_.grain(table_.node(seen.node).grain).kind == GrainKind::kCodes;
  };
  if (compare == CompareOp::kEqual && of_codes(a) && of_codes(b)) {
    // Two columns: their dictionaries differ, so each distinct text gets a number that both share.
    const auto number = [&](const Seen& seen) {
      Node id = operation(NodeOp::kTextId, Lane::kNumber);
      id.grain = table_.node(seen.node).grain;
      id.children = {seen.node};
      return Seen{table_.add(std::move(id)), kNoNode, seen.path};
    };
    Node equal = operation(NodeOp::kCompareNumber, Lane::kFlag);
    equal.compare = CompareOp::kEqual;
    return apply(std::move(equal), {number(a), number(b)}, scope.base);
  }
  Node node = operation(NodeOp::kCompareText, Lane::kFlag);
  node.compare = compare;
  return apply(std::move(node), {a, b}, scope.base);
}

Seen GraphBuilder::lower_compare(const Expr& expr, const Scope& scope) {
  const std::vector<Seen> children = lower_children(expr, scope);
  const auto compare = [&](CompareOp op, const Seen& a, const Seen& b) {
    const Lane left = table_.node(a.node).lane;
    const Lane right = table_.node(b.node).lane;
    if (left != right) return constant_flag(false);  // one is the word `missing`
    if (left == Lane::kText) return compare_texts(op, folded(a, expr.exactly), folded(b, expr.exactly), scope);
    if (left == Lane::kList) {
      Node node = operation(NodeOp::kListHas, Lane::kFlag);
      node.second = 2;
      node.exactly = expr.exactly;
      const Seen forth = apply(node, {a, b}, scope.base);
      const Seen back = apply(std::move(node), {b, a}, scope.base);
      return combine(NodeOp::kAnd, Lane::kFlag, {forth, back}, scope.base);
    }
    Node node = operation(left == Lane::kFlag ? NodeOp::kCompareFlag : NodeOp::kCompareNumber, Lane::kFlag);
    node.compare = op;
    return apply(std::move(node), {a, b}, scope.base);
  };
  if (expr.op == Op::kCompare) return compare(expr.compare, children[0], children[1]);
  const Seen low = compare(CompareOp::kGreaterEqual, children[0], children[1]);
  const Seen high = compare(CompareOp::kLessEqual, children[0], children[2]);
  return combine(NodeOp::kAnd, Lane::kFlag, {low, high}, scope.base);
}

// Whether a value is one of a constant list.
Seen GraphBuilder::in_list(const Seen& value, const Type& type, const Value& list, bool exactly, GrainId base) {
  if (type.textual()) {
    Node node = operation(NodeOp::kInTexts, Lane::kFlag);
    node.texts = texts_of(list, exactly);
    sort_unique(node.texts);
    return apply(std::move(node), {folded(value, exactly)}, base);
  }
  std::vector<std::int64_t> numbers;
  for (const Value& item : list.items) {
    if (!item.missing) numbers.push_back(item.number);
  }
  sort_unique(numbers);
  if (type.kind == TypeKind::kYesNo) {
    std::vector<Seen> any;
    for (const std::int64_t number : numbers) {
      Node node = operation(NodeOp::kCompareFlag, Lane::kFlag);
      node.compare = CompareOp::kEqual;
      any.push_back(apply(std::move(node), {value, constant_flag(number != 0)}, base));
    }
    return any.empty() ? constant_flag(false) : combine(NodeOp::kOr, Lane::kFlag, std::move(any), base);
  }
  Node node = operation(NodeOp::kInNumbers, Lane::kFlag);
  node.numbers = std::move(numbers);
  return apply(std::move(node), {value}, base);
}

Seen GraphBuilder::lower_in(const Expr& expr, const Scope& scope) {
  const Expr& list = program_.expr(expr.children[1]);
  const Seen value = lower(expr.children[0], scope);
  const Type& type = program_.expr(expr.children[0]).type;
  if (list.op == Op::kConstant) return in_list(value, type, list.value, expr.exactly, scope.base);
  Node node = operation(NodeOp::kListHas, Lane::kFlag);
  node.exactly = expr.exactly;
  return apply(std::move(node), {lower(expr.children[1], scope), value}, scope.base);
}

Seen GraphBuilder::lower_text_test(const Expr& expr, const Scope& scope) {
  const Expr& needle = program_.expr(expr.children[1]);
  const Seen text = folded(lower(expr.children[0], scope), expr.exactly);
  Node node = operation(NodeOp::kTextTest, Lane::kFlag);
  node.text_test = expr.text_test;
  node.exactly = expr.exactly;
  if (needle.op == Op::kConstant) {
    node.texts = texts_of(needle.value, expr.exactly);
    return apply(std::move(node), {text}, scope.base);
  }
  Seen other = lower(expr.children[1], scope);
  if (table_.node(other.node).lane == Lane::kText) other = folded(std::move(other), expr.exactly);
  return apply(std::move(node), {text, other}, scope.base);
}

Seen GraphBuilder::lower_has(const Expr& expr, const Scope& scope) {
  const Expr& wanted = program_.expr(expr.children[1]);
  const Seen list = lower(expr.children[0], scope);
  const Node column = table_.node(list.node);
  Type element = program_.expr(expr.children[0]).type;
  element.list = false;
  // What was reached, cleared and held is looked at by what the names mean.
  const bool known = column.op == NodeOp::kListColumn && column.state == 0 && wanted.op == Op::kConstant &&
                     (element.textual() || element.kind == TypeKind::kChoice);
  if (!known) {
    Node node = operation(NodeOp::kListHas, Lane::kFlag);
    node.exactly = expr.exactly;
    node.second = expr.op == Op::kHas ? 0 : expr.op == Op::kHasAny ? 1 : 2;
    return apply(std::move(node), {list, lower(expr.children[1], scope)}, scope.base);
  }
  // Which of the column's distinct elements will do is found out once.
  const Grain home = table_.grain(column.grain);
  Grain codes;
  codes.kind = GrainKind::kCodes;
  codes.elements = true;
  codes.of_interaction = home.kind == GrainKind::kInteraction;
  codes.record = home.record;
  codes.interaction = home.interaction;
  codes.field = static_cast<std::int32_t>(column.index);
  Node code = operation(element.textual() ? NodeOp::kCodeText : NodeOp::kCodeIndex, lane_of(element));
  code.grain = table_.add(codes);
  const Seen value{table_.add(code), kNoNode, {}};
  const auto has_one_of = [&](const Value& values) {
    const Seen test = in_list(value, element, values, expr.exactly, code.grain);
    Node any = operation(NodeOp::kListAny, Lane::kFlag);
    any.index = column.index;
    any.grain = column.grain;
    any.children = {test.node};
    return Seen{table_.add(std::move(any)), kNoNode, list.path};
  };
  Value one;
  one.type = element;
  one.type.list = true;
  if (expr.op == Op::kHasAny) return has_one_of(wanted.value);
  if (expr.op == Op::kHas) {
    one.items = {wanted.value};
    return has_one_of(one);
  }
  std::vector<Seen> all;
  for (const Value& item : wanted.value.items) {
    one.items = {item};
    all.push_back(has_one_of(one));
  }
  if (all.empty()) {
    // `has all []` is yes, but not of a missing list.
    return apply(operation(NodeOp::kPresent, Lane::kFlag), {list}, scope.base);
  }
  return combine(NodeOp::kAnd, Lane::kFlag, std::move(all), scope.base);
}

Seen GraphBuilder::lower_call(const Expr& expr, const Scope& scope) {
  const std::vector<Seen> children = lower_children(expr, scope);
  const Lane lane = lane_of(expr.type);
  NodeOp op = NodeOp::kCall;
  switch (expr.function) {
    case Function::kDomain:
    case Function::kMailbox:
    case Function::kCompany:
    case Function::kDigits:
    case Function::kSounds:
    case Function::kLower:
      break;
    case Function::kLength:
      op = NodeOp::kLength;
      break;
    case Function::kMin:
      op = NodeOp::kMin;
      break;
    case Function::kMax:
      op = NodeOp::kMax;
      break;
    case Function::kRound:
      op = NodeOp::kRound;
      break;
  }
  Node node = operation(op, lane);
  if (op == NodeOp::kCall) node.function = expr.function;
  return apply(std::move(node), children, scope.base);
}

Seen GraphBuilder::lower_lookup(const Expr& expr, const Scope& scope) {
  const Table& table = program_.tables[expr.index];
  Node node = operation(NodeOp::kLookup, lane_of(table.value));
  node.index = expr.index;
  std::vector<Seen> keys;
  for (std::size_t i = 0; i < expr.children.size(); ++i) {
    const Type& type = program_.expr(expr.children[i]).type;
    Seen key = lower(expr.children[i], scope);
    if (i < table.keys.size() && table.keys[i].textual()) {
      if (type.kind == TypeKind::kChoice || type.kind == TypeKind::kGrade) {
        Node word = operation(NodeOp::kWord, Lane::kText);
        if (type.kind == TypeKind::kChoice) {
          word.texts = program_.choices[type.choice].words;
        } else {
          for (const Grade& grade : program_.models[type.choice].grades) word.texts.push_back(grade.word);
        }
        key = apply(std::move(word), {key}, scope.base);
      }
      key = folded(std::move(key), false);
    }
    keys.push_back(std::move(key));
  }
  return apply(std::move(node), keys, scope.base);
}

}  // namespace leadline
