// SPDX-License-Identifier: Apache-2.0
// The C interface's rules and diagnostics, and how failures are said.
#include <algorithm>

#include "bindings/c/handles.hpp"

namespace leadline::c {

int Failure::say(int code, std::string_view message) const {
  if (text_ == nullptr || size_ == 0) return code;
  std::size_t length = std::min(message.size(), size_ - 1);
  if (length < message.size()) {
    while (length > 0 && (static_cast<unsigned char>(message[length]) & 0xC0U) == 0x80U) --length;
  }
  std::memcpy(text_, message.data(), length);
  text_[length] = '\0';
  return code;
}

int Failure::null(std::string_view argument) const {
  return say(LEADLINE_INVALID_ARGUMENT, '`' + std::string(argument) + "` must not be NULL");
}

bool rest_is_zero(const void* options, std::size_t known, std::size_t size) {
  const auto* const bytes = static_cast<const unsigned char*>(options);
  return size <= known || std::all_of(bytes + known, bytes + size, [](unsigned char byte) { return byte == 0; });
}

namespace {

int finish(Compilation compilation, leadline_diagnostics** diagnostics, leadline_rules** out, const Failure& failure) {
  const auto first = std::find_if(compilation.diagnostics.begin(), compilation.diagnostics.end(),
                                  [](const Diagnostic& one) { return one.severity == Severity::kError; });
  int code = LEADLINE_OK;
  std::unique_ptr<leadline_rules> rules;
  if (compilation.rules) {
    rules = std::make_unique<leadline_rules>(leadline_rules{*compilation.rules, compilation.rules->models()});
  } else {
    code = failure.say(LEADLINE_WRONG_RULES, first == compilation.diagnostics.end()
                                                 ? std::string("the rules could not be compiled")
                                                 : format_compact(compilation.sources, *first));
  }
  if (diagnostics != nullptr) {
    auto given = std::make_unique<leadline_diagnostics>();
    for (const Diagnostic& one : compilation.diagnostics) {
      given->pretty.push_back(format_pretty(compilation.sources, one));
    }
    given->sources = std::move(compilation.sources);
    given->found = std::move(compilation.diagnostics);
    *diagnostics = given.release();
  }
  *out = rules.release();
  return code;
}

// `missing`: an argument that must not be NULL and is, or nullptr.
template <class Compile>
int compile(const char* missing, const leadline_compile_options* given, leadline_diagnostics** diagnostics,
            leadline_rules** out, const Failure& failure, const Compile& compile_with) {
  if (diagnostics != nullptr) *diagnostics = nullptr;
  if (out == nullptr) return failure.null("out");
  *out = nullptr;
  if (missing != nullptr) return failure.null(missing);
  return guarded(failure, [&] {
    leadline_compile_options options;
    if (!take_options(given, options)) return failure.say(LEADLINE_INVALID_ARGUMENT, kWrongOptions);
    CompileOptions own;
    if (options.stock_folder != nullptr) own.stock_folder = options.stock_folder;
    return finish(compile_with(own), diagnostics, out, failure);
  });
}

}  // namespace

}  // namespace leadline::c

using namespace leadline;
using namespace leadline::c;

const char* leadline_version() { return leadline::version().data(); }

void leadline_version_numbers(int* major, int* minor, int* patch) {
  if (major != nullptr) *major = LEADLINE_VERSION_MAJOR;
  if (minor != nullptr) *minor = LEADLINE_VERSION_MINOR;
  if (patch != nullptr) *patch = LEADLINE_VERSION_PATCH;
}

int leadline_compile_file(const char* path, const leadline_compile_options* options, leadline_diagnostics** diagnostics,
                          leadline_rules** out, char* error, std::size_t error_size) {
  const Failure failure(error, error_size);
  return compile(path == nullptr ? "path" : nullptr, options, diagnostics, out, failure,
                 [&](const CompileOptions& own) { return RuleSet::from_file(path, own); });
}

int leadline_compile_text(const char* name, const char* text, std::size_t text_size,
                          const leadline_compile_options* options, leadline_diagnostics** diagnostics,
                          leadline_rules** out, char* error, std::size_t error_size) {
  const Failure failure(error, error_size);
  const char* const missing = name == nullptr ? "name" : text == nullptr ? "text" : nullptr;
  return compile(missing, options, diagnostics, out, failure, [&](const CompileOptions& own) {
    return RuleSet::from_text(name, std::string(text, text_size), own);
  });
}

void leadline_rules_free(leadline_rules* rules) { delete rules; }

std::size_t leadline_rules_models(const leadline_rules* rules) { return rules == nullptr ? 0 : rules->models.size(); }

const char* leadline_rules_model(const leadline_rules* rules, std::size_t index) {
  return rules == nullptr || index >= rules->models.size() ? nullptr : rules->models[index].c_str();
}

std::size_t leadline_diagnostics_count(const leadline_diagnostics* diagnostics) {
  return diagnostics == nullptr ? 0 : diagnostics->found.size();
}

int leadline_diagnostics_get(const leadline_diagnostics* diagnostics, std::size_t index, leadline_diagnostic* out) {
  if (index >= leadline_diagnostics_count(diagnostics)) return LEADLINE_INVALID_ARGUMENT;
  const Diagnostic& one = diagnostics->found[index];
  const Source& source = diagnostics->sources[one.span.source];
  const Position begin = source.position(one.span.begin);
  const Position end = source.position(one.span.end);
  leadline_diagnostic filled{};
  switch (one.severity) {
    case Severity::kError:
      filled.severity = LEADLINE_ERROR;
      break;
    case Severity::kWarning:
      filled.severity = LEADLINE_WARNING;
      break;
    case Severity::kHint:
      filled.severity = LEADLINE_HINT;
      break;
  }
  filled.check = one.check.c_str();
  filled.file = source.name().c_str();
  filled.line = begin.line;
  filled.column = begin.column;
  filled.end_line = end.line;
  filled.end_column = end.column;
  filled.message = one.message.c_str();
  filled.help = one.help.c_str();
  filled.pretty = diagnostics->pretty[index].c_str();
  return give(out, filled);
}

void leadline_diagnostics_free(leadline_diagnostics* diagnostics) { delete diagnostics; }
