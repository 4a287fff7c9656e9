// SPDX-License-Identifier: Apache-2.0
// What people write who come from other products, from other languages, or from a word processor, and what it is called
// here. Each function looks one thing up.
#pragma once
#include <string_view>

namespace leadline::grammar {

struct OtherSign {
  std::string_view written;
  std::string_view instead;  // may be empty
  std::string_view message;
  std::string_view help;
};

/// The foreign sign with which `text` begins, or nullptr.
const OtherSign* other_sign(std::string_view text);

struct OtherWord {
  std::string_view word;
  std::string_view leadline;
  std::string_view plural;
  std::string_view note;
};

/// Another product's kind of record (`person`, `deal`), or a kind in the wrong number; or nullptr.
const OtherWord* other_kind_word(std::string_view word);

struct OtherPhrase {
  std::string_view first;
  std::string_view second;  // empty: any
  std::string_view help;
  bool two_words = false;
};

/// Another product's phrase (`round robin`, `decay`), or nullptr.
const OtherPhrase* other_phrase(std::string_view first, std::string_view second);

/// The unit that an abbreviation stands for, or empty.
std::string_view other_unit(std::string_view word);

/// The type that another language's name stands for, or empty.
std::string_view other_type(std::string_view word);

}  // namespace leadline::grammar
