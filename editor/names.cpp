// SPDX-License-Identifier: Apache-2.0
// Mentions of names across files. Two files agree that they speak of one thing where it has one place of declaration.
#include "editor/names.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/stock_rules.hpp"
#include "grammar/tokens.hpp"

namespace leadline::editor {

namespace {

FileSpan file_span(const Analysis& analysis, const Span& span) {
  const Span bare = name_span(analysis, span);
  return {analysis.paths[bare.source], bare.begin, bare.end};
}

// The places of declaration of a thing; what the engine itself has is known by its name instead.
std::set<FileSpan> identity_of(const Analysis& analysis, const NamedThing& thing) {
  std::set<FileSpan> identity;
  for (const Span& span : declarations_of(analysis, thing)) identity.insert(file_span(analysis, span));
  if (identity.empty()) {
    const std::string kind = std::to_string(static_cast<int>(thing.kind));
    identity.insert({"/built-in/" + kind, thing.index, thing.second});
  }
  return identity;
}

// Whether the path is that of a file that ships with the engine.
bool is_stock(const std::string& path) {
  const std::vector<std::string> folders = stock_rule_folders();
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
    return path.size() > folder.size() && path.compare(0, folder.size(), folder) == 0 && path[folder.size()] == '/';
  });
}

bool is_name(std::string_view text) {
  if (text.empty() || (text.front() >= '0' && text.front() <= '9')) return false;
  return std::all_of(text.begin(), text.end(), grammar::is_word_character);
}

std::string_view what(NameKind kind) {
  switch (kind) {
    case NameKind::kRecord:
      return "kind of record";
    case NameKind::kField:
      return "field";
    case NameKind::kInteraction:
      return "kind of interaction";
    case NameKind::kAttribute:
      return "attribute";
    case NameKind::kList:
      return "list";
    case NameKind::kTable:
      return "table";
    case NameKind::kDefinition:
      return "definition";
    case NameKind::kModel:
      return "model";
    case NameKind::kGroup:
      return "group";
    case NameKind::kThreshold:
      return "threshold";
    case NameKind::kGrade:
      return "grade";
    case NameKind::kSegment:
      return "segment";
    case NameKind::kStrategy:
      return "strategy";
    case NameKind::kProcess:
      return "process";
    case NameKind::kStage:
      return "stage";
    case NameKind::kDeadline:
      return "deadline";
    case NameKind::kSource:
      return "source";
    case NameKind::kHours:
      return "hours";
    case NameKind::kTestRecord:
      return "record of the test";
    case NameKind::kFile:
      return "file";
  }
  return "";
}

// Things that are one in all the files of the workspace, and every place where they are named.
struct Everywhere {
  std::set<FileSpan> identity;
  std::set<FileSpan> places;
  std::set<FileSpan> declarations;
  std::vector<std::string> files;  // rule files that name them
};

// A place may name several things (an attribute that two kinds have): they go together.
Everywhere look_everywhere(Workspace& workspace, const std::string& path, std::uint32_t offset) {
  Everywhere out;
  const std::shared_ptr<const Analysis> own = workspace.analysis(path);
  if (!own) return out;
  for (const Mention& mention : mentions_at(*own, offset)) {
    const std::set<FileSpan> identity = identity_of(*own, mention.thing);
    out.identity.insert(identity.begin(), identity.end());
  }
  if (out.identity.empty()) return out;
  std::vector<std::string> files = workspace.rule_files();
  if (std::find(files.begin(), files.end(), own->paths[own->main]) == files.end())
    files.push_back(own->paths[own->main]);
  for (std::size_t before = 0; before != out.identity.size();) {
    before = out.identity.size();
    for (const std::string& file : files) {
      const std::shared_ptr<const Analysis> analysis = workspace.analysis(file);
      if (!analysis) continue;
      bool any = false;
      std::map<FileSpan, std::vector<NamedThing>> by_place;
      for (const Mention& mention : analysis->examination.names.mentions())
        by_place[file_span(*analysis, mention.span)].push_back(mention.thing);
      for (const auto& [place, things] : by_place) {
        bool ours = false;
        std::set<FileSpan> identities;
        for (const NamedThing& thing : things) {
          for (const FileSpan& declared : identity_of(*analysis, thing)) {
            ours = ours || out.identity.count(declared) != 0;
            identities.insert(declared);
          }
        }
        if (!ours) continue;
        any = true;
        out.identity.insert(identities.begin(), identities.end());
        out.places.insert(place);
        for (const FileSpan& declared : identities) {
          if (declared.path.compare(0, 10, "/built-in/") != 0) out.declarations.insert(declared);
        }
      }
      if (any && std::find(out.files.begin(), out.files.end(), file) == out.files.end()) out.files.push_back(file);
    }
  }
  return out;
}

