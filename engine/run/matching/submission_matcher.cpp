// SPDX-License-Identifier: Apache-2.0
// Submissions are looked at in blocks: the normal forms and numbers of a block's answers first, then, strictly in
// order, its contacts, then its leads. What the tables need of memory is asked for one step ahead.
#include "engine/run/matching/submission_matcher.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <span>

#include "engine/data/value_reader.hpp"
#include "engine/program/forms.hpp"
#include "engine/run/matching/match_index.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/values/normal_forms.hpp"

namespace leadline {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kMostParts = 4;
// Above every number of a text: ids of contacts that submissions make. Nobody who is stored links to them.
constexpr std::uint64_t kMadeContacts = std::uint64_t{1} << 40U;

// Whether an action can change a record, or make one.
bool writes_records(const std::vector<Action>& actions) {
  return std::any_of(actions.begin(), actions.end(), [](const Action& action) {
    switch (action.kind) {
      case Action::Kind::kTask:
      case Action::Kind::kNotify:
      case Action::Kind::kReset:
      case Action::Kind::kSend:
        return false;
      case Action::Kind::kSet:
      case Action::Kind::kAssign:
      case Action::Kind::kAssignInTurn:
      case Action::Kind::kAssignInTurnUsers:
      case Action::Kind::kCreate:
        return true;
      case Action::Kind::kFirstOf:
        return writes_records(action.choices);
    }
    return true;
  });
}

bool writes_records(const std::vector<Transition>& transitions) {
  return std::any_of(transitions.begin(), transitions.end(),
                     [](const Transition& transition) { return writes_records(transition.actions); });
}

// Whether anything but submissions themselves can change records while they come in.
bool writes_records(const Program& program, const Form& form) {
  if (writes_records(form.on_create)) return true;
  for (const Reaction& reaction : program.reactions) {
    if (writes_records(reaction.actions)) return true;
  }
  for (const Process& process : program.processes) {
    for (const Stage& stage : process.stages) {
      if (writes_records(stage.on_enter) || writes_records(stage.on_exit) || writes_records(stage.transitions)) {
        return true;
      }
      for (const After& after : stage.after) {
        if (writes_records(after.actions)) return true;
      }
    }
    for (const AnyStage& any : process.any) {
      if (writes_records(any.transitions)) return true;
    }
    for (const Deadline& deadline : process.deadlines) {
      if (writes_records(deadline.actions)) return true;
    }
  }
  return false;
}

/// Where one value of a key comes from.
struct KeyPart {
  static constexpr int kNothing = -1;

  bool contact = false;              // the id of the contact that the submission means
  int answer = kNothing;             // into the answers
  bool page = false;                 // where the answer is missing, the page
  bool as_it_is = false;             // else in the normal form of texts
  std::vector<std::uint64_t> never;  // numbers, sorted
};

/// How records of one kind are found.
struct Side {
  bool wanted = false;  // the form looks for one, or makes one
  bool writes = false;
  const MatchStrategy* strategy = nullptr;  // null: one is always made
  KeyIndex* index = nullptr;
  std::vector<KeyPart> parts;          // in the order of the key
  std::uint32_t stored = 0;            // rows of the data
  std::vector<std::uint32_t> made_by;  // [row - stored]: submission
};

using Key = std::array<std::uint64_t, kMostParts>;

}  // namespace

struct SubmissionMatcher::Parts {
  Parts(const Plan& plan, const Dataset& data_)
      : program(*plan.program),
        data(data_),
        index(plan, data_, 1),
        binding(plan, data_, 0, false),
        evaluator(binding, Evaluator::Mode::kSingle),
        reader(program, spelling) {}

  bool prepare(const std::string& form_name, const std::vector<std::string>& names);
  bool prepare_side(RecordKind kind, const Form& form, const std::vector<std::string>& names, Side& side);
  [[nodiscard]] int answer_for(RecordKind kind, std::uint32_t field, const std::vector<std::string>& names) const;
  [[nodiscard]] bool answers_are_texts(RecordKind kind, const std::vector<std::string>& names) const;

  void read_part(const KeyPart& part, const FormSubmissions& from, std::size_t begin, std::size_t count,
                 std::uint64_t* numbers);
  void read_block(const Side& side, const FormSubmissions& from, std::size_t begin, std::size_t count,
                  std::vector<Key>& keys);
  [[nodiscard]] std::uint64_t number_of_contact(const SubmissionMatch::Record& contact, std::size_t number) const;

