// SPDX-License-Identifier: Apache-2.0
// The dictionary of a text column: open addressing with the whole text beside the code if it is short, else its hash,
// so that most probes touch one cache line and never the texts. Numbers that lie close together need no hash.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "engine/data/column.hpp"
#include "engine/data/prefetch.hpp"

namespace leadline {

namespace {

constexpr std::size_t kFirstSlots = 64;

// Texts up to this size are their own keys.
constexpr std::size_t kPacked = 16;

// No number that lies close to others.
constexpr std::uint32_t kNoNumber = ~std::uint32_t{0};

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

// A text of up to eight bytes as a number, the first byte lowest.
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

// The low bytes of a number, all of them from eight on.
constexpr std::uint64_t low_bytes(std::size_t count) {
  return count >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * count)) - 1;
}

constexpr auto kLowBytes = [] {
  std::array<Dictionary::Key, kPacked + 1> masks{};
  for (std::size_t size = 0; size <= kPacked; ++size) {
    masks[size] = {low_bytes(size), size < 8 ? 0 : low_bytes(size - 8)};
  }
  return masks;
}();

// The key of a short text where sixteen bytes can be read; without a branch that depends on the size.
inline Dictionary::Key padded_key(std::string_view text) {
  const Dictionary::Key& mask = kLowBytes[text.size()];
  return {eight(text.data()) & mask.low, eight(text.data() + 8) & mask.high};
}

// The number whose up to eight digits a text is, as one would write it; more than 32 bits if it is none.
inline std::uint64_t number_of(const Dictionary::Key& key, std::size_t size) {
  const std::uint64_t packed = key.low;
  // As if there were eight digits; of an empty text the zeros are no digits.
  std::uint64_t digits = (packed ^ 0x3030303030303030U) << ((64 - 8 * size) & 63U);
  const bool wrong = (((digits + 0x7676767676767676U) | digits) & 0x8080808080808080U) != 0;
  const bool leading_zero = (packed & 0xFFU) == '0' && size > 1;
  digits = digits * 10 + (digits >> 8U);  // each second byte: two digits
  const std::uint64_t pairs = 0x000000FF000000FFU;
  const std::uint64_t number =
      ((digits & pairs) * 0x000F424000000064U + ((digits >> 16U) & pairs) * 0x0000271000000001U) >> 32U;
  return wrong || leading_zero || size > 8 ? ~std::uint64_t{0} : number;
}

// Where a key is looked for first.
inline std::uint32_t place(const Dictionary::Key& key) {
  return static_cast<std::uint32_t>(mix(key.low ^ kSeedA, key.high ^ kSeedB));
}

}  // namespace

Dictionary::Dictionary() : ends_(1, 0), slots_(kFirstSlots), mask_(kFirstSlots - 1) {}

Dictionary::Key Dictionary::key(std::string_view text) {
  const std::size_t size = text.size();
  const char* at = text.data();
  if (size <= 8) return {packed(text), 0};
  if (size <= kPacked) return {eight(at), eight(at + size - 8) >> (8 * (16 - size))};
  std::uint64_t state = kSeedA ^ size;
  const char* const last = at + size - 16;
  for (; at < last; at += 16) state = mix(eight(at) ^ kSeedB, eight(at + 8) ^ state);
  return {mix(eight(last) ^ kSeedB, eight(last + 8) ^ state), size};
}

// A free slot looks like the empty text, and stops the search for every other.
inline std::uint32_t Dictionary::find(std::string_view text, const Key& key, std::uint32_t& slot) const {
  for (slot = place(key) & mask_;; slot = (slot + 1) & mask_) {
    const Slot& here = slots_[slot];
    if (here.key == key && here.size == text.size() &&
        (text.size() <= kPacked || equal(bytes_.data() + ends_[here.code - 1], text.data(), text.size()))) {
      return here.code;
    }
    if (here.code == 0) return 0;
  }
}

void Dictionary::expect(std::string_view text) const {
  const Key key_of_text = key(text);
  const std::uint64_t number = number_of(key_of_text, text.size());
  if (number < code_of_number_.size()) return prefetch(&code_of_number_[number]);
  if (!slots_.empty()) prefetch(&slots_[place(key_of_text) & mask_]);
}

void Dictionary::expect_place(std::uint32_t code) const {
  if (code != 0) prefetch_all(&ends_[code - 1], 2);
}

void Dictionary::expect_text(std::uint32_t code) const {
  if (code != 0) prefetch(bytes_.data() + ends_[code - 1]);
}

std::uint32_t Dictionary::find(std::string_view text) const {
  std::uint32_t slot = 0;
  const Key key_of_text = key(text);
  const std::uint64_t number = number_of(key_of_text, text.size());
  return number < code_of_number_.size() ? code_of_number_[number] : find(text, key_of_text, slot);
}

