// SPDX-License-Identifier: Apache-2.0
#include "laws/generate_expressions.hpp"

#include <algorithm>

#include "laws/vocabulary.hpp"

namespace leadline::laws {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

const std::vector<NamedSort>& fields_of(const std::string& kind) {
  static const std::map<std::string, std::vector<NamedSort>> kFields = {{"contact",
                                                                         {{"title", Sort::kText},
                                                                          {"city", Sort::kText},
                                                                          {"email", Sort::kText},
                                                                          {"phone", Sort::kText},
                                                                          {"site", Sort::kText},
                                                                          {"age_years", Sort::kNumber},
                                                                          {"budget", Sort::kNumber},
                                                                          {"opted_in", Sort::kYesNo},
                                                                          {"born", Sort::kTime},
                                                                          {"delay", Sort::kDuration},
                                                                          {"level", Sort::kLevel},
                                                                          {"tags", Sort::kTexts},
                                                                          {"marks", Sort::kNumbers},
                                                                          {"created", Sort::kTime},
                                                                          {"stage_since", Sort::kTime}}},
                                                                        {"account",
                                                                         {{"name", Sort::kText},
                                                                          {"industry", Sort::kText},
                                                                          {"employees", Sort::kNumber},
                                                                          {"tier", Sort::kTier},
                                                                          {"vip", Sort::kYesNo},
                                                                          {"since_when", Sort::kTime},
                                                                          {"created", Sort::kTime}}},
                                                                        {"lead",
                                                                         {{"topic", Sort::kText},
                                                                          {"campaign", Sort::kText},
                                                                          {"amount", Sort::kNumber},
                                                                          {"urgent", Sort::kYesNo},
                                                                          {"due", Sort::kTime},
                                                                          {"wait", Sort::kDuration},
                                                                          {"heat", Sort::kHeat},
                                                                          {"labels", Sort::kTexts},
                                                                          {"created", Sort::kTime},
                                                                          {"stage_since", Sort::kTime},
                                                                          {"owner", Sort::kText}}},
                                                                        {"opportunity",
                                                                         {{"name", Sort::kText},
                                                                          {"amount", Sort::kNumber},
                                                                          {"sure", Sort::kYesNo},
                                                                          {"closing", Sort::kTime},
                                                                          {"heat", Sort::kHeat},
                                                                          {"created", Sort::kTime},
                                                                          {"owner", Sort::kText}}}};
  return kFields.at(kind);
}

const std::map<std::string, std::vector<NamedSort>>& interaction_kinds() {
  static const std::map<std::string, std::vector<NamedSort>> kKinds = {
      {"page_visit", {{"page", Sort::kText}, {"campaign", Sort::kText}, {"seconds_spent", Sort::kNumber}}},
      {"email_open", {{"campaign", Sort::kText}}},
      {"demo",
       {{"rating", Sort::kNumber},
        {"level", Sort::kLevel},
        {"good", Sort::kYesNo},
        {"planned", Sort::kTime},
        {"took", Sort::kDuration}}},
      {"adjustment", {{"points_given", Sort::kNumber}}},
      {"ping", {}},
      {"email_sent", {{"campaign", Sort::kText}}}};
  return kKinds;
}

const std::vector<std::string>& words_of(Sort choice) {
  static const std::vector<std::string> kLevels = {"none", "consent", "marketing", "profiling"};
  static const std::vector<std::string> kTiers = {"small", "medium", "large"};
  static const std::vector<std::string> kHeats = {"cold", "hot"};
  return choice == Sort::kLevel ? kLevels : choice == Sort::kTier ? kTiers : kHeats;
}

std::vector<NamedSort> Expressions::attributes(const std::vector<std::string>& kinds, Sort sort) {
  std::vector<NamedSort> result;
  for (const std::string& kind : kinds) {
    static const std::map<std::string, std::vector<NamedSort>> kRecorded = {
        {"move", {{"from", Sort::kText}, {"to", Sort::kText}, {"by", Sort::kText}}},
        {"reach", {{"threshold", Sort::kText}}}};
    const auto& all = kind == "move" || kind == "reach" ? kRecorded : interaction_kinds();
    const auto known = all.find(kind);
    if (known == all.end()) continue;
    for (const NamedSort& attribute : known->second) {
      if (attribute.sort == sort) result.push_back(attribute);
    }
  }
  return result;
}

std::string Expressions::plain_number() {
  switch (random_.below(8)) {
    case 0:
      return std::to_string(random_.below(1000)) + "." + std::to_string(random_.between(1, 9));
    case 1:
      return std::to_string(random_.below(20)) + ".000001";
    case 2:
      return random_.chance(20) ? "9_000_000_000_000" : "100_000";
    case 3:
      return "0.5";
    default:
      return std::to_string(random_.below(60));
  }
}

std::string Expressions::duration() {
  static const std::vector<std::string> kDurations = {"1 hour",  "90 minutes", "1 day",    "3 days",
                                                      "7 days",  "2 weeks",    "30 days",  "36 hours",
                                                      "90 days", "400 days",   "1.5 days", "10 seconds"};
  return random_.pick(kDurations);
}

std::string Expressions::literal(Sort sort) {
  switch (sort) {
    case Sort::kText:
      return quoted(random_.pick(words()));
    case Sort::kNumber:
      return (random_.chance(15) ? "-" : "") + plain_number();
    case Sort::kYesNo:
      return random_.chance(50) ? "yes" : "no";
    case Sort::kTime: {
      std::string day =
          "2026-0" + std::to_string(random_.between(1, 9)) + "-" + std::to_string(random_.between(10, 28));
      switch (random_.below(4)) {
        case 0:
          return day + "T09:30:00Z";
        case 1:
          return day + "T23:59:59.999+02:00";
        case 2:
          return random_.chance(50) ? "2026-03-29" : "2026-10-25";
        default:
          return day;
      }
    }
    case Sort::kDuration:
      return duration();
    case Sort::kLevel:
    case Sort::kTier:
    case Sort::kHeat:
      return quoted(random_.pick(words_of(sort)));
    case Sort::kTexts:
    case Sort::kNumbers:
      return list_literal(sort == Sort::kTexts ? Sort::kText : Sort::kNumber, 3);
  }
  return "";
}

std::string Expressions::list_literal(Sort sort, int most) {
  std::string out = "[";
  const int n = random_.between(1, most);
  for (int i = 0; i < n; ++i) out += (i == 0 ? "" : ", ") + literal(sort);
  return out + "]";
}

std::string Expressions::named(const Scope& scope, Sort sort) {
  std::vector<std::string> found;
  if (!scope.interactions.empty()) {
    for (const NamedSort& attribute : attributes(scope.interactions, sort)) found.push_back(attribute.name);
    if (sort == Sort::kTime) found.insert(found.end(), {"at", "at"});
    if (sort == Sort::kText) found.push_back("kind");
  } else if (!scope.record.empty()) {
    for (const NamedSort& field : fields_of(scope.record)) {
      if (field.sort == sort) found.push_back(field.name);
    }
  }
  if (found.empty() || random_.chance(40)) {
    std::vector<std::string> kinds = {scope.kind};
    if (scope.kind == "opportunity") kinds.insert(kinds.end(), {"lead", "contact", "account"});
    if (scope.kind == "lead") kinds.insert(kinds.end(), {"contact", "account"});
    if (scope.kind == "contact") kinds.emplace_back("account");
    const std::string& kind = random_.chance(50) ? kinds.front() : random_.pick(kinds);
    for (const NamedSort& field : fields_of(kind)) {
      if (field.sort != sort || (field.name == "stage_since" && !scope.state)) continue;
      const bool bare = scope.bare && kind == scope.kind && random_.chance(30);
      found.push_back(bare ? field.name : kind + "." + field.name);
    }
    if (!scope.interactions.empty() && random_.chance(20)) {
      for (const NamedSort& field : fields_of("contact")) {
        if (field.sort == sort && field.name != "stage_since") found.push_back("its contact." + field.name);
      }
    }
    const auto definitions = names_.definitions.find(scope.kind);
    if (definitions != names_.definitions.end()) {
      for (const NamedSort& definition : definitions->second) {
        if (definition.sort == sort) found.push_back(definition.name);
      }
    }
  }
  return found.empty() ? "" : random_.pick(found);
}

std::string Expressions::operand(const Scope& scope, Sort sort, int depth) {
  if (depth > 0 && random_.chance(12)) {
    return "(" + operand(scope, sort, depth - 1) + " else " +
           (random_.chance(50) ? literal(sort) : operand(scope, sort, 0)) + ")";
  }
  const bool simple_list = sort == Sort::kTexts || sort == Sort::kNumbers;
  if (depth > 0 && !simple_list && random_.chance(8)) {
    std::string cases = "first of { ";
    const int n = random_.between(1, 2);
    for (int i = 0; i < n; ++i) cases += operand(scope, sort, 0) + " when " + condition(scope, depth - 1) + ", ";
    return cases + (random_.chance(60) ? operand(scope, sort, 0) + " otherwise }" : "}");
  }
  std::string result;
  if (depth > 0 && random_.chance(55)) {
    switch (sort) {
      case Sort::kNumber:
        result = number(scope, depth);
        break;
      case Sort::kTime:
        result = time(scope, depth);
        break;
      case Sort::kText:
        result = text(scope, depth);
        break;
      case Sort::kDuration:
        result = random_.chance(50)   ? "(age of " + time(scope, 0) + ")"
                 : random_.chance(40) ? "(" + time(scope, depth - 1) + " - " + time(scope, 0) + ")"
                                      : aggregate(scope, sort, depth);
        if (result.empty()) result = "(" + operand(scope, sort, 0) + " * " + plain_number() + ")";
        break;
      case Sort::kYesNo:
        result = "(" + condition(scope, depth - 1) + ")";
        break;
      case Sort::kLevel:
      case Sort::kTier:
      case Sort::kHeat:
        result = aggregate(scope, sort, depth);
        break;
      case Sort::kTexts:
      case Sort::kNumbers:
        break;
    }
  }
  if (result.empty()) result = named(scope, sort);
  return result.empty() ? literal(sort) : result;
}

std::string Expressions::number(const Scope& scope, int depth) {
  const auto part = [&] { return operand(scope, Sort::kNumber, depth - 1); };
  switch (random_.below(14)) {
    case 0:
      return "(" + part() + (random_.chance(50) ? " + " : " - ") + part() + ")";
    case 1:
      return "(" + part() + (random_.chance(50) ? " * " : " / ") + part() + ")";
    case 2:
      return "length(" + operand(scope, Sort::kText, depth - 1) + ")";
    case 3:
      return "(day of week of " + time(scope, 0) + ")";
    case 4:
      return (random_.chance(50) ? "min(" : "max(") + part() + ", " + part() + ")";
    case 5:
      return "round(" + part() + ")";
    case 6:
      return "(" + operand(scope, Sort::kDuration, 0) + " / " + duration() + ")";
    case 7:
      if (!names_.text_tables.empty()) {
        const NamedSort& table = random_.pick(names_.text_tables);
        if (table.sort == Sort::kNumber) return table.name + "[" + operand(scope, Sort::kText, 0) + "]";
      }
      if (!names_.pair_tables.empty()) {
        return random_.pick(names_.pair_tables) + "[" + operand(scope, Sort::kText, 0) + ", " + part() + "]";
      }
      return part();
    case 8: {
      std::vector<std::string> scores;
      for (const ModelNames& model : names_.models) {
        if (!scope.link && model.kind != scope.kind) continue;
        const std::vector<std::string> reach =
            scope.kind == "opportunity" ? std::vector<std::string>{"opportunity", "lead", "contact", "account"}
            : scope.kind == "lead"      ? std::vector<std::string>{"lead", "contact", "account"}
            : scope.kind == "contact"   ? std::vector<std::string>{"contact", "account"}
                                        : std::vector<std::string>{"account"};
        if (std::find(reach.begin(), reach.end(), model.kind) == reach.end()) continue;
        const std::string path = model.kind == scope.kind && scope.record.empty() ? "" : model.kind + ".";
        scores.push_back(path + model.name + ".score");
        for (const std::string& group : model.groups) scores.push_back(path + model.name + "." + group);
      }
      return scores.empty() ? part() : random_.pick(scores);
    }
    case 9:
      if (scope.own != nullptr && scope.interactions.empty() && scope.record.empty()) {
        if (scope.score && random_.chance(50)) return "score";
        if (!scope.own->groups.empty()) return random_.pick(scope.own->groups);
      }
      return part();
    default: {
      const std::string found = aggregate(scope, Sort::kNumber, depth);
      return found.empty() ? part() : found;
    }
  }
}

std::string Expressions::time(const Scope& scope, int depth) {
  if (depth > 0) {
    switch (random_.below(6)) {
      case 0:
        return "now";
      case 1:
        return "(" + time(scope, 0) + (random_.chance(50) ? " + " : " - ") + duration() + ")";
      case 2:
        if (scope.state) {
          for (const ProcessNames& process : names_.processes) {
            if (process.kind == scope.kind) return "entering " + random_.pick(process.stages);
          }
        }
        break;
      case 3: {
        const std::string found = aggregate(scope, Sort::kTime, depth);
        if (!found.empty()) return found;
        break;
      }
      case 4:
        return std::string(random_.chance(50) ? "(first " : "(last ") + selection(scope, depth - 1) + ")";
      default:
        break;
    }
  }
  const std::string result = named(scope, Sort::kTime);
  return result.empty() || random_.chance(15) ? literal(Sort::kTime) : result;
}

std::string Expressions::text(const Scope& scope, int depth) {
  static const std::vector<std::string> kFunctions = {"lower", "digits", "sounds", "company", "domain", "mailbox"};
  switch (random_.below(4)) {
    case 0: {
      const std::string& function = random_.pick(kFunctions);
      if (function == "domain" || function == "mailbox") {
        return scope.kind == "account" ? named(scope, Sort::kText) : function + "(contact.email)";
      }
      return function + "(" + operand(scope, Sort::kText, depth - 1) + ")";
    }
    case 1:
      if (!names_.text_tables.empty()) {
        const NamedSort& table = random_.pick(names_.text_tables);
        if (table.sort == Sort::kText) return table.name + "[" + operand(scope, Sort::kText, 0) + "]";
      }
      return named(scope, Sort::kText);
    default:
      return aggregate(scope, Sort::kText, depth);
  }
}

}  // namespace leadline::laws
