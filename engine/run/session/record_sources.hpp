// SPDX-License-Identifier: Apache-2.0
// Which source of the rule file a record's values came from last, for `merge` rules that go by it. Entry points:
// set_source, source_of.
#pragma once
#include <string>
#include <string_view>

#include "engine/data/dataset.hpp"

namespace leadline::running {

/// What the fact that tells a record's source is called.
inline constexpr std::string_view kSourceFact = "source";

/// Whether a `merge` of the kind asks for sources; else nobody has to know them.
[[nodiscard]] bool asks_for_sources(const Program& program, RecordKind kind);
/// Notes the source of a row. False: it is no source of the rules, or the one that is known already.
bool set_source(Dataset& data, RecordKind kind, std::uint32_t row, std::string_view name);
/// Empty: not known.
[[nodiscard]] std::string source_of(const Dataset& data, RecordKind kind, std::uint32_t row);

}  // namespace leadline::running
