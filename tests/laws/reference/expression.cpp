// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/expression.hpp"

#include <algorithm>

#include "laws/reference/functions.hpp"
#include "laws/reference/lifecycle.hpp"
#include "laws/reference/model.hpp"
#include "laws/reference/segment.hpp"
#include "laws/reference/selection.hpp"
#include "laws/reference/text.hpp"

namespace leadline::reference {

namespace {

Value list_of_names(const std::set<std::string>& names) {
  Value list = names.empty() ? missing() : Value{};
  list.type = Type{TypeKind::kText, true};
  for (const std::string& name : names) list.items.push_back(of_text(name));
  return list;
}

Value threshold_names(const View& view, const std::set<std::uint32_t>& known, std::set<std::string> names) {
  for (const std::uint32_t i : known) names.insert(view.universe->program().thresholds[i].full_name);
  return list_of_names(names);
}

Value arithmetic(const Expr& expr, const Value& a, const Value& b) {
  const bool number_a = a.type.kind == TypeKind::kNumber;
  const bool number_b = b.type.kind == TypeKind::kNumber;
  switch (expr.op) {
    case Op::kAdd:
      return of_type(expr.type, fit(Big(a.number) + b.number));
    case Op::kSubtract:
      return of_type(expr.type, fit(Big(a.number) - b.number));
    case Op::kMultiply:
      return of_type(expr.type, fit(rounded(Big(a.number) * b.number, Decimal::kOne)));
    default:
      break;
  }
  if (b.number == 0) return missing();
  // number / number and duration / duration are numbers, duration / number is a duration: each a * one / b.
  if (number_a != number_b && number_a) return missing();
  return of_type(expr.type, fit(rounded(Big(a.number) * Decimal::kOne, b.number)));
}

bool text_test(TextTest test, const std::u32string& text, const std::u32string& needle) {
  switch (test) {
    case TextTest::kContains:
      return contains_text(text, needle);
    case TextTest::kContainsWord:
      return contains_word(text, needle);
    case TextTest::kStartsWith:
      return starts_with(text, needle);
    case TextTest::kEndsWith:
      return ends_with(text, needle);
    case TextTest::kLike:
      return like(text, needle);
  }
  return false;
}

bool text_condition(const Expr& expr, const Value& text, const Value& needle) {
  const auto read = [&](const Value& value) { return expr.exactly ? code_points(value.text) : folded(value.text); };
  if (!needle.type.list) return text_test(expr.text_test, read(text), read(needle));
  return std::any_of(needle.items.begin(), needle.items.end(), [&](const Value& item) {
    return !item.missing && text_test(expr.text_test, read(text), read(item));
  });
}

bool in_list(const Value& value, const Value& list, bool exactly) {
  return std::any_of(list.items.begin(), list.items.end(),
                     [&](const Value& item) { return !item.missing && compare(value, item, exactly) == 0; });
}

bool comparison(CompareOp op, int sign) {
  switch (op) {
    case CompareOp::kEqual:
      return sign == 0;
    case CompareOp::kLess:
      return sign < 0;
    case CompareOp::kLessEqual:
      return sign <= 0;
    case CompareOp::kGreater:
      return sign > 0;
    case CompareOp::kGreaterEqual:
      return sign >= 0;
  }
  return false;
}

Value lookup(const Program& program, const Expr& expr, const View& subject, const Item* item) {
  const Table& table = program.tables[expr.index];
  std::vector<Value> keys;
  for (const ExprId child : expr.children) {
    keys.push_back(evaluate(child, subject, item));
    if (keys.back().missing) return missing();
  }
  for (const Table::Row& row : table.rows) {
    bool all = true;
    for (std::size_t i = 0; i < keys.size(); ++i) all = all && compare(keys[i], row.keys[i], false) == 0;
    if (all) return row.value;
  }
  return missing();
}

// The later of the moves to the stage and of `stage_since` where the record stands in it.
Value entering(const Expr& expr, const View& subject) {
  Maybe64 latest;
  const auto consider = [&](std::int64_t time) { latest = latest ? std::max(*latest, time) : time; };
  for (const Item& move : own_moves(subject, kMoveKind)) {
    const Value& to =
        move.interaction
            ->attributes[static_cast<std::size_t>(subject.universe->program().interactions[kMoveKind].find("to"))];
    if (move.interaction->at <= subject.universe->now() && !to.missing && compare(to, of_text(expr.text), false) == 0) {
      consider(move.interaction->at);
    }
  }
  if (subject.state.stage_name == expr.text && subject.state.stage_since) consider(*subject.state.stage_since);
  return of_type(Type{TypeKind::kTime}, latest);
}

}  // namespace

Value field(const View& view, std::uint32_t index) {
  const World& world = view.universe->world();
  const RecordSchema& schema = world.program().schema(view.kind);
  const int i = static_cast<int>(index);
  const Type type = schema.fields[index].type;
  if (i == schema.status) {
    // A status that is missing is `open`.
    const std::size_t word = view.state.status.value_or(status_word(world.program(), view.kind, "open"));
    return of_type(type, static_cast<std::int64_t>(word));
  }
  if (i == schema.process) return of_text(view.state.process_name);
  if (i == schema.stage) return of_text(view.state.stage_name);
  if (i == schema.stage_since) return of_type(type, view.state.stage_since);
  if (i == schema.reached) return threshold_names(view, view.state.reached, view.state.unknown_reached);
  if (i == schema.cleared) return threshold_names(view, view.state.cleared, view.state.unknown_cleared);
  if (i == schema.held) return list_of_names(view.state.held);
  Value value = world.field(view.kind, view.row, i).value_or(missing());
  for (const LinkKind link : {LinkKind::kContact, LinkKind::kAccount, LinkKind::kLead}) {
    const bool dangling = i == link_field(schema, link) && world.own_link(view.kind, view.row, link) == kNobody;
    if (dangling) return missing();
  }
  return value;
}

bool exact_attribute(const std::string& name) {
  return name == "id" || name == "contact" || name == "lead" || name == "account";
}

Value attribute(const Universe& universe, const Item& item, const std::string& name) {
  const World& world = universe.world();
  if (item.interaction == nullptr) {
    const RecordSchema& schema = world.program().schema(item.kind);
    const int index = name == "at" && schema.find(name) < 0 ? schema.created : schema.find(name);
    return index < 0 ? missing() : field(universe.seen(item.kind, item.row), static_cast<std::uint32_t>(index));
  }
  const Interaction& interaction = *item.interaction;
  const InteractionKind& kind = world.program().interactions[interaction.kind];
  if (const int index = kind.find(name); index >= 0) return interaction.attributes[static_cast<std::size_t>(index)];
  if (name == "at") return of_type(Type{TypeKind::kTime}, interaction.at);
  if (name == "id") return of_text(interaction.id);
  if (name == "kind") return of_text(kind.name);
  if (name == "contact" && world.contact_of(interaction) != kNobody) return of_text(interaction.contact);
  if (name == "lead" && world.lead_of(interaction) != kNobody) return of_text(interaction.lead);
  return missing();
}

const View* record_of(ExprId id, const View& subject, const Item* item) {
  const Universe& universe = *subject.universe;
  const World& world = universe.world();
  const Expr& expr = world.program().expr(id);
  const auto seen = [&](RecordKind kind, int row) -> const View* {
    return row == kNobody ? nullptr : &universe.seen(kind, row);
  };
  if (expr.op == Op::kSelf) return &subject;
  if (expr.op == Op::kItem) return item->interaction == nullptr ? seen(item->kind, item->row) : nullptr;
  if (expr.op != Op::kLink) return nullptr;
  const Expr& from = world.program().expr(expr.children[0]);
  if (from.op == Op::kItem && item->interaction != nullptr) {
    const int contact = world.contact_of(*item->interaction);
    switch (expr.link) {
      case LinkKind::kContact:
        return seen(RecordKind::kContact, contact);
      case LinkKind::kAccount:
        return seen(RecordKind::kAccount, world.link(RecordKind::kContact, contact, LinkKind::kAccount));
      case LinkKind::kLead:
        return seen(RecordKind::kLead, world.lead_of(*item->interaction));
    }
  }
  const View* record = record_of(expr.children[0], subject, item);
  if (record == nullptr) return nullptr;
  return seen(target_of(expr.link), world.link(record->kind, record->row, expr.link));
}

bool holds(ExprId id, const View& subject, const Item* item) {
  const Value value = evaluate(id, subject, item);
  return !value.missing && value.number != 0;
}

Value evaluate(ExprId id, const View& subject, const Item* item) {
  const Universe& universe = *subject.universe;
  const Program& program = universe.program();
  const Expr& expr = program.expr(id);
  const auto child = [&](std::size_t i) { return evaluate(expr.children[i], subject, item); };
  const auto child_holds = [&](std::size_t i) { return holds(expr.children[i], subject, item); };
  const auto record = [&](std::size_t i) { return record_of(expr.children[i], subject, item); };
  const auto about_record = [&](auto&& ask) {
    const View* view = record(0);
    return view == nullptr ? missing() : ask(*view);
  };
  switch (expr.op) {
    case Op::kConstant:
      return expr.value;
    case Op::kSelf:
    case Op::kItem:
    case Op::kLink: {
      const View* view = record_of(id, subject, item);
      return view == nullptr ? missing() : of_text(universe.world().id(view->kind, view->row));
    }
    case Op::kNamed:
      return missing();  // stands in tests only
    case Op::kField:
      return about_record([&](const View& view) { return field(view, expr.index); });
    case Op::kAttribute:
      return attribute(universe, *item, expr.text);
    case Op::kNow:
      return of_type(expr.type, universe.now());
    case Op::kAgeOf: {
      const Value time = child(0);
      return time.missing ? missing() : of_type(expr.type, fit(Big(universe.now()) - time.number));
    }
    case Op::kTimeInStage:
      return about_record([&](const View& view) {
        const Maybe64 since = view.state.stage_since;
        return since ? of_type(expr.type, fit(Big(universe.now()) - *since)) : missing();
      });
    case Op::kEntering:
      return entering(expr, subject);
    case Op::kDayOfWeek: {
      const Value time = child(0);
      if (time.missing) return missing();
      return of_type(expr.type, day_of_week(program.zones[expr.zone], time.number) * Decimal::kOne);
    }
    case Op::kLookup:
      return lookup(program, expr, subject, item);
    case Op::kCall: {
      std::vector<Value> arguments;
      for (std::size_t i = 0; i < expr.children.size(); ++i) {
        arguments.push_back(child(i));
        if (arguments.back().missing) return missing();
      }
      return call(program, expr.function, arguments);
    }
    case Op::kAggregate:
      return aggregate(expr, subject, item);
    case Op::kScore:
      return about_record([&](const View& view) {
        return of_type(expr.type, expr.own ? raw_score(view, expr.index) : scores_of(view, expr.index).score);
      });
    case Op::kGroupScore:
      return about_record([&](const View& view) {
        if (expr.own) return of_type(expr.type, raw_group(view, expr.index, expr.second));
        const View::Scores& scores = scores_of(view, expr.index);
        return scores.scored ? of_type(expr.type, scores.groups[expr.second]) : missing();
      });
    case Op::kGrade:
      return about_record([&](const View& view) {
        const int grade = grade_of(view, expr.index);
        return grade < 0 ? missing() : of_type(expr.type, grade);
      });
    case Op::kThresholdHolds:
      return about_record([&](const View& view) { return yes_no(threshold_holds(view, expr.index)); });
    case Op::kThresholdReached:
      return about_record([&](const View& view) {
        if (expr.thresholds.empty()) return yes_no(view.state.reached.count(expr.index) != 0);
        return yes_no(std::any_of(expr.thresholds.begin(), expr.thresholds.end(),
                                  [&](std::uint32_t i) { return view.state.reached.count(i) != 0; }));
      });
    case Op::kScored:
      return about_record([&](const View& view) { return yes_no(scored_by_any(view)); });
    case Op::kInSegment:
      return about_record([&](const View& view) { return yes_no(in_segment(view, expr.index)); });
    case Op::kMissed:
      return yes_no(deadline_missed(subject, expr.second, expr.index));
    case Op::kNot:
      return yes_no(!child_holds(0));
    case Op::kAnd: {
      bool all = true;
      for (std::size_t i = 0; i < expr.children.size(); ++i) all = all && child_holds(i);
      return yes_no(all);
    }
    case Op::kOr: {
      bool any = false;
      for (std::size_t i = 0; i < expr.children.size(); ++i) any = any || child_holds(i);
      return yes_no(any);
    }
    case Op::kCompare: {
      const Value a = child(0);
      const Value b = child(1);
      return yes_no(!a.missing && !b.missing && comparison(expr.compare, compare(a, b, expr.exactly)));
    }
    case Op::kBetween: {
      const Value value = child(0);
      const Value low = child(1);
      const Value high = child(2);
      return yes_no(!value.missing && !low.missing && !high.missing && compare(value, low, expr.exactly) >= 0 &&
                    compare(value, high, expr.exactly) <= 0);
    }
    case Op::kIn: {
      const Value value = child(0);
      const Value list = child(1);
      return yes_no(!value.missing && !list.missing && in_list(value, list, expr.exactly));
    }
    case Op::kText: {
      const Value text = child(0);
      const Value needle = child(1);
      return yes_no(!text.missing && !needle.missing && text_condition(expr, text, needle));
    }
    case Op::kHas: {
      const Value list = child(0);
      const Value wanted = child(1);
      return yes_no(!list.missing && !wanted.missing && in_list(wanted, list, expr.exactly));
    }
    case Op::kHasAny:
    case Op::kHasAll: {
      const Value list = child(0);
      const Value wanted = child(1);
      if (list.missing || wanted.missing) return yes_no(false);
      const auto has = [&](const Value& one) { return in_list(one, list, expr.exactly); };
      return yes_no(expr.op == Op::kHasAny ? std::any_of(wanted.items.begin(), wanted.items.end(), has)
                                           : std::all_of(wanted.items.begin(), wanted.items.end(), has));
    }
    case Op::kIsPresent:
      return yes_no(!child(0).missing);
    case Op::kIsMissing:
      return yes_no(child(0).missing);
    case Op::kIsValid: {
      const Value value = child(0);
      return yes_no(!value.missing && is_valid(program, value, program.expr(expr.children[0]).type));
    }
    case Op::kAdd:
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide: {
      const Value a = child(0);
      const Value b = child(1);
      return a.missing || b.missing ? missing() : arithmetic(expr, a, b);
    }
    case Op::kNegate: {
      const Value value = child(0);
      return value.missing ? missing() : of_type(expr.type, fit(-Big(value.number)));
    }
    case Op::kElse: {
      for (std::size_t i = 0; i < expr.children.size(); ++i) {
        if (Value value = child(i); !value.missing) return value;
      }
      return missing();
    }
    case Op::kFirstOf: {
      const std::size_t cases = expr.children.size() / 2;
      for (std::size_t i = 0; i < cases; ++i) {
        if (child_holds(2 * i)) return child(2 * i + 1);
      }
      return expr.children.size() % 2 == 1 ? child(expr.children.size() - 1) : missing();
    }
  }
  return missing();
}

}  // namespace leadline::reference
