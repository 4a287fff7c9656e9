// SPDX-License-Identifier: Apache-2.0
#include "laws/generate_program.hpp"

#include "laws/generate_expressions.hpp"
#include "laws/generate_process.hpp"
#include "laws/vocabulary.hpp"

namespace leadline::laws {

namespace {

std::string type_text(const std::string& field, Sort sort) {
  if (field == "email" || field == "phone") return field;
  if (field == "site") return "domain";
  const auto choice = [&] {
    std::string out = "choice [";
    for (const std::string& word : words_of(sort)) out += (out.back() == '[' ? "" : ", ") + quoted(word);
    return out + "]";
  };
  switch (sort) {
    case Sort::kText:
      return "text";
    case Sort::kNumber:
      return "number";
    case Sort::kYesNo:
      return "yes_no";
    case Sort::kTime:
      return "time";
    case Sort::kDuration:
      return "duration";
    case Sort::kTexts:
      return "list of text";
    case Sort::kNumbers:
      return "list of number";
    case Sort::kLevel:
    case Sort::kTier:
    case Sort::kHeat:
      return choice();
  }
  return "";
}

class Generator {
 public:
  explicit Generator(Random& random) : random_(random), expressions_(random, names_) {}

  GeneratedProgram run() {
    GeneratedProgram result;
    result.steady = steady_ = random_.chance(35);
    zone();
    records();
    lists_and_tables(result.rules.files);
    plan_models();
    const int processes = random_.chance(75) ? random_.between(1, 3) : 0;
    std::vector<Line> process_lines;
    for (int i = 0; i < processes; ++i) plan_process(i);
    for (const PlannedModel& planned : planned_) {
      for (int i = random_.between(0, 2); i > 0; --i) definition();
      if (random_.chance(30)) segment();
      model(planned);
    }
    top_thresholds();
    for (const PlannedProcess& planned : processes_) {
      lines_.push_back(generate_process(random_, expressions_, names_, planned, steady_));
    }
    result.rules.lines = std::move(lines_);
    return result;
  }

 private:
  struct PlannedModel {
    std::string name;
    std::string kind;
    int thresholds = 0;
  };

  void add(const std::string& text) { lines_.emplace_back(text); }
  std::string number_between(int low, int high) { return std::to_string(random_.between(low, high)); }

  void zone() {
    static const std::vector<std::string> kZones = {"Europe/Berlin",       "America/New_York",  "Asia/Kolkata",
                                                    "America/Sao_Paulo",   "Pacific/Auckland",  "Asia/Kathmandu",
                                                    "Australia/Lord_Howe", "Pacific/Kiritimati"};
    if (random_.chance(75)) add("zone " + quoted(random_.pick(kZones)));
    if (random_.chance(50)) add("phone country \"DE\"");
  }

  void records() {
    for (const std::string kind : {"contact", "account", "lead", "opportunity"}) {
      std::vector<Line> fields;
      for (const NamedSort& field : fields_of(kind)) {
        if (field.name == "created" || field.name == "stage_since" || field.name == "owner") continue;
        fields.emplace_back(field.name + " " + type_text(field.name, field.sort));
      }
      lines_.emplace_back("record " + kind, std::move(fields));
    }
    for (const auto& [name, attributes] : interaction_kinds()) {
      std::vector<Line> lines;
      for (const NamedSort& attribute : attributes)
        lines.emplace_back(attribute.name + " " + type_text(attribute.name, attribute.sort));
      const std::string head = "interaction " + name + (name == "email_sent" ? " by us" : "");
      if (lines.empty()) {
        add(head);
      } else {
        lines_.emplace_back(head, std::move(lines));
      }
    }
  }

  void lists_and_tables(std::map<std::string, std::string>& files) {
    for (int i = 0; i < 2; ++i) {
      std::string text;
      std::string numbers;
      for (int n = random_.between(1, 5); n > 0; --n) {
        text += (text.empty() ? "" : ", ") + quoted(random_.pick(words()));
        numbers += (numbers.empty() ? "" : ", ") + number_between(0, 30);
      }
      names_.text_lists.push_back("texts_" + std::to_string(i));
      add("list texts_" + std::to_string(i) + " = [" + text + "]");
      names_.number_lists.push_back("numbers_" + std::to_string(i));
      add("list numbers_" + std::to_string(i) + " = [" + numbers + "]");
    }
    if (random_.chance(40)) {
      files["words.txt"] = "# some words\n\npricing\nstraße\n  Spring  \nISTANBUL\n";
      names_.text_lists.emplace_back("words_of_file");
      add("list words_of_file from \"words.txt\"");
    }
    static const std::vector<std::string> kKeys = {"spring", "pricing", "straße", "İstanbul", "us", "42", "demo", "Ω"};
    for (const Sort sort : {Sort::kNumber, Sort::kText}) {
      std::vector<Line> rows;
      for (const std::string& key : kKeys) {
        if (random_.chance(60)) rows.emplace_back(quoted(key) + " " + expressions_.literal(sort) + ",");
      }
      if (rows.empty()) continue;
      const std::string name = sort == Sort::kNumber ? "points_of" : "name_of";
      names_.text_tables.push_back({name, sort});
      lines_.emplace_back("table " + name, std::move(rows));
    }
    if (random_.chance(40)) {
      std::string rows = "word,rank,points\n";
      for (const std::string& key : kKeys) {
        for (int rank = 0; rank < 3; ++rank) {
          if (random_.chance(50)) rows += key + "," + std::to_string(rank) + "," + number_between(-5, 40) + "\n";
        }
      }
      files["pairs.csv"] = rows + "always,1,1\n";
      names_.pair_tables.emplace_back("pairs");
      add("table pairs from \"pairs.csv\"");
    }
  }

