// SPDX-License-Identifier: Apache-2.0
// A JSON list in a cell, taken apart into cells. Entry point: JsonList::read.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/block.hpp"

namespace leadline {

class JsonList {
 public:
  JsonList();
  JsonList(const JsonList&) = delete;
  JsonList& operator=(const JsonList&) = delete;
  ~JsonList();

  /// The elements of `text`, which live until the next call; `null` is a missing one. False if it is no JSON list.
  bool read(std::string_view text, std::vector<Cell>& elements);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::string padded_;
  std::deque<std::string> texts_;
};

}  // namespace leadline
