// SPDX-License-Identifier: Apache-2.0
#include "engine/values/number_format.hpp"

#include <catch2/catch.hpp>

namespace leadline {

namespace {

std::string read(const NumberFormat& format, std::string_view text) {
  Decimal value;
  switch (format.parse(text, value)) {
    case DecimalError::kNone:
      return to_text(value);
    case DecimalError::kNotANumber:
      return "no number";
    case DecimalError::kTooLarge:
      return "too large";
    case DecimalError::kTooManyPlaces:
      return "too many places";
  }
  return "";
}

NumberFormat like_this(std::string_view sample) {
  auto format = NumberFormat::from_sample(sample);
  INFO(sample);
  REQUIRE(format.ok());
  return *format;
}

}  // namespace

TEST_CASE("number format: plain numbers", "[values][number]") {
  for (const NumberFormat& format : {NumberFormat(), like_this("1234.5"), like_this("12"), like_this("0.500")}) {
    CHECK(read(format, "1234.5") == "1234.5");
    CHECK(read(format, "-0.25") == "-0.25");
    CHECK(read(format, "+7") == "7");
    CHECK(read(format, "1e3") == "1000");
    CHECK(read(format, "1,234.5") == "no number");
    CHECK(read(format, "1 234") == "no number");
    CHECK(read(format, "") == "no number");
    CHECK(read(format, "twelve") == "no number");
  }
}

TEST_CASE("number format: groups of three in the right places, or none", "[values][number]") {
  const NumberFormat format = like_this("1,234.5");
  CHECK(read(format, "1,234.5") == "1234.5");
  CHECK(read(format, "12,345,678") == "12345678");
  CHECK(read(format, "123,456.75") == "123456.75");
  CHECK(read(format, "1234567.5") == "1234567.5");
  CHECK(read(format, "-1,234") == "-1234");
  CHECK(read(format, "+1,234") == "1234");
  CHECK(read(format, ".5") == "0.5");
  CHECK(read(format, "12") == "12");
  for (const char* text : {"1,23", "1,2345", "12,34,567", "1234,567", "1,234,56", ",234", "1,,234", "1,234,", "1.234,5",
                           "1,234.5.6", "1.234,567", "1 234", "1'234", "--1", "-", "1,234-", "0x10", "1_000", " 1"}) {
    INFO(text);
    CHECK(read(format, text) == "no number");
  }
}

TEST_CASE("number format: decimal comma", "[values][number]") {
  for (const char* sample : {"1.234,5", "1.234.567,5", "1.234.567"}) {
    const NumberFormat format = like_this(sample);
    CHECK(read(format, "1.234,5") == "1234.5");
    CHECK(read(format, "1234,5") == "1234.5");
    CHECK(read(format, "-0,25") == "-0.25");
    CHECK(read(format, "1.234") == "1234");
    CHECK(read(format, "1,5e3") == "1500");
    CHECK(read(format, "12.5") == "no number");
    CHECK(read(format, "1,234.5") == "no number");
    CHECK(read(format, "1,2,3") == "no number");
  }
  const NumberFormat plain = like_this("1234,5");
  CHECK(read(plain, "1234,5") == "1234.5");
  CHECK(read(plain, "1.234,5") == "no number");
  CHECK(read(plain, "1.5") == "no number");
}

TEST_CASE("number format: blanks between groups, of any kind", "[values][number]") {
  for (const char* sample : {"1 234,5",
                             "1\xC2\xA0"
                             "234,5",
                             "1\xE2\x80\xAF"
                             "234,5"}) {
    const NumberFormat format = like_this(sample);
    CHECK(read(format, "1 234 567,25") == "1234567.25");
    CHECK(read(format,
               "1\xC2\xA0"
               "234") == "1234");
    CHECK(read(format,
               "1\xE2\x80\xAF"
               "234,5") == "1234.5");
    CHECK(read(format, "1  234") == "no number");
    CHECK(read(format, "1 23") == "no number");
    CHECK(read(format, "1 234.5") == "no number");
  }
  CHECK(read(like_this("1 234.5"), "1 234.5") == "1234.5");
  CHECK(read(like_this("1 234"), "1 234.5") == "1234.5");
}

TEST_CASE("number format: apostrophes between groups", "[values][number]") {
  for (const char* sample : {"1'234.5", "1’234.5", "1'234'567"}) {
    const NumberFormat format = like_this(sample);
    CHECK(read(format, "1'234.5") == "1234.5");
    CHECK(read(format, "1’234’567") == "1234567");
    CHECK(read(format, "1,234") == "no number");
  }
}

TEST_CASE("number format: more than six places are rounded in silence, and size is minded", "[values][number]") {
  CHECK(read(NumberFormat(), "0.0000005") == "0.000001");
  CHECK(read(like_this("1.234,5"), "-0,0000005") == "-0.000001");
  CHECK(read(like_this("1,234.5"), "9,999,999,999,999") == "too large");
}

TEST_CASE("number format: samples that show nothing, or two things", "[values][number]") {
  for (const char* sample : {"", "abc", "1,234", "12.345", "-1.234", "1,23,456.7", "1.234.5", "1 23", "1'2",
                             "1 234'567", "1 234.567,8", "1,234.5,6", "$5"}) {
    INFO(sample);
    const auto format = NumberFormat::from_sample(sample);
    REQUIRE_FALSE(format.ok());
    CHECK(format.error().message.find('`') != std::string::npos);
  }
  CHECK(NumberFormat::from_sample("1,234").error().message ==
        "`1,234` can be read in two ways; write `1,234.5` or `1234,5`");
  CHECK(read(like_this("0,123"), "7,5") == "7.5");
  CHECK(read(like_this("1234,567"), "7,5") == "7.5");
}

}  // namespace leadline
