// SPDX-License-Identifier: Apache-2.0
// Boxes to records: each axis is turned round into the field or the interactions that give it the value.
#include <algorithm>
#include <functional>
#include <set>

#include "engine/analysis/text_tests.hpp"
#include "engine/analysis/witness.hpp"
#include "engine/program/operations.hpp"
#include "engine/values/civil.hpp"
#include "engine/values/text.hpp"

namespace leadline::analysis {

namespace {

// A number that reads well: nothing, a whole one near an end, or the end itself.
std::int64_t pick(const NumberSet& numbers, std::int64_t unit) {
  if (numbers.contains(0)) return 0;
  const auto whole_up = [&](std::int64_t n) {
    return n % unit == 0 ? n : n > 0 ? (n / unit + 1) * unit : n / unit * unit;
  };
  for (const Interval& one : numbers.intervals()) {
    if (one.low != NumberSet::kLowest && one.low > 0) {
      const std::int64_t whole = whole_up(one.low);
      return whole <= one.high ? whole : one.low;
    }
  }
  for (auto one = numbers.intervals().rbegin(); one != numbers.intervals().rend(); ++one) {
    if (one->high == NumberSet::kHighest) continue;
    const std::int64_t whole = -whole_up(-one->high);
    return whole >= one->low ? whole : one->high;
  }
  return numbers.lowest();
}

class Maker {
 public:
  Maker(Conditions& conditions, RecordKind subject)
      : conditions_(conditions), program_(conditions.program()), subject_(subject) {}

  Witness make(const Box& box) {
    box_ = box;  // making interactions looks at other boxes in between
    for (const auto& [axis, domain] : box.axes()) note_absent(axis, domain);
    for (const auto& [axis, domain] : box.axes()) value(axis, domain);
    rest(box);
    for (const auto& [axis, domain] : box.axes()) items(axis, domain);
    return finish();
  }

 private:
  // The records that a path leads through, by their kind and how they are reached.
  struct Slot {
    RecordKind kind{};
    std::string id;
    std::map<std::uint32_t, Value> fields;
  };
  static constexpr const char* kIds[] = {"c", "a", "l", "o", "u"};

  void note_absent(AxisId axis, const Domain& domain) {
    const Axis& a = conditions_.axes()[axis];
    if (a.kind != Axis::Kind::kValue || domain.can_be_present()) return;
    const Expr& e = program_.expr(a.expr);
    if (e.op == Op::kLink) absent_.push_back(e.type.record);
    // `account is missing` reads the link's field.
    if (e.op == Op::kField && program_.expr(e.children[0]).op == Op::kSelf) {
      const RecordSchema& schema = program_.schema(subject_);
      if (static_cast<int>(e.index) == schema.contact) absent_.push_back(RecordKind::kContact);
      if (static_cast<int>(e.index) == schema.account) absent_.push_back(RecordKind::kAccount);
      if (static_cast<int>(e.index) == schema.lead) absent_.push_back(RecordKind::kLead);
    }
  }

  // The record that an expression of type record stands for; nothing where it cannot be made.
  Slot* record(ExprId expr) {
    const Expr& e = program_.expr(expr);
    if (e.op == Op::kSelf) return &slot(subject_);
    if (e.op == Op::kItem) return nullptr;
    if (e.op != Op::kLink || record(e.children[0]) == nullptr) return nullptr;
    if (std::find(absent_.begin(), absent_.end(), e.type.record) != absent_.end()) return nullptr;
    return &slot(e.type.record);
  }

  Slot& slot(RecordKind kind) {
    const auto at = static_cast<std::size_t>(kind);
    if (!slots_[at]) slots_[at] = Slot{kind, kIds[at], {}};
    return *slots_[at];
  }

  static Value of_number(const Type& type, std::int64_t number) {
    Value value;
    value.type = type;
    value.number = number;
    return value;
  }
  static Value of_text(const Type& type, std::string text) {
    Value value;
    value.type = type;
    value.text = std::move(text);
    return value;
  }

