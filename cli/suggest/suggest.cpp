// SPDX-License-Identifier: Apache-2.0
// From what is not covered to tests: records are proposed, the engine says which of them reach what is wanted, the
// smallest becomes a test, and the test is run.
#include "cli/suggest/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "cli/diff/shrink.hpp"
#include "cli/explain_facts.hpp"
#include "cli/suggest/layout.hpp"
#include "cli/suggest/trial.hpp"
#include "engine/explain/uncovered.hpp"
#include "engine/graph/plan.hpp"
#include "grammar/format.hpp"

namespace leadline::cli {

namespace {

constexpr std::size_t kTries = 60;          // records made for one thing
constexpr std::size_t kHarderTries = 600;   // for what adds up: grades, thresholds, transitions
constexpr std::size_t kMostCandidates = 6;  // of them made a test

using Kind = CoverageItem::Kind;
using Lines = std::vector<std::string>;

std::string plain(std::string text) {
  std::replace(text.begin(), text.end(), '"', '\'');
  std::replace(text.begin(), text.end(), '\\', '/');
  return text;
}

// The rules as a file `out` uses them, in their zone.
std::string head_of(const Program& program, const std::string& file, const std::string& out) {
  const std::filesystem::path folder = std::filesystem::path(out).parent_path();
  std::string path = std::filesystem::path(file).lexically_relative(folder.empty() ? "." : folder).generic_string();
  if (path.empty()) path = std::filesystem::absolute(file).generic_string();
  if (path.front() != '.' && path.front() != '/') path = "./" + path;
  std::string head = fmt::format("use \"{}\"\n", path);
  if (!program.zones.empty() && program.zones[0] != "UTC") head += fmt::format("zone \"{}\"\n", program.zones[0]);
  return head;
}

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
        places_(condition_places(program_)),
        plan_(make_plan(program_, options())),
        probe_coverage_(program_, *plan_),
        now_(*parse_as_of(kTestDay, program_)),
        proposals_(program_, now_),
        trial_(out, head_of(program_, file, out)) {
    for (const CoverageItem& item : coverage.items()) {
      if (item.covered) covered_.insert(key_of(item));
    }
    suggested_.head = head_of(program_, file, out);
  }

  SuggestedTests run() {
    const std::vector<CoverageItem> all = probe_coverage_.items();
    std::vector<const CoverageItem*> not_found;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      const CoverageItem& item = all[i];
      if (rules_.is_stock(item.span.source) || covered_.count(key_of(item)) != 0) continue;
      const std::optional<Aim> aim = aim_at(program_, places_, item);
      if (aim && (aim->by_running() ? find_by_running(item, *aim) : find(i, *aim))) continue;
      not_found.push_back(&item);
    }
    // A test for something else may have come to it since.
    for (const CoverageItem* item : not_found) {
      if (covered_.count(key_of(*item)) != 0) continue;
      suggested_.not_found.push_back(fmt::format("{}: {}", rules_.sources.place(item->span), label_of(*item)));
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
    const std::string name = plain(explaining::name_of(rules_.sources, item));
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
        return name + " happens";
      case Kind::kClauseYes:
        return fmt::format("{}: {} makes it hold", name, clause);
      case Kind::kClauseNo:
        return fmt::format("{}: {} is lacking", name, clause);
    }
    return {};
  }

  // Which of the records reach the item, as a score sees them.
  std::vector<bool> reaching(std::uint32_t item, const std::vector<Sketch>& sketches) {
    std::vector<bool> reached(sketches.size(), false);
    const Dataset data = dataset_of(program_, sketches);
    CoverageProbe probe(*plan_, data, now_);
    for (std::size_t i = 0; i < sketches.size(); ++i) {
      const RecordKind kind = sketches[i].kind;
      const std::uint32_t row = data.find(kind, record_id(kind, i));
      if (row == kNoRow) continue;
      probe_coverage_.forget();
      probe.show(kind, row, probe_coverage_);
      reached[i] = probe_coverage_.items()[item].covered;
    }
    return reached;
  }

