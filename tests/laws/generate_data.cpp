// SPDX-License-Identifier: Apache-2.0
#include "laws/generate_data.hpp"

#include <date/tz.h>

#include "laws/vocabulary.hpp"

namespace leadline::laws {

namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;

class Generator {
 public:
  Generator(Random& random, const Program& program, std::int64_t as_of)
      : random_(random), program_(program), as_of_(as_of) {
    for (int i = 0; i < 4; ++i) ties_.push_back(time());
  }

  reference::ReferenceData run() {
    const int accounts = random_.between(0, 4);
    const int contacts = random_.between(0, 7);
    const int leads = random_.between(0, 9);
    ids_[at(RecordKind::kAccount)] = ids("a", accounts);
    ids_[at(RecordKind::kContact)] = ids("c", contacts);
    ids_[at(RecordKind::kLead)] = ids("l", leads);
    ids_[at(RecordKind::kOpportunity)] = ids("o", random_.between(0, 4));
    for (const RecordKind kind :
         {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity}) {
      for (const std::string& id : ids_[at(kind)]) data_.of(kind).push_back(record(kind, id));
      random_.shuffle(data_.of(kind));
    }
    const int most = random_.chance(20) ? 120 : 40;
    for (int i = random_.between(0, most); i > 0; --i) data_.interactions.push_back(interaction());
    return std::move(data_);
  }

 private:
  static std::size_t at(RecordKind kind) { return static_cast<std::size_t>(kind); }

  // Ids differ in case and sort by bytes: a1, a10, A2.
  std::vector<std::string> ids(const std::string& prefix, int n) {
    std::vector<std::string> result;
    for (int i = 0; i < n; ++i) {
      std::string id = prefix + std::to_string(i % 3 == 2 ? i * 10 : i);
      if (random_.chance(15)) id[0] = static_cast<char>(id[0] - 'a' + 'A');
      if (random_.chance(5)) id += "ß";
      result.push_back(std::move(id));
    }
    return result;
  }

  std::int64_t time() {
    static const std::vector<std::int64_t> kSteps = {kHour,     90 * 60'000, kDay,       3 * kDay,  7 * kDay,
                                                     14 * kDay, 30 * kDay,   36 * kHour, 90 * kDay, 400 * kDay};
    switch (random_.below(10)) {
      case 0:
        return as_of_;
      case 1:
        return as_of_ - random_.pick(kSteps) + random_.between(-1, 1);
      case 2:
        return as_of_ + random_.between64(1, 40 * kDay);
      case 3:
        return midnight(as_of_ - random_.between64(0, 60 * kDay)) + random_.between(-1, 1);
      case 4:
        if (!ties_.empty()) return random_.pick(ties_);
        return as_of_ - kDay;
      case 5:
        return as_of_ - random_.between64(0, 2000 * kDay);
      case 6:
        return random_.chance(30) ? random_.between64(-2'000'000'000'000, 0) : as_of_ - random_.between64(0, kDay);
      default:
        return as_of_ - random_.between64(0, 45 * kDay);
    }
  }

  [[nodiscard]] std::int64_t midnight(std::int64_t moment) const {
    const auto* zone = date::locate_zone(program_.zones[0]);
    const auto local = zone->to_local(date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{moment}});
    const auto day = date::floor<date::days>(local);
    return zone->to_sys(day, date::choose::earliest).time_since_epoch().count() * 1000;
  }

  std::string some_text(TypeKind kind) {
    switch (kind) {
      case TypeKind::kEmail:
        return random_.pick(emails());
      case TypeKind::kPhone:
        return random_.pick(phones());
      case TypeKind::kDomain:
        return random_.pick(domains());
      default:
        break;
    }
    std::string text = random_.chance(15) ? random_.pick(companies()) : random_.pick(words());
    if (random_.chance(25)) text += " " + random_.pick(words());
    if (random_.chance(10)) text = "x" + text;
    if (random_.chance(2)) {
      for (int i = 0; i < 30; ++i) text += "," + random_.pick(words());
    }
    return text;
  }

