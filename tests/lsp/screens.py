#!/usr/bin/env python3
"""Shows what a user of Neovim sees of a real rule file: findings, hover, completion, a quick fix. The screens of docs/editor.md
are made by it. Needs `nvim` and `tmux`.

    screens.py --command LEADLINE --rules RULES FILE
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from client import options

START = '''
vim.o.number = true
vim.o.signcolumn = "yes"
vim.o.completeopt = "menuone,noselect"
vim.o.shortmess = vim.o.shortmess .. "cIF"
vim.o.laststatus = 0
vim.o.ruler = false
vim.o.showcmd = false
vim.o.showmode = false
vim.o.swapfile = false
vim.o.pumheight = 8
vim.api.nvim_create_autocmd("BufReadPost", { pattern = "*.lead", callback = function()
  local id = vim.lsp.start_client({ name = "leadline", cmd = { vim.env.LEADLINE, "lsp" }, root_dir = vim.fn.getcwd() })
  vim.lsp.buf_attach_client(0, id)
  vim.bo.omnifunc = "v:lua.vim.lsp.omnifunc"
end })
'''


def main():
    given = options("file")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        shutil.copy(given.file, folder)
        (folder / "start.lua").write_text(START, encoding="utf-8")
        environment = {**os.environ, "HOME": str(folder), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
                       "LEADLINE": given.command, "LEADLINE_RULES_DIR": given.rules}
        environment.pop("TMUX", None)
        tmux = ["tmux", "-L", f"leadline-screens-{os.getpid()}"]

        def keys(*words):
            subprocess.run([*tmux, "send-keys", *words], check=True, env=environment)
            time.sleep(1.2)

        def screen(title, first, last):
            time.sleep(1)
            shown = subprocess.run([*tmux, "capture-pane", "-p"], check=True, capture_output=True, text=True, env=environment).stdout
            print(f"--- {title}")
            print("\n".join(line.rstrip() for line in shown.splitlines()[first:last]))

        subprocess.run([*tmux, "new-session", "-d", "-x", "118", "-y", "30", "-c", str(folder),
                        f"nvim -u start.lua -i NONE {given.file.name}"], check=True, env=environment)
        try:
            time.sleep(3)
            keys("/group fit", "Enter", "zt")
            keys(":%s/job_title contains word any/job_titel contains word any/", "Enter")
            keys(":%s/when account.employees between/when account.employes between/", "Enter")
            keys("/group fit", "Enter", "zt")
            screen("findings", 0, 8)
            keys("/titel", "Enter", ":lua vim.lsp.buf.code_action({ apply = true, filter = function(a) return a.isPreferred end })", "Enter")
            keys("1", "Enter")
            keys("u", "/group fit", "Enter", "zt")
            keys(":%s/job_titel/job_title/", "Enter", ":%s/employes/employees/", "Enter", "/group fit", "Enter", "zt")
            keys("/decision_maker$", "Enter", ":lua vim.lsp.buf.hover()", "Enter")
            screen("hover", 0, 12)
            keys("Escape", "/Target country", "Enter", "o")
            keys('"From a fair"  +5  when lead.', "C-x", "C-o")
            screen("completion", 0, 14)
            keys("Escape", "cc")
            keys('"Asked"  +5  when any form_submit where form = "demo" wi', "C-x", "C-o")
            screen("words", 0, 8)
        finally:
            subprocess.run([*tmux, "kill-session"], env=environment)


if __name__ == "__main__":
    main()
