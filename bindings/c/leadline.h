/* SPDX-License-Identifier: Apache-2.0
 * Leadline for C: compile rules, score Apache Arrow tables, run a lifecycle. C99.
 *
 *     char error[LEADLINE_ERROR_SIZE];
 *     leadline_rules *rules = NULL;
 *     if (leadline_compile_file("spring.lead", NULL, NULL, &rules, error, sizeof error) != LEADLINE_OK) puts(error);
 *
 * - Everything that a function gives by `**out` is the caller's, who frees it with the function of its name; NULL is
 *   freed too. Nothing else is: a `const char *` lives as long as the object that it was asked of and is not changed.
 * - Functions that can fail return a code, LEADLINE_OK or another, and write why into `error`, a buffer of the caller
 *   with `error_size` bytes, always ended by a zero byte and cut between characters. It may be NULL with size 0. On
 *   failure `*out` is NULL.
 * - Options are structs that begin with their own size: `leadline_score_options options = {sizeof options}` leaves all
 *   else at its default. A library that knows more members than the caller was compiled with takes their defaults; one
 *   that knows fewer refuses a struct whose further members are not all zero. NULL stands for the defaults.
 * - Texts are UTF-8. Times are milliseconds since 1970 in UTC. Numbers are millionths, exactly.
 * - Rules never change and may be used by several threads at once. Everything else belongs to one thread at a time.
 */
#ifndef LEADLINE_H
#define LEADLINE_H

#include <stddef.h>
#include <stdint.h>

#include "leadline/arrow_abi.h"

#define LEADLINE_VERSION_MAJOR 0
#define LEADLINE_VERSION_MINOR 1
#define LEADLINE_VERSION_PATCH 0
#define LEADLINE_VERSION_STRING "0.1.0"

/* Room for every message that is worth reading. */
#define LEADLINE_ERROR_SIZE 1024

#if defined(LEADLINE_C_BUILD)
#define LEADLINE_API __attribute__((visibility("default")))
#else
#define LEADLINE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* --- codes ------------------------------------------------------------------------------------------------------ */

#define LEADLINE_OK 0
#define LEADLINE_INVALID_ARGUMENT 1 /* a pointer that must not be NULL, a word or struct that the library does not know */
#define LEADLINE_WRONG_RULES 2      /* the rules have errors: the diagnostics say which */
#define LEADLINE_FAILED 3           /* the call could not do its job: a table without ids, a column of the wrong type */
#define LEADLINE_OUT_OF_MEMORY 4

/* The version of the library that is loaded, as the macros name that of this header. */
LEADLINE_API const char *leadline_version(void);
LEADLINE_API void leadline_version_numbers(int *major, int *minor, int *patch);

/* --- rules ------------------------------------------------------------------------------------------------------ */

typedef struct leadline_rules leadline_rules;
typedef struct leadline_diagnostics leadline_diagnostics;

typedef struct leadline_compile_options {
  size_t size;
  const char *stock_folder; /* where `use "standard"` is looked for; NULL: where it was installed */
} leadline_compile_options;

/* Compiles a file and all that it uses, or a text whose `name` stands in messages. `diagnostics` (which may be NULL if
 * they do not matter) gets all findings, of right rules too. With errors the code is LEADLINE_WRONG_RULES and the error
 * text is the first of them. */
LEADLINE_API int leadline_compile_file(const char *path, const leadline_compile_options *options,
                                       leadline_diagnostics **diagnostics, leadline_rules **out, char *error,
                                       size_t error_size);
LEADLINE_API int leadline_compile_text(const char *name, const char *text, size_t text_size,
                                       const leadline_compile_options *options, leadline_diagnostics **diagnostics,
                                       leadline_rules **out, char *error, size_t error_size);
LEADLINE_API void leadline_rules_free(leadline_rules *rules);

/* The names of the models, in the order in which they are written; NULL behind the last. */
LEADLINE_API size_t leadline_rules_models(const leadline_rules *rules);
LEADLINE_API const char *leadline_rules_model(const leadline_rules *rules, size_t index);

#define LEADLINE_ERROR 0
#define LEADLINE_WARNING 1
#define LEADLINE_HINT 2

typedef struct leadline_diagnostic {
  size_t size;
  int severity;
  const char *check; /* the stable id: `name/unknown` */
  const char *file;
  uint32_t line, column; /* from 1; the column counts code points */
  uint32_t end_line, end_column;
  const char *message; /* what was found */
  const char *help;    /* what would be right; may be empty */
  const char *pretty;  /* all of it with the source line and a caret, for people */
} leadline_diagnostic;

