// SPDX-License-Identifier: Apache-2.0
// Expressions, selections, values and types as text.
#include <fmt/format.h>

#include "engine/program/dump_program.hpp"
#include "engine/values/time.hpp"

namespace leadline {

namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string_view sign_of(CompareOp op) {
  switch (op) {
    case CompareOp::kEqual:
      return "=";
    case CompareOp::kLess:
      return "<";
    case CompareOp::kLessEqual:
      return "<=";
    case CompareOp::kGreater:
      return ">";
    case CompareOp::kGreaterEqual:
      return ">=";
  }
  return "";
}

std::string_view words_of(TextTest test) {
  switch (test) {
    case TextTest::kContains:
      return "contains";
    case TextTest::kContainsWord:
      return "contains word";
    case TextTest::kStartsWith:
      return "starts with";
    case TextTest::kEndsWith:
      return "ends with";
    case TextTest::kLike:
      return "like";
  }
  return "";
}

std::string_view name_of(Function function) {
  switch (function) {
    case Function::kDomain:
      return "domain";
    case Function::kMailbox:
      return "mailbox";
    case Function::kCompany:
      return "company";
    case Function::kDigits:
      return "digits";
    case Function::kSounds:
      return "sounds";
    case Function::kLength:
      return "length";
    case Function::kLower:
      return "lower";
    case Function::kMin:
      return "min";
    case Function::kMax:
      return "max";
    case Function::kRound:
      return "round";
  }
  return "";
}

std::string_view name_of(LinkKind link) {
  switch (link) {
    case LinkKind::kContact:
      return "contact";
    case LinkKind::kAccount:
      return "account";
    case LinkKind::kLead:
      return "lead";
  }
  return "";
}

class Writer {
 public:
  explicit Writer(const Program& program) : p_(program) {}

  std::string text(ExprId id) {
    if (id == kNoExpr) return "-";
    const Expr& e = p_.expr(id);
    const auto child = [&](std::size_t i) { return text(e.children[i]); };
    switch (e.op) {
      case Op::kConstant:
        return dump_value(p_, e.value);
      case Op::kSelf:
        return std::string{leadline::name_of(e.type.record)};
      case Op::kItem:
        return "item";
      case Op::kLink:
        return fmt::format("{}.{}", child(0), name_of(e.link));
      case Op::kNamed:
        return fmt::format("record#{}", e.index);
      case Op::kField:
        return fmt::format("{}.{}", child(0), p_.schema(p_.expr(e.children[0]).type.record).fields[e.index].name);
      case Op::kAttribute:
        return "item." + e.text;
      case Op::kNow:
        return "now";
      case Op::kAgeOf:
        return fmt::format("(age of {})", child(0));
      case Op::kTimeInStage:
        return fmt::format("(time in stage of {})", child(0));
      case Op::kEntering:
        return fmt::format("(entering {})", e.text);
      case Op::kDayOfWeek:
        return fmt::format("(day of week of {} in {})", child(0), p_.zones[e.zone]);
      case Op::kLookup:
        return fmt::format("{}[{}]", p_.tables[e.index].name, joined(e, ", "));
      case Op::kCall:
        return fmt::format("{}({})", name_of(e.function), joined(e, ", "));
      case Op::kAggregate:
        return aggregate(e);
      case Op::kScore:
        return model_value(e, "score");
      case Op::kGroupScore:
        return model_value(e, p_.models[e.index].groups[e.second].name);
      case Op::kGrade:
        return model_value(e, "grade");
      case Op::kThresholdHolds:
        return fmt::format("({}.{} now)", child(0), p_.thresholds[e.index].full_name);
      case Op::kThresholdReached:
        return reached(e);
      case Op::kScored:
        return fmt::format("({} scored)", child(0));
      case Op::kInSegment:
        return fmt::format("({} in segment {})", child(0), p_.segments[e.index].name);
      case Op::kMissed:
        return fmt::format("({} missed)", p_.processes[e.second].deadlines[e.index].name);
      case Op::kNot:
        return fmt::format("(not {})", child(0));
      case Op::kAnd:
        return fmt::format("({})", joined(e, " and "));
      case Op::kOr:
        return fmt::format("({})", joined(e, " or "));
      case Op::kCompare:
        return fmt::format("({} {}{} {})", child(0), sign_of(e.compare), exactly(e), child(1));
      case Op::kBetween:
        return fmt::format("({} between{} {} and {})", child(0), exactly(e), child(1), child(2));
      case Op::kIn:
        return fmt::format("({} in{} {})", child(0), exactly(e), child(1));
      case Op::kText:
        return fmt::format("({} {}{}{} {})", child(0), words_of(e.text_test),
                           p_.expr(e.children[1]).type.list ? " any" : "", exactly(e), child(1));
      case Op::kHas:
        return fmt::format("({} has{} {})", child(0), exactly(e), child(1));
      case Op::kHasAny:
        return fmt::format("({} has any{} {})", child(0), exactly(e), child(1));
      case Op::kHasAll:
        return fmt::format("({} has all{} {})", child(0), exactly(e), child(1));
      case Op::kIsPresent:
        return fmt::format("({} is present)", child(0));
      case Op::kIsMissing:
        return fmt::format("({} is missing)", child(0));
      case Op::kIsValid:
        return fmt::format("(is valid {})", child(0));
      case Op::kAdd:
        return fmt::format("({} + {})", child(0), child(1));
      case Op::kSubtract:
        return fmt::format("({} - {})", child(0), child(1));
      case Op::kMultiply:
        return fmt::format("({} * {})", child(0), child(1));
      case Op::kDivide:
        return fmt::format("({} / {})", child(0), child(1));
      case Op::kNegate:
        return fmt::format("(-{})", child(0));
      case Op::kElse:
        return fmt::format("({})", joined(e, " else "));
      case Op::kFirstOf:
        return first_of(e);
    }
    return "";
  }

