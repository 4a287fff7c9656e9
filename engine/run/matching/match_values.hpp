// SPDX-License-Identifier: Apache-2.0
// The values that matching compares: read in their normal form, put into keys, likened, named. Shared by the matcher
// and the search for duplicates.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/plan.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/values/similarity.hpp"

namespace leadline {

/// A value in normal form. Texts are seen where the evaluator keeps them.
struct MatchValue {
  Lane lane = Lane::kNumber;
  bool missing = true;
  std::int64_t number = 0;  // flags are 0 and 1
  std::string_view text;

  friend bool operator==(const MatchValue& a, const MatchValue& b) {
    return a.lane == b.lane && a.missing == b.missing && a.number == b.number && a.text == b.text;
  }
};

[[nodiscard]] MatchValue read_value(Evaluator& evaluator, NodeId node, std::uint32_t row);

/// Puts a value that is not missing behind a key; different values make different keys.
void append_key(std::string& key, const MatchValue& value);

[[nodiscard]] Likeness likeness(MatchPart::Measure measure, std::string_view a, std::string_view b);

/// The values that a list of the program names, in normal form, as keys.
[[nodiscard]] std::vector<std::string> keys_of_list(const Program& program, std::uint32_t list, const Type& type);

/// How a value is written: `email`, `domain(email)`, `contact.email`; `the value` for what has no short name.
[[nodiscard]] std::string name_of_value(const Program& program, ExprId value);

/// A value as a message shows it, in backticks where it is a text.
[[nodiscard]] std::string shown(const MatchValue& value, const Type& type);

/// A likeness as messages show it: `0.9428`, rounded down to four places.
[[nodiscard]] std::string shown(std::int64_t likeness_in_millionths);

/// What a node reads: whether it is the same until a record of these kinds changes. A node that reads interactions,
/// scores, states or the time is not.
struct Dependence {
  bool lasting = true;
  std::uint32_t kinds = 0;  // bits by RecordKind
};
[[nodiscard]] Dependence dependence_of(const Plan& plan, NodeId node);

}  // namespace leadline