  enum class Found : std::uint8_t { kMatched, kUnmatched, kIncomplete, kUndecided };
  [[nodiscard]] static bool whole(const Side& side, const Key& key);
  [[nodiscard]] Found find(const Side& side, const Key& key, SubmissionMatch::Record& record) const;
  bool look(const Side& side, const Key& key, SubmissionMatch::Record& record, bool& rejected, bool& keyed) const;
  void make(Side& side, const Key& key, bool keyed, std::size_t number) const;

  const Program& program;
  const Dataset& data;
  MatchIndex index;
  Binding binding;
  Evaluator evaluator;
  Spelling spelling;
  ValueReader reader;
  Side contact, lead;
  bool lead_may_reject = false;
  int page_answer = KeyPart::kNothing;
  std::vector<std::uint64_t> contact_numbers;  // [row]: of its id, where leads are known by it
  std::size_t done = 0;
  // Of a block.
  std::vector<char> room;
  std::deque<std::string> slow_texts;
  std::vector<std::string_view> texts;
  std::vector<Key> contact_keys, lead_keys;
};

int SubmissionMatcher::Parts::answer_for(RecordKind kind, std::uint32_t field,
                                         const std::vector<std::string>& names) const {
  const std::string& name = program.schema(kind).fields[field].name;
  const auto place = std::find_if(names.begin(), names.end(), [&](const std::string& one) {
    return one == name || one == std::string(name_of(kind)) + "." + name;
  });
  return place == names.end() ? KeyPart::kNothing : static_cast<int>(place - names.begin());
}

// Any text is good for them, and no two fill in the same field.
bool SubmissionMatcher::Parts::answers_are_texts(RecordKind kind, const std::vector<std::string>& names) const {
  const RecordSchema& schema = program.schema(kind);
  const std::string prefix = std::string(name_of(kind)) + ".";
  std::vector<int> filled;
  for (const std::string& name : names) {
    const int field = schema.find(name.compare(0, prefix.size(), prefix) == 0 ? name.substr(prefix.size()) : name);
    if (field < 0 || schema.fields[static_cast<std::size_t>(field)].built_in) continue;
    const Field& one = schema.fields[static_cast<std::size_t>(field)];
    if (!one.type.textual() || one.is_link || std::find(filled.begin(), filled.end(), field) != filled.end()) {
      return false;
    }
    filled.push_back(field);
  }
  return true;
}

bool SubmissionMatcher::Parts::prepare(const std::string& form_name, const std::vector<std::string>& names) {
  const std::int32_t form_id = find_form(program, form_name);
  if (form_id < 0) return false;
  const Form& form = program.forms[static_cast<std::size_t>(form_id)];
  if (form.by[static_cast<std::size_t>(RecordKind::kAccount)] >= 0 || writes_records(program, form)) return false;
  if (!answers_are_texts(RecordKind::kContact, names) || !answers_are_texts(RecordKind::kLead, names)) return false;
  for (const InteractionKind& kind : program.interactions) {
    if (kind.name != "form_submit") continue;
    for (const Field& attribute : kind.attributes) {
      if (!attribute.type.textual()) return false;
    }
  }
  const auto page = std::find(names.begin(), names.end(), "page");
  if (page != names.end()) page_answer = static_cast<int>(page - names.begin());
  if (std::find(names.begin(), names.end(), "lead.page") != names.end()) return false;
  contact.writes = form.writes_contact;
  contact.wanted = form.writes_contact || form.by[static_cast<std::size_t>(RecordKind::kContact)] >= 0;
  lead.writes = lead.wanted = form.writes_lead;
  if (contact.wanted && !prepare_side(RecordKind::kContact, form, names, contact)) return false;
  if (lead.wanted && !prepare_side(RecordKind::kLead, form, names, lead)) return false;
  if (lead.strategy == nullptr) return true;
  lead_may_reject = lead.strategy->update == MatchStrategy::Update::kReject || !lead.strategy->create_incomplete;
  // Leads that name a contact who is not there would be those of one who gets its id.
  const RecordTable& leads = data.table(RecordKind::kLead);
  const int field = program.schema(RecordKind::kLead).contact;
  const Column& ids = leads.columns[static_cast<std::size_t>(field)];
  for (std::size_t row = 0; row < leads.contact.size(); ++row) {
    if (leads.contact[row] == kNoRow && ids.codes[row] != 0) return false;
  }
  return true;
}

