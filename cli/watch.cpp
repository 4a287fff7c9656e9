// SPDX-License-Identifier: Apache-2.0
// Watching by looking.
#include "cli/watch.hpp"

#include <sys/stat.h>

#include <csignal>
#include <ctime>
#include <filesystem>
#include <map>
#include <system_error>
#include <tuple>

namespace leadline::cli {

namespace {

volatile std::sig_atomic_t asked_to_end = 0;

void end(int) { asked_to_end = 1; }

// While it lives, Ctrl-C and a request to end only set the flag.
class EndRequest {
 public:
  EndRequest() {
    asked_to_end = 0;
    struct sigaction action{};
    action.sa_handler = end;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &interrupt_);
    sigaction(SIGTERM, &action, &terminate_);
  }
  ~EndRequest() {
    sigaction(SIGINT, &interrupt_, nullptr);
    sigaction(SIGTERM, &terminate_, nullptr);
  }
  EndRequest(const EndRequest&) = delete;
  EndRequest& operator=(const EndRequest&) = delete;

 private:
  struct sigaction interrupt_{};
  struct sigaction terminate_{};
};

// When it was changed last, how long it is, which file it is; nothing of a file that is not there.
using Look = std::tuple<bool, std::int64_t, std::int64_t, std::int64_t, std::uint64_t>;
using Looks = std::map<std::string, Look>;

Look look_at(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {true, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size, status.st_ino};
}

// A folder stands for the rule files in it, also those that are new.
Looks look_at_all(const std::vector<std::string>& paths) {
  Looks looks;
  for (const std::string& path : paths) {
    looks.emplace(path, look_at(path));
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) continue;
    std::filesystem::recursive_directory_iterator entry(path, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
      if (entry->path().extension() == ".lead") looks.emplace(entry->path().string(), look_at(entry->path().string()));
    }
  }
  return looks;
}

}  // namespace

void watch(const std::function<std::vector<std::string>()>& work) {
  const EndRequest request;
  std::vector<std::string> paths;
  while (asked_to_end == 0) {
    // What changes while it works is a change too.
    Looks seen = look_at_all(paths);
    paths = work();
    for (const auto& [path, look] : look_at_all(paths)) seen.emplace(path, look);
    while (asked_to_end == 0) {
      Looks now = look_at_all(paths);
      bool changed = false;
      for (const auto& [path, look] : now) {
        const auto before = seen.find(path);
        changed = changed || before == seen.end() || before->second != look;
      }
      if (changed) break;
      const timespec pause{0, 200'000'000};
      nanosleep(&pause, nullptr);
    }
  }
}

}  // namespace leadline::cli
