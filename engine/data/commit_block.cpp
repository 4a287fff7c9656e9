// SPDX-License-Identifier: Apache-2.0
// A block's columns behind those of the dataset: the part of reading that one thread does at a time, so it copies and
// does little else.
#include <algorithm>
#include <numeric>

#include "engine/data/block_converter.hpp"
#include "engine/data/gather.hpp"

namespace leadline {

namespace {

constexpr unsigned kLineBits = 40;

template <class T>
void put_behind(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

void put_missing(Column& to, std::size_t rows) {
  switch (to.storage) {
    case Storage::kCodes:
      to.codes.resize(to.codes.size() + rows, 0);
      break;
    case Storage::kNumbers:
      to.numbers.resize(to.numbers.size() + rows, kMissing64);
      break;
    case Storage::kYesNo:
      to.flags.resize(to.flags.size() + rows, kMissingYesNo);
      break;
    case Storage::kList:
      to.offsets.resize(to.offsets.size() + rows, to.offsets.back());
      break;
  }
}

}  // namespace

void BlockConverter::commit(const Block& block, std::uint64_t file) {
  if (!alone_) {
    for (const std::unique_ptr<Shared>& shared : shared_) {
      for (auto code = static_cast<std::uint32_t>(shared->code_there.size()); code < shared->local->size(); ++code) {
        shared->code_there.push_back(shared->global->add((*shared->local)[code]));
      }
    }
  }
  commit_records();
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    if (!plan_.parts[part].record) commit_interactions(block, file, part);
  }
  if (alone_) return;
  for (const std::unique_ptr<Shared>& shared : shared_) {
    if (shared->local->bytes() < shared->limit) continue;
    shared->local->clear();
    shared->code_there.resize(1);
  }
}

// Memory that is reserved and not touched costs nothing; columns that grow by doubling are copied again and again.
void BlockConverter::reserve(double times) {
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const RowPart& plan = plan_.parts[part];
    const auto rows = static_cast<std::size_t>(static_cast<double>(parts_[part].rows.size()) * times);
    if (rows == 0) continue;
    if (plan.record) {
      RecordTable& table = dataset_.table(plan.kind);
      for (Column& column : table.columns) column.reserve(table.size() + rows);
      continue;
    }
    InteractionTable& table = dataset_.interactions(plan.interaction);
    for (const Target& target : plan.targets) destination(plan, target).reserve(table.size() + rows);
    for (Column& attribute : table.attributes) attribute.reserve(table.size() + rows);
  }
}

void BlockConverter::commit_column(Column& to, const Column& from) {
  put_behind(to.numbers, from.numbers);
  put_behind(to.flags, from.flags);
  if (from.items) {
    const std::uint64_t shift = to.offsets.back();
    for (std::size_t row = 1; row < from.offsets.size(); ++row) to.offsets.push_back(from.offsets[row] + shift);
    commit_column(*to.items, *from.items);
    return;
  }
  if (!to.dictionary || to.dictionary == from.dictionary) {
    put_behind(to.codes, from.codes);
    return;
  }
  const std::vector<std::uint32_t>& code_there = share(to.dictionary).code_there;
  const std::size_t before = to.codes.size();
  to.codes.resize(before + from.codes.size());
  std::uint32_t* out = to.codes.data() + before;
  for (const std::uint32_t code : from.codes) *out++ = code_there[code];
}

void BlockConverter::commit_records() {
  for (std::size_t number = 0; number < kRecordKinds; ++number) {
    const auto kind = static_cast<RecordKind>(number);
    RecordTable& table = dataset_.table(kind);
    std::vector<std::uint32_t> rows;  // of all parts of the kind, one behind the other
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      const RowPart& plan = plan_.parts[part];
      if (!plan.record || plan.kind != kind || parts_[part].rows.empty()) continue;
      put_behind(rows, parts_[part].rows);
      std::vector<bool> filled(table.columns.size(), false);
      for (std::size_t target = 0; target < plan.targets.size(); ++target) {
        const std::uint32_t field = plan.targets[target].index;
        if (filled[field]) continue;
        filled[field] = true;
        commit_column(table.columns[field], parts_[part].columns[target]);
      }
      for (std::size_t field = 0; field < filled.size(); ++field) {
        if (!filled[field]) put_missing(table.columns[field], parts_[part].rows.size());
      }
    }
    if (!rows.empty() && (plan_.source != 0 || !table.source.empty())) {
      table.source.resize(table.size() - rows.size(), 0);
      table.source.resize(table.size(), plan_.source);
    }
    if (!repeated_kind_[number] || rows.empty()) continue;
    // Rows of one id are merged in the order of the input: by line, then as the source says.
    const std::size_t before = table.size() - rows.size();
    std::vector<std::uint32_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return rows[a] != rows[b] ? rows[a] < rows[b] : a < b; });
    for (Column& column : table.columns) reorder_tail(column, before, order);
  }
}

void BlockConverter::commit_interactions(const Block& block, std::uint64_t file, std::size_t number) {
  const RowPart& plan = plan_.parts[number];
  const Part& part = parts_[number];
  if (part.rows.empty()) return;
  InteractionTable& table = dataset_.interactions(plan.interaction);
  const std::size_t before = table.size();
  const std::size_t rows = part.rows.size();
  bool ids = false;
  std::vector<const Column*> filled;
  for (std::size_t target = 0; target < plan.targets.size(); ++target) {
    Column& to = destination(plan, plan.targets[target]);
    const Column& from = part.columns[target];
    const bool repeated = std::find(filled.begin(), filled.end(), &to) != filled.end();
    filled.push_back(&to);
    if (repeated || from.size() == 0) continue;  // filled by an earlier target, or by nobody
    ids = ids || &to == &table.id;
    put_missing(to, before - to.size());
    commit_column(to, from);
  }
  // Ids and links that nothing gives are not even written as missing: finish knows that they may end early.
  put_missing(table.at, before + rows - table.at.size());
  for (Column& attribute : table.attributes) put_missing(attribute, before + rows - attribute.size());
  if (!ids) return;
  table.order.resize(before, 0);
  for (const std::uint32_t row : part.rows) table.order.push_back((file << kLineBits) | block.place(row).line);
}

}  // namespace leadline
