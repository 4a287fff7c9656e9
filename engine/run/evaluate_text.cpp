// SPDX-License-Identifier: Apache-2.0
// Operations on texts, most often run once for each distinct text of a column; and look-ups in tables.
#include <algorithm>
#include <optional>

#include "engine/program/operations.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/values/normal_forms.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

std::string_view element_text(const ListView& list, std::size_t i) {
  if (list.constant != nullptr) return list.constant->items[i].text;
  const std::uint32_t code = list.items->codes[list.begin + i];
  return code == 0 ? std::string_view{} : (*list.items->dictionary)[code];
}

void text_test(Evaluator& evaluator, const Node& node, std::uint8_t* out) {
  const In<std::string_view> texts = evaluator.in<std::string_view>(node.children[0]);
  const std::uint32_t count = evaluator.count();
  if (node.children.size() == 1) {
    for (std::uint32_t i = 0; i < count; ++i) {
      out[i] = 0;
      if (!present(texts[i])) continue;
      for (const std::string& needle : node.texts) {
        if (!passes(node.text_test, texts[i], needle)) continue;
        out[i] = 1;
        break;
      }
    }
    return;
  }
  if (evaluator.plan.nodes[node.children[1]].lane == Lane::kText) {
    const In<std::string_view> needles = evaluator.in<std::string_view>(node.children[1]);
    for (std::uint32_t i = 0; i < count; ++i) {
      out[i] = static_cast<std::uint8_t>(present(texts[i]) && present(needles[i]) &&
                                         passes(node.text_test, texts[i], needles[i]));
    }
    return;
  }
  const In<ListView> lists = evaluator.in<ListView>(node.children[1]);
  for (std::uint32_t i = 0; i < count; ++i) {
    out[i] = 0;
    for (std::size_t j = 0; present(texts[i]) && out[i] == 0 && j < lists[i].size(); ++j) {
      const std::string_view needle = element_text(lists[i], j);
      const bool found =
          node.exactly ? passes(node.text_test, texts[i], needle) : passes(node.text_test, texts[i], fold(needle));
      out[i] = static_cast<std::uint8_t>(found);
    }
  }
}

std::optional<std::string> call(const Node& node, std::string_view text) {
  switch (node.function) {
    case Function::kDomain:
      return domain(text);
    case Function::kMailbox:
      return mailbox(text);
    case Function::kCompany:
      return company(text);
    case Function::kDigits:
      return digits(text);
    case Function::kSounds:
      return sounds(text);
    case Function::kLower:
      return lower(text);
    case Function::kLength:
    case Function::kMin:
    case Function::kMax:
    case Function::kRound:
      break;
  }
  return std::nullopt;
}

std::string normal_form(const Evaluator& evaluator, const Node& node, std::string_view text) {
  const auto kind = static_cast<TypeKind>(node.index);
  if (kind == TypeKind::kPhone) return phone(text, evaluator.binding.program.phone_country).value_or("");
  return kind == TypeKind::kDomain ? domain_normal(text) : text_normal(text);
}

bool valid(const Evaluator& evaluator, const Node& node, std::string_view text) {
  const auto kind = static_cast<TypeKind>(node.index);
  if (kind == TypeKind::kEmail) return valid_email(text);
  if (kind == TypeKind::kDomain) return valid_domain(text);
  if (kind == TypeKind::kPhone) return valid_phone(text, evaluator.binding.program.phone_country);
  return false;
}

template <class T>
T table_value(const Value& value);
template <>
std::uint8_t table_value(const Value& value) {
  return value.missing ? kMissingYesNo : static_cast<std::uint8_t>(value.number != 0);
}
template <>
std::int64_t table_value(const Value& value) {
  return value.missing ? kMissing64 : value.number;
}
template <>
std::string_view table_value(const Value& value) {
  return value.missing || value.text.empty() ? std::string_view{} : std::string_view(value.text);
}

