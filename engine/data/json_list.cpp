// SPDX-License-Identifier: Apache-2.0
// JSON lists by simdjson. Numbers keep the digits that they were written with.
#include "engine/data/json_list.hpp"

#include "engine/data/json_value.hpp"

namespace leadline {

bool is_json_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - from;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const std::size_t first = at;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

struct JsonList::Parser {
  simdjson::ondemand::parser parser;
};

JsonList::JsonList() : parser_(std::make_unique<Parser>()) {}
JsonList::~JsonList() = default;

bool JsonList::read(std::string_view text, std::vector<Cell>& elements) {
  elements.clear();
  texts_.clear();
  padded_.assign(text);
  padded_.append(simdjson::SIMDJSON_PADDING, ' ');
  simdjson::ondemand::document document;
  if (parser_->parser.iterate(padded_.data(), text.size(), padded_.size()).get(document)) return false;
  simdjson::ondemand::array array;
  if (document.get_array().get(array)) return false;
  for (auto element : array) {
    simdjson::ondemand::value value;
    if (element.get(value)) return false;
    Cell cell;
    if (json_cell(value, cell, texts_)) return false;
    elements.push_back(cell);
  }
  return nothing_left(document);
}

}  // namespace leadline
