// SPDX-License-Identifier: Apache-2.0
// Files, gzip by zlib, other encodings by ICU, one behind the other; none of them holds more than a buffer.
#include "engine/data/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace leadline {

namespace {

constexpr std::size_t kBuffer = 256U << 10U;

Error cannot_read(const std::string& path, int error) {
  return Error{"cannot read `" + path + "`: " + std::strerror(error)};
}

class FileBytes : public ByteSource {
 public:
  FileBytes(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  ~FileBytes() override { ::close(descriptor_); }

  Result<std::size_t> read(char* to, std::size_t size) override {
    for (;;) {
      const ssize_t got = ::read(descriptor_, to, size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return cannot_read(path_, errno);
      taken_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
  }
  [[nodiscard]] std::uint64_t taken() const override { return taken_; }

 private:
  std::string path_;
  int descriptor_;
  std::uint64_t taken_ = 0;
};

class TextBytes : public ByteSource {
 public:
  explicit TextBytes(std::string text) : text_(std::move(text)) {}

  Result<std::size_t> read(char* to, std::size_t size) override {
    const std::size_t count = std::min(size, text_.size() - at_);
    if (count > 0) std::memcpy(to, text_.data() + at_, count);
    at_ += count;
    return count;
  }
  [[nodiscard]] std::uint64_t taken() const override { return at_; }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

// Unpacks gzip, also several members one behind the other.
class GzipBytes : public ByteSource {
 public:
  GzipBytes(std::string path, std::unique_ptr<ByteSource> packed)
      : path_(std::move(path)), packed_(std::move(packed)), buffer_(kBuffer) {
    constexpr int kGzipOnly = 16;
    ready_ = inflateInit2(&stream_, MAX_WBITS + kGzipOnly) == Z_OK;
  }
  ~GzipBytes() override { inflateEnd(&stream_); }

  Result<std::size_t> read(char* to, std::size_t size) override {
    if (!ready_) return Error{"cannot unpack `" + path_ + "`: no memory"};
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30U));
    const uInt room = stream_.avail_out;
    while (stream_.avail_out == room) {
      if (stream_.avail_in == 0) {
        Result<std::size_t> got = packed_->read(buffer_.data(), buffer_.size());
        if (!got) return got;
        if (got.value() == 0) {
          if (between_members_) return std::size_t{0};
          return Error{"cannot unpack `" + path_ + "`: it ends in the middle"};
        }
        stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
        stream_.avail_in = static_cast<uInt>(got.value());
      }
      if (between_members_ && started_ && *stream_.next_in == 0) {  // padding behind the last member
        --stream_.avail_in;
        ++stream_.next_in;
        continue;
      }
      started_ = true;
      between_members_ = false;
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result == Z_STREAM_END) {
        between_members_ = true;
        inflateReset(&stream_);
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        return Error{"cannot unpack `" + path_ + "`: it is no gzip file, or it is damaged"};
      }
    }
    return static_cast<std::size_t>(room - stream_.avail_out);
  }
  [[nodiscard]] std::uint64_t taken() const override { return packed_->taken(); }

 private:
  std::string path_;
  std::unique_ptr<ByteSource> packed_;
  std::vector<char> buffer_;
  z_stream stream_{};
  bool ready_ = false;
  bool started_ = false;
  bool between_members_ = true;
};

// Bytes that were looked at, and then the rest.
class AfterHead : public ByteSource {
 public:
  AfterHead(std::string head, std::unique_ptr<ByteSource> rest) : head_(std::move(head)), rest_(std::move(rest)) {}

  Result<std::size_t> read(char* to, std::size_t size) override {
    if (at_ == head_.size()) return rest_->read(to, size);
    const std::size_t count = std::min(size, head_.size() - at_);
    std::memcpy(to, head_.data() + at_, count);
    at_ += count;
    return count;
  }
  [[nodiscard]] std::uint64_t taken() const override { return rest_->taken(); }

 private:
  std::string head_;
  std::size_t at_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

// What the encoding does not have becomes U+FFFF, which is no character of any text and leaves as the byte 0xFF.
constexpr UChar kWrong = 0xFFFF;

void U_CALLCONV mark_wrong(const void*, UConverterToUnicodeArgs* arguments, const char*, std::int32_t,
                           UConverterCallbackReason reason, UErrorCode* error) {
  if (reason > UCNV_IRREGULAR) return;
  *error = U_ZERO_ERROR;
  const UChar wrong[] = {kWrong};
  ucnv_cbToUWriteUChars(arguments, wrong, 1, 0, error);
}

// Another encoding as UTF-8.
class DecodedBytes : public ByteSource {
 public:
  DecodedBytes(Converter converter, std::unique_ptr<ByteSource> raw)
      : converter_(std::move(converter)), raw_(std::move(raw)), buffer_(kBuffer), units_(kBuffer) {
    UErrorCode error = U_ZERO_ERROR;
    ucnv_setToUCallBack(converter_.get(), mark_wrong, nullptr, nullptr, nullptr, &error);
  }

  Result<std::size_t> read(char* to, std::size_t size) override {
    while (at_ == decoded_.size()) {
      if (at_end_) return std::size_t{0};
      if (const Result<bool> more = decode(); !more) return more.error();
    }
    const std::size_t count = std::min(size, decoded_.size() - at_);
    std::memcpy(to, decoded_.data() + at_, count);
    at_ += count;
    return count;
  }
  [[nodiscard]] std::uint64_t taken() const override { return raw_->taken(); }

