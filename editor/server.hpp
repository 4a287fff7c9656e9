// SPDX-License-Identifier: Apache-2.0
// The language server: takes messages until the client says `exit`, keeps the workspace, answers. Entry point:
// Server::run. server.cpp is the life of a connection and of its documents, answers.cpp what is asked about them.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "editor/hit_counter.hpp"
#include "editor/json.hpp"
#include "editor/names.hpp"
#include "editor/outline.hpp"
#include "editor/transport.hpp"
#include "editor/workspace.hpp"
#include "engine/data/json_writer.hpp"

namespace leadline::editor {

/// How a `test` block went.
struct TestOutcome {
  std::string label;
  bool passed = true;
  std::string report;                                  // as `leadline test` prints it
  std::vector<std::pair<Span, std::string>> failures;  // expectations that did not come true
};

/// Runs the test with this label of the analysis' file, or all for an empty one.
using TestRunner = std::function<std::vector<TestOutcome>(const Analysis& analysis, const std::string& label)>;

/// The data that the project of a rule file names.
using DataOf = std::function<DataPlaces(const std::string& path)>;

/// What the server is given by the command around it.
struct Surroundings {
  TestRunner run_tests;
  Levels levels;         // may be empty
  DataOf data_of;        // may be empty
  CountHits count_hits;  // may be empty
  std::string version;
};

class Server {
 public:
  Server(Transport& transport, Surroundings surroundings);

  /// The exit status: 0 if the client shut the server down before it left.
  int run();

 private:
  struct Failure {
    int code = 0;
    std::string message;
  };

  void handle(const Json& message);
  void notification(const std::string& method, const Json& params);
  std::string request(const std::string& method, const Json& params, Failure& failure);
  void reply(const Json& id, const std::string& result);
  void refuse(const Json& id, int code, const std::string& message);
  void notify(const std::string& method, const std::string& params);

  std::string initialize(const Json& params);
  void take_capabilities(const Json& capabilities);
  void did_change(const Json& params);
  // Reasons about the files that are open, until a message comes.
  void reason();
  // Has the data of the files that are open scored where that has not been done for what they say now; one at a time.
  void count_data();
  void take_counted();
  // What the rules did to the data, if that is known of the present rules and data.
  [[nodiscard]] const CountedData* counted_data(const Analysis& analysis);
  [[nodiscard]] DataPlaces data_of(const Analysis& analysis) const;
  // Findings of all files; with `again` of those alone that have others than before.
  void publish(bool again);
  void publish_file(const std::string& uri, const std::string& diagnostics, std::optional<std::int64_t> version,
                    bool again);

  // answers.cpp
  std::string definition(const Analysis& analysis, std::uint32_t offset);
  std::string references(const Analysis& analysis, std::uint32_t offset, const Json& params);
  std::string highlights(const Analysis& analysis, std::uint32_t offset);
  std::string prepare_rename(const Analysis& analysis, std::uint32_t offset, Failure& failure);
  std::string rename(const Analysis& analysis, std::uint32_t offset, const Json& params, Failure& failure);
  std::string hover(const Analysis& analysis, std::uint32_t offset);
  std::string completion(const Analysis& analysis, std::uint32_t offset);
  std::string symbols(const Analysis& analysis);
  std::string foldings(const Analysis& analysis);
  std::string formatting(const Document& document);
  std::string code_actions(const Analysis& analysis, const Json& params);
  std::string code_lenses(const Document& document, const Analysis& analysis);
  std::string semantic_tokens(const Analysis& analysis);
  std::string execute(const Json& params, Failure& failure);

  void write_range(JsonWriter& json, const Analysis& analysis, const Span& span) const;
  void write_location(JsonWriter& json, const Analysis& analysis, const Span& span) const;
  void write_places(JsonWriter& json, const std::vector<FileSpan>& places);
  void write_edits(JsonWriter& json, const Analysis& analysis, const std::vector<Fix>& edits) const;
  void write_diagnostic(JsonWriter& json, const Analysis& analysis, const Diagnostic& diagnostic) const;
  void write_outline(JsonWriter& json, const Analysis& analysis, const std::vector<OutlineItem>& items) const;
  void write_flat_outline(JsonWriter& json, const Analysis& analysis, const std::vector<OutlineItem>& items,
                          const std::string& container) const;
  [[nodiscard]] std::string address_of(const std::string& path) const;
  // A file that the analysis of none may have read, with its lines.
  [[nodiscard]] std::shared_ptr<const Analysis> analysis_of(const std::string& path);

  Transport& transport_;
  Surroundings around_;
  Workspace workspace_;
  bool initialized_ = false;
  bool shut_down_ = false;
  bool left_ = false;
  bool stale_ = false;       // texts have changed since findings were published
  bool unreasoned_ = false;  // texts have changed since they were reasoned about
  int pause_ = 300;          // milliseconds without a message before there is time for that
  bool uncounted_ = false;   // data may have to be scored again
  DataPlaces given_data_;    // what the client says, before what the project says
  HitCounter counter_;
  // What was found out of a rule file's data, and of which texts and files that is.
  struct Counted {
    std::string state;
    CountedData data;
  };
  std::map<std::string, Counted> counted_;        // by path
  std::pair<std::string, std::string> counting_;  // path and state of what is under way
  bool nested_symbols_ = false;
  bool plain_hover_ = false;
  std::map<std::string, std::string> published_;  // by address
  std::map<std::string, std::vector<std::pair<Span, std::string>>>
      failed_expectations_;  // by address, until it changes
};

}  // namespace leadline::editor
