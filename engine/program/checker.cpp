// SPDX-License-Identifier: Apache-2.0
// Reporting, adding expressions, and the written text of a place.
#include "engine/program/checker.hpp"

#include "engine/program/nearest.hpp"

namespace leadline::checking {

namespace {

Diagnostic& report(Diagnostics& diagnostics, Severity severity, std::string check, const Span& span,
                   std::string message, std::string help) {
  Diagnostic found;
  found.check = std::move(check);
  found.severity = severity;
  found.span = span;
  found.message = std::move(message);
  found.help = std::move(help);
  diagnostics.push_back(std::move(found));
  return diagnostics.back();
}

// "did you mean `x`?" is an edit too, where the place holds nothing but the word that was mistyped.
void offer_nearest(const Sources& sources, Diagnostic& found) {
  static constexpr std::string_view kBegin = "did you mean ";
  const std::string_view help = found.help;
  if (help.size() <= kBegin.size() + 1 || help.substr(0, kBegin.size()) != kBegin) return;
  const char mark = help[kBegin.size()];
  const std::size_t end = help.find(std::string{mark} + "?", kBegin.size() + 1);
  if ((mark != '`' && mark != '"') || end == std::string_view::npos) return;
  const std::string meant{help.substr(kBegin.size() + 1, end - kBegin.size() - 1)};
  std::string_view written = sources.text(found.span);
  const bool quoted = written.size() > 2 && written.front() == '"' && written.back() == '"';
  if (quoted) written = written.substr(1, written.size() - 2);
  if (meant.find_first_of("\"\\") != std::string::npos || nearest(written, {meant}).empty()) return;
  found.fixes.push_back({found.span, quoted ? '"' + meant + '"' : meant});
}

}  // namespace

Diagnostic& Checker::error(std::string check, const Span& span, std::string message, std::string help) {
  Diagnostic& found =
      report(diagnostics, Severity::kError, std::move(check), span, std::move(message), std::move(help));
  if (found.check == "name/unknown") offer_nearest(sources, found);
  return found;
}

Diagnostic& Checker::warning(std::string check, const Span& span, std::string message, std::string help) {
  return report(diagnostics, Severity::kWarning, std::move(check), span, std::move(message), std::move(help));
}

Diagnostic& Checker::hint(std::string check, const Span& span, std::string message, std::string help) {
  return report(diagnostics, Severity::kHint, std::move(check), span, std::move(message), std::move(help));
}

ExprId Checker::add(Expr expr) {
  const Span span = expr.span;
  const ExprId id = arena.add(std::move(expr));
  if (arena.depth(id) <= Arena::kMaxDepth) return id;
  if (!depth_reported_) {
    error("type/too-deep", span, "this is nested more than 2,000 deep, its definitions included",
          "split it into rules of its own");
    depth_reported_ = true;
  }
  return broken();
}

ExprId Checker::broken() {
  if (broken_ == kNoExpr) {
    Expr nothing;
    nothing.op = Op::kConstant;
    nothing.value.missing = true;
    broken_ = arena.add(std::move(nothing));
  }
  return broken_;
}

std::string Checker::written(const Span& span) const {
  std::string out;
  const std::string_view text = sources.text(span);
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      out += c;
      if (c == '\\' && i + 1 < text.size()) {
        out += text[++i];
      } else if (c == '"') {
        in_text = false;
      }
    } else if (c == '#') {
      while (i + 1 < text.size() && text[i + 1] != '\n') ++i;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c;
      in_text = c == '"';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

void Checker::mention(const SharedName& name, const Span& span) const {
  switch (name.kind) {
    case SharedKind::kList:
      return mention(NameKind::kList, name.index, 0, span);
    case SharedKind::kTable:
      return mention(NameKind::kTable, name.index, 0, span);
    case SharedKind::kDefinition:
      return mention(NameKind::kDefinition, name.index, 0, span);
    case SharedKind::kSegment:
      return mention(NameKind::kSegment, name.index, 0, span);
    case SharedKind::kThreshold:
      return mention(NameKind::kThreshold, name.index, 0, span);
  }
}

void Checker::mention_stage(RecordKind kind, const std::string& stage, const Span& span) const {
  for (std::size_t p = 0; names != nullptr && p < program.processes.size(); ++p) {
    if (program.processes[p].kind != kind) continue;
    const int found = program.processes[p].find(stage);
    if (found >= 0) mention(NameKind::kStage, p, static_cast<std::size_t>(found), span);
  }
}

void Checker::mention_thresholds(const std::vector<std::uint32_t>& thresholds, const Span& span) const {
  for (const std::uint32_t threshold : thresholds) mention(NameKind::kThreshold, threshold, 0, span);
}

void Checker::mention_word(const Type& type, const std::string& word, const Span& span) const {
  if (names == nullptr || type.kind != TypeKind::kGrade || type.choice >= program.models.size()) return;
  const std::vector<Grade>& grades = program.models[type.choice].grades;
  for (std::size_t g = 0; g < grades.size(); ++g) {
    if (grades[g].word == word) return mention(NameKind::kGrade, type.choice, g, span);
  }
}

Circles::Node score_node(Checker& c, std::uint32_t model) {
  const Model& m = c.program.models[model];
  return c.circles.node(Circles::Kind::kScore, model, 0, m.name + ".score", m.span);
}

Circles::Node group_node(Checker& c, std::uint32_t model, std::uint32_t group) {
  const Model& m = c.program.models[model];
  return c.circles.node(Circles::Kind::kGroup, model, group, m.name + "." + m.groups[group].name, m.groups[group].span);
}

Circles::Node grade_node(Checker& c, std::uint32_t model) {
  const Model& m = c.program.models[model];
  return c.circles.node(Circles::Kind::kGrade, model, 0, m.name + ".grade", m.span);
}

Circles::Node threshold_node(Checker& c, std::uint32_t threshold) {
  const Threshold& t = c.program.thresholds[threshold];
  return c.circles.node(Circles::Kind::kThreshold, threshold, 0, t.full_name + " now", t.span);
}

Circles::Node segment_node(Checker& c, std::uint32_t segment) {
  const Segment& s = c.program.segments[segment];
  return c.circles.node(Circles::Kind::kSegment, segment, 0, "segment " + s.name, s.span);
}

Circles::Node deadline_node(Checker& c, std::uint32_t process, std::uint32_t deadline) {
  const Deadline& d = c.program.processes[process].deadlines[deadline];
  return c.circles.node(Circles::Kind::kDeadline, process, deadline, "deadline " + d.name, d.span);
}

}  // namespace leadline::checking
