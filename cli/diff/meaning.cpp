// SPDX-License-Identifier: Apache-2.0
// Normal forms of expressions, selections and rules.
#include "cli/diff/meaning.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/program/dump_program.hpp"
#include "engine/program/operations.hpp"
#include "engine/values/fnv.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"

namespace leadline::cli {

namespace {

std::string list_text(std::vector<std::string> texts, std::string_view word) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  if (texts.size() == 1) return texts[0];
  std::string out = "(";
  for (std::size_t i = 0; i < texts.size(); ++i) out += (i == 0 ? "" : std::string(word)) + texts[i];
  return out + ")";
}

std::string negated(const std::string& text) {
  if (text.compare(0, 5, "(not ") == 0) return text.substr(5, text.size() - 6);
  return "(not " + text + ")";
}

}  // namespace

std::string Meaning::constant(const Value& value, bool folded) const {
  if (folded && !value.type.list && value.type.textual() && !value.missing) {
    Value same = value;
    same.text = fold(value.text);
    return dump_value(*p_, same);
  }
  return dump_value(*p_, value);
}

// A constant under a comparison that ignores case.
std::string Meaning::operand(ExprId id, bool folded) const {
  const Expr& e = p_->expr(id);
  return e.op == Op::kConstant ? constant(e.value, folded) : expression(id);
}

// The elements of a constant list, each once and in an order of their own; what is no constant as it is.
std::string Meaning::elements(ExprId id, bool folded, std::size_t& count) const {
  const Expr& e = p_->expr(id);
  count = 0;
  if (e.op != Op::kConstant || !e.value.type.list) return expression(id);
  std::vector<std::string> texts;
  for (const Value& item : e.value.items) texts.push_back(constant(item, folded));
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  count = texts.size();
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return count == 1 ? out : "[" + out + "]";
}

void Meaning::flatten(ExprId id, Op op, std::vector<std::string>& texts) const {
  const Expr& e = p_->expr(id);
  if (e.op == op) {
    for (const ExprId child : e.children) flatten(child, op, texts);
    return;
  }
  if (op == Op::kAnd && e.op == Op::kBetween) {
    texts.push_back(ordered(e.children[0], CompareOp::kGreaterEqual, e.children[1], e.exactly));
    texts.push_back(ordered(e.children[0], CompareOp::kLessEqual, e.children[2], e.exactly));
    return;
  }
  texts.push_back(expression(id));
}

std::string Meaning::ordered(std::string a, CompareOp op, std::string b, bool exactly) const {
  // `<` and `<=` are written as `>` and `>=`, `=` in the order of the texts.
  if (op == CompareOp::kLess || op == CompareOp::kLessEqual || (op == CompareOp::kEqual && b < a)) {
    std::swap(a, b);
    op = turned(op);
  }
  const std::string_view sign = op == CompareOp::kEqual ? "=" : op == CompareOp::kGreater ? ">" : ">=";
  return fmt::format("({} {}{} {})", a, sign, exactly ? " exactly" : "", b);
}

std::string Meaning::ordered(ExprId a, CompareOp op, ExprId b, bool exactly) const {
  std::string out = ordered(operand(a, !exactly), op, operand(b, !exactly), exactly);
  if (op == CompareOp::kEqual) return out;
  // The order of a choice's words is part of what `at least` means.
  for (const ExprId side : {a, b}) {
    if (p_->expr(side).type.kind == TypeKind::kChoice) return out + dump_type(*p_, p_->expr(side).type);
  }
  return out;
}

std::string Meaning::compare(const Expr& e) const {
  const Expr& left = p_->expr(e.children[0]);
  const Expr& right = p_->expr(e.children[1]);
  // `count of X >= 1`, `count of X > 0` are `any X`.
  if (left.op == Op::kAggregate && left.aggregate == AggregateKind::kCount && right.op == Op::kConstant) {
    const std::int64_t number = right.value.number;
    std::string any = fmt::format("(any {})", selection(left.selection));
    const bool at_least_one = (e.compare == CompareOp::kGreaterEqual && number > 0 && number <= Decimal::kOne) ||
                              (e.compare == CompareOp::kGreater && number >= 0 && number < Decimal::kOne);
    const bool none = (e.compare == CompareOp::kLess && number > 0 && number <= Decimal::kOne) ||
                      (e.compare == CompareOp::kLessEqual && number >= 0 && number < Decimal::kOne) ||
                      (e.compare == CompareOp::kEqual && number == 0);
    if (at_least_one) return any;
    if (none) return negated(any);
  }
  return ordered(e.children[0], e.compare, e.children[1], e.exactly);
}

