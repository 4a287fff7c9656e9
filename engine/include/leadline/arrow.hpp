// SPDX-License-Identifier: Apache-2.0
// Tables in and out as Apache Arrow, by its C interfaces: no library of Arrow's is needed. Tables go in by
// InputTables::add_arrow, results come out by export_arrow; what there is as one batch is made a stream by stream_of.
#pragma once
#include <memory>

#include "leadline/arrow_abi.h"
#include "leadline/leadline.hpp"

namespace leadline {

struct ArrowExport {
  /// Numbers as doubles, the nearest there is, instead of decimals with six places, which are exact.
  bool doubles = false;
};

/// Makes `out` a stream of record batches with the columns of a table: texts as utf8, numbers as decimal128(19, 6),
/// yes/no as bool. The caller releases it.
void export_arrow(ResultTable table, ArrowArrayStream* out, const ArrowExport& options = {});
/// The same of a table that others read too.
void export_arrow(std::shared_ptr<const ResultTable> table, ArrowArrayStream* out, const ArrowExport& options = {});

/// Makes `out` a stream of a single array, which it takes over from the caller with its schema. The caller releases the
/// stream.
void stream_of(ArrowSchema* schema, ArrowArray* array, ArrowArrayStream* out);

}  // namespace leadline
