// SPDX-License-Identifier: Apache-2.0
#include "engine/values/normal_forms.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <thread>

namespace leadline {

namespace {

const std::optional<std::string> kNothing;

using Pair = std::pair<const char*, const char*>;

}  // namespace

TEST_CASE("normal forms: text is trimmed, folded, and its blanks are one", "[values][normal]") {
  CHECK(text_normal("  Ana \t MARÍA\n López ") == "ana maría lópez");
  CHECK(text_normal("ANA@X.com") == "ana@x.com");
  CHECK(text_normal("a\xC2\xA0\xE2\x80\xAF"
                    "b") == "a b");
  CHECK(text_normal("") == "");
  CHECK(text_normal("   ") == "");
  CHECK(text_normal("x") == "x");
  CHECK(text_normal("\xFF x") == "\xFF x");
}

TEST_CASE("text_normal: the short way for plain ASCII says the same", "[values]") {
  std::minstd_rand random(3);
  std::size_t quick = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const std::size_t size = random() % 40;
    for (std::size_t i = 0; i < size; ++i) {
      // Mostly letters; now and then a blank, a control character, half a character.
      const std::size_t kind = random() % 200;
      text += static_cast<char>(kind == 0 ? random() % 256 : kind == 1 ? random() % 33 : '!' + random() % 94);
    }
    std::string out(text.size(), '?');
    const bool taken = quick_text_normal(text, out.data());
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' '; });
    REQUIRE(taken == plain);
    if (!taken) continue;
    ++quick;
    REQUIRE(out == text_normal(" " + text));  // a blank in front takes the long way
  }
  CHECK(quick > 5'000);
  for (int c = 0; c < 256; ++c) {
    const std::string text(1, static_cast<char>(c));
    char out = 0;
    if (quick_text_normal(text, &out)) CHECK(std::string(1, out) == text_normal(" " + text));
  }
}

TEST_CASE("normal forms: domain fields fold and drop www.", "[values][normal]") {
  CHECK(domain_normal(" WWW.Acme.COM ") == "acme.com");
  CHECK(domain_normal("acme.com") == "acme.com");
  CHECK(domain_normal("www2.acme.com") == "www2.acme.com");
}

TEST_CASE("normal forms: digits", "[values][normal]") {
  CHECK(digits("+49 (30) 123-45") == "493012345");
  CHECK(digits("007") == "007");
  CHECK(digits("none") == kNothing);
  CHECK(digits("") == kNothing);
  CHECK(digits("٣") == kNothing);
}

TEST_CASE("normal forms: the domain of addresses of mail and web", "[values][normal]") {
  for (const auto& [text, expected] : {Pair{"ana@Acme.COM", "acme.com"},
                                       {" ana@mail.acme.co.uk ", "mail.acme.co.uk"},
                                       {"ana@www.acme.com", "acme.com"},
                                       {"acme.com", "acme.com"},
                                       {"www.acme.com", "acme.com"},
                                       {"WWW.ACME.COM.", "acme.com"},
                                       {"https://www.acme.com/about?x=1@2#top", "acme.com"},
                                       {"http://user:secret@acme.com:8080/", "acme.com"},
                                       {"acme.com:443", "acme.com"},
                                       {"acme.com/@ana", "acme.com"},
                                       {"acme.com?utm=a@b.de", "acme.com"},
                                       {"mailto:ana@acme.com", "acme.com"},
                                       {"a/b@acme.com", "acme.com"},
                                       {"a#b?c@acme.com", "acme.com"},
                                       {"www.com", "www.com"},
                                       {"ana@Müller.de", "müller.de"},
                                       {"ana@xn--mller-kva.de", "müller.de"},
                                       {"HTTPS://XN--MLLER-KVA.DE", "müller.de"},
                                       {"xn--a.de", "xn--a.de"}}) {
    INFO(text);
    CHECK(domain(text) == std::string(expected));
  }
  for (const char* text : {"", " ", "ana", "ana@", "ana@localhost", "ana@ acme.com", "ana@acme..com", "ana@-acme.com",
                           "ana@1.2.3.4", "http://", "acme.com:http", "Ana <ana@acme.com>", "."}) {
    INFO(text);
    CHECK(domain(text) == kNothing);
  }
}

TEST_CASE("normal forms: the mailbox of an address", "[values][normal]") {
  for (const auto& [text, expected] : {Pair{"Ana.B+news@GoogleMail.com", "anab@gmail.com"},
                                       {"a.n.a.b@gmail.com", "anab@gmail.com"},
                                       {" Ana.B@Acme.com ", "ana.b@acme.com"},
                                       {"ana.b+crm+x@acme.com", "ana.b@acme.com"},
                                       {"+ana@acme.com", "+ana@acme.com"},
                                       {"ana@acme.com.", "ana@acme.com"},
                                       {"ana@www.acme.com", "ana@www.acme.com"},
                                       {"ana@mail.gmail.com", "ana@mail.gmail.com"},
                                       {"ÄNA@xn--mller-kva.de", "äna@müller.de"}}) {
    INFO(text);
    CHECK(mailbox(text) == std::string(expected));
  }
  for (const char* text : {"", "ana", "@acme.com", "ana@", "ana@acme", "...@gmail.com"}) {
    INFO(text);
    CHECK(mailbox(text) == kNothing);
  }
}

