// SPDX-License-Identifier: Apache-2.0
// Points, grade, thresholds and stage of one record, each with its why.
#include "engine/explain/explain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "engine/explain/words.hpp"
#include "engine/values/text.hpp"
#include "leadline/decimal.hpp"

namespace leadline::explaining {

namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kLabelWidth = 34;
constexpr std::size_t kMostInteractions = 12;

// A paragraph whose lines stand behind `indent` blanks.
void add_wrapped(std::string& out, std::size_t indent, std::string_view text) {
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (column != 0 && column + 1 + length(word) > kWidth) {
      out += '\n';
      column = 0;
    }
    if (column == 0) {
      out += std::string(indent, ' ');
      column = indent;
    } else {
      out += ' ';
      ++column;
    }
    out += word;
    column += length(word);
  }
  out += '\n';
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t size = length(text);
  return std::string(text) + std::string(size < width ? width - size : 0, ' ');
}

std::string points_text(std::int64_t micros) { return to_text(Decimal{micros}); }

std::string points_word(std::int64_t micros) {
  return points_text(micros) + (micros == Decimal::kOne ? " point" : " points");
}

// The rule's text without its points, which stand in front of the line already.
std::string form_of(const Program& program, const Rule& rule) {
  std::string text = one_line(rule.text, 400);
  if (rule.or_points != kNoExpr || program.expr(rule.points).op != Op::kConstant) return text;
  const std::size_t blank = text.find(' ');
  if (rule.form != RuleForm::kOtherwise && blank == std::string::npos) return text;
  return blank == std::string::npos ? text : text.substr(blank + 1);
}

void add_entry(std::string& out, std::size_t indent, std::int64_t amount, std::string_view label,
               std::string_view form) {
  std::string line = fmt::format("{}{:>8}  {}", std::string(indent, ' '), signed_points(amount),
                                 padded(label, form.empty() ? 0 : kLabelWidth));
  const std::size_t used = length(line);
  if (form.empty()) {
    out += line + '\n';
  } else if (used + 2 + length(form) <= kWidth) {
    out += fmt::format("{}  {}\n", line, form);
  } else {
    out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    add_wrapped(out, indent + 12, form);
  }
}

void add_interactions(std::string& out, std::size_t indent, const Facts& facts, const LedgerLine& line, bool silence) {
  std::size_t shown = 0;
  for (const LedgerInteraction& interaction : line.interactions) {
    if (shown == kMostInteractions) {
      add_wrapped(out, indent, fmt::format("and {} more", grouped(line.interactions.size() - shown)));
      break;
    }
    ++shown;
    std::string text = fmt::format("{} {}", local_time(facts.time_of(interaction), facts.program()),
                                   facts.program().interactions[interaction.kind].name);
    const std::string attributes = facts.attributes_of(interaction);
    if (!attributes.empty()) text += " (" + attributes + ')';
    if (interaction.points != 0) text += ": " + signed_points(interaction.points);
    if (silence) text += fmt::format(", {} ago", rough_duration(facts.as_of() - facts.time_of(interaction)));
    add_wrapped(out, indent, text);
  }
}

// What there is where a selection found nothing that counts; for silence rules, how long it has lasted.
std::string selection_sentence(const Facts& facts, const Selection& selection, bool silence) {
  if (selection.records) return {};
  const SelectionFacts found = facts.selection(selection);
  if (found.kinds.empty()) return {};
  const std::string kinds = found.kinds.size() > 6 ? "interaction" : joined(found.kinds, "or");
  const auto last = [&] {
    const std::string when = local_time(found.last, facts.program());
    return found.last == facts.as_of() ? when
                                       : fmt::format("{}, {} ago", when, rough_duration(facts.as_of() - found.last));
  };
  std::string text;
  if (found.recorded == 0) {
    text = fmt::format("there is no {} at all", kinds);
  } else if (silence) {
    text = fmt::format("the last {} was {}", kinds, last());
  } else {
    text = fmt::format("of {} there {} recorded, and {} counts; the last was {}", kinds,
                       found.recorded == 1 ? "is 1" : fmt::format("are {}", grouped(found.recorded)),
                       found.recorded == 1 ? "it does not fit, so none" : "none", last());
  }
  if (found.later != 0) {
    text += fmt::format("; {} after this time", found.later == 1 ? "1 lies" : grouped(found.later) + " lie");
  }
  return text;
}

