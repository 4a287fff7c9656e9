// SPDX-License-Identifier: Apache-2.0
// The forms in which values are compared: what is left of an e-mail address, a phone number, a name once everything is
// gone in which equal ones differ. They are for comparing, never stored in place of the value. Each gives nothing where
// the text holds no such thing. docs/functions/ says what company, sounds, mailbox and domain do, with their lists.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace leadline {

// Trimmed, folded, runs of blanks (Unicode white space) as one: how texts and e-mail addresses match.
[[nodiscard]] std::string text_normal(std::string_view text);

// The same, written to `out`, which has room for as many bytes as the text; only for texts of ASCII characters without
// blanks. False: it is another text, and nothing that was written means anything.
[[nodiscard]] bool quick_text_normal(std::string_view text, char* out);

// text_normal without a leading `www.`: how fields of type `domain` match.
[[nodiscard]] std::string domain_normal(std::string_view text);

// The digits 0 to 9 of the text, in their order.
[[nodiscard]] std::optional<std::string> digits(std::string_view text);

// The domain of an e-mail address, of a web address, or of a bare domain: folded, without `www.`, port, path and final
// dot; `xn--` labels as the letters they stand for. Nothing where valid_domain refuses it.
[[nodiscard]] std::optional<std::string> domain(std::string_view text);

// The address of the mailbox that an e-mail address leads to: folded, `+tag` off, and for Gmail (googlemail.com is
// gmail.com) the dots off too. The whole address is given: `ana.b+news@googlemail.com` is `anab@gmail.com`.
[[nodiscard]] std::optional<std::string> mailbox(std::string_view email);

// The name of a company without legal forms, punctuation and case: `Müller & Söhne GmbH & Co. KG` is `müller söhne`.
[[nodiscard]] std::optional<std::string> company(std::string_view name);

// How a name sounds: the primary code of Double Metaphone, of four letters at most; `Smith` and `Smyth` are `SM0`.
[[nodiscard]] std::optional<std::string> sounds(std::string_view text);

// The phone number in E.164 without its extension: `+493012345678`. `country` (ISO 3166, two letters) is where a number
// without `+` belongs; it may be empty. Nothing where the text is no number there. Threads may call it at once.
[[nodiscard]] std::optional<std::string> phone(std::string_view text, std::string_view country);

// Whether the text, but for blanks around it, can be an address that mail is sent to: one `@`, a dot-atom of at most 64
// bytes before it (letters of any script; no quoted names), a valid domain behind it, 254 bytes at most.
[[nodiscard]] bool valid_email(std::string_view text);

// Whether the text, but for blanks around it, is a domain of two labels or more: letters, digits and inner hyphens, at
// most 63 bytes a label and 253 in all, the last label not all digits. `www.` and international letters are fine.
[[nodiscard]] bool valid_domain(std::string_view text);

// Whether the numbering plan of its country has such a number.
[[nodiscard]] bool valid_phone(std::string_view text, std::string_view country);

// Whether phone() and valid_phone() know the country code (`DE`).
[[nodiscard]] bool known_phone_country(std::string_view country);

}  // namespace leadline
