// SPDX-License-Identifier: Apache-2.0
// One field of many records. Text is a dictionary and codes, so a predicate runs once for each distinct value; numbers
// are 64-bit integers (millionths, milliseconds). "Missing" is a value of each: code 0, kMissing64, kMissingYesNo.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/types.hpp"

namespace leadline {

/// Distinct texts, numbered from 1 in the order of first appearance; 0 is "missing". Texts are NFC.
class Dictionary {
 public:
  Dictionary();

  /// What texts are told apart by first: the text itself up to sixteen bytes, a hash of longer ones.
  struct Key {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    bool operator==(const Key&) const = default;
  };
  [[nodiscard]] static Key key(std::string_view text);

  /// Code of a text, added if it is new. Empty text is missing.
  std::uint32_t add(std::string_view text);
  /// Code of a text, or 0 if it is not there.
  [[nodiscard]] std::uint32_t find(std::string_view text) const;
  /// Code of a number as one would write it, or 0 if it is not there or, being far from others, has to be looked for as
  /// a text.
  [[nodiscard]] std::uint32_t find_number(std::int64_t number) const {
    const auto place = static_cast<std::uint64_t>(number);
    return place < code_of_number_.size() ? code_of_number_[place] : 0;
  }
  /// `find` will be called for a text soon; what a code stands for will be looked at soon, in two steps.
  void expect(std::string_view text) const;
  void expect_place(std::uint32_t code) const;
  void expect_text(std::uint32_t code) const;
  /// Codes of several texts, 0 for those that are not there; whether any of these is not empty. Far quicker than one
  /// after the other where the dictionary is larger than the caches: what one text needs is fetched while others are
  /// looked at. `padded`: sixteen bytes may be read from where a text begins, however long it is.
  bool find_all(std::span<const std::string_view> texts, bool padded, std::uint32_t* codes) const;

  [[nodiscard]] std::string_view operator[](std::uint32_t code) const {
    return {bytes_.data() + ends_[code - 1 + (code == 0)], code == 0 ? 0 : ends_[code] - ends_[code - 1]};
  }
  /// Highest code plus one.
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }
  [[nodiscard]] std::size_t bytes() const;
  /// Forgets all texts, keeps the memory.
  void clear();

 private:
  struct Slot {
    Key key;
    std::uint32_t size = 0;
    std::uint32_t code = 0;  // 0 is free
  };

  [[nodiscard]] std::uint32_t find(std::string_view text, const Key& key, std::uint32_t& slot) const;
  static void put(std::vector<Slot>& slots, const Slot& entry);
  [[nodiscard]] bool find_numbers(std::span<const std::string_view> texts, const Key* keys,
                                  std::uint32_t* codes) const;
  void grow();

  std::vector<char> bytes_;
  std::vector<std::uint64_t> ends_;  // ends_[code]: end of its text; ends_[0] = 0
  std::vector<Slot> slots_;          // open addressing
  std::uint32_t mask_ = 0;
  std::uint32_t taken_ = 0;  // of the slots
  // [number]: the code of its digits, 0 if it has none. Ids are numbers that lie close together as a rule; those that
  // fit in here have no slot.
  std::vector<std::uint32_t> code_of_number_;
};

inline constexpr std::uint8_t kMissingYesNo = 2;

/// Which of a column's vectors is filled.
enum class Storage : std::uint8_t {
  kCodes,    // texts and choices: `codes`; choices have no dictionary, code = 1 + index of the word
  kNumbers,  // number, time, duration: `numbers`
  kYesNo,    // `flags`: 0, 1, kMissingYesNo
  kList,     // from list_begin(row) to list_end(row) in `items`, a column of the elements; an empty list is missing
};

[[nodiscard]] Storage storage_of(const Type& type);

struct Column {
  explicit Column(const Type& column_type);

  Type type;
  Storage storage;
  std::shared_ptr<Dictionary> dictionary;
  std::vector<std::uint32_t> codes;
  std::vector<std::int64_t> numbers;
  std::vector<std::uint8_t> flags;
  std::vector<std::uint64_t> offsets;  // size + 1
  std::vector<std::uint64_t> ends;     // filled by `open`: rows end here, and no longer where the next one begins
  std::unique_ptr<Column> items;
  const std::vector<std::string>* words = nullptr;  // of a choice, where the owner of the column knows them

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool missing(std::size_t row) const;
  /// The value as a constant; slow, for ledgers, tests and the reference evaluator.
  [[nodiscard]] Value value(std::size_t row) const;
  /// Adds one row; `value` has the column's type or is missing.
  void append(const Value& value);
  void append_missing();
  [[nodiscard]] std::uint64_t list_begin(std::size_t row) const { return offsets[row]; }
  [[nodiscard]] std::uint64_t list_end(std::size_t row) const { return open_ ? ends[row] : offsets[row + 1]; }
  /// From here on lists may be set too; what they were stays among the items.
  void open();
  /// Sets an existing row; of a list only after `open`.
  void set(std::size_t row, const Value& value);
  /// Removes the last row.
  void remove_last();
  void reserve(std::size_t rows);
  /// Empty, its memory given back.
  void release();
  [[nodiscard]] std::size_t bytes() const;

 private:
  bool open_ = false;
};

}  // namespace leadline
