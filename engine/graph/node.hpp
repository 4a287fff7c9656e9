// SPDX-License-Identifier: Apache-2.0
// What the evaluation graph consists of: nodes (pure operations), grains (what a node has one value for), links (how a
// row of one grain finds the row of another) and aggregates (nodes that look at many rows). GraphBuilder makes them,
// Plan freezes them, the evaluators run them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline {

using NodeId = std::uint32_t;
using GrainId = std::uint32_t;
using LinkId = std::uint32_t;
inline constexpr NodeId kNoNode = ~NodeId{0};
inline constexpr LinkId kNoLink = ~LinkId{0};

enum class GrainKind : std::uint8_t {
  kConstant,     // one value for the whole evaluation
  kRecord,       // for each record of a kind
  kPool,         // for each account whose contacts' interactions stand in for those of a record without contact
  kInteraction,  // for each interaction of a kind
  kCodes,        // for each distinct value of a column of texts or choices
  kPair,         // for each row that a selection looks at, together with the record that it is asked for
  kTest,         // once for a test, whose named records it sees
};

struct Grain {
  GrainKind kind = GrainKind::kConstant;
  RecordKind record{};            // kRecord; kCodes of a record's field
  std::uint32_t interaction = 0;  // kInteraction; kCodes of an attribute
  bool of_interaction = false;    // kCodes
  bool elements = false;          // kCodes: of the elements of a list column
  std::int32_t field = 0;         // kCodes: field or attribute; kIdAttribute: the interaction's id
  GrainId subject = 0;            // kPair
  GrainId item = 0;               // kPair

  static constexpr std::int32_t kIdAttribute = -1;
};

enum class LinkOp : std::uint8_t {
  kContact,  // of a record or an interaction; by the rules of the language where it has no own
  kAccount,
  kLead,
  kOwnContact,  // of a record: the link of its own field alone
  kOwnAccount,
  kOwnLead,
  kParent,       // of a lead or opportunity: its contact, else the pool of its account
  kPoolAccount,  // of a pool
  kCode,         // from a row to the code of its value
  kSubject,      // of a pair
  kItem,         // of a pair
  kNamed,        // of a test: its record number `named`
};

struct Link {
  LinkOp op{};
  GrainId from = 0;
  GrainId to = 0;
  std::uint32_t named = 0;
};

/// How a node's values lie in memory.
enum class Lane : std::uint8_t {
  kFlag,    // one byte: no, yes, missing (2); conditions are never missing
  kNumber,  // 64 bit: numbers, times, durations, places of choice words; kMissing64
  kText,    // TextView; its data is null where it is missing
  kList,    // ListView
  kPoints,  // 64 or 128 bits, by what the run needs; never missing
};

/// Which changeable parts of a record's state a node reads, as bits for each kind of record.
using StateMask = std::uint64_t;
enum StateBit : std::uint8_t { kStageBit, kStatusBit, kReachedBit, kClearedBit, kHeldBit, kMovesBit, kReachesBit };
inline constexpr int kStateBits = 7;
[[nodiscard]] constexpr StateMask state_mask(RecordKind kind, StateBit bit) {
  return StateMask{1} << (static_cast<int>(kind) * kStateBits + bit);
}
[[nodiscard]] constexpr StateMask state_mask(RecordKind kind) {
  return ((StateMask{1} << kStateBits) - 1) << (static_cast<int>(kind) * kStateBits);
}

enum class NodeOp : std::uint8_t {
  // Leaves
  kConstant,  // value
  kNow,
  kSubmission,    // of the submission that is being done: `text` is form, page, id or at
  kNumberColumn,  // field `index` of a record; attribute `index` of an interaction
  kFlagColumn,
  kListColumn,
  kCodeText,    // at a grain of codes: the text
  kCodeIndex,   // at a grain of codes: the place of the choice's word
  kItemAt,      // time of an interaction
  kExists,      // there is such a record
  kStageSince,  // state
  kStageIs,     // state: process `index`, stage `second`
  kReached,     // state: threshold `index`
  kEntering,    // when the record last entered stage `text`
  // Between grains
  kGather,  // children[0] through link
  kEither,  // through link kParent: children[0] where there is a contact, else children[1]
  kLinked,  // the link leads to a record
  kNullOf,  // children[0] as a missing record would have it
  // Texts
  kFold,
  kNormalForm,   // index: TypeKind; as values of this type are matched
  kTextId,       // at a grain of codes: a number for each distinct text, the same in every column
  kTextTest,     // text_test of children[0] (folded where it has to be); children[1] a text, or `texts`
  kInTexts,      // children[0] is one of `texts` (sorted)
  kCompareText,  // compare of children[0] and [1]
  kIsValid,      // index: TypeKind
  kCall,         // function on texts
  kLength,
  kWord,  // the word of a choice, from its place: texts
  // Lists
  kListAny,  // any element of list field `index` has children[0], a node at the grain of its elements' codes
  kListHas,  // second 0: list has value, 1: has any of a list, 2: has all of a list
  // Numbers
  kCompareNumber,
  kCompareFlag,  // equality
  kInNumbers,    // children[0] is one of `numbers` (sorted)
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kNegate,
  kMin,
  kMax,
  kRound,
  kDayOfWeek,  // zone
  kLookup,     // table `index`
  // Logic
  kAnd,
  kOr,
  kNot,
  kPresent,
  kElse,
  kFirstOf,
  // Many rows
  kAggregate,     // aggregate
  kFoldContacts,  // of an account or pool: what children[0] is for each of its contacts, together (second: AggregateOp)
  kSilence,       // how many whole `number` milliseconds since the latest of the children, as a plain count
  kWorked,        // working time of hours `index` since children[0]
  // Points
  kWhenPoints,   // children: condition, points [, or points, readable]
  kTimesPoints,  // children: points, a count: as a Decimal, or with second 1 plain
  kBoundPoints,  // children: points [, whether there are any]; bounds
  kFirstPoints,  // children: points, holds, points, holds, …; with second 1 those of the pair `index` where it is taken
  kBestPoints,
  kSumPoints,
  kCountedPoints,  // the children's sum and what the rules of counting `index` give
  kNarrowPoints,  // to a number, bounds applied; missing where it does not fit
  // Models
  kGrade,     // children: conditions; the place of the first that holds
  kScoreSum,  // missing where a child is, else with `second` 0 the sum of all (numbers), 1 the same where children[0]
              // are points, 2 children[0]; bounds applied
};

