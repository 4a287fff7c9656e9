// SPDX-License-Identifier: Apache-2.0
// What a client asks about a document, as JSON.
#include <algorithm>
#include <optional>
#include <set>

#include "editor/complete.hpp"
#include "editor/describe.hpp"
#include "editor/server.hpp"
#include "editor/suggestions.hpp"
#include "editor/uri.hpp"
#include "engine/program/fixes.hpp"
#include "grammar/format.hpp"
#include "grammar/tokens.hpp"

namespace leadline::editor {

namespace {

constexpr int kRequestFailed = -32803;
constexpr int kInvalidParams = -32602;

void write_place(JsonWriter& json, Place place) {
  json.begin_object().key("line").count(place.line).key("character").count(place.character).end_object();
}

void write_span(JsonWriter& json, const LineTable& lines, std::uint32_t begin, std::uint32_t end) {
  json.begin_object().key("start");
  write_place(json, lines.place(begin));
  json.key("end");
  write_place(json, lines.place(end));
  json.end_object();
}

int severity_number(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return 1;
    case Severity::kWarning:
      return 2;
    case Severity::kHint:
      return 3;
  }
  return 3;
}

// As the legend of the capabilities numbers them.
enum class TokenSort : std::uint8_t {
  kKeyword,
  kText,
  kNumber,
  kComment,
  kClass,
  kProperty,
  kEvent,
  kVariable,
  kFunction,
  kEnumMember,
  kNamespace
};

TokenSort sort_of(NameKind kind) {
  switch (kind) {
    case NameKind::kRecord:
    case NameKind::kModel:
    case NameKind::kProcess:
      return TokenSort::kClass;
    case NameKind::kField:
    case NameKind::kAttribute:
    case NameKind::kGroup:
    case NameKind::kThreshold:
      return TokenSort::kProperty;
    case NameKind::kInteraction:
    case NameKind::kDeadline:
      return TokenSort::kEvent;
    case NameKind::kGrade:
    case NameKind::kStage:
      return TokenSort::kEnumMember;
    case NameKind::kStrategy:
      return TokenSort::kFunction;
    case NameKind::kSource:
    case NameKind::kFile:
      return TokenSort::kNamespace;
    case NameKind::kList:
    case NameKind::kTable:
    case NameKind::kDefinition:
    case NameKind::kSegment:
    case NameKind::kHours:
    case NameKind::kTestRecord:
      return TokenSort::kVariable;
  }
  return TokenSort::kVariable;
}

// Markdown without its signs, for a client that shows plain text.
std::string plain(const std::string& markdown) {
  std::string out;
  for (std::size_t line = 0; line < markdown.size();) {
    const std::size_t end = std::min(markdown.find('\n', line), markdown.size());
    const std::string_view text = std::string_view(markdown).substr(line, end - line);
    if (text.substr(0, 3) != "```") {
      for (const char c : text) {
        if (c != '`') out += c;
      }
      out += '\n';
    }
    line = end + 1;
  }
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

}  // namespace

std::string Server::address_of(const std::string& path) const {
  for (const auto& [uri, document] : workspace_.documents()) {
    if (document.path == path) return uri;
  }
  return uri_of(path);
}

void Server::write_range(JsonWriter& json, const Analysis& analysis, const Span& span) const {
  write_span(json, analysis.lines[span.source], span.begin, span.end);
}

void Server::write_location(JsonWriter& json, const Analysis& analysis, const Span& span) const {
  json.begin_object().key("uri").text(address_of(analysis.paths[span.source])).key("range");
  write_range(json, analysis, span);
  json.end_object();
}

void Server::write_places(JsonWriter& json, const std::vector<FileSpan>& places) {
  json.begin_array();
  for (const FileSpan& place : places) {
    const std::shared_ptr<const Analysis> analysis = workspace_.analysis(place.path);
    if (!analysis) continue;
    write_location(json, *analysis, {analysis->main, place.begin, place.end});
  }
  json.end_array();
}

void Server::write_edits(JsonWriter& json, const Analysis& analysis, const std::vector<Fix>& edits) const {
  std::map<std::string, std::vector<const Fix*>> by_file;
  for (const Fix& edit : edits) by_file[address_of(analysis.paths[edit.span.source])].push_back(&edit);
  json.begin_object().key("changes").begin_object();
  for (const auto& [uri, of_file] : by_file) {
    json.key(uri).begin_array();
    for (const Fix* edit : of_file) {
      json.begin_object().key("range");
      write_range(json, analysis, edit->span);
      json.key("newText").text(edit->replacement).end_object();
    }
    json.end_array();
  }
  json.end_object().end_object();
}

void Server::write_diagnostic(JsonWriter& json, const Analysis& analysis, const Diagnostic& diagnostic) const {
  json.begin_object().key("range");
  write_range(json, analysis, diagnostic.span);
  json.key("severity").count(static_cast<std::uint64_t>(severity_number(diagnostic.severity)));
  json.key("code").text(diagnostic.check).key("source").text("leadline");
  json.key("message").text(diagnostic.message + (diagnostic.help.empty() ? "" : "\n" + diagnostic.help));
  if (diagnostic.check == "name/unused") json.key("tags").begin_array().count(1).end_array();
  if (!diagnostic.related.empty()) {
    json.key("relatedInformation").begin_array();
    for (const RelatedSpan& related : diagnostic.related) {
      json.begin_object().key("location");
      write_location(json, analysis, related.span);
      json.key("message").text(related.message).end_object();
    }
    json.end_array();
  }
  json.end_object();
}

std::string Server::definition(const Analysis& analysis, std::uint32_t offset) {
  std::string out;
  JsonWriter json(out);
  std::vector<Span> places;
  for (const Mention& mention : mentions_at(analysis, offset)) {
    for (const Span& span : declarations_of(analysis, mention.thing)) {
      const Span bare = name_span(analysis, span);
      if (std::find(places.begin(), places.end(), bare) == places.end()) places.push_back(bare);
    }
  }
  json.begin_array();
  for (const Span& span : places) write_location(json, analysis, span);
  json.end_array();
  return out;
}

std::string Server::references(const Analysis& analysis, std::uint32_t offset, const Json& params) {
  std::string out;
  JsonWriter json(out);
  write_places(json, editor::references(workspace_, analysis.paths[analysis.main], offset,
                                        params["context"]["includeDeclaration"].yes));
  return out;
}

std::string Server::highlights(const Analysis& analysis, std::uint32_t offset) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  std::set<std::pair<std::uint32_t, std::uint32_t>> shown;
  const std::vector<Mention> here = mentions_at(analysis, offset);
  for (const Mention& mention : analysis.examination.names.mentions()) {
    const bool same =
        std::any_of(here.begin(), here.end(), [&](const Mention& other) { return other.thing == mention.thing; });
    const Span span = name_span(analysis, mention.span);
    if (!same || span.source != analysis.main || !shown.emplace(span.begin, span.end).second) continue;
    json.begin_object().key("range");
    write_range(json, analysis, span);
    json.key("kind").count(mention.declares ? 3 : 2).end_object();
  }
  json.end_array();
  return out;
}

