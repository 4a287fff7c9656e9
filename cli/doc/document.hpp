// SPDX-License-Identifier: Apache-2.0
// A page of headings, paragraphs, tables and pictures, written as Markdown or as one HTML file.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace leadline::cli {

/// Words, some of them rule text.
struct Inline {
  struct Run {
    bool code = false;
    std::string text;
  };
  std::vector<Run> runs;

  Inline() = default;
  Inline(const char* text) { add(text); }         // NOLINT(google-explicit-constructor)
  Inline(const std::string& text) { add(text); }  // NOLINT(google-explicit-constructor)
  static Inline code(std::string text);

  Inline& add(std::string_view text);
  Inline& add(const std::string& text) { return add(std::string_view(text)); }
  Inline& add(const char* text) { return add(std::string_view(text)); }
  Inline& add_code(std::string_view text);
  Inline& add(const Inline& other);
  [[nodiscard]] bool empty() const { return runs.empty(); }
};

class Document {
 public:
  explicit Document(std::string title) : title_(std::move(title)) {}

  void heading(int level, Inline text);
  void paragraph(Inline text);
  /// Columns that are empty in every row are left out.
  void table(std::vector<std::string> head, std::vector<std::vector<Inline>> rows);
  /// `svg` for HTML (empty: none), `mermaid` for Markdown.
  void picture(std::string svg, std::string mermaid);

  [[nodiscard]] std::string markdown() const;
  [[nodiscard]] std::string html() const;

 private:
  struct Block {
    enum class Kind : unsigned char { kHeading, kParagraph, kTable, kPicture } kind{};
    int level = 0;
    Inline text;
    std::vector<std::string> head;
    std::vector<std::vector<Inline>> rows;
    std::string svg, mermaid;
  };
  std::string title_;
  std::vector<Block> blocks_;
};

}  // namespace leadline::cli
