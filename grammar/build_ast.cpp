// SPDX-License-Identifier: Apache-2.0
// Concrete tree to syntax tree: the file, leaves, and the statements that are one line. build_ast is the entry point.
#include "grammar/build_ast.hpp"

#include <fmt/format.h>

#include <utility>

#include "grammar/parse.hpp"
#include "grammar/text_literal.hpp"
#include "leadline/decimal.hpp"

namespace leadline::grammar {

namespace {

struct Unit {
  std::string_view word;
  std::int64_t milliseconds;
  int days;  // of the units that have no fixed length: what is offered instead
};

constexpr Unit kUnits[] = {{"second", 1000, 0},    {"minute", 60'000, 0},    {"hour", 3'600'000, 0},
                           {"day", 86'400'000, 0}, {"week", 604'800'000, 0}, {"month", 0, 30},
                           {"quarter", 0, 90},     {"year", 0, 365}};

const Unit& unit_of(std::string_view word) {
  if (word.back() == 's') word.remove_suffix(1);
  for (const Unit& unit : kUnits) {
    if (unit.word == word) return unit;
  }
  return kUnits[0];
}

}  // namespace

AstBuilder::AstBuilder(const Sources& sources, const Tree& tree, Diagnostics& diagnostics)
    : sources_(sources), tree_(tree), diagnostics_(diagnostics), text_(sources[tree.source].text()) {}

Diagnostic& AstBuilder::report(std::string check, Span span, std::string message, std::string help) {
  Diagnostic diagnostic;
  diagnostic.check = std::move(check);
  diagnostic.span = span;
  diagnostic.message = std::move(message);
  diagnostic.help = std::move(help);
  diagnostics_.push_back(std::move(diagnostic));
  return diagnostics_.back();
}

bool AstBuilder::broken(View node) const {
  for (const View child : node) {
    if (child.kind() == NodeKind::kBroken) return true;
  }
  return false;
}

ast::Name AstBuilder::name(View node) { return {std::string(node.text()), node.span()}; }

ast::Text AstBuilder::text(View node, bool keep_template) {
  ast::Text result{{}, node.span()};
  std::uint32_t bad = 0;
  if (!resolve_text(node.text(), keep_template, result.value, bad)) {
    report("syntax/escape", cover(node.node().begin + bad, node.node().begin + bad + 1), "no character has this number",
           "`\\u{…}` takes 1 to 10FFFF, without D800 to DFFF");
  }
  return result;
}

ast::Number AstBuilder::number(View node) {
  ast::Number result{{}, node.span()};
  switch (parse_decimal(node.text(), result.value, true)) {
    case DecimalError::kNone:
      break;
    case DecimalError::kNotANumber:
      report("syntax/expected", node.span(), fmt::format("`{}` is not a number", node.text()),
             "digits may be grouped by `_`, as in `10_000`");
      break;
    case DecimalError::kTooLarge:
      report("syntax/number-large", node.span(), fmt::format("`{}` is too large", node.text()),
             "numbers go up to 9_223_372_036_854");
      break;
    case DecimalError::kTooManyPlaces:
      report("syntax/number-places", node.span(), fmt::format("`{}` has more than six decimal places", node.text()),
             fmt::format("the nearest number is `{}`", to_text(result.value)))
          .fixes.push_back({node.span(), to_text(result.value)});
      break;
  }
  return result;
}

ast::Number AstBuilder::signed_number(View node) {
  bool negative = false;
  ast::Number result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kOperator) negative = child.text() == "-";
    if (child.kind() == NodeKind::kNumber) result = number(child);
  }
  if (negative) result.value.micros = -result.value.micros;
  result.span = node.span();
  return result;
}

