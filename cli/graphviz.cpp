// SPDX-License-Identifier: Apache-2.0
// Runs `dot -Tsvg`: text in through one pipe while the picture comes out of another.
#include "cli/graphviz.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

extern char** environ;

namespace leadline::cli {

namespace {

// Both ends of a pipe, closed when it goes.
struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close(std::size_t end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
};

// Writes all of `in` and reads until the end, whichever is possible.
std::string exchange(Pipe& to, Pipe& from, std::string_view in) {
  ::fcntl(to.ends[1], F_SETFL, O_NONBLOCK);
  std::string out;
  std::array<char, 65536> buffer{};
  for (;;) {
    if (in.empty()) to.close(1);
    std::array<pollfd, 2> waiting{{{from.ends[0], POLLIN, 0}, {to.ends[1], POLLOUT, 0}}};
    if (::poll(waiting.data(), in.empty() ? 1 : 2, -1) < 0 && errno != EINTR) return out;
    if (!in.empty() && (waiting[1].revents & (POLLOUT | POLLERR)) != 0) {
      const ssize_t written = ::write(to.ends[1], in.data(), in.size());
      if (written > 0) in.remove_prefix(static_cast<std::size_t>(written));
      if (written < 0 && errno != EAGAIN && errno != EINTR) in = {};
    }
    if ((waiting[0].revents & (POLLIN | POLLHUP)) != 0) {
      const ssize_t got = ::read(from.ends[0], buffer.data(), buffer.size());
      if (got == 0 || (got < 0 && errno != EINTR)) return out;
      if (got > 0) out.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
}

}  // namespace

Result<std::string> svg_of(const std::string& dot_text) {
  Pipe to;
  Pipe from;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from.ends[1], STDOUT_FILENO);
  std::string program = "dot";
  std::string argument = "-Tsvg";
  std::array<char*, 3> arguments{program.data(), argument.data(), nullptr};
  pid_t child = 0;
  const int reason = ::posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (reason == ENOENT) {
    return Error{
        "SVG needs Graphviz, and its program `dot` is not installed (Debian: apt install graphviz); `--format dot` "
        "needs nothing"};
  }
  if (reason != 0) return Error{fmt::format("cannot run `dot`: {}", std::strerror(reason))};
  to.close(0);
  from.close(1);
  std::string svg = exchange(to, from, dot_text);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return Error{"`dot` failed; `--format dot` gives the text that it was given"};
  return svg;
}

}  // namespace leadline::cli
