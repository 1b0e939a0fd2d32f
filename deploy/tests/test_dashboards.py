# SPDX-License-Identifier: Apache-2.0
import copy
import re
import sys
import unittest

import jsonschema

from documents import ROOT, json_file, yaml_file

sys.path.insert(0, str(ROOT / "deploy" / "grafana"))
import pictures
from queries import CLUSTER_ALERTS

SCHEMA = json_file(ROOT / "deploy" / "tests" / "dashboard.schema.json")
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DASHBOARDS = {path.name: json_file(path) for path in sorted((ROOT / "deploy" / "grafana").glob("*.json"))}


# Metrics that only grow. The name of a recorded series ends otherwise.
COUNTER = re.compile(r"\b\w+_total\b")


def panels(dashboard):
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def first(dashboard):
    return panels(dashboard)[0]


class DashboardTests(unittest.TestCase):
    def test_each_follows_the_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        self.assertGreater(len(DASHBOARDS), 2)
        for name, dashboard in DASHBOARDS.items():
            with self.subTest(name):
                self.assertEqual([f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(dashboard)], [])

    def test_the_schema_finds_mistakes(self):
        mistakes = {
            "an unknown field": lambda d: d.update(rows=[]),
            "a fixed data source": lambda d: first(d)["datasource"].update(uid="PBFA97CFB590B2093"),
            "a field of another kind of panel": lambda d: first(d)["options"].update(legend={}),
            "a panel type that Grafana has dropped": lambda d: first(d).update(type="graph"),
            "an unknown unit": lambda d: first(d)["fieldConfig"]["defaults"].update(unit="byte"),
            "a first threshold with a value": lambda d: first(d)["fieldConfig"]["defaults"]["thresholds"]["steps"][0].update(value=1),
            "a threshold without a value": lambda d: first(d)["fieldConfig"]["defaults"]["thresholds"]["steps"].append({"value": None, "color": "red"}),
            "a panel without description": lambda d: first(d).pop("description"),
            "a variable without refresh": lambda d: d["templating"]["list"][1].pop("refresh"),
            "no expression": lambda d: first(d)["targets"][0].update(expr=""),
        }
        for name, make in mistakes.items():
            with self.subTest(name):
                dashboard = copy.deepcopy(DASHBOARDS["ecs-overview.json"])
                make(dashboard)
                self.assertFalse(VALIDATOR.is_valid(dashboard))


class AlertTests(unittest.TestCase):
    def test_each_alert_is_shown_on_the_dashboard_of_its_file(self):
        for file, is_cluster in (("alerts.yml", False), ("cluster-alerts.yml", True)):
            rules = yaml_file(ROOT / "deploy" / "rules" / file)[0]["groups"][0]["rules"]
            for rule in rules:
                with self.subTest(rule["alert"]):
                    self.assertEqual(re.fullmatch(CLUSTER_ALERTS, rule["alert"]) is not None, is_cluster)


class LinterTests(unittest.TestCase):
    """The rules of grafana/dashboard-linter that hold here; deploy/grafana/.lint says why two do not."""

    def test_the_data_source_is_a_variable(self):
        for name, dashboard in DASHBOARDS.items():
            source = dashboard["templating"]["list"][0]
            with self.subTest(name):
                self.assertEqual((source["name"], source["label"], source["query"]), ("datasource", "Data source", "prometheus"))

    def test_panels_have_a_title_a_description_and_a_unit(self):
        for name, dashboard in DASHBOARDS.items():
            for panel in panels(dashboard):
                with self.subTest(name=name, panel=panel["title"]):
                    self.assertTrue(panel["title"] and panel["description"] and panel["fieldConfig"]["defaults"]["unit"])

    def test_rates_take_the_interval_of_the_panel(self):
        for name, dashboard in DASHBOARDS.items():
            for panel, expr in expressions(dashboard):
                with self.subTest(name=name, panel=panel, expr=expr):
                    self.assertLessEqual(
                        set(re.findall(r"\b(?:rate|irate|increase)\([^\[]+\[([^\]]+)\]", expr)), {"$__rate_interval", "$__range"})

    def test_counters_are_shown_as_rates(self):
        for name, dashboard in DASHBOARDS.items():
            for panel, expr in expressions(dashboard):
                for counter in COUNTER.finditer(expr):
                    with self.subTest(name=name, panel=panel, expr=expr):
                        # The table of containers shows how often each has restarted since its start.
                        self.assertTrue(re.search(r"(rate|increase)\($", expr[:counter.start()]) or counter.group() == "ecs_container_restarts_total")

    def test_a_query_is_refreshed_when_the_time_changes(self):
        for name, dashboard in DASHBOARDS.items():
            for variable in dashboard["templating"]["list"]:
                with self.subTest(name=name, variable=variable["name"]):
                    self.assertEqual(variable.get("refresh", 2), 2)

    def test_every_variable_is_used(self):
        for name, dashboard in DASHBOARDS.items():
            used = " ".join(expr for _, expr in expressions(dashboard))
            for variable in dashboard["templating"]["list"][1:]:
                with self.subTest(name=name, variable=variable["name"]):
                    self.assertRegex(used, rf"\${variable['name']}\b")

    def test_dashboards_are_changed_in_the_script_alone(self):
        for name, dashboard in DASHBOARDS.items():
            with self.subTest(name):
                self.assertIs(dashboard["editable"], False)

    def test_thresholds_are_on_the_screen(self):
        for name, dashboard in DASHBOARDS.items():
            for panel in panels(dashboard):
                defaults = panel["fieldConfig"]["defaults"]
                if "thresholdsStyle" in defaults["custom"]:
                    with self.subTest(name=name, panel=panel["title"]):
                        self.assertGreater(defaults["custom"]["axisSoftMax"], defaults["thresholds"]["steps"][-1]["value"])


class PictureTests(unittest.TestCase):
    """deploy/grafana/pictures.py knows every kind of panel, with data and without."""

    class Data:
        end, seconds = 1200.0, 1200

        def __init__(self, value):
            self.value = value

        def query(self, _, over_time=False):
            labels = {"instance": "<i>", "family": "shop"}
            points = {"values": [[600, self.value], [615, self.value]]} if over_time else {"value": [1200, self.value]}
            return [] if self.value is None else [{"metric": labels, **points}]

    def test_each_panel_is_drawn(self):
        for name, dashboard in DASHBOARDS.items():
            for value in ("1", "0", None):
                with self.subTest(name=name, value=value):
                    text, height = pictures.page(dashboard, self.Data(value))
                    self.assertEqual(text.count('class="panel"'), len(panels(dashboard)))
                    self.assertGreater(height, 500)
                    self.assertNotIn("<i>", text.replace("<i style", ""))

    def test_numbers_have_the_unit_of_the_panel(self):
        cases = {(0.125, "percentunit"): "12.5 %", (3 * 2**30, "bytes"): "3 GiB", (1500, "Bps"): "1.5 kB/s", (90, "s"): "1.5 min", (0.002, "s"): "2 ms",
                 (-12.5, "currencyUSD"): "-$12.50", (7, "none"): "7"}
        self.assertEqual({case: pictures.number(*case) for case in cases}, cases)


def expressions(dashboard):
    return [(panel["title"], target["expr"]) for panel in panels(dashboard) for target in panel["targets"]]


if __name__ == "__main__":
    unittest.main()
