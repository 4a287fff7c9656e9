// SPDX-License-Identifier: Apache-2.0
// `# allow id: reason`: silences the warnings and hints of one check in what begins in the next line (or in the line
// that it stands behind): a statement, a group, a rule, a stage, or just that line. One that silences nothing is
// reported itself. Errors of the compiler are never silenced.
#include "engine/program/allow.hpp"

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

// Whether an allow speaks of a finding; it is then used.
bool silences(CheckNotes& notes, const Sources& sources, const Diagnostic& diagnostic) {
  const std::uint32_t line = sources[diagnostic.span.source].position(diagnostic.span.begin).line;
  bool found = false;
  for (AllowPlace& place : notes.allows) {
    if (place.check != diagnostic.check || place.span.source != diagnostic.span.source || line < place.first_line ||
        line > place.last_line)
      continue;
    place.used = true;
    found = true;
  }
  return found;
}

// The comment with its line, where nothing else stands in it, else with the blanks before it.
Span with_line(const Source& source, const Span& comment) {
  const std::string_view text = source.text();
  Span whole = comment;
  while (whole.begin > 0 && (text[whole.begin - 1] == ' ' || text[whole.begin - 1] == '\t')) --whole.begin;
  if (whole.begin != 0 && text[whole.begin - 1] != '\n') return whole;
  const std::size_t end = text.find('\n', whole.end);
  whole.end = static_cast<std::uint32_t>(end == std::string_view::npos ? text.size() : end + 1);
  return whole;
}

void report_unused(const AllowPlace& place, const Sources& sources, Diagnostics& diagnostics) {
  add_finding(diagnostics, "allow/unused", place.span,
              "this allows `" + place.check + "`, which is not found in what follows", "take it out")
      .fixes.push_back({with_line(sources[place.span.source], place.span), ""});
}

}  // namespace

CheckNotes notes_of(const Checker& c) {
  CheckNotes notes;
  notes.stock.resize(c.sources.size(), false);
  for (std::size_t source = 0; source < c.file_of_source.size() && source < notes.stock.size(); ++source) {
    const LoadedFile& file = *c.files[c.file_of_source[source]];
    notes.stock[source] = file.stock && file.rank != 0;
  }
  for (const auto& file : c.files) {
    for (const ast::Allow& allow : file->tree.allows) {
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
      notes.allows.push_back({allow.check, allow.span, line, line, false});
    }
  }
  if (notes.allows.empty()) return notes;
  const Extents extents{c};
  for (AllowPlace& place : notes.allows) place.last_line = extents.last_line(place.span.source, place.first_line);
  return notes;
}

void apply_allows(Checker& c) {
  for (const auto& file : c.files) {
    for (const ast::Allow& allow : file->tree.allows)
      c.program.allows.push_back({allow.check, allow.reason, allow.span});
  }
  CheckNotes notes = notes_of(c);
  // What ships with the engine is looked after by those who ship it, unless it is what was asked about.
  const auto silenced = [&](const Diagnostic& d) {
    return d.severity != Severity::kError && (notes.is_stock(d.span.source) || silences(notes, c.sources, d));
  };
  c.diagnostics.erase(std::remove_if(c.diagnostics.begin(), c.diagnostics.end(), silenced), c.diagnostics.end());
  if (has_errors(c.diagnostics)) return;
  for (const AllowPlace& place : notes.allows) {
    if (place.used || c.file_of(place.span).stock) continue;
    // Whether one of the other checks needs it is not known here.
    const CheckInfo* info = find_check(place.check);
    if (info == nullptr || info->tier == CheckInfo::Tier::kProgram) report_unused(place, c.sources, c.diagnostics);
  }
}

}  // namespace leadline::checking

namespace leadline {

void apply_notes(CheckNotes& notes, const Sources& sources, CheckInfo::Tier tier, Diagnostics& found) {
  const auto of_tier = [&](std::string_view check) {
    const CheckInfo* info = find_check(check);
    return info != nullptr && info->tier == tier;
  };
  const auto kept_out = [&](const Diagnostic& d) {
    return notes.is_stock(d.span.source) || (of_tier(d.check) && checking::silences(notes, sources, d));
  };
  found.erase(std::remove_if(found.begin(), found.end(), kept_out), found.end());
  for (const AllowPlace& place : notes.allows) {
    if (of_tier(place.check) && !place.used && !notes.is_stock(place.span.source))
      checking::report_unused(place, sources, found);
  }
  sort_diagnostics(found);
}

}  // namespace leadline
