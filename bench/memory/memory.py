"""What samples of a program's memory say: how much, and whether it grows."""

import dataclasses

LIMIT_MB = 64.0
GROWTH_MB = 1.0  # more than what touching the last pages of what was allocated at the start brings


@dataclasses.dataclass(frozen=True)
class Use:
    samples: list   # (second, MB) in order, one a second
    peak_mb: float  # of the whole process, reports included
    length_s: float

    def at(self, second):
        """The first sample from there on, or the last of all."""
        return next((mb for when, mb in self.samples if when >= second), self.samples[-1][1])

    @property
    def growth_mb(self):
        """From a tenth of the run, when everything has been used once, to its end."""
        return self.samples[-1][1] - self.at(self.length_s / 10)

    def within_bounds(self):
        return self.peak_mb <= LIMIT_MB and self.growth_mb <= GROWTH_MB

    def text(self):
        rows = [(f"at {self.length_s * share:g} s", self.at(self.length_s * share)) for share in (0.02, 0.1, 0.5)]
        rows += [("at the end", self.samples[-1][1]), ("most, reports included", self.peak_mb)]
        lines = [f"{name:24}{mb:8.1f} MB\n" for name, mb in rows]
        lines.append(f"{'growth since a tenth':24}{self.growth_mb:+8.1f} MB   at most {GROWTH_MB:g}: "
                     f"{'yes' if self.growth_mb <= GROWTH_MB else 'no'}\n")
        lines.append(f"{'most':24}{self.peak_mb:8.1f} MB   at most {LIMIT_MB:g}: "
                     f"{'yes' if self.peak_mb <= LIMIT_MB else 'no'}\n")
        return "".join(lines)
