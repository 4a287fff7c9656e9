// SPDX-License-Identifier: Apache-2.0
// `--with` in words: a field and its value, or an interaction.
#include <fmt/format.h>

#include <algorithm>

#include "cli/console.hpp"
#include "cli/nearest.hpp"
#include "cli/what_if/scene.hpp"
#include "engine/data/value_reader.hpp"
#include "engine/program/words.hpp"
#include "engine/values/text.hpp"
#include "engine/values/zone.hpp"

namespace leadline::cli {

namespace {

std::string unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

class Words {
 public:
  Words(const Program& program, std::int64_t as_of) : program_(program), as_of_(as_of) {
    if (!program.zones.empty()) spelling_.zone = Zone::find(program.zones[0]);
    if (!spelling_.zone) spelling_.zone = Zone::utc();
  }

  Result<Value> value(const std::string& text, const Type& type, const std::string& what) {
    Value value;
    value.type = type;
    const std::string plain = unquoted(text);
    if (text == "missing" || plain.empty()) {
      value.missing = true;
      return value;
    }
    if (text == "now" && type.kind == TypeKind::kTime) {
      value.number = as_of_;
      return value;
    }
    ValueReader reader(program_, spelling_);
    Cell cell;
    cell.data = plain.data();
    cell.size = static_cast<std::uint32_t>(plain.size());
    if (!reader.value(cell, type, value)) return Error{fmt::format("`{}`: {}", what, reader.take_reason())};
    return value;
  }

  Result<bool> field(RecordKind own, const std::string& path, const std::string& text, Alteration& alteration) {
    const std::size_t dot = path.find('.');
    RecordKind kind = own;
    if (dot != std::string::npos) {
      const std::string word = path.substr(0, dot);
      const std::optional<RecordKind> named = checking::kind_word(word);
      if (!named) return Error{fmt::format("`{}` is no kind of record; there are contact, account and lead", word)};
      kind = *named;
    }
    const std::string name = dot == std::string::npos ? path : path.substr(dot + 1);
    const RecordSchema& schema = program_.schema(kind);
    const int index = schema.find(name);
    if (index < 0) {
      std::vector<std::string_view> names;
      for (const Field& one : schema.fields) names.push_back(one.name);
      return Error{fmt::format("{} has no field `{}`{}", name_of(kind), name, did_you_mean(name, names))};
    }
    const Field& found = schema.fields[static_cast<std::size_t>(index)];
    if (index == schema.id || found.is_link) {
      return Error{fmt::format("`{}` names a record; fields that say something about it can be other", path)};
    }
    const Result<Value> read = value(text, found.type, path);
    if (!read) return read.error();
    alteration.fields[{kind, name}] = *read;
    return true;
  }

  Result<bool> interaction(const InteractionKind& kind, const std::string& rest, Alteration& alteration) {
    SketchInteraction one;
    one.kind = kind.name;
    one.at = as_of_;
    one.of_lead = true;
    for (std::size_t begin = 0; begin < rest.size();) {
      const std::size_t end = std::min(rest.find(',', begin), rest.size());
      const std::string part = rest.substr(begin, end - begin);
      begin = end + 1;
      const std::size_t equals = part.find('=');
      const std::string name = std::string(trim(std::string_view(part).substr(0, equals)));
      const int index = kind.find(name);
      if (index < 0 || equals == std::string::npos) {
        std::vector<std::string_view> names;
        for (const Field& attribute : kind.attributes) names.push_back(attribute.name);
        return Error{fmt::format("{} has no attribute `{}`{}", kind.name, name, did_you_mean(name, names))};
      }
      const Result<Value> read = value(std::string(trim(std::string_view(part).substr(equals + 1))),
                                       kind.attributes[static_cast<std::size_t>(index)].type, name);
      if (!read) return read.error();
      one.attributes[name] = *read;
    }
    alteration.interactions.push_back(std::move(one));
    return true;
  }

 private:
  const Program& program_;
  std::int64_t as_of_;
  Spelling spelling_;
};

}  // namespace

Result<bool> read_alteration(const Program& program, RecordKind kind, const std::string& words, std::int64_t as_of,
                             Alteration& alteration) {
  const std::string text(trim(words));
  const std::string first = text.substr(0, text.find_first_of(" =."));
  Words reader(program, as_of);
  for (const InteractionKind& one : program.interactions) {
    if (one.name == first && !one.built_in && text.size() >= first.size() &&
        (text.size() == first.size() || text[first.size()] == ' ')) {
      return reader.interaction(one, std::string(trim(std::string_view(text).substr(first.size()))), alteration);
    }
  }
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    return Error{fmt::format("`{}` is neither `field=value` nor a kind of interaction", text)};
  }
  return reader.field(kind, std::string(trim(std::string_view(text).substr(0, equals))),
                      std::string(trim(std::string_view(text).substr(equals + 1))), alteration);
}

}  // namespace leadline::cli
