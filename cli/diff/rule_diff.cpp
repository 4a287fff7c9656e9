// SPDX-License-Identifier: Apache-2.0
// Which rule of the new model is which of the old one, and what differs about it.
#include "cli/diff/rule_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/explain_facts.hpp"
#include "engine/program/dump_program.hpp"

namespace leadline::cli {

namespace {

// Where a rule stands.
struct Place {
  std::int32_t group = -1;
  RuleBlock::Kind block = RuleBlock::Kind::kSingle;
  std::string block_label;
  std::size_t number = 0;  // in its block
};

std::vector<Place> places_of(const Model& model) {
  std::vector<Place> places(model.rules.size());
  const auto add = [&](std::int32_t group, const std::vector<RuleBlock>& blocks) {
    for (const RuleBlock& block : blocks) {
      for (std::size_t i = 0; i < block.rules.size(); ++i) places[block.rules[i]] = {group, block.kind, block.label, i};
    }
  };
  add(-1, model.blocks);
  for (std::size_t g = 0; g < model.groups.size(); ++g) add(static_cast<std::int32_t>(g), model.groups[g].blocks);
  return places;
}

std::string group_name(const Model& model, const Place& place) {
  return place.group < 0 ? std::string() : model.groups[static_cast<std::size_t>(place.group)].name;
}

class ModelComparison {
 public:
  ModelComparison(const Meaning& before, const Meaning& after, ModelDiff& diff)
      : before_(before),
        after_(after),
        diff_(diff),
        old_(before.program().models[static_cast<std::size_t>(diff.old_model)]),
        new_(after.program().models[static_cast<std::size_t>(diff.new_model)]),
        old_places_(places_of(old_)),
        new_places_(places_of(new_)) {}

  void run() {
    pair_rules();
    changed_rules();
    block_order();
    parts();
    for (const RuleChange& change : diff_.rules) {
      const bool only_label = change.kind == ChangeKind::kChanged && change.what == std::vector<std::string>{"label"};
      diff_.values = diff_.values || !only_label;
    }
    for (const PartChange& part : diff_.parts) diff_.values = diff_.values || part.values;
  }

 private:
  void pair_rules() {
    partner_.assign(new_.rules.size(), -1);
    taken_.assign(old_.rules.size(), false);
    std::vector<std::string> old_meanings, new_meanings;
    for (const Rule& rule : old_.rules) old_meanings.push_back(before_.rule(rule));
    for (const Rule& rule : new_.rules) new_meanings.push_back(after_.rule(rule));
    // What speaks most for two rules being one comes first.
    for (int round = 0; round < 4; ++round) {
      for (std::size_t n = 0; n < new_.rules.size(); ++n) {
        for (std::size_t o = 0; o < old_.rules.size() && partner_[n] < 0; ++o) {
          if (taken_[o]) continue;
          const bool label = old_.rules[o].label == new_.rules[n].label;
          const bool group = group_name(old_, old_places_[o]) == group_name(new_, new_places_[n]);
          const bool meaning = old_meanings[o] == new_meanings[n];
          const bool one = round == 0   ? label && group && meaning
                           : round == 1 ? label && group
                           : round == 2 ? label
                                        : meaning && group;
          if (!one) continue;
          partner_[n] = static_cast<std::int32_t>(o);
          taken_[o] = true;
        }
      }
    }
  }

  void changed_rules() {
    for (std::size_t n = 0; n < new_.rules.size(); ++n) {
      RuleChange change;
      change.new_rule = static_cast<std::int32_t>(n);
      change.old_rule = partner_[n];
      if (partner_[n] < 0) {
        change.kind = ChangeKind::kAdded;
        diff_.rules.push_back(std::move(change));
        continue;
      }
      change.kind = ChangeKind::kChanged;
      const auto o = static_cast<std::size_t>(partner_[n]);
      const Rule& was = old_.rules[o];
      const Rule& is = new_.rules[n];
      const auto note = [&](bool differs, const char* what) {
        if (differs) change.what.emplace_back(what);
      };
      note(before_.points(was) != after_.points(is), "points");
      note(before_.when(was) != after_.when(is), "condition");
      note(before_.fading(was) != after_.fading(is), "fading");
      note(dump_bounds(was.bounds) != dump_bounds(is.bounds), "bounds");
      note(group_name(old_, old_places_[o]) != group_name(new_, new_places_[n]), "group");
      const Place& old_place = old_places_[o];
      const Place& new_place = new_places_[n];
      note(old_place.block != new_place.block, "block");
      note(was.label != is.label, "label");
      if (change.what.empty()) {
        ++diff_.same;
      } else {
        diff_.rules.push_back(std::move(change));
      }
    }
    for (std::size_t o = 0; o < old_.rules.size(); ++o) {
      if (taken_[o]) continue;
      RuleChange change;
      change.kind = ChangeKind::kRemoved;
      change.old_rule = static_cast<std::int32_t>(o);
      diff_.rules.push_back(std::move(change));
    }
  }