// The selections that a condition asks for, each once.
void collect_selections(const Program& program, ExprId id, std::vector<SelectionId>& selections) {
  const Expr& expr = program.expr(id);
  if (expr.selection != kNoSelection &&
      std::find(selections.begin(), selections.end(), expr.selection) == selections.end()) {
    selections.push_back(expr.selection);
  }
  for (const ExprId child : expr.children) collect_selections(program, child, selections);
}

// Why a rule gave what it gave, where there is more to say than its text.
void add_reason(std::string& out, std::size_t indent, const Facts& facts, const LedgerLine& line) {
  const Program& program = facts.program();
  const Rule& rule = program.models[line.model].rules[static_cast<std::size_t>(line.rule)];
  if (line.holds && !line.counted) {
    add_wrapped(out, indent,
                fmt::format("holds ({}), but another rule of its block counts", signed_points(line.points)));
  }
  std::vector<SelectionId> selections;
  if (rule.selection != kNoSelection) selections.push_back(rule.selection);
  if (rule.condition != kNoExpr) {
    const std::string facts_read = facts.sentence(rule.condition);
    if (!facts_read.empty()) add_wrapped(out, indent, facts_read);
    collect_selections(program, rule.condition, selections);
  }
  const bool silence = rule.form == RuleForm::kWithout;
  if (!line.interactions.empty()) {
    add_interactions(out, indent, facts, line, silence);
    return;
  }
  if (line.holds && !silence) return;
  for (const SelectionId selection : selections) {
    const std::string sentence = selection_sentence(facts, program.selections[selection], silence);
    if (!sentence.empty()) add_wrapped(out, indent, sentence);
  }
}

std::string bounds_text(const Bounds& bounds, bool took_away) {
  if (took_away && bounds.at_most) return fmt::format("at most {}", points_word(bounds.at_most->micros));
  if (!took_away && bounds.never_below) return fmt::format("never below {}", points_text(bounds.never_below->micros));
  return "bound";
}

void add_line(std::string& out, std::size_t indent, const Facts& facts, const LedgerLine& line) {
  const Program& program = facts.program();
  const Model& model = program.models[line.model];
  switch (line.kind) {
    case LedgerLine::Kind::kRule: {
      const Rule& rule = model.rules[static_cast<std::size_t>(line.rule)];
      add_entry(out, indent, line.amount, rule.label, form_of(program, rule));
      add_reason(out, indent + 12, facts, line);
      return;
    }
    case LedgerLine::Kind::kRuleBound: {
      const Rule& rule = model.rules[static_cast<std::size_t>(line.rule)];
      add_entry(out, indent, line.amount, fmt::format("this rule gives {}", bounds_text(rule.bounds, line.amount < 0)),
                {});
      return;
    }
    case LedgerLine::Kind::kGroupBound: {
      const Group& group = model.groups[static_cast<std::size_t>(line.group)];
      add_entry(out, indent, line.amount,
                fmt::format("this group gives {}", bounds_text(group.bounds, line.amount < 0)), {});
      return;
    }
    case LedgerLine::Kind::kFormula:
      add_entry(out, indent, line.amount, fmt::format("score = {}", facts.text(model.score)), {});
      return;
    case LedgerLine::Kind::kModelBound:
      add_entry(out, indent, line.amount,
                fmt::format("this model gives {}", bounds_text(model.bounds, line.amount < 0)), {});
      return;
  }
}

std::string titled(std::string_view name, std::string_view title) {
  return title.empty() ? std::string(name) : fmt::format("{} \"{}\"", name, title);
}

void add_lines(std::string& out, std::size_t indent, const Facts& facts, std::uint32_t model, std::int32_t group) {
  for (const LedgerLine& line : facts.ledger().lines) {
    if (line.model == model && line.group == group) add_line(out, indent, facts, line);
  }
}

