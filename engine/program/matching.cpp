// SPDX-License-Identifier: Apache-2.0
// Matching strategies and merging: what makes two records one.
#include <algorithm>
#include <array>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/walk.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

using Prefer = MatchStrategy::Prefer;

std::optional<Prefer> preference(Checker& c, const ast::Name& first, const ast::Name& second) {
  struct Words {
    std::string_view words;
    Prefer prefer;
  };
  static constexpr std::array<Words, 6> kWords{{{"child lead", Prefer::kChildLead},
                                                {"known contact", Prefer::kKnownContact},
                                                {"latest updated", Prefer::kLatestUpdated},
                                                {"earliest created", Prefer::kEarliestCreated},
                                                {"most complete", Prefer::kMostComplete},
                                                {"closest", Prefer::kClosest}}};
  const std::string written = second.text.empty() ? first.text : first.text + " " + second.text;
  std::vector<std::string> all;
  for (const Words& w : kWords) {
    if (w.words == written) return w.prefer;
    all.emplace_back(w.words);
  }
  const std::string near = nearest(written, all);
  c.error("name/unknown", first.span, "there is no preference `" + written + "`",
          near.empty() ? "preferences are `child lead`, `known contact`, `latest updated`, `earliest created`, `most "
                         "complete` and `closest`"
                       : "did you mean `" + near + "`?");
  return std::nullopt;
}

// Whether all bare names of a part are fields of the kind.
bool speaks_of(const Checker& c, const ast::Expr& tree, RecordKind kind) {
  bool all = true;
  walk(tree, false, [&](const ast::Expr& e, bool) {
    if (e.kind == ast::ExprKind::kName && c.shared.count(e.names[0].text) == 0)
      all = all && c.program.schema(kind).find(e.names[0].text) >= 0;
  });
  return all;
}

class StrategyLowering {
 public:
  StrategyLowering(Checker& c, std::uint32_t index)
      : c_(c), tree_(*c.match_trees[index]), made_(c.program.strategies[index]) {}

  MatchStrategy run() {
    const std::optional<RecordKind> kind = kind_word(tree_.kind.text);
    if (!kind || *kind == RecordKind::kUser || *kind == RecordKind::kOpportunity) {
      const std::string help = other_products_word(tree_.kind.text);
      c_.error("name/unknown", tree_.kind.span, "`" + tree_.kind.text + "` is nothing that is matched",
               help.empty() ? suggestion(tree_.kind.text, {"contact", "lead", "account"}) : help);
      return made_;
    }
    if (tree_.lines.empty())
      c_.error("match/no-block", tree_.name.span, "the strategy `" + tree_.name.text + "` has no `on` line",
               "say what makes two records one: `on email`");
    for (const ast::MatchLine& line : tree_.lines) made_.lines.push_back(lower_line(line));
    for (const auto& [name, where] : tree_.among) among(name, where);
    for (const auto& [value, list] : tree_.never) never(*value, list);
    for (const auto& [first, second] : tree_.prefer) {
      if (const std::optional<Prefer> prefer = preference(c_, first, second)) made_.prefer.push_back(*prefer);
    }
    if (tree_.when_matched) made_.update = update_of(*tree_.when_matched);
    if (tree_.create_unmatched) made_.create_unmatched = *tree_.create_unmatched;
    if (tree_.create_incomplete) made_.create_incomplete = *tree_.create_incomplete;
    covered_lines();
    return std::move(made_);
  }

 private:
  static MatchStrategy::Update update_of(ast::Match::Update update) {
    switch (update) {
      case ast::Match::Update::kPresent:
        return MatchStrategy::Update::kPresent;
      case ast::Match::Update::kAll:
        return MatchStrategy::Update::kAll;
      case ast::Match::Update::kMissingOnly:
        return MatchStrategy::Update::kMissingOnly;
      case ast::Match::Update::kNothing:
        return MatchStrategy::Update::kNothing;
      case ast::Match::Update::kReject:
        return MatchStrategy::Update::kReject;
    }
    return MatchStrategy::Update::kPresent;
  }

  // What comes in brings the person's fields along, so a company is also found by the address of its person.
  ExprId incoming(const ast::Expr& tree) {
    Environment env;
    env.subject = made_.kind;
    if (made_.kind != RecordKind::kContact && !speaks_of(c_, tree, made_.kind) &&
        speaks_of(c_, tree, RecordKind::kContact))
      env.subject = RecordKind::kContact;
    return as_value(c_, lower(c_, env, tree));
  }

