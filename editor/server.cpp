// SPDX-License-Identifier: Apache-2.0
// Life of a connection: beginning and end, documents that open, change and close, findings that are published.
#include "editor/server.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "editor/uri.hpp"
#include "engine/explain/words.hpp"

namespace leadline::editor {

namespace {

// Codes of JSON-RPC and of the protocol.
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kNotInitialized = -32002;
constexpr int kCancelled = -32800;

constexpr std::string_view kCapabilities = R"("textDocumentSync":{"openClose":true,"change":2,"save":true},)"
                                           R"("hoverProvider":true,)"
                                           R"("completionProvider":{"triggerCharacters":[".","\""," "]},)"
                                           R"("definitionProvider":true,)"
                                           R"("referencesProvider":true,)"
                                           R"("documentHighlightProvider":true,)"
                                           R"("documentSymbolProvider":true,)"
                                           R"("documentFormattingProvider":true,)"
                                           R"("foldingRangeProvider":true,)"
                                           R"("renameProvider":{"prepareProvider":true},)"
                                           R"("codeActionProvider":{"codeActionKinds":["quickfix","source.fixAll"]},)"
                                           R"("codeLensProvider":{"resolveProvider":false},)"
                                           R"("executeCommandProvider":{"commands":["leadline.runTest"]},)"
                                           R"("semanticTokensProvider":{"legend":{"tokenTypes":["keyword","string",)"
                                           R"("number","comment","class","property","event","variable","function",)"
                                           R"("enumMember","namespace"],"tokenModifiers":["declaration"]},)"
                                           R"("full":true})";

// What the data were scored with and what they are: the texts of all files, and how the data lie there.
std::string state_of(const Analysis& analysis, const DataPlaces& data) {
  std::string state = state_of(data);
  for (SourceId id = 0; id < analysis.sources.size(); ++id) {
    state += '\0';
    state += analysis.sources[id].text();
  }
  return state;
}

}  // namespace

Server::Server(Transport& transport, Surroundings surroundings)
    : transport_(transport), around_(std::move(surroundings)), counter_(around_.count_hits) {
  workspace_.set_levels(around_.levels);
}

int Server::run() {
  Json message;
  while (!left_ && !transport_.closed()) {
    // While somebody types, messages come in quick succession: findings are made when there is a pause.
    if (stale_ && !transport_.pending()) {
      unreasoned_ = true;
      uncounted_ = true;
      if (pause_ == 0) reason();
      publish(false);
    }
    // What takes longer waits for a longer pause, and makes way for the next message.
    if (unreasoned_ && transport_.quiet_for(pause_)) {
      reason();
      publish(true);
    }
    if (uncounted_ && !unreasoned_ && transport_.quiet_for(pause_)) count_data();
    if (counter_.running() && transport_.wait_beside(counter_.file())) {
      take_counted();
      continue;
    }
    if (!transport_.next(message)) break;
    handle(message);
  }
  return shut_down_ ? 0 : 1;
}

void Server::handle(const Json& message) {
  const Json& method = message["method"];
  const Json& id = message["id"];
  if (!method.is(Json::Kind::kText)) {
    // An answer to something that was never asked is passed over.
    if (!id.is(Json::Kind::kNull) && message["result"].is(Json::Kind::kNull) && message["error"].is(Json::Kind::kNull))
      refuse(id, kInvalidRequest, "a message names its method");
    return;
  }
  const bool is_request = id.is(Json::Kind::kNumber) || id.is(Json::Kind::kText);
  if (!is_request) {
    notification(method.text, message["params"]);
    return;
  }
  transport_.pending();
  if (transport_.cancelled(id)) return refuse(id, kCancelled, "the request was cancelled");
  if (method.text == "initialize") {
    if (initialized_) return refuse(id, kInvalidRequest, "the server is initialized already");
    return reply(id, initialize(message["params"]));
  }
  if (!initialized_) return refuse(id, kNotInitialized, "the first request is `initialize`");
  if (shut_down_) return refuse(id, kInvalidRequest, "the server is shut down");
  if (method.text == "shutdown") {
    shut_down_ = true;
    return reply(id, "null");
  }
  Failure failure;
  const std::string result = request(method.text, message["params"], failure);
  if (failure.code != 0) return refuse(id, failure.code, failure.message);
  reply(id, result);
}

