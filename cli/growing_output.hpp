// SPDX-License-Identifier: Apache-2.0
// A file that a run adds to: a regular file is cut back to the committed length when a run is taken up again; a pipe or
// a terminal cannot be. `-` is standard output. Entry point: GrowingOutput::open.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "cli/run_output.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

class GrowingOutput final : public RunOutput {
 public:
  static Result<std::unique_ptr<RunOutput>> open(const std::string& path, const Known& known);
  ~GrowingOutput() override;

  [[nodiscard]] bool can_be_cut() const override { return regular_; }
  [[nodiscard]] bool empty() const override { return bytes_ == 0; }
  [[nodiscard]] std::uint64_t bytes() const override { return bytes_; }
  [[nodiscard]] const std::string& name() const override { return name_; }
  Result<bool> write(std::string_view text, bool to_disk) override;
  [[nodiscard]] bool closed() const override { return closed_; }

 private:
  GrowingOutput() = default;
  Result<bool> begin(const Known& known);

  std::string path_;
  std::string name_;
  int file_ = -1;
  bool regular_ = false;
  bool closed_ = false;
  std::uint64_t bytes_ = 0;
};

/// A file's whole path, by which a state knows it wherever a run was started.
[[nodiscard]] std::string whole_path(const std::string& path);

}  // namespace leadline::cli
