// SPDX-License-Identifier: Apache-2.0
// The keys of an event's object, each kind of event with its own.
#include "engine/data/read_event.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "engine/data/json_object.hpp"
#include "engine/data/value_reader.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/words.hpp"
#include "engine/values/text.hpp"

namespace leadline {

namespace {

constexpr std::size_t kShownBytes = 200;
constexpr std::size_t kLongestLine = std::size_t{64} << 20U;

// At most 200 bytes, cut between characters.
std::string cut(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  std::size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return std::string(text.substr(0, end));
}

std::string quoted(std::string_view text) { return '`' + cut(text) + '`'; }

std::string type_words(const Type& type) {
  if (type.list) {
    Type item = type;
    item.list = false;
    return "a list, each item " + type_words(item);
  }
  switch (type.kind) {
    case TypeKind::kNumber:
      return "a number";
    case TypeKind::kYesNo:
      return "yes or no";
    case TypeKind::kTime:
      return "a time";
    case TypeKind::kDuration:
      return "a duration";
    case TypeKind::kChoice:
      return "one word of a choice";
    case TypeKind::kEmail:
      return "an e-mail address";
    case TypeKind::kPhone:
      return "a phone number";
    case TypeKind::kDomain:
      return "a domain";
    case TypeKind::kNone:
    case TypeKind::kText:
    case TypeKind::kGrade:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      return "a text";
  }
  return "a text";
}

// What an object may say besides fields; each kind of event knows some of them.
enum class Key : std::uint8_t {
  kType,
  kId,
  kAt,
  kEvent,
  kVia,
  kFields,
  kUnset,
  kKind,
  kContact,
  kLead,
  kForm,
  kPage,
  kTo,
  kBy,
  kFrom,
  kInto
};
constexpr std::size_t kKeys = 16;
constexpr std::array<std::string_view, kKeys> kKeyWords = {"type",  "id",   "at",      "event", "via",  "fields",
                                                           "unset", "kind", "contact", "lead",  "form", "page",
                                                           "to",    "by",   "from",    "into"};

using Keys = std::vector<Key>;
const Keys kRecordKeys = {Key::kType, Key::kId, Key::kAt, Key::kEvent, Key::kVia, Key::kFields, Key::kUnset};
const Keys kInteractionKeys = {Key::kType, Key::kKind, Key::kId,  Key::kContact,
                               Key::kLead, Key::kAt,   Key::kVia, Key::kFields};
const Keys kSubmissionKeys = {Key::kType, Key::kForm, Key::kId,  Key::kKind,
                              Key::kAt,   Key::kPage, Key::kVia, Key::kFields};
const Keys kMoveKeys = {Key::kType, Key::kKind, Key::kId, Key::kTo, Key::kBy, Key::kAt, Key::kEvent, Key::kVia};
const Keys kMergeKeys = {Key::kType, Key::kKind, Key::kFrom, Key::kInto, Key::kAt, Key::kEvent, Key::kVia};
const Keys kTickKeys = {Key::kType, Key::kAt, Key::kEvent};

using FieldIndex = std::unordered_map<std::string_view, std::uint32_t>;

FieldIndex index_of(const std::vector<Field>& fields) {
  FieldIndex index;
  for (std::uint32_t field = 0; field < fields.size(); ++field) index.emplace(fields[field].name, field);
  return index;
}

}  // namespace

struct EventReader::Parts {
  const Program& program;
  std::string source;
  Spelling spelling;
  std::unique_ptr<ValueReader> reader;
  std::array<FieldIndex, kRecordKinds> record_fields;
  std::vector<FieldIndex> attributes;
  std::unordered_map<std::string_view, std::uint32_t> interactions;
  std::vector<std::string> interactions_quoted;
  std::vector<std::string> types;

  JsonObject outer_json, inner_json;
  std::vector<JsonMember> members, inner_members;
  std::array<Cell, kKeys> cells;
  std::array<bool, kKeys> present{};
  std::vector<JsonMember> fields;  // flat ones, then those under `fields`
  std::vector<bool> seen;          // by declared field

