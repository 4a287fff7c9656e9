/* SPDX-License-Identifier: Apache-2.0
 * Arrow batches made by hand. */
#include "arrow_batch.h"

#include <stdlib.h>
#include <string.h>

int batches_alive = 0;

static void release_schema(struct ArrowSchema *schema) {
  int64_t i;
  for (i = 0; i < schema->n_children; ++i) {
    if (schema->children[i]->release != NULL) schema->children[i]->release(schema->children[i]);
    free(schema->children[i]);
  }
  free(schema->children);
  schema->release = NULL;
  __atomic_sub_fetch(&batches_alive, 1, __ATOMIC_RELAXED);
}

static void release_array(struct ArrowArray *array) {
  int64_t i;
  for (i = 0; i < array->n_children; ++i) {
    if (array->children[i]->release != NULL) array->children[i]->release(array->children[i]);
    free(array->children[i]);
  }
  free(array->children);
  for (i = 0; i < array->n_buffers; ++i) free((void *)array->buffers[i]);
  free((void *)array->buffers);
  array->release = NULL;
  __atomic_sub_fetch(&batches_alive, 1, __ATOMIC_RELAXED);
}

static void begin_schema(struct ArrowSchema *schema, const char *format, const char *name) {
  memset(schema, 0, sizeof *schema);
  schema->format = format;
  schema->name = name;
  schema->flags = ARROW_FLAG_NULLABLE;
  schema->release = release_schema;
  __atomic_add_fetch(&batches_alive, 1, __ATOMIC_RELAXED);
}

static void begin_array(struct ArrowArray *array, int64_t rows, int64_t buffers) {
  memset(array, 0, sizeof *array);
  array->length = rows;
  array->n_buffers = buffers;
  array->buffers = calloc((size_t)buffers, sizeof *array->buffers);
  array->release = release_array;
  __atomic_add_fetch(&batches_alive, 1, __ATOMIC_RELAXED);
}

static void fill_texts(struct ArrowArray *array, const char *const *texts, int64_t rows) {
  int32_t *ends = malloc(((size_t)rows + 1) * sizeof *ends);
  char *all;
  size_t size = 0;
  int64_t row;
  ends[0] = 0;
  for (row = 0; row < rows; ++row) {
    size += strlen(texts[row]);
    ends[row + 1] = (int32_t)size;
  }
  all = malloc(size + 1);
  for (row = 0; row < rows; ++row) memcpy(all + ends[row], texts[row], strlen(texts[row]));
  begin_array(array, rows, 3);
  array->buffers[1] = ends;
  array->buffers[2] = all;
}

static void fill_numbers(struct ArrowArray *array, const int64_t *numbers, int64_t rows) {
  int64_t *copy = malloc(((size_t)rows + 1) * sizeof *copy);
  memcpy(copy, numbers, (size_t)rows * sizeof *copy);
  begin_array(array, rows, 2);
  array->buffers[1] = copy;
}

void make_batch(const batch_column *columns, int64_t n_columns, int64_t rows, struct ArrowSchema *schema,
                struct ArrowArray *array) {
  int64_t i;
  begin_schema(schema, "+s", "");
  begin_array(array, rows, 1);
  schema->n_children = array->n_children = n_columns;
  schema->children = calloc((size_t)n_columns, sizeof *schema->children);
  array->children = calloc((size_t)n_columns, sizeof *array->children);
  for (i = 0; i < n_columns; ++i) {
    schema->children[i] = malloc(sizeof **schema->children);
    array->children[i] = malloc(sizeof **array->children);
    begin_schema(schema->children[i], columns[i].texts != NULL ? "u" : columns[i].format, columns[i].name);
    if (columns[i].texts != NULL) {
      fill_texts(array->children[i], columns[i].texts, rows);
    } else {
      fill_numbers(array->children[i], columns[i].numbers, rows);
    }
  }
}