enum class AggregateOp : std::uint8_t {
  kAny,
  kCount,
  kCountBuckets,
  kSum,
  kMin,
  kMax,
  kAverage,
  kDistinct,
  kFirstAt,
  kLastAt,
  kOfFirst,
  kOfLast,
  kFirstItem,  // which one it is: part << 32 | row, as a number
  kLastItem,
  kPoints,     // sum of the items' points
  kAnyPoints,  // at least one item gives points
  kPointsOfFirst,
  kPointsOfLast,
  kPresentPointsOfFirst,
  kPresentPointsOfLast,
};

/// Where the rows of a selection lie, seen from the aggregate's own grain.
enum class RowSource : std::uint8_t {
  kContact,  // interactions of the contact (through `via`, if there is one)
  kAccount,  // of all contacts of the account (through `via`)
  kParent,   // of a lead or opportunity: its contact's, else those of all contacts of its account
  kLead,     // of the lead (through `via`)
  kRecords,  // records that link by `record_link` to the record (through `via`)
  kAllRecords,
  kNothing,
};

/// A node at an item's grain, or at the grain of the codes of one of its columns.
struct ItemNode {
  NodeId node = kNoNode;
  LinkId link = kNoLink;
};

/// One kind of row that a selection looks at.
struct AggregatePart {
  bool records = false;
  std::uint32_t kind = 0;  // interaction, or RecordKind
  GrainId grain = 0;
  bool own = false;               // move, reach: only those of the record itself
  std::vector<ItemNode> filters;  // about the item alone
  std::vector<NodeId> subject_filters;
  std::vector<NodeId> pair_filters;  // at the grain `pair`
  GrainId pair = 0;
  ItemNode value;               // kSum, …, kOfLast: the attribute; kDistinct, attribute buckets: its identity
  NodeId value_pair = kNoNode;  // the same where it is about the pair
  ItemNode points;              // kPoints, …
  NodeId points_pair = kNoNode;
  NodeId points_subject = kNoNode;
};

struct AggregateWindow {
  std::int64_t milliseconds = 0;
  NodeId after = kNoNode;
  NodeId without = kNoNode;  // the item from which `after` was taken
};

struct AggregateTime {
  NodeId time = kNoNode;
  NodeId without = kNoNode;
};

struct Aggregate {
  AggregateOp op{};
  GrainId grain = 0;
  RowSource source = RowSource::kNothing;
  LinkId via = kNoLink;
  LinkKind record_link{};  // kRecords
  RecordKind subject{};    // of whose moves and reaches
  std::vector<AggregatePart> parts;
  std::vector<AggregateWindow> within;
  std::vector<AggregateTime> since;
  std::vector<AggregateTime> until;
  Bucket bucket;
  std::int64_t at_least = 1;
  Fading fading;
  ZoneId zone = 0;
};

struct Node {
  NodeOp op{};
  Lane lane{};
  GrainId grain = 0;
  StateMask state = 0;
  std::vector<NodeId> children;
  LinkId link = kNoLink;
  std::uint32_t index = 0;
  std::uint32_t second = 0;
  std::int64_t number = 0;
  CompareOp compare{};
  TextTest text_test{};
  Function function{};
  bool exactly = false;
  ZoneId zone = 0;
  Value value;
  std::string text;
  std::vector<std::string> texts;
  std::vector<std::int64_t> numbers;
  Bounds bounds;
  std::uint32_t aggregate = 0;  // kAggregate: into the plan's aggregates
};

}  // namespace leadline
