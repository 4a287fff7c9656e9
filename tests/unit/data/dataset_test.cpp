// SPDX-License-Identifier: Apache-2.0
#include "engine/data/dataset.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>

#include "engine/data/links.hpp"
#include "support/program_builder.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

// Adds a record; fields by name, all others missing.
void add_record(Dataset& data, RecordKind kind, const std::map<std::string, Value>& values) {
  const RecordSchema& schema = data.program().records[static_cast<std::size_t>(kind)];
  RecordTable& table = data.table(kind);
  for (std::size_t field = 0; field < schema.fields.size(); ++field) {
    const auto value = values.find(schema.fields[field].name);
    if (value == values.end()) {
      table.columns[field].append_missing();
    } else {
      table.columns[field].append(value->second);
    }
  }
}

struct Happened {
  std::string contact;
  std::int64_t at = 0;
  std::string id;
  std::string lead;
  std::vector<Value> attributes;
  std::uint64_t order = 0;
};

void add_interaction(Dataset& data, std::uint32_t kind, const Happened& happened) {
  InteractionTable& table = data.interactions(kind);
  table.at.numbers.push_back(happened.at);
  table.id.append(text_value(happened.id));
  table.contact_id.append(text_value(happened.contact));
  table.lead_id.append(text_value(happened.lead));
  for (std::size_t n = 0; n < table.attributes.size(); ++n) {
    if (n < happened.attributes.size()) {
      table.attributes[n].append(happened.attributes[n]);
    } else {
      table.attributes[n].append_missing();
    }
  }
  table.order.push_back(happened.order);
}

std::string text_at(const Dataset& data, RecordKind kind, const std::string& field, std::size_t row) {
  const RecordSchema& schema = data.program().records[static_cast<std::size_t>(kind)];
  for (std::size_t n = 0; n < schema.fields.size(); ++n) {
    if (schema.fields[n].name == field) return data.table(kind).columns[n].value(row).text;
  }
  return "no such field";
}

struct Shop {
  ProgramBuilder builder;
  std::uint32_t visit = 0;
  std::uint32_t open = 0;

  Shop() {
    const Type text = type_of(TypeKind::kText);
    builder.field(RecordKind::kContact, "email", type_of(TypeKind::kEmail));
    builder.field(RecordKind::kContact, "street", text, 0);
    builder.field(RecordKind::kContact, "city", text, 0);
    visit = builder.interaction("page_visit", {{"page", text}, {"seconds", type_of(TypeKind::kNumber)}});
    open = builder.interaction("email_open", {});
  }
};

// What finish kept of the links is what following them from each record gives.
void require_followed(const Dataset& data) {
  const FollowedLinks& followed = data.followed();
  std::set<std::uint32_t> pooled;
  std::map<std::uint32_t, std::vector<std::uint32_t>> leads_of;
  for (const RecordKind kind : {RecordKind::kLead, RecordKind::kOpportunity}) {
    const bool lead = kind == RecordKind::kLead;
    const std::vector<std::uint32_t>& accounts = lead ? followed.account_of_lead : followed.account_of_opportunity;
    const std::vector<std::uint32_t>& pools = followed.pools[static_cast<std::size_t>(kind)];
    REQUIRE(accounts.size() == data.table(kind).size());
    REQUIRE(pools.size() == accounts.size());
    for (std::uint32_t row = 0; row < accounts.size(); ++row) {
      const std::uint32_t account = linked_row(data, kind, row, RecordKind::kAccount);
      const std::uint32_t contact = linked_row(data, kind, row, RecordKind::kContact);
      REQUIRE(accounts[row] == account);
      if (!lead) REQUIRE(followed.contact_of_opportunity[row] == contact);
      if (contact != kNoRow || account == kNoRow) {
        REQUIRE(pools[row] == kNoRow);
        continue;
      }
      REQUIRE(followed.pool_accounts.at(pools[row]) == account);
      pooled.insert(account);
      if (lead) leads_of[pools[row]].push_back(row);
    }
  }
  REQUIRE(followed.pool_accounts == std::vector<std::uint32_t>(pooled.begin(), pooled.end()));
  REQUIRE(followed.pool_of_account.size() == data.table(RecordKind::kAccount).size() + 1);
  CHECK(followed.pool_of_account[0] == kNoRow);
  for (std::uint32_t account = 0; account + 1 < followed.pool_of_account.size(); ++account) {
    const std::uint32_t pool = followed.pool_of_account[account + 1];
    REQUIRE((pool != kNoRow) == (pooled.count(account) == 1));
    if (pool != kNoRow) REQUIRE(followed.pool_accounts[pool] == account);
  }
  for (std::uint32_t pool = 0; pool < followed.pool_accounts.size(); ++pool) {
    const std::uint32_t begin = followed.leads_of_pool.begin[pool];
    const std::uint32_t end = followed.leads_of_pool.begin[pool + 1];
    REQUIRE(std::vector<std::uint32_t>(followed.leads_of_pool.rows.begin() + begin,
                                       followed.leads_of_pool.rows.begin() + end) == leads_of[pool]);
  }
}

}  // namespace

