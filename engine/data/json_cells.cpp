// SPDX-License-Identifier: Apache-2.0
// JSON into cells by simdjson: lists in a cell, and objects, one a line. Rows of one export have their keys in one
// order, so each key is first compared with the one that stood in its place in the row before.
#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "engine/data/csv_rows.hpp"
#include "engine/data/json_list.hpp"
#include "engine/data/json_object.hpp"
#include "engine/data/json_rows.hpp"
#include "engine/values/text.hpp"

namespace leadline {

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING && kJsonPadding >= kOutlineAhead);

namespace {

// Whether the text is a number as JSON writes it.
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

// Whether a document, read to the end of its one value, has nothing but blanks behind it.
bool nothing_left(simdjson::ondemand::document& document) {
  const char* at = nullptr;
  return document.current_location().get(at) == simdjson::OUT_OF_BOUNDS;
}

// The cell of a value; `null` has no bytes. Strings with escapes are added to `texts`, which must not move what it
// holds; everything else points into the document. By reference, as fields are: a copy would be read with wider loads
// than its members were just stored with, for which the processor waits.
template <class Texts>
simdjson::error_code json_cell(simdjson::ondemand::value& value, Cell& cell, Texts& texts) {
  simdjson::ondemand::json_type type{};
  if (const auto error = value.type().get(type)) return error;
  const auto token = [&] {
    std::string_view raw = value.raw_json_token();
    while (!raw.empty() && (raw.back() == ' ' || raw.back() == '\t' || raw.back() == '\n' || raw.back() == '\r')) {
      raw.remove_suffix(1);
    }
    return raw;
  };
  const auto fill = [&](std::string_view text, CellKind kind) {
    cell = {text.data(), static_cast<std::uint32_t>(text.size()), kind};
  };
  switch (type) {
    case simdjson::ondemand::json_type::string: {
      const std::string_view raw = token();
      if (raw.find('\\') == std::string_view::npos) {
        fill(raw.substr(1, raw.size() - 2), CellKind::kText);
        return simdjson::SUCCESS;
      }
      std::string_view text;
      if (const auto error = value.get_string().get(text)) return error;
      texts.emplace_back(text);
      fill(texts.back(), CellKind::kText);
      return simdjson::SUCCESS;
    }
    case simdjson::ondemand::json_type::number:
      fill(token(), CellKind::kNumber);
      return is_json_number(cell.text()) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
    case simdjson::ondemand::json_type::boolean: {
      fill(token(), CellKind::kYesNo);
      bool flag = false;
      return value.get_bool().get(flag);
    }
    case simdjson::ondemand::json_type::null: {
      cell = {};
      bool null = false;
      if (const auto error = value.is_null().get(null)) return error;
      return null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
    }
    case simdjson::ondemand::json_type::array:
    case simdjson::ondemand::json_type::object: {
      std::string_view raw;
      if (const auto error = simdjson::to_json_string(value).get(raw)) return error;
      fill(raw, type == simdjson::ondemand::json_type::array ? CellKind::kArray : CellKind::kObject);
      return simdjson::SUCCESS;
    }
  }
  return simdjson::INCORRECT_TYPE;
}

// Why a text is no JSON object.
std::string not_json(simdjson::error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return "bytes that are no text in the encoding of the file";
    case simdjson::UNCLOSED_STRING:
      return "the row is no JSON: a text is not closed";
    case simdjson::UNESCAPED_CHARS:
      return "the row is no JSON: a control character inside a text";
    case simdjson::STRING_ERROR:
      return "the row is no JSON: an escape inside a text that stands for no character";
    case simdjson::NUMBER_ERROR:
      return "the row is no JSON: a number that is none";
    default:
      return "the row is no JSON object";
  }
}

// What was unescaped may hold one; as it is written, JSON cannot.
bool holds_nul(const Cell& cell) { return cell.size != 0 && std::memchr(cell.data, '\0', cell.size) != nullptr; }

}  // namespace

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

struct JsonObject::Parser {
  simdjson::ondemand::parser parser;
};

JsonObject::JsonObject() : parser_(std::make_unique<Parser>()) {}
JsonObject::~JsonObject() = default;

