// SPDX-License-Identifier: Apache-2.0
// The checked program: every name resolved, every expression typed, every default filled in. It is made once by
// check.cpp, never changed, and read by the graph, the evaluators, the ledger and the tools.
//
// Expressions live in one arena, children before parents; equal ones are one (so `define`s cost nothing where they are
// used twice). An expression is about a *subject*, the record of the statement that it stands in (kSelf), and inside a
// selection's `where` also about an *item*, the interaction or record that is looked at (kItem).
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/types.hpp"
#include "leadline/decimal.hpp"
#include "leadline/source.hpp"

namespace leadline {

using ExprId = std::uint32_t;
inline constexpr ExprId kNoExpr = ~ExprId{0};
using SelectionId = std::uint32_t;
inline constexpr SelectionId kNoSelection = ~SelectionId{0};
using ZoneId = std::uint32_t;                     // index into Program::zones

enum class Op : std::uint8_t {
  kConstant,       // value
  // Records (type kRecord). A link that is missing or dangling gives a missing record.
  kSelf,           // the subject; type.record says its kind
  kItem,           // the interaction (of type kMissing) or the record that a selection looks at
  kLink,           // of children[0]; link
  kNamed,          // record `index` of the test `second`
  // Reading
  kField,          // field `index` of the record children[0]
  kAttribute,      // attribute `text` of the item: by name, since each kind has its own; built in: at, id, kind
  kNow,
  kAgeOf,          // now - children[0]
  kTimeInStage,    // now - stage_since of the record children[0]
  kEntering,       // time at which the subject last entered stage `text`: see Program::…; missing if never
  kDayOfWeek,      // of children[0], in `zone`
  kLookup,         // table `index`, children the keys
  kCall,           // function, children the arguments
  kAggregate,      // aggregate, selection, attribute in `text` (of interactions also `contact` and `lead`, their ids), bucket, at_least
  // Scores of the record children[0]: missing if the model `index` does not score it
  kScore,
  kGroupScore,     // group `second` of model `index`
  kGrade,
  kThresholdHolds,    // threshold `index` (Program::thresholds): its condition is yes
  kThresholdReached,  // it is reached; or any of `thresholds`, for a bare name
  kScored,         // some model of the record's kind scores children[0]
  kInSegment,      // the contact children[0] is in segment `index`
  kMissed,         // deadline `index` of the process `second` is missed, for the subject
  // Conditions
  kNot, kAnd, kOr, // children
  kCompare,        // comparison; children[0], children[1]; exactly
  kBetween,        // children[0] between children[1] and children[2]
  kIn,             // children[0] in children[1] (a list)
  kText,           // text_test; children[0], children[1] a text, or a list of texts of which any will do; exactly
  kHas, kHasAny, kHasAll,  // children[0] a list; children[1]; exactly
  kIsPresent, kIsMissing,
  kIsValid,        // children[0] an email, phone or domain
  // Arithmetic: numbers, durations, times
  kAdd, kSubtract, kMultiply, kDivide,  // two children
  kNegate,
  kElse,           // two or more children: the first that is present
  kFirstOf,        // children: condition, value, condition, value, …, [value otherwise]
};

enum class CompareOp : std::uint8_t { kEqual, kLess, kLessEqual, kGreater, kGreaterEqual };   // != is kNot of kEqual
enum class TextTest : std::uint8_t { kContains, kContainsWord, kStartsWith, kEndsWith, kLike };
enum class Function : std::uint8_t { kDomain, kMailbox, kCompany, kDigits, kSounds, kLength, kLower, kMin, kMax, kRound };
enum class LinkKind : std::uint8_t { kContact, kAccount, kLead };
enum class AggregateKind : std::uint8_t {
  kAny, kNone, kCount, kCountBuckets, kSum, kMin, kMax, kAverage, kDistinct,
  kFirstAt, kLastAt,                              // the time of the first, last
  kOfFirst, kOfLast,                              // its attribute
};

/// day, week, month (in `zone`), a duration counted from 1970-01-01T00:00:00Z, or an attribute.
struct Bucket {
  enum class Kind : std::uint8_t { kDay, kWeek, kMonth, kDuration, kAttribute } kind = Kind::kDay;
  std::int64_t milliseconds = 0;
  std::string attribute;
  ZoneId zone = 0;
};

struct Expr {
  Op op{};
  Type type;
  Span span;                                      // the first place where it was written
  std::vector<ExprId> children;
  Value value;                                    // kConstant
  std::uint32_t index = 0;                        // field, table, model, threshold, segment, deadline, test record
  std::uint32_t second = 0;                       // group; process; test
  std::vector<std::uint32_t> thresholds;          // kThresholdReached by a bare name: all of this kind with that name
  std::string text;                               // attribute; stage
  LinkKind link{};
  CompareOp compare{};
  TextTest text_test{};
  Function function{};
  AggregateKind aggregate{};
  SelectionId selection = kNoSelection;
  Bucket bucket;                                  // kCountBuckets
  std::int64_t at_least = 1;                      // kCountBuckets
  bool exactly = false;
  bool own = false;                               // kScore, kGroupScore: inside the model itself, before it is known to be scored
  ZoneId zone = 0;                                // kDayOfWeek
};

/// now - duration < at <= now; with `after`, after <= at <= after + duration.
struct Window {
  std::int64_t milliseconds = 0;
  ExprId after = kNoExpr;
};

enum class By : std::uint8_t { kDefault, kLead, kContact, kAccount };

/// Which interactions (or records) an aggregate or a rule looks at. All parts hold together; those of the model's and
/// the group's `counting` are already in it. Where a `since`, `until` or `after` is directly `first X` or `last X`, the
/// interaction from which the time was taken does not count itself.
struct Selection {
  bool records = false;
  RecordKind record = RecordKind::kLead;          // with `records`
  std::vector<std::uint32_t> kinds;               // else: indexes into Program::interactions, ascending
  By by = By::kDefault;
  RecordKind subject = RecordKind::kLead;         // the kind of the record that it is asked for
  bool all = false;                               // in a test: all records of the kind, whoever they link to
  std::vector<ExprId> where;                      // about kItem and kSelf
  std::vector<Window> within;
  std::vector<ExprId> since;
  std::vector<ExprId> until;
  std::string text;                               // as written, for the ledger
  Span span;
};

// --- records ---------------------------------------------------------------------------------------------------------

struct Field {
  std::string name;
  Type type;
  bool built_in = false;
  bool is_link = false;                           // contact, account, lead: an id that names a record
  std::int32_t together = -1;                     // fields with one number are taken from one record
  Span span;
};

/// Built-in fields come first, in the order of the language's table; -1 where a kind has no such field.
struct RecordSchema {
  RecordKind kind{};
  std::vector<Field> fields;
  int id = -1, contact = -1, account = -1, lead = -1, status = -1, owner = -1, created = -1, updated = -1;
  int process = -1, stage = -1, stage_since = -1, reached = -1, cleared = -1, held = -1;

