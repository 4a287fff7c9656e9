// SPDX-License-Identifier: Apache-2.0
// Random rule text that is well formed, with blanks, line breaks and comments anywhere. The same seed gives the same
// text on every machine. RandomProgram(seed).text() is the entry point.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>

namespace leadline::grammar {

class RandomProgram {
 public:
  explicit RandomProgram(unsigned seed) : state_(seed * 2654435761U + 1) {}

  std::string text() {
    const int statements = 1 + pick(5);
    for (int i = 0; i < statements; ++i) statement();
    return out_;
  }

 private:
  int pick(int n) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>((state_ >> 33U) % static_cast<unsigned>(n));
  }
  bool chance(int percent) { return pick(100) < percent; }

  // Text, then something blank: often one blank, sometimes a line break or a comment.
  void put(const std::string& text) {
    out_ += text;
    const int kind = pick(60);
    if (kind == 0) {
      out_ += "  # note " + std::to_string(pick(100)) + "\n";
    } else if (kind == 1) {
      out_ += "\n\n\n   # own line\n";
    } else if (kind < 6) {
      out_ += "\n";
    } else {
      out_ += kind < 10 ? "   " : " ";
    }
  }
  void word(std::initializer_list<const char*> words) { put(*(words.begin() + pick(static_cast<int>(words.size())))); }

  void name() { word({"a", "b", "page", "status", "points", "grade_x", "country"}); }
  void kind() { word({"page_visit", "email_open", "form_submit", "demo"}); }
  void text_literal() {
    word({"\"x\"", "\"a longer text with words\"", "\"\\u{e9}\\\"q\\\"\"", "\"\"", "\"# no comment \\{\""});
  }
  void number() { word({"0", "1", "2.5", "10_000", "0.000001"}); }
  void duration() { word({"1 day", "30 days", "2 weeks", "1.5 hours"}); }

  void list() {
    put("[");
    const int n = pick(6);
    for (int i = 0; i < n; ++i) {
      if (i > 0) put(",");
      text_literal();
    }
    put("]");
  }

  void kinds() {
    if (chance(30)) {
      put("[");
      kind();
      put(",");
      kind();
      put("]");
    } else {
      kind();
    }
  }

  // A `where` here takes one comparison with nothing after it, or parentheses.
  void tail(int depth) {
    if (chance(20)) {
      put("by");
      word({"lead", "contact", "account"});
    }
    if (chance(40)) {
      put("where");
      put("(");
      condition(depth - 1);
      put(")");
    }
    if (chance(30)) {
      put("since");
      time(depth - 1);
    }
    if (chance(40)) {
      put("within");
      duration();
    }
    if (chance(10)) {
      put("until");
      time(depth - 1);
    }
  }

  void time(int depth) {
    switch (pick(5)) {
      case 0:
        return put("now");
      case 1:
        return put("2026-07-01T09:30:00Z");
      case 2:
        put("entering");
        return name();
      case 3:
        put("(");
        put("last");
        selection(depth - 1);
        return put(")");
      default:
        return put("lead.created");
    }
  }

  void selection(int depth) {
    if (depth > 0 && chance(10)) {
      put("(");
      kinds();
      tail(depth);
      return put(")");
    }
    kinds();
    if (depth > 0) tail(depth);
  }

  void operand(int depth) {
    text_last_ = false;
    switch (pick(depth > 0 ? 13 : 6)) {
      case 0:
        return number();
      case 1:
        text_literal();
        text_last_ = true;
        return;
      case 2:
        return name();
      case 3:
        return put("contact.job_title");
      case 4:
        return duration();
      case 5:
        return put("-2.5");
      case 6:
        put("(");
        condition(depth - 1);
        return put(")");
      case 7:
        put("count");
        put("of");
        return selection(depth - 1);
      case 8:
        put("length(");
        value(depth - 1);
        return put(")");
      case 9:
        put("points_of[");
        value(depth - 1);
        put(",");
        text_literal();
        return put("]");
      case 10:
        put("page");
        put("of");
        put("last");
        return selection(depth - 1);
      case 11:
        put("first of {");
        value(depth - 1);
        put("when");
        condition(depth - 1);
        if (chance(50)) put(",");
        text_literal();
        put("otherwise");
        return put("}");
      default:
        put("-(");
        value(depth - 1);
        return put(")");
    }
  }

  void value(int depth) {
    operand(depth);
    while (chance(20)) {
      // Nothing is added to a text: at the beginning of a line a text and a sign are the next rule.
      if (text_last_) {
        put("else");
      } else {
        word({"+", "-", "*", "/", "else"});
      }
      operand(depth - 1);
    }
  }