std::string Server::prepare_rename(const Analysis& analysis, std::uint32_t offset, Failure& failure) {
  const Result<Span> here = renamable(analysis, offset);
  if (!here) {
    failure = {kRequestFailed, here.error().message};
    return "";
  }
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("range");
  write_range(json, analysis, *here);
  json.key("placeholder").text(analysis.sources.text(*here)).end_object();
  return out;
}

std::string Server::rename(const Analysis& analysis, std::uint32_t offset, const Json& params, Failure& failure) {
  const std::string& name = params["newName"].text;
  const Result<std::vector<FileSpan>> places = editor::rename(workspace_, analysis.paths[analysis.main], offset, name);
  if (!places) {
    failure = {kRequestFailed, places.error().message};
    return "";
  }
  std::map<std::string, std::vector<FileSpan>> by_file;
  for (const FileSpan& place : *places) by_file[place.path].push_back(place);
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("changes").begin_object();
  for (const auto& [path, of_file] : by_file) {
    const std::shared_ptr<const Analysis> other = workspace_.analysis(path);
    if (!other) continue;
    json.key(address_of(path)).begin_array();
    for (const FileSpan& place : of_file) {
      json.begin_object().key("range");
      write_range(json, *other, {other->main, place.begin, place.end});
      json.key("newText").text(name).end_object();
    }
    json.end_array();
  }
  json.end_object().end_object();
  return out;
}

