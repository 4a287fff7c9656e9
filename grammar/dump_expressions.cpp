// SPDX-License-Identifier: Apache-2.0
// Trees as text: conditions, values, selections, actions.
#include <fmt/format.h>

#include "grammar/dump.hpp"
#include "grammar/dump_writer.hpp"

namespace leadline::grammar {

namespace {

using ast::ExprKind;

std::string_view head_of(ExprKind kind) {
  switch (kind) {
    case ExprKind::kText:
      return "text";
    case ExprKind::kNumber:
      return "number";
    case ExprKind::kYesNo:
      return "yes-no";
    case ExprKind::kDuration:
      return "duration";
    case ExprKind::kTime:
      return "time";
    case ExprKind::kList:
      return "list";
    case ExprKind::kMissing:
      return "missing";
    case ExprKind::kName:
      return "name";
    case ExprKind::kPath:
      return "path";
    case ExprKind::kIts:
      return "its";
    case ExprKind::kCall:
      return "call";
    case ExprKind::kLookup:
      return "lookup";
    case ExprKind::kNow:
      return "now";
    case ExprKind::kScored:
      return "scored";
    case ExprKind::kTimeInStage:
      return "time-in-stage";
    case ExprKind::kAgeOf:
      return "age-of";
    case ExprKind::kDayOfWeek:
      return "day-of-week";
    case ExprKind::kIsValid:
      return "is-valid";
    case ExprKind::kEntering:
      return "entering";
    case ExprKind::kFirstOf:
      return "first-of";
    case ExprKind::kNot:
      return "not";
    case ExprKind::kAnd:
      return "and";
    case ExprKind::kOr:
      return "or";
    case ExprKind::kImplies:
      return "implies";
    case ExprKind::kCompare:
      return "compare";
    case ExprKind::kIsPresent:
      return "is-present";
    case ExprKind::kIsMissing:
      return "is-missing";
    case ExprKind::kSum:
      return "sum";
    case ExprKind::kProduct:
      return "product";
    case ExprKind::kElse:
      return "else";
    case ExprKind::kNegate:
      return "negate";
    case ExprKind::kAggregate:
      return "aggregate";
    case ExprKind::kHolds:
      return "holds";
    case ExprKind::kMissed:
      return "missed";
    case ExprKind::kInSegment:
      return "in-segment";
  }
  return "";
}

std::string_view head_of(ast::Comparison comparison) {
  using ast::Comparison;
  switch (comparison) {
    case Comparison::kEqual:
      return "=";
    case Comparison::kNotEqual:
      return "!=";
    case Comparison::kLess:
      return "<";
    case Comparison::kLessEqual:
      return "<=";
    case Comparison::kGreater:
      return ">";
    case Comparison::kGreaterEqual:
      return ">=";
    case Comparison::kBetween:
      return "between";
    case Comparison::kIn:
      return "in";
    case Comparison::kAtLeast:
      return "at-least";
    case Comparison::kAtMost:
      return "at-most";
    case Comparison::kContains:
      return "contains";
    case Comparison::kContainsWord:
      return "contains-word";
    case Comparison::kStartsWith:
      return "starts-with";
    case Comparison::kEndsWith:
      return "ends-with";
    case Comparison::kLike:
      return "like";
    case Comparison::kHas:
      return "has";
    case Comparison::kHasAny:
      return "has-any";
    case Comparison::kHasAll:
      return "has-all";
  }
  return "";
}

std::string_view head_of(ast::Aggregate aggregate) {
  using ast::Aggregate;
  switch (aggregate) {
    case Aggregate::kAny:
      return "any";
    case Aggregate::kNone:
      return "none";
    case Aggregate::kCount:
      return "count";
    case Aggregate::kCountBuckets:
      return "count-buckets";
    case Aggregate::kSum:
      return "sum-of";
    case Aggregate::kMin:
      return "min-of";
    case Aggregate::kMax:
      return "max-of";
    case Aggregate::kAverage:
      return "average-of";
    case Aggregate::kDistinct:
      return "distinct";
    case Aggregate::kFirst:
      return "first";
    case Aggregate::kLast:
      return "last";
    case Aggregate::kOfFirst:
      return "of-first";
    case Aggregate::kOfLast:
      return "of-last";
  }
  return "";
}

}  // namespace

void DumpWriter::open(std::string_view head) {
  if (!out.empty() && out.back() != '\n') out += ' ';
  out += '(';
  out += head;
}

void DumpWriter::word(std::string_view text) {
  out += ' ';
  out += text.empty() ? std::string_view("-") : text;
}

void DumpWriter::quoted(std::string_view text) {
  out += " \"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void DumpWriter::names(std::string_view head, const std::vector<ast::Name>& names) {
  const List list(*this, head);
  for (const ast::Name& each : names) name(each);
}

void DumpWriter::number(const ast::Number& number) { word(to_text(number.value)); }

void DumpWriter::number(std::string_view head, const std::optional<ast::Number>& value) {
  if (!value) return;
  const List list(*this, head);
  number(*value);
}

void DumpWriter::milliseconds(std::int64_t milliseconds) {
  constexpr std::int64_t kDay = 86'400'000;
  word(milliseconds % kDay == 0   ? fmt::format("{}d", milliseconds / kDay)
       : milliseconds % 1000 == 0 ? fmt::format("{}s", milliseconds / 1000)
                                  : fmt::format("{}ms", milliseconds));
}

void DumpWriter::duration(const ast::Duration& duration) { milliseconds(duration.milliseconds); }

void DumpWriter::expression(const ast::ExprPtr& expr) {
  if (expr) expression(*expr);
}

void DumpWriter::expression(std::string_view head, const ast::ExprPtr& expr) {
  if (!expr) return;
  const List list(*this, head);
  expression(*expr);
}

void DumpWriter::expressions(std::string_view head, const std::vector<ast::ExprPtr>& all) {
  if (all.empty()) return;
  const List list(*this, head);
  for (const ast::ExprPtr& expr : all) expression(expr);
}

void DumpWriter::expression(const ast::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kText:
      return quoted(expr.text);
    case ExprKind::kNumber:
      return word(to_text(expr.number));
    case ExprKind::kYesNo:
      return word(expr.yes ? "yes" : "no");
    case ExprKind::kDuration:
      return milliseconds(expr.milliseconds);
    case ExprKind::kTime:
      return word(expr.text);
    case ExprKind::kName:
      return name(expr.names[0]);
    case ExprKind::kPath:
    case ExprKind::kIts: {
      std::string joined = expr.its ? "its:" : "";
      for (const ast::Name& step : expr.names) joined += (&step == &expr.names[0] ? "" : ".") + step.text;
      return word(joined);
    }
    default:
      break;
  }
  std::string head(expr.kind == ExprKind::kCompare     ? head_of(expr.comparison)
                   : expr.kind == ExprKind::kAggregate ? head_of(expr.aggregate)
                                                       : head_of(expr.kind));
  if (expr.negated) head = "not-" + head;
  if (expr.any) head += "-any";
  if (expr.exactly) head += "-exactly";
  const List list(*this, head);
  for (const ast::Name& each : expr.names) name(each);
  for (std::size_t i = 0; i < expr.children.size(); ++i) {
    if (i > 0 && !expr.operators.empty()) word(std::string_view(expr.operators).substr(i - 1, 1));
    expression(expr.children[i]);
  }
  for (const ast::Case& each : expr.cases) {
    const List entry(*this, each.condition ? "when" : "otherwise");
    expression(each.value);
    expression(each.condition);
  }
  if (expr.kind == ExprKind::kAggregate) {
    if (expr.aggregate == ast::Aggregate::kCountBuckets) bucket(expr.bucket);
    number("at-least", expr.at_least);
    if (expr.selection) selection(*expr.selection);
  }
}