TEST_CASE("dataset: records stand in the order of their ids' bytes", "[data]") {
  const Shop shop;
  Dataset data(shop.builder.program);
  for (const char* id : {"c10", "c2", "C3", "c1", "é", "c100000000", "c10000000"}) {
    add_record(data, RecordKind::kContact, {{"id", text_value(id)}, {"email", text_value(std::string(id) + "@x")}});
  }
  data.finish();
  const std::vector<std::string> sorted{"C3", "c1", "c10", "c10000000", "c100000000", "c2", "é"};
  REQUIRE(data.table(RecordKind::kContact).size() == sorted.size());
  for (std::size_t row = 0; row < sorted.size(); ++row) {
    CHECK(text_at(data, RecordKind::kContact, "id", row) == sorted[row]);
    CHECK(text_at(data, RecordKind::kContact, "email", row) == sorted[row] + "@x");
    CHECK(data.find(RecordKind::kContact, sorted[row]) == row);
  }
  CHECK(data.find(RecordKind::kContact, "c3") == kNoRow);
  CHECK(data.find(RecordKind::kAccount, "c1") == kNoRow);
}

TEST_CASE("dataset: ids that share a long beginning sort by their ends", "[data]") {
  const Shop shop;
  Dataset data(shop.builder.program);
  std::vector<std::string> ids;
  for (int n = 0; n < 500; ++n) ids.push_back("customer-2026-" + std::to_string((n * 7919) % 100000));
  for (const std::string& id : ids) add_record(data, RecordKind::kLead, {{"id", text_value(id)}});
  data.finish();
  std::sort(ids.begin(), ids.end());
  for (std::size_t row = 0; row < ids.size(); ++row) REQUIRE(text_at(data, RecordKind::kLead, "id", row) == ids[row]);
}

TEST_CASE("dataset: many ids of all sorts, some more than once, are in order", "[data]") {
  const Shop shop;
  std::mt19937 random(5);
  for (const bool behind_a_beginning : {false, true}) {
    Dataset data(shop.builder.program);
    std::map<std::string, std::string> last;
    for (int n = 0; n < 6000; ++n) {
      std::string id = behind_a_beginning ? "of-2026-" : "";
      if (n % 3 == 0) id += "customer-";  // longer than what is compared at once
      const unsigned digits = random() % 4000;
      id += n % 5 == 0 ? "\xC3\xA9" + std::to_string(digits) : std::to_string(digits);
      const std::string email = std::to_string(n) + "@x";
      add_record(data, RecordKind::kContact, {{"id", text_value(id)}, {"email", text_value(email)}});
      last[id] = email;
    }
    data.finish();
    REQUIRE(data.table(RecordKind::kContact).size() == last.size());
    std::uint32_t row = 0;
    for (const auto& [id, email] : last) {
      REQUIRE(text_at(data, RecordKind::kContact, "id", row) == id);
      REQUIRE(text_at(data, RecordKind::kContact, "email", row) == email);
      REQUIRE(data.find(RecordKind::kContact, id) == row);
      ++row;
    }
  }
}

TEST_CASE("dataset: two rows with one id are one record, present values of the later row win", "[data]") {
  const Shop shop;
  Dataset data(shop.builder.program);
  add_record(data, RecordKind::kContact,
             {{"id", text_value("b")}, {"email", text_value("b@old")}, {"account", text_value("a1")}});
  add_record(data, RecordKind::kContact, {{"id", text_value("a")}, {"email", text_value("a@x")}});
  add_record(data, RecordKind::kContact, {{"id", text_value("b")}, {"email", text_value("b@new")}});
  add_record(data, RecordKind::kContact, {{"id", text_value("b")}});
  CHECK(data.find(RecordKind::kContact, "b") == 3);
  data.finish();
  REQUIRE(data.table(RecordKind::kContact).size() == 2);
  CHECK(text_at(data, RecordKind::kContact, "email", 0) == "a@x");
  CHECK(text_at(data, RecordKind::kContact, "email", 1) == "b@new");
  CHECK(text_at(data, RecordKind::kContact, "account", 1) == "a1");
}

