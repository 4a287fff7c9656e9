// SPDX-License-Identifier: Apache-2.0
// Writes the data of the benchmarks, the same files on every machine: accounts, contacts, leads and interactions of a
// year in the order of their times (CSV, with --ndjson also NDJSON), events of the day behind it (--day N), and form
// submissions with the leads that are there before them, known/leads.csv (--submissions N). It needs nothing of the
// engine.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_set>

#include "words.hpp"

using namespace leadline::bench;

namespace {

constexpr std::int64_t kNow = 1'782'864'000;  // 2026-07-01, in seconds
constexpr std::int64_t kDay = 86'400;

struct Size {
  std::uint64_t contacts = 100'000;
  std::uint64_t accounts = 10'000;
  std::uint64_t leads = 150'000;
  std::uint64_t interactions = 2'000'000;
  std::uint64_t day = 0;
  std::uint64_t submissions = 0;
};

// 2026-07-01T00:00:00Z; civil date from days since 1970 by Howard Hinnant's algorithm.
std::string iso_time(std::int64_t seconds) {
  const std::int64_t days = seconds / kDay + 719'468;
  const std::int64_t clock = seconds % kDay;
  const std::int64_t era = days / 146'097;
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  std::string text = "0000-00-00T00:00:00Z";
  const auto put = [&text](std::size_t at, std::size_t width, std::int64_t number) {
    for (std::size_t i = width; i-- > 0; number /= 10) text[at + i] = static_cast<char>('0' + number % 10);
  };
  put(0, 4, year);
  put(5, 2, month);
  put(8, 2, day);
  put(11, 2, clock / 3600);
  put(14, 2, clock / 60 % 60);
  put(17, 2, clock % 60);
  return text;
}

// A cell: what it is called, what it says (empty: nothing), and whether JSON puts it in quotes.
struct Cell {
  const char* name;
  std::string value;
  bool quoted = true;
};

class Table {
 public:
  Table(const std::string& folder, const char* name, bool ndjson) : csv_(folder + '/' + name + ".csv") {
    if (ndjson) ndjson_.open(folder + '/' + name + ".ndjson");
  }
  void row(std::initializer_list<Cell> cells) {
    text_.clear();
    if (!headed_) {
      for (const Cell& cell : cells) text_.append(cell.name).push_back(',');
      text_.back() = '\n';
      headed_ = true;
    }
    for (const Cell& cell : cells) {
      const bool comma = cell.value.find(',') != std::string::npos;
      if (comma) text_ += '"';
      text_ += cell.value;
      text_ += comma ? "\"," : ",";
    }
    text_.back() = '\n';
    csv_ << text_;
    if (!ndjson_.is_open()) return;
    text_.assign(1, '{');
    for (const Cell& cell : cells) {
      text_.append("\"").append(cell.name).append("\":");
      if (cell.value.empty()) {
        text_ += "null";
      } else if (cell.quoted) {
        text_.append("\"").append(cell.value).append("\"");
      } else {
        text_ += cell.value;
      }
      text_ += ',';
    }
    text_.back() = '}';
    ndjson_ << text_ << '\n';
  }

 private:
  std::ofstream csv_;
  std::ofstream ndjson_;
  std::string text_;
  bool headed_ = false;
};

class Generator {
 public:
  Generator(std::string folder, Size size, bool ndjson) : folder_(std::move(folder)), size_(size), ndjson_(ndjson) {}

  void write() {
    accounts();
    contacts();
    leads();
    interactions();
    if (size_.submissions != 0) submissions();
  }

 private:
  static std::string number(std::uint64_t value) { return std::to_string(value); }
  const std::string& pick(const std::vector<std::string>& words, Random& random) {
    return words[random.below(words.size())];
  }

