// SPDX-License-Identifier: Apache-2.0
// From conditions back to values.
#include "cli/diff/seeker.hpp"

#include <algorithm>

#include "engine/program/operations.hpp"
#include "engine/values/civil.hpp"

namespace leadline::cli {

namespace {

Value number_of(std::int64_t number, TypeKind kind) {
  Value value;
  value.type.kind = kind;
  value.number = number;
  return value;
}

Value text_of(std::string text) {
  Value value;
  value.type.kind = TypeKind::kText;
  value.text = std::move(text);
  return value;
}

Value nothing() {
  Value value;
  value.missing = true;
  return value;
}

}  // namespace

bool Seeker::settable(ExprId id, const SketchInteraction* item) const {
  const Expr& e = p_.expr(id);
  if (e.op == Op::kAttribute) return item != nullptr;
  return e.op == Op::kField;
}

const Value* Seeker::known(ExprId id, const Sketch& sketch) const {
  const Expr& e = p_.expr(id);
  if (e.op == Op::kConstant) return &e.value;
  if (e.op != Op::kField) return nullptr;
  const RecordKind kind = p_.expr(e.children[0]).type.record;
  const auto found = sketch.fields.find({kind, p_.schema(kind).fields[e.index].name});
  return found == sketch.fields.end() || found->second.missing ? nullptr : &found->second;
}

void Seeker::set(ExprId field, Value value, Sketch& sketch, SketchInteraction* item) {
  const Expr& e = p_.expr(field);
  const auto put = [&](auto& map, const auto& key) {
    if (value.missing) {
      map.erase(key);
    } else {
      map[key] = std::move(value);
    }
  };
  if (!value.missing && !value.type.list && e.type.list) {
    Value list;
    list.type = e.type;
    list.items.push_back(std::move(value));
    value = std::move(list);
  }
  if (!value.missing) value.type = e.type;
  if (e.op == Op::kAttribute) {
    if (item == nullptr) return;
    if (e.text == "at") {
      if (!value.missing) item->at = value.number;
      return;
    }
    put(item->attributes, e.text);
    return;
  }
  const RecordKind kind = p_.expr(e.children[0]).type.record;
  const Field& written = p_.schema(kind).fields[e.index];
  if (written.is_link || written.name == "id") return;
  put(sketch.fields, std::pair{kind, written.name});
}

Value Seeker::sample(const Type& type) {
  switch (type.kind) {
    case TypeKind::kEmail:
      return text_of("ana@example.com");
    case TypeKind::kPhone:
      return text_of("+4930123456");
    case TypeKind::kDomain:
      return text_of("example.com");
    case TypeKind::kNumber:
      return number_of(Decimal::kOne, TypeKind::kNumber);
    case TypeKind::kYesNo:
      return number_of(1, TypeKind::kYesNo);
    case TypeKind::kTime:
      return number_of(now_ - kMsPerDay, TypeKind::kTime);
    case TypeKind::kDuration:
      return number_of(kMsPerDay, TypeKind::kDuration);
    case TypeKind::kChoice: {
      Value value = text_of(p_.choices[type.choice].words.front());
      value.type = type;
      return value;
    }
    case TypeKind::kText:
    case TypeKind::kGrade:
    case TypeKind::kNone:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      break;
  }
  return text_of("something");
}

// Now and then in capital or small letters, for rules that look at them.
Value Seeker::spelled(Value value) {
  if (as_written_ || !value.type.textual() || pick(5) != 0) return value;
  const bool capital = coin();
  for (char& c : value.text) {
    if (capital && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!capital && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return value;
}

void Seeker::want(ExprId condition, bool yes, Sketch& sketch) {
  if (condition != kNoExpr) want(condition, yes, sketch, nullptr);
}

void Seeker::want_order(ExprId field, CompareOp op, const Value& value, bool yes, Sketch& sketch,
                        SketchInteraction* item) {
  const Expr& e = p_.expr(field);
  if (e.type.kind == TypeKind::kChoice) {
    const std::vector<std::string>& words = p_.choices[e.type.choice].words;
    std::vector<std::size_t> fit;
    const auto place = static_cast<std::size_t>(value.number);
    for (std::size_t w = 0; w < words.size(); ++w) {
      const bool holds = op == CompareOp::kEqual       ? w == place
                         : op == CompareOp::kLess      ? w < place
                         : op == CompareOp::kLessEqual ? w <= place
                         : op == CompareOp::kGreater   ? w > place
                                                       : w >= place;
      if (holds == yes) fit.push_back(w);
    }
    if (fit.empty()) return set(field, nothing(), sketch, item);
    Value word = text_of(words[fit[pick(fit.size())]]);
    word.type = e.type;
    word.number = std::find(words.begin(), words.end(), word.text) - words.begin();
    return set(field, std::move(word), sketch, item);
  }
  if (!yes && pick(4) == 0) return set(field, nothing(), sketch, item);
  if (e.type.textual()) {
    if (op == CompareOp::kEqual && yes) return set(field, spelled(value), sketch, item);
    return set(field, text_of(yes == (op == CompareOp::kGreater || op == CompareOp::kGreaterEqual) ? "zzz" : "aaa"),
               sketch, item);
  }
  const bool time = e.type.kind == TypeKind::kTime || e.type.kind == TypeKind::kDuration;
  const std::int64_t step = time ? kMsPerDay : Decimal::kOne;
  const std::int64_t fine = time ? 1 : pick(4) == 0 ? 1 : step;
  Value near = value;
  switch (op) {
    case CompareOp::kEqual:
      if (!yes) near.number += coin() ? step : -step;
      break;
    case CompareOp::kGreaterEqual:
      near.number += yes ? static_cast<std::int64_t>(pick(2)) * step : -fine;
      break;
    case CompareOp::kGreater:
      near.number += yes ? fine : -static_cast<std::int64_t>(pick(2)) * step;
      break;
    case CompareOp::kLessEqual:
      near.number -= yes ? static_cast<std::int64_t>(pick(2)) * step : -fine;
      break;
    case CompareOp::kLess:
      near.number -= yes ? fine : -static_cast<std::int64_t>(pick(2)) * step;
      break;
  }
  set(field, std::move(near), sketch, item);
}

// That a number which interactions make up is `value`.
void Seeker::want_number(ExprId id, std::int64_t value, Sketch& sketch, SketchInteraction* item) {
  const Expr& e = p_.expr(id);
  if (e.op != Op::kAggregate || item != nullptr) return;
  remove(p_.selections[e.selection], sketch);
  const std::int64_t whole = (value + Decimal::kOne - 1) / Decimal::kOne;
  if (e.aggregate == AggregateKind::kCount || e.aggregate == AggregateKind::kCountBuckets ||
      e.aggregate == AggregateKind::kDistinct) {
    return want_selection(e.selection, static_cast<std::size_t>(std::clamp<std::int64_t>(whole, 0, 60)), sketch);
  }
  const std::size_t before = sketch.interactions.size();
  want_selection(e.selection, 1, sketch);
  if (sketch.interactions.size() > before && !e.text.empty() && e.type.kind == TypeKind::kNumber) {
    sketch.interactions.back().attributes[e.text] = number_of(value, TypeKind::kNumber);
  }
}

void Seeker::want_compare(const Expr& e, bool yes, Sketch& sketch, SketchInteraction* item) {
  ExprId left = e.children[0];
  ExprId right = e.children[1];
  CompareOp op = e.compare;
  if (!settable(left, item) && settable(right, item)) {
    std::swap(left, right);
    op = turned(op);
  }
  const Expr& l = p_.expr(left);
  const Expr& r = p_.expr(right);
  if (settable(left, item)) {
    const Value* value = known(right, sketch);
    if (value != nullptr && !value->type.list) return want_order(left, op, *value, yes, sketch, item);
    if (r.op == Op::kNow || r.op == Op::kAdd || r.op == Op::kSubtract) {
      return want_order(left, op, number_of(now_, TypeKind::kTime), yes, sketch, item);
    }
    // Two fields: both get the same value, or one of them none.
    if (!settable(right, item)) return;
    Value same = sample(l.type);
    set(right, same, sketch, item);
    if (op == CompareOp::kEqual && !yes) return set(left, nothing(), sketch, item);
    return want_order(left, op, same, yes, sketch, item);
  }
  if (r.op != Op::kConstant) return;
  if (l.op == Op::kAgeOf) {
    const ExprId time = l.children[0];
    if (!settable(time, item)) {
      if (p_.expr(time).op == Op::kAggregate && item == nullptr) want_selection(p_.expr(time).selection, 1, sketch);
      return;
    }
    const std::int64_t slack = kMsPerHour;
    const bool older = (op == CompareOp::kGreater || op == CompareOp::kGreaterEqual) == yes;
    return set(time, number_of(now_ - r.value.number + (older ? -slack : slack), TypeKind::kTime), sketch, item);
  }
  if (l.op == Op::kAggregate && l.type.kind == TypeKind::kNumber) {
    const std::int64_t step = Decimal::kOne;
    const bool more = op == CompareOp::kGreater || op == CompareOp::kGreaterEqual || op == CompareOp::kEqual;
    std::int64_t value = r.value.number;
    if (op == CompareOp::kGreater && yes) value += step;
    if (op == CompareOp::kLess && yes) value -= step;
    if (!yes) value += more ? -step : step;
    return want_number(left, value, sketch, item);
  }
  if (l.op == Op::kAggregate && item == nullptr) {
    const std::size_t before = sketch.interactions.size();
    want_selection(l.selection, 1, sketch);
    if (sketch.interactions.size() > before && !l.text.empty() && yes == (op == CompareOp::kEqual)) {
      sketch.interactions.back().attributes[l.text] = r.value;
    }
  }
}

void Seeker::want_text(const Expr& e, bool yes, Sketch& sketch, SketchInteraction* item) {
  if (!settable(e.children[0], item)) return;
  const Expr& r = p_.expr(e.children[1]);
  if (!yes) return set(e.children[0], coin() ? nothing() : text_of("something"), sketch, item);
  if (r.op != Op::kConstant) return;
  const Value* value = &r.value;
  if (value->type.list) {
    if (value->items.empty()) return;
    value = &value->items[pick(value->items.size())];
  }
  std::string text;
  for (const char c : value->text) {
    if (e.op != Op::kText || e.text_test != TextTest::kLike || (c != '*' && c != '\\'))
      text += c == '?' && e.op == Op::kText && e.text_test == TextTest::kLike ? 'x' : c;
  }
  Value found = *value;
  found.text = std::move(text);
  set(e.children[0], spelled(std::move(found)), sketch, item);
}

void Seeker::want(ExprId condition, bool yes, Sketch& sketch, SketchInteraction* item) {
  const Expr& e = p_.expr(condition);
  const auto child = [&](std::size_t i, bool wanted) { want(e.children[i], wanted, sketch, item); };
  switch (e.op) {
    case Op::kAnd:
    case Op::kOr:
      if (yes == (e.op == Op::kAnd)) {
        for (std::size_t i = 0; i < e.children.size(); ++i) child(i, yes);
      } else {
        child(pick(e.children.size()), yes);
      }
      return;
    case Op::kNot:
      return child(0, !yes);
    case Op::kCompare:
      return want_compare(e, yes, sketch, item);
    case Op::kBetween: {
      if (!settable(e.children[0], item)) {
        if (p_.expr(e.children[1]).op == Op::kConstant) {
          want_number(e.children[0], p_.expr(e.children[1]).value.number - (yes ? 0 : Decimal::kOne), sketch, item);
        }
        return;
      }
      const bool low = coin();
      const Expr& end = p_.expr(e.children[low ? 1 : 2]);
      if (end.op != Op::kConstant) return;
      return want_order(e.children[0], low ? CompareOp::kGreaterEqual : CompareOp::kLessEqual, end.value, yes, sketch,
                        item);
    }
    case Op::kIn:
    case Op::kText:
    case Op::kHas:
    case Op::kHasAny:
      return want_text(e, yes, sketch, item);
    case Op::kHasAll:
      if (!settable(e.children[0], item)) return;
      if (!yes || p_.expr(e.children[1]).op != Op::kConstant) return set(e.children[0], nothing(), sketch, item);
      return set(e.children[0], p_.expr(e.children[1]).value, sketch, item);
    case Op::kIsPresent:
    case Op::kIsMissing:
      if (settable(e.children[0], item)) {
        const bool present = yes == (e.op == Op::kIsPresent);
        if (present && known(e.children[0], sketch) != nullptr) return;
        return set(e.children[0], present ? sample(p_.expr(e.children[0]).type) : nothing(), sketch, item);
      }
      if (p_.expr(e.children[0]).op == Op::kAggregate && item == nullptr) {
        remove(p_.selections[p_.expr(e.children[0]).selection], sketch);
        if (yes == (e.op == Op::kIsPresent)) want_selection(p_.expr(e.children[0]).selection, 1, sketch);
      }
      return;
    case Op::kIsValid:
      if (settable(e.children[0], item)) {
        set(e.children[0], yes ? sample(p_.expr(e.children[0]).type) : text_of("?"), sketch, item);
      }
      return;
    case Op::kField:
    case Op::kAttribute:
      if (e.type.kind == TypeKind::kYesNo && settable(condition, item)) {
        set(condition, !yes && coin() ? nothing() : number_of(yes ? 1 : 0, TypeKind::kYesNo), sketch, item);
      }
      return;
    case Op::kAggregate:
      if (item != nullptr) return;
      remove(p_.selections[e.selection], sketch);
      if (yes == (e.aggregate == AggregateKind::kAny)) want_selection(e.selection, 1 + pick(2), sketch);
      return;
    default:
      return;  // what other operations are about is tried with other conditions
  }
}

void Seeker::remove(const Selection& selection, Sketch& sketch) {
  if (selection.records) return;
  const auto selected = [&](const SketchInteraction& one) {
    return std::any_of(selection.kinds.begin(), selection.kinds.end(),
                       [&](std::uint32_t kind) { return p_.interactions[kind].name == one.kind; });
  };
  sketch.interactions.erase(std::remove_if(sketch.interactions.begin(), sketch.interactions.end(), selected),
                            sketch.interactions.end());
}

// A time that the windows of a selection hold, often near one of their ends; sometimes one just outside.
std::int64_t Seeker::time_for(const Selection& selection) {
  std::int64_t shortest = 30 * kMsPerDay;
  for (const Window& window : selection.within) {
    if (window.after == kNoExpr) shortest = std::min(shortest, window.milliseconds);
  }
  switch (pick(6)) {
    case 0:
      return now_;
    case 1:
      return now_ - shortest + 1;
    case 2:
      return now_ - shortest;
    default:
      break;
  }
  // Whole hours are easier to read.
  const std::int64_t step = shortest >= 2 * kMsPerHour ? kMsPerHour : 1;
  const auto steps = static_cast<std::size_t>(std::max<std::int64_t>(shortest / step, 1));
  return now_ - static_cast<std::int64_t>(pick(steps)) * step;
}

void Seeker::want_selection(SelectionId id, std::size_t count, Sketch& sketch) {
  const Selection& selection = p_.selections[id];
  if (selection.records) {
    if (selection.record == RecordKind::kOpportunity && count > 0) {
      sketch.fields[{RecordKind::kOpportunity, "created"}] = number_of(time_for(selection), TypeKind::kTime);
    }
    return;
  }
  std::vector<std::uint32_t> kinds;
  for (const std::uint32_t kind : selection.kinds) {
    if (kind != kMoveKind && kind != kReachKind) kinds.push_back(kind);
  }
  if (kinds.empty()) return;
  for (std::size_t i = 0; i < count; ++i) {
    SketchInteraction one;
    one.kind = p_.interactions[kinds[pick(kinds.size())]].name;
    one.at = time_for(selection);
    one.of_lead = selection.by == By::kLead;
    for (const ExprId where : selection.where) want(where, true, sketch, &one);
    sketch.interactions.push_back(std::move(one));
  }
}

// That a table has a row for what is looked up.
void Seeker::want_row(ExprId points, Sketch& sketch) {
  if (points == kNoExpr) return;
  const Expr& e = p_.expr(points);
  if (e.op == Op::kLookup && !p_.tables[e.index].rows.empty()) {
    const std::vector<Table::Row>& rows = p_.tables[e.index].rows;
    const Table::Row& row = rows[pick(rows.size())];
    for (std::size_t i = 0; i < e.children.size() && i < row.keys.size(); ++i) {
      if (settable(e.children[i], nullptr)) set(e.children[i], row.keys[i], sketch, nullptr);
    }
  }
  for (const ExprId child : e.children) want_row(child, sketch);
}

void Seeker::want(const Rule& rule, bool yes, Sketch& sketch) {
  if (yes) want_row(rule.points, sketch);
  if (rule.condition != kNoExpr) want(rule.condition, yes, sketch);
  if (rule.selection == kNoSelection) return;
  const Selection& selection = p_.selections[rule.selection];
  if (rule.form == RuleForm::kWithout) {
    remove(selection, sketch);
    const std::int64_t ago = yes ? rule.silence * static_cast<std::int64_t>(1 + pick(3)) + kMsPerHour : kMsPerHour;
    if (!selection.records && !selection.kinds.empty() && coin()) {
      want_selection(rule.selection, 1, sketch);
      if (!sketch.interactions.empty()) sketch.interactions.back().at = now_ - ago;
    } else {
      sketch.fields[{selection.subject, "created"}] = number_of(now_ - ago, TypeKind::kTime);
    }
    return;
  }
  if (!yes) return remove(selection, sketch);
  const std::size_t count = rule.form == RuleForm::kPerBucket ? static_cast<std::size_t>(rule.at_least) : 1 + pick(3);
  want_selection(rule.selection, std::min<std::size_t>(count, 50), sketch);
}

}  // namespace leadline::cli
