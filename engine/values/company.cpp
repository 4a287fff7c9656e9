// SPDX-License-Identifier: Apache-2.0
// The name of a company without its legal form: words are cut out of the name, then forms are taken off its ends as
// long as a word remains.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <set>
#include <vector>

#include "engine/values/legal_forms.hpp"
#include "engine/values/normal_forms.hpp"
#include "engine/values/text.hpp"

namespace leadline {

namespace {

// A piece of a name between signs, and the sign behind it.
struct Piece {
  std::string text;
  bool single = false;  // one letter
  UChar32 sign = 0;
};

bool apostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == '`' || c == 0x00B4; }

std::vector<Piece> pieces_of(std::string_view folded) {
  std::vector<Piece> pieces;
  Piece piece;
  int letters = 0;
  const auto close = [&](UChar32 sign) {
    piece.single = letters == 1;
    piece.sign = sign;
    if (!piece.text.empty()) {
      pieces.push_back(std::move(piece));
    } else if (!pieces.empty()) {
      pieces.back().sign = ' ';  // two signs in a row join nothing
    }
    piece = {};
    letters = 0;
  };
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t start = at;
    UChar32 c = 0;
    U8_NEXT(folded.data(), at, folded.size(), c);
    const std::uint32_t category = c < 0 ? 0 : U_GET_GC_MASK(c);
    if ((category & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0) {
      piece.text += folded.substr(start, at - start);
      letters += (category & U_GC_M_MASK) == 0 ? 1 : 0;
    } else if (!apostrophe(c)) {
      close(c);
    }
  }
  close(' ');
  return pieces;
}

// Words; single letters with nothing but a point or slash between them are one (`S.p.A.`, `A/S`).
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool joins = false;
  for (Piece& piece : pieces_of(fold(name))) {
    if (joins && piece.single) {
      words.back() += piece.text;
    } else {
      words.push_back(std::move(piece.text));
    }
    joins = piece.single && (piece.sign == '.' || piece.sign == '/');
  }
  return words;
}

// Letters with strokes, which Unicode does not take apart.
UChar32 without_stroke(UChar32 c) {
  switch (c) {
    case 0x0142:
      return 'l';
    case 0x00F8:
      return 'o';
    case 0x0111:
      return 'd';
    case 0x0131:
      return 'i';
    default:
      return c;
  }
}

// A word as forms are looked up: without accents and without the strokes that Unicode does not count as such.
std::string key_of(const std::string& word) {
  if (std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80U; })) return word;
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFDInstance(error);
  if (U_FAILURE(error)) return word;
  const icu::UnicodeString taken_apart = normalizer->normalize(icu::UnicodeString::fromUTF8(word), error);
  if (U_FAILURE(error)) return word;
  icu::UnicodeString kept;
  for (std::int32_t at = 0; at < taken_apart.length(); at = taken_apart.moveIndex32(at, 1)) {
    const UChar32 c = u_foldCase(taken_apart.char32At(at), U_FOLD_CASE_DEFAULT);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    kept.append(without_stroke(c));
  }
  std::string key;
  // Hangul was taken apart too; putting it together again changes nothing for the rest.
  normalizer = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return word;
  normalizer->normalize(kept, error).toUTF8String(key);
  return key;
}

// The words of a form, or of the end of a name, as one key.
std::string key_of(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
  std::string key;
  for (std::size_t i = from; i < to; ++i) key += key_of(words[i]);
  return key;
}

struct Forms {
  std::set<std::string, std::less<>> behind;
  std::set<std::string, std::less<>> before;
  std::vector<std::string> attached;  // longest first
  std::size_t most_words = 1;
};

const Forms& forms() {
  static const Forms kForms = [] {
    Forms all;
    for (const LegalForm& form : legal_forms()) {
      const std::vector<std::string> words = words_of(form.form);
      const std::string key = key_of(words, 0, words.size());
      all.most_words = std::max(all.most_words, words.size());
      switch (form.place) {
        case FormPlace::kEither:
          all.before.insert(key);
          all.behind.insert(key);
          break;
        case FormPlace::kBehind:
          all.behind.insert(key);
          break;
        case FormPlace::kAttached:
          all.before.insert(key);
          all.behind.insert(key);
          all.attached.push_back(key);
          break;
      }
    }
    std::sort(all.attached.begin(), all.attached.end(), [](const std::string& a, const std::string& b) {
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    return all;
  }();
  return kForms;
}

// Takes the longest form off the end, again and again, as long as a word remains.
void take_off_behind(std::vector<std::string>& words) {
  for (bool taken = true; taken;) {
    taken = false;
    // A form may be written with more blanks than the list has: `S. A.`, `G m b H`.
    const std::size_t most = std::min(words.size() - 1, std::max<std::size_t>(forms().most_words, 4));
    for (std::size_t count = most; count > 0 && !taken; --count) {
      if (forms().behind.count(key_of(words, words.size() - count, words.size())) == 0) continue;
      words.resize(words.size() - count);
      taken = true;
    }
  }
}

void take_off_before(std::vector<std::string>& words) {
  const std::size_t most = std::min(words.size() - 1, forms().most_words);
  for (std::size_t count = most; count > 0; --count) {
    if (forms().before.count(key_of(words, 0, count)) == 0) continue;
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
    return;
  }
}

void take_off_attached(std::vector<std::string>& words) {
  for (const std::string& form : forms().attached) {
    std::string& first = words.front();
    if (first.size() > form.size() && starts_with(first, form)) first.erase(0, form.size());
    std::string& last = words.back();
    if (last.size() > form.size() && ends_with(last, form)) last.erase(last.size() - form.size());
  }
}

}  // namespace

std::optional<std::string> company(std::string_view name) {
  std::vector<std::string> words = words_of(name);
  if (words.empty()) return std::nullopt;
  // `&` and `+` are gone as signs are; so are the words that stand for them, unless a name begins with one.
  const auto links = [](const std::string& word) { return word == "and" || word == "und" || word == "et"; };
  words.erase(std::remove_if(words.begin() + 1, words.end(), links), words.end());
  take_off_behind(words);
  take_off_before(words);
  take_off_attached(words);
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

}  // namespace leadline
