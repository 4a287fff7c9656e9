// SPDX-License-Identifier: Apache-2.0
// Columns of callers as blocks: as many at a time as there are threads, added in their order.
#include "engine/data/given_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "engine/data/json_writer.hpp"
#include "engine/data/parallel.hpp"

namespace leadline {

namespace {

constexpr std::size_t kPieceRows = 32'768;
constexpr std::size_t kPageBytes = std::size_t{256} << 10U;

// The rows of a name: records of a kind, interactions of one kind or with a column that says it, or a source.
struct Meaning {
  std::optional<RecordKind> record;
  std::string interaction;
  const SourceDefinition* source = nullptr;
};

std::optional<Meaning> meaning_of(const Program& program, const std::string& name) {
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    if (name == plural_of(kind) || name == name_of(kind)) return Meaning{kind, {}, nullptr};
  }
  if (name == "interactions") return Meaning{};
  for (const InteractionKind& kind : program.interactions) {
    if (kind.name == name) return Meaning{std::nullopt, name, nullptr};
  }
  for (const SourceDefinition& source : program.sources) {
    if (source.name == name) return Meaning{std::nullopt, {}, &source};
  }
  return std::nullopt;
}

bool has_values(TypeKind type) {
  return type == TypeKind::kNumber || type == TypeKind::kTime || type == TypeKind::kDuration ||
         type == TypeKind::kYesNo;
}

}  // namespace

Cell CellWriter::keep(std::string_view written, CellKind kind) {
  if (pages_.empty() || page_size_ - used_ < written.size()) {
    page_size_ = std::max(kPageBytes, written.size());
    used_ = 0;
    pages_.push_back(std::make_unique<char[]>(page_size_));
  }
  char* const at = pages_.back().get() + used_;
  std::memcpy(at, written.data(), written.size());
  used_ += written.size();
  return Cell{at, static_cast<std::uint32_t>(written.size()), kind};
}

void CellWriter::clear() {
  if (pages_.size() > 1) pages_.erase(pages_.begin(), pages_.end() - 1);
  used_ = 0;
}

Result<std::unique_ptr<GivenTable>> GivenTable::open(Dataset& dataset, const std::string& kind,
                                                     std::vector<std::string> columns, const Options& options) {
  const Program& program = dataset.program();
  const std::optional<Meaning> meaning = meaning_of(program, kind);
  if (!meaning) {
    return Error{
        fmt::format("`{}` is neither a kind of record nor a kind of interaction nor a source of these rules", kind)};
  }
  if (meaning->source != nullptr && !meaning->source->form.empty()) {
    return Error{fmt::format("table `{}`: the source goes through a form, which only a run fills in", kind)};
  }
  if (!meaning->interaction.empty()) columns.emplace_back("kind");
  Result<RowPlan> plan = meaning->source != nullptr ? plan_by_source(program, *meaning->source, columns)
                                                    : plan_by_name(program, meaning->record, columns);
  if (!plan) return Error{fmt::format("table `{}`: {}", kind, plan.error().message)};
  return std::unique_ptr<GivenTable>(new GivenTable(dataset, std::move(plan).value(), meaning->interaction, options));
}

std::unique_ptr<GivenTable> GivenTable::open(Dataset& dataset, RowPlan plan, const Options& options) {
  return std::unique_ptr<GivenTable>(new GivenTable(dataset, std::move(plan), "", options));
}

GivenTable::GivenTable(Dataset& dataset, RowPlan plan, std::string constant_kind, const Options& options)
    : dataset_(dataset),
      plan_(std::move(plan)),
      constant_kind_(std::move(constant_kind)),
      options_(options),
      threads_(thread_count(options.threads)) {
  for (std::size_t slot = 0; slot < plan_.column_of_slot.size(); ++slot) {
    types_.push_back(type_of(slot));
    const std::vector<const Target*> fields = fields_of(plan_.column_of_slot[slot] - 1);
    texts_only_.push_back(
        types_[slot] == TypeKind::kText &&
        std::all_of(fields.begin(), fields.end(), [](const Target* field) { return field->type.textual(); }));
  }
}

std::vector<const Target*> GivenTable::fields_of(std::size_t column) const {
  std::vector<const Target*> fields;
  const int slot = plan_.slot_of_column[column];
  if (slot < 0) return fields;
  for (const RowPart& part : plan_.parts) {
    for (const Target& target : part.targets) {
      if (target.slot == slot) fields.push_back(&target);
    }
  }
  return fields;
}

