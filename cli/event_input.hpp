// SPDX-License-Identifier: Apache-2.0
// Lines of events from a file or standard input, with the place at which the next one begins. A file is taken up where
// an earlier run left it; a last line that is not complete is left for the next run. Entry point: EventInput::open.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/data/byte_source.hpp"
#include "engine/state/state.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

class EventInput {
 public:
  /// `from`: where the state says that it stands. An error also where another file has its name now.
  static Result<EventInput> open(const std::string& path, const state::InputPosition& from);
  EventInput(EventInput&& other) noexcept;
  EventInput& operator=(EventInput&& other) = delete;
  EventInput(const EventInput&) = delete;
  EventInput& operator=(const EventInput&) = delete;
  ~EventInput();

  enum class Next : std::uint8_t { kLine, kWait, kEnd, kFailed };
  /// The next line, without its end; it lives until the next call. kWait: nothing came for `wait_ms` (-1: for ever).
  /// kEnd also where the call was interrupted by a signal.
  Next next(std::string_view& line, int wait_ms);
  [[nodiscard]] const std::string& error() const { return error_; }

  /// The number of the line that `next` gave last.
  [[nodiscard]] std::uint64_t line() const { return lines_; }
  /// Where the line behind the one that `next` gave last begins.
  [[nodiscard]] state::InputPosition position() const;
  /// The last line has no end and is no whole object; it was not given.
  [[nodiscard]] bool torn() const { return torn_; }
  [[nodiscard]] bool is_file() const { return regular_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t taken() const { return packed_ ? packed_->taken() : bytes_; }

 private:
  EventInput() = default;
  void gave(std::size_t bytes);
  Result<bool> skip(std::uint64_t bytes);

  std::string path_;
  std::string name_;
  std::string error_;
  int file_ = -1;
  std::unique_ptr<ByteSource> packed_;  // `.gz`: what is in the file; positions are those of what is in it
  std::string recent_;                  // of a packed file: the last bytes that were given
  bool regular_ = false;
  bool at_end_ = false;
  bool torn_ = false;
  bool end_to_come_ = false;  // the line before was taken before its end was there
  std::uint64_t size_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t lines_ = 0;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what was not given yet
};

}  // namespace leadline::cli