std::string JsonObject::read(std::string_view text, std::vector<JsonMember>& members) {
  members.clear();
  texts_.clear();
  padded_.assign(text);
  padded_.append(simdjson::SIMDJSON_PADDING, ' ');
  simdjson::ondemand::document document;
  if (const auto error = parser_->parser.iterate(padded_.data(), text.size(), padded_.size()).get(document)) {
    return not_json(error);
  }
  simdjson::ondemand::object object;
  if (const auto error = document.get_object().get(object)) return not_json(error);
  for (auto item : object) {
    if (item.error()) return not_json(item.error());
    simdjson::ondemand::field& field = item.value_unsafe();
    std::string_view key;
    if (const auto error = field.unescaped_key().get(key)) return not_json(error);
    JsonMember& member = members.emplace_back();
    member.key = key;
    if (const auto error = json_cell(field.value(), member.cell, texts_)) return not_json(error);
    if (holds_nul(member.cell)) return "a NUL byte, which no text has";
  }
  return nothing_left(document) ? "" : "the row goes on behind its JSON object";
}

struct JsonRows::Parser {
  simdjson::ondemand::parser parser;
};

JsonRows::JsonRows(const RowPlan& plan, bool by_outline)
    : plan_(plan),
      by_outline_(by_outline),
      parser_(std::make_unique<Parser>()),
      filled_(plan.column_of_slot.size(), 0) {}
JsonRows::JsonRows(JsonRows&&) noexcept = default;
JsonRows::~JsonRows() = default;

// The slot of a key, -1 if no field has its name.
int JsonRows::slot_of(const std::string& key) {
  const auto known = slots_.find(key);
  if (known != slots_.end()) return known->second;
  int slot = -1;
  for (std::size_t column = 0; column < plan_.columns.size() && slot < 0; ++column) {
    if (plan_.columns[column] == key) slot = plan_.slot_of_column[column];
  }
  const std::string name = plan_.by_name ? normal_name(key) : fold(key);
  for (std::size_t column = 0; column < plan_.columns.size() && slot < 0; ++column) {
    if ((plan_.by_name ? normal_name(plan_.columns[column]) : fold(plan_.columns[column])) == name) {
      slot = plan_.slot_of_column[column];
    }
  }
  if (slots_.size() < 65536) slots_.emplace(key, slot);
  return slot;
}

void JsonRows::parse(Block& block) {
  ignored_.clear();
  repeated_.clear();
  block.high_bytes = true;  // an escape may stand for any character
  block.padded = true;      // a short string has room for as many bytes
  block.columns.resize(plan_.column_of_slot.size());
  std::fill(filled_.begin(), filled_.end(), 0);
  const bool by_outline = by_outline_ && simdjson::validate_utf8(block.bytes.data(), block.size);
  const std::size_t broken = block.broken.size();
  const char* const begin = block.bytes.data();
  const char* const end = begin + block.size;
  std::uint64_t line = block.first_line;
  for (const char* at = begin; at < end; ++line) {
    make_room(block);
    const char* line_end = by_outline ? read_line(block, at) : nullptr;
    const bool read = line_end != nullptr;
    if (!read) line_end = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end + 1 - at)));
    const RowPlace place{line, static_cast<std::uint32_t>(at - begin), static_cast<std::uint32_t>(line_end - begin)};
    at = line_end + 1;
    if (place.end - place.begin > kLongestRow) {
      take_back(block.rows.size());
      block.broken.push_back({place, 0, "the row is longer than 64 MiB"});
      continue;
    }
    if (!read) {
      if (block.text(place).find_first_not_of(" \t\r") == std::string_view::npos) continue;
      if (std::string reason = parse_row(block, place); !reason.empty()) {
        take_back(block.rows.size());
        block.broken.push_back({place, 0, std::move(reason)});
        continue;
      }
      if (by_outline && outline_.stuck()) {
        outline_.learn(block.text(place), [this](std::string_view key) { return slot_of(std::string(key)); });
      }
    }
    block.rows.push_back(place);
  }
  fill_up(block);
  if (block.broken.size() == broken) return;
  std::sort(block.broken.begin(), block.broken.end(),
            [](const BrokenRow& a, const BrokenRow& b) { return a.place.line < b.place.line; });
}

