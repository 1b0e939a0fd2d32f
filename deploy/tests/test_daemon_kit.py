# SPDX-License-Identifier: Apache-2.0
"""The exporter as a Managed Daemon. deploy/cdk/test/daemon.test.ts holds the files against AWS's schemas and the template."""

import unittest

from documents import ROOT, json_file, yaml_file
from test_guides import VERSION
from test_task_definitions import AMP, DEFINITIONS, exporter

FOLDER = ROOT / "deploy" / "daemon"
DEFINITION = json_file(FOLDER / "daemon-task-definition.json")
DAEMON = json_file(FOLDER / "daemon.json")
(TEMPLATE,) = yaml_file(ROOT / "deploy" / "cloudformation" / "daemon.yml")
(CONTAINER,) = DEFINITION["containerDefinitions"]


class DaemonKitTests(unittest.TestCase):
    def test_the_exporter_is_confined_as_the_sidecar_is(self):
        sidecar = exporter(DEFINITIONS["managed-instances"])
        for key in ("name", "memory", "user", "readonlyRootFilesystem", "linuxParameters", "healthCheck"):
            with self.subTest(key):
                self.assertEqual(CONTAINER[key], sidecar[key])

    def test_the_only_container_is_essential_and_the_daemon_is_not(self):
        # A daemon needs an essential container. That it stops must not cost the instance, which it does by default.
        self.assertIs(CONTAINER["essential"], True)
        self.assertIs(DAEMON["critical"], False)
        self.assertIs(TEMPLATE["Resources"]["Daemon"]["Properties"]["Critical"], False)

    def test_it_delivers_because_nothing_can_reach_it(self):
        self.assertEqual({one["name"]: one["value"] for one in CONTAINER["environment"]}, AMP)
        self.assertNotIn("portMappings", CONTAINER)
        self.assertNotIn("Default", TEMPLATE["Parameters"]["PushTo"])

    def test_the_daemon_runs_the_definition(self):
        self.assertTrue(DAEMON["daemonTaskDefinitionArn"].endswith(f":daemon-task-definition/{DEFINITION['family']}:1"))

    def test_the_image_is_that_of_this_version(self):
        self.assertEqual(CONTAINER["image"], f"REGISTRY/ecs_exporter:{VERSION}")
        self.assertNotIn("Default", TEMPLATE["Parameters"]["ExporterImage"])


if __name__ == "__main__":
    unittest.main()
