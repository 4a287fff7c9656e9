// SPDX-License-Identifier: Apache-2.0
// Actions: what a process, a reaction or a form does. Each takes effect when it runs; whatever it changes is evaluated
// in the next round.
#include <algorithm>

#include "engine/data/json_writer.hpp"
#include "engine/program/dump_program.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/run/session/parts.hpp"
#include "engine/run/value_of.hpp"

namespace leadline::running {

namespace {

// The same value, as a field of another text type, choice or list holds it.
Value as_type(Value value, const Type& type) {
  value.type = type;
  for (Value& item : value.items) {
    item.type = type;
    item.type.list = false;
  }
  return value;
}

}  // namespace

Value Session::Parts::value(NodeId node, ExprId expr, const Occasion& occasion) {
  return value_of(*evaluator, node, program.expr(expr).type, occasion.subject.row, occasion.item);
}

bool Session::Parts::holds(NodeId node, const Occasion& occasion) {
  if (node == kNoNode) return true;
  Slot slot;
  evaluator->evaluate(node, occasion.subject.row, occasion.item, slot);
  return slot.as<std::uint8_t>() == 1;
}

std::string Session::Parts::text_of(const std::vector<TextPiece>& pieces, const std::vector<NodeId>& nodes,
                                    const Occasion& occasion) {
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const TextPiece& piece = pieces[i];
    text += piece.value == kNoExpr ? piece.literal : words_of(program, value(nodes[i], piece.value, occasion));
  }
  return text;
}

Value Session::Parts::assigned(const std::vector<TextPiece>& pieces, const std::vector<NodeId>& texts, NodeId node,
                               ExprId expr, const Occasion& occasion) {
  return pieces.empty() ? value(node, expr, occasion) : text_value(text_of(pieces, texts, occasion));
}

void Session::Parts::carry_out(const std::vector<Action>& actions, const std::vector<ActionNodes>& nodes,
                               const Occasion& occasion) {
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (holds(nodes[i].condition, occasion)) carry_out(actions[i], nodes[i], occasion);
  }
}

// Whether it could be done: where nobody is left to assign, the next choice of `first of` is tried.
bool Session::Parts::carry_out(const Action& action, const ActionNodes& nodes, const Occasion& occasion) {
  const RecordRef subject = occasion.subject;
  switch (action.kind) {
    case Action::Kind::kTask:
    case Action::Kind::kNotify: {
      std::string text = text_of(action.text, nodes.text, occasion);
      Decision& decision =
          decide(action.kind == Action::Kind::kTask ? Decision::Kind::kTask : Decision::Kind::kNotice, subject);
      decision.text = std::move(text);
      decision.to = action.target;
      return true;
    }
    case Action::Kind::kSet:
      do_set(action, nodes, occasion);
      return true;
    case Action::Kind::kReset:
      if (!occasion.in_process && lifecycles[static_cast<std::size_t>(subject.kind)]) {
        Lifecycle& lifecycle = *lifecycles[static_cast<std::size_t>(subject.kind)];
        lifecycle.serve(this, nullptr);
        lifecycle.reset(subject.row, action.reset);
        lifecycle.serve(nullptr, nullptr);
        const RecordState state = lifecycle.state();
        evaluator->lay_over(nullptr);
        record_state(state);
        changed(subject);
      }
      return true;
    case Action::Kind::kAssign: {
      const Value owner = value(nodes.values[0], action.values[0], occasion);
      assign(subject, words_of(program, owner));
      return true;
    }
    case Action::Kind::kAssignInTurn:
    case Action::Kind::kAssignInTurnUsers:
      return assign_in_turn(action, nodes, occasion);
    case Action::Kind::kSend: {
      std::vector<Decision::Field> fields;
      for (std::size_t i = 0; i < action.payload.size(); ++i) {
        const SentField& field = action.payload[i];
        fields.emplace_back(field.name,
                            json_of(assigned(field.text, nodes.texts[i], nodes.values[i], field.value, occasion)));
      }
      Decision& decision = decide(Decision::Kind::kSend, subject);
      decision.name = action.target;
      decision.fields = std::move(fields);
      return true;
    }
    case Action::Kind::kCreate:
      do_create(action, nodes, occasion);
      return true;
    case Action::Kind::kFirstOf:
      for (std::size_t i = 0; i < action.choices.size(); ++i) {
        if (!holds(nodes.choices[i].condition, occasion)) continue;
        if (carry_out(action.choices[i], nodes.choices[i], occasion)) return true;
      }
      return false;
  }
  return true;
}

