// SPDX-License-Identifier: Apache-2.0
// Framing: headers to an empty line, then as many bytes as they say.
#include "editor/transport.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace leadline::editor {

namespace {

// Longer than any rule file is; what claims to be longer is garbage.
constexpr std::size_t kLongest = std::size_t{256} << 20U;
constexpr std::size_t kLongestHeader = 4096;
constexpr int kForEver = -1;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The length that a block of headers names; kLongest + 1 if none.
std::size_t length_in(std::string_view header) {
  constexpr std::string_view kName = "content-length:";
  for (std::size_t line = 0; line < header.size();) {
    const std::size_t end = std::min(header.find('\n', line), header.size());
    const std::string_view text = header.substr(line, end - line);
    line = end + 1;
    if (text.size() < kName.size() ||
        !std::equal(kName.begin(), kName.end(), text.begin(), [](char a, char b) { return a == lower(b); }))
      continue;
    std::size_t length = 0;
    bool any = false;
    for (const char c : text.substr(kName.size())) {
      if (c == ' ' || c == '\t' || c == '\r') continue;
      if (c < '0' || c > '9' || length > kLongest) return kLongest + 1;
      length = length * 10 + static_cast<std::size_t>(c - '0');
      any = true;
    }
    if (any) return length;
  }
  return kLongest + 1;
}

}  // namespace

bool Transport::read_more(int milliseconds) {
  if (ended_) return false;
  while (true) {
    pollfd ready{in_, POLLIN, 0};
    const int polled = poll(&ready, 1, milliseconds);
    if (polled < 0 && errno == EINTR) continue;
    if (polled <= 0) return false;
    char piece[65536];
    const ssize_t got = read(in_, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    buffer_.append(piece, static_cast<std::size_t>(got));
    return true;
  }
}

void Transport::take_frames() {
  std::size_t at = 0;
  while (true) {
    std::size_t end = buffer_.find("\r\n\r\n", at);
    std::size_t body = end + 4;
    if (const std::size_t bare = buffer_.find("\n\n", at); bare != std::string::npos && bare < end) {
      end = bare;
      body = bare + 2;
    }
    if (end == std::string::npos) {
      // A header is short: what goes on and on is none, and the next one is looked for behind it.
      if (buffer_.size() - at > kLongestHeader) at = buffer_.size() - kLongestHeader / 2;
      break;
    }
    const std::size_t length = length_in(std::string_view(buffer_).substr(at, end - at));
    if (length > kLongest) {
      at = body;
      continue;
    }
    if (buffer_.size() - body < length) break;
    std::optional<Json> message = parse_json(std::string_view(buffer_).substr(body, length));
    at = body + length;
    if (message && message->is(Json::Kind::kObject)) {
      arrived_.push_back(std::move(*message));
    } else if (message && message->is(Json::Kind::kArray)) {
      send(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"messages come one at a time"}})");
    } else {
      send(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"this is no JSON"}})");
    }
  }
  buffer_.erase(0, at);
}

bool Transport::pending() {
  while (read_more(0)) take_frames();
  return !arrived_.empty();
}

bool Transport::wait_beside(int other) {
  while (!pending() && !ended_) {
    pollfd ready[2] = {{in_, POLLIN, 0}, {other, POLLIN, 0}};
    if (poll(ready, 2, kForEver) < 0 && errno != EINTR) return false;
    if (ready[1].revents != 0) return true;
  }
  return false;
}

bool Transport::quiet_for(int milliseconds) {
  if (!arrived_.empty() || ended_) return false;
  if (!read_more(milliseconds)) return !ended_;
  take_frames();
  return false;
}

bool Transport::next(Json& message) {
  while (arrived_.empty()) {
    if (!read_more(kForEver)) return false;
    take_frames();
  }
  message = std::move(arrived_.front());
  arrived_.pop_front();
  return true;
}

bool Transport::cancelled(const Json& id) {
  const auto found = std::find_if(arrived_.begin(), arrived_.end(), [&](const Json& message) {
    const Json& which = message["params"]["id"];
    return message["method"].text == "$/cancelRequest" && which.kind == id.kind && which.text == id.text;
  });
  if (found == arrived_.end()) return false;
  arrived_.erase(found);
  return true;
}

void Transport::send(std::string_view json) {
  std::string frame = "Content-Length: " + std::to_string(json.size()) + "\r\n\r\n";
  frame += json;
  for (std::size_t sent = 0; sent < frame.size() && !closed_;) {
    const ssize_t wrote = write(out_, frame.data() + sent, frame.size() - sent);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      closed_ = true;
    } else {
      sent += static_cast<std::size_t>(wrote);
    }
  }
}

}  // namespace leadline::editor
