// SPDX-License-Identifier: Apache-2.0
// The parts of a block, one after the other, and what becomes of the bad rows.
#include "engine/data/block_converter.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "engine/data/gather.hpp"
#include "engine/data/stage_check.hpp"

namespace leadline {

namespace {

constexpr std::size_t kShownBytes = 200;

// A thread's own dictionary is forgotten when it has grown so large: texts that hardly repeat are not worth keeping
// twice.
constexpr std::size_t kLargeDictionary = 8U << 20U;
constexpr std::size_t kCopiedDictionary = 64U << 20U;

void clear(Column& column) {
  column.codes.clear();
  column.numbers.clear();
  column.flags.clear();
  if (column.items) {
    column.offsets.resize(1);
    clear(*column.items);
  }
}

}  // namespace

BlockConverter::BlockConverter(const RowPlan& plan, Dataset& dataset, bool alone, bool bad_values_missing)
    : plan_(plan),
      dataset_(dataset),
      program_(dataset.program()),
      alone_(alone),
      bad_values_missing_(bad_values_missing),
      reader_(dataset.program(), plan.spelling),
      repeated_kind_(kRecordKinds, false) {
  std::vector<int> parts_of_kind(kRecordKinds, 0);
  for (const RowPart& part : plan.parts) {
    Part& own = parts_.emplace_back();
    for (const Target& target : part.targets) adopt(own.columns.emplace_back(target.type), destination(part, target));
    if (part.record) ++parts_of_kind[static_cast<std::size_t>(part.kind)];
  }
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) repeated_kind_[kind] = parts_of_kind[kind] > 1;
}

Column& BlockConverter::destination(const RowPart& part, const Target& target) const {
  if (part.record) return dataset_.table(part.kind).columns[target.index];
  InteractionTable& table = dataset_.interactions(part.interaction);
  switch (target.place) {
    case Target::Place::kAt:
      return table.at;
    case Target::Place::kId:
      return table.id;
    case Target::Place::kContact:
      return table.contact_id;
    case Target::Place::kLead:
      return table.lead_id;
    case Target::Place::kField:
    case Target::Place::kAttribute:
      return table.attributes[target.index];
  }
  return table.at;
}

// The thread's own dictionary in place of the dataset's.
void BlockConverter::adopt(Column& column, const Column& destination) {
  if (destination.dictionary) column.dictionary = share(destination.dictionary).local;
  if (destination.items) adopt(*column.items, *destination.items);
}

BlockConverter::Shared& BlockConverter::share(const std::shared_ptr<Dictionary>& global) {
  for (const std::unique_ptr<Shared>& known : shared_) {
    if (known->global == global) return *known;
  }
  auto made = std::make_unique<Shared>();
  made->global = global;
  // Links name what is there already as a rule, so it is known from the beginning, if that is not too much.
  const bool copied = !alone_ && global->bytes() < kCopiedDictionary;
  made->local = alone_ ? global : copied ? std::make_shared<Dictionary>(*global) : std::make_shared<Dictionary>();
  made->limit = std::max(kLargeDictionary, copied ? 2 * global->bytes() : 0);
  made->code_there.resize(alone_ ? 1 : made->local->size());
  std::iota(made->code_there.begin(), made->code_there.end(), 0);
  shared_.push_back(std::move(made));
  return *shared_.back();
}

void BlockConverter::convert(Block& block) {
  found_.clear();
  bad_.clear();
  reader_.ambiguous_times = 0;
  reader_.skipped_times = 0;
  for (Part& part : parts_) {
    part.rows.clear();
    for (Column& column : part.columns) clear(column);
  }
  if (!plan_.counted_only) {
    choose_rows(block);
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      if (parts_[part].rows.empty() || plan_.parts[part].targets.empty()) continue;
      // A form is filled in without ids; matching finds or makes them.
      if (!plan_.form_rows) keep_rows_with_key(block, part);
      const std::vector<Target>& targets = plan_.parts[part].targets;
      for (std::size_t target = plan_.form_rows ? 0 : 1; target < targets.size(); ++target) {
        if (given_by_nobody(block, plan_.parts[part], targets[target])) continue;
        convert_target(block, targets[target], parts_[part].rows, parts_[part].columns[target]);
      }
      if (plan_.parts[part].record) check_stages(block, part);
    }
  }
  settle_bad(block);
}

