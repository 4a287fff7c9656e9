// SPDX-License-Identifier: Apache-2.0
#include "engine/run/session/ties.hpp"

#include <algorithm>

#include "engine/program/forms.hpp"
#include "engine/run/matching/match_values.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/run/session/filled.hpp"
#include "engine/run/session/tie_sides.hpp"

namespace leadline::running {

namespace {

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// What an event without id gives to records that it creates: `e` and its number.
bool is_number_of_event(std::string_view text) { return text.size() > 1 && text[0] == 'e' && digits(text.substr(1)); }

// An id that is there already gets a `+`.
std::string_view without_plus(std::string_view id) {
  while (!id.empty() && id.back() == '+') id.remove_suffix(1);
  return id;
}

}  // namespace

// An empty dataset with a row for each value that is looked at.
struct Ties::Reading {
  explicit Reading(const Plan& plan)
      : data(*plan.program), spelling(spelling_of(*plan.program)), reader(*plan.program, spelling) {
    static_cast<void>(data.finish(1));
    data.open();
    binding = std::make_unique<Binding>(plan, data, 0, true);
    constants = std::make_unique<Evaluator>(*binding, Evaluator::Mode::kSingle);
    evaluator = std::make_unique<Evaluator>(*binding, Evaluator::Mode::kSingle);
    settle_constants(*binding, *constants);
    binding->follow_data(*evaluator);
  }

  static Spelling spelling_of(const Program& program) {
    Spelling spelling;
    spelling.zone = Zone::find(program.zones.empty() ? "UTC" : program.zones.front());
    if (!spelling.zone) spelling.zone = Zone::utc();
    return spelling;
  }

  // Calls `see` with a row that has these fields and nothing else.
  template <class See>
  void with(RecordKind kind, const std::vector<Event::Field>& fields, const See& see) {
    const std::uint32_t row = data.add_record(kind, {});
    for (const Event::Field& field : fields) data.set_field(kind, row, field.field, field.value);
    binding->follow_data(*evaluator);
    evaluator->forget();
    see(row);
    data.take_back(kind, row);
    binding->follow_data(*evaluator);
    evaluator->forget();
  }

