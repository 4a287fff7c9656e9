// SPDX-License-Identifier: Apache-2.0
#include "engine/run/test_world.hpp"

#include <catch2/catch.hpp>

#include "support/program_builder.hpp"

using namespace leadline;
using leadline::test::number_value;
using leadline::test::ProgramBuilder;
using leadline::test::text_value;

namespace {

// Two contacts of one account, a lead of each, an opportunity of the first lead, and a lead of the account alone.
struct Fixture {
  ProgramBuilder builder;
  Program& program = builder.program;
  Test test;
  std::uint32_t visit = builder.interaction("page_visit", {{"page", test::type_of(TypeKind::kText)}});
  std::uint32_t street = builder.field(RecordKind::kContact, "street", test::type_of(TypeKind::kText), 0);
  std::uint32_t city = builder.field(RecordKind::kContact, "city", test::type_of(TypeKind::kText), 0);
  std::uint32_t title = builder.field(RecordKind::kContact, "title", test::type_of(TypeKind::kText));

  enum : std::uint32_t { kAcme, kAna, kBen, kLeadAna, kLeadBen, kDeal, kLeadAcme };

  Fixture() {
    test.records = {{RecordKind::kAccount, "acme"},  {RecordKind::kContact, "ana"},
                    {RecordKind::kContact, "ben"},   {RecordKind::kLead, "lead_ana"},
                    {RecordKind::kLead, "lead_ben"}, {RecordKind::kOpportunity, "deal"},
                    {RecordKind::kLead, "lead_acme"}};
  }

  [[nodiscard]] TestLine::Field field(RecordKind kind, const char* name, Value value) const {
    TestLine::Field field;
    field.name = name;
    field.field = static_cast<std::uint32_t>(program.schema(kind).find(name));
    field.value = std::move(value);
    return field;
  }

  [[nodiscard]] TestWorld world() const {
    TestWorld world(program, test);
    world.change(kAcme, {}, 100);
    world.change(kAna, {field(RecordKind::kContact, "account", text_value("acme"))}, 100);
    world.change(kBen, {field(RecordKind::kContact, "account", text_value("acme"))}, 100);
    world.change(kLeadAna, {field(RecordKind::kLead, "contact", text_value("ana"))}, 100);
    world.change(kLeadBen, {field(RecordKind::kLead, "contact", text_value("ben"))}, 100);
    world.change(kDeal, {field(RecordKind::kOpportunity, "lead", text_value("lead_ana"))}, 100);
    world.change(kLeadAcme, {field(RecordKind::kLead, "account", text_value("acme"))}, 100);
    return world;
  }
};

}  // namespace

TEST_CASE("test world: a record is created at the clock and changed later", "[run][test_run]") {
  const Fixture fixture;
  TestWorld world(fixture.program, fixture.test);
  CHECK(world.row(Fixture::kAna) == kNoRow);
  world.change(Fixture::kAna, {fixture.field(RecordKind::kContact, "title", text_value("CTO"))}, 100);
  world.change(Fixture::kAna, {}, 200);
  const std::shared_ptr<const Dataset> data = world.data();
  const RecordSchema& schema = fixture.program.schema(RecordKind::kContact);
  const RecordTable& table = data->table(RecordKind::kContact);
  REQUIRE(table.size() == 1);
  CHECK(table.columns[static_cast<std::size_t>(schema.id)].value(0).text == "ana");
  CHECK(table.columns[static_cast<std::size_t>(schema.created)].numbers[0] == 100);
  CHECK(table.columns[static_cast<std::size_t>(schema.updated)].numbers[0] == 200);
  CHECK(table.columns[fixture.title].value(0).text == "CTO");
  // The same data as long as nothing changes, other data afterwards; the old stays as it was.
  CHECK(world.data() == data);
  world.change(Fixture::kAna, {fixture.field(RecordKind::kContact, "title", text_value("CEO"))}, 300);
  CHECK(world.data() != data);
  CHECK(table.columns[fixture.title].value(0).text == "CTO");
}

TEST_CASE("test world: fields that stand together change together", "[run][test_run]") {
  const Fixture fixture;
  TestWorld world(fixture.program, fixture.test);
  world.change(Fixture::kAna,
               {fixture.field(RecordKind::kContact, "street", text_value("Elm 1")),
                fixture.field(RecordKind::kContact, "city", text_value("Ulm")),
                fixture.field(RecordKind::kContact, "title", text_value("CTO"))},
               100);
  world.change(Fixture::kAna, {fixture.field(RecordKind::kContact, "street", text_value("Oak 2"))}, 200);
  CHECK(world.field(Fixture::kAna, static_cast<int>(fixture.street)).text == "Oak 2");
  CHECK(world.field(Fixture::kAna, static_cast<int>(fixture.city)).missing);
  CHECK(world.field(Fixture::kAna, static_cast<int>(fixture.title)).text == "CTO");
}

