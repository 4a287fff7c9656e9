// SPDX-License-Identifier: Apache-2.0
#include "laws/generate_program.hpp"

#include "laws/generate_actions.hpp"
#include "laws/generate_expressions.hpp"
#include "laws/generate_model.hpp"
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

const std::vector<std::string>& zones() {
  static const std::vector<std::string> kZones = {"Europe/Berlin",       "America/New_York",  "Asia/Kolkata",
                                                  "America/Sao_Paulo",   "Pacific/Auckland",  "Asia/Kathmandu",
                                                  "Australia/Lord_Howe", "Pacific/Kiritimati"};
  return kZones;
}

class Generator {
 public:
  Generator(Random& random, bool running) : random_(random), expressions_(random, names_), running_(running) {}

  GeneratedProgram run() {
    GeneratedProgram result;
    result.steady = steady_ = random_.chance(35);
    zone(result.rules.files);
    records();
    lists_and_tables(result.rules.files);
    plan_models();
    const int processes = random_.chance(75) ? random_.between(1, 3) : 0;
    std::vector<Line> process_lines;
    for (int i = 0; i < processes; ++i) plan_process(i);
    for (const PlannedModel& planned : planned_) {
      for (int i = random_.between(0, 2); i > 0; --i) definition();
      if (random_.chance(30)) segment();
      ModelNames own;
      Line line = generate_model(random_, expressions_, planned, steady_, rules_, own);
      if (result.rules.part.empty() && random_.chance(15)) {
        result.rules.part = {Line("zone " + quoted(random_.pick(zones()))), std::move(line)};
        lines_.insert(lines_.begin(), Line("use \"./part.lead\""));
      } else {
        lines_.push_back(std::move(line));
      }
      names_.models.push_back(own);
    }
    top_thresholds();
    for (const PlannedProcess& planned : processes_) {
      lines_.push_back(generate_process(random_, expressions_, names_, planned, steady_, running_));
    }
    if (running_) {
      for (Line& line : generate_reactions(random_, expressions_, names_)) lines_.push_back(std::move(line));
    }
    result.rules.lines = std::move(lines_);
    return result;
  }

 private:
  void add(const std::string& text) { lines_.emplace_back(text); }
  std::string number_between(int low, int high) { return std::to_string(random_.between(low, high)); }

  void zone(std::map<std::string, std::string>& files) {
    if (random_.chance(75)) add("zone " + quoted(random_.pick(zones())));
    if (random_.chance(50)) add("phone country \"DE\"");
    if (!random_.chance(30)) return;
    names_.hours = "office";
    files["holidays.txt"] = "2026-01-01\n2026-05-01\n2026-12-25\n";
    std::vector<Line> lines = {Line("mon-fri 09:00-17:30"), Line("sun 01:30-02:30")};
    if (random_.chance(50)) lines.emplace_back("except \"holidays.txt\"");
    lines_.emplace_back("hours office", std::move(lines));
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
    scope.link = false;
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
  bool running_;
  bool steady_ = false;
  int definitions_ = 0;
  int rules_ = 0;
};

}  // namespace

GeneratedProgram generate_program(Random& random, bool running) { return Generator(random, running).run(); }

}  // namespace leadline::laws
