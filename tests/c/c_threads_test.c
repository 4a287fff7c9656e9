/* SPDX-License-Identifier: Apache-2.0
 * One compiled rule set used by several threads through the C interface, each of which has to get what one thread got.
 * ThreadSanitizer watches where the build has it. Prints what is wrong and gives 1. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrow_batch.h"
#include "leadline.h"

#define THREADS 4
#define ROUNDS 3
#define ROWS 2000

static const char RULES[] =
    "zone \"Europe/Berlin\"\n"
    "record contact { job_title text  mobile phone }\n"
    "record lead { campaign text }\n"
    "interaction page_visit { page text }\n"
    "model spring \"Spring launch\" {\n"
    "  scores lead\n"
    "  \"Decision maker\"     +20   when contact.job_title contains word any [\"director\", \"VP\"]\n"
    "  \"Can be called\"      +1.5  when contact.mobile is present\n"
    "  \"Looked at pricing\"  +5.5  per page_visit where page = \"pricing\", halving every 7 days\n"
    "  grade \"A\" when score >= 25\n"
    "  grade \"B\" otherwise\n"
    "  threshold sales_ready at 25\n"
    "}\n"
    "process sales \"Sales\" for lead {\n"
    "  stage inquiry \"Inquiry\" { go to acceptance when sales_ready }\n"
    "  stage acceptance \"Acceptance\" { on enter task \"Call about {lead.campaign}\" for \"sales\" }\n"
    "}\n";
static const char WRONG[] =
    "record contact { name text }\nmodel m \"M\" {\n  scores contact\n  \"A\" +1 when contact.nam = \"x\"\n}\n";
static const char EVENTS[] =
    "{\"type\":\"contact\",\"id\":\"ana\",\"at\":\"2026-07-01T09:00:00Z\",\"job_title\":\"VP Sales\"}\n"
    "{\"type\":\"lead\",\"id\":\"l1\",\"at\":\"2026-07-01T09:00:00Z\",\"contact\":\"ana\",\"campaign\":\"spring\"}\n"
    "{\"type\":\"interaction\",\"kind\":\"page_visit\",\"contact\":\"ana\",\"page\":\"pricing\","
    "\"at\":\"2026-07-02T10:00:00Z\"}\n";

static const int64_t JULY = 1782864000000; /* 2026-07-01 */
static const int64_t DAY = 86400000;

/* What a thread found, as a number that two of them share only if they found the same. */
typedef struct findings {
  const leadline_rules *rules;
  uint64_t sum;
  uint64_t things; /* how many: nothing found is nothing shown */
  char error[LEADLINE_ERROR_SIZE];
} findings;

static void find(findings *found, const void *bytes, size_t size) {
  const unsigned char *byte = bytes;
  size_t i;
  for (i = 0; i < size; ++i) found->sum = (found->sum ^ byte[i]) * 1099511628211U;
  ++found->things;
}

static void find_text(findings *found, const char *text) { find(found, text, strlen(text) + 1); }

/* The call has to go well; what went wrong else stands in the findings. */
static int well(findings *found, int code) {
  if (code != LEADLINE_OK) find_text(found, found->error);
  return code == LEADLINE_OK;
}

static char names[ROWS][8];
static const char *ids[ROWS], *titles[ROWS], *phones[ROWS], *pages[ROWS];
static int64_t times[ROWS];

static void make_data(void) {
  static const char *const some[] = {"Director of IT", "VP Sales", "B\xC3\xBCroleiter"};
  int i;
  for (i = 0; i < ROWS; ++i) {
    snprintf(names[i], sizeof names[i], "r%04d", i);
    ids[i] = names[i];
    titles[i] = some[i % 3];
    phones[i] = i % 4 == 0 ? "+49 30 901820" : "";
    pages[i] = i % 2 == 0 ? "pricing" : "home";
    times[i] = JULY - (i % 40) * DAY;
  }
}

static leadline_tables *filled(findings *found) {
  const batch_column contacts[] = {{"id", ids, NULL, NULL}, {"Job Title", titles, NULL, NULL}, {"mobile", phones, NULL, NULL}};
  const batch_column leads[] = {{"id", ids, NULL, NULL}, {"contact", ids, NULL, NULL}, {"campaign", pages, NULL, NULL}};
  const batch_column visits[] = {{"at", NULL, times, "tsm:UTC"}, {"contact", ids, NULL, NULL}, {"page", pages, NULL, NULL}};
  static const char *const kinds[] = {"contacts", "leads", "page_visit"};
  const batch_column *const columns[] = {contacts, leads, visits};
  leadline_tables *tables = NULL;
  struct ArrowSchema schema;
  struct ArrowArray array;
  int i;
  if (!well(found, leadline_tables_new(&tables, found->error, sizeof found->error))) return NULL;
  for (i = 0; i < 3; ++i) {
    make_batch(columns[i], 3, ROWS, &schema, &array);
    well(found, leadline_tables_add_batch(tables, kinds[i], &schema, &array, found->error, sizeof found->error));
  }
  return tables;
}

