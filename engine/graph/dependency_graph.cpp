// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/dependency_graph.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>

namespace leadline {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

Graph make_graph(const DependencyGraph& graph) {
  Graph result(graph.size);
  for (const auto& [reader, read] : graph.reads) boost::add_edge(reader, read, result);
  return result;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> find_circles(const DependencyGraph& graph) {
  const Graph boost_graph = make_graph(graph);
  std::vector<std::uint32_t> component(graph.size);
  const std::uint32_t count =
      graph.size == 0
          ? 0
          : boost::strong_components(boost_graph, boost::make_iterator_property_map(
                                                      component.begin(), boost::get(boost::vertex_index, boost_graph)));
  std::vector<std::vector<std::uint32_t>> members(count);
  for (std::uint32_t node = 0; node < graph.size; ++node) members[component[node]].push_back(node);
  std::vector<bool> reads_itself(graph.size, false);
  for (const auto& [reader, read] : graph.reads) {
    if (reader == read) reads_itself[reader] = true;
  }
  std::vector<std::vector<std::uint32_t>> circles;
  for (auto& group : members) {
    if (group.size() > 1 || (group.size() == 1 && reads_itself[group[0]])) circles.push_back(std::move(group));
  }
  std::sort(circles.begin(), circles.end());
  return circles;
}

std::vector<std::uint32_t> reading_order(const DependencyGraph& graph) {
  const Graph boost_graph = make_graph(graph);
  std::vector<std::uint32_t> order;
  order.reserve(graph.size);
  // Boost gives a vertex after all that it points to: what is read comes first.
  boost::topological_sort(boost_graph, std::back_inserter(order));
  return order;
}

}  // namespace leadline