  Dataset data;
  Spelling spelling;
  ValueReader reader;  // looks at the spelling
  std::unique_ptr<Binding> binding;
  std::unique_ptr<Evaluator> constants, evaluator;
};

Ties::Ties(const Plan& plan) : plan_(plan), program_(*plan.program), reading_(std::make_unique<Reading>(plan)) {
  look_at_actions();
  look_at_strategies();
}

Ties::~Ties() = default;

void Ties::look_at_actions() {
  const auto look = [&](const std::vector<Action>& actions, RecordKind subject, bool of_form = false) {
    for (const Action& action : actions) look_at(action, subject, of_form);
  };
  for (const Process& process : program_.processes) {
    for (const Stage& stage : process.stages) {
      look(stage.on_enter, process.kind);
      look(stage.on_exit, process.kind);
      for (const Transition& transition : stage.transitions) look(transition.actions, process.kind);
      for (const After& after : stage.after) look(after.actions, process.kind);
    }
    for (const AnyStage& any : process.any) {
      for (const Transition& transition : any.transitions) look(transition.actions, process.kind);
    }
    for (const Deadline& deadline : process.deadlines) look(deadline.actions, process.kind);
  }
  for (const Reaction& reaction : program_.reactions) look(reaction.actions, reaction.kind);
  for (const Form& form : program_.forms) {
    look(form.on_create, form.writes_lead ? RecordKind::kLead : RecordKind::kContact, true);
  }
}

void Ties::look_at(const Action& action, RecordKind subject, bool of_form) {
  switch (action.kind) {
    case Action::Kind::kAssignInTurn:
    case Action::Kind::kAssignInTurnUsers:
      obstacles_.push_back(
          {action.span, "`assign in turn` goes round all records of the log, in the order of their events", of_form});
      return;
    case Action::Kind::kSet: {
      const RecordKind kind = program_.expr(action.set.record).type.record;
      const Field& field = program_.schema(kind).fields[action.set.field];
      if (field.is_link) {
        obstacles_.push_back({action.span,
                              "it links a " + std::string(name_of(kind)) + " to another " + field.name +
                                  ", which no event of the log names",
                              of_form});
      }
      written_.insert({kind, action.set.field});
      return;
    }
    case Action::Kind::kCreate: {
      creates_[index_of(subject)] = true;
      for (const SetField& set : action.fields) {
        const Field& field = program_.schema(action.create).fields[set.field];
        if (field.is_link) {
          obstacles_.push_back(
              {action.span, "it links what it creates to a " + field.name + " that it works out itself", of_form});
        }
        written_.insert({action.create, set.field});
      }
      if (action.create != RecordKind::kLead || action.matching == -2) return;
      const std::int32_t form = find_form(program_, "");
      const std::int32_t strategy =
          action.matching >= 0 ? action.matching
          : form < 0           ? -1
                               : program_.forms[static_cast<std::size_t>(form)].by[index_of(RecordKind::kLead)];
      if (strategy >= 0) strategies_.insert({static_cast<std::uint32_t>(strategy), of_form});
      return;
    }
    case Action::Kind::kFirstOf:
      for (const Action& choice : action.choices) look_at(choice, subject, of_form);
      return;
    case Action::Kind::kTask:
    case Action::Kind::kNotify:
    case Action::Kind::kReset:
    case Action::Kind::kAssign:
    case Action::Kind::kSend:
      return;
  }
}

void Ties::look_at_strategies() {
  for (const Form& form : program_.forms) {
    for (int kind = 0; kind < kRecordKinds; ++kind) {
      const std::int32_t strategy = form.by[static_cast<std::size_t>(kind)];
      if (strategy >= 0) strategies_.insert({static_cast<std::uint32_t>(strategy), true});
    }
  }
  for (const auto& [strategy, of_forms] : strategies_) {
    if (of_forms && strategies_.count({strategy, false}) != 0) continue;
    look_at(strategy, of_forms);
  }
}

void Ties::look_at(std::uint32_t number, bool of_forms) {
  const MatchStrategy& strategy = program_.strategies[number];
  for (std::size_t line = 0; line < strategy.lines.size(); ++line) {
    Part part;
    part.of_forms = of_forms;
    bool linked = false;
    if (!choose(number, line, part, linked)) {
      obstacles_.push_back({strategy.lines[line].span,
                            "no part of this line is one field of a record on each side, compared exactly, that no "
                            "action and no process writes",
                            of_forms});
      continue;
    }
    if (linked) continue;
    part.name = "part " + std::to_string(number) + "." + std::to_string(line) + " ";
    parts_.push_back(std::move(part));
  }
}

// A part that compares links ties by the links themselves; else the first that can be read off an event.
bool Ties::choose(std::uint32_t number, std::size_t line, Part& part, bool& linked) {
  const MatchStrategy& strategy = program_.strategies[number];
  const std::vector<MatchPartNodes>& nodes = plan_.run.strategies[number].lines[line].parts;
  const auto usable = [&](const TieSide& side) {
    if (!side.good || side.names || written_.count({side.kind, side.field}) != 0) return false;
    const RecordSchema& schema = program_.schema(side.kind);
    const auto field = static_cast<int>(side.field);
    for (const int own : {schema.id, schema.contact, schema.account, schema.lead, schema.status, schema.owner,
                          schema.created, schema.updated, schema.process, schema.stage, schema.stage_since,
                          schema.reached, schema.cleared, schema.held}) {
      if (field == own) return false;
    }
    // Where it is missing, so is what is compared.
    bool missing = false;
    reading_->with(side.kind, {},
                   [&](std::uint32_t row) { missing = read_value(*reading_->evaluator, side.node, row).missing; });
    return missing;
  };
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (strategy.lines[line].parts[i].similar) continue;
    const TieSide left = tie_side(plan_, nodes[i].left);
    const TieSide right = tie_side(plan_, nodes[i].right);
    if (left.good && right.good && left.names && left.names == right.names) {
      linked = true;
      return true;
    }
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (strategy.lines[line].parts[i].similar) continue;
    const TieSide left = tie_side(plan_, nodes[i].left);
    const TieSide right = tie_side(plan_, nodes[i].right);
    if (!usable(left) || !usable(right)) continue;
    // A lead is looked for with the stored contact where that was found, an account only with what is filled in.
    part.sides.push_back({left.kind, left.field, left.node, strategy.kind == RecordKind::kAccount});
    const Side stored{right.kind, right.field, right.node, false};
    if (left.kind == right.kind && left.field == right.field && left.node == right.node) part.sides.clear();
    part.sides.push_back(stored);
    for (const auto& [value, list] : strategy.never) {
      if (value != strategy.lines[line].parts[i].left) continue;
      const std::vector<std::string> keys = keys_of_list(program_, list, program_.expr(value).type);
      part.never.insert(part.never.end(), keys.begin(), keys.end());
    }
    std::sort(part.never.begin(), part.never.end());
    return true;
  }
  return false;
}

std::string Ties::hindrance(const Event& event) const {
  if (std::find(creates_.begin(), creates_.end(), true) == creates_.end() || event.id.empty()) return {};
  if (event.kind == Event::Kind::kTick) return "a tick with an id, after which records are named that it creates";
  const std::size_t dot = event.id.find('.');
  if (dot != std::string::npos && is_number_of_event(std::string_view(event.id).substr(0, dot))) {
    return "the id `" + event.id + "` of an event looks as if Leadline had made it";
  }
  return {};
}

void Ties::add_id(RecordKind kind, std::string_view id, std::vector<std::string>& keys) const {
  id = without_plus(id);
  if (id.empty()) return;
  keys.push_back(std::string(name_of(kind)) + " " + std::string(id));
  const auto creating = std::count(creates_.begin(), creates_.end(), true);
  if (creating == 0) return;
  // Two that have one id in different tables name what they create alike.
  if (creating > 1 && creates_[index_of(kind)]) keys.push_back("of any kind " + std::string(id));
  add_origin(id, keys);
}