void Server::notification(const std::string& method, const Json& params) {
  if (method == "exit") {
    left_ = true;
    return;
  }
  if (!initialized_ || shut_down_) return;
  const Json& document = params["textDocument"];
  const std::string& uri = document["uri"].text;
  if (method == "textDocument/didOpen") {
    workspace_.open({uri, "", document["text"].text, document["version"].number});
    failed_expectations_.erase(uri);
    stale_ = true;
  } else if (method == "textDocument/didChange") {
    did_change(params);
  } else if (method == "textDocument/didClose") {
    workspace_.close(uri);
    failed_expectations_.erase(uri);
    stale_ = true;
  } else if (method == "textDocument/didSave" || method == "workspace/didChangeWatchedFiles") {
    workspace_.forget();
    stale_ = true;
  }
}

void Server::did_change(const Json& params) {
  const std::string& uri = params["textDocument"]["uri"].text;
  Document* document = workspace_.change(uri);
  if (document == nullptr) return;
  document->version = params["textDocument"]["version"].number;
  for (const Json& change : params["contentChanges"].items) {
    const Json& range = change["range"];
    if (!range.is(Json::Kind::kObject)) {
      document->text = change["text"].text;
      continue;
    }
    const LineTable lines(document->text, workspace_.encoding());
    const auto offset_of = [&](const Json& place) {
      return lines.offset({place["line"].count(), place["character"].count()});
    };
    const std::uint32_t begin = offset_of(range["start"]);
    const std::uint32_t end = std::max(begin, offset_of(range["end"]));
    document->text.replace(begin, end - begin, change["text"].text);
  }
  failed_expectations_.erase(uri);
  stale_ = true;
}

void Server::take_capabilities(const Json& capabilities) {
  const Json& encodings = capabilities["general"]["positionEncodings"];
  // Bytes are what the compiler counts in; the protocol's default is UTF-16.
  for (const Json& encoding : encodings.items) {
    if (encoding.text == "utf-8") workspace_.set_encoding(Encoding::kUtf8);
    if (encoding.text == "utf-32" && workspace_.encoding() == Encoding::kUtf16)
      workspace_.set_encoding(Encoding::kUtf32);
  }
  nested_symbols_ = capabilities["textDocument"]["documentSymbol"]["hierarchicalDocumentSymbolSupport"].yes;
  const Json& formats = capabilities["textDocument"]["hover"]["contentFormat"];
  plain_hover_ =
      formats.is(Json::Kind::kArray) && std::none_of(formats.items.begin(), formats.items.end(),
                                                     [](const Json& format) { return format.text == "markdown"; });
}