  std::int64_t unit_of(const Type& type) const {
    switch (type.kind) {
      case TypeKind::kNumber:
        return Decimal::kOne;
      case TypeKind::kDuration:
      case TypeKind::kTime:
        return kMsPerDay;
      default:
        return 1;
    }
  }

  // A present value of a type in a domain.
  std::optional<Value> chosen(const Type& type, const Domain& domain) const {
    if (domain.textual) {
      if (domain.words.empty()) return std::nullopt;
      if (domain.words.finite()) return of_text(type, domain.words.words().front());
      std::string word = type.kind == TypeKind::kEmail ? "ana@example.com" : "x";
      while (!domain.words.contains(fold(word))) word += "x";
      return of_text(type, word);
    }
    if (domain.numbers.empty()) return std::nullopt;
    if (type.kind == TypeKind::kTime) {
      const NumberSet past = domain.numbers & NumberSet::range(0, kWitnessNow);
      return of_number(type, past.empty() ? domain.numbers.lowest() : past.highest());
    }
    Value value = of_number(type, pick(domain.numbers, unit_of(type)));
    if (type.kind == TypeKind::kChoice)
      value.text = program_.choices[type.choice].words[static_cast<std::size_t>(value.number)];
    return value;
  }

  // Sets what an expression reads so that it has the value.
  bool assign(ExprId expr, const Domain& domain) {
    const Expr& e = program_.expr(expr);
    switch (e.op) {
      case Op::kField: {
        Slot* to = record(e.children[0]);
        if (to == nullptr || program_.schema(to->kind).fields[e.index].is_link) return false;
        if (to->fields.count(e.index) != 0) return true;
        const std::optional<Value> value = e.type.list ? std::nullopt : chosen(e.type, domain);
        if (value) to->fields[e.index] = *value;
        return value.has_value();
      }
      case Op::kAttribute: {
        if (item_ == nullptr) return false;
        const int at = program_.interactions[item_->kind].find(e.text);
        if (at < 0) return false;
        const std::optional<Value> value = e.type.list ? std::nullopt : chosen(e.type, domain);
        if (value) item_->attributes.emplace(static_cast<std::uint32_t>(at), *value);
        return value.has_value();
      }
      case Op::kLookup:
        for (const Table::Row& row : program_.tables[e.index].rows) {
          if (row.value.missing) continue;
          const bool fits =
              domain.textual ? domain.words.contains(fold(row.value.text)) : domain.numbers.contains(row.value.number);
          if (!fits) continue;
          bool set = true;
          for (std::size_t k = 0; k < row.keys.size(); ++k) {
            const Value& key = row.keys[k];
            const bool text = program_.expr(e.children[k]).type.textual();
            set = assign(e.children[k], text ? Domain::of_words(WordSet::of({key.text}), false)
                                             : Domain::of_numbers(NumberSet::value(key.number), false)) &&
                  set;
          }
          return set;
        }
        return false;
      case Op::kCall:
        if (e.function == Function::kDomain && domain.textual) {
          const std::optional<Value> host = chosen(e.type, domain);
          std::string name = domain.words.finite() && host ? host->text : "example.com";
          while (!domain.words.contains(fold(name))) name = "x" + name;
          return assign(e.children[0], Domain::of_words(WordSet::of({"ana@" + name}), false));
        }
        if (e.function == Function::kLower || e.function == Function::kCompany || e.function == Function::kMailbox)
          return assign(e.children[0], domain);
        if (e.function == Function::kRound) return assign(e.children[0], domain);
        if (e.function == Function::kLength && !domain.numbers.empty()) {
          const std::int64_t size = pick(domain.numbers, Decimal::kOne) / Decimal::kOne;
          if (size <= 0 || size > 10'000) return false;
          return assign(e.children[0],
                        Domain::of_words(WordSet::of({std::string(static_cast<std::size_t>(size), 'x')}), false));
        }
        return false;
      case Op::kAgeOf:
        return age(e.children[0], domain);
      case Op::kElse:
        return assign(e.children[0], domain);
      default:
        return false;
    }
  }

  bool age(ExprId time, const Domain& domain) {
    if (domain.numbers.empty()) return false;
    const std::int64_t old = pick(domain.numbers, kMsPerDay);
    return assign(time, Domain::of_numbers(NumberSet::value(kWitnessNow - old), false));
  }

  // Values of fields: those that must be there.
  void value(AxisId axis, const Domain& domain) {
    const Axis& a = conditions_.axes()[axis];
    if (domain.missing || !domain.can_be_present()) return;
    if (a.kind == Axis::Kind::kValue) {
      const Expr& e = program_.expr(a.expr);
      if (e.op == Op::kLink) {
        record(a.expr);
        return;
      }
      if (e.op == Op::kTimeInStage || e.op == Op::kAggregate) return;
      if (e.type.textual() && text_tests(a.expr, domain)) return;
      assign(a.expr, domain);
    } else if (a.kind == Axis::Kind::kAge) {
      age(a.expr, domain);
    }
  }

  // A text that passes and fails what the box says of it.
  bool text_tests(ExprId expr, const Domain& domain) {
    std::vector<std::pair<ExprId, bool>> wanted;
    for (const auto& [axis, truth] : box_.axes()) {
      const Axis& a = conditions_.axes()[axis];
      if (a.kind != Axis::Kind::kCondition || truth.numbers.intervals().empty()) continue;
      const Expr& e = program_.expr(a.expr);
      if (e.op != Op::kText || (a.other != kNoExpr ? a.other : e.children[0]) != expr ||
          truth.numbers == NumberSet::range(0, 1))
        continue;
      wanted.emplace_back(a.expr, truth.numbers.contains(1));
    }
    if (wanted.empty()) return false;
    std::vector<std::string> tried;
    if (domain.words.finite()) {
      tried = domain.words.words();
    } else {
      tried.emplace_back("x");
      std::string all;
      for (const auto& [test, truth] : wanted) {
        if (!truth) continue;
        std::string first;
        for (const std::string& needle : needles_of(program_, test)) {
          std::string plain = needle;
          plain.erase(std::remove_if(plain.begin(), plain.end(), [](char c) { return c == '*'; }), plain.end());
          tried.push_back(plain);
          if (first.empty()) first = plain;
        }
        all += (all.empty() ? "" : " ") + first;
      }
      tried.push_back(all);
      const std::size_t simple = std::min<std::size_t>(tried.size(), 40);
      for (std::size_t i = 0; i < simple; ++i) {
        for (std::size_t j = 0; j < simple && tried.size() < 2000; ++j) tried.push_back(tried[i] + " " + tried[j]);
      }
    }
    for (const std::string& text : tried) {
      const std::string folded = fold(text);
      if (text.empty() || !domain.words.contains(folded)) continue;
      const bool fits = std::all_of(wanted.begin(), wanted.end(), [&](const auto& one) {
        const std::optional<bool> passed = passes(program_, one.first, folded);
        return !passed || *passed == one.second;
      });
      if (fits) return assign(expr, Domain::of_words(WordSet::of({text}), false));
    }
    return false;
  }

  // Tests of texts whose value the box does not name, lists, differences.
  void rest(const Box& box) {
    std::set<ExprId> texts;
    for (const auto& [axis, domain] : box.axes()) rest(axis, domain, texts);
  }

  // One text serves all tests of it: `texts` has those that were looked for.
  void rest(AxisId axis, const Domain& domain, std::set<ExprId>& texts) {
    const Axis& a = conditions_.axes()[axis];
    if (a.kind == Axis::Kind::kDifference && !domain.missing && domain.can_be_present()) {
      const std::int64_t apart = pick(domain.numbers, 1);
      const bool time = program_.expr(a.expr).type.kind == TypeKind::kTime;
      const std::int64_t base = time ? kWitnessNow - 100 * kMsPerDay : 10 * Decimal::kOne;
      assign(a.other, Domain::of_numbers(NumberSet::value(base), false));
      assign(a.expr, Domain::of_numbers(NumberSet::value(base + apart), false));
      return;
    }
    if (a.kind != Axis::Kind::kCondition || domain.numbers != NumberSet::value(1)) return;
    const Expr& e = program_.expr(a.expr);
    if (e.op == Op::kText) {
      const ExprId text = a.other != kNoExpr ? a.other : e.children[0];
      if (texts.insert(text).second) text_tests(text, Domain::of_words(WordSet::all(), false));
    } else if (e.op == Op::kIsValid) {
      assign(e.children[0], Domain::of_words(WordSet::of({"ana@example.com"}), false));
    } else if (e.op == Op::kHas || e.op == Op::kHasAny || e.op == Op::kHasAll) {
      has(e);
    } else if (e.op == Op::kCompare && e.exactly && program_.expr(e.children[1]).op == Op::kConstant) {
      exact(e.children[0], program_.expr(e.children[1]).value);
    }
  }

  void exact(ExprId expr, const Value& value) {
    const Expr& e = program_.expr(expr);
    if (e.op != Op::kField) return;
    if (Slot* to = record(e.children[0])) to->fields[e.index] = value;
  }

  void has(const Expr& e) {
    const Expr& list = program_.expr(e.children[0]);
    const Expr& wanted = program_.expr(e.children[1]);
    if (list.op != Op::kField || wanted.op != Op::kConstant) return;
    Slot* to = record(list.children[0]);
    if (to == nullptr) return;
    Value& value = to->fields.try_emplace(list.index, Value{}).first->second;
    value.type = list.type;
    if (e.op == Op::kHas) {
      value.items.push_back(wanted.value);
    } else if (!wanted.value.items.empty()) {
      const auto last = e.op == Op::kHasAny ? wanted.value.items.begin() + 1 : wanted.value.items.end();
      value.items.insert(value.items.end(), wanted.value.items.begin(), last);
    }
  }

  // Interactions, and silence.
  void items(AxisId axis, const Domain& domain) {
    const Axis& a = conditions_.axes()[axis];
    if (a.kind == Axis::Kind::kPeriods && !domain.numbers.empty() && !domain.numbers.contains(0)) {
      const std::int64_t periods = pick(domain.numbers, 1);
      const int created = program_.schema(subject_).created;
      if (created >= 0) {
        const Type type = program_.schema(subject_).fields[static_cast<std::size_t>(created)].type;
        slot(subject_).fields.emplace(static_cast<std::uint32_t>(created),
                                      of_number(type, kWitnessNow - periods * a.silence));
      }
      return;
    }
    if (a.kind == Axis::Kind::kCount && in_buckets(a.selection)) return;
    if ((a.kind == Axis::Kind::kCount || a.kind == Axis::Kind::kBuckets) && !domain.numbers.contains(0)) {
      happen(a, pick(domain.numbers, 1));
    } else if (a.kind == Axis::Kind::kAge && program_.expr(a.expr).op == Op::kAggregate && !domain.missing &&
               domain.can_be_present()) {
      Axis last = a;
      last.selection = program_.expr(a.expr).selection;
      last.kind = Axis::Kind::kCount;
      old_ = pick(domain.numbers, kMsPerDay);
      happen(last, 1);
      old_ = 0;
    } else if (a.kind == Axis::Kind::kValue && program_.expr(a.expr).op == Op::kAggregate && !domain.missing &&
               domain.can_be_present()) {
      aggregate(program_.expr(a.expr), domain);
    }
  }

  // What fills the buckets of a selection is enough for it.
  bool in_buckets(SelectionId selection) const {
    for (const auto& [axis, domain] : box_.axes()) {
      const Axis& a = conditions_.axes()[axis];
      if (a.kind == Axis::Kind::kBuckets && a.selection == selection && !domain.numbers.contains(0)) return true;
    }
    return false;
  }

  void aggregate(const Expr& e, const Domain& domain) {
    Axis a;
    a.selection = e.selection;
    if (e.aggregate == AggregateKind::kDistinct) {
      a.kind = Axis::Kind::kBuckets;
      a.bucket.kind = Bucket::Kind::kAttribute;
      a.bucket.attribute = e.text;
      happen(a, pick(domain.numbers, Decimal::kOne) / Decimal::kOne);
      return;
    }
    if (e.aggregate == AggregateKind::kCountBuckets) {
      a.kind = Axis::Kind::kBuckets;
      a.bucket = e.bucket;
      a.at_least = e.at_least;
      happen(a, pick(domain.numbers, Decimal::kOne) / Decimal::kOne);
      return;
    }
    if (domain.numbers.contains(0) && !domain.textual) return;
    a.kind = Axis::Kind::kCount;
    const std::size_t before = made_.items.size();
    happen(a, 1);
    for (std::size_t i = before; i < made_.items.size(); ++i) {
      const int at = program_.interactions[made_.items[i].kind].find(e.text);
      if (at < 0) continue;
      const Type& type = program_.interactions[made_.items[i].kind].attributes[static_cast<std::size_t>(at)].type;
      if (const std::optional<Value> value = chosen(type, domain))
        made_.items[i].attributes[static_cast<std::uint32_t>(at)] = *value;
    }
  }

  // Enough things for a selection to find, each with what the selection asks for and nothing that the box forbids.
  void happen(const Axis& a, std::int64_t count) {
    const Selection& s = program_.selections[a.selection];
    if (s.records || s.kinds.empty() || count <= 0 || count > 2000) return;
    Region where = Region::everything();
    for (const ExprId one : s.where) where = conditions_.both(where, conditions_.of(one, true));
    std::uint32_t kind = s.kinds.front();
    for (const auto& [axis, domain] : box_.axes()) {
      const Axis& other = conditions_.axes()[axis];
      if (other.kind != Axis::Kind::kCount || domain.numbers.highest() != 0) continue;
      const Selection& none = program_.selections[other.selection];
      if (none.records) continue;
      Region avoid = Region::nothing();
      for (const ExprId one : none.where) avoid.add(conditions_.of(one, false));
      const bool whole = none.where.empty();
      for (const std::uint32_t tried : s.kinds) {
        const bool hit = std::binary_search(none.kinds.begin(), none.kinds.end(), tried);
        if (tried == s.kinds.front() && hit && !whole) where = conditions_.both(where, avoid);
        if (kind == tried && hit && whole && tried != s.kinds.back())
          kind = *(std::find(s.kinds.begin(), s.kinds.end(), tried) + 1);
      }
    }
    if (where.empty()) return;
    const std::int64_t window = shortest_window(s);
    if (!s.kinds.empty() && program_.interactions[kind].built_in) return;
    if (s.by == By::kLead && subject_ == RecordKind::kOpportunity) slot(RecordKind::kLead);
    if (subject_ != RecordKind::kContact) slot(RecordKind::kContact);
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t k = 0; k < (a.kind == Axis::Kind::kBuckets ? a.at_least : 1); ++k) {
        Witness::Item item;
        item.kind = kind;
        item.of_lead = s.by == By::kLead;
        item.at = kWitnessNow - old_ - place(a, i, k, window);
        item_ = &item;
        const Box& asked = where.boxes.front();
        const Box outer = std::exchange(box_, asked);
        for (const auto& [axis, domain] : asked.axes()) {
          if (conditions_.axes()[axis].kind != Axis::Kind::kCondition) value(axis, domain);
        }
        rest(asked);
        box_ = outer;
        item_ = nullptr;
        if (a.kind == Axis::Kind::kBuckets && a.bucket.kind == Bucket::Kind::kAttribute) distinct(item, a, where, i);
        made_.items.push_back(std::move(item));
      }
    }
  }