  Event* event = nullptr;
  EventProblem* problem = nullptr;

  Parts(const Program& of, std::string from) : program(of), source(std::move(from)) {
    if (!program.zones.empty()) spelling.zone = Zone::find(program.zones.front());
    if (!spelling.zone) spelling.zone = Zone::utc();
    reader = std::make_unique<ValueReader>(program, spelling);
    for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
      record_fields[kind] = index_of(program.records[kind].fields);
      types.emplace_back(name_of(static_cast<RecordKind>(kind)));
    }
    for (std::uint32_t kind = 0; kind < program.interactions.size(); ++kind) {
      attributes.push_back(index_of(program.interactions[kind].attributes));
      interactions.emplace(program.interactions[kind].name, kind);
      interactions_quoted.push_back(quoted(program.interactions[kind].name));
    }
    for (const char* type : {"interaction", "submission", "move", "merge", "tick"}) types.emplace_back(type);
  }

  bool fail(std::string_view key, std::string_view value, std::string reason) const {
    problem->key = std::string(key);
    problem->value = cut(value);
    problem->reason = std::move(reason);
    return false;
  }
  bool fail(Key key, std::string reason) const { return fail(word(key), cells[at(key)].text(), std::move(reason)); }
  [[nodiscard]] static std::size_t at(Key key) { return static_cast<std::size_t>(key); }
  [[nodiscard]] static std::string_view word(Key key) { return kKeyWords[at(key)]; }

  // A text of one of the event's own keys; empty where it is not there.
  bool text(Key key, std::string& out) {
    out.clear();
    const Cell& cell = cells[at(key)];
    std::string_view given;
    if (reader->missing(cell)) return true;
    if (!reader->text(cell, given)) return fail(key, quoted(word(key)) + " takes a text: " + reader->reason());
    out = nfc(given);
    return true;
  }
  bool needed(Key key, std::string& out, std::string_view what) {
    if (!text(key, out)) return false;
    if (!out.empty()) return true;
    return fail(word(key), "", "the event has no " + quoted(word(key)) + ": " + std::string(what));
  }

  bool take(const Keys& known, const FieldIndex* flat, const std::vector<Field>* declared, std::string_view about);
  bool take_time();
  bool record_kind(RecordKind& kind);
  bool take_values(const FieldIndex& index, const std::vector<Field>& declared, std::string_view about, int id);
  bool read_record(RecordKind kind);
  bool interaction_kind(const Cell& cell);
  bool read_interaction();
  bool read_submission();
  bool read_move();
  bool read_merge();
  bool read_line(std::string_view line);
};

// Sorts the members into the event's own keys and fields. `flat`: fields that may stand among the keys.
bool EventReader::Parts::take(const Keys& known, const FieldIndex* flat, const std::vector<Field>* declared,
                              std::string_view about) {
  cells.fill(Cell{});
  present.fill(false);
  fields.clear();
  for (const JsonMember& member : members) {
    const auto key = std::find_if(known.begin(), known.end(), [&](Key one) { return word(one) == member.key; });
    if (key != known.end()) {
      if (present[at(*key)]) return fail(member.key, member.cell.text(), quoted(member.key) + " stands twice");
      present[at(*key)] = true;
      cells[at(*key)] = member.cell;
    } else if (flat != nullptr && flat->count(member.key) != 0) {
      fields.push_back(member);
    } else {
      std::vector<std::string> names;
      for (const Key one : known) names.emplace_back(word(one));
      if (declared != nullptr) {
        for (const Field& field : *declared) names.push_back(field.name);
      }
      const std::string offer = checking::suggestion(member.key, names);
      return fail(member.key, member.cell.text(),
                  std::string(about) + " has no " + quoted(member.key) + (offer.empty() ? "" : "; " + offer));
    }
  }
  if (!present[at(Key::kFields)] || cells[at(Key::kFields)].size == 0) return true;
  const Cell& cell = cells[at(Key::kFields)];
  if (cell.kind != CellKind::kObject) return fail(Key::kFields, "`fields` takes an object: {\"name\": value}");
  const std::string wrong = inner_json.read(cell.text(), inner_members);
  if (!wrong.empty()) return fail(Key::kFields, wrong);
  fields.insert(fields.end(), inner_members.begin(), inner_members.end());
  return true;
}

