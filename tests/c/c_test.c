/* SPDX-License-Identifier: Apache-2.0
 * The whole C interface from C99. Prints what is wrong and gives 1; with a leak checker, every way of owning things. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrow_batch.h"
#include "leadline.h"

static int failures = 0;

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: %s\n  error: %s\n", __FILE__, __LINE__, #condition, error); \
      ++failures;                                                              \
    }                                                                          \
  } while (0)

static char error[LEADLINE_ERROR_SIZE];

static const char RULES[] =
    "record contact { job_title text  budget number }\n"
    "record lead { campaign text }\n"
    "interaction page_visit { page text }\n"
    "model spring \"Spring launch\" {\n"
    "  scores lead\n"
    "  \"Decision maker\"     +20   when contact.job_title contains word any [\"director\", \"VP\"]\n"
    "  \"Looked at pricing\"  +5.5  per page_visit where page = \"pricing\" within 30 days\n"
    "  grade \"A\" when score >= 25\n"
    "  grade \"B\" otherwise\n"
    "  threshold sales_ready at 25\n"
    "}\n"
    "process sales \"Sales\" for lead {\n"
    "  stage inquiry \"Inquiry\" { go to acceptance when sales_ready }\n"
    "  stage acceptance \"Acceptance\" { on enter task \"Call about {lead.campaign}\" for \"sales\" }\n"
    "}\n";

static const int64_t JULY = 1782864000000; /* 2026-07-01 */
static const int64_t DAY = 86400000;

static leadline_rules *compiled(void) {
  leadline_rules *rules = NULL;
  CHECK(leadline_compile_text("spring.lead", RULES, strlen(RULES), NULL, NULL, &rules, error, sizeof error) ==
        LEADLINE_OK);
  return rules;
}

static void test_version(void) {
  int major = -1, minor = -1, patch = -1;
  leadline_version_numbers(&major, &minor, &patch);
  leadline_version_numbers(NULL, NULL, NULL);
  CHECK(major == LEADLINE_VERSION_MAJOR && minor == LEADLINE_VERSION_MINOR && patch == LEADLINE_VERSION_PATCH);
  CHECK(strcmp(leadline_version(), LEADLINE_VERSION_STRING) == 0);
}

