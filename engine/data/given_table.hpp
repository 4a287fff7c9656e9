// SPDX-License-Identifier: Apache-2.0
// Tables that callers give in columns, into a dataset. What is a value already is taken as it is; the rest becomes
// cells and is read as those of files are, so that a value means the same wherever it comes from and a bad row is set
// aside for the same reasons. Entry point: GivenTable.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/block_converter.hpp"
#include "engine/values/zone.hpp"
#include "leadline/result.hpp"

namespace leadline {

/// Writes values as a file would hold them; the texts live as long as the writer.
class CellWriter {
 public:
  /// A text that lives elsewhere.
  static Cell text(std::string_view value) {
    return Cell{value.data(), static_cast<std::uint32_t>(value.size()), CellKind::kText};
  }
  /// Keeps a copy of what was written.
  Cell keep(std::string_view written, CellKind kind);
  void clear();

 private:
  std::vector<std::unique_ptr<char[]>> pages_;
  std::size_t page_size_ = 0;
  std::size_t used_ = 0;
};

/// One column of some rows, whatever it is made of. Used by several threads at once.
class GivenColumn {
 public:
  GivenColumn() = default;
  virtual ~GivenColumn() = default;
  GivenColumn(const GivenColumn&) = delete;
  GivenColumn& operator=(const GivenColumn&) = delete;

  /// The values of rows [from, to) for fields of a type that is no text and no list. False: they are none, or one of
  /// them does not fit; then `cells` is asked. `zone` is that of times without one.
  virtual bool values(TypeKind type, const Zone& zone, std::size_t from, std::size_t to, ReadyValues& out) const = 0;
  /// Whole numbers of rows [from, to) as texts have them, kMissing64 for none. False: they are not that.
  virtual bool wholes(std::size_t /*from*/, std::size_t /*to*/, std::vector<std::int64_t>& /*out*/) const {
    return false;
  }
  /// The same as places among a few cells, which texts can be read from. False: they would not be few.
  virtual bool entries(TypeKind /*type*/, std::size_t /*from*/, std::size_t /*to*/, CellWriter& /*writer*/,
                       std::vector<Cell>& /*cells*/, std::vector<std::uint32_t>& /*entries*/) const {
    return false;
  }
  /// The same as cells; without bytes is missing. `type` is what fields they are for, kNone: of several types.
  virtual void cells(TypeKind type, std::size_t from, std::size_t to, CellWriter& writer,
                     std::vector<Cell>& out) const = 0;
};

/// Some rows of a table; the columns stand as those that the table was opened with.
struct GivenRows {
  GivenRows() = default;
  virtual ~GivenRows() = default;
  GivenRows(const GivenRows&) = delete;
  GivenRows& operator=(const GivenRows&) = delete;

  std::size_t rows = 0;
  std::vector<std::unique_ptr<const GivenColumn>> columns;  // null: not asked for
};

class GivenTable {
 public:
  struct Options {
    bool bad_values_missing = false;
    unsigned threads = 0;
    std::uint64_t number = 0;  // place among all tables, for the order of interactions
    bool write_rows = false;   // of bad rows, what was read of them, as JSON
    /// Takes the converted pieces, in their order, in place of the dataset and of `bad`; false: no more are wanted.
    std::function<bool(const Block&, BlockConverter&)> take;
  };

  /// `kind`: `contacts`, `page_visit`, `interactions`, or the name of a `source`. An error if it is none of these, or a
  /// column is not there that must be.
  static Result<std::unique_ptr<GivenTable>> open(Dataset& dataset, const std::string& kind,
                                                  std::vector<std::string> columns, const Options& options);

  /// A table of which it is known what its columns become.
  static std::unique_ptr<GivenTable> open(Dataset& dataset, RowPlan plan, const Options& options);

  /// Whether anything reads a column.
  [[nodiscard]] bool wanted(std::size_t column) const { return plan_.slot_of_column[column] >= 0; }
  [[nodiscard]] std::size_t column_count() const { return plan_.columns.size(); }
  /// The fields that a column gives; none: it is left out.
  [[nodiscard]] std::vector<const Target*> fields_of(std::size_t column) const;
  /// The names of the columns that fit no field.
  [[nodiscard]] const std::vector<std::string>& ignored() const { return plan_.ignored; }

  /// Adds rows behind those before; they are kept until they have been read. False: no more are wanted.
  bool add(const std::shared_ptr<const GivenRows>& rows);
  /// Counts rows that give nothing.
  void skip(std::uint64_t rows) { rows_ += rows; }
  /// Reads what is still there. To be called once, before the dataset is finished.
  void finish();

  /// What was set aside: `line` counts rows from 1. `file` and `column` say nothing, nor `row` unless it is written.
  [[nodiscard]] std::vector<BadRow>& bad() { return bad_; }

 private:
  // Some rows that are read together.
  struct Piece {
    std::shared_ptr<const GivenRows> rows;
    std::size_t from = 0;
    std::size_t to = 0;
    std::uint64_t first_row = 0;  // in the table, from 0
  };
  // What one thread has.
  struct Reader {
    std::unique_ptr<BlockConverter> converter;
    Block block;
    CellWriter writer;
  };

  GivenTable(Dataset& dataset, RowPlan plan, std::string constant_kind, const Options& options);

  [[nodiscard]] TypeKind type_of(std::size_t slot) const;
  void read(const Piece& piece, Reader& reader) const;
  [[nodiscard]] std::string row_text(const Piece& piece, std::size_t row) const;
  void read_pieces();

  Dataset& dataset_;
  RowPlan plan_;
  std::string constant_kind_;  // of all rows, in a column behind the others; empty: there is none
  Options options_;
  unsigned threads_;
  std::vector<TypeKind> types_;   // by slot; kNone: cells only
  std::vector<bool> texts_only_;  // by slot: all its fields are texts, of which none is a choice
  std::vector<Piece> pieces_;
  std::uint64_t rows_ = 0;
  std::vector<Reader> readers_;
  std::vector<BadRow> bad_;
  bool enough_ = false;
};

}  // namespace leadline