// Room for another row of cells.
void JsonRows::make_room(Block& block) const {
  if (block.columns.empty() || block.rows.size() < block.columns[0].size()) return;
  for (std::vector<Cell>& column : block.columns) column.resize(column.size() * 2 + 256);
}

// The place for a slot's cell of a row, cells before it being missing; null if the row has it already.
Cell* JsonRows::cell_of(Block& block, std::size_t slot, std::size_t row) {
  std::vector<Cell>& column = block.columns[slot];
  std::size_t& filled = filled_[slot];
  if (filled > row) return nullptr;
  while (filled < row) column[filled++] = kEmptyCell;
  ++filled;
  return &column[row];
}

// What was written of a row that turned out to be none, or not to be read that way.
void JsonRows::take_back(std::size_t row) {
  for (std::size_t& filled : filled_) filled = std::min(filled, row);
}

// Makes all columns as long as there are rows.
void JsonRows::fill_up(Block& block) {
  block.absent.resize(filled_.size());
  for (std::size_t slot = 0; slot < filled_.size(); ++slot) {
    block.absent[slot] = filled_[slot] == 0;
    const auto column = block.columns[slot].begin();
    std::fill(column + static_cast<std::ptrdiff_t>(filled_[slot]),
              column + static_cast<std::ptrdiff_t>(block.rows.size()), kEmptyCell);
  }
}

// Fills a row's cells by the outline; where its line feed stands, or null.
const char* JsonRows::read_line(Block& block, const char* at) {
  const std::size_t row = block.rows.size();
  const char* const end = outline_.read(at, [&](std::size_t slot) { return cell_of(block, slot, row); });
  if (end == nullptr) take_back(row);
  return end;
}

// Fills a row's cells by simdjson; why it is none, if it is.
std::string JsonRows::parse_row(Block& block, const RowPlace& place) {
  const std::size_t row = block.rows.size();
  const std::size_t size = place.end - place.begin;
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  auto error =
      parser_->parser.iterate(block.bytes.data() + place.begin, size, block.bytes.size() - place.begin).get(document);
  if (error) return not_json(error);
  error = document.get_object().get(object);
  if (error) return not_json(error);
  std::size_t number = 0;
  std::string key_text;
  for (auto item : object) {
    error = item.error();
    if (error) return not_json(error);
    simdjson::ondemand::field& field = item.value_unsafe();
    const char* raw = field.key().raw();
    int slot = -1;
    if (number < expected_.size() && raw + expected_[number].name.size() < block.bytes.data() + place.end &&
        std::memcmp(raw, expected_[number].name.data(), expected_[number].name.size()) == 0 &&
        raw[expected_[number].name.size()] == '"') {
      slot = expected_[number].slot;
    } else {
      std::string_view key;
      error = field.unescaped_key().get(key);
      if (error) return not_json(error);
      key_text.assign(key);
      slot = slot_of(key_text);
      if (slot < 0 && std::find(ignored_.begin(), ignored_.end(), key_text) == ignored_.end()) {
        ignored_.push_back(key_text);
      }
      // An escaped key is never compared as it stands.
      if (key_text.find_first_of("\"\\") == std::string::npos) {
        if (expected_.size() <= number) expected_.resize(number + 1);
        expected_[number] = {key_text, slot};
      }
    }
    ++number;
    Cell cell;
    const std::size_t unescaped = block.unescaped.size();
    error = json_cell(field.value(), cell, block.unescaped);
    if (error) return not_json(error);
    if (block.unescaped.size() != unescaped && holds_nul(cell)) return "a NUL byte, which no text has";
    if (slot < 0) continue;
    const auto at = static_cast<std::size_t>(slot);
    if (Cell* const own = cell_of(block, at, row); own != nullptr) {
      *own = cell.data == nullptr ? kEmptyCell : cell;
      continue;
    }
    const std::string& name = plan_.columns[plan_.column_of_slot[at] - 1];
    if (std::find(repeated_.begin(), repeated_.end(), name) == repeated_.end()) repeated_.push_back(name);
  }
  return nothing_left(document) ? "" : "the row goes on behind its JSON object";
}

}  // namespace leadline
