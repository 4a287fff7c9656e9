// SPDX-License-Identifier: Apache-2.0
// All records and interactions of one evaluation, in columns. Readers fill tables in any order; `finish` resolves
// links, drops repeated interactions and sorts them by contact and time. After that a Dataset is read-only.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/data/column.hpp"
#include "engine/program/program.hpp"

namespace leadline {

inline constexpr std::uint32_t kNoRow = ~std::uint32_t{0};

/// Records of one kind; `columns` stand as the schema's fields. Rows stand in the order of their ids' bytes after
/// finish.
struct RecordTable {
  RecordKind kind{};
  std::vector<Column> columns;
  // Filled by finish: row of the linked record, or kNoRow (missing or dangling).
  std::vector<std::uint32_t> contact;  // contact-less kinds leave it empty
  std::vector<std::uint32_t> account;
  std::vector<std::uint32_t> lead;
  // [row]: 1 + index into Program::sources of the source that gave it last; 0, or no entry: none did.
  std::vector<std::uint32_t> source;

  [[nodiscard]] std::size_t size() const { return columns.empty() ? 0 : columns[0].size(); }
};

/// Interactions of one kind. After finish they stand by contact row (those without a contact last), then by time, id
/// and attributes in declared order: of several at one time the greatest stands last.
struct InteractionTable {
  std::uint32_t kind = 0;
  Column at{Type{TypeKind::kTime}};
  Column id{Type{TypeKind::kText}};          // empty in finished data where nobody has one
  Column contact_id{Type{TypeKind::kText}};  // emptied by finish, as lead_id
  Column lead_id{Type{TypeKind::kText}};
  std::vector<Column> attributes;  // as the kind declares them
  std::vector<std::uint64_t>
      order;  // place of the row in the input: (file, line) as one growing number, 0 behind its end; emptied by finish
  std::vector<std::int64_t> keys;  // what whoever filled the table calls its rows; may be empty; sorted along by finish
  // Filled by finish.
  std::vector<std::uint32_t> contact;  // row, or kNoRow
  std::vector<std::uint32_t> lead;     // likewise; empty in finished data where nobody names one
  // Empty, or for each row the code of the id of a contact or lead that is not there; 0: none is named, or it is there.
  std::vector<std::uint32_t> lost_contact;
  std::vector<std::uint32_t> lost_lead;
  // Both are empty where the table is.
  std::vector<std::uint32_t> begin;          // begin[c] .. begin[c + 1]: rows of contact c; size contacts + 1
  std::vector<std::int64_t> latest;          // [contact]: time of its last row, kMissing64 where it has none
  std::int64_t latest_of_all = kMissing64;   // of these
  std::vector<std::uint64_t> by_lead_begin;  // only where by_lead was asked for: rows in by_lead of each lead
  std::vector<std::uint32_t> by_lead;        // rows, of each lead in the order of the table

  [[nodiscard]] std::size_t size() const { return at.numbers.size(); }
  /// Empty where it has none.
  [[nodiscard]] std::string_view id_of(std::size_t row) const;
  [[nodiscard]] std::uint32_t lead_of(std::uint32_t row) const { return lead.empty() ? kNoRow : lead[row]; }
};

/// Links, backwards: rows `rows[begin[r]] .. rows[begin[r + 1] - 1]` link to row r.
struct ReverseLink {
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> rows;
};

/// Where records lead by several links together (`linked_row` has the rule), for all rows of a kind.
struct FollowedLinks {
  // [row]: its contact or account, or kNoRow.
  std::vector<std::uint32_t> account_of_lead;
  std::vector<std::uint32_t> contact_of_opportunity;
  std::vector<std::uint32_t> account_of_opportunity;
  // Accounts whose contacts stand in for a lead or an opportunity that has no contact: pools.
  std::vector<std::uint32_t> pool_accounts;  // [pool]
  // [account + 1]: its pool, kNoRow where it is none; the first is that of no account.
  std::vector<std::uint32_t> pool_of_account;
  std::array<std::vector<std::uint32_t>, kRecordKinds> pools;  // [kind][row]: kNoRow where it has a contact
  ReverseLink leads_of_pool;
};

/// Some rows, in the order of their table's index.
struct RowList {
  const std::uint32_t* first = nullptr;
  const std::uint32_t* last = nullptr;

