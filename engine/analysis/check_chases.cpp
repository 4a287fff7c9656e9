// SPDX-License-Identifier: Apache-2.0
// stage/chase: automatic transitions that a record goes round and round though nothing about it changes but the time.
// A circle that can be gone round at all is tried out: the engine evaluates one record day after day, each time with
// what the last evaluation left; three laps are a chase.
#include <algorithm>
#include <set>

#include "engine/analysis/analyst.hpp"
#include "engine/values/civil.hpp"

namespace leadline::analysis {

namespace {

constexpr std::size_t kMostCircles = 12;
constexpr std::size_t kLongest = 5;
constexpr int kMostDays = 400;
constexpr int kQuietDays = 120;
constexpr int kLaps = 3;

struct Step {
  std::uint32_t from = 0;
  const Transition* transition = nullptr;
};

class Chases {
 public:
  Chases(Analyst& a, const Process& process) : a_(a), process_(process) {}

  void run() {
    for (std::uint32_t s = 0; s < process_.stages.size() && circles_.size() < kMostCircles; ++s) {
      start_ = s;
      path_.clear();
      search(s, Region::everything());
    }
    std::set<const Transition*> told;
    for (const auto& [circle, region] : circles_) {
      if (told.count(circle.back().transition) != 0 || !timed(circle)) continue;
      if (try_out(circle, region)) told.insert(circle.back().transition);
    }
  }

 private:
  // Circles through the stage that has the least number of them; what they ask for of the record must go together.
  void search(std::uint32_t at, const Region& region) {
    if (circles_.size() >= kMostCircles || path_.size() >= kLongest) return;
    for (const Transition* transition : tried_in(process_, at)) {
      if (transition->to < start_) continue;
      const Region joined = a_.conditions.both(region, lasting(transition->condition));
      if (joined.empty()) continue;
      path_.push_back({at, transition});
      const bool met =
          std::any_of(path_.begin(), path_.end(), [&](const Step& step) { return step.from == transition->to; });
      if (transition->to == start_) {
        circles_.emplace_back(path_, joined);
      } else if (!met) {
        search(transition->to, joined);
      }
      path_.pop_back();
    }
  }

  // What a condition asks of the record itself: what belongs to its stay in a stage changes on the way.
  Region lasting(ExprId condition) {
    Region region;
    for (const Box& box : a_.conditions.of(condition, true).boxes) {
      Box kept;
      for (const auto& [axis, domain] : box.axes()) {
        if (!passing(axis)) kept.narrow(axis, domain);
      }
      region.add(std::move(kept));
    }
    return region;
  }

  bool passing(AxisId axis) const {
    const Axis& a = a_.conditions.axes()[axis];
    if (a.kind == Axis::Kind::kAge || a.kind == Axis::Kind::kPeriods) return true;
    if (a.selection != kNoSelection) return windowed(a_.program.selections[a.selection]);
    if (a.expr == kNoExpr) return false;
    switch (a_.program.expr(a.expr).op) {
      case Op::kTimeInStage:
      case Op::kEntering:
      case Op::kMissed:
      case Op::kThresholdReached:
      case Op::kThresholdHolds:
      case Op::kScored:
        return true;
      default:
        return false;
    }
  }

  static bool windowed(const Selection& s) { return !s.within.empty() || !s.since.empty() || !s.until.empty(); }

  // Whether time alone can turn one of its conditions on or off.
  bool timed(const std::vector<Step>& circle) {
    for (const Step& step : circle) {
      for (const Box& box : a_.conditions.of(step.transition->condition, true).boxes) {
        for (const auto& [axis, domain] : box.axes()) {
          if (passing(axis)) return true;
        }
      }
    }
    return false;
  }

  bool try_out(const std::vector<Step>& circle, const Region& region) {
    std::vector<Box> starts(
        region.boxes.begin(),
        region.boxes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, region.boxes.size())));
    // Thresholds on the way are easiest for who has the most points.
    for (std::size_t m = 0; m < a_.models.size(); ++m) {
      if (a_.program.models[m].kind != process_.kind) continue;
      const Region best = a_.conditions.both(a_.models[m].ranges.score.high.box, region);
      if (!best.empty()) starts.push_back(best.boxes.front());
    }
    for (const Box& box : starts) {
      if (follow(circle, box)) return true;
    }
    return false;
  }

  struct Move {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    int day = 0;
  };

