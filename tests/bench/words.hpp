// SPDX-License-Identifier: Apache-2.0
// What the generated data of the benchmarks are made of: words, and numbers drawn from a fixed seed, so that every
// machine gets the same files. Entry points: Words, Random, Skewed.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace leadline::bench {

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

// Draws 0 … size - 1 with weights 1 / (i + 1)^exponent, or given ones, in the time of two look-ups (Walker's aliases).
class Skewed {
 public:
  Skewed(std::size_t size, double exponent) {
    std::vector<double> weights(size);
    for (std::size_t i = 0; i < size; ++i) weights[i] = 1 / std::pow(static_cast<double>(i + 1), exponent);
    build(std::move(weights));
  }
  explicit Skewed(std::vector<double> weights) { build(std::move(weights)); }
  std::size_t draw(Random& random) const {
    const std::size_t i = random.below(own_.size());
    return random.unit() < own_[i] ? i : other_[i];
  }

 private:
  void build(std::vector<double> weights) {
    double sum = 0;
    for (const double weight : weights) sum += weight;
    own_.assign(weights.size(), 1);
    other_.assign(weights.size(), 0);
    std::vector<std::size_t> small;
    std::vector<std::size_t> large;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] *= static_cast<double>(weights.size()) / sum;
      (weights[i] < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
      const std::size_t low = small.back();
      const std::size_t high = large.back();
      small.pop_back();
      own_[low] = weights[low];
      other_[low] = high;
      weights[high] -= 1 - weights[low];
      if (weights[high] < 1) {
        large.pop_back();
        small.push_back(high);
      }
    }
  }
  std::vector<double> own_;
  std::vector<std::size_t> other_;
};

inline char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
inline char upper_case(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

struct Words {
  std::vector<std::string> titles, countries, industries, sources, pages, campaigns, first_names, last_names;

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
    for (std::size_t i = 0; i < titles.size(); ++i) {  // as people type them
      if (i % 17 == 3) std::transform(titles[i].begin(), titles[i].end(), titles[i].begin(), lower_case);
      if (i % 23 == 5) std::transform(titles[i].begin(), titles[i].end(), titles[i].begin(), upper_case);
    }
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
    first_names = {"james",  "mary", "robert", "patricia", "john",  "jennifer", "wei",   "linda",  "david", "elizabeth",
                   "carlos", "anna", "susan",  "matteo",   "sofia", "ivan",     "karen", "ashley", "nancy", "thomas"};
    last_names = {"smith",  "johnson",  "garcia", "miller",  "davis", "lopez",   "gonzalez",
                  "wilson", "anderson", "moore",  "jackson", "lee",   "perez",   "white",
                  "harris", "sanchez",  "clark",  "ramirez", "lewis", "robinson"};
  }
};

}  // namespace leadline::bench
