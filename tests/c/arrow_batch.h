/* SPDX-License-Identifier: Apache-2.0
 * A record batch of texts and 64-bit numbers made by hand, and a count of those that nobody has released yet. */
#ifndef LEADLINE_TESTS_ARROW_BATCH_H
#define LEADLINE_TESTS_ARROW_BATCH_H

#include "leadline.h"

typedef struct batch_column {
  const char *name;
  const char *const *texts; /* or NULL */
  const int64_t *numbers;
  const char *format; /* of the numbers */
} batch_column;

extern int batches_alive; /* changed by whichever thread releases them; to be read when the others have ended */

void make_batch(const batch_column *columns, int64_t n_columns, int64_t rows, struct ArrowSchema *schema,
                struct ArrowArray *array);

#endif
