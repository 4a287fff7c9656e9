// SPDX-License-Identifier: Apache-2.0
// Reading, replacing and writing files with the system's reason in every error.
#include "cli/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace leadline::cli {

namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 20;

Error failed(std::string_view what, const std::string& path, int reason) {
  return Error{fmt::format("cannot {} `{}`: {}", what, path, std::strerror(reason))};
}

// Permissions that a new file gets: those of the file it replaces, else what the user's mask leaves.
mode_t mode_for(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0) return status.st_mode & 07777U;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

bool is_special(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const bool standard_input = path == "-";
  const int file = standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed("open", path, errno);
  std::string text;
  std::size_t size = 0;
  int reason = 0;
  for (;;) {
    text.resize(std::max(size + (std::size_t{1} << 16), size * 2));
    const ssize_t got = ::read(file, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) reason = errno;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (!standard_input) ::close(file);
  if (reason != 0) return failed("read", path, reason);
  text.resize(size);
  return text;
}

Result<bool> replace_file(const std::string& path, std::string_view text) {
  Result<Output> output = Output::open(path);
  if (!output) return output.error();
  output->write(text);
  return output->close();
}

Result<std::vector<std::string>> rule_files(const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-" || !fs::is_directory(path, error)) {
      if (path != "-" && ::access(path.c_str(), R_OK) != 0) return failed("open", path, errno);
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error);
    if (error) return failed("read", path, error.value());
    for (; entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      if (error) return failed("read", path, error.value());
      if (entry->path().extension() == ".lead" && entry->is_regular_file(error))
        found.push_back(entry->path().string());
    }
    if (found.empty()) return Error{fmt::format("`{}` has no rule files (`*.lead`)", path)};
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  // Named as a file that uses it would name it, so that nothing is taken for two files.
  std::vector<std::string> once;
  for (const std::string& file : files) {
    std::string name = file == "-" ? file : fs::path(file).lexically_normal().string();
    if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(std::move(name));
  }
  return once;
}

Result<Output> Output::open(const std::string& path) {
  if (path == "-") return Output(path, {}, STDOUT_FILENO);
  if (is_special(path)) {
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return failed("write", path, EISDIR);
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return failed("write", path, errno);
    return Output(path, {}, file);
  }
  if (::access(path.c_str(), F_OK) == 0 && ::access(path.c_str(), W_OK) != 0) return failed("write", path, errno);
  // A link is followed, so that the file behind it is replaced and not the link.
  std::error_code error;
  std::string target = path;
  if (std::filesystem::is_symlink(path, error)) {
    target = std::filesystem::weakly_canonical(path, error).string();
    if (error) return failed("write", path, error.value());
  }
  std::string temporary = target + ".XXXXXX";
  const int file = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) return failed("write", path, errno);
  ::fchmod(file, mode_for(target));
  return Output(target, temporary, file);
}

Output::Output(Output&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      file_(other.file_),
      error_(other.error_),
      buffer_(std::move(other.buffer_)) {
  other.file_ = -1;
  other.temporary_.clear();
}

Output::~Output() {
  if (file_ > STDERR_FILENO) ::close(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Output::write(std::string_view text) {
  if (error_ != 0) return;
  buffer_ += text;
  if (buffer_.size() >= kBufferSize) flush();
}

void Output::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && error_ == 0) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  buffer_.clear();
}

Result<bool> Output::close() {
  flush();
  if (file_ > STDERR_FILENO && ::close(file_) != 0 && error_ == 0) error_ = errno;
  file_ = -1;
  if (error_ == EPIPE) return true;
  if (error_ != 0) return failed("write", path_, error_);
  if (!temporary_.empty()) {
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) return failed("write", path_, errno);
    temporary_.clear();
  }
  return true;
}

}  // namespace leadline::cli
