// SPDX-License-Identifier: Apache-2.0
// Links and what stands in for them.
#include "engine/data/links.hpp"

#include <algorithm>

namespace leadline {

namespace {

const std::vector<std::uint32_t>& links_of(const RecordTable& table, RecordKind to) {
  static const std::vector<std::uint32_t> kNone;
  switch (to) {
    case RecordKind::kContact:
      return table.contact;
    case RecordKind::kAccount:
      return table.account;
    case RecordKind::kLead:
      return table.lead;
    default:
      return kNone;
  }
}

// Where there is no row yet: that to which the row of `through` leads. Without jumps, as who has what is in no order;
// no row is all bits.
void fill(std::vector<std::uint32_t>& rows, const std::vector<std::uint32_t>& through,
          const std::vector<std::uint32_t>& further) {
  static_assert(kNoRow == ~std::uint32_t{0});
  if (further.empty()) return;
  const auto all_bits_if = [](bool holds) { return 0 - static_cast<std::uint32_t>(holds); };
  const std::size_t count = std::min(rows.size(), through.size());
  for (std::size_t row = 0; row < count; ++row) {
    const std::uint32_t leads_on = all_bits_if(through[row] < further.size());
    const std::uint32_t found = further[through[row] & leads_on] | ~leads_on;
    rows[row] &= found | ~all_bits_if(rows[row] == kNoRow);
  }
}

// Pools stand as their accounts do.
void find_pools(const Dataset& data, FollowedLinks& followed) {
  static_assert(kNoRow + 1 == 0);
  std::vector<std::uint32_t>& pool_of_account = followed.pool_of_account;
  pool_of_account.assign(data.table(RecordKind::kAccount).size() + 1, kNoRow);
  std::vector<std::uint8_t> wanted(pool_of_account.size(), 0);
  const auto want = [&](RecordKind kind, const std::vector<std::uint32_t>& contacts,
                        const std::vector<std::uint32_t>& accounts) {
    std::vector<std::uint32_t>& places = followed.pools[static_cast<std::size_t>(kind)];
    places.resize(accounts.size());
    for (std::size_t row = 0; row < places.size(); ++row) {
      places[row] = (accounts[row] + 1) * static_cast<std::uint32_t>(contacts.empty() || contacts[row] == kNoRow);
      wanted[places[row]] = 1;
    }
  };
  want(RecordKind::kLead, data.table(RecordKind::kLead).contact, followed.account_of_lead);
  want(RecordKind::kOpportunity, followed.contact_of_opportunity, followed.account_of_opportunity);
  for (std::uint32_t account = 0; account + 1 < wanted.size(); ++account) {
    if (wanted[account + 1] == 0) continue;
    pool_of_account[account + 1] = static_cast<std::uint32_t>(followed.pool_accounts.size());
    followed.pool_accounts.push_back(account);
  }
  for (std::vector<std::uint32_t>& places : followed.pools) {
    for (std::uint32_t& place : places) place = pool_of_account[place];
  }
  followed.leads_of_pool =
      reverse_of(followed.pools[static_cast<std::size_t>(RecordKind::kLead)], followed.pool_accounts.size());
}

}  // namespace

std::uint32_t linked_row(const Dataset& data, RecordKind from, std::uint32_t row, RecordKind to) {
  if (row == kNoRow || from == to) return row;
  const RecordTable& table = data.table(from);
  const auto own = [row](const std::vector<std::uint32_t>& rows) { return row < rows.size() ? rows[row] : kNoRow; };
  std::uint32_t found = own(links_of(table, to));
  if (to == RecordKind::kLead) return found;
  if (found == kNoRow && from == RecordKind::kOpportunity) {
    found = linked_row(data, RecordKind::kLead, own(table.lead), to);
  }
  if (found != kNoRow || to != RecordKind::kAccount || from == RecordKind::kContact) return found;
  return linked_row(data, RecordKind::kContact, linked_row(data, from, row, RecordKind::kContact), to);
}

FollowedLinks follow_links(const Dataset& data) {
  const RecordTable& leads = data.table(RecordKind::kLead);
  const RecordTable& opportunities = data.table(RecordKind::kOpportunity);
  const std::vector<std::uint32_t>& accounts = data.table(RecordKind::kContact).account;
  const auto own = [](const RecordTable& table, std::vector<std::uint32_t> rows) {
    rows.resize(table.size(), kNoRow);
    return rows;
  };
  FollowedLinks followed;
  followed.account_of_lead = own(leads, leads.account);
  fill(followed.account_of_lead, leads.contact, accounts);
  followed.contact_of_opportunity = own(opportunities, opportunities.contact);
  fill(followed.contact_of_opportunity, opportunities.lead, leads.contact);
  followed.account_of_opportunity = own(opportunities, opportunities.account);
  fill(followed.account_of_opportunity, opportunities.lead, followed.account_of_lead);
  fill(followed.account_of_opportunity, followed.contact_of_opportunity, accounts);
  find_pools(data, followed);
  return followed;
}

ReverseLink reverse_of(const std::vector<std::uint32_t>& targets, std::size_t target_count) {
  ReverseLink reverse;
  reverse.begin.assign(target_count + 1, 0);
  for (const std::uint32_t target : targets) {
    if (target != kNoRow) ++reverse.begin[target + 1];
  }
  for (std::size_t target = 0; target < target_count; ++target) reverse.begin[target + 1] += reverse.begin[target];
  reverse.rows.resize(reverse.begin.back());
  std::vector<std::uint32_t> next(reverse.begin.begin(), reverse.begin.end() - 1);
  for (std::size_t row = 0; row < targets.size(); ++row) {
    if (targets[row] != kNoRow) reverse.rows[next[targets[row]]++] = static_cast<std::uint32_t>(row);
  }
  return reverse;
}

}  // namespace leadline
