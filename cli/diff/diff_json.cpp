// SPDX-License-Identifier: Apache-2.0
// The comparison as one JSON document, for tools and pull requests.
#include "cli/diff/diff_report.hpp"
#include "cli/explain_facts.hpp"
#include "engine/data/json_writer.hpp"

namespace leadline::cli {

namespace {

class Writer {
 public:
  Writer(std::string& out, const DiffReport& report) : json_(out), r_(report) {}

  void run() {
    json_.begin_object().key("format_version").count(1);
    json_.key("old").text(r_.old_file).key("new").text(r_.new_file).key("as_of").time(r_.as_of);
    json_.key("same_meaning").yes_no(!r_.rules.changed());
    json_.key("can_differ");
    if (!r_.rules.values) {
      json_.yes_no(false);
    } else if (r_.search != nullptr && !r_.search->found) {
      json_.null();
    } else {
      json_.yes_no(true);
    }
    json_.key("models").begin_array();
    for (const ModelDiff& model : r_.rules.models) this->model(model);
    json_.end_array();
    json_.key("parts").begin_array();
    for (const PartChange& one : r_.rules.parts) part(one);
    json_.end_array();
    if (r_.search != nullptr) witness();
    if (r_.scores != nullptr) data();
    json_.key("limits_exceeded").begin_array();
    for (const std::string& limit : r_.exceeded) json_.text(limit);
    json_.end_array().end_object();
  }

 private:
  void range(const PointRange& range) {
    json_.begin_object();
    const auto end = [&](std::string_view name, const analysis::End& value) {
      json_.key(name);
      const std::optional<std::int64_t> micros = value ? narrow(*value) : std::nullopt;
      micros ? json_.number(*micros) : json_.null();
    };
    end("from", range.low);
    end("to", range.high);
    json_.end_object();
  }

  void model(const ModelDiff& model) {
    json_.begin_object().key("name").text(model.name);
    json_.key("change").text(model.old_model < 0     ? "added"
                             : model.new_model < 0   ? "removed"
                             : model.changed()       ? "changed"
                             : model.readers.empty() ? "none"
                                                     : "reads what changed");
    if (model.old_model >= 0 && model.new_model >= 0) {
      json_.key("same_rules").count(model.same).key("score_moves");
      range(model.moves);
      json_.key("scores_others").yes_no(model.scores_others).key("rules").begin_array();
      for (const RuleChange& change : model.rules) rule(model, change);
      json_.end_array().key("parts").begin_array();
      for (const PartChange& one : model.parts) part(one);
      json_.end_array().key("readers").begin_array();
      const Model& is = r_.after.program().models[static_cast<std::size_t>(model.new_model)];
      for (const std::uint32_t rule : model.readers) json_.text(is.rules[rule].label);
      json_.end_array();
    }
    json_.end_object();
  }

  void side(std::string_view name, const Meaning& meaning, std::int32_t model, std::int32_t rule) {
    json_.key(name);
    if (rule < 0) {
      json_.null();
      return;
    }
    const Rule& written =
        meaning.program().models[static_cast<std::size_t>(model)].rules[static_cast<std::size_t>(rule)];
    json_.begin_object().key("label").text(written.label).key("text").text(one_line(written.text, 1000));
    json_.key("place").text(meaning.sources().place(written.span)).end_object();
  }

  void rule(const ModelDiff& model, const RuleChange& change) {
    json_.begin_object().key("change").text(name_of(change.kind)).key("what").begin_array();
    for (const std::string& what : change.what) json_.text(what);
    json_.end_array();
    side("old", r_.before, model.old_model, change.old_rule);
    side("new", r_.after, model.new_model, change.new_rule);
    json_.key("moves");
    range(change.moves);
    json_.end_object();
  }

  void part(const PartChange& part) {
    json_.begin_object().key("change").text(name_of(part.kind)).key("what").text(part.what);
    json_.key("before");
    part.before.empty() ? json_.null() : json_.text(part.before);
    json_.key("after");
    part.after.empty() ? json_.null() : json_.text(part.after);
    json_.key("can_move_values").yes_no(part.values).end_object();
  }

  void changes(const std::vector<ValueChange>& changes) {
    json_.begin_array();
    for (const ValueChange& change : changes) {
      json_.begin_object()
          .key("what")
          .text(change.what)
          .key("before")
          .text(change.before)
          .key("after")
          .text(change.after);
      json_.end_object();
    }
    json_.end_array();
  }

  void witness() {
    json_.key("records_tried").count(r_.search->tried).key("witness");
    if (!r_.search->found) {
      json_.null();
      return;
    }
    json_.begin_object().key("lines").begin_array();
    for (const std::string& line : sketch_lines(r_.after.program(), r_.search->found->sketch)) json_.text(line);
    json_.end_array().key("changes");
    changes(r_.search->found->changes);
    json_.end_object();
  }

  void heads(std::string_view name, const std::vector<HeadCount>& counts) {
    json_.key(name).begin_array();
    for (const HeadCount& count : counts) {
      json_.begin_object().key("name").text(count.name).key("kind").text(name_of(count.kind));
      json_.key("before").count(count.before).key("after").count(count.after);
      json_.key("newly").count(count.newly).key("no_longer").count(count.no_longer).end_object();
    }
    json_.end_array();
  }

  void data() {
    const ScoreDiff& scores = *r_.scores;
    json_.key("data").begin_object().key("records").count(scores.records).key("affected").count(scores.affected.size());
    json_.key("only_old").count(scores.only_before).key("only_new").count(scores.only_after);
    json_.key("models").begin_array();
    for (const ModelMoves& model : scores.models) {
      json_.begin_object().key("name").text(model.name).key("kind").text(name_of(model.kind));
      json_.key("scored_before").count(model.scored_before).key("scored_after").count(model.scored_after);
      json_.key("newly_scored").count(model.newly_scored).key("no_longer_scored").count(model.no_longer_scored);
      json_.key("up").count(model.up).key("down").count(model.down);
      json_.key("most_up").number(model.most_up).key("most_down").number(model.most_down);
      json_.key("grades").begin_array();
      for (std::size_t b = 0; b < model.moves.size(); ++b) {
        for (std::size_t a = 0; a < model.moves.size(); ++a) {
          if (model.moves[b][a] == 0) continue;
          const auto grade = [&](std::string_view name, std::size_t place) {
            json_.key(name);
            model.grades[place].empty() ? json_.null() : json_.text(model.grades[place]);
          };
          json_.begin_object();
          grade("before", b);
          grade("after", a);
          json_.key("count").count(model.moves[b][a]).end_object();
        }
      }
      json_.end_array().end_object();
    }
    json_.end_array();
    heads("thresholds", scores.thresholds);
    heads("stages", scores.stages);
    json_.key("largest_moves").begin_array();
    for (const LargestMove& move : r_.largest) {
      json_.begin_object().key("kind").text(name_of(move.record->kind)).key("id").text(move.id);
      json_.key("model").text(move.model).key("before").text(move.before).key("after").text(move.after);
      json_.key("causes").begin_array();
      for (const Cause& cause : move.causes) {
        json_.begin_object().key("what").text(cause.what).key("points").number(cause.points).end_object();
      }
      json_.end_array().key("changes");
      changes(move.record->changes);
      json_.end_object();
    }
    json_.end_array().end_object();
  }

  JsonWriter json_;
  const DiffReport& r_;
};

}  // namespace

std::string diff_json(const DiffReport& report) {
  std::string out;
  Writer(out, report).run();
  return out + '\n';
}

}  // namespace leadline::cli
