// SPDX-License-Identifier: Apache-2.0
// Concrete tree to syntax tree: records, interactions, sources, matching, forms, merging.
#include <fmt/format.h>

#include <utility>

#include "grammar/build_ast.hpp"

namespace leadline::grammar {

ast::TypeName AstBuilder::type(View node) {
  ast::TypeName result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kText) result.words.push_back(text(child));
    if (child.kind() == NodeKind::kType) result.element = std::make_unique<ast::TypeName>(type(child));
  }
  return result;
}

ast::FieldDeclaration AstBuilder::field(View node) {
  ast::FieldDeclaration result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kType) result.type = type(child);
  }
  return result;
}

ast::Record AstBuilder::record(View node) {
  ast::Record result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.kind = name(child);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) {
      if (line.kind() == NodeKind::kTogether) {
        result.together.push_back(names_of(line));
      } else {
        result.fields.push_back(field(line));
      }
    }
  }
  return result;
}

ast::Interaction AstBuilder::interaction(View node) {
  ast::Interaction result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kWord) result.by_us = true;
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) result.attributes.push_back(field(line));
  }
  return result;
}

ast::SourceField AstBuilder::source_field(View node) {
  ast::SourceField result;
  result.span = node.span();
  bool named = false;
  for (const View child : node) {
    switch (child.kind()) {
      case NodeKind::kName:
        if (named) {
          result.table = name(child);
        } else {
          result.name = name(child);
        }
        named = true;
        break;
      case NodeKind::kWord:
        if (child.text() == "not") {
          result.is_not = true;
        } else {
          result.constant = literal(child);
        }
        break;
      case NodeKind::kText:
        // A column, unless it is the constant after `=`.
        if (text_.substr(node.node().begin, child.node().begin - node.node().begin).find('=') ==
            std::string_view::npos) {
          result.column = text(child);
        } else {
          result.constant = literal(child);
        }
        break;
      case NodeKind::kSourceMap:
        result.has_map = true;
        for (const View block : child) {
          for (const View entry : block) {
            std::optional<ast::Text> from;
            for (const View part : entry) {
              if (!from) {
                from = text(part);
              } else {
                result.map.emplace_back(*from, literal(part));
              }
            }
          }
        }
        break;
      default:
        result.constant = literal(child);
        break;
    }
  }
  return result;
}

ast::SourceMapping AstBuilder::mapping(View node) {
  ast::SourceMapping result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.kind = name(child);
    if (child.kind() == NodeKind::kMappingWhere) result.where = condition_in(child);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) result.fields.push_back(source_field(line));
  }
  return result;
}

ast::SourceStatement AstBuilder::source(View node) {
  ast::SourceStatement result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kText) result.pattern = text(child);
    if (child.kind() == NodeKind::kThroughForm) result.form = text(*child.begin());
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) {
      if (line.kind() == NodeKind::kMapping) {
        result.mappings.push_back(mapping(line));
        continue;
      }
      ast::SourceStatement::Setting setting;
      for (const View part : line) {
        if (part.kind() == NodeKind::kName) setting.name = name(part);
        if (part.kind() == NodeKind::kText) setting.values.push_back(text(part));
      }
      result.settings.push_back(std::move(setting));
    }
  }
  return result;
}

ast::MatchPart AstBuilder::part(View node) {
  ast::MatchPart result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kSimilar) {
      for (const View piece : child) {
        if (piece.kind() == NodeKind::kNumber) result.similar = number(piece);
        if (piece.kind() == NodeKind::kName) result.by = name(piece);
      }
    } else {
      (result.left ? result.right : result.left) = operand(child);
    }
  }
  return result;
}