// Ids, links and attributes of interactions that no row has: their columns stay empty.
bool BlockConverter::given_by_nobody(const Block& block, const RowPart& part, const Target& target) const {
  return !part.record && !plan_.form_rows && target.slot >= 0 &&
         block.nothing_in(static_cast<std::size_t>(target.slot));
}

// Converts the key, and goes on with the rows that have one.
void BlockConverter::keep_rows_with_key(const Block& block, std::size_t number) {
  const Target& key = plan_.parts[number].targets[0];
  Part& part = parts_[number];
  const std::size_t bad_before = found_.size();
  convert_target(block, key, part.rows, part.columns[0]);
  for (std::size_t at = bad_before; at < found_.size(); ++at) found_[at].keeps_row = false;
  const std::vector<std::int64_t>& numbers = part.columns[0].numbers;
  const std::vector<std::uint32_t>& codes = part.columns[0].codes;
  if (std::find(numbers.begin(), numbers.end(), kMissing64) == numbers.end() &&
      std::find(codes.begin(), codes.end(), 0U) == codes.end()) {
    return;  // all have one; a key is a text or a time
  }
  std::vector<std::uint32_t> with_key;
  std::size_t next_bad = bad_before;
  const std::size_t bad_after = found_.size();
  bool all = true;
  for (std::size_t at = 0; at < part.rows.size(); ++at) {
    const std::uint32_t row = part.rows[at];
    const bool was_bad = next_bad < bad_after && found_[next_bad].row == row;
    if (was_bad) ++next_bad;
    if (!part.columns[0].missing(at)) {
      with_key.push_back(static_cast<std::uint32_t>(at));
      continue;
    }
    all = false;
    if (was_bad || !plan_.by_name) continue;
    const std::uint32_t column = key.slot < 0 ? 0 : plan_.column_of_slot[static_cast<std::size_t>(key.slot)];
    note({row, column, false, "", "the row has no `" + key.name + "`"});
  }
  if (all) return;
  gather(part.columns[0], with_key);
  for (std::uint32_t& at : with_key) at = part.rows[at];
  part.rows = std::move(with_key);
}

void BlockConverter::check_stages(const Block& block, std::size_t number) {
  const RowPart& part = plan_.parts[number];
  const RecordSchema& schema = program_.schema(part.kind);
  const Column* process = nullptr;
  const Column* stage = nullptr;
  const Target* process_target = nullptr;
  const Target* stage_target = nullptr;
  for (std::size_t target = 0; target < part.targets.size(); ++target) {
    const int field = static_cast<int>(part.targets[target].index);
    if (field == schema.process) {
      process = &parts_[number].columns[target];
      process_target = &part.targets[target];
    } else if (field == schema.stage) {
      stage = &parts_[number].columns[target];
      stage_target = &part.targets[target];
    }
  }
  if (process == nullptr && stage == nullptr) return;
  std::unordered_map<std::uint64_t, StageProblem> known;
  for (std::size_t at = 0; at < parts_[number].rows.size(); ++at) {
    const std::uint32_t process_code = process == nullptr ? 0 : process->codes[at];
    const std::uint32_t stage_code = stage == nullptr ? 0 : stage->codes[at];
    if (process_code == 0 && stage_code == 0) continue;
    const auto [problem, is_new] = known.try_emplace((static_cast<std::uint64_t>(process_code) << 32U) | stage_code);
    if (is_new) {
      const auto text = [](const Column* column, std::uint32_t code) {
        return column == nullptr ? std::string_view() : (*column->dictionary)[code];
      };
      problem->second = stage_problem(program_, part.kind, text(process, process_code), text(stage, stage_code));
    }
    if (problem->second.reason.empty()) continue;
    const bool in_process = problem->second.in_process || stage_target == nullptr;
    // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): a row has a code only where there is a target
    add_bad(block, parts_[number].rows[at], in_process ? *process_target : *stage_target, problem->second.reason);
    found_.back().keeps_row = false;
  }
}

