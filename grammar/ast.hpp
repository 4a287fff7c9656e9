// SPDX-License-Identifier: Apache-2.0
// The syntax tree of a rule file: what was written, with its places, before any name has a meaning. It knows nothing
// of records or scores: `spring.score` is a path of two names here, `contacts` a word. build_ast.cpp makes it from the
// concrete tree; engine/program reads it.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "leadline/decimal.hpp"
#include "leadline/source.hpp"

namespace leadline::ast {

/// A word where it stands.
struct Name {
  std::string text;
  Span span;
};

/// The value of a text literal, escapes resolved.
struct Text {
  std::string value;
  Span span;
};

struct Number {
  Decimal value;
  Span span;
};

/// Milliseconds.
struct Duration {
  std::int64_t milliseconds = 0;
  Span span;
};

struct Expr;
struct Selection;
using ExprPtr = std::unique_ptr<Expr>;
using SelectionPtr = std::unique_ptr<Selection>;

enum class ExprKind : std::uint8_t {
  kText,      // text
  kNumber,    // number
  kYesNo,     // yes
  kDuration,  // duration (milliseconds)
  kTime,      // text as written: `2026-07-01`, `2026-07-01T09:30:00Z`; well-formed, resolved in the file's zone later
  kList,      // children: the literals
  kMissing,   // the word `missing`, only as the value of `set`
  kName,      // names[0]
  kPath,      // names: two or more; `its` set for `its contact.x`
  kIts,       // `its lead`: names (one or more), its = true
  kCall,      // names[0] the function, children the arguments
  kLookup,    // names[0] the table, children the keys
  kNow,
  kScored,
  kTimeInStage,
  kAgeOf,      // children[0]
  kDayOfWeek,  // children[0]
  kIsValid,    // `is valid x`: children[0]
  kEntering,   // names[0] the stage
  kFirstOf,    // cases
  kNot,        // children[0]
  kAnd,
  kOr,       // children: two or more, flat
  kImplies,  // children[0] implies children[1]; only in `always`
  kCompare,  // comparison, negated, children[0] and the right side
  kIsPresent,
  kIsMissing,  // children[0]
  kSum,        // children, operators[i] stands before children[i + 1]: '+' or '-'
  kProduct,    // the same with '*' and '/'
  kElse,       // children: two or more, flat
  kNegate,     // children[0]: a sign before a number literal or a parenthesis
  kAggregate,  // aggregate, names (attribute), bucket, at_least, selection
  kHolds,      // `NAME now`: children[0] a name or path
  kMissed,     // `NAME missed`: names[0]
  kInSegment,  // `[X] in segment s`: children[0] if X stands there; names[0]; negated
};

enum class Comparison : std::uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kBetween,  // children[1], children[2]
  kIn,
  kAtLeast,
  kAtMost,
  kContains,
  kContainsWord,
  kStartsWith,
  kEndsWith,
  kLike,  // `any` set for `any LIST`
  kHas,
  kHasAny,
  kHasAll,
};

enum class Aggregate : std::uint8_t {
  kAny,
  kNone,  // any X, no X
  kCount,
  kCountBuckets,  // count of X; count of days with at least N X
  kSum,
  kMin,
  kMax,
  kAverage,
  kDistinct,  // of names[0] of X
  kFirst,
  kLast,  // first X, last X: a time (in `for first X` an interaction)
  kOfFirst,
  kOfLast,  // names[0] of first X
};

/// day, week, month, a duration, or an attribute.
struct Bucket {
  enum class Kind : std::uint8_t { kDay, kWeek, kMonth, kDuration, kAttribute } kind = Kind::kDay;
  std::int64_t milliseconds = 0;
  Name attribute;
  Span span;
};

/// `V when C`, or `V otherwise` with no condition.
struct Case {
  ExprPtr value;
  ExprPtr condition;
};

struct Expr {
  ExprKind kind{};
  Span span;
  std::vector<Name> names;
  std::vector<ExprPtr> children;
  std::string text;                // kText, kTime
  Decimal number;                  // kNumber
  std::int64_t milliseconds = 0;   // kDuration
  bool yes = false;                // kYesNo
  bool its = false;                // kPath, kIts
  bool negated = false;            // kCompare, kInSegment: `not in`, `not contains`, …
  bool exactly = false;            // kCompare
  bool any = false;                // kCompare: text comparison with `any LIST`
  bool parenthesised = false;      // stood in parentheses of its own
  Comparison comparison{};         // kCompare
  Span operator_span;              // kCompare and the like: the operator
  std::string operators;           // kSum, kProduct
  std::vector<Case> cases;         // kFirstOf
  Aggregate aggregate{};           // kAggregate
  Bucket bucket;                   // kCountBuckets
  std::optional<Number> at_least;  // kCountBuckets
  SelectionPtr selection;          // kAggregate
};

