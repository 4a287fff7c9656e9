// SPDX-License-Identifier: Apache-2.0
// Grammar, part 4: models with their groups, rules, grades and thresholds; segments; lists, tables, definitions.
#pragma once
#include "grammar/grammar_expressions.hpp"

// clang-format off
namespace leadline::grammar::rules {

struct when_condition : node<NodeKind::kWhen, kw<"when">, need_condition> {};
struct otherwise      : node<NodeKind::kOtherwise, kw<"otherwise">> {};
struct need_signed    : need<Expect::kSignedNumber, signed_number> {};

// --- bounds and fading -----------------------------------------------------------------------------------------------

struct at_most     : node<NodeKind::kAtMost, kw<"at most">, need_signed, need<Expect::kPointsWord, kw<"points">>> {};
struct never_below : node<NodeKind::kNeverBelow, kw<"never below">, need_signed, p::opt<kw<"points">>> {};
struct every       : p::seq<need<Expect::kEvery, kw<"every">>, need<Expect::kDuration, duration>> {};
struct percent     : p::opt<node<NodeKind::kWord, p::one<'%'>>, blank> {};
struct halving     : node<NodeKind::kHalving, kw<"halving">, every> {};
struct losing      : node<NodeKind::kLosing, kw<"losing">, need<Expect::kNumber, number>, percent, every> {};
struct bound       : p::seq<comma, need<Expect::kRuleEnd, p::sor<at_most, never_below>>> {};
struct rule_ending : p::seq<comma, need<Expect::kRuleEnd, p::sor<halving, losing, at_most, never_below>>> {};

// --- rules -----------------------------------------------------------------------------------------------------------

struct points_sign  : p::seq<node<NodeKind::kOperator, p::one<'+', '-'>>, blank> {};
struct points_value : node<NodeKind::kExpression, p::not_at<p::one<'"'>>, operand, p::star<product_operator, need<Expect::kRightSide, operand>>> {};
struct points       : node<NodeKind::kPoints, points_sign, need<Expect::kPointsValue, points_value>> {};
struct or_points    : p::opt<kw<"or">, need<Expect::kPoints, points>> {};

struct silence      : attempt<duration, kw<"without">> {};
struct per_silence  : p::seq<silence, selection> {};
struct per_bucket   : p::seq<bucket_with, least, selection> {};
struct per          : node<NodeKind::kPer, kw<"per">, p::sor<per_silence, per_bucket, selection>, p::opt<when_condition>> {};
struct for_one      : node<NodeKind::kForOne, kw<"for">, need<Expect::kSelectionFor, p::sor<word<"last">, word<"first">>>, selection, p::opt<when_condition>> {};
struct rule_form    : p::sor<when_condition, per, for_one, otherwise> {};
struct rule         : node<NodeKind::kRule, text, need<Expect::kPoints, points>, or_points, need<Expect::kRuleForm, rule_form>, p::star<rule_ending>> {};

struct block_word   : p::sor<word<"first of">, word<"best of">> {};
struct rule_block   : node<NodeKind::kRuleBlock, block_word, head<need_text>, block<Expect::kRuleInBlock, rule>> {};

// --- models ----------------------------------------------------------------------------------------------------------

struct group_head : head<need_name, title, p::opt<counting>, p::star<bound>> {};
struct group      : node<NodeKind::kGroup, kw<"group">, group_head, block<Expect::kGroupItem, p::sor<rule, rule_block>>> {};

struct plain_where : p::opt<node<NodeKind::kWhere, kw<"where">, need_condition>> {};
struct scores     : node<NodeKind::kScores, kw<"scores">, need<Expect::kRecordKind, record_kind>, plain_where> {};
struct formula    : node<NodeKind::kScoreFormula, kw<"score">, need<Expect::kEquals, sym<'='>>, need_value> {};
struct grade      : node<NodeKind::kGrade, kw<"grade">, need_text, need<Expect::kWhenOrOtherwise, p::sor<when_condition, otherwise>>> {};
struct at_number  : node<NodeKind::kThresholdAt, kw<"at">, need_signed, p::opt<kw<"or">, need<Expect::kWhen, when_condition>>> {};
struct until_below : node<NodeKind::kUntilBelow, kw<"until">, need<Expect::kBelow, kw<"below">>, need_signed> {};
struct threshold  : node<NodeKind::kThreshold, kw<"threshold">, need_name, need<Expect::kThresholdForm, p::sor<at_number, when_condition>>, p::opt<until_below>> {};
struct model_item : p::sor<rule, scores, formula, group, rule_block, grade, threshold> {};
struct model      : node<NodeKind::kModel, kw<"model">, group_head, block<Expect::kModelItem, model_item>> {};

// --- segments --------------------------------------------------------------------------------------------------------

struct segment_expression;
struct contacts      : node<NodeKind::kContacts, kw<"contacts">, p::opt<kw<"of">, need<Expect::kContactsOf, as_name<kw<"accounts">, kw<"leads">, kw<"opportunities">>>>, plain_where> {};
struct segment_name  : node<NodeKind::kSegmentName, kw<"segment">, need<Expect::kSegmentName, any_name>> {};
struct segment_group : node<NodeKind::kSegmentParenthesised, sym<'('>, need<Expect::kSegmentOperand, nested<segment_expression>>, close_parenthesis> {};
struct segment_operand  : p::sor<contacts, segment_name, segment_group> {};
struct segment_operator : node<NodeKind::kOperator, p::sor<kw<"union">, kw<"intersect">, kw<"except">>> {};
struct segment_expression : node<NodeKind::kSegmentExpression, segment_operand, p::star<segment_operator, need<Expect::kSegmentOperand, segment_operand>>> {};
struct segment       : node<NodeKind::kSegment, kw<"segment">, need_name, need<Expect::kEquals, sym<'='>>, need<Expect::kSegmentOperand, segment_expression>> {};

// --- lists, tables, definitions --------------------------------------------------------------------------------------

struct from_file  : p::seq<kw<"from">, need<Expect::kFileText, text>> {};
struct list_value : p::seq<sym<'='>, need<Expect::kListItem, list_literal>> {};
struct list       : node<NodeKind::kListStatement, kw<"list">, need_name, need<Expect::kEqualsOrFrom, p::sor<list_value, from_file>>> {};
struct row_keys   : p::sor<list_literal, literal> {};
struct table_row  : node<NodeKind::kTableRow, row_keys, need<Expect::kLiteral, literal>, p::opt<comma>> {};
struct table_rows : p::seq<p::at<p::one<'{'>>, block<Expect::kTableRow, table_row>> {};
struct table      : node<NodeKind::kTable, kw<"table">, need_name, need<Expect::kFromOrBlock, p::sor<from_file, table_rows>>> {};
struct define     : node<NodeKind::kDefine, kw<"define">, need_name, need<Expect::kEquals, sym<'='>>, need_condition> {};

}  // namespace leadline::grammar::rules
// clang-format on
