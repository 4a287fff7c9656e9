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
          (word_.front() == 'e' || word_.front() == 'E') &&
                  word_.find_first_not_of("0123456789", 1) == std::string_view::npos
              ? "write the number in full"
              : fmt::format("put a blank between them, as in `{} {}`; a name does not begin with a digit", number,
                            word_));
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
    if (found_.kind == TokenKind::kSymbol &&
        (sign->written == "==" || sign->written == "<>" || sign->written == "=>" || sign->written == "=<" ||
         sign->written == "//" || sign->written == "--" || sign->written == "/*")) {
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
    if (fault_.expect == Expect::kPresentOrMissing &&
        (found_.kind == TokenKind::kText || found_.kind == TokenKind::kNumber || word_ == "not")) {
      say("syntax/expected",
          word_ == "not" ? "`is not` asks nothing by itself"
                         : fmt::format("`is` does not compare, and {} follows it", found()),
          word_ == "not" ? "write `!=` to compare values, `is missing` and `is present` to ask for one"
                         : "write `=` to compare values; `is present` and `is missing` ask for one");
      return true;
    }
    if (fault_.expect == Expect::kPresentOrMissing && found_.kind == TokenKind::kWord && !found_.first_on_line) {
      say("syntax/expected", fmt::format("`is` does not compare, and `{}` follows it", word_),
          fmt::format("write `= \"{}\"` to compare with a text; `is present` and `is missing` ask for a value", word_));
      return true;
    }
    if (fault_.expect == Expect::kRecordKind || fault_.expect == Expect::kRecordKinds) return other_kind();
    if (fault_.expect == Expect::kDuration && before_.kind == TokenKind::kNumber) {
      if (const std::string_view right = other_unit(word_); !right.empty()) {
        say("syntax/other-word", fmt::format("`{}` is no unit", word_), fmt::format("write `{}`", right));
        fix(std::string(right));
        return true;
      }
    }
    if (found_.kind == TokenKind::kUnknown && before_.kind == TokenKind::kWord && before_.end == found_.begin) {
      std::uint32_t end = found_.end;
      while (end < text_.size() &&
             (is_word_character(text_[end]) || (static_cast<unsigned char>(text_[end]) & 0x80U) != 0))
        ++end;
      diagnostic_.span = {source_, before_.begin, end};
      say("syntax/expected", fmt::format("`{}` is no name", text_.substr(before_.begin, end - before_.begin)),
          "names are made of letters A to Z, digits and `_`");
      return true;
    }
    if (before_.kind == TokenKind::kText && before_.end == found_.begin && found_.kind == TokenKind::kWord) {
      say("syntax/expected", fmt::format("`{}` directly after the text `{}`", word_, before()),
          "is a quote missing, or one too many?");
      return true;
    }
    if (word_ == ":" && (fault_.expect == Expect::kEquals || fault_.expect == Expect::kSourceFieldValue)) {
      const bool equals = fault_.expect == Expect::kEquals;
      say("syntax/other-sign", "`:` is no sign of Leadline",
          equals ? "write `=`" : "the column stands directly after the field");
      fix(equals ? " =" : "");
      return true;
    }
    if (before() == "if" || before() == "If") {
      diagnostic_.span = {source_, before_.begin, before_.end};
      say("syntax/other-word", "`if` is no word of Leadline",
          "write `first of { V when CONDITION  V otherwise }` for a value, `when CONDITION` for a rule");
      return true;
    }
    if (word_ == "." && found_.begin == before_.end && before_.kind == TokenKind::kNumber) {
      say("syntax/time", "dates are not written with points", "write `2026-07-01`");
      return true;
    }
    if (word_ == "." && next_token(text_, found_.end).kind == TokenKind::kNumber) {
      say("syntax/expected", "a number does not begin with a point", fmt::format("write `0.{}`", after()));
      fix("0.");
      return true;
    }
    if (word_ == "," && before_.kind == TokenKind::kNumber && before_.end == found_.begin &&
        next_token(text_, found_.end).begin == found_.end) {
      say("syntax/expected", "a comma inside a number",
          fmt::format("digits are grouped by `_`, as in `{}_{}`; the decimal sign is a point", before(), after()));
      return true;
    }
    if (in_scores() && word_ == "without" && (before() == "day" || before() == "week" || before() == "month")) {
      say("syntax/expected", fmt::format("`per {} without`", before()),
          "silence is counted in a duration: write `per 30 days without page_visit`");
      return true;
    }
    if (in_scores() && found_.kind == TokenKind::kWord &&
        (before() == "day" || before() == "week" || before() == "month")) {
      say("syntax/expected", fmt::format("`per {} {}`", before(), word_),
          fmt::format("write `per {} with {}`", before(), word_));
      return true;
    }
    if (fault_.expect == Expect::kStatement && word_ == "in" && before() == "contacts") {
      say("syntax/expected", "`contacts in`", "write `contacts of leads`");
      fix("of");
      return true;
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
    if (rule_slip()) return true;
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
    return misspelled() || cannot_follow() || other_words();
  }

  [[nodiscard]] bool in_scores() const {
    return fault_.expect == Expect::kModelItem || fault_.expect == Expect::kGroupItem ||
           fault_.expect == Expect::kRuleInBlock;
  }
  [[nodiscard]] bool item_expected() const {
    return fault_.expect <= Expect::kChoice && fault_.expect != Expect::kCase;
  }

  [[nodiscard]] Token token_before(std::uint32_t offset) const {
    std::uint32_t line = offset;
    while (line > 0 && text_[line - 1] != '\n') --line;
    Token last;
    for (Token token = next_token(text_, line); token.kind != TokenKind::kEnd && token.begin < offset;
         token = next_token(text_, token.end)) {
      if (token.kind != TokenKind::kComment) last = token;
    }
    return last;
  }

  // Slips in writing a rule: what stands between a label, its points and its condition.
  bool rule_slip() {
    if (fault_.expect == Expect::kPoints && before_.kind == TokenKind::kText) {
      if (word_ == ":") {
        say("syntax/other-sign", "`:` is no sign of Leadline", "the points follow the label directly");
        fix("");
        return true;
      }
      if (word_ == "when" || word_ == "if" || word_ == "=") {
        say("syntax/expected", fmt::format("the points are missing before `{}`", word_),
            fmt::format("write `{} +20 when CONDITION`", before().size() > 40 ? "\"Label\"" : before()));
        return true;
      }
      if (!before_.first_on_line && token_before(before_.begin).kind == TokenKind::kWord) {
        diagnostic_.span = {source_, before_.begin, before_.end};
        say("syntax/expected",
            fmt::format("{} cannot follow `{}`", before().size() > 40 ? "a text" : before(),
                        token_before(before_.begin).text(text_)),
            "a text is compared, as in `page = \"pricing\"`; what contacts do is asked for with `any page_visit where "
            "…`");
        return true;
      }
    }
    if (fault_.expect == Expect::kRuleForm && word_ == "points") {
      say("syntax/expected", "`points` is not written after the points of a rule",
          "leave it out: `+20 when CONDITION`");
      fix("");
      return true;
    }
    if (fault_.expect == Expect::kRuleForm && word_ == "%") {
      say("syntax/expected", "points are no percentage",
          "write `+20 when CONDITION`; a part of a score is a product, as in `score = fit * 0.3 + engagement * 0.7`");
      return true;
    }
    if (word_ == "when" && before_.kind == TokenKind::kNumber) {
      const Token sign = token_before(before_.begin);
      if (sign.first_on_line && (sign.text(text_) == "+" || sign.text(text_) == "-")) {
        diagnostic_.span = {source_, sign.begin, before_.end};
        say("syntax/expected", "the rule has no label",
            fmt::format("write `\"Label\" {}{} when CONDITION`", sign.text(text_), before()));
        return true;
      }
    }
    if (fault_.expect == Expect::kRuleEnd && before() == ",") {
      const bool digits = before_.begin > 0 && text_[before_.begin - 1] >= '0' && text_[before_.begin - 1] <= '9';
      if (digits && found_.kind == TokenKind::kNumber && before_.end == found_.begin) {
        const Token number = token_before(before_.begin);
        diagnostic_.span = {source_, number.begin, found_.end};
        say("syntax/expected", "a comma inside a number",
            fmt::format("digits are grouped by `_`, as in `{}_{}`; the decimal sign is a point", number.text(text_),
                        word_));
        return true;
      }
      if (found_.first_on_line || word_ == "}") {
        diagnostic_.span = {source_, before_.begin, before_.end};
        say("syntax/expected", "a comma after the rule", "rules stand one after the other without commas");
        fix("");
        return true;
      }
    }
    if (fault_.expect == Expect::kCloseParenthesis && word_ == "," &&
        (before_.kind == TokenKind::kText || before_.kind == TokenKind::kNumber)) {
      say("syntax/expected", "a list in parentheses",
          fmt::format("lists stand in square brackets, as in `[{}, …]`", before().size() > 40 ? "\"a\"" : before()));
      return true;
    }
    return false;
  }

  // A word that begins a statement or an item, in another case or with a letter wrong.
  bool misspelled() {
    if (found_.kind != TokenKind::kWord) return false;
    std::string_view right;
    const auto try_all = [&](std::initializer_list<std::string_view> words) {
      for (const std::string_view candidate : words) {
        if (right.empty() && is_misspelling(word_, candidate)) right = candidate;
      }
    };
    if (fault_.expect == Expect::kStatement && found_.first_on_line) right = nearest_statement_word(word_);
    if (fault_.expect == Expect::kModelItem)
      try_all({"scores", "group", "grade", "threshold", "score", "first", "best"});
    if (fault_.expect == Expect::kProcessItem) try_all({"stage"});
    if (fault_.expect == Expect::kStageItem) try_all({"require", "fields", "after", "deadline"});
    if (fault_.expect == Expect::kAction || fault_.expect == Expect::kActionOrBlock)
      try_all({"task", "notify", "reset", "assign", "send", "create"});
    if (fault_.expect == Expect::kSourceItem) try_all({"encoding", "separator", "missing", "times", "zone", "numbers"});
    if (fault_.expect == Expect::kTestLine) try_all({"expect", "submit", "contact", "account", "lead", "opportunity"});
    if (fault_.expect == Expect::kRuleForm || fault_.expect == Expect::kWhenOrOtherwise) try_all({"when", "otherwise"});
    if (fault_.expect == Expect::kType)
      try_all({"text", "number", "yes_no", "time", "duration", "email", "phone", "domain", "choice", "list"});
    for (const std::string_view word : {"and", "or", "not", "in", "is", "between", "contains", "starts", "ends", "has",
                                        "within", "where", "since", "until", "per", "by"}) {
      if (word_.size() == word.size() &&
          std::equal(word.begin(), word.end(), word_.begin(), [](char a, char b) { return a == b || a == b + 32; }) &&
          word != word_)
        right = word;
    }
    if (right.empty()) return false;
    say("syntax/expected", fmt::format("`{}` is no word of Leadline here", word_),
        fmt::format("did you mean `{}`?", right));
    fix(std::string(right));
    return true;
  }

  // Something stands after a whole statement or item, on its line.
  bool cannot_follow() {
    if (!item_expected() || found_.first_on_line || found_.kind == TokenKind::kEnd || before_.kind == TokenKind::kEnd)
      return false;
    if (before() == "{" || before() == "}" || word_ == "}" || fault_.expect == Expect::kActionOrBlock) return false;
    if (found_.kind == TokenKind::kWord && other_words()) return true;
    std::string help;
    if (word_ == "within" || word_ == "since" || word_ == "until" || word_ == "where" || word_ == "by") {
      help = before() == ")" ? fmt::format("parentheses end a selection; write `{}` inside them", word_)
                             : fmt::format("`{}` belongs to a selection, as in `any page_visit {}`", word_,
                                           word_ == "within"  ? "within 30 days"
                                           : word_ == "where" ? "where page = \"pricing\""
                                           : word_ == "by"    ? "by account"
                                                              : fmt::format("{} 2026-07-01", word_));
      if (word_ == "within" && before() != ")") {
        help += fmt::format("; how long ago a time was says `age of {} < 90 days`", before());
      }
    } else if (word_ == ",") {
      help = "several values stand in brackets, as in `[\"US\", \"CA\"]`";
    } else if (word_ == "%") {
      help = "percent stand only after `losing`; write `0.5` for 50 %";
    } else if (fault_.expect == Expect::kMatchLine && word_ == "or") {
      help = "write a second `on` line: lines are tried in order";
    } else if (fault_.expect == Expect::kMatchLine && word_ == "like") {
      help = "write `similar 0.9`";
    } else if (word_ == ")" || word_ == "]") {
      help = fmt::format("no `{}` stands open", word_ == ")" ? "(" : "[");
    } else if (in_scores() && found_.kind == TokenKind::kWord && before_.kind == TokenKind::kWord) {
      help = "names have no blanks, as in `page_visit`; conditions are joined by `and` and `or`";
    } else if (fault_.expect != Expect::kStatement) {
      help = expectation_of(fault_.expect).help;
    }
    const std::string_view previous = before().size() > 40 ? "…" : before();
    say("syntax/expected", fmt::format("{} cannot follow `{}`", found(), previous), std::move(help));
    return true;
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
    // Most of these words may be names of the user's own: they are explained only where one of Leadline's is expected.
    if (word_ == "email" && fault_.expect != Expect::kAction && fault_.expect != Expect::kActionOrBlock) return false;
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
    const bool item = item_expected();
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
    } else if (fault_.expect == Expect::kText && before() == "grade" && found_.kind == TokenKind::kWord) {
      diagnostic_.help = fmt::format("grades are texts: write `\"{}\"`", word_);
    } else if ((fault_.expect == Expect::kOpen || fault_.expect == Expect::kEquals) &&
               found_.kind == TokenKind::kWord && before_.kind == TokenKind::kWord && !found_.first_on_line) {
      diagnostic_.help =
          fault_.expect == Expect::kOpen
              ? "what belongs to it stands in braces; names have no blanks, a title in quotes may follow the name"
              : "names have no blanks";
    } else if (fault_.expect == Expect::kMatchLine && found_.kind == TokenKind::kWord) {
      diagnostic_.help = fmt::format("a line of fields begins with `on`; {}", wanted.help);
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