// A record that an action created is called after the event and whom it is about: `web-1.c7`, `e17.c7.2`.
void Ties::add_origin(std::string_view id, std::vector<std::string>& keys) const {
  for (std::size_t dot = id.find('.'); dot != std::string_view::npos; dot = id.find('.', dot + 1)) {
    keys.push_back("event " + std::string(id.substr(0, dot)));
  }
  const std::size_t dot = id.find('.');
  if (dot == std::string_view::npos || !is_number_of_event(id.substr(0, dot))) return;
  // A tick may have done it, with the number of whatever event came behind it.
  std::string_view origin = id.substr(dot + 1);
  const auto name = [&] {
    for (int kind = 0; kind < kRecordKinds; ++kind) {
      if (!creates_[static_cast<std::size_t>(kind)] || origin.empty()) continue;
      keys.push_back(std::string(name_of(static_cast<RecordKind>(kind))) + " " + std::string(without_plus(origin)));
    }
  };
  name();
  const std::size_t count = origin.rfind('.');
  if (count == std::string_view::npos || !digits(origin.substr(count + 1))) return;
  origin = origin.substr(0, count);
  name();
}

void Ties::add_links(RecordKind kind, const std::vector<Event::Field>& fields, std::vector<std::string>& keys) const {
  const RecordSchema& schema = program_.schema(kind);
  for (const Event::Field& field : fields) {
    const auto index = static_cast<int>(field.field);
    if (index == schema.contact) add_id(RecordKind::kContact, field.value.text, keys);
    if (index == schema.account) add_id(RecordKind::kAccount, field.value.text, keys);
    if (index == schema.lead) add_id(RecordKind::kLead, field.value.text, keys);
  }
}

void Ties::add_values(RecordKind kind, const std::vector<Event::Field>& fields, bool of_submission, bool submissions,
                      std::vector<std::string>& keys) {
  const auto reads = [&](const Part& part, const Side& side) {
    return side.kind == kind && (of_submission || !side.filled_only) && (submissions || !part.of_forms) &&
           std::any_of(fields.begin(), fields.end(), [&](const auto& one) { return one.field == side.field; });
  };
  bool any = false;
  for (const Part& part : parts_) {
    for (const Side& side : part.sides) any = any || reads(part, side);
  }
  if (!any) return;
  reading_->with(kind, fields, [&](std::uint32_t row) {
    for (const Part& part : parts_) {
      for (const Side& side : part.sides) {
        if (!reads(part, side)) continue;
        const MatchValue value = read_value(*reading_->evaluator, side.node, row);
        if (value.missing) continue;
        std::string key;
        append_key(key, value);
        if (!std::binary_search(part.never.begin(), part.never.end(), key)) keys.push_back(part.name + key);
      }
    }
  });
}

void Ties::keys_of_record(RecordKind kind, std::string_view id, const std::vector<Event::Field>& fields,
                          bool submissions, std::vector<std::string>& keys) {
  add_id(kind, id, keys);
  add_links(kind, fields, keys);
  add_values(kind, fields, false, submissions, keys);
}

void Ties::keys_of(const Event& event, std::uint64_t sequence, bool submissions, std::vector<std::string>& keys) {
  const std::string base = event.id.empty() ? "e" + std::to_string(sequence) : event.id;
  switch (event.kind) {
    case Event::Kind::kRecord:
      keys_of_record(event.record, event.subject, event.fields, submissions, keys);
      break;
    case Event::Kind::kInteraction:
      add_id(RecordKind::kContact, event.contact, keys);
      add_id(RecordKind::kLead, event.lead, keys);
      break;
    case Event::Kind::kSubmission:
      add_id(RecordKind::kContact, base, keys);
      add_id(RecordKind::kLead, base, keys);
      for (const RecordKind kind : {RecordKind::kContact, RecordKind::kLead, RecordKind::kAccount}) {
        Filled filled;
        std::string why;
        if (!fill_in(program_, reading_->reader, event, kind, filled, why)) continue;
        if (kind == RecordKind::kLead) fill_page(program_, page_of(event), filled);
        add_links(kind, filled.fields, keys);
        add_values(kind, filled.fields, true, true, keys);
      }
      break;
    case Event::Kind::kMove:
      add_id(event.record, event.subject, keys);
      break;
    case Event::Kind::kMerge:
      add_id(event.record, event.subject, keys);
      add_id(event.record, event.into, keys);
      for (const std::string& other : event.others) add_id(event.record, other, keys);
      break;
    case Event::Kind::kTick:
      return;
  }
  if (keys.empty() || std::find(creates_.begin(), creates_.end(), true) == creates_.end()) return;
  keys.push_back("event " + base);
  add_origin(base, keys);
}

}  // namespace leadline::running
