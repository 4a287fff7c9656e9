// SPDX-License-Identifier: Apache-2.0
// Selections with their tails, those of the model's and the group's `counting` added, and what is asked of them: any,
// count, sum, last …
#include <algorithm>
#include <numeric>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

std::vector<std::string> attribute_names(const Checker& c, const ItemScope& scope) {
  if (scope.kind == ItemScope::Kind::kRecord) return field_names(c.program.schema(scope.record));
  std::vector<std::string> names{"at", "id", "kind", "contact", "lead"};
  for (const std::uint32_t kind : scope.kinds) {
    for (const Field& field : c.program.interactions[kind].attributes) names.push_back(field.name);
  }
  return names;
}

// The attribute that an aggregate or a bucket speaks of; interactions also have the links `contact` and `lead`.
std::optional<Type> aggregate_attribute(Checker& c, const ItemScope& scope, const ast::Name& name) {
  if (scope.kind == ItemScope::Kind::kInteractions && (name.text == "contact" || name.text == "lead"))
    return simple(TypeKind::kText);
  if (const std::optional<Type> type = attribute_type(c, scope, name)) {
    if (type->kind == TypeKind::kNone) return std::nullopt;
    return type;
  }
  const bool record = scope.kind == ItemScope::Kind::kRecord;
  const std::string who = record                    ? std::string{name_of(scope.record)}
                          : scope.kinds.size() == 1 ? "`" + c.program.interactions[scope.kinds[0]].name + "`"
                                                    : "none of these kinds of interaction";
  c.error("name/unknown", name.span,
          who +
              (who[0] == 'n' ? " has an attribute `"
               : record      ? " has no field `"
                             : " has no attribute `") +
              name.text + "`",
          suggestion(name.text, attribute_names(c, scope)));
  return std::nullopt;
}

class SelectionLowering {
 public:
  SelectionLowering(Checker& c, const Environment& env, const ast::Selection& tree) : c_(c), env_(env), tree_(tree) {}

  LoweredSelection run() {
    LoweredSelection out;
    sound_ = kinds(out.scope);
    if (!sound_) {
      // The tail is still looked at where it can be, for other mistakes; without kinds a `where` has no names.
      for (const ast::TailPart& part : tree_.tail) {
        if (part.kind != ast::TailPart::Kind::kWhere && part.time) time(part);
      }
      return out;
    }
    selection_.text = c_.written(tree_.span);
    selection_.span = tree_.span;
    if (env_.subject) selection_.subject = *env_.subject;
    selection_.all = env_.test != nullptr;
    const bool own_history =
        !selection_.records && std::all_of(selection_.kinds.begin(), selection_.kinds.end(),
                                           [](std::uint32_t k) { return k == kMoveKind || k == kReachKind; });
    if (!selection_.records && !own_history) {
      for (const ast::Selection* counting : env_.counting) {
        ItemScope scope = out.scope;
        scope.counting = true;
        tail(*counting, scope);
      }
    }
    tail(tree_, out.scope);
    if (sound_) sound_ = reachable();
    if (sound_) out.id = c_.arena.add(std::move(selection_));
    return out;
  }

