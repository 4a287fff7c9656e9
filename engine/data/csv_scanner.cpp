// SPDX-License-Identifier: Apache-2.0
// Where a file can be cut is plain as long as there are no quotes: behind the last line feed. A block with quotes is
// walked over exactly, so that a line break inside a value is never taken for the end of a row.
#include "engine/data/csv_scanner.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/values/text.hpp"

namespace leadline {

std::optional<char> detect_separator(std::string_view text, bool whole) {
  constexpr std::string_view kCandidates = ",;\t|";
  std::array<std::size_t, 4> counts{};
  bool quoted = false;
  bool opens = true;  // a quote does: at the beginning of a name, and as the second of two
  bool ended = false;
  for (const char c : text) {
    const bool closes = quoted && c == '"';
    if (c == '"' && (quoted || opens)) quoted = !quoted;
    opens = closes;
    if (quoted) continue;
    ended = c == '\n' || c == '\r';
    if (ended) break;
    const std::size_t candidate = kCandidates.find(c);
    if (candidate == std::string_view::npos) continue;
    ++counts[candidate];
    opens = true;
  }
  if (!ended && !whole) return std::nullopt;
  return kCandidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

CsvScanner::CsvScanner(std::unique_ptr<ByteSource> source, char separator, std::size_t block_bytes)
    : source_(std::move(source)), separator_(separator), block_bytes_(std::max<std::size_t>(block_bytes, 1)) {}

// What was carried over, and more bytes until there are `wanted`.
Result<bool> CsvScanner::fill(Block& block, std::size_t wanted) {
  wanted = std::max(wanted, carry_.size());
  if (block.bytes.size() < wanted + kBlockPadding) block.bytes.resize(wanted + kBlockPadding);
  if (!carry_.empty()) std::memcpy(block.bytes.data(), carry_.data(), carry_.size());
  std::size_t filled = carry_.size();
  while (!at_end_ && filled < wanted) {
    const Result<std::size_t> got = source_->read(block.bytes.data() + filled, wanted - filled);
    if (!got) return got.error();
    filled += got.value();
    at_end_ = got.value() == 0;
  }
  carry_.clear();
  size_ = filled;
  block.file_bytes = source_->taken();
  return filled > 0;
}

Result<std::vector<std::string>> CsvScanner::header() {
  const char asked = separator_;
  Block block;
  for (std::size_t wanted = block_bytes_;; wanted *= 2) {
    const Result<bool> filled = fill(block, wanted);
    if (!filled) return filled.error();
    const std::string_view text(block.bytes.data(), size_);
    const std::size_t first = std::min(text.find_first_not_of("\r\n"), text.size());
    const std::optional<char> separator = asked != 0 ? asked : detect_separator(text.substr(first), at_end_);
    if (separator) {
      separator_ = *separator;
      rows_ = CsvRows(separator_);
      CsvRows::Header header = rows_.read_header(block, size_, at_end_);
      if (header.whole) {
        const bool text_alone = std::all_of(header.names.begin(), header.names.end(), [](const std::string& name) {
          return valid_utf8(name) && name.find('\0') == std::string::npos;
        });
        if (!text_alone) return Error{"has a header line that is no text in the encoding of the file"};
        carry_.assign(text.begin() + static_cast<std::ptrdiff_t>(header.walked.bytes), text.end());
        line_ = header.walked.line;
        return std::move(header.names);
      }
      if (!header.problem.empty()) return Error{"has a header line that cannot be read: " + header.problem};
    }
    if (size_ > kLongestRow) return Error{"has a first line longer than 64 MiB; it is no text with columns"};
    carry_.assign(text.begin(), text.end());
  }
}

void CsvScanner::use(std::vector<int> slot_of_column, std::size_t slots) {
  rows_.use(std::move(slot_of_column), slots);
  as_used_ = rows_;
}

Result<bool> CsvScanner::next(Block& block) {
  block.clear();
  block.sequence = sequence_++;
  if (!more()) return false;
  const Result<bool> filled = fill(block, std::max(block_bytes_, carry_.size() * 2));
  if (!filled) return filled.error();
  block.first_line = line_;
  if (!cut_plainly(block)) {
    const CsvRows::Walked walked = rows_.find_exactly(block, size_, at_end_);
    line_ = walked.line;
  }
  carry_.assign(block.bytes.begin() + static_cast<std::ptrdiff_t>(block.size),
                block.bytes.begin() + static_cast<std::ptrdiff_t>(size_));
  return true;
}

// Ends the block behind its last line feed, if nothing can be said against it.
bool CsvScanner::cut_plainly(Block& block) {
  if (rows_.skipping()) return false;
  const std::string_view text(block.bytes.data(), size_);
  const std::size_t whole = at_end_ ? size_ : text.rfind('\n') + 1;
  if (whole == 0) return false;
  const Survey seen = survey(text.substr(0, whole));
  if (seen.quotes) return false;
  block.size = whole;
  line_ += seen.breaks;
  return true;
}

}  // namespace leadline