  [[nodiscard]] const std::uint32_t* begin() const { return first; }
  [[nodiscard]] const std::uint32_t* end() const { return last; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(last - first); }
  [[nodiscard]] RowList at_most(std::size_t count) const { return {first, first + std::min(size(), count)}; }
};

/// What finish found, for the summary.
struct DatasetCounts {
  std::size_t dangling_links = 0;
  std::size_t repeated_interactions = 0;  // the same id twice on one contact
  std::size_t orphan_leads = 0;
  std::size_t interactions_without_contact = 0;
};

class Dataset {
 public:
  /// Empty tables for a program's records and interactions. The program must outlive the dataset.
  explicit Dataset(const Program& program);
  ~Dataset();
  Dataset(Dataset&&) noexcept;
  Dataset& operator=(Dataset&&) noexcept;

  [[nodiscard]] const Program& program() const { return *program_; }
  [[nodiscard]] RecordTable& table(RecordKind kind) { return tables_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] const RecordTable& table(RecordKind kind) const { return tables_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] InteractionTable& interactions(std::uint32_t kind) { return interactions_[kind]; }
  [[nodiscard]] const InteractionTable& interactions(std::uint32_t kind) const { return interactions_[kind]; }

  /// Row of a record by its id, or kNoRow. Before finish it looks at every row and gives the last one.
  [[nodiscard]] std::uint32_t find(RecordKind kind, std::string_view id) const;

  /// Sorts, merges rows of one id (present values of the later row win, fields that stand `together` as one), resolves
  /// links, drops repeated interactions, indexes. To be called once. `threads`: 0 is as many as the machine has.
  DatasetCounts finish(unsigned threads = 0);

  /// Leads of a contact, contacts of an account, …: after finish.
  [[nodiscard]] const ReverseLink& reverse(RecordKind from, LinkKind link) const;
  /// After finish; empty after `open`, where links change.
  [[nodiscard]] const FollowedLinks& followed() const { return followed_; }
  /// The records of a kind that link to a row, by their ids; also after `open`.
  [[nodiscard]] RowList linking(RecordKind from, LinkKind link, std::uint32_t to) const;
  /// The leads of an account that have no contact, in no order. After `open` only.
  [[nodiscard]] RowList leads_alone(std::uint32_t account) const;
  /// Whether a record's id stands before another's of its kind.
  [[nodiscard]] bool id_before(RecordKind kind, std::uint32_t a, std::uint32_t b) const;

  // --- one change at a time: live.cpp ---

  /// From here on (after finish) records and interactions may be added and changed. Rows stay where they are; new ones
  /// are put behind them, so they no longer stand in the order of their ids, and interactions no longer in that of
  /// their contacts: `linking`, `of_contact` and `of_lead` know the order.
  void open();
  [[nodiscard]] bool is_open() const { return live_ != nullptr; }

  /// A new record: an id that is not there yet, or empty for one that is only being looked at (no link leads to it, and
  /// `take_back` removes it while it is the last).
  std::uint32_t add_record(RecordKind kind, std::string_view id);
  void give_id(RecordKind kind, std::uint32_t row, std::string_view id);
  void take_back(RecordKind kind, std::uint32_t row);
  /// Sets a field, links and lists among them; not the id. A missing value empties it.
  void set_field(RecordKind kind, std::uint32_t row, std::uint32_t field, const Value& value);
  /// Ends a record: it keeps its row, without id and fields; links to it dangle, unless they are moved before.
  void end_record(RecordKind kind, std::uint32_t row);
  /// Whether a row is a record that has an id and was not ended.
  [[nodiscard]] bool alive(RecordKind kind, std::uint32_t row) const;

  /// A new interaction; `attributes` as the kind declares them. kNoRow: its id was seen on this contact already.
  std::uint32_t add_interaction(std::uint32_t kind, std::int64_t at, std::string_view id, std::string_view contact,
                                std::string_view lead, const std::vector<Value>& attributes);
  /// Gives an interaction to another contact and lead (kNoRow: none).
  void relink_interaction(std::uint32_t kind, std::uint32_t row, std::uint32_t contact, std::uint32_t lead);

  /// A finished dataset with all that is here and was not ended.
  [[nodiscard]] std::unique_ptr<Dataset> snapshot() const;