ast::Duration AstBuilder::duration(View node) {
  ast::Duration result{0, node.span()};
  ast::Number amount;
  for (const View child : node) {
    if (child.kind() == NodeKind::kNumber) amount = number(child);
    if (child.kind() != NodeKind::kWord) continue;
    const Unit& unit = unit_of(child.text());
    if (unit.days != 0) {
      const auto days = multiply(amount.value, Decimal::of(unit.days));
      const std::string instead = days ? to_text(*days) + " days" : "days";
      report("syntax/months", node.span(),
             fmt::format("a {} has no fixed length, so `{}` is no duration", unit.word, node.text()),
             fmt::format("write `{}`", instead))
          .fixes.push_back({node.span(), instead});
      return result;
    }
    const Int128 exact = static_cast<Int128>(amount.value.micros) * unit.milliseconds;
    const auto whole = narrow(exact / Decimal::kOne);
    if (exact % Decimal::kOne != 0) {
      report("syntax/duration", node.span(), fmt::format("`{}` is no whole number of milliseconds", node.text()),
             "use a smaller unit");
    } else if (!whole || *whole > 100LL * 366 * 86'400'000 * 100) {
      report("syntax/duration", node.span(), fmt::format("`{}` is too long", node.text()),
             "durations go up to ten thousand years");
    } else {
      result.milliseconds = *whole;
    }
  }
  return result;
}

std::string AstBuilder::time_text(View node) {
  std::string_view written = node.text();
  const TimeLiteral literal = check_time(written);
  switch (literal.fault) {
    case TimeFault::kNone:
      break;
    case TimeFault::kDigits:
      report("syntax/time", node.span(), fmt::format("`{}` is not written as a date", written),
             literal.instead.empty() ? "dates are `2026-07-01`, times `2026-07-01T09:30:00Z`"
                                     : fmt::format("write `{}`", literal.instead));
      break;
    case TimeFault::kNoSuchDay:
      report("syntax/time", node.span(), fmt::format("there is no day `{}`", written.substr(0, 10)));
      break;
    case TimeFault::kNoSuchClock:
      report("syntax/time", node.span(), fmt::format("there is no time `{}`", written.substr(10)),
             "hours go to 23, minutes and seconds to 59, zones to 14:00");
      break;
    case TimeFault::kTooFine:
      report("syntax/time", node.span(), fmt::format("`{}` is finer than a millisecond", written),
             "write at most three places");
      break;
    case TimeFault::kNoZone:
      report("syntax/time-zone", node.span(), fmt::format("`{}` has a clock time and no zone", written),
             fmt::format("write `{}` for UTC, or an offset such as `+02:00`", literal.instead))
          .fixes.push_back({node.span(), literal.instead});
      break;
  }
  return literal.canonical.empty() ? std::string(written) : literal.canonical;
}

std::vector<ast::Name> AstBuilder::names_of(View node) {
  std::vector<ast::Name> result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.push_back(name(child));
  }
  return result;
}

ast::Hours AstBuilder::hours(View node) {
  ast::Hours result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) {
      if (line.kind() == NodeKind::kHoursExcept) {
        for (const View file : line) result.except.push_back(text(file));
        continue;
      }
      ast::Hours::Line made;
      made.span = line.span();
      int clocks = 0;
      for (const View part : line) {
        if (part.kind() == NodeKind::kName) made.days.push_back(name(part));
        if (part.kind() != NodeKind::kClockTime) continue;
        const std::string_view written = part.text();
        const auto colon = written.find(':');
        int hour = 0;
        for (const char c : written.substr(0, colon)) hour = hour * 10 + (c - '0');
        const int minute = (written[colon + 1] - '0') * 10 + (written[colon + 2] - '0');
        if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) {
          report("syntax/time", part.span(), fmt::format("there is no time `{}`", written),
                 "times of the day go from 00:00 to 24:00");
        }
        (clocks++ == 0 ? made.from_minute : made.to_minute) = hour * 60 + minute;
      }
      result.lines.push_back(std::move(made));
    }
  }
  return result;
}

ast::List AstBuilder::list(View node) {
  ast::List result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kText) result.file = text(child);
    if (child.kind() != NodeKind::kList) continue;
    for (const View value : child) result.values.push_back(literal(value));
  }
  return result;
}

ast::Table AstBuilder::table(View node) {
  ast::Table result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kText) result.file = text(child);
    if (child.kind() != NodeKind::kBlock) continue;
    for (const View line : child) {
      ast::Table::Row row;
      bool keys = true;
      for (const View part : line) {
        if (!keys) {
          row.value = literal(part);
        } else if (part.kind() == NodeKind::kList) {
          for (const View key : part) row.keys.push_back(literal(key));
        } else {
          row.keys.push_back(literal(part));
        }
        keys = false;
      }
      result.rows.push_back(std::move(row));
    }
  }
  return result;
}

