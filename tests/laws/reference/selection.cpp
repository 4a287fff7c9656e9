// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/selection.hpp"

#include <algorithm>

#include "laws/reference/expression.hpp"

namespace leadline::reference {

namespace {

template <class T>
int sign_of(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

// (at, kind, id, attributes as declared, contact, lead); of records (created, id).
int order(const Universe& universe, const Item& a, const Item& b) {
  if (a.interaction == nullptr || b.interaction == nullptr) {
    if (const int sign = sign_of(time_of(universe, a), time_of(universe, b)); sign != 0) return sign;
    return sign_of(universe.world().id(a.kind, a.row), universe.world().id(b.kind, b.row));
  }
  const Interaction& x = *a.interaction;
  const Interaction& y = *b.interaction;
  const auto& kinds = universe.program().interactions;
  if (const int sign = sign_of(x.at, y.at); sign != 0) return sign;
  if (const int sign = sign_of(kinds[x.kind].name, kinds[y.kind].name); sign != 0) return sign;
  if (const int sign = sign_of(x.id, y.id); sign != 0) return sign;
  for (std::size_t i = 0; i < x.attributes.size(); ++i) {
    if (const int sign = compare_as_written(x.attributes[i], y.attributes[i]); sign != 0) return sign;
  }
  if (const int sign = sign_of(x.contact, y.contact); sign != 0) return sign;
  return sign_of(x.lead, y.lead);
}

// Whose interactions a selection asks for: some contacts, or a lead.
struct Owners {
  std::vector<int> contacts;
  int lead = kNobody;
};

std::vector<int> contacts_of_account(const World& world, int account) {
  std::vector<int> result;
  for (int contact = 0; account != kNobody && contact < world.size(RecordKind::kContact); ++contact) {
    if (world.own_link(RecordKind::kContact, contact, LinkKind::kAccount) == account) result.push_back(contact);
  }
  return result;
}

Owners owners_of(const Selection& selection, const View& subject) {
  const World& world = subject.universe->world();
  const auto link = [&](LinkKind kind) { return world.link(subject.kind, subject.row, kind); };
  const int account = subject.kind == RecordKind::kAccount ? subject.row : link(LinkKind::kAccount);
  const int contact = subject.kind == RecordKind::kContact ? subject.row : link(LinkKind::kContact);
  switch (selection.by) {
    case By::kLead:
      return {{}, subject.kind == RecordKind::kLead ? subject.row : link(LinkKind::kLead)};
    case By::kAccount:
      return {contacts_of_account(world, account), kNobody};
    case By::kContact:
      if (subject.kind == RecordKind::kAccount) return {contacts_of_account(world, account), kNobody};
      return contact == kNobody ? Owners{} : Owners{{contact}, kNobody};
    case By::kDefault:
      break;
  }
  if (contact != kNobody) return {{contact}, kNobody};
  return {contacts_of_account(world, account), kNobody};
}

std::vector<Item> interactions_of(const Selection& selection, const View& subject) {
  const World& world = subject.universe->world();
  const auto wanted = [&](std::uint32_t kind) {
    return std::find(selection.kinds.begin(), selection.kinds.end(), kind) != selection.kinds.end();
  };
  std::vector<Item> result;
  const Owners owners = owners_of(selection, subject);
  for (const Interaction& interaction : world.data().interactions) {
    if (interaction.kind == kMoveKind || interaction.kind == kReachKind || !wanted(interaction.kind)) continue;
    const int contact = world.contact_of(interaction);
    if (contact == kNobody) continue;
    const bool by_contact = std::find(owners.contacts.begin(), owners.contacts.end(), contact) != owners.contacts.end();
    const bool by_lead = owners.lead != kNobody && world.lead_of(interaction) == owners.lead;
    if (by_contact || by_lead) result.push_back(Item{&interaction});
  }
  for (const std::uint32_t kind : {kMoveKind, kReachKind}) {
    if (!wanted(kind)) continue;
    const auto own = own_moves(subject, kind);
    result.insert(result.end(), own.begin(), own.end());
  }
  return result;
}

std::vector<Item> records_of(const Selection& selection, const View& subject) {
  const World& world = subject.universe->world();
  RecordKind target = subject.kind;
  int row = subject.row;
  const auto change_to = [&](LinkKind link) {
    if (target == target_of(link)) return;
    row = world.link(subject.kind, subject.row, link);
    target = target_of(link);
  };
  switch (selection.by) {
    case By::kDefault:
      break;
    case By::kLead:
      change_to(LinkKind::kLead);
      break;
    case By::kContact:
      change_to(LinkKind::kContact);
      break;
    case By::kAccount:
      change_to(LinkKind::kAccount);
      break;
  }
  std::vector<Item> result;
  if (row == kNobody) return result;
  for (const LinkKind link : {LinkKind::kContact, LinkKind::kAccount, LinkKind::kLead}) {
    if (target_of(link) != target) continue;
    for (int r = 0; r < world.size(selection.record); ++r) {
      if (world.own_link(selection.record, r, link) == row) result.push_back(Item{nullptr, selection.record, r});
    }
  }
  return result;
}

// A time that bounds a selection, and the item from which it was directly taken.
struct Bound {
  Maybe64 time;
  std::optional<Item> taken_from;
};

Bound bound_of(ExprId id, const View& subject, const Item* outer) {
  const Expr& expr = subject.universe->program().expr(id);
  const Value value = evaluate(id, subject, outer);
  Bound bound;
  if (!value.missing) bound.time = value.number;
  if (expr.op == Op::kAggregate &&
      (expr.aggregate == AggregateKind::kFirstAt || expr.aggregate == AggregateKind::kLastAt)) {
    const auto items = timed(*subject.universe, items_of(expr.selection, subject, outer));
    if (!items.empty()) bound.taken_from = expr.aggregate == AggregateKind::kFirstAt ? items.front() : items.back();
  }
  return bound;
}

// Whether an item's time fits all windows of the selection.
bool in_time(const Selection& selection, const View& subject, const Item* outer, const Item& item) {
  const Universe& universe = *subject.universe;
  const Maybe64 time = time_of(universe, item);
  bool window = item.interaction != nullptr;  // interactions never count before their time
  const auto fits = [&](bool fit_in) {
    window = true;
    return time && fit_in;
  };
  for (const Window& within : selection.within) {
    if (within.after == kNoExpr) {
      if (!fits(time && Big(universe.now()) - within.milliseconds < *time)) return false;
      continue;
    }
    const Bound after = bound_of(within.after, subject, outer);
    if (!after.time || after.taken_from == item) return false;
    if (!fits(time && *after.time <= *time && *time <= Big(*after.time) + within.milliseconds)) return false;
  }
  for (const ExprId since : selection.since) {
    const Bound bound = bound_of(since, subject, outer);
    if (bound.taken_from == item) return false;
    if (bound.time && !fits(time && *bound.time <= *time)) return false;
  }
  for (const ExprId until : selection.until) {
    const Bound bound = bound_of(until, subject, outer);
    if (bound.taken_from == item) return false;
    if (bound.time && !fits(time && *time <= *bound.time)) return false;
  }
  return !window || (time && *time <= universe.now());
}

}  // namespace

std::vector<Item> own_moves(const View& subject, std::uint32_t kind) {
  const World& world = subject.universe->world();
  std::vector<Item> result;
  for (const Interaction& interaction : world.data().interactions) {
    if (interaction.kind != kind) continue;
    const int lead = world.lead_of(interaction);
    const bool own = subject.kind == RecordKind::kLead ? lead == subject.row
                     : subject.kind == RecordKind::kContact
                         ? lead == kNobody && world.contact_of(interaction) == subject.row
                         : false;
    if (own) result.push_back(Item{&interaction});
  }
  for (const Interaction& made : subject.state.made) {
    if (made.kind == kind) result.push_back(Item{&made});
  }
  return result;
}

Maybe64 time_of(const Universe& universe, const Item& item) {
  if (item.interaction != nullptr) return item.interaction->at;
  const auto created = universe.world().field(item.kind, item.row, universe.program().schema(item.kind).created);
  return created ? Maybe64(created->number) : std::nullopt;
}

std::vector<Item> timed(const Universe& universe, const std::vector<Item>& items) {
  std::vector<Item> result;
  std::copy_if(items.begin(), items.end(), std::back_inserter(result),
               [&](const Item& item) { return time_of(universe, item).has_value(); });
  return result;
}

std::vector<Item> items_of(SelectionId id, const View& subject, const Item* outer) {
  const Selection& selection = subject.universe->program().selections[id];
  std::vector<Item> result;
  for (const Item& item : selection.records ? records_of(selection, subject) : interactions_of(selection, subject)) {
    const bool taken = std::all_of(selection.where.begin(), selection.where.end(),
                                   [&](ExprId where) { return holds(where, subject, &item); });
    if (taken && in_time(selection, subject, outer, item)) result.push_back(item);
  }
  std::sort(result.begin(), result.end(),
            [&](const Item& a, const Item& b) { return order(*subject.universe, a, b) < 0; });
  return result;
}

std::int64_t full_buckets(const Universe& universe, const Bucket& bucket, std::int64_t at_least,
                          const std::vector<Item>& items) {
  std::map<std::string, std::int64_t> sizes;
  for (const Item& item : items) {
    if (bucket.kind == Bucket::Kind::kAttribute) {
      const Value value = attribute(universe, item, bucket.attribute);
      if (!value.missing) ++sizes[key_of(value, exact_attribute(bucket.attribute))];
    } else if (const Maybe64 time = time_of(universe, item)) {
      ++sizes[std::to_string(bucket_number(universe.program(), bucket, *time))];
    }
  }
  return std::count_if(sizes.begin(), sizes.end(), [&](const auto& entry) { return entry.second >= at_least; });
}

Value aggregate(const Expr& expr, const View& subject, const Item* outer) {
  const Universe& universe = *subject.universe;
  const std::vector<Item> items = items_of(expr.selection, subject, outer);
  const std::vector<Item> with_time = timed(universe, items);
  std::vector<Value> values;  // of the attribute, where it is present
  if (!expr.text.empty()) {
    for (const Item& item : items) {
      if (Value value = attribute(universe, item, expr.text); !value.missing) values.push_back(value);
    }
  }
  const auto count = [&](std::size_t n) { return of_type(expr.type, static_cast<std::int64_t>(n) * Decimal::kOne); };
  switch (expr.aggregate) {
    case AggregateKind::kAny:
      return yes_no(!items.empty());
    case AggregateKind::kNone:
      return yes_no(items.empty());
    case AggregateKind::kCount:
      return count(items.size());
    case AggregateKind::kCountBuckets:
      return count(static_cast<std::size_t>(full_buckets(universe, expr.bucket, expr.at_least, items)));
    case AggregateKind::kSum:
    case AggregateKind::kAverage: {
      Big sum = 0;
      for (const Value& value : values) sum += value.number;
      if (expr.aggregate == AggregateKind::kSum) return of_type(expr.type, fit(sum));
      return values.empty() ? missing() : of_type(expr.type, fit(rounded(sum, values.size())));
    }
    case AggregateKind::kMin:
    case AggregateKind::kMax: {
      if (values.empty()) return missing();
      Value best = values.front();
      for (const Value& value : values) {
        const int sign = compare(value, best, false);
        if (expr.aggregate == AggregateKind::kMin ? sign < 0 : sign > 0) best = value;
      }
      return best;
    }
    case AggregateKind::kDistinct: {
      std::set<std::string> keys;
      for (const Value& value : values) keys.insert(key_of(value, exact_attribute(expr.text)));
      return count(keys.size());
    }
    case AggregateKind::kFirstAt:
      return with_time.empty() ? missing() : of_type(expr.type, time_of(universe, with_time.front()));
    case AggregateKind::kLastAt:
      return with_time.empty() ? missing() : of_type(expr.type, time_of(universe, with_time.back()));
    case AggregateKind::kOfFirst:
    case AggregateKind::kOfLast: {
      // Of those that have the attribute.
      std::vector<Value> of_timed;
      for (const Item& item : with_time) {
        if (Value value = attribute(universe, item, expr.text); !value.missing) of_timed.push_back(value);
      }
      if (of_timed.empty()) return missing();
      return expr.aggregate == AggregateKind::kOfFirst ? of_timed.front() : of_timed.back();
    }
  }
  return missing();
}

}  // namespace leadline::reference
