"""Runs a command on a terminal of its own: once it shows progress, presses Ctrl-C, and gives the answer to what it then asks."""
import os
import pty
import sys

answer, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(command[0], command)

steps = [(b'Backing up', b'\x03'), (b'[c/l/Enter]', answer.encode() + b'\r')]
seen = b''
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    sys.stdout.buffer.write(piece)
    seen += piece
    if steps and steps[0][0] in seen:
        os.write(terminal, steps.pop(0)[1])
        seen = b''
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
