// SPDX-License-Identifier: Apache-2.0
// Grammar, part 6: actions, as stages, reactions and forms carry them out.
#pragma once
#include "grammar/grammar_rules.hpp"

// clang-format off
namespace leadline::grammar::rules {

struct action;

struct assignment   : node<NodeKind::kAssignment, any_name, need<Expect::kEquals, sym<'='>>, need_value> {};
struct assignments  : block<Expect::kAssignment, assignment> {};
struct maybe_assignments : p::opt<p::at<p::one<'{'>>, assignments> {};

struct task     : node<NodeKind::kTask, kw<"task">, need_text, need<Expect::kQueue, kw<"for">>, need_text> {};
struct notify   : node<NodeKind::kNotify, kw<"notify">, need_text, need_text> {};
struct set_path : node<NodeKind::kPath, any_name, need<Expect::kSetPath, p::one<'.'>>, blank, need<Expect::kName, any_name>, p::star<path_step>> {};
struct set      : node<NodeKind::kSet, kw<"set">, need<Expect::kSetPath, set_path>, need<Expect::kEquals, sym<'='>>, need_value> {};
struct reset    : node<NodeKind::kReset, kw<"reset">, need_name, p::star<path_step>> {};
struct most_within : p::opt<comma, kw<"at most">, need<Expect::kValue, arithmetic>, need<Expect::kTail, kw<"within">>, need<Expect::kDuration, duration>> {};
struct users    : node<NodeKind::kUsers, kw<"users">, plain_where, most_within> {};
struct assign_values : comma_list<need<Expect::kValue, expression>> {};
struct in_turn  : node<NodeKind::kAssignInTurn, kw<"assign in turn to">, p::sor<users, assign_values>> {};
struct assign_to : node<NodeKind::kAssign, kw<"assign to">, need<Expect::kValue, expression>> {};
struct assign   : p::sor<in_turn, assign_to, p::seq<kw<"assign">, need<Expect::kAssignHow, p::failure>>> {};
struct send     : node<NodeKind::kSend, kw<"send">, need<Expect::kName, p::sor<text, any_name>>, maybe_assignments> {};
struct matching : p::opt<node<NodeKind::kMatching, kw<"matching">, need<Expect::kMatchingWhat, any_name>>> {};
struct create   : node<NodeKind::kCreate, kw<"create">, need<Expect::kRecordKind, record_kind>, maybe_assignments, matching> {};

struct chosen     : p::seq<action, p::opt<otherwise>> {};
struct choices    : node<NodeKind::kChoice, kw<"first of">, block<Expect::kChoice, chosen>> {};
struct action_body : p::sor<task, notify, set, reset, assign, send, create, nested<choices>> {};
struct action     : p::seq<action_body, p::opt<when_condition>> {};
struct actions    : block<Expect::kAction, action> {};
struct action_or_block : need<Expect::kActionOrBlock, p::sor<p::seq<p::at<p::one<'{'>>, actions>, node<NodeKind::kBlock, action>>> {};

}  // namespace leadline::grammar::rules
// clang-format on
