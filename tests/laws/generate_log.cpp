// SPDX-License-Identifier: Apache-2.0
#include "laws/generate_log.hpp"

#include <algorithm>

#include "engine/run/ticks.hpp"
#include "laws/case_files.hpp"
#include "laws/generate_data.hpp"
#include "laws/vocabulary.hpp"

namespace leadline::laws {

namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;

class Generator {
 public:
  Generator(Random& random, const Program& program, const reference::ReferenceData& loaded, std::int64_t start)
      : random_(random), program_(program), clock_(start), zone_(Zone::find(program.zones.front())) {
    pools_.push_back(loaded);
    for (int i = 0; i < 3; ++i) pools_.push_back(generate_data(random, program, start));
  }

  std::vector<std::string> run() {
    if (random_.chance(60)) {
      for (const std::string name : {"ana", "ben"}) {
        add("user", time_text(clock_), ",\"id\":" + json_text(name) + ",\"present\":" + yes_no(70));
      }
    }
    // Who is there already, and, most often, somebody for the rest to be about.
    for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
      const auto id = static_cast<std::size_t>(program_.records[kind].id);
      for (const reference::Record& record : pools_.front().records[kind]) ids_[kind].push_back(record.fields[id].text);
    }
    if (random_.chance(80)) {
      for (const RecordKind kind : {RecordKind::kAccount, RecordKind::kContact, RecordKind::kLead}) {
        for (int n = random_.between(1, 3); n > 0; --n) record(kind);
      }
    }
    for (int n = random_.between(4, random_.chance(20) ? 60 : 30); n > 0; --n) one();
    midnight();
    add("tick", time_text(clock_), "");
    return std::move(lines_);
  }

 private:
  static Value id_value(const std::string& id) {
    Value value;
    value.type.kind = TypeKind::kText;
    value.text = id;
    return value;
  }

  std::string yes_no(int percent) { return random_.chance(percent) ? "true" : "false"; }

  void add(const std::string& type, const std::string& at, const std::string& rest) {
    lines_.push_back("{\"type\":\"" + type + "\",\"at\":\"" + at + "\"" + rest + "}");
  }

  void midnight() { clock_ = next_tick(*zone_, program_.clock, clock_); }

  // The clock moves on, or the event is late.
  std::string time() {
    switch (random_.below(12)) {
      case 0:
        return time_text(clock_ - random_.between64(1, 20 * kDay));
      case 1:
      case 2:
        midnight();
        break;
      case 3:
      case 4:
        clock_ += random_.between64(1, 3 * kHour);
        break;
      case 5:
        clock_ += random_.between64(kHour, 4 * kDay);
        break;
      case 6:
        clock_ += random_.chance(40) ? random_.between64(20 * kDay, 120 * kDay) : random_.between64(kDay, 12 * kDay);
        break;
      default:
        break;
    }
    return time_text(clock_);
  }

  void one() {
    const int choice = random_.below(100);
    if (choice < 17) {
      if (random_.chance(70)) midnight();
      return add("tick", time(), "");
    }
    if (choice < 52) return record(some_kind());
    if (choice < 78) return interaction();
    if (choice < 85) return submission();
    if (choice < 93) return move();
    return merge();
  }

