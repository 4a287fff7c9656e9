// SPDX-License-Identifier: Apache-2.0
// What somebody writes who needs the matching of match_model.lead and nothing else: two hash maps of the standard
// library, addresses in lower case. A peer of match_bench.
// Usage: map_match SUBMISSIONS.csv CONTACTS.csv KNOWN_LEADS.csv [--runs N | --serve].
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/bench/served.hpp"
#include "tests/bench/words.hpp"

using namespace leadline::bench;

namespace {

using Row = std::vector<std::string>;

// Rows without their header; a comma in quotes is not one.
std::vector<Row> read_rows(const std::string& path) {
  std::ifstream file(path);
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    Row& row = rows.emplace_back(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        row.emplace_back();
      } else {
        row.back() += c;
      }
    }
  }
  return rows;
}

std::string folded(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), lower_case);
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!Arguments::read(argc, argv, 3, "map_match SUBMISSIONS CONTACTS KNOWN_LEADS", arguments)) return 2;
  const std::vector<Row> submissions = read_rows(arguments.files[0]);
  const std::vector<Row> known_contacts = read_rows(arguments.files[1]);
  const std::vector<Row> known_leads = read_rows(arguments.files[2]);
  struct Answer {
    std::string contact, lead;
    bool new_contact = false;
    bool new_lead = false;
  };
  std::vector<Answer> answers(submissions.size());
  Work work;
  work.run = [&] {
    std::unordered_map<std::string, std::string> contacts;  // id, by address
    std::unordered_map<std::string, std::string> leads;     // id, by contact and page
    for (const Row& row : known_contacts) contacts.emplace(folded(row[2]), row[0]);
    for (const Row& row : known_leads) leads.emplace(row[1] + '\n' + row[2], row[0]);
    const Timer timer;
    for (std::size_t i = 0; i < submissions.size(); ++i) {
      const Row& row = submissions[i];
      const auto contact = contacts.try_emplace(folded(row[1]), "s" + row[0]);
      const auto lead = leads.try_emplace(contact.first->second + '\n' + row[2], "s" + row[0]);
      answers[i] = {contact.first->second, lead.first->second, contact.second, lead.second};
    }
    return timer.spent();
  };
  work.write = [&](const std::string& path) {
    std::ofstream out(path);
    out << "id,contact,lead,new_contact,new_lead\n";
    for (std::size_t i = 0; i < submissions.size(); ++i) {
      out << submissions[i][0] << ',' << answers[i].contact << ',' << answers[i].lead << ',' << answers[i].new_contact
          << ',' << answers[i].new_lead << '\n';
    }
    return out.good();
  };
  return measure(arguments, work);
}
