// SPDX-License-Identifier: Apache-2.0
// The columns of a file as the columns of a table, and its groups as ranges of values.
#include "engine/files/read_columnar.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include "engine/arrow/batches.hpp"
#include "engine/arrow/column.hpp"
#include "engine/data/file_rows.hpp"
#include "engine/data/row_range.hpp"
#include "engine/files/expected_memory.hpp"
#include "leadline/decimal.hpp"

namespace leadline {

namespace {

using arrow::Kind;

bool is_date(const arrow::Type& type) { return type.kind == Kind::kDate32 || type.kind == Kind::kDate64; }

// Whether the ends that a file states are values of the same sort as those of the column, which it may declare as
// something else than it has written.
bool same_sort(const arrow::Type& column, const arrow::Type& ends) {
  if (ends.dictionary()) return false;
  return (column.text() && ends.text()) || (column.whole() && ends.whole()) || (is_date(column) && is_date(ends)) ||
         (column.kind == ends.kind && (column.kind == Kind::kBool || column.kind == Kind::kTimestamp));
}

// The whole part of a second: fractions are written with as many digits as they need, so their texts do not stand in
// the order of the times.
constexpr std::size_t kSecondsText = sizeof("2026-01-01T00:00:00") - 1;

class ColumnarReading {
 public:
  ColumnarReading(const FileTask& task, const LoadOptions& options, Dataset& dataset, LoadSummary& summary)
      : task_(task),
        options_(options),
        dataset_(dataset),
        summary_(summary),
        called_("`" + task.path + "`"),
        rows_(options, task.source, task.number, file_, summary) {
    file_.file = task.path;
    file_.source = task.source != nullptr ? task.source->name : task.kind_name;
  }

  Result<FileSummary> run(ColumnarFormat format) {
    Result<std::unique_ptr<ColumnarFile>> opened = ColumnarFile::open(task_.path, format, options_.threads);
    if (!opened) return opened.error();
    in_ = std::move(opened).value();
    if (!plan()) return *error_;
    expect_memory(memory_of_values());
    if (!read_groups()) return *error_;
    count_bytes(task_.file_bytes);
    return std::move(file_);
  }

 private:
  bool fail(Error error) {
    if (!error_) error_ = std::move(error);
    return false;
  }

  // The table that the file's columns give.
  bool plan() {
    arrow::Held<ArrowSchema> schema;
    if (const std::optional<Error> error = in_->schema(schema.value)) return fail({called_ + " " + error->message});
    Result<arrow::Columns> columns = arrow::read_columns(schema.value, called_);
    if (!columns) return fail(columns.error());
    columns_ = std::move(columns).value();
    Result<RowPlan> plan = plan_file(dataset_.program(), task_, columns_.names);
    if (!plan) return fail({called_ + " " + plan.error().message});
    plan_ = std::move(plan).value();
    rows_.settle(plan_);
    for (std::size_t group = 0; group < in_->groups(); ++group) expected_ += in_->rows(group).value_or(0);
    GivenTable::Options options;
    options.bad_values_missing = options_.bad_values_missing;
    options.threads = options_.threads;
    options.number = task_.number;
    options.write_rows = true;
    options.take = [this](const Block& block, BlockConverter& converter) { return take(block, converter); };
    table_ = GivenTable::open(dataset_, plan_, options);
    if (const std::optional<Error> error = arrow::check_types(columns_, *table_, called_)) return fail(*error);
    for (std::size_t column = 0; column < columns_.names.size(); ++column) {
      if (table_->wanted(column)) wanted_.push_back(column);
    }
    // A source of constants reads none; rows are counted by the first one.
    if (wanted_.empty() && !columns_.names.empty()) wanted_.push_back(0);
    return true;
  }

  // The size of the file says little, as it is packed; what it says of its rows is not taken on trust.
  [[nodiscard]] std::size_t memory_of_values() const {
    constexpr std::uint64_t kMostPacked = 16;
    const std::uint64_t bytes_of_row = wanted_.size() * sizeof(std::int64_t);
    return bytes_of_row == 0 ? 0 : std::min(expected_, task_.file_bytes * kMostPacked / bytes_of_row) * bytes_of_row;
  }

  bool take(const Block& block, BlockConverter& converter) {
    const bool guess = !started_ && block.row_count() > 0 && expected_ > block.row_count();
    const double times = guess ? static_cast<double>(expected_) / static_cast<double>(block.row_count()) : 0;
    started_ = true;
    if (!rows_.add(block, converter, times)) return fail(*rows_.error());
    tell_progress();
    return true;
  }

  // How far it is, by rows where their number is known.
  void tell_progress() {
    if (expected_ == 0 || !options_.on_progress) return;
    const double part = static_cast<double>(file_.rows) / static_cast<double>(expected_);
    count_bytes(static_cast<std::uint64_t>(part * static_cast<double>(task_.file_bytes)));
    options_.on_progress(summary_.bytes, task_.total_bytes);
  }

  void count_bytes(std::uint64_t bytes) {
    summary_.bytes += bytes - file_.bytes;
    file_.bytes = bytes;
  }

