// SPDX-License-Identifier: Apache-2.0
// The dictionary of a text column: open addressing with the whole text beside the code if it is short, else its hash,
// so that most probes touch one cache line and never the texts.
#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/data/column.hpp"

namespace leadline {

namespace {

constexpr std::size_t kFirstSlots = 64;

// Texts up to this size are their own keys.
constexpr std::size_t kPacked = 8;

// A dictionary with more texts than this is taken not to lie in the nearest cache.
constexpr std::size_t kLarge = 2048;

// The first byte is the lowest, whatever the machine does.
template <class T>
T from_bytes(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  if constexpr (std::endian::native == std::endian::big) {
    value = sizeof(T) == 8 ? static_cast<T>(__builtin_bswap64(value)) : static_cast<T>(__builtin_bswap32(value));
  }
  return value;
}

std::uint64_t eight(const char* at) { return from_bytes<std::uint64_t>(at); }
std::uint32_t four(const char* at) { return from_bytes<std::uint32_t>(at); }

// The two halves of a 128-bit product, mixed: every bit of both factors reaches every bit of the result.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

// Equal bytes; both have `size` of them. Most texts are short, so a call of memcmp would be most of the work.
inline bool equal(const char* a, const char* b, std::size_t size) {
  if (size > 32) return std::memcmp(a, b, size) == 0;
  if (size > 16) {
    const auto differ = [&](std::size_t at) { return eight(a + at) ^ eight(b + at); };
    return (differ(0) | differ(8) | differ(size - 16) | differ(size - 8)) == 0;
  }
  if (size >= 8) return ((eight(a) ^ eight(b)) | (eight(a + size - 8) ^ eight(b + size - 8))) == 0;
  if (size >= 4) return ((four(a) ^ four(b)) | (four(a + size - 4) ^ four(b + size - 4))) == 0;
  return a[0] == b[0] && a[size / 2] == b[size / 2] && a[size - 1] == b[size - 1];
}

constexpr std::uint64_t kSeedA = 0xa0761d6478bd642fU;
constexpr std::uint64_t kSeedB = 0xe7037ed1a0b428dbU;

// A text of one to eight bytes as a number, the first byte lowest.
std::uint64_t packed(std::string_view text) {
  const char* at = text.data();
  const std::size_t size = text.size();
  if (size == 8) return eight(at);
  if (size >= 4) return four(at) | (static_cast<std::uint64_t>(four(at + size - 4)) << (8 * (size - 4)));
  const auto byte = [&](std::size_t n) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(at[n])) << (8 * n);
  };
  return size == 0 ? 0 : byte(0) | byte(size / 2) | byte(size - 1);
}

// The same, where eight bytes can be read; without a branch that depends on the size.
std::uint64_t packed_padded(std::string_view text) {
  return eight(text.data()) & ((std::uint64_t{1} << (8 * (text.size() & 7U))) - 1 - (text.size() >> 3U));
}

// Where a key is looked for first.
std::uint32_t place(std::uint64_t key, std::size_t size) {
  return static_cast<std::uint32_t>(size > kPacked ? key : mix(key ^ kSeedA, size ^ kSeedB));
}

}  // namespace

Dictionary::Dictionary() : ends_(1, 0), slots_(kFirstSlots), mask_(kFirstSlots - 1) {}

std::uint64_t Dictionary::key(std::string_view text) {
  const std::size_t size = text.size();
  if (size <= kPacked) return packed(text);
  const char* at = text.data();
  std::uint64_t state = kSeedA ^ size;
  if (size < 16) return mix(eight(at) ^ kSeedB, eight(at + size - 8) ^ state);
  const char* const last = at + size - 16;
  for (; at < last; at += 16) state = mix(eight(at) ^ kSeedB, eight(at + 8) ^ state);
  return mix(eight(last) ^ kSeedB, eight(last + 8) ^ state);
}

