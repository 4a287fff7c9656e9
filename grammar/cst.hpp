// SPDX-License-Identifier: Apache-2.0
// The concrete tree: what the grammar recognised, each piece with its bytes, and the comments. The nodes lie in one
// array in the order of the text, a node before its children, so that neither walking nor freeing it recurses. Nothing
// here mentions the parser library; parse_tree (parse.hpp) makes it, build_ast and the formatter read it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "leadline/source.hpp"

namespace leadline::grammar {

enum class NodeKind : std::uint8_t {
  kFile,
  kStatement,  // one statement, with `replace` if it stands there
  kBroken,     // the head of a construct that could not be read
  // leaves
  kName,
  kText,
  kNumber,
  kTime,
  kWord,      // a word of the language that decides between forms
  kOperator,  // a comparison or arithmetic sign, with `not`, `any`, `exactly`
  // literals
  kDuration,
  kSigned,
  kList,
  // values and conditions
  kExpression,  // flat: `not` words, operands and operators as written
  kParenthesised,
  kPath,
  kIts,
  kCall,
  kLookup,
  kHolds,
  kMissed,
  kNow,
  kScored,
  kTimeInStage,
  kAgeOf,
  kDayOfWeek,
  kIsValid,
  kEntering,
  kInSegment,
  kFirstOf,
  kCase,
  kAggregate,
  kAttributeOf,
  kBetween,
  kIsPresent,
  kIsMissing,
  kWhen,  // `when C` wherever it ends something
  kOtherwise,
  // selections
  kSelection,
  kKinds,
  kBy,
  kWhere,
  kWithin,
  kSince,
  kUntil,
  kBucket,
  kCounting,
  // statements
  kUse,
  kZone,
  kPhone,
  kClock,
  kHours,
  kHoursLine,
  kHoursExcept,
  kClockTime,
  kListStatement,
  kTable,
  kTableRow,
  kDefine,
  kRecord,
  kField,
  kType,
  kTogether,
  kInteraction,
  kSource,
  kThroughForm,
  kSetting,
  kMapping,
  kMappingWhere,
  kSourceField,
  kSourceMap,
  kModel,
  kScores,
  kScoreFormula,
  kGroup,
  kRule,
  kPoints,
  kPer,
  kForOne,
  kHalving,
  kLosing,
  kAtMost,
  kNeverBelow,
  kRuleBlock,
  kGrade,
  kThreshold,
  kThresholdAt,
  kUntilBelow,
  kSegment,
  kSegmentExpression,
  kContacts,
  kSegmentName,
  kSegmentParenthesised,
  kMatch,
  kOn,
  kPart,
  kSimilar,
  kUnless,
  kAmong,
  kNever,
  kPrefer,
  kPreference,
  kWhenMatched,
  kWhenUnmatched,
  kWhenIncomplete,
  kForm,
  kFormBy,
  kAlwaysCreate,
  kWrites,
  kOnCreate,
  kMerge,
  kMergeBy,
  kMergeKeep,
  kMergeRule,
  kProcess,
  kProcessFor,
  kStage,
  kFinal,
  kStageWas,
  kAnyStage,
  kAnyStageWhich,
  kStageFields,
  kRequire,
  kToEnter,
  kGoTo,
  kOnEnter,
  kOnExit,
  kAfter,
  kDeadline,
  kWait,
  kBlock,  // what stands in braces
  kReaction,
  kAlways,
  kImplies,
  kTest,
  kTestRecord,
  kTestInteraction,
  kTestSubmit,
  kTestAt,
  kTestExpect,
  kTestMove,
  kTestMerge,
  // actions
  kTask,
  kNotify,
  kSet,
  kReset,
  kAssign,
  kAssignInTurn,
  kUsers,
  kSend,
  kCreate,
  kMatching,
  kChoice,  // first of { action when C … }
  kAssignment,
};

/// The name of a kind as `show cst` prints it.
[[nodiscard]] std::string_view name_of(NodeKind kind);

struct Node {
  NodeKind kind{};
  std::uint32_t begin = 0;  // bytes of the source, without the blanks and comments around
  std::uint32_t end = 0;
  std::uint32_t next = 0;  // index after the last node inside this one
};

struct Comment {
  std::uint32_t begin = 0;  // the `#`
  std::uint32_t end = 0;    // before the line break
  bool own_line = false;    // nothing stands before it on its line
};

struct Tree {
  SourceId source = 0;
  std::vector<Node> nodes;  // nodes[0] is the file
  std::vector<Comment> comments;
};

/// One node of a tree, for walking: children come in the order of the text.
class NodeView {
 public:
  class Iterator {
   public:
    Iterator(const Tree* tree, std::string_view text, std::uint32_t index) : tree_(tree), text_(text), index_(index) {}
    NodeView operator*() const { return {*tree_, text_, index_}; }
    Iterator& operator++() {
      index_ = tree_->nodes[index_].next;
      return *this;
    }
    friend bool operator!=(const Iterator& a, const Iterator& b) { return a.index_ != b.index_; }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.index_ == b.index_; }

   private:
    const Tree* tree_;
    std::string_view text_;
    std::uint32_t index_;
  };

  NodeView(const Tree& tree, std::string_view text, std::uint32_t index) : tree_(&tree), text_(text), index_(index) {}

  [[nodiscard]] const Node& node() const { return tree_->nodes[index_]; }
  [[nodiscard]] NodeKind kind() const { return node().kind; }
  [[nodiscard]] std::uint32_t index() const { return index_; }
  [[nodiscard]] std::string_view text() const { return text_.substr(node().begin, node().end - node().begin); }
  [[nodiscard]] Span span() const { return {tree_->source, node().begin, node().end}; }
  [[nodiscard]] bool leaf() const { return node().next == index_ + 1; }
  [[nodiscard]] Iterator begin() const { return {tree_, text_, index_ + 1}; }
  [[nodiscard]] Iterator end() const { return {tree_, text_, node().next}; }

 private:
  const Tree* tree_;
  std::string_view text_;
  std::uint32_t index_;
};

}  // namespace leadline::grammar
