// SPDX-License-Identifier: Apache-2.0
// Which kind of record a statement is about that does not say so.
#include "engine/program/subjects.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "engine/program/expressions.hpp"
#include "engine/program/walk.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

// What an expression says about its subject: each remark with the kinds that it allows.
class Remarks {
 public:
  explicit Remarks(const Checker& c) : c_(c) {}

  void collect(const ast::Expr& tree) {
    walk(tree, false, [&](const ast::Expr& e, bool in_where) {
      if (e.selection) note_whose(*e.selection);
      if (e.its || e.names.empty()) return;
      const std::string& name = e.names[0].text;
      if (e.kind == ast::ExprKind::kEntering) return note_stage(name);
      if (e.kind == ast::ExprKind::kPath || e.kind == ast::ExprKind::kName) {
        if (const std::optional<RecordKind> kind = kind_word(name)) return note_record(*kind);
      }
      if (e.kind == ast::ExprKind::kPath) {
        const auto model = c_.model_names.find(name);
        if (model == c_.model_names.end()) return;
        const RecordKind kind = c_.program.models[model->second].kind;
        models_.push_back(kind);
        note([kind](RecordKind k) { return k == kind; });
      }
      if (e.kind == ast::ExprKind::kName) note_name(name, in_where);
    });
  }

  [[nodiscard]] RecordKind likely() const {
    std::vector<RecordKind> order;
    if (words_.count(RecordKind::kAccount) != 0 && words_.size() == 1) order.push_back(RecordKind::kAccount);
    if (words_.count(RecordKind::kContact) != 0 && words_.count(RecordKind::kLead) == 0 &&
        words_.count(RecordKind::kOpportunity) == 0)
      order.push_back(RecordKind::kContact);
    for (const RecordKind kind :
         {RecordKind::kLead, RecordKind::kContact, RecordKind::kAccount, RecordKind::kOpportunity, RecordKind::kUser})
      order.push_back(kind);
    RecordKind best = order[0];
    for (const RecordKind kind : order) {
      if (votes_[static_cast<std::size_t>(kind)] > votes_[static_cast<std::size_t>(best)]) best = kind;
    }
    return best;
  }

  [[nodiscard]] const std::vector<RecordKind>& models() const { return models_; }

 private:
  template <class Allows>
  void note(Allows&& allows) {
    for (int i = 0; i < kRecordKinds; ++i) {
      if (allows(static_cast<RecordKind>(i))) ++votes_[static_cast<std::size_t>(i)];
    }
  }

  void note_record(RecordKind kind) {
    words_.insert(kind);
    note([kind](RecordKind k) { return k == kind || link_between(k, kind).has_value(); });
  }

  // `by lead` is for what has a lead.
  void note_whose(const ast::Selection& tree) {
    for (const ast::TailPart& part : tree.tail) {
      if (part.kind != ast::TailPart::Kind::kBy) continue;
      const std::optional<RecordKind> whose = kind_word(part.by.text);
      if (whose) note([whose](RecordKind k) { return k == *whose || link_between(k, *whose).has_value(); });
    }
  }

  void note_stage(const std::string& name) {
    note([&](RecordKind k) {
      return std::any_of(c_.program.processes.begin(), c_.program.processes.end(),
                         [&](const Process& process) { return process.kind == k && process.find(name) >= 0; });
    });
  }

  void note_name(const std::string& name, bool in_where) {
    if (const auto shared = c_.shared.find(name); shared != c_.shared.end()) {
      if (shared->second.kind == SharedKind::kDefinition && seen_.insert(shared->second.index).second)
        collect(*c_.definition_trees[shared->second.index]->value);
      return;
    }
    if (in_where) return;
    if (c_.threshold_names.count(name) != 0) {
      note([&](RecordKind k) { return !thresholds_named(c_, name, k).empty(); });
    } else {
      note([&](RecordKind k) { return c_.program.schema(k).find(name) >= 0; });
    }
  }

  const Checker& c_;
  std::array<int, kRecordKinds> votes_{};
  std::set<RecordKind> words_;
  std::set<std::uint32_t> seen_;
  std::vector<RecordKind> models_;
};

}  // namespace

RecordKind likely_subject(const Checker& c, const ast::Expr& tree) {
  Remarks remarks{c};
  remarks.collect(tree);
  return remarks.likely();
}

std::vector<RecordKind> kinds_of_named_models(const Checker& c, const ast::Expr& tree) {
  Remarks remarks{c};
  remarks.collect(tree);
  std::vector<RecordKind> kinds = remarks.models();
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

}  // namespace leadline::checking
