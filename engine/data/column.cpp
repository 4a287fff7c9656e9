// SPDX-License-Identifier: Apache-2.0
// One field of many records: adding, reading and measuring rows one at a time. What reads many rows at once works on
// the vectors themselves.
#include "engine/data/column.hpp"

namespace leadline {

Storage storage_of(const Type& type) {
  if (type.list) return Storage::kList;
  switch (type.kind) {
    case TypeKind::kText:
    case TypeKind::kEmail:
    case TypeKind::kPhone:
    case TypeKind::kDomain:
    case TypeKind::kChoice:
    case TypeKind::kGrade:
      return Storage::kCodes;
    case TypeKind::kYesNo:
      return Storage::kYesNo;
    case TypeKind::kNumber:
    case TypeKind::kTime:
    case TypeKind::kDuration:
    case TypeKind::kNone:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      return Storage::kNumbers;
  }
  return Storage::kNumbers;
}

namespace {

Type element_of(Type type) {
  type.list = false;
  return type;
}

}  // namespace

Column::Column(const Type& column_type) : type(column_type), storage(storage_of(column_type)) {
  if (storage == Storage::kList) {
    offsets.push_back(0);
    items = std::make_unique<Column>(element_of(type));
  } else if (type.textual()) {
    dictionary = std::make_shared<Dictionary>();
  }
}

std::size_t Column::size() const {
  switch (storage) {
    case Storage::kCodes:
      return codes.size();
    case Storage::kNumbers:
      return numbers.size();
    case Storage::kYesNo:
      return flags.size();
    case Storage::kList:
      return offsets.size() - 1;
  }
  return 0;
}

bool Column::missing(std::size_t row) const {
  switch (storage) {
    case Storage::kCodes:
      return codes[row] == 0;
    case Storage::kNumbers:
      return numbers[row] == kMissing64;
    case Storage::kYesNo:
      return flags[row] == kMissingYesNo;
    case Storage::kList:
      return list_begin(row) == list_end(row);
  }
  return true;
}

Value Column::value(std::size_t row) const {
  Value result;
  result.type = type;
  if (missing(row)) {
    result.missing = true;
    return result;
  }
  switch (storage) {
    case Storage::kCodes:
      if (dictionary) {
        result.text = std::string((*dictionary)[codes[row]]);
      } else {
        result.number = static_cast<std::int64_t>(codes[row]) - 1;
        if (words != nullptr) result.text = (*words)[codes[row] - 1];
      }
      break;
    case Storage::kNumbers:
      result.number = numbers[row];
      break;
    case Storage::kYesNo:
      result.number = flags[row];
      break;
    case Storage::kList:
      for (std::uint64_t item = list_begin(row); item < list_end(row); ++item) {
        result.items.push_back(items->value(item));
      }
      break;
  }
  return result;
}

void Column::append(const Value& value) {
  append_missing();
  if (value.missing) return;
  if (storage != Storage::kList || open_) {
    set(size() - 1, value);
    return;
  }
  for (const Value& item : value.items) {
    if (!item.missing) items->append(item);
  }
  offsets.back() = items->size();
}

void Column::append_missing() {
  switch (storage) {
    case Storage::kCodes:
      codes.push_back(0);
      break;
    case Storage::kNumbers:
      numbers.push_back(kMissing64);
      break;
    case Storage::kYesNo:
      flags.push_back(kMissingYesNo);
      break;
    case Storage::kList:
      offsets.push_back(offsets.back());
      if (open_) ends.push_back(offsets[offsets.size() - 2]);
      break;
  }
}

void Column::open() {
  if (storage != Storage::kList) return;
  open_ = true;
  ends.assign(offsets.begin() + 1, offsets.end());
  items->open();
}

void Column::remove_last() {
  switch (storage) {
    case Storage::kCodes:
      codes.pop_back();
      break;
    case Storage::kNumbers:
      numbers.pop_back();
      break;
    case Storage::kYesNo:
      flags.pop_back();
      break;
    case Storage::kList:
      offsets.pop_back();
      ends.pop_back();
      break;
  }
}

void Column::set(std::size_t row, const Value& value) {
  switch (storage) {
    case Storage::kCodes:
      if (value.missing) {
        codes[row] = 0;
      } else {
        codes[row] = dictionary ? dictionary->add(value.text) : static_cast<std::uint32_t>(value.number + 1);
      }
      break;
    case Storage::kNumbers:
      numbers[row] = value.missing ? kMissing64 : value.number;
      break;
    case Storage::kYesNo:
      flags[row] = value.missing ? kMissingYesNo : static_cast<std::uint8_t>(value.number != 0);
      break;
    case Storage::kList:
      if (!open_) break;
      offsets[row] = items->size();
      for (const Value& item : value.items) {
        if (!value.missing && !item.missing) items->append(item);
      }
      ends[row] = items->size();
      break;
  }
}

void Column::reserve(std::size_t rows) {
  switch (storage) {
    case Storage::kCodes:
      codes.reserve(rows);
      break;
    case Storage::kNumbers:
      numbers.reserve(rows);
      break;
    case Storage::kYesNo:
      flags.reserve(rows);
      break;
    case Storage::kList:
      offsets.reserve(rows + 1);
      break;
  }
}

void Column::release() {
  codes = {};
  numbers = {};
  flags = {};
  if (storage == Storage::kList) {
    offsets.assign(1, 0);
    offsets.shrink_to_fit();
    items->release();
  }
}

std::size_t Column::bytes() const {
  std::size_t total = codes.size() * sizeof(codes[0]) + numbers.size() * sizeof(numbers[0]) + flags.size() +
                      offsets.size() * sizeof(offsets[0]);
  if (dictionary) total += dictionary->bytes();
  if (items) total += items->bytes();
  return total;
}

}  // namespace leadline