void DumpWriter::bucket(const ast::Bucket& bucket) {
  const List list(*this, "bucket");
  switch (bucket.kind) {
    case ast::Bucket::Kind::kDay:
      return word("day");
    case ast::Bucket::Kind::kWeek:
      return word("week");
    case ast::Bucket::Kind::kMonth:
      return word("month");
    case ast::Bucket::Kind::kDuration:
      return milliseconds(bucket.milliseconds);
    case ast::Bucket::Kind::kAttribute:
      return name(bucket.attribute);
  }
}

void DumpWriter::tail(const ast::TailPart& part) {
  switch (part.kind) {
    case ast::TailPart::Kind::kBy: {
      const List list(*this, "by");
      return name(part.by);
    }
    case ast::TailPart::Kind::kWhere:
      return expression("where", part.condition);
    case ast::TailPart::Kind::kWithin: {
      const List list(*this, "within");
      duration(part.within);
      return expression("after", part.time);
    }
    case ast::TailPart::Kind::kSince:
      return expression("since", part.time);
    case ast::TailPart::Kind::kUntil:
      return expression("until", part.time);
  }
}

// The order of a tail's pieces means nothing: they are written by, where, within, since, until.
void DumpWriter::selection(const ast::Selection& selection, std::string_view head) {
  const List list(*this, head);
  for (const ast::Name& kind : selection.kinds) name(kind);
  using Kind = ast::TailPart::Kind;
  for (const Kind kind : {Kind::kBy, Kind::kWhere, Kind::kWithin, Kind::kSince, Kind::kUntil}) {
    for (const ast::TailPart& part : selection.tail) {
      if (part.kind == kind) tail(part);
    }
  }
}

