#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pictures.py PROMETHEUS FOLDER [SECONDS]: draws each dashboard from the last SECONDS of a Prometheus, roughly as Grafana does, into FOLDER/NAME.png.

The pictures in docs/images come from the story (dotnet run --project deploy/story) after 20 minutes. The picture of services comes from a Prometheus with
deploy/rules/cluster-alerts.yml that has scraped ecs_exporter demo --scenario=cluster as long. The script needs Chromium. It sets variables to all
values; the dashboard of one task shows the task whose family is FAMILY below.
"""
import html
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

FOLDER = pathlib.Path(__file__).parent
WIDTH, COLUMN, ROW = 1600, 1600 / 24, 38
FAMILY = "storefront"
COLORS = {"green": "#37872d", "orange": "#e0752d", "red": "#c4162a", "blue": "#1f60c4"}
PALETTE = ["#37872d", "#e0b400", "#3274d9", "#fa6400", "#c4162a", "#1f60c4", "#8f3bb8", "#705da0", "#56a64b", "#b877d9", "#447ebc", "#c15c17"]
STYLE = """
* { box-sizing: border-box } body { margin: 0; background: #f4f5f5; font: 12px/1.35 'DejaVu Sans', sans-serif; color: #24292e; position: relative }
.panel { position: absolute; background: #fff; border: 1px solid #d8dade; border-radius: 3px; padding: 6px 8px; overflow: hidden }
h2 { font-size: 13px; margin: 0 0 4px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
h1 { position: absolute; left: 8px; font-size: 15px; margin: 6px 0 }
.value { font-size: 30px; text-align: center; padding-top: 14px } .none { color: #6e7780; text-align: center; padding-top: 30px }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: 3px 8px; border-bottom: 1px solid #e8e9ec; white-space: nowrap }
.legend span { margin-right: 12px; white-space: nowrap } i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 4px }
text { font-size: 11px; fill: #555b61 }
"""


class Data:
    """What a Prometheus knows."""

    def __init__(self, address, seconds, variables):
        self.address, self.end, self.seconds, self.variables = address, time.time(), seconds, variables

    def query(self, expr, over_time=False):
        values = {**self.variables, "__range": f"{self.seconds}s", "__interval": "15s", "__rate_interval": "1m"}
        expr = re.sub(r"\$([a-z_]\w*)", lambda match: values.get(match.group(1), ".*"), expr)
        parameters = {"query": expr, "start": self.end - self.seconds, "end": self.end, "step": 15} if over_time else {"query": expr, "time": self.end}
        url = f"{self.address}/api/v1/query{'_range' if over_time else ''}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url) as answer:
            return json.load(answer)["data"]["result"]


def number(value, unit):
    if unit == "percentunit":
        return f"{value * 100:.3g} %"
    if unit in ("bytes", "Bps"):
        base, names = (1024, ["B", "KiB", "MiB", "GiB"]) if unit == "bytes" else (1000, ["B/s", "kB/s", "MB/s", "GB/s"])
        power = min(int(math.log(abs(value), base)) if abs(value) >= 1 else 0, 3)
        return f"{value / base ** power:.3g} {names[power]}"
    if unit == "s":
        for size, name in ((86400, "days"), (3600, "hours"), (60, "min"), (1, "s")):
            if abs(value) >= size:
                return f"{value / size:.3g} {name}"
        return f"{value * 1000:.3g} ms"
    if unit == "currencyUSD":
        return f"{'-' if value < 0 else ''}${abs(value):,.2f}"
    return f"{value:.4g}"


def legend(pattern, labels):
    return re.sub(r"\{\{(\w+)\}\}", lambda match: labels.get(match.group(1), ""), pattern)


def color_at(steps, value):
    return [COLORS[step["color"]] for step in steps if step["value"] is None or value >= step["value"]][-1]


def mapped(mappings, value):
    state = (mappings or [{"options": {}}])[0]["options"].get(f"{value:g}")
    return (state["text"], COLORS[state["color"]]) if state else (None, None)


def nothing(panel):
    return f'<div class="none">{html.escape(panel["fieldConfig"]["defaults"].get("noValue", "No data"))}</div>'


def stat(panel, data, *_):
    defaults, target = panel["fieldConfig"]["defaults"], panel["targets"][0]
    found = data.query(target["expr"])
    if not found:
        return nothing(panel)
    value = float(found[0]["value"][1])
    text, color = mapped(defaults.get("mappings"), value)
    if text is None:
        text, color = number(value, defaults["unit"]), color_at(defaults["thresholds"]["steps"], value)
    if panel["options"]["textMode"] == "name":
        text = legend(target["legendFormat"], found[0]["metric"])
    return f'<div class="value" style="color:{color}">{html.escape(text)}</div>'


def table(panel, data, _, height):
    """Joins the answers as the transformation "merge" does: rows with the same labels become one."""
    organize, rows = panel["transformations"][1]["options"], {}
    for target in panel["targets"]:
        for series in data.query(target["expr"]):
            labels = {name: text for name, text in series["metric"].items() if name != "__name__"}
            name = f"Value #{target['refId']}" if len(panel["targets"]) > 1 else "Value"
            for other in rows.values():
                if all(other.get(label, text) == text for label, text in labels.items() if label in other):
                    other.update(labels)
            row = next((other for other in rows.values() if all(other.get(label) == text for label, text in labels.items())), None)
            if row is None:
                row = rows.setdefault(tuple(sorted(labels.items())), dict(labels))
            row[name] = float(series["value"][1])
    if not rows:
        return nothing(panel)
    columns = [name for name in organize["indexByName"] if any(name in row for row in rows.values())]
    overrides = {one["matcher"]["options"]: {each["id"]: each["value"] for each in one["properties"]} for one in panel["fieldConfig"]["overrides"]}
    lines = ["".join(f"<th>{html.escape(organize['renameByName'][name])}</th>" for name in columns)]
    first = [name for sort in panel["options"].get("sortBy", []) for name in columns if organize["renameByName"][name] == sort["displayName"]]
    for row in sorted(rows.values(), key=lambda row: [str(row.get(name, "")) for name in (*first, *columns)]):
        cells = []
        for name in columns:
            value, settings = row.get(name, ""), overrides.get(organize["renameByName"][name], {})
            text, color = mapped(settings.get("mappings"), value) if isinstance(value, float) else (None, None)
            if text is None and isinstance(value, float):
                text = number(value, settings.get("unit", "none"))
                color = color_at(settings["thresholds"]["steps"], value) if "thresholds" in settings else None
            shown = str(value)[:60] if text is None else text
            cells.append(f'<td style="color:{color or "inherit"}">{html.escape(shown)}</td>')
        lines.append("".join(cells))
    room = int((height - 34) / 23)
    if len(lines) > room:
        # Grafana scrolls.
        lines[room - 1:] = [f'<td colspan="{len(columns)}" style="color:#6e7780">… {len(lines) - room + 1} more rows</td>']
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def series_of(panel, data):
    for target in panel["targets"]:
        for series in data.query(target["expr"], over_time=True):
            yield legend(target["legendFormat"], series["metric"]), [(float(at), float(value)) for at, value in series["values"]]


def graph(panel, data, width, height):
    defaults = panel["fieldConfig"]["defaults"]
    stacked = defaults["custom"]["stacking"]["mode"] == "normal"
    lines = sorted(series_of(panel, data))
    if not lines:
        return nothing(panel)
    if stacked:
        below, raised = {}, []
        for name, points in lines:
            below = {**below, **{at: below.get(at, 0) + value for at, value in points}}
            raised.append((name, [(at, below[at]) for at, _ in points]))
        lines = raised
    values = [value for _, points in lines for _, value in points]
    highest = defaults.get("max", max([*values, defaults["custom"].get("axisSoftMax", 0)])) or 1
    lowest = min([*values, 0]) if "min" not in defaults else 0
    left, bottom, plot = 66, height - 92, width - 66 - 20

    def place(at, value):
        x = left + (at - data.end + data.seconds) / data.seconds * plot
        return f"{x:.1f},{bottom - (value - lowest) / (highest - lowest) * (bottom - 8):.1f}"

    drawn = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        value = lowest + share * (highest - lowest)
        y = place(data.end, value).split(",")[1]
        drawn.append(f'<line x1="{left}" x2="{left + plot}" y1="{y}" y2="{y}" stroke="#e8e9ec"/>')
        drawn.append(f'<text x="{left - 6}" y="{float(y) + 4}" text-anchor="end">{number(value, defaults["unit"])}</text>')
    if "thresholdsStyle" in defaults["custom"]:
        for step in defaults["thresholds"]["steps"][1:]:
            start, end = place(data.end - data.seconds, step["value"]), place(data.end, step["value"])
            drawn.append(f'<polyline points="{start} {end}" stroke="{COLORS[step["color"]]}" stroke-dasharray="6 4" fill="none"/>')
    for index, (_, points) in reversed(list(enumerate(lines))):
        color = PALETTE[index % len(PALETTE)]
        if stacked:
            edge = f"{place(points[-1][0], lowest)} {place(points[0][0], lowest)}"
            drawn.append(f'<polygon points="{" ".join(place(*point) for point in points)} {edge}" fill="{color}" fill-opacity=".15"/>')
        drawn.append(f'<polyline points="{" ".join(place(*point) for point in points)}" stroke="{color}" stroke-width="1.6" fill="none"/>')
    names = "".join(f'<span><i style="background:{PALETTE[index % len(PALETTE)]}"></i>{html.escape(name)}</span>' for index, (name, _) in enumerate(lines))
    return f'<svg width="{width - 18}" height="{bottom + 6}">{"".join(drawn)}</svg><div class="legend">{names}</div>'


def timeline(panel, data, width, height):
    mappings, lines = panel["fieldConfig"]["defaults"]["mappings"], sorted(series_of(panel, data))
    if not lines:
        return nothing(panel)
    left, each = 170, min((height - 60) / len(lines), 36)
    drawn = []
    for index, (name, points) in enumerate(lines):
        y = index * each
        drawn.append(f'<text x="{left - 6}" y="{y + each / 2 + 4}" text-anchor="end">{html.escape(name[:24])}</text>')
        for at, value in points:
            x = left + (at - data.end + data.seconds) / data.seconds * (width - left - 24)
            drawn.append(f'<rect x="{x:.1f}" y="{y + 3}" width="{15 / data.seconds * (width - left - 24) + 1.2:.1f}" height="{each - 6}" '
                         f'fill="{mapped(mappings, value)[1]}"/>')
    states = "".join(f'<span><i style="background:{COLORS[state["color"]]}"></i>{state["text"]}</span>' for state in mappings[0]["options"].values())
    return f'<svg width="{width - 18}" height="{height - 60}">{"".join(drawn)}</svg><div class="legend">{states}</div>'


KINDS = {"stat": stat, "table": table, "timeseries": graph, "state-timeline": timeline}


def page(dashboard, data):
    parts, bottom = [], 0
    for panel in dashboard["panels"]:
        position = panel["gridPos"]
        x, y = position["x"] * COLUMN, position["y"] * ROW
        width, height = position["w"] * COLUMN - 8, position["h"] * ROW - 8
        bottom = max(bottom, y + height)
        if panel["type"] == "row":
            parts.append(f'<h1 style="top:{y}px">{html.escape(panel["title"])}</h1>')
        else:
            body = KINDS[panel["type"]](panel, data, width, height)
            place = f"left:{x + 4}px;top:{y}px;width:{width}px;height:{height}px"
            parts.append(f'<div class="panel" style="{place}"><h2>{html.escape(panel["title"])}</h2>{body}</div>')
    return f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style><body>{"".join(parts)}', int(bottom + 12)


def main(address, folder, seconds="1200"):
    task = Data(address, 60, {}).query(f'ecs_task_info{{family="{FAMILY}"}}')
    for path in sorted(FOLDER.glob("*.json")):
        dashboard = json.loads(path.read_text(encoding="utf-8"))
        variables = {variable["name"]: variable["query"] for variable in dashboard["templating"]["list"] if variable["type"] == "textbox"}
        if task and dashboard["uid"] == "ecs-task":
            variables["task"] = task[0]["metric"]["task_id"]
        text, height = page(dashboard, Data(address, int(seconds), variables))
        with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            subprocess.run(
                ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH},{height}",
                 f"--screenshot={pathlib.Path(folder, path.stem)}.png", f"file://{file.name}"], check=True, capture_output=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
