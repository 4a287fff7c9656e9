// SPDX-License-Identifier: Apache-2.0
// Writes bad rows as CSV.
#include "cli/bad_rows.hpp"

#include <filesystem>

#include "cli/csv.hpp"
#include "cli/kafka/topic.hpp"
#include "engine/data/json_writer.hpp"

namespace leadline::cli {

void append_bad_row(std::string& out, const BadRow& row) {
  append_csv(out, row.file);
  out += ',' + std::to_string(row.line) + ',';
  if (row.column != 0) out += std::to_string(row.column);
  for (const std::string* field : {&row.column_name, &row.value, &row.reason, &row.row}) {
    out += ',';
    append_csv(out, *field);
  }
  out += '\n';
}

void append_bad_object(std::string& out, const BadRow& row) {
  JsonWriter json(out);
  json.begin_object().key("file").text(row.file).key("line").count(row.line);
  if (row.column != 0) json.key("column").count(row.column);
  if (!row.column_name.empty()) json.key("column_name").text(row.column_name);
  if (!row.value.empty()) json.key("value").text(row.value);
  json.key("reason").text(row.reason).key("row").text(row.row).end_object();
  out += '\n';
}

std::string reason_to_count(const BadRow& row) {
  std::string kind = row.reason;
  const std::string value = '`' + row.value + '`';
  if (const std::size_t at = kind.find(value); !row.value.empty() && at != std::string::npos)
    kind.replace(at, value.size(), "`…`");
  if (!row.column_name.empty()) kind = '`' + row.column_name + "`: " + kind;
  return kind;
}

void BadRowFile::add(const BadRow& row) {
  ++count_;
  ++reasons_[reason_to_count(row)];
  if (error_) return;
  if (!output_) {
    Result<Output> opened = Output::open(path_);
    if (!opened) {
      error_ = opened.error();
      return;
    }
    output_.emplace(std::move(*opened));
    output_->write(kBadRowHeader);
  }
  std::string line;
  append_bad_row(line, row);
  output_->write(line);
}

Result<bool> BadRowFile::close() {
  if (error_) return *error_;
  return output_ ? output_->close() : Result<bool>(true);
}

std::string default_bad_file(const std::string& out) {
  if (out == "-" || out.rfind("/dev/", 0) == 0 || is_topic(out)) return "leadline-bad.csv";
  std::filesystem::path path(out);
  path.replace_filename(path.stem().string() + "-bad.csv");
  return path.string();
}

}  // namespace leadline::cli
