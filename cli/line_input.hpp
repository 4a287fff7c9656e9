// SPDX-License-Identifier: Apache-2.0
// Lines of events from a file or standard input. A file is taken up where an earlier run left it; a last line that is
// not complete is left for the next run. Entry point: LineInput::open.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/event_input.hpp"
#include "engine/data/byte_source.hpp"

namespace leadline::cli {

class LineInput final : public EventInput {
 public:
  static Result<std::unique_ptr<EventInput>> open(const std::string& path, const PositionOf& position_of);
  ~LineInput() override;

  Next next(std::string_view& line, int wait_ms) override;
  [[nodiscard]] Place place() const override { return {path_, lines_}; }
  [[nodiscard]] std::vector<state::InputPosition> positions() const override;
  [[nodiscard]] std::string left_over() const override;
  [[nodiscard]] bool is_file() const override { return regular_; }
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] std::uint64_t taken() const override { return packed_ ? packed_->taken() : bytes_; }

 private:
  LineInput() = default;
  Result<bool> begin(const PositionOf& position_of);
  void gave(std::size_t bytes);
  Result<bool> skip(std::uint64_t bytes);

  std::string path_;
  std::string name_;
  int file_ = -1;
  std::unique_ptr<ByteSource> packed_;  // `.gz`: what is in the file; positions are those of what is in it
  std::string recent_;                  // of a packed file: the last bytes that were given
  bool regular_ = false;
  bool at_end_ = false;
  bool torn_ = false;         // the last line has no end and is no whole object; it was not given
  bool end_to_come_ = false;  // the line before was taken before its end was there
  std::uint64_t size_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t lines_ = 0;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what was not given yet
};

}  // namespace leadline::cli
