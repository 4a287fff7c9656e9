// SPDX-License-Identifier: Apache-2.0
// Interactions: repeated ids dropped, rows grouped by contact with one counting pass, each contact's few rows sorted by
// time, indexes by contact and by lead. Part of Dataset::finish.
#include <algorithm>

#include "engine/data/dataset.hpp"
#include "engine/data/gather.hpp"
#include "engine/data/parallel.hpp"

namespace leadline {

namespace {

constexpr std::size_t kGrain = 1U << 16U;

struct Timed {
  std::int64_t at = 0;
  std::uint32_t row = 0;
};

// Rows of the linked records; the ids are given back, but for those that lead nowhere.
std::size_t resolve(Column& ids, const std::vector<std::uint32_t>& row_of_code, std::vector<std::uint32_t>& rows,
                    std::vector<std::uint32_t>& lost, unsigned threads) {
  rows.resize(ids.codes.size());
  std::vector<std::size_t> dangling((rows.size() + kGrain - 1) / kGrain, 0);
  parallel_ranges(rows.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
    std::size_t count = 0;
    for (std::size_t row = begin; row < end; ++row) {
      const std::uint32_t code = ids.codes[row];
      rows[row] = code < row_of_code.size() ? row_of_code[code] : kNoRow;
      if (code != 0 && rows[row] == kNoRow) ++count;
    }
    dangling[begin / kGrain] = count;
  });
  std::size_t total = 0;
  for (const std::size_t count : dangling) total += count;
  if (total != 0) {
    lost.resize(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) lost[row] = rows[row] == kNoRow ? ids.codes[row] : 0;
  }
  ids.release();
  return total;
}

class RowOrder {
 public:
  explicit RowOrder(const InteractionTable& table) : table_(table) {}

  [[nodiscard]] bool operator()(const Timed& a, const Timed& b) const {
    if (a.at != b.at) return a.at < b.at;
    if (const int order = compare_interactions(table_, a.row, b.row); order != 0) return order < 0;
    // Equal in everything but perhaps the lead; the order of the input decides only between rows that are all equal.
    if (!table_.lead.empty() && table_.lead[a.row] != table_.lead[b.row]) {
      return table_.lead[a.row] + 1 < table_.lead[b.row] + 1;
    }
    return a.row < b.row;
  }

 private:
  const InteractionTable& table_;
};

bool sorted_already(const InteractionTable& table) {
  const RowOrder order(table);
  for (std::size_t row = 1; row < table.contact.size(); ++row) {
    if (table.contact[row - 1] > table.contact[row]) return false;
    if (table.contact[row - 1] < table.contact[row]) continue;
    const Timed a{table.at.numbers[row - 1], static_cast<std::uint32_t>(row - 1)};
    const Timed b{table.at.numbers[row], static_cast<std::uint32_t>(row)};
    if (order(b, a)) return false;
  }
  return true;
}

// Rows by contact, those without one last, and within a contact in the order of the language; times go along with
// their rows. `begin` has one entry for each contact, one for the rows without, one for the end.
std::vector<std::uint32_t> sort_rows(InteractionTable& table, const std::vector<std::uint32_t>& begin,
                                     const std::vector<bool>& dropped, unsigned threads) {
  const std::size_t contacts = begin.size() - 2;
  std::vector<std::uint32_t> rows(begin.back());
  {
    std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
    for (std::size_t row = 0; row < table.contact.size(); ++row) {
      if (!dropped.empty() && dropped[row]) continue;
      rows[next[std::min<std::size_t>(table.contact[row], contacts)]++] = static_cast<std::uint32_t>(row);
    }
  }
  std::vector<std::int64_t> times(rows.size());
  const RowOrder order(table);
  parallel_ranges(contacts + 1, kGrain / 16, threads, [&](std::size_t first, std::size_t last) {
    for (std::uint32_t at = begin[first]; at < begin[last]; ++at) times[at] = table.at.numbers[rows[at]];
    std::vector<Timed> timed;
    for (std::size_t bucket = first; bucket < last; ++bucket) {
      const std::uint32_t from = begin[bucket];
      const std::uint32_t to = begin[bucket + 1];
      bool ascending = true;
      for (std::uint32_t at = from + 1; at < to; ++at) ascending &= times[at - 1] < times[at];
      if (ascending) continue;
      timed.clear();
      for (std::uint32_t at = from; at < to; ++at) timed.push_back({times[at], rows[at]});
      if (std::is_sorted(timed.begin(), timed.end(), order)) continue;
      std::sort(timed.begin(), timed.end(), order);
      for (std::uint32_t at = from; at < to; ++at) {
        times[at] = timed[at - from].at;
        rows[at] = timed[at - from].row;
      }
    }
  });
  table.at.numbers = std::move(times);
  return rows;
}

void index_by_lead(InteractionTable& table, std::size_t leads) {
  table.by_lead_begin.assign(leads + 1, 0);
  for (const std::uint32_t lead : table.lead) {
    if (lead != kNoRow) ++table.by_lead_begin[lead + 1];
  }
  for (std::size_t lead = 0; lead < leads; ++lead) table.by_lead_begin[lead + 1] += table.by_lead_begin[lead];
  table.by_lead.resize(table.by_lead_begin.back());
  std::vector<std::uint64_t> next(table.by_lead_begin.begin(), table.by_lead_begin.end() - 1);
  for (std::size_t row = 0; row < table.lead.size(); ++row) {
    if (table.lead[row] != kNoRow) table.by_lead[next[table.lead[row]]++] = static_cast<std::uint32_t>(row);
  }
}

}  // namespace

