# SPDX-License-Identifier: Apache-2.0
import copy
import unittest

import jsonschema

from documents import ROOT, json_file

SCHEMA = json_file(ROOT / "deploy" / "tests" / "dashboard.schema.json")
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DASHBOARDS = {path.name: json_file(path) for path in sorted((ROOT / "deploy" / "grafana").glob("*.json"))}


class DashboardTests(unittest.TestCase):
    def test_each_follows_the_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        self.assertEqual(len(DASHBOARDS), 3)
        for name, dashboard in DASHBOARDS.items():
            with self.subTest(name):
                self.assertEqual([f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(dashboard)], [])

    def test_the_schema_finds_mistakes(self):
        mistakes = {
            "an unknown field": lambda d: d.update(rows=[]),
            "a fixed data source": lambda d: d["panels"][0]["datasource"].update(uid="PBFA97CFB590B2093"),
            "a field of another kind of panel": lambda d: d["panels"][0]["options"].update(legend={}),
            "a panel type that Grafana has dropped": lambda d: d["panels"][0].update(type="graph"),
            "an unknown unit": lambda d: d["panels"][0]["fieldConfig"]["defaults"].update(unit="byte"),
            "a first threshold with a value": lambda d: d["panels"][0]["fieldConfig"]["defaults"]["thresholds"]["steps"][0].update(value=1),
            "a threshold without a value": lambda d: d["panels"][0]["fieldConfig"]["defaults"]["thresholds"]["steps"].append({"value": None, "color": "red"}),
            "a panel without description": lambda d: d["panels"][0].pop("description"),
            "a variable without refresh": lambda d: d["templating"]["list"][1].pop("refresh"),
            "no expression": lambda d: d["panels"][0]["targets"][0].update(expr=""),
        }
        for name, make in mistakes.items():
            with self.subTest(name):
                dashboard = copy.deepcopy(DASHBOARDS["ecs-overview.json"])
                make(dashboard)
                self.assertFalse(VALIDATOR.is_valid(dashboard))


if __name__ == "__main__":
    unittest.main()
