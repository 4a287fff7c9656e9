// SPDX-License-Identifier: Apache-2.0
// A few comparisons for each 64 bytes, by AVX-512, AVX2 or plain 64-bit words; the bits that are set become positions.
#include "engine/data/structural_index.hpp"

#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#define LEADLINE_X86 1
#include <immintrin.h>
#endif

namespace leadline {

namespace {

// One bit for each of 64 bytes.
struct Masks {
  std::uint64_t separator = 0;
  std::uint64_t feed = 0;
  std::uint64_t carriage_return = 0;
  std::uint64_t quote = 0;
  std::uint64_t high = 0;
  std::uint64_t nul = 0;
};

// 0x80 in each byte of the word that equals `wanted`.
std::uint64_t equal_bytes(std::uint64_t word, unsigned char wanted) {
  const std::uint64_t different = word ^ (0x0101010101010101U * wanted);
  const std::uint64_t low = (different & 0x7f7f7f7f7f7f7f7fU) + 0x7f7f7f7f7f7f7f7fU;
  return ~(low | different | 0x7f7f7f7f7f7f7f7fU);
}

// One bit for each byte that has its highest bit set.
std::uint64_t gather_bits(std::uint64_t high_bits) { return ((high_bits >> 7U) * 0x0102040810204080U) >> 56U; }

Masks look_portable(const char* at, char separator) {
  Masks masks;
  for (unsigned word_number = 0; word_number < 8; ++word_number) {
    std::uint64_t word = 0;
    for (unsigned byte = 0; byte < 8; ++byte) {
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[word_number * 8 + byte])) << (8 * byte);
    }
    const unsigned shift = word_number * 8;
    masks.separator |= gather_bits(equal_bytes(word, static_cast<unsigned char>(separator))) << shift;
    masks.feed |= gather_bits(equal_bytes(word, '\n')) << shift;
    masks.carriage_return |= gather_bits(equal_bytes(word, '\r')) << shift;
    masks.quote |= gather_bits(equal_bytes(word, '"')) << shift;
    masks.high |= gather_bits(word & 0x8080808080808080U) << shift;
    masks.nul |= gather_bits(equal_bytes(word, 0)) << shift;
  }
  return masks;
}

// The masks of what stands from `at` on; behind the end of the text there is nothing of interest.
template <class Look>
[[gnu::always_inline]] inline Masks masks_at(std::string_view text, std::size_t at, const Look& look) {
  if (at + 64 <= text.size()) return look(text.data() + at);
  char last[64];
  std::memset(last, ' ', sizeof last);  // no NUL and no high byte; that it may be the separator is masked
  std::memcpy(last, text.data() + at, text.size() - at);
  Masks masks = look(last);
  masks.separator &= (std::uint64_t{1} << (text.size() - at)) - 1;
  return masks;
}

// Puts the positions of a whole text behind one another; inlined into a function for each kind of vector, so that what
// extracts the bits may use the instructions that come with it.
template <class Look>
[[gnu::always_inline]] inline StructureSeen collect(std::string_view text, std::vector<std::uint32_t>& positions,
                                                    std::size_t from, const Look& look) {
  std::size_t filled = from;
  StructureSeen seen;
  std::uint64_t high = 0;
  std::uint64_t nul = 0;
  std::uint64_t quotes = 0;
  for (std::size_t at = 0; at < text.size(); at += 64) {
    const Masks masks = masks_at(text, at, look);
    high |= masks.high;
    nul |= masks.nul;
    quotes |= masks.quote;
    seen.feeds += static_cast<std::size_t>(__builtin_popcountll(masks.feed));
    seen.returns += static_cast<std::size_t>(__builtin_popcountll(masks.carriage_return));
    if (positions.size() < filled + 72) positions.resize(positions.size() * 2 + 4096);
    std::uint32_t* out = positions.data() + filled;
    const auto base = static_cast<std::uint32_t>(at);
    std::uint64_t bits = masks.separator | masks.feed | masks.carriage_return | masks.quote;
    const auto count = static_cast<std::size_t>(__builtin_popcountll(bits));
    // Four at a time without asking whether there are so many; what is too much is written over.
    for (std::size_t written = 0; written < count; written += 4) {
      for (unsigned n = 0; n < 4; ++n) {
        *out++ = base + static_cast<std::uint32_t>(__builtin_ctzll(bits | (std::uint64_t{1} << 63U)));
        bits &= bits - 1;
      }
    }
    filled += count;
  }
  seen.count = filled - from;
  seen.quotes = quotes != 0;
  seen.high_bytes = high != 0;
  seen.nul_bytes = nul != 0;
  return seen;
}

template <class Look>
[[gnu::always_inline]] inline Survey look_over(std::string_view text, const Look& look) {
  Survey seen;
  std::uint64_t after_return = 0;
  for (std::size_t at = 0; at < text.size(); at += 64) {
    const Masks masks = masks_at(text, at, look);
    if (masks.quote != 0) {
      seen.quotes = true;
      return seen;
    }
    const std::uint64_t second_half = ((masks.carriage_return << 1U) | after_return) & masks.feed;
    after_return = masks.carriage_return >> 63U;
    seen.breaks += static_cast<std::size_t>(__builtin_popcountll(masks.feed | masks.carriage_return) -
                                            __builtin_popcountll(second_half));
  }
  return seen;
}

