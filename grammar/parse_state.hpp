// SPDX-License-Identifier: Apache-2.0
// What a parse carries along: the nodes made so far, the braces that stand open, the depth, and the faults found.
// Part of the grammar; nothing in it depends on the parser library.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "grammar/cst.hpp"
#include "grammar/expectations.hpp"
#include "grammar/offers.hpp"
#include "grammar/tokens.hpp"

namespace leadline::grammar {

/// Thrown at a commit point that fails; caught by the recovery rule around the line or statement.
struct Fault {
  Expect expect{};
  std::uint32_t offset = 0;
  std::uint32_t opened = 0;       // kClose: where the brace stands
  std::uint32_t where_begin = 0;  // the latest `where` and its end: `and` right after it is in doubt
  std::uint32_t where_end = 0;
};

class State {
 public:
  explicit State(std::string_view source) : text(source), blank_before_(source.size() + 1, 0) {
    nodes.reserve(source.size() / 8 + 16);
  }

  struct Mark {
    std::size_t nodes = 0;
    std::size_t open = 0;
    std::size_t braces = 0;
    std::uint32_t depth = 0;
  };

  [[nodiscard]] std::uint32_t offset(const char* p) const { return static_cast<std::uint32_t>(p - text.data()); }

  void remember_blank(const char* from, const char* to) { blank_before_[offset(to)] = offset(to) - offset(from); }
  /// `offset` without the blanks that end there.
  [[nodiscard]] std::uint32_t trimmed(std::uint32_t offset) const { return offset - blank_before_[offset]; }

  void start_node(NodeKind kind, std::uint32_t at) {
    open_.push_back(static_cast<std::uint32_t>(nodes.size()));
    nodes.push_back({kind, at, at, 0});
  }
  void finish_node(std::uint32_t at) {
    Node& node = nodes[open_.back()];
    node.end = trimmed(at);
    node.begin = std::min(node.begin, node.end);  // a block whose braces are both missing holds nothing
    node.next = static_cast<std::uint32_t>(nodes.size());
    if (node.kind == NodeKind::kWhere) {
      where_begin_ = node.begin;
      where_end_ = node.end;
    }
    open_.pop_back();
  }
  void start_attempt() { open_.push_back(static_cast<std::uint32_t>(nodes.size())); }
  void finish_attempt() { open_.pop_back(); }
  void drop() {
    nodes.resize(open_.back());
    open_.pop_back();
  }

  [[nodiscard]] Mark mark() const { return {nodes.size(), open_.size(), braces.size(), depth}; }
  void roll_back(const Mark& mark) {
    nodes.resize(mark.nodes);
    open_.resize(mark.open);
    braces.resize(mark.braces);
    depth = mark.depth;
  }

  [[nodiscard]] Fault fault(Expect expect, std::uint32_t at) const {
    // A text that is not closed is wrong from its quote on.
    if (expect == Expect::kTextEnd && !open_.empty()) at = nodes[open_.back()].begin;
    return {expect, at, braces.empty() ? 0 : braces.back(), where_begin_, where_end_};
  }

  std::string_view text;
  std::vector<Node> nodes;
  std::vector<std::uint32_t> braces;  // offsets of the open ones
  std::vector<Fault> faults;
  std::uint32_t depth = 0;
  Offers* offers = nullptr;  // where somebody asks what may follow the text, until the grammar cannot go on

  std::optional<Expect> offered_item;  // while an item is tried where the text ends

  void offer_words(const char* p, std::string_view words) {
    const std::string_view rest = rest_of_words(p, text.data() + text.size(), words);
    if (!rest.empty()) offers->words.push_back({rest, offered_item});
  }
  void offer_name() {
    offers->names.push_back(open_nodes());
    // The node of the name itself is no place around it.
    Slot& slot = offers->names.back();
    if (!slot.empty() && slot.back().kind == NodeKind::kName) slot.pop_back();
  }
  void offer_text() { offers->texts.push_back(open_nodes()); }
  /// The first commit point that fails at the end of the text: what is tried later belongs to other readings.
  void close_offers(std::optional<Expect> expected) {
    offers->expected = expected;
    offers->nodes = nodes;
    for (Node& node : offers->nodes) {
      if (node.next != 0) continue;
      node.next = static_cast<std::uint32_t>(nodes.size());
      node.end = static_cast<std::uint32_t>(text.size());
    }
    offers = nullptr;
  }

  std::uint32_t assumed_brace = UINT32_MAX;  // a `{` was forgotten before this place

  /// The blocks inside the first `keep` braces that stand open go on at `at`; those inside the others are over there,
  /// though their brace is missing.
  void stop_blocks(std::uint32_t at, std::size_t keep) {
    stopped_at_ = at;
    keep_ = keep;
  }
  [[nodiscard]] bool stopped(std::uint32_t at) const { return at == stopped_at_ && braces.size() > keep_; }

 private:
  [[nodiscard]] Slot open_nodes() const {
    Slot slot;
    std::uint32_t last = UINT32_MAX;
    for (const std::uint32_t index : open_) {
      // An attempt has the index of the node that begins in it, which may be finished already.
      if (index >= nodes.size() || nodes[index].next != 0 || index == last) continue;
      last = index;
      slot.push_back({nodes[index].kind, nodes[index].begin});
    }
    return slot;
  }

  std::vector<std::uint32_t> open_;
  std::vector<std::uint32_t> blank_before_;
  std::uint32_t where_begin_ = 0;
  std::uint32_t where_end_ = 0;
  std::uint32_t stopped_at_ = UINT32_MAX;
  std::size_t keep_ = 0;
};

/// True if `word` at `offset` is no name there but begins something: `when` a condition, `grade` and the like on a new
/// line the next line of a block. Only what follows tells.
bool begins_other(std::string_view text, std::uint32_t offset, std::string_view word);

/// True if kinds of a selection can begin at `offset`: a name that is not reserved, `[` or `(`.
bool begins_kinds(std::string_view text, std::uint32_t offset);

/// True if a line begins with a text at `offset` that a sign follows: the label and points of a rule.
bool begins_rule(std::string_view text, std::uint32_t offset);

/// True if `word` begins an item of a block around the one whose items are `item`: a brace is missing before it.
bool begins_outer_item(Expect item, std::string_view word);

/// Where to go on after a fault: in the item of a block that began at `begin` and failed at `failed`. `item` names the
/// block by what may stand in it. Calls State::stop_blocks where the block itself is over.
std::uint32_t resume_after(State& state, Expect item, std::uint32_t begin, std::uint32_t failed);

/// True if the items of a block begin on a new line at `offset` and only their `{` is missing.
bool brace_forgotten(std::string_view text, std::uint32_t offset);

/// The `{` on the rest of the line on which the head of a block failed, or 0.
std::uint32_t brace_on_this_line(std::string_view text, std::uint32_t failed);

}  // namespace leadline::grammar
