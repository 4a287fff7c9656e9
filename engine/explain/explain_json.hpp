// SPDX-License-Identifier: Apache-2.0
// The explanation of one record as a JSON document with `format_version`; one model's part of it, for other documents.
#pragma once
#include <cstdint>
#include <string>

#include "engine/data/json_writer.hpp"
#include "engine/explain/facts.hpp"

namespace leadline::explaining {

[[nodiscard]] std::string explain_json(const Facts& facts);
/// Adds an object with the record and what a model gives it, line by line; `group` is one of the model's, or -1.
void add_ledger(JsonWriter& json, const Facts& facts, std::uint32_t model, std::int32_t group);

}  // namespace leadline::explaining