  std::string selection(SelectionId id) {
    if (id == kNoSelection) return "-";
    const Selection& s = p_.selections[id];
    std::string out;
    if (s.records) {
      out = s.all ? "all " + std::string{plural_of(s.record)} : std::string{leadline::name_of(s.record)};
    } else {
      for (std::size_t i = 0; i < s.kinds.size(); ++i) out += (i == 0 ? "" : ", ") + p_.interactions[s.kinds[i]].name;
      out = "[" + out + "]";
      if (s.all) out = "all " + out;
    }
    switch (s.by) {
      case By::kDefault:
        break;
      case By::kLead:
        out += " by lead";
        break;
      case By::kContact:
        out += " by contact";
        break;
      case By::kAccount:
        out += " by account";
        break;
    }
    for (const ExprId where : s.where) out += " where " + text(where);
    for (const Window& window : s.within) {
      out += " within " + format_duration(window.milliseconds);
      if (window.after != kNoExpr) out += " after " + text(window.after);
    }
    for (const ExprId since : s.since) out += " since " + text(since);
    for (const ExprId until : s.until) out += " until " + text(until);
    return out;
  }

 private:
  static std::string_view exactly(const Expr& e) { return e.exactly ? " exactly" : ""; }

  std::string joined(const Expr& e, std::string_view between) {
    std::string out;
    for (std::size_t i = 0; i < e.children.size(); ++i) {
      if (i != 0) out += between;
      out += text(e.children[i]);
    }
    return out;
  }

  std::string model_value(const Expr& e, const std::string& name) {
    return e.own ? "own " + name : fmt::format("{}.{}.{}", text(e.children[0]), p_.models[e.index].name, name);
  }

  std::string reached(const Expr& e) {
    std::string names;
    for (const std::uint32_t threshold : e.thresholds)
      names += (names.empty() ? "" : " or ") + p_.thresholds[threshold].full_name;
    if (e.thresholds.empty()) names = p_.thresholds[e.index].full_name;
    return fmt::format("({} reached {})", text(e.children[0]), names);
  }

  std::string first_of(const Expr& e) {
    std::string out = "first of {";
    for (std::size_t i = 0; i < e.children.size(); i += 2) {
      if (i != 0) out += ",";
      if (i + 1 < e.children.size()) {
        out += fmt::format(" {} when {}", text(e.children[i + 1]), text(e.children[i]));
      } else {
        out += fmt::format(" {} otherwise", text(e.children[i]));
      }
    }
    return out + " }";
  }

