// SPDX-License-Identifier: Apache-2.0
// Results as Arrow record batches, made one at a time when they are asked for.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <utility>

#include "leadline/arrow.hpp"

namespace leadline {

namespace {

constexpr std::size_t kBatchRows = std::size_t{1} << 20U;
constexpr std::size_t kMostBytes = std::numeric_limits<std::int32_t>::max();

// Everything that a schema or array of ours points to.
template <class Struct>
struct Owned {
  std::string format, name;
  std::vector<std::unique_ptr<Struct>> children;
  std::vector<Struct*> child_pointers;
  std::vector<std::vector<std::uint8_t>> buffers;
  std::vector<const void*> buffer_pointers;

  // A child that its consumer has moved away or released already has no release.
  static void release(Struct* released) {
    auto* const owned = static_cast<Owned*>(released->private_data);
    for (const std::unique_ptr<Struct>& child : owned->children) {
      if (child->release != nullptr) child->release(child.get());
    }
    delete owned;
    released->release = nullptr;
  }
};

using OwnedSchema = Owned<ArrowSchema>;
using OwnedArray = Owned<ArrowArray>;

void give_schema(std::unique_ptr<OwnedSchema> owned, std::int64_t flags, ArrowSchema& out) {
  for (const std::unique_ptr<ArrowSchema>& child : owned->children) owned->child_pointers.push_back(child.get());
  out = ArrowSchema{};
  out.format = owned->format.c_str();
  out.name = owned->name.c_str();
  out.flags = flags;
  out.n_children = static_cast<std::int64_t>(owned->children.size());
  out.children = owned->child_pointers.data();
  out.release = OwnedSchema::release;
  out.private_data = owned.release();
}

void give_array(std::unique_ptr<OwnedArray> owned, std::size_t rows, std::size_t nulls, ArrowArray& out) {
  for (const std::unique_ptr<ArrowArray>& child : owned->children) owned->child_pointers.push_back(child.get());
  for (std::size_t at = 0; at < owned->buffers.size(); ++at) {
    const std::vector<std::uint8_t>& buffer = owned->buffers[at];
    owned->buffer_pointers.push_back(at == 0 && nulls == 0 ? nullptr : buffer.data());
  }
  out = ArrowArray{};
  out.length = static_cast<std::int64_t>(rows);
  out.null_count = static_cast<std::int64_t>(nulls);
  out.n_buffers = static_cast<std::int64_t>(owned->buffers.size());
  out.buffers = owned->buffer_pointers.data();
  out.n_children = static_cast<std::int64_t>(owned->children.size());
  out.children = owned->child_pointers.data();
  out.release = OwnedArray::release;
  out.private_data = owned.release();
}

void set_bit(std::vector<std::uint8_t>& bits, std::size_t at) {
  bits[at / 8] = static_cast<std::uint8_t>(bits[at / 8] | 1U << at % 8);
}

template <class T>
void put(std::vector<std::uint8_t>& buffer, std::size_t at, T value) {
  std::memcpy(buffer.data() + at * sizeof(T), &value, sizeof(T));
}

// The buffers of rows [from, to) of a column. Buffers are never empty, so that they have an address.
std::unique_ptr<OwnedArray> buffers_of(const ResultColumn& column, const ArrowExport& options, std::size_t from,
                                       std::size_t to) {
  auto owned = std::make_unique<OwnedArray>();
  const std::size_t rows = to - from;
  std::vector<std::vector<std::uint8_t>>& buffers = owned->buffers;
  buffers.resize(column.type == ResultColumn::Type::kText ? 3 : 2);
  buffers[0].resize(rows / 8 + 1);
  for (std::size_t row = from; row < to; ++row) {
    if (column.present[row]) set_bit(buffers[0], row - from);
  }
  switch (column.type) {
    case ResultColumn::Type::kText: {
      std::size_t bytes = 0;
      for (std::size_t row = from; row < to; ++row) bytes += column.present[row] ? column.texts[row].size() : 0;
      buffers[1].resize((rows + 1) * sizeof(std::int32_t));
      buffers[2].reserve(bytes + 1);
      for (std::size_t row = from; row < to; ++row) {
        const std::string& text = column.texts[row];
        if (column.present[row]) buffers[2].insert(buffers[2].end(), text.begin(), text.end());
        put(buffers[1], row - from + 1, static_cast<std::int32_t>(buffers[2].size()));
      }
      buffers[2].push_back(0);
      break;
    }
    case ResultColumn::Type::kNumber:
      buffers[1].resize(rows * (options.doubles ? sizeof(double) : sizeof(Int128)) + 1);
      for (std::size_t row = from; row < to; ++row) {
        const std::int64_t micros = column.present[row] ? column.numbers[row].micros : 0;
        if (options.doubles) {
          put(buffers[1], row - from, static_cast<double>(micros) / 1e6);
        } else {
          put(buffers[1], row - from, Int128{micros});
        }
      }
      break;
    case ResultColumn::Type::kYesNo:
      buffers[1].resize(rows / 8 + 1);
      for (std::size_t row = from; row < to; ++row) {
        if (column.flags[row]) set_bit(buffers[1], row - from);
      }
      break;
  }
  return owned;
}

class Exported {
 public:
  Exported(std::shared_ptr<const ResultTable> table, const ArrowExport& options)
      : shared_(std::move(table)), table_(*shared_), options_(options) {}