  /// Rows of a kind's interactions of a contact, in the order of the language; of a lead likewise. After `open` only.
  [[nodiscard]] RowList of_contact(std::uint32_t kind, std::uint32_t contact) const;
  [[nodiscard]] RowList of_lead(std::uint32_t kind, std::uint32_t lead) const;
  /// The time of the last of a contact's interactions of a kind, kMissing64 where there is none. After `open` only.
  [[nodiscard]] std::int64_t latest_of_contact(std::uint32_t kind, std::uint32_t contact) const;

  /// `find` will be called for an id soon, in two steps: where its number stands, and where that number's row does.
  void expect_id(RecordKind kind, std::string_view id) const;
  void expect_row(RecordKind kind, std::string_view id) const;
  /// The lists of who links to a record, and of what a contact did, will be asked for soon. After `open` only.
  void expect_lists(RecordKind kind, std::uint32_t row) const;
  void expect_done(std::uint32_t kind, std::uint32_t contact) const;

  /// Calls f(row) for the interactions of a kind that a contact did (a lead is linked to), in the order of the index.
  template <class F>
  void for_each_of_contact(std::uint32_t kind, std::uint32_t contact, F f) const {
    if (contact == kNoRow) return;
    if (live_) {
      for (const std::uint32_t row : of_contact(kind, contact)) f(row);
      return;
    }
    const InteractionTable& table = interactions_[kind];
    if (table.begin.empty()) return;
    for (std::uint32_t i = table.begin[contact]; i < table.begin[contact + 1]; ++i) f(i);
  }
  template <class F>
  void for_each_of_lead(std::uint32_t kind, std::uint32_t lead, F f) const {
    if (lead == kNoRow) return;
    if (live_) {
      for (const std::uint32_t row : of_lead(kind, lead)) f(row);
      return;
    }
    const InteractionTable& table = interactions_[kind];
    if (table.by_lead_begin.empty()) return;
    for (std::uint64_t i = table.by_lead_begin[lead]; i < table.by_lead_begin[lead + 1]; ++i) f(table.by_lead[i]);
  }
  /// The same for a record's own moves and reaches: a lead's, or those of a contact that are about no lead.
  template <class F>
  void for_each_own(std::uint32_t kind, RecordKind subject, std::uint32_t row, F f) const {
    if (subject == RecordKind::kLead) for_each_of_lead(kind, row, f);
    if (subject != RecordKind::kContact) return;
    const InteractionTable& table = interactions_[kind];
    for_each_of_contact(kind, row, [&](std::uint32_t item) {
      if (table.lead_of(item) == kNoRow) f(item);
    });
  }

  [[nodiscard]] std::size_t bytes() const;

 private:
  void note_latest(std::uint32_t kind, std::uint32_t contact);
  void finish_records(RecordKind kind, unsigned threads);
  void rename_stages(RecordKind kind);
  void link_records(RecordKind kind, DatasetCounts& counts);
  void reverse_links(RecordKind from, LinkKind link);
  void drop_repeated(DatasetCounts& counts);
  void finish_interactions(InteractionTable& table, unsigned threads, DatasetCounts& counts);

  const Program* program_;
  bool finished_ = false;
  std::array<RecordTable, kRecordKinds> tables_;
  std::vector<InteractionTable> interactions_;
  // reverse_[from kind][link]
  std::array<std::array<ReverseLink, 3>, kRecordKinds> reverse_;
  FollowedLinks followed_;
  // row_of_code_[kind][code of the id]: all links to a kind share the dictionary of its ids, so a link needs no
  // look-up.
  std::array<std::vector<std::uint32_t>, kRecordKinds> row_of_code_;
  // live.cpp
  void enter_link(RecordKind kind, LinkKind link, std::uint32_t row);
  void leave_link(RecordKind kind, LinkKind link, std::uint32_t row);
  void settle_alone(std::uint32_t lead);
  void enter_interaction(std::uint32_t kind, std::uint32_t row, std::uint32_t contact, std::uint32_t lead);

  struct Live;
  std::unique_ptr<Live> live_;
  std::vector<std::vector<bool>> dropped_;  // by kind and row: repeated interactions, while finish runs
};

}  // namespace leadline