/// One piece of a tail, in the order written.
struct TailPart {
  enum class Kind : std::uint8_t { kBy, kWhere, kWithin, kSince, kUntil } kind{};
  Span span;
  Name by;            // kBy: lead, contact, account
  ExprPtr condition;  // kWhere
  Duration within;    // kWithin
  ExprPtr time;       // kSince, kUntil; kWithin: after T, or none
};

/// KINDS and the tail. `counting …` of models and groups is a Selection without kinds.
struct Selection {
  std::vector<Name> kinds;  // `interaction`, kinds of interaction, kinds of record (also in the plural)
  std::vector<TailPart> tail;
  bool parenthesised = false;
  Span span;
};

// --- actions ---------------------------------------------------------------------------------------------------------

/// A piece of the text of an action: words, or a path to fill in.
struct TextPart {
  std::string words;  // escapes resolved; empty where `path` stands
  std::vector<Name> path;
  Span span;
};

struct Assignment {        // k = V
  std::vector<Name> path;  // one name in blocks, two or more in `set lead.x = V`
  ExprPtr value;
  std::vector<TextPart> parts;  // of an action, where V is a text with {path}s: cut at them
  Span span;
};

struct Action {
  enum class Kind : std::uint8_t {
    kTask,
    kNotify,
    kSet,
    kReset,
    kAssign,
    kAssignInTurn,
    kAssignInTurnUsers,
    kSend,
    kCreate,
    kFirstOf
  } kind{};
  Span span;
  Text text;                       // kTask, kNotify: as it reads, with {path} in it
  std::vector<TextPart> parts;     // kTask, kNotify: the same text, cut at its {path}s
  Text target;                     // kTask: the queue; kNotify: whom
  std::vector<ExprPtr> values;     // kAssign: one; kAssignInTurn: several
  Assignment set;                  // kSet
  Name name;                       // kReset: threshold; kSend: name; kCreate: kind of record
  std::vector<Assignment> fields;  // kSend, kCreate
  std::optional<Name> matching;    // kCreate: strategy
  bool matching_nothing = false;   // kCreate
  ExprPtr where;                   // kAssignInTurnUsers: users where C
  ExprPtr at_most;                 // kAssignInTurnUsers: N
  std::optional<Duration> within;  // kAssignInTurnUsers: D
  ExprPtr condition;               // when C
  bool otherwise = false;          // inside first of
  std::vector<Action> choices;     // kFirstOf
};

// --- statements ------------------------------------------------------------------------------------------------------

struct TypeName {
  Name name;                          // text, number, …, choice, list
  std::vector<Text> words;            // choice
  std::unique_ptr<TypeName> element;  // list of T
  Span span;
};

struct FieldDeclaration {
  Name name;
  TypeName type;
};

struct Use {
  Text path;
};
struct ZoneStatement {
  Text zone;
};
struct PhoneCountry {
  Text country;
};
struct Clock {
  Duration every;
};

struct Hours {  // hours office { mon-fri 09:00-17:30  except "holidays.txt" }
  struct Line {
    std::vector<Name> days;  // one day, or first and last of a range
    int from_minute = 0;     // of the day
    int to_minute = 0;
    Span span;
  };
  Name name;
  std::vector<Line> lines;
  std::vector<Text> except;
};

struct List {
  Name name;
  std::vector<ExprPtr> values;
  std::optional<Text> file;
};

struct Table {
  struct Row {
    std::vector<ExprPtr> keys;  // literals
    ExprPtr value;
  };
  Name name;
  std::vector<Row> rows;
  std::optional<Text> file;
};

struct Define {
  Name name;
  ExprPtr value;
};

struct Record {
  Name kind;
  std::vector<FieldDeclaration> fields;
  std::vector<std::vector<Name>> together;
};

struct Interaction {
  Name name;
  bool by_us = false;
  std::vector<FieldDeclaration> attributes;
};

