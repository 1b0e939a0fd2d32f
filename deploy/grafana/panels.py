# SPDX-License-Identifier: Apache-2.0
"""Panels, variables and dashboards in Grafana's format."""

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
TITLES = {"ecs-overview": "ECS overview", "ecs-task": "ECS task", "ecs-right-sizing": "ECS right-sizing",
          "ecs-services": "ECS services"}
GREEN, ORANGE, RED, BLUE = "green", "orange", "red", "blue"
NO_STEPS = [(None, GREEN)]
RATIO_STEPS = [(None, GREEN), (0.8, ORANGE), (0.9, RED)]
BAD_IF_ANY = [(None, GREEN), (1, RED)]


def mappings(**states):
    """Value mappings for 0, 1, 2 and so on: a text and a colour each."""
    return [{"type": "value", "options": {str(value): {"text": text.replace("_", " "), "color": color, "index": value}
                                          for value, (text, color) in enumerate(states.items())}}]


YES_NO = mappings(no=RED, yes=GREEN)
HEALTH = mappings(unhealthy=RED, no_result=BLUE, healthy=GREEN)
STATUS = mappings(stopped=ORANGE, starting_or_stopping=BLUE, running=GREEN)


def panel(kind, title, description, unit, targets, width, height, steps=None, minimum=0, maximum=None, nothing=None, options=None, mapped=None,
          links=None, **custom):
    defaults = {
        "unit": unit,
        "mappings": mapped,
        "links": links,
        "noValue": nothing,
        "min": minimum,
        "max": maximum,
        "color": {"mode": "palette-classic" if kind == "timeseries" else "thresholds"},
        "thresholds": {"mode": "absolute", "steps": [{"value": value, "color": color} for value, color in steps or NO_STEPS]},
        "custom": custom,
    }
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": SOURCE,
        "gridPos": {"w": width, "h": height},
        "fieldConfig": {"defaults": {k: v for k, v in defaults.items() if v is not None}, "overrides": []},
        "options": options or {},
        "targets": [
            {"refId": chr(ord("A") + number), "datasource": SOURCE, "expr": expr, "legendFormat": legend, **extra}
            for number, (expr, legend, extra) in enumerate((*target, {})[:3] for target in targets)
        ],
    }


def row(title):
    """A heading over the panels that follow."""
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": {"w": 24, "h": 1}}


def timeline(title, description, expr, legend, mapped, width=12, height=6, nothing=None):
    """States over time, one line for each series."""
    options = {"mergeValues": True, "showValue": "auto", "rowHeight": 0.8, "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
               "tooltip": {"mode": "single"}}
    return panel("state-timeline", title, description, "none", [(expr, legend)], width, height, minimum=None, nothing=nothing, options=options,
                 mapped=mapped, fillOpacity=70, lineWidth=0)


def stat(title, description, expr, unit="none", steps=None, nothing=None, width=4, legend="", text="value", mapped=None):
    reduce = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value", "graphMode": "none", "textMode": text}
    return panel("stat", title, description, unit, [(expr, legend, {"instant": True})], width, 4, steps, None, nothing=nothing, options=reduce,
                 mapped=mapped)


def graph(title, description, unit, *targets, axis="", width=12, height=8, steps=None, minimum=0, maximum=None, nothing=None, stack=False, links=None):
    options = {
        "tooltip": {"mode": "multi", "sort": "desc"},
        "legend": {"displayMode": "list", "placement": "bottom", "calcs": ["max"]},
    }
    custom = {"axisLabel": axis, "fillOpacity": 20 if stack else 0, "stacking": {"mode": "normal" if stack else "none"}, "spanNulls": 60000}
    if steps:
        custom["thresholdsStyle"] = {"mode": "dashed"}
        # The axis extends a little beyond the highest threshold, so that the line of the threshold is always visible.
        custom["axisSoftMax"] = round(steps[-1][0] * 1.15, 2)
    return panel("timeseries", title, description, unit, targets, width, height, steps, minimum, maximum, nothing, options, links=links, **custom)


def table(title, description, targets, names, units, hide=(), links=(), nothing=None, width=24, height=9, states=None, sort=None):
    """Instant queries joined into one row for each key; names gives the columns their order and headings."""
    made = panel(
        "table", title, description, "none", [(expr, "", {"instant": True, "format": "table"}) for expr in targets], width, height,
        minimum=None, nothing=nothing, options={"showHeader": True, **({"sortBy": [{"displayName": sort, "desc": False}]} if sort else {})})
    made["transformations"] = [
        {"id": "merge", "options": {}},
        {
            "id": "organize",
            "options": {
                "excludeByName": {name: True for name in ("Time", *hide)},
                "indexByName": {name: place for place, name in enumerate(names)},
                "renameByName": names,
            },
        },
    ]
    for heading, unit in units.items():
        properties = [{"id": "unit", "value": unit}]
        if unit == "percentunit":
            steps = [{"value": value, "color": color} for value, color in RATIO_STEPS]
            properties += [
                {"id": "thresholds", "value": {"mode": "absolute", "steps": steps}},
                {"id": "custom.cellOptions", "value": {"type": "color-text"}},
            ]
        made["fieldConfig"]["overrides"].append({"matcher": {"id": "byName", "options": heading}, "properties": properties})
    for heading, mapped in (states or {}).items():
        made["fieldConfig"]["overrides"].append({"matcher": {"id": "byName", "options": heading}, "properties": [
            {"id": "mappings", "value": mapped}, {"id": "custom.cellOptions", "value": {"type": "color-text"}}]})
    for heading, text, url in links:
        made["fieldConfig"]["overrides"].append(
            {"matcher": {"id": "byName", "options": heading}, "properties": [{"id": "links", "value": [{"title": text, "url": url}]}]})
    return made


def price(name, label, value):
    return {"name": name, "label": label, "type": "textbox", "query": value, "current": {"text": value, "value": value}}


def variable(name, query, multi=True):
    return {
        "name": name,
        "label": name.capitalize(),
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": query, "refId": name},
        "definition": query,
        "refresh": 2,
        "sort": 1,
        "multi": multi,
        "includeAll": multi,
        "allValue": ".*" if multi else None,
        "current": {"text": ["All"], "value": ["$__all"]} if multi else {},
    }


def annotation(name, color, expr, title):
    return {
        "name": name, "datasource": SOURCE, "enable": True, "iconColor": color,
        "expr": expr, "step": "60s", "titleFormat": title, "textFormat": "", "tagKeys": "",
    }


def placed(panels):
    """Numbers the panels and lays them out in rows of 24 columns, in their order."""
    x = y = row_height = 0
    for number, each in enumerate(panels, 1):
        position = each["gridPos"]
        if x + position["w"] > 24 or each["type"] == "row":
            x, y, row_height = 0, y + row_height, 0
        each["id"] = number
        position["x"], position["y"] = x, y
        x, row_height = x + position["w"], max(row_height, position["h"])
    return panels


def dashboard(uid, title, description, others, variables, annotations, panels, period="now-1h", refresh="30s"):
    data_source = {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus", "current": {}}
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["ecs", "ecs_exporter"],
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "refresh": refresh,
        "time": {"from": period, "to": "now"},
        "links": [
            {"type": "link", "title": TITLES[other], "url": f"/d/{other}", "icon": "dashboard", "includeVars": True, "keepTime": kept}
            for other, kept in others
        ],
        "templating": {"list": [data_source, *variables]},
        "annotations": {"list": annotations},
        "panels": placed(panels),
    }
