// SPDX-License-Identifier: Apache-2.0
// Conditions over ranges: of each part, whether some row could make it true and some other false.
#include "engine/data/row_range.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "engine/data/row_condition.hpp"
#include "engine/values/text.hpp"

namespace leadline {

namespace {

int byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : -1;
}

constexpr int kFirstHighByte = 0x80;

// Whether a text that folds to an ASCII one lies in a range: it is spelled in small and capital letters, but for `k`
// and `s`, which two other characters become too (K, the sign for Kelvin, and ſ, the long s).
class Spelling {
 public:
  Spelling(const std::string& least, const std::string& most, const std::string& text, bool goes_on)
      : least_(least), most_(most), text_(text), goes_on_(goes_on) {}

  [[nodiscard]] bool possible(std::size_t at = 0, bool at_least = true, bool at_most = true) const {
    if (!at_least && !at_most) return true;
    if (at == text_.size()) return goes_on_ || !at_least || least_.size() == at;
    const int its = byte_at(text_, at);
    const int capital = its >= 'a' && its <= 'z' ? its - 'a' + 'A' : its;
    const int other = its == 'k' ? 0xE2 : its == 's' ? 0xC5 : its;
    if (other != its && allowed(other, at, at_least, at_most)) return true;
    for (const int byte : {its, capital}) {
      if (!allowed(byte, at, at_least, at_most)) continue;
      if (possible(at + 1, at_least && byte == byte_at(least_, at), at_most && byte == byte_at(most_, at))) return true;
      if (its == capital) break;
    }
    return false;
  }

 private:
  [[nodiscard]] bool allowed(int byte, std::size_t at, bool at_least, bool at_most) const {
    return (!at_least || byte >= byte_at(least_, at)) && (!at_most || byte <= byte_at(most_, at));
  }

  const std::string& least_;
  const std::string& most_;
  const std::string& text_;
  bool goes_on_;
};

bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < kFirstHighByte; });
}

// Whether a whole number between two is written like this.
bool among_numbers(const std::pair<std::int64_t, std::int64_t>& numbers, const std::string& text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && behind == end && number >= numbers.first && number <= numbers.second;
}

// What a part of a condition can be.
struct Outcomes {
  bool yes = true;
  bool no = true;
};

class Ranges {
 public:
  Ranges(const Program& program, const RangeOf& range_of) : program_(program), range_of_(range_of) {}

  [[nodiscard]] Outcomes of(ExprId id) const {
    const Expr& expr = program_.expr(id);
    if (expr.op == Op::kNot) {
      const Outcomes inner = of(expr.children[0]);
      return {inner.no, inner.yes};
    }
    return expr.op == Op::kAnd || expr.op == Op::kOr ? of_several(expr) : of_one(id, expr);
  }

 private:
  [[nodiscard]] Outcomes of_several(const Expr& expr) const {
    const bool all = expr.op == Op::kAnd;
    Outcomes both{all, !all};
    for (const ExprId child : expr.children) {
      const Outcomes one = of(child);
      both.yes = all ? both.yes && one.yes : both.yes || one.yes;
      both.no = all ? both.no || one.no : both.no && one.no;
    }
    return both;
  }

  // A test of one column: asked outright where all rows have the same in it.
  [[nodiscard]] Outcomes of_one(ExprId id, const Expr& expr) const {
    if (expr.op == Op::kConstant) return outright(id, {});
    const Expr* const column = expr.children.empty() ? nullptr : &program_.expr(expr.children[0]);
    if (column == nullptr || column->op != Op::kAttribute) return {};
    const ColumnRange* const range = range_of_(column->text);
    if (range == nullptr) return {};
    if (range->none_there) return outright(id, {});
    if (range->one_text) return outright(id, *range->least);
    // Others are not said of columns, or nothing is known of them from the ends.
    const bool whole = (expr.op == Op::kCompare && expr.compare == CompareOp::kEqual) || expr.op == Op::kIn;
    const bool beginning =
        expr.op == Op::kText && (expr.text_test == TextTest::kStartsWith || expr.text_test == TextTest::kLike);
    if (!whole && !beginning) return {};
    const Expr& right = program_.expr(expr.children[1]);
    if (right.op != Op::kConstant) return {};
    return {any_possible(*range, right.value, expr, beginning), true};
  }

  [[nodiscard]] Outcomes outright(ExprId id, std::string_view text) const {
    const ColumnText column = [&](const std::string& /*name*/) { return text; };
    const bool holds = row_holds(program_, id, column);
    return {holds, !holds};
  }

  // Whether a text of a range can be, or begin like, a literal or one of a list of them.
  [[nodiscard]] static bool any_possible(const ColumnRange& range, const Value& value, const Expr& expr,
                                         bool beginning) {
    const auto possible = [&](const Value& one) {
      if (one.missing || !one.type.textual()) return true;
      std::string text = one.text;
      // What stands before the first wildcard, or what only looks like one.
      if (beginning && expr.text_test == TextTest::kLike)
        text.resize(std::min(text.size(), text.find_first_of("*?\\")));
      return lies_in(range, expr.exactly ? text : fold(text), expr.exactly, beginning);
    };
    return value.type.list ? std::any_of(value.items.begin(), value.items.end(), possible) : possible(value);
  }

  [[nodiscard]] static bool lies_in(const ColumnRange& range, const std::string& text, bool exactly, bool beginning) {
    if (range.whole) return beginning || among_numbers(*range.whole, text);
    if (!range.least || !range.most) return true;
    if (exactly) {
      return *range.most >= text && (beginning ? range.least->substr(0, text.size()) : *range.least) <= text;
    }
    return !ascii(text) || Spelling(*range.least, *range.most, text, beginning).possible();
  }

  const Program& program_;
  const RangeOf& range_of_;
};

}  // namespace

bool may_hold(const Program& program, ExprId condition, const RangeOf& range_of) {
  return Ranges(program, range_of).of(condition).yes;
}

}  // namespace leadline