  std::int64_t some_number() {
    switch (random_.below(10)) {
      case 0:
        return random_.between64(-2'000'000, 2'000'000);
      case 1:
        return random_.chance(20)   ? INT64_C(9'223'372'036'854'775'807) - random_.between(0, 3)
               : random_.chance(20) ? -INT64_C(9'223'372'036'854'775'807) + random_.between(0, 3)
                                    : 0;
      case 2:
        return random_.between(1, 99) * 500'000;
      case 3:
        return random_.chance(25) ? random_.between64(-9'000'000, 9'000'000) * 1'000'000'000'000 : 1;
      default:
        return random_.between64(-3, 60) * 1'000'000;
    }
  }

  Value value(const Type& type) {
    Value result;
    result.type = type;
    if (type.list) {
      Type element = type;
      element.list = false;
      for (int i = random_.between(1, 3); i > 0; --i) result.items.push_back(value(element));
      return result;
    }
    switch (type.kind) {
      case TypeKind::kText:
      case TypeKind::kEmail:
      case TypeKind::kPhone:
      case TypeKind::kDomain:
        result.text = some_text(type.kind);
        break;
      case TypeKind::kNumber:
        result.number = some_number();
        break;
      case TypeKind::kYesNo:
        result.number = random_.below(2);
        break;
      case TypeKind::kTime:
        result.number = time();
        break;
      case TypeKind::kDuration:
        result.number = random_.chance(30) ? kDay * random_.between(0, 40) : random_.between64(-kDay, 100 * kDay);
        break;
      case TypeKind::kChoice: {
        const auto& choice = program_.choices[type.choice].words;
        result.number = random_.below(static_cast<int>(choice.size()));
        result.text = choice[static_cast<std::size_t>(result.number)];
        break;
      }
      case TypeKind::kNone:
      case TypeKind::kGrade:
      case TypeKind::kRecord:
      case TypeKind::kMissing:
        break;
    }
    return result;
  }

  static Value nothing(const Type& type) {
    Value result;
    result.type = type;
    result.missing = true;
    return result;
  }

  static Value text_value(const Type& type, const std::string& text) {
    Value result = nothing(type);
    result.missing = text.empty();
    result.text = text;
    return result;
  }

  Value texts(const Type& type, const std::vector<std::string>& from, int percent) {
    Value result = nothing(type);
    Type element = type;
    element.list = false;
    for (const std::string& text : from) {
      if (random_.chance(percent)) result.items.push_back(text_value(element, text));
    }
    result.missing = result.items.empty();
    return result;
  }

  std::string link_to(RecordKind kind) {
    const auto& ids = ids_[at(kind)];
    if (random_.chance(6)) return "nobody";
    return ids.empty() || random_.chance(15) ? "" : random_.pick(ids);
  }

  reference::Record record(RecordKind kind, const std::string& id) {
    const RecordSchema& schema = program_.schema(kind);
    reference::Record result;
    for (const Field& field : schema.fields) {
      result.fields.push_back(random_.chance(20) ? nothing(field.type) : value(field.type));
    }
    const auto set = [&](int index, auto&& make) {
      if (index < 0) return;
      const auto i = static_cast<std::size_t>(index);
      result.fields[i] = make(schema.fields[i].type);
    };
    set(schema.id, [&](const Type& type) { return text_value(type, id); });
    set(schema.contact, [&](const Type& type) { return text_value(type, link_to(RecordKind::kContact)); });
    set(schema.account, [&](const Type& type) { return text_value(type, link_to(RecordKind::kAccount)); });
    set(schema.lead, [&](const Type& type) { return text_value(type, link_to(RecordKind::kLead)); });
    state(kind, schema, set);
    return result;
  }