  std::string aggregate(const Expr& e) {
    const std::string of = selection(e.selection);
    switch (e.aggregate) {
      case AggregateKind::kAny:
        return fmt::format("(any {})", of);
      case AggregateKind::kNone:
        return fmt::format("(no {})", of);
      case AggregateKind::kCount:
        return fmt::format("(count of {})", of);
      case AggregateKind::kCountBuckets:
        return fmt::format("(count of {} with at least {} {})", dump_bucket(e.bucket), e.at_least, of);
      case AggregateKind::kSum:
        return fmt::format("(sum of {} of {})", e.text, of);
      case AggregateKind::kMin:
        return fmt::format("(min of {} of {})", e.text, of);
      case AggregateKind::kMax:
        return fmt::format("(max of {} of {})", e.text, of);
      case AggregateKind::kAverage:
        return fmt::format("(average of {} of {})", e.text, of);
      case AggregateKind::kDistinct:
        return fmt::format("(distinct {} of {})", e.text, of);
      case AggregateKind::kFirstAt:
        return fmt::format("(first {})", of);
      case AggregateKind::kLastAt:
        return fmt::format("(last {})", of);
      case AggregateKind::kOfFirst:
        return fmt::format("({} of first {})", e.text, of);
      case AggregateKind::kOfLast:
        return fmt::format("({} of last {})", e.text, of);
    }
    return "";
  }

  const Program& p_;
};

}  // namespace

std::string dump_value(const Program& program, const Value& value) {
  if (value.missing) return "missing";
  if (value.type.list) {
    std::string out = "[";
    for (std::size_t i = 0; i < value.items.size(); ++i)
      out += (i == 0 ? "" : ", ") + dump_value(program, value.items[i]);
    return out + "]";
  }
  switch (value.type.kind) {
    case TypeKind::kNumber:
      return to_text(Decimal{value.number});
    case TypeKind::kYesNo:
      return value.number != 0 ? "yes" : "no";
    case TypeKind::kTime:
      return format_time(value.number);
    case TypeKind::kDuration:
      return format_duration(value.number);
    case TypeKind::kText:
    case TypeKind::kEmail:
    case TypeKind::kPhone:
    case TypeKind::kDomain:
    case TypeKind::kChoice:
    case TypeKind::kGrade:
      return quoted(value.text);
    case TypeKind::kNone:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      return "missing";
  }
  return "";
}

std::string_view name_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kNone:
      return "?";
    case TypeKind::kText:
      return "text";
    case TypeKind::kEmail:
      return "email";
    case TypeKind::kPhone:
      return "phone";
    case TypeKind::kDomain:
      return "domain";
    case TypeKind::kNumber:
      return "number";
    case TypeKind::kYesNo:
      return "yes_no";
    case TypeKind::kTime:
      return "time";
    case TypeKind::kDuration:
      return "duration";
    case TypeKind::kChoice:
      return "choice";
    case TypeKind::kGrade:
      return "grade";
    case TypeKind::kRecord:
      return "record";
    case TypeKind::kMissing:
      return "missing";
  }
  return "";
}

std::string dump_type(const Program& program, const Type& type) {
  if (type.list) {
    Type element = type;
    element.list = false;
    return "list of " + dump_type(program, element);
  }
  if (type.kind == TypeKind::kGrade) return "grade of " + program.models[type.choice].name;
  if (type.kind == TypeKind::kRecord) return std::string{name_of(type.record)};
  std::string text{name_of(type.kind)};
  if (type.kind == TypeKind::kChoice) {
    std::string words;
    for (const std::string& word : program.choices[type.choice].words)
      words += (words.empty() ? "" : ", ") + quoted(word);
    text += " [" + words + "]";
  }
  return text;
}

std::string dump_bucket(const Bucket& bucket) {
  switch (bucket.kind) {
    case Bucket::Kind::kDay:
      return "day";
    case Bucket::Kind::kWeek:
      return "week";
    case Bucket::Kind::kMonth:
      return "month";
    case Bucket::Kind::kDuration:
      return format_duration(bucket.milliseconds);
    case Bucket::Kind::kAttribute:
      return bucket.attribute;
  }
  return "";
}

std::string dump_bounds(const Bounds& bounds) {
  std::string text;
  if (bounds.at_most) text += "at most " + to_text(*bounds.at_most);
  if (bounds.never_below) text += (text.empty() ? "never below " : ", never below ") + to_text(*bounds.never_below);
  return text;
}

std::string dump_expression(const Program& program, ExprId id) { return Writer{program}.text(id); }

std::string dump_selection(const Program& program, SelectionId id) { return Writer{program}.selection(id); }

}  // namespace leadline
