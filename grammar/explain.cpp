// SPDX-License-Identifier: Apache-2.0
// Faults as diagnostics. First the mistakes that are known by what stands at the fault (a quote from a word processor,
// another product's word, `&&`), then the general sentence.
#include "grammar/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "grammar/other_words.hpp"
#include "grammar/tokens.hpp"

namespace leadline::grammar {

namespace {

class Explainer {
 public:
  Explainer(std::string_view text, SourceId source, const Fault& fault) : text_(text), source_(source), fault_(fault) {
    found_ = next_solid_token(text, fault.offset);
    word_ = found_.text(text);
    // The token before, for "after …": walk the line from its beginning so that texts and comments are whole.
    std::uint32_t line = fault.offset;
    while (line > 0 && text[line - 1] != '\n') --line;
    for (;;) {
      for (Token token = next_token(text, line);
           token.kind != TokenKind::kEnd && token.begin < found_.begin && token.begin < fault.offset;
           token = next_token(text, token.end)) {
        if (token.kind != TokenKind::kComment) before_ = token;
      }
      if (before_.kind != TokenKind::kEnd || line == 0) break;
      --line;
      while (line > 0 && text[line - 1] != '\n') --line;
    }
  }

  Diagnostic explain() {
    diagnostic_.check = "syntax/expected";
    diagnostic_.span = {source_, found_.begin, found_.end};
    if (found_.kind == TokenKind::kEnd && before_.kind != TokenKind::kEnd)
      diagnostic_.span = {source_, before_.end, before_.end};
    if (!own_fault() && !where_in_doubt() && !wrong_sign() && !missing_brace() && !known_mistake()) general();
    return std::move(diagnostic_);
  }

 private:
  void say(std::string check, std::string message, std::string help = {}) {
    diagnostic_.check = std::move(check);
    diagnostic_.message = std::move(message);
    diagnostic_.help = std::move(help);
  }
  void fix(std::string replacement) { diagnostic_.fixes.push_back({diagnostic_.span, std::move(replacement)}); }

  [[nodiscard]] std::string_view before() const { return before_.kind == TokenKind::kEnd ? "" : before_.text(text_); }
  [[nodiscard]] std::string_view after() const { return next_solid_token(text_, found_.end).text(text_); }

  [[nodiscard]] std::string found() const {
    switch (found_.kind) {
      case TokenKind::kEnd:
        return "the end of the file";
      case TokenKind::kText:
        return word_.size() <= 40 ? fmt::format("the text `{}`", word_) : "a text";
      case TokenKind::kNumber:
        return fmt::format("the number `{}`", word_);
      case TokenKind::kTime:
        return fmt::format("the time `{}`", word_);
      case TokenKind::kWord:
      case TokenKind::kSymbol:
      case TokenKind::kUnknown:
      case TokenKind::kComment:
        return fmt::format("`{}`", word_);
    }
    return {};
  }

  // Faults that say all by their name.
  bool own_fault() {
    if (fault_.expect == Expect::kTooDeep) {
      say("syntax/too-deep", "nested more than 100 deep", "give an inner part a name with `define`");
      return true;
    }
    if (fault_.expect == Expect::kTextEnd) {
      diagnostic_.span = {source_, found_.begin, found_.end};
      say("syntax/text-end", "the text has no closing quote on its line",
          "a line break inside a text is written `\\n`");
      return true;
    }
    if (fault_.expect == Expect::kEscape) {
      const std::uint32_t end = std::min<std::uint32_t>(fault_.offset + 1, static_cast<std::uint32_t>(text_.size()));
      diagnostic_.span = {source_, fault_.offset - 1, end};
      say("syntax/escape",
          fmt::format("`{}` means nothing in a text", text_.substr(fault_.offset - 1, end + 1 - fault_.offset)),
          std::string(expectation_of(Expect::kEscape).help));
      return true;
    }
    if (fault_.expect == Expect::kNumberEnd) {
      // The number and what hangs on it.
      diagnostic_.span = {source_, before_.begin, found_.end};
      const std::string_view number = text_.substr(before_.begin, fault_.offset - before_.begin);
      say("syntax/expected",
          fmt::format("`{}` is neither a number nor a name", text_.substr(before_.begin, found_.end - before_.begin)),
          fmt::format("put a blank between them, as in `{} {}`; a name does not begin with a digit", number, word_));
      return true;
    }
    return false;
  }

