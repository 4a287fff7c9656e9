// SPDX-License-Identifier: Apache-2.0
// Findings as SARIF 2.1.0, the form that code scanning services read.
#include <fmt/format.h>

#include <map>
#include <set>

#include "cli/findings.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/program/check_table.hpp"
#include "engine/values/fnv.hpp"

namespace leadline::cli {

namespace {

std::string_view level(Severity severity) { return severity == Severity::kHint ? "note" : name_of(severity); }

// A path as a URI reference: what a URI cannot hold is written in hexadecimal; absolute paths become file URIs.
std::string uri(std::string_view path) {
  std::string out = !path.empty() && path[0] == '/' ? "file://" : "";
  while (path.substr(0, 2) == "./") path.remove_prefix(2);
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view{"-._~/!$&'()*+,;=@"}.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return "";
  return std::string{line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin)};
}

class Sarif {
 public:
  explicit Sarif(const Findings& findings) : findings_(findings), json_(out_) {}

  std::string run() {
    json_.begin_object().key("$schema").text("https://json.schemastore.org/sarif-2.1.0.json");
    json_.key("version").text("2.1.0").key("runs").begin_array().begin_object();
    tool();
    json_.key("columnKind").text("unicodeCodePoints");
    json_.key("results").begin_array();
    for (const Diagnostic& d : findings_.diagnostics) result(d);
    json_.end_array().end_object().end_array().end_object();
    return out_ + "\n";
  }

 private:
  // The checks that were found, by id.
  void tool() {
    std::map<std::string, Severity> found;
    for (const Diagnostic& d : findings_.diagnostics) found.emplace(d.check, d.severity);
    json_.key("tool").begin_object().key("driver").begin_object();
    json_.key("name").text("leadline");
    json_.key("semanticVersion").text(LEADLINE_VERSION);
    json_.key("rules").begin_array();
    for (const auto& [id, severity] : found) {
      rule_index_.emplace(id, rule_index_.size());
      const CheckInfo* info = find_check(id);
      const std::string finds = info != nullptr ? std::string{info->finds} : "The text breaks the grammar";
      json_.begin_object().key("id").text(id);
      json_.key("shortDescription").begin_object().key("text").text(finds).end_object();
      json_.key("fullDescription").begin_object().key("text").text(finds).end_object();
      json_.key("defaultConfiguration").begin_object();
      json_.key("level").text(level(info != nullptr ? info->severity : severity)).end_object();
      const std::string help = info != nullptr ? fmt::format("{}: see {}", finds, page_of(id)) : finds;
      json_.key("help").begin_object().key("text").text(help).end_object();
      json_.key("properties").begin_object().key("tags").begin_array().text(id.substr(0, id.find('/'))).end_array();
      json_.end_object().end_object();
    }
    json_.end_array().end_object().end_object();
  }

  void location(const Span& span) {
    const Source& source = findings_.sources[span.source];
    const Position begin = source.position(span.begin);
    const Position end = source.position(span.end);
    json_.key("physicalLocation").begin_object();
    json_.key("artifactLocation").begin_object().key("uri").text(uri(source.name())).end_object();
    region("region", begin, end);
    json_.end_object();
  }

  void region(std::string_view name, const Position& begin, const Position& end) {
    json_.key(name).begin_object();
    json_.key("startLine").count(begin.line).key("startColumn").count(begin.column);
    json_.key("endLine").count(end.line).key("endColumn").count(end.column).end_object();
  }

  // The same for as long as the line and the finding in it are, and told apart from others that are just like it.
  std::string fingerprint(const Diagnostic& d) {
    const Source& source = findings_.sources[d.span.source];
    std::vector<std::string> parts{d.check, source.name(), trimmed(source.line(source.position(d.span.begin).line))};
    // One line has several clauses, each with two sides: a test for one of them must not make the rest look new. Their
    // messages say nothing that stands elsewhere.
    const CheckInfo* info = find_check(d.check);
    if (info != nullptr && info->tier == CheckInfo::Tier::kTests) parts.push_back(d.message);
    std::uint64_t hash = kFnvBegin;
    for (const std::string& part : parts)
      hash = fnv1a({part.c_str(), part.size() + 1}, hash);  // with the byte that ends it
    const std::string text = fmt::format("{:016x}", hash);
    return fmt::format("{}:{}", text, ++seen_[text]);
  }

  void result(const Diagnostic& d) {
    json_.begin_object().key("ruleId").text(d.check).key("ruleIndex").count(rule_index_[d.check]);
    json_.key("level").text(level(d.severity));
    json_.key("message").begin_object();
    json_.key("text").text(d.help.empty() ? d.message : d.message + " (" + d.help + ")").end_object();
    json_.key("locations").begin_array().begin_object();
    location(d.span);
    json_.end_object().end_array();
    if (!d.related.empty()) {
      json_.key("relatedLocations").begin_array();
      for (const RelatedSpan& related : d.related) {
        json_.begin_object();
        location(related.span);
        json_.key("message").begin_object().key("text").text(related.message).end_object().end_object();
      }
      json_.end_array();
    }
    json_.key("partialFingerprints").begin_object();
    json_.key("primaryLocationLineHash").text(fingerprint(d)).end_object();
    if (!d.fixes.empty()) fixes(d);
    json_.end_object();
  }

  void fixes(const Diagnostic& d) {
    json_.key("fixes").begin_array().begin_object();
    json_.key("artifactChanges").begin_array();
    for (const Fix& fix : d.fixes) {
      const Source& source = findings_.sources[fix.span.source];
      json_.begin_object().key("artifactLocation").begin_object().key("uri").text(uri(source.name())).end_object();
      json_.key("replacements").begin_array().begin_object();
      region("deletedRegion", source.position(fix.span.begin), source.position(fix.span.end));
      json_.key("insertedContent").begin_object().key("text").text(fix.replacement).end_object();
      json_.end_object().end_array().end_object();
    }
    json_.end_array().end_object().end_array();
  }

  const Findings& findings_;
  std::string out_;
  JsonWriter json_;
  std::map<std::string, std::size_t> rule_index_;
  std::map<std::string, int> seen_;
};

}  // namespace

std::string findings_as_sarif(const Findings& findings) { return Sarif{findings}.run(); }

}  // namespace leadline::cli
