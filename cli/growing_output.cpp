// SPDX-License-Identifier: Apache-2.0
// Cutting back, and writing to the end.
#include "cli/growing_output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/console.hpp"

namespace leadline::cli {

namespace {

Error failed(const std::string& path, int reason) {
  return Error{fmt::format("cannot write `{}`: {}", path, std::strerror(reason))};
}

}  // namespace

std::string whole_path(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::weakly_canonical(path, error);
  return error ? path : whole.string();
}

Result<std::unique_ptr<RunOutput>> GrowingOutput::open(const std::string& path, const Known& known) {
  std::unique_ptr<GrowingOutput> output(new GrowingOutput);
  output->path_ = path;
  output->name_ = path;
  if (const Result<bool> begun = output->begin(known); !begun) return begun.error();
  return std::unique_ptr<RunOutput>(std::move(output));
}

Result<bool> GrowingOutput::begin(const Known& known) {
  if (path_ == "-") {
    file_ = STDOUT_FILENO;
    return true;
  }
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  // A pipe may be open for writing only.
  if (file_ < 0) file_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  struct stat status{};
  if (file_ < 0 || ::fstat(file_, &status) != 0) return failed(path_, errno);
  regular_ = S_ISREG(status.st_mode);
  if (!regular_) return true;
  name_ = whole_path(path_);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const std::uint64_t keep = known.committed.value_or(0);
  if (known.has_state && !known.committed && size != 0) {
    return Error{fmt::format(
        "`{}` is there already and was not written from this state; remove it, or give another name", path_)};
  }
  // One that was taken away as a whole is begun anew.
  if (size < keep && size != 0) {
    return Error{
        fmt::format("`{}` has {} and had {} when the state was last committed: something took away from it. Move it "
                    "away to begin a "
                    "new one",
                    path_, counted(size, "byte"), counted(keep, "byte"))};
  }
  bytes_ = size == 0 ? 0 : keep;
  if (size != bytes_ && ::ftruncate(file_, static_cast<off_t>(bytes_)) != 0) return failed(path_, errno);
  if (::lseek(file_, static_cast<off_t>(bytes_), SEEK_SET) < 0) return failed(path_, errno);
  return true;
}

GrowingOutput::~GrowingOutput() {
  if (file_ > STDERR_FILENO) ::close(file_);
}

Result<bool> GrowingOutput::write(std::string_view text, bool to_disk) {
  const bool any = !text.empty();
  while (!text.empty() && !closed_) {
    const ssize_t written = ::write(file_, text.data(), text.size());
    if (written >= 0) {
      bytes_ += static_cast<std::uint64_t>(written);
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      closed_ = true;
    } else if (errno != EINTR) {
      return failed(path_, errno);
    }
  }
  if (any && to_disk && regular_ && ::fdatasync(file_) != 0) return failed(path_, errno);
  return true;
}

}  // namespace leadline::cli
