// SPDX-License-Identifier: Apache-2.0
// A lock that ends with its process. The file stays: whoever removed it could not know that nobody has it open.
#include "engine/state/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "engine/values/time.hpp"

namespace leadline::state {

Result<RunLock> RunLock::take(const std::string& state) {
  const std::string path = state + "-lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) return Error{"cannot lock the state `" + state + "`: `" + path + "`: " + std::strerror(errno)};
  RunLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    char text[200] = {};
    const ssize_t size = reason == EWOULDBLOCK ? ::pread(file, text, sizeof text - 1, 0) : 0;
    if (reason != EWOULDBLOCK) return Error{"cannot lock the state `" + state + "`: " + std::strerror(reason)};
    std::string who(text, static_cast<std::size_t>(size > 0 ? size : 0));
    who = who.substr(0, who.find('\n'));
    return Error{"another run works on the state `" + state + "`" + (who.empty() ? "" : ": " + who) +
                 "; wait for its end, or end it"};
  }
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  const std::string who = "process " + std::to_string(::getpid()) + " on " + host + ", since " +
                          format_time(std::int64_t{std::time(nullptr)} * 1000) + "\n";
  // Only for the message of whoever comes second.
  if (::ftruncate(file, 0) == 0 && ::pwrite(file, who.data(), who.size(), 0) < 0) return lock;
  return lock;
}

RunLock::RunLock(RunLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

RunLock& RunLock::operator=(RunLock&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

RunLock::~RunLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace leadline::state