  // How long ago the k-th thing of the i-th bucket was: now, and one bucket further back each time.
  static std::int64_t place(const Axis& a, std::int64_t i, std::int64_t k, std::int64_t window) {
    std::int64_t step = 1000;
    if (a.kind == Axis::Kind::kBuckets) {
      switch (a.bucket.kind) {
        case Bucket::Kind::kDay:
          step = kMsPerDay;
          break;
        case Bucket::Kind::kWeek:
          step = 7 * kMsPerDay;
          break;
        case Bucket::Kind::kMonth:
          step = 31 * kMsPerDay;
          break;
        case Bucket::Kind::kDuration:
          step = a.bucket.milliseconds;
          break;
        case Bucket::Kind::kAttribute:
          break;
      }
    }
    std::int64_t ago = i * step + k * 1000 + 1000;
    if (window != 0 && ago >= window) ago = window - 1;
    return ago;
  }

  // Another value of the bucket's attribute for each.
  void distinct(Witness::Item& item, const Axis& a, const Region& where, std::int64_t i) {
    const int at = program_.interactions[item.kind].find(a.bucket.attribute);
    if (at < 0) return;
    const Type& type = program_.interactions[item.kind].attributes[static_cast<std::size_t>(at)].type;
    for (const auto& [axis, domain] : where.boxes.front().axes()) {
      const Axis& named = conditions_.axes()[axis];
      if (named.kind != Axis::Kind::kValue) continue;
      const Expr& e = program_.expr(named.expr);
      if (e.op != Op::kAttribute || e.text != a.bucket.attribute || !domain.textual || !domain.words.finite()) continue;
      const std::vector<std::string>& words = domain.words.words();
      item.attributes[static_cast<std::uint32_t>(at)] =
          of_text(type, words[static_cast<std::size_t>(i) % words.size()]);
      return;
    }
    if (type.textual()) {
      item.attributes[static_cast<std::uint32_t>(at)] = of_text(type, "x" + std::to_string(i + 1));
    } else if (type.kind == TypeKind::kNumber) {
      item.attributes[static_cast<std::uint32_t>(at)] = of_number(type, (i + 1) * Decimal::kOne);
    }
  }

