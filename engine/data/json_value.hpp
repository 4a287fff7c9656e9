// SPDX-License-Identifier: Apache-2.0
// A value of a JSON document as a cell. Included by the two files that read JSON.
#pragma once
#include <simdjson.h>

#include <string>
#include <string_view>

#include "engine/data/block.hpp"

namespace leadline {

/// Whether the text is a number as JSON writes it.
[[nodiscard]] bool is_json_number(std::string_view text);

/// Whether a document, read to the end of its one value, has nothing but blanks behind it.
inline bool nothing_left(simdjson::ondemand::document& document) {
  const char* at = nullptr;
  return document.current_location().get(at) == simdjson::OUT_OF_BOUNDS;
}

/// The cell of a value; `null` has no bytes. Strings with escapes are added to `texts`, which must not move what it
/// holds; everything else points into the document.
template <class Texts>
simdjson::error_code json_cell(simdjson::ondemand::value value, Cell& cell, Texts& texts) {
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

}  // namespace leadline
