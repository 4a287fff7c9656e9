// SPDX-License-Identifier: Apache-2.0
// A plan meets a dataset: how many rows each grain has, where links lead, the texts behind codes, recorded states,
// tables of fading points, and the columns that the stages fill. One Binding serves all threads of one evaluation.
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/lanes.hpp"
#include "engine/run/state.hpp"
#include "engine/values/fading.hpp"
#include "engine/values/zone.hpp"

namespace leadline {

class CountedCells;
class CountedReasons;
struct AccountCounts;
class Evaluator;

/// The texts of a grain of codes. Stages that a record may come to stand in have codes behind those of the column.
struct CodeTexts {
  const Dictionary* dictionary = nullptr;
  std::vector<std::string> more;
  std::map<std::string, std::uint32_t, std::less<>> code_of_more;

  [[nodiscard]] std::uint32_t size() const {
    return (dictionary == nullptr ? 0 : dictionary->size()) + static_cast<std::uint32_t>(more.size());
  }
  [[nodiscard]] std::string_view operator[](std::uint32_t code) const {
    if (code == 0 || code == kNoRow) return {};
    if (code < dictionary->size()) return (*dictionary)[code];
    return more[code - dictionary->size()];
  }
  [[nodiscard]] std::uint32_t find(std::string_view text) const;
};

/// Local days as ages: how many midnights lie between a time and now.
class AgeTable {
 public:
  AgeTable(std::shared_ptr<const Zone> zone, std::int64_t now);

  [[nodiscard]] std::int64_t age(std::int64_t at) const {
    const std::int64_t back = (newest_end_ - at) / kMsPerDay;
    if (at > newest_end_ || back < 0 || back + 1 >= static_cast<std::int64_t>(begins_.size())) return slow(at);
    auto day = static_cast<std::size_t>(back);
    while (begins_[day] > at) {
      if (++day == begins_.size()) return slow(at);
    }
    while (day > 0 && begins_[day - 1] <= at) --day;
    return static_cast<std::int64_t>(day);
  }
  /// When the present day began.
  [[nodiscard]] std::int64_t midnight() const { return begins_.empty() ? next_midnight_ : begins_.front(); }
  /// When everything will be a day older.
  [[nodiscard]] std::int64_t next_midnight() const { return next_midnight_; }

 private:
  [[nodiscard]] std::int64_t slow(std::int64_t at) const;

  std::shared_ptr<const Zone> zone_;
  std::int64_t today_ = 0;
  std::int64_t newest_end_ = 0;
  std::int64_t next_midnight_ = 0;
  std::vector<std::int64_t> begins_;  // [age]: first moment of the day so long ago; empty where days are not in order
};

/// Rows of a table of the rule file, by their keys.
struct LookupTable {
  std::unordered_map<std::string, std::uint32_t> rows;
};

/// Where a record that a test names stands.
struct NamedRow {
  RecordKind kind{};
  std::uint32_t row = kNoRow;
};

/// What the actions of a form may read of the submission that is being done.
struct SubmissionFacts {
  std::string form, page, id;
  std::int64_t at = kMissing64;
};

class Binding {
 public:
  Binding(const Plan& plan, const Dataset& data, std::int64_t now, bool wide, const std::vector<NamedRow>& named = {});
  ~Binding();

  const Plan& plan;
  const Program& program;
  const Dataset& data;
  std::int64_t now;
  const std::vector<NamedRow> named;            // of the test that is run
  const bool wide;                              // points are 128 bits
  std::int64_t points_limit = 0;                // the most that one rule may give where they are 64
  mutable std::atomic<bool> too_narrow{false};  // it gave more: all is computed again, wide

  std::vector<std::uint32_t> sizes;          // [grain]
  std::vector<const std::uint32_t*> links;   // [link]: row -> row, or codes; null: all lead nowhere
  std::vector<CodeTexts> codes;                          // [grain]
  std::vector<std::uint32_t> kind_ranks;                 // [interaction kind]: place of its name
  std::vector<std::shared_ptr<const Zone>> zones;        // [ZoneId]
  std::vector<std::shared_ptr<const AgeTable>> ages;     // [ZoneId], null where nothing fades
  std::vector<std::unique_ptr<FadingTable>> faded;       // [aggregate]: its constant points by age
  std::vector<std::shared_ptr<const Halving>> halvings;  // [aggregate]
  std::vector<LookupTable> tables;                       // [table]

  // Recorded states.
  struct States {
    std::vector<std::int32_t> process;   // empty: none
    std::vector<std::uint64_t> reached;  // rows * words, empty: none
    std::vector<std::uint64_t> cleared;
  };
  std::array<States, kRecordKinds> states;
  std::size_t threshold_words = 0;

  // Filled while it runs.
  std::vector<const unsigned char*> columns;  // [node]: its values by row, null: not kept
  std::vector<Slot> constants;                // [node] of the constant grain
  /// [interaction kind]: for each contact the time of its last one that is not after now, kMissing64 where there is
  /// none; null: the kind has no rows. What looks at a window needs nothing else of most contacts.
  std::vector<const std::int64_t*> latest;
  /// [counting]: how its interactions are walked over, where blocks of finished data are computed with 64 bits.
  std::vector<std::unique_ptr<const CountedCells>> counted;
  /// By counting and the grain of accounts or pools: filled while the sum of contacts is computed.
  std::map<std::pair<std::uint32_t, GrainId>, std::unique_ptr<AccountCounts>> account_counts;
  /// By sum: who reads what was counted before it becomes points. They outlive the computation.
  std::map<NodeId, std::vector<const CountedReasons*>> counted_readers;
  [[nodiscard]] const std::vector<const CountedReasons*>& counted_readers_of(const Node& sum) const;
  /// Whether sums are counted for blocks of rows by cells, not record by record.
  [[nodiscard]] bool counts_by_cells() const { return !wide && !open; }