void Session::Parts::do_set(const Action& action, const ActionNodes& nodes, const Occasion& occasion) {
  if (!nodes.reaches) return;
  RecordRef target{nodes.target, occasion.subject.row};
  for (const LinkId link : nodes.path) {
    switch (plan->links[link].op) {
      case LinkOp::kSubject:
        target.row = occasion.subject.row;
        break;
      case LinkOp::kItem:
        target.row = occasion.item;
        break;
      default:
        target.row = evaluator->follow(link, target.row);
    }
  }
  if (target.row == kNoRow) return;
  const Type& type = program.schema(target.kind).fields[action.set.field].type;
  const Value to = as_type(assigned(action.set.text, nodes.texts[0], nodes.value, action.set.value, occasion), type);
  const Value before = data->table(target.kind).columns[action.set.field].value(target.row);
  if (before == to) return;
  set_field(target, action.set.field, to);
  follow();
  matcher->changed(*evaluator, target.kind, target.row);
  changed(target);
  const RecordSchema& schema = program.schema(target.kind);
  const RecordState* const state = evaluator->state_of(target.kind, target.row);
  if (state != nullptr && static_cast<int>(action.set.field) == schema.status) {
    lifecycles[static_cast<std::size_t>(target.kind)]->set_status(to.missing ? kMissing64 : to.number);
  }
  decide(Decision::Kind::kUpdated, target).fields.emplace_back(schema.fields[action.set.field].name, json_of(to));
}

void Session::Parts::assign(RecordRef record, const std::string& owner) {
  const int field = program.schema(record.kind).owner;
  if (field < 0 || owner.empty()) return;
  const Value before = data->table(record.kind).columns[static_cast<std::size_t>(field)].value(record.row);
  if (!before.missing && before.text == owner) return;
  set_field(record, static_cast<std::uint32_t>(field), text_value(owner));
  follow();
  matcher->changed(*evaluator, record.kind, record.row);
  changed(record);
  Decision& decision = decide(Decision::Kind::kAssignment, record);
  decision.from = before.text;
  decision.to = owner;
}

bool Session::Parts::assign_in_turn(const Action& action, const ActionNodes& nodes, const Occasion& occasion) {
  struct Candidate {
    std::string owner;
    std::uint32_t row = kNoRow;
  };
  std::vector<Candidate> candidates;
  std::string key;
  const bool users = action.kind == Action::Kind::kAssignInTurnUsers;
  if (users) {
    if (action.users_where != kNoExpr) key = "users where " + dump_expression(program, action.users_where);
    if (action.at_most != kNoExpr) {
      key += " at most " + dump_expression(program, action.at_most) + " within " + std::to_string(action.within);
    }
    if (key.empty()) key = "users";
    const RecordTable& table = data->table(RecordKind::kUser);
    for (std::uint32_t row = 0; row < table.size(); ++row) {
      if (data->alive(RecordKind::kUser, row)) candidates.push_back({id_of({RecordKind::kUser, row}), row});
    }
    std::sort(candidates.begin(), candidates.end(),
              [&](const Candidate& a, const Candidate& b) { return data->id_before(RecordKind::kUser, a.row, b.row); });
  } else {
    for (std::size_t i = 0; i < action.values.size(); ++i) {
      const std::string owner = words_of(program, value(nodes.values[i], action.values[i], occasion));
      key += (key.empty() ? "" : ", ") + dump_expression(program, action.values[i]);
      if (!owner.empty()) candidates.push_back({owner, kNoRow});
    }
  }
  Turn& turn = turns[key];
  // From the one behind whoever had it last.
  std::size_t first = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const bool passed = users ? candidates[i].owner <= turn.last : candidates[i].owner == turn.last;
    if (!turn.last.empty() && passed) first = i + 1;
  }
  for (std::size_t step = 0; step < candidates.size(); ++step) {
    const Candidate& candidate = candidates[(first + step) % candidates.size()];
    const Occasion with{occasion.subject, candidate.row, occasion.in_process};
    if (users && nodes.users_where != kNoNode && !holds(nodes.users_where, with)) continue;
    if (users && action.at_most != kNoExpr) {
      std::vector<std::int64_t>& given = turn.given[candidate.owner];
      given.erase(
          std::remove_if(given.begin(), given.end(), [&](std::int64_t at) { return at <= clock - action.within; }),
          given.end());
      const Value most = value(nodes.at_most, action.at_most, with);
      if (most.missing || static_cast<std::int64_t>(given.size()) * Decimal::kOne >= most.number) continue;
      given.push_back(clock);
      std::string times;
      for (const std::int64_t at : given) times += (times.empty() ? "" : " ") + std::to_string(at);
      loose_facts.push_back(Fact{false, {}, {}, "given " + key + "\n" + candidate.owner, times});
    }
    turn.last = candidate.owner;
    loose_facts.push_back(Fact{false, {}, {}, "turn " + key, candidate.owner});
    assign(occasion.subject, candidate.owner);
    return true;
  }
  return false;
}