  std::string random_kind() {
    static const std::vector<std::string> kKinds = {"lead", "lead", "lead", "contact", "account", "opportunity"};
    return random_.pick(kKinds);
  }

  // Thresholds are named before their models are written, since what was reached may be read anywhere.
  void plan_models() {
    const int models = random_.between(1, 3);
    for (int i = 0; i < models; ++i) {
      PlannedModel planned{"m" + std::to_string(i), random_kind(), random_.between(0, 3)};
      for (int t = 0; t < planned.thresholds; ++t) {
        names_.thresholds[planned.kind].push_back(planned.name + "." + threshold_name(planned, t));
      }
      planned_.push_back(std::move(planned));
    }
  }

  static std::string threshold_name(const PlannedModel& model, int i) {
    return "t" + model.name.substr(1) + "_" + std::to_string(i);
  }

  void plan_process(int number) {
    PlannedProcess planned = ::leadline::laws::plan_process(random_, number, number == 0 ? "lead" : random_kind());
    names_.processes.push_back(planned.names);
    processes_.push_back(std::move(planned));
  }

  void definition() {
    const std::string kind = random_kind();
    Scope scope;
    scope.kind = kind;
    scope.bare = false;
    scope.state = !steady_;
    scope.link = !steady_;
    const Sort sort = random_.pick(std::vector<Sort>{Sort::kYesNo, Sort::kNumber, Sort::kText, Sort::kTime});
    const std::string name = "d" + std::to_string(definitions_++);
    const std::string value =
        sort == Sort::kYesNo ? expressions_.condition(scope, 2) : expressions_.operand(scope, sort, 2);
    add("define " + name + " = " + value);
    names_.definitions[kind].push_back({name, sort});
  }

  void segment() {
    const auto part = [&] {
      static const std::vector<std::pair<std::string, std::string>> kParts = {
          {"contact", "contacts"},
          {"account", "contacts of accounts"},
          {"lead", "contacts of leads"},
          {"opportunity", "contacts of opportunities"}};
      const auto& [kind, text] = random_.pick(kParts);
      Scope scope;
      scope.kind = kind;
      scope.state = !steady_;
      scope.link = !steady_;
      if (!names_.segments.empty() && random_.chance(25)) return "segment " + random_.pick(names_.segments);
      return text + (random_.chance(85) ? " where (" + expressions_.condition(scope, 1) + ")" : "");
    };
    static const std::vector<std::string> kOperators = {" union ", " intersect ", " except "};
    std::string value = part();
    if (random_.chance(60)) {
      const std::string& op = random_.pick(kOperators);
      for (int i = random_.between(1, 2); i > 0; --i) value += op + (random_.chance(20) ? "(" + part() + ")" : part());
    }
    const std::string name = "s" + std::to_string(names_.segments.size());
    add("segment " + name + " = " + value);
    names_.segments.push_back(name);
  }

  // --- models ------------------------------------------------------------------------------------------------------

  std::string bounds(bool rule) {
    std::string out;
    if (random_.chance(25)) out += ", at most " + number_between(1, 80) + " points";
    if (random_.chance(20))
      out += ", never below " + std::string(random_.chance(60) ? "-" : "") + number_between(0, 20) +
             (rule || random_.chance(50) ? " points" : "");
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
        const std::string selection = expressions_.interactions(scope, 2, kinds);
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
        const std::string selection = expressions_.interactions(scope, 2, kinds);
        inside.interactions = kinds;
        return label + points(inside) + " for " + (random_.chance(70) ? "last " : "first ") + selection + maybe_when() +
               fading() + bounds(true);
      }
      default: {
        const std::string selection = expressions_.interactions(scope, 2, kinds);
        inside.interactions = kinds;
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

  void model(const PlannedModel& planned) {
    ModelNames own{planned.name, planned.kind, {}, {}, {}};
    Scope scope;
    scope.kind = planned.kind;
    scope.state = !steady_;
    scope.link = !steady_;
    std::vector<Line> lines;
    const std::string gate = random_.chance(40) ? " where " + expressions_.condition(scope, 1) : "";
    lines.emplace_back("scores " + planned.kind + gate);
    const bool formula = random_.chance(30);
    scope.own = &own;
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
    lines_.emplace_back("model " + planned.name + (random_.chance(50) ? " \"A model\"" : "") +
                            counting(scope_for_counting(scope)) + bounds(false),
                        std::move(lines));
    names_.models.push_back(own);
  }

  static Scope scope_for_counting(Scope scope) {
    scope.own = nullptr;
    scope.score = scope.grade = false;
    return scope;
  }

  void top_thresholds() {
    if (!random_.chance(40)) return;
    const ModelNames& model = random_.pick(names_.models);
    std::string condition = model.name + ".score >= " + number_between(0, 30);
    for (const ModelNames& other : names_.models) {
      if (other.kind == model.kind && random_.chance(50))
        condition += " or " + other.name + ".score > " + number_between(5, 50);
    }
    add("threshold ready when " + condition);
    names_.top_thresholds[model.kind].emplace_back("ready");
  }

  Random& random_;
  Names names_;
  Expressions expressions_;
  std::vector<Line> lines_;
  std::vector<PlannedModel> planned_;
  std::vector<PlannedProcess> processes_;
  bool steady_ = false;
  int definitions_ = 0;
  int rules_ = 0;
};

}  // namespace

GeneratedProgram generate_program(Random& random) { return Generator(random).run(); }

}  // namespace leadline::laws