// One line of equal parts, each about a field that an answer fills in or about the contact.
bool SubmissionMatcher::Parts::prepare_side(RecordKind kind, const Form& form, const std::vector<std::string>& names,
                                            Side& side) {
  const auto of_kind = static_cast<std::size_t>(kind);
  side.stored = static_cast<std::uint32_t>(data.table(kind).size());
  if (form.always_create[of_kind] || form.by[of_kind] < 0) return true;
  const auto number = static_cast<std::size_t>(form.by[of_kind]);
  side.strategy = &program.strategies[number];
  if (!index.direct[number] || index.lines[number].size() != 1) return false;
  const LineSearch& line = index.lines[number].front();
  const StrategyNodes& nodes = index.plan.run.strategies[number];
  side.index = &index.keys[static_cast<std::size_t>(line.index)];
  if (line.parts.size() > kMostParts || side.index->handles().size() != line.parts.size()) return false;
  side.parts.resize(line.parts.size());
  const RecordSchema& schema = program.schema(kind);
  for (std::size_t i = 0; i < line.parts.size(); ++i) {
    const LineSearch::Part& how = line.parts[i];
    KeyPart& part = side.parts[static_cast<std::size_t>(how.in_key)];
    RecordKind read{};
    std::uint32_t field = 0;
    if (how.left != side.index->handles()[static_cast<std::size_t>(how.in_key)] ||
        nodes.lines.front().parts[i].left_of_contact ||
        !index.numbers.reads_texts(how.left, read, field, part.as_it_is)) {
      return false;
    }
    if (index.numbers.linked(how.left)) {
      const bool id = read == RecordKind::kContact && static_cast<int>(field) == program.schema(read).id;
      if (kind != RecordKind::kLead || !id || index.numbers.steps(how.left) != 1 || !how.never.empty()) return false;
      part.contact = true;
      const auto rows = static_cast<std::uint32_t>(data.table(read).size());
      for (std::uint32_t row = 0; row < rows; ++row) {
        contact_numbers.push_back(index.numbers.number_at_end(evaluator, how.left, row));
      }
      continue;
    }
    part.answer = answer_for(kind, field, names);
    part.page = kind == RecordKind::kLead && static_cast<int>(field) == schema.find("page");
    if (read != kind || (schema.fields[field].built_in && !part.page)) return false;
    if (schema.fields[field].built_in) part.answer = KeyPart::kNothing;
    for (const std::size_t list : how.never) {
      const std::uint32_t values = side.strategy->never[list].second;
      for (const Value& item : program.lists[values].value.items) {
        const std::string text = part.as_it_is ? item.text : text_normal(item.text);
        const std::string_view one = text;
        std::uint64_t number_of_text = 0;
        index.numbers.numbers_of({&one, 1}, &number_of_text);
        part.never.push_back(number_of_text);
      }
    }
    std::sort(part.never.begin(), part.never.end());
  }
  return true;
}

// Answers to numbers; 0 where one is missing.
void SubmissionMatcher::Parts::read_part(const KeyPart& part, const FormSubmissions& from, std::size_t begin,
                                         std::size_t count, std::uint64_t* numbers) {
  texts.assign(count, {});
  if (part.answer >= 0) {
    const std::string_view* const answers = from.answers[static_cast<std::size_t>(part.answer)].data() + begin;
    for (std::size_t i = 0; i < count; ++i) {
      if (!reader.missing(answers[i])) texts[i] = answers[i];
    }
  }
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (part.page && texts[i].empty()) {
      if (page_answer >= 0) texts[i] = from.answers[static_cast<std::size_t>(page_answer)][begin + i];
      if (texts[i].empty()) texts[i] = from.form;
    }
    bytes += texts[i].size();
  }
  if (!part.as_it_is) {
    if (room.size() < bytes) room.resize(bytes);
    slow_texts.clear();
    char* out = room.data();
    for (std::string_view& text : texts) {
      if (quick_text_normal(text, out)) {
        text = {out, text.size()};
        out += text.size();
      } else {
        text = slow_texts.emplace_back(text_normal(text));
      }
    }
  }
  index.numbers.numbers_of(texts, numbers);
  if (part.never.empty()) return;
  for (std::size_t i = 0; i < count; ++i) {
    if (std::binary_search(part.never.begin(), part.never.end(), numbers[i])) numbers[i] = ValueNumbers::kMissing;
  }
}

