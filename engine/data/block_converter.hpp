// SPDX-License-Identifier: Apache-2.0
// Blocks of cells into columns. `convert` works on the converter's own columns and dictionaries, so each thread has a
// converter; `commit` puts the result behind the dataset's tables and is called for one block at a time, in their
// order.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/block.hpp"
#include "engine/data/dataset.hpp"
#include "engine/data/load_summary.hpp"
#include "engine/data/quick_values.hpp"
#include "engine/data/row_plan.hpp"
#include "engine/data/value_reader.hpp"

namespace leadline {

/// A row of a block that is set aside because of a column, or as a whole (0). `columns` are the file's names.
[[nodiscard]] BadRow bad_row(const Block& block, const RowPlace& place, const std::vector<std::string>& columns,
                             std::uint32_t column, std::string reason);

class BlockConverter {
 public:
  /// `alone`: no other converter works on the dataset, so that texts go into its dictionaries at once. If not, the
  /// constructor must not run while another converter commits.
  BlockConverter(const RowPlan& plan, Dataset& dataset, bool alone, bool bad_values_missing);

  /// Makes columns of a block's rows and collects what is bad in them.
  void convert(Block& block);
  /// Adds the rows to the dataset. `file` is the number of the file among all, for the order of interactions.
  void commit(const Block& block, std::uint64_t file);

  /// The rows of a block that was converted by a plan for a form, in their order; the form and the file are left to the
  /// caller: form_rows.cpp.
  [[nodiscard]] std::vector<FormRow> form_rows(const Block& block) const;

  /// Makes room in the dataset for `times` as many rows as the last block gave.
  void reserve(double times);

  /// Bad rows and values of the block, by line; file names are left to the caller.
  [[nodiscard]] std::vector<BadRow>& bad() { return bad_; }
  [[nodiscard]] std::size_t good_rows() const { return good_rows_; }
  [[nodiscard]] std::uint64_t ambiguous_times() const { return reader_.ambiguous_times; }
  [[nodiscard]] std::uint64_t skipped_times() const { return reader_.skipped_times; }

 private:
  // A dictionary of the dataset, this thread's own, and what its codes are in the dataset's.
  struct Shared {
    std::shared_ptr<Dictionary> global;
    std::shared_ptr<Dictionary> local;
    std::vector<std::uint32_t> code_there;
    std::size_t limit = 0;  // bytes from which on the thread's own is forgotten
  };
  struct Part {
    std::vector<std::uint32_t> rows;  // of the block
    std::vector<Column> columns;      // one a target; empty where nobody gives it
  };
  struct Bad {
    std::uint32_t row = 0;
    std::uint32_t column = 0;  // one-based, 0: the row as a whole
    bool keeps_row = false;    // under --bad-values missing
    std::string value;
    std::string reason;
    std::size_t found = 0;  // how many were found before it
  };

  Shared& share(const std::shared_ptr<Dictionary>& global);
  static std::string cut(std::string_view text);  // to what is shown of a value
  [[nodiscard]] Column& destination(const RowPart& part, const Target& target) const;
  void adopt(Column& column, const Column& destination);

  void choose_rows(const Block& block);
  template <class Add>
  void words_of_rows(const Block& block, int slot, const Add& add);
  void choose_by_columns(const Block& block, std::size_t part);
  void choose_by_word(const Block& block);
  void choose_named(const Block& block);
  [[nodiscard]] int kind_named(std::string_view word) const;
  void keep_rows_with_key(const Block& block, std::size_t part);
  [[nodiscard]] bool given_by_nobody(const Block& block, const RowPart& part, const Target& target) const;
  void convert_target(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows, Column& out);
  void take_ready(const ReadyValues& values, bool is_not, const std::vector<std::uint32_t>& rows, Column& out);
  void take_wholes(const std::vector<std::int64_t>& wholes, const std::vector<std::uint32_t>& rows, Column& out);
  void take_entries(const Block& block, std::size_t slot, const std::vector<std::uint32_t>& rows, Column& out);
  void convert_texts(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows, Column& out);
  void convert_times(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows, Column& out);
  void convert_mapped(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows, Column& out);
  void convert_lists(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows, Column& out);
  bool append_cell(const Cell& cell, bool is_not, Column& out);
  std::uint32_t code_of(std::string_view text, Dictionary& dictionary);
  void check_stages(const Block& block, std::size_t part);
  void add_bad(const Block& block, std::uint32_t row, const Target& target, std::string reason);
  void note(Bad bad);
  void settle_bad(const Block& block);
  void commit_column(Column& to, const Column& from);
  void commit_records();
  void commit_interactions(const Block& block, std::uint64_t file, std::size_t part);

  const RowPlan& plan_;
  Dataset& dataset_;
  const Program& program_;
  const bool alone_;
  const bool bad_values_missing_;
  ValueReader reader_;
  std::vector<std::unique_ptr<Shared>> shared_;
  std::vector<Part> parts_;
  std::vector<bool> repeated_kind_;  // by kind of record: several parts of the plan give it
  std::vector<Bad> found_;
  std::vector<BadRow> bad_;
  std::size_t good_rows_ = 0;
  std::vector<std::string_view> texts_;  // that are looked up together
  std::vector<std::uint32_t> codes_;     // by row, of the words that say what a row is
  std::vector<std::uint32_t> code_of_entry_;
  QuickInstants instants_;
  std::vector<Cell> elements_;
  // Words that were seen in the column that says what a row is, and by code what they mean:
  Dictionary words_;
  std::vector<int> kind_of_word_{-1};                      // in the column `kind`; -1: nothing
  std::vector<std::vector<std::uint32_t>> parts_of_word_;  // in the only column that the conditions read
};

}  // namespace leadline