void add_grade(std::string& out, const Facts& facts, std::uint32_t m) {
  const Model& model = facts.program().models[m];
  if (model.grades.empty()) return;
  const std::uint8_t index = facts.ledger().grades[m];
  const auto why = [&](const Grade& grade, std::string_view verdict) {
    std::string text = fmt::format("`{}` {}", facts.text(grade.condition), verdict);
    const std::string read = facts.sentence(grade.condition);
    return read.empty() ? text : text + fmt::format(" ({})", read);
  };
  std::string text;
  if (index == 0) {
    text = "no grade: no line holds";
  } else {
    const Grade& grade = model.grades[index - 1U];
    text = fmt::format("grade \"{}\"", grade.word);
    text += grade.condition == kNoExpr ? ": no line above it holds" : ": " + why(grade, "holds");
  }
  add_wrapped(out, 2, text);
  for (std::size_t g = 0; g + 1 < index || (index == 0 && g < model.grades.size()); ++g) {
    if (model.grades[g].condition != kNoExpr)
      add_wrapped(out, 4, fmt::format("not \"{}\": {}", model.grades[g].word, why(model.grades[g], "does not hold")));
  }
}

// Two columns: a name, and what there is to say, which may go on below it.
void add_pairs(std::string& out, std::size_t indent, const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::size_t width = 0;
  for (const auto& [name, text] : pairs) width = std::max(width, length(name));
  width = std::min<std::size_t>(width, 52);
  for (const auto& [name, text] : pairs) {
    std::string wrapped;
    add_wrapped(wrapped, indent + width + 2, text);
    out += std::string(indent, ' ') + padded(name, width) + "  " +
           wrapped.substr(std::min(wrapped.size(), indent + width + 2));
  }
}

void add_thresholds(std::string& out, const Facts& facts, std::int32_t model) {
  const Program& program = facts.program();
  std::size_t width = 0;
  for (const Threshold& threshold : program.thresholds) {
    if (threshold.model == model && threshold.kind == facts.ledger().kind)
      width = std::max(width, threshold.name.size());
  }
  if (width == 0) return;
  out += model < 0 ? "thresholds over several models\n" : "  thresholds\n";
  std::vector<std::pair<std::string, std::string>> lines;
  for (std::uint32_t t = 0; t < program.thresholds.size(); ++t) {
    const Threshold& threshold = program.thresholds[t];
    if (threshold.model != model || threshold.kind != facts.ledger().kind) continue;
    std::string line = padded(threshold.name, width);
    if (threshold.at) line += fmt::format("  at {}", points_text(threshold.at->micros));
    lines.emplace_back(std::move(line), threshold_text(facts, t));
  }
  add_pairs(out, 4, lines);
}

void add_model(std::string& out, const Facts& facts, std::uint32_t m) {
  const Model& model = facts.program().models[m];
  const std::int64_t score = facts.ledger().scores[m];
  out += titled(model.name, model.title) + ": ";
  if (score == kMissing64) {
    out += "no score\n";
    if (facts.orphan()) {
      add_wrapped(out, 2, "the lead has neither a contact nor an account, or they are not in the data");
    } else if (model.where != kNoExpr) {
      std::string text = fmt::format("the model scores {} where `{}`", plural_of(model.kind), facts.text(model.where));
      const std::string read = facts.sentence(model.where);
      if (!read.empty()) text += fmt::format("; {}", read);
      add_wrapped(out, 2, text);
    }
    add_thresholds(out, facts, static_cast<std::int32_t>(m));
    return;
  }
  out += points_word(score);
  const std::uint8_t grade = facts.ledger().grades[m];
  if (grade != 0) out += fmt::format(", grade \"{}\"", model.grades[grade - 1U].word);
  out += '\n';
  out += ledger_text(facts, m, -1);
  add_grade(out, facts, m);
  add_thresholds(out, facts, static_cast<std::int32_t>(m));
}

std::string transition_name(const Program& program, const TriedTransition& tried) {
  const Process& process = program.processes[tried.process];
  const bool any = tried.any >= 0;
  const Transition& transition = any ? process.any[static_cast<std::size_t>(tried.any)].transitions[tried.transition]
                                     : process.stages[tried.from].transitions[tried.transition];
  return fmt::format("{} -> {}", any ? "any stage" : process.stages[tried.from].name,
                     process.stages[transition.to].name);
}

