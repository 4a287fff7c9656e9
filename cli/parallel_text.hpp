// SPDX-License-Identifier: Apache-2.0
// Formats many lines on several threads and hands the text on in order. Entry points: format_lines, TextsInOrder.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace leadline::cli {

/// Adds the text of one line.
using LineFormat = std::function<void(std::size_t line, std::string& out)>;

/// Formats the lines 0 … lines-1; `format` is called on several threads at a time. `sink` gets the text in the order of
/// the lines, likewise on any of them, one at a time. `threads` 0: as many as the machine has.
void format_lines(std::size_t lines, unsigned threads, const LineFormat& format,
                  const std::function<void(std::string_view text)>& sink);

/// Hands texts on in the order of their numbers, which begin with 0 and leave no gap. Threads may bring them in any
/// order; one that is far ahead of the others waits, so whoever has the next must not wait for it.
class TextsInOrder {
 public:
  /// `sink` is called on the threads that bring texts, one at a time.
  explicit TextsInOrder(std::function<void(std::string_view text)> sink) : sink_(std::move(sink)) {}

  void put(std::size_t number, std::string text);

 private:
  std::function<void(std::string_view text)> sink_;
  std::mutex mutex_;
  std::condition_variable moved_;
  std::map<std::size_t, std::string> early_;
  std::size_t next_ = 0;
};

}  // namespace leadline::cli
