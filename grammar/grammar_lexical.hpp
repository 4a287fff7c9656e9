// SPDX-License-Identifier: Apache-2.0
// Grammar, part 1: how rules make nodes and commit, blanks, words, literals. Every token eats the blanks and comments
// that follow it, so that a commit point that fails stands at the token that is wrong.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze_traits.hpp>

#include "grammar/parse_state.hpp"

// clang-format off
namespace leadline::grammar::rules {

namespace p = tao::pegtl;

// A rule that makes a node of the concrete tree.
template <NodeKind K, typename... R> struct node : p::seq<R...> { static constexpr NodeKind kKind = K; };
// A sequence that may fail after nodes were made: they are taken back. Whatever may be tried in vain stands in one.
template <typename... R> struct attempt : p::seq<R...> { static constexpr bool kAttempt = true; };
// A commit point: from here on only R is right, and E names what is missing.
template <Expect E, typename... R> struct commit : p::seq<R...> { static constexpr Expect kExpect = E; };
template <Expect E, typename... R> using need = p::must<commit<E, R...>>;

// A word or a row of words as template argument.
template <std::size_t N> struct Words {
  char text[N];
  constexpr Words(const char (&from)[N]) { for (std::size_t i = 0; i < N; ++i) text[i] = from[i]; }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr std::string_view view() const { return {text, N - 1}; }
};

// Blanks and comments. The state learns where they began, so that nodes end before them.
struct blank {
  using rule_t = blank;
  using subs_t = p::empty_list;
  template <p::apply_mode, p::rewind_mode, template <typename...> class, template <typename...> class, typename Input>
  static bool match(Input& in, State& state) {
    return skip(in, state);
  }
  template <typename Input> static bool skip(Input& in, State& state) {
    const char* const to = skip_blank(in.current(), in.end());
    if (to != in.current()) {
      state.remember_blank(in.current(), to);
      in.bump(static_cast<std::size_t>(to - in.current()));
    }
    return true;
  }
};

// One or more whole words.
template <Words W> struct kw {
  using rule_t = kw;
  using subs_t = p::empty_list;
  template <p::apply_mode A, p::rewind_mode, template <typename...> class, template <typename...> class, typename Input>
  static bool match(Input& in, State& state) {
    const char* const to = match_words(in.current(), in.end(), W.view());
    if (to == nullptr) {
      if (A == p::apply_mode::action && state.offers != nullptr) state.offer_words(in.current(), W.view());
      return false;
    }
    in.bump(static_cast<std::size_t>(to - in.current()));
    return blank::skip(in, state);
  }
};

template <char... C> struct sym : p::seq<p::string<C...>, blank> {};

// A word that the tree builder must see.
template <Words W> struct word : node<NodeKind::kWord, kw<W>> {};

struct identifier {
  using rule_t = identifier;
  using subs_t = p::type_list<p::identifier>;
  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action, template <typename...> class Control, typename Input>
  static bool match(Input& in, State& state) {
    if (A == p::apply_mode::action && state.offers != nullptr && in.empty()) state.offer_name();
    return Control<p::identifier>::template match<A, M, Action, Control>(in, state);
  }
};
// A word that may stand alone as a name; the reserved ones need `lead.` before them.
struct unreserved {
  using rule_t = unreserved;
  using subs_t = p::type_list<identifier>;
  template <p::apply_mode A, p::rewind_mode, template <typename...> class Action, template <typename...> class Control, typename Input>
  static bool match(Input& in, State& state) {
    const char* const begin = in.current();
    if (!Control<identifier>::template match<A, p::rewind_mode::required, Action, Control>(in, state)) return false;
    const std::string_view text(begin, static_cast<std::size_t>(in.current() - begin));
    if (!is_reserved_word(text) && !begins_other(state.text, state.offset(begin), text)) return true;
    in.iterator() = begin;
    return false;
  }
};

struct any_name  : p::seq<node<NodeKind::kName, identifier>, blank> {};   // after a dot, and where a name is declared
struct bare_name : p::seq<node<NodeKind::kName, unreserved>, blank> {};

// --- literals --------------------------------------------------------------------------------------------------------

struct hex_escape : p::seq<p::one<'u'>, p::one<'{'>, p::rep_min_max<1, 6, p::xdigit>, p::one<'}'>> {};
struct escape     : p::seq<p::one<'\\'>, need<Expect::kEscape, p::sor<p::one<'"', '\\', 'n', 't', '{', '}', '*', '?'>, hex_escape>>> {};
struct text_body  : p::star<p::sor<escape, p::not_one<'"', '\\', '\n', '\r'>>> {};
struct text       : p::seq<node<NodeKind::kText, p::one<'"'>, text_body, need<Expect::kTextEnd, p::one<'"'>>>, blank> {};

struct fraction   : p::seq<p::one<'.'>, p::plus<p::digit>> {};
struct digits     : p::seq<p::digit, p::star<p::sor<p::digit, p::one<'_'>>>> {};
struct number     : p::seq<node<NodeKind::kNumber, digits, p::opt<fraction>>, need<Expect::kNumberEnd, p::not_at<p::identifier_other>>, blank> {};

struct clock_part : p::plus<p::sor<p::digit, p::one<':', '.'>>> {};
struct clock      : p::seq<p::one<'T'>, p::at<p::digit>, clock_part, p::opt<p::sor<p::one<'Z', 'z'>, p::seq<p::one<'+', '-'>, p::at<p::digit>, clock_part>>>> {};
struct date       : p::seq<p::rep<4, p::digit>, p::one<'-'>, p::rep_min_max<1, 2, p::digit>, p::one<'-'>, p::rep_min_max<1, 2, p::digit>> {};
struct time       : p::seq<node<NodeKind::kTime, date, p::opt<clock>>, need<Expect::kNumberEnd, p::not_at<p::identifier_other>>, blank> {};

// months, quarters and years are read here, and refused with the days they stand for.
struct unit       : p::sor<word<"seconds">, word<"second">, word<"minutes">, word<"minute">, word<"hours">, word<"hour">, word<"days">, word<"day">,
                           word<"weeks">, word<"week">, word<"months">, word<"month">, word<"quarters">, word<"quarter">, word<"years">, word<"year">> {};
struct duration   : node<NodeKind::kDuration, number, unit> {};

struct sign          : p::seq<node<NodeKind::kOperator, p::one<'+', '-'>>, blank> {};
struct signed_number : node<NodeKind::kSigned, p::opt<sign>, number> {};
struct yes_no        : p::sor<word<"yes">, word<"no">> {};

struct list_literal;
struct literal  : p::sor<text, time, duration, signed_number, yes_no> {};
struct comma    : sym<','> {};
struct list_items   : p::seq<need<Expect::kListItem, literal>, p::star<comma, need<Expect::kListItem, literal>>> {};
struct list_literal : node<NodeKind::kList, sym<'['>, p::opt<p::not_at<p::one<']'>>, list_items>, need<Expect::kCloseBracket, sym<']'>>> {};

template <typename R> struct comma_list : p::seq<R, p::star<comma, R>> {};
struct names       : comma_list<need<Expect::kName, any_name>> {};
struct texts       : comma_list<need<Expect::kText, text>> {};
struct need_name   : need<Expect::kName, any_name> {};
struct need_text   : need<Expect::kText, text> {};
struct title       : p::opt<text> {};

template <typename... W> struct as_name : p::seq<node<NodeKind::kName, p::sor<W...>>> {};
struct record_kind  : as_name<kw<"contact">, kw<"account">, kw<"lead">, kw<"opportunity">, kw<"user">> {};
struct record_kinds : as_name<kw<"contacts">, kw<"accounts">, kw<"leads">, kw<"opportunities">, kw<"users">> {};

}  // namespace leadline::grammar::rules
// clang-format on

namespace TAO_PEGTL_NAMESPACE {

template <typename Name>
struct analyze_traits<Name, leadline::grammar::rules::blank> : analyze_opt_traits<> {};
template <typename Name, leadline::grammar::rules::Words W>
struct analyze_traits<Name, leadline::grammar::rules::kw<W>> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, leadline::grammar::rules::identifier> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, leadline::grammar::rules::unreserved> : analyze_any_traits<> {};

}  // namespace TAO_PEGTL_NAMESPACE