TEST_CASE("dataset: fields that stand together come from one row", "[data]") {
  const Shop shop;
  Dataset data(shop.builder.program);
  add_record(data, RecordKind::kContact,
             {{"id", text_value("a")}, {"street", text_value("Old 1")}, {"city", text_value("Bonn")}});
  add_record(data, RecordKind::kContact, {{"id", text_value("a")}, {"street", text_value("New 2")}});
  add_record(data, RecordKind::kContact, {{"id", text_value("a")}, {"email", text_value("a@x")}});
  data.finish();
  CHECK(text_at(data, RecordKind::kContact, "street", 0) == "New 2");
  CHECK(text_at(data, RecordKind::kContact, "city", 0).empty());
  CHECK(text_at(data, RecordKind::kContact, "email", 0) == "a@x");
}

TEST_CASE("dataset: links become rows both ways, dangling ones are counted and missing", "[data]") {
  const Shop shop;
  Dataset data(shop.builder.program);
  add_record(data, RecordKind::kAccount, {{"id", text_value("acme")}});
  add_record(data, RecordKind::kContact, {{"id", text_value("bo")}, {"account", text_value("acme")}});
  add_record(data, RecordKind::kContact, {{"id", text_value("al")}, {"account", text_value("gone")}});
  add_record(data, RecordKind::kLead, {{"id", text_value("l3")}, {"contact", text_value("bo")}});
  add_record(data, RecordKind::kLead, {{"id", text_value("l1")}, {"contact", text_value("bo")}});
  add_record(data, RecordKind::kLead, {{"id", text_value("l2")}, {"account", text_value("acme")}});
  add_record(data, RecordKind::kLead, {{"id", text_value("l4")}, {"contact", text_value("nobody")}});
  add_record(data, RecordKind::kOpportunity, {{"id", text_value("o")}, {"lead", text_value("l1")}});
  const DatasetCounts counts = data.finish();
  CHECK(counts.dangling_links == 2);
  CHECK(counts.orphan_leads == 1);
  CHECK(data.table(RecordKind::kContact).account == std::vector<std::uint32_t>{kNoRow, 0});
  CHECK(data.table(RecordKind::kLead).contact == std::vector<std::uint32_t>{1, kNoRow, 1, kNoRow});
  CHECK(data.table(RecordKind::kLead).account == std::vector<std::uint32_t>{kNoRow, 0, kNoRow, kNoRow});
  CHECK(data.table(RecordKind::kOpportunity).lead == std::vector<std::uint32_t>{0});
  const ReverseLink& leads = data.reverse(RecordKind::kLead, LinkKind::kContact);
  CHECK(leads.begin == std::vector<std::uint32_t>{0, 0, 2});
  CHECK(leads.rows == std::vector<std::uint32_t>{0, 2});
  const ReverseLink& contacts = data.reverse(RecordKind::kContact, LinkKind::kAccount);
  CHECK(contacts.begin == std::vector<std::uint32_t>{0, 1});
  CHECK(contacts.rows == std::vector<std::uint32_t>{1});
}

TEST_CASE("dataset: interactions stand by contact, then time, id, attributes", "[data]") {
  const Shop shop;
  Dataset data(shop.builder.program);
  for (const char* id : {"b", "a"}) add_record(data, RecordKind::kContact, {{"id", text_value(id)}});
  const auto page = [](const char* text) { return std::vector<Value>{text_value(text)}; };
  add_interaction(data, shop.visit, {"b", 5, "", "", page("late"), 1});
  add_interaction(data, shop.visit, {"", 1, "", "", page("nobody"), 2});
  add_interaction(data, shop.visit, {"a", 7, "", "", page("z"), 3});
  add_interaction(data, shop.visit, {"b", 2, "", "", page("early"), 4});
  add_interaction(data, shop.visit, {"a", 7, "i", "", page("a"), 5});
  add_interaction(data, shop.visit, {"a", 7, "", "", page("y"), 6});
  add_interaction(data, shop.visit, {"gone", 0, "", "", page("dangling"), 7});
  add_interaction(data, shop.visit, {"a", 7, "", "", {}, 8});
  const DatasetCounts counts = data.finish();
  CHECK(counts.interactions_without_contact == 2);
  CHECK(counts.dangling_links == 1);
  const InteractionTable& table = data.interactions(shop.visit);
  CHECK(table.begin == std::vector<std::uint32_t>{0, 4, 6});
  std::vector<std::string> pages;
  for (std::size_t row = 0; row < table.size(); ++row) pages.push_back(table.attributes[0].value(row).text);
  CHECK(pages == std::vector<std::string>{"", "y", "z", "a", "early", "late", "dangling", "nobody"});
  CHECK(table.contact == std::vector<std::uint32_t>{0, 0, 0, 0, 1, 1, kNoRow, kNoRow});
  CHECK(table.by_lead.empty());
  CHECK(table.contact_id.size() == 0);
}

