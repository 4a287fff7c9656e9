// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>

#include "engine/values/legal_forms.hpp"
#include "engine/values/normal_forms.hpp"

namespace leadline {

namespace {

std::string page(const std::string& name) {
  std::ifstream file(std::string(LEADLINE_SOURCE_DIR) + "/docs/functions/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The texts in backticks of the table rows of a page, row by row.
std::vector<std::vector<std::string>> code_of_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::size_t line = 0;
  while (line < text.size()) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    const std::string row = text.substr(line, end - line);
    line = end + 1;
    if (row.empty() || row[0] != '|') continue;
    std::vector<std::string> codes;
    for (std::size_t open = row.find('`'); open != std::string::npos;) {
      const std::size_t close = row.find('`', open + 1);
      codes.push_back(row.substr(open + 1, close - open - 1));
      open = row.find('`', close + 1);
    }
    if (!codes.empty()) rows.push_back(codes);
  }
  return rows;
}

}  // namespace

TEST_CASE("company: legal forms, punctuation and case are off", "[values][company]") {
  struct Case {
    const char* name;
    const char* expected;
  };
  for (const Case& example : {Case{"Acme GmbH", "acme"},
                              {"ACME, Inc.", "acme"},
                              {"acme", "acme"},
                              {"Müller & Söhne GmbH & Co. KG", "müller söhne"},
                              {"Müller und Söhne GmbH und Co KG", "müller söhne"},
                              {"Foo GmbH & Co. KGaA", "foo"},
                              {"Toyota Motor Co., Ltd.", "toyota motor"},
                              {"Telefónica, S.A.", "telefónica"},
                              {"Telefónica S. A.", "telefónica"},
                              {"Grupo Bimbo, S.A.B. de C.V.", "grupo bimbo"},
                              {"Cemex SA de CV", "cemex"},
                              {"Fiat S.p.A.", "fiat"},
                              {"Volvo AB", "volvo"},
                              {"AB Volvo", "volvo"},
                              {"Carlsberg A/S", "carlsberg"},
                              {"Nokia Oyj", "nokia"},
                              {"Skype Technologies S.à r.l.", "skype technologies"},
                              {"Allegro Sp. z o.o.", "allegro"},
                              {"Firma spol. s r.o.", "firma"},
                              {"Rimac d.o.o.", "rimac"},
                              {"Bolt Technology OÜ", "bolt technology"},
                              {"Türk Telekom A.Ş.", "türk telekom"},
                              {"Foo Ltd. Şti.", "foo"},
                              {"Foo LİMİTED ŞİRKETİ", "foo"},
                              {"ООО «Ромашка»", "ромашка"},
                              {"ПАО Газпром", "газпром"},
                              {"株式会社トヨタ", "トヨタ"},
                              {"トヨタ自動車株式会社", "トヨタ自動車"},
                              {"(株)トヨタ", "トヨタ"},
                              {"㈱トヨタ", "トヨタ"},
                              {"삼성전자 주식회사", "삼성전자"},
                              {"삼성전자(주)", "삼성전자"},
                              {"华为技术有限公司", "华为技术"},
                              {"Atlassian Pty Ltd", "atlassian"},
                              {"Atlassian (Proprietary) Limited", "atlassian"},
                              {"Petronas Sdn. Bhd.", "petronas"},
                              {"PT Telkom Tbk", "telkom"},
                              {"Infosys Private Limited", "infosys"},
                              {"DP World FZ-LLC", "dp world"},
                              {"Ges.m.b.H. Wien Ges.m.b.H.", "ges mbh wien"},
                              {"G.M.B.H. & Sons G m b H", "gmbh sons"},
                              {"J.P. Morgan", "jp morgan"},
                              {"U.S.Steel Corporation", "us steel"},
                              {"Booking.com B.V.", "booking com"},
                              {"McDonald's Corp", "mcdonalds"},
                              {"McDonald’s", "mcdonalds"},
                              {"Coca-Cola Company", "coca cola"},
                              {"3M Co.", "3m"},
                              {"Yahoo! Inc", "yahoo"},
                              {"Bed Bath & Beyond", "bed bath beyond"},
                              {"Bed, Bath and Beyond", "bed bath beyond"},
                              {"  spaced   out  LLC ", "spaced out"}}) {
    INFO(example.name);
    CHECK(company(example.name) == std::string(example.expected));
  }
}

TEST_CASE("company: forms are whole words, at the ends", "[values][company]") {
  CHECK(company("Vitag") == "vitag");
  CHECK(company("Lincoln") == "lincoln");
  CHECK(company("Acme Inc Europe") == "acme inc europe");
  CHECK(company("The Limited Collection") == "the limited collection");
  CHECK(company("GmbH Acme") == "gmbh acme");
  CHECK(company("SA Power Networks") == "sa power networks");
}

TEST_CASE("company: a word always remains", "[values][company]") {
  CHECK(company("GmbH") == "gmbh");
  CHECK(company("Company Ltd.") == "company");
  CHECK(company("AB") == "ab");
  CHECK(company("AG & Co. KG") == "ag");
  CHECK(company("株式会社") == "株式会社");
  CHECK(company("And") == "and");
  CHECK(company("") == std::nullopt);
  CHECK(company(" - & . ") == std::nullopt);
}

TEST_CASE("company: every listed form goes off", "[values][company]") {
  for (const LegalForm& form : legal_forms()) {
    INFO(form.form);
    const std::string text(form.form);
    switch (form.place) {
      case FormPlace::kBehind:
        CHECK(company("Leadline " + text) == "leadline");
        break;
      case FormPlace::kEither:
        CHECK(company("Leadline " + text) == "leadline");
        CHECK(company(text + " Leadline") == "leadline");
        break;
      case FormPlace::kAttached:
        CHECK(company("青空" + text) == "青空");
        CHECK(company(text + "青空") == "青空");
        CHECK(company("青空 " + text) == "青空");
        break;
    }
  }
}

TEST_CASE("company: the page lists the forms that the code has", "[values][company]") {
  const std::string text = page("company.md");
  std::vector<std::string> listed;
  for (const auto& row : code_of_rows(text.substr(text.find("## Legal forms")))) {
    listed.insert(listed.end(), row.begin(), row.end());
  }
  std::vector<std::string> coded;
  for (const LegalForm& form : legal_forms()) coded.emplace_back(form.form);
  CHECK(listed == coded);
}

TEST_CASE("functions: the examples of the pages are true", "[values][docs]") {
  using Function = std::optional<std::string> (*)(std::string_view);
  struct Page {
    const char* name;
    Function function;
  };
  for (const Page& function :
       {Page{"company", company}, {"sounds", sounds}, {"mailbox", mailbox}, {"domain", domain}}) {
    const std::string text = page(std::string(function.name) + ".md");
    const std::size_t begin = text.find("## Examples");
    REQUIRE(begin != std::string::npos);
    const auto rows = code_of_rows(text.substr(begin, text.find("\n## ", begin + 1) - begin));
    CHECK(rows.size() >= 5);
    for (const auto& row : rows) {
      INFO(function.name << ": " << row.front());
      const auto result = function.function(row.front());
      if (row.size() == 1) {
        CHECK_FALSE(result);
      } else {
        CHECK(result == row[1]);
      }
    }
  }
}

}  // namespace leadline
