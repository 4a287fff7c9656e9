// SPDX-License-Identifier: Apache-2.0
// Random conditions, values and selections as rule text, typed by construction. What may be named is in Names; where
// the text will stand is in Scope.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "laws/random.hpp"

namespace leadline::laws {

/// Types, as far as the generator tells them apart. Choices are three, each with words of its own.
enum class Sort { kText, kNumber, kYesNo, kTime, kDuration, kLevel, kTier, kHeat, kTexts, kNumbers };

struct NamedSort {
  std::string name;
  Sort sort;
};

[[nodiscard]] const std::vector<NamedSort>& fields_of(const std::string& kind);
/// Interactions by name, with attributes; `adjustment`, `page_visit`, …
[[nodiscard]] const std::map<std::string, std::vector<NamedSort>>& interaction_kinds();
[[nodiscard]] const std::vector<std::string>& words_of(Sort choice);

struct ModelNames {
  std::string name;
  std::string kind;
  std::vector<std::string> groups;
  std::vector<std::string> grades;  // from the highest down
  std::vector<std::string> thresholds;
};

struct ProcessNames {
  std::string kind;
  std::vector<std::string> stages;
  std::vector<std::string> deadlines;
  std::vector<std::string> old_stages;  // by stage: what it was called, or empty
};

/// What has been declared so far.
struct Names {
  std::vector<std::string> text_lists;
  std::vector<std::string> number_lists;
  std::vector<NamedSort> text_tables;    // key: a text
  std::vector<std::string> pair_tables;  // keys: text, number; value: number
  std::vector<ModelNames> models;
  std::vector<ProcessNames> processes;
  std::vector<std::string> segments;
  std::string hours;                                           // of work, or empty
  std::map<std::string, std::vector<NamedSort>> definitions;   // by kind
  std::map<std::string, std::vector<std::string>> thresholds;  // full names by kind, of all models, also later ones
  std::map<std::string, std::vector<std::string>> top_thresholds;
};

/// Where text stands.
struct Scope {
  std::string kind;                       // of the subject
  std::vector<std::string> interactions;  // inside `where`: kinds whose attributes may be named
  std::string record;                     // inside `where` of a selection of records
  bool bare = true;                       // the subject's fields may be named without `lead.`
  bool state = true;                      // stage, time in stage, what was reached may be read
  std::string process;                    // inside a process: its first stage; only its deadlines may be asked
  bool scored = false;                    // `scored` may be asked
  bool link = true;                       // other records' scores and state may be read
  const ModelNames* own = nullptr;        // inside a model: its groups so far may be named
  bool score = false;                     // its score too
  bool grade = false;                     // its grade too
};

class Expressions {
 public:
  Expressions(Random& random, const Names& names) : random_(random), names_(names) {}

  std::string condition(const Scope& scope, int depth);
  /// A value of a sort, fit to stand as an operand.
  std::string operand(const Scope& scope, Sort sort, int depth);
  std::string literal(Sort sort);
  /// A number without sign, `12` or `2.5`.
  std::string plain_number();
  std::string duration();
  /// KINDS and a tail.
  std::string selection(const Scope& scope, int depth);
  struct Chosen {
    std::string text;
    Scope inside;
  };
  /// A selection of interactions or records, and what its `where` may name.
  Chosen choose_selection(const Scope& scope, int depth);
  /// A selection of interactions, and which kinds it has.
  std::string interactions(const Scope& scope, int depth, std::vector<std::string>& kinds);
  /// The tail, without `by` if `counting` would not have it.
  std::string tail(const Scope& scope, const Scope& inside, int depth, bool by);
  /// Attributes that all or some of the kinds have.
  std::vector<NamedSort> attributes(const std::vector<std::string>& kinds, Sort sort);

 private:
  std::string same_as_subject(const Scope& scope, const Scope& inside);
  std::string recorded(const Scope& scope, int depth, std::vector<std::string>& kinds);
  std::string comparison(const Scope& scope, int depth);
  std::string text_comparison(const Scope& scope, int depth);
  std::string choice_comparison(const Scope& scope, int depth);
  std::string list_comparison(const Scope& scope, int depth);
  std::string state_condition(const Scope& scope);
  std::string time_bound(const Scope& scope, int depth);
  /// A field, attribute or definition of that sort, or empty.
  std::string named(const Scope& scope, Sort sort);
  std::string aggregate(const Scope& scope, Sort sort, int depth);
  std::string number(const Scope& scope, int depth);
  std::string time(const Scope& scope, int depth);
  std::string text(const Scope& scope, int depth);
  std::string list_literal(Sort sort, int most);
  /// Two literals with `and` between them, the smaller first.
  std::string range(Sort sort);
  std::string exactly() { return random_.chance(15) ? "exactly " : ""; }

  Random& random_;
  const Names& names_;
};

/// A text in quotes, escaped.
[[nodiscard]] std::string quoted(const std::string& text);

}  // namespace leadline::laws
