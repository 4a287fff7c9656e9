// SPDX-License-Identifier: Apache-2.0
#include "laws/generate_model.hpp"

namespace leadline::laws {

std::string threshold_name(const PlannedModel& model, int i) {
  return "t" + model.name.substr(1) + "_" + std::to_string(i);
}

namespace {

class ModelGenerator {
 public:
  ModelGenerator(Random& random, Expressions& expressions, const PlannedModel& planned, bool steady, int& rules)
      : random_(random), expressions_(expressions), planned_(planned), steady_(steady), rules_(rules) {}

  Line run(ModelNames& own) {
    own = {planned_.name, planned_.kind, {}, {}, {}};
    const PlannedModel& planned = planned_;
    Scope scope;
    scope.kind = planned.kind;
    scope.state = !steady_;
    scope.link = !steady_;
    scope.own = &own;
    std::vector<Line> lines;
    const std::string gate = random_.chance(40) ? " where " + expressions_.condition(scope, 1) : "";
    lines.emplace_back("scores " + planned.kind + gate);
    const bool formula = random_.chance(30);
    if (!formula) {
      for (Line& line : rules(scope)) lines.push_back(std::move(line));
    }
    for (int i = random_.between(formula ? 1 : 0, 3); i > 0; --i) {
      const std::string name = "g" + planned.name.substr(1) + "_" + std::to_string(own.groups.size());
      const std::string head =
          "group " + name + (random_.chance(50) ? " \"A group\"" : "") + counting(scope) + bounds(false);
      lines.emplace_back(head, rules(scope));
      own.groups.push_back(name);
    }
    if (formula) {
      std::string value;
      for (const std::string& group : own.groups)
        value += (value.empty()        ? ""
                  : random_.chance(80) ? " + "
                                       : " / ") +
                 group + (random_.chance(50) ? " * 0." + number_between(1, 99) : "");
      lines.emplace_back("score = " + value);
    }
    scope.score = true;
    if (random_.chance(60)) {
      std::vector<std::string> words;
      for (const std::string word : {"A+", "A", "B", "C"}) {
        if (random_.chance(60)) words.push_back(word);
      }
      for (std::size_t i = 0; i < words.size(); ++i) {
        const bool last = i + 1 == words.size();
        const std::string at = std::to_string(60 - 15 * static_cast<int>(i));
        const std::string when = random_.chance(60) ? "score >= " + at : expressions_.condition(scope, 1);
        lines.emplace_back("grade " + quoted(words[i]) + (last && random_.chance(50) ? " otherwise" : " when " + when));
      }
      own.grades = words;
    }
    scope.grade = true;
    for (int i = 0; i < planned.thresholds; ++i) {
      const std::string name = threshold_name(planned, i);
      std::string text = "threshold " + name;
      const int shape = random_.below(4);
      const int at = random_.between(-5, 40);
      if (shape < 3) text += " at " + std::to_string(at);
      if (shape == 2) text += " or";
      if (shape >= 2) text += " when (" + expressions_.condition(scope, 1) + ")";
      if (random_.chance(40)) text += " until below " + std::to_string(at - random_.between(0, 10));
      lines.emplace_back(text);
      own.thresholds.push_back(name);
    }
    return Line("model " + planned.name + (random_.chance(50) ? " \"A model\"" : "") +
                    counting(scope_for_counting(scope)) + bounds(false),
                std::move(lines));
  }

 private:
  std::string bounds(bool rule) {
    std::string out;
    if (random_.chance(25)) out += ", at most " + number_between(20, 80) + " points";
    if (random_.chance(20)) {
      const std::string sign = random_.chance(60) ? "-" : "";
      out += ", never below " + sign + number_between(0, 20) + (rule || random_.chance(50) ? " points" : "");
    }
    return out;
  }

  std::string counting(const Scope& scope) {
    if (!random_.chance(20)) return "";
    Scope inside = scope;
    inside.bare = false;
    inside.interactions = {"page_visit", "email_open", "demo"};
    const std::string tail = expressions_.tail(scope, inside, 1, true);
    return tail.empty() ? "" : " counting" + tail;
  }

