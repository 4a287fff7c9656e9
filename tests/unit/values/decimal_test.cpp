// SPDX-License-Identifier: Apache-2.0
#include "leadline/decimal.hpp"

#include <catch2/catch.hpp>

#include "engine/values/decimal_text.hpp"

namespace leadline {

namespace {

Decimal decimal(std::string_view text) {
  Decimal value;
  REQUIRE(parse_decimal(text, value) == DecimalError::kNone);
  return value;
}

}  // namespace

TEST_CASE("decimal: text and back", "[values]") {
  for (const char* text : {"0", "12", "-2.5", "0.000001", "9223372036854.775807", "-9223372036854.775807"}) {
    CHECK(to_text(decimal(text)) == text);
  }
  CHECK(to_text(decimal("1e3")) == "1000");
  CHECK(to_text(decimal("+.5")) == "0.5");
  CHECK(to_text(decimal("2500e-3")) == "2.5");
  std::string text = "a";
  append_text(text, decimal("-0.05"));
  append_text(text, decimal("10.100000"));
  CHECK(text == "a-0.0510.1");
}

TEST_CASE("decimal: more than six places are rounded, halves away from zero, and said", "[values]") {
  Decimal value;
  CHECK(parse_decimal("0.0000005", value) == DecimalError::kTooManyPlaces);
  CHECK(value.micros == 1);
  CHECK(parse_decimal("-0.0000005", value) == DecimalError::kTooManyPlaces);
  CHECK(value.micros == -1);
  CHECK(parse_decimal("0.00000049999999999999999999999999999999999999999999", value) == DecimalError::kTooManyPlaces);
  CHECK(value.micros == 0);
  CHECK(parse_decimal("1.10000000000000000000000000000000000000000000", value) == DecimalError::kNone);
  CHECK(value.micros == 1'100'000);
}

TEST_CASE("decimal: what is no number, and what is too large", "[values]") {
  Decimal value;
  for (const char* text : {"", "-", ".", "1.2.3", "1e", "e5", "12 ", "0x1", "1_000", "--1", "nan", "1e5x"}) {
    INFO(text);
    CHECK(parse_decimal(text, value) == DecimalError::kNotANumber);
  }
  CHECK(parse_decimal("9223372036854.775808", value) == DecimalError::kTooLarge);
  CHECK(parse_decimal("-9223372036854.775808", value) == DecimalError::kTooLarge);
  CHECK(parse_decimal("1e99999999999", value) == DecimalError::kTooLarge);
  CHECK(parse_decimal("1_000", value, true) == DecimalError::kNone);
  CHECK(value == Decimal::of(1000));
}

TEST_CASE("decimal: products and quotients are rounded once, halves away from zero", "[values]") {
  CHECK(multiply(decimal("0.000001"), decimal("0.5"))->micros == 1);
  CHECK(multiply(decimal("-0.000001"), decimal("0.5"))->micros == -1);
  CHECK(divide(decimal("1"), decimal("3"))->micros == 333'333);
  CHECK(divide(decimal("2"), decimal("3"))->micros == 666'667);
  CHECK_FALSE(divide(decimal("1"), decimal("0")));
  CHECK_FALSE(multiply(decimal("9000000000000"), decimal("2")));
  CHECK_FALSE(add(decimal("9223372036854"), decimal("9223372036854")));
}

}  // namespace leadline
