#!/usr/bin/env python3
"""Neovim, headless, as a client of `leadline lsp`: its own library reads what the server says.

Ends with 77 (skipped) where there is no `nvim`.

    neovim_test.py --command LEADLINE --rules RULES
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from client import options

RULES = '''use "standard"
record lead { origin choice ["web", "fair"] }
model spring "Frühling 🌱" {
  scores lead
  group fit "Fit" {
    "Größe é 🌱"  +20 when contact.job_titel contains word "director"
    "Fair"  +5 when lead.origin = "fair"
  }
  threshold ready at 20
}
test "A director" {
  contact ana { job_title = "Director of IT" }
  lead l { contact = ana  origin = "web" }
  at 2026-01-01
  expect l.spring.score = 25
}
'''

# Each step prints what it got; the test reads that.
SCRIPT = '''
local function wait(what, holds)
  if not vim.wait(20000, holds, 20) then
    io.stdout:write("no " .. what .. "\\n")
    vim.cmd("cquit 1")
  end
end
local function say(...) io.stdout:write(table.concat({...}, " ") .. "\\n") end

vim.cmd("edit rules.lead")
local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({ name = "leadline", cmd = { vim.env.LEADLINE, "lsp" }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(buffer, id)
wait("client", function() return vim.lsp.buf_is_attached(buffer, id) end)

local function findings() return vim.diagnostic.get(buffer) end
wait("finding", function() return #findings() == 1 end)
local d = findings()[1]
say("finding", d.code, d.lnum, d.col, d.end_col, (d.message:gsub("\\n", " | ")))

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  local answer = answers and answers[id]
  local refusal = answer and (answer.err or answer.error)
  if not answer or refusal then
    say("refused", method, refusal and refusal.message or "no answer")
    return nil
  end
  return answer.result
end
local function at(line, column)
  -- Not by the cursor: in normal mode it cannot stand behind the last character.
  local text = vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1]
  local _, character = vim.str_utfindex(text, column)
  return { textDocument = vim.lsp.util.make_text_document_params(buffer), position = { line = line - 1, character = character } }
end
local function column_of(line, text)
  return (vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1]):find(text, 1, true) - 1
end

-- The quick fix, applied by Neovim behind two characters of several bytes.
local params = at(6, column_of(6, "job_titel"))
local actions = ask("textDocument/codeAction", { textDocument = params.textDocument, range = { start = params.position, ["end"] = params.position },
                                                 context = { diagnostics = {} } })
say("action", actions[1].title)
vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
say("line", vim.api.nvim_buf_get_lines(buffer, 5, 6, false)[1])
-- Without an error, what follows from the rules is looked at.
wait("what reasoning finds", function() return #findings() == 1 and findings()[1].code ~= "name/unknown" end)
say("reasoning", findings()[1].code, findings()[1].lnum)
say("range", ask("textDocument/hover", at(3, column_of(3, "spring"))).contents.value:match("score from %S+ to %S+"))

-- Hover, as Neovim turns it into lines.
local hover = ask("textDocument/hover", at(6, column_of(6, "job_title") + 2))
say("hover", table.concat(vim.lsp.util.convert_input_to_markdown_lines(hover.contents), " | "))

-- Typing: the buffer's changes go to the server, completion comes back.
local column = column_of(7, '"fair"', true)
vim.api.nvim_buf_set_text(buffer, 6, column, 6, column + 6, { '"' })
wait("finding while typing", function() return #findings() > 0 and findings()[1].code == "syntax/text-end" end)
say("typing", findings()[1].code)
local items = vim.lsp.util.extract_completion_items(ask("textDocument/completion", at(7, column + 1)))
local words = {}
for _, item in ipairs(items) do table.insert(words, item.label) end
say("words", table.concat(words, " "))
vim.api.nvim_buf_set_text(buffer, 6, column, 6, column + 1, { 'contact.' })
items = vim.lsp.util.extract_completion_items(ask("textDocument/completion", at(7, column + 8)))
local offered = {}
for _, item in ipairs(items) do offered[item.label] = true end
say("fields", tostring(offered.job_title), tostring(offered.account), tostring(offered.origin))
vim.api.nvim_buf_set_text(buffer, 6, column, 6, column + 8, { '"web"' })
wait("end of errors", function() return #vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR }) == 0 end)

-- Definition, references, rename over the whole buffer.
local there = ask("textDocument/definition", at(7, column_of(7, "origin") + 1))
say("definition", there[1].range.start.line, there[1].range.start.character)
params = at(7, column_of(7, "origin") + 1)
params.newName = "came_from"
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", params), "utf-16")
say("renamed", vim.api.nvim_buf_get_lines(buffer, 1, 2, false)[1], vim.api.nvim_buf_get_lines(buffer, 6, 7, false)[1], vim.api.nvim_buf_get_lines(buffer, 12, 13, false)[1])
params = at(6, column_of(6, "job_title") + 1)
params.newName = "position"
ask("textDocument/rename", params)

-- Outline, formatting.
local symbols = ask("textDocument/documentSymbol", { textDocument = params.textDocument })
local listed = vim.lsp.util.symbols_to_items(symbols, buffer)
say("symbols", #listed, listed[1].text)
local edits = ask("textDocument/formatting", vim.lsp.util.make_formatting_params())
vim.lsp.util.apply_text_edits(edits, buffer, "utf-16")
say("formatted", vim.api.nvim_buf_get_lines(buffer, 6, 7, false)[1])

-- A lens runs its test.
local lenses = ask("textDocument/codeLens", { textDocument = params.textDocument })
say("lens", lenses[1].command.title, lenses[1].range.start.line)
local result = ask("workspace/executeCommand", lenses[1].command)
say("test", result.passed, result.failed)

vim.lsp.stop_client(id)
wait("end of the server", function() return vim.lsp.client_is_stopped(id) end)
say("end")
vim.cmd("qa!")
'''

EXPECTED = '''finding name/unknown 5 40 49 contact has no field `job_titel` | did you mean `job_title`?
action Change to `job_title`
line     "Größe é 🌱"  +20 when contact.job_title contains word "director"
reasoning score/one-rule-threshold 8
range score from 0 to 25
hover ```lead | contact.job_title  text | ``` | HIDDEN
typing syntax/text-end
words "web" "fair"
fields true true nil
definition 1 14
renamed record lead { came_from choice ["web", "fair"] }     "Fair"  +5 when lead.came_from = "web"   lead l { contact = ana  came_from = "web" }
refused textDocument/rename the field `job_title` is declared in `standard.lead`, which ships with Leadline
symbols SYMBOLS
formatted     "Fair"        +5  when lead.came_from = "web"
lens ▶ Run test 10
test 1 0
end
'''


def main():
    given = options()
    neovim = shutil.which("nvim")
    if neovim is None:
        print("skipped: there is no `nvim`; Debian's package is `neovim`")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder).resolve()
        (folder / "rules.lead").write_text(RULES, encoding="utf-8")
        # An error in it would leave Neovim waiting for its user.
        (folder / "script.lua").write_text(f"local function script()\n{SCRIPT}end\nlocal fine, why = pcall(script)\n"
                                           'if not fine then io.stdout:write(tostring(why) .. "\\n") vim.cmd("cquit 1") end\n', encoding="utf-8")
        environment = {**os.environ, "HOME": str(folder), "XDG_STATE_HOME": str(folder), "XDG_CACHE_HOME": str(folder), "LC_ALL": "C.UTF-8",
                       "LEADLINE_RULES_DIR": given.rules, "LEADLINE": given.command}
        try:
            run = subprocess.run([neovim, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile script.lua", "-c", "cquit 1"], cwd=folder, env=environment,
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=int(os.environ.get('NEOVIM_SECONDS', '100')))
        except subprocess.TimeoutExpired as late:
            sys.exit(f"Neovim did not end\n{(late.stdout or b'').decode()}{(late.stderr or b'').decode()}")
    lines = run.stdout.splitlines()
    wrong = 0
    for number, expected in enumerate(EXPECTED.splitlines()):
        found = lines[number] if number < len(lines) else "(nothing)"
        word = expected.split(" ")[0]
        if word in ("hover", "symbols"):
            expected = expected.replace(" HIDDEN", "").replace(" SYMBOLS", "")
            if found.startswith(expected) and len(found) > len(expected):
                continue
        if found != expected:
            wrong += 1
            print(f"expected: {expected}\n   found: {found}")
    if run.returncode != 0 or wrong:
        print(run.stdout + run.stderr)
        sys.exit(1)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
