// SPDX-License-Identifier: Apache-2.0
// The rules of the canonical form: which blocks take several lines, where blanks stand, what is aligned, the order of
// tails.
#include "grammar/format_layout.hpp"

#include <algorithm>
#include <utility>

namespace leadline::grammar {

namespace {

constexpr std::uint32_t kStep = 2;          // a block
constexpr std::uint32_t kContinuation = 4;  // a line that goes on with the one above

class Writer {
 public:
  Writer(const Tree& tree, std::string_view text) : tree_(tree), text_(text) {
    for (Token token = next_solid_token(text, 0); token.kind != TokenKind::kEnd;
         token = next_solid_token(text, token.end)) {
      PlacedToken placed;
      placed.token = token;
      layout_.tokens.push_back(placed);
    }
    // A byte order mark is no token of the text.
    if (!layout_.tokens.empty() && text.substr(0, 3) == "\xEF\xBB\xBF") layout_.tokens.erase(layout_.tokens.begin());
  }

  Layout run() {
    for (std::uint32_t i = 0; i < layout_.tokens.size(); ++i) layout_.order.push_back(i);
    for (const NodeView statement : NodeView(tree_, text_, 0)) {
      space(statement);
      sort_tails(statement);
      const auto [first, last] = range(statement);
      set_line(first, 0);
      shape(statement, {first, last});
      pieces(statement, NodeKind::kFile, {first, last}, 0, false);
      wrap({first, last}, 0);
    }
    return std::move(layout_);
  }

 private:
  using Range = std::pair<std::uint32_t, std::uint32_t>;

  PlacedToken& at(std::uint32_t i) { return layout_.tokens[i]; }
  [[nodiscard]] std::string_view word(std::uint32_t i) const { return layout_.tokens[i].token.text(text_); }

  // The tokens of a node: first, and one past the last.
  [[nodiscard]] Range range(std::uint32_t begin, std::uint32_t end) const {
    const auto before = [](const PlacedToken& placed, std::uint32_t offset) { return placed.token.begin < offset; };
    const auto first = std::lower_bound(layout_.tokens.begin(), layout_.tokens.end(), begin, before);
    const auto last = std::lower_bound(first, layout_.tokens.end(), end, before);
    return {static_cast<std::uint32_t>(first - layout_.tokens.begin()),
            static_cast<std::uint32_t>(last - layout_.tokens.begin())};
  }
  [[nodiscard]] Range range(NodeView node) const { return range(node.node().begin, node.node().end); }

  [[nodiscard]] bool break_between(std::uint32_t begin, std::uint32_t end) const {
    return text_.substr(begin, end - begin).find('\n') != std::string_view::npos;
  }
  // The author broke the line before this token.
  [[nodiscard]] bool author_break(std::uint32_t i) const {
    return i > 0 && break_between(layout_.tokens[i - 1].token.end, layout_.tokens[i].token.begin);
  }

  void set_line(std::uint32_t i, std::uint32_t indent) {
    at(i).line = true;
    at(i).item = true;
    at(i).indent = indent;
  }

  // --- blanks
  // ----------------------------------------------------------------------------------------------------------

  // Signs that stand close to their neighbours.
  void space(NodeView statement) {
    const auto [first, last] = range(statement);
    for (std::uint32_t i = first; i < last; ++i) {
      const std::string_view sign = word(i);
      if (sign == "," || sign == ")" || sign == "]" || sign == "." || sign == "%") at(i).blanks = 0;
      if (i == first) continue;
      const std::string_view before = word(i - 1);
      if (before == "(" || before == "[" || before == ".") at(i).blanks = 0;
    }
    space_inside(statement);
  }

