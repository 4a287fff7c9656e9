// SPDX-License-Identifier: Apache-2.0
// Reading a file once, and finding out what its values are.
#include "cli/start/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "cli/csv.hpp"
#include "engine/data/byte_source.hpp"
#include "engine/data/csv_scanner.hpp"
#include "engine/files/first_rows.hpp"
#include "engine/values/number_format.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"
#include "engine/values/time_format.hpp"

namespace leadline::cli {

namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20;

// Words that exports write where there is nothing.
constexpr std::array<std::string_view, 13> kMissingWords{
    "NULL", "null", "(null)", "N/A", "n/a", "#N/A", "NaN", "nan", "-", "--", "--None--", "(No value)", "Select"};

constexpr std::array<std::string_view, 5> kNumberSamples{"1,234.5", "1.234,5", "1 234,5", "1'234.5", "1234,5"};

// Dates with day and month in some order; each may have a clock time behind it.
constexpr std::array<std::string_view, 8> kDates{"%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y",
                                                 "%d-%m-%Y", "%Y/%m/%d", "%d %b %Y", "%b %d, %Y"};
constexpr std::array<std::string_view, 6> kClocks{"",          " %H:%M",       " %H:%M:%S",
                                                  " %I:%M %p", " %I:%M:%S %p", " %H:%M:%S.%f"};

Result<std::string> read_all(const std::string& path, const std::string& encoding) {
  Result<std::unique_ptr<ByteSource>> source = open_bytes(path, encoding);
  if (!source) return source.error();
  std::string text;
  std::size_t size = 0;
  while (size < kMostBytes) {
    text.resize(size + (std::size_t{1} << 20));
    const Result<std::size_t> got = (*source)->read(text.data() + size, text.size() - size);
    if (!got) return got.error();
    if (*got == 0) break;
    size += *got;
  }
  text.resize(size);
  return text;
}

// Values of a column: what nearly all of them are, it is. One in fifty may be something else: such rows are set aside
// when they are read, and are told of.
class Kinds {
 public:
  explicit Kinds(const ColumnProfile& column) : column_(column) {
    for (const auto& [value, count] : column.counts) {
      values_.emplace_back(value, count);
      total_ += count;
    }
    std::sort(values_.begin(), values_.end());
  }

  template <class F>
  [[nodiscard]] bool nearly_all(F is) const {
    std::uint64_t others = 0;
    for (const auto& [value, count] : values_) {
      if (!is(value)) others += count;
      if (others * 50 > total_) return false;
    }
    return total_ > others;
  }
  template <class F>
  [[nodiscard]] bool all(F is) const {
    return !values_.empty() &&
           std::all_of(values_.begin(), values_.end(), [&](const auto& one) { return is(one.first); });
  }
  template <class F>
  [[nodiscard]] bool most(F is) const {
    std::uint64_t fitting = 0;
    for (const auto& [value, count] : values_) {
      if (is(value)) fitting += count;
    }
    return fitting * 10 >= total_ * 8 && fitting > 0;
  }

  [[nodiscard]] bool yes_no() const {
    static const std::set<std::string> kWords{"yes", "no", "true", "false", "y", "n", "t", "f"};
    if (all([](const std::string& value) { return kWords.count(fold(value)) != 0; })) return true;
    static constexpr std::array<std::string_view, 12> kHints{
        "is", "has", "opt", "opted", "flag", "active", "won", "lost", "deleted", "bounced", "valid", "unsubscribed"};
    const bool hinted =
        std::any_of(kHints.begin(), kHints.end(), [&](std::string_view word) { return column_.has_word(word); });
    return hinted && all([](const std::string& value) { return value == "0" || value == "1"; });
  }

  // An empty sample is the plain form.
  [[nodiscard]] bool numbers(std::string_view sample) const {
    NumberFormat format;
    if (!sample.empty()) {
      const Result<NumberFormat> made = NumberFormat::from_sample(sample);
      if (!made) return false;
      format = *made;
    }
    return nearly_all([&](const std::string& value) {
      Decimal number;
      const DecimalError error = sample.empty() ? parse_decimal(value, number) : format.parse(value, number);
      if (error != DecimalError::kNone && error != DecimalError::kTooManyPlaces) return false;
      // What begins with a zero is a code: a number would lose it.
      const bool code = value.size() > 1 && value[0] == '0' && value[1] >= '0' && value[1] <= '9';
      return !code && value[0] != '+';
    });
  }