std::string Meaning::bucket(const Bucket& bucket) const {
  switch (bucket.kind) {
    case Bucket::Kind::kDay:
    case Bucket::Kind::kWeek:
    case Bucket::Kind::kMonth:
      return dump_bucket(bucket) + " of " + p_->zones[bucket.zone];
    case Bucket::Kind::kDuration:
      return dump_bucket(bucket);
    case Bucket::Kind::kAttribute:
      return "value of " + bucket.attribute;
  }
  return {};
}

std::string Meaning::aggregate(const Expr& e) const {
  const std::string of = selection(e.selection);
  switch (e.aggregate) {
    case AggregateKind::kAny:
      return fmt::format("(any {})", of);
    case AggregateKind::kNone:
      return fmt::format("(not (any {}))", of);
    case AggregateKind::kCountBuckets:
      return fmt::format("(count of {} with at least {} {})", bucket(e.bucket), e.at_least, of);
    case AggregateKind::kCount:
    case AggregateKind::kSum:
    case AggregateKind::kMin:
    case AggregateKind::kMax:
    case AggregateKind::kAverage:
    case AggregateKind::kDistinct:
    case AggregateKind::kFirstAt:
    case AggregateKind::kLastAt:
    case AggregateKind::kOfFirst:
    case AggregateKind::kOfLast:
      return fmt::format("(aggregate {} {} of {})", static_cast<int>(e.aggregate), e.text, of);
  }
  return {};
}

std::string Meaning::table(std::uint32_t index) const {
  std::vector<std::string> rows;
  for (const Table::Row& row : p_->tables[index].rows) {
    std::string text;
    for (const Value& key : row.keys) text += constant(key, true) + ' ';
    rows.push_back(text + dump_value(*p_, row.value));
  }
  return fmt::format("table#{:x}", fnv1a(list_text(std::move(rows), "\n")));
}

std::string Meaning::joined(const Expr& e, std::string_view word) const {
  std::string out;
  for (const ExprId child : e.children) out += (out.empty() ? "" : std::string(word)) + expression(child);
  return out;
}

std::string Meaning::expression(ExprId id) const {
  if (id == kNoExpr) return "-";
  const Expr& e = p_->expr(id);
  const bool folded = !e.exactly;
  std::size_t count = 0;
  switch (e.op) {
    case Op::kNot:
      return negated(expression(e.children[0]));
    case Op::kAnd:
    case Op::kBetween: {
      std::vector<std::string> texts;
      flatten(id, Op::kAnd, texts);
      return list_text(std::move(texts), " and ");
    }
    case Op::kOr: {
      std::vector<std::string> texts;
      flatten(id, Op::kOr, texts);
      return list_text(std::move(texts), " or ");
    }
    case Op::kCompare:
      return compare(e);
    case Op::kIn: {
      const std::string list = elements(e.children[1], folded, count);
      const std::string left = operand(e.children[0], folded);
      return count == 1 ? ordered(left, CompareOp::kEqual, list, e.exactly)
                        : fmt::format("({} in{} {})", left, e.exactly ? " exactly" : "", list);
    }
    case Op::kText: {
      const std::string list =
          p_->expr(e.children[1]).type.list ? elements(e.children[1], folded, count) : operand(e.children[1], folded);
      return fmt::format("({} text {}{} {})", operand(e.children[0], folded), static_cast<int>(e.text_test),
                         e.exactly ? " exactly" : "", list);
    }
    case Op::kHas:
      return fmt::format("({} has{} {})", expression(e.children[0]), e.exactly ? " exactly" : "",
                         operand(e.children[1], folded));
    case Op::kHasAny:
    case Op::kHasAll: {
      const std::string list = elements(e.children[1], folded, count);
      const std::string_view word = count == 1 ? "has" : e.op == Op::kHasAny ? "has any" : "has all";
      return fmt::format("({} {}{} {})", expression(e.children[0]), word, e.exactly ? " exactly" : "", list);
    }
    case Op::kIsMissing:
      return fmt::format("(not ({} is present))", expression(e.children[0]));
    case Op::kAggregate:
      return aggregate(e);
    case Op::kLookup:
      return fmt::format("{}[{}]", table(e.index), joined(e, ", "));
    case Op::kAdd:
    case Op::kMultiply: {
      std::vector<std::string> parts{expression(e.children[0]), expression(e.children[1])};
      std::sort(parts.begin(), parts.end());
      return fmt::format("({} {} {})", parts[0], e.op == Op::kAdd ? '+' : '*', parts[1]);
    }
    case Op::kScore:
    case Op::kGroupScore:
    case Op::kGrade: {
      const std::string name = e.op == Op::kScore   ? "score"
                               : e.op == Op::kGrade ? "grade"
                                                    : p_->models[e.index].groups[e.second].name;
      return e.own ? "own " + name : fmt::format("{}.{}.{}", expression(e.children[0]), p_->models[e.index].name, name);
    }
    case Op::kDayOfWeek:
      return fmt::format("(day of week of {} in {})", expression(e.children[0]), p_->zones[e.zone]);
    case Op::kSubtract:
      return fmt::format("({} - {})", expression(e.children[0]), expression(e.children[1]));
    case Op::kDivide:
      return fmt::format("({} / {})", expression(e.children[0]), expression(e.children[1]));
    case Op::kLink:
      return fmt::format("{}.link{}", expression(e.children[0]), static_cast<int>(e.link));
    case Op::kField:
      return fmt::format("{}.{}", expression(e.children[0]),
                         p_->schema(p_->expr(e.children[0]).type.record).fields[e.index].name);
    case Op::kCall:
      return fmt::format("f{}({})", static_cast<int>(e.function), joined(e, ", "));
    case Op::kConstant:
    case Op::kSelf:
    case Op::kItem:
    case Op::kNamed:
    case Op::kAttribute:
    case Op::kNow:
    case Op::kEntering:
    case Op::kThresholdReached:
    case Op::kMissed:
      return dump_expression(*p_, id);
    case Op::kThresholdHolds:
      return fmt::format("({}.{} now)", expression(e.children[0]), p_->thresholds[e.index].full_name);
    case Op::kAgeOf:
    case Op::kTimeInStage:
    case Op::kScored:
    case Op::kInSegment:
    case Op::kIsPresent:
    case Op::kIsValid:
    case Op::kNegate:
    case Op::kElse:
    case Op::kFirstOf: {
      std::string name;
      if (e.op == Op::kInSegment) name = p_->segments[e.index].name;
      if (e.op == Op::kIsPresent) return fmt::format("({} is present)", expression(e.children[0]));
      return fmt::format("(op{} {} {})", static_cast<int>(e.op), name, joined(e, " | "));
    }
  }
  return {};
}