ast::Define AstBuilder::define(View node) {
  ast::Define result;
  for (const View child : node) {
    if (child.kind() == NodeKind::kName) result.name = name(child);
    if (child.kind() == NodeKind::kExpression) result.value = expression(child);
  }
  return result;
}

std::optional<ast::Body> AstBuilder::body(View node) {
  const auto only_text = [&] { return text(*node.begin()); };
  if (node.kind() == NodeKind::kUse) return ast::Use{only_text()};
  if (node.kind() == NodeKind::kZone) return ast::ZoneStatement{only_text()};
  if (node.kind() == NodeKind::kPhone) return ast::PhoneCountry{only_text()};
  if (node.kind() == NodeKind::kClock) return ast::Clock{duration(*node.begin())};
  if (node.kind() == NodeKind::kHours) return hours(node);
  if (node.kind() == NodeKind::kListStatement) return list(node);
  if (node.kind() == NodeKind::kTable) return table(node);
  if (node.kind() == NodeKind::kDefine) return define(node);
  if (node.kind() == NodeKind::kRecord) return record(node);
  if (node.kind() == NodeKind::kInteraction) return interaction(node);
  if (node.kind() == NodeKind::kSource) return source(node);
  if (node.kind() == NodeKind::kModel) return model(node);
  if (node.kind() == NodeKind::kThreshold) return threshold(node);
  if (node.kind() == NodeKind::kSegment) return segment(node);
  if (node.kind() == NodeKind::kMatch) return match(node);
  if (node.kind() == NodeKind::kForm) return form(node);
  if (node.kind() == NodeKind::kMerge) return merge(node);
  if (node.kind() == NodeKind::kProcess) return process(node);
  if (node.kind() == NodeKind::kReaction) return reaction(node);
  if (node.kind() == NodeKind::kAlways) return always(node);
  if (node.kind() == NodeKind::kTest) return test(node);
  return std::nullopt;
}

void AstBuilder::add_statement(View node, ast::File& file) {
  bool replace = false;
  for (const View child : node) {
    if (child.kind() == NodeKind::kWord) {
      replace = true;
      continue;
    }
    auto made = body(child);
    if (made && !broken(child)) file.statements.push_back({replace, node.span(), std::move(*made)});
  }
}

ast::File AstBuilder::file() {
  ast::File file;
  file.source = tree_.source;
  for (const View statement : View(tree_, text_, 0)) add_statement(statement, file);
  for (const Comment& comment : tree_.comments) {
    std::string_view words = text_.substr(comment.begin + 1, comment.end - comment.begin - 1);
    const auto skip = [&] {
      while (!words.empty() && (words.front() == ' ' || words.front() == '\t')) words.remove_prefix(1);
    };
    skip();
    if (words.substr(0, 6) != "allow ") continue;
    words.remove_prefix(6);
    skip();
    const auto colon = words.find(':');
    const Span span = cover(comment.begin, comment.end);
    std::string check(words.substr(0, colon));
    while (!check.empty() && check.back() == ' ') check.pop_back();
    if (check.find(' ') != std::string::npos || check.find('/') == std::string::npos)
      continue;  // a sentence that begins so
    if (colon != std::string_view::npos) words.remove_prefix(colon + 1);
    skip();
    if (colon == std::string_view::npos || words.empty()) {
      report("syntax/allow", span, fmt::format("`allow {}` gives no reason", check),
             fmt::format("write `# allow {}: reason`", check));
      continue;
    }
    file.allows.push_back({std::move(check), std::string(words), span});
  }
  return file;
}

ast::File build_ast(const Sources& sources, const Tree& tree, Diagnostics& diagnostics) {
  return AstBuilder(sources, tree, diagnostics).file();
}

ast::File parse_file(const Sources& sources, SourceId source, Diagnostics& diagnostics) {
  return build_ast(sources, parse_tree(sources, source, diagnostics), diagnostics);
}

}  // namespace leadline::grammar