  ExprId stored(const ast::Expr& tree) {
    Environment env;
    env.subject = made_.kind;
    return as_value(c_, lower(c_, env, tree));
  }

  MatchLine lower_line(const ast::MatchLine& tree) {
    MatchLine line;
    line.span = tree.span;
    bool exact = false;
    bool weak = true;
    bool sound = true;
    for (const ast::MatchPart& part : tree.parts) {
      MatchPart made;
      made.left = incoming(*part.left);
      made.right = stored(part.right ? *part.right : *part.left);
      if (c_.is_broken(made.left) || c_.is_broken(made.right)) {
        sound = false;
        continue;
      }
      const std::optional<Type> common = common_type(c_.type(made.left), c_.type(made.right));
      if (!common || common->list) {
        c_.error("type/mismatch", part.span,
                 common ? "a list is no part of a key"
                        : describe(c_, c_.type(made.left)) + " and " + describe(c_, c_.type(made.right)) +
                              " are never equal");
        sound = false;
        continue;
      }
      made.normal_form = *common;
      if (part.similar) {
        similar(part, made);
      } else {
        exact = true;
        weak = weak && is_weak(made);
      }
      line.parts.push_back(made);
    }
    for (const ast::ExprPtr& unless : tree_.unless_differs) differs(*unless, line);
    for (const ast::ExprPtr& unless : tree.unless_differs) differs(*unless, line);
    if (sound && !exact) {
      c_.error("match/no-block", tree.span,
               "this line has no exact part, so every record would be compared with every other",
               "add one, as in `on domain(email) and last_name similar 0.9`");
    } else if (sound && weak && tree.parts.size() == 1) {
      c_.warning("match/weak-key", tree.span, "many different records share this",
                 "add another part, as in `and first_name`");
    }
    return line;
  }

  void similar(const ast::MatchPart& part, MatchPart& made) {
    made.similar = part.similar->value;
    if (made.similar->micros <= 0 || made.similar->micros > Decimal::kOne)
      c_.error("type/mismatch", part.similar->span, "a likeness lies between 0 and 1",
               "names alike to the ear have about 0.9");
    if (!made.normal_form.textual())
      c_.error("type/mismatch", part.span, "only texts are similar, this is " + describe(c_, made.normal_form));
    if (!part.by) return;
    if (part.by->text == "levenshtein") {
      made.measure = MatchPart::Measure::kLevenshtein;
    } else if (part.by->text == "tokens") {
      made.measure = MatchPart::Measure::kTokens;
    } else {
      c_.error("name/unknown", part.by->span, "there is no measure `" + part.by->text + "`",
               suggestion(part.by->text, {"levenshtein", "tokens"}));
    }
  }

  // A domain or a last name: by itself it joins strangers. For accounts a domain is the best key there is.
  bool is_weak(const MatchPart& part) const {
    const Expr& e = c_.expr(part.left);
    if (made_.kind == RecordKind::kAccount) return false;
    if (part.normal_form.kind == TypeKind::kDomain) return true;
    return e.op == Op::kField && c_.program.schema(c_.type(e.children[0]).record).fields[e.index].name == "last_name";
  }

  void differs(const ast::Expr& tree, MatchLine& line) {
    const ExprId value = stored(tree);
    if (!c_.is_broken(value)) line.unless_differs.emplace_back(value, c_.type(value));
  }

  void among(const ast::Name& name, const ast::ExprPtr& where) {
    const std::optional<RecordKind> kind = kind_word_or_plural(name.text);
    if (!kind || *kind != made_.kind) {
      c_.error("type/mismatch", name.span,
               "this strategy finds " + std::string{plural_of(made_.kind)} + ", not `" + name.text + "`",
               "write `among " + std::string{plural_of(made_.kind)} + " where …`");
      return;
    }
    if (!where) return;
    Environment env;
    env.subject = made_.kind;
    const ExprId condition_id = lower_condition(c_, env, *where);
    made_.among =
        made_.among == kNoExpr ? condition_id : condition(c_, Op::kAnd, {made_.among, condition_id}, where->span);
  }