  // In `first of` the order decides; rules of two blocks that became one, or other blocks, too.
  void block_order() {
    std::map<std::pair<std::int32_t, std::string>, std::vector<std::pair<std::size_t, std::size_t>>> blocks;
    for (std::size_t n = 0; n < new_.rules.size(); ++n) {
      if (partner_[n] < 0 || new_places_[n].block != RuleBlock::Kind::kFirst) continue;
      const Place& old_place = old_places_[static_cast<std::size_t>(partner_[n])];
      if (old_place.block != RuleBlock::Kind::kFirst) continue;
      blocks[{new_places_[n].group, new_places_[n].block_label}].emplace_back(new_places_[n].number, old_place.number);
    }
    for (auto& [key, numbers] : blocks) {
      std::sort(numbers.begin(), numbers.end());
      const bool kept = std::is_sorted(numbers.begin(), numbers.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
      if (!kept) part(fmt::format("order of first of \"{}\"", key.second), "", "");
    }
    // Which rules share a block, for blocks of several.
    const auto companions = [](const Model& model, const auto& id_of) {
      std::set<std::set<std::int32_t>> all;
      const auto look = [&](const std::vector<RuleBlock>& list) {
        for (const RuleBlock& block : list) {
          if (block.kind == RuleBlock::Kind::kSingle) continue;
          std::set<std::int32_t> ids;
          for (const std::uint32_t rule : block.rules) {
            if (const std::int32_t id = id_of(rule); id >= 0) ids.insert(id);
          }
          if (!ids.empty()) all.insert(std::move(ids));
        }
      };
      look(model.blocks);
      for (const Group& group : model.groups) look(group.blocks);
      return all;
    };
    const auto old_blocks =
        companions(old_, [&](std::uint32_t rule) { return taken_[rule] ? static_cast<std::int32_t>(rule) : -1; });
    const auto new_blocks = companions(new_, [&](std::uint32_t rule) { return partner_[rule]; });
    if (old_blocks != new_blocks) part("which rules stand together in `first of` or `best of`", "", "");
  }

  void part(std::string what, std::string was, std::string is, ChangeKind kind = ChangeKind::kChanged) {
    diff_.parts.push_back({kind, std::move(what), std::move(was), std::move(is), true});
  }

  static std::string text(const Meaning& meaning, ExprId id) {
    return id == kNoExpr ? "" : one_line(meaning.sources().text(meaning.program().expr(id).span));
  }

  void parts() {
    if (old_.kind != new_.kind) part("scores", std::string(name_of(old_.kind)), std::string(name_of(new_.kind)));
    if (before_.expression(old_.where) != after_.expression(new_.where)) {
      diff_.scores_others = true;
      part("where", text(before_, old_.where), text(after_, new_.where));
    }
    if (dump_bounds(old_.bounds) != dump_bounds(new_.bounds)) {
      part("bounds of the model", dump_bounds(old_.bounds), dump_bounds(new_.bounds));
    }
    if (before_.expression(old_.score) != after_.expression(new_.score)) {
      part("score", text(before_, old_.score), text(after_, new_.score));
    }
    groups();
    grades();
    thresholds();
  }

  void groups() {
    const auto find = [](const Model& model, const std::string& name) {
      return std::find_if(model.groups.begin(), model.groups.end(), [&](const Group& g) { return g.name == name; });
    };
    for (const Group& group : new_.groups) {
      const auto was = find(old_, group.name);
      const std::string is = dump_bounds(group.bounds);
      if (was == old_.groups.end()) {
        part("group " + group.name, "", is, ChangeKind::kAdded);
      } else if (dump_bounds(was->bounds) != is) {
        part(fmt::format("bounds of group {}", group.name), dump_bounds(was->bounds), is);
      }
    }
    for (const Group& group : old_.groups) {
      if (find(new_, group.name) == new_.groups.end()) {
        part("group " + group.name, dump_bounds(group.bounds), "", ChangeKind::kRemoved);
      }
    }
  }

  // Grades are a ladder: each line by its word, and the order of the lines.
  void grades() {
    const auto list = [](const Meaning& meaning, const Model& model) {
      std::vector<std::string> lines;
      for (const Grade& grade : model.grades) lines.push_back(grade.word + '\n' + meaning.expression(grade.condition));
      return lines;
    };
    if (list(before_, old_) == list(after_, new_)) return;
    const auto words = [](const Model& model) {
      std::vector<std::string> all;
      for (const Grade& grade : model.grades) {
        if (std::find(all.begin(), all.end(), grade.word) == all.end()) all.push_back(grade.word);
      }
      return all;
    };
    const auto conditions = [](const Meaning& meaning, const Model& model, const std::string& word, bool shown) {
      std::string all;
      for (const Grade& grade : model.grades) {
        if (grade.word != word) continue;
        const std::string one = grade.condition == kNoExpr ? "otherwise"
                                : shown                    ? "when " + text(meaning, grade.condition)
                                                           : meaning.expression(grade.condition);
        all += (all.empty() ? "" : "; ") + one;
      }
      return all;
    };
    const std::vector<std::string> old_words = words(old_);
    const std::vector<std::string> new_words = words(new_);
    const std::size_t parts_before = diff_.parts.size();
    for (const std::string& word : new_words) {
      const std::string name = fmt::format("grade \"{}\"", word);
      const std::string is = conditions(after_, new_, word, true);
      if (std::find(old_words.begin(), old_words.end(), word) == old_words.end()) {
        part(name, "", is, ChangeKind::kAdded);
      } else if (conditions(before_, old_, word, false) != conditions(after_, new_, word, false)) {
        part(name, conditions(before_, old_, word, true), is);
      }
    }
    for (const std::string& word : old_words) {
      if (std::find(new_words.begin(), new_words.end(), word) == new_words.end()) {
        part(fmt::format("grade \"{}\"", word), conditions(before_, old_, word, true), "", ChangeKind::kRemoved);
      }
    }
    if (diff_.parts.size() == parts_before) part("order of the grades", "", "");
  }

  void thresholds() {
    const auto find = [](const Program& program, const Model& model, const std::string& name) -> const Threshold* {
      for (const std::uint32_t t : model.thresholds) {
        if (program.thresholds[t].name == name) return &program.thresholds[t];
      }
      return nullptr;
    };
    const auto shown = [](const Meaning& meaning, const Threshold& threshold) {
      return threshold_text(meaning, threshold);
    };
    for (const std::uint32_t t : new_.thresholds) {
      const Threshold& is = after_.program().thresholds[t];
      const Threshold* was = find(before_.program(), old_, is.name);
      if (was == nullptr) {
        part("threshold " + is.name, "", shown(after_, is), ChangeKind::kAdded);
      } else if (before_.threshold(*was) != after_.threshold(is)) {
        part("threshold " + is.name, shown(before_, *was), shown(after_, is));
      }
    }
    for (const std::uint32_t t : old_.thresholds) {
      const Threshold& was = before_.program().thresholds[t];
      if (find(after_.program(), new_, was.name) == nullptr) {
        part("threshold " + was.name, shown(before_, was), "", ChangeKind::kRemoved);
      }
    }
  }

  const Meaning& before_;
  const Meaning& after_;
  ModelDiff& diff_;
  const Model& old_;
  const Model& new_;
  std::vector<Place> old_places_, new_places_;
  std::vector<std::int32_t> partner_;  // [new rule]: the old one, or -1
  std::vector<bool> taken_;            // [old rule]
};

// Everything that a model's numbers are made from.
std::set<std::string> read_by(const Meaning& meaning, const Model& model) {
  std::set<std::string> names;
  for (const Rule& rule : model.rules) meaning.read(rule, names);
  meaning.read(model.where, names);
  meaning.read(model.score, names);
  for (const Grade& grade : model.grades) meaning.read(grade.condition, names);
  for (const std::uint32_t t : model.thresholds) meaning.read(meaning.program().thresholds[t].condition, names);
  return names;
}

bool any_of(const std::set<std::string>& names, const std::set<std::string>& wanted) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return wanted.count(name) != 0; });
}

