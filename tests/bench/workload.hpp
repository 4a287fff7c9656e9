// SPDX-License-Identifier: Apache-2.0
// The workload of the benchmarks: a deterministic data set of 150,000 leads, 100,000 contacts, 10,000 accounts and
// 2,000,000 interactions over a year, times a scale. Entry point: Generator::make.
#pragma once
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/program/check.hpp"

namespace leadline::bench {

inline constexpr std::int64_t kNow = 1'782'864'000'000;  // 2026-07-01
inline constexpr std::int64_t kDay = 86'400'000;

// xorshift64*: the same data on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 1) {}
  std::uint64_t next() {
    state_ ^= state_ >> 12U;
    state_ ^= state_ << 25U;
    state_ ^= state_ >> 27U;
    return state_ * 0x2545f4914f6cdd1dU;
  }
  std::uint64_t below(std::uint64_t bound) { return (next() >> 11U) % bound; }
  double unit() { return static_cast<double>(next() >> 11U) / 9007199254740992.0; }

 private:
  std::uint64_t state_;
};

// Draws 0 … size - 1 with weights 1 / (i + 1)^exponent.
class Skewed {
 public:
  Skewed(std::size_t size, double exponent) {
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) ends_.push_back(sum += 1 / std::pow(static_cast<double>(i + 1), exponent));
  }
  explicit Skewed(const std::vector<double>& weights) {
    double sum = 0;
    for (const double weight : weights) ends_.push_back(sum += weight);
  }
  std::size_t draw(Random& random) const {
    const double at = random.unit() * ends_.back();
    return static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), at) - ends_.begin());
  }

 private:
  std::vector<double> ends_;
};

struct Words {
  std::vector<std::string> titles, countries, industries, sources, pages, campaigns;

  Words() {
    const std::vector<std::string> before{"Manager of ",
                                          "",
                                          "Director of ",
                                          "",
                                          "VP ",
                                          "",
                                          "Senior ",
                                          "Head of ",
                                          "Senior Director, ",
                                          "Chief ",
                                          "",
                                          "VP, ",
                                          "",
                                          "Student Assistant, ",
                                          "International "};
    const std::vector<std::string> after{
        "",         " Specialist", "", " Analyst", "", " Coordinator", " Manager", "", "",
        " Officer", " Consultant", "", " Intern",  "", " Manager"};
    for (const char* const field :
         {"Marketing", "Sales", "Engineering", "IT", "Finance", "Human Resources", "Operations", "Product",
          "Customer Success", "Data", "Security", "Legal", "Procurement", "Supply Chain"}) {
      for (std::size_t i = 0; i < before.size(); ++i) titles.push_back(before[i] + field + after[i]);
    }
    titles.resize(200);
    for (const char* const country :
         {"US", "GB", "DE", "FR", "CA", "AU", "NL", "IN", "BR", "ES", "IT", "SE", "CH", "JP", "SG",
          "MX", "PL", "BE", "DK", "NO", "FI", "IE", "AT", "PT", "CZ", "ZA", "IL", "AE", "NZ", "KR",
          "CN", "HK", "TW", "TR", "GR", "HU", "RO", "AR", "CL", "CO", "PE", "TH", "MY", "ID", "PH",
          "VN", "EG", "NG", "KE", "MA", "UA", "RU", "SK", "SI", "HR", "BG", "LT", "LV", "EE", "IS"}) {
      countries.emplace_back(country);
    }
    for (const char* const industry :
         {"Software",           "Financial Services", "Manufacturing", "Healthcare",   "Retail",
          "Telecommunications", "Education",          "Government",    "Energy",       "Media",
          "Transportation",     "Insurance",          "Real Estate",   "Hospitality",  "Pharmaceuticals",
          "Automotive",         "Aerospace",          "Agriculture",   "Construction", "Consulting",
          "Consumer Goods",     "Logistics",          "Mining",        "Nonprofit",    "Legal Services",
          "Biotechnology",      "Chemicals",          "Electronics",   "Utilities",    "Gaming"}) {
      industries.emplace_back(industry);
    }
    for (const char* const source : {"web", "webinar", "trade_show", "referral", "paid_search", "organic_search",
                                     "social", "partner", "cold_call", "content_syndication", "email", "direct_mail"}) {
      sources.emplace_back(source);
    }
    pages = {"home", "products", "blog", "about", "docs", "pricing", "demo", "contact", "careers", "customers"};
    while (pages.size() < 200) pages.push_back("docs/page-" + std::to_string(pages.size()));
    for (int i = 1; i <= 50; ++i) campaigns.push_back("campaign-" + std::to_string(i));
  }
};

