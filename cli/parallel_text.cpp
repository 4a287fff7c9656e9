// SPDX-License-Identifier: Apache-2.0
// Pieces of lines, each by the thread that is free.
#include "cli/parallel_text.hpp"

#include <algorithm>
#include <utility>

#include "engine/data/parallel.hpp"

namespace leadline::cli {

namespace {

constexpr std::size_t kPiece = 4096;
// So many texts may wait for an earlier one.
constexpr std::size_t kMostEarly = 16;

}  // namespace

void format_lines(std::size_t lines, unsigned threads, const LineFormat& format,
                  const std::function<void(std::string_view text)>& sink) {
  TextsInOrder texts(sink);
  parallel_for((lines + kPiece - 1) / kPiece, thread_count(threads), [&](std::size_t piece) {
    std::string text;
    for (std::size_t line = piece * kPiece; line < std::min(lines, (piece + 1) * kPiece); ++line) format(line, text);
    texts.put(piece, std::move(text));
  });
}

void TextsInOrder::put(std::size_t number, std::string text) {
  std::unique_lock<std::mutex> lock(mutex_);
  moved_.wait(lock, [&] { return number < next_ + kMostEarly; });
  early_.emplace(number, std::move(text));
  const std::size_t before = next_;
  for (; !early_.empty() && early_.begin()->first == next_; ++next_) {
    sink_(early_.begin()->second);
    early_.erase(early_.begin());
  }
  if (next_ != before) moved_.notify_all();
}

}  // namespace leadline::cli
