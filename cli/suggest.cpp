// SPDX-License-Identifier: Apache-2.0
// From what is not covered to tests: records are made of the values that the conditions name, the engine says which of
// them reach what is wanted, the smallest becomes a test, and the test is run.
#include "cli/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>
#include <tuple>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "cli/diff/seeker.hpp"
#include "cli/explain_facts.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/test_run.hpp"
#include "engine/values/civil.hpp"
#include "grammar/format.hpp"

namespace leadline::cli {

namespace {

constexpr std::size_t kTries = 60;          // records made for one thing
constexpr std::size_t kHarderTries = 600;   // for what adds up: grades, thresholds, transitions
constexpr std::size_t kMostCandidates = 6;  // of them made a test
constexpr const char* kDay = "2026-07-01";

using Kind = CoverageItem::Kind;
// What an item is, in a program that was read another way.
using ItemKey = std::tuple<Kind, std::string, std::uint32_t, std::uint32_t>;

ItemKey key_of(const CoverageItem& item) { return {item.kind, item.name, item.span.begin, item.clause.begin}; }

std::string plain(std::string text) {
  std::replace(text.begin(), text.end(), '"', '\'');
  std::string out;
  for (const char c : text) out += c == '\\' ? '/' : c;
  return out;
}

char letter_of(RecordKind kind) { return name_of(kind).front(); }

// Something that a test expects, with what stands there until the engine has said what it is.
struct Expectation {
  std::string value;        // `l.spring.score`
  std::string placeholder;  // `0`
};

class Suggester {
 public:
  Suggester(const CompiledRules& rules, const std::string& file, const std::string& out, const Coverage& coverage)
      : rules_(rules),
        program_(*rules.program),
        out_(out),
        places_(condition_places(program_)),
        plan_(make_plan(program_, options())),
        probe_coverage_(program_, *plan_),
        now_(*parse_as_of(kDay, program_)),
        seeker_(program_, now_, random_, true) {
    for (const CoverageItem& item : coverage.items()) {
      if (item.covered) covered_.insert(key_of(item));
    }
    const std::filesystem::path folder = std::filesystem::path(out).parent_path();
    std::string path = std::filesystem::path(file).lexically_relative(folder.empty() ? "." : folder).generic_string();
    if (path.empty()) path = std::filesystem::absolute(file).generic_string();
    if (path.front() != '.' && path.front() != '/') path = "./" + path;
    suggested_.head = fmt::format("use \"{}\"\n", path);
    if (!program_.zones.empty() && program_.zones[0] != "UTC") {
      suggested_.head += fmt::format("zone \"{}\"\n", program_.zones[0]);
    }
  }

  SuggestedTests run() {
    const std::vector<CoverageItem>& items = probe_coverage_.items();
    const std::vector<CoverageItem> all(items.begin(), items.end());
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      const CoverageItem& item = all[i];
      if (rules_.is_stock(item.span.source) || covered_.count(key_of(item)) != 0) continue;
      // A score neither moves a record by hand nor reacts: such tests are left to their author.
      if (item.kind == Kind::kRequire || item.kind == Kind::kReaction || item.of == ConditionPlace::Kind::kRequire) {
        continue;
      }
      if (!find(i)) {
        suggested_.not_found.push_back(fmt::format("{}: {}", rules_.sources.place(item.span), label_of(item)));
      }
    }
    return std::move(suggested_);
  }

 private:
  static PlanOptions options() {
    PlanOptions options{true, true};
    options.conditions = true;
    return options;
  }

  [[nodiscard]] std::string label_of(const CoverageItem& item) const {
    const std::string clause = plain(one_line(rules_.sources.text(item.clause), 80));
    const std::string name = plain(item.name);
    switch (item.kind) {
      case Kind::kRule:
        return name + " counts";
      case Kind::kGrade:
        return fmt::format("grade {} is given", name);
      case Kind::kThreshold:
        return name + " is reached";
      case Kind::kTransition:
        return name + " is taken";
      case Kind::kRequire:
        return name + " keeps it from moving";
      case Kind::kReaction:
        return "a reaction happens";
      case Kind::kClauseYes:
        return fmt::format("{}: {} makes it hold", name, clause);
      case Kind::kClauseNo:
        return fmt::format("{}: {} is lacking", name, clause);
    }
    return {};
  }

