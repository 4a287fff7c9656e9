// SPDX-License-Identifier: Apache-2.0
// One cell to one value of a type, by the spelling of its source; or why it is none, in words for whoever made the
// file. A reader belongs to one thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/block.hpp"
#include "engine/data/json_list.hpp"
#include "engine/program/program.hpp"
#include "engine/values/number_format.hpp"
#include "engine/values/time_format.hpp"
#include "engine/values/zone.hpp"

namespace leadline {

/// How a source writes its values.
struct Spelling {
  std::vector<std::string> missing;
  std::vector<TimeFormat> times;
  std::shared_ptr<const Zone> zone = Zone::utc();
  NumberFormat numbers;
  std::string number_sample = "1234.5";
};

class ValueReader {
 public:
  ValueReader(const Program& program, const Spelling& spelling);

  /// The text that a cell means, quotes unfolded; valid until the next call.
  [[nodiscard]] std::string_view plain(const Cell& cell);
  /// Whether a text is empty, blank, or one of the source's words for nothing.
  [[nodiscard]] bool missing(std::string_view text) const {
    return text.empty() || (special_[static_cast<unsigned char>(text.front())] && missing_slowly(text));
  }

  /// Whether a cell holds nothing.
  [[nodiscard]] bool missing(const Cell& cell) {
    return cell.kind != CellKind::kObject && cell.kind != CellKind::kArray && missing(plain(cell));
  }

  /// Whether a text that begins with this byte could be missing.
  [[nodiscard]] bool may_be_missing(char first) const { return special_[static_cast<unsigned char>(first)]; }

  // Each reads a cell that is not missing. False: `reason()` says why. Blanks around it do not count.
  bool number(const Cell& cell, std::int64_t& micros);
  bool yes_no(const Cell& cell, std::uint8_t& flag);
  bool time(const Cell& cell, std::int64_t& milliseconds);
  bool duration(const Cell& cell, std::int64_t& milliseconds);
  bool choice(const Cell& cell, std::uint32_t choice, std::uint32_t& code);
  /// Texts take numbers and yes/no of JSON as they are written, but neither lists nor objects.
  bool text(const Cell& cell, std::string_view& value);
  /// The elements of a list: JSON where it begins with `[`, else what stands between `;`. They are valid until the next
  /// call, and may be missing themselves.
  bool list(const Cell& cell, std::vector<Cell>& elements);
  /// The value of a type, texts in normal form; an empty cell or list is a missing one. For single values: what reads
  /// whole columns uses the functions above.
  bool value(const Cell& cell, const Type& type, Value& value);

  [[nodiscard]] std::string& reason() { return reason_; }
  [[nodiscard]] std::string take_reason() { return std::exchange(reason_, {}); }
  /// Takes note of a local time that exists twice, or does not exist.
  void count(LocalKind kind) {
    if (kind == LocalKind::kAmbiguous) ++ambiguous_times;
    if (kind == LocalKind::kGap) ++skipped_times;
  }
  std::uint64_t ambiguous_times = 0;
  std::uint64_t skipped_times = 0;

 private:
  [[nodiscard]] bool missing_slowly(std::string_view text) const;
  [[nodiscard]] bool wrong_shape(const Cell& cell, const char* wanted);
  bool slow_time(std::string_view text, std::int64_t& milliseconds);
  bool fail(std::string reason);

  const Program& program_;
  const Spelling& spelling_;
  bool special_[256] = {};  // first bytes of what may be missing
  std::string plain_;
  std::string reason_;
  std::unique_ptr<JsonList> json_;  // made when the first list is read
  std::string_view last_date_;      // points into last_date_bytes_
  char last_date_bytes_[10] = {};
  std::int64_t last_day_ = 0;
};

/// Why a word that a source's map lacks is bad.
[[nodiscard]] std::string missing_key_reason(std::string_view text, const std::vector<std::string>& keys);

}  // namespace leadline