template <class Look>
[[gnu::always_inline]] inline std::size_t count_feeds(std::string_view text, const Look& look) {
  std::size_t feeds = 0;
  for (std::size_t at = 0; at < text.size(); at += 64) {
    feeds += static_cast<std::size_t>(__builtin_popcountll(masks_at(text, at, look).feed));
  }
  return feeds;
}

StructureSeen index_portable(std::string_view text, char separator, std::vector<std::uint32_t>& positions,
                             std::size_t from) {
  return collect(text, positions, from, [&](const char* at) { return look_portable(at, separator); });
}

Survey survey_portable(std::string_view text) {
  return look_over(text, [](const char* at) { return look_portable(at, '\n'); });
}

std::size_t feeds_portable(std::string_view text) {
  return count_feeds(text, [](const char* at) { return look_portable(at, '\n'); });
}

#if LEADLINE_X86

#define LEADLINE_AVX2 __attribute__((target("avx2,popcnt,bmi")))
#define LEADLINE_AVX512 __attribute__((target("avx512f,avx512bw,popcnt,bmi")))

LEADLINE_AVX2 inline Masks look_avx2(const char* at, char separator) {
  Masks masks;
  for (unsigned half = 0; half < 2; ++half) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + half * 32));
    const auto equal = [&](char wanted) LEADLINE_AVX2 {
      const int bits = _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(wanted)));
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(bits)) << (half * 32);
    };
    masks.separator |= equal(separator);
    masks.feed |= equal('\n');
    masks.carriage_return |= equal('\r');
    masks.quote |= equal('"');
    masks.high |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes))) << (half * 32);
    masks.nul |= equal('\0');
  }
  return masks;
}

LEADLINE_AVX512 inline Masks look_avx512(const char* at, char separator) {
  const __m512i bytes = _mm512_loadu_si512(at);
  return {_mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(separator)),
          _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
          _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')),
          _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')),
          _mm512_movepi8_mask(bytes),
          _mm512_cmpeq_epi8_mask(bytes, _mm512_setzero_si512())};
}

LEADLINE_AVX2 StructureSeen index_avx2(std::string_view text, char separator, std::vector<std::uint32_t>& positions,
                                       std::size_t from) {
  return collect(text, positions, from, [&](const char* at) LEADLINE_AVX2 { return look_avx2(at, separator); });
}

LEADLINE_AVX512 StructureSeen index_avx512(std::string_view text, char separator, std::vector<std::uint32_t>& positions,
                                           std::size_t from) {
  return collect(text, positions, from, [&](const char* at) LEADLINE_AVX512 { return look_avx512(at, separator); });
}

LEADLINE_AVX2 Survey survey_avx2(std::string_view text) {
  return look_over(text, [](const char* at) LEADLINE_AVX2 { return look_avx2(at, '\n'); });
}

LEADLINE_AVX512 Survey survey_avx512(std::string_view text) {
  return look_over(text, [](const char* at) LEADLINE_AVX512 { return look_avx512(at, '\n'); });
}

LEADLINE_AVX2 std::size_t feeds_avx2(std::string_view text) {
  return count_feeds(text, [](const char* at) LEADLINE_AVX2 { return look_avx2(at, '\n'); });
}

LEADLINE_AVX512 std::size_t feeds_avx512(std::string_view text) {
  return count_feeds(text, [](const char* at) LEADLINE_AVX512 { return look_avx512(at, '\n'); });
}

#endif

struct Functions {
  StructureSeen (*index)(std::string_view, char, std::vector<std::uint32_t>&, std::size_t);
  Survey (*survey)(std::string_view);
  std::size_t (*feeds)(std::string_view);
};

constexpr Functions kPortableFunctions{index_portable, survey_portable, feeds_portable};

Functions functions_for(bool avx512) {
#if LEADLINE_X86
  if (avx512 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi")) {
    return {index_avx512, survey_avx512, feeds_avx512};
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) return {index_avx2, survey_avx2, feeds_avx2};
#else
  static_cast<void>(avx512);
#endif
  return kPortableFunctions;
}

const Functions& functions(IndexPath path) {
  static const Functions kFastestFunctions = functions_for(true);
  static const Functions kNarrowFunctions = functions_for(false);
  switch (path) {
    case IndexPath::kFastest:
      return kFastestFunctions;
    case IndexPath::kAvx2:
      return kNarrowFunctions;
    case IndexPath::kPortable:
      break;
  }
  return kPortableFunctions;
}

}  // namespace

StructureSeen index_structure(std::string_view text, char separator, std::vector<std::uint32_t>& positions,
                              std::size_t from, IndexPath path) {
  if (positions.size() < from) positions.resize(from);  // of an empty text there are none, but a place for them
  return functions(path).index(text, separator, positions, from);
}

Survey survey(std::string_view text, IndexPath path) { return functions(path).survey(text); }

std::size_t line_feeds(std::string_view text, IndexPath path) { return functions(path).feeds(text); }

}  // namespace leadline
