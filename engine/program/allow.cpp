// SPDX-License-Identifier: Apache-2.0
// `# allow id: reason`: silences the warnings and hints of one check in what begins in the next line (or in the line
// that it stands behind): a statement, a group, a rule, a stage, or just that line. One that silences nothing is
// reported itself. Errors are never silenced.
#include <algorithm>

#include "engine/program/parts.hpp"

namespace leadline::checking {

namespace {

// The ends of all that can be spoken of as a whole, by the line in which it begins.
class Extents {
 public:
  explicit Extents(const Checker& c) : c_(c) {
    for (const auto& file : c.files) {
      for (const ast::Statement& statement : file->tree.statements) {
        add(statement.span);
        if (const auto* model = std::get_if<ast::Model>(&statement.body)) add_items(model->items);
        if (const auto* process = std::get_if<ast::Process>(&statement.body)) add_items(process->items);
      }
    }
  }

  // The last line of what begins in a line.
  [[nodiscard]] std::uint32_t last_line(SourceId source, std::uint32_t line) const {
    const auto found = ends_.find({source, line});
    return found == ends_.end() ? line : found->second;
  }

 private:
  void add(const Span& span) {
    const Source& source = c_.sources[span.source];
    const std::uint32_t first = source.position(span.begin).line;
    std::uint32_t& last = ends_[{span.source, first}];
    last = std::max(last, source.position(span.end).line);
  }

  void add(const ast::Rule& rule) { add(rule.span); }
  void add(const ast::RuleBlock& block) {
    add(block.span);
    for (const ast::Rule& rule : block.rules) add(rule.span);
  }
  void add(const ast::Group& group) {
    add(group.span);
    add_items(group.items);
  }
  void add(const ast::GradeLine& grade) { add(grade.span); }
  void add(const ast::Threshold& threshold) { add(threshold.span); }
  void add(const ast::Stage& stage) { add(stage.span); }
  void add(const ast::AnyStage& any) { add(any.span); }
  void add(const ast::StageWas& was) { add(was.now.span); }

  template <class Items>
  void add_items(const Items& items) {
    for (const auto& item : items) {
      std::visit([this](const auto& one) { this->add(one); }, item);
    }
  }

  const Checker& c_;
  std::map<std::pair<SourceId, std::uint32_t>, std::uint32_t> ends_;
};

}  // namespace

void apply_allows(Checker& c) {
  // What ships with the engine is looked after by those who ship it, unless it is what was asked about.
  const auto not_ours = [&](const Diagnostic& d) {
    return d.severity != Severity::kError && c.file_of(d.span).stock && c.file_of(d.span).rank != 0;
  };
  c.diagnostics.erase(std::remove_if(c.diagnostics.begin(), c.diagnostics.end(), not_ours), c.diagnostics.end());
  struct Place {
    const ast::Allow* allow;
    std::uint32_t line;  // the lines that it speaks of, first and last
    std::uint32_t last;
    bool used = false;
  };
  std::vector<Place> places;
  for (const auto& file : c.files) {
    for (const ast::Allow& allow : file->tree.allows) {
      c.program.allows.push_back({allow.check, allow.reason, allow.span});
      const Source& source = c.sources[allow.span.source];
      std::uint32_t line = source.position(allow.span.begin).line;
      // A comment on a line of its own speaks of the next line that is more than a comment.
      const auto blank = [&](std::uint32_t number) {
        const std::string_view text = source.line(number);
        const std::size_t first = text.find_first_not_of(" \t\r");
        return first == std::string_view::npos || text[first] == '#';
      };
      const std::uint32_t last = source.position(static_cast<std::uint32_t>(source.text().size())).line;
      while (line < last && blank(line)) ++line;
      places.push_back({&allow, line, line});
    }
  }
  if (places.empty()) return;
  const Extents extents{c};
  for (Place& place : places) place.last = extents.last_line(place.allow->span.source, place.line);
  const auto silenced = [&](const Diagnostic& d) {
    if (d.severity == Severity::kError) return false;
    const std::uint32_t line = c.sources[d.span.source].position(d.span.begin).line;
    bool found = false;
    for (Place& place : places) {
      if (place.allow->check != d.check || place.allow->span.source != d.span.source || line < place.line ||
          line > place.last)
        continue;
      place.used = true;
      found = true;
    }
    return found;
  };
  c.diagnostics.erase(std::remove_if(c.diagnostics.begin(), c.diagnostics.end(), silenced), c.diagnostics.end());
  if (has_errors(c.diagnostics)) return;
  for (const Place& place : places) {
    if (place.used || c.file_of(place.allow->span).stock) continue;
    c.warning("allow/unused", place.allow->span,
              "this allows `" + place.allow->check + "`, which is not found in what follows", "take it out");
  }
}

}  // namespace leadline::checking