  // --- what an item is about ---

  struct Aim {
    RecordKind kind{};
    const ConditionPlace* place = nullptr;  // null: of a rule or grade without a condition
    const Rule* rule = nullptr;
    const Model* model = nullptr;
    ExprId clause = kNoExpr;
    bool harder = false;
  };

  [[nodiscard]] std::optional<Aim> aim_at(const CoverageItem& item) const {
    Aim aim;
    for (const ConditionPlace& place : places_) {
      if (!(place.span == item.span)) continue;
      aim.place = &place;
      aim.kind = place.record;
      for (const ExprId clause : place.clauses) {
        if (program_.expr(clause).span == item.clause) aim.clause = clause;
      }
    }
    for (const Model& model : program_.models) {
      for (const Rule& rule : model.rules) {
        if (rule.span == item.span) aim.rule = &rule;
      }
      const bool grade = std::any_of(model.grades.begin(), model.grades.end(),
                                     [&](const Grade& one) { return one.span == item.span; });
      const bool threshold = std::any_of(model.thresholds.begin(), model.thresholds.end(),
                                         [&](std::uint32_t one) { return program_.thresholds[one].span == item.span; });
      if (grade || threshold || model.span == item.span || (aim.rule != nullptr && aim.model == nullptr)) {
        aim.model = &model;
        aim.kind = model.kind;
      }
    }
    if (aim.place == nullptr && aim.model == nullptr) return std::nullopt;
    aim.harder = aim.rule == nullptr;
    return aim;
  }

  [[nodiscard]] const Process* process_of(const Aim& aim) const {
    const bool transition = aim.place != nullptr && aim.place->kind == ConditionPlace::Kind::kTransition;
    return transition ? &program_.processes[aim.place->owner] : nullptr;
  }

  // Stages from which the transition can be taken.
  [[nodiscard]] std::vector<std::uint32_t> stages_of(const Aim& aim) const {
    const Process& process = *process_of(aim);
    if (aim.place->any < 0) return {aim.place->stage};
    std::vector<std::uint32_t> stages;
    const AnyStage& any = process.any[static_cast<std::size_t>(aim.place->any)];
    for (std::uint32_t s = 0; s < any.from.size(); ++s) {
      if (any.from[s]) stages.push_back(s);
    }
    return stages;
  }

  // --- records ---

  // Rules for points, of those models that the condition may look at.
  void add_points(RecordKind kind, Sketch& sketch) {
    for (const Model& model : program_.models) {
      if (model.kind != kind) continue;
      const std::uint64_t share = random_() % 5;
      for (const Rule& rule : model.rules) {
        if (random_() % 4 < share) seeker_.want(rule, random_() % 6 != 0, sketch);
      }
    }
  }

  void fit_models(RecordKind kind, const Aim& aim, Sketch& sketch) {
    for (const Model& model : program_.models) {
      if (model.kind != kind || (aim.model != nullptr && aim.model != &model)) continue;
      seeker_.want(model.where, true, sketch);
    }
  }

  Sketch make(const CoverageItem& item, const Aim& aim) {
    Sketch sketch;
    sketch.kind = aim.kind;
    if (aim.harder) add_points(aim.kind, sketch);
    const bool lacking = item.kind == Kind::kClauseNo;
    const bool of_model = aim.place != nullptr && aim.place->kind == ConditionPlace::Kind::kModelWhere;
    if (!of_model) fit_models(aim.kind, aim, sketch);
    if (aim.rule != nullptr) seeker_.want(*aim.rule, true, sketch);
    if (aim.place != nullptr) seeker_.want(aim.place->condition, true, sketch);
    if (aim.clause != kNoExpr && aim.place != nullptr) {
      // Of alternatives all others have to be no.
      if (random_() % 2 == 0) seeker_.want(aim.place->condition, !lacking, sketch);
      seeker_.want(aim.clause, !lacking, sketch);
    }
    if (const Process* const process = process_of(aim)) {
      const std::vector<std::uint32_t> stages = stages_of(aim);
      if (!stages.empty()) {
        Value text;
        text.type.kind = TypeKind::kText;
        text.text = process->name;
        sketch.fields[{aim.kind, "process"}] = text;
        text.text = process->stages[stages[static_cast<std::size_t>(random_() % stages.size())]].name;
        sketch.fields[{aim.kind, "stage"}] = text;
        add_required(*process, sketch);
        Value since;
        since.type.kind = TypeKind::kTime;
        since.number = now_ - static_cast<std::int64_t>(random_() % 2) * longest_wait(aim) - 1;
        sketch.fields[{aim.kind, "stage_since"}] = since;
      }
    }
    for (SketchInteraction& one : sketch.interactions) one.at = std::min(one.at, now_);
    return sketch;
  }

