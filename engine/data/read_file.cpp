// SPDX-License-Identifier: Apache-2.0
// Three steps for each block: taken from the file under one lock, converted without any, added under another in the
// order of the file.
#include "engine/data/read_file.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "engine/data/block_converter.hpp"
#include "engine/data/file_rows.hpp"
#include "engine/data/json_rows.hpp"
#include "engine/data/parallel.hpp"

namespace leadline {

namespace {

class FileReading {
 public:
  FileReading(const FileTask& task, const LoadOptions& options, Dataset& dataset, LoadSummary& summary)
      : task_(task),
        options_(options),
        dataset_(dataset),
        summary_(summary),
        rows_(options, task.source, task.number, file_, summary) {}

  Result<FileSummary> run() {
    file_.file = task_.path;
    file_.source = task_.source != nullptr ? task_.source->name : task_.kind_name;
    if (!open()) return *error_;
    if (!empty_) read_blocks();
    if (error_) return *error_;
    return std::move(file_);
  }

 private:
  bool fail(const std::string& what) {
    if (!error_) error_ = about_file(task_.path, Error{what});
    return false;
  }

  // The file's own columns, and the plan for them.
  bool open() {
    Result<std::unique_ptr<ByteSource>> bytes =
        open_bytes(task_.path, task_.source != nullptr ? task_.source->encoding : "UTF-8");
    if (!bytes) {
      error_ = bytes.error();
      return false;
    }
    std::optional<std::vector<std::string>> columns;
    if (task_.format == FileFormat::kNdjson) {
      lines_.emplace(std::move(bytes).value(), task_.block_bytes);
    } else {
      char separator = task_.format == FileFormat::kTsv ? '\t' : '\0';
      if (task_.source != nullptr && !task_.source->separator.empty()) {
        const std::string& given = task_.source->separator;
        separator = given[0];
        if (given.size() != 1 || static_cast<unsigned char>(separator) >= 0x80 || separator == '"' ||
            separator == '\n' || separator == '\r' || separator == '\0') {
          return fail("has the separator `" + given + "` in source `" + task_.source->name +
                      "`; a separator is one character, no quote and no line break");
        }
      }
      csv_.emplace(std::move(bytes).value(), separator, task_.block_bytes);
      Result<std::vector<std::string>> header = csv_->header();
      if (!header) return fail(header.error().message);
      columns = std::move(header).value();
      if (columns->empty()) {
        empty_ = true;
        return true;
      }
    }
    Result<RowPlan> made = plan_file(dataset_.program(), task_, columns);
    if (!made) return fail(made.error().message);
    plan_ = std::move(made).value();
    rows_.settle(plan_);
    if (csv_) csv_->use(plan_.slot_of_column, plan_.column_of_slot.size());
    return true;
  }

  void read_blocks() {
    const unsigned threads = thread_count(options_.threads);
    // The first block tells whether the file is worth more than one thread.
    Block first;
    std::string message;
    if (!take(first, message)) {
      if (!message.empty()) fail(message);
      return;
    }
    const bool more = csv_ ? csv_->more() : lines_->more();
    const bool alone = threads == 1 || !more;
    if (alone) {
      BlockConverter converter(plan_, dataset_, true, options_.bad_values_missing);
      std::optional<JsonRows> json = json_rows();
      std::optional<CsvRows> csv = csv_rows();
      do {
        if (json) json->parse(first);
        if (csv) csv->find(first);
        converter.convert(first);
        if (!add(first, converter, json)) return;
      } while (take(first, message));
      if (!message.empty()) fail(message);
      return;
    }
    std::vector<std::thread> others;
    for (unsigned thread = 1; thread < threads; ++thread) others.emplace_back([this] { work(Block()); });
    work(std::move(first));
    for (std::thread& other : others) other.join();
  }

  [[nodiscard]] std::optional<JsonRows> json_rows() const {
    std::optional<JsonRows> rows;
    if (lines_) rows.emplace(plan_);
    return rows;
  }

  [[nodiscard]] std::optional<CsvRows> csv_rows() const {
    std::optional<CsvRows> rows;
    if (csv_) rows.emplace(csv_->rows());
    return rows;
  }

