// SPDX-License-Identifier: Apache-2.0
// Parquet and Arrow files by Apache Arrow's C++ library; the only file that sees its headers. Parquet's parts throw, so
// everything is caught here.
#include <arrow/api.h>
#include <arrow/array/concatenate.h>
#include <arrow/c/bridge.h>
#include <arrow/extension_type.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <arrow/memory_pool.h>
#include <arrow/util/thread_pool.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <parquet/statistics.h>

#include <array>
#include <cstring>
#include <exception>
#include <string_view>
#include <utility>

#include "engine/files/columnar_file.hpp"

namespace leadline {

namespace {

constexpr std::string_view kParquetMark = "PAR1";
constexpr std::string_view kEncryptedMark = "PARE";
constexpr std::string_view kArrowMark = "ARROW1";
constexpr std::string_view kOldFeatherMark = "FEA1";
constexpr std::string_view kStreamMark = "\xFF\xFF\xFF\xFF";

using File = std::shared_ptr<arrow::io::RandomAccessFile>;

// What batches take comes from where everything else does and goes back there; Arrow's own memory would lie beside it.
arrow::MemoryPool* memory() { return arrow::system_memory_pool(); }

// The first line of what Arrow says.
Error error_of(std::string_view message) { return Error{std::string(message.substr(0, message.find('\n')))}; }
Error error_of(const arrow::Status& status) { return error_of(std::string_view(status.message())); }

// Calls Arrow; what it throws becomes an error.
template <class Call>
std::optional<Error> guarded(const Call& call) {
  try {
    const arrow::Status status = call();
    if (status.ok()) return std::nullopt;
    return error_of(status);
  } catch (const std::exception& thrown) {
    return error_of(std::string_view(thrown.what()));
  }
}

// Batches that were checked before anybody looks into them: an Arrow file is taken as it lies, so what it says about
// itself need not be true, and texts of both formats need not be UTF-8.
class CheckedBatches final : public arrow::RecordBatchReader {
 public:
  explicit CheckedBatches(std::shared_ptr<arrow::RecordBatchReader> batches) : batches_(std::move(batches)) {}

  [[nodiscard]] std::shared_ptr<arrow::Schema> schema() const override { return batches_->schema(); }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    ARROW_RETURN_NOT_OK(batches_->ReadNext(batch));
    return *batch == nullptr ? arrow::Status::OK() : (*batch)->ValidateFull();
  }

 private:
  std::shared_ptr<arrow::RecordBatchReader> batches_;
};

// The batches of an Arrow file with an index.
class IndexedBatches final : public arrow::RecordBatchReader {
 public:
  explicit IndexedBatches(std::shared_ptr<arrow::ipc::RecordBatchFileReader> file) : file_(std::move(file)) {}

  [[nodiscard]] std::shared_ptr<arrow::Schema> schema() const override { return file_->schema(); }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    *batch = nullptr;
    if (next_ < file_->num_record_batches()) {
      ARROW_ASSIGN_OR_RAISE(*batch, file_->ReadRecordBatch(next_++));
    }
    return arrow::Status::OK();
  }

 private:
  std::shared_ptr<arrow::ipc::RecordBatchFileReader> file_;
  int next_ = 0;
};

class ArrowFile final : public ColumnarFile {
 public:
  ArrowFile(File file, bool indexed, bool use_threads)
      : file_(std::move(file)), indexed_(indexed), use_threads_(use_threads) {}

  std::optional<Error> schema(ArrowSchema& out) override {
    return guarded([&]() -> arrow::Status {
      ARROW_ASSIGN_OR_RAISE(const auto batches, open({}));
      return arrow::ExportSchema(*batches->schema(), &out);
    });
  }
  [[nodiscard]] std::size_t groups() const override { return 1; }
  [[nodiscard]] std::optional<std::uint64_t> rows(std::size_t /*group*/) const override { return std::nullopt; }
  Statistics statistics(std::size_t /*group*/, std::size_t /*column*/, ArrowSchema& /*type*/,
                        ArrowArray& /*ends*/) override {
    return {};
  }
  std::optional<Error> read(const std::vector<Wanted>& columns, std::size_t /*from*/, std::size_t /*to*/,
                            ArrowArrayStream& out) override {
    return guarded([&]() -> arrow::Status {
      ARROW_ASSIGN_OR_RAISE(auto batches, open(columns));
      return arrow::ExportRecordBatchReader(std::make_shared<CheckedBatches>(std::move(batches)), &out);
    });
  }

