// SPDX-License-Identifier: Apache-2.0
// Arrow arrays written by hand, and a count of those that nobody has released yet.
#pragma once
#include <cstring>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "leadline/arrow_abi.h"

namespace arrow_arrays {

/// How many schemas, arrays and streams are alive.
inline int alive = 0;

/// An array with its schema: buffers are texts of bytes; without bytes they are null.
struct Array {
  std::string format;
  std::int64_t length = 0;
  std::vector<std::optional<std::string>> buffers;
  std::int64_t offset = 0;
  std::int64_t nulls = 0;
  std::vector<std::pair<std::string, Array>> children;
  std::vector<Array> dictionary;  // one or none
};

template <class T>
std::string bytes(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

inline std::string bits(const std::vector<int>& values) {
  std::string packed(values.size() / 8 + 1, '\0');
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (values[at] != 0) packed[at / 8] = static_cast<char>(packed[at / 8] | 1 << at % 8);
  }
  return packed;
}

template <class T>
Array fixed(std::string format, const std::vector<T>& values) {
  return {std::move(format), static_cast<std::int64_t>(values.size()), {std::nullopt, bytes(values)}, 0, 0, {}, {}};
}

template <class Offset = std::int32_t>
Array texts(const std::vector<std::string>& values) {
  std::vector<Offset> ends{0};
  std::string all;
  for (const std::string& value : values) {
    all += value;
    ends.push_back(static_cast<Offset>(all.size()));
  }
  const char* const format = sizeof(Offset) == 4 ? "u" : "U";
  return {format, static_cast<std::int64_t>(values.size()), {std::nullopt, bytes(ends), all}, 0, 0, {}, {}};
}

inline Array with_nulls(Array array, const std::vector<int>& present) {
  array.buffers[0] = bits(present);
  array.nulls = -1;
  return array;
}

inline Array batch(std::vector<std::pair<std::string, Array>> columns) {
  const std::int64_t length = columns.empty() ? 0 : columns[0].second.length;
  return {"+s", length, {std::nullopt}, 0, 0, std::move(columns), {}};
}

namespace detail {

struct OwnedSchema {
  std::string format, name;
  std::list<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
  ArrowSchema dictionary{};
};

struct OwnedArray {
  std::vector<std::unique_ptr<char[]>> bytes;  // of their exact size, so that reading beyond is seen
  std::vector<const void*> buffers;
  std::list<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  ArrowArray dictionary{};
};

template <class Owned, class Struct>
void release(Struct* released) {
  auto* const owned = static_cast<Owned*>(released->private_data);
  for (Struct& child : owned->children) {
    if (child.release != nullptr) child.release(&child);
  }
  if (owned->dictionary.release != nullptr) owned->dictionary.release(&owned->dictionary);
  delete owned;
  released->release = nullptr;
  --alive;
}

}  // namespace detail

inline void make_schema(const Array& array, const std::string& name, ArrowSchema* out) {
  auto owned = std::make_unique<detail::OwnedSchema>();
  owned->format = array.format;
  owned->name = name;
  for (const auto& [child_name, child] : array.children) {
    make_schema(child, child_name, &owned->children.emplace_back());
  }
  for (ArrowSchema& child : owned->children) owned->pointers.push_back(&child);
  *out = ArrowSchema{};
  if (!array.dictionary.empty()) {
    make_schema(array.dictionary[0], "", &owned->dictionary);
    out->dictionary = &owned->dictionary;
  }
  out->format = owned->format.c_str();
  out->name = owned->name.c_str();
  out->flags = ARROW_FLAG_NULLABLE;
  out->n_children = static_cast<std::int64_t>(owned->children.size());
  out->children = owned->pointers.data();
  out->release = detail::release<detail::OwnedSchema, ArrowSchema>;
  out->private_data = owned.release();
  ++alive;
}

inline void make_array(const Array& array, ArrowArray* out) {
  auto owned = std::make_unique<detail::OwnedArray>();
  for (const std::optional<std::string>& buffer : array.buffers) {
    owned->bytes.push_back(buffer ? std::make_unique<char[]>(buffer->size()) : nullptr);
    if (buffer) std::memcpy(owned->bytes.back().get(), buffer->data(), buffer->size());
    owned->buffers.push_back(owned->bytes.back().get());
  }
  for (const auto& [name, child] : array.children) make_array(child, &owned->children.emplace_back());
  for (ArrowArray& child : owned->children) owned->pointers.push_back(&child);
  *out = ArrowArray{};
  if (!array.dictionary.empty()) {
    make_array(array.dictionary[0], &owned->dictionary);
    out->dictionary = &owned->dictionary;
  }
  out->length = array.length;
  out->null_count = array.nulls;
  out->offset = array.offset;
  out->n_buffers = static_cast<std::int64_t>(owned->buffers.size());
  out->buffers = owned->buffers.data();
  out->n_children = static_cast<std::int64_t>(owned->children.size());
  out->children = owned->pointers.data();
  out->release = detail::release<detail::OwnedArray, ArrowArray>;
  out->private_data = owned.release();
  ++alive;
}

/// A stream of batches with one schema; with `failure`, it fails behind them.
inline void make_stream(std::vector<Array> batches, ArrowArrayStream* out, std::string failure = {}) {
  struct Source {
    std::vector<Array> batches;
    std::string failure;
    std::size_t next = 0;
  };
  *out = ArrowArrayStream{};
  out->get_schema = [](ArrowArrayStream* stream, ArrowSchema* schema) {
    make_schema(static_cast<Source*>(stream->private_data)->batches[0], "", schema);
    return 0;
  };
  out->get_next = [](ArrowArrayStream* stream, ArrowArray* array) {
    auto* const source = static_cast<Source*>(stream->private_data);
    *array = ArrowArray{};
    if (source->next < source->batches.size()) {
      make_array(source->batches[source->next++], array);
      return 0;
    }
    return source->failure.empty() ? 0 : 5;
  };
  out->get_last_error = [](ArrowArrayStream* stream) {
    return static_cast<Source*>(stream->private_data)->failure.c_str();
  };
  out->release = [](ArrowArrayStream* stream) {
    delete static_cast<Source*>(stream->private_data);
    stream->release = nullptr;
    --alive;
  };
  out->private_data = new Source{std::move(batches), std::move(failure)};
  ++alive;
}

}  // namespace arrow_arrays
