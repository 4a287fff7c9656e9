// SPDX-License-Identifier: Apache-2.0
#include "engine/values/text.hpp"

#include <unicode/uchar.h>

#include <catch2/catch.hpp>
#include <vector>

namespace leadline {

TEST_CASE("text: normal form C", "[values][text]") {
  CHECK(nfc("") == "");
  CHECK(nfc("Director") == "Director");
  CHECK(nfc("Mu\xCC\x88ller") == "Müller");
  CHECK(nfc("Müller") == "Müller");
  CHECK(nfc("\xE2\x84\xAB") == "Å");
  CHECK(nfc("\xE1\x84\x80\xE1\x85\xA1") == "가");
}

TEST_CASE("text: what is UTF-8 and what is not", "[values][text]") {
  for (const char* text :
       {"", "abc", "a longer text of ASCII only", "Žluťoučký", "株式会社", "😀", "\xF4\x8F\xBF\xBF"}) {
    INFO(text);
    CHECK(valid_utf8(text));
  }
  CHECK(valid_utf8(std::string_view("\0", 1)));
  for (const char* text : {"\x80", "abc\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF",
                           "twelve bytes\xE2\x82", "M\xFCller"}) {
    INFO(text);
    CHECK_FALSE(valid_utf8(text));
  }
}

TEST_CASE("text: folding is simple folding", "[values][text]") {
  CHECK(fold("VP Sales_9") == "vp sales_9");
  CHECK(fold("ÄÖÜ") == "äöü");
  CHECK(fold("STRASSE") != fold("Straße"));
  CHECK(fold("ẞ") == "ß");
  CHECK(fold("ΣΑΣ") == fold("σας"));
  CHECK(fold("\xE2\x84\xAA") == "k");
  CHECK(fold("İ") == "İ");
  CHECK(fold("ДИРЕКТОР") == "директор");
  CHECK(fold("A\xFFZ") == "a\xFFz");
  std::string out = "x";
  append_folded(out, "YZ");
  CHECK(out == "xyz");
}

TEST_CASE("text: lower case", "[values][text]") {
  CHECK(lower("Hello WORLD") == "hello world");
  CHECK(lower("ÉCOLE") == "école");
  CHECK(lower("ΣΑΣ") == "σασ");
  CHECK(lower("İ") == "i");
}

TEST_CASE("text: order is by code points", "[values][text]") {
  CHECK(compare_code_points("a", "b") < 0);
  CHECK(compare_code_points("b", "a") > 0);
  CHECK(compare_code_points("a", "a") == 0);
  CHECK(compare_code_points("a", "ab") < 0);
  CHECK(compare_code_points("z", "ä") < 0);
  CHECK(compare_code_points("\xEF\xBD\x81", "😀") < 0);  // U+FF41 before U+1F600, unlike in UTF-16
}

TEST_CASE("text: length counts code points", "[values][text]") {
  CHECK(length("") == 0);
  CHECK(length("abc") == 3);
  CHECK(length("Müller") == 6);
  CHECK(length("😀株") == 2);
}

TEST_CASE("text: contains, starts with, ends with", "[values][text]") {
  CHECK(contains("director", "cto"));
  CHECK_FALSE(contains("director", "ceo"));
  CHECK(contains("director", ""));
  CHECK(starts_with("head of sales", "head of"));
  CHECK_FALSE(starts_with("head", "head of"));
  CHECK(ends_with("head of sales", "sales"));
  CHECK_FALSE(ends_with("sales", "of sales"));
  CHECK(ends_with("sales", ""));
}

TEST_CASE("text: word boundaries are anything but letters, digits and _", "[values][text]") {
  CHECK(contains_word("cto", "cto"));
  CHECK(contains_word("interim cto, europe", "cto"));
  CHECK(contains_word("(cto)", "cto"));
  CHECK(contains_word("co-cto", "cto"));
  CHECK_FALSE(contains_word("director", "cto"));
  CHECK_FALSE(contains_word("cto2", "cto"));
  CHECK_FALSE(contains_word("2cto", "cto"));
  CHECK_FALSE(contains_word("cto_emea", "cto"));
  CHECK_FALSE(contains_word("x", ""));
  CHECK_FALSE(contains_word("", "x"));
}

TEST_CASE("text: word boundaries look at a later occurrence too", "[values][text]") {
  CHECK(contains_word("director and cto", "cto"));
  CHECK(contains_word("aa aaa a", "a"));
  CHECK_FALSE(contains_word("aa aaa", "a"));
}

TEST_CASE("text: word boundaries hold for needles of several words", "[values][text]") {
  CHECK(contains_word("vp, head of sales", "head of"));
  CHECK_FALSE(contains_word("ahead of sales", "head of"));
  CHECK_FALSE(contains_word("head  of", "head of"));
}

TEST_CASE("text: word boundaries beyond ASCII", "[values][text]") {
  CHECK_FALSE(contains_word("größe", "gr"));
  CHECK_FALSE(contains_word("änderung", "nderung"));
  CHECK(contains_word("«директор» отдела", "директор"));
  CHECK_FALSE(contains_word("директора", "директор"));
  CHECK_FALSE(contains_word("cto\xCC\x81", "cto"));  // a combining accent belongs to its letter
  CHECK_FALSE(contains_word("٣cto", "cto"));         // an Arabic digit
  CHECK(contains_word("😀cto😀", "cto"));
  CHECK(contains_word("cto²", "cto"));  // No, not Nd
}

TEST_CASE("text: word boundaries look at the outer neighbours only", "[values][text]") {
  CHECK(contains_word("c++ developer", "c++"));
  CHECK(contains_word("c/c++/c#", "c++"));
  CHECK_FALSE(contains_word("c++17", "c++"));
  CHECK(contains_word("uses .net daily", ".net"));
  CHECK_FALSE(contains_word("asp.net", ".net"));
}

TEST_CASE("text: like is about the whole text", "[values][text]") {
  CHECK(like("webinar-7", "webinar-*"));
  CHECK(like("webinar-", "webinar-*"));
  CHECK_FALSE(like("a webinar-7", "webinar-*"));
  CHECK(like("a webinar-7", "*webinar-?"));
  CHECK(like("", ""));
  CHECK(like("", "**"));
  CHECK_FALSE(like("", "?"));
  CHECK_FALSE(like("x", ""));
  CHECK(like("one\ntwo", "one*two"));
  CHECK(like("one\ntwo", "one?two"));
  CHECK(like("aXbXc", "a*X?"));
  CHECK(like("abcabd", "*ab?"));
  CHECK(like("mississippi", "m*iss*ip*i"));
  CHECK_FALSE(like("mississippi", "m*iss*x*i"));
}

TEST_CASE("text: like counts code points", "[values][text]") {
  CHECK(like("ä", "?"));
  CHECK_FALSE(like("ä", "??"));
  CHECK(like("x😀y", "x?y"));
  CHECK(like("Müller", "M*ller"));
  CHECK(like("日本語", "??語"));
}

TEST_CASE("text: like takes escaped wildcards as they are", "[values][text]") {
  CHECK(like("50*", "50\\*"));
  CHECK_FALSE(like("500", "50\\*"));
  CHECK(like("why?", "why\\?"));
  CHECK_FALSE(like("whyx", "why\\?"));
  CHECK(like("a\\b", "a\\\\b"));
  CHECK(like("a\\b", "a\\b"));
  CHECK(like("a\\", "a\\"));
  CHECK(like("\\x*", "\\\\?\\*"));
}

TEST_CASE("text: short words of letters", "[values][text]") {
  for (const char* text : {"a", "VP", "cto", "été", "ЗАО"}) {
    INFO(text);
    CHECK(letters_only_short(text));
  }
  for (const char* text :
       {"", "head", "3d", "c++", "it ", "v_p", "部", "社長", "ビル", "ー", "ฝ่าย", "ລາວ", "ខ្មែ", "မြန", "བོད", "x部"}) {
    INFO(text);
    CHECK_FALSE(letters_only_short(text));
  }
}

TEST_CASE("text: white space is what Unicode says, by the short way for ASCII too", "[values][text]") {
  CHECK_FALSE(white_space(-1));
  std::vector<std::int32_t> wrong;
  for (std::int32_t c = 0; c <= 0x10FFFF; ++c) {
    if (white_space(c) != (u_isUWhiteSpace(c) != 0)) wrong.push_back(c);
  }
  CHECK(wrong.empty());
}

TEST_CASE("text: trimming takes all white space off", "[values][text]") {
  CHECK(trim(" \t a b\n") == "a b");
  CHECK(trim("\xC2\xA0\xE2\x80\xAFx\xE3\x80\x80") == "x");
  CHECK(trim("   ") == "");
  CHECK(trim("") == "");
  CHECK(trim("\x80 ") == "\x80");
}

TEST_CASE("text: the Unicode version is known", "[values][text]") {
  const std::string version = unicode_version();
  CHECK(version.find('.') != std::string::npos);
  CHECK(std::stoi(version) >= 15);
}

}  // namespace leadline
