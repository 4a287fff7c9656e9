// SPDX-License-Identifier: Apache-2.0
// Rounds of one piece for each thread.
#include "cli/parallel_text.hpp"

#include <algorithm>
#include <thread>
#include <vector>

namespace leadline::cli {

namespace {

constexpr std::size_t kPiece = 4096;
// So many texts may wait for an earlier one.
constexpr std::size_t kMostEarly = 16;

}  // namespace

void format_lines(std::size_t lines, unsigned threads, const std::function<LineFormat()>& make,
                  const std::function<void(std::string_view text)>& sink) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  threads = static_cast<unsigned>(std::min<std::size_t>(threads, (lines + kPiece - 1) / kPiece));
  std::vector<std::string> texts(threads);
  std::vector<LineFormat> formats;
  for (unsigned i = 0; i < threads; ++i) formats.push_back(make());
  for (std::size_t begin = 0; begin < lines; begin += kPiece * threads) {
    const auto work = [&](std::size_t piece) {
      const std::size_t first = begin + piece * kPiece;
      texts[piece].clear();
      for (std::size_t line = first; line < std::min(lines, first + kPiece); ++line) formats[piece](line, texts[piece]);
    };
    std::vector<std::thread> helpers;
    for (std::size_t piece = 1; piece < threads && begin + piece * kPiece < lines; ++piece) {
      helpers.emplace_back(work, piece);
    }
    work(0);
    for (std::thread& helper : helpers) helper.join();
    for (std::size_t piece = 0; piece <= helpers.size(); ++piece) sink(texts[piece]);
  }
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