static void test_compile(void) {
  static const char wrong[] = "record contact { name text }\nmodel m \"M\" {\n  scores contact\n  \"A\" +1 when contact.nam = \"x\"\n}\n";
  struct {
    leadline_compile_options known;
    int64_t further;
  } newer;
  leadline_compile_options none;
  leadline_rules *rules = NULL;
  leadline_diagnostics *diagnostics = NULL;
  leadline_diagnostic found = {sizeof found, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  struct {
    size_t size;
    int severity;
  } older = {sizeof older, -1};
  char small[8];

  rules = compiled();
  CHECK(leadline_rules_models(rules) == 1);
  CHECK(strcmp(leadline_rules_model(rules, 0), "spring") == 0);
  CHECK(leadline_rules_model(rules, 1) == NULL);
  leadline_rules_free(rules);

  CHECK(leadline_compile_text("wrong.lead", wrong, strlen(wrong), NULL, &diagnostics, &rules, error, sizeof error) ==
        LEADLINE_WRONG_RULES);
  CHECK(rules == NULL);
  CHECK(strstr(error, "wrong.lead:4:") == error && strstr(error, "`nam`") != NULL);
  CHECK(leadline_diagnostics_count(diagnostics) >= 1);
  CHECK(leadline_diagnostics_get(diagnostics, 0, &found) == LEADLINE_OK);
  CHECK(found.severity == LEADLINE_ERROR && found.line == 4 && found.column > 1 && found.end_column > found.column);
  CHECK(strcmp(found.file, "wrong.lead") == 0 && strchr(found.check, '/') != NULL);
  CHECK(strstr(found.message, "`nam`") != NULL && strchr(found.pretty, '^') != NULL);
  CHECK(strstr(found.help, "name") != NULL);
  CHECK(leadline_diagnostics_get(diagnostics, 99, &found) == LEADLINE_INVALID_ARGUMENT);
  /* A caller that was compiled with fewer members. */
  CHECK(leadline_diagnostics_get(diagnostics, 0, (leadline_diagnostic *)(void *)&older) == LEADLINE_OK);
  CHECK(older.severity == LEADLINE_ERROR && older.size == sizeof older);
  leadline_diagnostics_free(diagnostics);

  /* A message that does not fit is cut, and none is needed. */
  CHECK(leadline_compile_text("wrong.lead", wrong, strlen(wrong), NULL, NULL, &rules, small, sizeof small) ==
        LEADLINE_WRONG_RULES);
  CHECK(strcmp(small, "wrong.l") == 0);
  CHECK(leadline_compile_text("wrong.lead", wrong, strlen(wrong), NULL, NULL, &rules, NULL, 0) ==
        LEADLINE_WRONG_RULES);

  CHECK(leadline_compile_file("/no/such/file.lead", NULL, &diagnostics, &rules, error, sizeof error) ==
        LEADLINE_WRONG_RULES);
  CHECK(strstr(error, "/no/such/file.lead") != NULL && rules == NULL);
  CHECK(leadline_diagnostics_count(diagnostics) == 1);
  leadline_diagnostics_free(diagnostics);

  /* A caller that knows of more: fine as long as it wants none of it. */
  memset(&newer, 0, sizeof newer);
  newer.known.size = sizeof newer;
  CHECK(leadline_compile_text("spring.lead", RULES, strlen(RULES), &newer.known, NULL, &rules, error, sizeof error) ==
        LEADLINE_OK);
  leadline_rules_free(rules);
  newer.further = 1;
  CHECK(leadline_compile_text("spring.lead", RULES, strlen(RULES), &newer.known, NULL, &rules, error, sizeof error) ==
        LEADLINE_INVALID_ARGUMENT);
  CHECK(rules == NULL);
  memset(&none, 0, sizeof none);
  CHECK(leadline_compile_text("spring.lead", RULES, strlen(RULES), &none, NULL, &rules, error, sizeof error) ==
        LEADLINE_INVALID_ARGUMENT);

  CHECK(leadline_compile_text(NULL, RULES, strlen(RULES), NULL, NULL, &rules, error, sizeof error) ==
        LEADLINE_INVALID_ARGUMENT);
  CHECK(strcmp(error, "`name` must not be NULL") == 0);
  CHECK(leadline_compile_file(NULL, NULL, NULL, &rules, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  diagnostics = (leadline_diagnostics *)&newer;
  CHECK(leadline_compile_file(NULL, NULL, &diagnostics, &rules, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(diagnostics == NULL);
  CHECK(leadline_compile_file("x", NULL, NULL, NULL, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(leadline_rules_models(NULL) == 0 && leadline_rules_model(NULL, 0) == NULL);
  CHECK(leadline_diagnostics_count(NULL) == 0);
  CHECK(leadline_diagnostics_get(NULL, 0, &found) == LEADLINE_INVALID_ARGUMENT);
  leadline_rules_free(NULL);
  leadline_diagnostics_free(NULL);
}

static void add(leadline_tables *tables, const char *kind, const batch_column *columns, int64_t n, int64_t rows) {
  struct ArrowSchema schema;
  struct ArrowArray array;
  make_batch(columns, n, rows, &schema, &array);
  CHECK(leadline_tables_add_batch(tables, kind, &schema, &array, error, sizeof error) == LEADLINE_OK);
  CHECK(schema.release == NULL && array.release == NULL);
}

static leadline_tables *filled(void) {
  static const char *const contact_ids[] = {"ana", "ben", ""};
  static const char *const titles[] = {"VP Sales", "Student", "Nobody"};
  static const char *const lead_ids[] = {"l1", "l2"};
  static const char *const lead_contacts[] = {"ana", "ben"};
  static const char *const campaigns[] = {"spring", "sp\xC3\xA4t"};
  static const char *const pages[] = {"pricing", "pricing", "home"};
  static const char *const visitors[] = {"ana", "ana", "ben"};
  static int64_t times[3];
  static const int64_t ages[] = {1, 2, 3};
  const batch_column contacts[] = {{"id", contact_ids, NULL, NULL}, {"Job Title", titles, NULL, NULL}, {"fax", NULL, ages, "l"}};
  const batch_column leads[] = {{"id", lead_ids, NULL, NULL}, {"contact", lead_contacts, NULL, NULL}, {"campaign", campaigns, NULL, NULL}};
  const batch_column visits[] = {{"at", NULL, times, "tsm:UTC"}, {"contact", visitors, NULL, NULL}, {"page", pages, NULL, NULL}};
  leadline_tables *tables = NULL;
  times[0] = times[1] = times[2] = JULY - DAY;
  CHECK(leadline_tables_new(&tables, error, sizeof error) == LEADLINE_OK);
  add(tables, "contacts", contacts, 3, 3);
  add(tables, "leads", leads, 3, 2);
  add(tables, "page_visit", visits, 3, 3);
  return tables;
}

static int64_t micros_at(const struct ArrowArray *column, int64_t row) {
  int64_t low;
  memcpy(&low, (const char *)column->buffers[1] + row * 16, sizeof low);
  return low;
}

static void check_lead_stream(struct ArrowArrayStream *stream, int doubles) {
  struct ArrowSchema schema;
  struct ArrowArray array;
  CHECK(stream->get_schema(stream, &schema) == 0);
  CHECK(schema.n_children == 5);
  CHECK(strcmp(schema.children[0]->name, "id") == 0 && strcmp(schema.children[0]->format, "u") == 0);
  CHECK(strcmp(schema.children[3]->name, "spring.score") == 0);
  CHECK(strcmp(schema.children[3]->format, doubles ? "g" : "d:19,6") == 0);
  CHECK(stream->get_next(stream, &array) == 0);
  CHECK(array.length == 2);
  if (doubles) {
    double score;
    memcpy(&score, array.children[3]->buffers[1], sizeof score);
    CHECK(score == 31.0);
  } else {
    CHECK(micros_at(array.children[3], 0) == 31000000 && micros_at(array.children[3], 1) == 0);
  }
  CHECK(((const char *)array.children[2]->buffers[1])[0] == 1);
  /* A consumer may move a column out and release the rest first. */
  {
    struct ArrowArray moved = *array.children[0];
    array.children[0]->release = NULL;
    array.release(&array);
    CHECK(memcmp(moved.buffers[2], "l1l2", 4) == 0);
    moved.release(&moved);
  }
  CHECK(stream->get_next(stream, &array) == 0);
  CHECK(array.release == NULL);
  CHECK(stream->get_last_error(stream) == NULL);
  schema.release(&schema);
}

static void test_score(void) {
  leadline_rules *rules = compiled();
  leadline_tables *tables = filled();
  leadline_scores *scores = NULL;
  leadline_score_options options = {sizeof options, 0, 0, 0, 0};
  leadline_export_options export_options = {sizeof export_options, 0};
  leadline_set_aside row = {sizeof row, 0, 0, 0, 0, 0};
  struct ArrowArrayStream stream;
  options.as_of = JULY;
  options.reasons = 1;
  CHECK(leadline_score(rules, tables, &options, &scores, error, sizeof error) == LEADLINE_OK);
  CHECK(leadline_scores_kinds(scores) == 1 && strcmp(leadline_scores_kind(scores, 0), "lead") == 0);
  CHECK(leadline_scores_kind(scores, 1) == NULL);
  CHECK(leadline_scores_rows(scores, "lead") == 2 && leadline_scores_rows(scores, "user") == 0);
  CHECK(leadline_scores_set_aside_count(scores) == 1);
  CHECK(leadline_scores_set_aside(scores, 0, &row) == LEADLINE_OK);
  CHECK(strcmp(row.table, "contacts") == 0 && row.row == 2 && strcmp(row.reason, "the row has no `id`") == 0);
  CHECK(leadline_scores_set_aside(scores, 1, &row) == LEADLINE_INVALID_ARGUMENT);
  CHECK(strcmp(leadline_scores_ignored_column(scores, 0), "contacts.fax") == 0);
  CHECK(leadline_scores_ignored_column(scores, 1) == NULL);
  CHECK(leadline_scores_dangling_links(scores) == 0 && leadline_scores_orphan_leads(scores) == 0);
  CHECK(leadline_scores_export(scores, "contact", NULL, &stream, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(stream.release == NULL);
  leadline_scores_free(scores);

  /* The tables have been read. */
  CHECK(leadline_score(rules, tables, &options, &scores, error, sizeof error) == LEADLINE_FAILED);
  CHECK(strstr(error, "read already") != NULL && scores == NULL);
  leadline_tables_free(tables);

  tables = filled();
  options.reasons = 0;
  CHECK(leadline_score(rules, tables, &options, &scores, error, sizeof error) == LEADLINE_OK);
  leadline_tables_free(tables);
  leadline_rules_free(rules);
  CHECK(leadline_scores_export(scores, "lead", &export_options, &stream, error, sizeof error) == LEADLINE_OK);
  check_lead_stream(&stream, 0);
  stream.release(&stream);
  /* Once more, and the stream outlives the scores. */
  export_options.doubles = 1;
  CHECK(leadline_scores_export(scores, "lead", &export_options, &stream, error, sizeof error) == LEADLINE_OK);
  leadline_scores_free(scores);
  check_lead_stream(&stream, 1);
  stream.release(&stream);
  CHECK(batches_alive == 0);
}

static void test_tables(void) {
  static const char *const ids[] = {"a"};
  const batch_column columns[] = {{"id", ids, NULL, NULL}};
  struct ArrowSchema schema;
  struct ArrowArray array;
  struct ArrowArrayStream stream;
  leadline_tables *tables = NULL;
  leadline_rules *rules = compiled();
  leadline_scores *scores = NULL;
  /* Never read. */
  leadline_tables_free(filled());
  CHECK(batches_alive == 0);
  /* Refused: what was given stays the caller's. */
  make_batch(columns, 1, 1, &schema, &array);
  CHECK(leadline_tables_add_batch(NULL, "contacts", &schema, &array, error, sizeof error) ==
        LEADLINE_INVALID_ARGUMENT);
  CHECK(schema.release != NULL && array.release != NULL);
  CHECK(leadline_tables_new(&tables, error, sizeof error) == LEADLINE_OK);
  CHECK(leadline_tables_add_batch(tables, NULL, &schema, &array, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(leadline_tables_add_batch(tables, "visitors", &schema, &array, error, sizeof error) == LEADLINE_OK);
  CHECK(leadline_tables_add_batch(tables, "visitors", &schema, &array, error, sizeof error) ==
        LEADLINE_INVALID_ARGUMENT);
  CHECK(strstr(error, "taken over already") != NULL);
  memset(&stream, 0, sizeof stream);
  CHECK(leadline_tables_add_stream(tables, "leads", &stream, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(leadline_tables_add_stream(tables, "leads", NULL, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(leadline_score(rules, tables, NULL, &scores, error, sizeof error) == LEADLINE_FAILED);
  CHECK(strstr(error, "`visitors` is neither") == error);
  CHECK(leadline_score(NULL, tables, NULL, &scores, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(leadline_score(rules, NULL, NULL, &scores, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(leadline_tables_new(NULL, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  leadline_tables_free(tables);
  leadline_tables_free(NULL);
  leadline_scores_free(NULL);
  leadline_rules_free(rules);
  CHECK(leadline_scores_kinds(NULL) == 0 && leadline_scores_rows(NULL, "lead") == 0);
  CHECK(leadline_scores_set_aside_count(NULL) == 0 && leadline_scores_ignored_column(NULL, 0) == NULL);
  CHECK(batches_alive == 0);
}

static const char EVENTS[] =
    "{\"type\":\"contact\",\"id\":\"ana\",\"at\":\"2026-07-01T09:00:00Z\",\"job_title\":\"VP Sales\"}\n"
    "{\"type\":\"lead\",\"id\":\"l1\",\"at\":\"2026-07-01T09:00:00Z\",\"contact\":\"ana\",\"campaign\":\"spring\"}\n"
    "{\"type\":\"lead\",\"id\":\"l2\",\"at\":\"yesterday\"}\n";
static const char VISIT[] =
    "{\"type\":\"interaction\",\"kind\":\"page_visit\",\"contact\":\"ana\",\"page\":\"pricing\","
    "\"at\":\"2026-07-02T10:00:00Z\"}\n";

static void test_session(void) {
  leadline_rules *rules = compiled();
  leadline_session *session = NULL, *again = NULL;
  leadline_applied *applied = NULL;
  leadline_rows *rows = NULL;
  leadline_row *kept;
  leadline_scores *scores = NULL;
  leadline_bad_line bad = {sizeof bad, 0, 0, 0, 0, 0};
  leadline_set_aside aside = {sizeof aside, 0, 0, 0, 0, 0};
  char text[32];
  size_t needed = 0, i, count;
  int64_t clock = -1, micros = -1;

  CHECK(leadline_session_new(rules, NULL, &session, error, sizeof error) == LEADLINE_OK);
  CHECK(leadline_session_clock(session, &clock) == 0 && clock == -1);
  CHECK(leadline_session_apply(session, EVENTS, strlen(EVENTS), &applied, error, sizeof error) == LEADLINE_OK);
  CHECK(leadline_applied_events(applied) == 2);
  count = leadline_applied_decisions(applied);
  CHECK(count == 3);
  CHECK(strstr(leadline_applied_decision(applied, 0), "\"to\":\"inquiry\"") != NULL);
  CHECK(leadline_applied_decision(applied, count) == NULL);
  CHECK(leadline_applied_bad_lines(applied) == 1);
  CHECK(leadline_applied_bad_line(applied, 0, &bad) == LEADLINE_OK);
  CHECK(bad.line == 3 && strcmp(bad.key, "at") == 0 && strcmp(bad.value, "yesterday") == 0);
  CHECK(strstr(bad.text, "l2") != NULL && bad.reason[0] != '\0');
  CHECK(leadline_applied_bad_line(applied, 1, &bad) == LEADLINE_INVALID_ARGUMENT);
  leadline_applied_free(applied);

  CHECK(leadline_session_clock(session, &clock) == 1 && clock == JULY + 9 * 3600000);
  CHECK(leadline_session_has(session, "lead", "l1") == 1 && leadline_session_has(session, "lead", "l2") == 0);
  CHECK(leadline_session_has(session, "thing", "l1") == 0);
  CHECK(leadline_session_score(session, "lead", "l1", "spring", &micros) == 1 && micros == 20000000);
  CHECK(leadline_session_score(session, "lead", "l1", "winter", &micros) == 0);
  CHECK(leadline_session_stage(session, "lead", "l1", text, sizeof text, &needed) == 1);
  CHECK(strcmp(text, "inquiry") == 0 && needed == 7);
  CHECK(leadline_session_field(session, "contact", "ana", "job_title", text, 5, &needed) == 1);
  CHECK(strcmp(text, "\"VP ") == 0 && needed == 10);
  CHECK(leadline_session_field(session, "contact", "ben", "job_title", text, sizeof text, &needed) == 0);
  CHECK(text[0] == '\0' && needed == 0);
  CHECK(leadline_session_field(session, "contact", "ana", "job_title", NULL, 0, &needed) == 1 && needed == 10);

  /* The state goes somewhere else and back. */
  CHECK(leadline_session_changes(session, &rows, error, sizeof error) == LEADLINE_OK);
  count = leadline_rows_count(rows);
  CHECK(count >= 3 && leadline_rows_get(rows, count) == NULL);
  kept = malloc(count * sizeof *kept);
  for (i = 0; i < count; ++i) kept[i] = *leadline_rows_get(rows, i);
  leadline_session_free(session);
  CHECK(leadline_session_restore(rules, kept, count, NULL, &again, error, sizeof error) == LEADLINE_OK);
  kept[0].key = "no key";
  kept[0].key_size = 6;
  CHECK(leadline_session_restore(rules, kept, count, NULL, &session, error, sizeof error) == LEADLINE_FAILED);
  CHECK(session == NULL && error[0] != '\0');
  free(kept);
  leadline_rows_free(rows);

  CHECK(leadline_session_apply(again, VISIT, strlen(VISIT), &applied, error, sizeof error) == LEADLINE_OK);
  CHECK(leadline_applied_decisions(applied) >= 3);
  leadline_applied_free(applied);
  CHECK(leadline_session_stage(again, "lead", "l1", text, sizeof text, &needed) == 1 &&
        strcmp(text, "acceptance") == 0);
  CHECK(leadline_session_results(again, 2, &scores, error, sizeof error) == LEADLINE_OK);
  CHECK(leadline_scores_rows(scores, "lead") == 1);
  leadline_scores_free(scores);
  CHECK(leadline_session_advance(again, JULY + 40 * DAY, &applied, error, sizeof error) == LEADLINE_OK);
  CHECK(leadline_applied_events(applied) == 0 && leadline_applied_decisions(applied) >= 1);
  leadline_applied_free(applied);
  leadline_session_free(again);

  /* Loaded as it stands; a table that fails changes nothing. */
  CHECK(leadline_session_new(rules, NULL, &session, error, sizeof error) == LEADLINE_OK);
  {
    leadline_tables *tables = filled();
    leadline_load_options options = {sizeof options, 0, 0};
    options.at = JULY;
    CHECK(leadline_session_load(session, tables, &options, &applied, error, sizeof error) == LEADLINE_OK);
    CHECK(leadline_applied_decisions(applied) == 0 && leadline_applied_set_aside_count(applied) == 1);
    CHECK(leadline_applied_set_aside(applied, 0, &aside) == LEADLINE_OK && aside.row == 2);
    leadline_applied_free(applied);
    CHECK(leadline_session_score(session, "lead", "l1", "spring", &micros) == 1 && micros == 31000000);
    CHECK(leadline_session_load(session, tables, &options, &applied, error, sizeof error) == LEADLINE_FAILED);
    CHECK(applied == NULL);
    leadline_tables_free(tables);
  }
  CHECK(leadline_session_apply(session, NULL, 1, &applied, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(leadline_session_apply(NULL, "", 0, &applied, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(leadline_session_new(NULL, NULL, &again, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  CHECK(leadline_session_restore(rules, NULL, 1, NULL, &again, error, sizeof error) == LEADLINE_INVALID_ARGUMENT);
  leadline_session_free(session);
  leadline_session_free(NULL);
  leadline_applied_free(NULL);
  leadline_rows_free(NULL);
  leadline_rules_free(rules);
  CHECK(batches_alive == 0);
}

int main(void) {
  test_version();
  test_compile();
  test_score();
  test_tables();
  test_session();
  if (failures == 0) puts("the C interface does what it says");
  return failures == 0 ? 0 : 1;
}
