// SPDX-License-Identifier: Apache-2.0
// Making expressions.
#include "engine/program/build.hpp"

#include <algorithm>

#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

ExprId constant(Checker& c, Value value, const Span& span) {
  Expr e;
  e.op = Op::kConstant;
  e.type = value.type;
  e.value = std::move(value);
  e.span = span;
  return c.add(std::move(e));
}

ExprId number_constant(Checker& c, Decimal value, const Span& span) {
  Value v;
  v.type = simple(TypeKind::kNumber);
  v.number = value.micros;
  return constant(c, std::move(v), span);
}

ExprId yes_no_constant(Checker& c, bool yes, const Span& span) {
  Value v;
  v.type = simple(TypeKind::kYesNo);
  v.number = yes ? 1 : 0;
  return constant(c, std::move(v), span);
}

ExprId operation(Checker& c, Op op, const Type& type, std::vector<ExprId> children, const Span& span) {
  if (std::any_of(children.begin(), children.end(), [&](ExprId child) { return c.is_broken(child); }))
    return c.broken();
  Expr e;
  e.op = op;
  e.type = type;
  e.children = std::move(children);
  e.span = span;
  return c.add(std::move(e));
}

ExprId condition(Checker& c, Op op, std::vector<ExprId> children, const Span& span) {
  return operation(c, op, simple(TypeKind::kYesNo), std::move(children), span);
}

ExprId negation(Checker& c, ExprId of, const Span& span) { return condition(c, Op::kNot, {of}, span); }

bool is_identity(const Checker& c, ExprId id) {
  const Expr& e = c.expr(id);
  if (e.op == Op::kAttribute) return e.text == "id" || e.text == "contact" || e.text == "lead";
  if (e.op != Op::kField) return false;
  const Type& record = c.type(e.children[0]);
  const RecordSchema& schema = c.program.schema(record.record);
  const Field& field = schema.fields[e.index];
  return field.is_link || static_cast<int>(e.index) == schema.id;
}

ExprId comparison(Checker& c, CompareOp op, ExprId left, ExprId right, bool exactly, const Span& span) {
  if (c.is_broken(left) || c.is_broken(right)) return c.broken();
  Expr e;
  e.op = Op::kCompare;
  e.type = simple(TypeKind::kYesNo);
  e.children = {left, right};
  e.compare = op;
  e.exactly = c.type(left).textual() && (exactly || is_identity(c, left) || is_identity(c, right));
  e.span = span;
  return c.add(std::move(e));
}

ExprId self(Checker& c, RecordKind kind, const Span& span) {
  Expr e;
  e.op = Op::kSelf;
  e.type = record_of(kind);
  e.span = span;
  return c.add(std::move(e));
}

ExprId item_record(Checker& c, RecordKind kind, const Span& span) {
  Expr e;
  e.op = Op::kItem;
  e.type = record_of(kind);
  e.span = span;
  return c.add(std::move(e));
}

ExprId item_interaction(Checker& c, const Span& span) {
  Expr e;
  e.op = Op::kItem;
  e.type = simple(TypeKind::kMissing);
  e.span = span;
  return c.add(std::move(e));
}

ExprId field_of(Checker& c, ExprId record, std::uint32_t field, const Span& span) {
  if (c.is_broken(record)) return c.broken();
  Expr e;
  e.op = Op::kField;
  e.type = c.program.schema(c.type(record).record).fields[field].type;
  e.children = {record};
  e.index = field;
  e.span = span;
  return c.add(std::move(e));
}

ExprId link_of(Checker& c, ExprId record, LinkKind link, const Span& span) {
  if (c.is_broken(record)) return c.broken();
  Expr e;
  e.op = Op::kLink;
  e.type = record_of(target_of(link));
  e.children = {record};
  e.link = link;
  e.span = span;
  return c.add(std::move(e));
}

ExprId attribute(Checker& c, const std::string& name, const Type& type, const Span& span) {
  Expr e;
  e.op = Op::kAttribute;
  e.type = type;
  e.text = name;
  e.span = span;
  return c.add(std::move(e));
}

ExprId as_value(Checker& c, ExprId id) {
  const Type type = c.type(id);
  if (type.kind != TypeKind::kRecord) return id;
  return field_of(c, id, static_cast<std::uint32_t>(c.program.schema(type.record).id), c.expr(id).span);
}

ExprId word_text(Checker& c, ExprId id, const Span& span) {
  if (c.is_broken(id)) return id;
  const Type type = c.type(id);
  std::vector<ExprId> children;
  for (const std::string& word : words_of(c, type)) {
    Value text;
    text.type = simple(TypeKind::kText);
    text.text = word;
    children.push_back(
        comparison(c, CompareOp::kEqual, id, constant(c, *word_value(c, type, word), span), false, span));
    children.push_back(constant(c, std::move(text), span));
  }
  return operation(c, Op::kFirstOf, simple(TypeKind::kText), std::move(children), span);
}

}  // namespace leadline::checking
