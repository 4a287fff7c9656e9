// SPDX-License-Identifier: Apache-2.0
// Standard output and error of the command.
#include "cli/console.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace leadline::cli {

namespace {

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool colours_allowed() {
  const char* no_colour = std::getenv("NO_COLOR");
  return no_colour == nullptr || *no_colour == '\0';
}

}  // namespace

void print(std::string_view text) {
  static bool open = true;
  if (open) open = write_all(STDOUT_FILENO, text);
}

void complain(std::string_view text) { report(fmt::format("leadline: {}\n", text)); }

ExitCode failed(std::string_view message) {
  complain(message);
  return ExitCode::kFailed;
}

ExitCode wrong_usage(std::string_view message) {
  complain(message);
  return ExitCode::kUsage;
}

void report(std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, text)); }

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

bool colour_on_stdout() { return stdout_is_terminal() && colours_allowed(); }

bool colour_on_stderr() { return stderr_is_terminal() && colours_allowed(); }

std::string sized(std::uint64_t bytes) {
  if (bytes < 1'000) return counted(bytes, "byte");
  if (bytes < 1'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  if (bytes < 1'000'000'000) return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
  return fmt::format("{:.2f} GB", static_cast<double>(bytes) / 1e9);
}

Progress::Progress(bool wanted) : wanted_(wanted && stderr_is_terminal()) {}

void Progress::show(std::string_view what, std::uint64_t done, std::uint64_t total) {
  if (!wanted_ || total == 0) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return;
  const auto now = std::chrono::steady_clock::now();
  if (shown_ && now - last_ < std::chrono::milliseconds(80)) return;
  last_ = now;
  shown_ = true;
  report(fmt::format("\r\033[K{} {:.0f} %", what, 100.0 * static_cast<double>(done) / static_cast<double>(total)));
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  if (shown_) report("\r\033[K");
  shown_ = false;
}

double Stopwatch::lap() {
  const auto now = std::chrono::steady_clock::now();
  const double seconds = std::chrono::duration<double>(now - start_).count();
  start_ = now;
  return seconds;
}

}  // namespace leadline::cli
