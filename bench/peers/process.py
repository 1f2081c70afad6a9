"""Child processes: started so that they cannot outlive us, ended by pid, and their CPU time known exactly."""

import contextlib
import ctypes
import dataclasses
import os
import pathlib
import select
import signal
import subprocess
import tempfile

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


class CannotMeasure(Exception):
    """Something that a row needs is missing, did not start, or gave an answer that nobody can read."""


def die_with_parent(how=signal.SIGKILL):
    """For preexec_fn: runs after the change of user, which would clear it."""
    def prepare():
        LIBC.prctl(PR_SET_PDEATHSIG, int(how))
    return prepare


@dataclasses.dataclass(frozen=True)
class Finished:
    """A program that ran to its end: what it said, and what it cost (it and the children it waited for)."""
    code: int
    out: str
    err: str
    cpu_s: float
    rss_mb: float


def wait_for(process, timeout):
    """Waits without waking up meanwhile; absent when the time passed. Else (exit code, rusage)."""
    descriptor = os.pidfd_open(process.pid)
    try:
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        if not poller.poll(timeout * 1000):
            return None
    finally:
        os.close(descriptor)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def run(command, timeout, cwd=None, env=None):
    """Runs `command` (a list) alone in the foreground. Output goes to files, so that reading it costs nothing
    while it runs. CannotMeasure when it does not start or does not end in `timeout` seconds."""
    command = [str(word) for word in command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=cwd,
                                       env=env, preexec_fn=die_with_parent())
        except OSError as error:
            raise CannotMeasure(f"{command[0]}: {error.strerror}") from error
        try:
            ended = wait_for(process, timeout)
        except BaseException:
            stop(process, signal.SIGKILL)
            raise
        if ended is None:
            stop(process, signal.SIGKILL)
            raise CannotMeasure(f"{pathlib.Path(command[0]).name} did not end within {timeout:g} s")
        code, usage = ended
        out.seek(0)
        err.seek(0)
        return Finished(code, out.read().decode(errors="replace"), err.read().decode(errors="replace"),
                        usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def stop(process, how, timeout=10.0):
    """Ends one child of ours; by force when it does not listen."""
    if process.returncode is None and process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
