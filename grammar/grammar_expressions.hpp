// SPDX-License-Identifier: Apache-2.0
// Grammar, part 3: conditions, values, selections. Operators are recognised flat, operand after operand; build_ast
// gives them their precedence, so ten thousand terms in a row are as deep as two.
#pragma once
#include "grammar/recover.hpp"

// clang-format off
namespace leadline::grammar::rules {

struct expression;        // any condition or value
struct value_expression;  // the same where a leading `no` is the value
struct operand;
struct selection;

// --- operators -------------------------------------------------------------------------------------------------------

struct logic_operator      : node<NodeKind::kOperator, p::sor<kw<"and">, kw<"or">>> {};
struct arithmetic_operator : node<NodeKind::kOperator, p::sor<sym<'+'>, sym<'-'>, sym<'*'>, sym<'/'>, kw<"else">>> {};
struct product_operator    : node<NodeKind::kOperator, p::sor<sym<'*'>, sym<'/'>, kw<"else">>> {};
struct exactly             : p::opt<kw<"exactly">> {};
struct text_operator       : p::seq<p::opt<kw<"not">>, p::sor<kw<"contains word">, kw<"contains">, kw<"starts with">, kw<"ends with">, kw<"like">>, p::opt<kw<"any">>> {};
struct list_operator       : p::seq<p::opt<kw<"not">>, p::sor<p::seq<kw<"has">, p::opt<p::sor<kw<"any">, kw<"all">>>>, kw<"in">>> {};
struct sign_operator       : p::sor<sym<'!', '='>, sym<'<', '='>, sym<'>', '='>, sym<'='>, sym<'<'>, sym<'>'>> {};
struct bound_operator      : p::sor<kw<"at least">, kw<"at most">> {};
struct comparison_operator : node<NodeKind::kOperator, p::sor<sign_operator, bound_operator, text_operator, list_operator>, exactly> {};

struct arithmetic : node<NodeKind::kExpression, need<Expect::kValue, operand>, p::star<arithmetic_operator, need<Expect::kRightSide, operand>>> {};
struct product    : node<NodeKind::kExpression, need<Expect::kValue, operand>, p::star<product_operator, need<Expect::kRightSide, operand>>> {};
struct between    : node<NodeKind::kBetween, p::opt<word<"not">>, kw<"between">, arithmetic, need<Expect::kBetweenAnd, kw<"and">>> {};
struct is_present : node<NodeKind::kIsPresent, kw<"is present">> {};
struct is_missing : node<NodeKind::kIsMissing, kw<"is missing">> {};
struct is_wrong   : p::seq<kw<"is">, need<Expect::kPresentOrMissing, p::failure>> {};
struct is_test    : p::sor<is_present, is_missing, is_wrong> {};
struct in_segment : node<NodeKind::kInSegment, p::opt<word<"not">>, kw<"in segment">, need<Expect::kSegmentName, any_name>> {};

// After a comparison sign `no` is the value.
struct no_value      : word<"no"> {};
struct right_operand : p::sor<no_value, operand> {};

struct negations  : p::star<word<"not">> {};
struct more_arithmetic : p::star<arithmetic_operator, need<Expect::kRightSide, operand>> {};
// `NAME now`, `NAME missed`: right after a name or path, as build_ast checks.
struct name_state : p::sor<node<NodeKind::kHolds, kw<"now">>, node<NodeKind::kMissed, kw<"missed">>> {};
struct postfix    : p::sor<is_test, in_segment, name_state> {};
struct comparison : p::seq<p::sor<between, comparison_operator>, need<Expect::kRightSide, right_operand>> {};
struct continued  : p::sor<postfix, comparison, p::seq<arithmetic_operator, need<Expect::kRightSide, operand>>,
                           p::seq<logic_operator, negations, need<Expect::kCondition, operand>>> {};
struct expression       : node<NodeKind::kExpression, negations, operand, p::star<continued>> {};
struct value_expression : node<NodeKind::kExpression, p::sor<no_value, p::seq<negations, operand>>, p::star<continued>> {};
struct need_condition   : need<Expect::kCondition, expression> {};
struct need_value       : need<Expect::kValue, value_expression> {};

// `where` takes one comparison, or a whole condition in parentheses.
struct single_condition : node<NodeKind::kExpression, negations, operand, more_arithmetic, p::opt<p::sor<postfix, p::seq<comparison, more_arithmetic>>>> {};

// --- operands --------------------------------------------------------------------------------------------------------

struct close_parenthesis : need<Expect::kCloseParenthesis, sym<')'>> {};
struct parenthesised : node<NodeKind::kParenthesised, sym<'('>, need_condition, close_parenthesis> {};
struct signed_value  : node<NodeKind::kSigned, sign, p::sor<duration, number, parenthesised>> {};

struct first_of_end : need<Expect::kClose, close_brace> {};
struct case_end     : p::sor<p::seq<kw<"when">, need_condition>, node<NodeKind::kOtherwise, kw<"otherwise">>> {};
struct value_case   : node<NodeKind::kCase, expression, need<Expect::kWhenOrOtherwise, case_end>, p::opt<comma>> {};
struct first_of     : node<NodeKind::kFirstOf, kw<"first of">, open_brace, need<Expect::kCase, value_case>,
                           p::until<p::at<p::one<'}'>>, need<Expect::kCase, value_case>>, first_of_end> {};

struct path_step : p::seq<p::one<'.'>, blank, need<Expect::kName, any_name>> {};
struct name_path : p::seq<any_name, p::star<path_step>> {};
struct path      : node<NodeKind::kPath, bare_name, p::star<path_step>> {};
struct its       : node<NodeKind::kIts, kw<"its">, need<Expect::kName, any_name>, p::star<path_step>> {};

struct arguments : p::opt<p::not_at<p::one<')'>>, comma_list<need<Expect::kArgument, expression>>> {};
template <typename Name> struct call_of : node<NodeKind::kCall, Name, sym<'('>, arguments, need<Expect::kCloseParenthesis, sym<')'>>> {};
struct call      : call_of<bare_name> {};
struct lookup    : node<NodeKind::kLookup, bare_name, sym<'['>, comma_list<need<Expect::kKey, expression>>, need<Expect::kCloseBracket, sym<']'>>> {};
struct attribute_of : node<NodeKind::kAttributeOf, bare_name, kw<"of">, need<Expect::kFirstOrLast, p::sor<word<"first">, word<"last">>>, selection> {};

// --- aggregates ------------------------------------------------------------------------------------------------------

struct begins_selection {
  using rule_t = begins_selection;
  using subs_t = p::empty_list;
  template <p::apply_mode, p::rewind_mode, template <typename...> class, template <typename...> class, typename Input>
  static bool match(Input& in, State& state) { return begins_kinds(state.text, state.offset(in.current())); }
};

struct bucket     : node<NodeKind::kBucket, p::sor<duration, any_name>> {};
struct bucket_with : attempt<bucket, kw<"with">> {};
struct least      : p::opt<kw<"at least">, need<Expect::kNumber, number>> {};
struct attribute  : need<Expect::kName, any_name> {};
struct of_attribute : p::seq<need<Expect::kAggregateOf, kw<"of">>, attribute, need<Expect::kAggregateOf, kw<"of">>> {};

struct aggregate_any   : p::seq<word<"any">, selection> {};
struct aggregate_no    : p::seq<word<"no">, not_before_statement, begins_selection, selection> {};
struct aggregate_count : p::seq<word<"count">, need<Expect::kAggregateOf, kw<"of">>, p::sor<p::seq<bucket_with, least, selection>, selection>> {};
struct aggregate_word  : p::sor<word<"sum">, word<"min">, word<"max">, word<"average">> {};
struct aggregate_value : p::seq<aggregate_word, of_attribute, selection> {};
struct aggregate_distinct : p::seq<word<"distinct">, attribute, need<Expect::kAggregateOf, kw<"of">>, selection> {};
struct aggregate_end   : p::seq<p::sor<word<"first">, word<"last">>, selection> {};
struct aggregate       : node<NodeKind::kAggregate, p::sor<aggregate_any, aggregate_no, aggregate_count, aggregate_value, aggregate_distinct, aggregate_end>> {};

struct function_call : p::seq<p::at<p::sor<kw<"min">, kw<"max">>, p::one<'('>>, call_of<any_name>> {};
struct age_of        : node<NodeKind::kAgeOf, kw<"age">, need<Expect::kAggregateOf, kw<"of">>, need<Expect::kValue, operand>> {};
struct day_of_week   : node<NodeKind::kDayOfWeek, kw<"day of week">, need<Expect::kDayOfWeekOf, kw<"of">>, need<Expect::kValue, operand>> {};
struct is_valid      : node<NodeKind::kIsValid, kw<"is">, need<Expect::kValid, kw<"valid">>, need<Expect::kValue, operand>> {};
struct entering      : node<NodeKind::kEntering, kw<"entering">, need<Expect::kStageName, any_name>> {};
struct simple_word   : p::sor<word<"yes">, node<NodeKind::kNow, kw<"now">>, node<NodeKind::kScored, kw<"scored">>, node<NodeKind::kTimeInStage, kw<"time in stage">>> {};

struct not_label {
  using rule_t = not_label;
  using subs_t = p::empty_list;
  template <p::apply_mode, p::rewind_mode, template <typename...> class, template <typename...> class, typename Input>
  static bool match(Input& in, State& state) { return !begins_rule(state.text, state.offset(in.current())); }
};
// A text that begins a line before a sign is the label of the next rule: nothing is added to a text.
struct text_operand : p::seq<not_label, text> {};

struct operand_content : p::sor<parenthesised, text_operand, time, duration, number, list_literal, signed_value,
                                first_of, function_call, aggregate, simple_word, no_value, age_of, day_of_week, is_valid, entering, in_segment, its,
                                attribute_of, call, lookup, path> {};
struct operand : nested<operand_content> {};

// --- selections ------------------------------------------------------------------------------------------------------

struct kind_name      : p::seq<p::not_at<kw<"of">>, bare_name> {};
struct kinds_in_list  : p::seq<sym<'['>, comma_list<need<Expect::kKindName, kind_name>>, need<Expect::kKindsEnd, sym<']'>>> {};
struct kinds          : node<NodeKind::kKinds, p::sor<kinds_in_list, kind_name>> {};

struct tail_time      : need<Expect::kTailTime, operand> {};
struct where_part     : p::sor<p::seq<p::at<p::one<'('>>, parenthesised>, single_condition> {};
struct tail_where     : node<NodeKind::kWhere, kw<"where">, need<Expect::kWhereCondition, where_part>> {};
// `after 3 days …` on the next line of a stage is no part of the window: a time is no number.
struct no_wait        : p::sor<p::at<date>, p::not_at<p::digit>> {};
struct tail_within    : node<NodeKind::kWithin, kw<"within">, need<Expect::kDuration, duration>, p::opt<kw<"after">, no_wait, tail_time>> {};
struct tail_since     : node<NodeKind::kSince, kw<"since">, tail_time> {};
struct tail_until     : node<NodeKind::kUntil, kw<"until">, p::not_at<kw<"below">>, tail_time> {};
struct tail_by        : node<NodeKind::kBy, kw<"by">, need<Expect::kByWhom, as_name<kw<"lead">, kw<"contact">, kw<"account">>>> {};
struct tail_part      : p::sor<tail_where, tail_within, tail_since, tail_until, tail_by> {};
struct tail           : p::star<tail_part> {};
struct selection_in_parentheses : p::seq<sym<'('>, selection, close_parenthesis> {};
struct selection_content : node<NodeKind::kSelection, p::sor<selection_in_parentheses, p::seq<kinds, tail>>> {};
struct selection      : nested<need<Expect::kKinds, selection_content>> {};
struct counting       : node<NodeKind::kCounting, kw<"counting">, need<Expect::kTail, tail_part>, tail> {};

}  // namespace leadline::grammar::rules
// clang-format on

namespace TAO_PEGTL_NAMESPACE {

template <typename Name>
struct analyze_traits<Name, leadline::grammar::rules::begins_selection> : analyze_opt_traits<> {};
template <typename Name>
struct analyze_traits<Name, leadline::grammar::rules::not_label> : analyze_opt_traits<> {};

}  // namespace TAO_PEGTL_NAMESPACE
