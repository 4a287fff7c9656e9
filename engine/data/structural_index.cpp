// SPDX-License-Identifier: Apache-2.0
// Four comparisons for each 64 bytes, by AVX-512, AVX2 or plain 64-bit words; the bits that are set become positions.
#include "engine/data/structural_index.hpp"

#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#define LEADLINE_X86 1
#include <immintrin.h>
#endif

namespace leadline {

namespace {

struct Masks {
  std::uint64_t structure = 0;
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
    const std::uint64_t structure = equal_bytes(word, static_cast<unsigned char>(separator)) | equal_bytes(word, '\n') |
                                    equal_bytes(word, '\r') | equal_bytes(word, '"');
    const unsigned shift = word_number * 8;
    masks.structure |= gather_bits(structure) << shift;
    masks.high |= gather_bits(word & 0x8080808080808080U) << shift;
    masks.nul |= gather_bits(equal_bytes(word, 0)) << shift;
  }
  return masks;
}

// Puts the positions of a whole text behind one another; inlined into a function for each kind of vector, so that what
// extracts the bits may use the instructions that come with it.
template <class Look>
[[gnu::always_inline]] inline StructureSeen collect(std::string_view text, std::vector<std::uint32_t>& positions,
                                                    const Look& look) {
  std::size_t filled = 0;
  Masks seen;
  for (std::size_t at = 0; at < text.size(); at += 64) {
    Masks masks;
    if (at + 64 <= text.size()) {
      masks = look(text.data() + at);
    } else {
      char last[64];
      std::memset(last, ' ', sizeof last);  // no NUL and no high byte; that it may be the separator is masked
      std::memcpy(last, text.data() + at, text.size() - at);
      masks = look(last);
      masks.structure &= (std::uint64_t{1} << (text.size() - at)) - 1;
    }
    seen.high |= masks.high;
    seen.nul |= masks.nul;
    if (positions.size() < filled + 72) positions.resize(positions.size() * 2 + 4096);
    std::uint32_t* out = positions.data() + filled;
    const auto base = static_cast<std::uint32_t>(at);
    std::uint64_t bits = masks.structure;
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
  return {filled, seen.high != 0, seen.nul != 0};
}

StructureSeen index_portable(std::string_view text, char separator, std::vector<std::uint32_t>& positions) {
  return collect(text, positions, [&](const char* at) { return look_portable(at, separator); });
}

#if LEADLINE_X86

__attribute__((target("avx2,popcnt,bmi"))) StructureSeen index_avx2(std::string_view text, char separator,
                                                                    std::vector<std::uint32_t>& positions) {
  return collect(text, positions, [&](const char* at) __attribute__((target("avx2,popcnt,bmi"))) {
    Masks masks;
    for (unsigned half = 0; half < 2; ++half) {
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + half * 32));
      const __m256i first = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(separator)),
                                            _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"')));
      const __m256i second = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n')),
                                             _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\r')));
      const __m256i nul = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
      const unsigned shift = half * 32;
      const auto wide = [](int bits) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(bits)); };
      masks.structure |= wide(_mm256_movemask_epi8(_mm256_or_si256(first, second))) << shift;
      masks.high |= wide(_mm256_movemask_epi8(bytes)) << shift;
      masks.nul |= wide(_mm256_movemask_epi8(nul)) << shift;
    }
    return masks;
  });
}

__attribute__((target("avx512f,avx512bw,popcnt,bmi"))) StructureSeen
index_avx512(std::string_view text, char separator, std::vector<std::uint32_t>& positions) {
  return collect(text, positions, [&](const char* at) __attribute__((target("avx512f,avx512bw,popcnt,bmi"))) {
    const __m512i bytes = _mm512_loadu_si512(at);
    Masks masks;
    masks.structure = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(separator)) |
                      _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')) |
                      _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')) |
                      _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"'));
    masks.high = _mm512_movepi8_mask(bytes);
    masks.nul = _mm512_cmpeq_epi8_mask(bytes, _mm512_setzero_si512());
    return masks;
  });
}

#endif

using Index = StructureSeen (*)(std::string_view, char, std::vector<std::uint32_t>&);

Index fastest() {
#if LEADLINE_X86
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi")) return index_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) return index_avx2;
#endif
  return index_portable;
}

}  // namespace

StructureSeen index_structure(std::string_view text, char separator, std::vector<std::uint32_t>& positions,
                              IndexPath path) {
  static const Index kFastestIndex = fastest();
  return (path == IndexPath::kPortable ? index_portable : kFastestIndex)(text, separator, positions);
}

}  // namespace leadline
