"""Inspects keys one after another over one connection to the agent; prints the seconds.

`python -m tests.benchmarks.inspect_one_by_one HOME NAME…`: no process is started between two keys.
"""

import json
import sys
import time

from jungletui.client.blocking import BlockingClient
from jungletui.client.launch import ServiceOptions, start_service


def _seconds(home: str, names: list[str]) -> list[float]:
    process = start_service(ServiceOptions(home=home))
    client = BlockingClient(process)
    taken = []
    for name in names:
        began = time.perf_counter()
        (row,) = json.loads(client.call("inspect", names=[name]))["keys"]
        taken.append(time.perf_counter() - began)
        assert row["error"] is None, row
    client.close()
    process.stop()
    return taken


if __name__ == "__main__":
    print(json.dumps(_seconds(sys.argv[1], sys.argv[2:])))