/* The scores of all leads, as float64 the column `spring.score`, and their ids. */
static void find_stream(findings *found, struct ArrowArrayStream *stream) {
  struct ArrowSchema schema;
  struct ArrowArray batch;
  if (stream->get_schema(stream, &schema) != 0) return;
  while (stream->get_next(stream, &batch) == 0 && batch.release != NULL) {
    int64_t i;
    for (i = 0; i < batch.n_children; ++i) {
      const struct ArrowArray *const column = batch.children[i];
      if (strcmp(schema.children[i]->format, "g") == 0) {
        find(found, column->buffers[1], (size_t)column->length * sizeof(double));
      } else if (strcmp(schema.children[i]->format, "u") == 0) {
        const int32_t *const ends = column->buffers[1];
        find(found, column->buffers[2], (size_t)ends[column->length]);
      }
    }
    batch.release(&batch);
  }
  schema.release(&schema);
}

static void score(findings *found) {
  leadline_tables *tables = filled(found);
  leadline_scores *scores = NULL;
  leadline_score_options options = {sizeof options, 0, 2, 2, 0};
  leadline_export_options doubles = {sizeof doubles, 1};
  struct ArrowArrayStream stream;
  options.as_of = JULY;
  if (well(found, leadline_score(found->rules, tables, &options, &scores, found->error, sizeof found->error)) &&
      well(found, leadline_scores_export(scores, "lead", &doubles, &stream, found->error, sizeof found->error))) {
    find_stream(found, &stream);
    stream.release(&stream);
  }
  leadline_scores_free(scores);
  leadline_tables_free(tables);
}

static void find_applied(findings *found, leadline_applied *applied) {
  size_t i;
  for (i = 0; i < leadline_applied_decisions(applied); ++i) find_text(found, leadline_applied_decision(applied, i));
  leadline_applied_free(applied);
}

static void run(findings *found) {
  leadline_session *session = NULL, *again = NULL;
  leadline_applied *applied = NULL;
  leadline_rows *rows = NULL;
  leadline_row *kept;
  size_t i, count;
  if (!well(found, leadline_session_new(found->rules, NULL, &session, found->error, sizeof found->error))) return;
  if (well(found, leadline_session_apply(session, EVENTS, strlen(EVENTS), &applied, found->error, sizeof found->error))) {
    find_applied(found, applied);
  }
  if (well(found, leadline_session_changes(session, &rows, found->error, sizeof found->error))) {
    count = leadline_rows_count(rows);
    kept = malloc((count + 1) * sizeof *kept);
    for (i = 0; i < count; ++i) {
      kept[i] = *leadline_rows_get(rows, i);
      find(found, kept[i].key, kept[i].key_size);
      find(found, kept[i].value, kept[i].value_size);
    }
    if (well(found, leadline_session_restore(found->rules, kept, count, NULL, &again, found->error, sizeof found->error)) &&
        well(found, leadline_session_advance(again, JULY + 400 * DAY, &applied, found->error, sizeof found->error))) {
      find_applied(found, applied);
    }
    free(kept);
  }
  leadline_rows_free(rows);
  leadline_session_free(again);
  leadline_session_free(session);
}

static void compile(findings *found) {
  leadline_rules *rules = NULL;
  leadline_diagnostics *diagnostics = NULL;
  leadline_diagnostic one = {sizeof one, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  leadline_compile_text("wrong.lead", WRONG, strlen(WRONG), NULL, &diagnostics, &rules, found->error, sizeof found->error);
  find_text(found, found->error);
  if (leadline_diagnostics_get(diagnostics, 0, &one) == LEADLINE_OK) find_text(found, one.pretty);
  leadline_diagnostics_free(diagnostics);
  leadline_rules_free(rules);
}

static void *work(void *given) {
  findings *const found = given;
  int round;
  for (round = 0; round < ROUNDS; ++round) {
    score(found);
    run(found);
    compile(found);
  }
  return NULL;
}

int main(void) {
  findings threads[THREADS], alone;
  pthread_t handles[THREADS];
  leadline_rules *rules = NULL;
  int i, failures = 0;
  memset(&alone, 0, sizeof alone);
  make_data();
  if (leadline_compile_text("spring.lead", RULES, strlen(RULES), NULL, NULL, &rules, alone.error, sizeof alone.error) !=
      LEADLINE_OK) {
    fprintf(stderr, "%s\n", alone.error);
    return 1;
  }
  memset(threads, 0, sizeof threads);
  /* The threads first: what is made at the first use of rules is made by whichever of them is first. */
  for (i = 0; i < THREADS; ++i) {
    threads[i].rules = rules;
    if (pthread_create(&handles[i], NULL, work, &threads[i]) != 0) return 1;
  }
  for (i = 0; i < THREADS; ++i) pthread_join(handles[i], NULL);
  alone.rules = rules;
  work(&alone);
  leadline_rules_free(rules);
  if (alone.things < ROUNDS * 20) {
    fprintf(stderr, "only %lu things were found: %s\n", (unsigned long)alone.things, alone.error);
    ++failures;
  }
  for (i = 0; i < THREADS; ++i) {
    if (threads[i].sum == alone.sum && threads[i].things == alone.things) continue;
    fprintf(stderr, "thread %d found other things than one thread alone: %s\n", i, threads[i].error);
    ++failures;
  }
  if (batches_alive != 0) {
    fprintf(stderr, "%d structs of Arrow were not released\n", batches_alive);
    ++failures;
  }
  if (failures == 0) puts("one rule set does the same for several threads");
  return failures == 0 ? 0 : 1;
}
