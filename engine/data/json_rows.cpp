// SPDX-License-Identifier: Apache-2.0
// Objects, one a line. Rows of one export have their keys in one order, so each key is first compared with the one that
// stood in its place in the row before.
#include "engine/data/json_rows.hpp"

#include <algorithm>
#include <cstring>

#include "engine/data/csv_scanner.hpp"
#include "engine/data/json_value.hpp"
#include "engine/values/text.hpp"

namespace leadline {

JsonLines::JsonLines(std::unique_ptr<ByteSource> source, std::size_t block_bytes)
    : source_(std::move(source)), block_bytes_(std::max<std::size_t>(block_bytes, 1)) {}

Result<bool> JsonLines::next(Block& block) {
  block.clear();
  block.sequence = sequence_++;
  if (!more()) return false;
  const std::size_t wanted = std::max(block_bytes_, carry_.size() * 2);
  block.bytes.resize(std::max(block.bytes.size(), wanted + simdjson::SIMDJSON_PADDING));
  if (!carry_.empty()) std::memcpy(block.bytes.data(), carry_.data(), carry_.size());
  std::size_t filled = carry_.size();
  while (!at_end_ && filled < wanted) {
    const Result<std::size_t> got = source_->read(block.bytes.data() + filled, wanted - filled);
    if (!got) return got.error();
    filled += got.value();
    at_end_ = got.value() == 0;
  }
  block.file_bytes = source_->taken();
  const char* bytes = block.bytes.data();
  std::size_t at = 0;
  while (at < filled) {
    const void* found = std::memchr(bytes + at, '\n', filled - at);
    std::size_t end = filled;
    if (found != nullptr) {
      end = static_cast<std::size_t>(static_cast<const char*>(found) - bytes);
    } else if (!at_end_) {
      break;
    }
    if (skipping_) {
      skipping_ = false;
    } else {
      const RowPlace place{line_, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
      if (end - at > kLongestRow) {
        block.broken.push_back({place, 0, "the row is longer than 64 MiB"});
      } else if (block.text(place).find_first_not_of(" \t\r") != std::string_view::npos) {
        block.rows.push_back(place);
      }
    }
    ++line_;
    at = end + 1;
  }
  if (at < filled && (skipping_ || filled - at > kLongestRow)) {
    if (!skipping_) {
      const auto shown = static_cast<std::uint32_t>(std::min(filled, at + 1000));
      block.broken.push_back({{line_, static_cast<std::uint32_t>(at), shown}, 0, "the row is longer than 64 MiB"});
    }
    skipping_ = true;
    at = filled;
  }
  carry_.assign(bytes + std::min(at, filled), bytes + filled);
  return true;
}

struct JsonRows::Parser {
  simdjson::ondemand::parser parser;
};

JsonRows::JsonRows(const RowPlan& plan)
    : plan_(plan), parser_(std::make_unique<Parser>()), seen_in_row_(plan.column_of_slot.size(), 0) {}
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
  std::fill(seen_in_row_.begin(), seen_in_row_.end(), 0);
  block.high_bytes = true;  // an escape may stand for any character
  block.columns.resize(plan_.column_of_slot.size());
  for (std::vector<Cell>& column : block.columns) column.assign(block.rows.size(), Cell{});
  std::vector<bool> remove(block.rows.size(), false);
  const std::size_t broken = block.broken.size();
  for (std::size_t row = 0; row < block.rows.size(); ++row) {
    std::string reason = parse_row(block, row);
    if (reason.empty()) continue;
    remove[row] = true;
    block.broken.push_back({block.rows[row], 0, std::move(reason)});
  }
  if (block.broken.size() == broken) return;
  block.remove_rows(remove);
  std::sort(block.broken.begin(), block.broken.end(),
            [](const BrokenRow& a, const BrokenRow& b) { return a.place.line < b.place.line; });
}

// Fills a row's cells; why it is none, if it is.
std::string JsonRows::parse_row(Block& block, std::size_t row) {
  const RowPlace& place = block.rows[row];
  const std::size_t size = place.end - place.begin;
  const auto not_json = [](simdjson::error_code error) {
    switch (error) {
      case simdjson::UTF8_ERROR:
        return std::string("bytes that are no text in the encoding of the file");
      case simdjson::UNCLOSED_STRING:
        return std::string("the row is no JSON: a text is not closed");
      case simdjson::UNESCAPED_CHARS:
        return std::string("the row is no JSON: a control character inside a text");
      case simdjson::STRING_ERROR:
        return std::string("the row is no JSON: an escape inside a text that stands for no character");
      case simdjson::NUMBER_ERROR:
        return std::string("the row is no JSON: a number that is none");
      default:
        return std::string("the row is no JSON object");
    }
  };
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
    simdjson::ondemand::field field;
    error = std::move(item).get(field);
    if (error) return not_json(error);
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
    error = json_cell(field.value(), cell, block.unescaped);
    if (error) return not_json(error);
    if (std::memchr(cell.data == nullptr ? "" : cell.data, '\0', cell.size) != nullptr) {
      return "a NUL byte, which no text has";
    }
    if (slot < 0) continue;
    const auto at = static_cast<std::size_t>(slot);
    if (seen_in_row_[at] == row + 1) {
      const std::string& name = plan_.columns[plan_.column_of_slot[at] - 1];
      if (std::find(repeated_.begin(), repeated_.end(), name) == repeated_.end()) repeated_.push_back(name);
      continue;
    }
    seen_in_row_[at] = row + 1;
    block.columns[at][row] = cell;
  }
  return nothing_left(document) ? "" : "the row goes on behind its JSON object";
}

}  // namespace leadline