class Generator {
 public:
  Generator(const Program& program, std::uint64_t scale) : program_(program), scale_(scale), data_(program) {}

  /// Without interactions only the records.
  Dataset make(bool with_interactions = true) {
    records();
    if (with_interactions) interactions();
    data_.finish();
    return std::move(data_);
  }

 private:
  Column* field(RecordKind kind, const char* name) {
    const int index = program_.schema(kind).find(name);
    return index < 0 ? nullptr : &data_.table(kind).columns[static_cast<std::size_t>(index)];
  }
  static void set(Column* column, const std::string& text) {
    if (column != nullptr) column->codes.push_back(column->dictionary->add(text));
  }
  static void set(Column* column, std::int64_t number) {
    if (column != nullptr) column->numbers.push_back(number);
  }
  // Whatever was not given is missing.
  void fill(RecordKind kind, std::size_t rows) {
    for (Column& column : data_.table(kind).columns) {
      while (column.size() < rows) column.append_missing();
    }
  }

  void records() {
    Random random(1);
    const std::uint64_t accounts = 10'000 * scale_;
    for (std::uint64_t i = 1; i <= accounts; ++i) {
      const double employees = std::floor(std::exp(random.unit() * std::log(200'001.0)));
      set(field(RecordKind::kAccount, "id"), "a" + std::to_string(i));
      set(field(RecordKind::kAccount, "industry"), words_.industries[random.below(words_.industries.size())]);
      set(field(RecordKind::kAccount, "employees"), static_cast<std::int64_t>(employees) * Decimal::kOne);
      set(field(RecordKind::kAccount, "annual_revenue"),
          static_cast<std::int64_t>(employees * std::exp(std::log(20'000.0) + random.unit() * std::log(20.0))) *
              Decimal::kOne);
    }
    fill(RecordKind::kAccount, accounts);
    const Skewed titles(words_.titles.size(), 0.8);
    const Skewed countries(words_.countries.size(), 0.9);
    contacts_ = 100'000 * scale_;
    std::vector<std::string> account_of(contacts_);
    for (std::uint64_t i = 0; i < contacts_; ++i) {
      if (random.unit() >= 0.2) account_of[i] = "a" + std::to_string(1 + random.below(accounts));
      set(field(RecordKind::kContact, "id"), contact_id(i));
      set(field(RecordKind::kContact, "account"), account_of[i]);
      set(field(RecordKind::kContact, "job_title"), words_.titles[titles.draw(random)]);
      set(field(RecordKind::kContact, "country"), words_.countries[countries.draw(random)]);
      if (Column* const opted_in = field(RecordKind::kContact, "opted_in"))
        opted_in->flags.push_back(random.unit() < 0.4 ? 1 : 0);
      set(field(RecordKind::kContact, "created"),
          kNow - 1000 - static_cast<std::int64_t>(random.below(3 * 365 * 86'400)) * 1000);
    }
    fill(RecordKind::kContact, contacts_);
    const Skewed campaigns(words_.campaigns.size(), 0.5);
    const Skewed sources(words_.sources.size(), 0.5);
    const std::uint64_t leads = 150'000 * scale_;
    for (std::uint64_t i = 0; i < leads; ++i) {
      const bool has_contact = random.unit() >= 0.05;
      const std::uint64_t contact = random.below(contacts_);
      set(field(RecordKind::kLead, "id"), "l" + std::to_string(i + 1));
      set(field(RecordKind::kLead, "contact"), has_contact ? contact_id(contact) : "");
      set(field(RecordKind::kLead, "account"), has_contact           ? account_of[contact]
                                               : random.unit() < 0.5 ? "a" + std::to_string(1 + random.below(accounts))
                                                                     : "");
      set(field(RecordKind::kLead, "campaign"), words_.campaigns[campaigns.draw(random)]);
      set(field(RecordKind::kLead, "source"), words_.sources[sources.draw(random)]);
      set(field(RecordKind::kLead, "created"),
          kNow - 1000 - static_cast<std::int64_t>(random.below(365 * 86'400)) * 1000);
    }
    fill(RecordKind::kLead, leads);
  }

  void interactions() {
    const std::map<std::string, double> weights{
        {"email_open", 45},  {"email_click", 10}, {"page_visit", 30},  {"form_submit", 6}, {"event_register", 3},
        {"event_attend", 2}, {"unsubscribe", 1},  {"email_bounce", 1}, {"chat", 1},        {"call", 1}};
    std::vector<std::uint32_t> kinds;
    std::vector<double> of_kinds;
    for (std::uint32_t kind = 0; kind < program_.interactions.size(); ++kind) {
      const auto weight = weights.find(program_.interactions[kind].name);
      if (weight == weights.end()) continue;
      kinds.push_back(kind);
      of_kinds.push_back(weight->second);
    }
    const Skewed kind_of(of_kinds);
    const Skewed pages(words_.pages.size(), 0.9);
    const Skewed campaigns(words_.campaigns.size(), 0.5);
    const Skewed contacts(contacts_, 0.7);
    Random random(2);
    std::vector<std::uint64_t> shuffled(contacts_);
    for (std::uint64_t i = 0; i < contacts_; ++i) shuffled[i] = i;
    for (std::uint64_t i = contacts_ - 1; i > 0; --i) std::swap(shuffled[i], shuffled[random.below(i + 1)]);
    const std::uint64_t count = 2'000'000 * scale_;
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint32_t kind = kinds[kind_of.draw(random)];
      InteractionTable& table = data_.interactions(kind);
      const double place = (static_cast<double>(i) + random.unit()) / static_cast<double>(count);
      table.at.numbers.push_back(kNow - 365 * kDay + static_cast<std::int64_t>(place * 365 * 86'400) * 1000);
      table.id.codes.push_back(0);
      table.contact_id.codes.push_back(table.contact_id.dictionary->add(contact_id(shuffled[contacts.draw(random)])));
      table.lead_id.codes.push_back(0);
      const std::vector<Field>& attributes = program_.interactions[kind].attributes;
      for (std::size_t j = 0; j < attributes.size(); ++j) {
        if (attributes[j].name == "page") set(&table.attributes[j], words_.pages[pages.draw(random)]);
        if (attributes[j].name == "campaign")
          set(&table.attributes[j], random.unit() < 0.8 ? words_.campaigns[campaigns.draw(random)] : "");
      }
      table.order.push_back(i);
    }
  }

  static std::string contact_id(std::uint64_t i) { return "c" + std::to_string(i + 1); }

  const Program& program_;
  std::uint64_t scale_;
  Dataset data_;
  Words words_;
  std::uint64_t contacts_ = 0;
};

inline double milliseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// The checked program of a rule file, or null after its errors were printed.
inline std::shared_ptr<const Program> read_rules(const char* path) {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  Sources sources;
  const SourceId main_source = sources.add(path, text);
  FileReader reader;
  reader.file = [](const std::string&) { return std::nullopt; };
  reader.stock = [](const std::string&) { return std::nullopt; };
  Diagnostics diagnostics;
  std::shared_ptr<const Program> program = check_program(sources, main_source, reader, diagnostics);
  if (!program) {
    for (const Diagnostic& diagnostic : diagnostics) std::fputs(format_pretty(sources, diagnostic).c_str(), stderr);
  }
  return program;
}

}  // namespace leadline::bench
