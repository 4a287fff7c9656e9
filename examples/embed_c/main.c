/* SPDX-License-Identifier: Apache-2.0
 * Leadline in a C99 program: a record batch is scored through the Arrow C data interface, then a lead lives. Build it
 * with  cc -std=c99 main.c $(pkg-config --cflags --libs leadline_c) */
#include <inttypes.h>
#include <leadline.h>
#include <stdio.h>
#include <string.h>

static const char RULES[] =
    "record contact { job_title text  employees number }\n"
    "model fit \"Fit\" {\n"
    "  scores contact\n"
    "  \"Decision maker\"  +20   when contact.job_title contains word any [\"director\", \"VP\"]\n"
    "  \"Large company\"   +7.5  when contact.employees >= 1000\n"
    "  grade \"A\" when score >= 20\n"
    "  grade \"B\" otherwise\n"
    "}\n"
    "record lead { topic text }\n"
    "process sales \"Sales\" for lead {\n"
    "  stage inquiry \"Inquiry\" { go to call when lead.contact.job_title is present }\n"
    "  stage call \"Call\" { on enter task \"Call about {lead.topic}\" for \"sales\" }\n"
    "}\n";

/* A table that lies in this program's memory: nothing is allocated, so there is nothing to release. */
static void release_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void release_array(struct ArrowArray *array) { array->release = NULL; }

static struct ArrowSchema schema_of(const char *name, const char *format) {
  struct ArrowSchema schema = {format, name, NULL, 0, 0, NULL, NULL, release_schema, NULL};
  return schema;
}

static struct ArrowArray array_of(int64_t length, int64_t n_buffers, const void **buffers) {
  struct ArrowArray array = {length, 0, 0, n_buffers, 0, buffers, NULL, NULL, release_array, NULL};
  return array;
}

static char error[LEADLINE_ERROR_SIZE];

static int failed(const char *what) {
  fprintf(stderr, "%s: %s\n", what, error);
  return 1;
}

static int score(const leadline_rules *rules) {
  static const int32_t id_ends[] = {0, 3, 6};
  static const int32_t title_ends[] = {0, 14, 21};
  static const int64_t employees[] = {5000, 12};
  const void *ids[] = {NULL, id_ends, "anaben"};
  const void *titles[] = {NULL, title_ends, "Director of ITStudent"};
  const void *sizes[] = {NULL, employees};
  const void *none[] = {NULL};
  struct ArrowSchema schemas[] = {schema_of("id", "u"), schema_of("job_title", "u"), schema_of("employees", "l")};
  struct ArrowArray arrays[] = {array_of(2, 3, ids), array_of(2, 3, titles), array_of(2, 2, sizes)};
  struct ArrowSchema *schema_children[] = {&schemas[0], &schemas[1], &schemas[2]};
  struct ArrowArray *array_children[] = {&arrays[0], &arrays[1], &arrays[2]};
  struct ArrowSchema schema = schema_of("", "+s");
  struct ArrowArray array = array_of(2, 1, none);
  leadline_score_options options = {sizeof options, INT64_C(1782864000000), 0, 0, 0};
  leadline_tables *tables = NULL;
  leadline_scores *scores = NULL;
  struct ArrowArrayStream stream;
  struct ArrowArray batch;
  int64_t row;
  schema.n_children = array.n_children = 3;
  schema.children = schema_children;
  array.children = array_children;

  if (leadline_tables_new(&tables, error, sizeof error) != LEADLINE_OK) return failed("tables");
  if (leadline_tables_add_batch(tables, "contacts", &schema, &array, error, sizeof error) != LEADLINE_OK ||
      leadline_score(rules, tables, &options, &scores, error, sizeof error) != LEADLINE_OK ||
      leadline_scores_export(scores, "contact", NULL, &stream, error, sizeof error) != LEADLINE_OK) {
    leadline_scores_free(scores);
    leadline_tables_free(tables);
    return failed("score");
  }
  leadline_scores_free(scores); /* the stream has what it needs */
  leadline_tables_free(tables);
  while (stream.get_next(&stream, &batch) == 0 && batch.release != NULL) {
    /* Columns: id, stage, fit.score, fit.grade. Scores are decimal128 with six places. */
    const int32_t *ends = batch.children[0]->buffers[1];
    const char *texts = batch.children[0]->buffers[2];
    for (row = 0; row < batch.length; ++row) {
      int64_t micros;
      memcpy(&micros, (const char *)batch.children[2]->buffers[1] + row * 16, sizeof micros);
      printf("%.*s %" PRId64 ".%06" PRId64 "\n", (int)(ends[row + 1] - ends[row]), texts + ends[row],
             micros / 1000000, micros % 1000000);
    }
    batch.release(&batch);
  }
  stream.release(&stream);
  return 0;
}

static int live(const leadline_rules *rules) {
  static const char events[] =
      "{\"type\":\"contact\",\"id\":\"ana\",\"at\":\"2026-07-01T09:00:00Z\",\"job_title\":\"Director\"}\n"
      "{\"type\":\"lead\",\"id\":\"l1\",\"at\":\"2026-07-01T09:00:00Z\",\"contact\":\"ana\",\"topic\":\"Demo\"}\n";
  leadline_session *session = NULL;
  leadline_applied *applied = NULL;
  size_t i;
  if (leadline_session_new(rules, NULL, &session, error, sizeof error) != LEADLINE_OK) return failed("session");
  if (leadline_session_apply(session, events, strlen(events), &applied, error, sizeof error) != LEADLINE_OK) {
    leadline_session_free(session);
    return failed("apply");
  }
  for (i = 0; i < leadline_applied_decisions(applied); ++i) puts(leadline_applied_decision(applied, i));
  leadline_applied_free(applied);
  leadline_session_free(session);
  return 0;
}

int main(void) {
  leadline_rules *rules = NULL;
  int result;
  if (leadline_compile_text("embedded.lead", RULES, strlen(RULES), NULL, NULL, &rules, error, sizeof error) !=
      LEADLINE_OK) {
    return failed("compile");
  }
  printf("model %s\n", leadline_rules_model(rules, 0));
  result = score(rules);
  if (result == 0) result = live(rules);
  leadline_rules_free(rules);
  return result;
}
