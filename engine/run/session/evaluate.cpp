// SPDX-License-Identifier: Apache-2.0
// One evaluation: the records that an event touches, each run through its process, then what reacts to that, in rounds
// until nothing more happens. Entry point: Parts::evaluate.
#include <algorithm>
#include <utility>

#include "engine/run/session/parts.hpp"

namespace leadline::running {

namespace {

// Each round needs a change, and a record changes a bounded number of times; only records that actions create without
// end come here. What is there then is evaluated to the end.
constexpr int kMostRounds = 100;
// Where each that is created creates several, they are too many before the rounds are.
constexpr std::size_t kMostCreatedEach = 20;
// What memory takes to bring something, in records.
constexpr std::size_t kAhead = 2;

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

}  // namespace

Standing& Session::Parts::standing(RecordRef record) {
  std::vector<Standing>& all = standings[index_of(record.kind)];
  if (record.row >= all.size()) all.resize(std::size_t{record.row} + 1);
  return all[record.row];
}

void Session::Parts::schedule(RecordRef record, std::int64_t time) {
  if (queue.next(record) != time) queue.set(record, time);
  note_due(record);
  tell_next(record, time > clock && time <= coming_tick ? Standing::kNextTick : time);
}

void Session::Parts::look_again(RecordRef record) {
  queue.set(record, std::min(queue.next(record), clock));
  note_due(record);
  tell_next(record, Standing::kNow);
}

void Session::Parts::tell_next(RecordRef record, std::int64_t next) {
  Standing& known = standing(record);
  if (known.next == next) return;
  known.next = next;
  known.new_next = true;
  dirty_standings.insert(record);
}

void Session::Parts::rest_changed(RecordRef record) {
  standing(record).new_rest = true;
  dirty_standings.insert(record);
}

// By kind in the order of the language, then by id.
void Session::Parts::put_in_order(std::vector<RecordRef>& records) const {
  std::sort(records.begin(), records.end(), [&](const RecordRef& a, const RecordRef& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.row != b.row && data->id_before(a.kind, a.row, b.row);
  });
}

// Whom something about some records concerns, into `touched`.
void Session::Parts::reach(const std::vector<RecordRef>& from, bool but_unmoved) {
  touched.clear();
  if (evaluation.of_tick) {
    touched.insert_all(concerned(from));
    return;
  }
  touching.clear();
  for (const RecordRef& one : from) {
    touch(one, touching, but_unmoved);
    if (reaches_far(one)) evaluation.far.insert(one);
  }
  touched.insert_all(touching);
}

void Session::Parts::evaluate(const std::vector<RecordRef>& seeds) {
  if (evaluation.of_tick) {
    // Whom time has changed is among those that are due; what changed since the last tick concerns others too.
    reach(far.rows());
    far.clear();
    for (const RecordRef& record : seeds) {
      if (data->alive(record.kind, record.row)) touched.insert(record);
    }
  } else {
    seeding = seeds;
    seeding.insert(seeding.end(), evaluation.next.rows().begin(), evaluation.next.rows().end());
    evaluation.next.clear();
    const bool near =
        std::none_of(seeding.begin(), seeding.end(), [&](const RecordRef& one) { return reaches_far(one); });
    if (only_writes && near && evaluation.far.empty()) return;
    reach(seeding, true);
  }
  for (int round = 0; !touched.empty(); ++round) {
    if (round == kMostRounds) {
      exhaust(std::to_string(kMostRounds) + " rounds in which something still happened");
    }
    if (round == 2 * kMostRounds) break;
    ordered = touched.rows();
    put_in_order(ordered);
    if (round == 0) evaluation.most_created += kMostCreatedEach * ordered.size();
    std::map<RecordRef, Before> before;
    if (!evaluation.silent && !program.reactions.empty()) {
      for (const RecordRef& record : ordered) before.emplace(record, remember(record));
    }
    for (std::size_t i = 0; i < ordered.size(); ++i) {
      if (i + kAhead < ordered.size()) {
        const RecordRef& next = ordered[i + kAhead];
        kept_values->expect(next.kind, next.row);
        // Those whom an event touches were announced.
        if (evaluation.of_tick) {
          expect_standing(next);
          expect_fields(next);
        }
      }
      if (relevant[index_of(ordered[i].kind)]) evaluate_record(ordered[i]);
    }
    if (!before.empty() && !evaluation.exhausted) react(before, round == 0);
    seeding = evaluation.next.rows();
    evaluation.next.clear();
    reach(seeding);
  }
  // Of several sessions, none comes to a limit before all of them together do, where each keeps to its own records'.
  const bool many = evaluation.created + Evaluation::kMostCreated > evaluation.most_created;
  crowded = crowded || (evaluation.of_tick && (many || evaluation.exhausted));
  evaluation.far.insert_all(touched.rows());  // what could not be ended
  touched.clear();
  for (const RecordRef& record : evaluation.far.rows()) {
    if (!data->alive(record.kind, record.row)) continue;
    far.insert(record);
    look_again(record);
  }
  for (const std::string& what : evaluation.held_back) decide(Decision::Kind::kLoop).text = what;
}

void Session::Parts::exhaust(const std::string& after) {
  if (evaluation.exhausted) return;
  decide(Decision::Kind::kLoop).text = "after " + after + " nothing more is created and no reaction happens";
  evaluation.exhausted = true;
}

void Session::Parts::evaluate_record(RecordRef record) {
  if (!data->alive(record.kind, record.row)) return;
  bool may_be_freed = false;
  evaluator->begin_watch();
  StraightCode* const code = codes[index_of(record.kind)].get();
  if (code != nullptr) code->run(record.row);
  if (Lifecycle* const lifecycle = lifecycles[index_of(record.kind)].get(); lifecycle != nullptr) {
    const bool by_hand = evaluation.by_hand != nullptr && evaluation.moving == record;
    const bool sure =
        code == nullptr || by_hand || options.onlooker != nullptr || evaluation.memories.count(record) != 0;
    if (sure || !rests(record, *lifecycle)) {
      may_be_freed = run_through(record, *lifecycle);
      if (code != nullptr && lifecycle->state().changed != 0) code->run(record.row);
    }
  }
  look_at_waits(record);
  compare_standing(record);
  if (options.onlooker != nullptr && data->alive(record.kind, record.row)) {
    options.onlooker->evaluated(*evaluator, record.kind, record.row);
  }
  // What the next tick was to look at it still does.
  if (!evaluation.of_tick && standing(record).next == Standing::kNow) return note_due(record);
  if (may_be_freed) {
    look_again(record);
  } else {
    schedule(record, evaluator->next_change());
  }
}

// Whether nothing would happen to it in its stage. What was found of that is found again as long as nothing changes
// that it depends on.
bool Session::Parts::rests(RecordRef record, Lifecycle& lifecycle) {
  const RestConditions& all = *rest_conditions[index_of(record.kind)];
  Resting& known = standing(record).resting;
  const auto conditions_at = [&](std::uint32_t place) {
    std::uint64_t bits = 0;
    std::uint64_t bit = 1;
    for (const NodeId condition : all.of(place)) {
      if (evaluator->yes(condition, record.row)) bits |= bit;
      bit <<= 1U;
    }
    return bits;
  };
  if (known.until > clock && conditions_at(known.place) == known.conditions) {
    evaluator->changes_at(known.until);
    return true;
  }
  known = {};
  // A tick comes to few twice before what they rest for is over.
  if (evaluation.of_tick) return lifecycle.rests(record.row);
  bool rests = false;
  const std::int64_t until = evaluator->watch([&] { rests = lifecycle.rests(record.row); });
  evaluator->changes_at(until);
  if (!rests) return false;
  const RecordState& state = lifecycle.state();
  const std::uint32_t place = all.place_of(state.process, state.stage);
  if (place == RestConditions::kNowhere) return true;
  known = {until, conditions_at(place), place};
  return true;
}

// Thresholds and the process. Yes: what it holds back may be free by now, which the next look finds.
bool Session::Parts::run_through(RecordRef record, Lifecycle& lifecycle) {
  const auto known = evaluation.memories.find(record);
  LifecycleMemory fresh;
  LifecycleMemory& memory = known == evaluation.memories.end() ? fresh : known->second;
  const bool moved_before = memory.begun;
  lifecycle.serve(evaluation.silent ? nullptr : this, &memory);
  if (evaluation.by_hand != nullptr && evaluation.moving == record) {
    MoveByHand& by_hand = *evaluation.by_hand;
    evaluation.by_hand = nullptr;
    lifecycle.move(record.row, by_hand);
    if (!by_hand.refused.empty()) {
      reject(record.kind, id_of(record), "the move to `" + by_hand.stage + "` was refused: " + by_hand.refused);
      lifecycle.run(record.row);
    }
  } else {
    lifecycle.run(record.row);
  }
  lifecycle.serve(nullptr, nullptr);
  const RecordState& state = lifecycle.state();
  // Another round would find a record to which nothing happened as it is found now.
  if (&memory == &fresh && (state.changed != 0 || !state.held.empty())) {
    evaluation.memories.emplace(record, std::move(fresh));
  }
  evaluator->lay_over(nullptr);
  record_state(state);
  return (state.changed != 0 || moved_before) && !state.held.empty();
}

// Writes what an evaluation has come to into the record's fields, its moves and reaches into the interactions.
void Session::Parts::record_state(const RecordState& state) {
  if (state.changed == 0) return;
  const RecordRef record{state.kind, state.row};
  standing(record).resting = {};
  const RecordSchema& schema = program.schema(state.kind);
  const Process* const process =
      state.process < 0 ? nullptr : &program.processes[static_cast<std::size_t>(state.process)];
  const auto set = [&](int field, const Value& value) {
    if (field >= 0) data->set_field(state.kind, state.row, static_cast<std::uint32_t>(field), value);
  };
  const auto text = [](std::string_view words) {
    Value value;
    value.type.kind = TypeKind::kText;
    value.missing = words.empty();
    value.text = std::string(words);
    return value;
  };
  const auto list = [&](const std::vector<std::string>& names) {
    Value value;
    value.type.kind = TypeKind::kText;
    value.type.list = true;
    value.missing = names.empty();
    for (const std::string& name : names) value.items.push_back(text(name));
    return value;
  };
  const auto changed_bit = [&](StateBit bit) { return (state.changed & state_mask(state.kind, bit)) != 0; };
  if (changed_bit(kStageBit)) {
    set(schema.process, text(process == nullptr ? std::string_view() : process->name));
    set(schema.stage,
        text(process == nullptr || state.stage < 0 ? std::string_view()
                                                   : process->stages[static_cast<std::size_t>(state.stage)].name));
    Value since;
    since.type.kind = TypeKind::kTime;
    since.missing = state.stage_since == kMissing64;
    since.number = since.missing ? 0 : state.stage_since;
    set(schema.stage_since, since);
  }
  if (changed_bit(kStatusBit) && schema.status >= 0) {
    Value status;
    status.type = schema.fields[static_cast<std::size_t>(schema.status)].type;
    status.missing = state.status == kMissing64;
    status.number = status.missing ? 0 : state.status;
    set(schema.status, status);
  }
  // Both, since what stands in both is only cleared.
  if (changed_bit(kReachedBit) || changed_bit(kClearedBit)) {
    set(schema.reached, list(binding->threshold_names(state.kind, state.row, schema.reached, state.reached)));
    set(schema.cleared, list(binding->threshold_names(state.kind, state.row, schema.cleared, state.cleared)));
  }
  if (changed_bit(kHeldBit)) set(schema.held, list(state.held));
  binding->set_state(state);
  std::string contact;
  std::string lead;
  if (state.kind == RecordKind::kContact) contact = id_of(record);
  if (state.kind == RecordKind::kLead) {
    lead = id_of(record);
    const std::uint32_t row = data->table(RecordKind::kLead).contact[state.row];
    if (row != kNoRow) contact = id_of({RecordKind::kContact, row});
  }
  for (const StateEvent& event : state.events) {
    std::vector<Value> attributes;
    if (event.kind == kReachKind) {
      attributes = {text(program.thresholds[event.threshold].full_name)};
    } else {
      attributes = {text(process->stages[event.from].name), text(process->stages[event.to].name), text({})};
      if (evaluation.moving == record && &event == &state.events.front()) attributes[2] = text(evaluation.moved_by);
    }
    attributes.resize(program.interactions[event.kind].attributes.size(), text({}));
    if (!contact.empty() || !lead.empty()) add_interaction(event.kind, clock, {}, contact, lead, attributes);
  }
  binding->follow_states(state.kind, *evaluator);
  evaluator->forget();
  // What it has come to itself needs no second look at it.
  dirty_records.insert(record);
  if (concern.read[index_of(state.kind)]) changed(record);
}

// `after D` and deadlines of the stage in which the record now stands, once a stay.
void Session::Parts::look_at_waits(RecordRef record) {
  const int since_field = program.schema(record.kind).stage_since;
  if (since_field < 0) return;
  const std::int32_t process_id = binding->states[index_of(record.kind)].process[record.row];
  if (process_id < 0 || !has_waits[static_cast<std::size_t>(process_id)]) return;
  const std::int32_t stage_id = binding->recorded_stage(record.kind, record.row, process_id);
  const std::int64_t since =
      data->table(record.kind).columns[static_cast<std::size_t>(since_field)].numbers[record.row];
  if (stage_id < 0 || since == kMissing64) return;
  const Process& process = program.processes[static_cast<std::size_t>(process_id)];
  const Stage& stage = process.stages[static_cast<std::size_t>(stage_id)];
  const auto over = [&](const Wait& wait) {
    if (wait.hours < 0) {
      evaluator->changes_at(since + wait.milliseconds);
      return clock >= since + wait.milliseconds;
    }
    const Hours& hours = program.hours[static_cast<std::size_t>(wait.hours)];
    const bool done = worked_milliseconds(hours, *binding->zones[hours.zone], since, clock) >= wait.milliseconds;
    if (!done) evaluator->changes_at(clock + 1);
    return done;
  };
  const auto first_time = [&](const std::string& what) {
    std::int64_t& stay = standing(record).waited.try_emplace(what, kMissing64).first->second;
    if (stay == since) return false;
    stay = since;
    rest_changed(record);
    return true;
  };
  const Occasion occasion{record, kNoRow, false};
  for (std::size_t i = 0; i < stage.after.size(); ++i) {
    if (!over(stage.after[i].wait) || !first_time("after " + stage.name + " " + std::to_string(i + 1))) continue;
    if (evaluation.silent) continue;
    carry_out(
        stage.after[i].actions,
        plan->run.processes[static_cast<std::size_t>(process_id)].stages[static_cast<std::size_t>(stage_id)].after[i],
        occasion);
  }
  for (std::size_t i = 0; i < process.deadlines.size(); ++i) {
    const Deadline& deadline = process.deadlines[i];
    if (deadline.stage != static_cast<std::uint32_t>(stage_id) || !over(deadline.wait)) continue;
    const RunNodes::OfDeadline& nodes = plan->run.processes[static_cast<std::size_t>(process_id)].deadlines[i];
    if (nodes.unless != kNoNode && holds(nodes.unless, occasion)) continue;
    if (!first_time("deadline " + deadline.name) || evaluation.silent) continue;
    decide(Decision::Kind::kDeadline, record).name = deadline.name;
    carry_out(deadline.actions, nodes.actions, occasion);
  }
}

// Scores, grades, segments and what has always to hold: what is now other than it was.
void Session::Parts::compare_standing(RecordRef record) {
  if (!data->alive(record.kind, record.row)) return;
  const std::vector<std::uint32_t>& models = models_of[index_of(record.kind)];
  const std::vector<std::uint32_t>& always = always_of[index_of(record.kind)];
  const bool silent = evaluation.silent;
  Standing& known = standing(record);
  bool new_scores = !known.known;
  bool new_grades = !known.known;
  bool new_rest = !known.known;
  make_room(record.kind, known);
  for (std::size_t i = 0; i < models.size(); ++i) {
    const ModelNodes& nodes = plan->models[models[i]];
    const Model& model = program.models[models[i]];
    const std::int64_t score = evaluator->number(nodes.score, record.row);
    if (const std::int64_t before = std::exchange(known.scores[i], score); before != score) {
      new_scores = true;
      if (!silent) {
        Decision& decision = decide(Decision::Kind::kScore, record);
        decision.name = model.name;
        if (score != kMissing64) decision.score = Decimal{score};
        if (before != kMissing64) decision.before = Decimal{before};
      }
    }
    const std::int64_t place = model.grades.empty() ? kMissing64 : evaluator->number(nodes.grade, record.row);
    const auto grade = present(place) ? static_cast<std::uint8_t>(place + 1) : std::uint8_t{0};
    if (const std::uint8_t before = std::exchange(known.grades[i], grade); before != grade) {
      new_grades = true;
      if (!silent) {
        Decision& decision = decide(Decision::Kind::kGrade, record);
        decision.name = model.name;
        if (before != 0) decision.from = model.grades[before - 1U].word;
        if (grade != 0) decision.to = model.grades[grade - 1U].word;
      }
    }
  }
  for (std::size_t i = 0; i < known.segments.size(); ++i) {
    const auto in = static_cast<std::uint8_t>(evaluator->yes(plan->segments[i], record.row));
    if (std::exchange(known.segments[i], in) == in) continue;
    new_rest = true;
    if (silent) continue;
    Decision& decision = decide(Decision::Kind::kSegment, record);
    decision.name = program.segments[i].name;
    decision.yes = in != 0;
  }
  for (std::size_t i = 0; i < always.size(); ++i) {
    const RunNodes::OfAlways& nodes = plan->run.always[always[i]];
    const bool asked = nodes.premise == kNoNode || evaluator->yes(nodes.premise, record.row);
    const auto broken = static_cast<std::uint8_t>(asked && !evaluator->yes(nodes.condition, record.row));
    if (std::exchange(known.broken[i], broken) == broken) continue;
    new_rest = true;
    if (broken != 0 && !silent) decide(Decision::Kind::kBroken, record).name = program.always[always[i]].label;
  }
  if (!new_scores && !new_grades && !new_rest) return;
  // Others may read this one's score or segments.
  if ((known.known || !silent) && concern.read[index_of(record.kind)]) evaluation.next.insert(record);
  known.new_scores = known.new_scores || new_scores;
  known.new_grades = known.new_grades || new_grades;
  known.new_rest = known.new_rest || new_rest;
  known.known = true;
  dirty_standings.insert(record);
}

}  // namespace leadline::running