template <class T>
void look_up(Evaluator& evaluator, const Node& node, T* out) {
  const Table& table = evaluator.binding.program.tables[node.index];
  const LookupTable& rows = evaluator.binding.tables[node.index];
  struct Key {
    bool text = false;
    In<std::string_view> texts;
    In<std::int64_t> numbers;
  };
  std::vector<Key> keys;
  for (const NodeId child : node.children) {
    Key key;
    key.text = evaluator.plan.nodes[child].lane == Lane::kText;
    if (key.text) {
      key.texts = evaluator.in<std::string_view>(child);
    } else {
      key.numbers = evaluator.in<std::int64_t>(child);
    }
    keys.push_back(key);
  }
  std::string bytes;
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    bytes.clear();
    bool whole = true;
    for (const Key& key : keys) {
      whole = whole && (key.text ? present(key.texts[i]) : present(key.numbers[i]));
      if (!whole) break;
      if (key.text) {
        append_key(bytes, key.texts[i]);
      } else {
        append_key(bytes, key.numbers[i]);
      }
    }
    out[i] = missing_value<T>();
    if (!whole) continue;
    const auto row = rows.rows.find(bytes);
    if (row != rows.rows.end()) out[i] = table_value<T>(table.rows[row->second].value);
  }
}

}  // namespace

void compute_text(Evaluator& evaluator, const Node& node, void* out) {
  const auto texts_out = static_cast<std::string_view*>(out);
  const auto numbers = static_cast<std::int64_t*>(out);
  const auto flags = static_cast<std::uint8_t*>(out);
  const std::uint32_t count = evaluator.count();
  if (node.op == NodeOp::kTextTest) return text_test(evaluator, node, flags);
  if (node.op == NodeOp::kLookup) {
    if (node.lane == Lane::kText) return look_up(evaluator, node, texts_out);
    if (node.lane == Lane::kFlag) return look_up(evaluator, node, flags);
    return look_up(evaluator, node, numbers);
  }
  if (node.op == NodeOp::kWord) {
    const In<std::int64_t> places = evaluator.in<std::int64_t>(node.children[0]);
    for (std::uint32_t i = 0; i < count; ++i) {
      const bool known =
          present(places[i]) && places[i] >= 0 && places[i] < static_cast<std::int64_t>(node.texts.size());
      texts_out[i] = known ? std::string_view(node.texts[static_cast<std::size_t>(places[i])]) : std::string_view{};
    }
    return;
  }
  const In<std::string_view> texts = evaluator.in<std::string_view>(node.children[0]);
  std::string folded;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string_view text = texts[i];
    if (!present(text)) {
      if (node.lane == Lane::kText) texts_out[i] = {};
      if (node.lane == Lane::kFlag) flags[i] = 0;
      if (node.lane == Lane::kNumber) numbers[i] = kMissing64;
      continue;
    }
    if (node.op == NodeOp::kFold) {
      folded.clear();
      append_folded(folded, text);
      texts_out[i] = folded == text ? text : evaluator.keep(folded);
    } else if (node.op == NodeOp::kNormalForm) {
      texts_out[i] = evaluator.keep(normal_form(evaluator, node, text));  // an empty one is missing
    } else if (node.op == NodeOp::kCall) {
      const std::optional<std::string> result = call(node, text);
      texts_out[i] = result && !result->empty() ? evaluator.keep(*result) : std::string_view{};
    } else if (node.op == NodeOp::kInTexts) {
      flags[i] = static_cast<std::uint8_t>(std::binary_search(node.texts.begin(), node.texts.end(), text));
    } else if (node.op == NodeOp::kTextId) {
      numbers[i] = evaluator.binding.text_id(text);
    } else if (node.op == NodeOp::kLength) {
      numbers[i] = static_cast<std::int64_t>(length(text)) * Decimal::kOne;
    } else {
      flags[i] = static_cast<std::uint8_t>(valid(evaluator, node, text));
    }
  }
}

}  // namespace leadline
