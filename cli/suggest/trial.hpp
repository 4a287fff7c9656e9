// SPDX-License-Identifier: Apache-2.0
// Tests that are tried out before anybody sees them: compiled beside the rules that they are for, and run. Entry point:
// TestTrial.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/run/coverage.hpp"

namespace leadline::cli {

/// What an item of a coverage is, in a program that was read another way.
using ItemKey = std::tuple<CoverageItem::Kind, std::string, std::uint32_t, std::uint32_t>;
[[nodiscard]] ItemKey key_of(const CoverageItem& item);

/// A `test` block.
[[nodiscard]] std::string test_block(const std::string& label, const std::vector<std::string>& lines,
                                     const std::vector<std::string>& expects);

class TestTrial {
 public:
  /// The tests stand in a file `out`, behind `head`, which uses the rules.
  TestTrial(std::string out, std::string head) : out_(std::move(out)), head_(std::move(head)) {}

  struct Run {
    bool compiles = false;
    bool passes = false;
    std::set<ItemKey> covered;
    std::vector<std::pair<std::uint32_t, std::string>> found;  // lines that failed, and what is so; empty: missing
  };
  [[nodiscard]] Run run(const std::string& block) const;

  /// Which of several tests come to an item; those that cannot be compiled do not.
  [[nodiscard]] std::vector<bool> reaching(const ItemKey& item, const std::vector<std::string>& blocks) const;

 private:
  std::string out_;
  std::string head_;
};

}  // namespace leadline::cli
