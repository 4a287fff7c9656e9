// SPDX-License-Identifier: Apache-2.0
// Messages over a pair of files, each behind its `Content-Length`. Reads what is there without waiting where asked to,
// so that a cancellation is seen before the work that it cancels. Entry points: Transport::next and send.
#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "editor/json.hpp"

namespace leadline::editor {

class Transport {
 public:
  Transport(int in, int out) : in_(in), out_(out) {}

  /// The next message that was sent; waits for it. False at the end of the input. A text that is no JSON is answered
  /// with an error and passed over, as is anything that is no header.
  bool next(Json& message);
  /// Takes in what has arrived, without waiting. True if a message is there.
  bool pending();
  /// Waits until a message is there or the input ends, or something can be read from another file. True for the latter.
  bool wait_beside(int other);
  /// Whether nothing comes for so long.
  bool quiet_for(int milliseconds);
  /// Whether among the messages that have arrived one cancels the request with this id; it is taken out.
  bool cancelled(const Json& id);

  void send(std::string_view json);
  /// Whether nothing more will come.
  [[nodiscard]] bool ended() const { return ended_; }
  /// Whether the other side no longer reads.
  [[nodiscard]] bool closed() const { return closed_; }

 private:
  // Waits for so many milliseconds at most; below 0 without end.
  bool read_more(int milliseconds);
  void take_frames();

  int in_;
  int out_;
  bool ended_ = false;
  bool closed_ = false;
  std::string buffer_;
  std::deque<Json> arrived_;
};

}  // namespace leadline::editor