ast::Match AstBuilder::match(View node) {
  ast::Match result;
  bool has_kind = false;
  const auto once = [&](bool set, View line, std::string_view words) {
    if (set) report("syntax/twice", line.span(), fmt::format("a second `{}`", words), "keep one of them");
  };
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) (std::exchange(has_kind, true) ? result.name : result.kind) = name(child);
    if (child.kind() == NodeKind::kText) result.title = text(child);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) {
      switch (line.kind()) {
        case NodeKind::kOn: {
          ast::MatchLine made;
          made.span = line.span();
          for (const View piece : line) made.parts.push_back(part(piece));
          result.lines.push_back(std::move(made));
          break;
        }
        case NodeKind::kUnless:
          (result.lines.empty() ? result.unless_differs : result.lines.back().unless_differs)
              .push_back(operand(*line.begin()));
          break;
        case NodeKind::kAmong: {
          ast::Name kinds;
          ast::ExprPtr where;
          for (const View piece : line) {
            if (piece.kind() == NodeKind::kName) kinds = name(piece);
            if (piece.kind() == NodeKind::kWhere) where = condition_in(piece);
          }
          result.among.emplace_back(std::move(kinds), std::move(where));
          break;
        }
        case NodeKind::kNever: {
          ast::ExprPtr what;
          ast::Name list;
          for (const View piece : line) {
            if (piece.kind() == NodeKind::kName) {
              list = name(piece);
            } else {
              what = operand(piece);
            }
          }
          result.never.emplace_back(std::move(what), std::move(list));
          break;
        }
        case NodeKind::kPrefer:
          for (const View preference : line) {
            auto words = names_of(preference);
            words.resize(2);
            result.prefer.emplace_back(std::move(words[0]), std::move(words[1]));
          }
          break;
        case NodeKind::kWhenMatched: {
          once(result.when_matched.has_value(), line, "when matched");
          const std::string_view words = (*line.begin()).text();
          using Update = ast::Match::Update;
          result.when_matched = words == "reject"                     ? Update::kReject
                                : words.find("present") != words.npos ? Update::kPresent
                                : words.find("all") != words.npos     ? Update::kAll
                                : words.find("missing") != words.npos ? Update::kMissingOnly
                                                                      : Update::kNothing;
          break;
        }
        case NodeKind::kWhenUnmatched:
          once(result.create_unmatched.has_value(), line, "when unmatched");
          result.create_unmatched = (*line.begin()).text() == "create";
          break;
        case NodeKind::kWhenIncomplete:
          once(result.create_incomplete.has_value(), line, "when incomplete");
          result.create_incomplete = (*line.begin()).text() == "create";
          break;
        default:
          break;
      }
    }
  }
  return result;
}

ast::Form AstBuilder::form(View node) {
  ast::Form result;
  result.head = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kText) result.pattern = text(child);
    if (child.kind() == NodeKind::kText || child.kind() == NodeKind::kWord) result.head.end = child.node().end;
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) {
      auto names = names_of(line);
      if (line.kind() == NodeKind::kFormBy) result.by.emplace_back(std::move(names[0]), std::move(names[1]));
      if (line.kind() == NodeKind::kAlwaysCreate) result.always_create.push_back(std::move(names[0]));
      if (line.kind() == NodeKind::kWrites) {
        for (ast::Name& written : names) result.writes.push_back(std::move(written));
      }
      if (line.kind() == NodeKind::kOnCreate) actions(*line.begin(), result.on_create);
    }
  }
  return result;
}

ast::Merge AstBuilder::merge(View node) {
  ast::Merge result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.kind = name(child);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) {
      if (line.kind() == NodeKind::kMergeBy) {
        for (ast::Name& strategy : names_of(line)) result.by.push_back(std::move(strategy));
      } else if (line.kind() == NodeKind::kMergeKeep) {
        for (const View preference : line) {
          for (ast::Name& word : names_of(preference)) result.keep.push_back(std::move(word));
        }
      } else {
        ast::MergeRule rule;
        rule.span = line.span();
        bool from = false;
        bool named = false;
        for (const View piece : line) {
          if (piece.kind() == NodeKind::kWord) from = true;
          if (piece.kind() != NodeKind::kName) continue;
          if (!named) {
            rule.field = name(piece);
          } else {
            (from ? rule.from : rule.policy).push_back(name(piece));
          }
          named = true;
        }
        result.rules.push_back(std::move(rule));
      }
    }
  }
  return result;
}

}  // namespace leadline::grammar
