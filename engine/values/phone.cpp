// SPDX-License-Identifier: Apache-2.0
// Phone numbers by libphonenumber, whose one shared object may be used by many threads at once.
#include <phonenumbers/phonenumberutil.h>

#include <set>

#include "engine/values/normal_forms.hpp"

namespace leadline {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

bool parse(std::string_view text, std::string_view country, PhoneNumber& number) {
  // Unknown countries must not reach the library, which writes to standard error about them.
  const std::string region = known_phone_country(country) ? std::string(country) : "ZZ";
  return PhoneNumberUtil::GetInstance()->Parse(std::string(text), region, &number) == PhoneNumberUtil::NO_PARSING_ERROR;
}

}  // namespace

bool known_phone_country(std::string_view country) {
  static const std::set<std::string> kCountries = [] {
    std::set<std::string> countries;
    PhoneNumberUtil::GetInstance()->GetSupportedRegions(&countries);
    return countries;
  }();
  return kCountries.count(std::string(country)) != 0;
}

std::optional<std::string> phone(std::string_view text, std::string_view country) {
  PhoneNumber number;
  if (!parse(text, country, number)) return std::nullopt;
  number.clear_extension();
  std::string formatted;
  PhoneNumberUtil::GetInstance()->Format(number, PhoneNumberUtil::E164, &formatted);
  return formatted;
}

bool valid_phone(std::string_view text, std::string_view country) {
  PhoneNumber number;
  return parse(text, country, number) && PhoneNumberUtil::GetInstance()->IsValidNumber(number);
}

}  // namespace leadline
