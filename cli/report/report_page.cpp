// SPDX-License-Identifier: Apache-2.0
// The sections of a report.
#include "cli/report/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "cli/duplicate_text.hpp"
#include "cli/explain_facts.hpp"
#include "cli/explain_text.hpp"
#include "cli/report/assets.hpp"
#include "cli/top_table.hpp"
#include "cli/xml.hpp"
#include "engine/analysis/rule_hits.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/values/civil.hpp"

namespace leadline::cli {

namespace {

std::string points(std::int64_t micros) { return to_text(Decimal{micros}); }

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  const auto tenths = static_cast<std::uint64_t>(divide_rounded(Int128{part} * 1000, Int128{whole}));
  return fmt::format("{}.{}%", tenths / 10, tenths % 10);
}

// One bar of a chart: its name in full, what fits below it, and how many.
struct Bar {
  std::string name, label;
  std::uint64_t count = 0;
};

// A width of a bar that people count in: 1, 2, 5, 10, …
std::int64_t nice_width(Int128 span) {
  Int128 width = Decimal::kOne;
  for (const Int128 wanted = span / 24; width < wanted;) {
    for (const int factor : {2, 5, 10}) {
      if (width * factor >= wanted || factor == 10) {
        width *= factor;
        break;
      }
    }
  }
  return static_cast<std::int64_t>(width);
}

class Page {
 public:
  explicit Page(const ReportInput& input)
      : in_(input), p_(input.program), hits_(analysis::hits_of(input.program, input.result)) {}

  std::string run() {
    head();
    files();
    for (std::size_t model = 0; model < p_.models.size(); ++model) this->model(model);
    thresholds();
    for (std::size_t process = 0; process < p_.processes.size(); ++process) funnel(process);
    bad_rows();
    matching();
    leads();
    out_ += fmt::format(
        "<footer>Made by leadline {}. Charts: uPlot, whose licence stands in the source of this page.</footer>\n"
        "<script>/*\n{}*/\n{}</script>\n<script>{}</script>\n</body>\n</html>\n",
        LEADLINE_VERSION, assets::uplot_licence(), assets::uplot_script(), assets::page_script());
    return std::move(out_);
  }

 private:
  template <class... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    out_ += fmt::format(format, std::forward<Values>(values)...);
  }

  static std::string html(std::string_view text) { return escaped_html(text); }

  void section(std::string_view title) { add("<h2>{}</h2>\n", html(title)); }

