"""An HTTP/1.1 target whose behaviour a test scripts, on threads of this process."""

import contextlib
import socket
import threading
import time


class ScriptedTarget:
    """Answers every request with `body`; the request numbered `stall_at` first waits `stall` seconds
    while every other connection waits too, as a target with one lock would. With `room` for that many
    connections, the others are accepted and starve until one of those ends."""

    def __init__(self, body=b'{"ok":true}', stall_at=None, stall=0.0, room=None):
        self.body, self.stall_at, self.stall = body, stall_at, stall
        self.room = contextlib.nullcontext() if room is None else threading.Semaphore(room)
        self.requests = 0
        self.paths = []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.closing = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while not self.closing:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        pending = b""
        with self.room, connection:
            while True:
                while b"\r\n\r\n" not in pending:
                    try:
                        more = connection.recv(65536)
                    except OSError:
                        return
                    if not more:
                        return
                    pending += more
                head, pending = pending.split(b"\r\n\r\n", 1)
                path = head.split(b" ", 2)[1].decode()
                if path == "/metrics":
                    path = None  # evidence, asked for outside the load
                with self.lock:
                    self.requests += path is not None
                    self.paths.append(path)
                    if self.requests == self.stall_at:
                        time.sleep(self.stall)
                self.serve(path)
                status, body = self.answer(path)
                head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                try:
                    connection.sendall(head + body)
                except OSError:
                    return

    def answer(self, path):
        """Status and body of an answer; `path` is None for /metrics. Tests of a failing target say which."""
        return "200 OK", self.body

    def serve(self, path):
        """What a request takes; `path` is None for /metrics. Tests of a slow target say what."""

    def close(self):
        """Nobody can connect any more; who has is served still. Again it does nothing."""
        if self.closing:
            return
        self.closing = True
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes accept(); close() alone would not
        self.listener.close()