  /// Memory for a node's column.
  unsigned char* keep_column(NodeId node);
  /// A node's column, if it comes to be kept, is to lie there; it has room for all rows and outlives the binding.
  void place_column(NodeId node, void* memory);

  [[nodiscard]] std::uint32_t follow(LinkId link, std::uint32_t row) const {
    if (row == kNoRow) return kNoRow;
    if (links[link] == nullptr) return open ? follow_open(link, row) : kNoRow;
    return links[link][row];
  }

  /// Whether a part of a selection is asked at all, where that is the same for all who ask.
  [[nodiscard]] bool asked(const AggregatePart& part) const {
    return std::all_of(part.subject_filters.begin(), part.subject_filters.end(),
                       [&](NodeId filter) { return constants[filter].as<std::uint8_t>() == 1; });
  }

  /// The pool that stands in for the contact of a lead or opportunity without one, or kNoRow.
  [[nodiscard]] std::uint32_t pool_of(RecordKind kind, std::uint32_t row) const;
  [[nodiscard]] std::uint32_t account_of_pool(std::uint32_t pool) const {
    return open ? pool : data.followed().pool_accounts[pool];
  }

  // --- open datasets: live_binding.cpp ---

  const bool open;
  const SubmissionFacts* submission = nullptr;  // constants that read it have to be settled after a change
  /// Another present. The constants have to be settled again.
  void set_now(std::int64_t time);
  /// Takes up what was added to the data since, also the values of new texts, which the evaluator computes.
  void follow_data(Evaluator& evaluator);
  /// The same where nothing but interactions of a kind was added.
  void follow_interactions(std::uint32_t kind, Evaluator& evaluator);
  /// The same where only the fields of records' state were written, of one kind.
  void follow_states(RecordKind kind, Evaluator& evaluator);
  /// What a record has come to; its fields are written by the caller.
  void set_state(const RecordState& state);
  /// Takes up the state that stands in a record's fields, after they were written from outside.
  void load_state(RecordKind kind, std::uint32_t row);

  /// A number for each distinct text; equal texts have equal numbers.
  [[nodiscard]] std::int64_t text_id(std::string_view text) const;

  /// Recorded stage of a record as an index into the stages of `process`, or -1.
  [[nodiscard]] std::int32_t recorded_stage(RecordKind kind, std::uint32_t row, std::int32_t process) const;
  [[nodiscard]] std::string_view recorded_text(RecordKind kind, int field, std::uint32_t row) const;
  /// Full names of the thresholds whose bits are set, and recorded names in the field that mean none; sorted.
  [[nodiscard]] std::vector<std::string> threshold_names(RecordKind kind, std::uint32_t row, int field,
                                                         const std::vector<std::uint64_t>& bits) const;
  [[nodiscard]] bool recorded_reached(RecordKind kind, std::uint32_t row, std::uint32_t threshold) const;
  [[nodiscard]] bool recorded_cleared(RecordKind kind, std::uint32_t row, std::uint32_t threshold) const;

  /// A column of a record field or an attribute of an interaction; index Grain::kIdAttribute is its id.
  [[nodiscard]] const Column& column(const Grain& grain, std::int32_t index) const;
  [[nodiscard]] const Column& column_of_codes(const Grain& codes_grain) const;

  /// How old an interaction is in whole days of the zone.
  [[nodiscard]] std::int64_t age(ZoneId zone, std::int64_t at) const { return ages[zone]->age(at); }

 private:
  void bind_grains();
  void bind_links();
  void bind_states();
  void bind_fading();
  void bind_tables();
  void bind_latest();
  std::vector<std::uint32_t>& owned() { return owned_.emplace_back(); }

  void bind_columns();
  void bind_link(LinkId link);
  void bind_column(NodeId node);
  void make_room();
  void follow_codes(GrainId grain, Evaluator& evaluator);
  [[nodiscard]] std::uint32_t follow_open(LinkId link, std::uint32_t row) const;
  [[nodiscard]] std::uint32_t lead_account(std::uint32_t lead) const;
  [[nodiscard]] bool recorded(const std::vector<std::uint64_t>& bits, std::uint32_t row, std::uint32_t threshold) const;
  [[nodiscard]] std::uint32_t opportunity_contact(std::uint32_t row) const;
  [[nodiscard]] std::uint32_t opportunity_account(std::uint32_t row) const;

  std::vector<NodeId> data_nodes_;                // whose values are columns of the data
  std::deque<std::vector<std::uint32_t>> owned_;  // link columns that no table has
  std::vector<std::unique_ptr<unsigned char[]>> kept_;
  std::unordered_map<NodeId, unsigned char*> placed_;
  std::deque<std::vector<std::int64_t>> earlier_;  // of kinds that have rows after now: the latest before
  // Open datasets: nodes about codes whose values are kept, by grain.
  struct CodeColumn {
    NodeId node = kNoNode;
    std::vector<unsigned char> values;
  };
  std::vector<std::vector<CodeColumn>> code_columns_;
  // What lies in the table of a kind of interaction.
  struct OfTable {
    std::vector<GrainId> codes;
    std::vector<GrainId> rows;
    std::vector<LinkId> links;
    std::vector<NodeId> columns;
  };
  std::vector<OfTable> of_tables_;  // [interaction kind]
  mutable std::mutex text_mutex_;
  mutable std::unordered_map<std::string, std::int64_t> text_ids_;
};

/// The key of a row of a table: texts folded, numbers as bytes.
void append_key(std::string& key, std::string_view text);
void append_key(std::string& key, std::int64_t number);

}  // namespace leadline
