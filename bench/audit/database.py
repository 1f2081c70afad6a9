"""The private PostgreSQL of the crash test: the audit schema, outages, and what is in the table at the end."""

import os
import pathlib
import re
import shlex
import signal
import subprocess
import time


class Database:
    def __init__(self, dsn, migrations):
        self.dsn = dsn
        self.data = pathlib.Path(self.value("SHOW data_directory"))
        self.command = shlex.split((self.data / "postmaster.opts").read_text())
        self.stopped = False
        for step in sorted(migrations.glob("*.up.sql")):
            sql = step.read_text()
            if not sql.startswith(("-- requires:", "-- no-transaction")):
                self.run(sql)
        self.run((migrations / "indexes/lean.sql").read_text())
        # The order in which rows arrive, as the table itself saw it.
        self.run("ALTER TABLE sark_audit.audit_events ADD COLUMN arrival bigserial")

    def psql(self, *arguments, sql):
        return subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.dsn, *arguments],
                              input="SET client_min_messages = warning;" + sql, capture_output=True, text=True,
                              check=True).stdout

    def run(self, sql):
        self.psql(sql=sql)

    def value(self, sql):
        return self.psql("-At", sql=sql).strip()

    def rows(self):
        """(event id, arrival) of every row, in the order of arrival."""
        text = self.psql("-At", sql="COPY (SELECT event_id FROM sark_audit.audit_events ORDER BY arrival) TO STDOUT;")
        return text.split()

    def stop(self):
        """As a crash of the server: nobody is told, nothing is written out."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        while (self.data / "postmaster.pid").exists():
            time.sleep(0.01)
        self.stopped = True

    def start(self):
        if not self.stopped:
            return
        drop = []
        if os.getuid() == 0:
            owner = self.data.stat()
            drop = ["setpriv", "--reuid", str(owner.st_uid), "--regid", str(owner.st_gid), "--init-groups"]
        with open(os.devnull, "w") as nowhere:
            subprocess.Popen(drop + self.command, stdout=nowhere, stderr=nowhere, stdin=subprocess.DEVNULL,
                             cwd="/", start_new_session=True)
        deadline = time.monotonic() + 60
        host = re.search(r"host=(\S+)", self.dsn)[1]
        while subprocess.run(["pg_isready", "-q", "-h", host], check=False).returncode != 0:
            if time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL did not come up again")
            time.sleep(0.02)
        self.stopped = False
