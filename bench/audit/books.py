"""What the clients of the crash test were told, held against what is in the table."""

import struct


class Said:
    """What one thread of one client submitted (1..submitted), and which of them were acknowledged."""

    def __init__(self):
        self.submitted = 0
        self.acknowledged = set()


class Books:
    def __init__(self):
        self.threads = {}
        self.kills = self.ended_alone = self.kills_in_outages = 0
        self.outages = self.torn = self.full_disks = 0
        self.refused = 0
        self.messages = ""
        self.rows = self.missing = self.twice = self.invented = self.out_of_order = self.unacknowledged = 0
        self.left_over = 0

    def enter(self, iteration, said, messages, killed):
        self.kills += 1 if killed else 0
        self.ended_alone += 0 if killed else 1
        self.messages += messages
        for kind, thread, _, number in struct.iter_unpack("<cBHI", said[:len(said) // 8 * 8]):
            of = self.threads.setdefault((iteration, thread), Said())
            if kind == b"S":
                of.submitted = number
            elif kind == b"A":
                of.acknowledged.add(number)
            else:
                self.refused += 1

    @property
    def submitted(self):
        return sum(of.submitted for of in self.threads.values())

    @property
    def acknowledged(self):
        return sum(len(of.acknowledged) for of in self.threads.values())

    def reconcile(self, ids):
        """`ids`: the event ids in the table in the order in which they arrived."""
        landed = {}
        last = {}
        for text in ids:
            iteration, thread, number = int(text[:8], 16), int(text[9:13], 16), int(text[24:], 16)
            seen = landed.setdefault((iteration, thread), set())
            self.rows += 1
            if number in seen:
                self.twice += 1
            seen.add(number)
            if (iteration, number) <= last.get(thread, (0, 0)):
                self.out_of_order += 1
            last[thread] = (iteration, number)
        for key, numbers in landed.items():
            of = self.threads.get(key, Said())
            self.invented += sum(1 for number in numbers if number > of.submitted)
            self.unacknowledged += len(numbers - of.acknowledged)
        self.missing = sum(len(of.acknowledged - landed.get(key, set())) for key, of in self.threads.items())

    def clean(self):
        return self.missing == self.twice == self.invented == self.out_of_order == self.left_over == \
            self.ended_alone == 0 and "damage:" not in self.messages and self.acknowledged > 0

    def table(self, seconds):
        torn_found = sum(int(line[6:]) > 0 for line in self.messages.splitlines() if line.startswith("torn: "))
        rows = [
            ("kills with SIGKILL at a random point", self.kills),
            ("of them while the database was down", self.kills_in_outages),
            ("outages of the database", self.outages),
            ("last records torn on purpose", self.torn),
            ("starts that found a torn end and cut it", torn_found),
            ("clients on a disk that was full", self.full_disks),
            ("events submitted", self.submitted),
            ("events refused", self.refused),
            ("events acknowledged", self.acknowledged),
            ("rows in the table", self.rows),
            ("landed without an acknowledgement (allowed)", self.unacknowledged),
            ("**acknowledged but missing**", self.missing),
            ("**landed twice**", self.twice),
            ("**landed but never submitted**", self.invented),
            ("**out of order within a principal**", self.out_of_order),
            ("damage reported by recovery", self.messages.count("damage:")),
            ("clients that ended by themselves", self.ended_alone),
            ("segments left in the spool", self.left_over),
            ("seconds", round(seconds)),
        ]
        return "\n".join(["| what | count |", "|---|---:|"] + [f"| {what} | {count:,} |" for what, count in rows])
