// SPDX-License-Identifier: Apache-2.0
// A dataset that grows: what it keeps beside its rows.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "support/program_builder.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

std::vector<std::uint32_t> sorted(RowList rows) {
  std::vector<std::uint32_t> result(rows.begin(), rows.end());
  std::sort(result.begin(), result.end());
  return result;
}

// What `leads_alone` is to be, found by a look at every lead.
std::vector<std::uint32_t> without_contact(const Dataset& data, std::uint32_t account) {
  const RecordTable& leads = data.table(RecordKind::kLead);
  std::vector<std::uint32_t> alone;
  for (std::uint32_t lead = 0; lead < leads.size(); ++lead) {
    if (data.alive(RecordKind::kLead, lead) && leads.account[lead] == account && leads.contact[lead] == kNoRow) {
      alone.push_back(lead);
    }
  }
  return alone;
}

struct Growing {
  ProgramBuilder builder;
  Dataset data{builder.program};
  std::mt19937 random{20261123};

  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random() % end); }
  // One of a few ids, so that links dangle, are resolved later, and change; now and then none.
  Value some_id(char of) {
    return below(4) == 0 ? missing_value(type_of(TypeKind::kText)) : text_value(of + std::to_string(below(6)));
  }
  std::string free_id(RecordKind kind, char of, std::uint32_t count) {
    const std::string id = of + std::to_string(below(count));
    return data.find(kind, id) == kNoRow ? id : std::string();
  }
  void add(RecordKind kind, char of, std::uint32_t count) {
    if (const std::string id = free_id(kind, of, count); !id.empty()) data.add_record(kind, id);
  }
  void end(RecordKind kind) {
    if (data.table(kind).size() == 0) return;
    const std::uint32_t row = below(static_cast<std::uint32_t>(data.table(kind).size()));
    if (data.alive(kind, row)) data.end_record(kind, row);
  }
  void set_link(int field, char to) {
    if (data.table(RecordKind::kLead).size() == 0) return;
    const std::uint32_t row = below(static_cast<std::uint32_t>(data.table(RecordKind::kLead).size()));
    if (!data.alive(RecordKind::kLead, row)) return;
    data.set_field(RecordKind::kLead, row, static_cast<std::uint32_t>(field), some_id(to));
  }
  // A lead that is only looked at first, as matching does with a submission's.
  void stage_lead() {
    const RecordSchema& schema = builder.program.schema(RecordKind::kLead);
    const std::uint32_t row = data.add_record(RecordKind::kLead, {});
    data.set_field(RecordKind::kLead, row, static_cast<std::uint32_t>(schema.account), some_id('a'));
    data.set_field(RecordKind::kLead, row, static_cast<std::uint32_t>(schema.contact), some_id('c'));
    const std::string id = free_id(RecordKind::kLead, 'l', 40);
    if (id.empty()) {
      data.take_back(RecordKind::kLead, row);
    } else {
      data.give_id(RecordKind::kLead, row, id);
    }
  }
  void change() {
    const RecordSchema& schema = builder.program.schema(RecordKind::kLead);
    switch (below(9)) {
      case 0:
        return add(RecordKind::kAccount, 'a', 6);
      case 1:
        return add(RecordKind::kContact, 'c', 6);
      case 2:
        return add(RecordKind::kLead, 'l', 40);
      case 3:
      case 4:
        return set_link(schema.contact, 'c');
      case 5:
      case 6:
        return set_link(schema.account, 'a');
      case 7:
        return stage_lead();
      default:
        return below(3) != 0 ? end(static_cast<RecordKind>(below(3))) : add(RecordKind::kLead, 'l', 40);
    }
  }
};

}  // namespace

TEST_CASE("live dataset: the leads of an account that have no contact are known, whatever changes", "[data]") {
  Growing growing;
  Dataset& data = growing.data;
  static_cast<void>(data.finish(1));
  data.open();
  std::size_t found = 0;
  for (int step = 0; step < 3000; ++step) {
    growing.change();
    for (std::uint32_t account = 0; account < data.table(RecordKind::kAccount).size(); ++account) {
      const std::vector<std::uint32_t> alone = sorted(data.leads_alone(account));
      REQUIRE(alone == without_contact(data, account));
      found += alone.size();
    }
  }
  CHECK(found > 3000);
}

TEST_CASE("live dataset: leads without a contact are known of what was loaded", "[data]") {
  Growing growing;
  Dataset& data = growing.data;
  const auto add = [&](RecordKind kind, std::string id, std::string contact, std::string account) {
    const RecordSchema& schema = growing.builder.program.schema(kind);
    RecordTable& table = data.table(kind);
    for (Column& column : table.columns) column.append_missing();
    const auto set = [&](int field, std::string text) {
      if (field < 0 || text.empty()) return;
      table.columns[static_cast<std::size_t>(field)].set(table.size() - 1, text_value(std::move(text)));
    };
    set(schema.id, std::move(id));
    set(schema.contact, std::move(contact));
    set(schema.account, std::move(account));
  };
  add(RecordKind::kAccount, "acme", "", "");
  add(RecordKind::kContact, "bo", "", "acme");
  add(RecordKind::kLead, "l1", "bo", "acme");
  add(RecordKind::kLead, "l2", "", "acme");
  add(RecordKind::kLead, "l3", "nobody", "acme");
  add(RecordKind::kLead, "l4", "", "");
  static_cast<void>(data.finish(1));
  data.open();
  CHECK(sorted(data.leads_alone(0)) == std::vector<std::uint32_t>{1, 2});
  // Whom it names comes at last.
  data.add_record(RecordKind::kContact, "nobody");
  CHECK(sorted(data.leads_alone(0)) == std::vector<std::uint32_t>{1});
}