  /// Index of a field, or -1.
  [[nodiscard]] int find(std::string_view name) const;
};

/// Every kind also has contact and lead (links), at, id.
struct InteractionKind {
  std::string name;
  bool by_us = false;
  bool built_in = false;                          // move, reach
  std::vector<Field> attributes;                  // as declared, without the built-in ones
  Span span;

  [[nodiscard]] int find(std::string_view name) const;
};

struct Choice {
  std::vector<std::string> words;                 // from the lowest up
};

struct Table {
  std::string name;
  std::vector<Type> keys;                         // as they are looked up: text or number
  Type value;
  struct Row {
    std::vector<Value> keys;
    Value value;
  };
  std::vector<Row> rows;
  Span span;
};

// --- sources ---------------------------------------------------------------------------------------------------------

struct SourceField {
  std::string column;                             // empty: constant
  Value constant;
  bool is_not = false;
  std::int32_t table = -1;                        // as NAME
  bool has_map = false;
  std::vector<std::pair<std::string, Value>> map; // as { "0" = "small" }
  std::uint32_t field = 0;                        // index in the record's fields or the kind's attributes
  enum class Target : std::uint8_t { kField, kAt, kId, kContact, kLead, kKind } target = Target::kField;
  Span span;
};

/// What one row gives. The conditions read columns: they stand as kAttribute with the column's name, of type text.
struct SourceMapping {
  bool record = true;
  RecordKind kind{};                              // with `record`
  std::uint32_t interaction = 0;                  // else
  ExprId where = kNoExpr;
  std::vector<SourceField> fields;
  Span span;
};

struct SourceDefinition {
  std::string name;
  std::string pattern;
  std::string form;                               // through form "…"; empty: none
  std::string encoding = "UTF-8";
  std::string separator;                          // empty: the one that the header line shows
  std::vector<std::string> missing;
  std::vector<std::string> times;
  std::string numbers;                            // sample; empty: 1234.5
  ZoneId zone = 0;
  std::vector<SourceMapping> mappings;
  Span span;
};

// --- models ----------------------------------------------------------------------------------------------------------

struct Bounds {
  std::optional<Decimal> at_most;
  std::optional<Decimal> never_below;
};

struct Fading {
  enum class Kind : std::uint8_t { kNone, kHalving, kLosing, kLosingPercent } kind = Kind::kNone;
  Decimal amount;                                 // losing: points; losing percent: percent
  std::int64_t days = 0;
};

enum class RuleForm : std::uint8_t { kWhen, kPerSelection, kPerBucket, kWithout, kForFirst, kForLast, kOtherwise };

struct Rule {
  std::string label;
  RuleForm form{};
  ExprId points = kNoExpr;                        // with its sign; about the item too in kPerSelection, kForFirst, kForLast
  ExprId or_points = kNoExpr;                     // kWhen: if the condition is no and `readable` is yes
  ExprId readable = kNoExpr;                      // that all that the condition reads is present; kNoExpr: always
  ExprId condition = kNoExpr;                     // kWhen; the `when` that may end the others, kNoExpr: none
  SelectionId selection = kNoSelection;
  Bucket bucket;                                  // kPerBucket
  std::int64_t at_least = 1;                      // kPerBucket
  std::int64_t silence = 0;                       // kWithout: D in milliseconds
  Fading fading;
  Bounds bounds;
  ZoneId zone = 0;                                // whose midnights fading counts
  std::string text;                               // the rule as written behind its label, on one line
  Span span;
  Span label_span;
};

/// A rule of its own, `first of` or `best of`. `otherwise` can only be the last rule of a block.
struct RuleBlock {
  enum class Kind : std::uint8_t { kSingle, kFirst, kBest } kind = Kind::kSingle;
  std::string label;                              // of the block
  std::vector<std::uint32_t> rules;               // into Model::rules
  Span span;
};

struct Group {
  std::string name;
  std::string title;
  Bounds bounds;
  std::vector<RuleBlock> blocks;
  Span span;
};

struct Grade {
  std::string word;
  ExprId condition = kNoExpr;                     // kNoExpr: otherwise
  Span span;
};

struct Model {
  std::string name;
  std::string title;
  RecordKind kind = RecordKind::kLead;
  ExprId where = kNoExpr;                         // a record that fails it has no score
  Bounds bounds;
  std::vector<Rule> rules;                        // all of them, in written order
  std::vector<RuleBlock> blocks;                  // those outside groups
  std::vector<Group> groups;
  ExprId score = kNoExpr;                         // score = …; kNoExpr: the plain sum
  std::vector<Grade> grades;
  std::vector<std::uint32_t> thresholds;          // into Program::thresholds, as written
  ZoneId zone = 0;
  Span span;
};

struct Threshold {
  std::string name;
  std::int32_t model = -1;                        // -1: at the top of a file
  RecordKind kind = RecordKind::kLead;
  ExprId condition = kNoExpr;                     // with `score >= N`
  std::optional<Decimal> at;                      // `at N`, for explanations
  ExprId when = kNoExpr;                          // the part behind `when`, for explanations and `until below`
  std::optional<Decimal> until_below;
  Span span;

