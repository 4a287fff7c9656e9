// SPDX-License-Identifier: Apache-2.0
// The two forms of a page.
#include "cli/doc/document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/xml.hpp"

namespace leadline::cli {

namespace {

// What would be read as markup outside of code.
std::string escaped_markdown(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == ']' || c == '<' || c == '|' || c == '#')
      out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

// Code may hold backquotes: the fence is longer than the longest run of them. In a table a bar would end the cell.
std::string code_markdown(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  std::string plain;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    if (c == '|') plain += '\\';
    plain += c == '\n' ? ' ' : c;
  }
  const std::string fence(longest + 1, '`');
  const std::string_view blank = longest != 0 ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, blank, plain, blank, fence);
}

std::string markdown_of(const Inline& text) {
  std::string out;
  for (const Inline::Run& run : text.runs) out += run.code ? code_markdown(run.text) : escaped_markdown(run.text);
  return out;
}

std::string html_of(const Inline& text) {
  std::string out;
  for (const Inline::Run& run : text.runs) {
    out += run.code ? "<code>" + escaped_html(run.text) + "</code>" : escaped_html(run.text);
  }
  return out;
}

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --line: #d8dbe0; --soft: #f4f5f7; --text: #1c2127; --quiet: #5f6b7a; }
@media (prefers-color-scheme: dark) { :root { --line: #3a414a; --soft: #22272e; --text: #e6e9ed; --quiet: #9aa5b1; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.8rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); } h3 { margin-top: 1.8rem; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th { text-align: left; color: var(--quiet); font-weight: 600; } td, th { padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
code { font: .88em ui-monospace, monospace; background: var(--soft); padding: .1em .25em; border-radius: 3px; }
figure { margin: 1rem 0; overflow-x: auto; background: #fff; padding: .5rem; border-radius: 6px; } figure svg { max-width: 100%; height: auto; }
)";

}  // namespace

Inline Inline::code(std::string text) {
  Inline made;
  made.runs.push_back({true, std::move(text)});
  return made;
}

Inline& Inline::add(std::string_view text) {
  if (!text.empty()) runs.push_back({false, std::string(text)});
  return *this;
}

Inline& Inline::add_code(std::string_view text) {
  runs.push_back({true, std::string(text)});
  return *this;
}

Inline& Inline::add(const Inline& other) {
  runs.insert(runs.end(), other.runs.begin(), other.runs.end());
  return *this;
}

void Document::heading(int level, Inline text) {
  Block& block = blocks_.emplace_back();
  block.kind = Block::Kind::kHeading;
  block.level = level;
  block.text = std::move(text);
}

void Document::paragraph(Inline text) {
  Block& block = blocks_.emplace_back();
  block.kind = Block::Kind::kParagraph;
  block.text = std::move(text);
}

void Document::table(std::vector<std::string> head, std::vector<std::vector<Inline>> rows) {
  if (rows.empty()) return;
  for (std::size_t column = head.size(); column-- > 0;) {
    const bool empty = std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return row[column].empty(); });
    if (!empty) continue;
    head.erase(head.begin() + static_cast<std::ptrdiff_t>(column));
    for (auto& row : rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(column));
  }
  Block& block = blocks_.emplace_back();
  block.kind = Block::Kind::kTable;
  block.head = std::move(head);
  block.rows = std::move(rows);
}

void Document::picture(std::string svg, std::string mermaid) {
  Block& block = blocks_.emplace_back();
  block.kind = Block::Kind::kPicture;
  block.svg = std::move(svg);
  block.mermaid = std::move(mermaid);
}

std::string Document::markdown() const {
  std::string out = fmt::format("# {}\n", escaped_markdown(title_));
  for (const Block& block : blocks_) {
    out += '\n';
    switch (block.kind) {
      case Block::Kind::kHeading:
        out += std::string(static_cast<std::size_t>(block.level), '#') + ' ' + markdown_of(block.text) + '\n';
        break;
      case Block::Kind::kParagraph:
        out += markdown_of(block.text) + '\n';
        break;
      case Block::Kind::kTable: {
        const auto row = [&](const auto& cells, const auto& text_of) {
          out += '|';
          for (const auto& cell : cells) out += ' ' + text_of(cell) + " |";
          out += '\n';
        };
        row(block.head, [](const std::string& text) { return escaped_markdown(text); });
        row(block.head, [](const std::string&) { return std::string("---"); });
        for (const auto& cells : block.rows) row(cells, markdown_of);
        break;
      }
      case Block::Kind::kPicture:
        out += fmt::format("```mermaid\n{}```\n", block.mermaid);
        break;
    }
  }
  return out;
}

std::string Document::html() const {
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n"
      "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n",
      escaped_html(title_), kStyle);
  for (const Block& block : blocks_) {
    switch (block.kind) {
      case Block::Kind::kHeading:
        out += fmt::format("<h{0}>{1}</h{0}>\n", block.level, html_of(block.text));
        break;
      case Block::Kind::kParagraph:
        out += fmt::format("<p>{}</p>\n", html_of(block.text));
        break;
      case Block::Kind::kTable:
        out += "<table>\n<tr>";
        for (const std::string& head : block.head) out += "<th>" + escaped_html(head) + "</th>";
        out += "</tr>\n";
        for (const auto& row : block.rows) {
          out += "<tr>";
          for (const Inline& cell : row) out += "<td>" + html_of(cell) + "</td>";
          out += "</tr>\n";
        }
        out += "</table>\n";
        break;
      case Block::Kind::kPicture:
        if (!block.svg.empty()) out += "<figure>\n" + block.svg + "</figure>\n";
        break;
    }
  }
  return out + "</body>\n</html>\n";
}

}  // namespace leadline::cli