void add_process(std::string& out, const Facts& facts) {
  const Program& program = facts.program();
  const RecordLedger& ledger = facts.ledger();
  bool wanted = false;
  for (const Process& process : program.processes) wanted = wanted || process.kind == ledger.kind;
  if (!wanted) return;
  if (ledger.process == 0) {
    out += facts.orphan() ? "no stage: a lead without contact and account has no process\n"
                          : "no stage: no process is for this record\n";
    return;
  }
  const Process& process = program.processes[ledger.process - 1U];
  out += fmt::format("process {}\n", titled(process.name, process.title));
  if (ledger.stage == 0) return;
  const Stage& stage = process.stages[ledger.stage - 1U];
  std::string text = fmt::format("stage {}", titled(stage.name, stage.title));
  if (stage.final != Stage::Final::kNo) text += ", which is final";
  if (ledger.stage_since != kMissing64) {
    text += fmt::format(", since {}", local_time(ledger.stage_since, program));
    if (ledger.stage_since != facts.as_of())
      text += fmt::format(" ({})", rough_duration(facts.as_of() - ledger.stage_since));
  }
  add_wrapped(out, 2, text);
  for (const auto& [from, to] : ledger.moves) {
    add_wrapped(out, 4, fmt::format("moved now: {} -> {}", process.stages[from].name, process.stages[to].name));
  }
  if (ledger.tried.empty()) {
    const bool final = stage.final != Stage::Final::kNo;
    if (!final && ledger.status > 0) add_wrapped(out, 4, "no transition was tried: the record is not open");
    return;
  }
  out += "  transitions, in the order in which they were tried\n";
  std::vector<std::pair<std::string, std::string>> lines;
  lines.reserve(ledger.tried.size());
  for (const TriedTransition& tried : ledger.tried) {
    lines.emplace_back(transition_name(program, tried), outcome_text(facts, tried));
  }
  add_pairs(out, 4, lines);
}

}  // namespace

std::string threshold_text(const Facts& facts, std::uint32_t t) {
  const Threshold& threshold = facts.program().thresholds[t];
  const RecordLedger& ledger = facts.ledger();
  const bool holds = (ledger.thresholds[t] & kThresholdHoldsBit) != 0;
  const bool reached = (ledger.thresholds[t] & kThresholdReachedBit) != 0;
  const bool cleared =
      std::find(ledger.cleared.begin(), ledger.cleared.end(), threshold.full_name) != ledger.cleared.end();
  if (holds && reached) return "reached";
  if (holds && cleared) return "holds, but was reset; it is reached again only after it has not held once";
  if (holds) return "holds, but is not counted as reached: the record is not open";
  std::string missing;
  const std::int64_t score =
      threshold.model < 0 ? kMissing64 : ledger.scores[static_cast<std::size_t>(threshold.model)];
  if (threshold.model >= 0 && score == kMissing64) {
    missing = "there is no score";
  } else if (threshold.at && score != kMissing64) {
    missing = fmt::format("{} to go", points_word(threshold.at->micros - score));
  }
  const ExprId condition = threshold.at ? threshold.when : threshold.condition;
  if (condition != kNoExpr && !(threshold.model >= 0 && score == kMissing64)) {
    const std::string read = facts.sentence(condition);
    missing += fmt::format("{}`{}` does not hold", missing.empty() ? "" : ", and ", facts.text(condition));
    if (!read.empty()) missing += fmt::format(" ({})", read);
  }
  return reached ? fmt::format("reached earlier, and stays so; now {}", missing) : missing;
}