  // Groups that stand together are read together.
  bool read_groups() {
    const std::size_t groups = in_->groups();
    for (std::size_t from = 0; from < groups;) {
      if (!may_give(from)) {
        const std::uint64_t rows = *in_->rows(from);
        table_->skip(rows);
        file_.rows += rows;
        summary_.rows += rows;
        ++from;
        continue;
      }
      std::size_t to = from + 1;
      while (to < groups && may_give(to)) ++to;
      if (!read(from, to)) return false;
      from = to;
    }
    table_->finish();
    return !error_;
  }

  bool read(std::size_t from, std::size_t to) {
    arrow::Held<ArrowArrayStream> stream;
    std::vector<ColumnarFile::Wanted> wanted;
    for (const std::size_t column : wanted_) wanted.push_back({column, may_be_dictionary(column)});
    if (const std::optional<Error> error = in_->read(wanted, from, to, stream.value)) {
      return fail({called_ + " cannot be read: " + error->message});
    }
    Result<arrow::Columns> columns = arrow::read_columns(stream.value, called_);
    if (!columns) return fail(columns.error());
    if (columns->names.size() != wanted_.size()) return fail({called_ + " does not give the columns that it declares"});
    // Batches are kept until they have been read, and look at the types.
    const arrow::Columns& types = types_.emplace_back(std::move(columns).value());
    std::optional<Error> error = arrow::add_batches(stream.value, types, wanted_, *table_, called_);
    if (error) return fail(*std::move(error));
    return !error_;
  }

  // Texts are; a dictionary is no list.
  [[nodiscard]] bool may_be_dictionary(std::size_t column) const {
    const arrow::Type& type = columns_.types[column];
    if (!type.text() || type.dictionary()) return false;
    const std::vector<const Target*> fields = table_->fields_of(column);
    return std::none_of(fields.begin(), fields.end(), [](const Target* field) { return field->type.list; });
  }

  // Whether some row of a group can give something.
  bool may_give(std::size_t group) {
    if (plan_.condition_slots.empty() || plan_.parts.empty() || plan_.counted_only || !in_->rows(group)) return true;
    std::map<std::string, ColumnRange> ranges;
    for (const auto& [name, slot] : plan_.condition_slots) {
      ranges.emplace(name, range_of(group, plan_.column_of_slot[static_cast<std::size_t>(slot)] - 1));
    }
    const RangeOf range = [&](const std::string& column) {
      const auto found = ranges.find(column);
      return found == ranges.end() ? nullptr : &found->second;
    };
    for (const RowPart& part : plan_.parts) {
      if (part.where == kNoExpr || may_hold(dataset_.program(), part.where, range)) return true;
    }
    return false;
  }

  // What a group's statistics say of the texts that its values stand for in a condition.
  ColumnRange range_of(std::size_t group, std::size_t column) {
    ColumnRange range;
    arrow::Held<ArrowSchema> schema;
    arrow::Held<ArrowArray> ends;
    const ColumnarFile::Statistics found = in_->statistics(group, column, schema.value, ends.value);
    range.none_there = found.none_there;
    if (!found.has_ends) return range;
    const arrow::Type type = arrow::read_type(schema.value);
    if (!same_sort(columns_.types[column], type)) return range;
    CellWriter writer;
    std::vector<Cell> cells;
    arrow::Column(type, ends.value, 0).cells(TypeKind::kNone, 0, 2, writer, cells);
    if (cells[0].data == nullptr || cells[1].data == nullptr) return range;
    std::string least(cells[0].text());
    std::string most(cells[1].text());
    range.one_text = found.all_there && least == most;
    // A word for nothing is as good as nothing.
    ValueReader reader(dataset_.program(), plan_.spelling);
    range.none_there = range.none_there || (range.one_text && reader.missing(least));
    if (type.whole() && !range.one_text) {
      ReadyValues ready;
      const bool fits = arrow::Column(type, ends.value, 0).values(TypeKind::kNumber, *Zone::utc(), 0, 2, ready);
      if (fits) range.whole.emplace(ready.numbers[0] / Decimal::kOne, ready.numbers[1] / Decimal::kOne);
      return range;
    }
    if (type.kind == Kind::kTimestamp && !range.one_text) {
      if (least.size() < kSecondsText || most.size() < kSecondsText) return range;
      least.resize(kSecondsText);
      most.resize(kSecondsText);
      most += '\x7F';  // stands behind all that could follow
    }
    range.least = std::move(least);
    range.most = std::move(most);
    return range;
  }

  const FileTask& task_;
  const LoadOptions& options_;
  Dataset& dataset_;
  LoadSummary& summary_;
  std::string called_;
  FileSummary file_;
  FileRows rows_;
  std::unique_ptr<ColumnarFile> in_;
  arrow::Columns columns_;
  RowPlan plan_;
  std::deque<arrow::Columns> types_;
  std::unique_ptr<GivenTable> table_;
  std::vector<std::size_t> wanted_;
  std::uint64_t expected_ = 0;  // rows, where they are known
  bool started_ = false;
  std::optional<Error> error_;
};

}  // namespace

Result<FileSummary> read_columnar(const FileTask& task, ColumnarFormat format, const LoadOptions& options,
                                  Dataset& dataset, LoadSummary& summary) {
  return ColumnarReading(task, options, dataset, summary).run(format);
}

}  // namespace leadline
