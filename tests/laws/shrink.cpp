// SPDX-License-Identifier: Apache-2.0
#include "laws/shrink.hpp"

#include <algorithm>

namespace leadline::laws {

namespace {

class Shrinker {
 public:
  Shrinker(Case failing, const std::function<bool(const Case&)>& fails, int attempts)
      : best_(std::move(failing)), fails_(fails), attempts_(attempts) {}

  Case run() {
    bool smaller = true;
    while (smaller && attempts_ > 0) {
      smaller = rows();
      smaller = lines(best_.rules.lines) || smaller;
      smaller = lines(best_.rules.part) || smaller;
      smaller = words() || smaller;
      smaller = cells() || smaller;
    }
    return std::move(best_);
  }

 private:
  // Changes best_, and takes the change back unless the case still fails.
  template <class Change, class Undo>
  bool attempt(Change change, Undo undo) {
    if (attempts_-- <= 0) return false;
    change();
    if (fails_(best_)) return true;
    undo();
    return false;
  }

  template <class T>
  bool without_one(std::vector<T>& items, std::size_t i) {
    T taken = std::move(items[i]);
    return attempt([&] { items.erase(items.begin() + static_cast<std::ptrdiff_t>(i)); },
                   [&] { items.insert(items.begin() + static_cast<std::ptrdiff_t>(i), std::move(taken)); });
  }

  bool rows() {
    bool smaller = false;
    for (auto& [name, cells] : best_.data) {
      for (std::size_t length = cells.size() / 2; length >= 1; length /= 2) {
        for (std::size_t i = cells.size(); i-- > 1;) {
          if (i + length > cells.size()) continue;
          const Cells before = cells;
          const bool done = attempt(
              [&] {
                cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(i),
                            cells.begin() + static_cast<std::ptrdiff_t>(i + length));
              },
              [&] { cells = before; });
          smaller = done || smaller;
        }
      }
    }
    return smaller;
  }

  bool lines(std::vector<Line>& list) {
    bool smaller = false;
    for (std::size_t i = list.size(); i-- > 0;) {
      if (without_one(list, i)) {
        smaller = true;
      } else {
        smaller = lines(list[i].inside) || smaller;
      }
    }
    return smaller;
  }

  // Pieces of a line between blanks; a text in quotes is one piece.
  static std::vector<std::string> pieces_of(const std::string& text) {
    std::vector<std::string> pieces(1);
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (quoted && text[i] == '\\') {
        pieces.back() += text[i++];
      } else if (text[i] == '"') {
        quoted = !quoted;
      } else if (!quoted && text[i] == ' ') {
        pieces.emplace_back();
        continue;
      } else if (!quoted && (text[i] == '(' || text[i] == ')')) {
        pieces.emplace_back();
        pieces.back() += text[i];
        pieces.emplace_back();
        continue;
      }
      pieces.back() += text[i];
    }
    return pieces;
  }

  bool words() {
    bool smaller = false;
    const std::function<void(std::vector<Line>&)> visit = [&](std::vector<Line>& list) {
      for (Line& line : list) {
        smaller = words_of(line) || smaller;
        visit(line.inside);
      }
    };
    visit(best_.rules.lines);
    visit(best_.rules.part);
    return smaller;
  }

  bool words_of(Line& line) {
    bool smaller = false;
    const auto try_pieces = [&](const std::vector<std::string>& pieces) {
      std::string text;
      for (const std::string& piece : pieces) {
        if (!piece.empty()) text += (text.empty() ? "" : " ") + piece;
      }
      if (text.size() >= line.text.size()) return false;
      const std::string before = line.text;
      return attempt([&] { line.text = text; }, [&] { line.text = before; });
    };
    for (int length = 12; length >= 1; length = length > 2 ? length / 2 : length - 1) {
      for (std::size_t i = 0;; ++i) {
        std::vector<std::string> pieces = pieces_of(line.text);
        const auto n = static_cast<std::size_t>(length);
        if (i + n > pieces.size()) break;
        pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(i),
                     pieces.begin() + static_cast<std::ptrdiff_t>(i + n));
        if (try_pieces(pieces)) {
          smaller = true;
          --i;
        }
      }
    }
    return smaller;
  }

  bool cells() {
    bool smaller = false;
    for (auto& [name, cells] : best_.data) {
      for (std::size_t r = 1; r < cells.size(); ++r) {
        for (std::size_t c = 0; c < cells[r].size(); ++c) {
          const bool needed =
              cells[0][c] == "id" ? name != "interactions.csv" : cells[0][c] == "at" || cells[0][c] == "kind";
          if (cells[r][c].empty() || needed) continue;
          const std::string before = cells[r][c];
          smaller = attempt([&] { cells[r][c].clear(); }, [&] { cells[r][c] = before; }) || smaller;
        }
      }
      // Columns that nothing is left in.
      for (std::size_t c = cells.empty() ? 0 : cells[0].size(); c-- > 0;) {
        if (std::any_of(cells.begin() + 1, cells.end(), [&](const auto& row) { return !row[c].empty(); })) continue;
        for (auto& row : cells) row.erase(row.begin() + static_cast<std::ptrdiff_t>(c));
      }
    }
    return smaller;
  }

  Case best_;
  const std::function<bool(const Case&)>& fails_;
  int attempts_;
};

}  // namespace

Case shrink(Case failing, const std::function<bool(const Case&)>& fails, int attempts) {
  return Shrinker(std::move(failing), fails, attempts).run();
}

}  // namespace leadline::laws