std::string Server::hover(const Analysis& analysis, std::uint32_t offset) {
  const std::optional<Hover> found = hover_at(analysis, offset, counted_data(analysis));
  if (!found) return "null";
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("contents").begin_object();
  json.key("kind").text(plain_hover_ ? "plaintext" : "markdown");
  json.key("value").text(plain_hover_ ? plain(found->markdown) : found->markdown).end_object();
  json.key("range");
  write_range(json, analysis, found->span);
  json.end_object();
  return out;
}

std::string Server::completion(const Analysis& analysis, std::uint32_t offset) {
  const Completions found = complete_at(analysis, offset);
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("isIncomplete").yes_no(false).key("items").begin_array();
  for (std::size_t i = 0; i < found.items.size(); ++i) {
    const CompletionItem& item = found.items[i];
    std::string order = std::to_string(i);
    order.insert(0, 4 - std::min<std::size_t>(4, order.size()), '0');
    json.begin_object().key("label").text(item.label).key("kind").count(static_cast<std::uint64_t>(item.sort));
    if (!item.detail.empty()) json.key("detail").text(item.detail);
    if (!item.documentation.empty()) {
      json.key("documentation").begin_object().key("kind").text("markdown");
      json.key("value").text(item.documentation).end_object();
    }
    json.key("sortText").text(order).key("filterText").text(item.insert).key("textEdit").begin_object().key("range");
    write_range(json, analysis, found.replaced);
    json.key("newText").text(item.insert).end_object().end_object();
  }
  json.end_array().end_object();
  return out;
}

void Server::write_outline(JsonWriter& json, const Analysis& analysis, const std::vector<OutlineItem>& items) const {
  json.begin_array();
  for (const OutlineItem& item : items) {
    json.begin_object().key("name").text(item.name);
    if (!item.detail.empty()) json.key("detail").text(item.detail);
    json.key("kind").count(static_cast<std::uint64_t>(item.sort)).key("range");
    write_range(json, analysis, item.whole);
    json.key("selectionRange");
    write_range(json, analysis, item.name_span);
    if (!item.inside.empty()) {
      json.key("children");
      write_outline(json, analysis, item.inside);
    }
    json.end_object();
  }
  json.end_array();
}

void Server::write_flat_outline(JsonWriter& json, const Analysis& analysis, const std::vector<OutlineItem>& items,
                                const std::string& container) const {
  for (const OutlineItem& item : items) {
    json.begin_object().key("name").text(item.name).key("kind").count(static_cast<std::uint64_t>(item.sort));
    if (!container.empty()) json.key("containerName").text(container);
    json.key("location");
    write_location(json, analysis, item.whole);
    json.end_object();
    write_flat_outline(json, analysis, item.inside, item.name);
  }
}

std::string Server::symbols(const Analysis& analysis) {
  const std::vector<OutlineItem> items = outline_of(analysis.sources, analysis.main);
  std::string out;
  JsonWriter json(out);
  if (nested_symbols_) {
    write_outline(json, analysis, items);
  } else {
    json.begin_array();
    write_flat_outline(json, analysis, items, "");
    json.end_array();
  }
  return out;
}

std::string Server::foldings(const Analysis& analysis) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  const LineTable& lines = analysis.lines[analysis.main];
  for (const Span& span : foldings_of(analysis.sources, analysis.main)) {
    const bool comment = analysis.text()[span.begin] == '#';
    const std::uint32_t first = lines.place(span.begin).line;
    const std::uint32_t last = lines.place(span.end).line;
    // The line of the closing brace stays in sight.
    const std::uint32_t end = comment ? last : last == 0 ? 0 : last - 1;
    if (end <= first) continue;
    json.begin_object().key("startLine").count(first).key("endLine").count(end);
    if (comment) json.key("kind").text("comment");
    json.end_object();
  }
  json.end_array();
  return out;
}