  [[nodiscard]] bool times(std::vector<std::string>& patterns, bool& unsure) const {
    TimeText time;
    if (nearly_all([&](const std::string& value) { return parse_iso(value, time); })) return true;
    std::vector<std::vector<std::string>> found;
    for (const std::string_view date : kDates) {
      std::vector<std::pair<std::string, TimeFormat>> formats;
      for (const std::string_view clock : kClocks) {
        std::string pattern(date);
        pattern += clock;
        Result<TimeFormat> format = TimeFormat::compile(pattern);
        if (format) formats.emplace_back(std::move(pattern), std::move(*format));
      }
      std::set<std::string> used;
      const bool fits = nearly_all([&](const std::string& value) {
        if (parse_iso(value, time)) return true;
        for (const auto& [pattern, format] : formats) {
          if (!format.parse(value, time)) continue;
          used.insert(pattern);
          return true;
        }
        return false;
      });
      if (fits) found.emplace_back(used.begin(), used.end());
    }
    if (found.empty()) return false;
    patterns = found.front();
    unsure = found.size() > 1;
    return true;
  }

 private:
  const ColumnProfile& column_;
  std::vector<std::pair<std::string, std::uint64_t>> values_;
  std::uint64_t total_ = 0;
};

bool looks_like_email(const std::string& value) {
  const std::size_t at = value.find('@');
  return at != std::string::npos && at > 0 && value.find('.', at) != std::string::npos &&
         value.find(' ') == std::string::npos;
}

bool looks_like_domain(const std::string& value) {
  return value.find('.') != std::string::npos && value.find(' ') == std::string::npos &&
         value.find('@') == std::string::npos && value.find('/') == std::string::npos;
}

bool any_word(const ColumnProfile& column, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return column.has_word(word); });
}

void find_type(ColumnProfile& column) {
  if (column.filled == 0) return;
  column.type = ColumnType::kText;
  const Kinds kinds(column);
  if (kinds.most(looks_like_email)) {
    column.type = ColumnType::kEmail;
  } else if (any_word(column, {"phone", "tel", "telephone", "telefon", "mobile", "mobil", "handy", "fax"})) {
    column.type = ColumnType::kPhone;
  } else if (kinds.yes_no()) {
    column.type = ColumnType::kYesNo;
  } else if (kinds.times(column.time_patterns, column.order_unsure)) {
    column.type = ColumnType::kTime;
  } else if (any_word(column, {"website", "domain", "homepage"}) && kinds.most(looks_like_domain)) {
    column.type = ColumnType::kDomain;
  }
}

bool may_be_number(const ColumnProfile& column) {
  return column.type == ColumnType::kText && !any_word(column, {"id", "zip", "plz", "postcode", "postal", "code",
                                                                "number_plate", "iban", "ssn", "uuid", "key"});
}

// One way of writing numbers for the whole file: the one that reads most columns, the plain one first.
void find_numbers(FileProfile& file) {
  const auto readable = [&](std::string_view sample) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < file.columns.size(); ++i) {
      if (may_be_number(file.columns[i]) && Kinds(file.columns[i]).numbers(sample)) places.push_back(i);
    }
    return places;
  };
  std::vector<std::size_t> best = readable({});
  for (const std::string_view sample : kNumberSamples) {
    std::vector<std::size_t> found = readable(sample);
    if (found.size() <= best.size()) continue;
    best = std::move(found);
    file.numbers = sample;
  }
  for (const std::size_t place : best) file.columns[place].type = ColumnType::kNumber;
}

void find_lists(FileProfile& file) {
  if (file.separator == ';') return;
  for (ColumnProfile& column : file.columns) {
    if (column.type != ColumnType::kText) continue;
    std::uint64_t several = 0;
    std::size_t longest = 0;
    for (const auto& [value, count] : column.counts) {
      if (value.find(';') != std::string::npos) several += count;
      longest = std::max(longest, value.size());
    }
    if (several * 10 >= column.filled && longest < 200) column.type = ColumnType::kList;
  }
}

}  // namespace

bool ColumnProfile::has_word(std::string_view word) const {
  return ('_' + name + '_').find('_' + std::string(word) + '_') != std::string::npos;
}

std::vector<std::pair<std::string, std::uint64_t>> ColumnProfile::commonest(std::size_t most) const {
  std::vector<std::pair<std::string, std::uint64_t>> all(counts.begin(), counts.end());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (all.size() > most) all.resize(most);
  return all;
}