void DumpWriter::assignment(const ast::Assignment& assignment) {
  std::string path;
  for (const ast::Name& step : assignment.path) path += (path.empty() ? "" : ".") + step.text;
  const List list(*this, "=");
  word(path);
  expression(assignment.value);
}

void DumpWriter::action(const ast::Action& action) {
  using Kind = ast::Action::Kind;
  constexpr std::string_view kHeads[] = {
      "task", "notify", "set",     "reset", "assign", "assign-in-turn", "assign-in-turn-users",
      "send", "create", "first-of"};
  const List list(*this, kHeads[static_cast<std::size_t>(action.kind)]);
  switch (action.kind) {
    case Kind::kTask:
    case Kind::kNotify: {
      text(action.target);
      for (const ast::TextPart& part : action.parts) {
        if (part.path.empty()) {
          quoted(part.words);
        } else {
          names("fill", part.path);
        }
      }
      break;
    }
    case Kind::kSet:
      assignment(action.set);
      break;
    case Kind::kReset:
      name(action.name);
      break;
    case Kind::kAssign:
    case Kind::kAssignInTurn:
      for (const ast::ExprPtr& value : action.values) expression(value);
      break;
    case Kind::kAssignInTurnUsers:
      expression("where", action.where);
      expression("at-most", action.at_most);
      if (action.within) duration(*action.within);
      break;
    case Kind::kSend:
    case Kind::kCreate:
      name(action.name);
      for (const ast::Assignment& field : action.fields) assignment(field);
      if (action.matching) {
        const List matching(*this, "matching");
        name(*action.matching);
      }
      if (action.matching_nothing) word("matching-nothing");
      break;
    case Kind::kFirstOf:
      actions("choices", action.choices);
      break;
  }
  expression("when", action.condition);
  if (action.otherwise) word("otherwise");
}

void DumpWriter::actions(std::string_view head, const std::vector<ast::Action>& all) {
  if (all.empty()) return;
  const List list(*this, head);
  for (const ast::Action& each : all) action(each);
}

std::string dump_expression(const ast::Expr& expr) {
  DumpWriter writer;
  writer.expression(expr);
  return writer.out.substr(writer.out.front() == ' ' ? 1 : 0);
}

}  // namespace leadline::grammar
