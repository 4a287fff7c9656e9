// SPDX-License-Identifier: Apache-2.0
// The tests of the started file: records by name, interactions, submissions, the clock, expectations.
#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/literals.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

class TestLowering {
 public:
  TestLowering(Checker& c, const ast::Test& tree, const Span& span) : c_(c), tree_(tree) {
    test_.label = tree.label.value;
    test_.span = span;
  }

  Test run() {
    for (const ast::TestLine& line : tree_.lines) lower_line(line);
    return std::move(test_);
  }

 private:
  void lower_line(const ast::TestLine& tree) {
    TestLine line;
    line.span = tree.span;
    if (tree.at) at(tree, line);
    switch (tree.kind) {
      case ast::TestLine::Kind::kRecord:
        line.kind = TestLine::Kind::kRecord;
        record(tree, line);
        break;
      case ast::TestLine::Kind::kInteraction:
        line.kind = TestLine::Kind::kInteraction;
        interaction(tree, line);
        break;
      case ast::TestLine::Kind::kSubmit:
        line.kind = TestLine::Kind::kSubmit;
        line.form = tree.form.value;
        submission(tree, line);
        break;
      case ast::TestLine::Kind::kAt:
        line.kind = TestLine::Kind::kAt;
        break;
      case ast::TestLine::Kind::kExpect:
        line.kind = TestLine::Kind::kExpect;
        expectation(tree, line);
        break;
      case ast::TestLine::Kind::kMove:
        line.kind = TestLine::Kind::kMove;
        move(tree, line);
        break;
      case ast::TestLine::Kind::kMerge:
        line.kind = TestLine::Kind::kMerge;
        merge(tree, line);
        break;
    }
    test_.lines.push_back(std::move(line));
  }

  // The clock only goes forward; an event that is older than the clock is late, which is fine.
  void at(const ast::TestLine& tree, TestLine& line) {
    line.at = literal_time(c_, *tree.at);
    if (!line.at) return;
    if (tree.kind == ast::TestLine::Kind::kAt && clock_ && *line.at < *clock_) {
      c_.error("test/clock", tree.at->span, "the clock already stands later than this",
               "lines run in the written order, and the clock only goes forward")
          .related.push_back({clock_span_, "set here"});
    }
    if (!clock_ || *line.at > *clock_) {
      clock_ = line.at;
      clock_span_ = tree.at->span;
    }
  }

  std::optional<std::uint32_t> find(const std::string& name) const {
    for (std::size_t i = 0; i < test_.records.size(); ++i) {
      if (test_.records[i].name == name) return static_cast<std::uint32_t>(i);
    }
    return std::nullopt;
  }

  std::optional<std::uint32_t> known(const ast::Name& name) {
    if (const std::optional<std::uint32_t> found = find(name.text)) {
      c_.mention(NameKind::kTestRecord, c_.program.tests.size(), *found, name.span);
      return found;
    }
    std::vector<std::string> names;
    for (const Test::Record& record : test_.records) names.push_back(record.name);
    c_.error("name/unknown", name.span, "the test has no record `" + name.text + "` so far",
             suggestion(name.text, names));
    return std::nullopt;
  }