  void space_inside(NodeView statement) {
    std::vector<std::uint32_t> around;  // the nodes around this one
    for (std::uint32_t n = statement.index(); n < statement.node().next; ++n) {
      const NodeView node(tree_, text_, n);
      while (!around.empty() && tree_.nodes[around.back()].next <= n) around.pop_back();
      if (is_block(node)) space_items(node, around.empty() ? NodeKind::kFile : tree_.nodes[around.back()].kind);
      around.push_back(n);
      const auto [first, last] = range(node);
      switch (node.kind()) {
        case NodeKind::kCall:
        case NodeKind::kLookup:
          at(first + 1).blanks = 0;
          break;
        case NodeKind::kSigned:
        case NodeKind::kPoints:
          if (word(first) == "+" || word(first) == "-") at(first + 1).blanks = 0;
          break;
        case NodeKind::kHoursLine:
          // mon-fri 09:00-17:30: all close but the first clock time.
          for (std::uint32_t i = first + 1; i < last; ++i) at(i).blanks = 0;
          for (const NodeView part : node) {
            if (part.kind() != NodeKind::kClockTime) continue;
            at(range(part).first).blanks = 1;
            break;
          }
          break;
        default:
          break;
      }
    }
  }

  // The items of a block, if it stands on one line.
  void space_items(NodeView block, NodeKind owner) {
    bool opening = true;
    for (const NodeView child : block) {
      if (!opening && !ends_action(child.kind())) at(range(child).first).blanks = narrow(owner, block.kind()) ? 2 : 3;
      opening = false;
    }
  }

  // The width of tokens on one line.
  [[nodiscard]] std::uint32_t flat_width(std::uint32_t first, std::uint32_t last) const {
    std::uint32_t width = 0;
    for (std::uint32_t i = first; i < last; ++i) {
      width += width_of(layout_.tokens[i].token.text(text_)) + (i == first ? 0 : layout_.tokens[i].blanks);
    }
    return width;
  }

  // --- items
  // -----------------------------------------------------------------------------------------------------------

  [[nodiscard]] bool is_block(NodeView node) const {
    return (node.kind() == NodeKind::kBlock && text_[node.node().begin] == '{') || node.kind() == NodeKind::kFirstOf;
  }

  // The line breaks, blocks and lists inside one statement or item of a block.
  void pieces(NodeView node, NodeKind owner, const Range& item, std::uint32_t indent, bool breaks) {
    switch (node.kind()) {
      case NodeKind::kExpression:
      case NodeKind::kSelection:
      case NodeKind::kSegmentExpression:
      case NodeKind::kParenthesised:
      case NodeKind::kKinds:
      case NodeKind::kType:
      case NodeKind::kCall:
      case NodeKind::kLookup:
      case NodeKind::kSetting:
      case NodeKind::kTogether:
      case NodeKind::kOn:
      case NodeKind::kPrefer:
      case NodeKind::kStageFields:
      case NodeKind::kRequire:
      case NodeKind::kAssignInTurn:
        breaks = true;
        break;
      default:
        break;
    }
    const Range whole = range(node);
    std::uint32_t done = whole.first;  // tokens before it are looked at
    const auto look = [&](std::uint32_t to) {
      for (std::uint32_t i = done; i < to; ++i) {
        if (i == whole.first || i == item.first || !breaks) continue;
        if (author_break(i) && !at(i).line) {
          at(i).line = true;
          at(i).indent = indent + kContinuation;
        }
        const std::string_view token = word(i);
        at(i).may_break = token == "and" || token == "or" || token == "union" || token == "intersect" ||
                          token == "except" || (i > 0 && word(i - 1) == ",");
        at(i).wrapped = indent + kContinuation;
      }
    };
    if (is_block(node)) {
      block(node, owner, item, indent);
      return;
    }
    if (node.kind() == NodeKind::kList && list(node, indent)) return;
    for (const NodeView child : node) {
      const auto [from, to] = range(child);
      look(from);
      // A child that begins a line where its parent may break.
      if (breaks && from != whole.first) {
        done = from;
        look(from + 1);
      }
      pieces(child, node.kind(), item, indent, breaks);
      done = to;
    }
    look(whole.second);
  }

  // A list with a line of its own for each entry, as its author wrote it.
  bool list(NodeView node, std::uint32_t indent) {
    const auto [first, last] = range(node);
    if (last - first < 3 || !author_break(first + 1)) return false;
    for (std::uint32_t i = first + 1; i < last; ++i) {
      const bool closing = i + 1 == last;
      if (!author_break(i) && !closing) {
        at(i).may_break = word(i - 1) == ",";
        at(i).wrapped = indent + kStep;
        continue;
      }
      at(i).line = true;
      at(i).indent = closing ? indent : indent + kStep;
    }
    return true;
  }