  void comparison(int depth) {
    if (chance(15)) put("not");
    if (chance(15)) {
      word({"any", "no"});
      return selection(depth - 1);
    }
    value(depth);
    switch (pick(6)) {
      case 0:
        word({"=", "!=", "<", "<=", ">", ">=", "at least", "at most", "= exactly"});
        return value(depth - 1);
      case 1:
        word({"contains", "not contains", "contains word", "starts with", "ends with", "like"});
        if (chance(40)) {
          put("any");
          return list();
        }
        return text_literal();
      case 2:
        word({"in", "not in", "has any", "has all"});
        return list();
      case 3:
        return word({"is present", "is missing", "in segment hot", "not in segment hot"});
      case 4:
        put("between");
        value(depth - 1);
        put("and");
        return value(depth - 1);
      default:
        return;
    }
  }

  // Selections stand in parentheses before `and` and `or`, so that no `where` is in doubt.
  void condition(int depth) {
    comparison(depth);
    while (chance(25)) {
      word({"and", "or"});
      comparison(depth);
    }
  }

  void bounds() {
    if (chance(20)) put(", at most 20 points");
    if (chance(10)) put(", never below -5");
  }

  void rule() {
    text_literal();
    word({"+20", "-5", "+ 2.5", "+points_of[a]", "+(a + b) * 2"});
    switch (pick(5)) {
      case 0:
        put("per");
        selection(2);
        break;
      case 1:
        put("per day with");
        selection(2);
        break;
      case 2:
        put("per 30 days without");
        selection(2);
        break;
      case 3:
        put("for last");
        selection(2);
        if (chance(50)) put(", halving every 30 days");
        break;
      default:
        put("when");
        condition(3);
        break;
    }
    bounds();
  }

  void action() {
    switch (pick(5)) {
      case 0:
        return put("task \"Call {contact.name}\" for \"queue\"");
      case 1:
        return put("set lead.x = missing");
      case 2:
        put("create lead {");
        put("topic =");
        text_literal();
        if (chance(50)) put("campaign = a");
        return put("}");
      case 3:
        put("assign in turn to \"ana\" ,");
        put("\"ben\"");
        if (chance(50)) {
          put("when");
          condition(2);
        }
        return;
      default:
        return put("reset sales_ready");
    }
  }

  void actions() {
    put("{");
    const int n = pick(4);
    for (int i = 0; i < n; ++i) action();
    put("}");
  }

  void stage() {
    put("stage");
    name();
    if (chance(50)) text_literal();
    if (chance(20)) return;
    put("{");
    const int n = pick(5);
    for (int i = 0; i < n; ++i) {
      switch (pick(4)) {
        case 0:
          put("require a, contact.b");
          break;
        case 1:
          put("on enter");
          actions();
          break;
        case 2:
          put("after 3 days notify \"a\" \"b\"");
          break;
        default:
          put("go to");
          name();
          put("when");
          condition(2);
          if (chance(30)) actions();
          break;
      }
    }
    put("}");
  }

  void statement() {
    switch (pick(8)) {
      case 0:
        put("define");
        name();
        put("=");
        condition(4);
        break;
      case 1:
        put("list");
        name();
        put("=");
        list();
        break;
      case 2: {
        put("model");
        name();
        put("{ scores lead");
        const int n = pick(6);
        for (int i = 0; i < n; ++i) rule();
        if (chance(50)) {
          put("group");
          name();
          bounds();
          put("{");
          rule();
          if (chance(50)) {
            put("first of \"F\" {");
            rule();
            rule();
            put("}");
          }
          put("}");
        }
        if (chance(50)) put("grade \"A\" when score > 3 grade \"B\" otherwise");
        if (chance(50)) put("threshold t at 60 until below 4");
        put("}");
        break;
      }
      case 3: {
        put("process");
        name();
        put("for lead {");
        const int n = 1 + pick(3);
        for (int i = 0; i < n; ++i) stage();
        put("}");
        break;
      }
      case 4: {
        put("record contact {");
        const int n = pick(5);
        for (int i = 0; i < n; ++i) {
          name();
          word({"text", "number", "list of text", "choice [\"a\", \"b\"]", "yes_no"});
        }
        put("}");
        break;
      }
      case 5:
        put("segment");
        name();
        put("= contacts where");
        condition(2);
        put("union contacts");
        break;
      case 6:
        put("table");
        name();
        put("{ \"a\" 30 ,");
        put("[\"b\", \"c\"] -2");
        put("}");
        break;
      default:
        put("test");
        text_literal();
        put("{ contact ana { email = \"x\"");
        put("n = 3 } at 2026-07-01");
        put("expect");
        condition(2);
        put("}");
        break;
    }
    if (chance(30)) out_ += "\n\n";
  }

  std::uint64_t state_;
  std::string out_;
  bool text_last_ = false;  // the last operand was a text literal
};

}  // namespace leadline::grammar
