// SPDX-License-Identifier: Apache-2.0
// Texts that are not what they look like: letters of two scripts in one word, characters that cannot be seen. Names
// cannot hold either, so only what stands in quotes is looked at.
#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <optional>

#include "engine/program/lint.hpp"

namespace leadline::checking {

namespace {

bool is_invisible(UChar32 c, UChar32 before) {
  // Joiners belong into many scripts and into emoji; behind a Latin letter they are a slip.
  if (c == 0x200C || c == 0x200D) return before < 0x80 && u_isalpha(before);
  return c == 0xAD || c == 0x180E || c == 0xFEFF || c == 0x200B || c == 0x200E || c == 0x200F ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069);
}

bool is_odd_blank(UChar32 c) { return c == 0xA0 || c == 0x202F || c == 0x2007; }

const char* name_of_script(UScriptCode script) {
  switch (script) {
    case USCRIPT_LATIN:
      return "Latin";
    case USCRIPT_CYRILLIC:
      return "Cyrillic";
    case USCRIPT_GREEK:
      return "Greek";
    default:
      return "";
  }
}

// The three scripts whose letters look alike; others are told apart at a glance.
std::optional<UScriptCode> confusable_script(UChar32 c) {
  if (!u_isalpha(c)) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  if (U_FAILURE(status) != 0 || (script != USCRIPT_LATIN && script != USCRIPT_CYRILLIC && script != USCRIPT_GREEK))
    return std::nullopt;
  return script;
}

class TextScan {
 public:
  TextScan(Checker& c, SourceId source) : c_(c), source_(source), text_(c.sources[source].text()) {}

  void run() {
    const auto size = static_cast<std::uint32_t>(text_.size());
    for (std::uint32_t i = 0; i < size; ++i) {
      if (text_[i] == '#') {
        while (i < size && text_[i] != '\n') ++i;
      } else if (text_[i] == '"') {
        const std::uint32_t begin = ++i;
        while (i < size && text_[i] != '"' && text_[i] != '\n') i += text_[i] == '\\' ? 2 : 1;
        literal(begin, std::min(i, size));
      }
    }
  }

 private:
  void literal(std::uint32_t begin, std::uint32_t end) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
    std::optional<UScriptCode> script;
    std::uint32_t word = begin;
    UChar32 before = 0;
    for (auto at = static_cast<std::int32_t>(begin); at < static_cast<std::int32_t>(end);) {
      const auto here = static_cast<std::uint32_t>(at);
      UChar32 ch = 0;
      U8_NEXT(bytes, at, static_cast<std::int32_t>(end), ch);
      const Span span{source_, here, static_cast<std::uint32_t>(at)};
      if (is_invisible(ch, before)) {
        c_.warning(
              "name/confusable", span,
              fmt::format("this text holds a character that cannot be seen (U+{:04X})", static_cast<std::uint32_t>(ch)),
              "remove it, or write it as `\\u{…}`")
            .fixes.push_back({span, ""});
      } else if (is_odd_blank(ch)) {
        c_.warning(
              "name/confusable", span,
              fmt::format("this blank is not the plain one (U+{:04X}), so the text equals no text with a plain blank",
                          static_cast<std::uint32_t>(ch)),
              "replace it by a plain blank")
            .fixes.push_back({span, " "});
      }
      if (!u_isalpha(ch) && u_charType(ch) != U_NON_SPACING_MARK) {
        script.reset();
        word = static_cast<std::uint32_t>(at);
      } else if (const std::optional<UScriptCode> own = confusable_script(ch)) {
        if (script && *script != *own && word != end) {
          c_.warning("name/confusable", {source_, word, static_cast<std::uint32_t>(at)},
                     fmt::format("this word mixes {} and {} letters, which look alike", name_of_script(*script),
                                 name_of_script(*own)),
                     "write it with letters of one script");
          word = end;
        }
        if (!script) script = own;
      }
      before = ch;
    }
  }

  Checker& c_;
  SourceId source_;
  std::string_view text_;
};

}  // namespace

void lint_texts(Checker& c) {
  for (const auto& file : c.files) {
    if (!file->stock) TextScan{c, file->tree.source}.run();
  }
}

}  // namespace leadline::checking
