// SPDX-License-Identifier: Apache-2.0
// Files of the command: rule files in, results out. Every failure names the file and the system's reason.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "leadline/result.hpp"

namespace leadline::cli {

/// The whole of a file, or of standard input for `-`.
Result<std::string> read_file(const std::string& path);

/// Replaces a file in one step (a new file beside it, then renamed), keeping its permissions.
Result<bool> replace_file(const std::string& path, std::string_view text);

/// Files as given; for a folder all `*.lead` files under it, by name. An error where one does not exist or a folder
/// has none.
Result<std::vector<std::string>> rule_files(const std::vector<std::string>& paths);

/// A file that is being written in large pieces; `-` is standard output. A regular file appears under its name only
/// when close succeeds. Once the reader of a pipe is gone, writing does nothing.
class Output {
 public:
  static Result<Output> open(const std::string& path);
  Output(Output&& other) noexcept;
  Output& operator=(Output&& other) = delete;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  void write(std::string_view text);
  [[nodiscard]] bool is_stdout() const { return file_ == 1; }
  /// Flushes and puts the file in its place.
  Result<bool> close();

 private:
  Output(std::string path, std::string temporary, int file)
      : path_(std::move(path)), temporary_(std::move(temporary)), file_(file) {}
  void flush();

  std::string path_;
  std::string temporary_;  // empty: written directly
  int file_;
  int error_ = 0;
  std::string buffer_;
};

}  // namespace leadline::cli