bool EventReader::Parts::take_time() {
  const Cell& cell = cells[at(Key::kAt)];
  if (reader->missing(cell)) return fail("at", "", "the event has no `at`: the time when it happened");
  if (!reader->time(cell, event->at)) return fail(Key::kAt, "`at` takes a time: " + reader->reason());
  if (!text(Key::kVia, event->source)) return false;
  if (event->source.empty()) event->source = source;
  return true;
}

bool EventReader::Parts::record_kind(RecordKind& kind) {
  std::string word;
  if (!needed(Key::kKind, word, "contact, account, lead or opportunity")) return false;
  const std::optional<RecordKind> found = checking::kind_word(word);
  if (found && *found != RecordKind::kUser) {
    kind = *found;
    return true;
  }
  std::string offer = checking::suggestion(word, {"contact", "account", "lead", "opportunity"});
  return fail(Key::kKind, quoted(word) + " is no kind of record here; " + offer);
}

// The typed values of `fields` into the event.
bool EventReader::Parts::take_values(const FieldIndex& index, const std::vector<Field>& declared,
                                     std::string_view about, int id) {
  seen.assign(declared.size(), false);
  for (const JsonMember& member : fields) {
    const auto found = index.find(member.key);
    if (found == index.end()) {
      std::vector<std::string> names;
      for (const Field& field : declared) names.push_back(field.name);
      const std::string offer = checking::suggestion(member.key, names);
      return fail(member.key, member.cell.text(),
                  std::string(about) + " has no field " + quoted(member.key) + (offer.empty() ? "" : "; " + offer));
    }
    const std::uint32_t field = found->second;
    if (static_cast<int>(field) == id) return fail(member.key, member.cell.text(), "`id` stands outside `fields`");
    if (seen[field]) return fail(member.key, member.cell.text(), quoted(member.key) + " stands twice");
    seen[field] = true;
    if (member.cell.data == nullptr) continue;  // null leaves it as it is
    Event::Field& filled = event->fields.emplace_back();
    filled.field = field;
    if (!reader->value(member.cell, declared[field].type, filled.value)) {
      return fail(member.key, member.cell.text(),
                  quoted(member.key) + " takes " + type_words(declared[field].type) + ": " + reader->reason());
    }
    if (filled.value.missing) event->fields.pop_back();
  }
  return true;
}

bool EventReader::Parts::read_record(RecordKind kind) {
  const RecordSchema& schema = program.schema(kind);
  const FieldIndex& index = record_fields[static_cast<std::size_t>(kind)];
  const std::string about = "a" +
                            std::string(kind == RecordKind::kAccount || kind == RecordKind::kOpportunity ? "n " : " ") +
                            std::string(name_of(kind));
  if (!take(kRecordKeys, &index, &schema.fields, about)) return false;
  event->kind = Event::Kind::kRecord;
  event->record = kind;
  if (!needed(Key::kId, event->subject, "which " + std::string(name_of(kind)) + " it is about")) return false;
  if (!text(Key::kEvent, event->id) || !take_time()) return false;
  if (!take_values(index, schema.fields, about, schema.id)) return false;
  if (cells[at(Key::kUnset)].size == 0) return true;
  std::vector<Cell> names;
  if (cells[at(Key::kUnset)].kind != CellKind::kArray || !reader->list(cells[at(Key::kUnset)], names)) {
    return fail(Key::kUnset, "`unset` takes a list of names of fields: [\"topic\"]");
  }
  for (const Cell& name : names) {
    const auto found = index.find(name.text());
    if (found == index.end()) {
      const std::string offer = checking::suggestion(name.text(), checking::field_names(schema));
      return fail(word(Key::kUnset), name.text(),
                  about + " has no field " + quoted(name.text()) + (offer.empty() ? "" : "; " + offer));
    }
    const std::uint32_t field = found->second;
    if (static_cast<int>(field) == schema.id) return fail(word(Key::kUnset), name.text(), "`id` cannot be emptied");
    const bool also_set = std::any_of(event->fields.begin(), event->fields.end(),
                                      [&](const Event::Field& filled) { return filled.field == field; });
    if (also_set) return fail(word(Key::kUnset), name.text(), quoted(name.text()) + " is both given and emptied");
    if (std::find(event->unset.begin(), event->unset.end(), field) == event->unset.end()) event->unset.push_back(field);
  }
  return true;
}

