"""Opens a file with the stock age on a terminal of its own, typing the passphrase where it asks."""
import os
import pty
import sys

passphrase, command = sys.argv[1], ['age', '-d', '-o', sys.argv[3], sys.argv[2]]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)

seen, is_typed = b'', False
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    seen += piece
    if not is_typed and b'passphrase' in seen:
        is_typed = True
        os.write(terminal, passphrase.encode() + b'\n')
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
