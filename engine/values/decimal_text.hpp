// SPDX-License-Identifier: Apache-2.0
// Decimals as text behind other text, for what writes many of them. Entry point: append_text.
#pragma once
#include <string>

#include "leadline/decimal.hpp"

namespace leadline {

/// Adds what `to_text` gives.
void append_text(std::string& out, Decimal value);

}  // namespace leadline