// A kind of interaction by its name, into the event.
bool EventReader::Parts::interaction_kind(const Cell& cell) {
  const std::string_view name = cell.text();
  const auto found = interactions.find(name);
  if (cell.kind != CellKind::kText || found == interactions.end()) {
    std::vector<std::string> names;
    for (const InteractionKind& kind : program.interactions) {
      if (!kind.built_in) names.push_back(kind.name);
    }
    const std::string offer = checking::suggestion(name, names);
    return fail("kind", name, quoted(name) + " is no kind of interaction" + (offer.empty() ? "" : "; " + offer));
  }
  if (program.interactions[found->second].built_in) {
    return fail("kind", name,
                quoted(name) + " is written by the run itself" +
                    (found->second == kMoveKind ? "; a move by hand is an event of type `move`" : ""));
  }
  event->interaction = found->second;
  return true;
}

bool EventReader::Parts::read_interaction() {
  const auto kind_cell = std::find_if(members.begin(), members.end(),
                                      [](const JsonMember& member) { return member.key == word(Key::kKind); });
  if (kind_cell == members.end() || kind_cell->cell.size == 0) {
    return fail("kind", "", "the event has no `kind`: which interaction it is");
  }
  if (!interaction_kind(kind_cell->cell)) return false;
  const InteractionKind& kind = program.interactions[event->interaction];
  const std::string& about = interactions_quoted[event->interaction];
  if (!take(kInteractionKeys, &attributes[event->interaction], &kind.attributes, about)) return false;
  event->kind = Event::Kind::kInteraction;
  return text(Key::kId, event->id) && text(Key::kContact, event->contact) && text(Key::kLead, event->lead) &&
         take_time() && take_values(attributes[event->interaction], kind.attributes, about, -1);
}

bool EventReader::Parts::read_submission() {
  if (!take(kSubmissionKeys, nullptr, nullptr, "a submission")) return false;
  event->kind = Event::Kind::kSubmission;
  std::string page;
  if (!needed(Key::kForm, event->form, "the name of the form that was filled in")) return false;
  if (cells[at(Key::kKind)].size != 0 && !interaction_kind(cells[at(Key::kKind)])) return false;
  if (!text(Key::kId, event->id) || !text(Key::kPage, page) || !take_time()) return false;
  bool has_page = false;
  for (const JsonMember& member : fields) {
    if (member.cell.data == nullptr) continue;
    if (member.cell.kind == CellKind::kObject) {
      return fail(member.key, member.cell.text(),
                  quoted(member.key) + " takes a text: an object where a text was expected");
    }
    for (const auto& [name, answer] : event->answers) {
      if (name == member.key) return fail(member.key, member.cell.text(), quoted(member.key) + " stands twice");
    }
    has_page = has_page || member.key == word(Key::kPage);
    event->answers.emplace_back(std::string(member.key), nfc(reader->plain(member.cell)));
  }
  if (!page.empty() && has_page) return fail(Key::kPage, "`page` stands twice: outside and under `fields`");
  if (!page.empty()) event->answers.emplace_back(std::string(word(Key::kPage)), std::move(page));
  return true;
}

