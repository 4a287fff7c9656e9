// SPDX-License-Identifier: Apache-2.0
// The dictionary of a text column: open addressing with the hash beside the code, so that a probe that misses touches
// one cache line and never the texts.
#include <cstring>

#include "engine/data/column.hpp"

namespace leadline {

namespace {

constexpr std::size_t kFirstSlots = 64;

// A dictionary with more texts than this is taken not to lie in the nearest cache.
constexpr std::size_t kLarge = 2048;

std::uint64_t eight(const char* at) {
  std::uint64_t value;
  std::memcpy(&value, at, 8);
  return value;
}

std::uint32_t four(const char* at) {
  std::uint32_t value;
  std::memcpy(&value, at, 4);
  return value;
}

// The two halves of a 128-bit product, mixed: every bit of both factors reaches every bit of the result.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

// Equal bytes; both have `size` of them. Most texts are short, so a call of memcmp would be most of the work.
inline bool equal(const char* a, const char* b, std::size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8) return ((eight(a) ^ eight(b)) | (eight(a + size - 8) ^ eight(b + size - 8))) == 0;
  if (size >= 4) return ((four(a) ^ four(b)) | (four(a + size - 4) ^ four(b + size - 4))) == 0;
  return a[0] == b[0] && a[size / 2] == b[size / 2] && a[size - 1] == b[size - 1];
}

constexpr std::uint64_t kSeedA = 0xa0761d6478bd642fU;
constexpr std::uint64_t kSeedB = 0xe7037ed1a0b428dbU;

}  // namespace

Dictionary::Dictionary() : ends_(1, 0), slots_(kFirstSlots, 0), mask_(kFirstSlots - 1) {}

std::uint32_t Dictionary::hash(std::string_view text) {
  const char* at = text.data();
  const std::size_t size = text.size();
  std::uint64_t state = kSeedA ^ size;
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  if (size > 16) {
    const char* last = at + size - 16;
    for (; at < last; at += 16) state = mix(eight(at) ^ kSeedB, eight(at + 8) ^ state);
    a = eight(last);
    b = eight(last + 8);
  } else if (size >= 8) {
    a = eight(at);
    b = eight(at + size - 8);
  } else if (size >= 4) {
    a = four(at);
    b = four(at + size - 4);
  } else if (size > 0) {
    a = (static_cast<std::uint64_t>(static_cast<unsigned char>(at[0])) << 16U) |
        (static_cast<std::uint64_t>(static_cast<unsigned char>(at[size / 2])) << 8U) |
        static_cast<unsigned char>(at[size - 1]);
  }
  const std::uint64_t mixed = mix(a ^ kSeedB, b ^ state);
  return static_cast<std::uint32_t>(mixed ^ (mixed >> 32U));
}

std::uint32_t Dictionary::find(std::string_view text, std::uint32_t hash) const {
  if (text.empty()) return 0;
  for (std::uint32_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
    const std::uint64_t entry = slots_[slot];
    if (entry == 0) return 0;
    if (static_cast<std::uint32_t>(entry >> 32U) != hash) continue;
    const auto code = static_cast<std::uint32_t>(entry);
    const std::uint64_t begin = ends_[code - 1];
    if (ends_[code] - begin == text.size() && equal(bytes_.data() + begin, text.data(), text.size())) return code;
  }
}

void Dictionary::find_all(std::span<const std::string_view> texts, std::uint32_t* hashes, std::uint32_t* codes) const {
  for (std::size_t n = 0; n < texts.size(); ++n) {
    hashes[n] = hash(texts[n]);
    __builtin_prefetch(slots_.data() + (hashes[n] & mask_));
  }
  if (ends_.size() > kLarge) {
    for (std::size_t n = 0; n < texts.size(); ++n) {
      codes[n] = static_cast<std::uint32_t>(slots_[hashes[n] & mask_]);  // most likely
      __builtin_prefetch(ends_.data() + codes[n]);
    }
    for (std::size_t n = 0; n < texts.size(); ++n) {
      if (codes[n] != 0) __builtin_prefetch(bytes_.data() + ends_[codes[n] - 1]);
    }
  }
  for (std::size_t n = 0; n < texts.size(); ++n) codes[n] = find(texts[n], hashes[n]);
}

std::uint32_t Dictionary::add(std::string_view text, std::uint32_t hash) {
  if (text.empty()) return 0;
  std::uint32_t slot = hash & mask_;
  for (;; slot = (slot + 1) & mask_) {
    const std::uint64_t entry = slots_[slot];
    if (entry == 0) break;
    if (static_cast<std::uint32_t>(entry >> 32U) != hash) continue;
    const auto code = static_cast<std::uint32_t>(entry);
    const std::uint64_t begin = ends_[code - 1];
    if (ends_[code] - begin == text.size() && equal(bytes_.data() + begin, text.data(), text.size())) return code;
  }
  const std::uint32_t code = size();
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  ends_.push_back(bytes_.size());
  slots_[slot] = (static_cast<std::uint64_t>(hash) << 32U) | code;
  if (static_cast<std::uint64_t>(code) * 10 >= slots_.size() * std::uint64_t{6}) grow();
  return code;
}

void Dictionary::grow() {
  std::vector<std::uint64_t> larger(slots_.size() * 2, 0);
  const auto mask = static_cast<std::uint32_t>(larger.size() - 1);
  for (const std::uint64_t entry : slots_) {
    if (entry == 0) continue;
    std::uint32_t slot = static_cast<std::uint32_t>(entry >> 32U) & mask;
    while (larger[slot] != 0) slot = (slot + 1) & mask;
    larger[slot] = entry;
  }
  slots_ = std::move(larger);
  mask_ = mask;
}

std::size_t Dictionary::bytes() const {
  return bytes_.size() + ends_.size() * sizeof(std::uint64_t) + slots_.size() * sizeof(std::uint64_t);
}

void Dictionary::clear() {
  bytes_.clear();
  ends_.resize(1);
  std::fill(slots_.begin(), slots_.end(), 0);
}

}  // namespace leadline