  std::string points(const Scope& scope) {
    const std::string sign = random_.chance(75) ? "+" : "-";
    switch (random_.below(8)) {
      case 0:
        return sign + expressions_.operand(scope, Sort::kNumber, 1);
      case 1:
        return sign + expressions_.plain_number() + " * " + expressions_.operand(scope, Sort::kNumber, 0);
      case 2:
        return sign + "(" + expressions_.operand(scope, Sort::kNumber, 0) + " else 3)";
      case 3:
        return sign + expressions_.plain_number();
      default:
        return sign + number_between(1, 25);
    }
  }

  std::string fading() {
    switch (random_.below(6)) {
      case 0:
      case 1:
        return ", halving every " + number_between(1, 40) + " days";
      case 2:
        return ", losing " + number_between(1, 5) + ".25 every " + number_between(1, 10) + " days";
      case 3:
        return ", losing " + number_between(1, 60) + "% every " + number_between(1, 30) + " days";
      default:
        return "";
    }
  }

  std::string rule(const Scope& scope, bool in_block) {
    static const std::vector<std::string> kBuckets = {"day", "week", "month", "36 hours", "7 days"};
    const std::string label = quoted("Rule " + std::to_string(rules_++)) + " ";
    const auto maybe_when = [&] {
      return random_.chance(15) ? " when (" + expressions_.condition(scope, 1) + ")" : "";
    };
    std::vector<std::string> kinds;
    Scope inside = scope;
    inside.bare = false;
    switch (random_.below(10)) {
      case 0:
      case 1:
      case 2:
        return label + points(scope) + " when " + expressions_.condition(scope, 3) + bounds(true);
      case 3:
        if (in_block) return label + points(scope) + " when " + expressions_.condition(scope, 2);
        return label + points(scope) + " or " + points(scope) + " when " + expressions_.condition(scope, 2) +
               bounds(true);
      case 4: {
        const auto [selection, about] = expressions_.choose_selection(scope, 2);
        kinds = about.interactions;
        std::string bucket = random_.pick(kBuckets);
        const auto having = expressions_.attributes(kinds, random_.chance(70) ? Sort::kText : Sort::kNumber);
        if (!having.empty() && random_.chance(40)) bucket = random_.pick(having).name;
        const std::string least = random_.chance(40) ? "at least " + number_between(1, 3) + " " : "";
        return label + points(scope) + " per " + bucket + " with " + least + selection + maybe_when() + bounds(true);
      }
      case 5:
        return label + points(scope) + " per " + expressions_.duration() + " without " +
               expressions_.selection(scope, 2) + maybe_when() + bounds(true);
      case 6:
      case 7: {
        const auto [selection, about] = expressions_.choose_selection(scope, 2);
        inside = about;
        return label + points(inside) + " for " + (random_.chance(70) ? "last " : "first ") + selection + maybe_when() +
               fading() + bounds(true);
      }
      default: {
        const auto [selection, about] = expressions_.choose_selection(scope, 2);
        inside = about;
        return label + points(inside) + " per " + selection + maybe_when() + fading() + bounds(true);
      }
    }
  }

  std::vector<Line> rules(const Scope& scope) {
    std::vector<Line> lines;
    for (int i = random_.between(1, 4); i > 0; --i) {
      if (!random_.chance(25)) {
        lines.emplace_back(rule(scope, false));
        continue;
      }
      std::vector<Line> block;
      for (int n = random_.between(1, 3); n > 0; --n) block.emplace_back(rule(scope, true));
      if (random_.chance(40))
        block.emplace_back(quoted("Else " + std::to_string(rules_++)) + " +" + number_between(1, 9) + " otherwise");
      lines.emplace_back(
          std::string(random_.chance(50) ? "first of " : "best of ") + quoted("Block " + std::to_string(rules_++)),
          std::move(block));
    }
    return lines;
  }

  static Scope scope_for_counting(Scope scope) {
    scope.own = nullptr;
    scope.score = scope.grade = false;
    return scope;
  }

  std::string number_between(int low, int high) { return std::to_string(random_.between(low, high)); }

  Random& random_;
  Expressions& expressions_;
  const PlannedModel& planned_;
  bool steady_;
  int& rules_;
};

}  // namespace

Line generate_model(Random& random, Expressions& expressions, const PlannedModel& planned, bool steady, int& rules,
                    ModelNames& own) {
  return ModelGenerator(random, expressions, planned, steady, rules).run(own);
}

}  // namespace leadline::laws