std::string with_name(std::string_view text, const std::vector<FileSpan>& places, const std::string& name) {
  std::string out;
  std::uint32_t at = 0;
  for (const FileSpan& place : places) {
    out += text.substr(at, place.begin - at);
    out += name;
    at = place.end;
  }
  out += text.substr(at);
  return out;
}

// Texts are not checked against names everywhere (`move where to = "…"`): one that reads like the name may mean it.
bool named_in_texts(NameKind kind) {
  return kind == NameKind::kStage || kind == NameKind::kThreshold || kind == NameKind::kModel ||
         kind == NameKind::kProcess || kind == NameKind::kInteraction;
}

std::optional<Span> text_that_reads(const Analysis& analysis, NameKind kind, const std::string& name,
                                    const std::set<FileSpan>& places) {
  for (SourceId id = 0; id < analysis.sources.size(); ++id) {
    if (is_stock(analysis.paths[id])) continue;
    const std::string_view text = analysis.sources[id].text();
    std::string_view compared;  // two tokens before: `kind = "…"`
    std::string_view before;
    grammar::Token token = grammar::next_solid_token(text, 0);
    for (; token.kind != grammar::TokenKind::kEnd; token = grammar::next_solid_token(text, token.end)) {
      const std::string_view whose = std::exchange(compared, std::exchange(before, token.text(text)));
      if (token.kind != grammar::TokenKind::kText || token.end - token.begin < 2) continue;
      const Span inside{id, token.begin + 1, token.end - 1};
      const std::string_view words = analysis.sources.text(inside);
      const std::size_t dot = words.find('.');
      // A model stands in texts only before a threshold, a kind of interaction only where kinds are compared.
      const bool whole =
          words == name && kind != NameKind::kModel && (kind != NameKind::kInteraction || whose == "kind");
      const bool part =
          dot != std::string_view::npos && ((kind == NameKind::kModel && words.substr(0, dot) == name) ||
                                            (kind == NameKind::kThreshold && words.substr(dot + 1) == name));
      const bool reads = whole || part;
      if (reads && places.count({analysis.paths[id], inside.begin, inside.end}) == 0) return inside;
    }
  }
  return std::nullopt;
}

std::vector<std::string> errors_of(const Analysis& analysis) {
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : analysis.diagnostics) {
    if (diagnostic.severity == Severity::kError) out.push_back(diagnostic.check);
  }
  std::sort(out.begin(), out.end());
  return out;
}

// What each place of a file means, in the order of the text: a renaming must not change it.
std::vector<std::vector<NamedThing>> meanings(const Analysis& analysis) {
  std::map<FileSpan, std::vector<NamedThing>> by_place;
  for (const Mention& mention : analysis.examination.names.mentions())
    by_place[file_span(analysis, mention.span)].push_back(mention.thing);
  std::vector<std::vector<NamedThing>> out;
  out.reserve(by_place.size());
  for (const auto& [place, things] : by_place) out.push_back(things);
  return out;
}

}  // namespace

Span name_span(const Analysis& analysis, const Span& span) {
  const std::string_view text = analysis.sources.text(span);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return {span.source, span.begin + 1, span.end - 1};
  return span;
}

std::vector<Mention> mentions_at(const Analysis& analysis, std::uint32_t offset) {
  std::vector<Mention> found;
  for (const Mention& mention : analysis.examination.names.mentions()) {
    if (mention.span.source != analysis.main || offset < mention.span.begin || offset > mention.span.end) continue;
    const auto length = [](const Mention& m) { return m.span.end - m.span.begin; };
    // Where two names touch, the one that begins here is meant.
    const bool better = !found.empty() && (length(mention) < length(found[0]) || found[0].span.end == offset) &&
                        !(mention.span == found[0].span);
    if (better && mention.span.begin != mention.span.end) found.clear();
    if (found.empty() || mention.span == found[0].span) found.push_back(mention);
  }
  return found;
}

std::vector<Span> declarations_of(const Analysis& analysis, const NamedThing& thing) {
  if (thing.kind == NameKind::kFile) return {{thing.index, 0, 0}};
  std::vector<Span> found;
  for (const Mention& mention : analysis.examination.names.mentions()) {
    if (mention.declares && mention.thing == thing) found.push_back(mention.span);
  }
  return found;
}

