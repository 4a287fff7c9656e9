// SPDX-License-Identifier: Apache-2.0
// What the command says and where: results to stdout, everything about the run to stderr. A reader that goes away
// (`leadline … | head`) ends the output without a word.
#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_code.hpp"
#include "engine/explain/words.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

using explaining::counted;
using explaining::grouped;
using explaining::joined;

/// Writes to stdout; quietly nothing once its reader is gone.
void print(std::string_view text);
/// `leadline: TEXT` to stderr.
void complain(std::string_view text);
/// Complains, and says with which exit status to end.
ExitCode failed(std::string_view message);
inline ExitCode failed(const Error& error) { return failed(error.message); }
ExitCode wrong_usage(std::string_view message);
/// To stderr as it stands.
void report(std::string_view text);

[[nodiscard]] bool stdout_is_terminal();
[[nodiscard]] bool stderr_is_terminal();
/// Colours belong on a terminal whose user did not set NO_COLOR.
[[nodiscard]] bool colour_on_stdout();
[[nodiscard]] bool colour_on_stderr();

/// `812 bytes`, `1.2 MB`.
[[nodiscard]] std::string sized(std::uint64_t bytes);

/// One line on a terminal that says how far a long step is; nothing elsewhere. May be called from several threads.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::string_view what, std::uint64_t done, std::uint64_t total);
  void clear();

 private:
  bool wanted_;
  bool shown_ = false;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_{};
};

/// Seconds since it was made or last asked.
class Stopwatch {
 public:
  double lap();

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace leadline::cli
