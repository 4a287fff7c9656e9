// SPDX-License-Identifier: Apache-2.0
// The words that random programs and random data share, so that conditions have something to find: with sharp s, dotted
// capital I, combining marks, letters that fold strangely, words inside words. All of it is NFC.
#pragma once
#include <string>
#include <vector>

namespace leadline::laws {

inline const std::vector<std::string>& words() {
  static const std::vector<std::string> kWords = {
      "director", "Head of",     "cto",        "CTO",      "c++",        ".net",    "r&d",         "straße",
      "STRASSE",  "STRAẞE",      "İstanbul",   "istanbul", "ISTANBUL",   "ısparta", "Ångström",    "é",
      "x\u0301y", "Ω",           "ſ",          "naïve",    "snake_case", "42",      "4 2",         "Σίσυφος",
      "ΣΊΣΥΦΟΣ",  "pricing",     "Pricing",    "demo",     "a*b",        "a?b",     "back\\slash", "日本語",
      "日本",     "👍🏽",        "webinar-7",  "US",       "us",         "gb",      "spring",      "Spring",
      "autumn",   "two  blanks", "line\nbreak"};
  return kWords;
}

inline const std::vector<std::string>& patterns() {
  static const std::vector<std::string> kPatterns = {"*",     "?",     "s*",         "*e",     "*r*",     "??",
                                                     "a\\*b", "a\\?b", "a?b",        "*a*b*",  "STRA?E*", "d??o",
                                                     "*日?*", "* *",   "??????????", "spring*"};
  return kPatterns;
}

inline const std::vector<std::string>& emails() {
  static const std::vector<std::string> kEmails = {"ana@example.com",    "Ana@Example.COM",   "a.n.a+news@gmail.com",
                                                   "ana@googlemail.com", "bob@firma.de",      "not an address",
                                                   "x@www.example.com",  "ceo@müller.example"};
  return kEmails;
}

inline const std::vector<std::string>& phones() {
  static const std::vector<std::string> kPhones = {"+49 30 123456", "030 123456", "+1 212 555 0100", "12", "no phone"};
  return kPhones;
}

inline const std::vector<std::string>& domains() {
  static const std::vector<std::string> kDomains = {"example.com", "www.example.com", "FIRMA.de", "localhost",
                                                    "gmail.com"};
  return kDomains;
}

inline const std::vector<std::string>& companies() {
  static const std::vector<std::string> kCompanies = {"Acme Inc.", "ACME, Inc", "Müller & Söhne GmbH & Co. KG",
                                                      "Muller", "Acme"};
  return kCompanies;
}

}  // namespace leadline::laws
