// SPDX-License-Identifier: Apache-2.0
#include "engine/run/session/new_names.hpp"

#include "engine/data/stage_check.hpp"

namespace leadline::running {

void take_new_names(const Program& program, Dataset& data) {
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    const RecordSchema& schema = program.schema(kind);
    if (schema.held < 0 || schema.process < 0) continue;
    const Column& processes = data.table(kind).columns[static_cast<std::size_t>(schema.process)];
    Column& held = data.table(kind).columns[static_cast<std::size_t>(schema.held)];
    for (std::size_t row = 0; row < processes.codes.size(); ++row) {
      if (processes.codes[row] == 0) continue;
      const std::string_view process = (*processes.dictionary)[processes.codes[row]];
      for (std::uint64_t item = held.list_begin(row); item < held.list_end(row); ++item) {
        std::uint32_t& code = held.items->codes[item];
        if (code == 0) continue;
        const std::string_view name = (*held.items->dictionary)[code];
        const std::string now = present_transition(program, kind, process, name);
        if (now != name) code = held.items->dictionary->add(now);
      }
    }
  }
  for (const std::size_t attribute : {std::size_t{0}, std::size_t{1}}) {  // from, to
    Column& stages = data.interactions(kMoveKind).attributes[attribute];
    for (std::uint32_t& code : stages.codes) {
      if (code == 0) continue;
      const std::string_view now = present_stage(program, RecordKind::kLead, {}, (*stages.dictionary)[code]);
      if (now != (*stages.dictionary)[code]) code = stages.dictionary->add(now);
    }
  }
}

}  // namespace leadline::running