 private:
  bool kinds(ItemScope& scope) {
    bool sound = true;
    std::vector<std::uint32_t>& found = selection_.kinds;
    for (const ast::Name& name : tree_.kinds) {
      if (name.text == "interaction" || name.text == "interactions") {
        for (std::uint32_t k = 0; k < c_.program.interactions.size(); ++k) {
          if (!c_.program.interactions[k].by_us) found.push_back(k);
        }
        if (found.empty() && tree_.kinds.size() == 1) {
          c_.error("name/unknown", name.span, "no kind of interaction is declared that somebody else does",
                   "declare one: `interaction page_visit { page text }`");
          sound = false;
        }
        continue;
      }
      if (const auto kind = c_.interaction_names.find(name.text); kind != c_.interaction_names.end()) {
        c_.mention(NameKind::kInteraction, kind->second, 0, name.span);
        found.push_back(kind->second);
        continue;
      }
      if (const std::optional<RecordKind> record = kind_word_or_plural(name.text)) {
        if (tree_.kinds.size() > 1) {
          c_.error("type/mismatch", name.span,
                   "records are selected one kind at a time, `" + name.text + "` is a kind of record");
          sound = false;
          continue;
        }
        c_.mention(NameKind::kRecord, static_cast<std::size_t>(*record), 0, name.span);
        selection_.records = true;
        selection_.record = *record;
        continue;
      }
      unknown_kind(name);
      sound = false;
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    scope.kind = selection_.records ? ItemScope::Kind::kRecord : ItemScope::Kind::kInteractions;
    scope.kinds = found;
    scope.record = selection_.record;
    return sound;
  }

  void unknown_kind(const ast::Name& name) {
    std::vector<std::string> names{"interaction"};
    for (const InteractionKind& kind : c_.program.interactions) names.push_back(kind.name);
    for (const std::string& word : record_words()) names.push_back(word);
    std::string help = nearest(name.text, names).empty() ? other_products_word(name.text)
                                                         : "did you mean `" + nearest(name.text, names) + "`?";
    if (help.empty()) help = "declare it: `interaction " + name.text + "`";
    c_.error("name/unknown", name.span, "there is no kind of interaction `" + name.text + "`", help);
  }

  void tail(const ast::Selection& tree, const ItemScope& scope) {
    for (const ast::TailPart& part : tree.tail) {
      switch (part.kind) {
        case ast::TailPart::Kind::kBy:
          by(part.by);
          break;
        case ast::TailPart::Kind::kWhere: {
          Environment inner = env_;
          inner.item = &scope;
          inner.counting.clear();
          const ExprId condition = lower_condition(c_, inner, *part.condition);
          sound_ = sound_ && !c_.is_broken(condition);
          selection_.where.push_back(condition);
          break;
        }
        case ast::TailPart::Kind::kWithin: {
          if (part.within.milliseconds <= 0) {
            c_.error("type/mismatch", part.within.span, "a window has a length of more than nothing");
            sound_ = false;
          }
          Window window;
          window.milliseconds = part.within.milliseconds;
          if (part.time) window.after = time(part);
          selection_.within.push_back(window);
          break;
        }
        case ast::TailPart::Kind::kSince:
          selection_.since.push_back(time(part));
          break;
        case ast::TailPart::Kind::kUntil:
          selection_.until.push_back(time(part));
          break;
      }
    }
  }

  // A time of a tail is about the subject alone, and no `counting` holds for it.
  ExprId time(const ast::TailPart& part) {
    Environment outer = env_;
    outer.item = nullptr;
    outer.counting.clear();
    const ExprId id = lower_as(c_, outer, *part.time, simple(TypeKind::kTime), "this has to be");
    sound_ = sound_ && !c_.is_broken(id);
    return id;
  }

  void by(const ast::Name& name) {
    if (name.text == "lead") {
      selection_.by = By::kLead;
    } else if (name.text == "contact") {
      selection_.by = By::kContact;
    } else if (name.text == "account") {
      selection_.by = By::kAccount;
    } else {
      c_.error("name/unknown", name.span, "`by` is followed by `lead`, `contact` or `account`",
               suggestion(name.text, {"lead", "contact", "account"}));
      sound_ = false;
      return;
    }
    by_span_ = name.span;
  }

  bool reachable() {
    if (selection_.all) {
      if (selection_.by == By::kDefault) return true;
      c_.error("type/mismatch", by_span_, "in a test a selection is about all records", "leave `by` out");
      return false;
    }
    if (!env_.subject) return true;
    const RecordKind subject = *env_.subject;
    RecordKind target = subject;
    switch (selection_.by) {
      case By::kDefault:
        break;
      case By::kLead:
        target = RecordKind::kLead;
        break;
      case By::kContact:
        target = RecordKind::kContact;
        break;
      case By::kAccount:
        target = RecordKind::kAccount;
        break;
    }
    if (target != subject && !link_between(subject, target)) {
      // An account's contacts are asked for by `by contact` as they are without.
      if (!(target == RecordKind::kContact && subject == RecordKind::kAccount && !selection_.records)) {
        c_.error(
            "type/mismatch", by_span_,
            "this is about " + describe(c_, record_of(subject)) + ", which has no one " + std::string{name_of(target)},
            "leave `by` out");
        return false;
      }
    }
    if (subject == RecordKind::kUser) {
      c_.error("type/mismatch", tree_.span, "nothing is linked to users");
      return false;
    }
    if (!selection_.records || link_between(selection_.record, target)) return true;
    c_.error("type/mismatch", tree_.span,
             std::string{plural_of(selection_.record)} + " do not link to " + describe(c_, record_of(target)),
             selection_.by == By::kDefault && selection_.record == subject && subject != RecordKind::kAccount
                 ? "write `by contact` or `by account` for those that share it"
                 : "");
    return false;
  }

  Checker& c_;
  const Environment& env_;
  const ast::Selection& tree_;
  Selection selection_;
  Span by_span_;
  bool sound_ = true;
};

AggregateKind kind_of(ast::Aggregate aggregate) {
  switch (aggregate) {
    case ast::Aggregate::kAny:
      return AggregateKind::kAny;
    case ast::Aggregate::kNone:
      return AggregateKind::kNone;
    case ast::Aggregate::kCount:
      return AggregateKind::kCount;
    case ast::Aggregate::kCountBuckets:
      return AggregateKind::kCountBuckets;
    case ast::Aggregate::kSum:
      return AggregateKind::kSum;
    case ast::Aggregate::kMin:
      return AggregateKind::kMin;
    case ast::Aggregate::kMax:
      return AggregateKind::kMax;
    case ast::Aggregate::kAverage:
      return AggregateKind::kAverage;
    case ast::Aggregate::kDistinct:
      return AggregateKind::kDistinct;
    case ast::Aggregate::kFirst:
      return AggregateKind::kFirstAt;
    case ast::Aggregate::kLast:
      return AggregateKind::kLastAt;
    case ast::Aggregate::kOfFirst:
      return AggregateKind::kOfFirst;
    case ast::Aggregate::kOfLast:
      return AggregateKind::kOfLast;
  }
  return AggregateKind::kAny;
}

// The type that comes out; nothing (reported) where the attribute does not fit.
std::optional<Type> result_type(Checker& c, ast::Aggregate aggregate, const std::optional<Type>& attribute,
                                const ast::Expr& tree) {
  const auto refuse = [&](const char* what, const char* help) -> std::optional<Type> {
    c.error("type/mismatch", tree.names[0].span,
            std::string{what} + " of " + describe(c, *attribute) + " cannot be taken", help);
    return std::nullopt;
  };
  switch (aggregate) {
    case ast::Aggregate::kAny:
    case ast::Aggregate::kNone:
      return simple(TypeKind::kYesNo);
    case ast::Aggregate::kCount:
    case ast::Aggregate::kCountBuckets:
      return simple(TypeKind::kNumber);
    case ast::Aggregate::kDistinct:
      return attribute->list ? refuse("the number of different values", "ask with `has`") : simple(TypeKind::kNumber);
    case ast::Aggregate::kSum:
    case ast::Aggregate::kAverage:
      if (is_number(*attribute) || is_duration(*attribute)) return attribute;
      return refuse(aggregate == ast::Aggregate::kSum ? "the sum" : "the average",
                    "`count of` counts, `distinct` counts different values");
    case ast::Aggregate::kMin:
    case ast::Aggregate::kMax:
      if (is_number(*attribute) || is_duration(*attribute) || is_time(*attribute)) return attribute;
      return refuse(aggregate == ast::Aggregate::kMin ? "the least" : "the greatest",
                    "it is taken of numbers, durations and times");
    case ast::Aggregate::kFirst:
    case ast::Aggregate::kLast:
      return simple(TypeKind::kTime);
    case ast::Aggregate::kOfFirst:
    case ast::Aggregate::kOfLast:
      return attribute;
  }
  return std::nullopt;
}

}  // namespace

