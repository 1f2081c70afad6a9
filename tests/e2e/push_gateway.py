"""A Pushgateway that a test reads: keeps what was put, and reads Prometheus' text format strictly."""

import http.server
import re
import threading

SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')


def labels_of(text):
    labels, at = {}, 0
    while at < len(text):
        match = LABEL.match(text, at)
        if match is None:
            raise ValueError(f"not labels: {text!r} from {at}")
        if match[1] in labels:
            raise ValueError(f"label {match[1]} twice: {text!r}")
        labels[match[1]] = match[2].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
        at = match.end()
    return labels


def parse(text):
    """{(name, frozenset of labels): value}; raises when anything is not as the format wants it."""
    if not text.endswith("\n"):
        raise ValueError("the last line has no end")
    samples, types, helped, family = {}, {}, set(), None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ", 3)[2]
            if name in helped:
                raise ValueError(f"family {name} twice")
            helped.add(name)
        elif line.startswith("# TYPE "):
            _, _, family, kind = line.split(" ")
            if kind not in ("counter", "gauge", "histogram"):
                raise ValueError(line)
            types[family] = kind
        else:
            match = SAMPLE.match(line)
            if match is None:
                raise ValueError(f"not a sample: {line!r}")
            name, labels, value = match[1], labels_of(match[2] or ""), float(match[3])
            suffixes = ("_bucket", "_sum", "_count") if types[family] == "histogram" else ("",)
            if name not in [family + suffix for suffix in suffixes]:
                raise ValueError(f"{name} is not of the family {family}")
            key = (name, frozenset(labels.items()))
            if key in samples:
                raise ValueError(f"twice: {line!r}")
            samples[key] = value
    for (name, labels), value in samples.items():
        if name.endswith("_bucket") and ("le", "+Inf") in labels:
            rest = frozenset(pair for pair in labels if pair[0] != "le")
            bounds = sorted((float(dict(other)["le"]), count) for (bucket, other), count in samples.items()
                            if bucket == name and other - {pair for pair in other if pair[0] == "le"} == rest)
            if [count for _, count in bounds] != sorted(count for _, count in bounds):
                raise ValueError(f"buckets of {name} are not cumulative: {bounds}")
            if samples[(name.removesuffix("_bucket") + "_count", rest)] != value:
                raise ValueError(f"{name}: +Inf is not the count")
    return samples


class PushGateway:
    """Listens on loopback; `pushes` is a list of (path, text)."""

    def __init__(self, status=200):
        self.pushes = pushes = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_PUT(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                pushes.append((self.path, body.decode()))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
