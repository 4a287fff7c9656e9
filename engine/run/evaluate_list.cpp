// SPDX-License-Identifier: Apache-2.0
// Lists: whether they hold a value, any or all of others.
#include <algorithm>

#include "engine/run/evaluator.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

// One element or value, as it is compared.
struct Element {
  bool missing = true;
  bool is_text = false;
  std::int64_t number = 0;
  std::string text;

  friend bool operator==(const Element& a, const Element& b) {
    return !a.missing && !b.missing && a.is_text == b.is_text && a.number == b.number && a.text == b.text;
  }
};

Element of_text(std::string_view text, bool exactly) {
  Element element;
  element.missing = text.data() == nullptr;
  element.is_text = true;
  if (!element.missing) element.text = exactly ? std::string(text) : fold(text);
  return element;
}

Element of_number(std::int64_t number) {
  Element element;
  element.missing = !present(number);
  element.number = number;
  return element;
}

Element element_at(const ListView& list, std::size_t i, bool exactly) {
  if (list.constant != nullptr) {
    const Value& value = list.constant->items[i];
    if (value.missing) return {};
    return value.type.textual() ? of_text(value.text, exactly) : of_number(value.number);
  }
  const std::size_t at = list.begin + i;
  const Column& items = *list.items;
  switch (items.storage) {
    case Storage::kCodes:
      if (items.type.kind == TypeKind::kChoice)
        return of_number(items.codes[at] == 0 ? kMissing64 : std::int64_t{items.codes[at]} - 1);
      return of_text(items.codes[at] == 0 ? std::string_view{} : (*items.dictionary)[items.codes[at]], exactly);
    case Storage::kNumbers:
      return of_number(items.numbers[at]);
    case Storage::kYesNo:
      return of_number(present(items.flags[at]) ? items.flags[at] : kMissing64);
    case Storage::kList:
      break;
  }
  return {};
}

bool holds(const ListView& list, const Element& wanted, bool exactly) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (element_at(list, i, exactly) == wanted) return true;
  }
  return false;
}

void list_any(Evaluator& evaluator, const Node& node, std::uint8_t* out) {
  const Grain& grain = evaluator.plan.grains[node.grain];
  const Column& column = evaluator.binding.column(grain, static_cast<std::int32_t>(node.index));
  const Rows& rows = evaluator.rows();
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    const std::uint32_t row = rows[i];
    out[i] = 0;
    if (row == kNoRow || row >= column.size()) continue;
    for (std::uint64_t item = column.list_begin(row); out[i] == 0 && item < column.list_end(row); ++item) {
      out[i] = static_cast<std::uint8_t>(evaluator.far<std::uint8_t>(node.children[0], column.items->codes[item]) == 1);
    }
  }
}

}  // namespace

void compute_list(Evaluator& evaluator, const Node& node, void* out) {
  const auto flags = static_cast<std::uint8_t*>(out);
  if (node.op == NodeOp::kListAny) return list_any(evaluator, node, flags);
  const In<ListView> lists = evaluator.in<ListView>(node.children[0]);
  const Lane wanted_lane = evaluator.plan.nodes[node.children[1]].lane;
  if (node.second == 0) {
    In<std::string_view> texts;
    In<std::int64_t> numbers;
    In<std::uint8_t> yes_no;
    if (wanted_lane == Lane::kText) {
      texts = evaluator.in<std::string_view>(node.children[1]);
    } else if (wanted_lane == Lane::kFlag) {
      yes_no = evaluator.in<std::uint8_t>(node.children[1]);
    } else {
      numbers = evaluator.in<std::int64_t>(node.children[1]);
    }
    for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
      const Element wanted = wanted_lane == Lane::kText   ? of_text(texts[i], node.exactly)
                             : wanted_lane == Lane::kFlag ? of_number(present(yes_no[i]) ? yes_no[i] : kMissing64)
                                                          : of_number(numbers[i]);
      flags[i] = static_cast<std::uint8_t>(!wanted.missing && holds(lists[i], wanted, node.exactly));
    }
    return;
  }
  const In<ListView> wanted = evaluator.in<ListView>(node.children[1]);
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    const bool all = node.second == 2;
    bool result = present(lists[i]) && all;
    // A constant list may be empty; a list field that is empty is missing.
    if (!present(wanted[i]) && wanted[i].constant == nullptr) result = false;
    for (std::size_t j = 0; present(lists[i]) && j < wanted[i].size(); ++j) {
      const bool has = holds(lists[i], element_at(wanted[i], j, node.exactly), node.exactly);
      result = all ? result && has : result || has;
    }
    flags[i] = static_cast<std::uint8_t>(result);
  }
}

}  // namespace leadline