struct SourceField {
  Name name;
  bool is_not = false;
  std::optional<Text> column;
  ExprPtr constant;                           // = literal
  std::optional<Name> table;                  // as NAME
  std::vector<std::pair<Text, ExprPtr>> map;  // as { "0" = "small" }
  bool has_map = false;
  Span span;
};

struct SourceMapping {
  Name kind;      // kind of record or of interaction
  ExprPtr where;  // texts on the left are columns
  std::vector<SourceField> fields;
  Span span;
};

struct SourceStatement {
  Name name;
  Text pattern;
  std::optional<Text> form;
  struct Setting {
    Name name;  // encoding, separator, missing, times, zone, numbers
    std::vector<Text> values;
  };
  std::vector<Setting> settings;
  std::vector<SourceMapping> mappings;
};

struct Bounds {
  std::optional<Number> at_most;
  std::optional<Number> never_below;
};

struct Fading {
  enum class Kind : std::uint8_t { kNone, kHalving, kLosing, kLosingPercent } kind = Kind::kNone;
  Number amount;  // losing N or N%
  Duration every;
  Span span;
};

/// A sign and a product.
struct Points {
  bool negative = false;
  ExprPtr value;  // without the sign
  Span span;
};

struct Rule {
  enum class Form : std::uint8_t { kWhen, kPerSelection, kPerBucket, kWithout, kForFirst, kForLast, kOtherwise } form{};
  Text label;
  Points points;
  std::optional<Points> or_points;  // kWhen
  ExprPtr condition;                // kWhen; the `when C` that may end the per and for forms
  SelectionPtr selection;
  Bucket bucket;                   // kPerBucket
  std::optional<Number> at_least;  // kPerBucket
  Duration silence;                // kWithout: per D
  Fading fading;
  Bounds bounds;
  Span span;
};

struct RuleBlock {  // first of "…" { }, best of "…" { }
  bool best = false;
  Text label;
  std::vector<Rule> rules;
  Span span;
};

using ScoreItem = std::variant<Rule, RuleBlock>;

struct Group {
  Name name;
  std::optional<Text> title;
  SelectionPtr counting;
  Bounds bounds;
  std::vector<ScoreItem> items;
  Span span;
};

struct GradeLine {
  Text word;
  ExprPtr condition;  // none: otherwise
  Span span;
};

/// `at N`, `at N or when C`, `when C`; `until below N`. Also at the top of a file.
struct Threshold {
  Name name;
  std::optional<Number> at;
  ExprPtr condition;
  std::optional<Number> until_below;
  Span span;
};

struct Model {
  Name name;
  std::optional<Text> title;
  SelectionPtr counting;
  Bounds bounds;
  std::optional<Name> scores;  // the kind; absent after an error
  ExprPtr where;
  ExprPtr score;  // score = …
  Span score_span;
  std::vector<std::variant<Rule, RuleBlock, Group, GradeLine, Threshold>> items;  // in written order
};

struct SegmentExpr {
  enum class Kind : std::uint8_t { kContacts, kContactsOf, kSegment, kUnion, kIntersect, kExcept } kind{};
  Name of;        // kContactsOf: accounts, leads, opportunities; kSegment: the name
  ExprPtr where;  // kContacts, kContactsOf
  std::vector<std::unique_ptr<SegmentExpr>> children;  // the set operations: two or more, left to right
  Span span;
};

struct Segment {
  Name name;
  std::unique_ptr<SegmentExpr> value;
};

struct MatchPart {
  ExprPtr left;
  ExprPtr right;  // left = right; else the same on both sides
  std::optional<Number> similar;
  std::optional<Name> by;  // levenshtein, tokens
  Span span;
};

struct MatchLine {
  std::vector<MatchPart> parts;
  std::vector<ExprPtr> unless_differs;
  Span span;
};

struct Match {
  Name kind;
  Name name;
  std::optional<Text> title;
  std::vector<MatchLine> lines;
  std::vector<ExprPtr> unless_differs;          // before the first line: every line
  std::vector<std::pair<Name, ExprPtr>> among;  // among contacts where C
  std::vector<std::pair<ExprPtr, Name>> never;  // never FIELD in LIST
  std::vector<std::pair<Name, Name>> prefer;    // child lead, latest updated, …
  enum class Update : std::uint8_t { kPresent, kAll, kMissingOnly, kNothing, kReject };
  std::optional<Update> when_matched;
  std::optional<bool> create_unmatched;   // when unmatched create|nothing
  std::optional<bool> create_incomplete;  // when incomplete create|reject
};