void SubmissionMatcher::Parts::read_block(const Side& side, const FormSubmissions& from, std::size_t begin,
                                          std::size_t count, std::vector<Key>& keys) {
  std::uint64_t numbers[kBlock];
  for (std::size_t part = 0; part < side.parts.size(); ++part) {
    if (side.parts[part].contact) continue;
    read_part(side.parts[part], from, begin, count, numbers);
    for (std::size_t i = 0; i < count; ++i) keys[i][part] = numbers[i];
  }
}

std::uint64_t SubmissionMatcher::Parts::number_of_contact(const SubmissionMatch::Record& one,
                                                          std::size_t number) const {
  switch (one.kind) {
    case SubmissionMatch::Kind::kNone:
      return ValueNumbers::kMissing;
    case SubmissionMatch::Kind::kKnown:
      return contact_numbers[one.row];
    case SubmissionMatch::Kind::kNew:
      return kMadeContacts + number;
    case SubmissionMatch::Kind::kAgain:
      return kMadeContacts + one.row;
  }
  return ValueNumbers::kMissing;
}

bool SubmissionMatcher::Parts::whole(const Side& side, const Key& key) {
  for (std::size_t part = 0; part < side.parts.size(); ++part) {
    if (key[part] == ValueNumbers::kMissing) return false;
  }
  return true;
}

SubmissionMatcher::Parts::Found SubmissionMatcher::Parts::find(const Side& side, const Key& key,
                                                               SubmissionMatch::Record& record) const {
  if (!whole(side, key)) return Found::kIncomplete;
  std::uint32_t row = side.index->first({key.data(), side.parts.size()});
  if (row == kNoRow) return Found::kUnmatched;
  if (row >= side.stored) {
    record = {SubmissionMatch::Kind::kAgain, side.made_by[row - side.stored]};
    return Found::kMatched;
  }
  for (std::uint32_t other = side.index->next(row); other != kNoRow; other = side.index->next(other)) {
    if (!side.strategy->prefer.empty()) return Found::kUndecided;
    if (data.id_before(side.strategy->kind, other, row)) row = other;
  }
  record = {SubmissionMatch::Kind::kKnown, row};
  return Found::kMatched;
}

// Whom a key means, or whether one is made; false: that cannot be said here. `keyed`: what is made can be found again.
bool SubmissionMatcher::Parts::look(const Side& side, const Key& key, SubmissionMatch::Record& record, bool& rejected,
                                    bool& keyed) const {
  record = {};
  bool create = true;
  keyed = false;
  if (side.strategy != nullptr) {
    switch (find(side, key, record)) {
      case Found::kMatched:
        create = false;
        rejected = rejected || side.strategy->update == MatchStrategy::Update::kReject;
        break;
      case Found::kUnmatched:
        create = side.strategy->create_unmatched;
        keyed = true;
        break;
      case Found::kIncomplete:
        create = side.strategy->create_incomplete;
        rejected = rejected || !create;
        break;
      case Found::kUndecided:
        return false;
    }
  }
  if (create && side.writes) record.kind = SubmissionMatch::Kind::kNew;
  return true;
}

void SubmissionMatcher::Parts::make(Side& side, const Key& key, bool keyed, std::size_t number) const {
  const auto row = static_cast<std::uint32_t>(side.stored + side.made_by.size());
  side.made_by.push_back(static_cast<std::uint32_t>(number));
  if (keyed) side.index->put({key.data(), side.parts.size()}, row);
}

