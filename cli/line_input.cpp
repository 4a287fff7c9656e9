// SPDX-License-Identifier: Apache-2.0
// Reading lines, and where they stand.
#include "cli/line_input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "cli/growing_output.hpp"
#include "engine/data/json_object.hpp"
#include "engine/values/fnv.hpp"

namespace leadline::cli {

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 18U;
constexpr std::size_t kTail = 4096;

std::string fingerprint(std::string_view text) { return fmt::format("{:016x}", fnv1a(text)); }

// A fingerprint of the bytes before a place of a file.
std::string tail_of(int file, std::uint64_t end) {
  std::string text(std::min<std::uint64_t>(kTail, end), '\0');
  const ssize_t got = ::pread(file, text.data(), text.size(), static_cast<off_t>(end - text.size()));
  return got == static_cast<ssize_t>(text.size()) ? fingerprint(text) : std::string();
}

}  // namespace

Result<std::unique_ptr<EventInput>> LineInput::open(const std::string& path, const PositionOf& position_of) {
  std::unique_ptr<LineInput> input(new LineInput);
  input->path_ = path;
  if (const Result<bool> begun = input->begin(position_of); !begun) return begun.error();
  return std::unique_ptr<EventInput>(std::move(input));
}

Result<bool> LineInput::begin(const PositionOf& position_of) {
  file_ = path_ == "-" ? STDIN_FILENO : ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status{};
  if (file_ < 0 || ::fstat(file_, &status) != 0) {
    return Error{fmt::format("cannot open `{}`: {}", path_, std::strerror(errno))};
  }
  if (S_ISDIR(status.st_mode)) return Error{fmt::format("cannot read `{}`: it is a folder", path_)};
  regular_ = path_ != "-" && S_ISREG(status.st_mode);
  name_ = regular_ ? whole_path(path_) : path_;
  const state::InputPosition from = position_of(path_ == "-" ? path_ : whole_path(path_));
  bytes_ = from.bytes;
  lines_ = from.lines;
  if (!regular_) return true;
  size_ = static_cast<std::uint64_t>(status.st_size);
  if (path_.size() > 3 && path_.compare(path_.size() - 3, 3, ".gz") == 0) {
    Result<std::unique_ptr<ByteSource>> packed = open_bytes(path_, "UTF-8");
    if (!packed) return packed.error();
    packed_ = std::move(packed).value();
  }
  if (from.bytes == 0) return true;
  bool same = true;
  if (packed_) {
    const Result<bool> skipped = skip(from.bytes);
    if (!skipped) return skipped.error();
    same = *skipped && fingerprint(recent_) == from.tail;
  } else {
    same = size_ >= from.bytes && tail_of(file_, from.bytes) == from.tail;
  }
  if (!same) {
    return Error{
        fmt::format("`{}` is not the file that the state has read as far as line {}: what stands before that place has "
                    "changed. Give "
                    "the new events under another name",
                    path_, from.lines)};
  }
  if (packed_) {
    end_to_come_ = recent_.back() != '\n';
    return true;
  }
  char last = '\n';
  end_to_come_ = ::pread(file_, &last, 1, static_cast<off_t>(from.bytes - 1)) == 1 && last != '\n';
  if (::lseek(file_, static_cast<off_t>(from.bytes), SEEK_SET) < 0) {
    return Error{fmt::format("cannot read `{}`: {}", path_, std::strerror(errno))};
  }
  return true;
}

LineInput::~LineInput() {
  if (file_ > STDERR_FILENO) ::close(file_);
}

// Of a packed file nobody can read again what stood before a place: it is remembered.
void LineInput::gave(std::size_t bytes) {
  bytes_ += bytes;
  if (!packed_) return;
  recent_.append(buffer_, begin_, bytes);
  if (recent_.size() > 2 * kTail) recent_.erase(0, recent_.size() - kTail);
}

// False: there are not as many bytes.
Result<bool> LineInput::skip(std::uint64_t bytes) {
  std::string piece(kPiece, '\0');
  while (bytes != 0) {
    const Result<std::size_t> got = packed_->read(piece.data(), std::min<std::uint64_t>(bytes, kPiece));
    if (!got) return got.error();
    if (*got == 0) return false;
    recent_.append(piece, 0, *got);
    if (recent_.size() > kTail) recent_.erase(0, recent_.size() - kTail);
    bytes -= *got;
  }
  return true;
}

EventInput::Next LineInput::next(std::string_view& line, int wait_ms) {
  for (std::size_t looked = begin_;;) {
    const std::size_t end = buffer_.find('\n', looked);
    if (end != std::string::npos) {
      line = std::string_view(buffer_).substr(begin_, end - begin_);
      gave(end + 1 - begin_);
      begin_ = end + 1;
      // An end that came after its line was taken (see below) is no line of its own.
      if (std::exchange(end_to_come_, false) && (line.empty() || line == "\r")) {
        looked = begin_;
        continue;
      }
      ++lines_;
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      return Next::kLine;
    }
    if (at_end_) break;
    buffer_.erase(0, begin_);
    begin_ = 0;
    looked = buffer_.size();
    if (!regular_) {
      pollfd waiting{file_, POLLIN, 0};
      const int ready = ::poll(&waiting, 1, wait_ms);
      if (ready == 0) return Next::kWait;
      if (ready < 0 && errno == EINTR) return Next::kEnd;
    }
    const std::size_t size = buffer_.size();
    buffer_.resize(size + kPiece);
    if (packed_) {
      const Result<std::size_t> got = packed_->read(buffer_.data() + size, kPiece);
      buffer_.resize(size + (got ? *got : 0));
      if (!got) {
        error_ = got.error().message;
        return Next::kFailed;
      }
      at_end_ = *got == 0;
      continue;
    }
    const ssize_t got = ::read(file_, buffer_.data() + size, kPiece);
    buffer_.resize(size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0) {
      if (errno == EINTR) return Next::kEnd;
      error_ = fmt::format("cannot read `{}`: {}", path_, std::strerror(errno));
      return Next::kFailed;
    }
    at_end_ = got == 0;
  }
  if (begin_ == buffer_.size()) return Next::kEnd;
  // A last line without its end. Of a file it may still be written on: no part of an object is an object.
  line = std::string_view(buffer_).substr(begin_);
  std::vector<JsonMember> members;
  if (regular_ && !JsonObject().read(line, members).empty()) {
    torn_ = true;
    return Next::kEnd;
  }
  gave(line.size());
  begin_ = buffer_.size();
  ++lines_;
  return Next::kLine;
}

std::vector<state::InputPosition> LineInput::positions() const {
  if (packed_) {
    const std::string_view recent = recent_;
    return {{name_, bytes_, lines_, fingerprint(recent.substr(recent.size() - std::min(recent.size(), kTail)))}};
  }
  return {{name_, bytes_, lines_, regular_ ? tail_of(file_, bytes_) : std::string()}};
}

std::string LineInput::left_over() const {
  if (!torn_) return {};
  return fmt::format("the last line of `{}` (line {}) is not complete; it is left for the next run", path_, lines_ + 1);
}

}  // namespace leadline::cli