  // Columns whose head ends in `#` hold numbers; a cell `=PERCENT` is a bar.
  void table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
    if (rows.empty()) return;
    out_ += "<table>\n<tr>";
    const auto number = [&](std::size_t column) { return !head[column].empty() && head[column].back() == '#'; };
    for (std::size_t i = 0; i < head.size(); ++i) {
      add("<th{}>{}</th>", number(i) ? " class=\"number\"" : "",
          html(number(i) ? head[i].substr(0, head[i].size() - 1) : head[i]));
    }
    out_ += "</tr>\n";
    for (const std::vector<std::string>& row : rows) {
      out_ += "<tr>";
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row[i].empty() && row[i][0] == '=') {
          add("<td class=\"share\"><i style=\"width:{}%\"></i></td>", row[i].substr(1));
        } else {
          add("<td{}>{}</td>", number(i) ? " class=\"number\"" : "", html(row[i]));
        }
      }
      out_ += "</tr>\n";
    }
    out_ += "</table>\n";
  }

  static std::string bar(std::uint64_t part, std::uint64_t most) {
    return fmt::format("={}", most == 0 ? 0 : part * 100 / most);
  }

  void chart(std::string_view what, const std::vector<Bar>& bars) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().key("what").text(what).key("names").begin_array();
    for (const Bar& one : bars) json.text(one.name);
    json.end_array().key("labels").begin_array();
    for (const Bar& one : bars) json.text(one.label);
    json.end_array().key("values").begin_array();
    for (const Bar& one : bars) json.count(one.count);
    json.end_array().end_object();
    // Inside a script element nothing may look like its end.
    std::string safe;
    for (const char c : data) safe += c == '<' ? std::string("\\u003c") : std::string(1, c);
    add("<div class=\"chart\"><script type=\"application/json\">{}</script></div>\n", safe);
  }

  void head() {
    add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width\">\n<title>{}</title>\n<style>{}\n{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
        html(in_.title), assets::uplot_style(), assets::page_style(), html(in_.title));
    add("<p class=\"quiet\">{} as of {} {}</p>\n", html(in_.rules), local_time(in_.as_of, p_),
        html(p_.zones.empty() ? "UTC" : p_.zones.front()));
  }

  void files() {
    section("What was read");
    std::vector<std::vector<std::string>> rows;
    for (const FileSummary& file : in_.loaded.summary.files) {
      rows.push_back({file.file, file.source, grouped(file.rows), grouped(file.bad_rows), sized(file.bytes)});
    }
    table({"file", "read as", "rows#", "set aside#", "size#"}, rows);
    std::vector<std::string> words;
    for (const RecordKind kind :
         {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity}) {
      const std::size_t count = in_.loaded.data->table(kind).size();
      if (count != 0) words.push_back(counted(count, name_of(kind), plural_of(kind)));
    }
    std::size_t interactions = 0;
    for (std::uint32_t kind = 0; kind < p_.interactions.size(); ++kind)
      interactions += in_.loaded.data->interactions(kind).size();
    words.push_back(counted(interactions, "interaction"));
    const DatasetCounts& found = in_.loaded.summary.dataset;
    add("<p>{}. {} without contact and account, {} that lead nowhere, {} without a contact.</p>\n", html(joined(words)),
        counted(found.orphan_leads, "lead"), counted(found.dangling_links, "link"),
        counted(found.interactions_without_contact, "interaction"));
  }

  // --- scores ---

  void model(std::size_t m) {
    const Model& model = p_.models[m];
    section(model.title.empty() ? model.name : model.title);
    std::vector<std::int64_t> scores;
    for (const std::int64_t score : in_.result.models[m].score) {
      if (score != kMissing64) scores.push_back(score);
    }
    std::sort(scores.begin(), scores.end());
    if (scores.empty()) {
      out_ += "<p>No record is scored.</p>\n";
      return;
    }
    const auto quartile = [&](std::size_t quarter) { return points(scores[(scores.size() - 1) * quarter / 4]); };
    add("<p>{} of {} {} are scored: {} to {} points, half of them between {} and {}, median {}.</p>\n",
        grouped(scores.size()), grouped(in_.result.models[m].score.size()), plural_of(model.kind), quartile(0),
        quartile(4), quartile(1), quartile(3), quartile(2));
    distribution(model, scores);
    grades(m);
    rules(m, scores.size());
  }

  void distribution(const Model& model, const std::vector<std::int64_t>& scores) {
    out_ += "<h3>Scores</h3>\n";
    const std::int64_t width = nice_width(Int128{scores.back()} - scores.front());
    const auto bin = [&](std::int64_t score) { return score >= 0 ? score / width : -((-score + width - 1) / width); };
    const std::int64_t first = bin(scores.front());
    std::vector<Bar> bars(static_cast<std::size_t>(bin(scores.back()) - first + 1));
    for (std::size_t i = 0; i < bars.size(); ++i) {
      const std::int64_t from = (first + static_cast<std::int64_t>(i)) * width;
      bars[i].label = points(from);
      bars[i].name = fmt::format("{} to below {} points", points(from), points(from + width));
    }
    for (const std::int64_t score : scores) ++bars[static_cast<std::size_t>(bin(score) - first)].count;
    chart(plural_of(model.kind), bars);
  }

  void grades(std::size_t m) {
    const Model& model = p_.models[m];
    if (model.grades.empty()) return;
    out_ += "<h3>Grades</h3>\n";
    std::vector<Bar> bars;
    const auto bar_of = [&](const std::string& word) -> Bar& {
      const auto found = std::find_if(bars.begin(), bars.end(), [&](const Bar& one) { return one.name == word; });
      if (found != bars.end()) return *found;
      bars.push_back({word, word, 0});
      return bars.back();
    };
    for (const Grade& grade : model.grades) bar_of(grade.word);
    const std::vector<std::uint64_t>& counts = hits_.models[m].grades;
    for (std::size_t g = 0; g < counts.size(); ++g) {
      if (counts[g] != 0) bar_of(g == model.grades.size() ? "none" : model.grades[g].word).count += counts[g];
    }
    chart(plural_of(model.kind), bars);
  }

  void rules(std::size_t m, std::uint64_t scored) {
    const Model& model = p_.models[m];
    std::vector<std::string> groups(model.rules.size());
    for (const Group& group : model.groups) {
      for (const RuleBlock& block : group.blocks) {
        for (const std::uint32_t rule : block.rules) groups[rule] = group.title.empty() ? group.name : group.title;
      }
    }
    out_ += "<h3>Rules</h3>\n";
    std::uint64_t most = 0;
    const std::vector<analysis::RuleHits>& totals = hits_.models[m].rules;
    for (const analysis::RuleHits& total : totals) most = std::max(most, total.records);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t r = 0; r < totals.size(); ++r) {
      const analysis::RuleHits& total = totals[r];
      const std::string average =
          total.records == 0 ? "-" : to_text(analysis::average_points(total.points, total.records));
      rows.push_back({model.rules[r].label, groups[r], grouped(total.records), percent(total.records, scored),
                      bar(total.records, most), narrow(total.points) ? points(*narrow(total.points)) : "-", average});
    }
    table({"rule", "group", "gave points#", "of the scored#", "", "points in all#", "on average#"}, rows);
  }

  void thresholds() {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t t = 0; t < p_.thresholds.size(); ++t) {
      const Threshold& threshold = p_.thresholds[t];
      const auto [count, of] = hits_.thresholds[t];
      rows.push_back({threshold.full_name, grouped(count), percent(count, of), bar(count, of)});
    }
    if (!rows.empty()) section("Thresholds");
    table({"threshold", "hold it or have reached it#", "of all#", ""}, rows);
  }

  // --- stages ---

  void funnel(std::size_t number) {
    const Process& process = p_.processes[number];
    const RecordScores& records = in_.result.records[static_cast<std::size_t>(process.kind)];
    std::vector<Bar> bars;
    std::vector<std::vector<std::int64_t>> times(process.stages.size());
    std::uint64_t all = 0;
    for (const Stage& stage : process.stages) {
      const std::string name = stage.title.empty() ? stage.name : stage.title;
      bars.push_back({name, name, 0});
    }
    for (std::size_t row = 0; row < records.stage.size(); ++row) {
      if (records.process[row] != number + 1 || records.stage[row] == 0) continue;
      const std::size_t stage = records.stage[row] - 1U;
      ++bars[stage].count;
      ++all;
      if (records.stage_since[row] != kMissing64) times[stage].push_back(in_.as_of - records.stage_since[row]);
    }
    if (all == 0) return;
    section(process.title.empty() ? process.name : process.title);
    chart(plural_of(process.kind), bars);
    std::vector<std::vector<std::string>> rows;
    for (std::size_t s = 0; s < bars.size(); ++s) {
      std::sort(times[s].begin(), times[s].end());
      const auto at = [&](std::size_t tenth) {
        return times[s].empty() ? std::string("-") : rough_duration(times[s][(times[s].size() - 1) * tenth / 10]);
      };
      rows.push_back({bars[s].name, grouped(bars[s].count), percent(bars[s].count, all), bar(bars[s].count, all), at(5),
                      at(9), at(10)});
    }
    table({"stage", "stand here#", "share#", "", "half of them for at least#", "one in ten for at least#", "longest#"},
          rows);
  }

  // --- the data ---

  void bad_rows() {
    section("Rows that were set aside");
    std::vector<std::pair<std::uint64_t, std::string>> reasons;
    for (const auto& [reason, count] : in_.loaded.bad_reasons) reasons.emplace_back(count, reason);
    std::sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    if (reasons.empty()) {
      out_ += "<p>None.</p>\n";
      return;
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < reasons.size() && i < 50; ++i)
      rows.push_back({reasons[i].second, grouped(reasons[i].first)});
    table({"reason", "rows#"}, rows);
  }

  void matching() {
    if (in_.duplicates.empty()) return;
    section("Records that may be one");
    for (const DuplicateResult& result : in_.duplicates) {
      std::uint64_t more = 0;
      for (const DuplicateGroup& group : result.groups) more += group.rows.size() - 1;
      add("<p>{} {} were compared: {} of the same, {} more than there should be.</p>\n", grouped(result.records),
          plural_of(result.kind), counted(result.groups.size(), "group"), grouped(more));
      std::vector<std::vector<std::string>> rows;
      for (const DuplicateLineCount& line : result.lines) {
        const MatchStrategy& strategy = p_.strategies[line.strategy];
        rows.push_back({strategy.name, one_line(in_.sources.text(strategy.lines[line.line].span), 120),
                        grouped(line.records), grouped(line.compared), grouped(line.equal)});
      }
      table({"strategy", "line", "records that have it#", "pairs compared#", "pairs that are one#"}, rows);
      if (result.groups.empty()) continue;
      const DuplicateView view{in_.sources, p_, *in_.loaded.data, result, ""};
      std::string text;
      for (std::size_t group = 0; group < result.groups.size() && group < 5; ++group)
        append_group_text(text, view, group);
      add("<details><summary>The {} with the weakest evidence</summary>\n<pre>{}</pre></details>\n",
          result.groups.size() == 1 ? std::string("one group")
                                    : fmt::format("{} groups", std::min<std::size_t>(5, result.groups.size())),
          html(text));
    }
  }

  void leads() {
    const std::vector<BestRecord> best = best_records(p_, *in_.loaded.data, in_.result, in_.leads);
    if (best.empty()) return;
    section(best.size() == 1
                ? std::string("The best open record, explained")
                : fmt::format("The {} best open {}, explained", best.size(), plural_of(best.front().kind)));
    Explainer explainer(in_.plan, *in_.loaded.data, in_.as_of);
    for (const BestRecord& record : best) {
      const RecordLedger ledger = explainer.explain(record.kind, record.row);
      const Facts facts(in_.sources, p_, *in_.loaded.data, ledger, in_.as_of);
      add("<details{}><summary>{} — {}: {} points</summary>\n<pre>{}</pre></details>\n",
          &record == &best.front() ? " open" : "", html(facts.id(record.kind, record.row)),
          html(p_.models[record.model].name), points(ledger.scores[record.model]), html(explain_text(facts)));
    }
  }

  const ReportInput& in_;
  const Program& p_;
  const analysis::DataHits hits_;
  std::string out_;
};

}  // namespace

std::string report_page(const ReportInput& input) { return Page(input).run(); }

}  // namespace leadline::cli
