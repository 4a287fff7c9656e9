// SPDX-License-Identifier: Apache-2.0
// Formats many lines on several threads and hands the text on in order. Entry point: format_lines.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace leadline::cli {

/// Calls `format` for every line of 0 … lines-1, from several threads, each with its own text; `sink` gets the text in
/// the order of the lines, on the calling thread. `threads` 0: as many as the machine has.
void format_lines(std::size_t lines, unsigned threads,
                  const std::function<void(std::size_t line, std::string& out)>& format,
                  const std::function<void(std::string_view text)>& sink);

}  // namespace leadline::cli
