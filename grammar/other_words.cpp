// SPDX-License-Identifier: Apache-2.0
// The tables of foreign words and signs.
#include "grammar/other_words.hpp"

#include <string>

namespace leadline::grammar {

namespace {

// clang-format off
constexpr OtherSign kSigns[] = {
    {"\u201C", "\"", "a quote from a word processor", "texts stand in straight double quotes: `\"`"},
    {"\u201D", "\"", "a quote from a word processor", "texts stand in straight double quotes: `\"`"},
    {"\u201E", "\"", "a quote from a word processor", "texts stand in straight double quotes: `\"`"},
    {"\u00AB", "\"", "a quote from a word processor", "texts stand in straight double quotes: `\"`"},
    {"\u00BB", "\"", "a quote from a word processor", "texts stand in straight double quotes: `\"`"},
    {"\u2018", "\"", "a quote from a word processor", "texts stand in straight double quotes: `\"`"},
    {"\u2019", "\"", "a quote from a word processor", "texts stand in straight double quotes: `\"`"},
    {"'", "\"", "a single quote", "texts stand in double quotes: `\"`"},
    {"`", "\"", "a backquote", "texts stand in double quotes: `\"`"},
    {"\u2013", "-", "a dash from a word processor", "minus is the plain sign `-`"},
    {"\u2014", "-", "a dash from a word processor", "minus is the plain sign `-`"},
    {"\u2212", "-", "a minus sign that is not the plain one", "minus is the plain sign `-`"},
    {"\u00D7", "*", "a multiplication sign that is not the plain one", "write `*`"},
    {"\u00F7", "/", "a division sign that is not the plain one", "write `/`"},
    {"\u2264", "<=", "`\u2264` is no sign of Leadline", "write `<=`"},
    {"\u2265", ">=", "`\u2265` is no sign of Leadline", "write `>=`"},
    {"\u2260", "!=", "`\u2260` is no sign of Leadline", "write `!=`"},
    {"\u2026", "", "three dots", "write out what is meant"},
    {"\u00A0", " ", "a blank that does not break lines, often pasted from a web page", "replace it by a plain blank"},
    {"\u202F", " ", "a narrow blank that does not break lines", "replace it by a plain blank"},
    {"\u200B", "", "an invisible character (zero width space)", "remove it"},
    {"\uFEFF", "", "a byte order mark inside the file", "remove it"},
    {"==", "=", "`==` is no sign of Leadline", "write `=`"},
    {"<>", "!=", "`<>` is no sign of Leadline", "write `!=`"},
    {"=<", "<=", "`=<` is no sign of Leadline", "write `<=`"},
    {"=>", ">=", "`=>` is no sign of Leadline", "write `>=`"},
    {"&&", "and", "`&&` is no sign of Leadline", "write `and`"},
    {"||", "or", "`||` is no sign of Leadline", "write `or`"},
    {"//", "#", "`//` begins no comment", "comments begin with `#`"},
    {"/*", "#", "`/*` begins no comment", "comments begin with `#`"},
    {"--", "#", "`--` begins no comment", "comments begin with `#`"},
    {"!", "not ", "`!` by itself is no sign of Leadline", "write `not`"},
    {";", "", "`;` ends nothing in Leadline", "statements and rules need no sign between them"},
    {"&", "and", "`&` is no sign of Leadline", "write `and`"},
    {"|", "or", "`|` is no sign of Leadline", "write `or`"},
    {"$", "", "`$` is no sign of Leadline", "names stand without it"},
    {"@", "", "`@` is no sign of Leadline", "e-mail addresses stand in quotes"},
};

constexpr OtherWord kKinds[] = {
    {"contacts", "contact", "contacts", "one kind, in the singular"},
    {"accounts", "account", "accounts", "one kind, in the singular"},
    {"leads", "lead", "leads", "one kind, in the singular"},
    {"opportunities", "opportunity", "opportunities", "one kind, in the singular"},
    {"users", "user", "users", "one kind, in the singular"},
    {"contact", "contact", "contacts", ""},
    {"account", "account", "accounts", ""},
    {"lead", "lead", "leads", ""},
    {"opportunity", "opportunity", "opportunities", ""},
    {"user", "user", "users", ""},
    {"person", "contact", "contacts", "a person is a contact"},
    {"persons", "contact", "contacts", "a person is a contact"},
    {"people", "contact", "contacts", "people are contacts"},
    {"subscriber", "contact", "contacts", "a subscriber is a contact"},
    {"customer", "contact", "contacts", "a customer is a contact, or an account"},
    {"prospect", "lead", "leads", "a prospect is a lead of a contact"},
    {"prospects", "lead", "leads", "a prospect is a lead of a contact"},
    {"company", "account", "accounts", "a company is an account"},
    {"companies", "account", "accounts", "a company is an account"},
    {"organization", "account", "accounts", "an organization is an account"},
    {"organisation", "account", "accounts", "an organisation is an account"},
    {"deal", "opportunity", "opportunities", "a deal is an opportunity"},
    {"deals", "opportunity", "opportunities", "a deal is an opportunity"},
    {"owner", "user", "users", "an owner is a user"},
    {"rep", "user", "users", "a rep is a user"},
    {"activity", "interaction", "interactions", "what a contact does is an interaction, declared with `interaction NAME`"},
    {"event", "interaction", "interactions", "what a contact does is an interaction, declared with `interaction NAME`"},
};

constexpr OtherPhrase kPhrases[] = {
    {"round", "robin", "write `assign in turn to \"ana\", \"ben\"`", true},
    {"decay", "", "points fade with `, halving every 30 days` or `, losing 10% every 30 days`"},
    {"decays", "", "points fade with `, halving every 30 days` or `, losing 10% every 30 days`"},
    {"decaying", "", "points fade with `, halving every 30 days` or `, losing 10% every 30 days`"},
    {"fading", "", "points fade with `, halving every 30 days` or `, losing 10% every 30 days`"},
    {"MQL", "", "say what it takes: `threshold NAME at 60`, and a stage of a process with `go to NAME when …`"},
    {"SQL", "", "say what it takes: `threshold NAME at 60`, and a stage of a process with `go to NAME when …`"},
    {"mql", "", "say what it takes: `threshold NAME at 60`, and a stage of a process with `go to NAME when …`"},
    {"activity", "", "what contacts do is declared with `interaction NAME { … }`"},
    {"event", "", "what contacts do is declared with `interaction NAME { … }`"},
    {"person", "", "a person is a `contact`"},
    {"company", "", "a company is an `account`"},
    {"deal", "", "a deal is an `opportunity`"},
    {"entity", "", "fields are declared with `record contact { … }`"},
    {"type", "", "fields are declared with `record contact { … }`"},
    {"rule", "", "rules stand in a `model`, each as `\"Label\" +20 when CONDITION`"},
    {"rules", "", "rules stand in a `model`, each as `\"Label\" +20 when CONDITION`"},
    {"score", "", "a score is made by a `model NAME { scores lead … }`"},
    {"scoring", "", "a score is made by a `model NAME { scores lead … }`"},
    {"workflow", "", "stages stand in a `process`, reactions in `when lead reaches …`"},
    {"pipeline", "", "stages stand in a `process NAME for lead { stage … }`"},
    {"lifecycle", "", "stages stand in a `process NAME for lead { stage … }`"},
    {"stage", "", "stages stand in a `process NAME for lead { stage … }`"},
    {"state", "", "stages stand in a `process NAME for lead { stage … }`"},
    {"import", "", "other files are read with `use \"file.lead\"`, data with `source`"},
    {"include", "", "other files are read with `use \"file.lead\"`"},
    {"let", "", "names are given with `define NAME = VALUE`"},
    {"var", "", "names are given with `define NAME = VALUE`"},
    {"const", "", "names are given with `define NAME = VALUE`"},
    {"set", "", "names are given with `define NAME = VALUE`; `set lead.x = V` is an action of a stage or reaction"},
    {"def", "", "names are given with `define NAME = VALUE`"},
    {"function", "", "values and conditions are named with `define NAME = VALUE`"},
    {"if", "", "a rule says `\"Label\" +20 when CONDITION`, a transition `go to STAGE when CONDITION`"},
    {"If", "", "a rule says `\"Label\" +20 when CONDITION`, a transition `go to STAGE when CONDITION`"},
    {"unless", "", "write `when not CONDITION`"},
    {"then", "", "nothing stands between a condition and what it leads to"},
    {"transition", "", "transitions are written `go to STAGE when CONDITION`"},
    {"move", "", "transitions are written `go to STAGE when CONDITION`; `move` stands in tests"},
    {"goto", "", "write `go to STAGE when CONDITION`, in two words"},
    {"go", "", "write `go to STAGE when CONDITION`"},
    {"submits", "", "write `does form_submit where form = \"demo\"`"},
    {"visits", "", "write `does page_visit where page = \"pricing\"`"},
    {"opens", "", "write `does email_open`"},
    {"clicks", "", "write `does email_click`"},
    {"becomes", "", "write `enters segment NAME`, `enters grade \"A\"`, `enters stage NAME` or `reaches THRESHOLD`"},
    {"delimiter", "", "write `separator \";\"`"},
    {"null", "", "write `missing \"Select\", \"N/A\"` with the words that stand for no value"},
    {"charset", "", "write `encoding \"windows-1252\"`"},
    {"timezone", "", "write `zone \"Europe/Berlin\"`"},
    {"dates", "", "write `times \"%d.%m.%Y\"`"},
    {"given", "", "records stand by their kind: `contact ana { email = \"ana@x.com\" }`"},
    {"assert", "", "write `expect CONDITION`"},
    {"should", "", "write `expect CONDITION`"},
    {"email", "", "e-mails are sent by other systems: hand over with `send \"name\" { … }`, or write `task` or `notify`"},
    {"emit", "", "write `send \"name\" { k = V }`"},
    {"create_task", "", "write `task \"Call {contact.first_name}\" for \"queue\"`"},
    {"route", "", "write `assign to \"ana\"`, or `assign in turn to \"ana\", \"ben\"`"},
    {"notification", "", "write `notify \"sales\" \"text\"`"},
    {"alert", "", "write `notify \"sales\" \"text\"`"},
    {"clear", "", "write `reset THRESHOLD`"},
    {"equals", "", "values are compared with `=`"},
    {"equal", "", "values are compared with `=`"},
    {"eq", "", "values are compared with `=`"},
    {"includes", "", "write `contains` for a piece of a text, `has` for an entry of a list"},
    {"include", "", "write `contains` for a piece of a text, `has` for an entry of a list"},
    {"matches", "", "write `like \"*pattern*\"`, `contains` or `contains word`"},
    {"begins", "", "write `starts with`"},
    {"startswith", "", "write `starts with`"},
    {"endswith", "", "write `ends with`"},
    {"greater", "", "write `>`, or `>=` for at least"},
    {"more", "", "write `>`, or `>=` for at least"},
    {"less", "", "write `<`, or `<=` for at most"},
    {"exists", "", "write `is present`"},
    {"before", "", "times are compared with `<`; a selection ends with `until TIME`"},
    {"over", "", "write `within 30 days` for a window"},
    {"during", "", "write `within 30 days` for a window"},
    {"last", "", "a window is written `within 30 days`"},
    {"during", "", "a window is written `within 30 days`"},
    {"ago", "", "a window is written `within 30 days`, an age `age of TIME > 30 days`"},
    {"times", "", "write `count of page_visit within 30 days >= 3`"},
    {"capped", "", "write `, at most 20 points`"},
    {"cap", "", "write `, at most 20 points`"},
    {"max", "", "write `, at most 20 points`"},
    {"limit", "", "write `, at most 20 points`"},
    {"each", "", "write `+2 per page_visit`"},
    {"for", "each", "write `+2 per page_visit`", true},
    {"every", "", "write `+2 per page_visit`, or `, halving every 30 days`"},
    {"segment", "", "segments are declared at the top of a file: `segment NAME = contacts where C`"},
    {"does", "not", "write `not contains`, `not in`, or `not` before the condition", true},
    {"up", "to", "write `, at most 20 points`", true},
    {"LIKE", "", "write `like`, with `*` for any letters, as in `like \"*director*\"`"},
    {"else", "", "the last entry ends in `otherwise`"},
    {"default", "", "the last entry ends in `otherwise`"},
};

struct Pair { std::string_view from; std::string_view to; };

constexpr Pair kUnits[] = {
    {"d", "days"}, {"h", "hours"}, {"hr", "hours"}, {"hrs", "hours"}, {"m", "minutes"}, {"min", "minutes"}, {"mins", "minutes"},
    {"s", "seconds"}, {"sec", "seconds"}, {"secs", "seconds"}, {"w", "weeks"}, {"wk", "weeks"}, {"wks", "weeks"}, {"Days", "days"}, {"Hours", "hours"},
};

constexpr Pair kTypes[] = {
    {"string", "text"}, {"str", "text"}, {"varchar", "text"}, {"char", "text"}, {"picklist", "choice [\"…\"]"}, {"enum", "choice [\"…\"]"}, {"dropdown", "choice [\"…\"]"},
    {"int", "number"}, {"integer", "number"}, {"float", "number"}, {"double", "number"}, {"decimal", "number"}, {"currency", "number"}, {"money", "number"}, {"percent", "number"},
    {"bool", "yes_no"}, {"boolean", "yes_no"}, {"checkbox", "yes_no"}, {"flag", "yes_no"}, {"date", "time"}, {"datetime", "time"}, {"timestamp", "time"},
    {"url", "domain"}, {"website", "domain"}, {"tel", "phone"}, {"mobile", "phone"}, {"array", "list of text"}, {"tags", "list of text"}, {"multiselect", "list of text"},
    {"Text", "text"}, {"Number", "number"}, {"Time", "time"},
};
// clang-format on

template <typename Table>
std::string_view look_up(const Table& table, std::string_view word) {
  for (const Pair& pair : table) {
    if (pair.from == word) return pair.to;
  }
  return {};
}

}  // namespace

const OtherSign* other_sign(std::string_view text) {
  for (const OtherSign& sign : kSigns) {
    if (text.substr(0, sign.written.size()) == sign.written) return &sign;
  }
  return nullptr;
}

const OtherWord* other_kind_word(std::string_view word) {
  for (const OtherWord& kind : kKinds) {
    if (kind.word == word) return &kind;
  }
  return nullptr;
}

const OtherPhrase* other_phrase(std::string_view first, std::string_view second) {
  for (const OtherPhrase& phrase : kPhrases) {
    if (phrase.first == first && (phrase.second.empty() || phrase.second == second)) return &phrase;
  }
  return nullptr;
}

std::string_view other_unit(std::string_view word) { return look_up(kUnits, word); }

std::string_view other_type(std::string_view word) { return look_up(kTypes, word); }

}  // namespace leadline::grammar