std::string name_for(std::string_view text) {
  // Letters with marks as the Latin letters that they come from, as far as names in exports have them.
  static const std::map<std::string, std::string, std::less<>> kLetters{
      {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"ß", "ss"}, {"Ä", "Ae"}, {"Ö", "Oe"}, {"Ü", "Ue"}, {"é", "e"},
      {"è", "e"},  {"ê", "e"},  {"ë", "e"},  {"á", "a"},  {"à", "a"},  {"â", "a"},  {"å", "a"},  {"ã", "a"},
      {"ç", "c"},  {"í", "i"},  {"ì", "i"},  {"î", "i"},  {"ï", "i"},  {"ñ", "n"},  {"ó", "o"},  {"ò", "o"},
      {"ô", "o"},  {"õ", "o"},  {"ø", "o"},  {"ú", "u"},  {"ù", "u"},  {"û", "u"},  {"ý", "y"},  {"æ", "ae"},
      {"œ", "oe"}, {"ł", "l"},  {"š", "s"},  {"ž", "z"},  {"É", "E"},  {"È", "E"},  {"Á", "A"},  {"À", "A"},
      {"Ç", "C"},  {"Ñ", "N"},  {"Ó", "O"},  {"Ø", "O"},  {"Š", "S"}};
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const std::string letter(text.substr(i, size));
    const auto found = kLetters.find(letter);
    plain += found != kLetters.end() ? found->second : size == 1 ? letter : std::string(" ");
    i += size;
  }
  std::string name;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    const bool small = c >= 'a' && c <= 'z';
    const bool capital = c >= 'A' && c <= 'Z';
    const bool digit = c >= '0' && c <= '9';
    if (!small && !capital && !digit) {
      if (!name.empty() && name.back() != '_') name += '_';
      continue;
    }
    // `FirstName` is two words, `EMail` and `ID` are one.
    const bool word_begins = capital && i > 0 && plain[i - 1] >= 'a' && plain[i - 1] <= 'z';
    if (word_begins && !name.empty() && name.back() != '_') name += '_';
    name += capital ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (!name.empty() && name[0] >= '0' && name[0] <= '9') name = "n_" + name;
  if (name == "e_mail") name = "email";
  return name;
}

namespace {

class Profiler {
 public:
  explicit Profiler(FileProfile& file) : file_(file) {}

  void header(const std::vector<std::string>& fields) {
    std::set<std::string> headers;
    for (const std::string& header : fields) {
      ColumnProfile& column = file_.columns.emplace_back();
      column.header = std::string(trim(header));
      column.name = name_for(header);
      column.usable =
          !column.header.empty() && headers.insert(name_for(header).empty() ? header : name_for(header)).second;
    }
  }

  void row(const std::vector<std::string>& fields) {
    ++file_.rows;
    if (file_.sample.size() < 200) file_.sample.push_back(fields);
    for (std::size_t i = 0; i < file_.columns.size() && i < fields.size(); ++i) value(file_.columns[i], fields[i]);
  }

  void finish() {
    std::sort(file_.missing.begin(), file_.missing.end());
    for (ColumnProfile& column : file_.columns) find_type(column);
    find_numbers(file_);
    find_lists(file_);
  }

 private:
  void value(ColumnProfile& column, const std::string& field) {
    const std::string value = nfc(trim(valid_utf8(field) ? std::string_view(field) : std::string_view()));
    if (value.empty()) return;
    const auto* word = std::find(kMissingWords.begin(), kMissingWords.end(), value);
    if (word != kMissingWords.end()) {
      if (std::find(file_.missing.begin(), file_.missing.end(), value) == file_.missing.end()) {
        file_.missing.push_back(value);
      }
      return;
    }
    ++column.filled;
    const auto known = column.counts.find(value);
    if (known != column.counts.end()) {
      ++known->second;
    } else if (column.counts.size() < kMostDistinct) {
      column.counts.emplace(value, 1);
    } else {
      column.all_counted = false;
    }
  }

  FileProfile& file_;
};

std::optional<Error> profile_columnar(FileProfile& file, ColumnarFormat format) {
  const Result<FirstRows> first = first_rows(file.path, format, kMostRows);
  if (!first) return first.error();
  Profiler profiler(file);
  profiler.header(first->columns);
  for (const std::vector<std::string>& row : first->rows) profiler.row(row);
  file.cut = !first->all;
  profiler.finish();
  return std::nullopt;
}

std::optional<Error> profile_text(FileProfile& file) {
  Result<std::string> text = read_all(file.path, file.encoding);
  if (!text) return text.error();
  if (!valid_utf8(std::string_view(*text).substr(0, text->find_last_of('\n')))) {
    file.encoding = "windows-1252";
    text = read_all(file.path, file.encoding);
    if (!text) return text.error();
  }
  std::string_view rest = *text;
  const bool cut_off = text->size() >= kMostBytes;
  if (rest.substr(0, 3) == "\xEF\xBB\xBF") rest.remove_prefix(3);
  file.separator = detect_separator(rest).value_or(',');
  if (file.file.find(".tsv") != std::string::npos) file.separator = '\t';
  std::vector<std::string> fields;
  if (!next_csv_record(rest, fields, file.separator)) return Error{fmt::format("`{}` is empty", file.path)};
  Profiler profiler(file);
  profiler.header(fields);
  while (file.rows < kMostRows && next_csv_record(rest, fields, file.separator)) {
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (cut_off && rest.empty()) break;  // the last row may be half of one
    profiler.row(fields);
  }
  file.cut = !rest.empty();
  profiler.finish();
  return std::nullopt;
}

}  // namespace

Result<FileProfile> read_profile(const std::string& path) {
  FileProfile file;
  file.path = path;
  file.file = path.substr(path.find_last_of('/') + 1);
  const std::optional<ColumnarFormat> columnar = columnar_format_of(file.file);
  if (std::optional<Error> error = columnar ? profile_columnar(file, *columnar) : profile_text(file)) {
    return *std::move(error);
  }
  return file;
}

}  // namespace leadline::cli