  // `and`, `or` or a sign right after the comparison of a `where` that nothing can continue.
  bool where_in_doubt() {
    if (fault_.where_end == 0 || before_.kind == TokenKind::kEnd || before_.end != fault_.where_end) return false;
    if (word_ != "and" && word_ != "or") return false;
    const std::string_view condition = text_.substr(fault_.where_begin, fault_.where_end - fault_.where_begin);
    const auto blank = condition.find_first_of(" \t\r\n");
    if (blank == std::string_view::npos || condition.size() > 120) return false;
    say("syntax/where-ambiguous", fmt::format("`{}` after the comparison of a `where`", word_),
        fmt::format("a `where` takes one comparison; put the whole condition in parentheses: `where ({} {} …)`",
                    condition.substr(condition.find_first_not_of(" \t\r\n", blank)), word_));
    return true;
  }

  bool wrong_sign() {
    const OtherSign* sign = other_sign(text_.substr(found_.begin));
    if (sign == nullptr || (found_.kind != TokenKind::kUnknown && found_.kind != TokenKind::kSymbol)) return false;
    if (found_.kind == TokenKind::kSymbol && (sign->written == "==" || sign->written == "<>" || sign->written == "=>" ||
                                              sign->written == "=<" || sign->written == "//")) {
      // These begin with a sign of the language; they are meant only where that sign is out of place or doubled.
      diagnostic_.span.end = found_.begin + static_cast<std::uint32_t>(sign->written.size());
    } else if (found_.kind == TokenKind::kSymbol) {
      return false;
    }
    diagnostic_.span = {source_, found_.begin, found_.begin + static_cast<std::uint32_t>(sign->written.size())};
    say("syntax/other-sign", std::string(sign->message), std::string(sign->help));
    if (!sign->instead.empty()) fix(std::string(sign->instead));
    return true;
  }

  // A sign that was read in part: `= =`, `< >`, `/ /`.
  bool doubled_sign() {
    if (before_.kind != TokenKind::kSymbol || before_.end != found_.begin) return false;
    const OtherSign* sign = other_sign(text_.substr(before_.begin));
    if (sign == nullptr || before_.begin + sign->written.size() < found_.end) return false;
    diagnostic_.span = {source_, before_.begin, before_.begin + static_cast<std::uint32_t>(sign->written.size())};
    say("syntax/other-sign", std::string(sign->message), std::string(sign->help));
    if (!sign->instead.empty()) fix(std::string(sign->instead));
    return true;
  }

