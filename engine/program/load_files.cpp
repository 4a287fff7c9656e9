// SPDX-License-Identifier: Apache-2.0
// The files of one program: `use` by stock name or by path, each file once, no circles. Also the one order of all
// statements, in which a used file stands at the place of its `use` and `replace` puts a statement in another's place.
#include <algorithm>
#include <map>
#include <set>

#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/paths.hpp"
#include "grammar/parse.hpp"

namespace leadline::checking {

namespace {

// Whether `use` names a file by its path, not one that ships with the engine.
bool is_path(std::string_view use) {
  return use.find('/') != std::string_view::npos || (use.size() > 5 && use.substr(use.size() - 5) == ".lead");
}

class Loader {
 public:
  explicit Loader(Checker& c) : c_(c) {}

  bool load(SourceId main) {
    open_.push_back(c_.sources[main].name());
    visit(main, c_.sources[main].name(), is_stock(c_.sources[main]));
    return sound_;
  }

 private:
  struct OnPath {
    std::string name;
    Span use;
  };

  // Whether a file that is started by its path is one of those that ship with the engine, unchanged.
  bool is_stock(const Source& source) const {
    const std::string& name = source.name();
    const std::size_t slash = name.rfind('/');
    const std::string base = slash == std::string::npos ? name : name.substr(slash + 1);
    if (!is_path(base) || !c_.reader.stock) return false;
    const std::optional<std::string> text = c_.reader.stock(base.substr(0, base.size() - 5));
    return text && *text == source.text();
  }

  void visit(SourceId source, const std::string& name, bool stock) {
    auto file = std::make_unique<LoadedFile>();
    file->name = name;
    file->stock = stock;
    file->rank = next_rank_++;
    const std::size_t before = c_.diagnostics.size();
    file->tree = grammar::parse_file(c_.sources, source, c_.diagnostics);
    for (std::size_t i = before; i < c_.diagnostics.size(); ++i)
      sound_ = sound_ && c_.diagnostics[i].severity != Severity::kError;
    if (c_.file_of_source.size() <= source) c_.file_of_source.resize(source + 1, 0);
    done_.emplace(name, source);
    for (const ast::Statement& statement : file->tree.statements) {
      if (const auto* use = std::get_if<ast::Use>(&statement.body)) follow(*use, name, stock);
    }
    c_.file_of_source[source] = static_cast<std::uint32_t>(c_.files.size());
    c_.files.push_back(std::move(file));
  }

  void follow(const ast::Use& use, const std::string& from, bool from_stock) {
    const bool stock = from_stock || !is_path(use.path.value);
    const std::string name = stock ? use.path.value : resolve_path(from, use.path.value);
    const std::string shown = stock && !is_path(name) ? name + ".lead" : name;
    const auto open = std::find(open_.begin(), open_.end(), shown);
    if (open != open_.end()) {
      std::string chain;
      for (auto f = open; f != open_.end(); ++f) chain += "`" + *f + "` → ";
      Diagnostic& d =
          c_.error("graph/circle", use.path.span, "files use each other in a circle: " + chain + "`" + shown + "`",
                   "the circle closes here");
      for (auto f = open + 1; f != open_.end(); ++f) {
        d.related.push_back({uses_[static_cast<std::size_t>(f - open_.begin()) - 1], "`" + *f + "` is used here"});
      }
      sound_ = false;
      return;
    }
    if (const auto done = done_.find(shown); done != done_.end()) {
      c_.mention(NameKind::kFile, done->second, 0, use.path.span);
      return;
    }
    const auto& read = stock ? c_.reader.stock : c_.reader.file;
    const std::optional<std::string> text = read ? read(name) : std::nullopt;
    if (!text) {
      sound_ = false;
      c_.error("name/unknown", use.path.span,
               stock ? "no file `" + name + "` ships with Leadline" : "the file `" + name + "` cannot be read",
               stock && !from_stock ? "a file of your own is named by its path: `\"./" + name + ".lead\"`"
               : stock              ? ""
                                    : "it is looked for from the folder of the file that names it");
      return;
    }
    open_.push_back(shown);
    uses_.push_back(use.path.span);
    const SourceId used = c_.sources.add(shown, *text);
    c_.mention(NameKind::kFile, used, 0, use.path.span);
    visit(used, shown, stock);
    open_.pop_back();
    uses_.pop_back();
  }

