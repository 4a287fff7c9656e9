// SPDX-License-Identifier: Apache-2.0
// Which files are read, by which source, in which order.
#include "engine/files/load.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "engine/data/read_file.hpp"
#include "engine/files/expected_memory.hpp"
#include "engine/files/first_rows.hpp"
#include "engine/files/read_columnar.hpp"
#include "engine/values/text.hpp"

namespace leadline {

namespace {

namespace fs = std::filesystem;

struct InputFile {
  std::string path;
  std::string name;  // without its folder
  std::uint64_t bytes = 0;
  std::string table;  // the path that says what it is: that of the folder for a part of one
};

bool ends_with_ignoring_case(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && lower(text.substr(text.size() - ending.size())) == ending;
}

std::string without_gz(const std::string& name) {
  return ends_with_ignoring_case(name, ".gz") ? name.substr(0, name.size() - 3) : name;
}

std::optional<FileFormat> format_of(const std::string& name) {
  const std::string plain = without_gz(name);
  if (ends_with_ignoring_case(plain, ".tsv")) return FileFormat::kTsv;
  if (ends_with_ignoring_case(plain, ".ndjson") || ends_with_ignoring_case(plain, ".jsonl")) return FileFormat::kNdjson;
  if (ends_with_ignoring_case(plain, ".csv")) return FileFormat::kCsv;
  return std::nullopt;
}

// A folder that is named as a file is one file in parts, as Spark and others write them.
bool named_as_file(const std::string& name) { return format_of(name) || columnar_format_of(name); }

// Files and the files of folders, by name, then by path: the order in which later rows win.
Result<std::vector<InputFile>> find_files(const std::vector<std::string>& paths) {
  std::vector<InputFile> files;
  std::vector<fs::path> seen;
  // `whole`: the folder of which it is a part; empty: it is a file of its own.
  const auto add = [&](const fs::path& path, const fs::path& whole) {
    std::error_code error;
    const fs::path real = fs::weakly_canonical(path, error);
    if (std::find(seen.begin(), seen.end(), real) != seen.end()) return;  // one file named twice is read once
    seen.push_back(real);
    const std::uintmax_t size = fs::file_size(path, error);
    const fs::path& table = whole.empty() ? path : whole;
    std::string name = table.filename().string();
    const bool packed = ends_with_ignoring_case(path.string(), ".gz");
    if (packed && without_gz(name) == name) name += ".gz";
    files.push_back({path.string(), std::move(name), error ? 0 : static_cast<std::uint64_t>(size), table.string()});
  };
  // Calls for what stands in a folder, but for what is hidden.
  const auto each = [](const fs::path& folder, const auto& call) -> std::optional<Error> {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      if (!name.empty() && name.front() != '.') {
        if (std::optional<Error> failed = call(*entry, name)) return failed;
      }
    }
    if (error) return Error{"cannot read the folder `" + folder.string() + "`: " + error.message()};
    return std::nullopt;
  };
  const auto add_parts = [&](const fs::path& folder) {
    return each(folder, [&](const fs::directory_entry& entry, const std::string& name) -> std::optional<Error> {
      std::error_code error;
      if (name.front() != '_' && entry.is_regular_file(error)) add(entry.path(), folder);
      return std::nullopt;
    });
  };
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return Error{"cannot read `" + path + "`: there is no such file or folder"};
    if (!fs::is_directory(status)) {
      add(path, {});
      continue;
    }
    fs::path folder(path);
    if (!folder.has_filename()) folder = folder.parent_path();  // `leads.parquet/`
    if (named_as_file(folder.filename().string())) {
      if (const std::optional<Error> failed = add_parts(folder)) return *failed;
      continue;
    }
    const std::optional<Error> failed =
        each(path, [&](const fs::directory_entry& entry, const std::string& name) -> std::optional<Error> {
          std::error_code of_entry;
          if (entry.is_regular_file(of_entry)) add(entry.path(), {});
          if (entry.is_directory(of_entry) && named_as_file(name)) return add_parts(entry.path());
          return std::nullopt;
        });
    if (failed) return *failed;
  }
  std::sort(files.begin(), files.end(), [](const InputFile& a, const InputFile& b) {
    return a.name != b.name ? a.name < b.name : a.path < b.path;
  });
  return files;
}

