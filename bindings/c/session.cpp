// SPDX-License-Identifier: Apache-2.0
// The C interface's session.
#include <optional>

#include "bindings/c/handles.hpp"
#include "bindings/session_words.hpp"

namespace leadline::c {

namespace {

SessionSettings settings_of(const leadline_session_options& options) {
  SessionSettings settings;
  if (options.source != nullptr) settings.source = options.source;
  settings.react_to_loaded = options.react_to_loaded != 0;
  settings.accept_new_rules = options.accept_new_rules != 0;
  return settings;
}

std::optional<RecordKind> kind_of(const char* word) {
  return word == nullptr ? std::nullopt : bindings::kind_of(std::string_view(word));
}

// A text into a caller's buffer.
int give_text(const std::optional<std::string>& value, char* text, std::size_t size, std::size_t* needed) {
  const Failure buffer(text, size);
  if (needed != nullptr) *needed = value ? value->size() : 0;
  if (!value) return 0;
  static_cast<void>(buffer.say(LEADLINE_OK, *value));
  return 1;
}

// For questions that have no room for an error: what cannot be answered is as if it were not there.
template <class Ask>
int answered(const Ask& ask) noexcept {
  try {
    return ask();
  } catch (...) {
    return 0;
  }
}

}  // namespace

}  // namespace leadline::c

using namespace leadline;
using namespace leadline::c;
using leadline::bindings::lines_of;

int leadline_session_new(const leadline_rules* rules, const leadline_session_options* options, leadline_session** out,
                         char* error, std::size_t error_size) {
  return leadline_session_restore(rules, nullptr, 0, options, out, error, error_size);
}

int leadline_session_restore(const leadline_rules* rules, const leadline_row* rows, std::size_t count,
                             const leadline_session_options* options, leadline_session** out, char* error,
                             std::size_t error_size) {
  const Failure failure(error, error_size);
  if (out == nullptr) return failure.null("out");
  *out = nullptr;
  if (rules == nullptr) return failure.null("rules");
  if (rows == nullptr && count > 0) return failure.null("rows");
  return guarded(failure, [&] {
    leadline_session_options given;
    if (!take_options(options, given)) return failure.say(LEADLINE_INVALID_ARGUMENT, kWrongOptions);
    if (count == 0) {
      *out = new leadline_session{Session(rules->set, settings_of(given))};
      return LEADLINE_OK;
    }
    std::vector<KeptRow> kept;
    for (std::size_t row = 0; row < count; ++row) {
      kept.push_back(
          {std::string(rows[row].key, rows[row].key_size), std::string(rows[row].value, rows[row].value_size)});
    }
    Result<Session> session = Session::restore(rules->set, kept, settings_of(given));
    if (!session) return failure.say(LEADLINE_FAILED, session.error().message);
    *out = new leadline_session{std::move(session).value()};
    return LEADLINE_OK;
  });
}

void leadline_session_free(leadline_session* session) { delete session; }

int leadline_session_apply(leadline_session* session, const char* lines, std::size_t lines_size, leadline_applied** out,
                           char* error, std::size_t error_size) {
  const Failure failure(error, error_size);
  if (out == nullptr) return failure.null("out");
  *out = nullptr;
  if (session == nullptr) return failure.null("session");
  if (lines == nullptr && lines_size > 0) return failure.null("lines");
  return guarded(failure, [&] {
    Applied applied = session->session.apply({lines, lines_size});
    *out = new leadline_applied{applied.events, lines_of(applied.decisions), std::move(applied.bad), {}};
    return LEADLINE_OK;
  });
}

int leadline_session_advance(leadline_session* session, std::int64_t until, leadline_applied** out, char* error,
                             std::size_t error_size) {
  const Failure failure(error, error_size);
  if (out == nullptr) return failure.null("out");
  *out = nullptr;
  if (session == nullptr) return failure.null("session");
  return guarded(failure, [&] {
    *out = new leadline_applied{0, lines_of(session->session.advance(until)), {}, {}};
    return LEADLINE_OK;
  });
}

int leadline_session_load(leadline_session* session, leadline_tables* tables, const leadline_load_options* options,
                          leadline_applied** out, char* error, std::size_t error_size) {
  const Failure failure(error, error_size);
  if (out == nullptr) return failure.null("out");
  *out = nullptr;
  if (session == nullptr) return failure.null("session");
  if (tables == nullptr) return failure.null("tables");
  return guarded(failure, [&] {
    leadline_load_options given;
    if (!take_options(options, given)) return failure.say(LEADLINE_INVALID_ARGUMENT, kWrongOptions);
    Result<Loaded> loaded = session->session.load(tables->tables, {given.at, given.bad_values_missing != 0});
    if (!loaded) return failure.say(LEADLINE_FAILED, loaded.error().message);
    *out = new leadline_applied{0, lines_of(loaded->decisions), {}, std::move(loaded->set_aside)};
    return LEADLINE_OK;
  });
}

void leadline_applied_free(leadline_applied* applied) { delete applied; }

