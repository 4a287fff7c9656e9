// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/functions.hpp"

#include "engine/values/normal_forms.hpp"
#include "laws/reference/text.hpp"

namespace leadline::reference {

namespace {

Value normal_form(const std::optional<std::string>& text) { return text ? of_text(*text) : missing(); }

Value number(const Big& whole) { return of_type(Type{TypeKind::kNumber}, fit(whole * Decimal::kOne)); }

Value extreme(const std::vector<Value>& arguments, int wanted) {
  Value best = arguments.front();
  for (const Value& value : arguments) {
    if (compare(value, best, false) == wanted) best = value;
  }
  return best;
}

}  // namespace

Value call(const Program&, Function function, const std::vector<Value>& arguments) {
  const Value& first = arguments.front();
  switch (function) {
    case Function::kDomain:
      return normal_form(domain(first.text));
    case Function::kMailbox:
      return normal_form(mailbox(first.text));
    case Function::kCompany:
      return normal_form(company(first.text));
    case Function::kDigits:
      return normal_form(digits(first.text));
    case Function::kSounds:
      return normal_form(sounds(first.text));
    case Function::kLength:
      return number(code_points(first.text).size());
    case Function::kLower:
      return of_text(lower_case(first.text));
    case Function::kMin:
      return extreme(arguments, -1);
    case Function::kMax:
      return extreme(arguments, 1);
    case Function::kRound:
      return number(rounded(first.number, Decimal::kOne));
  }
  return missing();
}

bool is_valid(const Program& program, const Value& value, const Type& type) {
  if (type.kind == TypeKind::kEmail) return valid_email(value.text);
  if (type.kind == TypeKind::kPhone) return valid_phone(value.text, program.phone_country);
  if (type.kind == TypeKind::kDomain) return valid_domain(value.text);
  return false;
}

}  // namespace leadline::reference
