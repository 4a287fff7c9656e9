// SPDX-License-Identifier: Apache-2.0
// A file that a run adds to, so that what stands in it and what the state says never part: a regular file is written
// before the state commits and cut back to the committed length when a run is taken up again; a pipe or a terminal is
// written after the commit. `-` is standard output. Entry point: GrowingOutput::open.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "leadline/result.hpp"

namespace leadline::cli {

class GrowingOutput {
 public:
  /// What stands in a file already: replaced where there is no state; else it must be what the state has committed.
  struct Known {
    bool has_state = false;
    std::optional<std::uint64_t> committed;  // nothing: the state has never written it
  };

  static Result<GrowingOutput> open(const std::string& path, const Known& known);
  GrowingOutput(GrowingOutput&& other) noexcept;
  GrowingOutput& operator=(GrowingOutput&& other) = delete;
  GrowingOutput(const GrowingOutput&) = delete;
  GrowingOutput& operator=(const GrowingOutput&) = delete;
  ~GrowingOutput();

  /// Whether it can be cut back: then it is written before the commit, else behind it.
  [[nodiscard]] bool is_regular() const { return regular_; }
  [[nodiscard]] bool empty() const { return bytes_ == 0; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// Bytes behind the committed ones that were cut off when it was opened.
  [[nodiscard]] std::uint64_t cut() const { return cut_; }
  /// Its name as the state remembers it.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Writes to the end of the file, all of it; `to_disk`: returns when it is there. Once the reader of a pipe is gone,
  /// nothing is written and `closed` says so.
  Result<bool> write(std::string_view text, bool to_disk);
  [[nodiscard]] bool closed() const { return closed_; }

 private:
  GrowingOutput() = default;

  std::string path_;
  std::string name_;
  int file_ = -1;
  bool regular_ = false;
  bool closed_ = false;
  std::uint64_t bytes_ = 0;
  std::uint64_t cut_ = 0;
};

/// A file's whole path, by which a state knows it wherever a run was started.
[[nodiscard]] std::string whole_path(const std::string& path);

}  // namespace leadline::cli