std::string Server::formatting(const Document& document) {
  Sources sources;
  const SourceId source = sources.add(document.path, document.text);
  Diagnostics diagnostics;
  const std::string formatted = grammar::format(sources, source, diagnostics);
  if (has_errors(diagnostics)) return "null";
  const std::string_view before = document.text;
  if (formatted == before) return "[]";
  // The lines that differ, in one piece.
  const std::size_t shorter = std::min(before.size(), formatted.size());
  std::size_t same = static_cast<std::size_t>(
      std::mismatch(before.begin(), before.begin() + static_cast<std::ptrdiff_t>(shorter), formatted.begin()).first -
      before.begin());
  const std::size_t line = same == 0 ? std::string_view::npos : before.rfind('\n', same - 1);
  same = line == std::string_view::npos ? 0 : line + 1;
  std::size_t end = 0;
  while (end < shorter - same && before[before.size() - 1 - end] == formatted[formatted.size() - 1 - end]) ++end;
  while (end > 0 && before[before.size() - end - 1] != '\n') --end;
  if (end > 0 && formatted[formatted.size() - end - 1] != '\n') end = 0;
  std::string out;
  JsonWriter json(out);
  const LineTable lines(before, workspace_.encoding());
  json.begin_array().begin_object().key("range");
  write_span(json, lines, static_cast<std::uint32_t>(same), static_cast<std::uint32_t>(before.size() - end));
  json.key("newText").text(std::string_view(formatted).substr(same, formatted.size() - end - same));
  json.end_object().end_array();
  return out;
}

std::string Server::code_actions(const Analysis& analysis, const Json& params) {
  const LineTable& lines = analysis.lines[analysis.main];
  const Json& range = params["range"];
  const std::uint32_t begin = lines.offset({range["start"]["line"].count(), range["start"]["character"].count()});
  const std::uint32_t end = lines.offset({range["end"]["line"].count(), range["end"]["character"].count()});
  const std::vector<Json>& only = params["context"]["only"].items;
  const auto wanted = [&](std::string_view kind) {
    return only.empty() || std::any_of(only.begin(), only.end(),
                                       [&](const Json& one) { return kind.substr(0, one.text.size()) == one.text; });
  };
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  const Diagnostics findings = analysis.findings();
  for (const Diagnostic& diagnostic : findings) {
    const bool here =
        diagnostic.span.source == analysis.main && diagnostic.span.begin <= end && diagnostic.span.end >= begin;
    if (!here || !wanted("quickfix")) continue;
    for (const Suggestion& suggestion : suggestions_for(analysis, diagnostic)) {
      json.begin_object().key("title").text(suggestion.title).key("kind").text("quickfix");
      json.key("diagnostics").begin_array();
      write_diagnostic(json, analysis, diagnostic);
      json.end_array();
      if (suggestion.preferred) json.key("isPreferred").yes_no(true);
      json.key("edit");
      write_edits(json, analysis, suggestion.edits);
      json.end_object();
    }
  }
  const bool asked = std::any_of(only.begin(), only.end(), [](const Json& one) {
    return std::string_view("source.fixAll.leadline").substr(0, one.text.size()) == one.text;
  });
  std::size_t mended = 0;
  const std::vector<Fix> all = asked ? compatible_fixes(analysis.main, findings, mended) : std::vector<Fix>{};
  if (!all.empty()) {
    json.begin_object().key("title").text("Fix all that has one fix").key("kind").text("source.fixAll.leadline");
    json.key("edit");
    write_edits(json, analysis, all);
    json.end_object();
  }
  json.end_array();
  return out;
}

std::string Server::code_lenses(const Document& document, const Analysis& analysis) {
  std::string out;
  JsonWriter json(out);
  const auto lens = [&](const Span& span, const std::string& title, const std::string& label) {
    json.begin_object().key("range");
    write_range(json, analysis, {span.source, span.begin, span.begin + 4});
    json.key("command").begin_object().key("title").text(title).key("command").text("leadline.runTest");
    json.key("arguments").begin_array().text(document.uri).text(label).end_array().end_object().end_object();
  };
  json.begin_array();
  const std::vector<Test>& tests = analysis.program().tests;
  for (std::size_t t = 0; t < tests.size(); ++t) {
    if (t == 0 && tests.size() > 1) lens(tests[t].span, "▶ Run all " + std::to_string(tests.size()) + " tests", "");
    lens(tests[t].span, "▶ Run test", tests[t].label);
  }
  json.end_array();
  return out;
}