  void schema(ArrowSchema& out) const {
    auto top = std::make_unique<OwnedSchema>();
    top->format = "+s";
    for (const ResultColumn& column : table_.columns) {
      auto owned = std::make_unique<OwnedSchema>();
      owned->name = column.name;
      switch (column.type) {
        case ResultColumn::Type::kText:
          owned->format = "u";
          break;
        case ResultColumn::Type::kNumber:
          owned->format = options_.doubles ? "g" : "d:19,6";
          break;
        case ResultColumn::Type::kYesNo:
          owned->format = "b";
          break;
      }
      top->children.push_back(std::make_unique<ArrowSchema>());
      give_schema(std::move(owned), ARROW_FLAG_NULLABLE, *top->children.back());
    }
    give_schema(std::move(top), 0, out);
  }

  void next(ArrowArray& out) {
    if (next_ == table_.rows) {
      out = ArrowArray{};
      return;
    }
    const std::size_t end = batch_end();
    auto top = std::make_unique<OwnedArray>();
    top->buffers.emplace_back();
    for (const ResultColumn& column : table_.columns) {
      std::size_t nulls = 0;
      for (std::size_t row = next_; row < end; ++row) nulls += column.present[row] ? 0 : 1;
      top->children.push_back(std::make_unique<ArrowArray>());
      give_array(buffers_of(column, options_, next_, end), end - next_, nulls, *top->children.back());
    }
    give_array(std::move(top), end - next_, 0, out);
    next_ = end;
  }

 private:
  // As many rows as fit; the texts of a column at most what their offsets can say.
  [[nodiscard]] std::size_t batch_end() const {
    std::size_t end = std::min(table_.rows, next_ + kBatchRows);
    for (const ResultColumn& column : table_.columns) {
      if (column.type != ResultColumn::Type::kText) continue;
      std::size_t bytes = 0;
      for (std::size_t row = next_; row < end; ++row) {
        bytes += column.texts[row].size();
        if (bytes > kMostBytes && row > next_) end = row;
      }
    }
    return end;
  }

  const std::shared_ptr<const ResultTable> shared_;
  const ResultTable& table_;
  const ArrowExport options_;
  std::size_t next_ = 0;
};

// A stream of ours: what it reads from, and nothing ever goes wrong but memory.
template <class Source>
void give_stream(std::unique_ptr<Source> source, ArrowArrayStream& out) {
  out = ArrowArrayStream{};
  out.get_schema = [](ArrowArrayStream* stream, ArrowSchema* schema) {
    try {
      static_cast<Source*>(stream->private_data)->schema(*schema);
      return 0;
    } catch (const std::bad_alloc&) {
      return ENOMEM;
    }
  };
  out.get_next = [](ArrowArrayStream* stream, ArrowArray* array) {
    try {
      static_cast<Source*>(stream->private_data)->next(*array);
      return 0;
    } catch (const std::bad_alloc&) {
      return ENOMEM;
    }
  };
  out.get_last_error = [](ArrowArrayStream* /*stream*/) -> const char* { return nullptr; };
  out.release = [](ArrowArrayStream* stream) {
    delete static_cast<Source*>(stream->private_data);
    stream->release = nullptr;
  };
  out.private_data = source.release();
}

// One array as a stream. A schema can be asked for more than once, so each time a copy is made.
class Single {
 public:
  Single(ArrowSchema* schema, ArrowArray* array) : schema_(*schema), array_(*array) {
    schema->release = nullptr;
    array->release = nullptr;
  }
  Single(const Single&) = delete;
  Single& operator=(const Single&) = delete;
  ~Single() {
    if (schema_.release != nullptr) schema_.release(&schema_);
    if (array_.release != nullptr) array_.release(&array_);
  }

  void schema(ArrowSchema& out) const { copy(schema_, out); }
  void next(ArrowArray& out) {
    out = array_;
    array_.release = nullptr;
  }

 private:
  static void copy(const ArrowSchema& from, ArrowSchema& to) {
    auto owned = std::make_unique<OwnedSchema>();
    if (from.format != nullptr) owned->format = from.format;
    if (from.name != nullptr) owned->name = from.name;
    for (std::int64_t child = 0; child < from.n_children; ++child) {
      owned->children.push_back(std::make_unique<ArrowSchema>());
      copy(*from.children[child], *owned->children.back());
    }
    const std::int64_t children = from.n_children;
    if (from.dictionary != nullptr) {
      owned->children.push_back(std::make_unique<ArrowSchema>());
      copy(*from.dictionary, *owned->children.back());
    }
    give_schema(std::move(owned), from.flags, to);
    if (from.dictionary != nullptr) to.dictionary = to.children[children];
    to.n_children = children;
  }

  ArrowSchema schema_;
  ArrowArray array_;
};

}  // namespace

void export_arrow(ResultTable table, ArrowArrayStream* out, const ArrowExport& options) {
  export_arrow(std::make_shared<const ResultTable>(std::move(table)), out, options);
}

void export_arrow(std::shared_ptr<const ResultTable> table, ArrowArrayStream* out, const ArrowExport& options) {
  give_stream(std::make_unique<Exported>(std::move(table), options), *out);
}

void stream_of(ArrowSchema* schema, ArrowArray* array, ArrowArrayStream* out) {
  give_stream(std::make_unique<Single>(schema, array), *out);
}

}  // namespace leadline