std::uint64_t leadline_applied_events(const leadline_applied* applied) {
  return applied == nullptr ? 0 : applied->events;
}

std::size_t leadline_applied_decisions(const leadline_applied* applied) {
  return applied == nullptr ? 0 : applied->decisions.size();
}

const char* leadline_applied_decision(const leadline_applied* applied, std::size_t index) {
  return index >= leadline_applied_decisions(applied) ? nullptr : applied->decisions[index].c_str();
}

std::size_t leadline_applied_bad_lines(const leadline_applied* applied) {
  return applied == nullptr ? 0 : applied->bad.size();
}

int leadline_applied_bad_line(const leadline_applied* applied, std::size_t index, leadline_bad_line* out) {
  if (index >= leadline_applied_bad_lines(applied)) return LEADLINE_INVALID_ARGUMENT;
  const BadLine& bad = applied->bad[index];
  leadline_bad_line filled{};
  filled.line = bad.line;
  filled.key = bad.key.c_str();
  filled.value = bad.value.c_str();
  filled.reason = bad.reason.c_str();
  filled.text = bad.text.c_str();
  return give(out, filled);
}

std::size_t leadline_applied_set_aside_count(const leadline_applied* applied) {
  return applied == nullptr ? 0 : applied->set_aside.size();
}

int leadline_applied_set_aside(const leadline_applied* applied, std::size_t index, leadline_set_aside* out) {
  return applied == nullptr ? LEADLINE_INVALID_ARGUMENT : give_set_aside(applied->set_aside, index, out);
}

int leadline_session_clock(const leadline_session* session, std::int64_t* clock) {
  const std::optional<std::int64_t> time = session == nullptr ? std::nullopt : session->session.clock();
  if (time && clock != nullptr) *clock = *time;
  return time ? 1 : 0;
}

int leadline_session_has(const leadline_session* session, const char* kind, const char* id) {
  const std::optional<RecordKind> record = kind_of(kind);
  if (session == nullptr || !record || id == nullptr) return 0;
  return answered([&] { return session->session.has(*record, id) ? 1 : 0; });
}

int leadline_session_score(const leadline_session* session, const char* kind, const char* id, const char* model,
                           std::int64_t* micros) {
  const std::optional<RecordKind> record = kind_of(kind);
  if (session == nullptr || !record || id == nullptr || model == nullptr) return 0;
  return answered([&] {
    const std::optional<Decimal> score = session->session.score(*record, id, model);
    if (score && micros != nullptr) *micros = score->micros;
    return score ? 1 : 0;
  });
}

int leadline_session_stage(const leadline_session* session, const char* kind, const char* id, char* text,
                           std::size_t size, std::size_t* needed) {
  return answered([&] {
    const std::optional<RecordKind> record = kind_of(kind);
    if (session == nullptr || !record || id == nullptr) return give_text(std::nullopt, text, size, needed);
    std::string stage = session->session.stage(*record, id);
    return give_text(stage.empty() ? std::nullopt : std::optional(std::move(stage)), text, size, needed);
  });
}

int leadline_session_field(const leadline_session* session, const char* kind, const char* id, const char* field,
                           char* text, std::size_t size, std::size_t* needed) {
  return answered([&] {
    const std::optional<RecordKind> record = kind_of(kind);
    if (session == nullptr || !record || id == nullptr || field == nullptr) {
      return give_text(std::nullopt, text, size, needed);
    }
    return give_text(session->session.field(*record, id, field), text, size, needed);
  });
}

int leadline_session_results(const leadline_session* session, std::uint32_t reasons, leadline_scores** out, char* error,
                             std::size_t error_size) {
  const Failure failure(error, error_size);
  if (out == nullptr) return failure.null("out");
  *out = nullptr;
  if (session == nullptr) return failure.null("session");
  return guarded(failure, [&] {
    auto scores = std::make_unique<leadline_scores>();
    scores->tables = shared_tables(session->session.results(reasons));
    *out = scores.release();
    return LEADLINE_OK;
  });
}

int leadline_session_changes(leadline_session* session, leadline_rows** out, char* error, std::size_t error_size) {
  const Failure failure(error, error_size);
  if (out == nullptr) return failure.null("out");
  *out = nullptr;
  if (session == nullptr) return failure.null("session");
  return guarded(failure, [&] {
    auto rows = std::make_unique<leadline_rows>();
    rows->kept = session->session.changes();
    for (const KeptRow& row : rows->kept) {
      rows->rows.push_back({row.key.c_str(), row.key.size(), row.value.c_str(), row.value.size()});
    }
    *out = rows.release();
    return LEADLINE_OK;
  });
}

std::size_t leadline_rows_count(const leadline_rows* rows) { return rows == nullptr ? 0 : rows->rows.size(); }

const leadline_row* leadline_rows_get(const leadline_rows* rows, std::size_t index) {
  return index >= leadline_rows_count(rows) ? nullptr : &rows->rows[index];
}

void leadline_rows_free(leadline_rows* rows) { delete rows; }