std::string outcome_text(const Facts& facts, const TriedTransition& tried) {
  const Process& process = facts.program().processes[tried.process];
  const Transition& transition = tried.any >= 0
                                     ? process.any[static_cast<std::size_t>(tried.any)].transitions[tried.transition]
                                     : process.stages[tried.from].transitions[tried.transition];
  const std::string condition = facts.text(transition.condition);
  switch (tried.outcome) {
    case TriedTransition::Outcome::kFired:
      return fmt::format("done, since `{}` holds", condition);
    case TriedTransition::Outcome::kNo: {
      const std::string read = facts.sentence(transition.condition);
      return fmt::format("no, `{}` does not hold{}", condition, read.empty() ? "" : fmt::format(" ({})", read));
    }
    case TriedTransition::Outcome::kHeld:
      return fmt::format("waits: `{}` already held when the record was moved back, and has to be no once", condition);
    case TriedTransition::Outcome::kEntered:
      return fmt::format("waits: `{}` holds, but the record has stood in that stage in this very evaluation",
                         condition);
    case TriedTransition::Outcome::kRequire:
      return fmt::format("stopped: `{}` holds, but it requires {}", condition, tried.missing);
  }
  return {};
}

std::string ledger_text(const Facts& facts, std::uint32_t m, std::int32_t only) {
  const Model& model = facts.program().models[m];
  const RecordLedger& ledger = facts.ledger();
  std::string out;
  const auto has_lines = [&](std::int32_t group) {
    return std::any_of(ledger.lines.begin(), ledger.lines.end(),
                       [&](const LedgerLine& line) { return line.model == m && line.group == group; });
  };
  for (std::size_t g = 0; g < model.groups.size(); ++g) {
    if (only >= 0 && static_cast<std::size_t>(only) != g) continue;
    const Group& group = model.groups[g];
    const std::int64_t points = ledger.groups[m][g];
    out += fmt::format("  {}: {}\n", titled(group.name, group.title),
                       points == kMissing64 ? "missing" : points_word(points));
    add_lines(out, 0, facts, m, static_cast<std::int32_t>(g));
  }
  if (only < 0 && has_lines(-1)) {
    if (!model.groups.empty()) out += "  outside the groups\n";
    add_lines(out, 0, facts, m, -1);
  }
  return out;
}

std::string explain_text(const Facts& facts) {
  const Program& program = facts.program();
  const RecordLedger& ledger = facts.ledger();
  std::string out =
      fmt::format("{} {}, as of {} {}\n", name_of(ledger.kind), facts.id(ledger.kind, ledger.row),
                  local_time(facts.as_of(), program), program.zones.empty() ? "UTC" : program.zones.front());
  std::string about;
  const auto add = [&](const std::string& text) { about += (about.empty() ? "" : ", ") + text; };
  if (ledger.kind != RecordKind::kContact && ledger.kind != RecordKind::kAccount) {
    const std::uint32_t contact = facts.linked(ledger.kind, ledger.row, LinkKind::kContact);
    add(contact == kNoRow ? "no contact" : fmt::format("contact {}", facts.id(RecordKind::kContact, contact)));
  }
  if (ledger.kind != RecordKind::kAccount) {
    const std::uint32_t account = facts.linked(ledger.kind, ledger.row, LinkKind::kAccount);
    add(account == kNoRow ? "no account" : fmt::format("account {}", facts.id(RecordKind::kAccount, account)));
  }
  if (ledger.kind == RecordKind::kLead) {
    static constexpr const char* kStatus[] = {"open", "qualified", "disqualified"};
    const std::int64_t status = ledger.status == kMissing64 ? 0 : ledger.status;
    add(std::string("status ") + (status >= 0 && status < 3 ? kStatus[status] : "unknown"));
  }
  const Value created = facts.field("created");
  if (!created.missing) add(fmt::format("created {}", local_time(created.number, program)));
  if (!about.empty()) add_wrapped(out, 0, about);
  bool scored = false;
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    if (program.models[m].kind != ledger.kind) continue;
    scored = true;
    out += '\n';
    add_model(out, facts, m);
  }
  if (!scored) out += fmt::format("\nno model scores {}\n", plural_of(ledger.kind));
  std::string rest;
  add_thresholds(rest, facts, -1);
  if (!rest.empty()) out += '\n' + rest;
  rest.clear();
  add_process(rest, facts);
  if (!rest.empty()) out += '\n' + rest;
  return out;
}

}  // namespace leadline::explaining
