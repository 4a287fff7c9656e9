// SPDX-License-Identifier: Apache-2.0
// The table of commit points: what is expected at each, and an example of what is right.
#include "grammar/expectations.hpp"

namespace leadline::grammar {

// clang-format off
Expectation expectation_of(Expect expect) {
  switch (expect) {
    case Expect::kStatement: return {"a statement", "a file is made of `use`, `zone`, `list`, `table`, `define`, `record`, `interaction`, `source`, `model`, `threshold`, `segment`, `match`, `form`, `merge`, `process`, `when`, `always`, `test`"};
    case Expect::kModelItem: return {"a part of the model", "in a model stand `scores`, rules such as `\"Label\" +20 when …`, `group`, `first of`, `best of`, `score =`, `grade`, `threshold`"};
    case Expect::kGroupItem: return {"a rule", "in a group stand rules such as `\"Label\" +20 when …`, and `first of` or `best of`"};
    case Expect::kRuleInBlock: return {"a rule", "here stand rules such as `\"Label\" +20 when …`"};
    case Expect::kField: return {"a field", "a field is a name and a type, as in `job_title text`"};
    case Expect::kSourceItem: return {"a setting or a kind of record", "settings are `encoding`, `separator`, `missing`, `times`, `zone`, `numbers`, each with texts; then kinds with their fields, as in `contact { id \"Lead ID\" }`"};
    case Expect::kSourceField: return {"a field", "a field takes a column, as in `email \"E-mail\"`"};
    case Expect::kSourceMapEntry: return {"an entry such as `\"0\" = \"small\"`", ""};
    case Expect::kMatchLine: return {"a line of the matching strategy", "here stand `on`, `unless`, `among`, `never`, `prefer`, `when matched`, `when unmatched`, `when incomplete`"};
    case Expect::kFormLine: return {"a line of the form", "here stand `contact by STRATEGY`, `always create lead`, `writes contact and lead`, `on create`"};
    case Expect::kMergeLine: return {"a line of the merge rules", "here stand `by STRATEGY`, `keep most complete`, and fields with what survives, as in `email newest`"};
    case Expect::kProcessItem: return {"a stage", "in a process stand `stage NAME { … }`, `any stage { … }` and `stage OLD was NEW`"};
    case Expect::kStageItem: return {"a part of the stage", "in a stage stand `go to`, `require`, `fields`, `on enter`, `on exit`, `after`, `deadline`"};
    case Expect::kAnyStageItem: return {"`go to`", "in `any stage` stand transitions, as in `go to recycled when …`"};
    case Expect::kAction: return {"an action", "actions are `task`, `notify`, `set`, `reset`, `assign`, `send`, `create`, `first of { … }`"};
    case Expect::kActionOrBlock: return {"an action or `{`", "actions are `task`, `notify`, `set`, `reset`, `assign`, `send`, `create`, `first of { … }`"};
    case Expect::kTestLine: return {"a line of the test", "here stand records such as `contact ana { email = \"…\" }`, interactions such as `page_visit by ana at 2026-06-20`, `submit`, `at`, `expect`, `move`, `merge`"};
    case Expect::kHoursLine: return {"office hours", "write `mon-fri 09:00-17:30`, or `except \"holidays.txt\"`"};
    case Expect::kTableRow: return {"a row", "a row is a key and a value, as in `\"Director\" 30`; several keys stand in brackets, as in `[\"web\", \"open\"] 5`"};
    case Expect::kCase: return {"an entry or `}`", "an entry is a value and its condition, as in `30 when C` or `10 otherwise`; before one that begins with a sign, `(` or `[` there must be a comma"};
    case Expect::kAssignment: return {"a field and its value", "write `topic = \"Demo\"`"};
    case Expect::kChoice: return {"an action", "entries are `assign to \"ana\" when C` and, last, `assign to \"ben\" otherwise`"};
    case Expect::kReplaced: return {"a declaration", "`replace` stands before what takes the place of the one that `use` brought"};
    case Expect::kName: return {"a name", "names are made of letters A to Z, digits and `_`"};
    case Expect::kText: return {"a text", "texts stand in double quotes"};
    case Expect::kFileText: return {"a file name in quotes", "write `use \"standard\"`, `list a from \"a.txt\"`, `table t from \"t.csv\"`"};
    case Expect::kNumber: return {"a number", ""};
    case Expect::kNumberEnd: return {"a blank", "a name does not begin with a digit; put a blank between a number and its unit"};
    case Expect::kSignedNumber: return {"a number", ""};
    case Expect::kDuration: return {"a duration", "write a number and its unit, as in `30 days`"};
    case Expect::kDurationUnit: return {"a unit", "units are seconds, minutes, hours, days, weeks"};
    case Expect::kTime: return {"a time", "write `2026-07-01` or `2026-07-01T09:30:00Z`"};
    case Expect::kEscape: return {"a character that may follow a backslash", "in texts stand `\\\"`, `\\\\`, `\\n`, `\\t`, `\\{`, `\\*`, `\\?` and `\\u{1F600}`; a backslash itself is `\\\\`"};
    case Expect::kTextEnd: return {"the closing quote", "a text ends on the line on which it begins"};
    case Expect::kOpen: return {"`{`", "what belongs to it stands in braces"};
    case Expect::kClose: return {"`}`", ""};
    case Expect::kCloseParenthesis: return {"`)`", ""};
    case Expect::kCloseBracket: return {"`,` or `]`", "every `[` needs its `]`"};
    case Expect::kEquals: return {"`=`", ""};
    case Expect::kEqualsOrFrom: return {"`=` or `from`", "write `list free_mail = [\"gmail.com\"]`, or `list free_mail from \"free-mail.txt\"`"};
    case Expect::kFromOrBlock: return {"`from` or `{`", "write `table points from \"points.csv\"`, or `table points { \"a\" 30  \"b\" 20 }`"};
    case Expect::kListItem: return {"a text, number, time, `yes` or `no`", "a list holds literals, as in `[\"US\", \"CA\"]`; there is no comma after the last"};
    case Expect::kLiteral: return {"a literal", "here stands a text, number, duration, time, `yes` or `no`"};
    case Expect::kSourceFieldValue: return {"a column in quotes, `not` or `=`", "a field takes a column (`\"E-mail\"`), a constant (`= \"spring\"`) or a yes/no turned round (`not \"Opt out\"`)"};
    case Expect::kAsMap: return {"a map or a table", "write `as { \"0\" = \"small\" }` or `as sizes`"};
    case Expect::kType: return {"a type", "types are text, number, yes_no, time, duration, email, phone, domain, choice [\"…\"], list of T"};
    case Expect::kChoiceWords: return {"`[`", "write the words of the choice from the lowest up, as in `choice [\"none\", \"some\"]`"};
    case Expect::kListOf: return {"`of`", "write `list of text`"};
    case Expect::kFieldOrComma: return {"a field or `,`", ""};
    case Expect::kRecordKind: return {"a kind of record", "kinds are contact, account, lead, opportunity, user"};
    case Expect::kRecordKinds: return {"a kind of record in the plural", "write contacts, accounts, leads, opportunities or users"};
    case Expect::kCountry: return {"`country`", "write `phone country \"DE\"`"};
    case Expect::kEvery: return {"`every`", "write `every 30 days`"};
    case Expect::kCondition: return {"a condition", ""};
    case Expect::kValue: return {"a value", ""};
    case Expect::kRightSide: return {"a value", ""};
    case Expect::kRightSideAny: return {"a list", ""};
    case Expect::kBetweenAnd: return {"`and`", "write `between 10 and 20`"};
    case Expect::kPresentOrMissing: return {"`present` or `missing`", "`is present` and `is missing` ask whether there is a value; values are compared with `=`"};
    case Expect::kArgument: return {"a value", ""};
    case Expect::kKey: return {"a key", ""};
    case Expect::kAggregateOf: return {"`of`", "write `count of page_visit`, `sum of seconds of page_visit`, `distinct page of page_visit`, `age of contact.created`"};
    case Expect::kFirstOrLast: return {"`first` or `last`", "write `page of last page_visit`"};
    case Expect::kKinds: return {"a kind of interaction or record", "write a kind, as in `any page_visit`, several in brackets, as in `any [email_open, email_click]`, or `any interaction`"};
    case Expect::kKindName: return {"a kind", "kinds stand without quotes, as in `[email_open, email_click]`"};
    case Expect::kKindsEnd: return {"`,` or `]`", ""};
    case Expect::kWithOrSelection: return {"`with` or a kind", ""};
    case Expect::kByWhom: return {"`lead`, `contact` or `account`", "`by account` takes every contact of the account"};
    case Expect::kWhereCondition: return {"a condition", ""};
    case Expect::kTailTime: return {"a time", "here stands a field, `2026-07-01`, `now`, `first page_visit`, `last page_visit` or `entering STAGE`"};
    case Expect::kTail: return {"`by`, `where`, `within`, `since` or `until`", ""};
    case Expect::kDayOfWeekOf: return {"`of`", "write `day of week of TIME`"};
    case Expect::kInStage: return {"`in stage`", ""};
    case Expect::kValid: return {"`valid`", "write `is valid contact.email`, or put the value before `is present`"};
    case Expect::kWhenOrOtherwise: return {"`when` or `otherwise`", ""};
    case Expect::kPoints: return {"points", "points begin with a sign, as in `+20` or `-15`"};
    case Expect::kPointsValue: return {"a number", "points are a sign and a number or value; a sum stands in parentheses"};
    case Expect::kRuleForm: return {"`when`, `per` or `for`", "after the points stands `when CONDITION`, `per page_visit`, `per day with page_visit`, `per 30 days without page_visit` or `for last page_visit`"};
    case Expect::kSelectionFor: return {"`last` or `first`", "write `for last page_visit`"};
    case Expect::kRuleEnd: return {"`at most`, `never below`, `halving` or `losing`", "write `, at most 20 points`, `, never below -50`, `, halving every 30 days` or `, losing 10% every 30 days`"};
    case Expect::kEveryDuration: return {"`every`", ""};
    case Expect::kPointsWord: return {"`points`", "write `at most 20 points`"};
    case Expect::kThresholdForm: return {"`at` or `when`", "write `threshold sales_ready at 100`, or `threshold sales_ready when C`"};
    case Expect::kWhen: return {"`when`", "write `at 60 or when C`"};
    case Expect::kBelow: return {"`below`", "write `until below 40`"};
    case Expect::kSegmentOperand: return {"`contacts`, `segment` or `(`", "write `contacts where C`, `contacts of accounts where C`, or `segment NAME`"};
    case Expect::kSegmentName: return {"the name of a segment", ""};
    case Expect::kContactsOf: return {"`accounts`, `leads` or `opportunities`", ""};
    case Expect::kPart: return {"a field", "a part is a field, a function of one such as `domain(email)`, or a value in parentheses"};
    case Expect::kMeasure: return {"`levenshtein` or `tokens`", "without `by` the measure is Jaro-Winkler"};
    case Expect::kDiffers: return {"`differs`", "write `unless birthday differs`"};
    case Expect::kMatchedAction: return {"`update` or `reject`", "write `update present`, `update all`, `update missing only`, `update nothing` or `reject`"};
    case Expect::kUnmatchedAction: return {"`create` or `nothing`", ""};
    case Expect::kIncompleteAction: return {"`reject` or `create`", ""};
    case Expect::kWhenWhich: return {"`matched`, `unmatched` or `incomplete`", ""};
    case Expect::kPreference: return {"a preference", "write `child lead`, `known contact`, `latest updated`, `earliest created`, `most complete` or `closest`"};
    case Expect::kInList: return {"`in`", "write `never email in dummy_emails`"};
    case Expect::kBy: return {"`by`", "write `contact by STRATEGY`"};
    case Expect::kFormName: return {"the pattern of the form in quotes, or `default`", "write `form \"webinar-*\" { … }`"};
    case Expect::kWritesWhat: return {"`contact`, `lead` or `nothing`", "write `writes contact and lead`, `writes lead`, `writes contact` or `writes nothing`; actions stand after `on create`"};
    case Expect::kMergePolicy: return {"what survives", "write newest, oldest, longest, most frequent, highest, lowest, union, or `from SOURCES`"};
    case Expect::kStageName: return {"the name of a stage", "stages are named without quotes"};
    case Expect::kWon: return {"`won` or `lost`", ""};
    case Expect::kWas: return {"`was`", ""};
    case Expect::kAnyStageWhich: return {"`before`, `after`, `in` or `except`", ""};
    case Expect::kToEnterStage: return {"`to enter`", ""};
    case Expect::kRequireWhat: return {"a field", "write `require owner, contact.email`, or `require that CONDITION`"};
    case Expect::kEnterOrExit: return {"`enter` or `exit`", "write `on enter task …` or `on enter { … }`"};
    case Expect::kWaitUnit: return {"`hours`", "write `3 days`, `4 hours`, or `4 office hours` with `hours office { … }`"};
    case Expect::kQueue: return {"`for`", "write `task \"Call {contact.first_name}\" for \"teleprospecting\"`"};
    case Expect::kAssignHow: return {"`to` or `in turn to`", "write `assign to \"ana\"`, or `assign in turn to \"ana\", \"ben\"`"};
    case Expect::kSetPath: return {"a field such as `lead.topic`", "write `set lead.topic = \"Demo\"`"};
    case Expect::kMatchingWhat: return {"a strategy or `nothing`", ""};
    case Expect::kReactionEvent: return {"what happens", "write `enters segment NAME`, `leaves segment NAME`, `reaches THRESHOLD`, `enters grade \"A\"`, `enters stage NAME` or `does page_visit where …`"};
    case Expect::kReactionSegment: return {"the name of a segment", ""};
    case Expect::kClockTime: return {"a time of the day", "write `mon-fri 09:00-17:30`"};
    case Expect::kDay: return {"a day", "days are mon, tue, wed, thu, fri, sat, sun"};
    case Expect::kInto: return {"`into`", "write `merge contact b into a`"};
    case Expect::kToStage: return {"`to`", "write `move l to sales_acceptance by \"ben\"`"};
    case Expect::kTestPattern: return {"a text", ""};
    case Expect::kTooDeep: return {"less nesting", ""};
  }
  return {};
}
// clang-format on

}  // namespace leadline::grammar