  void record(const ast::TestLine& tree, TestLine& line) {
    const std::optional<RecordKind> kind = kind_word(tree.record_kind.text);
    if (!kind) {
      const std::string help = other_products_word(tree.record_kind.text);
      c_.error("name/unknown", tree.record_kind.span, "there is no kind of record `" + tree.record_kind.text + "`",
               help.empty() ? suggestion(tree.record_kind.text, record_words()) : help);
      return;
    }
    if (const std::optional<std::uint32_t> existing = find(tree.name.text)) {
      line.record = *existing;
      c_.mention(NameKind::kTestRecord, c_.program.tests.size(), *existing, tree.name.span);
      if (test_.records[*existing].kind != *kind) {
        c_.error("name/duplicate", tree.name.span,
                 "`" + tree.name.text + "` is already " + describe(c_, record_of(test_.records[*existing].kind)),
                 "choose another name");
      }
    } else {
      if (kind_word(tree.name.text)) {
        c_.error("name/duplicate", tree.name.span, "`" + tree.name.text + "` is a word for a kind of record",
                 "choose another name");
      }
      line.record = static_cast<std::uint32_t>(test_.records.size());
      test_.records.push_back({*kind, tree.name.text});
      if (c_.names != nullptr) {
        const auto test = static_cast<std::uint32_t>(c_.program.tests.size());
        c_.names->declare({NameKind::kTestRecord, test, line.record}, tree.name.span);
      }
    }
    const RecordSchema& schema = c_.program.schema(*kind);
    for (const ast::TestField& field : tree.fields) {
      const int index = schema.find(field.name.text);
      if (index < 0) {
        c_.error("name/unknown", field.name.span,
                 std::string{name_of(*kind)} + " has no field `" + field.name.text + "`",
                 suggestion(field.name.text, field_names(schema)));
        continue;
      }
      c_.mention(NameKind::kField, static_cast<std::size_t>(*kind), static_cast<std::size_t>(index), field.name.span);
      if (index == schema.id) {
        c_.error("type/mismatch", field.name.span, "a record's name in the test is its id", "leave `id` out");
        continue;
      }
      TestLine::Field made;
      made.name = field.name.text;
      made.field = static_cast<std::uint32_t>(index);
      const Field& declared = schema.fields[made.field];
      const std::optional<RecordKind> link = declared.is_link ? kind_word(declared.name) : std::nullopt;
      if (value(*field.value, declared.type, link, made.value)) line.fields.push_back(std::move(made));
    }
  }

  // A value of a test is fixed; a link names a record.
  bool value(const ast::Expr& tree, const Type& type, const std::optional<RecordKind>& link, Value& out) {
    if (tree.kind == ast::ExprKind::kName) {
      const std::optional<std::uint32_t> named = link ? known(tree.names[0]) : find(tree.names[0].text);
      if (named && link) {
        if (test_.records[*named].kind != *link) {
          c_.error("type/mismatch", tree.span,
                   "`" + tree.names[0].text + "` is " + describe(c_, record_of(test_.records[*named].kind)) + ", " +
                       describe(c_, record_of(*link)) + " is wanted");
          return false;
        }
        out.type = simple(TypeKind::kText);
        out.text = tree.names[0].text;
        return true;
      }
      if (link) return false;
      c_.error("type/mismatch", tree.span, "the value of a test's field is fixed",
               type.textual() || is_choice(type) ? "write it in quotes" : "write a value");
      return false;
    }
    std::optional<Value> made = literal_value(c_, tree, type);
    if (!made) return false;
    out = std::move(*made);
    return true;
  }

  void interaction(const ast::TestLine& tree, TestLine& line) {
    const auto kind = c_.interaction_names.find(tree.record_kind.text);
    if (!tree.name.text.empty()) {
      if (const std::optional<std::uint32_t> who = known(tree.name)) {
        line.record = *who;
        if (test_.records[*who].kind != RecordKind::kContact) {
          c_.error("type/mismatch", tree.name.span,
                   "interactions are those of contacts, `" + tree.name.text + "` is " +
                       describe(c_, record_of(test_.records[*who].kind)));
        }
      }
    }
    if (kind == c_.interaction_names.end()) {
      std::vector<std::string> names;
      for (const InteractionKind& k : c_.program.interactions) names.push_back(k.name);
      c_.error("name/unknown", tree.record_kind.span, "there is no kind of interaction `" + tree.record_kind.text + "`",
               suggestion(tree.record_kind.text, names));
      return;
    }
    line.interaction = kind->second;
    c_.mention(NameKind::kInteraction, kind->second, 0, tree.record_kind.span);
    const InteractionKind& declared = c_.program.interactions[kind->second];
    for (const ast::TestField& field : tree.fields) {
      TestLine::Field made;
      made.name = field.name.text;
      Type type = simple(TypeKind::kText);
      std::optional<RecordKind> link;
      if (field.name.text == "id") {
        made.target = SourceField::Target::kId;
      } else if (field.name.text == "lead") {
        made.target = SourceField::Target::kLead;
        link = RecordKind::kLead;
      } else if (field.name.text == "at" || field.name.text == "contact") {
        c_.error("type/mismatch", field.name.span,
                 "`" + field.name.text + "` of an interaction stands before its attributes",
                 "write `" + declared.name + " by ana at 2026-07-01`");
        continue;
      } else {
        const int index = declared.find(field.name.text);
        if (index < 0) {
          std::vector<std::string> names{"id", "lead"};
          for (const Field& attribute : declared.attributes) names.push_back(attribute.name);
          c_.error("name/unknown", field.name.span,
                   "`" + declared.name + "` has no attribute `" + field.name.text + "`",
                   suggestion(field.name.text, names));
          continue;
        }
        made.field = static_cast<std::uint32_t>(index);
        c_.mention(NameKind::kAttribute, kind->second, made.field, field.name.span);
        type = declared.attributes[made.field].type;
      }
      if (value(*field.value, type, link, made.value)) line.fields.push_back(std::move(made));
    }
  }

