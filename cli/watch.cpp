// SPDX-License-Identifier: Apache-2.0
// Watching by looking.
#include "cli/watch.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include "cli/settled.hpp"

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

// A moment of the clock that files are stamped with: seconds, then nanoseconds.
using Moment = std::pair<std::int64_t, std::int64_t>;

// The clock of stamps ticks some hundred times a second: a finer one would be ahead of it.
Moment now_of_files() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return {now.tv_sec, now.tv_nsec};
}

// What tells one content from another without reading it; all zero for a file that is not there.
struct Look {
  Moment modified;
  Moment changed;  // also when it was put in place of another, with an older content
  std::int64_t size = 0;
  std::uint64_t inode = 0;
  bool operator==(const Look&) const = default;
};
using Looks = std::map<std::string, Look>;

Look look_at(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {.modified = {status.st_mtim.tv_sec, status.st_mtim.tv_nsec},
          .changed = {status.st_ctim.tv_sec, status.st_ctim.tv_nsec},
          .size = status.st_size,
          .inode = status.st_ino};
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

void pause_for(std::int64_t nanoseconds) {
  const timespec pause{0, nanoseconds};
  nanosleep(&pause, nullptr);
}

}  // namespace

void watch(const std::function<std::vector<std::string>()>& work) {
  const EndRequest request;
  std::vector<std::string> paths;
  while (asked_to_end == 0) {
    // What changes while it works is a change too.
    Looks seen = look_at_all(paths);
    const Moment start = now_of_files();
    paths = work();
    // A file that only the work made known was not looked at before: its stamp tells whether it is still what was read.
    for (const auto& [path, look] : look_at_all(paths)) {
      if (look.changed < start) seen.emplace(path, look);
    }
    const auto changed = [&] {
      const Looks now = look_at_all(paths);
      return std::ranges::any_of(now, [&](const auto& entry) {
        const auto before = seen.find(entry.first);
        return before == seen.end() || before->second != entry.second;
      });
    };
    while (asked_to_end == 0 && !changed()) pause_for(200'000'000);
    // Whoever is saving is let finish, for a second at most.
    if (asked_to_end == 0) (void)settled([&] { return look_at_all(paths); }, [] { pause_for(50'000'000); }, 20);
  }
}

}  // namespace leadline::cli