// Adds to `changed` what reads something that is in it, until nothing is added.
void spread(const Meaning& meaning, std::set<std::string>& changed) {
  const Program& program = meaning.program();
  std::vector<std::pair<std::string, std::set<std::string>>> readers;
  for (const Model& model : program.models) readers.emplace_back("model " + model.name, read_by(meaning, model));
  for (const Threshold& threshold : program.thresholds) {
    std::set<std::string> names;
    meaning.read(threshold.condition, names);
    if (threshold.model >= 0) names.insert("model " + program.models[static_cast<std::size_t>(threshold.model)].name);
    readers.emplace_back("threshold " + threshold.full_name, std::move(names));
  }
  for (const Segment& segment : program.segments) {
    std::set<std::string> names;
    meaning.read(segment.value, names);
    readers.emplace_back("segment " + segment.name, std::move(names));
  }
  std::set<std::string> process;
  for (const Process& one : program.processes) {
    meaning.read(one.where, process);
    const auto transitions = [&](const std::vector<Transition>& list) {
      for (const Transition& transition : list) meaning.read(transition.condition, process);
    };
    for (const Stage& stage : one.stages) {
      transitions(stage.transitions);
      for (const Require& require : stage.requires_) meaning.read(require.condition, process);
    }
    for (const AnyStage& any : one.any) transitions(any.transitions);
  }
  readers.emplace_back("state", std::move(process));
  for (bool more = true; more;) {
    more = false;
    for (const auto& [name, names] : readers) {
      if (changed.count(name) == 0 && any_of(names, changed)) {
        changed.insert(name);
        more = true;
      }
    }
  }
}

}  // namespace

