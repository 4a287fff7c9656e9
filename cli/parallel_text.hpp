// SPDX-License-Identifier: Apache-2.0
// Formats many lines on several threads and hands the text on in order. Entry point: format_lines.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace leadline::cli {

/// Adds the text of one line.
using LineFormat = std::function<void(std::size_t line, std::string& out)>;

/// Formats the lines 0 … lines-1. `make` is called on this thread, once for each thread that helps, and gives a format
/// that only this thread uses; `sink` gets the text in the order of the lines, on this thread. `threads` 0: as many as
/// the machine has.
void format_lines(std::size_t lines, unsigned threads, const std::function<LineFormat()>& make,
                  const std::function<void(std::string_view text)>& sink);

}  // namespace leadline::cli
