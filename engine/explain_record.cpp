// SPDX-License-Identifier: Apache-2.0
// Explanations for embedders, and times as they are written beside rules.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "engine/explain/explain_json.hpp"
#include "engine/explain/explain_text.hpp"
#include "engine/explain/words.hpp"
#include "engine/read_tables.hpp"
#include "engine/rule_set.hpp"
#include "engine/values/time.hpp"

namespace leadline {

namespace {

constexpr RecordKind kOrder[] = {RecordKind::kLead, RecordKind::kContact, RecordKind::kAccount,
                                 RecordKind::kOpportunity};

}  // namespace

Result<std::string> RuleSet::explain(const InputTables& tables, std::int64_t as_of, const std::string& kind,
                                     const std::string& id, ExplainFormat format) const {
  const Program& program = *compiled_->program;
  const auto asked_for = [&](RecordKind one) { return kind.empty() || name_of(one) == kind; };
  if (std::none_of(std::begin(kOrder), std::end(kOrder), asked_for)) {
    return Error{fmt::format(
        "`{}` is no kind of record that has scores; `lead`, `contact`, `account`, `opportunity` are", kind)};
  }
  Dataset data(program);
  std::vector<SetAside> set_aside;
  std::vector<std::string> ignored;
  if (std::optional<Error> error = read_tables(tables, false, 0, data, set_aside, ignored)) return *std::move(error);
  static_cast<void>(data.finish(0));
  const auto* const found = std::find_if(std::begin(kOrder), std::end(kOrder), [&](RecordKind one) {
    return asked_for(one) && data.find(one, id) != kNoRow;
  });
  if (found == std::end(kOrder)) {
    return Error{fmt::format("there is no {} `{}` in the tables", kind.empty() ? "record" : kind, id)};
  }
  const RecordLedger ledger = leadline::explain(*compiled_->plan, data, as_of, *found, data.find(*found, id));
  const explaining::Facts facts(compiled_->sources, program, data, ledger, as_of);
  switch (format) {
    case ExplainFormat::kText:
      return explaining::explain_text(facts);
    case ExplainFormat::kJson:
      return explaining::explain_json(facts);
  }
  return std::string();
}

Result<std::int64_t> RuleSet::time(std::string_view text) const {
  return explaining::parse_time(text, *compiled_->program);
}

}  // namespace leadline