  // What a form brings may be a field of contact or lead, or nothing that is declared.
  void submission(const ast::TestLine& tree, TestLine& line) {
    for (const ast::TestField& field : tree.fields) {
      TestLine::Field made;
      made.name = field.name.text;
      Type type;
      for (const RecordKind kind : {RecordKind::kContact, RecordKind::kLead, RecordKind::kAccount}) {
        const int index = c_.program.schema(kind).find(field.name.text);
        if (index >= 0)
          c_.mention(NameKind::kField, static_cast<std::size_t>(kind), static_cast<std::size_t>(index),
                     field.name.span);
        if (index >= 0 && type.kind == TypeKind::kNone)
          type = c_.program.schema(kind).fields[static_cast<std::size_t>(index)].type;
      }
      if (field.value->kind == ast::ExprKind::kText && type.kind != TypeKind::kChoice) type = Type{};
      if (value(*field.value, type, std::nullopt, made.value)) line.fields.push_back(std::move(made));
    }
  }

  void expectation(const ast::TestLine& tree, TestLine& line) {
    line.negated = tree.negated;
    if (tree.pattern) line.pattern = tree.pattern->value;
    switch (tree.expect) {
      case ast::TestLine::Expect::kCondition:
        line.expect = TestLine::Expect::kCondition;
        break;
      case ast::TestLine::Expect::kTask:
        line.expect = TestLine::Expect::kTask;
        break;
      case ast::TestLine::Expect::kNotified:
        line.expect = TestLine::Expect::kNotified;
        break;
      case ast::TestLine::Expect::kSent:
        line.expect = TestLine::Expect::kSent;
        break;
      case ast::TestLine::Expect::kRejected:
        line.expect = TestLine::Expect::kRejected;
        break;
    }
    if (!tree.condition) return;
    Environment env;
    env.test = &test_;
    line.condition = lower_condition(c_, env, *tree.condition);
  }

  void move(const ast::TestLine& tree, TestLine& line) {
    line.stage = tree.into.text;
    if (tree.by) line.by = tree.by->value;
    const std::optional<std::uint32_t> record = known(tree.name);
    if (!record) return;
    line.record = *record;
    const RecordKind kind = test_.records[*record].kind;
    std::vector<std::string> stages;
    for (const Process& process : c_.program.processes) {
      if (process.kind != kind) continue;
      for (const Stage& stage : process.stages) stages.push_back(stage.name);
    }
    c_.mention_stage(kind, tree.into.text, tree.into.span);
    if (std::find(stages.begin(), stages.end(), tree.into.text) != stages.end()) return;
    c_.error("name/unknown", tree.into.span,
             "no process for " + std::string{plural_of(kind)} + " has a stage `" + tree.into.text + "`",
             suggestion(tree.into.text, stages));
  }

  void merge(const ast::TestLine& tree, TestLine& line) {
    const std::optional<std::uint32_t> gone = known(tree.name);
    const std::optional<std::uint32_t> stays = known(tree.into);
    if (!gone || !stays) return;
    line.record = *gone;
    line.into = *stays;
    if (test_.records[*gone].kind != test_.records[*stays].kind || *gone == *stays) {
      c_.error("type/mismatch", tree.span,
               *gone == *stays ? "a record is not merged into itself" : "records of two kinds are not merged");
    }
  }

  Checker& c_;
  const ast::Test& tree_;
  Test test_;
  std::optional<std::int64_t> clock_;
  Span clock_span_;
};

}  // namespace

void check_tests(Checker& c) {
  c.for_each<ast::Test>([&](const ast::Test& tree, const ast::Statement& statement) {
    if (c.file_of(statement.span).rank != 0) return;
    c.program.tests.push_back(TestLowering{c, tree, statement.span}.run());
  });
}

}  // namespace leadline::checking