TEST_CASE("dataset: the same id twice on one contact counts once, across kinds; the first in the input stays",
          "[data]") {
  const Shop shop;
  Dataset data(shop.builder.program);
  for (const char* id : {"a", "b"}) add_record(data, RecordKind::kContact, {{"id", text_value(id)}});
  add_interaction(data, shop.visit, {"a", 1, "x", "", {text_value("second")}, 20});
  add_interaction(data, shop.open, {"a", 2, "x", "", {}, 10});
  add_interaction(data, shop.visit, {"b", 3, "x", "", {text_value("other contact")}, 30});
  add_interaction(data, shop.visit, {"a", 4, "", "", {text_value("no id")}, 40});
  add_interaction(data, shop.visit, {"a", 5, "", "", {text_value("no id")}, 50});
  add_interaction(data, shop.visit, {"b", 6, "y", "", {text_value("stays")}, 60});
  add_interaction(data, shop.visit, {"b", 1, "y", "", {text_value("goes")}, 70});
  add_interaction(data, shop.visit, {"", 1, "z", "", {text_value("nobody's")}, 80});
  add_interaction(data, shop.visit, {"", 1, "z", "", {text_value("nobody's")}, 90});
  CHECK(data.finish().repeated_interactions == 2);
  const InteractionTable& visits = data.interactions(shop.visit);
  std::vector<std::string> pages;
  for (std::size_t row = 0; row < visits.size(); ++row) pages.push_back(visits.attributes[0].value(row).text);
  CHECK(pages == std::vector<std::string>{"no id", "no id", "other contact", "stays", "nobody's", "nobody's"});
  CHECK(data.interactions(shop.open).size() == 1);
}

TEST_CASE("dataset: moves may have a lead and no contact", "[data]") {
  const Shop shop;
  Dataset data(shop.builder.program);
  add_record(data, RecordKind::kContact, {{"id", text_value("a")}});
  for (const char* id : {"l1", "l2", "l3"}) add_record(data, RecordKind::kLead, {{"id", text_value(id)}});
  add_interaction(data, kMoveKind, {"", 2, "", "l3", {text_value("x"), text_value("late")}, 1});
  add_interaction(data, kMoveKind, {"", 1, "", "l3", {text_value("x"), text_value("early")}, 2});
  add_interaction(data, kMoveKind, {"a", 1, "", "l1", {text_value("x"), text_value("own")}, 3});
  data.finish();
  const InteractionTable& moves = data.interactions(kMoveKind);
  CHECK(moves.by_lead_begin == std::vector<std::uint64_t>{0, 1, 1, 3});
  REQUIRE(moves.by_lead.size() == 3);
  CHECK(moves.attributes[1].value(moves.by_lead[0]).text == "own");
  CHECK(moves.attributes[1].value(moves.by_lead[1]).text == "early");
  CHECK(moves.attributes[1].value(moves.by_lead[2]).text == "late");
}

TEST_CASE("dataset: neither the order of the rows nor the number of threads changes anything", "[data]") {
  const Shop shop;
  std::mt19937 random(7);
  std::vector<Happened> rows;
  for (int n = 0; n < 3000; ++n) {
    Happened happened;
    happened.contact = random() % 10 == 0 ? "" : "c" + std::to_string(random() % 60);
    happened.at = static_cast<std::int64_t>(random() % 40);
    happened.lead = random() % 3 == 0 ? "l" + std::to_string(random() % 20) : "";
    happened.attributes = {text_value(std::string(1, static_cast<char>('a' + random() % 4))),
                           number_value(TypeKind::kNumber, static_cast<std::int64_t>(random() % 3))};
    rows.push_back(happened);
  }
  using Row = std::tuple<std::uint32_t, std::int64_t, std::uint32_t, std::string, std::int64_t>;
  std::vector<Row> expected;
  for (const unsigned threads : {1U, 2U, 5U}) {
    std::shuffle(rows.begin(), rows.end(), random);
    Dataset data(shop.builder.program);
    for (int n = 0; n < 50; ++n) add_record(data, RecordKind::kContact, {{"id", text_value("c" + std::to_string(n))}});
    for (int n = 0; n < 20; ++n) add_record(data, RecordKind::kLead, {{"id", text_value("l" + std::to_string(n))}});
    for (const Happened& happened : rows) add_interaction(data, shop.visit, happened);
    data.finish(threads);
    const InteractionTable& table = data.interactions(shop.visit);
    std::vector<Row> found;
    for (std::size_t row = 0; row < table.size(); ++row) {
      found.emplace_back(table.contact[row], table.at.numbers[row], table.lead_of(static_cast<std::uint32_t>(row)),
                         table.attributes[0].value(row).text, table.attributes[1].numbers[row]);
    }
    if (expected.empty()) expected = found;
    CHECK(found == expected);
    for (std::size_t row = 1; row < found.size(); ++row)
      REQUIRE(std::get<0>(found[row - 1]) <= std::get<0>(found[row]));
  }
}

