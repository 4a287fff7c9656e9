// SPDX-License-Identifier: Apache-2.0
// Grammar, part 2: rules that match in their own way. recovering reports a fault inside an item of a block and goes on
// with the next; head does so for what stands before a brace; nested counts how deep a text is nested.
#pragma once
#include <algorithm>

#include "grammar/grammar_lexical.hpp"

namespace leadline::grammar::rules {

// Deeper texts are refused with a message: no reader follows them, and every level costs stack. The limit keeps a
// debug build with sanitizers well inside 8 MiB.
inline constexpr std::uint32_t kMaximumDepth = 100;

template <typename R>
struct nested {
  using rule_t = nested;
  using subs_t = p::type_list<R>;
  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match(Input& in, State& state) {
    if (state.depth >= kMaximumDepth) throw state.fault(Expect::kTooDeep, state.offset(in.current()));
    ++state.depth;
    const bool found = Control<R>::template match<A, M, Action, Control>(in, state);
    --state.depth;  // after a throw the recovery rule sets it back
    return found;
  }
};

// One item of the block that E names. A fault is reported, what was half built is dropped, and the text goes on where
// the next item, the end of the block, or a statement in the first column begins.
template <Expect E, typename R>
struct recovering {
  using rule_t = recovering;
  using subs_t = p::type_list<R>;
  template <p::apply_mode A, p::rewind_mode, template <typename...> class Action, template <typename...> class Control,
            typename Input>
  static bool match(Input& in, State& state) {
    const char* const start = in.current();
    const std::uint32_t begin = state.offset(start);
    if (in.empty() && state.offers != nullptr) offer<A, Action, Control>(in, state);
    if (in.empty() || state.stopped(begin)) return false;
    if (E != Expect::kStatement && *start == '}') return false;
    const State::Mark mark = state.mark();
    Fault fault;
    try {
      if (Control<R>::template match<A, p::rewind_mode::required, Action, Control>(in, state)) return true;
      if (E != Expect::kStatement && statement_in_first_column(state.text, begin)) return false;
      fault = state.fault(E, begin);
    } catch (const Fault& found) {
      fault = found;
    }
    state.faults.push_back(fault);
    state.roll_back(mark);
    const std::uint32_t next = resume_after(state, E, begin, fault.offset);
    in.iterator() = state.text.data() + next;
    return true;
  }

 private:
  // Where the text ends somebody may ask how an item could begin.
  template <p::apply_mode A, template <typename...> class Action, template <typename...> class Control, typename Input>
  static void offer(Input& in, State& state) {
    const State::Mark mark = state.mark();
    state.offered_item = E;
    try {
      static_cast<void>(Control<R>::template match<A, p::rewind_mode::required, Action, Control>(in, state));
    } catch (const Fault&) {  // NOLINT(bugprone-empty-catch)
      // What no item may begin with has been noted; the block goes on without one.
    }
    state.offered_item.reset();
    state.roll_back(mark);
  }
};

// What stands between the first word of a block and its brace. A fault in it is reported, and where the brace follows
// on the same line the block is still read.
template <typename... R>
struct part_of_head {
  using content = p::seq<R...>;
  using rule_t = part_of_head;
  using subs_t = p::type_list<content>;
  template <p::apply_mode A, p::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename Input>
  static bool match(Input& in, State& state) {
    const State::Mark mark = state.mark();
    try {
      return Control<content>::template match<A, M, Action, Control>(in, state);
    } catch (const Fault& fault) {
      std::uint32_t brace = brace_on_this_line(state.text, fault.offset);
      if (brace == 0 && fault.expect == Expect::kOpen && brace_forgotten(state.text, fault.offset)) {
        brace = fault.offset;
        state.assumed_brace = brace;
      }
      if (brace == 0) throw;
      state.faults.push_back(fault);
      state.roll_back(mark);
      state.start_node(NodeKind::kBroken, std::min(state.trimmed(fault.offset), brace));
      state.finish_node(brace);
      in.iterator() = state.text.data() + brace;
      return true;
    }
  }
};

template <typename... R>
struct head : part_of_head<R..., need<Expect::kOpen, p::at<p::one<'{'>>>> {};

struct open_brace {
  using rule_t = open_brace;
  using subs_t = p::empty_list;
  template <p::apply_mode, p::rewind_mode, template <typename...> class, template <typename...> class, typename Input>
  static bool match(Input& in, State& state) {
    if (state.assumed_brace == state.offset(in.current())) {
      state.braces.push_back(state.assumed_brace);
      return true;
    }
    if (in.empty() || *in.current() != '{') return false;
    state.braces.push_back(state.offset(in.current()));
    in.bump(1);
    return blank::skip(in, state);
  }
};

struct close_brace {
  using rule_t = close_brace;
  using subs_t = p::empty_list;
  template <p::apply_mode, p::rewind_mode, template <typename...> class, template <typename...> class, typename Input>
  static bool match(Input& in, State& state) {
    if (!state.stopped(state.offset(in.current()))) {  // there the fault has been reported
      if (in.empty() || *in.current() != '}') return false;
      in.bump(1);
      blank::skip(in, state);
    }
    state.braces.pop_back();
    return true;
  }
};

// `{ item item … }`
template <Expect E, typename Item>
struct block : node<NodeKind::kBlock, need<Expect::kOpen, open_brace>, p::star<recovering<E, Item>>,
                    need<Expect::kClose, close_brace>> {};

// `no` before a statement in the first column is the value.
struct not_before_statement {
  using rule_t = not_before_statement;
  using subs_t = p::empty_list;
  template <p::apply_mode, p::rewind_mode, template <typename...> class, template <typename...> class, typename Input>
  static bool match(Input& in, State& state) {
    return !statement_in_first_column(state.text, state.offset(in.current()));
  }
};

}  // namespace leadline::grammar::rules

namespace TAO_PEGTL_NAMESPACE {

template <typename Name, typename R>
struct analyze_traits<Name, leadline::grammar::rules::nested<R>> : analyze_seq_traits<R> {};
template <typename Name, leadline::grammar::Expect E, typename R>
struct analyze_traits<Name, leadline::grammar::rules::recovering<E, R>> : analyze_sor_traits<R, any> {};
template <typename Name, typename... R>
struct analyze_traits<Name, leadline::grammar::rules::part_of_head<R...>> : analyze_seq_traits<R...> {};
template <typename Name>
struct analyze_traits<Name, leadline::grammar::rules::open_brace> : analyze_any_traits<> {};
template <typename Name>
struct analyze_traits<Name, leadline::grammar::rules::close_brace> : analyze_opt_traits<> {};
template <typename Name>
struct analyze_traits<Name, leadline::grammar::rules::not_before_statement> : analyze_opt_traits<> {};

}  // namespace TAO_PEGTL_NAMESPACE