  /// `model.threshold`, or the bare name: how `reached` and `cleared` write it.
  std::string full_name;
};

// --- segments --------------------------------------------------------------------------------------------------------

struct SegmentNode {
  enum class Kind : std::uint8_t { kContacts, kContactsOf, kSegment, kUnion, kIntersect, kExcept } kind{};
  RecordKind of = RecordKind::kContact;           // kContactsOf: account, lead, opportunity
  ExprId where = kNoExpr;                         // about a subject of kind `of`
  std::uint32_t segment = 0;                      // kSegment
  std::vector<SegmentNode> children;
};

struct Segment {
  std::string name;
  SegmentNode value;
  Span span;
};

// --- process ---------------------------------------------------------------------------------------------------------

/// A piece of an action's text: literal, or a value.
struct TextPiece {
  std::string literal;
  ExprId value = kNoExpr;
};

struct SetField {
  ExprId record = kNoExpr;
  std::uint32_t field = 0;
  ExprId value = kNoExpr;                         // kConstant missing for `= missing`
  std::vector<TextPiece> text;  // not empty: stands for the value
};

/// What `send` tells.
struct SentField {
  std::string name;
  ExprId value = kNoExpr;
  std::vector<TextPiece> text;  // not empty: stands for the value
};

struct Action {
  enum class Kind : std::uint8_t {
    kTask, kNotify, kSet, kReset, kAssign, kAssignInTurn, kAssignInTurnUsers, kSend, kCreate, kFirstOf
  } kind{};
  ExprId condition = kNoExpr;                     // when C
  std::vector<TextPiece> text;                    // kTask, kNotify
  std::string target;                             // kTask: queue; kNotify: whom; kSend: name
  SetField set;
  std::vector<std::uint32_t> reset;               // thresholds
  std::vector<ExprId> values;                     // kAssign, kAssignInTurn
  ExprId users_where = kNoExpr;                   // kAssignInTurnUsers: kItem is the user, kSelf the record
  ExprId at_most = kNoExpr;                       // likewise
  std::int64_t within = 0;
  std::vector<SentField> payload;   // kSend
  RecordKind create = RecordKind::kLead;
  std::vector<SetField> fields;                   // kCreate: `record` is kNoExpr
  std::int32_t matching = -1;                     // strategy; -1 the default, -2 nothing
  std::vector<Action> choices;                    // kFirstOf; one without condition is `otherwise`
  Span span;
};

struct Transition {
  std::uint32_t to = 0;                           // stage
  ExprId condition = kNoExpr;
  std::vector<Action> actions;
  std::string name;                               // how `held` writes it: from->to, any->to, any->to#2
  Span span;
};

struct Require {
  std::vector<ExprId> present;                    // require a, b
  ExprId condition = kNoExpr;                     // require that C
  bool to_enter = false;
  std::string text;                               // as written
  Span span;
};

struct Wait {
  std::int64_t milliseconds = 0;
  std::int32_t hours = -1;                        // into Program::hours: working hours
};

struct After {
  Wait wait;
  std::vector<Action> actions;
  Span span;
};

struct Deadline {
  std::string name;
  std::string title;
  Wait wait;
  ExprId unless = kNoExpr;
  std::vector<Action> actions;
  std::uint32_t stage = 0;
  Span span;
};

struct Stage {
  enum class Final : std::uint8_t { kNo, kYes, kWon, kLost } final = Final::kNo;
  std::string name;
  std::string title;
  std::vector<ExprId> fields;
  std::vector<Require> requires_;
  std::vector<Transition> transitions;
  std::vector<Action> on_enter;
  std::vector<Action> on_exit;
  std::vector<After> after;
  bool side = false;                              // no transition leads to it and it is not the first
  Span span;
};

struct AnyStage {
  std::vector<bool> from;                         // by stage; never a final one
  std::vector<Transition> transitions;
  Span span;
};

struct Process {
  std::string name;
  std::string title;
  RecordKind kind = RecordKind::kLead;
  ExprId where = kNoExpr;
  std::vector<Stage> stages;
  std::vector<AnyStage> any;
  std::vector<Deadline> deadlines;
  std::vector<std::pair<std::string, std::uint32_t>> was;   // stage old was NEW
  Span span;