  std::string fields_of(const std::vector<Field>& fields, const std::vector<Value>& values, int percent, int skip,
                        const std::vector<int>& state, bool with_state) {
    std::string out;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const bool of_state = std::find(state.begin(), state.end(), static_cast<int>(i)) != state.end();
      if (static_cast<int>(i) == skip || values[i].missing || (of_state && !with_state) || !random_.chance(percent)) {
        continue;
      }
      out += "," + json_text(fields[i].name) + ":" + json_value(values[i]);
    }
    return out;
  }

  RecordKind some_kind() {
    static const std::vector<RecordKind> kKinds = {RecordKind::kContact,    RecordKind::kContact, RecordKind::kAccount,
                                                   RecordKind::kLead,       RecordKind::kLead,    RecordKind::kLead,
                                                   RecordKind::kOpportunity};
    return random_.pick(kKinds);
  }

  void record(RecordKind kind) {
    const auto& pool = random_.pick(pools_).of(kind);
    if (pool.empty()) return add("tick", time(), "");
    reference::Record record = random_.pick(pool);
    const RecordSchema& schema = program_.schema(kind);
    const std::vector<int> state = {schema.process, schema.stage,   schema.stage_since,
                                    schema.reached, schema.cleared, schema.held};
    const std::string& id = record.fields[static_cast<std::size_t>(schema.id)].text;
    std::string rest = ",\"id\":" + json_text(id);
    if (random_.chance(30)) rest += ",\"event\":\"v" + std::to_string(random_.below(20)) + "\"";
    // Most leads belong to somebody who is there.
    const auto& contacts = ids_[static_cast<std::size_t>(RecordKind::kContact)];
    if (kind == RecordKind::kLead && !contacts.empty() && random_.chance(60)) {
      record.fields[static_cast<std::size_t>(schema.contact)] = id_value(random_.pick(contacts));
    }
    const auto& accounts = ids_[static_cast<std::size_t>(RecordKind::kAccount)];
    if (kind == RecordKind::kContact && !accounts.empty() && random_.chance(40)) {
      record.fields[static_cast<std::size_t>(schema.account)] = id_value(random_.pick(accounts));
    }
    rest += fields_of(schema.fields, record.fields, random_.chance(50) ? 90 : 30, schema.id, state, random_.chance(12));
    if (random_.chance(12)) {
      const Field& field = random_.pick(schema.fields);
      if (rest.find("\"" + field.name + "\":") == std::string::npos && field.name != "id")
        rest += ",\"unset\":[" + json_text(field.name) + "]";
    }
    ids_[static_cast<std::size_t>(kind)].push_back(id);
    add(std::string(name_of(kind)), time(), rest);
  }

  void interaction() {
    const auto& pool = random_.pick(pools_).interactions;
    if (pool.empty()) return add("tick", time(), "");
    const reference::Interaction& one = random_.pick(pool);
    const InteractionKind& kind = program_.interactions[one.kind];
    if (kind.built_in) return record(some_kind());
    std::string contact = one.contact;
    const auto& known = ids_[static_cast<std::size_t>(RecordKind::kContact)];
    if (!known.empty() && random_.chance(60)) contact = random_.pick(known);
    std::string rest = ",\"kind\":" + json_text(kind.name);
    if (!one.id.empty()) rest += ",\"id\":" + json_text(one.id);
    if (!contact.empty()) rest += ",\"contact\":" + json_text(contact);
    if (!one.lead.empty()) rest += ",\"lead\":" + json_text(one.lead);
    add("interaction", time(), rest + fields_of(kind.attributes, one.attributes, 90, -1, {}, false));
  }

  void submission() {
    std::string fields;
    const auto answer = [&](const std::string& name, const std::string& text) {
      if (random_.chance(75)) fields += (fields.empty() ? "" : ",") + json_text(name) + ":" + json_text(text);
    };
    answer("email", random_.pick(emails()));
    answer("topic", random_.pick(words()));
    answer("title", random_.pick(words()));
    answer("amount", random_.chance(90) ? std::to_string(random_.below(90)) : "many");
    std::string rest = ",\"form\":\"demo\"";
    if (random_.chance(50)) rest += ",\"id\":\"s" + std::to_string(random_.below(6)) + "\"";
    add("submission", time(), rest + ",\"fields\":{" + fields + "}");
  }

  std::string some_id(RecordKind kind) {
    const auto& known = ids_[static_cast<std::size_t>(kind)];
    return known.empty() || random_.chance(3) ? "nobody" : random_.pick(known);
  }

  void move() {
    if (program_.processes.empty()) return record(some_kind());
    const Process& process = random_.chance(60) ? program_.processes.front() : random_.pick(program_.processes);
    const std::string to = random_.chance(5) ? "nowhere" : random_.pick(process.stages).name;
    add("move", time(),
        ",\"kind\":" + json_text(std::string(name_of(process.kind))) + ",\"id\":" + json_text(some_id(process.kind)) +
            ",\"to\":" + json_text(to) + (random_.chance(50) ? ",\"by\":\"ben\"" : ""));
  }

  void merge() {
    static const std::vector<RecordKind> kKinds = {RecordKind::kContact, RecordKind::kContact, RecordKind::kLead,
                                                   RecordKind::kLead, RecordKind::kAccount};
    const RecordKind kind = random_.pick(kKinds);
    std::string from = json_text(some_id(kind));
    if (random_.chance(25)) from = "[" + from + "," + json_text(some_id(kind)) + "]";
    add("merge", time(),
        ",\"kind\":" + json_text(std::string(name_of(kind))) + ",\"from\":" + from +
            ",\"into\":" + json_text(some_id(kind)));
  }

  Random& random_;
  const Program& program_;
  std::int64_t clock_;
  std::shared_ptr<const Zone> zone_;
  std::vector<reference::ReferenceData> pools_;
  std::array<std::vector<std::string>, kRecordKinds> ids_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> generate_log(Random& random, const Program& program, const reference::ReferenceData& loaded,
                                      std::int64_t start) {
  return Generator(random, program, loaded, start).run();
}

}  // namespace leadline::laws