  // The next block of the file; false at its end or with a message.
  bool take(Block& block, std::string& message) {
    const Result<bool> more = csv_ ? csv_->next(block) : lines_->next(block);
    if (!more) message = more.error().message;
    return more.ok() && more.value();
  }

  // A thread: blocks until there are none left. `block` may hold the first one already.
  void work(Block block) {
    std::optional<BlockConverter> own;
    {
      const std::lock_guard<std::mutex> lock(adding_);  // it looks at what others may be adding to
      own.emplace(plan_, dataset_, false, options_.bad_values_missing);
    }
    BlockConverter& converter = *own;
    std::optional<JsonRows> json = json_rows();
    std::optional<CsvRows> csv = csv_rows();
    bool have = !block.bytes.empty();
    for (;;) {
      std::string message;
      if (!have) {
        const std::lock_guard<std::mutex> lock(reading_);
        if (stopped_ || at_end_) return;
        have = take(block, message);
        at_end_ = !have;
      }
      if (!have) {
        if (message.empty()) return;
        const std::lock_guard<std::mutex> lock(adding_);
        fail(message);
        stop();
        return;
      }
      have = false;
      if (json) json->parse(block);
      if (csv) csv->find(block);
      converter.convert(block);
      std::unique_lock<std::mutex> lock(adding_);
      turn_.wait(lock, [&] { return next_ == block.sequence || stopped_; });
      if (stopped_) return;
      if (!add(block, converter, json)) stop();
      ++next_;
      turn_.notify_all();
    }
  }

  void stop() {
    stopped_ = true;
    turn_.notify_all();
  }

  // Adds a converted block to the dataset and tells of its bad rows; false if reading is to end.
  bool add(const Block& block, BlockConverter& converter, const std::optional<JsonRows>& json) {
    if (json) add_names(*json);
    // A twentieth more than the first block promises; it is a guess, and columns still grow if it is too low.
    const bool guess = block.sequence == 0 && task_.file_bytes > block.file_bytes && block.file_bytes > 0;
    if (!rows_.add(block, converter,
                   guess ? 1.05 * static_cast<double>(task_.file_bytes) / static_cast<double>(block.file_bytes) : 0)) {
      error_ = rows_.error();
      return false;
    }
    summary_.bytes += block.file_bytes - file_.bytes;
    file_.bytes = block.file_bytes;
    if (options_.on_progress) options_.on_progress(summary_.bytes, task_.total_bytes);
    return true;
  }

  // Keys of NDJSON rows that fit no field, or came twice, once each.
  void add_names(const JsonRows& json) {
    const auto add_new = [](const std::vector<std::string>& names, std::unordered_set<std::string>& seen,
                            std::vector<std::string>& out) {
      for (const std::string& name : names) {
        if (seen.insert(name).second) out.push_back(name);
      }
    };
    add_new(json.ignored(), ignored_, file_.ignored_columns);
    add_new(json.repeated(), repeated_, file_.repeated_columns);
  }

  const FileTask& task_;
  const LoadOptions& options_;
  Dataset& dataset_;
  LoadSummary& summary_;
  FileSummary file_;
  FileRows rows_;
  RowPlan plan_;
  std::optional<CsvScanner> csv_;
  std::optional<JsonLines> lines_;
  bool empty_ = false;
  std::optional<Error> error_;
  std::unordered_set<std::string> ignored_;
  std::unordered_set<std::string> repeated_;

  std::mutex reading_;
  std::mutex adding_;
  std::condition_variable turn_;
  std::uint64_t next_ = 0;
  bool at_end_ = false;
  std::atomic<bool> stopped_{false};
};

}  // namespace

Result<RowPlan> plan_file(const Program& program, const FileTask& task,
                          const std::optional<std::vector<std::string>>& columns) {
  return task.source != nullptr ? plan_by_source(program, *task.source, columns)
                                : plan_by_name(program, task.kind, columns);
}

Result<FileSummary> read_file(const FileTask& task, const LoadOptions& options, Dataset& dataset,
                              LoadSummary& summary) {
  return FileReading(task, options, dataset, summary).run();
}

}  // namespace leadline
