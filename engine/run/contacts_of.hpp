// SPDX-License-Identifier: Apache-2.0
// Whose interactions count for a row of contacts, accounts or pools.
#pragma once
#include "engine/run/binding.hpp"

namespace leadline {

/// Calls f(contact): for a contact itself, for an account or a pool all contacts of the account.
template <class F>
void for_each_contact(const Binding& binding, GrainId grain, std::uint32_t row, F f) {
  if (row == kNoRow) return;
  if (grain == grain_of(RecordKind::kContact)) return f(row);
  const std::uint32_t account = grain == kPoolGrain ? binding.account_of_pool(row) : row;
  for (const std::uint32_t contact : binding.data.linking(RecordKind::kContact, LinkKind::kAccount, account)) {
    f(contact);
  }
}

}  // namespace leadline