  static std::optional<std::size_t> first_of(const std::vector<bool>& reached) {
    const auto found = std::find(reached.begin(), reached.end(), true);
    if (found == reached.end()) return std::nullopt;
    return static_cast<std::size_t>(found - reached.begin());
  }

  bool find(std::uint32_t index, const Aim& aim) {
    const CoverageItem item = probe_coverage_.items()[index];
    std::vector<Sketch> sketches;
    const std::size_t tries = aim.harder ? kHarderTries : kTries;
    for (std::size_t i = 0; i < tries; ++i) sketches.push_back(proposals_.make(item, aim).sketch);
    std::vector<Sketch> enough;
    const std::vector<bool> reached = reaching(index, sketches);
    for (std::size_t i = 0; i < sketches.size(); ++i) {
      if (reached[i]) enough.push_back(sketches[i]);
    }
    std::stable_sort(enough.begin(), enough.end(),
                     [](const Sketch& a, const Sketch& b) { return size_of(a) < size_of(b); });
    if (enough.size() > kMostCandidates) enough.resize(kMostCandidates);
    for (Sketch& sketch : enough) {
      const Proposal small{
          shrunk(std::move(sketch),
                 [&](const std::vector<Sketch>& smaller) { return first_of(reaching(index, smaller)); }),
          {},
          {}};
      for (const Lines& lines : layouts(program_, aim, small, now_)) {
        if (write(item, aim, lines, !small.go_to.empty())) return true;
      }
    }
    return false;
  }

  // The same where only a run shows it: every way to write a record down is tried.
  bool find_by_running(const CoverageItem& item, const Aim& aim) {
    struct Way {
      Proposal proposal;
      std::size_t layout = 0;
      std::size_t size = 0;
    };
    std::vector<Way> ways;
    Lines blocks;
    for (std::size_t i = 0; i < kTries; ++i) {
      const Proposal proposal = proposals_.make(item, aim);
      const std::vector<Lines> written = layouts(program_, aim, proposal, now_);
      for (std::size_t layout = 0; layout < written.size(); ++layout) {
        blocks.push_back(test_block(fmt::format("{}.{}", i, layout), written[layout], {}));
        const std::size_t then = proposal.then ? size_of(*proposal.then) : 0;
        ways.push_back({proposal, layout, size_of(proposal.sketch) + then});
      }
    }
    const std::vector<bool> reached = trial_.reaching(key_of(item), blocks);
    std::vector<Way> enough;
    for (std::size_t i = 0; i < ways.size(); ++i) {
      if (reached[i]) enough.push_back(ways[i]);
    }
    std::stable_sort(enough.begin(), enough.end(), [](const Way& a, const Way& b) { return a.size < b.size; });
    if (enough.size() > kMostCandidates) enough.resize(kMostCandidates);
    for (Way& way : enough) {
      // The first of some proposals that, written the same way, still reaches it.
      const auto first_enough = [&](const std::vector<Sketch>& smaller, const auto& put) {
        Lines texts;
        for (const Sketch& sketch : smaller) {
          Proposal less = way.proposal;
          put(less, sketch);
          const std::vector<Lines> written = layouts(program_, aim, less, now_);
          if (way.layout < written.size())
            texts.push_back(test_block(fmt::format("{}", texts.size()), written[way.layout], {}));
        }
        if (texts.size() != smaller.size()) return std::optional<std::size_t>();
        return first_of(trial_.reaching(key_of(item), texts));
      };
      const auto put_first = [](Proposal& to, const Sketch& sketch) { to.sketch = sketch; };
      const auto put_then = [](Proposal& to, const Sketch& sketch) { to.then = sketch; };
      way.proposal.sketch =
          shrunk(way.proposal.sketch, [&](const auto& smaller) { return first_enough(smaller, put_first); });
      if (way.proposal.then) {
        way.proposal.then =
            shrunk(*way.proposal.then, [&](const auto& smaller) { return first_enough(smaller, put_then); });
      }
      const std::vector<Lines> written = layouts(program_, aim, way.proposal, now_);
      if (write(item, aim, written[way.layout], !way.proposal.go_to.empty())) return true;
    }
    return false;
  }