  // What the stages of a process want before a record moves on.
  void add_required(const Process& process, Sketch& sketch) {
    for (const Stage& stage : process.stages) {
      for (const Require& require : stage.requires_) {
        if (require.condition != kNoExpr) seeker_.want(require.condition, true, sketch);
        for (const ExprId field : require.present) {
          const Expr& expr = program_.expr(field);
          if (expr.op != Op::kField || expr.type.list) continue;
          const RecordKind kind = program_.expr(expr.children[0]).type.record;
          Value value;
          value.type = expr.type;
          value.number = expr.type.kind == TypeKind::kTime ? now_ : Decimal::kOne;
          if (expr.type.kind == TypeKind::kYesNo) value.number = 1;
          if (expr.type.textual()) value.text = "something";
          if (expr.type.kind == TypeKind::kEmail) value.text = "ana@example.com";
          if (expr.type.kind == TypeKind::kChoice) {
            value.number = 0;
            value.text = program_.choices[expr.type.choice].words.front();
          }
          sketch.fields.emplace(std::pair{kind, program_.schema(kind).fields[expr.index].name}, value);
        }
      }
    }
  }

  // The longest duration that a transition's condition names, and a day.
  [[nodiscard]] std::int64_t longest_wait(const Aim& aim) const {
    std::int64_t longest = 0;
    std::vector<ExprId> todo{aim.place->condition};
    while (!todo.empty()) {
      const Expr& expr = program_.expr(todo.back());
      todo.pop_back();
      todo.insert(todo.end(), expr.children.begin(), expr.children.end());
      if (expr.op == Op::kConstant && expr.type.kind == TypeKind::kDuration) {
        longest = std::max(longest, expr.value.number);
      }
    }
    return longest + kMsPerDay;
  }

  // Which of the records reach the item.
  std::vector<Sketch> reaching(std::uint32_t item, const std::vector<Sketch>& sketches) {
    std::vector<Sketch> found;
    if (sketches.empty()) return found;
    const Dataset data = dataset_of(program_, sketches);
    CoverageProbe probe(*plan_, data, now_);
    for (std::size_t i = 0; i < sketches.size(); ++i) {
      const RecordKind kind = sketches[i].kind;
      const std::uint32_t row = data.find(kind, record_id(kind, i));
      if (row == kNoRow) continue;
      probe_coverage_.forget();
      probe.show(kind, row, probe_coverage_);
      if (probe_coverage_.items()[item].covered) found.push_back(sketches[i]);
    }
    return found;
  }

  // One thing less, as long as it still reaches the item.
  Sketch shrunk(std::uint32_t item, Sketch sketch) {
    for (bool again = true; again;) {
      again = false;
      std::vector<Sketch> smaller;
      for (std::size_t i = 0; i < sketch.interactions.size(); ++i) {
        Sketch less = sketch;
        less.interactions.erase(less.interactions.begin() + static_cast<std::ptrdiff_t>(i));
        smaller.push_back(std::move(less));
        for (const auto& [name, value] : sketch.interactions[i].attributes) {
          less = sketch;
          less.interactions[i].attributes.erase(name);
          smaller.push_back(std::move(less));
        }
      }
      for (const auto& [key, value] : sketch.fields) {
        if (key.second == "stage" || key.second == "process") continue;
        Sketch less = sketch;
        less.fields.erase(key);
        smaller.push_back(std::move(less));
      }
      std::vector<Sketch> enough = reaching(item, smaller);
      if (enough.empty()) continue;
      sketch = std::move(enough.front());
      again = true;
    }
    return sketch;
  }

