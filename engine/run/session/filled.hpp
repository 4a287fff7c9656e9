// SPDX-License-Identifier: Apache-2.0
// What a submission brings for the records that its form writes: each answer goes to the fields of its name, as values
// of their types. Entry point: fill_in.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/data/event.hpp"
#include "engine/data/value_reader.hpp"

namespace leadline::running {

/// What a submission fills in of one kind of record.
struct Filled {
  std::vector<Event::Field> fields;
  std::vector<std::uint32_t> emptied;
};

/// One filled-in text as a value of a field's type; false: `why` says what is wrong with it.
[[nodiscard]] bool read_answer(ValueReader& reader, const Type& type, const std::string& text, Value& value,
                               std::string& why);

/// All that the answers say of a kind; false: `why` says which answer is wrong.
[[nodiscard]] bool fill_in(const Program& program, ValueReader& reader, const Event& event, RecordKind kind,
                           Filled& filled, std::string& why);

/// The page on which the form was: an answer, else the form's name.
[[nodiscard]] std::string page_of(const Event& event);
/// A lead has the page where no answer fills it in.
void fill_page(const Program& program, const std::string& page, Filled& lead);

}  // namespace leadline::running