  [[nodiscard]] static bool always_on_lines(NodeKind owner) {
    return owner == NodeKind::kModel || owner == NodeKind::kGroup || owner == NodeKind::kProcess ||
           owner == NodeKind::kTest;
  }

  // `{ … }`: one line if its author wrote it so and it fits, else a line for each item.
  void block(NodeView node, NodeKind owner, const Range& item, std::uint32_t indent) {
    const bool cases = node.kind() == NodeKind::kFirstOf;
    auto [open, last] = range(node);
    if (cases) {
      while (word(open) != "{") ++open;
    }
    const std::uint32_t close = last - 1;
    if (close == open + 1) {
      at(close).blanks = 0;
      if (!break_with_comment(open, close)) return;
    }
    const bool lines = break_between(at(open).token.end, at(close).token.begin) || always_on_lines(owner) ||
                       indent + flat_width(item.first, item.second) > kLineWidth;
    const std::vector<NodeView> parts(children(node));
    for (std::size_t k = 0; k < parts.size();) {
      // An action's `when C` or `otherwise` stands beside it.
      std::size_t end = k + 1;
      while (end < parts.size() && ends_action(parts[end].kind())) ++end;
      const Range tokens{range(parts[k]).first, range(parts[end - 1]).second};
      if (lines) {
        set_line(tokens.first, indent + kStep);
        shape(parts[k], tokens);
      }
      for (; k < end; ++k) pieces(parts[k], node.kind(), tokens, lines ? indent + kStep : indent, false);
      if (lines) wrap(tokens, indent + kStep);
    }
    if (lines) {
      at(close).line = true;
      at(close).closes = true;
      at(close).indent = indent;
    }
  }

  [[nodiscard]] bool break_with_comment(std::uint32_t open, std::uint32_t close) const {
    return text_
               .substr(layout_.tokens[open].token.end,
                       layout_.tokens[close].token.begin - layout_.tokens[open].token.end)
               .find('#') != std::string_view::npos;
  }

  // Entries that are read as pairs stand closer.
  [[nodiscard]] static bool narrow(NodeKind owner, NodeKind kind) {
    return kind == NodeKind::kFirstOf || owner == NodeKind::kTable || owner == NodeKind::kSourceMap ||
           owner == NodeKind::kSend || owner == NodeKind::kCreate || owner == NodeKind::kTestRecord ||
           owner == NodeKind::kTestInteraction || owner == NodeKind::kTestSubmit || owner == NodeKind::kHours;
  }

  [[nodiscard]] static bool ends_action(NodeKind kind) {
    return kind == NodeKind::kWhen || kind == NodeKind::kOtherwise;
  }

  [[nodiscard]] static std::vector<NodeView> children(NodeView node) {
    std::vector<NodeView> all;
    for (const NodeView child : node) all.push_back(child);
    return all;
  }

  // --- columns
  // ---------------------------------------------------------------------------------------------------------

  void column(std::uint32_t line, Shape shape, std::uint32_t first_column, std::uint32_t second_column = UINT32_MAX) {
    at(line).shape = shape;
    at(first_column).column = 1;
    if (second_column != UINT32_MAX) at(second_column).column = 2;
  }

  // The first token of the first child of one of these kinds, or nothing.
  [[nodiscard]] std::uint32_t find(NodeView node, std::initializer_list<NodeKind> kinds) const {
    for (const NodeView child : node) {
      if (std::find(kinds.begin(), kinds.end(), child.kind()) != kinds.end()) return range(child).first;
    }
    return UINT32_MAX;
  }

  void column_at(const Range& tokens, Shape shape, std::uint32_t where) {
    if (where != UINT32_MAX && where > tokens.first && where < tokens.second) column(tokens.first, shape, where);
  }

  void column_at_word(const Range& tokens, Shape shape, std::string_view sign) {
    for (std::uint32_t i = tokens.first + 1; i < tokens.second; ++i) {
      if (word(i) == sign) return column(tokens.first, shape, i);
    }
  }