TEST_CASE("normal forms: valid e-mail addresses", "[values][normal]") {
  const std::string local_64(64, 'a');
  const std::string label_63(63, 'b');
  for (const std::string& text :
       {std::string("ana@acme.com"), std::string(" ana@acme.com "), std::string("a.b+c_d-e'f@mail.acme.co.uk"),
        std::string("josé@müller.de"), std::string("1@2.de"), local_64 + "@acme.com", "a@" + label_63 + ".com",
        std::string("用户@例子.公司")}) {
    INFO(text);
    CHECK(valid_email(text));
  }
  for (const std::string& text : {std::string(),
                                  std::string("ana"),
                                  std::string("@acme.com"),
                                  std::string("ana@"),
                                  std::string("ana@acme"),
                                  std::string("a@b@acme.com"),
                                  std::string("ana b@acme.com"),
                                  std::string("ana@ acme.com"),
                                  std::string("ana @acme.com"),
                                  std::string(".ana@acme.com"),
                                  std::string("ana.@acme.com"),
                                  std::string("a..b@acme.com"),
                                  std::string("\"a b\"@acme.com"),
                                  std::string("ana@acme.com,"),
                                  std::string("ana@acme..com"),
                                  std::string("ana@[1.2.3.4]"),
                                  std::string("ana@1.2.3.4"),
                                  std::string("<ana@acme.com>"),
                                  std::string("ana@acme_x.com"),
                                  "a" + local_64 + "@acme.com",
                                  "a@b" + label_63 + ".com",
                                  "a@" + label_63 + "." + label_63 + "." + label_63 + "." + label_63 + ".com",
                                  std::string("a\xFF@acme.com")}) {
    INFO(text);
    CHECK_FALSE(valid_email(text));
  }
}

TEST_CASE("normal forms: valid domains", "[values][normal]") {
  for (const char* text :
       {"acme.com", " WWW.Acme.com ", "a-b.c-d.de", "3m.com", "müller.de", "xn--mller-kva.de", "例子.公司", "1.2.de"}) {
    INFO(text);
    CHECK(valid_domain(text));
  }
  for (const char* text : {"", "acme", ".com", "acme.", "acme..com", "-acme.com", "acme-.com", "ac me.com",
                           "acme_x.com", "http://acme.com", "acme.com/", "1.2.3.4", "ana@acme.com", "acme.com:80"}) {
    INFO(text);
    CHECK_FALSE(valid_domain(text));
  }
}

TEST_CASE("normal forms: phone numbers", "[values][normal]") {
  CHECK(phone("030 1234567", "DE") == "+49301234567");
  CHECK(phone("+49 (0)30 / 123 45 67", "") == "+49301234567");
  CHECK(phone("0049 30 1234567", "DE") == "+49301234567");
  CHECK(phone("(650) 253-0000 ext. 42", "US") == "+16502530000");
  CHECK(phone("+1 650 253 0000 x42", "DE") == "+16502530000");
  CHECK(phone("1-800-FLOWERS", "US") == "+18003569377");
  CHECK(phone("030 1234567", "") == kNothing);
  CHECK(phone("030 1234567", "XX") == kNothing);
  CHECK(phone("030 1234567", "de") == kNothing);
  CHECK(phone("+49 30 1234567", "XX") == "+49301234567");
  CHECK(phone("", "DE") == kNothing);
  CHECK(phone("call me", "DE") == kNothing);
  CHECK(valid_phone("030 1234567", "DE"));
  CHECK(valid_phone("+16502530000", ""));
  CHECK_FALSE(valid_phone("123", "DE"));
  CHECK_FALSE(valid_phone("555", "US"));
  CHECK_FALSE(valid_phone("", "US"));
  CHECK(known_phone_country("DE"));
  CHECK_FALSE(known_phone_country("de"));
  CHECK_FALSE(known_phone_country("ZZ"));
  CHECK_FALSE(known_phone_country(""));
}

TEST_CASE("normal forms: phone numbers on many threads", "[values][normal]") {
  std::vector<int> right(4);
  std::vector<std::thread> threads;
  for (int& count : right) {
    threads.emplace_back([&count] {
      for (int i = 0; i < 200; ++i) {
        const std::string tail = std::to_string(1'000'000 + i);
        count += phone("030 " + tail, "DE") == "+4930" + tail ? 1 : 0;
        count += valid_phone("650 253 0000", "US") ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const int count : right) CHECK(count == 400);
}

}  // namespace leadline
