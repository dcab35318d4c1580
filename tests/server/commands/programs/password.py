"""Runs a command on a terminal of its own and types a line at each prompt for a password; says what the terminal showed."""
import os
import pty
import sys

lines, command = sys.argv[1].split('|'), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(command[0], command)

prompts = [b'New password', b'The same once more']
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
    if prompts and prompts[0] in seen and seen.endswith(b'\n'):
        prompts.pop(0)
        os.write(terminal, lines.pop(0).encode('utf-8').decode('unicode_escape').encode('latin-1'))
        seen = b''
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
