"""Runs Python programs that need PyTorch without loading it anew each time: python3 warm_python.py SOCKET

Of every request the server makes a process of its own, which runs what Python would have run in the same folder, writes to the
same standard output and error, and gives its exit status. warm-python, which the tests make, asks it.
"""

import json
import os
import runpy
import signal
import socket
import sys
import traceback

import torch  # noqa: F401


def run(folder, arguments):
    os.chdir(folder)
    try:
        if arguments[0] == "-c":
            exec(arguments[1], {"__name__": "__main__"})
        else:
            sys.argv = arguments
            sys.path[0] = os.path.dirname(os.path.abspath(arguments[0]))
            runpy.run_path(arguments[0], run_name="__main__")
    except SystemExit as exit:
        if isinstance(exit.code, str):
            print(exit.code, file=sys.stderr)
        return 1 if isinstance(exit.code, str) else int(exit.code or 0)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def main(path):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    print("ready", flush=True)
    while True:
        connection, _ = listener.accept()
        request, streams, _, _ = socket.recv_fds(connection, 65536, 2)
        if os.fork() == 0:
            for number, stream in enumerate(streams, 1):
                os.dup2(stream, number)
            status = run(*json.loads(request))
            sys.stdout.flush()
            sys.stderr.flush()
            connection.sendall(str(status).encode())
            os._exit(0)
        for stream in streams:
            os.close(stream)
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1])
