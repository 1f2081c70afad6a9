"""The table: one line per bound, as Markdown, with what doubts it below."""

from host import FOREIGN_CORES_MAX, STEAL_SHARE_MAX
from intervals import coverage, median_of, rank
from rows import Figure

HEAD = ("work", "ours", "peer", "ratio [interval]", "bound", "met")
FIXED_REFERENCE = ("* measured once on another day, not in this run: HdrHistogram_c 0.11.10 has no package in Debian 12"
                   " (docs/peers.md).")


def number(value, unit):
    """Three significant digits, thousands apart: "128,365 /s", "7.31 us"."""
    if abs(value) >= 100:
        text = f"{value:,.0f}"
    elif abs(value) >= 10:
        text = f"{value:.1f}"
    elif abs(value) >= 1:
        text = f"{value:.2f}"
    else:
        text = f"{value:.3f}"
    return f"{text} {unit}"


def interval_text(median, line):
    if median is None:
        return "-"
    unit = {Figure.ratio: "", Figure.difference: f" {line.unit}", Figure.value: f" {line.unit}"}[line.figure]
    digits = 3 if line.figure is Figure.difference else 2
    sign = "+" if line.figure is Figure.difference else ""
    return (f"{median.value:{sign}.{digits}f}{unit} [{median.low:{sign}.{digits}f}..{median.high:{sign}.{digits}f}]")


def verdict(median, bound):
    """Decided by the median; the interval says how sure that is."""
    if bound is None:
        return "-"
    if median is None:
        return "not measured"
    met = "yes" if bound.is_met_by(median.value) else "no"
    sure = bound.is_met_by(median.low) == bound.is_met_by(median.high) and median.count > 1
    return met if sure else f"{met}, interval spans the bound" if median.count > 1 else f"{met}, one round"


def middle(measured, side, figure, unit):
    found = median_of(measured.side(side, figure)) if side else None
    return number(found.value, unit) if found else "-"


def peer_text(measured, line):
    if line.reference or not line.other:
        return line.reference or "-"
    text = middle(measured, line.other, line.of, line.unit)
    return text if text == "-" else f"{measured.row.sides[line.other].label} {text}"


def cells(measured):
    """One list of cells per line of the row."""
    for line in measured.row.lines:
        mark = " †" if measured.loud([line.ours, line.other]) else ""
        median = measured.median(line)
        yield [line.work + mark, middle(measured, line.ours, line.of, line.unit), peer_text(measured, line),
               interval_text(median, line), str(line.bound or "-"), verdict(median, line.bound)]


def markdown(head, lines):
    widths = [max(len(line[column]) for line in [head, *lines]) for column in range(len(head))]
    def row(line):
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |"
    return "\n".join([row(list(head)), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(row, lines)])


def beside_text(measured):
    """What was measured besides, compared by no line: "http-max: ab -k 142,000 /s"."""
    row = measured.row
    for name in row.sides:
        if name in row.beside:
            rate = middle(measured, name, "rate", "/s")
            cost = [f"{sum(x[name].cpu_s for x in measured.readings if name in x) * 1e6 / total:,.1f} us CPU each"
                    for total in [sum(measured.side(name, "operations"))] if total]
            yield f"{row.name}: {row.sides[name].label} {', '.join([rate, *cost])}"


def disturbance_text(all_measured):
    compared = [(measured, [side for side in measured.row.sides if side not in measured.row.beside])
                for measured in all_measured]
    found = [by_side[side] for measured, sides in compared for by_side in measured.disturbances for side in sides]
    if not found:
        return []
    loud = sum(len(measured.loud(sides)) for measured, sides in compared)
    repeated = sum(measured.repeated for measured in all_measured)
    limits = f"{FOREIGN_CORES_MAX:.2f} cores of other programs or {STEAL_SHARE_MAX:.0%} steal"
    lines = [f"Beside the measurements: other programs' CPU {max(d.foreign_cores for d in found):.2f} cores at most, "
             f"steal {max(d.steal_share for d in found):.1%} at most, load average "
             f"{min(d.load_1m for d in found):.1f} to {max(d.load_1m for d in found):.1f}. {repeated} rounds were "
             f"measured again because of more than {limits}, whatever they had measured."]
    if loud:
        lines.append(f"† {loud} of {len(found)} measurements shared the machine all the same (more than {limits}): "
                     "doubt these rows, or repeat them on a quiet machine.")
    return lines


def method_text(all_measured):
    counts = sorted({len(measured.readings) for measured in all_measured if measured.readings})
    if not counts:
        return []
    covers = ", ".join(f"{coverage(count, rank(count)):.1%} with {count} round{'s' if count > 1 else ''}"
                       for count in counts)
    return [f"Ours and peer: medians. Ratio: median of the rounds' ratios (one run of each side per round, in turns "
            f"ABBA), [order statistics of them; they hold the median with a probability of {covers}]."]


def text(all_measured, facts):
    """The whole report. `facts` are lines about the machine and the programs."""
    lines = [cell for measured in all_measured for cell in cells(measured)]
    parts = [markdown(HEAD, lines), ""]
    parts += [f"- {fact}" for fact in facts + method_text(all_measured) + disturbance_text(all_measured)]
    if any(line.reference for measured in all_measured for line in measured.row.lines):
        parts.append(f"- {FIXED_REFERENCE}")
    parts += [f"- Beside, not compared: {text}" for measured in all_measured for text in beside_text(measured)]
    parts += [f"- NOT MEASURED: {measured.row.name}: {measured.trouble}" for measured in all_measured
              if measured.trouble]
    return "\n".join(parts) + "\n"


def all_met(all_measured):
    """Every bound met by its median; absent when something could not be measured."""
    verdicts = [verdict(measured.median(line), line.bound) for measured in all_measured for line in measured.row.lines
                if line.bound]
    if any(measured.trouble for measured in all_measured) or "not measured" in verdicts:
        return None
    return all(word.startswith("yes") for word in verdicts)
