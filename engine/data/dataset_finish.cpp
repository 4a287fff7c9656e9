// SPDX-License-Identifier: Apache-2.0
// Rows as they were read become tables: records sorted by id with the rows of one id merged, links resolved to rows
// both ways. Entry point: Dataset::finish.
#include <algorithm>
#include <boost/sort/spreadsort/integer_sort.hpp>
#include <cstring>
#include <numeric>

#include "engine/data/dataset.hpp"
#include "engine/data/gather.hpp"
#include "engine/data/links.hpp"
#include "engine/data/live_index.hpp"
#include "engine/data/parallel.hpp"
#include "engine/data/stage_check.hpp"

namespace leadline {

namespace {

// Not worth a thread.
constexpr std::size_t kFewRows = 4096;

// The first eight bytes behind what all ids have in common, as one number that sorts like them.
struct SortKey {
  std::uint64_t prefix = 0;
  std::uint32_t code = 0;
  std::uint32_t row = 0;
};

std::size_t common_prefix(const Column& ids) {
  if (ids.codes.empty()) return 0;
  std::string_view common = (*ids.dictionary)[ids.codes[0]];
  for (const std::uint32_t code : ids.codes) {
    const std::string_view id = (*ids.dictionary)[code];
    std::size_t same = 0;
    while (same < common.size() && same < id.size() && common[same] == id[same]) ++same;
    common = common.substr(0, same);
    if (same == 0) break;
  }
  return common.size();
}

std::uint64_t eight_bytes(std::string_view text) {
  unsigned char bytes[8] = {};
  std::memcpy(bytes, text.data(), std::min<std::size_t>(8, text.size()));
  std::uint64_t value = 0;
  for (const unsigned char byte : bytes) value = (value << 8U) | byte;
  return value;
}

// Rows by id, those of one id in the order in which they were read.
std::vector<SortKey> rows_by_id(const Column& ids) {
  const Dictionary& dictionary = *ids.dictionary;
  const std::size_t skip = common_prefix(ids);
  std::vector<SortKey> keys(ids.codes.size());
  for (std::size_t row = 0; row < keys.size(); ++row) {
    const std::uint32_t code = ids.codes[row];
    keys[row] = {eight_bytes(dictionary[code].substr(skip)), code, static_cast<std::uint32_t>(row)};
  }
  const auto before = [&](const SortKey& a, const SortKey& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    if (a.code != b.code) return dictionary[a.code] < dictionary[b.code];
    return a.row < b.row;
  };
  if (std::is_sorted(keys.begin(), keys.end(), before)) return keys;
  namespace radix = boost::sort::spreadsort;
  radix::integer_sort(
      keys.begin(), keys.end(), [](const SortKey& key, unsigned shift) { return key.prefix >> shift; },
      [](const SortKey& a, const SortKey& b) { return a.prefix < b.prefix; });
  for (auto same = keys.begin(); same != keys.end();) {
    auto end = same + 1;
    while (end != keys.end() && end->prefix == same->prefix) ++end;
    if (end - same > 1) std::sort(same, end, before);
    same = end;
  }
  return keys;
}

// Where the rows of each id begin in the sorted rows.
std::vector<std::size_t> first_of_each_id(const std::vector<SortKey>& keys) {
  std::vector<std::size_t> first;
  for (std::size_t at = 0; at < keys.size(); ++at) {
    if (at == 0 || keys[at].code != keys[at - 1].code) first.push_back(at);
  }
  first.push_back(keys.size());
  return first;
}

// For each record the row that gives its value: the last one that has any of the columns that go together.
void choose_rows(const std::vector<SortKey>& keys, const std::vector<std::size_t>& first,
                 const std::vector<const Column*>& together, std::vector<std::uint32_t>& rows) {
  for (std::size_t record = 0; record + 1 < first.size(); ++record) {
    std::size_t at = first[record + 1] - 1;
    const auto brings_any = [&] {
      return std::any_of(together.begin(), together.end(),
                         [&](const Column* column) { return !column->missing(keys[at].row); });
    };
    while (at > first[record] && !brings_any()) --at;
    rows[record] = keys[at].row;
  }
}

bool in_place(const std::vector<SortKey>& keys) {
  for (std::size_t row = 0; row < keys.size(); ++row) {
    if (keys[row].row != row) return false;
  }
  return true;
}

// Calls f(table, threads) for tables of these sizes: large ones first, each on one thread; one that is most of all gets
// all of them.
template <class F>
void for_each_table(const std::vector<std::size_t>& sizes, unsigned threads, F f) {
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  const std::size_t total = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
  if (total < kFewRows) threads = 1;
  parallel_for(order.size(), threads, [&](std::size_t place) {
    const std::size_t table = order[place];
    f(table, sizes[table] > total / 2 ? threads : 1);
  });
}

}  // namespace

void Dataset::finish_records(RecordKind kind, unsigned threads) {
  RecordTable& table = this->table(kind);
  const RecordSchema& schema = program_->schema(kind);
  if (schema.id < 0 || table.columns.empty()) return;
  const Column& ids = table.columns[static_cast<std::size_t>(schema.id)];
  const std::vector<SortKey> keys = rows_by_id(ids);
  const std::vector<std::size_t> first = first_of_each_id(keys);
  const std::size_t records = first.size() - 1;

  std::vector<std::uint32_t>& row_of_code = row_of_code_[static_cast<std::size_t>(kind)];
  row_of_code.assign(ids.dictionary->size(), kNoRow);
  for (std::size_t record = 0; record < records; ++record) {
    row_of_code[keys[first[record]].code] = static_cast<std::uint32_t>(record);
  }

  if (!table.source.empty()) {
    std::vector<std::uint32_t> sources(records);
    table.source.resize(keys.size(), 0);
    for (std::size_t record = 0; record < records; ++record)
      sources[record] = table.source[keys[first[record + 1] - 1].row];
    table.source = std::move(sources);
  }
  if (records == keys.size()) {
    if (in_place(keys)) return;
    std::vector<std::uint32_t> rows(records);
    for (std::size_t record = 0; record < records; ++record) rows[record] = keys[record].row;
    parallel_for(table.columns.size(), threads, [&](std::size_t column) { gather(table.columns[column], rows); });
    return;
  }
  // Choose all rows before any column moves: what stands together is asked for in several columns.
  std::vector<std::vector<std::uint32_t>> rows(table.columns.size());
  parallel_for(table.columns.size(), threads, [&](std::size_t column) {
    const std::int32_t group = schema.fields[column].together;
    std::vector<const Column*> together;
    for (std::size_t other = 0; other < table.columns.size(); ++other) {
      if (other == column || (group >= 0 && schema.fields[other].together == group)) {
        together.push_back(&table.columns[other]);
      }
    }
    rows[column].resize(records);
    choose_rows(keys, first, together, rows[column]);
  });
  parallel_for(table.columns.size(), threads, [&](std::size_t column) { gather(table.columns[column], rows[column]); });
}

// `stage old was NEW`: records that were left in the old one stand in the new one.
void Dataset::rename_stages(RecordKind kind) {
  const bool any = std::any_of(program_->processes.begin(), program_->processes.end(),
                               [&](const Process& process) { return process.kind == kind && !process.was.empty(); });
  const RecordSchema& schema = program_->schema(kind);
  if (!any || schema.stage < 0 || schema.process < 0) return;
  Column& stages = table(kind).columns[static_cast<std::size_t>(schema.stage)];
  const Column& processes = table(kind).columns[static_cast<std::size_t>(schema.process)];
  for (std::size_t row = 0; row < stages.codes.size(); ++row) {
    if (stages.codes[row] == 0) continue;
    const std::string_view stage = (*stages.dictionary)[stages.codes[row]];
    const std::string_view process =
        processes.codes[row] == 0 ? std::string_view() : (*processes.dictionary)[processes.codes[row]];
    const std::string_view now = present_stage(*program_, kind, process, stage);
    if (now != stage) stages.codes[row] = stages.dictionary->add(now);
  }
}

void Dataset::link_records(RecordKind kind, DatasetCounts& counts) {
  RecordTable& table = this->table(kind);
  const RecordSchema& schema = program_->schema(kind);
  const auto resolve = [&](int field, RecordKind to, std::vector<std::uint32_t>& rows) {
    if (field < 0) return;
    const Column& column = table.columns[static_cast<std::size_t>(field)];
    const std::vector<std::uint32_t>& row_of_code = row_of_code_[static_cast<std::size_t>(to)];
    rows.resize(column.codes.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::uint32_t code = column.codes[row];
      rows[row] = code == 0 || code >= row_of_code.size() ? kNoRow : row_of_code[code];
      if (code != 0 && rows[row] == kNoRow) ++counts.dangling_links;
    }
  };
  resolve(schema.contact, RecordKind::kContact, table.contact);
  resolve(schema.account, RecordKind::kAccount, table.account);
  resolve(schema.lead, RecordKind::kLead, table.lead);
}

void Dataset::reverse_links(RecordKind from, LinkKind link) {
  const RecordTable& table = this->table(from);
  const std::vector<std::uint32_t>* targets = nullptr;
  switch (link) {
    case LinkKind::kContact:
      targets = &table.contact;
      break;
    case LinkKind::kAccount:
      targets = &table.account;
      break;
    case LinkKind::kLead:
      targets = &table.lead;
      break;
  }
  reverse_[static_cast<std::size_t>(from)][static_cast<std::size_t>(link)] =
      reverse_of(*targets, this->table(target_of(link)).size());
}

DatasetCounts Dataset::finish(unsigned threads) {
  threads = thread_count(threads);
  std::vector<std::size_t> sizes;
  for (const RecordTable& table : tables_) sizes.push_back(table.size());
  for_each_table(sizes, threads,
                 [&](std::size_t kind, unsigned helpers) { finish_records(static_cast<RecordKind>(kind), helpers); });
  std::vector<DatasetCounts> counted(tables_.size());
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) rename_stages(static_cast<RecordKind>(kind));
  for_each_table(sizes, threads, [&](std::size_t kind, unsigned) {
    link_records(static_cast<RecordKind>(kind), counted[kind]);
    for (const LinkKind link : {LinkKind::kContact, LinkKind::kAccount, LinkKind::kLead}) {
      reverse_links(static_cast<RecordKind>(kind), link);
    }
  });
  DatasetCounts counts;
  const auto add_up = [&] {
    for (const DatasetCounts& one : counted) {
      counts.dangling_links += one.dangling_links;
      counts.interactions_without_contact += one.interactions_without_contact;
    }
  };
  add_up();
  const RecordTable& leads = table(RecordKind::kLead);
  for (std::size_t row = 0; row < leads.size(); ++row) {
    const bool has_contact = !leads.contact.empty() && leads.contact[row] != kNoRow;
    const bool has_account = !leads.account.empty() && leads.account[row] != kNoRow;
    if (!has_contact && !has_account) ++counts.orphan_leads;
  }
  followed_ = follow_links(*this);
  drop_repeated(counts);
  sizes.clear();
  for (const InteractionTable& table : interactions_) sizes.push_back(table.size());
  counted.assign(interactions_.size(), {});
  for_each_table(sizes, threads, [&](std::size_t kind, unsigned helpers) {
    finish_interactions(interactions_[kind], helpers, counted[kind]);
  });
  add_up();
  dropped_ = {};
  finished_ = true;
  return counts;
}

}  // namespace leadline
