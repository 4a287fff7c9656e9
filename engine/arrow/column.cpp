// SPDX-License-Identifier: Apache-2.0
// Columns of Arrow as values where they are what the field is, else as cells.
#include "engine/arrow/column.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "engine/arrow/read_values.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/program/dump_program.hpp"
#include "engine/values/civil.hpp"
#include "engine/values/time.hpp"
#include "engine/values/whole_numbers.hpp"
#include "leadline/decimal.hpp"

namespace leadline::arrow {

namespace {

bool moment(Kind kind) { return kind == Kind::kTimestamp || kind == Kind::kDate32 || kind == Kind::kDate64; }

// What of Arrow a field of a type can be beside texts: whether this is, and all of it in words.
struct Fitting {
  bool fits = false;
  std::string_view words;
};

Fitting fitting(const Type& type, TypeKind field) {
  switch (field) {
    case TypeKind::kNumber:
      return {type.number(), "integers, floats, decimals and strings"};
    case TypeKind::kYesNo:
      return {type.kind == Kind::kBool || type.number(), "bool, integers and strings"};
    case TypeKind::kTime:
      return {moment(type.kind), "timestamps, dates and strings"};
    case TypeKind::kDuration:
      return {type.kind == Kind::kDuration, "durations and strings"};
    case TypeKind::kText:
    case TypeKind::kEmail:
    case TypeKind::kPhone:
    case TypeKind::kDomain:
    case TypeKind::kChoice:
    case TypeKind::kGrade:
    case TypeKind::kNone:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      break;
  }
  return {type.number() || type.kind == Kind::kBool || moment(type.kind),
          "strings, numbers, bool, timestamps and dates"};
}

bool fits(const Type& type, TypeKind field) {
  return type.kind == Kind::kNull || type.text() || fitting(type, field).fits;
}

// Beginning and length of a list among its items.
struct Extent {
  std::int64_t begin = 0;
  std::int64_t size = 0;
};

Extent extent_of(const View& view, std::size_t row) {
  const std::int64_t at = view.shift + static_cast<std::int64_t>(row);
  const void** const buffers = view.array->buffers;
  switch (view.type->kind) {
    case Kind::kFixedList:
      return {at * view.type->width, view.type->width};
    case Kind::kLargeList: {
      const auto begin = load<std::int64_t>(buffers[1], at);
      return {begin, load<std::int64_t>(buffers[1], at + 1) - begin};
    }
    case Kind::kListView:
      return {load<std::int32_t>(buffers[1], at), load<std::int32_t>(buffers[2], at)};
    case Kind::kLargeListView:
      return {load<std::int64_t>(buffers[1], at), load<std::int64_t>(buffers[2], at)};
    default: {
      const auto begin = load<std::int32_t>(buffers[1], at);
      return {begin, load<std::int32_t>(buffers[1], at + 1) - std::int64_t{begin}};
    }
  }
}

View items_of(const View& view) {
  const ArrowArray& items = *view.array->children[0];
  return {view.type->items.get(), &items, items.offset};
}

// The values of a dictionary. The view's type is that of the whole column.
View entries_of(const View& view) {
  const ArrowArray& entries = *view.array->dictionary;
  return {view.type, &entries, entries.offset};
}

// The row of a dictionary's value; its length where there is none.
std::size_t entry_at(const View& view, std::size_t row) {
  const auto size = static_cast<std::uint64_t>(view.array->dictionary->length);
  const std::int64_t at = view.shift + static_cast<std::int64_t>(row);
  const auto index = static_cast<std::uint64_t>(whole_at(view.type->index, view.array->buffers[1], at));
  return index < size ? index : size;
}

// Whether a dictionary has a value at a place. View::present would take its type's word for indices.
bool entry_present(const View& entries, std::size_t entry) {
  if (static_cast<std::int64_t>(entry) >= entries.array->length || entries.type->kind == Kind::kNull) return false;
  const void* const bits = entries.array->buffers[0];
  return bits == nullptr || bit(bits, entries.shift + static_cast<std::int64_t>(entry));
}

template <class Read>
bool fill(const View& view, std::size_t from, std::size_t to, std::vector<std::int64_t>& out, const Read& read) {
  out.resize(to - from);
  const bool all = view.all_present();
  for (std::size_t row = from; row < to; ++row) {
    if (!all && !view.present(row)) {
      out[row - from] = kMissing64;
      continue;
    }
    const std::optional<std::int64_t> value = read(row);
    if (!value) return false;
    out[row - from] = *value;
  }
  return true;
}

// The same for values of one width, whose turning into `out` says whether they fit: what most columns are.
template <class T, class Turn>
bool fill_all(const View& view, std::size_t from, std::size_t to, std::vector<std::int64_t>& out, const Turn& turn) {
  const void* const buffer = view.array->buffers[1];
  const std::int64_t first = view.shift + static_cast<std::int64_t>(from);
  const void* const bits = view.all_present() ? nullptr : view.array->buffers[0];
  out.resize(to - from);
  for (std::size_t row = 0; row < out.size(); ++row) {
    const std::int64_t at = first + static_cast<std::int64_t>(row);
    if (bits != nullptr && !bit(bits, at)) {
      out[row] = kMissing64;
    } else if (!turn(load<T>(buffer, at), out[row])) {
      return false;
    }
  }
  return true;
}

bool to_micros(std::int64_t whole, std::int64_t& micros) {
  if (whole > kMostWhole || whole < -kMostWhole) return false;
  micros = whole * Decimal::kOne;
  return true;
}

// The counterpart of time_at for timestamps that stand for the same time everywhere, or in a zone with one offset.
// kPer: how many make a millisecond, kMilliseconds how many milliseconds one makes.
template <std::int64_t kPer, std::int64_t kMilliseconds>
bool fill_times(const View& view, std::size_t from, std::size_t to, std::int64_t offset,
                std::vector<std::int64_t>& out) {
  return fill_all<std::int64_t>(view, from, to, out, [offset](std::int64_t count, std::int64_t& time) {
    const std::int64_t clock = floor_divide(count, kPer);
    if (clock < kFirstTime / kMilliseconds || clock > kLastTime / kMilliseconds) return false;
    time = clock * kMilliseconds - offset;
    return true;
  });
}

bool fill_times(const View& view, std::size_t from, std::size_t to, std::int64_t offset,
                std::vector<std::int64_t>& out) {
  switch (view.type->unit) {
    case Unit::kSeconds:
      return fill_times<1, 1000>(view, from, to, offset, out);
    case Unit::kMilliseconds:
      return fill_times<1, 1>(view, from, to, offset, out);
    case Unit::kMicroseconds:
      return fill_times<1000, 1>(view, from, to, offset, out);
    case Unit::kNanoseconds:
      return fill_times<1'000'000, 1>(view, from, to, offset, out);
  }
  return false;
}

bool not_a_number(const View& view, std::size_t row) {
  const std::int64_t at = view.shift + static_cast<std::int64_t>(row);
  switch (view.type->kind) {
    case Kind::kFloat64: {
      const auto value = load<double>(view.array->buffers[1], at);
      return value != value;
    }
    case Kind::kFloat32: {
      const auto value = load<float>(view.array->buffers[1], at);
      return value != value;
    }
    case Kind::kFloat16:
      return (load<std::uint16_t>(view.array->buffers[1], at) & 0x7FFFU) > 0x7C00U;
    default:
      return false;
  }
}

// Numbers and durations of one row, for entries too.
std::optional<std::int64_t> number_at(const View& view, TypeKind type, std::size_t row) {
  if (type == TypeKind::kDuration) return duration_at(view, row);
  return not_a_number(view, row) ? kMissing64 : micros_at(view, row);
}

// The values of a dictionary's entries, behind them that of none. Nothing if one of them does not fit.
template <class T, class Read>
std::optional<std::vector<T>> values_of_entries(const View& entries, const T& missing, const Read& read) {
  std::vector<T> values(static_cast<std::size_t>(entries.array->length) + 1, missing);
  for (std::size_t entry = 0; entry + 1 < values.size(); ++entry) {
    if (!entry_present(entries, entry)) continue;
    const std::optional<T> value = read(entry);
    if (!value) return std::nullopt;
    values[entry] = *value;
  }
  return values;
}

// Times of rows, and which of them clocks show twice or never. time_of(row) gives the time of a row that is present.
template <class TimeOf>
bool fill_local_times(const View& view, std::size_t from, std::size_t to, const TimeOf& time_of, ReadyValues& out) {
  return fill(view, from, to, out.numbers, [&](std::size_t row) -> std::optional<std::int64_t> {
    const std::optional<LocalResult> time = time_of(row);
    if (!time) return std::nullopt;
    if (time->kind != LocalKind::kUnique) {
      out.odd_times.push_back({static_cast<std::uint32_t>(row - from), time->kind});
    }
    return time->ms;
  });
}

bool direct(const Type& type, TypeKind field) {
  if (field == TypeKind::kYesNo) return type.kind == Kind::kBool;
  return !type.text() && fits(type, field);
}

void append_item(std::string& json, const View& items, std::size_t item);

// A value that is present as a cell.
Cell cell_of(const View& view, std::size_t row, TypeKind field, CellWriter& writer) {
  const Type& type = *view.type;
  if (type.text()) return CellWriter::text(text_at(view, row));
  const bool to_text = field == TypeKind::kText;
  if (type.kind == Kind::kBool) {
    const bool yes = bit(view.array->buffers[1], view.shift + static_cast<std::int64_t>(row));
    return Cell{yes ? "true" : "false", yes ? 4U : 5U, to_text ? CellKind::kText : CellKind::kYesNo};
  }
  if (type.number()) {
    if (not_a_number(view, row)) return {};
    return writer.keep(number_text(view, row), to_text ? CellKind::kText : CellKind::kNumber);
  }
  if (moment(type.kind)) return writer.keep(time_text(view, row), CellKind::kText);
  if (type.kind == Kind::kDuration) {
    const std::optional<std::int64_t> duration = duration_at(view, row);
    return writer.keep(duration ? format_duration(*duration) : "more than 290 million years", CellKind::kText);
  }
  if (type.list()) {
    const Extent extent = extent_of(view, row);
    const View items = items_of(view);
    std::string json = "[";
    for (std::int64_t item = 0; item < extent.size; ++item) {
      if (item > 0) json += ',';
      append_item(json, items, static_cast<std::size_t>(extent.begin + item));
    }
    return writer.keep(json + ']', CellKind::kArray);
  }
  return {};
}

Cell dictionary_cell(const View& view, std::size_t row, TypeKind field, CellWriter& writer) {
  const View entries = entries_of(view);
  const std::size_t entry = entry_at(view, row);
  return entry_present(entries, entry) ? cell_of(entries, entry, field, writer) : Cell{};
}

void append_item(std::string& json, const View& items, std::size_t item) {
  if (!items.present(item)) {
    json += "null";
    return;
  }
  CellWriter writer;
  const Cell cell = items.type->dictionary() ? dictionary_cell(items, item, TypeKind::kNone, writer)
                                             : cell_of(items, item, TypeKind::kNone, writer);
  if (cell.data == nullptr) {
    json += items.type->text() ? "\"\"" : "null";
  } else if (cell.kind == CellKind::kText) {
    append_json(json, cell.text());
  } else {
    json += cell.text();
  }
}

}  // namespace

std::string wrong_type(const Type& type, const Target& field) {
  if (field.type.list) {
    if (type.kind == Kind::kNull || (type.text() && !type.dictionary())) return {};
    if (type.text() || (type.list() && !type.items->list() && fits(*type.items, field.type.kind))) return {};
    return fmt::format("is {}, where the field `{}` is a list of {}; a list of {} can be that", type.name, field.name,
                       name_of(field.type.kind), fitting(type, field.type.kind).words);
  }
  // What a map turns into something else may be anything that can be written.
  if (fits(type, field.map ? TypeKind::kText : field.type.kind)) return {};
  return fmt::format("is {}, where the field `{}` is of type {}; {} can be that", type.name, field.name,
                     name_of(field.type.kind), fitting(type, field.type.kind).words);
}

bool Column::values(TypeKind field, const Zone& zone, std::size_t from, std::size_t to, ReadyValues& out) const {
  const Type& type = *view_.type;
  if (!direct(type, field)) return false;
  if (type.kind == Kind::kNull) {
    out.numbers.assign(to - from, kMissing64);
    out.flags.assign(to - from, kMissingYesNo);
    return true;
  }
  if (type.dictionary()) {
    if (field == TypeKind::kYesNo) return false;
    const View entries = entries_of(view_);
    if (field == TypeKind::kTime) {
      const auto times = values_of_entries(entries, LocalResult{kMissing64},
                                           [&](std::size_t entry) { return time_at(entries, entry, zone); });
      return times &&
             fill_local_times(
                 view_, from, to, [&](std::size_t row) { return std::optional((*times)[entry_at(view_, row)]); }, out);
    }
    const auto numbers =
        values_of_entries(entries, kMissing64, [&](std::size_t entry) { return number_at(entries, field, entry); });
    return numbers && fill(view_, from, to, out.numbers,
                           [&](std::size_t row) { return std::optional((*numbers)[entry_at(view_, row)]); });
  }
  if (field == TypeKind::kYesNo) {
    out.flags.resize(to - from);
    for (std::size_t row = from; row < to; ++row) {
      const bool yes = bit(view_.array->buffers[1], view_.shift + static_cast<std::int64_t>(row));
      out.flags[row - from] = !view_.present(row) ? kMissingYesNo : static_cast<std::uint8_t>(yes);
    }
    return true;
  }
  if (field == TypeKind::kNumber && type.kind == Kind::kInt64)
    return fill_all<std::int64_t>(view_, from, to, out.numbers, to_micros);
  if (field == TypeKind::kNumber && type.kind == Kind::kInt32)
    return fill_all<std::int32_t>(view_, from, to, out.numbers, to_micros);
  if (field == TypeKind::kTime) {
    const std::optional<std::int64_t> offset = type.zone.empty() ? zone.only_offset() : 0;
    if (offset && type.kind == Kind::kTimestamp) return fill_times(view_, from, to, *offset, out.numbers);
    return fill_local_times(view_, from, to, [&](std::size_t row) { return time_at(view_, row, zone); }, out);
  }
  return fill(view_, from, to, out.numbers, [&](std::size_t row) { return number_at(view_, field, row); });
}

bool Column::wholes(std::size_t from, std::size_t to, std::vector<std::int64_t>& out) const {
  const Type& type = *view_.type;
  if (type.dictionary() || !type.whole() || type.kind == Kind::kUint64) return false;
  // The least of all numbers stands for none.
  if (type.kind == Kind::kInt64) {
    return fill_all<std::int64_t>(view_, from, to, out, [](std::int64_t whole, std::int64_t& kept) {
      kept = whole;
      return whole != kMissing64;
    });
  }
  return fill(view_, from, to, out, [&](std::size_t row) {
    return std::optional(whole_at(type.kind, view_.array->buffers[1], view_.shift + static_cast<std::int64_t>(row)));
  });
}

bool Column::entries(TypeKind field, std::size_t from, std::size_t to, CellWriter& writer, std::vector<Cell>& cells,
                     std::vector<std::uint32_t>& entries) const {
  const Type& type = *view_.type;
  if (!type.dictionary() || type.list()) return false;
  const View values = entries_of(view_);
  const auto count = static_cast<std::size_t>(values.array->length);
  if (count >= to - from) return false;
  cells.assign(count + 1, Cell());
  for (std::size_t entry = 0; entry < count; ++entry) {
    if (entry_present(values, entry)) cells[entry] = cell_of(values, entry, field, writer);
  }
  const bool all = view_.all_present();
  entries.resize(to - from);
  const auto fill_entries = [&](const auto& entry_of) {
    for (std::size_t row = from; row < to; ++row) {
      entries[row - from] = static_cast<std::uint32_t>(all || view_.present(row) ? entry_of(row) : count);
    }
  };
  if (type.index == Kind::kInt32) {  // what most have
    const void* const indices = view_.array->buffers[1];
    fill_entries([&](std::size_t row) {
      const auto index = load<std::uint32_t>(indices, view_.shift + static_cast<std::int64_t>(row));
      return std::min<std::size_t>(index, count);
    });
  } else {
    fill_entries([&](std::size_t row) { return entry_at(view_, row); });
  }
  return true;
}

void Column::cells(TypeKind field, std::size_t from, std::size_t to, CellWriter& writer, std::vector<Cell>& out) const {
  const bool all = view_.all_present();
  const auto each = [&](const auto& write) {
    for (std::size_t row = from; row < to; ++row) {
      if (all || view_.present(row)) {
        out.push_back(write(row));
      } else {
        out.emplace_back();
      }
    }
  };
  if (view_.type->dictionary()) {
    each([&](std::size_t row) { return dictionary_cell(view_, row, field, writer); });
  } else if (view_.type->whole() && view_.type->kind != Kind::kUint64) {
    const CellKind kind = field == TypeKind::kText ? CellKind::kText : CellKind::kNumber;
    each([&](std::size_t row) {
      const std::int64_t at = view_.shift + static_cast<std::int64_t>(row);
      const std::int64_t whole = whole_at(view_.type->kind, view_.array->buffers[1], at);
      std::array<char, std::numeric_limits<std::int64_t>::digits10 + 3> digits;
      const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), whole).ptr;
      return writer.keep({digits.data(), static_cast<std::size_t>(end - digits.data())}, kind);
    });
  } else {
    each([&](std::size_t row) { return cell_of(view_, row, field, writer); });
  }
}

}  // namespace leadline::arrow
