// SPDX-License-Identifier: Apache-2.0
// Whom a change concerns. An event touches its contact with all that is the contact's, and its account with that
// account's leads: they are evaluated at once. What else can read the changed record, through other contacts of its
// account or through interactions that name two people's leads, is looked at with the next tick.
#include "engine/run/session/parts.hpp"

namespace leadline::running {

Concern::Concern(const Plan& plan) {
  for (const Aggregate& aggregate : plan.aggregates) {
    const bool of_account = aggregate.source == RowSource::kAccount && aggregate.grain != kPoolGrain;
    // Who has a contact of its own takes that one's interactions, and only others those of the whole account.
    bool contacts = false;
    for (const AggregatePart& part : aggregate.parts) {
      contacts = contacts || (part.records && static_cast<RecordKind>(part.kind) == RecordKind::kContact);
      const bool leads = part.records && static_cast<RecordKind>(part.kind) != RecordKind::kContact;
      contacts = contacts || (leads && aggregate.via != kNoLink && aggregate.record_link == LinkKind::kAccount);
    }
    for (const AggregatePart& part : aggregate.parts) {
      if (part.records) read[part.kind] = true;
    }
    siblings = siblings || of_account || contacts;
    named_leads = named_leads || aggregate.source == RowSource::kLead;
  }
  // What all contacts of an account did is read by whoever has the account, also through a contact of its own.
  for (const Node& node : plan.nodes) {
    siblings = siblings || (node.op == NodeOp::kFoldContacts && node.grain != kPoolGrain);
  }
  for (const Link& link : plan.links) {
    const bool interaction = plan.grains[link.from].kind == GrainKind::kInteraction;
    const bool lead = link.op == LinkOp::kLead || link.op == LinkOp::kOwnLead;
    named_leads = named_leads || (interaction && lead);
    const Grain& to = plan.grains[link.to];
    if (to.kind == GrainKind::kRecord && link.from != link.to && link.op != LinkOp::kSubject) {
      read[static_cast<std::size_t>(to.record)] = true;
    }
  }
}

// Whom something about a record concerns: its contact, that contact's leads and opportunities, its account and that
// account's leads.
void Session::Parts::touch(RecordRef seed, std::vector<RecordRef>& all, bool but_unmoved) {
  if (!data->alive(seed.kind, seed.row)) return;
  all.push_back(seed);
  const auto linked = [&](RecordKind kind, LinkKind link, std::uint32_t to) {
    for (const std::uint32_t row : data->linking(kind, link, to)) {
      if (!but_unmoved || !unmoved({kind, row})) all.push_back({kind, row});
    }
  };
  const auto account_and_leads = [&](std::uint32_t account) {
    if (account == kNoRow) return;
    all.push_back({RecordKind::kAccount, account});
    if (but_unmoved && seed.kind == RecordKind::kContact && moves_alone() && seed.row == evaluation.of_contact) {
      touch_leads(account, all);
    } else {
      linked(RecordKind::kLead, LinkKind::kAccount, account);
    }
    linked(RecordKind::kOpportunity, LinkKind::kAccount, account);
  };
  const auto contact_and_all = [&](std::uint32_t contact) {
    if (contact == kNoRow) return;
    all.push_back({RecordKind::kContact, contact});
    linked(RecordKind::kLead, LinkKind::kContact, contact);
    linked(RecordKind::kOpportunity, LinkKind::kContact, contact);
    for (const std::uint32_t lead : data->linking(RecordKind::kLead, LinkKind::kContact, contact)) {
      linked(RecordKind::kOpportunity, LinkKind::kLead, lead);
    }
    account_and_leads(data->table(RecordKind::kContact).account[contact]);
  };
  switch (seed.kind) {
    case RecordKind::kContact:
      contact_and_all(seed.row);
      break;
    case RecordKind::kAccount:
      account_and_leads(seed.row);
      break;
    case RecordKind::kLead: {
      const RecordTable& leads = data->table(seed.kind);
      contact_and_all(leads.contact[seed.row]);
      account_and_leads(leads.account[seed.row]);
      linked(RecordKind::kOpportunity, LinkKind::kLead, seed.row);
      break;
    }
    case RecordKind::kOpportunity: {
      const RecordTable& opportunities = data->table(seed.kind);
      const std::uint32_t lead = opportunities.lead[seed.row];
      if (lead != kNoRow) {
        all.push_back({RecordKind::kLead, lead});
        contact_and_all(data->table(RecordKind::kLead).contact[lead]);
      }
      contact_and_all(opportunities.contact[seed.row]);
      account_and_leads(opportunities.account[seed.row]);
      break;
    }
    case RecordKind::kUser:
      break;
  }
}

// Everybody who can read something about the records, over any number of steps.
const std::vector<RecordRef>& Session::Parts::concerned(const std::vector<RecordRef>& seeds) {
  concerned_now.clear();
  std::vector<RecordRef> open;
  const auto add = [&](RecordKind kind, std::uint32_t row) {
    if (row != kNoRow && data->alive(kind, row) && concerned_now.insert({kind, row})) open.push_back({kind, row});
  };
  const std::set<RecordRef> given(seeds.begin(), seeds.end());
  for (const RecordRef& seed : given) add(seed.kind, seed.row);
  const auto linked = [&](RecordKind kind, LinkKind link, std::uint32_t to) {
    for (const std::uint32_t row : data->linking(kind, link, to)) add(kind, row);
  };
  const auto named = [&](RecordRef record) {
    for (std::uint32_t kind = 0; kind < program.interactions.size() && concern.named_leads; ++kind) {
      const InteractionTable& table = data->interactions(kind);
      if (record.kind == RecordKind::kContact) {
        data->for_each_of_contact(kind, record.row,
                                  [&](std::uint32_t row) { add(RecordKind::kLead, table.lead[row]); });
      } else {
        data->for_each_of_lead(kind, record.row,
                               [&](std::uint32_t row) { add(RecordKind::kContact, table.contact[row]); });
      }
    }
  };
  while (!open.empty()) {
    const RecordRef record = open.back();
    open.pop_back();
    switch (record.kind) {
      case RecordKind::kContact:
        linked(RecordKind::kLead, LinkKind::kContact, record.row);
        linked(RecordKind::kOpportunity, LinkKind::kContact, record.row);
        add(RecordKind::kAccount, data->table(record.kind).account[record.row]);
        named(record);
        break;
      case RecordKind::kAccount:
        // What its contacts do changes the account's leads; its other contacts read of that only where rules say so.
        if (concern.siblings || given.count(record) != 0) {
          linked(RecordKind::kContact, LinkKind::kAccount, record.row);
        }
        linked(RecordKind::kLead, LinkKind::kAccount, record.row);
        linked(RecordKind::kOpportunity, LinkKind::kAccount, record.row);
        break;
      case RecordKind::kLead:
        add(RecordKind::kContact, data->table(record.kind).contact[record.row]);
        add(RecordKind::kAccount, data->table(record.kind).account[record.row]);
        linked(RecordKind::kOpportunity, LinkKind::kLead, record.row);
        named(record);
        break;
      case RecordKind::kOpportunity:
        add(RecordKind::kContact, data->table(record.kind).contact[record.row]);
        add(RecordKind::kAccount, data->table(record.kind).account[record.row]);
        add(RecordKind::kLead, data->table(record.kind).lead[record.row]);
        break;
      case RecordKind::kUser:
        break;
    }
  }
  return concerned_now.rows();
}

// What is kept reads upwards: of a lead that of its contact and account, of a contact that of its account; and of a
// lead without a contact what all contacts of its account did.
void Session::Parts::drop_kept(RecordRef record) {
  standing(record).resting = {};
  kept_values->drop(record.kind, record.row);
  const auto drop_leads = [&](LinkKind link, std::uint32_t to) {
    for (const std::uint32_t lead : data->linking(RecordKind::kLead, link, to)) {
      kept_values->drop(RecordKind::kLead, lead);
    }
  };
  if (record.kind == RecordKind::kContact) {
    kept_counts->drop(KeptCounts::Of::kContact, record.row);
    drop_leads(LinkKind::kContact, record.row);
    drop_kept_of_all(data->table(RecordKind::kContact).account[record.row]);
  }
  if (record.kind == RecordKind::kAccount) {
    kept_counts->drop(KeptCounts::Of::kAccount, record.row);
    drop_leads(LinkKind::kAccount, record.row);
    for (const std::uint32_t contact : data->linking(RecordKind::kContact, LinkKind::kAccount, record.row)) {
      kept_values->drop(RecordKind::kContact, contact);
      drop_leads(LinkKind::kContact, contact);
    }
  }
}

// What stands for all contacts of an account.
void Session::Parts::drop_kept_of_all(std::uint32_t account) {
  if (account == kNoRow) return;
  kept_counts->drop(KeptCounts::Of::kAccount, account);
  kept_values->drop(RecordKind::kAccount, account);
  for (const std::uint32_t lead : data->leads_alone(account)) kept_values->drop(RecordKind::kLead, lead);
}

// The contact's own, and those that its account has without a contact.
std::array<RowList, 2> Session::Parts::leads_near(std::uint32_t contact) const {
  const std::uint32_t account = data->table(RecordKind::kContact).account[contact];
  return {data->linking(RecordKind::kLead, LinkKind::kContact, contact),
          account == kNoRow ? RowList() : data->leads_alone(account)};
}

void Session::Parts::tell_kept(std::uint32_t kind, std::uint32_t row) {
  const std::uint32_t contact = data->interactions(kind).contact[row];
  if (contact == kNoRow) return;
  if (evaluator->kept_counts != nullptr) add_to_kept_counts(*evaluator, kind, row);
  kept_values->drop(RecordKind::kContact, contact, kind);
  const std::uint32_t account = data->table(RecordKind::kContact).account[contact];
  if (account != kNoRow) kept_values->drop(RecordKind::kAccount, account, kind);
  if (!kept_values->reads(RecordKind::kLead, kind)) return;
  for (const RowList& leads : leads_near(contact)) {
    for (const std::uint32_t lead : leads) {
      kept_values->drop_if(RecordKind::kLead, lead, kind,
                           [&](NodeId node) { return evaluator->concerns(node, lead, kind, row); });
    }
  }
}

// Others than those that it touches can read something about a record.
bool Session::Parts::reaches_far(RecordRef record) const {
  return concern.siblings || concern.named_leads || record.kind == RecordKind::kAccount;
}

// The event is only what a contact did, and those of other contacts read nothing of it.
bool Session::Parts::moves_alone() const {
  return evaluation.of_contact != kNoRow && !concern.siblings && !concern.named_leads && !options.look_at_all;
}

// An event touches all leads of the account, but of those of another contact that read nothing of it there is nothing
// to decide about one before its time has come.
bool Session::Parts::unmoved(RecordRef record) const {
  if (!moves_alone()) return false;
  std::uint32_t contact = kNoRow;
  if (record.kind == RecordKind::kLead) contact = data->table(record.kind).contact[record.row];
  if (record.kind == RecordKind::kOpportunity) {
    const RecordTable& opportunities = data->table(record.kind);
    contact = opportunities.contact[record.row];
    if (contact == kNoRow && opportunities.lead[record.row] != kNoRow) {
      contact = data->table(RecordKind::kLead).contact[opportunities.lead[record.row]];
    }
  }
  if (contact == kNoRow || contact == evaluation.of_contact) return false;
  return rests_until(record) > clock;
}

// Before that there is nothing to decide about a record of which no event tells.
std::int64_t Session::Parts::rests_until(RecordRef record) const {
  const std::vector<Standing>& all = standings[static_cast<std::size_t>(record.kind)];
  return record.row < all.size() && all[record.row].known ? queue.next(record) : kMissing64;
}

// The leads of an account that are not unmoved by what another's contact does; those of the contact itself are touched
// with it. Most accounts have none but those without a contact, and that is known without a look at the others.
void Session::Parts::touch_leads(std::uint32_t account, std::vector<RecordRef>& all) {
  if (account >= leads_rest.size()) {
    leads_rest.resize(std::max(std::size_t{account} + 1, leads_rest.size() * 2), kMissing64);
  }
  if (leads_rest[account] > clock) {
    for (const std::uint32_t lead : data->leads_alone(account)) all.push_back({RecordKind::kLead, lead});
    return;
  }
  std::int64_t rest = kNeverMoves;
  const std::vector<std::uint32_t>& contacts = data->table(RecordKind::kLead).contact;
  for (const std::uint32_t lead : data->linking(RecordKind::kLead, LinkKind::kAccount, account)) {
    const RecordRef record{RecordKind::kLead, lead};
    const std::int64_t until = rests_until(record);
    if (contacts[lead] != kNoRow) rest = std::min(rest, until);
    if (contacts[lead] == kNoRow || until <= clock) all.push_back(record);
  }
  leads_rest[account] = rest;
}

void Session::Parts::note_due(RecordRef record) {
  if (record.kind != RecordKind::kLead) return;
  const std::uint32_t account = data->table(record.kind).account[record.row];
  if (account < leads_rest.size()) leads_rest[account] = std::min(leads_rest[account], queue.next(record));
}

}  // namespace leadline::running