  // Blocks that stand on one line are aligned at their brace.
  void column_at_brace(NodeView node, const Range& tokens, Shape shape) {
    const std::uint32_t brace = find(node, {NodeKind::kBlock});
    if (brace == UINT32_MAX) return;
    // Nothing between braces comes to stand on one line, however it was written.
    const std::uint32_t begin = at(brace).token.end;
    const std::uint32_t end = at(tokens.second - 1).token.begin;
    const bool nothing = text_.substr(begin, end - begin).find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (!nothing && break_between(begin, end)) return;
    if (flat_width(tokens.first, tokens.second) <= kLineWidth) column(tokens.first, shape, brace);
  }

  void shape(NodeView node, const Range& tokens) {
    switch (node.kind()) {
      case NodeKind::kRule: {
        const std::uint32_t form =
            find(node, {NodeKind::kWhen, NodeKind::kPer, NodeKind::kForOne, NodeKind::kOtherwise});
        return column(tokens.first, Shape::kRule, tokens.first + 1, form);
      }
      case NodeKind::kGrade:
        return column_at(tokens, Shape::kGrade, find(node, {NodeKind::kWhen, NodeKind::kOtherwise}));
      case NodeKind::kThreshold:
        return column_at(tokens, Shape::kThreshold, find(node, {NodeKind::kThresholdAt, NodeKind::kWhen}));
      case NodeKind::kField:
      case NodeKind::kTogether:
        return column_at(tokens, Shape::kField, tokens.first + 1);
      case NodeKind::kSetting:
        return column_at(tokens, Shape::kSetting, tokens.first + 1);
      case NodeKind::kMapping:
        return column_at(tokens, Shape::kMapping, tokens.first + 1);
      case NodeKind::kSourceField:
        return column_at(tokens, Shape::kSourceField, tokens.first + 1);
      case NodeKind::kAssignment:
        return column_at(tokens, Shape::kAssignment, tokens.first + 1);
      case NodeKind::kTableRow: {
        std::uint32_t value = UINT32_MAX;
        for (const NodeView part : node) value = range(part).first;
        return column_at(tokens, Shape::kTableRow, value);
      }
      case NodeKind::kCase: {
        std::uint32_t end = range(*node.begin()).second;
        return column_at(tokens, Shape::kCase, end);
      }
      case NodeKind::kGoTo:
        return column_at(tokens, Shape::kGoTo, find(node, {NodeKind::kWhen, NodeKind::kOtherwise}));
      case NodeKind::kWhenMatched:
      case NodeKind::kWhenUnmatched:
      case NodeKind::kWhenIncomplete:
        return column_at(tokens, Shape::kMatchWhen, tokens.first + 2);
      case NodeKind::kMergeRule:
        return column_at(tokens, Shape::kMergeRule, tokens.first + 1);
      case NodeKind::kHoursLine:
        return column_at(tokens, Shape::kHours, find(node, {NodeKind::kClockTime}));
      case NodeKind::kSegment:
        return column_at_word(tokens, Shape::kSegment, "=");
      case NodeKind::kListStatement:
        return column_at_word(tokens, Shape::kList, find(node, {NodeKind::kList}) == UINT32_MAX ? "from" : "=");
      case NodeKind::kDefine:
        return column_at_word(tokens, Shape::kDefine, "=");
      case NodeKind::kAlways:
        return column_at(tokens, Shape::kAlways, find(node, {NodeKind::kExpression}));
      case NodeKind::kInteraction:
        return column_at_brace(node, tokens, Shape::kInteraction);
      case NodeKind::kMatch:
        return column_at_brace(node, tokens, Shape::kMatch);
      case NodeKind::kForm:
        return column_at_brace(node, tokens, Shape::kForm);
      case NodeKind::kReaction:
        return column_at_brace(node, tokens, Shape::kReaction);
      case NodeKind::kStatement:
        for (const NodeView child : node) {
          if (child.kind() != NodeKind::kWord) shape(child, tokens);
        }
        return;
      default:
        return;
    }
  }

  // --- long lines
  // ------------------------------------------------------------------------------------------------------