std::string Meaning::selection(SelectionId id) const {
  if (id == kNoSelection) return "-";
  const Selection& s = p_->selections[id];
  std::vector<std::string> parts;
  if (s.records) {
    parts.emplace_back(plural_of(s.record));
  } else {
    for (const std::uint32_t kind : s.kinds) parts.push_back(p_->interactions[kind].name);
  }
  std::string out = list_text(std::move(parts), ", ");
  out += fmt::format(" by{} of {}", static_cast<int>(s.by), name_of(s.subject));
  std::vector<std::string> tail;
  for (const ExprId where : s.where) flatten(where, Op::kAnd, tail);
  for (const Window& window : s.within) {
    tail.push_back(fmt::format("within {}{}", format_duration(window.milliseconds),
                               window.after == kNoExpr ? "" : " after " + expression(window.after)));
  }
  for (const ExprId since : s.since) tail.push_back("since " + expression(since));
  for (const ExprId until : s.until) tail.push_back("until " + expression(until));
  return tail.empty() ? out : out + ' ' + list_text(std::move(tail), " and ");
}

std::string Meaning::when(const Rule& rule) const {
  std::string out = fmt::format("{} {}", static_cast<int>(rule.form), expression(rule.condition));
  switch (rule.form) {
    case RuleForm::kWhen:
    case RuleForm::kOtherwise:
      break;
    case RuleForm::kPerSelection:
    case RuleForm::kForFirst:
    case RuleForm::kForLast:
      out += ' ' + selection(rule.selection);
      break;
    case RuleForm::kPerBucket:
      out += fmt::format(" {} {} {}", bucket(rule.bucket), rule.at_least, selection(rule.selection));
      break;
    case RuleForm::kWithout:
      out += fmt::format(" {} {}", format_duration(rule.silence), selection(rule.selection));
      break;
  }
  return out;
}

std::string Meaning::points(const Rule& rule) const {
  std::string out = expression(rule.points);
  if (rule.or_points != kNoExpr) out += " or " + expression(rule.or_points) + " if " + expression(rule.readable);
  return out;
}

std::string Meaning::fading(const Rule& rule) const {
  if (rule.fading.kind == Fading::Kind::kNone) return {};
  return fmt::format("{} {} {} {}", static_cast<int>(rule.fading.kind), to_text(rule.fading.amount), rule.fading.days,
                     p_->zones[rule.zone]);
}

