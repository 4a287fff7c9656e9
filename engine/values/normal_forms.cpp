// SPDX-License-Identifier: Apache-2.0
// The forms of texts, e-mail addresses and domains; company.cpp, sounds.cpp and phone.cpp have the others.
#include "engine/values/normal_forms.hpp"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <cstring>
#include <memory>

#include "engine/values/text.hpp"

namespace leadline {

namespace {

bool letter_or_digit(UChar32 c) {
  return c >= 0 && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK)) != 0;
}

// Letters as they are read: `xn--mller-kva.de` is `müller.de`. Unchanged where it cannot be.
std::string readable_domain(std::string domain) {
  if (!contains(domain, "xn--")) return domain;
  UErrorCode error = U_ZERO_ERROR;
  static const std::unique_ptr<icu::IDNA> kIdna{icu::IDNA::createUTS46Instance(
      UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, error)};
  if (kIdna == nullptr) return domain;
  std::string readable;
  icu::StringByteSink<std::string> sink(&readable);
  icu::IDNAInfo info;
  error = U_ZERO_ERROR;
  kIdna->nameToUnicodeUTF8(icu::StringPiece(domain.data(), static_cast<std::int32_t>(domain.size())), sink, info,
                           error);
  return U_FAILURE(error) || info.hasErrors() != 0 ? domain : readable;
}

bool valid_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  for (std::size_t at = 0; at < label.size();) {
    UChar32 c = 0;
    U8_NEXT(label.data(), at, label.size(), c);
    if (c != '-' && !letter_or_digit(c)) return false;
  }
  return true;
}

// Names before the `@` may hold these besides letters and digits, and dots between others.
bool valid_local_part(std::string_view local) {
  constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~";
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.' || contains(local, ".."))
    return false;
  for (std::size_t at = 0; at < local.size();) {
    UChar32 c = 0;
    U8_NEXT(local.data(), at, local.size(), c);
    const bool sign = c > 0 && c < 0x80 && (c == '.' || kSigns.find(static_cast<char>(c)) != std::string_view::npos);
    if (!sign && !letter_or_digit(c)) return false;
  }
  return true;
}

// The domain of `user:password@host:port`.
std::optional<std::string> domain_of_host(std::string_view host) {
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (const auto port = host.find(':'); port != std::string_view::npos) {
    if (host.find_first_not_of("0123456789", port + 1) != std::string_view::npos) return std::nullopt;
    host = host.substr(0, port);
  }
  if (ends_with(host, ".")) host.remove_suffix(1);
  std::string name = fold(readable_domain(fold(host)));
  if (trim(name).size() != name.size() || !valid_domain(name)) return std::nullopt;
  // `www.com` itself is a domain; only where one is left is `www.` off.
  if (starts_with(name, "www.") && name.find('.', 4) != std::string::npos) name.erase(0, 4);
  return name;
}

}  // namespace

bool quick_text_normal(std::string_view text, char* out) {
  constexpr std::uint64_t kEach = 0x0101010101010101U;
  constexpr std::uint64_t kHigh = 0x80U * kEach;
  // Bit 7 of each byte: whether it is at least a character; all of them are below 0x80.
  const auto at_least = [](std::uint64_t eight, unsigned char c) { return ((eight | kHigh) - c * kEach) & kHigh; };
  std::uint64_t high = 0;
  std::uint64_t seen = kHigh;
  const auto eight_at = [&](std::size_t at, std::size_t size) {
    std::uint64_t eight = '.' * kEach;
    std::memcpy(&eight, text.data() + at, size);
    high |= eight;
    seen &= at_least(eight, '!');
    eight += (at_least(eight, 'A') & ~at_least(eight, 'Z' + 1)) >> 2U;
    std::memcpy(out + at, &eight, size);
  };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) eight_at(at, 8);
  if (at < text.size()) eight_at(at, text.size() - at);
  return (high & kHigh) == 0 && seen == kHigh;
}

std::string text_normal(std::string_view text) {
  std::string out(text.size(), '\0');
  if (quick_text_normal(text, out.data())) return out;
  out.clear();
  bool gap = false;
  std::size_t word = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t start = at;
    UChar32 c = ' ';
    if (at < text.size()) {
      U8_NEXT(text.data(), at, text.size(), c);
    } else {
      ++at;
    }
    if (!white_space(c)) continue;
    if (start > word) {
      if (gap) out += ' ';
      append_folded(out, text.substr(word, start - word));
      gap = true;
    }
    word = at;
  }
  return out;
}

std::string domain_normal(std::string_view text) {
  std::string out = text_normal(text);
  if (starts_with(out, "www.")) out.erase(0, 4);
  return out;
}

std::optional<std::string> digits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  if (out.empty()) return std::nullopt;
  return out;
}

std::optional<std::string> domain(std::string_view text) {
  text = trim(text);
  std::string_view host = text;
  if (const auto scheme = host.find("://"); scheme != std::string_view::npos) host.remove_prefix(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (auto name = domain_of_host(host)) return name;
  // Names before an `@` may hold `/`, `?` and `#`.
  const auto at = text.rfind('@');
  return at == std::string_view::npos ? std::nullopt : domain_of_host(text.substr(at));
}

std::optional<std::string> mailbox(std::string_view email) {
  email = trim(email);
  const auto at = email.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  std::string local = fold(email.substr(0, at));
  std::string_view host = email.substr(at + 1);
  if (ends_with(host, ".")) host.remove_suffix(1);
  std::string name = fold(readable_domain(fold(host)));
  if (!valid_domain(name)) return std::nullopt;
  if (const auto tag = local.find('+'); tag != std::string::npos && tag > 0) local.erase(tag);
  if (name == "googlemail.com") name = "gmail.com";
  if (name == "gmail.com") {
    std::string plain;
    for (const char c : local) {
      if (c != '.') plain += c;
    }
    if (plain.empty()) return std::nullopt;
    local = std::move(plain);
  }
  return local + "@" + name;
}

bool valid_email(std::string_view text) {
  text = trim(text);
  const auto at = text.find('@');
  if (at == std::string_view::npos || text.size() > 254) return false;
  return valid_local_part(text.substr(0, at)) && valid_domain(text.substr(at + 1)) &&
         trim(text.substr(at + 1)) == text.substr(at + 1);
}

bool valid_domain(std::string_view text) {
  text = trim(text);
  if (text.size() > 253) return false;
  std::size_t labels = 0;
  std::string_view last;
  while (true) {
    const auto dot = text.find('.');
    last = text.substr(0, dot);
    if (!valid_label(last)) return false;
    ++labels;
    if (dot == std::string_view::npos) break;
    text.remove_prefix(dot + 1);
  }
  return labels >= 2 && last.find_first_not_of("0123456789") != std::string_view::npos;
}

}  // namespace leadline