  std::string address(Random& random, const char* mark, std::uint64_t unique) {
    // One draw a statement: the order of operands is the compiler's.
    std::string text = pick(words_.first_names, random);
    text.append(".").append(pick(words_.last_names, random)).append(mark).append(number(unique));
    text += random.below(2) == 0 ? "@acme-" : "@corp-";
    text += number(random.below(20'000));
    text += random.below(3) == 0 ? ".example" : ".com";
    return text;
  }
  // The same address as somebody else would type it.
  static std::string other_case(Random& random, std::string text) {
    if (random.below(3) == 0) {
      std::transform(text.begin(), text.end(), text.begin(), upper_case);
      return text;
    }
    bool first = true;
    for (char& c : text) {
      if (first) c = upper_case(c);
      first = c == '.' || c == '@' || c == '-';
    }
    return text;
  }

  void accounts() {
    Random random(1);
    Table table(folder_, "accounts", ndjson_);
    for (std::uint64_t i = 1; i <= size_.accounts; ++i) {
      const double employees = std::floor(std::exp(random.unit() * std::log(200'001.0)));
      const double revenue = employees * std::exp(std::log(20'000.0) + random.unit() * std::log(20.0));
      table.row({{"id", number(i), false},
                 {"name", pick(words_.last_names, random) + " Systems " + number(i)},
                 {"industry", pick(words_.industries, random)},
                 {"employees", number(static_cast<std::uint64_t>(employees)), false},
                 {"annual_revenue", number(static_cast<std::uint64_t>(revenue)), false}});
    }
  }

  void contacts() {
    Random random(2);
    const Skewed titles(words_.titles.size(), 0.8);
    const Skewed countries(words_.countries.size(), 0.9);
    Table table(folder_, "contacts", ndjson_);
    account_of_.assign(size_.contacts + 1, 0);
    emails_.resize(size_.contacts + 1);
    for (std::uint64_t i = 1; i <= size_.contacts; ++i) {
      if (random.unit() >= 0.2) account_of_[i] = 1 + random.below(size_.accounts);
      emails_[i] = address(random, "", i);
      if (random.below(10) == 0) emails_[i] = other_case(random, emails_[i]);
      table.row({{"id", number(i), false},
                 {"account", link(account_of_[i]), false},
                 {"email", emails_[i]},
                 {"job_title", words_.titles[titles.draw(random)]},
                 {"country", words_.countries[countries.draw(random)]},
                 {"created", iso_time(kNow - 1 - static_cast<std::int64_t>(random.below(3 * 365 * kDay)))},
                 {"opted_in", random.unit() < 0.4 ? "true" : "false", false}});
    }
  }

  void leads() {
    Random random(3);
    const Skewed campaigns(words_.campaigns.size(), 0.5);
    const Skewed sources(words_.sources.size(), 0.5);
    Table table(folder_, "leads", ndjson_);
    lead_contacts_.assign(size_.leads + 1, 0);
    for (std::uint64_t i = 1; i <= size_.leads; ++i) {
      const std::uint64_t contact = random.unit() < 0.05 ? 0 : 1 + random.below(size_.contacts);
      std::uint64_t account = account_of_[contact];
      if (contact == 0 && random.unit() < 0.5) account = 1 + random.below(size_.accounts);
      lead_contacts_[i] = contact;
      table.row({{"id", number(i), false},
                 {"contact", link(contact), false},
                 {"account", link(account), false},
                 {"campaign", words_.campaigns[campaigns.draw(random)]},
                 {"source", words_.sources[sources.draw(random)]},
                 {"created", iso_time(kNow - 1 - static_cast<std::int64_t>(random.below(365 * kDay)))}});
    }
  }

  void interactions() {
    constexpr std::array kinds{"email_open",   "email_click", "page_visit",   "form_submit", "event_register",
                               "event_attend", "unsubscribe", "email_bounce", "chat",        "call"};
    const Skewed kind_of({45, 10, 30, 6, 3, 2, 1, 1, 1, 1});
    const Skewed pages(words_.pages.size(), 0.9);
    const Skewed campaigns(words_.campaigns.size(), 0.5);
    const Skewed popular(size_.contacts, 0.7);
    Random random(4);
    std::vector<std::uint64_t> contacts(size_.contacts);  // who is how popular
    for (std::uint64_t i = 0; i < size_.contacts; ++i) contacts[i] = i + 1;
    for (std::uint64_t i = size_.contacts - 1; i > 0; --i) std::swap(contacts[i], contacts[random.below(i + 1)]);
    struct Deed {
      std::string contact, at, page, campaign;
      const char* kind;
    };
    const auto draw = [&](std::int64_t begin, std::int64_t span, std::uint64_t i, std::uint64_t of) {
      Deed deed;
      deed.contact = number(contacts[popular.draw(random)]);
      const std::size_t kind = kind_of.draw(random);
      deed.kind = kinds[kind];
      const double place = (static_cast<double>(i) + random.unit()) / static_cast<double>(of);
      deed.at = iso_time(begin + static_cast<std::int64_t>(place * static_cast<double>(span)));
      if (kind == 2 || kind == 3) deed.page = words_.pages[pages.draw(random)];
      if (random.unit() < 0.8) deed.campaign = words_.campaigns[campaigns.draw(random)];
      return deed;
    };
    Table table(folder_, "interactions", ndjson_);
    for (std::uint64_t i = 0; i < size_.interactions; ++i) {
      const Deed deed = draw(kNow - 365 * kDay, 365 * kDay, i, size_.interactions);
      table.row({{"contact", deed.contact, false},
                 {"kind", deed.kind},
                 {"at", deed.at},
                 {"page", deed.page},
                 {"campaign", deed.campaign}});
    }
    if (size_.day == 0) return;
    std::ofstream day(folder_ + "/day.ndjson");
    for (std::uint64_t i = 0; i < size_.day; ++i) {
      const Deed deed = draw(kNow, kDay, i, size_.day);
      day << R"({"type":"interaction","kind":")" << deed.kind << R"(","contact":")" << deed.contact << R"(","at":")"
          << deed.at << '"';
      if (!deed.page.empty()) day << R"(,"page":")" << deed.page << '"';
      if (!deed.campaign.empty()) day << R"(,"campaign":")" << deed.campaign << '"';
      day << "}\n";
    }
  }

  // Three in ten come from somebody who is known, the others from people of whom many write more than once.
  void submissions() {
    Random random(5);
    const Skewed pages(words_.pages.size(), 0.9);
    {
      std::unordered_set<std::uint64_t> taken;
      std::filesystem::create_directories(folder_ + "/known");
      Table table(folder_ + "/known", "leads", false);
      for (std::uint64_t i = 1; i <= size_.leads; ++i) {
        const std::uint64_t contact = lead_contacts_[i];
        const std::size_t page = pages.draw(random);
        if (contact == 0 || !taken.insert(contact * words_.pages.size() + page).second) continue;
        table.row({{"id", number(i)}, {"contact", number(contact)}, {"page", words_.pages[page]}});
      }
    }
    std::vector<std::string> strangers(size_.submissions * 2 / 5 + 1);
    for (std::uint64_t i = 0; i < strangers.size(); ++i) strangers[i] = address(random, ".x", i);
    Table table(folder_, "submissions", false);
    for (std::uint64_t i = 1; i <= size_.submissions; ++i) {
      const bool known = random.unit() < 0.3;
      std::string email = known ? emails_[1 + random.below(size_.contacts)] : pick(strangers, random);
      if (random.below(known ? 2 : 4) == 0) email = other_case(random, email);
      table.row({{"number", number(i)},
                 {"email", email},
                 {"page", words_.pages[pages.draw(random)]},
                 {"at", iso_time(kNow + static_cast<std::int64_t>(i) * 30)}});
    }
  }

  static std::string link(std::uint64_t id) { return id == 0 ? "" : number(id); }

  std::string folder_;
  Size size_;
  bool ndjson_;

  Words words_;
  std::vector<std::uint64_t> account_of_;     // by contact, 0: none
  std::vector<std::string> emails_;           // by contact
  std::vector<std::uint64_t> lead_contacts_;  // by lead, 0: none
};

}  // namespace

int main(int argc, char** argv) {
  Size size;
  bool ndjson = false;
  std::string folder;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    std::uint64_t* const number = argument == "--contacts"       ? &size.contacts
                                  : argument == "--accounts"     ? &size.accounts
                                  : argument == "--leads"        ? &size.leads
                                  : argument == "--interactions" ? &size.interactions
                                  : argument == "--day"          ? &size.day
                                  : argument == "--submissions"  ? &size.submissions
                                                                 : nullptr;
    if (number != nullptr && i + 1 < argc) {
      *number = std::strtoull(argv[++i], nullptr, 10);
    } else if (argument == "--ndjson") {
      ndjson = true;
    } else {
      folder = argument;
    }
  }
  if (folder.empty() || folder[0] == '-') {
    std::fprintf(stderr,
                 "usage: generate FOLDER [--contacts N] [--accounts N] [--leads N] [--interactions N] [--day N]"
                 " [--submissions N] [--ndjson]\n");
    return 2;
  }
  std::filesystem::create_directories(folder);
  Generator(folder, size, ndjson).write();
  return 0;
}