std::string Meaning::rule(const Rule& rule) const {
  return when(rule) + " # " + points(rule) + " # " + fading(rule) + " # " + dump_bounds(rule.bounds);
}

std::string Meaning::threshold(const Threshold& threshold) const {
  return expression(threshold.condition) +
         (threshold.until_below ? " until below " + to_text(*threshold.until_below) : "");
}

std::string Meaning::segment(const SegmentNode& node) const {
  std::vector<std::string> children;
  for (const SegmentNode& child : node.children) children.push_back(segment(child));
  switch (node.kind) {
    case SegmentNode::Kind::kContacts:
    case SegmentNode::Kind::kContactsOf:
      return fmt::format("contacts of {} where {}",
                         node.kind == SegmentNode::Kind::kContacts ? "contacts" : plural_of(node.of),
                         expression(node.where));
    case SegmentNode::Kind::kSegment:
      return "segment " + p_->segments[node.segment].name;
    case SegmentNode::Kind::kUnion:
      return list_text(std::move(children), " union ");
    case SegmentNode::Kind::kIntersect:
      return list_text(std::move(children), " intersect ");
    case SegmentNode::Kind::kExcept: {
      std::string out = "(" + children[0];
      for (std::size_t i = 1; i < children.size(); ++i) out += " except " + children[i];
      return out + ")";
    }
  }
  return {};
}

std::string Meaning::written(const Span& span) const {
  std::string out;
  bool quoted = false;
  bool comment = false;
  bool blank = false;
  for (const char c : sources_->text(span)) {
    if (comment) {
      comment = c != '\n';
      blank = true;
      continue;
    }
    if (!quoted && c == '#') {
      comment = true;
      continue;
    }
    if (!quoted && (c == ' ' || c == '\n' || c == '\t' || c == '\r')) {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += ' ';
    blank = false;
    if (c == '"' && (out.empty() || out.back() != '\\')) quoted = !quoted;
    out += c;
  }
  return out;
}

void Meaning::read(ExprId id, std::set<std::string>& names) const {
  if (id == kNoExpr) return;
  const Expr& e = p_->expr(id);
  if (e.op == Op::kScore || e.op == Op::kGroupScore || e.op == Op::kGrade)
    names.insert("model " + p_->models[e.index].name);
  if (e.op == Op::kThresholdHolds || e.op == Op::kThresholdReached) {
    if (e.thresholds.empty()) names.insert("threshold " + p_->thresholds[e.index].full_name);
    for (const std::uint32_t threshold : e.thresholds) {
      names.insert("threshold " + p_->thresholds[threshold].full_name);
    }
  }
  if (e.op == Op::kScored) {
    for (const Model& model : p_->models) names.insert("model " + model.name);
  }
  if (e.op == Op::kInSegment) names.insert("segment " + p_->segments[e.index].name);
  if (e.op == Op::kThresholdReached || e.op == Op::kTimeInStage || e.op == Op::kEntering || e.op == Op::kMissed) {
    names.insert("state");
  }
  if (e.op == Op::kField) {
    const RecordSchema& schema = p_->schema(p_->expr(e.children[0]).type.record);
    const int field = static_cast<int>(e.index);
    for (const int staged : {schema.stage, schema.stage_since, schema.process, schema.status, schema.owner,
                             schema.reached, schema.cleared, schema.held}) {
      if (field == staged) names.insert("state");
    }
  }
  for (const ExprId child : e.children) read(child, names);
  if (e.selection != kNoSelection) read_selection(e.selection, names);
}

void Meaning::read_selection(SelectionId id, std::set<std::string>& names) const {
  const Selection& s = p_->selections[id];
  if (!s.records) {
    for (const std::uint32_t kind : s.kinds) {
      if (kind == kMoveKind || kind == kReachKind) names.insert("state");
    }
  }
  for (const ExprId where : s.where) read(where, names);
  for (const Window& window : s.within) read(window.after, names);
  for (const ExprId since : s.since) read(since, names);
  for (const ExprId until : s.until) read(until, names);
}

void Meaning::read(const Rule& rule, std::set<std::string>& names) const {
  for (const ExprId id : {rule.points, rule.or_points, rule.readable, rule.condition}) read(id, names);
  if (rule.selection != kNoSelection) read_selection(rule.selection, names);
}

void Meaning::read(const SegmentNode& node, std::set<std::string>& names) const {
  read(node.where, names);
  if (node.kind == SegmentNode::Kind::kSegment) names.insert("segment " + p_->segments[node.segment].name);
  for (const SegmentNode& child : node.children) read(child, names);
}

}  // namespace leadline::cli
