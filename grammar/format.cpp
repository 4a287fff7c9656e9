// SPDX-License-Identifier: Apache-2.0
// Writes a file in its canonical form: tokens where the layout puts them, comments where their author put them, then
// the columns of neighbouring lines. format is the entry point.
#include "grammar/format.hpp"

#include <algorithm>
#include <vector>

#include "grammar/format_layout.hpp"
#include "grammar/parse.hpp"

namespace leadline::grammar {

namespace {

constexpr std::uint32_t kContinuation = 4;
constexpr std::uint32_t kSpread = 20;       // lines that differ by more are not aligned with each other
constexpr std::uint32_t kWidestPoints = 8;  // longer ones (a table look-up) stand out of their column

struct Line {
  std::uint32_t indent = 0;
  std::string text;
  std::string comment;       // at its end
  bool own_comment = false;  // the line is a comment
  bool blank_before = false;
  Shape shape = Shape::kNone;
  std::vector<std::size_t> columns;  // bytes of `text` at which aligned columns begin
};

class Printer {
 public:
  Printer(const Tree& tree, std::string_view text) : tree_(tree), text_(text), layout_(lay_out(tree, text)) {
    // Which token each comment follows.
    std::uint32_t token = 0;
    for (const Comment& comment : tree.comments) {
      while (token < layout_.tokens.size() && layout_.tokens[token].token.end <= comment.begin) ++token;
      follows_.push_back(token);
    }
  }

  std::string run() {
    for (const std::uint32_t i : layout_.order) put(i);
    comments_before(static_cast<std::uint32_t>(layout_.tokens.size()), 0, true);
    align();
    align_comments();
    std::string out;
    for (const Line& line : lines_) {
      if (line.blank_before) out += '\n';
      out.append(line.indent, ' ');
      out += line.text;
      if (!line.comment.empty()) {
        if (!line.text.empty()) out += "  ";
        out += line.comment;
      }
      out += '\n';
    }
    return out;
  }

 private:
  // Comments that stand before token i: own lines before it; the others at the end of the line written last.
  void comments_before(std::uint32_t i, std::uint32_t indent, bool item) {
    auto first = std::lower_bound(follows_.begin(), follows_.end(), i);
    for (; first != follows_.end() && *first == i; ++first) {
      const Comment& comment = tree_.comments[static_cast<std::size_t>(first - follows_.begin())];
      if (!comment.own_line) continue;
      Line line;
      line.indent = indent;
      line.comment = written(comment);
      line.own_comment = true;
      line.blank_before = item && !lines_.empty() && !opened() && blank_line_before(comment.begin);
      lines_.push_back(std::move(line));
      broken_ = true;
    }
  }

  [[nodiscard]] std::string written(const Comment& comment) const {
    std::string_view words = text_.substr(comment.begin, comment.end - comment.begin);
    while (!words.empty() && (words.back() == ' ' || words.back() == '\t' || words.back() == '\r'))
      words.remove_suffix(1);
    return std::string(words);
  }

  // The comment at the end of the line on which token i stands in the source.
  void comment_after(std::uint32_t i) {
    auto first = std::lower_bound(follows_.begin(), follows_.end(), i + 1);
    for (; first != follows_.end() && *first == i + 1; ++first) {
      const Comment& comment = tree_.comments[static_cast<std::size_t>(first - follows_.begin())];
      if (comment.own_line) continue;
      lines_.back().comment = written(comment);
      broken_ = true;
    }
  }

  // True if the last line opens a block: no blank line follows it.
  [[nodiscard]] bool opened() const {
    const Line& last = lines_.back();
    return !last.own_comment && !last.text.empty() && last.text.back() == '{';
  }

  // True if the source has an empty line right before `offset`.
  [[nodiscard]] bool blank_line_before(std::uint32_t offset) const {
    int breaks = 0;
    while (offset > 0) {
      const char c = text_[--offset];
      if (c == '\n') ++breaks;
      if (c != '\n' && c != '\r' && c != ' ' && c != '\t' && c != '\v' && c != '\f') break;
    }
    return breaks > 1;
  }

  void put(std::uint32_t i) {
    const PlacedToken& placed = layout_.tokens[i];
    if (placed.item) item_indent_ = placed.indent;
    const std::uint32_t continued = item_indent_ + kContinuation;
    comments_before(i,
                    placed.closes ? placed.indent + 2
                    : placed.line ? placed.indent
                                  : continued,
                    placed.item || placed.closes);
    const bool fresh = placed.line || broken_ || lines_.empty();
    if (fresh) {
      Line line;
      line.indent = placed.line ? placed.indent : continued;
      line.blank_before = placed.item && !lines_.empty() && !opened() && blank_line_before(placed.token.begin);
      line.shape = placed.item ? placed.shape : Shape::kNone;
      lines_.push_back(std::move(line));
      broken_ = false;
    }
    if (placed.closes) item_indent_ = placed.indent;
    Line& line = lines_.back();
    if (!fresh) line.text.append(placed.blanks, ' ');
    // A column that a break has moved to a line of its own is none.
    if (placed.column != 0 && line.shape != Shape::kNone && line.columns.size() + 1 == placed.column)
      line.columns.push_back(line.text.size());
    line.text += placed.token.text(text_);
    comment_after(i);
  }