  // Goes through an item in the order in which it is written.
  void wrap(const Range& tokens, std::uint32_t indent) {
    const auto written = [&](std::uint32_t place) -> PlacedToken& { return at(layout_.order[place]); };
    const auto own_width = [&](std::uint32_t place) { return width_of(word(layout_.order[place])); };
    std::uint32_t width = indent;
    for (std::uint32_t i = tokens.first; i < tokens.second; ++i) {
      PlacedToken& token = written(i);
      const std::uint32_t own = own_width(i);
      if (token.line) {
        width = token.indent + own;
        continue;
      }
      if (token.may_break) {
        // Up to the next place at which the line may end.
        std::uint32_t piece = token.blanks + own;
        for (std::uint32_t k = i + 1; k < tokens.second && !written(k).line && !written(k).may_break; ++k) {
          piece += written(k).blanks + own_width(k);
        }
        if (width + piece > kLineWidth) {
          token.line = true;
          token.indent = token.wrapped;
          width = token.indent + own;
          continue;
        }
      }
      width += (i == tokens.first ? 0 : token.blanks) + own;
    }
  }

  // --- tails
  // -----------------------------------------------------------------------------------------------------------

  [[nodiscard]] static int rank(NodeKind kind) {
    switch (kind) {
      case NodeKind::kBy:
        return 1;
      case NodeKind::kWhere:
        return 2;
      case NodeKind::kWithin:
        return 3;
      case NodeKind::kSince:
        return 4;
      case NodeKind::kUntil:
        return 5;
      default:
        return 0;
    }
  }

  // A part whose end another part would be read into: it ends with a selection that no parenthesis closes.
  [[nodiscard]] bool open_ended(NodeView part) const {
    for (std::uint32_t i = part.index() + 1; i < part.node().next; ++i) {
      const Node& node = tree_.nodes[i];
      if (node.kind == NodeKind::kSelection && node.end == part.node().end && text_[node.end - 1] != ')') return true;
    }
    return false;
  }

  // Writes the parts of each tail in the order by, where, within, since, until, unless that could be read differently.
  void sort_tails(NodeView statement) {
    for (std::uint32_t n = statement.index(); n < statement.node().next; ++n) {
      if (tree_.nodes[n].kind != NodeKind::kSelection && tree_.nodes[n].kind != NodeKind::kCounting) continue;
      std::vector<NodeView> parts;
      for (const NodeView child : NodeView(tree_, text_, n)) {
        if (rank(child.kind()) != 0) parts.push_back(child);
      }
      const auto before = [](const NodeView& a, const NodeView& b) { return rank(a.kind()) < rank(b.kind()); };
      if (std::is_sorted(parts.begin(), parts.end(), before)) continue;
      std::vector<NodeView> sorted = parts;
      std::stable_sort(sorted.begin(), sorted.end(), before);
      const NodeView& old_last = parts.back();
      const NodeView& new_last = sorted.back();
      const bool same_end = old_last.index() == new_last.index();
      if (!same_end && (open_ended(old_last) || new_last.kind() == NodeKind::kWhere)) continue;
      reorder(parts, sorted, range(statement).first);
    }
  }

  void reorder(const std::vector<NodeView>& parts, const std::vector<NodeView>& sorted, std::uint32_t statement) {
    const std::uint32_t first = range(parts.front()).first;
    const auto place = std::find(layout_.order.begin() + statement, layout_.order.end(), first);
    // An outer tail may have been moved already, but each part is still in one piece.
    std::vector<std::uint32_t> tokens;
    const auto total = static_cast<std::ptrdiff_t>(range(parts.back()).second - first);
    const std::vector<std::uint32_t> old(place, place + total);
    for (const NodeView& part : sorted) {
      const auto [from, to] = range(part);
      for (const std::uint32_t i : old) {
        if (i >= from && i < to) tokens.push_back(i);
      }
    }
    if (tokens.size() == old.size()) std::copy(tokens.begin(), tokens.end(), place);
  }

  const Tree& tree_;
  std::string_view text_;
  Layout layout_;
};

}  // namespace

std::uint32_t width_of(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Layout lay_out(const Tree& tree, std::string_view text) { return Writer(tree, text).run(); }

}  // namespace leadline::grammar