 private:
  Result<bool> decode() {
    decoded_.clear();
    at_ = 0;
    const Result<std::size_t> got = raw_->read(buffer_.data(), buffer_.size());
    if (!got) return got.error();
    at_end_ = got.value() == 0;
    const char* source = buffer_.data();
    const char* const end = source + got.value();
    for (bool full = true; full;) {
      UChar* target = units_.data();
      UErrorCode error = U_ZERO_ERROR;
      ucnv_toUnicode(converter_.get(), &target, units_.data() + units_.size(), &source, end, nullptr,
                     static_cast<UBool>(at_end_), &error);
      full = error == U_BUFFER_OVERFLOW_ERROR;
      for (const UChar* unit = units_.data(); unit != target; ++unit) add(*unit);
    }
    if (at_end_ && lead_ != 0) wrong();
    return true;
  }

  void wrong() {
    decoded_ += '\xFF';
    lead_ = 0;
  }

  // One UTF-16 unit as UTF-8; halves of a pair may come in two rounds.
  void add(UChar unit) {
    std::uint32_t c = unit;
    if (lead_ != 0) {
      if (unit < 0xDC00 || unit > 0xDFFF) {
        wrong();
      } else {
        c = 0x10000 + ((lead_ - 0xD800U) << 10U) + (unit - 0xDC00U);
        lead_ = 0;
      }
    }
    if (c >= 0xD800 && c <= 0xDBFF) {
      lead_ = c;
      return;
    }
    if (c == kWrong || (c >= 0xDC00 && c <= 0xDFFF)) {
      wrong();
      return;
    }
    const auto tail = [&](unsigned shift) { decoded_ += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
    if (c < 0x80) {
      decoded_ += static_cast<char>(c);
    } else if (c < 0x800) {
      decoded_ += static_cast<char>(0xC0U | (c >> 6U));
      tail(0);
    } else if (c < 0x10000) {
      decoded_ += static_cast<char>(0xE0U | (c >> 12U));
      tail(6);
      tail(0);
    } else {
      decoded_ += static_cast<char>(0xF0U | (c >> 18U));
      tail(12);
      tail(6);
      tail(0);
    }
  }

  Converter converter_;
  std::unique_ptr<ByteSource> raw_;
  std::vector<char> buffer_;
  std::vector<UChar> units_;
  std::string decoded_;
  std::size_t at_ = 0;
  std::uint32_t lead_ = 0;
  bool at_end_ = false;
};

bool ends_with_gz(const std::string& path) { return path.size() > 3 && path.compare(path.size() - 3, 3, ".gz") == 0; }

bool is_utf8(const std::string& encoding) {
  return ucnv_compareNames(encoding.c_str(), "UTF-8") == 0 || ucnv_compareNames(encoding.c_str(), "utf8") == 0;
}

// Takes a byte order mark off, and puts a decoder before what is not UTF-8.
Result<std::unique_ptr<ByteSource>> decode(const std::string& path, std::string encoding,
                                           std::unique_ptr<ByteSource> raw) {
  std::string head(3, '\0');
  std::size_t filled = 0;
  while (filled < head.size()) {
    const Result<std::size_t> got = raw->read(head.data() + filled, head.size() - filled);
    if (!got) return got.error();
    if (got.value() == 0) break;
    filled += got.value();
  }
  head.resize(filled);
  if (head == "\xEF\xBB\xBF") {
    head.clear();
    encoding = "UTF-8";
  } else if (head.compare(0, 2, "\xFF\xFE") == 0) {
    head.erase(0, 2);
    encoding = "UTF-16LE";
  } else if (head.compare(0, 2, "\xFE\xFF") == 0) {
    head.erase(0, 2);
    encoding = "UTF-16BE";
  }
  std::unique_ptr<ByteSource> bytes = std::make_unique<AfterHead>(std::move(head), std::move(raw));
  if (encoding.empty() || is_utf8(encoding)) return bytes;
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(encoding.c_str(), &error));
  if (U_FAILURE(error) != 0) return Error{"cannot read `" + path + "`: there is no encoding `" + encoding + "`"};
  return std::unique_ptr<ByteSource>(std::make_unique<DecodedBytes>(std::move(converter), std::move(bytes)));
}

}  // namespace

Error about_file(const std::string& path, const Error& wrong) {
  return wrong.message.rfind("cannot ", 0) == 0 ? wrong : Error{"`" + path + "` " + wrong.message};
}

Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path, const std::string& encoding) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_read(path, errno);
  std::unique_ptr<ByteSource> bytes = std::make_unique<FileBytes>(path, descriptor);
  struct stat what{};
  if (::fstat(descriptor, &what) == 0 && S_ISDIR(what.st_mode)) return cannot_read(path, EISDIR);
  if (ends_with_gz(path)) bytes = std::make_unique<GzipBytes>(path, std::move(bytes));
  return decode(path, encoding, std::move(bytes));
}

Result<std::unique_ptr<ByteSource>> open_text(std::string text, const std::string& encoding) {
  return decode("text", encoding, std::make_unique<TextBytes>(std::move(text)));
}

}  // namespace leadline
