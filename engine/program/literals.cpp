// SPDX-License-Identifier: Apache-2.0
// Literals of rule text as constant values.
#include "engine/program/literals.hpp"

#include <algorithm>

#include "engine/program/nearest.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"

namespace leadline::checking {

namespace {

Value plain_value(TypeKind kind, std::int64_t number) {
  Value value;
  value.type = simple(kind);
  value.number = number;
  return value;
}

std::optional<Value> mismatch(Checker& c, const ast::Expr& tree, const Type& found, const Type& expected) {
  std::string help;
  if (expected.kind == TypeKind::kTime && found.kind == TypeKind::kText)
    help = "a time is written without quotes: `2026-07-01`";
  if (expected.kind == TypeKind::kNumber && found.kind == TypeKind::kText) help = "a number is written without quotes";
  if (expected.textual() && !found.list) help = "a text stands in quotes";
  if (expected.list && !found.list) help = "a list stands in brackets";
  if (is_choice(expected)) help = "its words stand in quotes";
  c.error("type/mismatch", tree.span, "this is " + describe(c, found) + ", but " + describe(c, expected) + " is wanted",
          help);
  return std::nullopt;
}

// `1.000` is one, and a thousand to who learned to write numbers elsewhere. Nobody writes the zeros of a fraction.
void warn_of_thousands(Checker& c, const ast::Expr& tree) {
  const std::string text = c.written(tree.span);
  const std::size_t point = text.find('.');
  if (point == std::string::npos || point == 0 || point > 3 || text.size() != point + 4) return;
  if (text.back() != '0' || text.front() == '0' || text.find_first_not_of("0123456789.") != std::string::npos) return;
  const std::string number = to_text(Decimal{tree.number.micros});
  Diagnostic& found = c.warning("type/thousands", tree.span, "`" + text + "` is " + number,
                                "write `" + number + "`; thousands are grouped by `_`, as in `" +
                                    text.substr(0, point) + '_' + text.substr(point + 1) + '`');
  found.fixes.push_back({tree.span, number});
}

std::optional<Value> list_value(Checker& c, const ast::Expr& tree, const Type& expected) {
  Value list;
  list.type = expected.list ? expected : Type{};
  bool sound = true;
  const Type wanted = expected.list ? element_of(expected) : Type{};
  std::optional<Type> element;
  for (const ast::ExprPtr& child : tree.children) {
    std::optional<Value> item = literal_value(c, *child, wanted);
    if (!item) {
      sound = false;
      continue;
    }
    if (item->type.list) {
      c.error("type/mismatch", child->span, "a list cannot stand in a list", "leave the inner brackets out");
      sound = false;
      continue;
    }
    if (item->missing) {
      c.error("type/mismatch", child->span, "an empty text is missing and cannot stand in a list", "leave it out");
      sound = false;
      continue;
    }
    if (!element) element = item->type;
    const std::optional<Type> both = common_type(*element, item->type);
    if (!both) {
      c.error("type/mismatch", child->span,
              "this is " + describe(c, item->type) + ", but the list began with " + describe(c, *element),
              "all values of a list are of one type");
      sound = false;
      continue;
    }
    element = both;
    list.items.push_back(std::move(*item));
  }
  if (!sound) return std::nullopt;
  if (!expected.list) list.type = list_of(element.value_or(simple(TypeKind::kText)));
  return list;
}

}  // namespace

bool is_literal(const ast::Expr& tree) {
  switch (tree.kind) {
    case ast::ExprKind::kText:
    case ast::ExprKind::kNumber:
    case ast::ExprKind::kYesNo:
    case ast::ExprKind::kDuration:
    case ast::ExprKind::kTime:
    case ast::ExprKind::kMissing:
      return true;
    case ast::ExprKind::kList:
      return std::all_of(tree.children.begin(), tree.children.end(),
                         [](const ast::ExprPtr& child) { return is_literal(*child); });
    case ast::ExprKind::kNegate:
      return tree.children[0]->kind == ast::ExprKind::kNumber || tree.children[0]->kind == ast::ExprKind::kDuration;
    default:
      return false;
  }
}

std::optional<std::int64_t> literal_time(Checker& c, const ast::Expr& tree) {
  TimeText time;
  if (!parse_iso(tree.text, time)) {
    c.error("type/mismatch", tree.span, "`" + tree.text + "` is no time that the calendar has",
            "write `2026-07-01` or `2026-07-01T09:30:00Z`");
    return std::nullopt;
  }
  if (time.has_clock && !time.has_offset) {
    Diagnostic& d = c.error("type/mismatch", tree.span, "a time with a clock time needs a zone",
                            "write `" + tree.text + "Z` for UTC, or an offset: `" + tree.text + "+02:00`");
    d.fixes.push_back({tree.span, tree.text + "Z"});
    return std::nullopt;
  }
  return resolve(time, *c.zones[c.zone_of(tree.span)]).ms;
}

std::optional<Value> choice_word(Checker& c, const Type& type, const std::string& word, const Span& span) {
  if (std::optional<Value> value = word_value(c, type, word)) {
    c.mention_word(type, value->text, span);
    return value;
  }
  const std::vector<std::string> words = words_of(c, type);
  std::string help;
  if (const std::string near = nearest(word, words); !near.empty()) help = "did you mean \"" + near + "\"? ";
  std::string all;
  for (std::size_t i = 0; i < words.size() && i < 12; ++i) all += (i == 0 ? "\"" : ", \"") + words[i] + "\"";
  if (words.size() > 12) all += ", …";
  help += (type.kind == TypeKind::kGrade ? "its grades are " : "its words are ") + all;
  if (words.empty()) help = "the model gives no grades";
  c.error("name/unknown", span,
          type.kind == TypeKind::kGrade ? "`" + c.program.models[type.choice].name + "` gives no grade \"" + word + "\""
                                        : "the choice has no word \"" + word + "\"",
          help);
  return std::nullopt;
}

std::optional<Value> literal_value(Checker& c, const ast::Expr& tree, const Type& expected) {
  const auto checked = [&](Value value) -> std::optional<Value> {
    if (expected.kind == TypeKind::kNone || value.type == expected) return value;
    return mismatch(c, tree, value.type, expected);
  };
  switch (tree.kind) {
    case ast::ExprKind::kText: {
      Value value;
      value.type = simple(TypeKind::kText);
      if (expected.textual()) value.type = expected;
      value.text = nfc(tree.text);
      value.missing = trim(value.text).empty();
      if (is_choice(expected)) {
        if (!value.missing) return choice_word(c, expected, value.text, tree.span);
        value.type = expected;
      }
      if (value.missing) {
        value.text.clear();
        if (!expected.list && expected.kind != TypeKind::kNone) value.type = expected;
      }
      return checked(std::move(value));
    }
    case ast::ExprKind::kNumber:
      warn_of_thousands(c, tree);
      return checked(plain_value(TypeKind::kNumber, tree.number.micros));
    case ast::ExprKind::kYesNo:
      return checked(plain_value(TypeKind::kYesNo, tree.yes ? 1 : 0));
    case ast::ExprKind::kDuration:
      return checked(plain_value(TypeKind::kDuration, tree.milliseconds));
    case ast::ExprKind::kTime: {
      if (expected.kind != TypeKind::kNone && expected != simple(TypeKind::kTime))
        return mismatch(c, tree, simple(TypeKind::kTime), expected);
      const std::optional<std::int64_t> at = literal_time(c, tree);
      if (!at) return std::nullopt;
      return plain_value(TypeKind::kTime, *at);
    }
    case ast::ExprKind::kMissing: {
      Value value;
      value.type = expected.kind == TypeKind::kNone ? simple(TypeKind::kMissing) : expected;
      value.missing = true;
      return value;
    }
    case ast::ExprKind::kNegate: {
      std::optional<Value> value = literal_value(c, *tree.children[0], expected);
      if (value) value->number = -value->number;
      return value;
    }
    case ast::ExprKind::kList: {
      if (expected.kind != TypeKind::kNone && !expected.list) return mismatch(c, tree, list_of(expected), expected);
      return list_value(c, tree, expected);
    }
    default:
      c.error("type/mismatch", tree.span, "a fixed value is wanted here",
              "write a text, a number, `yes`, `no`, a time or a duration");
      return std::nullopt;
  }
}

}  // namespace leadline::checking
