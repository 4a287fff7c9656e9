// SPDX-License-Identifier: Apache-2.0
// Outline and foldings from the concrete tree.
#include "editor/outline.hpp"

#include <optional>

#include "engine/explain/facts.hpp"
#include "grammar/cst.hpp"
#include "grammar/parse.hpp"

namespace leadline::editor {

namespace {

using grammar::NodeKind;
using grammar::NodeView;

struct Shape {
  SymbolSort sort;
  const char* detail;
};

std::optional<Shape> shape_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::kHours:
      return Shape{SymbolSort::kObject, "hours"};
    case NodeKind::kListStatement:
      return Shape{SymbolSort::kArray, "list"};
    case NodeKind::kTable:
      return Shape{SymbolSort::kObject, "table"};
    case NodeKind::kDefine:
      return Shape{SymbolSort::kVariable, "definition"};
    case NodeKind::kRecord:
      return Shape{SymbolSort::kStruct, "record"};
    case NodeKind::kInteraction:
      return Shape{SymbolSort::kEvent, "interaction"};
    case NodeKind::kField:
      return Shape{SymbolSort::kField, ""};
    case NodeKind::kSource:
      return Shape{SymbolSort::kFile, "source"};
    case NodeKind::kMapping:
      return Shape{SymbolSort::kObject, "mapping"};
    case NodeKind::kModel:
      return Shape{SymbolSort::kClass, "model"};
    case NodeKind::kGroup:
      return Shape{SymbolSort::kNamespace, "group"};
    case NodeKind::kRule:
      return Shape{SymbolSort::kMethod, ""};
    case NodeKind::kRuleBlock:
      return Shape{SymbolSort::kMethod, "block"};
    case NodeKind::kGrade:
      return Shape{SymbolSort::kEnumMember, "grade"};
    case NodeKind::kThreshold:
      return Shape{SymbolSort::kConstant, "threshold"};
    case NodeKind::kSegment:
      return Shape{SymbolSort::kArray, "segment"};
    case NodeKind::kMatch:
      return Shape{SymbolSort::kFunction, "match"};
    case NodeKind::kForm:
      return Shape{SymbolSort::kFunction, "form"};
    case NodeKind::kMerge:
      return Shape{SymbolSort::kFunction, "merge"};
    case NodeKind::kProcess:
      return Shape{SymbolSort::kModule, "process"};
    case NodeKind::kStage:
      return Shape{SymbolSort::kEnumMember, "stage"};
    case NodeKind::kDeadline:
      return Shape{SymbolSort::kEvent, "deadline"};
    case NodeKind::kReaction:
      return Shape{SymbolSort::kEvent, "reaction"};
    case NodeKind::kAlways:
      return Shape{SymbolSort::kOperator, "always"};
    case NodeKind::kTest:
      return Shape{SymbolSort::kFunction, "test"};
    default:
      return std::nullopt;
  }
}

std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return text.empty() ? std::string("(no name)") : std::string(text);
}

class Outline {
 public:
  explicit Outline(std::string_view text) : text_(text) {}

  void add(NodeView node, std::vector<OutlineItem>& to) {
    const std::optional<Shape> shape = shape_of(node.kind());
    if (!shape) {
      for (const NodeView child : node) add(child, to);
      return;
    }
    OutlineItem item;
    item.sort = shape->sort;
    item.detail = shape->detail;
    item.whole = node.span();
    item.name_span = {item.whole.source, item.whole.begin, item.whole.begin};
    name(node, item);
    for (const NodeView child : node) {
      if (child.kind() == NodeKind::kBlock) add(child, item.inside);
    }
    to.push_back(std::move(item));
  }

 private:
  // The head up to the brace stands for what has no name of its own.
  std::string head(NodeView node) const {
    std::uint32_t end = node.node().end;
    for (const NodeView child : node) {
      if (child.kind() == NodeKind::kBlock) end = child.node().begin;
    }
    return explaining::one_line(text_.substr(node.node().begin, end - node.node().begin), 80);
  }

  void name(NodeView node, OutlineItem& item) const {
    if (node.kind() == NodeKind::kReaction) {
      item.name = head(node);
      return;
    }
    bool named = false;
    for (const NodeView child : node) {
      const bool is_name = child.kind() == NodeKind::kName || child.kind() == NodeKind::kText;
      // `match contact by_email`: the strategy's name stands behind its kind.
      if (is_name && (!named || (node.kind() == NodeKind::kMatch && item.name_span.begin != child.node().begin &&
                                 child.kind() == NodeKind::kName))) {
        item.name = unquoted(child.text());
        item.name_span = child.span();
        named = true;
      } else if (child.kind() == NodeKind::kText && named && item.detail.find('"') == std::string::npos) {
        item.detail += (item.detail.empty() ? "" : " ") + std::string(child.text());
      } else if (child.kind() == NodeKind::kPoints) {
        item.detail += explaining::one_line(child.text(), 24);
      } else if (child.kind() == NodeKind::kType || child.kind() == NodeKind::kThresholdAt) {
        item.detail += (item.detail.empty() ? "" : " ") + explaining::one_line(child.text(), 40);
      }
    }
    if (!named) item.name = head(node);
  }

  std::string_view text_;
};

}  // namespace

std::vector<OutlineItem> outline_of(const Sources& sources, SourceId source) {
  Diagnostics ignored;
  const grammar::Tree tree = grammar::parse_tree(sources, source, ignored);
  std::vector<OutlineItem> items;
  if (tree.nodes.empty()) return items;
  Outline outline{sources[source].text()};
  for (const NodeView child : NodeView(tree, sources[source].text(), 0)) outline.add(child, items);
  return items;
}

std::vector<Span> foldings_of(const Sources& sources, SourceId source) {
  Diagnostics ignored;
  const grammar::Tree tree = grammar::parse_tree(sources, source, ignored);
  std::vector<Span> spans;
  for (const grammar::Node& node : tree.nodes) {
    if (node.kind == NodeKind::kBlock) spans.push_back({source, node.begin, node.end});
  }
  const std::string_view text = sources[source].text();
  for (std::size_t i = 0; i < tree.comments.size();) {
    std::size_t last = i;
    while (tree.comments[i].own_line && last + 1 < tree.comments.size() && tree.comments[last + 1].own_line) {
      const std::string_view between =
          text.substr(tree.comments[last].end, tree.comments[last + 1].begin - tree.comments[last].end);
      if (between.find_first_not_of(" \t\r\n") != std::string_view::npos || between.find('\n') != between.rfind('\n'))
        break;
      ++last;
    }
    if (last > i) spans.push_back({source, tree.comments[i].begin, tree.comments[last].end});
    i = last + 1;
  }
  return spans;
}

}  // namespace leadline::editor
