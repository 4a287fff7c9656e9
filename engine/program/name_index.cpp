// SPDX-License-Identifier: Apache-2.0
// The declarations of a program as mentions, and the order of the index.
#include "engine/program/name_index.hpp"

#include <algorithm>

#include "engine/program/program.hpp"

namespace leadline {

namespace {

class Declarations {
 public:
  Declarations(const Program& program, NameIndex& names) : program_(program), names_(names) {}

  void add_all() {
    for (const RecordSchema& schema : program_.records) {
      const auto kind = static_cast<std::uint32_t>(schema.kind);
      for (std::size_t f = 0; f < schema.fields.size(); ++f) {
        if (!schema.fields[f].built_in) add(NameKind::kField, kind, f, schema.fields[f].span);
      }
    }
    for (std::size_t k = 0; k < program_.interactions.size(); ++k) {
      const InteractionKind& kind = program_.interactions[k];
      if (kind.built_in) continue;
      add(NameKind::kInteraction, k, 0, kind.span);
      for (std::size_t a = 0; a < kind.attributes.size(); ++a) add(NameKind::kAttribute, k, a, kind.attributes[a].span);
    }
    plain(program_.lists, NameKind::kList);
    plain(program_.tables, NameKind::kTable);
    plain(program_.definitions, NameKind::kDefinition);
    plain(program_.thresholds, NameKind::kThreshold);
    plain(program_.segments, NameKind::kSegment);
    plain(program_.strategies, NameKind::kStrategy);
    plain(program_.sources, NameKind::kSource);
    for (std::size_t m = 0; m < program_.models.size(); ++m) {
      const Model& model = program_.models[m];
      add(NameKind::kModel, m, 0, model.span);
      for (std::size_t g = 0; g < model.groups.size(); ++g) add(NameKind::kGroup, m, g, model.groups[g].span);
      for (std::size_t g = 0; g < model.grades.size(); ++g) add(NameKind::kGrade, m, g, model.grades[g].span);
    }
    for (std::size_t p = 0; p < program_.processes.size(); ++p) {
      const Process& process = program_.processes[p];
      add(NameKind::kProcess, p, 0, process.span);
      for (std::size_t s = 0; s < process.stages.size(); ++s) add(NameKind::kStage, p, s, process.stages[s].span);
      for (std::size_t d = 0; d < process.deadlines.size(); ++d)
        add(NameKind::kDeadline, p, d, process.deadlines[d].span);
    }
  }

 private:
  void add(NameKind kind, std::size_t index, std::size_t second, const Span& span) {
    if (span.end > span.begin)
      names_.declare({kind, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(second)}, span);
  }
  template <class Thing>
  void plain(const std::vector<Thing>& things, NameKind kind) {
    for (std::size_t i = 0; i < things.size(); ++i) add(kind, i, 0, things[i].span);
  }

  const Program& program_;
  NameIndex& names_;
};

}  // namespace

void NameIndex::finish(const Program& program) {
  Declarations{program, *this}.add_all();
  const auto key = [](const Mention& m) {
    return std::make_tuple(m.span.source, m.span.begin, m.span.end, m.thing.kind, m.thing.index, m.thing.second,
                           !m.declares);
  };
  std::sort(mentions_.begin(), mentions_.end(), [&](const Mention& a, const Mention& b) { return key(a) < key(b); });
  // A declaration stands before another mention at its place, and outlives it.
  const auto same = [](const Mention& a, const Mention& b) { return a.span == b.span && a.thing == b.thing; };
  mentions_.erase(std::unique(mentions_.begin(), mentions_.end(), same), mentions_.end());
}

}  // namespace leadline