  template <class Set>
  void state(RecordKind kind, const RecordSchema& schema, Set set) {
    std::vector<const Process*> processes;
    for (const Process& process : program_.processes) {
      if (process.kind == kind) processes.push_back(&process);
    }
    std::string process;
    std::string stage;
    if (!processes.empty() && random_.chance(60)) {
      const Process& chosen = *random_.pick(processes);
      if (random_.chance(75)) process = chosen.name;
      if (random_.chance(90)) stage = random_.pick(chosen.stages).name;
      if (!chosen.was.empty() && random_.chance(25)) stage = random_.pick(chosen.was).first;
    }
    set(schema.process, [&](const Type& type) { return text_value(type, process); });
    set(schema.stage, [&](const Type& type) { return text_value(type, stage); });
    set(schema.stage_since,
        [&](const Type& type) { return stage.empty() || random_.chance(15) ? nothing(type) : value(type); });
    if (random_.chance(50)) set(schema.status, [&](const Type& type) { return nothing(type); });
    std::vector<std::string> thresholds = {"gone", "m0.gone"};
    for (const Threshold& threshold : program_.thresholds) {
      thresholds.push_back(threshold.full_name);
      if (random_.chance(20)) thresholds.push_back(threshold.name);
    }
    const int often = random_.chance(50) ? 0 : 30;
    set(schema.reached, [&](const Type& type) { return texts(type, thresholds, often); });
    set(schema.cleared, [&](const Type& type) { return texts(type, thresholds, often / 2); });
    std::vector<std::string> transitions = {"nowhere->gone"};
    for (const Process* p : processes) {
      for (const Stage& s : p->stages) {
        for (const Transition& transition : s.transitions) transitions.push_back(transition.name);
      }
      for (const AnyStage& any : p->any) {
        for (const Transition& transition : any.transitions) transitions.push_back(transition.name);
      }
    }
    set(schema.held, [&](const Type& type) { return texts(type, transitions, often / 2); });
  }

  reference::Interaction interaction() {
    reference::Interaction result;
    const int kinds = static_cast<int>(program_.interactions.size());
    result.kind = static_cast<std::uint32_t>(random_.below(kinds));
    result.at = time();
    if (random_.chance(35)) result.id = "i" + std::to_string(random_.below(25));
    result.contact = link_to(RecordKind::kContact);
    if (random_.chance(50)) result.lead = link_to(RecordKind::kLead);
    for (const Field& attribute : program_.interactions[result.kind].attributes) {
      result.attributes.push_back(random_.chance(20) ? nothing(attribute.type) : value(attribute.type));
    }
    if (result.kind == kMoveKind || result.kind == kReachKind) {
      for (Value& attribute : result.attributes) {
        if (!attribute.missing) attribute = text_value(attribute.type, recorded_name(result.kind));
      }
    }
    return result;
  }

  std::string recorded_name(std::uint32_t kind) {
    if (kind == kReachKind) return program_.thresholds.empty() ? "gone" : random_.pick(program_.thresholds).full_name;
    return program_.processes.empty() ? "gone" : random_.pick(random_.pick(program_.processes).stages).name;
  }

  Random& random_;
  const Program& program_;
  std::int64_t as_of_;
  std::array<std::vector<std::string>, kRecordKinds> ids_;
  std::vector<std::int64_t> ties_;
  reference::ReferenceData data_;
};

}  // namespace

std::int64_t generate_time(Random& random, const Program& program) {
  // 2026-01-01 … 2026-12-31.
  const std::int64_t time = random.between64(1'767'225'600'000, 1'798'675'200'000);
  const auto* zone = date::locate_zone(program.zones[0]);
  const date::sys_time<std::chrono::milliseconds> moment{std::chrono::milliseconds{time}};
  switch (random.below(4)) {
    case 0: {
      const auto day = date::floor<date::days>(zone->to_local(moment));
      return zone->to_sys(day, date::choose::earliest).time_since_epoch().count() * 1000 + random.between(-1, 1);
    }
    case 1: {
      const auto end = zone->get_info(moment).end.time_since_epoch().count();
      return end < 1'830'000'000 ? end * 1000 + random.between64(-2 * kHour, 30 * kHour) : time;
    }
    default:
      return time;
  }
}

reference::ReferenceData generate_data(Random& random, const Program& program, std::int64_t as_of) {
  return Generator(random, program, as_of).run();
}

}  // namespace leadline::laws