 private:
  // From the beginning, with some columns; none named: all.
  arrow::Result<std::shared_ptr<arrow::RecordBatchReader>> open(const std::vector<Wanted>& columns) {
    arrow::ipc::IpcReadOptions options = arrow::ipc::IpcReadOptions::Defaults();
    options.use_threads = use_threads_;
    options.memory_pool = memory();
    for (const Wanted& wanted : columns) options.included_fields.push_back(static_cast<int>(wanted.column));
    if (indexed_) {
      ARROW_ASSIGN_OR_RAISE(auto file, arrow::ipc::RecordBatchFileReader::Open(file_, options));
      return std::make_shared<IndexedBatches>(std::move(file));
    }
    ARROW_RETURN_NOT_OK(file_->Seek(0));
    const std::shared_ptr<arrow::io::InputStream> stream = file_;
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::RecordBatchReader> batches,
                          arrow::ipc::RecordBatchStreamReader::Open(stream, options));
    return batches;
  }

  File file_;
  bool indexed_;
  bool use_threads_;
};

class ParquetFile final : public ColumnarFile {
 public:
  ParquetFile(File file, const parquet::ArrowReaderProperties& properties,
              std::unique_ptr<parquet::arrow::FileReader> reader)
      : file_(std::move(file)),
        properties_(properties),
        reader_(std::move(reader)),
        metadata_(reader_->parquet_reader()->metadata()) {
    const parquet::SchemaDescriptor& schema = *metadata_->schema();
    leaves_.resize(static_cast<std::size_t>(schema.group_node()->field_count()));
    for (int leaf = 0; leaf < schema.num_columns(); ++leaf) {
      const int column = schema.group_node()->FieldIndex(*schema.GetColumnRoot(leaf));
      if (column >= 0) leaves_[static_cast<std::size_t>(column)].push_back(leaf);
    }
  }

  std::optional<Error> schema(ArrowSchema& out) override {
    return guarded([&]() -> arrow::Status {
      std::shared_ptr<arrow::Schema> schema;
      ARROW_RETURN_NOT_OK(reader_->GetSchema(&schema));
      return arrow::ExportSchema(*schema, &out);
    });
  }
  [[nodiscard]] std::size_t groups() const override { return static_cast<std::size_t>(metadata_->num_row_groups()); }
  [[nodiscard]] std::optional<std::uint64_t> rows(std::size_t group) const override {
    try {
      return static_cast<std::uint64_t>(metadata_->RowGroup(static_cast<int>(group))->num_rows());
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }

  Statistics statistics(std::size_t group, std::size_t column, ArrowSchema& type, ArrowArray& ends) override {
    Statistics found;
    // A file whose statistics cannot be read may still be read itself.
    const std::optional<Error> error = guarded([&] { return look(group, column, found, type, ends); });
    return error ? Statistics() : found;
  }

  std::optional<Error> read(const std::vector<Wanted>& columns, std::size_t from, std::size_t to,
                            ArrowArrayStream& out) override {
    return guarded([&]() -> arrow::Status {
      std::vector<int> groups;
      for (std::size_t group = from; group < to; ++group) groups.push_back(static_cast<int>(group));
      std::vector<int> leaves;
      parquet::ArrowReaderProperties properties = properties_;
      for (const Wanted& wanted : columns) {
        const std::vector<int>& of_column = leaves_[wanted.column];
        leaves.insert(leaves.end(), of_column.begin(), of_column.end());
        if (wanted.as_dictionary && of_column.size() == 1 && all_in_dictionaries(of_column[0], groups))
          properties.set_read_dictionary(of_column[0], true);
      }
      parquet::arrow::FileReaderBuilder builder;
      ARROW_RETURN_NOT_OK(builder.Open(file_, parquet::ReaderProperties(memory()), metadata_));
      ARROW_ASSIGN_OR_RAISE(std::shared_ptr<parquet::arrow::FileReader> reader,
                            builder.memory_pool(memory())->properties(properties)->Build());
      ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::RecordBatchReader> batches,
                            reader->GetRecordBatchReader(groups, leaves));
      readers_.push_back(std::move(reader));
      return arrow::ExportRecordBatchReader(std::make_shared<CheckedBatches>(std::move(batches)), &out);
    });
  }