TEST_CASE("dataset: an opportunity has the account of its lead before that of its own contact", "[data]") {
  const Shop shop;
  Dataset data(shop.builder.program);
  const auto text = [](const char* words) { return text_value(words); };
  for (const char* id : {"a1", "a2", "a3"}) add_record(data, RecordKind::kAccount, {{"id", text(id)}});
  add_record(data, RecordKind::kContact, {{"id", text("c1")}, {"account", text("a1")}});
  add_record(data, RecordKind::kContact, {{"id", text("c2")}, {"account", text("a2")}});
  add_record(data, RecordKind::kLead, {{"id", text("l1")}, {"contact", text("c1")}});
  add_record(data, RecordKind::kLead, {{"id", text("l2")}, {"contact", text("c1")}, {"account", text("a3")}});
  add_record(data, RecordKind::kOpportunity, {{"id", text("o1")}, {"contact", text("c2")}, {"lead", text("l1")}});
  add_record(data, RecordKind::kOpportunity, {{"id", text("o2")}, {"contact", text("c2")}, {"lead", text("l2")}});
  add_record(data, RecordKind::kOpportunity, {{"id", text("o3")}, {"contact", text("c2")}});
  add_record(data, RecordKind::kOpportunity, {{"id", text("o4")}, {"lead", text("l1")}});
  data.finish();
  const auto linked = [&](RecordKind from, const char* id, RecordKind to) {
    return linked_row(data, from, data.find(from, id), to);
  };
  const auto row = [&](RecordKind kind, const char* id) { return data.find(kind, id); };
  CHECK(linked(RecordKind::kLead, "l1", RecordKind::kAccount) == row(RecordKind::kAccount, "a1"));
  CHECK(linked(RecordKind::kLead, "l2", RecordKind::kAccount) == row(RecordKind::kAccount, "a3"));
  CHECK(linked(RecordKind::kOpportunity, "o1", RecordKind::kAccount) == row(RecordKind::kAccount, "a1"));
  CHECK(linked(RecordKind::kOpportunity, "o2", RecordKind::kAccount) == row(RecordKind::kAccount, "a3"));
  CHECK(linked(RecordKind::kOpportunity, "o3", RecordKind::kAccount) == row(RecordKind::kAccount, "a2"));
  CHECK(linked(RecordKind::kOpportunity, "o4", RecordKind::kContact) == row(RecordKind::kContact, "c1"));
  CHECK(linked(RecordKind::kOpportunity, "o3", RecordKind::kLead) == kNoRow);
  CHECK(linked(RecordKind::kAccount, "a1", RecordKind::kContact) == kNoRow);
}

TEST_CASE("dataset: where all records lead is where each of them leads", "[data]") {
  const Shop shop;
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    Dataset data(shop.builder.program);
    const auto some = [&](const char* of) { return text_value(of + std::to_string(random() % 6)); };
    const auto add = [&](RecordKind kind, const char* id, int row,
                         const std::vector<std::pair<const char*, const char*>>& links) {
      std::map<std::string, Value> fields = {{"id", text_value(id + std::to_string(row))}};
      for (const auto& [field, to] : links) {
        if (random() % 2 == 0) fields[field] = some(to);
      }
      add_record(data, kind, fields);
    };
    // Some ids are those of nobody, and some kinds have no records.
    const int rows = round % 5;
    for (int row = 0; row < rows; ++row) add(RecordKind::kAccount, "a", row, {});
    for (int row = 0; row < rows + 1; ++row) add(RecordKind::kContact, "c", row, {{"account", "a"}});
    for (int row = 0; row < rows * 2; ++row) add(RecordKind::kLead, "l", row, {{"contact", "c"}, {"account", "a"}});
    for (int row = 0; row < rows * 3; ++row)
      add(RecordKind::kOpportunity, "o", row, {{"contact", "c"}, {"account", "a"}, {"lead", "l"}});
    data.finish();
    require_followed(data);
    data.open();
    CHECK(data.followed().account_of_lead.empty());
    CHECK(data.followed().pool_accounts.empty());
  }
}
