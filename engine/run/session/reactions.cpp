// SPDX-License-Identifier: Apache-2.0
// What reacts to the difference between the beginning and the end of a round.
#include <algorithm>

#include "engine/run/session/parts.hpp"

namespace leadline::running {

Session::Parts::Before Session::Parts::remember(RecordRef record) {
  Before before;
  const Binding::States& states = binding->states[static_cast<std::size_t>(record.kind)];
  const std::size_t words = binding->threshold_words;
  const auto first = states.reached.begin() + static_cast<std::ptrdiff_t>(record.row * words);
  before.reached.assign(first, first + static_cast<std::ptrdiff_t>(words));
  before.process = states.process[record.row];
  before.stage = binding->recorded_stage(record.kind, record.row, before.process);
  const Standing& known = standing(record);
  before.grades = known.grades;
  before.segments = known.segments;
  before.known = known.known;
  return before;
}

void Session::Parts::react(const std::map<RecordRef, Before>& before, bool first_round) {
  // What happened, in the order of the rules; it is looked at before any action changes it.
  struct Fired {
    std::uint32_t reaction = 0;
    Occasion occasion;
    const std::vector<ActionNodes>* actions = nullptr;
  };
  std::vector<Fired> fired;
  std::vector<RecordRef> order;
  for (const auto& [record, was] : before) order.push_back(record);
  std::sort(order.begin(), order.end(), [&](const RecordRef& a, const RecordRef& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.row != b.row && data->id_before(a.kind, a.row, b.row);
  });
  std::map<RecordRef, Before> after;
  for (const RecordRef& record : order) {
    if (data->alive(record.kind, record.row)) after.emplace(record, remember(record));
  }
  for (std::uint32_t id = 0; id < program.reactions.size(); ++id) {
    const Reaction& reaction = program.reactions[id];
    const RunNodes::OfReaction& nodes = plan->run.reactions[id];
    for (const RecordRef& record : order) {
      if (record.kind != reaction.kind || after.count(record) == 0) continue;
      const Before& was = before.at(record);
      const Before& is = after.at(record);
      const auto flag = [](const Standing::Marks& flags, std::uint32_t i) {
        return i < flags.size() ? flags[i] : std::uint8_t{0};
      };
      switch (reaction.event) {
        case Reaction::Event::kEntersSegment:
        case Reaction::Event::kLeavesSegment: {
          const bool entered = reaction.event == Reaction::Event::kEntersSegment;
          const std::uint8_t then = flag(was.segments, reaction.segment);
          const std::uint8_t now = flag(is.segments, reaction.segment);
          if (then != now && (now != 0) == entered) fired.push_back({id, {record, kNoRow, false}, &nodes.actions});
          break;
        }
        case Reaction::Event::kReaches: {
          const bool any = std::any_of(reaction.thresholds.begin(), reaction.thresholds.end(),
                                       [&](std::uint32_t t) { return bit(is.reached, t) && !bit(was.reached, t); });
          if (any) fired.push_back({id, {record, kNoRow, false}, &nodes.actions});
          break;
        }
        case Reaction::Event::kEntersGrade: {
          const std::vector<std::uint32_t>& models = models_of[static_cast<std::size_t>(record.kind)];
          const auto place =
              static_cast<std::uint32_t>(std::find(models.begin(), models.end(), reaction.model) - models.begin());
          const auto wanted = static_cast<std::uint8_t>(reaction.grade + 1);
          if (flag(is.grades, place) == wanted && flag(was.grades, place) != wanted) {
            fired.push_back({id, {record, kNoRow, false}, &nodes.actions});
          }
          break;
        }
        case Reaction::Event::kEntersStage: {
          if (is.process < 0 || is.stage < 0 || (is.process == was.process && is.stage == was.stage)) break;
          const Process& process = program.processes[static_cast<std::size_t>(is.process)];
          if (process.stages[static_cast<std::size_t>(is.stage)].name == reaction.stage) {
            fired.push_back({id, {record, kNoRow, false}, &nodes.actions});
          }
          break;
        }
        case Reaction::Event::kDoes:
          for (const auto& [kind, row] : evaluation.done) {
            if (!first_round) break;
            const InteractionTable& table = data->interactions(kind);
            const std::uint32_t contact = table.contact[row];
            if (contact == kNoRow) continue;
            const bool by_it = record.kind == RecordKind::kContact ? contact == record.row
                               : record.kind == RecordKind::kAccount
                                   ? data->table(RecordKind::kContact).account[contact] == record.row
                               : record.kind == RecordKind::kLead
                                   ? data->table(RecordKind::kLead).contact[record.row] == contact
                                   : data->table(RecordKind::kOpportunity).contact[record.row] == contact;
            if (!by_it) continue;
            for (const RunNodes::OfKind& of : nodes.kinds) {
              if (of.interaction != kind) continue;
              const Occasion occasion{record, row, false};
              if (of.where == kNoNode || holds(of.where, occasion)) fired.push_back({id, occasion, &of.actions});
            }
          }
          break;
      }
    }
  }
  for (const Fired& one : fired) {
    const Reaction& reaction = program.reactions[one.reaction];
    if (!evaluation.fired.insert({one.reaction, one.occasion.subject}).second) {
      evaluation.held_back.insert("a reaction to " + std::string(name_of(one.occasion.subject.kind)) + " `" +
                                  id_of(one.occasion.subject) + "` would have happened again in the same evaluation");
      continue;
    }
    if (options.onlooker != nullptr) options.onlooker->reacted(one.reaction);
    carry_out(reaction.actions, *one.actions, one.occasion);
  }
}

}  // namespace leadline::running
