// SPDX-License-Identifier: Apache-2.0
// Transitions against each other and against what their stage requires: stage/shadowed, stage/overlap,
// stage/require-impossible.
#include <algorithm>
#include <set>

#include "engine/analysis/analyst.hpp"

namespace leadline::analysis {

namespace {

class StageChecks {
 public:
  StageChecks(Analyst& a, const Process& process) : a_(a), process_(process) {}

  void run() {
    for (std::uint32_t s = 0; s < process_.stages.size(); ++s) {
      requirements(s);
      order(s);
    }
  }

 private:
  std::string stage(std::uint32_t s) const { return "`" + process_.stages[s].name + "`"; }

  bool own(std::uint32_t s, const Transition* transition) const {
    const std::vector<Transition>& list = process_.stages[s].transitions;
    return !list.empty() && transition >= list.data() && transition < list.data() + list.size();
  }

  // What must hold before the transition can be made.
  Region required(std::uint32_t s, const Transition& transition, const Require** of) {
    Region region = Region::everything();
    const Stage& from = process_.stages[s];
    const Stage& to = process_.stages[transition.to];
    const auto add = [&](const Require& require) {
      for (const ExprId present : require.present)
        region = a_.conditions.both(region, a_.conditions.present(present, true));
      if (require.condition != kNoExpr) region = a_.conditions.both(region, a_.conditions.of(require.condition, true));
      *of = &require;
    };
    if (own(s, &transition) && transition.to > s && to.final != Stage::Final::kLost && !from.side) {
      for (const Require& require : from.requires_) {
        if (!require.to_enter) add(require);
      }
    }
    for (const Require& require : to.requires_) {
      if (require.to_enter) add(require);
    }
    return region;
  }

  void requirements(std::uint32_t s) {
    for (const Transition& transition : process_.stages[s].transitions) {
      const Region& may = a_.conditions.of(transition.condition, true);
      if (may.empty()) continue;
      const Require* require = nullptr;
      const Region must = required(s, transition, &require);
      if (require == nullptr || !a_.conditions.both(may, must).empty()) continue;
      a_.found("stage/require-impossible", require->span,
               "`" + require->text + "` can never be fulfilled where " + stage(s) + " is left for " +
                   stage(transition.to) + ": what the transition asks for excludes it",
               "so nothing ever moves there by itself")
          .related.push_back({transition.span, "the transition"});
    }
  }

  void order(std::uint32_t s) {
    const std::vector<const Transition*> list = tried_in(process_, s);
    for (std::size_t j = 0; j < list.size(); ++j) {
      // Those of `any stage` blocks are looked at together with what stands in the stage.
      if (!own(s, list[j])) continue;
      const Region& later = a_.conditions.of(list[j]->condition, true);
      if (later.empty()) continue;
      for (std::size_t i = 0; i < j; ++i) {
        if (pair(s, *list[i], *list[j])) break;
      }
    }
  }

  bool pair(std::uint32_t s, const Transition& first, const Transition& second) {
    Conditions& c = a_.conditions;
    if (c.of(first.condition, true).empty()) return false;
    const bool covered = c.both(c.of(second.condition, true), c.of(first.condition, false)).empty();
    const bool narrower = c.both(c.of(first.condition, true), c.of(second.condition, false)).empty();
    if (covered) {
      if (stopped_alone(s, first, second)) return false;
      const std::string above =
          first.to == second.to ? std::string{"the one above"} : "the one above to " + stage(first.to);
      if (narrower && (first.to == second.to || !leads(first.to, s))) {
        a_.found("stage/shadowed", second.span,
                 "this transition can never win: " + above + " holds whenever it does, and is tried first",
                 "take it out, or change what one of them asks for")
            .related.push_back({first.span, "this is tried first"});
      } else if (!narrower) {
        // While the first is held, the second has a chance.
        Diagnostic& found =
            a_.found("stage/shadowed", second.span,
                     "this transition wins only while " + above + " is held back, which holds whenever it does",
                     "put it first, or narrow the one above");
        found.severity = Severity::kWarning;
        found.related.push_back({first.span, "this is tried first"});
      }
      return true;
    }
    // From narrow to wide is how a ladder is written.
    if (narrower || first.to == second.to || !alike(first.condition, second.condition)) return false;
    const Region together = c.both(c.of(first.condition, true), c.of(second.condition, true));
    for (std::size_t i = 0; i < together.boxes.size() && i < 4; ++i) {
      const std::optional<Shown> shown = in_stage(s, together.boxes[i]);
      if (!shown || !fired(*shown, s, first)) continue;
      a_.found(
            "stage/overlap", second.span,
            "this and the transition to " + stage(first.to) + " above it can hold together; only their order decides",
            "for example for " + shown->witness.told(a_.program))
          .related.push_back({first.span, "this is tried first, and wins"});
      return true;
    }
    return false;
  }

  // Whether something can stop the first that does not stop the second.
  bool stopped_alone(std::uint32_t s, const Transition& first, const Transition& second) {
    const Require* one = nullptr;
    const Require* other = nullptr;
    required(s, first, &one);
    required(s, second, &other);
    return one != other;
  }

  // Whether a record can come from one stage to another by itself: then the first target may have been entered before.
  bool leads(std::uint32_t from, std::uint32_t to) const {
    std::vector<bool> seen(process_.stages.size(), false);
    std::vector<std::uint32_t> open{from};
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      if (at == to) return true;
      if (seen[at]) continue;
      seen[at] = true;
      for (const Transition* transition : tried_in(process_, at)) open.push_back(transition->to);
    }
    return false;
  }

  // Both ask for something in common, other than the time in the stage.
  bool alike(ExprId first, ExprId second) {
    const auto axes = [&](ExprId id) {
      std::set<AxisId> found;
      for (const Box& box : a_.conditions.of(id, true).boxes) {
        for (const auto& [axis, domain] : box.axes()) found.insert(axis);
      }
      return found;
    };
    const std::set<AxisId> a = axes(first);
    const std::set<AxisId> b = axes(second);
    return std::any_of(a.begin(), a.end(), [&](AxisId axis) { return b.count(axis) != 0; });
  }

  // A record that stands in the stage.
  std::optional<Shown> in_stage(std::uint32_t s, const Box& box) { return a_.show_in_stage(process_, s, box); }

  bool fired(const Shown& shown, std::uint32_t s, const Transition& transition) const {
    return std::any_of(shown.ledger.moves.begin(), shown.ledger.moves.end(),
                       [&](const auto& move) { return move.first == s && move.second == transition.to; });
  }

  Analyst& a_;
  const Process& process_;
};

}  // namespace

void check_transitions(Analyst& a) {
  for (const Process& process : a.program.processes) StageChecks{a, process}.run();
}

}  // namespace leadline::analysis
