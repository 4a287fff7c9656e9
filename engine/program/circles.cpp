// SPDX-License-Identifier: Apache-2.0
// Depth-first search with a stack of its own: chains of definitions may be long.
#include "engine/program/circles.hpp"

#include <algorithm>

namespace leadline::checking {

Circles::Node Circles::node(Kind kind, std::uint32_t index, std::uint32_t second, const std::string& name,
                            const Span& span) {
  const auto [place, is_new] = nodes_.try_emplace({kind, index, second}, static_cast<Node>(entries_.size()));
  if (is_new) entries_.push_back({name, span, {}});
  return place->second;
}

void Circles::edge(Node from, Node to, const Span& span) {
  if (from == kNobody || to == kNobody) return;
  std::vector<Edge>& edges = entries_[from].edges;
  // Rules of one group mostly read the same few things, one after another.
  if (!edges.empty() && edges.back().to == to) return;
  edges.push_back({to, span});
}

void Circles::report(Diagnostics& diagnostics) const {
  enum class Colour : std::uint8_t { kNew, kOpen, kDone };
  struct Step {
    Node node;
    std::size_t next;
  };
  std::vector<Colour> colours(entries_.size(), Colour::kNew);
  std::vector<bool> told(entries_.size(), false);
  std::vector<Step> path;
  for (Node start = 0; start < entries_.size(); ++start) {
    if (colours[start] != Colour::kNew) continue;
    path.push_back({start, 0});
    colours[start] = Colour::kOpen;
    while (!path.empty()) {
      Step& step = path.back();
      if (step.next == entries_[step.node].edges.size()) {
        colours[step.node] = Colour::kDone;
        path.pop_back();
        continue;
      }
      const Node to = entries_[step.node].edges[step.next++].to;
      if (colours[to] == Colour::kNew) {
        colours[to] = Colour::kOpen;
        path.push_back({to, 0});
        continue;
      }
      if (colours[to] == Colour::kDone) continue;
      const auto begin = std::find_if(path.begin(), path.end(), [&](const Step& s) { return s.node == to; });
      if (std::any_of(begin, path.end(), [&](const Step& s) { return told[s.node]; })) continue;
      Diagnostic found;
      found.check = "graph/circle";
      found.span = entries_[begin->node].edges[begin->next - 1].span;
      std::string chain;
      for (auto s = begin; s != path.end(); ++s) {
        told[s->node] = true;
        chain += "`" + entries_[s->node].name + "` → ";
        const Edge& edge = entries_[s->node].edges[s->next - 1];
        if (s != begin)
          found.related.push_back(
              {edge.span, "`" + entries_[s->node].name + "` reads `" + entries_[edge.to].name + "` here"});
      }
      chain += "`" + entries_[to].name + "`";
      found.message = "`" + entries_[to].name + "` depends on itself: " + chain;
      found.help = begin + 1 == path.end() ? "it reads itself here" : "the circle begins here";
      diagnostics.push_back(std::move(found));
    }
  }
}

}  // namespace leadline::checking