bool EventReader::Parts::read_move() {
  if (!take(kMoveKeys, nullptr, nullptr, "a move")) return false;
  event->kind = Event::Kind::kMove;
  return record_kind(event->record) && needed(Key::kId, event->subject, "which record is moved") &&
         needed(Key::kTo, event->stage, "the stage to which it is moved") && text(Key::kBy, event->by) &&
         text(Key::kEvent, event->id) && take_time();
}

bool EventReader::Parts::read_merge() {
  if (!take(kMergeKeys, nullptr, nullptr, "a merge")) return false;
  event->kind = Event::Kind::kMerge;
  // One id, or a list of ids that end together.
  event->others.clear();
  if (present[at(Key::kFrom)] && cells[at(Key::kFrom)].kind == CellKind::kArray) {
    std::vector<Cell> ids;
    const bool list = reader->list(cells[at(Key::kFrom)], ids) && !ids.empty();
    if (!list || std::any_of(ids.begin(), ids.end(), [](const Cell& id) { return id.size == 0; })) {
      return fail(Key::kFrom, "`from` takes the id of the record that ends, or a list of ids: [\"c2\", \"c3\"]");
    }
    event->subject = ids.front().text();
    for (std::size_t i = 1; i < ids.size(); ++i) event->others.emplace_back(ids[i].text());
  } else if (!needed(Key::kFrom, event->subject, "the id of the record that ends")) {
    return false;
  }
  if (!record_kind(event->record) || !needed(Key::kInto, event->into, "the id of the record that stays") ||
      !text(Key::kEvent, event->id) || !take_time()) {
    return false;
  }
  if (event->subject == event->into ||
      std::find(event->others.begin(), event->others.end(), event->into) != event->others.end()) {
    return fail(Key::kInto, quoted(event->into) + " cannot be merged into itself");
  }
  return true;
}

bool EventReader::Parts::read_line(std::string_view line) {
  if (line.size() > kLongestLine) return fail("", "", "the row is longer than 64 MiB");
  std::string wrong = outer_json.read(line, members);
  if (!wrong.empty()) return fail("", "", std::move(wrong));
  const auto type =
      std::find_if(members.begin(), members.end(), [](const JsonMember& member) { return member.key == "type"; });
  if (type == members.end() || type->cell.size == 0) {
    return fail("type", "", "the event has no `type`: what it is, such as `lead`, `interaction` or `submission`");
  }
  const std::string_view word = type->cell.text();
  if (type->cell.kind == CellKind::kText) {
    if (const std::optional<RecordKind> kind = checking::kind_word(word)) return read_record(*kind);
    if (word == "interaction") return read_interaction();
    if (word == "submission") return read_submission();
    if (word == "move") return read_move();
    if (word == "merge") return read_merge();
    if (word == "tick") {
      event->kind = Event::Kind::kTick;
      return take(kTickKeys, nullptr, nullptr, "a tick") && text(Key::kEvent, event->id) && take_time();
    }
    if (interactions.count(word) != 0) {
      return fail("type", word,
                  quoted(word) + " is a kind of interaction; write \"type\":\"interaction\",\"kind\":\"" +
                      std::string(word) + "\"");
    }
  }
  const std::string theirs = checking::other_products_word(word);
  const std::string offer = theirs.empty() ? checking::suggestion(word, types) : theirs;
  return fail("type", word, quoted(word) + " is no type of event" + (offer.empty() ? "" : "; " + offer));
}

EventReader::EventReader(const Program& program, std::string source)
    : parts_(std::make_unique<Parts>(program, std::move(source))) {}
EventReader::~EventReader() = default;

bool EventReader::read(std::string_view line, Event& event, EventProblem& problem) {
  std::vector<Event::Field> fields = std::move(event.fields);  // for their memory
  event = Event();
  fields.clear();
  event.fields = std::move(fields);
  parts_->event = &event;
  parts_->problem = &problem;
  return parts_->read_line(line);
}

}  // namespace leadline
