# SPDX-License-Identifier: Apache-2.0
"""A peer as tools/bench runs it beside others: once it is ready it does its work for each line `run` (or `run N`, with N threads), and writes its
last result for each line `write PATH`; it answers each with a line of JSON. Entry point: serve."""

import json
import resource
import sys
import time


def say(**values):
    print(json.dumps(values), flush=True)


def serve(run, write, version, setup_seconds=0.0, set_threads=lambda threads: None):
    """`run` gives the seconds that count, or nothing where all of it does, or a dict with `seconds`, `cpu` and more."""
    say(ready=True, version=version, setup_seconds=setup_seconds)
    for line in sys.stdin:
        words = line.split()
        if words and words[0] == "run":
            if len(words) > 1:
                set_threads(int(words[1]))
            processor, begin = time.process_time(), time.perf_counter()
            answer = run()
            passed = time.perf_counter() - begin
            if not isinstance(answer, dict):
                answer = {"seconds": passed if answer is None else answer}
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            processor = time.process_time() - processor
            say(**{"cpu": processor, "cpu_in_all": processor, "peak_mb": peak} | answer)
        elif words and words[0] == "write":
            write(words[1])
            say(written=True)
        else:
            break
