// SPDX-License-Identifier: Apache-2.0
// The second half of Expressions: selections with their tails, aggregates over them, and conditions.
#include "laws/generate_expressions.hpp"
#include "laws/vocabulary.hpp"

namespace leadline::laws {

// --- selections
// --------------------------------------------------------------------------------------------------------

std::string Expressions::time_bound(const Scope& scope, int depth) {
  Scope outside = scope;  // a time is about the subject, also in a selection inside of a `where`
  outside.interactions.clear();
  outside.record.clear();
  switch (random_.below(5)) {
    case 0:
      return literal(Sort::kTime);
    case 1: {
      if (depth <= 0) return "now";
      return std::string(random_.chance(50) ? "(first " : "(last ") + selection(outside, depth - 1) + ")";
    }
    case 2:
      for (const ProcessNames& process : names_.processes) {
        if (process.kind == scope.kind && scope.state) return "entering " + random_.pick(process.stages);
      }
      return "(now - " + duration() + ")";
    default:
      return time(outside, 0);
  }
}

// `campaign = lead.campaign`, or empty.
std::string Expressions::same_as_subject(const Scope& scope, const Scope& inside) {
  std::vector<std::string> found;
  for (const Sort sort : {Sort::kText, Sort::kText, Sort::kNumber, Sort::kTime, Sort::kLevel}) {
    for (const NamedSort& attribute : attributes(inside.interactions, sort)) {
      for (const std::string& kind : {scope.kind, scope.kind, std::string("contact")}) {
        if (kind == "contact" && scope.kind == "account") continue;
        for (const NamedSort& field : fields_of(kind)) {
          if (field.sort != sort || (field.name == "stage_since" && !scope.state)) continue;
          found.push_back(attribute.name + (random_.chance(80) ? " = " : " != ") + kind + "." + field.name);
        }
      }
    }
  }
  return found.empty() ? "" : random_.pick(found);
}

std::string Expressions::tail(const Scope& scope, const Scope& inside, int depth, bool by) {
  std::vector<std::string> parts;
  if (by && random_.chance(25)) {
    std::vector<std::string> whom = {"account"};
    if (scope.kind != "account") whom.emplace_back("contact");
    if ((scope.kind == "lead" || scope.kind == "opportunity") && inside.record.empty()) whom.emplace_back("lead");
    if (inside.record == "contact") whom = {"account"};
    parts.push_back("by " + random_.pick(whom));
  }
  if (random_.chance(45)) {
    const std::string same = random_.chance(20) ? same_as_subject(scope, inside) : "";
    if (!same.empty()) {
      parts.push_back("where " + same);
    } else if (random_.chance(40)) {
      std::vector<std::string> flags;
      for (const NamedSort& attribute : attributes(inside.interactions, Sort::kYesNo)) flags.push_back(attribute.name);
      parts.push_back(flags.empty() || random_.chance(50) ? "where (" + condition(inside, depth - 1) + ")"
                                                          : "where " + random_.pick(flags));
    } else {
      parts.push_back("where (" + comparison(inside, depth - 1) + ")");
    }
  }
  if (random_.chance(35)) {
    parts.push_back("within " + duration() + (random_.chance(30) ? " after " + time_bound(scope, depth - 1) : ""));
  }
  if (random_.chance(15)) parts.push_back("since " + time_bound(scope, depth - 1));
  if (random_.chance(12)) parts.push_back("until " + time_bound(scope, depth - 1));
  random_.shuffle(parts);
  std::string out;
  for (const std::string& part : parts) out += " " + part;
  return out;
}

std::string Expressions::interactions(const Scope& scope, int depth, std::vector<std::string>& kinds) {
  std::vector<std::string> all;
  for (const auto& kind : interaction_kinds()) all.push_back(kind.first);
  std::string text;
  const int shape = random_.below(10);
  if (shape < 6) {
    kinds = {random_.pick(all)};
    text = kinds.front();
  } else if (shape < 9) {
    random_.shuffle(all);
    kinds.assign(all.begin(), all.begin() + random_.between(2, 3));
    for (const std::string& kind : kinds) text += (text.empty() ? "[" : ", ") + kind;
    text += "]";
  } else {
    for (const std::string& kind : all) {
      if (kind != "email_sent") kinds.push_back(kind);
    }
    text = "interaction";
  }
  Scope inside = scope;
  inside.bare = false;
  inside.interactions = kinds;
  inside.record.clear();
  return text + tail(scope, inside, depth, true);
}

// What was recorded about the subject: moves and reaches, also among other kinds.
std::string Expressions::recorded(const Scope& scope, int depth, std::vector<std::string>& kinds) {
  std::vector<std::string> stages;
  for (const ProcessNames& process : names_.processes) {
    if (process.kind == scope.kind) stages.insert(stages.end(), process.stages.begin(), process.stages.end());
  }
  std::vector<std::string> thresholds = {"gone"};
  for (const auto* const all : {&names_.thresholds, &names_.top_thresholds}) {
    const auto known = all->find(scope.kind);
    if (known != all->end()) thresholds.insert(thresholds.end(), known->second.begin(), known->second.end());
  }
  switch (random_.below(5)) {
    case 0:
      kinds = {"move"};
      if (stages.empty()) return "move";
      return std::string("move where ") + (random_.chance(70) ? "to" : "from") + " = " + quoted(random_.pick(stages));
    case 1:
    case 2:
      kinds = {"reach"};
      return "reach where threshold = " + quoted(random_.pick(thresholds)) +
             (random_.chance(40) ? " within " + duration() : "");
    default: {
      const std::vector<std::string> all = {"move", "reach", "page_visit"};
      kinds = {random_.chance(50) ? "move" : "reach"};
      if (random_.chance(50)) kinds.push_back(kinds.front() == "move" ? random_.pick(all) : "page_visit");
      if (kinds.size() == 2 && kinds[0] == kinds[1]) kinds.pop_back();
      Scope inside = scope;
      inside.bare = false;
      inside.interactions = kinds;
      inside.record.clear();
      const std::string names = kinds.size() == 1 ? kinds[0] : "[" + kinds[0] + ", " + kinds[1] + "]";
      return names + tail(scope, inside, depth, true);
    }
  }
}

Expressions::Chosen Expressions::choose_selection(const Scope& scope, int depth) {
  Chosen chosen{"", scope};
  chosen.inside.bare = false;
  chosen.inside.record.clear();
  chosen.inside.interactions.clear();
  const bool has_process = [&] {
    for (const ProcessNames& process : names_.processes) {
      if (process.kind == scope.kind) return true;
    }
    return false;
  }();
  if (scope.state && random_.chance(has_process ? 12 : 3)) {
    chosen.text = recorded(scope, depth, chosen.inside.interactions);
    return chosen;
  }
  if (scope.link && random_.chance(15)) {
    const std::vector<std::string> kinds = scope.kind == "contact" ? std::vector<std::string>{"lead", "opportunity"}
                                           : scope.kind == "account"
                                               ? std::vector<std::string>{"contact", "lead", "opportunity"}
                                           : scope.kind == "lead" ? std::vector<std::string>{"opportunity"}
                                                                  : std::vector<std::string>{};
    if (!kinds.empty()) {
      chosen.inside.record = random_.pick(kinds);
      chosen.text =
          chosen.inside.record + tail(scope, chosen.inside, depth, scope.kind == "contact" || scope.kind == "lead");
      return chosen;
    }
  }
  chosen.text = interactions(scope, depth, chosen.inside.interactions);
  return chosen;
}

std::string Expressions::selection(const Scope& scope, int depth) { return choose_selection(scope, depth).text; }

std::string Expressions::aggregate(const Scope& scope, Sort sort, int depth) {
  const Chosen chosen = choose_selection(scope, depth - 1);
  std::vector<NamedSort> having = attributes(chosen.inside.interactions, sort);
  if (!chosen.inside.record.empty()) {
    for (const NamedSort& field : fields_of(chosen.inside.record)) {
      if (field.sort == sort && field.name != "stage_since") having.push_back(field);
    }
  }
  const auto of = [&](const std::string& word) {
    return "(" + word + " " + random_.pick(having).name + " of " + chosen.text + ")";
  };
  static const std::vector<std::string> kBuckets = {"day", "weeks", "months", "days", "36 hours", "7 days"};
  static const std::vector<std::string> kNumeric = {"sum of", "min of", "max of", "average of"};
  switch (sort) {
    case Sort::kNumber:
      if (!having.empty() && random_.chance(45)) return of(random_.pick(kNumeric));
      if (random_.chance(25)) {
        std::string at_least = random_.chance(50) ? "at least " + std::to_string(random_.between(1, 3)) + " " : "";
        return "(count of " + random_.pick(kBuckets) + " with " + at_least + chosen.text + ")";
      }
      if (random_.chance(30)) {
        std::vector<NamedSort> any = attributes(chosen.inside.interactions, Sort::kText);
        if (!chosen.inside.interactions.empty()) any.push_back({"contact", Sort::kText});
        if (!any.empty()) return "(distinct " + random_.pick(any).name + " of " + chosen.text + ")";
      }
      return "(count of " + chosen.text + ")";
    case Sort::kDuration:
      if (!having.empty() && random_.chance(60)) return of(random_.pick(kNumeric));
      break;
    case Sort::kTime:
    case Sort::kText:
    case Sort::kYesNo:
    case Sort::kLevel:
    case Sort::kTier:
    case Sort::kHeat:
    case Sort::kTexts:
    case Sort::kNumbers:
      break;
  }
  if (having.empty()) return "";
  return "(" + random_.pick(having).name + " of " + (random_.chance(50) ? "first " : "last ") + chosen.text + ")";
}

// --- conditions
// --------------------------------------------------------------------------------------------------------

std::string Expressions::text_comparison(const Scope& scope, int depth) {
  static const std::vector<std::string> kTests = {"contains", "contains word", "starts with", "ends with"};
  std::string left = operand(scope, Sort::kText, depth);
  if (left.front() == '"') left = "lower(" + left + ")";
  const std::string no = random_.chance(15) ? "not " : "";
  const auto word = [&](bool inside) {
    for (;;) {
      const std::string& chosen = random_.pick(words());
      const bool short_word = chosen.size() <= 4;  // two letters such as `é` stay out too
      if (!inside || !short_word) return chosen;
    }
  };
  switch (random_.below(7)) {
    case 0:
    case 1:
      return left + (random_.chance(70) ? " = " : " != ") + exactly() +
             (random_.chance(70) ? literal(Sort::kText) : operand(scope, Sort::kText, 0));
    case 2:
      return left + (random_.chance(50) ? " < " : " >= ") + exactly() + literal(Sort::kText);
    case 3:
      if (!names_.text_lists.empty() && random_.chance(50))
        return left + " " + no + "in " + exactly() + random_.pick(names_.text_lists);
      return left + " " + no + "in " + exactly() + list_literal(Sort::kText, 4);
    case 4: {
      const std::string& test = random_.pick(kTests);
      return left + " " + no + test + " " + exactly() + quoted(word(test == "contains"));
    }
    case 5: {
      const std::string& test = random_.pick(kTests);
      return left + " " + no + test + " any " + exactly() + "[" + quoted(word(true)) + ", " + quoted(word(true)) + "]";
    }
    default:
      return left + " " + no + "like " + exactly() + quoted(random_.pick(patterns()));
  }
}

std::string Expressions::choice_comparison(const Scope& scope, int depth) {
  static const std::vector<std::string> kSigns = {" = ", " != ", " at least ", " at most ", " < ", " >= "};
  const Sort sort = random_.pick(std::vector<Sort>{Sort::kLevel, Sort::kTier, Sort::kHeat});
  std::string left = operand(scope, sort, depth);
  if (left.front() == '"') return comparison(scope, depth);
  if (random_.chance(20)) return left + (random_.chance(30) ? " not in " : " in ") + list_literal(sort, 2);
  return left + random_.pick(kSigns) + literal(sort);
}

std::string Expressions::list_comparison(const Scope& scope, int depth) {
  const Sort sort = random_.chance(60) ? Sort::kTexts : Sort::kNumbers;
  const Sort element = sort == Sort::kTexts ? Sort::kText : Sort::kNumber;
  std::string left = operand(scope, sort, depth);
  if (left.front() == '[') return comparison(scope, depth);
  const std::string no = random_.chance(15) ? "not " : "";
  if (random_.chance(40)) return left + " " + no + "has " + literal(element);
  const auto& lists = sort == Sort::kTexts ? names_.text_lists : names_.number_lists;
  const std::string wanted = !lists.empty() && random_.chance(40) ? random_.pick(lists) : list_literal(element, 3);
  return left + " " + no + (random_.chance(50) ? "has any " : "has all ") + wanted;
}

std::string Expressions::range(Sort sort) {
  if (sort == Sort::kDuration) return random_.chance(50) ? "0 days and 3 days" : "90 minutes and 30 days";
  if (sort == Sort::kTime)
    return "2026-0" + std::to_string(random_.between(1, 6)) + "-15 and 2026-0" + std::to_string(random_.between(7, 9)) +
           "-01T12:00:00Z";
  const int low = random_.between(-5, 20);
  return std::to_string(low) + " and " + std::to_string(low + random_.between(1, 40)) +
         (random_.chance(20) ? ".5" : "");
}

std::string Expressions::comparison(const Scope& scope, int depth) {
  static const std::vector<std::string> kSigns = {
      " = ", " != ", " < ", " <= ", " > ", " >= ", " at least ", " at most "};
  switch (random_.below(12)) {
    case 0:
    case 1:
    case 2:
      return text_comparison(scope, depth);
    case 3:
    case 4:
      return choice_comparison(scope, depth);
    case 5:
      return list_comparison(scope, depth);
    case 6: {
      const Sort sort = random_.pick(std::vector<Sort>{Sort::kText, Sort::kNumber, Sort::kTime, Sort::kYesNo,
                                                       Sort::kTexts, Sort::kLevel, Sort::kDuration});
      const std::string name = named(scope, sort);
      return (name.empty() ? "(" + operand(scope, Sort::kNumber, 1) + ")" : name) +
             (random_.chance(50) ? " is present" : " is missing");
    }
    case 7: {
      const std::string left = operand(scope, Sort::kYesNo, 0);
      return (left == "yes" || left == "no" ? "(" + left + " else yes)" : left) +
             (random_.chance(50) ? " = yes" : " = no");
    }
    default: {
      const Sort sort = random_.pick(std::vector<Sort>{Sort::kNumber, Sort::kNumber, Sort::kTime, Sort::kDuration});
      const std::string left = operand(scope, sort, depth);
      if (random_.chance(15)) return left + (random_.chance(20) ? " not between " : " between ") + range(sort);
      if (sort == Sort::kNumber && random_.chance(12)) {
        if (!names_.number_lists.empty() && random_.chance(50))
          return left + " in " + random_.pick(names_.number_lists);
        return left + " in " + list_literal(sort, 4);
      }
      return left + random_.pick(kSigns) + (random_.chance(60) ? literal(sort) : operand(scope, sort, depth - 1));
    }
  }
}

std::string Expressions::state_condition(const Scope& scope) {
  std::vector<std::string> found;
  for (const ProcessNames& process : names_.processes) {
    const bool self = process.kind == scope.kind;
    if (!self && !(scope.link && process.kind == "contact" && (scope.kind == "lead" || scope.kind == "opportunity")))
      continue;
    found.push_back(process.kind + ".stage = " + quoted(random_.pick(process.stages)));
    found.push_back(process.kind + ".held has " +
                    quoted(random_.pick(process.stages) + "->" + random_.pick(process.stages)));
    found.push_back(process.kind + ".held has " + quoted("any->" + random_.pick(process.stages)));
    if (!self) continue;
    found.push_back("time in stage > " + duration());
    if (!scope.process.empty() && scope.process != process.stages.front()) continue;
    for (const std::string& deadline : process.deadlines) found.push_back(deadline + " missed");
  }
  const auto add = [&](const std::map<std::string, std::vector<std::string>>& thresholds) {
    const auto known = thresholds.find(scope.kind);
    if (known == thresholds.end()) return;
    for (const std::string& name : known->second) {
      const std::size_t dot = name.find('.');
      const bool own = scope.own != nullptr && dot != std::string::npos && name.substr(0, dot) == scope.own->name;
      if (own) continue;
      found.push_back(name);
      found.push_back(scope.kind + (random_.chance(70) ? ".reached" : ".cleared") +
                      (random_.chance(70) ? " has " + quoted(name) : " has any [" + quoted(name) + ", \"gone\"]"));
    }
  };
  add(names_.thresholds);
  if (scope.own == nullptr) add(names_.top_thresholds);
  if (scope.kind == "lead") found.push_back("lead.status = \"open\"");
  static const std::vector<std::string> kLists = {".reached", ".cleared", ".held"};
  if (random_.chance(30)) found.push_back(scope.kind + random_.pick(kLists) + " is present");
  if (scope.link && scope.kind == "lead" && random_.chance(30)) found.emplace_back("contact.reached has \"gone\"");
  return found.empty() ? "" : random_.pick(found);
}

std::string Expressions::condition(const Scope& scope, int depth) {
  const bool plain = scope.interactions.empty() && scope.record.empty();
  const auto part = [&] {
    const std::string inner = condition(scope, depth - 1);
    return "(" + inner + ")";
  };
  if (random_.chance(3)) {  // nothing but the present decides
    if (random_.chance(30)) return "day of week of now = " + std::to_string(random_.between(1, 7));
    return std::string(random_.chance(50) ? "now >= " : "now < ") + literal(Sort::kTime);
  }
  if (depth > 0) {
    switch (random_.below(10)) {
      case 0:
        return part() + " and " + part();
      case 1:
        return part() + " or " + part() + (random_.chance(30) ? " and " + part() : "");
      case 2:
        return "not " + part();
      case 3:
        return std::string(random_.chance(70) ? "any " : "no ") + selection(scope, depth - 1);
      case 4:
        if (scope.state && plain) {
          const std::string found = state_condition(scope);
          if (!found.empty()) return found;
        }
        break;
      case 5:
        if (plain && scope.link && scope.kind != "account" && !names_.segments.empty()) {
          const std::string& segment = random_.pick(names_.segments);
          return scope.kind == "contact"
                     ? "in segment " + segment
                     : "contact " + std::string(random_.chance(20) ? "not " : "") + "in segment " + segment;
        }
        break;
      case 6:
        if (plain) {
          std::vector<std::string> found;
          for (const ModelNames& model : names_.models) {
            if (model.kind != scope.kind) continue;
            if (scope.own == nullptr && scope.scored) found.emplace_back("scored");
            if (!model.grades.empty()) {
              found.push_back(model.name + ".grade = " + quoted(random_.pick(model.grades)));
              found.push_back(model.name + ".grade at least " + quoted(random_.pick(model.grades)));
            }
            for (const std::string& threshold : model.thresholds)
              found.push_back(model.name + "." + threshold + " now");
          }
          if (scope.own != nullptr && scope.grade && !scope.own->grades.empty()) {
            found.push_back("grade at most " + quoted(random_.pick(scope.own->grades)));
          }
          if (!found.empty()) return random_.pick(found);
        }
        break;
      case 7:
        if (scope.kind != "account" && random_.chance(40)) {
          return std::string("is valid contact.") + (random_.chance(40)   ? "email"
                                                     : random_.chance(50) ? "phone"
                                                                          : "site");
        }
        break;
      default:
        break;
    }
  }
  return comparison(scope, depth);
}

}  // namespace leadline::laws
