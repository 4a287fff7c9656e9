// SPDX-License-Identifier: Apache-2.0
// Open texts over files, and one analysis a rule file and state.
#include "editor/workspace.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "editor/uri.hpp"
#include "engine/stock_rules.hpp"
#include "grammar/diagnostic_list.hpp"

namespace leadline::editor {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 1000;
constexpr int kDeepest = 12;

std::string tidy(const std::string& path) {
  return path.empty() || path.front() != '/' ? path : fs::path(path).lexically_normal().string();
}

void collect(const fs::path& folder, int depth, std::vector<std::string>& found) {
  std::error_code error;
  std::vector<fs::path> inside;
  for (fs::directory_iterator it(folder, fs::directory_options::skip_permission_denied, error), end;
       !error && it != end; it.increment(error))
    inside.push_back(it->path());
  std::sort(inside.begin(), inside.end());
  for (const fs::path& path : inside) {
    if (found.size() >= kMostFiles) return;
    const std::string name = path.filename().string();
    if (name.empty() || name.front() == '.' || name == "node_modules" || name == "build") continue;
    const fs::file_status status = fs::symlink_status(path, error);
    if (fs::is_directory(status) && depth < kDeepest) collect(path, depth + 1, found);
    if (fs::is_regular_file(status) && path.extension() == ".lead") found.push_back(path.string());
  }
}

}  // namespace

Diagnostics Analysis::findings() const {
  Diagnostics found = diagnostics;
  found.insert(found.end(), reasoning->findings.begin(), reasoning->findings.end());
  sort_diagnostics(found);
  return found;
}

void Workspace::open(Document document) {
  document.path = tidy(path_of(document.uri));
  open_paths_[document.path] = document.uri;
  documents_[document.uri] = std::move(document);
  forget();
}

void Workspace::forget() {
  users_.clear();
  ++state_;
}

void Workspace::close(const std::string& uri) {
  const auto found = documents_.find(uri);
  if (found == documents_.end()) return;
  open_paths_.erase(found->second.path);
  documents_.erase(found);
  forget();
}

Document* Workspace::change(const std::string& uri) {
  const auto found = documents_.find(uri);
  if (found == documents_.end()) return nullptr;
  ++state_;
  return &found->second;
}

const Document* Workspace::find(const std::string& uri) const {
  const auto found = documents_.find(uri);
  return found == documents_.end() ? nullptr : &found->second;
}

std::optional<std::string> Workspace::text_of(const std::string& path) const {
  if (const auto open = open_paths_.find(tidy(path)); open != open_paths_.end())
    return documents_.at(open->second).text;
  return disk_reader().file(path);
}

std::shared_ptr<const Analysis> Workspace::analysis_with(const std::string& path,
                                                         const std::map<std::string, std::string>& texts) const {
  FileReader reader;
  const auto text_at = [&](const std::string& file) -> std::optional<std::string> {
    const auto other = texts.find(tidy(file));
    return other != texts.end() ? other->second : text_of(file);
  };
  reader.file = text_at;
  reader.stock = [&](const std::string& name) -> std::optional<std::string> {
    const std::optional<std::string> file = find_stock_rules(name);
    return file ? text_at(*file) : std::nullopt;
  };
  std::optional<std::string> text = text_at(path);
  if (!text) return nullptr;
  auto analysis = std::make_shared<Analysis>();
  analysis->main = analysis->sources.add(path, std::move(*text));
  analysis->examination = examine_program(analysis->sources, analysis->main, reader, analysis->diagnostics);
  put_at_levels(path, analysis->diagnostics);
  for (SourceId id = 0; id < analysis->sources.size(); ++id) {
    const std::string& name = analysis->sources[id].name();
    std::string file = name;
    if (id != analysis->main && !name.empty() && name.front() != '/') {
      // What ships with the engine is named without a folder.
      const std::string bare =
          name.size() > 5 && name.compare(name.size() - 5, 5, ".lead") == 0 ? name.substr(0, name.size() - 5) : name;
      if (const std::optional<std::string> stock = find_stock_rules(bare)) file = *stock;
    }
    analysis->paths.push_back(tidy(file));
    analysis->lines.emplace_back(analysis->sources[id].text(), encoding_);
  }
  return analysis;
}

void Workspace::put_at_levels(const std::string& path, Diagnostics& diagnostics) const {
  if (!levels_ || diagnostics.empty()) return;
  diagnostics = at_levels(std::move(diagnostics), levels_(path));
}

bool Workspace::reason(const Analysis& analysis, const leadline::analysis::LeftOff& left_off) const {
  if (analysis.reasoning->done || !analysis.examination.sound) return true;
  leadline::analysis::Analysis reasoner(analysis.sources, analysis.program(), left_off);
  CheckNotes notes = analysis.examination.notes;
  Reasoning found;
  found.findings = reasoner.findings(notes);
  found.ranges = reasoner.ranges();
  if (reasoner.left_off()) return false;
  found.done = true;
  put_at_levels(analysis.paths.front(), found.findings);
  *analysis.reasoning = std::move(found);
  return true;
}

std::shared_ptr<const Analysis> Workspace::own_analysis(const std::string& path) {
  Kept& kept = kept_[path];
  if (kept.state != state_) {
    kept.analysis = analysis_with(path, {});
    kept.state = state_;
  }
  return kept.analysis;
}

std::string Workspace::user_of(const std::string& path) {
  const auto known = users_.find(path);
  if (known != users_.end()) return known->second;
  const std::string name = fs::path(path).filename().string();
  std::string user;
  for (const std::string& file : rule_files()) {
    if (file == path) continue;
    const std::optional<std::string> text = text_of(file);
    if (!text || text->find(name) == std::string::npos) continue;
    const std::shared_ptr<const Analysis> analysis = own_analysis(file);
    if (analysis && std::find(analysis->paths.begin(), analysis->paths.end(), path) != analysis->paths.end()) {
      user = file;
      break;
    }
  }
  users_[path] = user;
  return user;
}

std::shared_ptr<const Analysis> Workspace::analysis(const std::string& path) {
  const std::string file = tidy(path);
  std::shared_ptr<const Analysis> own = own_analysis(file);
  if (!own || own->diagnostics.empty() || !own->program().tests.empty()) return own;
  const std::string user = user_of(file);
  if (user.empty()) return own;
  Kept& kept = seen_from_user_[file];
  if (kept.state != state_) {
    kept.state = state_;
    kept.analysis = own;
    const std::shared_ptr<const Analysis> whole = own_analysis(user);
    const auto part = whole ? std::find(whole->paths.begin(), whole->paths.end(), file) : own->paths.end();
    if (whole && part != whole->paths.end()) {
      auto seen = std::make_shared<Analysis>(*whole);
      seen->main = static_cast<SourceId>(part - whole->paths.begin());
      kept.analysis = std::move(seen);
    }
  }
  return kept.analysis;
}

std::vector<std::string> Workspace::rule_files() const {
  std::vector<std::string> files;
  for (const std::string& folder : folders_) collect(folder, 0, files);
  for (const auto& [path, uri] : open_paths_) files.push_back(path);
  for (std::string& file : files) file = tidy(file);
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

}  // namespace leadline::editor