SubmissionMatcher::SubmissionMatcher(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SubmissionMatcher::~SubmissionMatcher() = default;

std::unique_ptr<SubmissionMatcher> SubmissionMatcher::make(const Plan& plan, const Dataset& data,
                                                           const std::string& form,
                                                           const std::vector<std::string>& names) {
  auto parts = std::make_unique<Parts>(plan, data);
  if (!parts->prepare(form, names)) return nullptr;
  return std::unique_ptr<SubmissionMatcher>(new SubmissionMatcher(std::move(parts)));
}

bool SubmissionMatcher::match(const FormSubmissions& submissions, std::vector<SubmissionMatch>& found) {
  Parts& all = *parts_;
  Side& contact = all.contact;
  Side& lead = all.lead;
  const std::size_t size = submissions.size();
  found.assign(size, {});
  all.contact_keys.assign(kBlock, {});
  all.lead_keys.assign(kBlock, {});
  for (Side* side : {&contact, &lead}) {
    if (side->index != nullptr) side->index->reserve(side->stored + side->made_by.size() + size);
  }
  const std::size_t contact_part = static_cast<std::size_t>(
      std::find_if(lead.parts.begin(), lead.parts.end(), [](const KeyPart& part) { return part.contact; }) -
      lead.parts.begin());
  bool keyed[kBlock];
  const auto find_contact = [&](std::size_t begin, std::size_t i) {
    SubmissionMatch& one = found[begin + i];
    return !contact.wanted || all.look(contact, all.contact_keys[i], one.contact, one.rejected, keyed[i]);
  };
  const auto make_contact = [&](std::size_t begin, std::size_t i) {
    if (found[begin + i].contact.kind != SubmissionMatch::Kind::kNew) return;
    all.make(contact, all.contact_keys[i], keyed[i], all.done + begin + i);
  };
  const auto name_contact = [&](std::size_t begin, std::size_t i) {
    if (contact_part < lead.parts.size()) {
      all.lead_keys[i][contact_part] = all.number_of_contact(found[begin + i].contact, all.done + begin + i);
    }
  };
  const auto find_lead = [&](std::size_t begin, std::size_t i) {
    SubmissionMatch& one = found[begin + i];
    if (one.rejected || !lead.wanted) return true;
    bool lead_keyed = false;
    if (!all.look(lead, all.lead_keys[i], one.lead, one.rejected, lead_keyed)) return false;
    if (!one.rejected && one.lead.kind == SubmissionMatch::Kind::kNew) {
      all.make(lead, all.lead_keys[i], lead_keyed, all.done + begin + i);
    }
    return true;
  };
  for (std::size_t begin = 0; begin < size; begin += kBlock) {
    const std::size_t count = std::min(kBlock, size - begin);
    all.read_block(contact, submissions, begin, count, all.contact_keys);
    all.read_block(lead, submissions, begin, count, all.lead_keys);
    // Where a lead can be refused, its contact is not made before that is known.
    if (all.lead_may_reject) {
      const bool complete =
          lead.strategy->update != MatchStrategy::Update::kReject &&
          std::all_of(all.lead_keys.begin(), all.lead_keys.begin() + static_cast<std::ptrdiff_t>(count),
                      [&](const Key& key) {
                        for (std::size_t part = 0; part < lead.parts.size(); ++part) {
                          if (part != contact_part && key[part] == ValueNumbers::kMissing) return false;
                        }
                        return true;
                      });
      // A contact that is looked for and not made leaves a lead incomplete that needs it.
      const bool has_contact = contact_part == lead.parts.size() ||
                               (contact.writes && (contact.strategy == nullptr || contact.strategy->create_unmatched));
      if (!complete || !has_contact) {
        for (std::size_t i = 0; i < count; ++i) {
          if (!find_contact(begin, i)) return false;
          name_contact(begin, i);
          if (!find_lead(begin, i)) return false;
          if (!found[begin + i].rejected) make_contact(begin, i);
        }
        continue;
      }
    }
    if (contact.index != nullptr) {
      for (std::size_t i = 0; i < count; ++i) contact.index->expect({all.contact_keys[i].data(), contact.parts.size()});
      for (std::size_t i = 0; i < count; ++i) {
        contact.index->expect_rows({all.contact_keys[i].data(), contact.parts.size()});
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (!find_contact(begin, i)) return false;
      if (found[begin + i].rejected) continue;
      make_contact(begin, i);
      name_contact(begin, i);
      if (lead.index != nullptr) lead.index->expect({all.lead_keys[i].data(), lead.parts.size()});
    }
    if (lead.index != nullptr) {
      for (std::size_t i = 0; i < count; ++i) lead.index->expect_rows({all.lead_keys[i].data(), lead.parts.size()});
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (!find_lead(begin, i)) return false;
    }
  }
  for (SubmissionMatch& one : found) {
    if (one.rejected) one.contact = one.lead = {};
  }
  all.done += size;
  return true;
}

}  // namespace leadline
