// SPDX-License-Identifier: Apache-2.0
// CSV as the command writes it (RFC 4180, line feeds), and reads its own output back.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace leadline::cli {

/// Adds one field, in quotes where it holds a comma, a quote or a line break.
void append_csv(std::string& out, std::string_view field);

/// Takes one record off the front of `rest`: its fields, quotes resolved. False at the end of the text.
bool next_csv_record(std::string_view& rest, std::vector<std::string>& fields, char separator = ',');

}  // namespace leadline::cli
