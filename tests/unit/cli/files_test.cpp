// SPDX-License-Identifier: Apache-2.0
#include "cli/files.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "cli/bad_rows.hpp"
#include "cli/previous_output.hpp"
#include "support/temporary_folder.hpp"

using namespace leadline;
using namespace leadline::cli;
using leadline::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

// How many files lie in a folder.
std::ptrdiff_t count(const TemporaryFolder& folder) {
  return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator());
}

}  // namespace

TEST_CASE("files: a file is replaced in one step and keeps its permissions", "[cli]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("a.lead", "old");
  ::chmod(path.c_str(), 0640);
  REQUIRE(replace_file(path, "new").ok());
  CHECK(read_file(path).value() == "new");
  struct stat status{};
  ::stat(path.c_str(), &status);
  CHECK((status.st_mode & 07777U) == 0640U);
  CHECK(count(folder) == 1);
}

TEST_CASE("files: an output that is not closed leaves nothing behind", "[cli]") {
  const TemporaryFolder folder;
  {
    Result<Output> output = Output::open(folder.path("out.csv"));
    REQUIRE(output.ok());
    output->write("half");
  }
  CHECK(count(folder) == 0);
}

TEST_CASE("files: errors name the file and the reason", "[cli]") {
  const TemporaryFolder folder;
  CHECK(read_file(folder.path("none")).error().message ==
        "cannot open `" + (folder.path("none")) + "`: No such file or directory");
  CHECK(Output::open(folder.path("no/such/out.csv")).error().message ==
        "cannot write `" + (folder.path("no/such/out.csv")) + "`: No such file or directory");
  CHECK(Output::open(folder.path()).error().message == "cannot write `" + folder.path() + "`: Is a directory");
  CHECK(rule_files({folder.path()}).error().message == "`" + folder.path() + "` has no rule files (`*.lead`)");
}

TEST_CASE("files: a link is written through", "[cli]") {
  const TemporaryFolder folder;
  folder.write("real", "old");
  fs::create_symlink(folder.path("real"), folder.path("link"));
  REQUIRE(replace_file(folder.path("link"), "new").ok());
  CHECK(fs::is_symlink(folder.path("link")));
  CHECK(read_file(folder.path("real")).value() == "new");
}

TEST_CASE("files: a folder gives its rule files by name, each file once", "[cli]") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path("sub"));
  for (const char* name : {"b.lead", "a.lead", "sub/c.lead", "note.txt"}) folder.write(name, "");
  CHECK(rule_files({folder.path(), folder.path("a.lead")}).value() ==
        std::vector<std::string>{folder.path("a.lead"), folder.path("b.lead"), folder.path("sub/c.lead")});
}

TEST_CASE("bad rows: the file is made for the first one, with what was wrong", "[cli]") {
  const TemporaryFolder folder;
  BadRowFile bad(folder.path("bad.csv"));
  CHECK(bad.close().ok());
  CHECK(count(folder) == 0);
  BadRow row;
  row.file = "leads.csv";
  row.line = 17;
  row.column = 3;
  row.column_name = "Size";
  row.value = "twelve";
  row.reason = "`twelve` is no number";
  row.row = "L-1,\"x, y\",twelve";
  bad.add(row);
  row.value = "ten";
  row.reason = "`ten` is no number";
  bad.add(row);
  BadRow whole;
  whole.file = "leads.csv";
  whole.line = 20;
  whole.reason = "2 columns, the header has 3";
  whole.row = "L-2,";
  bad.add(whole);
  REQUIRE(bad.close().ok());
  CHECK(read_file(bad.path()).value() ==
        "file,line,column,column_name,value,reason,row\n"
        "leads.csv,17,3,Size,twelve,`twelve` is no number,\"L-1,\"\"x, y\"\",twelve\"\n"
        "leads.csv,17,3,Size,ten,`ten` is no number,\"L-1,\"\"x, y\"\",twelve\"\n"
        "leads.csv,20,,,,\"2 columns, the header has 3\",\"L-2,\"\n");
  CHECK(bad.count() == 3);
  CHECK(bad.reasons() ==
        std::map<std::string, std::uint64_t>{{"`Size`: `…` is no number", 2}, {"2 columns, the header has 3", 1}});
  CHECK(default_bad_file("-") == "leadline-bad.csv");
  CHECK(default_bad_file("out/scores.csv") == "out/scores-bad.csv");
}

TEST_CASE("only changed: lines are matched by kind and id, columns by name", "[cli]") {
  const TemporaryFolder folder;
  folder.write("old.csv",
               "kind,id,m.score,gone,reasons\n"
               "lead,L1,10,x,+10 A\n"
               "lead,\"L,2\",5,x,\"+5 B, C\"\n"
               "contact,L1,1,x,\n");
  const Result<PreviousOutput> previous =
      PreviousOutput::read(folder.path("old.csv"), {"kind", "id", "m.score", "m.grade", "reasons"});
  REQUIRE(previous.ok());
  CHECK(previous->size() == 3);
  CHECK_FALSE(previous->changed("lead,L1,10,,+10 A\n"));
  CHECK_FALSE(previous->changed("lead,\"L,2\",5,,\"+5 B, C\"\n"));
  CHECK_FALSE(previous->changed("contact,L1,1,,\n"));
  CHECK(previous->changed("lead,L1,11,,+10 A\n"));
  CHECK(previous->changed("lead,L1,10,B,+10 A\n"));
  CHECK(previous->changed("lead,L3,10,,+10 A\n"));
  folder.write("other.csv", "a,b\n1,2\n");
  CHECK(PreviousOutput::read(folder.path("other.csv"), {"kind", "id"}).error().message ==
        "--only-changed: `" + (folder.path("other.csv")) +
            "` is no CSV that `leadline score` wrote: it has no columns `kind` and `id`");
}