  void never(const ast::Expr& tree, const ast::Name& list) {
    const ExprId value = incoming(tree);
    const auto shared = c_.shared.find(list.text);
    if (shared == c_.shared.end() || shared->second.kind != SharedKind::kList) {
      std::vector<std::string> names;
      for (const NamedList& l : c_.program.lists) names.push_back(l.name);
      c_.error("name/unknown", list.span, "there is no list `" + list.text + "`", suggestion(list.text, names));
      return;
    }
    c_.list_used[shared->second.index] = true;
    c_.mention(shared->second, list.span);
    if (c_.is_broken(value)) return;
    const Type holds = element_of(c_.program.lists[shared->second.index].value.type);
    if (!common_type(c_.type(value), holds)) {
      c_.error("type/mismatch", list.span,
               "the list holds " + describe(c_, holds) + ", the value is " + describe(c_, c_.type(value)));
      return;
    }
    made_.never.emplace_back(value, shared->second.index);
  }

  // A line that asks for all that an earlier one asks for, and more, never finds anything that the earlier one has not.
  void covered_lines() {
    const auto same_part = [](const MatchPart& a, const MatchPart& b) {
      return a.left == b.left && a.right == b.right && !a.similar && !b.similar;
    };
    for (std::size_t later = 1; later < made_.lines.size(); ++later) {
      for (std::size_t earlier = 0; earlier < later; ++earlier) {
        const MatchLine& first = made_.lines[earlier];
        const MatchLine& second = made_.lines[later];
        if (first.parts.empty() || first.unless_differs.size() > tree_.unless_differs.size()) continue;
        const bool covered = std::all_of(first.parts.begin(), first.parts.end(), [&](const MatchPart& part) {
          return std::any_of(second.parts.begin(), second.parts.end(),
                             [&](const MatchPart& other) { return same_part(part, other); });
        });
        if (!covered) continue;
        c_.warning("match/covered-line", second.span,
                   "this line asks for all that an earlier one asks for, and more: it never decides",
                   "put the narrower line first")
            .related.push_back({first.span, "the earlier line"});
        break;
      }
    }
  }

  Checker& c_;
  const ast::Match& tree_;
  MatchStrategy made_;
};

std::optional<MergeRule::Policy> policy(Checker& c, const ast::MergeRule& tree) {
  struct Words {
    std::string_view words;
    MergeRule::Policy policy;
  };
  static constexpr std::array<Words, 7> kWords{{{"newest", MergeRule::Policy::kNewest},
                                                {"oldest", MergeRule::Policy::kOldest},
                                                {"longest", MergeRule::Policy::kLongest},
                                                {"most frequent", MergeRule::Policy::kMostFrequent},
                                                {"highest", MergeRule::Policy::kHighest},
                                                {"lowest", MergeRule::Policy::kLowest},
                                                {"union", MergeRule::Policy::kUnion}}};
  std::string written;
  for (const ast::Name& word : tree.policy) written += (written.empty() ? "" : " ") + word.text;
  std::vector<std::string> all;
  for (const Words& w : kWords) {
    if (w.words == written) return w.policy;
    all.emplace_back(w.words);
  }
  const std::string near = nearest(written, all);
  c.error(
      "name/unknown", tree.policy.empty() ? tree.span : tree.policy[0].span,
      "there is no way `" + written + "` to choose a value",
      near.empty()
          ? "write `newest`, `oldest`, `longest`, `most frequent`, `highest`, `lowest`, `union` or `from` and sources"
          : "did you mean `" + near + "`?");
  return std::nullopt;
}