  bool find(std::uint32_t index) {
    const CoverageItem item = probe_coverage_.items()[index];
    const std::optional<Aim> aim = aim_at(item);
    if (!aim) return false;
    std::vector<Sketch> sketches;
    const std::size_t tries = aim->harder ? kHarderTries : kTries;
    for (std::size_t i = 0; i < tries; ++i) sketches.push_back(make(item, *aim));
    std::vector<Sketch> enough = reaching(index, sketches);
    std::stable_sort(enough.begin(), enough.end(),
                     [](const Sketch& a, const Sketch& b) { return size_of(a) < size_of(b); });
    if (enough.size() > kMostCandidates) enough.resize(kMostCandidates);
    for (Sketch& sketch : enough) {
      if (write(item, *aim, shrunk(index, std::move(sketch)))) return true;
    }
    return false;
  }

  // --- tests ---

  // The lines of a record: what a run keeps itself cannot be written, but a move can.
  [[nodiscard]] std::vector<std::vector<std::string>> layouts(const Aim& aim, Sketch sketch) const {
    const auto stage = sketch.fields.find({aim.kind, "stage"});
    const std::string stands = stage == sketch.fields.end() ? std::string() : stage->second.text;
    std::vector<std::vector<std::string>> all;
    for (const char* name : {"process", "stage", "stage_since"}) sketch.fields.erase({aim.kind, name});
    std::vector<std::string> lines = sketch_lines(program_, sketch);
    lines.push_back(fmt::format("at {}", kDay));
    all.push_back(lines);
    if (stands.empty()) return all;
    const std::string move = fmt::format("move {} to {}", letter_of(aim.kind), stands);
    // Moved when all is there; or first, with what it is about coming later.
    lines.push_back(move);
    all.push_back(lines);
    lines.push_back(fmt::format("at {}", later(longest_wait(aim))));
    all.push_back(lines);
    std::vector<std::string> first;
    std::vector<std::string> rest;
    for (const std::string& line : sketch_lines(program_, sketch)) {
      const bool record = line.find('{') != std::string::npos && line.find(" by c at ") == std::string::npos;
      if (!record) {
        rest.push_back(line);
        continue;
      }
      const std::string name = line.substr(0, line.find('{'));
      std::string links;
      for (const char* link : {"contact = c", "account = a"}) {
        if (line.find(link) != std::string::npos) links += std::string(links.empty() ? " " : "  ") + link;
      }
      first.push_back(name + '{' + links + (links.empty() ? "}" : " }"));
      rest.push_back(line);
    }
    std::vector<std::string> moved = first;
    moved.push_back(fmt::format("at {}", before()));
    moved.push_back(move);
    std::stable_sort(rest.begin(), rest.end(), [](const std::string& a, const std::string& b) {
      return (a.find(" by c at ") != std::string::npos) < (b.find(" by c at ") != std::string::npos);
    });
    // Interactions come after the move.
    for (std::string line : rest) {
      const std::size_t at = line.find(" by c at ");
      if (at != std::string::npos) {
        const std::size_t end = line.find(' ', at + 9);
        line = line.substr(0, at) + " by c" + (end == std::string::npos ? std::string() : line.substr(end));
      }
      moved.push_back(std::move(line));
    }
    all.push_back(std::move(moved));
    return all;
  }

  [[nodiscard]] std::string later(std::int64_t milliseconds) const {
    return local_time(now_ + milliseconds + kMsPerHour, program_).substr(0, 10);
  }
  [[nodiscard]] std::string before() const { return local_time(now_ - kMsPerDay, program_).substr(0, 10); }

  [[nodiscard]] std::vector<Expectation> expectations(const Aim& aim) const {
    std::vector<Expectation> all;
    const std::string record(1, letter_of(aim.kind));
    for (const Model& model : program_.models) {
      if (model.kind != aim.kind) continue;
      all.push_back({fmt::format("{}.{}.score", record, model.name), "0"});
      if (!model.grades.empty()) {
        all.push_back({fmt::format("{}.{}.grade", record, model.name), '"' + model.grades.front().word + '"'});
      }
    }
    for (const Process& process : program_.processes) {
      if (process.kind != aim.kind || process.stages.empty()) continue;
      all.push_back({record + ".stage", '"' + process.stages.front().name + '"'});
      break;
    }
    return all;
  }