  bool known_mistake() {
    if (doubled_sign()) return true;
    if ((word_ == "if" || word_ == "If" || word_ == "where" || word_ == "WHEN" || word_ == "When") &&
        (fault_.expect == Expect::kRuleForm || fault_.expect == Expect::kWhenOrOtherwise ||
         fault_.expect == Expect::kThresholdForm)) {
      say("syntax/other-word", fmt::format("`{}` begins no condition here", word_), "write `when`");
      fix("when");
      return true;
    }
    if (found_.kind == TokenKind::kWord && word_ == "elif") {
      say("syntax/other-word", "`elif` is no word of Leadline", "write `first of { V when C  V otherwise }`");
      return true;
    }
    if (fault_.expect == Expect::kPresentOrMissing) {
      if (word_ == "not" && (after() == "present" || after() == "missing" || after() == "empty" || after() == "null" ||
                             after() == "blank")) {
        const bool to_missing = after() == "present";
        diagnostic_.span = {source_, found_.begin, next_solid_token(text_, found_.end).end};
        say("syntax/expected", fmt::format("`is not {}`", after()),
            to_missing ? "write `is missing`" : "write `is present`");
        fix(to_missing ? "missing" : "present");
        return true;
      }
      if (word_ == "empty" || word_ == "null" || word_ == "blank" || word_ == "unknown" || word_ == "none") {
        say("syntax/other-word", fmt::format("`is {}` is not a test", word_), "write `is missing`");
        fix("missing");
        return true;
      }
    }
    if (fault_.expect == Expect::kRecordKind || fault_.expect == Expect::kRecordKinds) return other_kind();
    if (fault_.expect == Expect::kDuration && found_.kind == TokenKind::kNumber) {
      const std::string_view unit = after();
      if (const std::string_view right = other_unit(unit); !right.empty()) {
        const Token token = next_solid_token(text_, found_.end);
        diagnostic_.span = {source_, token.begin, token.end};
        say("syntax/other-word", fmt::format("`{}` is no unit", unit), fmt::format("write `{}`", right));
        fix(std::string(right));
        return true;
      }
    }
    if (found_.kind == TokenKind::kNumber && before_.kind == TokenKind::kTime && after() == ":") {
      diagnostic_.span = {source_, before_.begin, found_.end};
      say("syntax/time", "a date and a clock time are one word",
          fmt::format("write `{}T{}:00:00Z`, with a `T` between and a zone at the end", before(), word_));
      return true;
    }
    if (fault_.expect == Expect::kType && found_.kind == TokenKind::kWord) {
      if (const std::string_view right = other_type(word_); !right.empty()) {
        say("syntax/other-word", fmt::format("`{}` is no type", word_), fmt::format("write `{}`", right));
        fix(std::string(right));
        return true;
      }
    }
    if ((fault_.expect == Expect::kField || fault_.expect == Expect::kAssignment ||
         fault_.expect == Expect::kSourceField) &&
        word_ == ",") {
      say("syntax/expected", "a comma between fields", "fields stand one after the other without commas");
      fix("");
      return true;
    }
    if ((word_ == "at" && (after() == "most" || after() == "least")) || (word_ == "never" && after() == "below") ||
        word_ == "halving" || word_ == "losing") {
      if (before() != "," && (fault_.expect == Expect::kModelItem || fault_.expect == Expect::kGroupItem ||
                              fault_.expect == Expect::kRuleInBlock || fault_.expect == Expect::kOpen)) {
        say("syntax/expected",
            fmt::format("no comma before `{}`",
                        word_ == "at" || word_ == "never" ? fmt::format("{} {}", word_, after()) : std::string(word_)),
            "bounds and fading follow a comma, as in `, at most 20 points`");
        return true;
      }
    }
    if (word_ == "points" && fault_.expect != Expect::kPointsWord) {
      say("syntax/expected", "`points` without a comma before its `at most` or `never below`",
          "write `, at most 20 points`");
      return true;
    }
    if (fault_.expect == Expect::kPoints && found_.kind == TokenKind::kNumber) {
      say("syntax/expected", "the points have no sign", fmt::format("write `+{}` or `-{}`", word_, word_));
      return true;
    }
    if (fault_.expect == Expect::kListItem && word_ == "[") {
      say("syntax/expected", "a list in a list", "a list holds texts, numbers, times, `yes` and `no`");
      return true;
    }
    if (fault_.expect == Expect::kStageItem &&
        (word_ == "=" || word_ == "is" || word_ == "!=" || word_ == ">" || word_ == "<" || word_ == ">=" ||
         word_ == "<=") &&
        on_require_line()) {
      say("syntax/expected", fmt::format("`require` names fields, and `{}` makes a condition of it", word_),
          "write `require that CONDITION`");
      return true;
    }
    if (fault_.expect == Expect::kStageName && found_.kind == TokenKind::kText) {
      const std::string_view inside = word_.size() > 2 ? word_.substr(1, word_.size() - 2) : word_;
      say("syntax/expected", "stages are named without quotes",
          fmt::format("write the name of the stage, not its title {}",
                      inside.empty() ? "" : fmt::format("`{}`", inside)));
      return true;
    }
    if (found_.kind == TokenKind::kWord && reserved_as_operand()) return true;
    return other_words();
  }

  [[nodiscard]] bool on_require_line() const {
    std::uint32_t line = found_.begin;
    while (line > 0 && text_[line - 1] != '\n') --line;
    for (Token token = next_token(text_, line); token.kind != TokenKind::kEnd && token.begin < found_.begin;
         token = next_token(text_, token.end)) {
      if (token.text(text_) == "require") return true;
    }
    return false;
  }

  // `when per = 3`: a field with the name of a word of the language.
  bool reserved_as_operand() {
    const bool operand = fault_.expect == Expect::kCondition || fault_.expect == Expect::kValue ||
                         fault_.expect == Expect::kRightSide || fault_.expect == Expect::kWhereCondition;
    if (!operand || !is_reserved_word(word_)) return false;
    const std::string_view next = after();
    if (next != "=" && next != "!=" && next != "<" && next != ">" && next != "<=" && next != ">=" && next != "is")
      return false;
    say("syntax/reserved", fmt::format("`{}` is a word of the language and no field by itself", word_),
        fmt::format("write `lead.{}` (or contact, account, its contact) for a field of this name", word_));
    return true;
  }

  bool other_kind() {
    const OtherWord* other = other_kind_word(word_);
    if (other == nullptr) return false;
    const std::string instead(fault_.expect == Expect::kRecordKinds ? other->plural : other->leadline);
    say("syntax/other-word", fmt::format("`{}` is no kind of record", word_),
        fmt::format("write `{}`{}{}", instead, other->note.empty() ? "" : ": ", other->note));
    fix(instead);
    return true;
  }

  // Words of other products and languages where a word of Leadline is expected.
  bool other_words() {
    if (found_.kind != TokenKind::kWord) return false;
    const OtherPhrase* phrase = other_phrase(word_, after());
    if (phrase == nullptr) return false;
    if (phrase->two_words) diagnostic_.span.end = next_solid_token(text_, found_.end).end;
    say("syntax/other-word",
        fmt::format("`{}` is no word of Leadline here",
                    text_.substr(diagnostic_.span.begin, diagnostic_.span.end - diagnostic_.span.begin)),
        std::string(phrase->help));
    return true;
  }