LoweredSelection lower_selection(Checker& c, const Environment& env, const ast::Selection& tree) {
  return SelectionLowering{c, env, tree}.run();
}

bool lower_bucket(Checker& c, const ItemScope& scope, const ast::Bucket& tree, Bucket& bucket) {
  bucket.zone = 0;
  switch (tree.kind) {
    case ast::Bucket::Kind::kDay:
      bucket.kind = Bucket::Kind::kDay;
      break;
    case ast::Bucket::Kind::kWeek:
      bucket.kind = Bucket::Kind::kWeek;
      break;
    case ast::Bucket::Kind::kMonth:
      bucket.kind = Bucket::Kind::kMonth;
      break;
    case ast::Bucket::Kind::kDuration:
      bucket.kind = Bucket::Kind::kDuration;
      bucket.milliseconds = tree.milliseconds;
      if (tree.milliseconds > 0) return true;
      c.error("type/mismatch", tree.span, "a bucket has a length of more than nothing");
      return false;
    case ast::Bucket::Kind::kAttribute: {
      bucket.kind = Bucket::Kind::kAttribute;
      bucket.attribute = tree.attribute.text;
      const std::optional<Type> type = aggregate_attribute(c, scope, tree.attribute);
      if (type && type->list) c.error("type/mismatch", tree.attribute.span, "a list makes no buckets");
      return type && !type->list;
    }
  }
  bucket.zone = c.zone_of(tree.span);
  return true;
}

bool whole_number(Checker& c, const ast::Number& tree, std::int64_t& number) {
  if (tree.value.micros % Decimal::kOne != 0 || tree.value.micros < Decimal::kOne) {
    c.error("type/mismatch", tree.span, "a whole number of at least 1 is wanted here, this is " + to_text(tree.value));
    return false;
  }
  number = tree.value.micros / Decimal::kOne;
  return true;
}

ExprId lower_aggregate(Checker& c, const Environment& env, const ast::Expr& tree) {
  const LoweredSelection selection = lower_selection(c, env, *tree.selection);
  if (selection.id == kNoSelection) return c.broken();
  Expr e;
  e.op = Op::kAggregate;
  e.aggregate = kind_of(tree.aggregate);
  e.selection = selection.id;
  e.span = tree.span;
  std::optional<Type> attribute;
  if (!tree.names.empty()) {
    attribute = aggregate_attribute(c, selection.scope, tree.names[0]);
    if (!attribute) return c.broken();
    e.text = tree.names[0].text;
  }
  if (tree.aggregate == ast::Aggregate::kCountBuckets) {
    if (!lower_bucket(c, selection.scope, tree.bucket, e.bucket)) return c.broken();
    if (tree.at_least && !whole_number(c, *tree.at_least, e.at_least)) return c.broken();
  }
  const std::optional<Type> type = result_type(c, tree.aggregate, attribute, tree);
  if (!type) return c.broken();
  e.type = *type;
  return c.add(std::move(e));
}

}  // namespace leadline::checking