  // A threshold is expected by its name.
  [[nodiscard]] std::string extra_line(const CoverageItem& item, const Aim& aim) const {
    if (item.kind != Kind::kThreshold) return {};
    return fmt::format("  expect {}.{} now\n", letter_of(aim.kind), item.name);
  }

  static std::string block(const std::string& label, const std::vector<std::string>& lines,
                           const std::vector<std::string>& expects) {
    std::string text = fmt::format("test \"{}\" {{\n", label);
    for (const std::string& line : lines) text += "  " + line + '\n';
    for (const std::string& line : expects) text += line;
    return text + "}\n";
  }

  struct Run {
    bool compiles = false;
    bool passes = false;
    std::set<ItemKey> covered;
    std::vector<std::pair<std::uint32_t, std::string>> found;  // lines that failed, and what is so
  };

  [[nodiscard]] Run run_test_text(const std::string& text) const {
    Run run;
    const CompiledRules rules = compile_text(out_, suggested_.head + '\n' + text);
    if (!rules.program || rules.program->tests.empty()) return run;
    run.compiles = true;
    const std::shared_ptr<const Plan> plan = make_plan(*rules.program, options());
    Coverage coverage(*rules.program, *plan);
    const TestResult result = run_test(*rules.program, *plan, 0, &coverage);
    run.passes = result.passed;
    for (const CoverageItem& item : coverage.items()) {
      if (item.covered) run.covered.insert(key_of(item));
    }
    for (const TestFailure& failure : result.failures) {
      const Value value = failure.values.empty() ? Value{} : failure.values.front().value;
      run.found.emplace_back(
          failure.line, failure.values.empty() || value.missing ? std::string() : value_text(*rules.program, value));
    }
    return run;
  }

  bool write(const CoverageItem& item, const Aim& aim, const Sketch& sketch) {
    const std::vector<Expectation> wanted = expectations(aim);
    const std::string label = label_of(item);
    for (const std::vector<std::string>& lines : layouts(aim, sketch)) {
      std::vector<std::string> expects;
      for (const Expectation& one : wanted) {
        expects.push_back(fmt::format("  expect {} = {}\n", one.value, one.placeholder));
      }
      const Run asked = run_test_text(block(label, lines, expects));
      if (!asked.compiles || asked.covered.count(key_of(item)) == 0) continue;
      for (const auto& [line, value] : asked.found) {
        if (line < lines.size() || line - lines.size() >= expects.size()) continue;
        const std::string& what = wanted[line - lines.size()].value;
        expects[line - lines.size()] = value.empty() ? fmt::format("  expect {} is missing\n", what)
                                                     : fmt::format("  expect {} = {}\n", what, value);
      }
      const std::string extra = extra_line(item, aim);
      if (!extra.empty()) expects.push_back(extra);
      std::string text = formatted(block(label, lines, expects));
      const Run confirmed = run_test_text(text);
      if (!confirmed.passes && !extra.empty()) {
        expects.pop_back();
        text = formatted(block(label, lines, expects));
        if (!run_test_text(text).passes) continue;
      } else if (!confirmed.passes) {
        continue;
      }
      covered_.insert(asked.covered.begin(), asked.covered.end());
      suggested_.tests.push_back(std::move(text));
      return true;
    }
    return false;
  }

  static std::string formatted(const std::string& text) {
    Sources sources;
    Diagnostics diagnostics;
    const SourceId source = sources.add("test", text);
    return grammar::format(sources, source, diagnostics);
  }

  const CompiledRules& rules_;
  const Program& program_;
  std::string out_;
  std::vector<ConditionPlace> places_;
  std::shared_ptr<const Plan> plan_;
  Coverage probe_coverage_;
  std::int64_t now_;
  std::mt19937_64 random_{20260701};  // the same on every machine
  Seeker seeker_;
  std::set<ItemKey> covered_;
  SuggestedTests suggested_;
};

}  // namespace

SuggestedTests suggest_tests(const CompiledRules& rules, const std::string& file, const std::string& out,
                             const Coverage& coverage) {
  return Suggester(rules, file, out, coverage).run();
}

}  // namespace leadline::cli