struct Form {
  std::optional<Text> pattern;  // none: default
  Span head;
  std::vector<std::pair<Name, Name>> by;  // contact by by_email
  std::vector<Name> always_create;
  std::vector<Name> writes;  // contact, lead, or nothing
  std::vector<Action> on_create;
};

struct MergeRule {
  Name field;
  std::vector<Name> policy;  // newest | oldest | longest | most frequent | highest | lowest | union
  std::vector<Name> from;    // from SOURCES
  Span span;
};

struct Merge {
  Name kind;
  std::vector<Name> by;
  std::vector<Name> keep;  // most complete, latest updated, …
  std::vector<MergeRule> rules;
};

struct Transition {
  Name to;
  ExprPtr condition;
  std::vector<Action> actions;
  Span span;
};

struct Require {
  std::vector<ExprPtr> fields;  // require a, b
  ExprPtr condition;            // require that C
  bool to_enter = false;
  Span span;
};

/// A number of days, hours, …, or of working hours: `4 office hours`.
struct Wait {
  Duration duration;
  std::optional<Name> hours;
};

struct After {
  Wait wait;
  std::vector<Action> actions;
  Span span;
};

struct Deadline {
  Name name;
  std::optional<Text> title;
  Wait wait;
  ExprPtr unless;
  std::vector<Action> actions;
  Span span;
};

struct Stage {
  enum class Final : std::uint8_t { kNo, kYes, kWon, kLost } final = Final::kNo;
  Name name;
  std::optional<Text> title;
  std::vector<ExprPtr> fields;  // shown to the user of the stage
  std::vector<Require> requires_;
  std::vector<Transition> transitions;
  std::vector<Action> on_enter;
  std::vector<Action> on_exit;
  std::optional<Span> on_exit_span;
  std::vector<After> after;
  std::vector<Deadline> deadlines;
  Span span;
};

struct AnyStage {
  enum class Which : std::uint8_t { kAll, kBefore, kAfter, kIn, kExcept } which = Which::kAll;
  std::vector<Name> stages;
  std::vector<Transition> transitions;
  Span span;
};

struct StageWas {  // stage old was NEW
  Name old;
  Name now;
};

struct Process {
  Name name;
  std::optional<Text> title;
  std::optional<Name> kind;
  ExprPtr where;
  std::vector<std::variant<Stage, AnyStage, StageWas>> items;
};

struct Reaction {
  enum class Event : std::uint8_t {
    kEntersSegment,
    kLeavesSegment,
    kReaches,
    kEntersGrade,
    kEntersStage,
    kDoes
  } event{};
  Name kind;
  Name name;  // segment, threshold, stage
  Text grade;
  std::optional<Name> model;  // in MODEL
  SelectionPtr selection;     // does …
  std::vector<Action> actions;
};

struct Always {
  Text label;
  ExprPtr condition;  // may be kImplies
};

struct TestField {
  Name name;
  ExprPtr value;
};

struct TestLine {
  enum class Kind : std::uint8_t { kRecord, kInteraction, kSubmit, kAt, kExpect, kMove, kMerge } kind{};
  Span span;
  Name record_kind;        // kRecord; kInteraction: the kind; kMerge
  Name name;               // kRecord, kMove; kInteraction: by whom; kMerge: B
  Name into;               // kMove: the stage; kMerge: A
  std::optional<Text> by;  // kMove
  Text form;               // kSubmit
  ExprPtr at;              // a time literal
  std::vector<TestField> fields;
  enum class Expect : std::uint8_t { kCondition, kTask, kNotified, kSent, kRejected } expect = Expect::kCondition;
  bool negated = false;         // expect no task
  std::optional<Text> pattern;  // task "Call*", notified X, sent "name"
  ExprPtr condition;
};

struct Test {
  Text label;
  std::vector<TestLine> lines;
};

using Body =
    std::variant<Use, ZoneStatement, PhoneCountry, Clock, Hours, List, Table, Define, Record, Interaction,
                 SourceStatement, Model, Threshold, Segment, Match, Form, Merge, Process, Reaction, Always, Test>;

struct Statement {
  bool replace = false;
  Span span;
  Body body;
};

/// `# allow id: reason`, where it stands.
struct Allow {
  std::string check;
  std::string reason;
  Span span;
};

struct File {
  SourceId source = 0;
  std::vector<Statement> statements;
  std::vector<Allow> allows;
};

}  // namespace leadline::ast