// One id on one contact counts once, across all kinds: the first by its place in the input stays. The ids of all kinds
// share a dictionary, so that an id which nobody repeats costs two bits.
void Dataset::drop_repeated(DatasetCounts& counts) {
  dropped_.assign(interactions_.size(), {});
  if (interactions_.empty()) return;
  const std::size_t codes = interactions_[0].id.dictionary->size();
  std::vector<bool> seen(codes, false);
  std::vector<bool> repeated(codes, false);
  bool any = false;
  for (const InteractionTable& table : interactions_) {
    for (const std::uint32_t code : table.id.codes) {
      if (code == 0) continue;
      if (seen[code]) any = repeated[code] = true;
      seen[code] = true;
    }
  }
  if (!any) return;

  struct Place {
    std::uint32_t contact = 0, code = 0;
    std::uint64_t order = 0;
    std::uint32_t kind = 0, row = 0;
  };
  std::vector<Place> places;
  const std::vector<std::uint32_t>& row_of_code = row_of_code_[static_cast<std::size_t>(RecordKind::kContact)];
  for (const InteractionTable& table : interactions_) {
    for (std::size_t row = 0; row < std::min(table.id.codes.size(), table.contact_id.codes.size()); ++row) {
      const std::uint32_t code = table.id.codes[row];
      if (code == 0 || !repeated[code]) continue;
      const std::uint32_t contact_code = table.contact_id.codes[row];
      const std::uint32_t contact = contact_code < row_of_code.size() ? row_of_code[contact_code] : kNoRow;
      if (contact == kNoRow) continue;
      const std::uint64_t order = row < table.order.size() ? table.order[row] : 0;
      places.push_back({contact, code, order, table.kind, static_cast<std::uint32_t>(row)});
    }
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    if (a.contact != b.contact) return a.contact < b.contact;
    if (a.code != b.code) return a.code < b.code;
    if (a.order != b.order) return a.order < b.order;
    return a.kind != b.kind ? a.kind < b.kind : a.row < b.row;
  });
  for (std::size_t at = 1; at < places.size(); ++at) {
    const Place& place = places[at];
    if (place.contact != places[at - 1].contact || place.code != places[at - 1].code) continue;
    std::vector<bool>& dropped = dropped_[place.kind];
    if (dropped.empty()) dropped.resize(interactions_[place.kind].size(), false);
    dropped[place.row] = true;
    ++counts.repeated_interactions;
  }
}

void Dataset::finish_interactions(InteractionTable& table, unsigned threads, DatasetCounts& counts) {
  table.order = {};
  const std::size_t size = table.size();
  const auto any = [](const Column& column) {
    return std::any_of(column.codes.begin(), column.codes.end(), [](std::uint32_t code) { return code != 0; });
  };
  const bool ids = any(table.id);
  const bool leads = any(table.lead_id);
  if (ids) {
    table.id.codes.resize(size, 0);
  } else {
    table.id.release();
  }
  const std::vector<bool>& dropped = dropped_[table.kind];
  table.contact_id.codes.resize(size, 0);
  counts.dangling_links += resolve(table.contact_id, row_of_code_[static_cast<std::size_t>(RecordKind::kContact)],
                                   table.contact, table.lost_contact, threads);
  if (leads) {
    table.lead_id.codes.resize(size, 0);
    counts.dangling_links += resolve(table.lead_id, row_of_code_[static_cast<std::size_t>(RecordKind::kLead)],
                                     table.lead, table.lost_lead, threads);
  } else {
    table.lead_id.release();
  }

  if (size == 0) return;
  const std::size_t contacts = this->table(RecordKind::kContact).size();
  std::vector<std::uint32_t> begin(contacts + 2, 0);
  for (std::size_t row = 0; row < table.contact.size(); ++row) {
    if (dropped.empty() || !dropped[row]) ++begin[std::min<std::size_t>(table.contact[row], contacts) + 1];
  }
  for (std::size_t bucket = 0; bucket + 1 < begin.size(); ++bucket) begin[bucket + 1] += begin[bucket];
  counts.interactions_without_contact += begin[contacts + 1] - begin[contacts];

  if (!dropped.empty() || !sorted_already(table)) {
    const std::vector<std::uint32_t> rows = sort_rows(table, begin, dropped, threads);
    const auto take = [&](auto& values) {
      if (values.empty()) return;
      std::remove_reference_t<decltype(values)> taken(rows.size());
      for (std::size_t to = 0; to < rows.size(); ++to) taken[to] = values[rows[to]];
      values = std::move(taken);
    };
    take(table.lost_contact);
    take(table.lost_lead);
    take(table.keys);
    take(table.lead);
    std::vector<Column*> columns;
    if (ids) columns.push_back(&table.id);
    for (Column& attribute : table.attributes) columns.push_back(&attribute);
    parallel_for(columns.size() + 1, threads, [&](std::size_t part) {
      if (part < columns.size()) {
        gather(*columns[part], rows);
        return;
      }
      table.contact.resize(rows.size());
      for (std::size_t contact = 0; contact <= contacts; ++contact) {
        const auto row = contact < contacts ? static_cast<std::uint32_t>(contact) : kNoRow;
        for (std::uint32_t at = begin[contact]; at < begin[contact + 1]; ++at) table.contact[at] = row;
      }
    });
  }
  begin.pop_back();
  table.latest.resize(contacts);
  table.latest_of_all = kMissing64;
  for (std::size_t contact = 0; contact < contacts; ++contact) {
    table.latest[contact] =
        begin[contact] == begin[contact + 1] ? kMissing64 : table.at.numbers[begin[contact + 1] - 1];
    table.latest_of_all = std::max(table.latest_of_all, table.latest[contact]);
  }
  table.begin = std::move(begin);
  if (leads) index_by_lead(table, this->table(RecordKind::kLead).size());
}

}  // namespace leadline
