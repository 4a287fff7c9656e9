// SPDX-License-Identifier: Apache-2.0
// A child of the server that has the program already, and gives back numbers through a pipe.
#include "editor/hit_counter.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace leadline::editor {

namespace {

namespace fs = std::filesystem;

constexpr int kPoliter = 10;  // on the scale of nice(2): who types comes first

// Words of 64 bits; both ends are the same program.
class Packed {
 public:
  void add(std::uint64_t word) { text_.append(reinterpret_cast<const char*>(&word), sizeof word); }
  void add(Int128 number) {
    add(static_cast<std::uint64_t>(number));
    add(static_cast<std::uint64_t>(number >> 64));
  }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    text_ += text;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

class Unpacked {
 public:
  explicit Unpacked(std::string_view text) : text_(text) {}

  std::uint64_t word() {
    std::uint64_t value = 0;
    const std::string_view bytes = take(sizeof value);
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(&value));
    return value;
  }
  Int128 number() {
    const std::uint64_t low = word();
    const auto high = static_cast<std::int64_t>(word());
    return Int128{high} * (Int128{1} << 64) + low;
  }
  // Of a list: never more than could still be there.
  std::uint64_t count() { return std::min<std::uint64_t>(word(), text_.size()); }
  std::string text() { return std::string(take(static_cast<std::size_t>(count()))); }
  [[nodiscard]] bool whole() const { return whole_ && text_.empty(); }

 private:
  std::string_view take(std::size_t size) {
    whole_ = whole_ && size <= text_.size();
    const std::string_view taken = text_.substr(0, size);
    text_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view text_;
  bool whole_ = true;
};

std::string packed(const CountedData& data) {
  Packed out;
  out.add(data.problem);
  out.add(static_cast<std::uint64_t>(data.as_of));
  out.add(data.rows);
  out.add(data.bad_rows);
  out.add(std::uint64_t{data.hits.models.size()});
  for (const analysis::ModelHits& model : data.hits.models) {
    out.add(model.scored);
    out.add(model.points);
    out.add(std::uint64_t{model.rules.size()});
    for (const analysis::RuleHits& rule : model.rules) {
      out.add(rule.records);
      out.add(rule.points);
    }
    out.add(std::uint64_t{model.grades.size()});
    for (const std::uint64_t grade : model.grades) out.add(grade);
  }
  out.add(std::uint64_t{data.hits.thresholds.size()});
  for (const analysis::ThresholdHits& threshold : data.hits.thresholds) {
    out.add(threshold.records);
    out.add(threshold.of);
  }
  return out.text();
}

std::optional<CountedData> unpacked(std::string_view text) {
  Unpacked in(text);
  CountedData data;
  data.problem = in.text();
  data.as_of = static_cast<std::int64_t>(in.word());
  data.rows = in.word();
  data.bad_rows = in.word();
  data.hits.models.resize(in.count());
  for (analysis::ModelHits& model : data.hits.models) {
    model.scored = in.word();
    model.points = in.number();
    model.rules.resize(in.count());
    for (analysis::RuleHits& rule : model.rules) {
      rule.records = in.word();
      rule.points = in.number();
    }
    model.grades.resize(in.count());
    for (std::uint64_t& grade : model.grades) grade = in.word();
  }
  data.hits.thresholds.resize(in.count());
  for (analysis::ThresholdHits& threshold : data.hits.thresholds) {
    threshold.records = in.word();
    threshold.of = in.word();
  }
  if (!in.whole()) return std::nullopt;
  return data;
}

void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = write(file, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

// What the child must not do: read messages, write between them, live longer than the server.
void settle_in(pid_t server) {
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int file : {0, 1, 2}) dup2(nothing, file);
  std::signal(SIGPIPE, SIG_DFL);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != server) _exit(1);
  [[maybe_unused]] const int now = nice(kPoliter);
}

void add_state(std::string& out, const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return;
  const auto time = fs::last_write_time(path, error).time_since_epoch().count();
  out += path.string() + ' ' + std::to_string(size) + ' ' + std::to_string(time) + '\n';
}

}  // namespace

std::string state_of(const DataPlaces& data) {
  std::string out = data.as_of + '\n';
  for (const std::string& name : data.files) {
    out += name + '\n';
    std::error_code error;
    if (!fs::is_directory(name, error)) {
      add_state(out, name);
      continue;
    }
    std::vector<fs::path> inside;
    fs::directory_iterator it(name, fs::directory_options::skip_permission_denied, error);
    for (const fs::directory_iterator end; !error && it != end; it.increment(error)) inside.push_back(it->path());
    std::sort(inside.begin(), inside.end());
    for (const fs::path& path : inside) add_state(out, path);
  }
  return out;
}

void HitCounter::begin(const Program& program, const DataPlaces& data) {
  stop();
  int ends[2];
  if (pipe(ends) != 0) return;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  const pid_t server = getpid();
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    settle_in(server);
    write_all(ends[1], packed(count_(program, data)));
    _exit(0);
  }
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return;
  }
  child_ = child;
  file_ = ends[0];
}

void HitCounter::stop() {
  if (!running()) return;
  kill(child_, SIGKILL);
  close(file_);
  while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
  child_ = 0;
  file_ = -1;
  arrived_.clear();
}

std::optional<CountedData> HitCounter::take() {
  if (!running()) return std::nullopt;
  char piece[65536];
  const ssize_t got = read(file_, piece, sizeof piece);
  if (got < 0 && errno == EINTR) return std::nullopt;
  if (got > 0) {
    arrived_.append(piece, static_cast<std::size_t>(got));
    return std::nullopt;
  }
  std::optional<CountedData> data = unpacked(arrived_);
  stop();
  if (data) return data;
  data.emplace();
  data->problem = "reading and scoring ended before its time; perhaps the data need more memory than there is";
  return data;
}

}  // namespace leadline::editor
