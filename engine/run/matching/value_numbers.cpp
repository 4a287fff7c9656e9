// SPDX-License-Identifier: Apache-2.0
#include "engine/run/matching/value_numbers.hpp"

#include <algorithm>

#include "engine/values/normal_forms.hpp"

namespace leadline {
namespace {

constexpr auto kLowest = static_cast<std::uint64_t>(kMissing64);

// Whether a node is about distinct texts alone, so that equal codes always have equal values.
bool of_texts_alone(const Plan& plan, const Node& node) {
  switch (node.op) {
    case NodeOp::kCodeText:
      return true;
    case NodeOp::kFold:
    case NodeOp::kNormalForm:
    case NodeOp::kCall: {
      const Node& child = plan.nodes[node.children[0]];
      return node.children.size() == 1 && child.grain == node.grain && child.lane == Lane::kText &&
             of_texts_alone(plan, child);
    }
    default:
      return false;
  }
}

enum class Spelling { kAsItIs, kNormal, kOther };

// How the texts of a column are compared.
Spelling spelling(const Plan& plan, const Node& form) {
  if (form.op == NodeOp::kCodeText) return Spelling::kAsItIs;
  const bool normal = form.op == NodeOp::kNormalForm && plan.nodes[form.children[0]].op == NodeOp::kCodeText &&
                      (form.index == static_cast<std::uint32_t>(TypeKind::kText) ||
                       form.index == static_cast<std::uint32_t>(TypeKind::kEmail));
  return normal ? Spelling::kNormal : Spelling::kOther;
}

}  // namespace

ValueNumbers::Handle ValueNumbers::prepare(NodeId node) {
  const auto [place, added] = handle_of_.emplace(node, static_cast<Handle>(readers_.size()));
  if (!added) return place->second;
  Reader reader;
  reader.node = node;
  reader.direct = find_way(reader);
  readers_.push_back(std::move(reader));
  return place->second;
}

// Links that are one column of the data; what is made of several is followed by the evaluator.
const std::vector<std::uint32_t>* ValueNumbers::rows_of(const Link& link) const {
  const Grain& from = plan_.grains[link.from];
  if (from.kind != GrainKind::kRecord) return nullptr;
  const RecordTable& table = data_.table(from.record);
  const RecordSchema& schema = plan_.program->schema(from.record);
  switch (link.op) {
    case LinkOp::kOwnContact:
      return schema.contact < 0 ? nullptr : &table.contact;
    case LinkOp::kOwnAccount:
      return schema.account < 0 ? nullptr : &table.account;
    case LinkOp::kOwnLead:
      return schema.lead < 0 ? nullptr : &table.lead;
    case LinkOp::kContact:
      return from.record == RecordKind::kLead ? &table.contact : nullptr;
    case LinkOp::kAccount:
      return from.record == RecordKind::kContact ? &table.account : nullptr;
    case LinkOp::kLead:
      return from.record == RecordKind::kOpportunity ? &table.lead : nullptr;
    case LinkOp::kParent:
    case LinkOp::kPoolAccount:
    case LinkOp::kCode:
    case LinkOp::kSubject:
    case LinkOp::kItem:
    case LinkOp::kNamed:
      return nullptr;
  }
  return nullptr;
}

bool ValueNumbers::find_way(Reader& reader) {
  NodeId at = reader.node;
  for (;;) {
    const Node& node = plan_.nodes[at];
    if (node.op != NodeOp::kGather || node.lane != Lane::kText || node.state != 0) return false;
    const Link& link = plan_.links[node.link];
    if (plan_.grains[link.from].kind != GrainKind::kRecord || link.from != node.grain) return false;
    const NodeId child = node.children[0];
    if (link.op != LinkOp::kCode) {
      const std::vector<std::uint32_t>* const rows = rows_of(link);
      if (rows == nullptr || plan_.nodes[child].grain != link.to) return false;
      reader.steps.push_back(rows);
      at = child;
      continue;
    }
    const Grain& codes = plan_.grains[link.to];
    const Node& form = plan_.nodes[child];
    if (codes.kind != GrainKind::kCodes || codes.of_interaction || codes.elements || form.grain != link.to ||
        form.state != 0 || !of_texts_alone(plan_, form)) {
      return false;
    }
    const Column& column = data_.table(codes.record).columns[static_cast<std::size_t>(codes.field)];
    if (column.storage != Storage::kCodes || !column.dictionary) return false;
    reader.column = &column;
    const auto same = std::find_if(forms_.begin(), forms_.end(), [&](const Form& one) { return one.node == child; });
    reader.form = static_cast<std::uint32_t>(same - forms_.begin());
    if (same == forms_.end()) forms_.push_back(Form{child, {}});
    return true;
  }
}

std::uint64_t ValueNumbers::number_of(const MatchValue& value) {
  if (value.missing) return kMissing;
  return value.lane == Lane::kText ? texts_.add(value.text) : static_cast<std::uint64_t>(value.number) - kLowest;
}

MatchValue ValueNumbers::value(Handle handle, std::uint64_t number) const {
  MatchValue value;
  value.lane = plan_.nodes[readers_[handle].node].lane;
  value.missing = number == kMissing;
  if (value.missing) return value;
  if (value.lane == Lane::kText) {
    value.text = texts_[static_cast<std::uint32_t>(number)];
  } else {
    value.number = static_cast<std::int64_t>(number + kLowest);
  }
  return value;
}

std::uint64_t ValueNumbers::learn(Evaluator& evaluator, const Reader& reader, std::uint32_t code) {
  Form& form = forms_[reader.form];
  if (code >= form.numbers.size()) {
    form.numbers.resize(
        std::max<std::size_t>({std::size_t{code} + 1, reader.column->dictionary->size(), form.numbers.size() * 2}),
        kUnknown);
  }
  const std::string_view text = (*reader.column->dictionary)[code];
  std::uint32_t number = 0;
  switch (spelling(plan_, plan_.nodes[form.node])) {
    case Spelling::kAsItIs:
      number = texts_.add(text);
      break;
    case Spelling::kNormal:
      number = texts_.add(text_normal(text));
      break;
    case Spelling::kOther: {
      Slot slot;
      evaluator.forget(true);  // texts may have moved since it last looked
      evaluator.evaluate(form.node, code, kNoRow, slot);
      number = texts_.add(slot.as<std::string_view>());
      break;
    }
  }
  form.numbers[code] = number;
  return number;
}

bool ValueNumbers::reads_texts(Handle handle, RecordKind& kind, std::uint32_t& field, bool& as_it_is) const {
  const Reader& reader = readers_[handle];
  if (!reader.direct) return false;
  const Node& form = plan_.nodes[forms_[reader.form].node];
  const Grain& codes = plan_.grains[form.grain];
  kind = codes.record;
  field = static_cast<std::uint32_t>(codes.field);
  as_it_is = spelling(plan_, form) == Spelling::kAsItIs;
  return spelling(plan_, form) != Spelling::kOther;
}

void ValueNumbers::numbers_of(std::span<const std::string_view> normal_texts, std::uint64_t* numbers) {
  constexpr std::size_t kTogether = 64;
  std::uint32_t codes[kTogether];
  for (std::size_t from = 0; from < normal_texts.size(); from += kTogether) {
    const auto part = normal_texts.subspan(from, std::min(kTogether, normal_texts.size() - from));
    const bool missed = texts_.find_all(part, false, codes);
    for (std::size_t i = 0; i < part.size(); ++i) {
      numbers[from + i] = codes[i] != 0 || !missed ? codes[i] : texts_.add(part[i]);
    }
  }
}

}  // namespace leadline