TEST_CASE("test world: an event touches contact, account, and their leads and opportunities", "[run][test_run]") {
  const Fixture fixture;
  const TestWorld world = fixture.world();
  using F = Fixture;
  CHECK(world.all() ==
        std::vector<std::uint32_t>{F::kAna, F::kBen, F::kAcme, F::kLeadAcme, F::kLeadAna, F::kLeadBen, F::kDeal});
  // The account's leads are also those of its other contacts; the other contact itself is not touched.
  const std::vector<std::uint32_t> around_ana{F::kAna, F::kAcme, F::kLeadAcme, F::kLeadAna, F::kLeadBen, F::kDeal};
  CHECK(world.touched_by(F::kAna) == around_ana);
  CHECK(world.touched_by(F::kLeadAna) == around_ana);
  CHECK(world.touched_by(F::kDeal) == around_ana);
  CHECK(world.touched_by(F::kAcme) == std::vector<std::uint32_t>{F::kAcme, F::kLeadAcme, F::kLeadAna, F::kLeadBen});
}

TEST_CASE("test world: interactions by a lead are its contact's, and linked to it", "[run][test_run]") {
  const Fixture fixture;
  TestWorld world = fixture.world();
  TestLine::Field page;
  page.target = SourceField::Target::kField;
  page.field = 0;
  page.value = text_value("pricing");
  world.add_interaction(fixture.visit, Fixture::kLeadAna, {page}, 500);
  world.add_interaction(fixture.visit, Fixture::kBen, {}, 600);
  const std::shared_ptr<const Dataset> data = world.data();
  const InteractionTable& visits = data->interactions(fixture.visit);
  REQUIRE(visits.size() == 2);
  CHECK(visits.contact ==
        std::vector<std::uint32_t>{data->find(RecordKind::kContact, "ana"), data->find(RecordKind::kContact, "ben")});
  CHECK(visits.lead == std::vector<std::uint32_t>{data->find(RecordKind::kLead, "lead_ana"), kNoRow});
  CHECK(visits.attributes[0].value(0).text == "pricing");
  CHECK(visits.attributes[0].value(1).missing);
}

TEST_CASE("test world: what an evaluation decided is written back", "[run][test_run]") {
  Fixture fixture;
  Process process;
  process.name = "funnel";
  process.stages.resize(2);
  process.stages[0].name = "inquiry";
  process.stages[1].name = "won";
  fixture.program.processes = {process};
  TestWorld world = fixture.world();
  RecordLedger ledger;
  ledger.kind = RecordKind::kLead;
  ledger.process = 1;
  ledger.stage = 2;
  ledger.stage_since = 700;
  ledger.reached = {"spring.sales_ready"};
  ledger.held = {"won->inquiry"};
  ledger.moves = {{0, 1}};
  ledger.status = 1;
  world.take(Fixture::kLeadAna, ledger, 700, "ben");
  const RecordSchema& schema = fixture.program.schema(RecordKind::kLead);
  CHECK(world.field(Fixture::kLeadAna, schema.process).text == "funnel");
  CHECK(world.field(Fixture::kLeadAna, schema.stage).text == "won");
  CHECK(world.field(Fixture::kLeadAna, schema.stage_since).number == 700);
  CHECK(world.field(Fixture::kLeadAna, schema.reached).items.at(0).text == "spring.sales_ready");
  CHECK(world.field(Fixture::kLeadAna, schema.held).items.at(0).text == "won->inquiry");
  CHECK(world.field(Fixture::kLeadAna, schema.cleared).missing);
  CHECK(world.field(Fixture::kLeadAna, schema.status).number == 1);
  const std::shared_ptr<const Dataset> data = world.data();
  const InteractionTable& moves = data->interactions(kMoveKind);
  REQUIRE(moves.size() == 1);
  CHECK(moves.at.numbers[0] == 700);
  CHECK(moves.attributes[0].value(0).text == "inquiry");
  CHECK(moves.attributes[1].value(0).text == "won");
  CHECK(moves.attributes[2].value(0).text == "ben");
  CHECK(moves.lead[0] == data->find(RecordKind::kLead, "lead_ana"));
  CHECK(data->interactions(kReachKind).attributes[0].value(0).text == "spring.sales_ready");
  // A second evaluation that decides nothing new changes nothing.
  ledger.moves.clear();
  world.take(Fixture::kLeadAna, ledger, 800, {});
  CHECK(world.data() == data);
}