LEADLINE_API size_t leadline_diagnostics_count(const leadline_diagnostics *diagnostics);
/* Fills the members that `out->size` has room for. */
LEADLINE_API int leadline_diagnostics_get(const leadline_diagnostics *diagnostics, size_t index,
                                          leadline_diagnostic *out);
LEADLINE_API void leadline_diagnostics_free(leadline_diagnostics *diagnostics);

/* --- tables in -------------------------------------------------------------------------------------------------- */

typedef struct leadline_tables leadline_tables;

LEADLINE_API int leadline_tables_new(leadline_tables **out, char *error, size_t error_size);
/* Adds a table: `contacts`, `accounts`, `leads`, `opportunities`, `users`, a kind of interaction (`page_visit`),
 * `interactions` with a column `kind`, or a `source` of the rules. The stream is taken over (its `release` becomes NULL)
 * unless the call fails, and read once, by the first call that is given the tables. Which types go where:
 * docs/embedding.md. */
LEADLINE_API int leadline_tables_add_stream(leadline_tables *tables, const char *kind, struct ArrowArrayStream *stream,
                                            char *error, size_t error_size);
/* The same with a single record batch: a struct array and its schema, which are taken over. */
LEADLINE_API int leadline_tables_add_batch(leadline_tables *tables, const char *kind, struct ArrowSchema *schema,
                                           struct ArrowArray *array, char *error, size_t error_size);
LEADLINE_API void leadline_tables_free(leadline_tables *tables);

/* --- scores ----------------------------------------------------------------------------------------------------- */

typedef struct leadline_scores leadline_scores;

typedef struct leadline_score_options {
  size_t size;
  int64_t as_of;              /* the time as of which is scored */
  uint32_t threads;           /* 0: as many as the machine has; the result never depends on it */
  uint32_t reasons;           /* how many of the strongest reasons to put into the column `reasons`; 0: no such column */
  int32_t bad_values_missing; /* keep a row with a bad value and leave the value out; else the row is set aside */
} leadline_score_options;

LEADLINE_API int leadline_score(const leadline_rules *rules, leadline_tables *tables,
                                const leadline_score_options *options, leadline_scores **out, char *error,
                                size_t error_size);
LEADLINE_API void leadline_scores_free(leadline_scores *scores);

/* The kinds of record that were scored: `contact`, `lead`, …; NULL behind the last. */
LEADLINE_API size_t leadline_scores_kinds(const leadline_scores *scores);
LEADLINE_API const char *leadline_scores_kind(const leadline_scores *scores, size_t index);
LEADLINE_API size_t leadline_scores_rows(const leadline_scores *scores, const char *kind);

typedef struct leadline_export_options {
  size_t size;
  int32_t doubles; /* numbers as float64, the nearest there is, instead of decimal128(19, 6), which is exact */
} leadline_export_options;

/* The results of a kind, rows by id, as a stream of record batches: `id`, `stage`, the thresholds, for each model
 * `MODEL.score`, `MODEL.grade`, `MODEL.GROUP`, and `reasons` if they were asked for. May be called any number of times;
 * the stream is the caller's and outlives the scores. */
LEADLINE_API int leadline_scores_export(const leadline_scores *scores, const char *kind,
                                        const leadline_export_options *options, struct ArrowArrayStream *out,
                                        char *error, size_t error_size);

/* A row that was set aside, or with bad_values_missing a value that was left out. */
typedef struct leadline_set_aside {
  size_t size;
  const char *table;
  uint64_t row;       /* from 0 */
  const char *column; /* empty: the row as a whole */
  const char *value;
  const char *reason;
} leadline_set_aside;

LEADLINE_API size_t leadline_scores_set_aside_count(const leadline_scores *scores);
LEADLINE_API int leadline_scores_set_aside(const leadline_scores *scores, size_t index, leadline_set_aside *out);
/* Columns that fit no field: `contacts.fax`; NULL behind the last. */
LEADLINE_API const char *leadline_scores_ignored_column(const leadline_scores *scores, size_t index);
LEADLINE_API uint64_t leadline_scores_dangling_links(const leadline_scores *scores);
LEADLINE_API uint64_t leadline_scores_orphan_leads(const leadline_scores *scores);

/* --- a running lifecycle ---------------------------------------------------------------------------------------- */

typedef struct leadline_session leadline_session;
typedef struct leadline_applied leadline_applied;

typedef struct leadline_session_options {
  size_t size;
  const char *source;       /* where events come from that do not say it themselves; NULL: nothing */
  int32_t react_to_loaded;  /* treat loaded records as if they had just come in */
  int32_t accept_new_rules; /* for restore: take rows that were kept under other rules */
} leadline_session_options;

