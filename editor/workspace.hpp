// SPDX-License-Identifier: Apache-2.0
// The files that an editor works on: those that are open as the user sees them, all others from disk, and what the
// compiler found in each rule file. Entry point: Workspace::analysis.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "editor/positions.hpp"
#include "engine/analysis/analyse.hpp"
#include "engine/program/examine.hpp"
#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::editor {

struct Document {
  std::string uri;
  std::string path;
  std::string text;
  std::int64_t version = 0;
};

/// What follows from the rules for all records that there could be. It takes longer than the compiler, and is made when
/// there is time for it: Workspace::reason.
struct Reasoning {
  bool done = false;
  Diagnostics findings;
  std::vector<leadline::analysis::ModelReport> ranges;  // of each model
};

/// One rule file with everything that it uses. Made once for each state of the texts.
struct Analysis {
  Sources sources;
  SourceId main = 0;        // the file that is looked at: the started one, or a part of its program
  Diagnostics diagnostics;  // the compiler's
  Examination examination;
  std::vector<std::string> paths;  // of each source; where stock files lie
  std::vector<LineTable> lines;    // of each source
  std::shared_ptr<Reasoning> reasoning = std::make_shared<Reasoning>();

  /// The compiler's, and what reasoning has found so far.
  [[nodiscard]] Diagnostics findings() const;
  [[nodiscard]] const Program& program() const { return *examination.program; }
  [[nodiscard]] std::string_view text() const { return sources[main].text(); }
};

/// What the project makes of a finding; nothing: it is not shown.
using Level = std::function<std::optional<Severity>(const Diagnostic& diagnostic)>;
/// The same for a rule file: its project is looked for once, for all of its findings.
using Levels = std::function<Level(const std::string& path)>;

class Workspace {
 public:
  void set_levels(Levels levels) { levels_ = std::move(levels); }
  void set_encoding(Encoding encoding) { encoding_ = encoding; }
  [[nodiscard]] Encoding encoding() const { return encoding_; }
  void add_folder(std::string path) { folders_.push_back(std::move(path)); }

  void open(Document document);
  void close(const std::string& uri);
  /// The text of an open document, to be changed; nullptr if it is not open.
  Document* change(const std::string& uri);
  [[nodiscard]] const Document* find(const std::string& uri) const;
  [[nodiscard]] const std::map<std::string, Document>& documents() const { return documents_; }
  /// Files on disk have changed.
  void forget();

  /// What is known of the rule file with this path, open or not; nullptr if there is none. A file that is not whole by
  /// itself is seen as a part of the program that uses it, where the workspace has one.
  [[nodiscard]] std::shared_ptr<const Analysis> analysis(const std::string& path);
  /// The same if these files had other texts; nothing is kept.
  [[nodiscard]] std::shared_ptr<const Analysis> analysis_with(const std::string& path,
                                                              const std::map<std::string, std::string>& texts) const;
  /// Reasons about a file without errors, once. False if it was left off: nothing is kept then.
  bool reason(const Analysis& analysis, const leadline::analysis::LeftOff& left_off) const;
  /// The rule files of the workspace's folders and those that are open, by path; at most a thousand.
  [[nodiscard]] std::vector<std::string> rule_files() const;

 private:
  struct Kept {
    std::uint64_t state = 0;
    std::shared_ptr<const Analysis> analysis;
  };

  // Findings at the levels of the rule file's project.
  void put_at_levels(const std::string& path, Diagnostics& diagnostics) const;
  [[nodiscard]] std::optional<std::string> text_of(const std::string& path) const;
  [[nodiscard]] std::shared_ptr<const Analysis> own_analysis(const std::string& path);
  [[nodiscard]] std::string user_of(const std::string& path);

  Encoding encoding_ = Encoding::kUtf16;
  Levels levels_;
  std::vector<std::string> folders_;
  std::map<std::string, Document> documents_;  // by address
  std::map<std::string, std::string> open_paths_;
  std::map<std::string, Kept> kept_;
  std::map<std::string, Kept> seen_from_user_;
  std::map<std::string, std::string> users_;  // of files that are parts; empty: none
  std::uint64_t state_ = 1;
};

}  // namespace leadline::editor