// A record that an action creates belongs to whom the action is about, unless its fields say otherwise.
void Session::Parts::do_create(const Action& action, const ActionNodes& nodes, const Occasion& occasion) {
  if (evaluation.created == evaluation.most_created) {
    exhaust(std::to_string(evaluation.created) + " records that actions created");
  }
  if (evaluation.exhausted) return;
  const RecordRef subject = occasion.subject;
  const RecordSchema& schema = program.schema(action.create);
  std::vector<Event::Field> fields;
  const auto has = [&](int field) {
    return std::any_of(action.fields.begin(), action.fields.end(),
                       [&](const SetField& one) { return static_cast<int>(one.field) == field; });
  };
  const auto link = [&](int field, RecordRef to) {
    if (field < 0 || to.row == kNoRow || has(field)) return;
    fields.push_back({static_cast<std::uint32_t>(field), text_value(id_of(to))});
  };
  RecordRef contact{RecordKind::kContact, kNoRow};
  RecordRef account{RecordKind::kAccount, kNoRow};
  const RecordTable& table = data->table(subject.kind);
  switch (subject.kind) {
    case RecordKind::kContact:
      contact = subject;
      break;
    case RecordKind::kAccount:
      account = subject;
      break;
    case RecordKind::kLead:
    case RecordKind::kOpportunity:
      contact.row = table.contact[subject.row];
      account.row = table.account[subject.row];
      break;
    case RecordKind::kUser:
      break;
  }
  link(schema.contact, contact);
  if (action.create != RecordKind::kLead || contact.row == kNoRow) link(schema.account, account);
  if (subject.kind == RecordKind::kLead) link(schema.lead, subject);
  for (std::size_t i = 0; i < action.fields.size(); ++i) {
    const std::uint32_t field = action.fields[i].field;
    const Value taken =
        as_type(assigned(action.fields[i].text, nodes.texts[i], nodes.values[i], action.fields[i].value, occasion),
                schema.fields[field].type);
    if (!taken.missing) fields.push_back({field, taken});
  }
  // The event's id, whom it is about, and how many this evaluation has created before that are about it too.
  const std::string base = event_id.empty() ? "e" + std::to_string(sequence) : event_id;
  const auto known = evaluation.origins.find(subject);
  const std::string origin = known == evaluation.origins.end() ? id_of(subject) : known->second;
  std::string id = base + "." + origin;
  ++evaluation.created;
  if (const std::uint32_t count = ++evaluation.created_of[origin]; count > 1) id += "." + std::to_string(count);
  while (find(action.create, id).row != kNoRow) id += "+";
  if (action.create == RecordKind::kLead && action.matching != -2) {
    const RecordRef staged = stage(action.create, fields);
    follow();
    create_lead(staged, action.matching, contact, id);
    if (const RecordRef lead = find(action.create, id); lead.row != kNoRow) evaluation.origins.emplace(lead, origin);
    return;
  }
  const RecordRef record = create(action.create, id);
  evaluation.origins.emplace(record, origin);
  set_fields(record, fields, {});
  Decision& decision = decide(Decision::Kind::kCreated, record);
  for (const Event::Field& field : fields) {
    decision.fields.emplace_back(schema.fields[field.field].name, json_of(field.value));
  }
}

void Session::Parts::act(const std::vector<Action>& actions, const std::vector<ActionNodes>& nodes) {
  const RecordState* const state = evaluator->state();
  carry_out(actions, nodes, {{state->kind, state->row}, kNoRow, true});
}

void Session::Parts::reached(std::uint32_t threshold, bool yes) {
  const RecordState* const state = evaluator->state();
  Decision& decision = decide(Decision::Kind::kThreshold, RecordRef{state->kind, state->row});
  decision.name = program.thresholds[threshold].full_name;
  decision.yes = yes;
}

void Session::Parts::moved(std::int32_t from, std::uint32_t to, const Transition* transition) {
  const RecordState* const state = evaluator->state();
  const Process& process = program.processes[static_cast<std::size_t>(state->process)];
  Decision& decision = decide(Decision::Kind::kMove, RecordRef{state->kind, state->row});
  decision.name = process.name;
  if (from >= 0) decision.from = process.stages[static_cast<std::size_t>(from)].name;
  decision.to = process.stages[to].name;
  if (transition != nullptr) {
    decision.by = transition->name;
    decision.place = place_of ? place_of(transition->span) : std::string();
  } else if (from >= 0) {
    decision.by = evaluation.moved_by;
  }
}

void Session::Parts::tried(const TriedTransition& transition) {
  if (options.onlooker != nullptr) options.onlooker->tried(*evaluator, evaluator->state()->row, transition);
}

void Session::Parts::required(const TriedRequire& require) {
  if (options.onlooker != nullptr) options.onlooker->required(*evaluator, evaluator->state()->row, require);
}

void Session::Parts::held_back(const Transition& transition) {
  const RecordState* const state = evaluator->state();
  evaluation.held_back.insert("`" + transition.name + "` of " + std::string(name_of(state->kind)) + " `" +
                              id_of(RecordRef{state->kind, state->row}) +
                              "` waits: its stage was entered in this evaluation already");
}

}  // namespace leadline::running
