// SPDX-License-Identifier: Apache-2.0
// One JSON object in a text, taken apart into keys and cells. Entry point: JsonObject::read.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/block.hpp"

namespace leadline {

struct JsonMember {
  std::string_view key;
  Cell cell;  // without bytes: `null`
};

class JsonObject {
 public:
  JsonObject();
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;
  ~JsonObject();

  /// The members of the object that `text` is, in their order; they live until the next call. Why it is none, if it is
  /// none; else an empty text.
  std::string read(std::string_view text, std::vector<JsonMember>& members);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::string padded_;
  std::deque<std::string> texts_;
};

}  // namespace leadline