std::string Server::semantic_tokens(const Analysis& analysis) {
  std::map<std::uint32_t, const Mention*> by_place;
  for (const Mention& mention : analysis.examination.names.mentions()) {
    if (mention.span.source == analysis.main) by_place.emplace(mention.span.begin, &mention);
  }
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("data").begin_array();
  Place last;
  const std::string_view text = analysis.text();
  const LineTable& lines = analysis.lines[analysis.main];
  const auto add = [&](std::uint32_t begin, std::uint32_t end, TokenSort sort, bool declares) {
    const Place at = lines.place(begin);
    const Place to = lines.place(end);
    if (to.line != at.line) return;
    json.count(at.line - last.line).count(at.line == last.line ? at.character - last.character : at.character);
    json.count(to.character - at.character).count(static_cast<std::uint64_t>(sort)).count(declares ? 1 : 0);
    last = at;
  };
  for (grammar::Token token = grammar::next_token(text, 0); token.kind != grammar::TokenKind::kEnd;
       token = grammar::next_token(text, token.end)) {
    const auto named = by_place.find(token.begin);
    const bool is_named = named != by_place.end() && named->second->span.end == token.end;
    switch (token.kind) {
      case grammar::TokenKind::kComment:
        add(token.begin, token.end, TokenSort::kComment, false);
        break;
      case grammar::TokenKind::kText:
        add(token.begin, token.end, TokenSort::kText, false);
        break;
      case grammar::TokenKind::kNumber:
      case grammar::TokenKind::kTime:
        add(token.begin, token.end, TokenSort::kNumber, false);
        break;
      case grammar::TokenKind::kWord:
        if (is_named) {
          add(token.begin, token.end, sort_of(named->second->thing.kind), named->second->declares);
        } else if (text.substr(token.end, 1) == "(" && !function_help(token.text(text)).empty()) {
          add(token.begin, token.end, TokenSort::kFunction, false);
        } else if (grammar::is_statement_word(token.text(text)) || grammar::is_reserved_word(token.text(text)) ||
                   !word_help(token.text(text)).empty()) {
          add(token.begin, token.end, TokenSort::kKeyword, false);
        }
        break;
      case grammar::TokenKind::kSymbol:
      case grammar::TokenKind::kUnknown:
      case grammar::TokenKind::kEnd:
        break;
    }
  }
  json.end_array().end_object();
  return out;
}

std::string Server::execute(const Json& params, Failure& failure) {
  if (params["command"].text != "leadline.runTest") {
    failure = {kInvalidParams, "there is no command `" + params["command"].text + "`"};
    return "";
  }
  const std::vector<Json>& arguments = params["arguments"].items;
  const std::string uri = arguments.empty() ? "" : arguments[0].text;
  const std::string label = arguments.size() > 1 ? arguments[1].text : "";
  const Document* document = workspace_.find(uri);
  const std::shared_ptr<const Analysis> analysis = document == nullptr ? nullptr : workspace_.analysis(document->path);
  if (!analysis) {
    failure = {kInvalidParams, "the document `" + uri + "` is not open"};
    return "";
  }
  if (!analysis->examination.sound) {
    failure = {kRequestFailed, "the rules have errors: their tests cannot be run"};
    return "";
  }
  const std::vector<TestOutcome> outcomes = around_.run_tests(*analysis, label);
  if (outcomes.empty()) {
    failure = {kRequestFailed, "there is no test \"" + label + "\""};
    return "";
  }
  std::size_t passed = 0;
  auto& failed = failed_expectations_[uri];
  failed.clear();
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("tests").begin_array();
  for (const TestOutcome& outcome : outcomes) {
    passed += outcome.passed ? 1U : 0U;
    failed.insert(failed.end(), outcome.failures.begin(), outcome.failures.end());
    json.begin_object().key("label").text(outcome.label).key("passed").yes_no(outcome.passed);
    json.key("report").text(outcome.report).end_object();
  }
  json.end_array().key("passed").count(passed).key("failed").count(outcomes.size() - passed).end_object();
  const bool all = passed == outcomes.size();
  std::string message;
  JsonWriter shown(message);
  shown.begin_object().key("type").count(all ? 3 : 1).key("message");
  shown.text(outcomes.size() == 1
                 ? (all ? "passed: " : "failed: ") + outcomes[0].label
                 : std::to_string(passed) + " of " + std::to_string(outcomes.size()) + " tests passed");
  shown.end_object();
  notify("window/showMessage", message);
  stale_ = true;
  return out;
}

}  // namespace leadline::editor