// At most 200 bytes, cut between characters.
std::string BlockConverter::cut(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  std::size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return std::string(text.substr(0, end));
}

void BlockConverter::add_bad(const Block& block, std::uint32_t row, const Target& target, std::string reason) {
  Bad bad{row, 0, true, "", std::move(reason)};
  if (target.slot >= 0) {
    const auto slot = static_cast<std::size_t>(target.slot);
    bad.column = plan_.column_of_slot[slot];
    // Of what needs no reading only texts that are whole numbers can be wrong.
    bad.value = block.is_ready(slot) ? std::to_string(block.ready[slot].numbers[row])
                                     : cut(reader_.plain(block.cells(slot)[row]));
  }
  note(std::move(bad));
}

void BlockConverter::note(Bad bad) {
  bad.found = found_.size();
  found_.push_back(std::move(bad));
}

BadRow bad_row(const Block& block, const RowPlace& place, const std::vector<std::string>& columns, std::uint32_t column,
               std::string reason) {
  BadRow bad;
  bad.line = place.line;
  bad.column = column;
  // A row may have more columns than the header.
  if (column > 0 && column <= columns.size()) bad.column_name = columns[column - 1];
  bad.reason = std::move(reason);
  bad.row = std::string(block.text(place));
  return bad;
}

// A bad row gives one line, of its first bad column, and none of its records; a bad value that is left out one each.
void BlockConverter::settle_bad(const Block& block) {
  std::sort(found_.begin(), found_.end(), [](const Bad& a, const Bad& b) {
    return std::tie(a.row, a.column, a.found) < std::tie(b.row, b.column, b.found);
  });
  const auto line = [&](const RowPlace& place, std::uint32_t column, std::string value, std::string reason) {
    bad_.push_back(bad_row(block, place, plan_.columns, column, std::move(reason)));
    bad_.back().value = std::move(value);
  };
  std::vector<std::uint8_t> bad_rows;
  std::size_t count = 0;
  for (std::size_t from = 0, to = 0; from < found_.size(); from = to) {
    bool keeps = bad_values_missing_;
    for (to = from; to < found_.size() && found_[to].row == found_[from].row; ++to)
      keeps = keeps && found_[to].keeps_row;
    const RowPlace place = block.place(found_[from].row);
    if (keeps) {
      for (std::size_t at = from; at < to; ++at) {
        if (at > from && found_[at].column == found_[at - 1].column) continue;  // one cell that feeds several fields
        line(place, found_[at].column, std::move(found_[at].value), std::move(found_[at].reason));
        bad_.back().value_only = true;
      }
      continue;
    }
    // The first column that makes the row bad, not one whose value could have been left out.
    std::size_t first = from;
    while (bad_values_missing_ && found_[first].keeps_row) ++first;
    line(place, found_[first].column, std::move(found_[first].value), std::move(found_[first].reason));
    if (bad_rows.empty()) bad_rows.resize(block.row_count(), 0);
    bad_rows[found_[from].row] = 1;
    ++count;
  }
  for (const BrokenRow& broken : block.broken) line(broken.place, broken.column, "", broken.reason);
  std::sort(bad_.begin(), bad_.end(),
            [](const BadRow& a, const BadRow& b) { return std::tie(a.line, a.column) < std::tie(b.line, b.column); });
  good_rows_ = block.row_count() - count;
  if (bad_rows.empty()) return;
  for (Part& part : parts_) {
    std::vector<std::uint32_t> keep;
    for (std::uint32_t at = 0; at < part.rows.size(); ++at) {
      if (bad_rows[part.rows[at]] == 0) keep.push_back(at);
    }
    if (keep.size() == part.rows.size()) continue;
    for (Column& column : part.columns) {
      if (column.size() != 0) gather(column, keep);
    }
    for (std::uint32_t& at : keep) at = part.rows[at];
    part.rows = std::move(keep);
  }
}

}  // namespace leadline
