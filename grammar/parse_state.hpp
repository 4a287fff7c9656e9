// SPDX-License-Identifier: Apache-2.0
// What a parse carries along: the nodes made so far, the braces that stand open, the depth, and the faults found.
// Part of the grammar; nothing in it depends on the parser library.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "grammar/cst.hpp"
#include "grammar/expectations.hpp"
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
    return {expect, at, braces.empty() ? 0 : braces.back(), where_begin_, where_end_};
  }

  std::string_view text;
  std::vector<Node> nodes;
  std::vector<std::uint32_t> braces;  // offsets of the open ones
  std::vector<Fault> faults;
  std::uint32_t depth = 0;
  std::uint32_t stopped_at = UINT32_MAX;  // where recovery gave up the block that it was in

 private:
  std::vector<std::uint32_t> open_;
  std::vector<std::uint32_t> blank_before_;
  std::uint32_t where_begin_ = 0;
  std::uint32_t where_end_ = 0;
};

/// True if the word `when`, which ends at `after`, begins a condition rather than being a field of that name.
bool when_begins_condition(std::string_view text, const char* after);

/// True if kinds of a selection can begin at `offset`: a name that is not reserved, `[` or `(`.
bool begins_kinds(std::string_view text, std::uint32_t offset);

/// Where to go on after a fault: in the item of a block that began at `begin` and failed at `failed`. `item` names the
/// block by what may stand in it. Sets State::stopped_at where the block itself is over.
std::uint32_t resume_after(State& state, Expect item, std::uint32_t begin, std::uint32_t failed);

/// The `{` on the rest of the line on which the head of a block failed, or 0.
std::uint32_t brace_on_this_line(std::string_view text, std::uint32_t failed);

}  // namespace leadline::grammar
