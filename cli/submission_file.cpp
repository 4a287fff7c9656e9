// SPDX-License-Identifier: Apache-2.0
// Answers are left where they stand in the file; only what is written there otherwise than it is meant is copied.
#include "cli/submission_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <utility>

#include "cli/files.hpp"
#include "engine/data/block_converter.hpp"
#include "engine/data/byte_source.hpp"
#include "engine/data/column.hpp"
#include "engine/data/csv_scanner.hpp"
#include "engine/files/expected_memory.hpp"
#include "engine/values/text.hpp"

namespace leadline::cli {

namespace {

// For a byte of the file so many are asked for until all of its submissions are matched and told.
constexpr std::uint64_t kBytesForOne = 5;

Result<std::unique_ptr<ByteSource>> open_submissions(const std::string& path) {
  if (path != "-") return open_bytes(path, "UTF-8");
  Result<std::string> text = read_file(path);
  if (!text) return text.error();
  return open_text(std::move(*text), "UTF-8");
}

class Reading {
 public:
  Reading(std::string path, const std::string& form) : path_(std::move(path)) { file_.all.form = form; }

  Result<SubmissionFile> run() {
    Result<std::unique_ptr<ByteSource>> source = open_submissions(path_);
    if (!source) return source.error();
    std::error_code unknown;
    if (const std::uintmax_t size = std::filesystem::file_size(path_, unknown); !unknown) {
      expect_memory(kBytesForOne * size);
    }
    CsvScanner scanner(std::move(*source), '\0');
    Result<std::vector<std::string>> header = scanner.header();
    if (!header) return about_file(path_, header.error());
    header_ = std::move(*header);
    if (const Result<bool> named = name_columns(); !named) return named.error();
    std::vector<int> slots(header_.size());
    for (std::size_t column = 0; column < slots.size(); ++column) slots[column] = static_cast<int>(column);
    scanner.use(std::move(slots), header_.size());
    CsvRows rows = scanner.rows();
    for (;;) {
      Block block;
      const Result<bool> more = scanner.next(block);
      if (!more) return about_file(path_, more.error());
      if (!*more) break;
      rows.find(block);
      add(block);
    }
    return std::move(file_);
  }

 private:
  Result<bool> name_columns() {
    if (header_.empty()) return Error{fmt::format("{}: the file is empty, it needs a row of names", path_)};
    id_ = header_.size();
    std::set<std::string_view> seen;
    for (std::size_t column = 0; column < header_.size(); ++column) {
      const std::string& name = header_[column];
      if (!seen.insert(name).second) return Error{fmt::format("{}: two columns are named `{}`", path_, name)};
      if (name == "id") {
        id_ = column;
      } else {
        file_.all.names.push_back(name);
      }
    }
    file_.all.answers.resize(file_.all.names.size());
    return true;
  }

  void add(Block& block) {
    for (BrokenRow& broken : block.broken) {
      file_.bad.push_back(bad_row(block, broken.place, header_, broken.column, std::move(broken.reason)));
      file_.bad.back().file = path_;
    }
    const std::size_t size = block.row_count();
    const std::size_t before = file_.ids.size();
    for (std::size_t row = 0; row < size; ++row) {
      file_.ids.push_back(id_of(block, row));
      file_.number_of_row.push_back(is_fresh(file_.ids.back()) ? numbers_++ : kNoRow);
      if (file_.number_of_row.back() != kNoRow) file_.all.ids.push_back(file_.ids.back());
    }
    std::size_t name = 0;
    for (std::size_t column = 0; column < header_.size(); ++column) {
      if (column == id_) continue;
      std::vector<std::string_view>& answers = file_.all.answers[name++];
      const SlotCells cells = block.cells(column);
      for (std::size_t row = 0; row < size; ++row) {
        if (file_.number_of_row[before + row] != kNoRow) answers.push_back(meant(cells[row], block.high_bytes));
      }
    }
    file_.bytes.push_back(std::move(block.bytes));
  }

  std::string_view id_of(const Block& block, std::size_t row) {
    if (id_ < header_.size()) {
      const std::string_view id = meant(block.cells(id_)[row], block.high_bytes);
      if (!id.empty()) return id;
    }
    return file_.texts.emplace_back("e" + std::to_string(file_.ids.size() + 1));
  }

  bool is_fresh(std::string_view id) {
    if (id_ == header_.size()) return true;  // they are counted through
    const std::uint32_t before = known_.size();
    return known_.add(id) == before;
  }

  // A cell's text, its quotes resolved and composed as all texts are.
  std::string_view meant(const Cell& cell, bool high_bytes) {
    if (cell.kind == CellKind::kQuotePairs) {
      std::string text;
      append_without_pairs(text, cell.text());
      return file_.texts.emplace_back(nfc(text));
    }
    if (!high_bytes) return cell.text();
    std::string composed = nfc(cell.text());
    return composed == cell.text() ? cell.text() : file_.texts.emplace_back(std::move(composed));
  }

  std::string path_;
  std::vector<std::string> header_;
  std::size_t id_ = 0;  // column; as many as there are: none
  std::uint32_t numbers_ = 0;
  Dictionary known_;
  SubmissionFile file_;
};

}  // namespace

Result<SubmissionFile> read_submissions(const std::string& path, const std::string& form) {
  return Reading(path, form).run();
}

}  // namespace leadline::cli
