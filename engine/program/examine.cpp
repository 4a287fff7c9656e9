// SPDX-License-Identifier: Apache-2.0
// Checking with an index of names, and which findings of a broken file are to be believed.
#include "engine/program/examine.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/program/parts.hpp"
#include "grammar/tokens.hpp"

namespace leadline {

namespace {

// Findings that say something about what is there, and nothing about what is not.
bool speaks_of_what_is_there(const Diagnostic& diagnostic) {
  return diagnostic.check == "type/mismatch" || diagnostic.check == "name/duplicate" ||
         diagnostic.check == "name/ambiguous" || diagnostic.check == "text/short-word" ||
         diagnostic.check == "graph/circle" || diagnostic.check == "test/clock";
}

// How often each word stands in the sources whose syntax is wrong.
class BrokenTexts {
 public:
  BrokenTexts(const Sources& sources, const Diagnostics& diagnostics) {
    std::set<SourceId> broken;
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::kError) broken.insert(diagnostic.span.source);
    }
    for (const SourceId source : broken) count(sources[source].text());
  }

  // An unknown name may be declared in what could not be read; one that stands nowhere else is not.
  [[nodiscard]] bool stands_elsewhere(std::string_view word) const {
    const auto found = words_.find(word);
    return found != words_.end() && found->second > 1;
  }

 private:
  void count(std::string_view text) {
    grammar::Token token = grammar::next_solid_token(text, 0);
    for (; token.kind != grammar::TokenKind::kEnd; token = grammar::next_solid_token(text, token.end)) {
      if (token.kind == grammar::TokenKind::kWord || token.kind == grammar::TokenKind::kText)
        ++words_[std::string(token.text(text))];
    }
  }

  std::map<std::string, int, std::less<>> words_;
};

}  // namespace

Examination examine_program(Sources& sources, SourceId main, const FileReader& reader, Diagnostics& diagnostics) {
  Diagnostics found;
  Examination result;
  checking::Checker checker{sources, reader, found};
  checker.names = &result.names;
  const bool readable = checking::load_files(checker, main);
  const std::size_t of_reading = found.size();
  checking::check_statements(checker);
  if (readable) {
    result.notes = checking::notes_of(checker);
    checking::finish_findings(checker);
  } else {
    const bool file_missing = std::any_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(of_reading),
                                          [](const Diagnostic& d) { return d.check == "name/unknown"; });
    Diagnostics of_syntax(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(of_reading));
    const BrokenTexts broken{sources, of_syntax};
    for (std::size_t i = of_reading; i < found.size(); ++i) {
      const Diagnostic& finding = found[i];
      // What stands in the place of an error of syntax has been spoken of.
      const bool told =
          std::any_of(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(of_reading), [&](const Diagnostic& d) {
            return d.span.source == finding.span.source && d.span.begin <= finding.span.end &&
                   finding.span.begin <= d.span.end;
          });
      const bool unknown =
          finding.check == "name/unknown" && !file_missing && !broken.stands_elsewhere(sources.text(finding.span));
      if (!told && finding.severity == Severity::kError && (unknown || speaks_of_what_is_there(finding)))
        of_syntax.push_back(finding);
    }
    found = std::move(of_syntax);
  }
  result.sound = !has_errors(found);
  result.names.finish(checker.program);
  result.program = std::make_shared<const Program>(std::move(checker.program));
  sort_diagnostics(found);
  diagnostics.insert(diagnostics.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  return result;
}

}  // namespace leadline