void lower_merge_rule(Checker& c, const ast::MergeRule& tree, Merge& merge) {
  const RecordSchema& schema = c.program.schema(merge.kind);
  const int field = schema.find(tree.field.text);
  if (field < 0) {
    c.error("name/unknown", tree.field.span,
            std::string{name_of(merge.kind)} + " has no field `" + tree.field.text + "`",
            suggestion(tree.field.text, field_names(schema)));
    return;
  }
  MergeRule rule;
  rule.field = static_cast<std::uint32_t>(field);
  c.mention(NameKind::kField, static_cast<std::size_t>(merge.kind), rule.field, tree.field.span);
  rule.span = tree.span;
  const Type type = schema.fields[rule.field].type;
  for (const ast::Name& source : tree.from) {
    rule.policy = MergeRule::Policy::kFrom;
    const auto found = std::find_if(c.program.sources.begin(), c.program.sources.end(),
                                    [&](const SourceDefinition& s) { return s.name == source.text; });
    if (found == c.program.sources.end()) {
      std::vector<std::string> names;
      for (const SourceDefinition& s : c.program.sources) names.push_back(s.name);
      c.error("name/unknown", source.span, "there is no source `" + source.text + "`", suggestion(source.text, names));
      continue;
    }
    rule.from.push_back(static_cast<std::uint32_t>(found - c.program.sources.begin()));
    c.mention(NameKind::kSource, rule.from.back(), 0, source.span);
  }
  if (tree.from.empty()) {
    const std::optional<MergeRule::Policy> chosen = policy(c, tree);
    if (!chosen) return;
    rule.policy = *chosen;
    const bool ordered =
        is_number(type) || is_time(type) || is_duration(type) || type.kind == TypeKind::kChoice || is_condition(type);
    if ((rule.policy == MergeRule::Policy::kHighest || rule.policy == MergeRule::Policy::kLowest) && !ordered) {
      c.error("type/mismatch", tree.policy[0].span,
              "`" + tree.field.text + "` is " + describe(c, type) + ", which is neither high nor low",
              "write `newest`, `oldest` or `most frequent`");
    }
    if (rule.policy == MergeRule::Policy::kUnion && !type.list) {
      c.error("type/mismatch", tree.policy[0].span,
              "`" + tree.field.text + "` is " + describe(c, type) + ", and only lists are united",
              "write `newest`, `oldest` or `most frequent`");
    }
    if (rule.policy == MergeRule::Policy::kLongest && !type.textual() && !type.list) {
      c.error("type/mismatch", tree.policy[0].span,
              "`" + tree.field.text + "` is " + describe(c, type) + ", which has no length",
              "write `newest`, `oldest` or `highest`");
    }
  }
  const auto twice =
      std::find_if(merge.rules.begin(), merge.rules.end(), [&](const MergeRule& r) { return r.field == rule.field; });
  if (twice != merge.rules.end())
    c.error("name/duplicate", tree.field.span, "`" + tree.field.text + "` already has a way to choose its value")
        .related.push_back({twice->span, "the first one"});
  merge.rules.push_back(std::move(rule));
}

void lower_merge(Checker& c, const ast::Merge& tree) {
  Merge merge;
  merge.span = tree.kind.span;
  const std::optional<RecordKind> kind = kind_word(tree.kind.text);
  if (!kind || *kind == RecordKind::kUser || *kind == RecordKind::kOpportunity) {
    const std::string help = other_products_word(tree.kind.text);
    c.error("name/unknown", tree.kind.span, "`" + tree.kind.text + "` is nothing that is merged",
            help.empty() ? suggestion(tree.kind.text, {"contact", "lead", "account"}) : help);
    return;
  }
  merge.kind = *kind;
  for (const ast::Name& name : tree.by) {
    const auto strategy = c.strategy_names.find(name.text);
    if (strategy == c.strategy_names.end()) {
      std::vector<std::string> names;
      for (const MatchStrategy& s : c.program.strategies) names.push_back(s.name);
      c.error("name/unknown", name.span, "there is no matching strategy `" + name.text + "`",
              suggestion(name.text, names));
      continue;
    }
    c.strategy_used[strategy->second] = true;
    c.mention(NameKind::kStrategy, strategy->second, 0, name.span);
    if (c.program.strategies[strategy->second].kind != *kind) {
      c.error("type/mismatch", name.span,
              "`" + name.text + "` finds " + std::string{plural_of(c.program.strategies[strategy->second].kind)} +
                  ", not " + std::string{plural_of(*kind)});
    }
    merge.by.push_back(strategy->second);
  }
  for (std::size_t i = 0; i < tree.keep.size();) {
    const bool alone = tree.keep[i].text == "closest" || i + 1 == tree.keep.size();
    const std::optional<Prefer> prefer = preference(c, tree.keep[i], alone ? ast::Name{} : tree.keep[i + 1]);
    if (prefer) merge.keep.push_back(*prefer);
    i += alone ? 1 : 2;
  }
  for (const ast::MergeRule& rule : tree.rules) lower_merge_rule(c, rule, merge);
  c.program.merges.push_back(std::move(merge));
}

}  // namespace

void check_matching(Checker& c) {
  for (std::uint32_t s = 0; s < c.program.strategies.size(); ++s) {
    MatchStrategy made = StrategyLowering{c, s}.run();
    c.program.strategies[s] = std::move(made);
  }
  c.for_each<ast::Merge>([&](const ast::Merge& tree, const ast::Statement&) { lower_merge(c, tree); });
}

}  // namespace leadline::checking