  void link(Slot& from, int field, RecordKind to) {
    const std::optional<Slot>& other = slots_[static_cast<std::size_t>(to)];
    if (field < 0 || !other) return;
    const Type type = program_.schema(from.kind).fields[static_cast<std::size_t>(field)].type;
    from.fields[static_cast<std::uint32_t>(field)] = of_text(type, other->id);
  }

  Witness finish() {
    slot(subject_);
    const auto gone = [&](RecordKind kind) { return std::find(absent_.begin(), absent_.end(), kind) != absent_.end(); };
    const bool child = subject_ == RecordKind::kLead || subject_ == RecordKind::kOpportunity;
    // A lead with neither is no lead that anybody scores.
    if (child) slot(gone(RecordKind::kContact) ? RecordKind::kAccount : RecordKind::kContact);
    if (subject_ == RecordKind::kAccount && !made_.items.empty()) slot(RecordKind::kContact);
    made_.subject = subject_;
    for (std::optional<Slot>& one : slots_) {
      if (!one) continue;
      const RecordSchema& schema = program_.schema(one->kind);
      if (!(one->kind == subject_ && gone(RecordKind::kContact))) link(*one, schema.contact, RecordKind::kContact);
      if (!(one->kind == subject_ && gone(RecordKind::kAccount))) link(*one, schema.account, RecordKind::kAccount);
      if (!(one->kind == subject_ && gone(RecordKind::kLead))) link(*one, schema.lead, RecordKind::kLead);
    }
    for (std::optional<Slot>& one : slots_) {
      if (one && one->kind != subject_) made_.records.push_back({one->kind, one->id, one->fields});
    }
    Slot& own = *slots_[static_cast<std::size_t>(subject_)];
    made_.records.push_back({own.kind, own.id, own.fields});
    return std::move(made_);
  }

  Conditions& conditions_;
  const Program& program_;
  RecordKind subject_;
  Box box_;
  std::array<std::optional<Slot>, kRecordKinds> slots_;
  std::vector<RecordKind> absent_;
  Witness made_;
  Witness::Item* item_ = nullptr;
  std::int64_t old_ = 0;
};

}  // namespace

Witness make_witness(Conditions& conditions, RecordKind subject, const Box& box) {
  return Maker{conditions, subject}.make(box);
}

}  // namespace leadline::analysis