  bool follow(const std::vector<Step>& circle, const Box& box) {
    Shown shown = a_.show_in_stage(process_, circle.front().from, box);
    Witness witness = shown.witness;
    std::unique_ptr<Dataset> data = dataset_of(a_.program, witness);
    std::vector<Move> moves;
    const Transition& last = *circle.back().transition;
    int laps = 0;
    int moved = 0;
    RecordLedger before;
    for (int day = 0; day <= kMostDays && day - moved <= kQuietDays && !a_.conditions.left_off_now();) {
      const std::int64_t now = kWitnessNow + day * kMsPerDay;
      std::int64_t changes = 0;
      RecordLedger ledger = a_.run().standing(*data, witness, now, changes);
      if (ledger.process == 0 || ledger.stage == 0) return false;
      for (const auto& [from, to] : ledger.moves) {
        moved = day;
        moves.push_back({from, to, day});
        if (from == circle.back().from && to == last.to) ++laps;
      }
      if (laps >= kLaps) {
        report(circle, moves, shown.witness);
        return true;
      }
      // Days on which nothing can be other than today are passed over.
      const bool still = day != 0 && same(before, ledger);
      if (!still) {
        carry(witness, ledger, now);
        data = dataset_of(a_.program, witness);
      }
      before = std::move(ledger);
      ++day;
      while (still && day <= kMostDays && kWitnessNow + day * kMsPerDay < changes) ++day;
    }
    return false;
  }

  // Whether an evaluation found what the one before it left.
  static bool same(const RecordLedger& before, const RecordLedger& now) {
    return now.moves.empty() && now.held.empty() && before.stage == now.stage && before.process == now.process &&
           before.stage_since == now.stage_since && before.status == now.status && before.reached == now.reached &&
           before.cleared == now.cleared && before.held == now.held;
  }

  // What one evaluation leaves is what the next finds recorded.
  void carry(Witness& witness, const RecordLedger& ledger, std::int64_t now) {
    const RecordSchema& schema = a_.program.schema(process_.kind);
    Witness::Record& record = witness.records.back();
    const auto set = [&](int field, Value value, bool missing) {
      if (field < 0) return;
      const auto at = static_cast<std::uint32_t>(field);
      record.fields.erase(at);
      if (missing) return;
      value.type = schema.fields[at].type;
      record.fields[at] = std::move(value);
    };
    const auto text = [](const std::string& word) {
      Value value;
      value.text = word;
      return value;
    };
    const auto list = [&](int field, const std::vector<std::string>& words) {
      Value value;
      for (const std::string& word : words) {
        Value item = text(word);
        item.type.kind = TypeKind::kText;
        value.items.push_back(item);
      }
      set(field, std::move(value), words.empty());
    };
    const Process& process = a_.program.processes[ledger.process - 1U];
    set(schema.process, text(process.name), false);
    set(schema.stage, text(process.stages[ledger.stage - 1U].name), false);
    Value since;
    since.number = ledger.stage_since;
    set(schema.stage_since, since, ledger.stage_since == kMissing64);
    list(schema.reached, ledger.reached);
    list(schema.cleared, ledger.cleared);
    list(schema.held, ledger.held);
    if (schema.status >= 0 && ledger.status != kMissing64) {
      const Type& type = schema.fields[static_cast<std::size_t>(schema.status)].type;
      Value status = text(a_.program.choices[type.choice].words[static_cast<std::size_t>(ledger.status)]);
      status.number = ledger.status;
      set(schema.status, std::move(status), false);
    }
    const InteractionKind& kind = a_.program.interactions[kMoveKind];
    for (const auto& [from, to] : ledger.moves) {
      Witness::Item item;
      item.kind = kMoveKind;
      item.at = now;
      item.of_lead = process_.kind == RecordKind::kLead;
      const auto attribute = [&](const char* name, const std::string& word) {
        Value value = text(word);
        const int at = kind.find(name);
        value.type = kind.attributes[static_cast<std::size_t>(at)].type;
        item.attributes[static_cast<std::uint32_t>(at)] = std::move(value);
      };
      attribute("from", process.stages[from].name);
      attribute("to", process.stages[to].name);
      witness.items.push_back(std::move(item));
    }
  }

  void report(const std::vector<Step>& circle, const std::vector<Move>& moves, const Witness& witness) {
    std::string trip;
    static constexpr std::size_t kMostMoves = 8;
    int first = -1;
    int second = -1;
    for (std::size_t i = 0; i < moves.size(); ++i) {
      const Move& move = moves[i];
      if (i < kMostMoves) {
        trip += (i == 0 ? "" : ", ") + std::string{"day "} + std::to_string(move.day) + " `" +
                process_.stages[move.from].name + "` to `" + process_.stages[move.to].name + "`";
      }
      if (move.from != circle.back().from || move.to != circle.back().transition->to) continue;
      (first < 0 ? first : second) = first < 0 || second < 0 ? move.day : second;
    }
    Diagnostic& found = a_.found(
        "stage/chase", circle.back().transition->span, "a record that nothing changes goes round and round: " + trip,
        "let something have to happen before it comes back; an example: " + witness.told(a_.program));
    // Once a day or less often nobody calls it a loop.
    if (second > first) found.severity = Severity::kWarning;
    for (std::size_t i = 0; i + 1 < circle.size(); ++i)
      found.related.push_back({circle[i].transition->span, "on the way"});
  }

  Analyst& a_;
  const Process& process_;
  std::uint32_t start_ = 0;
  std::vector<Step> path_;
  std::vector<std::pair<std::vector<Step>, Region>> circles_;
};

}  // namespace

void check_chases(Analyst& a) {
  for (const Process& process : a.program.processes) Chases{a, process}.run();
}

}  // namespace leadline::analysis