  Checker& c_;
  std::vector<std::string> open_;
  std::vector<Span> uses_;
  std::map<std::string, SourceId> done_;
  std::uint32_t next_rank_ = 0;
  bool sound_ = true;
};

// A name that may stand once: which sort of thing it names, and how messages call it.
struct DeclaredName {
  std::string key;   // names of one space clash; space first
  std::string what;  // "list `x`"
  Span span;
};

DeclaredName shared_name(const char* what, const ast::Name& name) {
  return {"shared " + name.text, std::string{what} + " `" + name.text + "`", name.span};
}

std::optional<DeclaredName> declared_name(const ast::Statement& statement) {
  struct Visitor {
    const ast::Statement& statement;
    std::optional<DeclaredName> operator()(const ast::List& x) const { return shared_name("list", x.name); }
    std::optional<DeclaredName> operator()(const ast::Table& x) const { return shared_name("table", x.name); }
    std::optional<DeclaredName> operator()(const ast::Define& x) const { return shared_name("definition", x.name); }
    std::optional<DeclaredName> operator()(const ast::Segment& x) const { return shared_name("segment", x.name); }
    std::optional<DeclaredName> operator()(const ast::Threshold& x) const { return shared_name("threshold", x.name); }
    std::optional<DeclaredName> operator()(const ast::Model& x) const { return of("model", x.name); }
    std::optional<DeclaredName> operator()(const ast::Interaction& x) const { return of("interaction", x.name); }
    std::optional<DeclaredName> operator()(const ast::SourceStatement& x) const { return of("source", x.name); }
    std::optional<DeclaredName> operator()(const ast::Match& x) const { return of("match", x.name); }
    std::optional<DeclaredName> operator()(const ast::Process& x) const { return of("process", x.name); }
    std::optional<DeclaredName> operator()(const ast::Hours& x) const { return of("hours", x.name); }
    std::optional<DeclaredName> operator()(const ast::Form& x) const {
      const std::string shown = x.pattern ? "\"" + x.pattern->value + "\"" : "default";
      return DeclaredName{"form " + shown, "form `" + shown + "`", x.head};
    }
    std::optional<DeclaredName> operator()(const ast::Merge& x) const { return of("merge", x.kind); }
    std::optional<DeclaredName> operator()(const ast::ZoneStatement&) const { return std::nullopt; }
    std::optional<DeclaredName> operator()(const ast::Use&) const { return std::nullopt; }
    std::optional<DeclaredName> operator()(const ast::PhoneCountry&) const { return std::nullopt; }
    std::optional<DeclaredName> operator()(const ast::Clock&) const { return std::nullopt; }
    std::optional<DeclaredName> operator()(const ast::Record&) const { return std::nullopt; }
    std::optional<DeclaredName> operator()(const ast::Reaction&) const { return std::nullopt; }
    std::optional<DeclaredName> operator()(const ast::Always&) const { return std::nullopt; }
    std::optional<DeclaredName> operator()(const ast::Test&) const { return std::nullopt; }

    static DeclaredName of(const char* space, const ast::Name& name) {
      return {std::string{space} + " " + name.text, std::string{space} + " `" + name.text + "`", name.span};
    }
  };
  return std::visit(Visitor{statement}, statement.body);
}

class Orderer {
 public:
  explicit Orderer(Checker& c) : c_(c) {}

  void run() {
    // A file stands in files_ behind those that it uses; its own statements, though, come at the place of each `use`.
    place(*c_.files.back());
    for (std::size_t i = 0; i < order_.size(); ++i) {
      if (order_[i] == nullptr) continue;
      c_.statements.push_back(order_[i]);
      c_.statement_ranks.push_back(ranks_[i]);
    }
  }

 private:
  void place(const LoadedFile& file) {
    if (!placed_.insert(&file).second) return;
    for (const ast::Statement& statement : file.tree.statements) {
      if (const auto* use = std::get_if<ast::Use>(&statement.body)) {
        for (const auto& other : c_.files) {
          if (other->name == used_name(*use, file)) place(*other);
        }
        continue;
      }
      const std::optional<DeclaredName> name = declared_name(statement);
      if (statement.replace) {
        replace(statement, name);
        continue;
      }
      if (name) {
        const auto [earlier, is_new] = by_name_.try_emplace(name->key, order_.size());
        // Declarations of one kind of interaction add up, as those of records do.
        if (!is_new && !std::holds_alternative<ast::Interaction>(statement.body)) {
          twice(*name, *order_[earlier->second]);
          continue;
        }
      }
      order_.push_back(&statement);
      ranks_.push_back(file.rank);
    }
  }

  static std::string used_name(const ast::Use& use, const LoadedFile& from) {
    const bool stock = from.stock || !is_path(use.path.value);
    if (!stock) return resolve_path(from.name, use.path.value);
    return is_path(use.path.value) ? use.path.value : use.path.value + ".lead";
  }

  void replace(const ast::Statement& statement, const std::optional<DeclaredName>& name) {
    if (!name) {
      c_.error("name/unknown", statement.span, "`replace` stands before something that has no name",
               "leave `replace` out");
      return;
    }
    const auto earlier = by_name_.find(name->key);
    if (earlier == by_name_.end() || order_[earlier->second]->body.index() != statement.body.index()) {
      std::vector<std::string> candidates;
      const std::string space = name->key.substr(0, name->key.find(' ') + 1);
      for (const auto& [key, place] : by_name_) {
        if (key.compare(0, space.size(), space) == 0 && order_[place]->body.index() == statement.body.index())
          candidates.push_back(key.substr(space.size()));
      }
      std::sort(candidates.begin(), candidates.end());
      const std::string wanted = name->key.substr(space.size());
      c_.error("name/unknown", name->span, "there is no " + name->what + " to replace", suggestion(wanted, candidates));
      return;
    }
    if (std::holds_alternative<ast::Interaction>(statement.body)) {
      for (const ast::Statement*& other : order_) {
        if (other != nullptr && other != order_[earlier->second] && declared_name(*other) &&
            declared_name(*other)->key == name->key)
          other = nullptr;
      }
    }
    order_[earlier->second] = &statement;
  }

  void twice(const DeclaredName& name, const ast::Statement& earlier) {
    const std::optional<DeclaredName> first = declared_name(earlier);
    const bool other_file = first->span.source != name.span.source;
    Diagnostic& d = c_.error(
        "name/duplicate", name.span,
        name.what + (first->what == name.what ? " is declared twice" : ": the name is taken by " + first->what),
        other_file && first->what == name.what ? "write `replace` before it to put it in the place of the other"
                                               : "choose another name");
    d.related.push_back({first->span, "the first one"});
  }

  Checker& c_;
  std::set<const LoadedFile*> placed_;
  std::vector<const ast::Statement*> order_;
  std::vector<std::uint32_t> ranks_;
  std::unordered_map<std::string, std::size_t> by_name_;
};

}  // namespace

bool load_files(Checker& c, SourceId main) { return Loader{c}.load(main); }

void order_statements(Checker& c) { Orderer{c}.run(); }

}  // namespace leadline::checking