std::vector<FileSpan> references(Workspace& workspace, const std::string& path, std::uint32_t offset,
                                 bool with_declarations) {
  const Everywhere everywhere = look_everywhere(workspace, path, offset);
  std::vector<FileSpan> out;
  for (const FileSpan& place : everywhere.places) {
    if (with_declarations || everywhere.declarations.count(place) == 0) out.push_back(place);
  }
  return out;
}

Result<Span> renamable(const Analysis& analysis, std::uint32_t offset) {
  const std::vector<Mention> here = mentions_at(analysis, offset);
  if (here.empty()) return Error{"no name that is declared stands here"};
  for (const Mention& mention : here) {
    const NameKind kind = mention.thing.kind;
    if (kind == NameKind::kFile) return Error{"a file is renamed on disk"};
    if (kind == NameKind::kRecord) return Error{"kinds of record have their names from the language"};
    const std::vector<Span> declared = declarations_of(analysis, mention.thing);
    const std::string name(analysis.sources.text(name_span(analysis, mention.span)));
    if (declared.empty()) return Error{"`" + name + "` has its name from the language"};
    for (const Span& span : declared) {
      if (is_stock(analysis.paths[span.source]))
        return Error{"the " + std::string(what(kind)) + " `" + name + "` is declared in `" +
                     analysis.sources[span.source].name() + "`, which ships with Leadline"};
    }
  }
  return name_span(analysis, here[0].span);
}

Result<std::vector<FileSpan>> rename(Workspace& workspace, const std::string& path, std::uint32_t offset,
                                     const std::string& name) {
  const std::shared_ptr<const Analysis> own = workspace.analysis(path);
  if (!own) return Error{"the file `" + path + "` cannot be read"};
  const Result<Span> here = renamable(*own, offset);
  if (!here) return here.error();
  const NameKind kind = mentions_at(*own, offset)[0].thing.kind;
  const bool grade = kind == NameKind::kGrade;
  if (grade ? name.empty() || name.find_first_of("\"\\\n\r") != std::string::npos : !is_name(name)) {
    return Error{"`" + name + "` is no name" +
                 (grade ? "" : ": names are made of letters A to Z, digits and `_`, and begin with no digit")};
  }
  const Everywhere everywhere = look_everywhere(workspace, path, offset);
  std::map<std::string, std::vector<FileSpan>> by_file;
  for (const FileSpan& place : everywhere.places) by_file[place.path].push_back(place);
  std::map<std::string, std::string> texts;
  for (const std::string& file : everywhere.files) {
    const std::shared_ptr<const Analysis> before = workspace.analysis(file);
    for (SourceId id = 0; id < before->sources.size(); ++id) {
      const auto places = by_file.find(before->paths[id]);
      if (places == by_file.end()) continue;
      if (is_stock(places->first)) return Error{"`" + places->first + "`, which ships with Leadline, names it too"};
      texts[places->first] = with_name(before->sources[id].text(), places->second, name);
    }
  }
  const std::string old(own->sources.text(*here));
  for (const std::string& file : everywhere.files) {
    // Each by itself, also one that is otherwise seen as a part of another.
    const std::shared_ptr<const Analysis> before = workspace.analysis_with(file, {});
    if (!before) return Error{"`" + file + "` cannot be read any more"};
    if (named_in_texts(kind)) {
      if (const std::optional<Span> text = text_that_reads(*before, kind, old, everywhere.places))
        return Error{"the text in " + before->sources.place(*text) + " reads `" + old +
                     "` and may mean it; change it first"};
    }
    const std::shared_ptr<const Analysis> after = workspace.analysis_with(file, texts);
    if (!after) return Error{"`" + file + "` cannot be read any more"};
    const std::vector<std::string> errors = errors_of(*before);
    const std::vector<std::string> errors_then = errors_of(*after);
    if (errors != errors_then) {
      for (const Diagnostic& d : after->diagnostics) {
        const auto count = [&](const std::vector<std::string>& all) {
          return std::count(all.begin(), all.end(), d.check);
        };
        if (d.severity == Severity::kError && count(errors_then) > count(errors))
          return Error{"renamed to `" + name + "`, " + after->sources.place(d.span) + " would be wrong: " + d.message};
      }
      return Error{"renamed to `" + name + "`, an error of `" + file + "` would go away unseen"};
    }
    if (meanings(*before) != meanings(*after))
      return Error{"renamed to `" + name + "`, names in `" + file + "` would mean something else"};
  }
  return std::vector<FileSpan>(everywhere.places.begin(), everywhere.places.end());
}

}  // namespace leadline::editor
