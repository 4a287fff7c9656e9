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

#if LEADLINE_X86

__attribute__((target("avx2"))) Masks look_avx2(const char* at, char separator) {
  Masks masks;
  for (unsigned half = 0; half < 2; ++half) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + half * 32));
    const auto equal = [&](char wanted) __attribute__((target("avx2"))) {
      return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(wanted));
    };
    const __m256i structure =
        _mm256_or_si256(_mm256_or_si256(equal(separator), equal('\n')), _mm256_or_si256(equal('\r'), equal('"')));
    const unsigned shift = half * 32;
    const auto bits = [](__m256i vector) __attribute__((target("avx2"))) {
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(vector)));
    };
    masks.structure |= bits(structure) << shift;
    masks.high |= bits(bytes) << shift;
    masks.nul |= bits(equal('\0')) << shift;
  }
  return masks;
}

__attribute__((target("avx512f,avx512bw"))) Masks look_avx512(const char* at, char separator) {
  const __m512i bytes = _mm512_loadu_si512(at);
  Masks masks;
  masks.structure = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(separator)) |
                    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')) |
                    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')) |
                    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"'));
  masks.high = _mm512_movepi8_mask(bytes);
  masks.nul = _mm512_cmpeq_epi8_mask(bytes, _mm512_setzero_si512());
  return masks;
}

#endif

using Look = Masks (*)(const char*, char);

Look fastest() {
#if LEADLINE_X86
  if (__builtin_cpu_supports("avx512bw")) return look_avx512;
  if (__builtin_cpu_supports("avx2")) return look_avx2;
#endif
  return look_portable;
}

// Adds the set bits' offsets behind `out`; writes up to eight more than there are.
std::uint32_t* add_positions(std::uint64_t bits, std::uint32_t base, std::uint32_t* out) {
  const int count = __builtin_popcountll(bits);
  std::uint32_t* end = out + count;
  while (out < end) {
    for (int unrolled = 0; unrolled < 4; ++unrolled) {
      *out++ = base + static_cast<std::uint32_t>(bits == 0 ? 0 : __builtin_ctzll(bits));
      bits &= bits - 1;
    }
  }
  return end;
}

}  // namespace

StructureSeen index_structure(std::string_view text, char separator, std::vector<std::uint32_t>& positions,
                              IndexPath path) {
  static const Look kFastestLook = fastest();
  const Look look = path == IndexPath::kPortable ? look_portable : kFastestLook;
  std::size_t filled = 0;
  Masks seen;
  const auto take = [&](const Masks& masks, std::size_t base) {
    if (positions.size() < filled + 72) positions.resize(positions.size() * 2 + 4096);
    std::uint32_t* out = positions.data() + filled;
    filled += static_cast<std::size_t>(add_positions(masks.structure, static_cast<std::uint32_t>(base), out) - out);
    seen.high |= masks.high;
    seen.nul |= masks.nul;
  };
  positions.resize(positions.capacity());
  std::size_t at = 0;
  for (; at + 64 <= text.size(); at += 64) take(look(text.data() + at, separator), at);
  if (at < text.size()) {
    char last[64];
    std::memset(last, ' ', sizeof last);  // neither structure nor NUL, unless it is the separator itself
    std::memcpy(last, text.data() + at, text.size() - at);
    Masks masks = look(last, separator);
    masks.structure &= (std::uint64_t{1} << (text.size() - at)) - 1;
    take(masks, at);
  }
  positions.resize(filled);
  return {seen.high != 0, seen.nul != 0};
}

}  // namespace leadline
