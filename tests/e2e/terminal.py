"""A terminal that a test looks at: a pty and what its screen would show."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading

from harness import SARK_BENCH, clean_environment

SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


class Screen:
    """Draws what is written as a terminal does, as far as the program uses one. `overflows` counts lines
    that were longer than the screen is wide, `scrolled` those that left it at the top."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.lines, self.row, self.column = [[]], 0, 0
        self.overflows = self.scrolled = self.colours = 0
        self.unknown = []

    def write(self, text):
        at = 0
        while at < len(text):
            sequence = SEQUENCE.match(text, at)
            if sequence:
                self._control(sequence[1], sequence[2])
                at = sequence.end()
                continue
            self._put(text[at])
            at += 1

    def _control(self, argument, command):
        if command == "A":
            top = max(0, len(self.lines) - self.rows)
            self.row = max(top, self.row - int(argument or 1))
        elif command == "K":
            del self.lines[self.row][self.column:]
        elif command == "J":
            del self.lines[self.row + 1:]
            del self.lines[self.row][self.column:]
        elif command == "m":
            self.colours += 1
        else:
            self.unknown.append(argument + command)

    def _put(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.row += 1
            if self.row == len(self.lines):
                self.lines.append([])
                self.scrolled += len(self.lines) > self.rows
        else:
            line = self.lines[self.row]
            line.extend(" " * (self.column + 1 - len(line)))
            line[self.column] = character
            self.column += 1
            self.overflows += self.column > self.columns

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.lines)


class TerminalRun:
    """sark-bench with a terminal as its stderr; stdout is a pipe."""

    def __init__(self, *arguments, columns=100, rows=30, **environment):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.slave, self.before = slave, termios.tcgetattr(slave)
        self.screen, self.raw = Screen(columns, rows), ""
        inherited = {key: value for key, value in clean_environment().items() if key != "NO_COLOR"}
        self.process = subprocess.Popen([SARK_BENCH, *map(str, arguments)], stderr=slave,
                                        stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
                                        env={**inherited, "TERM": "xterm", **environment})
        self.reader = threading.Thread(target=self._read, args=(master,), daemon=True)
        self.reader.start()

    def _read(self, master):
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:  # the last writer is gone
                return
            if not data:
                return
            text = data.decode(errors="replace")
            self.raw += text
            self.screen.write(text)

    def finish(self, timeout=60):
        self.out, _ = self.process.communicate(timeout=timeout)
        self.after = termios.tcgetattr(self.slave)
        os.close(self.slave)
        self.reader.join(10)
        return self.process.returncode