std::string_view name_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kAdded:
      return "added";
    case ChangeKind::kRemoved:
      return "removed";
    case ChangeKind::kChanged:
      return "changed";
  }
  return {};
}

std::string threshold_text(const Meaning& meaning, const Threshold& threshold) {
  const auto text = [&](ExprId id) { return one_line(meaning.sources().text(meaning.program().expr(id).span)); };
  std::string out = threshold.at ? "at " + to_text(*threshold.at) : std::string();
  const ExprId when = threshold.when != kNoExpr ? threshold.when : threshold.at ? kNoExpr : threshold.condition;
  if (when != kNoExpr) out += (out.empty() ? "when " : " or when ") + text(when);
  if (threshold.until_below) out += " until below " + to_text(*threshold.until_below);
  return out;
}

bool RulesDiff::changed() const {
  return !parts.empty() || std::any_of(models.begin(), models.end(), [](const ModelDiff& m) { return m.changed(); });
}

RulesDiff compare_rules(const Meaning& before, const Meaning& after) {
  RulesDiff diff;
  const auto find = [](const Program& program, const std::string& name) {
    for (std::size_t m = 0; m < program.models.size(); ++m) {
      if (program.models[m].name == name) return static_cast<std::int32_t>(m);
    }
    return -1;
  };
  for (std::size_t m = 0; m < after.program().models.size(); ++m) {
    ModelDiff& model = diff.models.emplace_back();
    model.name = after.program().models[m].name;
    model.new_model = static_cast<std::int32_t>(m);
    model.old_model = find(before.program(), model.name);
  }
  for (std::size_t m = 0; m < before.program().models.size(); ++m) {
    const std::string& name = before.program().models[m].name;
    if (find(after.program(), name) >= 0) continue;
    ModelDiff& model = diff.models.emplace_back();
    model.name = name;
    model.old_model = static_cast<std::int32_t>(m);
  }
  std::set<std::string> changed;
  for (ModelDiff& model : diff.models) {
    if (model.old_model < 0 || model.new_model < 0) {
      model.values = true;
    } else {
      ModelComparison(before, after, model).run();
    }
    if (!model.values) continue;
    diff.values = true;
    changed.insert("model " + model.name);
    for (const PartChange& part : model.parts) {
      if (part.what.compare(0, 10, "threshold ") == 0)
        changed.insert("threshold " + model.name + '.' + part.what.substr(10));
    }
  }
  diff.parts = compare_parts(before, after);
  for (const PartChange& part : diff.parts) {
    if (!part.values) continue;
    diff.values = true;
    changed.insert(part.what);
    // What decides stages decides everything that asks for them; time zones and fields are read everywhere.
    if (part.what.compare(0, 7, "process") == 0 || part.what.compare(0, 4, "zone") == 0) changed.insert("state");
  }
  spread(before, changed);
  spread(after, changed);
  for (ModelDiff& model : diff.models) {
    if (model.old_model < 0 || model.new_model < 0) continue;
    find_moves(before, after, changed, model);
    const Model& is = after.program().models[static_cast<std::size_t>(model.new_model)];
    std::set<std::string> names;
    after.read(is.where, names);
    model.scores_others = model.scores_others || any_of(names, changed);
  }
  return diff;
}

}  // namespace leadline::cli
