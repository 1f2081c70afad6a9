"""Makes the modules of bench/peers importable, and finds what the programs printed when it was captured."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = pathlib.Path(__file__).resolve().parent / "samples"
RUN = ROOT / "bench/peers/run"
sys.path.insert(0, str(ROOT / "bench/peers"))


def sample(name):
    return (SAMPLES / name).read_text()
