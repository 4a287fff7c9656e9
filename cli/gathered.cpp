// SPDX-License-Identifier: Apache-2.0
// Sources are told apart by their names.
#include "cli/gathered.hpp"

namespace leadline::cli {

Span GatheredSources::take(const Sources& from, const Span& span) {
  const Source& source = from[span.source];
  const auto [found, is_new] = ids_.emplace(source.name(), static_cast<SourceId>(sources_.size()));
  if (is_new) sources_.add(source.name(), std::string{source.text()});
  return {found->second, span.begin, span.end};
}

Diagnostic GatheredSources::take(const Sources& from, Diagnostic diagnostic) {
  diagnostic.span = take(from, diagnostic.span);
  for (RelatedSpan& related : diagnostic.related) related.span = take(from, related.span);
  for (Fix& fix : diagnostic.fixes) fix.span = take(from, fix.span);
  return diagnostic;
}

}  // namespace leadline::cli
