# SPDX-License-Identifier: Apache-2.0
"""The Python of the documentation, block by block, as a reader runs it in the repository."""

import importlib.util
import re

from conftest import SOURCE

PAGE = SOURCE / "docs" / "embedding.md"


def test_the_python_of_the_page(request, monkeypatch, capsys):
    monkeypatch.chdir(SOURCE)
    names = {}
    if importlib.util.find_spec("pyspark"):
        names["spark"] = request.getfixturevalue("spark")
    blocks = re.findall(r"^```python( spark)?\n((?:.*\n)*?)```$", PAGE.read_text(encoding="utf-8"), re.M)
    assert len(blocks) >= 4 and any(spark for spark, _ in blocks)
    for spark, text in blocks:
        if spark and "spark" not in names:
            continue
        if spark:  # which was started somewhere else
            names["data"] = f"{SOURCE}/{names['data']}"
        exec(compile(text, str(PAGE), "exec"), names)
    said = capsys.readouterr().out
    assert "mean" in said and "inquiry" in said
    if "spark" in names:
        assert names["scored"].count() > 1000 and "account A-" in said
