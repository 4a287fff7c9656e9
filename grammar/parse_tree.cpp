// SPDX-License-Identifier: Apache-2.0
// Text to concrete tree: runs the grammar with a control that makes nodes, and collects the faults. The only file of
// the library that includes the parser library.
#include "grammar/explain.hpp"
#include "grammar/grammar_process.hpp"
#include "grammar/offers.hpp"
#include "grammar/parse.hpp"

namespace leadline::grammar {

namespace {

template <typename Rule>
concept MakesNode = requires { Rule::kKind; };
template <typename Rule>
concept IsAttempt = requires { Rule::kAttempt; };

template <typename Rule>
struct control : tao::pegtl::normal<Rule> {
  static constexpr bool enable = MakesNode<Rule> || IsAttempt<Rule>;

  template <typename Input>
  static void start(const Input& in, State& state) {
    if constexpr (MakesNode<Rule>) {
      if constexpr (Rule::kKind == NodeKind::kText) {
        if (state.offers != nullptr && in.empty()) state.offer_text();
      }
      state.start_node(Rule::kKind, state.offset(in.current()));
    } else {
      state.start_attempt();
    }
  }
  template <typename Input>
  static void success(const Input& in, State& state) {
    if constexpr (MakesNode<Rule>) {
      state.finish_node(state.offset(in.current()));
    } else {
      state.finish_attempt();
    }
  }
  template <typename Input>
  static void failure(const Input& /*in*/, State& state) {
    state.drop();
  }
  template <typename Input>
  [[noreturn]] static void raise(const Input& in, State& state) {
    if (state.offers != nullptr && in.empty()) state.close_offers(Rule::kExpect);
    throw state.fault(Rule::kExpect, state.offset(in.current()));
  }
};

using Input = tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy, tao::pegtl::eol::lf_crlf, const char*>;

void collect_comments(std::string_view text, Tree& tree) {
  Token token = next_token(text, 0);
  for (; token.kind != TokenKind::kEnd; token = next_token(text, token.end)) {
    if (token.kind == TokenKind::kComment) tree.comments.push_back({token.begin, token.end, token.first_on_line});
  }
}

}  // namespace

Tree parse_tree(const Sources& sources, SourceId source, Diagnostics& diagnostics) {
  const std::string_view text = sources[source].text();
  Tree tree;
  tree.source = source;
  collect_comments(text, tree);
  if (!check_characters(sources, source, diagnostics)) {
    tree.nodes.push_back({NodeKind::kFile, 0, static_cast<std::uint32_t>(text.size()), 1});
    return tree;
  }
  State state(text);
  Input in(text.data(), text.data() + text.size(), "");
  tao::pegtl::parse<rules::file, tao::pegtl::nothing, control>(in, state);
  tree.nodes = std::move(state.nodes);
  for (const Fault& fault : state.faults) diagnostics.push_back(explain(sources, source, fault));
  return tree;
}

Offers offers_at_end(std::string_view text) {
  Offers offers;
  State state(text);
  state.offers = &offers;
  Input in(text.data(), text.data() + text.size(), "");
  tao::pegtl::parse<rules::file, tao::pegtl::nothing, control>(in, state);
  if (state.offers != nullptr) state.close_offers(std::nullopt);
  return offers;
}

}  // namespace leadline::grammar
