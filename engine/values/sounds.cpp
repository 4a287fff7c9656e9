// SPDX-License-Identifier: Apache-2.0
// Double Metaphone, the algorithm that Lawrence Philips published in 2000, as far as it makes the primary code. One
// method a letter; each says what it adds to the code and how many letters it has dealt with.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <initializer_list>

#include "engine/values/normal_forms.hpp"

namespace leadline {

namespace {

constexpr std::size_t kLongestCode = 4;

// Stands for Ç in the prepared text; every other letter is A to Z.
constexpr char kCedilla = '$';

// Capitals A to Z of the text, accents off; whatever else stands in it is a blank.
std::string prepare(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(error);
  if (U_FAILURE(error)) return {};
  icu::UnicodeString letters =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  letters.findAndReplace(icu::UnicodeString(static_cast<UChar32>(0x00C7)),
                         icu::UnicodeString(static_cast<UChar32>(kCedilla)));
  letters.findAndReplace(icu::UnicodeString(static_cast<UChar32>(0x00E7)),
                         icu::UnicodeString(static_cast<UChar32>(kCedilla)));
  letters = decompose->normalize(letters, error);
  if (U_FAILURE(error)) return {};
  std::string out;
  for (std::int32_t at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
    const UChar32 c = u_toupper(letters.char32At(at));
    if ((c >= 'A' && c <= 'Z') || c == kCedilla) {
      out += static_cast<char>(c);
    } else if (c == 0x00DF || c == 0x1E9E) {
      out += "SS";
    } else if (c == 0x00C6) {
      out += "AE";
    } else if (c == 0x0152) {
      out += "OE";
    } else if (c == 0x00D8) {
      out += 'O';
    } else if (c == 0x0141) {
      out += 'L';
    } else if (c == 0x0110 || c == 0x00D0) {
      out += 'D';
    } else if (c == 0x00DE) {
      out += "TH";
    } else if (u_charType(c) != U_NON_SPACING_MARK && c != '\'' && c != 0x2019) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

class Coder {
 public:
  explicit Coder(std::string text) : text_(std::move(text)), end_(static_cast<int>(text_.size())) {
    slavic_or_germanic_ = found("W") || found("K") || found("CZ") || found("WITZ");
  }

  std::string code() {
    if (at(0, {"GN", "KN", "PN", "WR", "PS"})) here_ = 1;
    if (letter(0) == 'X') {
      add("S");
      here_ = 1;
    }
    while (here_ < end_ && code_.size() < kLongestCode) here_ += step();
    code_.resize(std::min(code_.size(), kLongestCode));
    return code_;
  }

 private:
  [[nodiscard]] bool found(const char* part) const { return text_.find(part) != std::string::npos; }

  // The letter there; a blank outside the text.
  [[nodiscard]] char letter(int where) const {
    return where < 0 || where >= end_ ? ' ' : text_[static_cast<std::size_t>(where)];
  }

  // Whether one of these stands there. Blanks at the end fit the end of the text.
  [[nodiscard]] bool at(int where, std::initializer_list<std::string_view> parts) const {
    if (where < 0) return false;
    for (const std::string_view part : parts) {
      bool same = true;
      for (std::size_t i = 0; i < part.size() && same; ++i) same = letter(where + static_cast<int>(i)) == part[i];
      if (same) return true;
    }
    return false;
  }

  [[nodiscard]] bool vowel(int where) const {
    const char c = letter(where);
    return c == 'A' || c == 'E' || c == 'I' || c == 'O' || c == 'U' || c == 'Y';
  }

  [[nodiscard]] bool first() const { return here_ == 0; }
  [[nodiscard]] bool last() const { return here_ == end_ - 1; }
  [[nodiscard]] char next() const { return letter(here_ + 1); }
  [[nodiscard]] bool germanic_name() const { return at(0, {"VAN ", "VON ", "SCH"}); }

  void add(std::string_view code) { code_ += code; }

  int add(std::string_view code, int letters) {
    code_ += code;
    return letters;
  }

  // Adds the code of a letter that counts once where it is doubled.
  int add_once(std::string_view code) { return add(code, next() == letter(here_) ? 2 : 1); }

  int step() {
    switch (letter(here_)) {
      case 'A':
      case 'E':
      case 'I':
      case 'O':
      case 'U':
      case 'Y':
        return add(first() ? "A" : "", 1);
      case 'B':
        return add_once("P");
      case kCedilla:
        return add("S", 1);
      case 'C':
        return letter_c();
      case 'D':
        return letter_d();
      case 'F':
        return add_once("F");
      case 'G':
        return letter_g();
      case 'H':
        return (first() || vowel(here_ - 1)) && vowel(here_ + 1) ? add("H", 2) : 1;
      case 'J':
        return letter_j();
      case 'K':
        return add_once("K");
      case 'L':
        return add_once("L");
      case 'M':
        return add(
            "M", next() == 'M' || (at(here_ - 1, {"UMB"}) && (here_ + 1 == end_ - 1 || at(here_ + 2, {"ER"}))) ? 2 : 1);
      case 'N':
        return add_once("N");
      case 'P':
        if (next() == 'H') return add("F", 2);
        return add("P", next() == 'P' || next() == 'B' ? 2 : 1);
      case 'Q':
        return add_once("K");
      case 'R':
        // French `Rogier`, but not `Hochmeier`.
        return add_once(last() && !slavic_or_germanic_ && at(here_ - 2, {"IE"}) && !at(here_ - 4, {"ME", "MA"}) ? ""
                                                                                                                : "R");
      case 'S':
        return letter_s();
      case 'T':
        return letter_t();
      case 'V':
        return add_once("F");
      case 'W':
        return letter_w();
      case 'X': {
        const bool french = last() && (at(here_ - 3, {"IAU", "EAU"}) || at(here_ - 2, {"AU", "OU"}));
        return add(french ? "" : "KS", next() == 'C' || next() == 'X' ? 2 : 1);
      }
      case 'Z':
        if (next() == 'H') return add("J", 2);
        return add_once("S");
      default:
        return 1;
    }
  }

  int letter_c() {
    // `Bacher`, `Macher`
    if (here_ > 1 && !vowel(here_ - 2) && at(here_ - 1, {"ACH"}) && letter(here_ + 2) != 'I' &&
        (letter(here_ + 2) != 'E' || at(here_ - 2, {"BACHER", "MACHER"}))) {
      return add("K", 2);
    }
    if (first() && at(0, {"CAESAR"})) return add("S", 2);
    if (at(here_, {"CHIA"})) return add("K", 2);
    if (at(here_, {"CH"})) return letters_ch();
    if (at(here_, {"CZ"}) && !at(here_ - 2, {"WICZ"})) return add("S", 2);
    if (at(here_ + 1, {"CIA"})) return add("X", 3);
    if (at(here_, {"CC"}) && !(here_ == 1 && letter(0) == 'M')) {
      if (at(here_ + 2, {"I", "E", "H"}) && !at(here_ + 2, {"HU"})) {
        // `accident`, `succeed`; else `Bacci`, `Bertucci`
        const bool english = (here_ == 1 && letter(0) == 'A') || at(here_ - 1, {"UCCEE", "UCCES"});
        return add(english ? "KS" : "X", 3);
      }
      return add("K", 2);
    }
    if (at(here_, {"CK", "CG", "CQ"})) return add("K", 2);
    if (at(here_, {"CI", "CE", "CY"})) return add("S", 2);
    add("K");
    if (at(here_ + 1, {" C", " Q", " G"})) return 3;
    return at(here_ + 1, {"C", "K", "Q"}) && !at(here_ + 1, {"CE", "CI"}) ? 2 : 1;
  }

  int letters_ch() {
    if (here_ > 0 && at(here_, {"CHAE"})) return add("K", 2);
    // Greek: `chemistry`, `chorus`
    if (first() && at(1, {"HARAC", "HARIS", "HOR", "HYM", "HIA", "HEM"}) && !at(0, {"CHORE"})) return add("K", 2);
    const bool hard_before = first() || at(here_ - 1, {"A", "O", "U", "E"});
    if (germanic_name() || at(here_ - 2, {"ORCHES", "ARCHIT", "ORCHID"}) || at(here_ + 2, {"T", "S"}) ||
        (hard_before && at(here_ + 2, {"L", "R", "N", "M", "B", "H", "F", "V", "W", " "}))) {
      return add("K", 2);
    }
    return add(here_ > 0 && at(0, {"MC"}) ? "K" : "X", 2);
  }

  int letter_d() {
    if (next() == 'G') return at(here_ + 2, {"I", "E", "Y"}) ? add("J", 3) : add("TK", 2);
    return add("T", next() == 'T' || next() == 'D' ? 2 : 1);
  }

  int letter_g() {
    if (next() == 'H') return letters_gh();
    if (next() == 'N') {
      if (here_ == 1 && vowel(0) && !slavic_or_germanic_) return add("KN", 2);
      return add(!at(here_ + 2, {"EY"}) && !slavic_or_germanic_ ? "N" : "KN", 2);
    }
    if (at(here_ + 1, {"LI"}) && !slavic_or_germanic_) return add("KL", 2);
    if (first() && (next() == 'Y' || at(1, {"ES", "EP", "EB", "EL", "EY", "IB", "IL", "IN", "IE", "EI", "ER"}))) {
      return add("K", 2);
    }
    if ((at(here_ + 1, {"ER"}) || next() == 'Y') && !at(0, {"DANGER", "RANGER", "MANGER"}) &&
        !at(here_ - 1, {"E", "I"}) && !at(here_ - 1, {"RGY", "OGY"})) {
      return add("K", 2);
    }
    if (at(here_ + 1, {"E", "I", "Y"}) || at(here_ - 1, {"AGGI", "OGGI"})) {
      return add(germanic_name() || at(here_ + 1, {"ET"}) ? "K" : "J", 2);
    }
    return add_once("K");
  }

  int letters_gh() {
    if (here_ > 0 && !vowel(here_ - 1)) return add("K", 2);
    if (first()) return add(letter(2) == 'I' ? "J" : "K", 2);
    // Silent, as in `Hugh`, `bough`, `daughter`
    if ((here_ > 1 && at(here_ - 2, {"B", "H", "D"})) || (here_ > 2 && at(here_ - 3, {"B", "H", "D"})) ||
        (here_ > 3 && at(here_ - 4, {"B", "H"}))) {
      return 2;
    }
    // `laugh`, `McLaughlin`, `cough`, `rough`
    if (here_ > 2 && letter(here_ - 1) == 'U' && at(here_ - 3, {"C", "G", "L", "R", "T"})) return add("F", 2);
    return add(letter(here_ - 1) != 'I' ? "K" : "", 2);
  }

  int letter_j() {
    const bool san = at(0, {"SAN "});
    if (at(here_, {"JOSE"}) || san) return add(san || (first() && letter(4) == ' ') ? "H" : "J", 1);
    const bool sounded = first() || last() ||
                         (vowel(here_ - 1) && !slavic_or_germanic_ && (next() == 'A' || next() == 'O')) ||
                         (!at(here_ + 1, {"L", "T", "K", "S", "N", "M", "B", "Z"}) && !at(here_ - 1, {"S", "K", "L"}));
    return add_once(sounded ? "J" : "");
  }

  int letter_s() {
    if (at(here_ - 1, {"ISL", "YSL"})) return 1;  // `island`, `Carlysle`
    if (first() && at(0, {"SUGAR"})) return add("X", 1);
    if (next() == 'H') return add(at(here_ + 1, {"HEIM", "HOEK", "HOLM", "HOLZ"}) ? "S" : "X", 2);
    if (at(here_, {"SIO", "SIA"})) return add("S", 3);
    if (next() == 'Z') return add("S", 2);
    if (first() && at(1, {"M", "N", "L", "W"})) return add("S", 1);
    if (next() == 'C') {
      if (letter(here_ + 2) == 'H') {
        // Dutch: `school`, `schooner`; but `Schermerhorn`, `Schenker`
        return add(at(here_ + 3, {"OO", "UY", "ED", "EM"}) ? "SK" : "X", 3);
      }
      return add(at(here_ + 2, {"I", "E", "Y"}) ? "S" : "SK", 3);
    }
    const bool french = last() && at(here_ - 2, {"AI", "OI"});  // `Resnais`, `Artois`
    return add(french ? "" : "S", next() == 'S' ? 2 : 1);
  }

  int letter_t() {
    if (at(here_, {"TION", "TIA", "TCH"})) return add("X", 3);
    if (at(here_, {"TH", "TTH"})) {
      // `Thomas`, `Thames`, and Germanic names; `0` is the sound of th.
      return add(at(here_ + 2, {"OM", "AM"}) || germanic_name() ? "T" : "0", 2);
    }
    return add("T", next() == 'T' || next() == 'D' ? 2 : 1);
  }

  int letter_w() {
    if (next() == 'R') return add("R", 2);
    if (first() && (vowel(1) || next() == 'H')) add("A");
    // `Arnow` sounds like `Arnoff` in the secondary code only.
    if ((last() && vowel(here_ - 1)) || at(here_ - 1, {"EWSKI", "EWSKY", "OWSKI", "OWSKY"}) || at(0, {"SCH"})) return 1;
    return at(here_, {"WICZ", "WITZ"}) ? add("TS", 4) : 1;
  }

  std::string text_;
  int end_;
  int here_ = 0;
  bool slavic_or_germanic_ = false;
  std::string code_;
};

}  // namespace

std::optional<std::string> sounds(std::string_view text) {
  std::string code = Coder(prepare(text)).code();
  if (code.empty()) return std::nullopt;
  return code;
}

}  // namespace leadline
