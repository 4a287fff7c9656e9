// SPDX-License-Identifier: Apache-2.0
// Counts, bad rows and answers of one file.
#include "engine/data/file_rows.hpp"

#include <utility>

namespace leadline {

void FileRows::settle(RowPlan& plan) {
  if (plan.counted_only && options_.on_form_row) {
    plan.counted_only = false;
    plan.form_rows = true;
  }
  counted_only_ = plan.counted_only;
  form_rows_ = plan.form_rows;
  file_.ignored_columns = plan.ignored;
  file_.repeated_columns = plan.repeated;
}

bool FileRows::tell_bad(BlockConverter& converter) {
  for (BadRow& bad : converter.bad()) {
    bad.file = file_.file;
    if (bad.value_only) {
      ++summary_.bad_values;
    } else {
      ++file_.bad_rows;
      ++summary_.bad_rows;
    }
    if (options_.stop_at_bad_row && !bad.value_only) {
      error_ = Error{bad.file + ":" + std::to_string(bad.line) + ": " +
                     (bad.column_name.empty() ? "" : "column `" + bad.column_name + "`: ") + bad.reason};
      return false;
    }
    if (options_.on_bad_row) options_.on_bad_row(bad);
  }
  return true;
}

bool FileRows::add(const Block& block, BlockConverter& converter, double times) {
  const std::uint64_t rows = block.row_count() + block.broken.size();
  file_.rows += rows;
  summary_.rows += rows;
  if (!tell_bad(converter)) return false;
  summary_.ambiguous_times += converter.ambiguous_times();
  summary_.skipped_times += converter.skipped_times();
  if (counted_only_) {
    summary_.through_form += converter.good_rows();
    return true;
  }
  if (!form_rows_) {
    if (times > 1) converter.reserve(times);
    converter.commit(block, number_);
    return true;
  }
  summary_.through_form += converter.good_rows();
  for (FormRow& row : converter.form_rows(block)) {
    row.form = source_->form;
    row.source = source_->name;
    if (!row.id.empty()) row.id = row.source + ":" + row.id;
    row.file = file_.file;
    options_.on_form_row(std::move(row));
  }
  return true;
}

}  // namespace leadline
