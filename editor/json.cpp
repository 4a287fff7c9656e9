// SPDX-License-Identifier: Apache-2.0
// JSON by simdjson, copied into values of our own.
#include "editor/json.hpp"

#include <simdjson.h>

#include <limits>

#include "engine/data/json_writer.hpp"

namespace leadline::editor {

namespace {

Json copy(const simdjson::dom::element& element) {
  Json out;
  switch (element.type()) {
    case simdjson::dom::element_type::ARRAY: {
      out.kind = Json::Kind::kArray;
      simdjson::dom::array array;
      if (element.get(array) != simdjson::SUCCESS) break;
      for (const simdjson::dom::element item : array) out.items.push_back(copy(item));
      break;
    }
    case simdjson::dom::element_type::OBJECT: {
      out.kind = Json::Kind::kObject;
      simdjson::dom::object object;
      if (element.get(object) != simdjson::SUCCESS) break;
      for (const auto field : object) out.members.push_back({std::string(field.key), copy(field.value)});
      break;
    }
    case simdjson::dom::element_type::INT64: {
      out.kind = Json::Kind::kNumber;
      if (element.get(out.number) != simdjson::SUCCESS) out.number = 0;
      out.text = std::to_string(out.number);
      break;
    }
    case simdjson::dom::element_type::UINT64: {
      out.kind = Json::Kind::kNumber;
      out.number = std::numeric_limits<std::int64_t>::max();
      out.text = std::to_string(out.number);
      break;
    }
    case simdjson::dom::element_type::DOUBLE: {
      out.kind = Json::Kind::kNumber;
      double value = 0;
      if (element.get(value) != simdjson::SUCCESS) value = 0;
      out.number = value > -1e15 && value < 1e15 ? static_cast<std::int64_t>(value) : 0;
      out.text = std::to_string(out.number);
      break;
    }
    case simdjson::dom::element_type::STRING: {
      out.kind = Json::Kind::kText;
      std::string_view text;
      if (element.get(text) == simdjson::SUCCESS) out.text = std::string(text);
      break;
    }
    case simdjson::dom::element_type::BOOL: {
      out.kind = Json::Kind::kYesNo;
      if (element.get(out.yes) != simdjson::SUCCESS) out.yes = false;
      break;
    }
    case simdjson::dom::element_type::NULL_VALUE:
      break;
  }
  return out;
}

void write(JsonWriter& json, const Json& value) {
  switch (value.kind) {
    case Json::Kind::kNull:
      json.null();
      return;
    case Json::Kind::kYesNo:
      json.yes_no(value.yes);
      return;
    case Json::Kind::kNumber:
      json.raw(value.text);
      return;
    case Json::Kind::kText:
      json.text(value.text);
      return;
    case Json::Kind::kArray:
      json.begin_array();
      for (const Json& item : value.items) write(json, item);
      json.end_array();
      return;
    case Json::Kind::kObject:
      json.begin_object();
      for (const auto& [name, member] : value.members) {
        json.key(name);
        write(json, member);
      }
      json.end_object();
      return;
  }
}

}  // namespace

const Json& Json::operator[](std::string_view name) const {
  static const Json kNothing;
  for (const auto& [key, value] : members) {
    if (key == name) return value;
  }
  return kNothing;
}

std::uint32_t Json::count() const {
  if (kind != Kind::kNumber || number <= 0) return 0;
  return number > std::numeric_limits<std::int32_t>::max()
             ? static_cast<std::uint32_t>(std::numeric_limits<std::int32_t>::max())
             : static_cast<std::uint32_t>(number);
}

std::optional<Json> parse_json(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS) return std::nullopt;
  return copy(document);
}

std::string write_json(const Json& value) {
  std::string out;
  JsonWriter json(out);
  write(json, value);
  return out;
}

}  // namespace leadline::editor