LEADLINE_API int leadline_session_new(const leadline_rules *rules, const leadline_session_options *options,
                                      leadline_session **out, char *error, size_t error_size);
LEADLINE_API void leadline_session_free(leadline_session *session);

/* Does events: NDJSON, one object a line, as `leadline run` reads them. */
LEADLINE_API int leadline_session_apply(leadline_session *session, const char *lines, size_t lines_size,
                                        leadline_applied **out, char *error, size_t error_size);
/* Lets time pass up to and with `until`. */
LEADLINE_API int leadline_session_advance(leadline_session *session, int64_t until, leadline_applied **out, char *error,
                                          size_t error_size);

typedef struct leadline_load_options {
  size_t size;
  int64_t at; /* the moment at which the records are as they are */
  int32_t bad_values_missing;
} leadline_load_options;

/* Takes records and interactions as they stand. On failure nothing was done. */
LEADLINE_API int leadline_session_load(leadline_session *session, leadline_tables *tables,
                                       const leadline_load_options *options, leadline_applied **out, char *error,
                                       size_t error_size);

/* What an apply, advance or load brought. */
LEADLINE_API void leadline_applied_free(leadline_applied *applied);
/* How many lines were events. */
LEADLINE_API uint64_t leadline_applied_events(const leadline_applied *applied);
/* The decisions in their order, each the line of JSON that `leadline run` writes; NULL behind the last. */
LEADLINE_API size_t leadline_applied_decisions(const leadline_applied *applied);
LEADLINE_API const char *leadline_applied_decision(const leadline_applied *applied, size_t index);

/* A line that is no event, of which nothing was done. */
typedef struct leadline_bad_line {
  size_t size;
  uint64_t line; /* from 1 */
  const char *key, *value, *reason, *text;
} leadline_bad_line;

LEADLINE_API size_t leadline_applied_bad_lines(const leadline_applied *applied);
LEADLINE_API int leadline_applied_bad_line(const leadline_applied *applied, size_t index, leadline_bad_line *out);
LEADLINE_API size_t leadline_applied_set_aside_count(const leadline_applied *applied);
LEADLINE_API int leadline_applied_set_aside(const leadline_applied *applied, size_t index, leadline_set_aside *out);

/* The latest time seen. 0, with `clock` untouched, before the first event; else 1. */
LEADLINE_API int leadline_session_clock(const leadline_session *session, int64_t *clock);
/* 1 if there is a record; `kind` is `contact`, `lead`, … */
LEADLINE_API int leadline_session_has(const leadline_session *session, const char *kind, const char *id);
/* 1 if a model scores the record, with `micros` its score in millionths; else 0. */
LEADLINE_API int leadline_session_score(const leadline_session *session, const char *kind, const char *id,
                                        const char *model, int64_t *micros);
/* The stage of a record, and a field as JSON, as a text of `needed` bytes without the zero byte; what fits `size` bytes
 * with it is written. 1 if there is one, else 0 and an empty text. */
LEADLINE_API int leadline_session_stage(const leadline_session *session, const char *kind, const char *id, char *text,
                                        size_t size, size_t *needed);
LEADLINE_API int leadline_session_field(const leadline_session *session, const char *kind, const char *id,
                                        const char *field, char *text, size_t size, size_t *needed);
/* Scores of all records as of the clock. */
LEADLINE_API int leadline_session_results(const leadline_session *session, uint32_t reasons, leadline_scores **out,
                                          char *error, size_t error_size);

/* A piece of a session's state: texts in UTF-8. An empty value: the key is gone. */
typedef struct leadline_row {
  const char *key;
  size_t key_size;
  const char *value;
  size_t value_size;
} leadline_row;

typedef struct leadline_rows leadline_rows;

/* What changed since it was last asked for; for a new session everything. To be kept under its keys. */
LEADLINE_API int leadline_session_changes(leadline_session *session, leadline_rows **out, char *error,
                                          size_t error_size);
LEADLINE_API size_t leadline_rows_count(const leadline_rows *rows);
LEADLINE_API const leadline_row *leadline_rows_get(const leadline_rows *rows, size_t index);
LEADLINE_API void leadline_rows_free(leadline_rows *rows);

/* A session that goes on where another stood when its rows were kept: all rows that were given, in that order, or the
 * last of each key in any order. */
LEADLINE_API int leadline_session_restore(const leadline_rules *rules, const leadline_row *rows, size_t count,
                                          const leadline_session_options *options, leadline_session **out, char *error,
                                          size_t error_size);

#ifdef __cplusplus
}
#endif

#endif
