// SPDX-License-Identifier: Apache-2.0
// The words of the language and the functions, each with what it does. A test holds the list to the grammar.
#include <algorithm>
#include <array>

#include "editor/describe.hpp"

namespace leadline::editor {

namespace {

struct Help {
  std::string_view word;
  std::string_view text;
};

constexpr auto kWords = std::to_array<Help>({
    {"use", "Takes in a stock file (`use \"standard\"`) or a file of your own (`use \"./lists.lead\"`)."},
    {"zone", "The time zone whose days, weeks and months count; without it UTC."},
    {"phone country", "The country of phone numbers that are written without one: `phone country \"DE\"`."},
    {"clock every", "How often the clock ticks in a run; without it at midnight."},
    {"replace", "Puts the declaration in the place of the one of the same name that a used file brought."},
    {"list", "A named list of values: `list eu = [\"DE\", \"FR\"]`, or one a line `from \"file.txt\"`."},
    {"table", "Values looked up by keys: `table points { \"a\" 30 }`, or `from \"file.csv\"`; read as `points[key]`."},
    {"define",
     "A name for a condition or a value: `define decision_maker = contact.job_title contains word \"director\"`."},
    {"record", "Declares fields of a kind of record. Declarations of one kind add up."},
    {"interaction",
     "Declares a kind of interaction with its attributes; in a selection: every kind that is not `by us`."},
    {"by us", "What we did ourselves: `interaction` and rules about silence do not count it."},
    {"together", "Fields that updates and merges take from one record, never mixed."},
    {"source", "How the rows of a file become records and interactions."},
    {"through form", "Sends the rows of a source through matching, as submissions of this form."},
    {"model", "A score: rules that give points, groups, grades and thresholds."},
    {"scores", "The kind of record that the model scores; `where` leaves out those that have no score."},
    {"group", "A subtotal under a name, with bounds of its own."},
    {"counting", "A tail for all selections of a model or group: `counting within 90 days`."},
    {"score", "The score of the model; `score = fit * 0.3 + engagement * 0.7` replaces the plain sum."},
    {"first of",
     "In a model: the first rule that holds counts. As a value: the first whose condition holds. As an action: the "
     "first that can be done."},
    {"best of", "Of these rules, the one with the most points counts."},
    {"grade", "The first whose condition holds; the one written first is the highest."},
    {"threshold",
     "`threshold sales_ready at 100`: reached when its condition turns from no to yes, and it stays reached when the "
     "score falls."},
    {"until below", "The threshold is lost when the score falls below this."},
    {"when", "The condition under which a rule counts, a transition fires, or an action is done."},
    {"per",
     "Points for each interaction, for each day, week, month or value that holds some, or for each stretch `without` "
     "any."},
    {"without", "Silence: points for each whole duration without such an interaction."},
    {"or",
     "One of the two holds, or both. Between points (`+2 or -2`): else the second, if what the condition reads is "
     "present."},
    {"and", "Both hold."},
    {"not", "Turns a condition round. There are two truth values: `not` of a comparison with a missing value is yes."},
    {"otherwise", "Where none of those before holds."},
    {"halving every", "Each interaction's points times 2^(-age / D), by midnights."},
    {"losing", "Each interaction's points less N (or P%) for every D of its age, down to 0."},
    {"at most", "A bound on points; of a choice or grade: this or a lower one."},
    {"at least", "Of a choice or grade: this or a higher one; before a number in a bucket: how many it has to hold."},
    {"never below", "A bound on points, after fading."},
    {"any",
     "Whether there is such an interaction or record; behind `contains`, `has` and the like: one of the list is "
     "enough."},
    {"no", "The value no; before a selection: that there is none."},
    {"yes", "The value yes."},
    {"count of", "How many interactions, or days, weeks, months or values, there are."},
    {"sum of", "The sum of an attribute over a selection; 0 over nothing."},
    {"average of", "The average of an attribute over a selection; missing over nothing."},
    {"min of", "The least value of an attribute in a selection."},
    {"max of", "The greatest value of an attribute in a selection."},
    {"distinct", "How many different values an attribute has: `distinct page of page_visit >= 4`."},
    {"first", "The time of the first of a selection; `ATTRIBUTE of first X` is its attribute."},
    {"last", "The time of the last of a selection; `ATTRIBUTE of last X` is its attribute."},
    {"where",
     "Which interactions or records count. Bare names are attributes of the item; `lead.x` is the record that is "
     "scored."},
    {"within", "A window: `within 30 days` up to now, `within 40 days after T` from T on."},
    {"since", "From this time on; since a missing time is from the beginning."},
    {"until", "Up to this time."},
    {"by lead", "Only interactions that are linked to this very lead."},
    {"by contact", "The interactions of the contact."},
    {"by account", "The interactions of every contact of the account."},
    {"its", "Inside a `where`: the item's own, as in `its contact.email`."},
    {"entering", "The time at which the record last entered a stage."},
    {"time in stage", "How long the record has been in its stage."},
    {"now", "The time that is asked for. Behind a threshold: its condition holds now, whether reached or not."},
    {"missed", "Behind a deadline: its time is over and it was not met."},
    {"scored", "Some model gives the record a score."},
    {"age of", "`now` minus a time."},
    {"day of week", "The day of a time in the file's zone: `day of week of T = 1` is Monday."},
    {"is present", "The value is there."},
    {"is missing", "The value is not there. Empty text is missing."},
    {"is valid", "The e-mail address, phone number or domain is well formed."},
    {"between", "`between A and B`, both ends included."},
    {"in", "The value is one of a list. `not in` also holds for a missing value."},
    {"in segment", "The contact is in the segment."},
    {"contains", "The text holds another, case apart. For whole words `contains word`."},
    {"contains word", "The text holds a whole word: \"cto\" is not in \"director\"."},
    {"starts with", "The text begins with another, case apart."},
    {"ends with", "The text ends with another, case apart."},
    {"like", "The text fits a pattern with `*` and `?`."},
    {"has", "The list holds a value; `has any`, `has all` of a list."},
    {"exactly", "Compares texts with regard to case."},
    {"else", "`A else B` is B where A is missing."},
    {"segment", "A set of contacts: `segment hot = contacts of leads where spring.grade = \"A\"`."},
    {"contacts", "The contacts for which the condition holds; `contacts of leads` those of such leads."},
    {"union", "Contacts of the one or the other."},
    {"intersect", "Contacts of both."},
    {"except", "Contacts of the first that are not in the second; `any stage except s`; days off of `hours`."},
    {"match", "A strategy that finds the record that is meant: its `on` lines are tried in order."},
    {"on", "What has to be equal, by normal form of each type. A missing value matches nothing."},
    {"similar", "A likeness of names from 0 to 1 instead of equality: `similar 0.92`; `by tokens`, `by levenshtein`."},
    {"unless",
     "`unless X differs`: not where both are present and unequal. Of a deadline: not where the condition holds."},
    {"among", "Which stored records may be found."},
    {"never", "Values that match nothing: `never email in dummy_emails`."},
    {"prefer", "Which of several found records is taken."},
    {"when matched",
     "What a submission does to the record that was found: `update present`, `all`, `missing only`, `nothing`, or "
     "`reject`."},
    {"when unmatched", "Whether a record is created where none was found."},
    {"when incomplete",
     "Whether a record is created where every line lacked a value; without it the submission is rejected."},
    {"form", "Which strategies and writes hold for submissions of forms of this name."},
    {"writes", "Which records a submission writes: `contact and lead`, `contact`, `lead`, `nothing`."},
    {"always create", "Every submission gives a new record of this kind."},
    {"on create", "What is done with a record that a submission created."},
    {"merge", "Which value survives, field by field, when two records become one."},
    {"keep", "Which of two records stays."},
    {"process", "Stages and the transitions between them. The first stage is where records start."},
    {"stage", "A stage of the process; of a record: the name of the stage in which it is."},
    {"any stage", "Transitions that hold in several stages; they are tried before a stage's own."},
    {"final won", "The end of the process; sets `status` to `qualified`."},
    {"final lost", "The end of the process; sets `status` to `disqualified`."},
    {"final", "The end of the process."},
    {"go to", "A transition: it fires when its condition holds."},
    {"require", "Fields that have to be present, or `require that C`, before the record moves forward."},
    {"fields", "The fields that are shown in this stage."},
    {"on enter", "Done when a record enters the stage."},
    {"on exit", "Done when a record leaves the stage."},
    {"after", "Done when a record has been in the stage this long."},
    {"deadline", "Met, missed or running; conditions ask `NAME missed`."},
    {"hours", "Working hours: `hours office { mon-fri 09:00-17:30 }`."},
    {"task", "An action: `task TEXT for QUEUE`."},
    {"notify", "An action: `notify WHOM TEXT`."},
    {"set", "An action: `set lead.x = V`."},
    {"reset", "An action: clears a reached threshold."},
    {"assign to", "An action: sets the owner."},
    {"assign in turn", "An action: owners in turn, each the next."},
    {"send", "An action: tells another system, `send NAME { k = V }`."},
    {"create", "An action: `create lead { … }` or `create opportunity { … }`."},
    {"matching", "The strategy through which a created record goes; `matching nothing` always creates."},
    {"enters segment", "The contact was not in the segment before and is now."},
    {"leaves segment", "The contact was in the segment before and is no more."},
    {"reaches", "The threshold was not reached before and is now."},
    {"enters grade", "The grade was another before."},
    {"enters stage", "The record was in another stage before."},
    {"does", "Such an interaction has just come in."},
    {"always", "A property that has to hold for every record: `always \"…\" A implies B`."},
    {"implies", "Where the first holds, the second does."},
    {"test", "Records, events and expectations, run in the written order by `leadline test`."},
    {"expect", "What has to be so here: a condition, or `task`, `notified`, `sent`, `rejected`, or `no` one of these."},
    {"submit", "A form is submitted: `submit \"webinar-7\" at T { email = \"…\" }`."},
    {"move", "A record is moved to a stage by hand: `move l to sales by \"ben\"`."},
    {"text", "A type: text. Empty text is missing."},
    {"number", "A type: an exact number with six places."},
    {"yes_no", "A type: yes or no."},
    {"time", "A type: a moment, to the millisecond."},
    {"duration", "A type: a length of time."},
    {"email", "A type: an e-mail address; compares by its normal form in matching."},
    {"phone", "A type: a phone number; compares by its normal form in matching."},
    {"domain", "A type: a domain, without `www.`."},
    {"choice", "A type: one of these words, from the lowest up."},
    {"list of", "A type: a list of values of one type."},
});

constexpr auto kFunctions = std::to_array<Help>({
    {"domain", "The domain of an e-mail or web address, written in one way: `domain(\"ana@Acme.COM\")` is `acme.com`."},
    {"mailbox", "The mailbox in which mail to this address ends up: dots at gmail.com and `+tags` go."},
    {"company", "The name of a company without legal form, punctuation and capitals."},
    {"digits", "The digits of a text."},
    {"sounds", "A short code of how a name sounds; names that sound alike have the same."},
    {"length", "How many characters a text has."},
    {"lower", "The text in small letters."},
    {"min", "The least of several values; missing ones make it missing."},
    {"max", "The greatest of several values; missing ones make it missing."},
    {"round", "The nearest whole number, halves away from zero."},
});

template <std::size_t N>
std::string_view find(const std::array<Help, N>& all, std::string_view word) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Help& help) { return help.word == word; });
  return found == all.end() ? std::string_view{} : found->text;
}

}  // namespace

std::string_view word_help(std::string_view word) { return find(kWords, word); }

std::string_view function_help(std::string_view name) { return find(kFunctions, name); }

}  // namespace leadline::editor
