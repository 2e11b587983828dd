"""Starts a script in several processes that train together: python launch.py --processes 2 train.py ...

Does what torchrun does on one machine, for installations where torchrun fails. On several machines, start one process a
device yourself with RANK, LOCAL_RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT set.
"""

import argparse
import os
import socket
import subprocess
import sys
import time


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("script")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    common = {"WORLD_SIZE": str(options.processes), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port())}
    command = [sys.executable, options.script, *options.arguments]
    workers = []
    for rank in range(options.processes):
        variables = {**os.environ, **common, "RANK": str(rank), "LOCAL_RANK": str(rank)}
        workers.append(subprocess.Popen(command, env=variables))
    try:
        # One that fails leaves the others waiting for it: they are ended.
        while any(worker.poll() is None for worker in workers) and not any(worker.poll() for worker in workers):
            time.sleep(0.1)
    finally:
        for worker in workers:
            if worker.poll() is None:
                worker.terminate()
        statuses = [worker.wait() for worker in workers]
    sys.exit(next((status for status in statuses if status != 0), 0))


if __name__ == "__main__":
    main()
