// SPDX-License-Identifier: Apache-2.0
// Rules as their author wrote them. A program shares equal expressions and knows statements by their names; what stands
// in the text of one statement is looked up here, in its syntax tree. Entry point: WrittenRules.
#pragma once
#include <map>
#include <optional>

#include "leadline/source.hpp"

namespace leadline::cli {

class WrittenRules {
 public:
  explicit WrittenRules(const Sources& sources) : sources_(sources) {}

  /// The whole statement of a file in which a span stands, with its block.
  [[nodiscard]] Span statement(const Span& within);
  /// Of a part that the program knows by this span: what stands behind `when`, `where` or `=`.
  [[nodiscard]] std::optional<Span> condition(const Span& part);
  /// Of a model: what stands behind `score =`.
  [[nodiscard]] std::optional<Span> score(const Span& model);

 private:
  struct File {
    std::map<std::uint32_t, Span> statements;  // by where they begin
    std::map<std::uint32_t, Span> conditions;  // by where what they belong to begins, or its name
    std::map<std::uint32_t, Span> scores;
  };
  const File& file(SourceId source);

  const Sources& sources_;
  std::map<SourceId, File> files_;
};

}  // namespace leadline::cli