  bool missing_brace() {
    if (begins_outer_item(fault_.expect, word_) && fault_.opened != 0) {
      say("syntax/missing-brace", fmt::format("`}}` is missing before `{}`", word_), "every `{` needs its `}`");
      diagnostic_.related.push_back({{source_, fault_.opened, fault_.opened + 1}, "the `{` that stands open"});
      return true;
    }
    if (fault_.expect != Expect::kClose && !(found_.kind == TokenKind::kEnd && fault_.opened != 0)) return false;
    if (found_.kind != TokenKind::kEnd && !statement_in_first_column(text_, found_.begin)) return false;
    say("syntax/missing-brace",
        found_.kind == TokenKind::kEnd ? std::string("`}` is missing at the end of the file")
                                       : fmt::format("`}}` is missing before `{}`", word_),
        "every `{` needs its `}`");
    diagnostic_.related.push_back({{source_, fault_.opened, fault_.opened + 1}, "the `{` that stands open"});
    return true;
  }

  void general() {
    const Expectation wanted = expectation_of(fault_.expect);
    const bool item = fault_.expect <= Expect::kChoice && fault_.expect != Expect::kCase;
    std::string message = fmt::format("expected {}", wanted.what);
    if (!item && before_.kind != TokenKind::kEnd)
      message += before_.kind == TokenKind::kText && before().size() > 40 ? " after the text"
                                                                          : fmt::format(" after `{}`", before());
    message += fmt::format(", found {}", found());
    say("syntax/expected", std::move(message), std::string(wanted.help));
    // What is missing at the end of a line is shown there, not on the next one.
    if (!item && found_.first_on_line && before_.kind != TokenKind::kEnd)
      diagnostic_.span = {source_, before_.end, before_.end};
    if (fault_.expect == Expect::kStatement && word_ == "}") {
      say("syntax/extra-brace", "`}` closes nothing", "a `{` is missing above, or this `}` is one too many");
    } else if (fault_.expect == Expect::kName && found_.kind == TokenKind::kText) {
      diagnostic_.help = "names stand without quotes and have no blanks; a title in quotes may follow the name";
    } else if (fault_.expect == Expect::kName && found_.kind == TokenKind::kUnknown) {
      diagnostic_.help = "names are made of letters A to Z, digits and `_`";
    }
  }

  std::string_view text_;
  SourceId source_;
  Fault fault_;
  Token found_;
  Token before_;
  std::string_view word_;
  Diagnostic diagnostic_;
};

}  // namespace

Diagnostic explain(const Sources& sources, SourceId source, const Fault& fault) {
  return Explainer(sources[source].text(), source, fault).explain();
}

bool check_characters(const Sources& sources, SourceId source, Diagnostics& diagnostics) {
  const std::string_view text = sources[source].text();
  const auto report = [&](std::size_t at, std::size_t length, std::string message, std::string help) {
    Diagnostic diagnostic;
    diagnostic.check = "syntax/encoding";
    diagnostic.span = {source, static_cast<std::uint32_t>(at),
                       static_cast<std::uint32_t>(std::min(at + length, text.size()))};
    diagnostic.message = std::move(message);
    diagnostic.help = std::move(help);
    diagnostics.push_back(std::move(diagnostic));
    return false;
  };
  if (text.size() > 0x7FFFFFFF) return report(0, 0, "the file is larger than 2 GiB", "");
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      if (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\v' && c != '\f') {
        return report(i, 1, fmt::format("a control character (byte {}) in rule text", c),
                      c == 0 ? "is this file UTF-16? rule files are UTF-8" : "remove it");
      }
      ++i;
      continue;
    }
    const std::size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    bool good = c >= 0xC2 && c <= 0xF4 && i + length <= text.size();
    for (std::size_t k = 1; good && k < length; ++k) good = (static_cast<unsigned char>(text[i + k]) & 0xC0U) == 0x80U;
    if (good && length > 2) {
      const auto second = static_cast<unsigned char>(text[i + 1]);
      good = !(c == 0xE0 && second < 0xA0) && !(c == 0xED && second >= 0xA0) && !(c == 0xF0 && second < 0x90) &&
             !(c == 0xF4 && second >= 0x90);
    }
    if (!good)
      return report(i, 1, fmt::format("byte 0x{:02X} is no UTF-8", c), "rule files are UTF-8; save this one as UTF-8");
    i += length;
  }
  return true;
}

}  // namespace leadline::grammar
