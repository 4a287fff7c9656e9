// SPDX-License-Identifier: Apache-2.0
// Grammar, part 5: what data looks like and how it comes in: records, interactions, sources, matching, forms, merging.
#pragma once
#include "grammar/grammar_actions.hpp"

// clang-format off
namespace leadline::grammar::rules {

// --- records and interactions ----------------------------------------------------------------------------------------

struct type;
struct type_word  : as_name<kw<"text">, kw<"number">, kw<"yes_no">, kw<"time">, kw<"duration">, kw<"email">, kw<"phone">, kw<"domain">> {};
struct choice     : p::seq<as_name<kw<"choice">>, need<Expect::kChoiceWords, sym<'['>>, texts, need<Expect::kCloseBracket, sym<']'>>> {};
struct list_type  : p::seq<as_name<kw<"list">>, need<Expect::kListOf, kw<"of">>, need<Expect::kType, nested<type>>> {};
struct type       : node<NodeKind::kType, p::sor<type_word, choice, list_type>> {};
struct together   : node<NodeKind::kTogether, kw<"together">, any_name, comma, names> {};
struct field      : node<NodeKind::kField, any_name, need<Expect::kType, type>> {};
struct field_line : p::sor<together, field> {};
struct record     : node<NodeKind::kRecord, kw<"record">, head<need<Expect::kRecordKind, record_kind>>, block<Expect::kField, field_line>> {};
struct by_us      : p::opt<word<"by us">> {};
struct interaction : node<NodeKind::kInteraction, kw<"interaction">, need_name, by_us, p::opt<p::at<p::one<'{'>>, block<Expect::kField, field>>> {};

// --- sources ---------------------------------------------------------------------------------------------------------

struct map_entry    : node<NodeKind::kAssignment, text, need<Expect::kEquals, sym<'='>>, need<Expect::kLiteral, literal>, p::opt<comma>> {};
struct source_map   : node<NodeKind::kSourceMap, block<Expect::kSourceMapEntry, map_entry>> {};
struct as_map       : p::seq<kw<"as">, need<Expect::kAsMap, p::sor<p::seq<p::at<p::one<'{'>>, source_map>, any_name>>> {};
struct from_column  : p::seq<text, p::opt<as_map>> {};
struct not_column   : p::seq<word<"not">, need_text> {};
struct constant     : p::seq<sym<'='>, need<Expect::kLiteral, p::sor<literal, list_literal>>> {};
struct source_field : node<NodeKind::kSourceField, any_name, need<Expect::kSourceFieldValue, p::sor<from_column, not_column, constant>>> {};
struct mapping_where : p::opt<node<NodeKind::kMappingWhere, kw<"where">, need_condition>> {};
struct mapping      : node<NodeKind::kMapping, any_name, mapping_where, p::at<p::one<'{'>>, block<Expect::kSourceField, source_field>> {};
struct setting_word : as_name<kw<"encoding">, kw<"separator">, kw<"missing">, kw<"times">, kw<"zone">, kw<"numbers">> {};
struct setting      : node<NodeKind::kSetting, setting_word, p::at<p::one<'"'>>, texts> {};
struct through_form : p::opt<node<NodeKind::kThroughForm, kw<"through">, need<Expect::kFormName, kw<"form">>, need_text>> {};
struct source_item  : p::sor<setting, mapping> {};
struct source       : node<NodeKind::kSource, kw<"source">, head<need_name, need_text, through_form>, block<Expect::kSourceItem, source_item>> {};

// --- matching --------------------------------------------------------------------------------------------------------

struct part_value : p::sor<parenthesised, call, path> {};
struct need_part  : need<Expect::kPart, part_value> {};
struct measure    : p::opt<kw<"by">, need<Expect::kMeasure, as_name<kw<"levenshtein">, kw<"tokens">>>> {};
struct similar    : p::opt<node<NodeKind::kSimilar, kw<"similar">, need<Expect::kNumber, number>, measure>> {};
struct part       : node<NodeKind::kPart, need_part, p::opt<sym<'='>, need_part>, similar> {};
struct on_line    : node<NodeKind::kOn, kw<"on">, part, p::star<kw<"and">, part>> {};
struct unless     : node<NodeKind::kUnless, kw<"unless">, need_part, need<Expect::kDiffers, kw<"differs">>> {};
struct among      : node<NodeKind::kAmong, kw<"among">, need<Expect::kRecordKinds, record_kinds>, plain_where> {};
struct never      : node<NodeKind::kNever, kw<"never">, need_part, need<Expect::kInList, kw<"in">>, need_name> {};
struct preference : node<NodeKind::kPreference, p::sor<as_name<kw<"closest">>, p::seq<as_name<kw<"child">>, need<Expect::kPreference, as_name<kw<"lead">>>>,
                         p::seq<as_name<kw<"known">>, need<Expect::kPreference, as_name<kw<"contact">>>>,
                         p::seq<as_name<kw<"latest">>, need<Expect::kPreference, as_name<kw<"updated">>>>,
                         p::seq<as_name<kw<"earliest">>, need<Expect::kPreference, as_name<kw<"created">>>>,
                         p::seq<as_name<kw<"most">>, need<Expect::kPreference, as_name<kw<"complete">>>>>> {};
struct preferences : comma_list<need<Expect::kPreference, preference>> {};
struct prefer     : node<NodeKind::kPrefer, kw<"prefer">, preferences> {};
struct matched_action : p::sor<word<"update present">, word<"update all">, word<"update missing only">, word<"update nothing">, word<"reject">> {};
struct when_matched   : node<NodeKind::kWhenMatched, kw<"when matched">, need<Expect::kMatchedAction, matched_action>> {};
struct when_unmatched : node<NodeKind::kWhenUnmatched, kw<"when unmatched">, need<Expect::kUnmatchedAction, p::sor<word<"create">, word<"nothing">>>> {};
struct when_incomplete : node<NodeKind::kWhenIncomplete, kw<"when incomplete">, need<Expect::kIncompleteAction, p::sor<word<"create">, word<"reject">>>> {};
struct match_when : p::sor<when_matched, when_unmatched, when_incomplete, p::seq<kw<"when">, need<Expect::kWhenWhich, p::failure>>> {};
struct match_line : p::sor<on_line, unless, among, never, prefer, match_when> {};
struct matching_rules : node<NodeKind::kMatch, kw<"match">, head<need<Expect::kRecordKind, record_kind>, need_name, title>, block<Expect::kMatchLine, match_line>> {};

// --- forms and merging -----------------------------------------------------------------------------------------------

struct form_by       : node<NodeKind::kFormBy, record_kind, need<Expect::kBy, kw<"by">>, need_name> {};
struct always_create : node<NodeKind::kAlwaysCreate, kw<"always create">, need<Expect::kRecordKind, record_kind>> {};
struct written       : as_name<kw<"contact">, kw<"lead">, kw<"nothing">> {};
struct writes        : node<NodeKind::kWrites, kw<"writes">, need<Expect::kWritesWhat, written>, p::star<kw<"and">, need<Expect::kWritesWhat, written>>> {};
struct on_create     : node<NodeKind::kOnCreate, kw<"on create">, action_or_block> {};
struct form_line     : p::sor<form_by, always_create, writes, on_create> {};
struct form_name     : p::sor<text, word<"default">> {};
struct form          : node<NodeKind::kForm, kw<"form">, head<need<Expect::kFormName, form_name>>, block<Expect::kFormLine, form_line>> {};

struct keep_pair   : p::sor<preference, node<NodeKind::kPreference, as_name<kw<"newest">, kw<"oldest">>>> {};
struct merge_by    : node<NodeKind::kMergeBy, kw<"by">, names> {};
struct merge_keep  : node<NodeKind::kMergeKeep, kw<"keep">, comma_list<need<Expect::kPreference, keep_pair>>> {};
struct policy      : p::sor<as_name<kw<"newest">, kw<"oldest">, kw<"longest">, kw<"highest">, kw<"lowest">, kw<"union">>,
                            p::seq<as_name<kw<"most">>, need<Expect::kMergePolicy, as_name<kw<"frequent">>>>,
                            p::seq<word<"from">, names>> {};
struct merge_rule  : node<NodeKind::kMergeRule, any_name, need<Expect::kMergePolicy, policy>> {};
struct merge_line  : p::sor<merge_by, merge_keep, merge_rule> {};
struct merge       : node<NodeKind::kMerge, kw<"merge">, head<need<Expect::kRecordKind, record_kind>>, block<Expect::kMergeLine, merge_line>> {};

}  // namespace leadline::grammar::rules
// clang-format on
