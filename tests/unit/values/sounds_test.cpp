// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "engine/values/normal_forms.hpp"

namespace leadline {

namespace {

struct Case {
  const char* name;
  const char* code;
};

}  // namespace

TEST_CASE("sounds: well-known codes", "[values][sounds]") {
  for (const Case& example : {Case{"Smith", "SM0"},    {"Smyth", "SM0"},         {"Schmidt", "XMT"},
                              {"Thompson", "TMPS"},    {"Thomas", "TMS"},        {"Thumb", "0M"},
                              {"Catherine", "K0RN"},   {"Katherine", "K0RN"},    {"Richard", "RXRT"},
                              {"Bob", "PP"},           {"Jose", "HS"},           {"Joseph", "JSF"},
                              {"Michael", "MKL"},      {"Christopher", "KRST"},  {"Knight", "NT"},
                              {"Night", "NT"},         {"Wright", "RT"},         {"Xavier", "SF"},
                              {"Philips", "FLPS"},     {"Caesar", "SSR"},        {"Zhao", "J"},
                              {"Filipowicz", "FLPT"},  {"Arnow", "ARN"},         {"Wasserman", "ASRM"},
                              {"Cabrillo", "KPRL"},    {"Gallegos", "KLKS"},     {"Rogier", "RJ"},
                              {"Hochmeier", "HKMR"},   {"Island", "ALNT"},       {"Carlisle", "KRLL"},
                              {"Sugar", "XKR"},        {"School", "SKL"},        {"Schermerhorn", "XRMR"},
                              {"Schlesinger", "XLSN"}, {"Resnais", "RSN"},       {"Artois", "ART"},
                              {"Breaux", "PR"},        {"McClellan", "MKLL"},    {"Mac Caffrey", "MKFR"},
                              {"Mac Gregor", "MKRK"},  {"Bacchus", "PKS"},       {"Bellocchio", "PLX"},
                              {"Bacci", "PX"},         {"Accident", "AKST"},     {"Succeed", "SKST"},
                              {"Czerny", "SRN"},       {"Focaccia", "FKX"},      {"Chianti", "KNT"},
                              {"Chemistry", "KMST"},   {"Chorus", "KRS"},        {"Chore", "XR"},
                              {"Orchestra", "ARKS"},   {"Architect", "ARKT"},    {"McHugh", "MK"},
                              {"Edge", "AJ"},          {"Edgar", "ATKR"},        {"Ghislane", "JLN"},
                              {"Hugh", "H"},           {"Laugh", "LF"},          {"McLaughlin", "MKLF"},
                              {"Cough", "KF"},         {"Rough", "RF"},          {"Tagliaro", "TKLR"},
                              {"Ranger", "RNJR"},      {"Danger", "TNJR"},       {"Biaggi", "PJ"},
                              {"Campbell", "KMPL"},    {"Raspberry", "RSPR"},    {"Snider", "SNTR"},
                              {"Schneider", "XNTR"},   {"Weber", "APR"},         {"Womo", "AM"},
                              {"Uomo", "AM"},          {"Witz", "ATS"},          {"Bajador", "PJTR"},
                              {"San Jacinto", "SNHS"}, {"van der Berg", "FNTR"}, {"Nation", "NXN"},
                              {"Aubrey", "APR"},       {"Agnes", "AKNS"},        {"Dumb", "TM"}}) {
    INFO(example.name);
    CHECK(sounds(example.name) == std::string(example.code));
  }
}

TEST_CASE("sounds: case, accents and apostrophes do not matter", "[values][sounds]") {
  CHECK(sounds("MÜLLER") == sounds("muller"));
  CHECK(sounds("O'Neill") == sounds("oneill"));
  CHECK(sounds("O’Neill") == sounds("ONeill"));
  CHECK(sounds("José") == sounds("Jose"));
  CHECK(sounds("Strauß") == sounds("Strauss"));
  CHECK(sounds("François") == std::string("FRNS"));
  CHECK(sounds("Peña") == sounds("Pena"));
  CHECK(sounds("Łukasz") == sounds("Lukasz"));
  CHECK(sounds("Jean-Luc") == sounds("Jean Luc"));
  CHECK(sounds("  Smith ") == sounds("Smith"));
}

TEST_CASE("sounds: what has no sound gives nothing", "[values][sounds]") {
  CHECK_FALSE(sounds(""));
  CHECK_FALSE(sounds("123"));
  CHECK_FALSE(sounds("株式会社"));
  CHECK_FALSE(sounds("Иван"));
}

}  // namespace leadline