 private:
  // Whether a column's pages are all indices into dictionaries: then as dictionaries they cost no hashing, and each
  // text is there once a group. Writers need not say.
  [[nodiscard]] bool all_in_dictionaries(int leaf, const std::vector<int>& groups) const {
    for (const int group : groups) {
      const auto chunk = metadata_->RowGroup(group)->ColumnChunk(leaf);
      const std::vector<parquet::PageEncodingStats>& pages = chunk->encoding_stats();
      bool any = false;
      for (const parquet::PageEncodingStats& page : pages) {
        if (page.page_type == parquet::PageType::DICTIONARY_PAGE) continue;
        const bool indices =
            page.encoding == parquet::Encoding::RLE_DICTIONARY || page.encoding == parquet::Encoding::PLAIN_DICTIONARY;
        if (!indices) return false;
        any = true;
      }
      if (!any && chunk->num_values() != 0) return false;
    }
    return true;
  }

  arrow::Status look(std::size_t group, std::size_t column, Statistics& found, ArrowSchema& type, ArrowArray& ends) {
    if (leaves_[column].size() != 1) return arrow::Status::OK();
    const auto chunk = metadata_->RowGroup(static_cast<int>(group))->ColumnChunk(leaves_[column][0]);
    const std::shared_ptr<parquet::Statistics> statistics = chunk->is_stats_set() ? chunk->statistics() : nullptr;
    // In a list there are other values than rows.
    if (statistics == nullptr || statistics->descr()->max_repetition_level() > 0) return arrow::Status::OK();
    if (statistics->HasNullCount()) {
      found.none_there = statistics->null_count() == chunk->num_values();
      found.all_there = statistics->null_count() == 0;
    }
    if (!statistics->HasMinMax()) return arrow::Status::OK();
    std::shared_ptr<arrow::Scalar> least;
    std::shared_ptr<arrow::Scalar> greatest;
    ARROW_RETURN_NOT_OK(parquet::arrow::StatisticsAsScalars(*statistics, &least, &greatest));
    ARROW_ASSIGN_OR_RAISE(const auto first, arrow::MakeArrayFromScalar(*least, 1));
    ARROW_ASSIGN_OR_RAISE(const auto second, arrow::MakeArrayFromScalar(*greatest, 1));
    ARROW_ASSIGN_OR_RAISE(const auto both, arrow::Concatenate({first, second}));
    ARROW_RETURN_NOT_OK(arrow::ExportArray(*both, &ends, &type));
    found.has_ends = true;
    return arrow::Status::OK();
  }

  File file_;
  parquet::ArrowReaderProperties properties_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;                // of all columns as they are declared
  std::vector<std::shared_ptr<parquet::arrow::FileReader>> readers_;  // that have streams
  std::shared_ptr<parquet::FileMetaData> metadata_;
  std::vector<std::vector<int>> leaves_;  // of each column
};

// The first bytes of a file, or its last.
arrow::Result<std::string> bytes_at(const File& file, std::int64_t from, std::int64_t count) {
  ARROW_ASSIGN_OR_RAISE(const auto buffer, file->ReadAt(from, count));
  return buffer->ToString();
}

