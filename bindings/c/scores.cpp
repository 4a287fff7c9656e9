// SPDX-License-Identifier: Apache-2.0
// The C interface's tables and scores.
#include "bindings/c/handles.hpp"

namespace leadline::c {

int give_set_aside(const std::vector<SetAside>& rows, std::size_t index, leadline_set_aside* out) {
  if (index >= rows.size()) return LEADLINE_INVALID_ARGUMENT;
  const SetAside& row = rows[index];
  leadline_set_aside filled{};
  filled.table = row.table.c_str();
  filled.row = row.row;
  filled.column = row.column.c_str();
  filled.value = row.value.c_str();
  filled.reason = row.reason.c_str();
  return give(out, filled);
}

std::vector<std::shared_ptr<const ResultTable>> shared_tables(std::vector<ResultTable> tables) {
  std::vector<std::shared_ptr<const ResultTable>> shared;
  for (ResultTable& table : tables) shared.push_back(std::make_shared<const ResultTable>(std::move(table)));
  return shared;
}

namespace {

const std::shared_ptr<const ResultTable>* find(const leadline_scores* scores, const char* kind) {
  if (scores == nullptr || kind == nullptr) return nullptr;
  for (const std::shared_ptr<const ResultTable>& table : scores->tables) {
    if (table->kind == kind) return &table;
  }
  return nullptr;
}

}  // namespace

}  // namespace leadline::c

using namespace leadline;
using namespace leadline::c;

int leadline_tables_new(leadline_tables** out, char* error, std::size_t error_size) {
  const Failure failure(error, error_size);
  if (out == nullptr) return failure.null("out");
  *out = nullptr;
  return guarded(failure, [&] {
    *out = new leadline_tables;
    return LEADLINE_OK;
  });
}

int leadline_tables_add_stream(leadline_tables* tables, const char* kind, ArrowArrayStream* stream, char* error,
                               std::size_t error_size) {
  const Failure failure(error, error_size);
  if (tables == nullptr) return failure.null("tables");
  if (kind == nullptr) return failure.null("kind");
  if (stream == nullptr) return failure.null("stream");
  if (stream->release == nullptr) {
    return failure.say(LEADLINE_INVALID_ARGUMENT, "`stream` has been released or taken over already");
  }
  return guarded(failure, [&] {
    tables->tables.add_arrow(kind, stream);
    return LEADLINE_OK;
  });
}

int leadline_tables_add_batch(leadline_tables* tables, const char* kind, ArrowSchema* schema, ArrowArray* array,
                              char* error, std::size_t error_size) {
  const Failure failure(error, error_size);
  if (tables == nullptr) return failure.null("tables");
  if (kind == nullptr) return failure.null("kind");
  if (schema == nullptr) return failure.null("schema");
  if (array == nullptr) return failure.null("array");
  if (schema->release == nullptr || array->release == nullptr) {
    return failure.say(LEADLINE_INVALID_ARGUMENT, "`schema` or `array` has been released or taken over already");
  }
  return guarded(failure, [&] {
    ArrowArrayStream stream;
    stream_of(schema, array, &stream);
    tables->tables.add_arrow(kind, &stream);
    return LEADLINE_OK;
  });
}

void leadline_tables_free(leadline_tables* tables) { delete tables; }

int leadline_score(const leadline_rules* rules, leadline_tables* tables, const leadline_score_options* options,
                   leadline_scores** out, char* error, std::size_t error_size) {
  const Failure failure(error, error_size);
  if (out == nullptr) return failure.null("out");
  *out = nullptr;
  if (rules == nullptr) return failure.null("rules");
  if (tables == nullptr) return failure.null("tables");
  return guarded(failure, [&] {
    leadline_score_options given;
    if (!take_options(options, given)) return failure.say(LEADLINE_INVALID_ARGUMENT, kWrongOptions);
    ScoreSettings settings;
    settings.as_of = given.as_of;
    settings.threads = given.threads;
    settings.reasons = given.reasons;
    settings.bad_values_missing = given.bad_values_missing != 0;
    Result<Scores> scores = rules->set.score(tables->tables, settings);
    if (!scores) return failure.say(LEADLINE_FAILED, scores.error().message);
    *out = new leadline_scores{shared_tables(std::move(scores->tables)), std::move(scores->set_aside),
                               std::move(scores->ignored_columns), scores->dangling_links, scores->orphan_leads};
    return LEADLINE_OK;
  });
}

void leadline_scores_free(leadline_scores* scores) { delete scores; }

std::size_t leadline_scores_kinds(const leadline_scores* scores) {
  return scores == nullptr ? 0 : scores->tables.size();
}

const char* leadline_scores_kind(const leadline_scores* scores, std::size_t index) {
  return index >= leadline_scores_kinds(scores) ? nullptr : scores->tables[index]->kind.c_str();
}

std::size_t leadline_scores_rows(const leadline_scores* scores, const char* kind) {
  const std::shared_ptr<const ResultTable>* const table = find(scores, kind);
  return table == nullptr ? 0 : (*table)->rows;
}

int leadline_scores_export(const leadline_scores* scores, const char* kind, const leadline_export_options* options,
                           ArrowArrayStream* out, char* error, std::size_t error_size) {
  const Failure failure(error, error_size);
  if (out == nullptr) return failure.null("out");
  *out = ArrowArrayStream{};
  if (scores == nullptr) return failure.null("scores");
  if (kind == nullptr) return failure.null("kind");
  return guarded(failure, [&] {
    leadline_export_options given;
    if (!take_options(options, given)) return failure.say(LEADLINE_INVALID_ARGUMENT, kWrongOptions);
    const std::shared_ptr<const ResultTable>* const table = find(scores, kind);
    if (table == nullptr) {
      return failure.say(LEADLINE_INVALID_ARGUMENT, '`' + std::string(kind) + "` was not scored by these rules");
    }
    ArrowExport own;
    own.doubles = given.doubles != 0;
    export_arrow(*table, out, own);
    return LEADLINE_OK;
  });
}

std::size_t leadline_scores_set_aside_count(const leadline_scores* scores) {
  return scores == nullptr ? 0 : scores->set_aside.size();
}

int leadline_scores_set_aside(const leadline_scores* scores, std::size_t index, leadline_set_aside* out) {
  return scores == nullptr ? LEADLINE_INVALID_ARGUMENT : give_set_aside(scores->set_aside, index, out);
}

const char* leadline_scores_ignored_column(const leadline_scores* scores, std::size_t index) {
  return scores == nullptr || index >= scores->ignored_columns.size() ? nullptr
                                                                      : scores->ignored_columns[index].c_str();
}

std::uint64_t leadline_scores_dangling_links(const leadline_scores* scores) {
  return scores == nullptr ? 0 : scores->dangling_links;
}

std::uint64_t leadline_scores_orphan_leads(const leadline_scores* scores) {
  return scores == nullptr ? 0 : scores->orphan_leads;
}
