// SPDX-License-Identifier: Apache-2.0
// Grammar, part 7: processes, reactions, properties, tests, the small statements, and the file.
#pragma once
#include "grammar/grammar_records.hpp"

// clang-format off
namespace leadline::grammar::rules {

// --- processes -------------------------------------------------------------------------------------------------------

struct need_stage  : need<Expect::kStageName, any_name> {};
struct stage_names : comma_list<need_stage> {};
struct field_paths : comma_list<need<Expect::kName, path>> {};
struct path_list   : comma_list<need<Expect::kRequireWhat, path>> {};

struct stage_fields : node<NodeKind::kStageFields, kw<"fields">, field_paths> {};
struct to_enter     : p::opt<node<NodeKind::kToEnter, kw<"to enter">>> {};
struct require_that : p::seq<word<"that">, need_condition> {};
struct require      : node<NodeKind::kRequire, kw<"require">, p::sor<require_that, path_list>, to_enter> {};
struct maybe_actions : p::opt<p::at<p::one<'{'>>, actions> {};
struct go_to        : node<NodeKind::kGoTo, kw<"go to">, need_stage, need<Expect::kWhenOrOtherwise, p::sor<when_condition, otherwise>>, maybe_actions> {};
struct on_enter     : node<NodeKind::kOnEnter, kw<"on enter">, action_or_block> {};
struct on_exit      : node<NodeKind::kOnExit, kw<"on exit">, action_or_block> {};
struct on_event     : p::sor<on_enter, on_exit, p::seq<kw<"on">, need<Expect::kEnterOrExit, p::failure>>> {};
struct office_hours : p::seq<number, any_name, need<Expect::kWaitUnit, kw<"hours">>> {};
struct wait         : node<NodeKind::kWait, p::sor<duration, office_hours>> {};
struct after        : node<NodeKind::kAfter, kw<"after">, need<Expect::kDuration, wait>, action_or_block> {};
struct unless_condition : p::opt<kw<"unless">, need_condition> {};
struct deadline     : node<NodeKind::kDeadline, kw<"deadline">, head<need_name, title, need<Expect::kDuration, wait>, unless_condition>, actions> {};
struct stage_item   : p::sor<go_to, require, stage_fields, on_event, after, deadline> {};

struct final_word   : p::opt<node<NodeKind::kFinal, kw<"final">, p::opt<p::sor<word<"won">, word<"lost">>>>> {};
struct stage_was    : node<NodeKind::kStageWas, kw<"stage">, any_name, kw<"was">, need_stage> {};
struct stage_body   : node<NodeKind::kStage, kw<"stage">, part_of_head<need_stage, title, final_word>, p::opt<p::at<p::one<'{'>>, block<Expect::kStageItem, stage_item>>> {};
struct stage        : p::sor<stage_was, stage_body> {};
struct which        : p::opt<node<NodeKind::kAnyStageWhich, p::sor<word<"before">, word<"after">, word<"in">, word<"except">>, stage_names>> {};
struct any_stage    : node<NodeKind::kAnyStage, kw<"any stage">, head<which>, block<Expect::kAnyStageItem, go_to>> {};
struct process_for  : p::opt<node<NodeKind::kProcessFor, kw<"for">, need<Expect::kRecordKind, record_kind>, plain_where>> {};
struct process_item : p::sor<stage, any_stage> {};
struct process      : node<NodeKind::kProcess, kw<"process">, head<need_name, title, process_for>, block<Expect::kProcessItem, process_item>> {};

// --- reactions and properties ----------------------------------------------------------------------------------------

struct in_model      : p::opt<kw<"in">, need_name> {};
struct enters_grade  : p::seq<word<"enters grade">, need_text, in_model> {};
struct segment_event : p::seq<p::sor<word<"enters segment">, word<"leaves segment">>, need<Expect::kSegmentName, any_name>> {};
struct stage_event   : p::seq<word<"enters stage">, need_stage> {};
struct reaches       : p::seq<word<"reaches">, need_name, p::star<path_step>> {};
struct does          : p::seq<word<"does">, selection> {};
struct event         : p::sor<enters_grade, segment_event, stage_event, reaches, does> {};
struct reaction      : node<NodeKind::kReaction, kw<"when">, head<need<Expect::kRecordKind, record_kind>, need<Expect::kReactionEvent, event>>, actions> {};

struct implies       : p::opt<node<NodeKind::kImplies, kw<"implies">, need_condition>> {};
struct always        : node<NodeKind::kAlways, kw<"always">, need_text, need_condition, implies> {};

// --- tests -----------------------------------------------------------------------------------------------------------

struct need_time     : need<Expect::kTime, time> {};
struct at_time       : node<NodeKind::kTestAt, kw<"at">, need_time> {};
struct not_operator  : p::not_at<p::sor<p::one<'.', '=', '!', '<', '>', '+', '*', '/', '(', '['>, kw<"is">, kw<"in">, kw<"of">, kw<"now">>> {};
struct expect_word   : p::sor<p::seq<word<"task">, p::opt<text>>, p::seq<word<"notified">, p::opt<text>>, p::seq<word<"sent">, p::opt<text>>, word<"rejected">> {};
struct expect_what   : attempt<p::opt<word<"no">>, expect_word, not_operator> {};
struct expect        : node<NodeKind::kTestExpect, kw<"expect">, p::sor<expect_what, need_condition>> {};
struct move          : node<NodeKind::kTestMove, kw<"move">, need_name, need<Expect::kToStage, kw<"to">>, need_stage, p::opt<kw<"by">, need_text>> {};
struct merge_event   : node<NodeKind::kTestMerge, kw<"merge">, need<Expect::kRecordKind, record_kind>, need_name, need<Expect::kInto, kw<"into">>, need_name> {};
struct submit        : node<NodeKind::kTestSubmit, kw<"submit">, need_text, p::opt<at_time>, maybe_assignments> {};
struct test_record   : node<NodeKind::kTestRecord, record_kind, any_name, p::at<p::one<'{'>>, assignments> {};
struct test_event    : node<NodeKind::kTestInteraction, any_name, kw<"by">, need_name, p::opt<at_time>, maybe_assignments> {};
struct test_line     : p::sor<at_time, expect, move, merge_event, submit, test_record, test_event> {};
struct test          : node<NodeKind::kTest, kw<"test">, head<need_text>, block<Expect::kTestLine, test_line>> {};

// --- the small statements and the file -------------------------------------------------------------------------------

struct use        : node<NodeKind::kUse, kw<"use">, need<Expect::kFileText, text>> {};
struct zone       : node<NodeKind::kZone, kw<"zone">, need_text> {};
struct phone      : node<NodeKind::kPhone, kw<"phone">, need<Expect::kCountry, kw<"country">>, need_text> {};
struct clock_every : node<NodeKind::kClock, kw<"clock">, every> {};

struct day        : as_name<kw<"mon">, kw<"tue">, kw<"wed">, kw<"thu">, kw<"fri">, kw<"sat">, kw<"sun">> {};
struct clock_time : p::seq<node<NodeKind::kClockTime, p::rep_min_max<1, 2, p::digit>, p::one<':'>, p::rep<2, p::digit>, p::not_at<p::identifier_other>>, blank> {};
struct hours_line : node<NodeKind::kHoursLine, day, p::opt<sym<'-'>, need<Expect::kDay, day>>, need<Expect::kClockTime, clock_time>,
                         need<Expect::kClockTime, sym<'-'>>, need<Expect::kClockTime, clock_time>> {};
struct hours_except : node<NodeKind::kHoursExcept, kw<"except">, texts> {};
struct hours      : node<NodeKind::kHours, kw<"hours">, head<need_name>, block<Expect::kHoursLine, p::sor<hours_line, hours_except>>> {};

struct declaration : p::sor<record, interaction, model, define, list, table, segment, source, matching_rules, form, merge, process, threshold, reaction, always, test, hours, use, zone, phone, clock_every> {};
struct replaced   : p::seq<word<"replace">, need<Expect::kReplaced, declaration>> {};
struct statement  : node<NodeKind::kStatement, p::sor<replaced, declaration>> {};
struct mark_of_order : p::opt<p::string<'\xEF', '\xBB', '\xBF'>> {};
struct file       : node<NodeKind::kFile, mark_of_order, blank, p::star<recovering<Expect::kStatement, statement>>, p::eof> {};

}  // namespace leadline::grammar::rules
// clang-format on