// Codes of those texts that are numbers close to others, 0 for all others; whether all of them are such or empty.
bool Dictionary::find_numbers(std::span<const std::string_view> texts, const Key* keys,
                              std::uint32_t* codes) const {
  // Where they lie is known for all before any is read: then nobody waits for one after the other.
  for (std::size_t n = 0; n < texts.size(); ++n) {
    const std::uint64_t number = number_of(keys[n], texts[n].size());
    codes[n] = number < code_of_number_.size() ? static_cast<std::uint32_t>(number) : kNoNumber;
  }
  std::size_t found = 0;
  for (std::size_t n = 0; n < texts.size(); ++n) {
    codes[n] = codes[n] == kNoNumber ? 0 : code_of_number_[codes[n]];
    found += static_cast<std::size_t>(codes[n] != 0 || texts[n].empty());
  }
  return found == texts.size();
}

bool Dictionary::find_all(std::span<const std::string_view> texts, bool padded, std::uint32_t* codes) const {
  constexpr std::size_t kTogether = 64;
  const bool large = ends_.size() > kLarge;
  const bool numbers = !code_of_number_.empty();
  bool missed = false;
  Key keys[kTogether];
  for (std::size_t from = 0; from < texts.size(); from += kTogether) {
    const std::size_t count = std::min(texts.size() - from, kTogether);
    const std::string_view* const part = texts.data() + from;
    if (padded) {
      for (std::size_t n = 0; n < count; ++n) {
        keys[n] = part[n].size() <= kPacked ? padded_key(part[n]) : key(part[n]);
      }
    } else {
      for (std::size_t n = 0; n < count; ++n) keys[n] = key(part[n]);
    }
    if (numbers && find_numbers({part, count}, keys, codes + from)) continue;
    if (large) {
      for (std::size_t n = 0; n < count; ++n) {
        prefetch(slots_.data() + (place(keys[n]) & mask_));
      }
      for (std::size_t n = 0; n < count; ++n) {
        if (part[n].size() <= kPacked) continue;
        const std::uint32_t code = slots_[place(keys[n]) & mask_].code;  // most likely
        prefetch(ends_.data() + code);
      }
      for (std::size_t n = 0; n < count; ++n) {
        if (part[n].size() <= kPacked) continue;
        const std::uint32_t code = slots_[place(keys[n]) & mask_].code;
        if (code != 0) prefetch(bytes_.data() + ends_[code - 1]);
      }
    }
    for (std::size_t n = 0; n < count; ++n) {
      std::uint32_t slot = 0;
      std::uint32_t& code = codes[from + n];
      if (!numbers || code == 0) code = find(part[n], keys[n], slot);
      missed |= static_cast<int>(code == 0) & static_cast<int>(!part[n].empty());
    }
  }
  return missed;
}

std::uint32_t Dictionary::add(std::string_view text) {
  if (text.empty()) return 0;
  const Key key_of_text = key(text);
  const std::uint64_t number = number_of(key_of_text, text.size());
  const bool is_near = number < code_of_number_.size();
  std::uint32_t slot = 0;
  const std::uint32_t known = is_near ? code_of_number_[number] : find(text, key_of_text, slot);
  if (known != 0) return known;
  const std::uint32_t code = size();
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  ends_.push_back(bytes_.size());
  if (is_near) {
    code_of_number_[number] = code;
    return code;
  }
  slots_[slot] = {key_of_text, static_cast<std::uint32_t>(text.size()), code};
  if (std::uint64_t{++taken_} * 10 >= slots_.size() * std::uint64_t{6}) grow();
  return code;
}

// Puts an entry that is not there into slots of which there are enough.
void Dictionary::put(std::vector<Slot>& slots, const Slot& entry) {
  const auto mask = static_cast<std::uint32_t>(slots.size() - 1);
  std::uint32_t slot = place(entry.key) & mask;
  while (slots[slot].code != 0) slot = (slot + 1) & mask;
  slots[slot] = entry;
}

// Takes numbers out of the slots if they lie close together: half of all texts below twice as many. Doubles the slots
// if that does not help.
void Dictionary::grow() {
  const std::size_t limit = std::size_t{2} * size();
  const auto is_near = [&](const Slot& entry) { return entry.code != 0 && number_of(entry.key, entry.size) < limit; };
  const auto near = static_cast<std::uint32_t>(std::count_if(slots_.begin(), slots_.end(), is_near));
  const bool close = std::size_t{2} * (size() - 1 - taken_ + near) >= size();
  if (close && limit > code_of_number_.size()) code_of_number_.resize(limit);
  const std::uint32_t left = close ? taken_ - near : taken_;
  std::vector<Slot> slots(slots_.size() * (std::size_t{left} * 10 >= slots_.size() * 3 ? 2 : 1));
  for (const Slot& entry : slots_) {
    if (entry.code == 0) continue;
    if (close && is_near(entry)) {
      code_of_number_[number_of(entry.key, entry.size)] = entry.code;
    } else {
      put(slots, entry);
    }
  }
  slots_ = std::move(slots);
  mask_ = static_cast<std::uint32_t>(slots_.size() - 1);
  taken_ = left;
}

std::size_t Dictionary::bytes() const {
  return bytes_.size() + ends_.size() * sizeof(std::uint64_t) + slots_.size() * sizeof(Slot) +
         code_of_number_.size() * sizeof(std::uint32_t);
}

void Dictionary::clear() {
  bytes_.clear();
  ends_.resize(1);
  std::fill(slots_.begin(), slots_.end(), Slot());
  std::fill(code_of_number_.begin(), code_of_number_.end(), 0);
  taken_ = 0;
}

}  // namespace leadline
