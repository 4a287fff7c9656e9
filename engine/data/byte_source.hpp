// SPDX-License-Identifier: Apache-2.0
// A file as a stream of UTF-8, whatever it was: plain or gzip, UTF-8 or another encoding, with or without a byte order
// mark. Files are read, not mapped, so one that shrinks meanwhile is short and not a crash, and memory that was read is
// used again. Entry point: open_bytes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "leadline/result.hpp"

namespace leadline {

class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// Fills up to `size` bytes and says how many; 0 only at the end.
  virtual Result<std::size_t> read(char* to, std::size_t size) = 0;
  /// Bytes of the file itself that were taken so far.
  [[nodiscard]] virtual std::uint64_t taken() const = 0;
};

/// What is wrong with a file, with its path before it; that bytes cannot be read or unpacked says it already.
[[nodiscard]] Error about_file(const std::string& path, const Error& wrong);

/// Opens a file; `.gz` is unpacked. `encoding` is a name that ICU knows; UTF-16 shows itself by its byte order mark. A
/// sequence that the encoding does not have comes out as the byte 0xFF, which is no UTF-8, so that its row is found.
Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path, const std::string& encoding);

/// A text that is there already, in an encoding as above.
Result<std::unique_ptr<ByteSource>> open_text(std::string text, const std::string& encoding);

}  // namespace leadline