// A free slot looks like the empty text, and stops the search for every other.
inline std::uint32_t Dictionary::find(std::string_view text, std::uint64_t key, std::uint32_t& slot) const {
  for (slot = place(key, text.size()) & mask_;; slot = (slot + 1) & mask_) {
    const Slot& here = slots_[slot];
    if (here.key == key && here.size == text.size() &&
        (text.size() <= kPacked || equal(bytes_.data() + ends_[here.code - 1], text.data(), text.size()))) {
      return here.code;
    }
    if (here.code == 0) return 0;
  }
}

std::uint32_t Dictionary::find(std::string_view text) const {
  std::uint32_t slot = 0;
  return find(text, key(text), slot);
}

bool Dictionary::find_all(std::span<const std::string_view> texts, bool padded, std::uint32_t* codes) const {
  constexpr std::size_t kTogether = 64;
  const bool large = ends_.size() > kLarge;
  bool missed = false;
  std::uint64_t keys[kTogether];
  for (std::size_t from = 0; from < texts.size(); from += kTogether) {
    const std::size_t count = std::min(texts.size() - from, kTogether);
    const std::string_view* const part = texts.data() + from;
    if (padded) {
      for (std::size_t n = 0; n < count; ++n) {
        keys[n] = part[n].size() <= kPacked ? packed_padded(part[n]) : key(part[n]);
      }
    } else {
      for (std::size_t n = 0; n < count; ++n) keys[n] = key(part[n]);
    }
    if (large) {
      for (std::size_t n = 0; n < count; ++n) {
        __builtin_prefetch(slots_.data() + (place(keys[n], part[n].size()) & mask_));
      }
      for (std::size_t n = 0; n < count; ++n) {
        if (part[n].size() <= kPacked) continue;
        const std::uint32_t code = slots_[place(keys[n], part[n].size()) & mask_].code;  // most likely
        __builtin_prefetch(ends_.data() + code);
      }
      for (std::size_t n = 0; n < count; ++n) {
        if (part[n].size() <= kPacked) continue;
        const std::uint32_t code = slots_[place(keys[n], part[n].size()) & mask_].code;
        if (code != 0) __builtin_prefetch(bytes_.data() + ends_[code - 1]);
      }
    }
    for (std::size_t n = 0; n < count; ++n) {
      std::uint32_t slot = 0;
      const std::uint32_t code = find(part[n], keys[n], slot);
      codes[from + n] = code;
      missed |= static_cast<int>(code == 0) & static_cast<int>(!part[n].empty());
    }
  }
  return missed;
}

std::uint32_t Dictionary::add(std::string_view text) {
  if (text.empty()) return 0;
  const std::uint64_t key_of_text = key(text);
  std::uint32_t slot = 0;
  if (const std::uint32_t known = find(text, key_of_text, slot); known != 0) return known;
  const std::uint32_t code = size();
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  ends_.push_back(bytes_.size());
  slots_[slot] = {key_of_text, static_cast<std::uint32_t>(text.size()), code};
  if (static_cast<std::uint64_t>(code) * 10 >= slots_.size() * std::uint64_t{6}) grow();
  return code;
}

void Dictionary::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const auto mask = static_cast<std::uint32_t>(larger.size() - 1);
  for (const Slot& entry : slots_) {
    if (entry.code == 0) continue;
    std::uint32_t slot = place(entry.key, entry.size) & mask;
    while (larger[slot].code != 0) slot = (slot + 1) & mask;
    larger[slot] = entry;
  }
  slots_ = std::move(larger);
  mask_ = mask;
}

std::size_t Dictionary::bytes() const {
  return bytes_.size() + ends_.size() * sizeof(std::uint64_t) + slots_.size() * sizeof(Slot);
}

void Dictionary::clear() {
  bytes_.clear();
  ends_.resize(1);
  std::fill(slots_.begin(), slots_.end(), Slot());
}

}  // namespace leadline