// Columns of these types are what they are stored as. Arrow reads their parameters with a simdjson that it brings
// along, whose place another version takes in this program.
void forget_extension_types() {
  static const bool kForgotten = [] {
    for (const char* const name :
         {"arrow.fixed_shape_tensor", "arrow.variable_shape_tensor", "arrow.opaque", "arrow.json", "arrow.uuid",
          "arrow.bool8", "arrow.parquet.variant", "parquet.variant", "arrow.timestamp_with_offset", "geoarrow.wkb"}) {
      static_cast<void>(arrow::UnregisterExtensionType(name));  // which of them there are depends on the version
    }
    return true;
  }();
  static_cast<void>(kForgotten);
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

// What a file is by its first bytes, where it is not what its name says.
std::string other_form(std::string_view first) {
  if (begins_with(first, kParquetMark)) return "it is a Parquet file; those end with .parquet";
  if (begins_with(first, kArrowMark)) return "it is an Arrow file; those end with .arrow or .feather";
  return "a file of text ends with .csv, .tsv or .ndjson";
}

struct Opening {
  std::string path;
  File file;
  std::int64_t size = 0;
  std::string first;  // its first bytes
};

Error about(const Opening& opening, std::string_view what) {
  return Error{"`" + opening.path + "` " + std::string(what)};
}

Result<std::unique_ptr<ColumnarFile>> open_parquet(const Opening& opening, bool use_threads) {
  if (!begins_with(opening.first, kParquetMark)) {
    return about(opening, "is no Parquet file, which begins with PAR1: " + other_form(opening.first));
  }
  std::string last;
  std::unique_ptr<ColumnarFile> made;
  std::optional<Error> error = guarded([&]() -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(last, bytes_at(opening.file, opening.size - 4, 4));
    return arrow::Status::OK();
  });
  if (!error && last == kEncryptedMark) return about(opening, "is encrypted, and there is no key for it");
  if (!error && last != kParquetMark) return about(opening, "is not whole: a Parquet file ends with PAR1");
  if (!error) {
    error = guarded([&]() -> arrow::Status {
      parquet::arrow::FileReaderBuilder builder;
      ARROW_RETURN_NOT_OK(builder.Open(opening.file, parquet::ReaderProperties(memory())));
      parquet::ArrowReaderProperties properties;
      properties.set_use_threads(use_threads);
      properties.set_pre_buffer(false);  // it would hold all that was read until the end
      ARROW_ASSIGN_OR_RAISE(auto reader, builder.memory_pool(memory())->properties(properties)->Build());
      made = std::make_unique<ParquetFile>(opening.file, properties, std::move(reader));
      return arrow::Status::OK();
    });
  }
  if (error) return about(opening, "cannot be read as Parquet: " + error->message);
  return made;
}

Result<std::unique_ptr<ColumnarFile>> open_arrow(Opening opening, bool use_threads) {
  if (begins_with(opening.first, kOldFeatherMark)) {
    return about(opening, "is a Feather file of version 1; version 2, which is Arrow, can be read");
  }
  const bool indexed = begins_with(opening.first, kArrowMark);
  if (!indexed && !begins_with(opening.first, kStreamMark)) {
    return about(opening, "is no Arrow file or stream: " + other_form(opening.first));
  }
  return std::unique_ptr<ColumnarFile>(std::make_unique<ArrowFile>(std::move(opening.file), indexed, use_threads));
}

}  // namespace

Result<std::unique_ptr<ColumnarFile>> ColumnarFile::open(const std::string& path, ColumnarFormat format,
                                                         unsigned threads) {
  Opening opening{path, nullptr, 0, {}};
  const std::optional<Error> error = guarded([&]() -> arrow::Status {
    forget_extension_types();
    if (threads > 1) ARROW_RETURN_NOT_OK(arrow::SetCpuThreadPoolCapacity(static_cast<int>(threads)));
    ARROW_ASSIGN_OR_RAISE(opening.file, arrow::io::ReadableFile::Open(path, memory()));
    ARROW_ASSIGN_OR_RAISE(opening.size, opening.file->GetSize());
    ARROW_ASSIGN_OR_RAISE(opening.first, bytes_at(opening.file, 0, 8));
    return arrow::Status::OK();
  });
  if (error) return Error{"cannot read `" + path + "`: " + error->message};
  if (opening.size == 0) return about(opening, "is empty; without rows it still says which columns it has");
  const bool use_threads = threads != 1;
  return format == ColumnarFormat::kParquet ? open_parquet(opening, use_threads)
                                            : open_arrow(std::move(opening), use_threads);
}

}  // namespace leadline
