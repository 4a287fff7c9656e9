// SPDX-License-Identifier: Apache-2.0
// The keys of each kind of decision.
#include "engine/run/session/write_decision.hpp"

#include "engine/data/json_writer.hpp"

namespace leadline {

namespace {

void text_or_null(JsonWriter& json, std::string_view text) { text.empty() ? json.null() : json.text(text); }

void count_or_null(JsonWriter& json, const std::optional<std::uint32_t>& count) {
  count ? json.count(*count) : json.null();
}

void number_or_null(JsonWriter& json, const std::optional<Decimal>& number) {
  json.number(number ? number->micros : kMissing64);
}

void fields(JsonWriter& json, const Decision& decision) {
  json.key("fields").begin_object();
  for (const Decision::Field& field : decision.fields) json.key(field.name).raw(field.json);
  json.end_object();
}

}  // namespace

std::string_view name_of(Decision::Kind kind) {
  switch (kind) {
    case Decision::Kind::kScore:
      return "score";
    case Decision::Kind::kGrade:
      return "grade";
    case Decision::Kind::kThreshold:
      return "threshold";
    case Decision::Kind::kSegment:
      return "segment";
    case Decision::Kind::kMove:
      return "move";
    case Decision::Kind::kDeadline:
      return "deadline";
    case Decision::Kind::kTask:
      return "task";
    case Decision::Kind::kNotice:
      return "notice";
    case Decision::Kind::kSend:
      return "send";
    case Decision::Kind::kAssignment:
      return "assignment";
    case Decision::Kind::kCreated:
      return "created";
    case Decision::Kind::kUpdated:
      return "updated";
    case Decision::Kind::kMatched:
      return "matched";
    case Decision::Kind::kMerged:
      return "merged";
    case Decision::Kind::kRejected:
      return "rejected";
    case Decision::Kind::kBroken:
      return "broken";
    case Decision::Kind::kLoop:
      return "loop";
  }
  return "";
}

void write_decision(std::string& out, const Decision& decision) {
  JsonWriter json(out);
  json.begin_object();
  json.key("number").count(decision.number);
  json.key("sequence").count(decision.sequence);
  json.key("at").time(decision.at);
  if (!decision.event.empty()) json.key("event").text(decision.event);
  json.key("decision").text(name_of(decision.kind));
  if (decision.about_record && !decision.id.empty()) {
    json.key("kind").text(name_of(decision.record)).key("id").text(decision.id);
  }
  switch (decision.kind) {
    case Decision::Kind::kScore:
      json.key("model").text(decision.name);
      number_or_null(json.key("score"), decision.score);
      number_or_null(json.key("before"), decision.before);
      break;
    case Decision::Kind::kGrade:
      json.key("model").text(decision.name);
      text_or_null(json.key("from"), decision.from);
      text_or_null(json.key("to"), decision.to);
      break;
    case Decision::Kind::kThreshold:
      json.key("threshold").text(decision.name).key("reached").yes_no(decision.yes);
      break;
    case Decision::Kind::kSegment:
      json.key("segment").text(decision.name).key("inside").yes_no(decision.yes);
      break;
    case Decision::Kind::kMove:
      json.key("process").text(decision.name);
      text_or_null(json.key("from"), decision.from);
      json.key("to").text(decision.to);
      text_or_null(json.key("by"), decision.by);
      text_or_null(json.key("place"), decision.place);
      break;
    case Decision::Kind::kDeadline:
      json.key("deadline").text(decision.name);
      break;
    case Decision::Kind::kTask:
      json.key("queue").text(decision.to).key("text").text(decision.text);
      break;
    case Decision::Kind::kNotice:
      json.key("to").text(decision.to).key("text").text(decision.text);
      break;
    case Decision::Kind::kSend:
      json.key("name").text(decision.name);
      fields(json, decision);
      break;
    case Decision::Kind::kAssignment:
      text_or_null(json.key("from"), decision.from);
      text_or_null(json.key("to"), decision.to);
      break;
    case Decision::Kind::kCreated:
    case Decision::Kind::kUpdated:
      fields(json, decision);
      break;
    case Decision::Kind::kMatched:
      json.key("strategy").text(decision.name);
      count_or_null(json.key("line"), decision.line);
      count_or_null(json.key("found"), decision.found);
      json.key("evidence").text(decision.text);
      break;
    case Decision::Kind::kMerged:
      json.key("from").text(decision.from);
      break;
    case Decision::Kind::kRejected:
      json.key("reason").text(decision.text);
      break;
    case Decision::Kind::kBroken:
      json.key("always").text(decision.name);
      break;
    case Decision::Kind::kLoop:
      json.key("held_back").text(decision.text);
      break;
  }
  json.end_object();
  out += '\n';
}

std::string Decision::to_json() const {
  std::string object;
  write_decision(object, *this);
  object.pop_back();
  return object;
}

}  // namespace leadline