  /// Index of a stage, or -1.
  [[nodiscard]] int find(std::string_view stage) const;
};

struct Hours {
  std::string name;
  struct Line {
    int weekday = 1;                              // 1 Monday … 7
    int from_minute = 0;
    int to_minute = 0;
  };
  std::vector<Line> lines;
  std::vector<std::string> holidays;              // dates, 2026-12-25
  ZoneId zone = 0;
};

// --- matching, reactions, properties, tests --------------------------------------------------------------------------

struct MatchPart {
  ExprId left = kNoExpr;                          // about the incoming record (kSelf): of the strategy's kind, or the contact that came with it
  ExprId right = kNoExpr;                         // about the stored one
  Type normal_form;
  std::optional<Decimal> similar;
  enum class Measure : std::uint8_t { kJaroWinkler, kLevenshtein, kTokens } measure = Measure::kJaroWinkler;
};

struct MatchLine {
  std::vector<MatchPart> parts;
  std::vector<std::pair<ExprId, Type>> unless_differs;
  Span span;
};

struct MatchStrategy {
  RecordKind kind{};
  std::string name;
  std::vector<MatchLine> lines;
  ExprId among = kNoExpr;
  std::vector<std::pair<ExprId, std::uint32_t>> never;   // value, list (Program::lists)
  enum class Prefer : std::uint8_t {
    kChildLead, kKnownContact, kLatestUpdated, kEarliestCreated, kMostComplete, kClosest
  };
  std::vector<Prefer> prefer;
  enum class Update : std::uint8_t { kPresent, kAll, kMissingOnly, kNothing, kReject } update = Update::kPresent;
  bool create_unmatched = true;
  bool create_incomplete = false;
  Span span;
};

struct Form {
  std::string pattern;                            // empty: default
  std::array<std::int32_t, kRecordKinds> by{-1, -1, -1, -1, -1};
  std::array<bool, kRecordKinds> always_create{};
  bool writes_contact = false;
  bool writes_lead = false;
  std::vector<Action> on_create;
  Span span;
};

struct MergeRule {
  std::uint32_t field = 0;
  enum class Policy : std::uint8_t { kNewest, kOldest, kLongest, kMostFrequent, kHighest, kLowest, kUnion, kFrom } policy{};
  std::vector<std::uint32_t> from;                // sources
  Span span;
};

struct Merge {
  RecordKind kind{};
  std::vector<std::uint32_t> by;
  std::vector<MatchStrategy::Prefer> keep;
  std::vector<MergeRule> rules;
  Span span;
};

struct Reaction {
  enum class Event : std::uint8_t { kEntersSegment, kLeavesSegment, kReaches, kEntersGrade, kEntersStage, kDoes } event{};
  RecordKind kind{};
  std::uint32_t segment = 0;
  std::vector<std::uint32_t> thresholds;
  std::uint32_t model = 0;
  std::uint32_t grade = 0;
  std::string stage;
  SelectionId selection = kNoSelection;
  std::vector<Action> actions;
  Span span;
};

struct Always {
  std::string label;
  ExprId premise = kNoExpr;                       // C in `C implies D`; kNoExpr: always
  ExprId condition = kNoExpr;
  RecordKind kind = RecordKind::kLead;
  Span span;
};

struct TestLine {
  enum class Kind : std::uint8_t { kRecord, kInteraction, kSubmit, kAt, kExpect, kMove, kMerge } kind{};
  Span span;
  std::uint32_t record = 0;                       // into Test::records: kRecord, kMove, kMerge (B); kInteraction: by whom
  std::uint32_t into = 0;                         // kMerge: A
  std::uint32_t interaction = 0;
  std::string stage;                              // kMove
  std::string by;                                 // kMove
  std::string form;                               // kSubmit
  std::optional<std::int64_t> at;
  struct Field {
    std::string name;                             // kSubmit: may be no field
    SourceField::Target target{};                 // kInteraction: kField, kId, kLead
    std::uint32_t field = 0;
    Value value;                                  // links: the id (a record's name)
  };
  std::vector<Field> fields;
  enum class Expect : std::uint8_t { kCondition, kTask, kNotified, kSent, kRejected } expect = Expect::kCondition;
  bool negated = false;
  std::string pattern;
  ExprId condition = kNoExpr;                     // about kNamed records; a selection without subject sees all records
};

struct Test {
  std::string label;
  struct Record {
    RecordKind kind{};
    std::string name;                             // its id
  };
  std::vector<Record> records;
  std::vector<TestLine> lines;
  Span span;
};

struct NamedList {
  std::string name;
  Value value;                                    // a list
  Span span;
};

struct Definition {
  std::string name;
  Span span;
};

/// `# allow id: reason`
struct Allow {
  std::string check;
  std::string reason;
  Span span;
};

struct Program {
  std::vector<std::string> zones;                 // [0] is the zone of the file that was started
  std::string phone_country;
  std::int64_t clock = 0;                         // clock every D; 0: midnight
  std::array<RecordSchema, kRecordKinds> records;
  std::vector<InteractionKind> interactions;      // [0] move, [1] reach
  std::vector<Choice> choices;
  std::vector<NamedList> lists;
  std::vector<Table> tables;
  std::vector<Definition> definitions;
  std::vector<SourceDefinition> sources;
  std::vector<Model> models;
  std::vector<Threshold> thresholds;
  std::vector<Segment> segments;
  std::vector<MatchStrategy> strategies;
  std::vector<Form> forms;
  std::vector<Merge> merges;
  std::vector<Process> processes;                 // a file's own before those that it uses
  std::vector<Hours> hours;
  std::vector<Reaction> reactions;
  std::vector<Always> always;
  std::vector<Test> tests;                        // of the file that was started, not of those that it uses
  std::vector<Allow> allows;

  std::vector<Expr> exprs;                        // children before parents
  std::vector<Selection> selections;

  [[nodiscard]] const Expr& expr(ExprId id) const { return exprs[id]; }
  [[nodiscard]] const RecordSchema& schema(RecordKind kind) const { return records[static_cast<std::size_t>(kind)]; }
};

inline constexpr std::uint32_t kMoveKind = 0;     // move { from to by }
inline constexpr std::uint32_t kReachKind = 1;    // reach { threshold }

}  // namespace leadline