  // --- columns
  // ---------------------------------------------------------------------------------------------------------

  [[nodiscard]] static std::size_t gap(Shape shape) {
    switch (shape) {
      case Shape::kRule:
      case Shape::kField:
      case Shape::kSourceField:
      case Shape::kTableRow:
      case Shape::kAlways:
        return 2;
      default:
        return 1;
    }
  }

  [[nodiscard]] static bool at_brace(Shape shape) {
    return shape == Shape::kInteraction || shape == Shape::kMatch || shape == Shape::kForm || shape == Shape::kReaction;
  }

  // The text of a line in its cells, without the blanks between them.
  [[nodiscard]] static std::vector<std::string> cells_of(const Line& line) {
    std::vector<std::string> cells;
    std::size_t from = 0;
    for (std::size_t k = 0; k <= line.columns.size(); ++k) {
      const std::size_t to = k < line.columns.size() ? line.columns[k] : line.text.size();
      std::string cell = line.text.substr(from, to - from);
      while (!cell.empty() && cell.back() == ' ') cell.pop_back();
      cells.push_back(std::move(cell));
      from = to;
    }
    return cells;
  }

  void align() {
    for (std::size_t first = 0; first < lines_.size();) {
      if (lines_[first].shape == Shape::kNone) {
        ++first;
        continue;
      }
      // A run: lines of one shape; comments and continued lines between them do not end it, a blank line does.
      std::vector<std::size_t> run{first};
      std::size_t next = first + 1;
      for (; next < lines_.size() && !lines_[next].blank_before; ++next) {
        const Line& line = lines_[next];
        if (line.shape == lines_[first].shape && line.indent == lines_[first].indent) {
          run.push_back(next);
        } else if (!line.own_comment && line.indent <= lines_[first].indent) {
          break;
        } else if (line.shape != Shape::kNone && line.indent > lines_[first].indent) {
          break;  // a block opened inside the run
        }
      }
      align_run(run);
      first = std::max(first + 1, run.back() + 1);
    }
  }

  void align_run(const std::vector<std::size_t>& run) {
    const Shape shape = lines_[run.front()].shape;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::uint32_t> widest(3, 0);
    for (const std::size_t i : run) {
      rows.push_back(cells_of(lines_[i]));
      for (std::size_t k = 0; k + 1 < rows.back().size(); ++k) {
        const std::uint32_t width = width_of(rows.back()[k]);
        if (k == 1 && shape == Shape::kRule && width > kWidestPoints) continue;
        widest[k] = std::max(widest[k], width);
      }
    }
    if (at_brace(shape)) {
      // Where one line is far longer than the others its brace would stand far away from theirs.
      std::uint32_t narrowest = widest[0];
      for (const auto& row : rows) narrowest = std::min(narrowest, width_of(row[0]));
      if (widest[0] - narrowest > kSpread) widest[0] = 0;
    }
    for (std::size_t r = 0; r < run.size(); ++r) {
      std::string text;
      for (std::size_t k = 0; k < rows[r].size(); ++k) {
        const std::string& cell = rows[r][k];
        const std::size_t own = width_of(cell);
        const bool last = k + 1 == rows[r].size();
        if (k > 0) text.append(gap(shape), ' ');
        const std::size_t padding = last || own > widest[k] ? 0 : widest[k] - own;
        // Points stand right in their column.
        const bool right = shape == Shape::kRule && k == 1;
        if (right) text.append(padding, ' ');
        text += cell;
        if (!right) text.append(padding, ' ');
      }
      lines_[run[r]].text = std::move(text);
    }
  }

  // Comments at the ends of the lines of one paragraph begin in one column, where the lines are of like length.
  void align_comments() {
    const auto width = [&](const Line& line) { return line.indent + width_of(line.text); };
    for (std::size_t first = 0; first < lines_.size();) {
      std::vector<std::size_t> run;
      std::uint32_t widest = 0;
      std::uint32_t narrowest = UINT32_MAX;
      std::size_t last = first;
      for (; last < lines_.size(); ++last) {
        const Line& line = lines_[last];
        if (line.own_comment || line.indent != lines_[first].indent || (last != first && line.blank_before)) break;
        if (line.comment.empty()) continue;
        const std::uint32_t most = std::max(widest, width(line));
        const std::uint32_t least = std::min(narrowest, width(line));
        if (most - least > kSpread) break;
        widest = most;
        narrowest = least;
        run.push_back(last);
      }
      for (const std::size_t i : run) lines_[i].text.append(widest - width(lines_[i]), ' ');
      first = std::max(first + 1, last);
    }
  }

  const Tree& tree_;
  std::string_view text_;
  Layout layout_;
  std::vector<std::uint32_t> follows_;  // of each comment: the token after it
  std::vector<Line> lines_;
  std::uint32_t item_indent_ = 0;
  bool broken_ = false;  // the next token begins a line, whatever the layout says
};

}  // namespace

std::string format(const Sources& sources, SourceId source, Diagnostics& diagnostics) {
  const std::string_view text = sources[source].text();
  Diagnostics found;
  const Tree tree = parse_tree(sources, source, found);
  const bool sound = !has_errors(found);
  diagnostics.insert(diagnostics.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  if (!sound) return std::string(text);
  return Printer(tree, text).run();
}

}  // namespace leadline::grammar