std::string Server::initialize(const Json& params) {
  initialized_ = true;
  take_capabilities(params["capabilities"]);
  if (const Json& pause = params["initializationOptions"]["analysisDelay"]; pause.is(Json::Kind::kNumber))
    pause_ = static_cast<int>(std::min<std::uint32_t>(pause.count(), 60'000));
  std::vector<std::string> folders;
  for (const Json& folder : params["workspaceFolders"].items) folders.push_back(path_of(folder["uri"].text));
  if (folders.empty() && !params["rootUri"].text.empty()) folders.push_back(path_of(params["rootUri"].text));
  const auto add_data = [&](const Json& file) {
    if (!file.is(Json::Kind::kText) || file.text.empty()) return;
    const std::filesystem::path path(file.text);
    given_data_.files.push_back(path.is_absolute() || folders.empty() ? file.text : (folders.front() / path).string());
  };
  const Json& given = params["initializationOptions"]["data"];
  add_data(given);
  for (const Json& file : given.items) add_data(file);
  const Json& as_of = params["initializationOptions"]["dataAsOf"];
  if (as_of.is(Json::Kind::kText)) given_data_.as_of = as_of.text;
  for (std::string& folder : folders) workspace_.add_folder(std::move(folder));
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("capabilities").begin_object();
  switch (workspace_.encoding()) {
    case Encoding::kUtf8:
      json.key("positionEncoding").text("utf-8");
      break;
    case Encoding::kUtf16:
      json.key("positionEncoding").text("utf-16");
      break;
    case Encoding::kUtf32:
      json.key("positionEncoding").text("utf-32");
      break;
  }
  out += ',';
  out += kCapabilities;
  json.end_object().key("serverInfo").begin_object().key("name").text("leadline").key("version").text(around_.version);
  json.end_object().end_object();
  return out;
}

std::string Server::request(const std::string& method, const Json& params, Failure& failure) {
  if (method == "workspace/executeCommand") return execute(params, failure);
  constexpr std::string_view kDocument = "textDocument/";
  if (method.compare(0, kDocument.size(), kDocument) != 0) {
    failure = {kMethodNotFound, "there is no method `" + method + "`"};
    return "";
  }
  const std::string& uri = params["textDocument"]["uri"].text;
  const Document* document = workspace_.find(uri);
  const std::shared_ptr<const Analysis> analysis = document == nullptr ? nullptr : workspace_.analysis(document->path);
  if (analysis == nullptr) {
    failure = {kInvalidParams, "the document `" + uri + "` is not open"};
    return "";
  }
  const std::string what = method.substr(kDocument.size());
  if (what == "documentSymbol") return symbols(*analysis);
  if (what == "formatting") return formatting(*document);
  if (what == "foldingRange") return foldings(*analysis);
  if (what == "codeAction") return code_actions(*analysis, params);
  if (what == "codeLens") return code_lenses(*document, *analysis);
  if (what == "semanticTokens/full") return semantic_tokens(*analysis);
  const Json& position = params["position"];
  const std::uint32_t offset =
      analysis->lines[analysis->main].offset({position["line"].count(), position["character"].count()});
  if (what == "definition") return definition(*analysis, offset);
  if (what == "references") return references(*analysis, offset, params);
  if (what == "documentHighlight") return highlights(*analysis, offset);
  if (what == "prepareRename") return prepare_rename(*analysis, offset, failure);
  if (what == "rename") return rename(*analysis, offset, params, failure);
  if (what == "hover") return hover(*analysis, offset);
  if (what == "completion") return completion(*analysis, offset);
  failure = {kMethodNotFound, "there is no method `" + method + "`"};
  return "";
}

void Server::reply(const Json& id, const std::string& result) {
  transport_.send(R"({"jsonrpc":"2.0","id":)" + write_json(id) + R"(,"result":)" + result + "}");
}

void Server::refuse(const Json& id, int code, const std::string& message) {
  std::string out = R"({"jsonrpc":"2.0","id":)" + write_json(id) + R"(,"error":{"code":)" + std::to_string(code);
  out += R"(,"message":)";
  append_json(out, message);
  transport_.send(out + "}}");
}

void Server::notify(const std::string& method, const std::string& params) {
  transport_.send(R"({"jsonrpc":"2.0","method":")" + method + R"(","params":)" + params + "}");
}

void Server::reason() {
  for (const auto& [uri, document] : workspace_.documents()) {
    const std::shared_ptr<const Analysis> analysis = workspace_.analysis(document.path);
    const auto left_off = [&] { return transport_.pending() || transport_.ended(); };
    if (analysis && !workspace_.reason(*analysis, left_off)) return;
  }
  unreasoned_ = false;
}

DataPlaces Server::data_of(const Analysis& analysis) const {
  if (!given_data_.files.empty()) return given_data_;
  return around_.data_of ? around_.data_of(analysis.paths.front()) : DataPlaces{};
}

const CountedData* Server::counted_data(const Analysis& analysis) {
  const DataPlaces data = data_of(analysis);
  if (data.files.empty() || !analysis.examination.sound) return nullptr;
  const auto found = counted_.find(analysis.paths.front());
  if (found != counted_.end() && found->second.state == state_of(analysis, data)) return &found->second.data;
  uncounted_ = true;
  return nullptr;
}

void Server::count_data() {
  uncounted_ = false;
  if (!around_.count_hits) return;
  for (const auto& [uri, document] : workspace_.documents()) {
    const std::shared_ptr<const Analysis> analysis = workspace_.analysis(document.path);
    if (!analysis || !analysis->examination.sound || counted_data(*analysis) != nullptr) continue;
    const DataPlaces data = data_of(*analysis);
    if (data.files.empty()) continue;
    std::pair<std::string, std::string> wanted{analysis->paths.front(), state_of(*analysis, data)};
    if (!counter_.running() || counting_ != wanted) counter_.begin(analysis->program(), data);
    counting_ = std::move(wanted);
    break;
  }
  uncounted_ = false;
}

void Server::take_counted() {
  std::optional<CountedData> data = counter_.take();
  if (!data) return;
  uncounted_ = true;  // another file may be waiting
  const bool bad = !data->problem.empty();
  std::string text = std::filesystem::path(counting_.first).filename().string() + ": ";
  if (bad) {
    text += "the data were not scored: " + data->problem;
  } else {
    text += explaining::counted(data->rows, "row") + " of data read and scored";
    if (data->bad_rows != 0) text += ", " + explaining::counted(data->bad_rows, "bad row") + " set aside";
  }
  std::string message;
  JsonWriter json(message);
  json.begin_object().key("type").count(bad ? 2 : 4).key("message").text(text).end_object();
  notify("window/logMessage", message);
  counted_[counting_.first] = {std::move(counting_.second), std::move(*data)};
}

void Server::publish_file(const std::string& uri, const std::string& diagnostics, std::optional<std::int64_t> version,
                          bool again) {
  std::string& before = published_[uri];
  if (again && before == diagnostics) return;
  before = diagnostics;
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("uri").text(uri);
  if (version) json.key("version").count(static_cast<std::uint64_t>(std::max<std::int64_t>(*version, 0)));
  json.key("diagnostics").raw(diagnostics).end_object();
  notify("textDocument/publishDiagnostics", out);
}

// Findings in a file that is open come from its own check; those in a file that is only used, from all that use it.
void Server::publish(bool again) {
  stale_ = false;
  std::map<std::string, std::set<std::string>> of_closed;
  for (const auto& [uri, findings] : published_) {
    if (workspace_.find(uri) == nullptr) of_closed[uri];
  }
  for (const auto& [uri, document] : workspace_.documents()) {
    const std::shared_ptr<const Analysis> analysis = workspace_.analysis(document.path);
    if (!analysis) continue;
    std::string own = "[";
    for (const Diagnostic& diagnostic : analysis->findings()) {
      std::string one;
      JsonWriter json(one);
      write_diagnostic(json, *analysis, diagnostic);
      if (diagnostic.span.source == analysis->main) {
        own += (own.size() > 1 ? "," : "") + one;
      } else if (const std::string other = address_of(analysis->paths[diagnostic.span.source]);
                 workspace_.find(other) == nullptr) {
        of_closed[other].insert(one);
      }
    }
    for (const auto& [span, message] : failed_expectations_[uri]) {
      Diagnostic failed;
      failed.check = "test/failed";
      failed.span = span;
      failed.message = message;
      std::string one;
      JsonWriter json(one);
      write_diagnostic(json, *analysis, failed);
      own += (own.size() > 1 ? "," : "") + one;
    }
    publish_file(uri, own + "]", document.version, again);
  }
  for (const auto& [uri, findings] : of_closed) {
    std::string all = "[";
    for (const std::string& one : findings) all += (all.size() > 1 ? "," : "") + one;
    publish_file(uri, all + "]", std::nullopt, true);
    if (findings.empty()) published_.erase(uri);
  }
}

}  // namespace leadline::editor