// The one type that all fields of a slot have, if its values need not go by their texts.
TypeKind GivenTable::type_of(std::size_t slot) const {
  if (static_cast<int>(slot) == plan_.kind_slot) return TypeKind::kNone;
  for (const auto& [name, read] : plan_.condition_slots) {
    if (read == static_cast<int>(slot)) return TypeKind::kNone;
  }
  const std::vector<const Target*> fields = fields_of(plan_.column_of_slot[slot] - 1);
  if (fields.empty() || !plan_.spelling.missing.empty()) return TypeKind::kNone;
  const Type& type = fields[0]->type;
  for (const Target* field : fields) {
    const bool same = field->type.kind == type.kind || (field->type.textual() && type.textual());
    if (field->map || !same || field->type.list) return TypeKind::kNone;
  }
  return type.textual() || type.kind == TypeKind::kChoice ? TypeKind::kText : type.kind;
}

bool GivenTable::add(const std::shared_ptr<const GivenRows>& rows) {
  for (std::size_t from = 0; from < rows->rows && !enough_; from += kPieceRows) {
    const std::size_t to = std::min(rows->rows, from + kPieceRows);
    pieces_.push_back(Piece{rows, from, to, rows_ + from});
    if (pieces_.size() >= threads_) read_pieces();
  }
  rows_ += rows->rows;
  return !enough_;
}

void GivenTable::finish() {
  if (!pieces_.empty()) read_pieces();
}

void GivenTable::read(const Piece& piece, Reader& reader) const {
  Block& block = reader.block;
  block.clear();
  block.columns.resize(types_.size());
  block.ready.resize(types_.size());
  block.entries.resize(types_.size());
  block.high_bytes = true;  // the texts have not been looked at
  reader.writer.clear();
  const std::size_t count = piece.to - piece.from;
  for (std::size_t slot = 0; slot < types_.size(); ++slot) {
    const std::size_t column = plan_.column_of_slot[slot] - 1;
    std::vector<Cell>& cells = block.columns[slot];
    ReadyValues& ready = block.ready[slot];
    cells.clear();
    ready.filled = false;
    ready.odd_times.clear();
    if (!constant_kind_.empty() && column + 1 == plan_.columns.size()) {
      cells.assign(count, CellWriter::text(constant_kind_));
      continue;
    }
    const GivenColumn& given = *piece.rows->columns[column];
    if (has_values(types_[slot])) {
      ready.filled = given.values(types_[slot], *plan_.spelling.zone, piece.from, piece.to, ready);
    } else if (texts_only_[slot]) {
      ready.filled = given.wholes(piece.from, piece.to, ready.numbers);
    }
    if (ready.filled) continue;
    if (given.entries(types_[slot], piece.from, piece.to, reader.writer, cells, block.entries[slot])) continue;
    cells.reserve(count);
    given.cells(types_[slot], piece.from, piece.to, reader.writer, cells);
  }
  // Rows count from 1, as lines do.
  for (std::size_t row = 0; row < count; ++row) block.rows.push_back(RowPlace{piece.first_row + row + 1, 0, 0});
  reader.converter->convert(block);
  if (!options_.write_rows) return;
  for (BadRow& bad : reader.converter->bad()) bad.row = row_text(piece, bad.line - 1 - piece.first_row);
}

// What was read of a row of a piece, as a JSON object.
std::string GivenTable::row_text(const Piece& piece, std::size_t row) const {
  std::string json = "{";
  CellWriter writer;
  std::vector<Cell> cells;
  for (std::size_t column = 0; column < piece.rows->columns.size(); ++column) {
    if (!piece.rows->columns[column]) continue;
    cells.clear();
    piece.rows->columns[column]->cells(TypeKind::kNone, piece.from + row, piece.from + row + 1, writer, cells);
    const Cell& cell = cells.front();
    if (cell.data == nullptr) continue;
    if (json.size() > 1) json += ',';
    append_json(json, plan_.columns[column]);
    json += ':';
    const bool endless = cell.kind == CellKind::kNumber && cell.data[cell.size - 1] == 'f';  // JSON has no infinity
    if (cell.kind == CellKind::kText || endless) {
      append_json(json, cell.text());
    } else {
      json += cell.text();
    }
  }
  return json + '}';
}

void GivenTable::read_pieces() {
  if (readers_.empty()) {
    readers_.resize(pieces_.size());
    for (Reader& reader : readers_) {
      reader.converter =
          std::make_unique<BlockConverter>(plan_, dataset_, readers_.size() == 1, options_.bad_values_missing);
    }
  }
  parallel_for(pieces_.size(), threads_, [this](std::size_t piece) { read(pieces_[piece], readers_[piece]); });
  for (std::size_t piece = 0; piece < pieces_.size(); ++piece) {
    BlockConverter& converter = *readers_[piece].converter;
    if (options_.take) {
      if (!enough_ && !options_.take(readers_[piece].block, converter)) enough_ = true;
      continue;
    }
    converter.commit(readers_[piece].block, options_.number);
    for (BadRow& bad : converter.bad()) bad_.push_back(std::move(bad));
  }
  pieces_.clear();
}

}  // namespace leadline
