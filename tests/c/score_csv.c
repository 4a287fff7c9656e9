/* SPDX-License-Identifier: Apache-2.0
 * Scores CSV files through the C interface and writes all results as texts: cells end with a unit separator (0x1f),
 * rows with a record separator (0x1e), the names of the columns first. With SCORE_CSV_TIMES in the environment it says
 * what scoring took the processor. score_csv RULES STOCK_FOLDER AS_OF_IN_MILLISECONDS KIND REASONS TABLE FILE [TABLE
 * FILE]... */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arrow_batch.h"

static char error[LEADLINE_ERROR_SIZE];

static void fail(const char* what) {
  fprintf(stderr, "%s: %s\n", what, error);
  exit(1);
}

static void* grown(void* old, size_t size) {
  void* now = realloc(old, size);
  if (now == NULL) fail("out of memory");
  return now;
}

static char* read_all(const char* path) {
  FILE* file = fopen(path, "rb");
  char* text = NULL;
  size_t size = 0;
  size_t got;
  if (file == NULL) fail(path);
  do {
    text = grown(text, size + 65537);
    got = fread(text + size, 1, 65536, file);
    size += got;
  } while (got > 0);
  fclose(file);
  text[size] = '\0';
  return text;
}

/* A file's cells, row by row, as they lie in `text`, which is changed. */
typedef struct csv {
  char* text;
  const char** cells;
  size_t count, columns;
} csv;

static csv read_csv(const char* path) {
  csv file = {NULL, NULL, 0, 0};
  char* in = file.text = read_all(path);
  size_t room = 0;
  while (*in != '\0') {
    char* out = in;
    char end;
    if (file.count == room) file.cells = grown((void*)file.cells, (room = room * 2 + 1024) * sizeof *file.cells);
    file.cells[file.count++] = out;
    if (*in == '"') {
      for (++in; *in != '\0' && (*in != '"' || in[1] == '"'); ++in) {
        if (*in == '"') ++in;
        *out++ = *in;
      }
      if (*in == '"') ++in;
    } else {
      while (*in != '\0' && *in != ',' && *in != '\r' && *in != '\n') *out++ = *in++;
    }
    if (*in == '\r') ++in;
    end = *in;
    if (end != '\0') ++in;
    *out = '\0';
    if (end != ',' && file.columns == 0) file.columns = file.count;
  }
  if (file.columns == 0 || file.count % file.columns != 0) fail(path);
  return file;
}

static void add(leadline_tables* tables, const char* kind, const char* path) {
  csv file = read_csv(path);
  const size_t rows = file.count / file.columns - 1;
  batch_column* columns = calloc(file.columns, sizeof *columns);
  const char** texts = grown(NULL, (file.count + 1) * sizeof *texts);
  struct ArrowSchema schema;
  struct ArrowArray array;
  size_t column, row;
  for (column = 0; column < file.columns; ++column) {
    columns[column].name = file.cells[column];
    columns[column].texts = texts + column * rows;
    for (row = 0; row < rows; ++row) texts[column * rows + row] = file.cells[(row + 1) * file.columns + column];
  }
  make_batch(columns, (int64_t)file.columns, (int64_t)rows, &schema, &array);
  if (leadline_tables_add_batch(tables, kind, &schema, &array, error, sizeof error) != LEADLINE_OK) fail(kind);
  /* The names of columns are asked for when the table is read: the text has to stay. */
  free(texts);
  free(columns);
  free((void*)file.cells);
}

static void write_number(int64_t micros) {
  char text[32];
  size_t length;
  const uint64_t size = micros < 0 ? 0 - (uint64_t)micros : (uint64_t)micros;
  sprintf(text, "%s%" PRIu64 ".%06" PRIu64, micros < 0 ? "-" : "", size / 1000000, size % 1000000);
  for (length = strlen(text); text[length - 1] == '0'; --length) continue;
  if (text[length - 1] == '.') --length;
  printf("%.*s", (int)length, text);
}

static void write_cell(const struct ArrowArray* column, const char* format, int64_t row) {
  const unsigned char* present = column->buffers[0];
  if (present != NULL && (present[row / 8] >> (row % 8) & 1) == 0) return;
  if (strcmp(format, "u") == 0) {
    const int32_t* ends = column->buffers[1];
    printf("%.*s", (int)(ends[row + 1] - ends[row]), (const char*)column->buffers[2] + ends[row]);
  } else if (strcmp(format, "b") == 0) {
    fputs((((const unsigned char*)column->buffers[1])[row / 8] >> (row % 8) & 1) != 0 ? "yes" : "no", stdout);
  } else if (strcmp(format, "d:19,6") == 0) {
    int64_t micros;
    memcpy(&micros, (const char*)column->buffers[1] + row * 16, sizeof micros);
    write_number(micros);
  } else {
    fail(format);
  }
}

int main(int argc, char** argv) {
  leadline_compile_options compiling = {sizeof compiling, NULL};
  leadline_score_options scoring = {sizeof scoring, 0, 1, 0, 0};
  leadline_rules* rules = NULL;
  leadline_tables* tables = NULL;
  leadline_scores* scores = NULL;
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  int64_t row, column;
  clock_t begin;
  int i;
  if (argc < 8 || argc % 2 != 0) fail("wrong arguments");
  compiling.stock_folder = argv[2];
  scoring.as_of = strtoll(argv[3], NULL, 10);
  scoring.reasons = (uint32_t)strtoul(argv[5], NULL, 10);
  if (leadline_compile_file(argv[1], &compiling, NULL, &rules, error, sizeof error) != LEADLINE_OK) fail("compile");
  if (leadline_tables_new(&tables, error, sizeof error) != LEADLINE_OK) fail("tables");
  for (i = 6; i + 1 < argc; i += 2) add(tables, argv[i], argv[i + 1]);
  begin = clock();
  if (leadline_score(rules, tables, &scoring, &scores, error, sizeof error) != LEADLINE_OK) fail("score");
  if (leadline_scores_export(scores, argv[4], NULL, &stream, error, sizeof error) != LEADLINE_OK) fail("export");
  if (getenv("SCORE_CSV_TIMES") != NULL) {
    fprintf(stderr, "seconds %.6f\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
  }
  leadline_scores_free(scores);
  leadline_tables_free(tables);
  leadline_rules_free(rules);
  if (stream.get_schema(&stream, &schema) != 0) fail("schema");
  for (column = 0; column < schema.n_children; ++column) printf("%s\x1f", schema.children[column]->name);
  putchar('\x1e');
  for (;;) {
    if (stream.get_next(&stream, &batch) != 0) fail("batch");
    if (batch.release == NULL) break;
    for (row = 0; row < batch.length; ++row) {
      for (column = 0; column < batch.n_children; ++column) {
        write_cell(batch.children[column], schema.children[column]->format, row + batch.children[column]->offset);
        putchar('\x1f');
      }
      putchar('\x1e');
    }
    batch.release(&batch);
  }
  schema.release(&schema);
  stream.release(&stream);
  return 0;
}
