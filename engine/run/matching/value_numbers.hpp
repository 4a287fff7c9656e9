// SPDX-License-Identifier: Apache-2.0
// The values that matching compares, as numbers: values of which equality can be asked have equal numbers if they are
// equal. A text gets its normal form and its number once for each distinct text, so most values are two look-ups in
// arrays. Only for the matcher. Entry point: ValueNumbers.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/run/matching/match_values.hpp"

namespace leadline {

class ValueNumbers {
 public:
  using Handle = std::uint32_t;
  static constexpr std::uint64_t kMissing = 0;

  /// Both must outlive it.
  ValueNumbers(const Plan& plan, const Dataset& data) : plan_(plan), data_(data) {}

  /// How a node's values become numbers. The same for equal nodes.
  Handle prepare(NodeId node);
  /// Whether the values are read from the columns, so that the evaluator need not know of what was added to the data.
  [[nodiscard]] NodeId node(Handle handle) const { return readers_[handle].node; }
  [[nodiscard]] bool direct(Handle handle) const { return readers_[handle].direct; }

  /// The number of a node's value for a row; kMissing where there is none.
  [[nodiscard]] std::uint64_t number(Evaluator& evaluator, Handle handle, std::uint32_t row) {
    const Reader& reader = readers_[handle];
    if (!reader.direct) return number_of(read_value(evaluator, reader.node, row));
    for (const std::vector<std::uint32_t>* step : reader.steps) {
      if (row == kNoRow) return kMissing;
      row = (*step)[row];
    }
    return row == kNoRow ? kMissing : number_at_end(evaluator, reader, row);
  }
  /// The same for texts of no column: how a node that reads one column in the normal form of texts would number them.
  /// `reads_texts` says whether it is such a node, and gives the column's field; the links to it do not matter.
  [[nodiscard]] bool reads_texts(Handle handle, RecordKind& kind, std::uint32_t& field, bool& as_it_is) const;
  [[nodiscard]] bool linked(Handle handle) const { return steps(handle) != 0; }
  [[nodiscard]] std::size_t steps(Handle handle) const { return readers_[handle].steps.size(); }
  /// Numbers of texts in normal form; new ones get theirs in order.
  void numbers_of(std::span<const std::string_view> normal_texts, std::uint64_t* numbers);
  /// The number of the value that is read when all links of the node have led to this row.
  [[nodiscard]] std::uint64_t number_at_end(Evaluator& evaluator, Handle handle, std::uint32_t row) {
    return number_at_end(evaluator, readers_[handle], row);
  }

  /// The value that has a number; texts are seen until another number is asked for.
  [[nodiscard]] MatchValue value(Handle handle, std::uint64_t number) const;

 private:
  static constexpr std::uint32_t kUnknown = ~std::uint32_t{0};

  /// A node about the distinct texts of a column.
  struct Form {
    NodeId node = kNoNode;
    std::vector<std::uint32_t> numbers;  // [code]
  };
  /// `direct`: links to follow from a row, then the column whose code says which text it is.
  struct Reader {
    NodeId node = kNoNode;
    bool direct = false;
    std::vector<const std::vector<std::uint32_t>*> steps;
    const Column* column = nullptr;
    std::uint32_t form = 0;
  };

  [[nodiscard]] std::uint64_t number_at_end(Evaluator& evaluator, const Reader& reader, std::uint32_t row) {
    const std::uint32_t code = reader.column->codes[row];
    const std::vector<std::uint32_t>& known = forms_[reader.form].numbers;
    return code < known.size() && known[code] != kUnknown ? known[code] : learn(evaluator, reader, code);
  }
  [[nodiscard]] bool find_way(Reader& reader);
  [[nodiscard]] const std::vector<std::uint32_t>* rows_of(const Link& link) const;
  [[nodiscard]] std::uint64_t number_of(const MatchValue& value);
  std::uint64_t learn(Evaluator& evaluator, const Reader& reader, std::uint32_t code);

  const Plan& plan_;
  const Dataset& data_;
  std::vector<Reader> readers_;
  std::unordered_map<NodeId, Handle> handle_of_;  // looked up only
  std::vector<Form> forms_;
  Dictionary texts_;  // normal forms of all nodes
};

}  // namespace leadline