  // --- tests ---

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

  // What is expected besides values, as far as it comes true: a threshold by its name, that a move is refused, what a
  // reaction does.
  [[nodiscard]] Lines extra_lines(const CoverageItem& item, const Aim& aim, bool moved) const {
    Lines lines;
    const auto add = [&](const std::string& what) {
      const std::string line = fmt::format("  expect {}\n", what);
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    };
    if (item.kind == Kind::kThreshold) add(fmt::format("{}.{} now", letter_of(aim.kind), item.name));
    if (item.kind == Kind::kRequire && moved) add("rejected");
    if (item.kind != Kind::kReaction) return lines;
    for (const Action& action : aim.reaction->actions) {
      switch (action.kind) {
        case Action::Kind::kTask:
          add("task \"*\"");
          break;
        case Action::Kind::kNotify:
          add(fmt::format("notified \"{}\"", action.target));
          break;
        case Action::Kind::kSend:
          add(fmt::format("sent \"{}\"", action.target));
          break;
        case Action::Kind::kCreate:
        case Action::Kind::kSet:
        case Action::Kind::kReset:
        case Action::Kind::kAssign:
        case Action::Kind::kAssignInTurn:
        case Action::Kind::kAssignInTurnUsers:
        case Action::Kind::kFirstOf:
          break;
      }
    }
    return lines;
  }

  // With the values that the engine gives; false where it does not come to the item as it is written.
  bool write(const CoverageItem& item, const Aim& aim, const Lines& lines, bool moved) {
    const std::vector<Expectation> wanted = expectations(aim);
    const std::string label = label_of(item);
    Lines expects;
    for (const Expectation& one : wanted)
      expects.push_back(fmt::format("  expect {} = {}\n", one.value, one.placeholder));
    const TestTrial::Run asked = trial_.run(test_block(label, lines, expects));
    if (!asked.compiles || asked.covered.count(key_of(item)) == 0) return false;
    for (const auto& [line, value] : asked.found) {
      if (line < lines.size() || line - lines.size() >= expects.size()) continue;
      const std::string& what = wanted[line - lines.size()].value;
      expects[line - lines.size()] = value.empty() ? fmt::format("  expect {} is missing\n", what)
                                                   : fmt::format("  expect {} = {}\n", what, value);
    }
    std::string text = formatted(test_block(label, lines, expects));
    if (!trial_.run(text).passes) return false;
    for (const std::string& extra : extra_lines(item, aim, moved)) {
      expects.push_back(extra);
      const std::string more = formatted(test_block(label, lines, expects));
      if (trial_.run(more).passes) {
        text = more;
      } else {
        expects.pop_back();
      }
    }
    covered_.insert(asked.covered.begin(), asked.covered.end());
    suggested_.tests.push_back(std::move(text));
    return true;
  }

  static std::string formatted(const std::string& text) {
    Sources sources;
    Diagnostics diagnostics;
    const SourceId source = sources.add("test", text);
    return grammar::format(sources, source, diagnostics);
  }

  const CompiledRules& rules_;
  const Program& program_;
  std::vector<ConditionPlace> places_;
  std::shared_ptr<const Plan> plan_;
  Coverage probe_coverage_;
  std::int64_t now_;
  Proposals proposals_;
  TestTrial trial_;
  std::set<ItemKey> covered_;
  SuggestedTests suggested_;
};

}  // namespace

SuggestedTests suggest_tests(const CompiledRules& rules, const std::string& file, const std::string& out,
                             const Coverage& coverage) {
  return Suggester(rules, file, out, coverage).run();
}

}  // namespace leadline::cli