// A file and how it is read.
struct Task {
  FileTask file;
  std::optional<ColumnarFormat> columnar;  // in place of file.format
};

// Whether a file's name says that it holds a kind of record, or interactions (then there is no kind).
bool named_for_a_kind(const std::string& name, FileTask& task) {
  const std::string plain = without_gz(name);
  task.kind_name = lower(plain.substr(0, plain.rfind('.')));
  for (int number = 0; number < kRecordKinds; ++number) {
    if (task.kind_name == plural_of(static_cast<RecordKind>(number))) task.kind = static_cast<RecordKind>(number);
  }
  return task.kind || task.kind_name == "interactions";
}

bool fits(const SourceDefinition& source, const InputFile& file) {
  const bool has_folder = source.pattern.find('/') != std::string::npos;
  const std::string& text = has_folder ? file.table : file.name;
  const std::string pattern = has_folder ? "*" + source.pattern : source.pattern;
  return like(text, pattern) || like(without_gz(text), pattern);
}

// The task of a file, if anything reads it.
Result<std::optional<Task>> task_for(const Program& program, const InputFile& file) {
  Task made;
  FileTask& task = made.file;
  task.path = file.path;
  if (program.sources.empty()) {
    if (!named_for_a_kind(file.name, task)) return std::optional<Task>();
  } else {
    for (const SourceDefinition& source : program.sources) {
      if (!fits(source, file)) continue;
      if (task.source != nullptr) {
        return Error{"`" + file.path + "` fits two sources, `" + task.source->name + "` (\"" + task.source->pattern +
                     "\") and `" + source.name + "` (\"" + source.pattern + "\"); a file belongs to one"};
      }
      task.source = &source;
    }
    if (task.source == nullptr) return std::optional<Task>();
  }
  made.columnar = columnar_format_of(without_gz(file.name));
  if (made.columnar) {
    if (!columnar_format_of(file.name)) {
      return Error{"`" + file.path + "` cannot be read: only text is read out of .gz, Parquet and Arrow files pack " +
                   "their columns themselves"};
    }
    return std::optional<Task>(std::move(made));
  }
  const std::optional<FileFormat> format = format_of(file.name);
  if (!format && task.source == nullptr) return std::optional<Task>();
  task.format = format.value_or(FileFormat::kCsv);
  return std::optional<Task>(std::move(made));
}

}  // namespace

Result<LoadSummary> load(const std::vector<std::string>& paths, const LoadOptions& options, Dataset& dataset) {
  LoadSummary summary;
  const Result<std::vector<InputFile>> files = find_files(paths);
  if (!files) return files.error();
  std::vector<Task> tasks;
  std::uint64_t total = 0;
  for (const InputFile& file : files.value()) {
    Result<std::optional<Task>> task = task_for(dataset.program(), file);
    if (!task) return task.error();
    if (!task.value()) {
      summary.unmatched_files.push_back(file.path);
      continue;
    }
    tasks.push_back(*std::move(task).value());
    tasks.back().file.file_bytes = file.bytes;
    total += file.bytes;
  }
  expect_memory(total);  // columns take about as much as the text that they come from
  for (std::size_t number = 0; number < tasks.size(); ++number) {
    FileTask& task = tasks[number].file;
    task.number = number;
    task.total_bytes = total;
    const std::optional<ColumnarFormat> columnar = tasks[number].columnar;
    Result<FileSummary> file = columnar ? read_columnar(task, *columnar, options, dataset, summary)
                                        : read_file(task, options, dataset, summary);
    if (!file) return file.error();
    summary.files.push_back(std::move(file).value());
  }
  summary.dataset = dataset.finish(options.threads);
  return summary;
}

}  // namespace leadline
