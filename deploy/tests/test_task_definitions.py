# SPDX-License-Identifier: Apache-2.0
import copy
import unittest

import jsonschema

from documents import ROOT, json_file

FOLDER = ROOT / "deploy" / "task-definitions"
SCHEMA = json_file(ROOT / "deploy" / "tests" / "task-definition.schema.json")
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DEFINITIONS = {path.stem: json_file(path) for path in sorted(FOLDER.glob("*.json"))}
IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecs_exporter:" + (ROOT / "VERSION").read_text().strip()


def exporter(definition):
    return next(container for container in definition["containerDefinitions"] if container["name"] == "ecs-exporter")


def set_at(document, path, value):
    *parents, last = path
    for key in parents:
        document = document[key]
    if value is None:
        del document[last]
    else:
        document[last] = value


class TaskDefinitionTests(unittest.TestCase):
    def test_there_is_one_for_each_launch_type(self):
        kinds = {(d["requiresCompatibilities"][0], d["networkMode"], self.windows(d)) for d in DEFINITIONS.values()}
        self.assertEqual(kinds, {
            ("FARGATE", "awsvpc", False), ("FARGATE", "awsvpc", True), ("EC2", "awsvpc", False), ("EC2", "bridge", False),
            ("EC2", "host", False), ("EXTERNAL", "bridge", False), ("MANAGED_INSTANCES", "awsvpc", False)})

    def test_each_follows_the_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        for name, definition in DEFINITIONS.items():
            with self.subTest(name):
                self.assertEqual([error.message for error in VALIDATOR.iter_errors(definition)], [])

    def test_the_exporter_cannot_take_the_task_down(self):
        for name, definition in DEFINITIONS.items():
            with self.subTest(name):
                container = exporter(definition)
                self.assertIs(container["essential"], False)
                self.assertEqual(container["healthCheck"]["command"][-1], "healthcheck")
                # The command gives up by itself after five seconds, and says why; ECS must not kill it first.
                self.assertGreater(container["healthCheck"]["timeout"], 5)
                self.assertFalse(any("dependsOn" in other for other in definition["containerDefinitions"]))
                self.assertEqual(container["logConfiguration"]["options"]["mode"], "non-blocking")

    def test_the_exporter_is_confined_where_the_platform_can(self):
        for name, definition in DEFINITIONS.items():
            if self.windows(definition):
                continue
            with self.subTest(name):
                container = exporter(definition)
                self.assertEqual((container["memoryReservation"], container["memory"]), (32, 64))
                self.assertEqual(container["user"], "65534:65534")
                self.assertIs(container["readonlyRootFilesystem"], True)
                self.assertEqual(container["linuxParameters"], {"capabilities": {"drop": ["ALL"]}})
                self.assertEqual(container["restartPolicy"], {"enabled": True})

    def test_the_image_is_that_of_this_version(self):
        for name, definition in DEFINITIONS.items():
            with self.subTest(name):
                self.assertEqual(exporter(definition)["image"], IMAGE + ("-windows" if self.windows(definition) else ""))

    def test_the_port_is_named_and_mapped_as_the_network_needs(self):
        tcp = {"containerPort": 9779, "protocol": "tcp"}
        mappings = {
            "awsvpc": {"name": "ecs-exporter", **tcp},
            "bridge": {"name": "ecs-exporter", "hostPort": 0, **tcp},
            # A name is for Service Connect, which host networks do not have.
            "host": {"hostPort": 9779, **tcp},
        }
        for name, definition in DEFINITIONS.items():
            with self.subTest(name):
                self.assertEqual(exporter(definition)["portMappings"], [mappings[definition["networkMode"]]])

    def test_the_containers_fit_into_the_task(self):
        for name, definition in DEFINITIONS.items():
            with self.subTest(name):
                containers = definition["containerDefinitions"]
                self.assertLessEqual(sum(container.get("memory", 0) for container in containers), int(definition.get("memory", "512")))

    def test_the_schema_refuses_mistakes(self):
        container = ("containerDefinitions", 1)
        mistakes = [
            ("fargate", ("cpus",), "256"),
            ("fargate", ("family",), None),
            ("fargate", ("cpu",), 256),
            ("fargate", ("executionRoleArn",), None),
            ("fargate", ("networkMode",), "bridge"),
            ("fargate", ("requiresCompatibilities",), ["MANAGED"]),
            ("fargate", (*container, "portMappings", 0, "hostPort"), 9779),
            ("fargate", (*container, "portMappings", 0, "name"), "Metrics"),
            ("fargate", (*container, "readOnlyRootFilesystem"), True),
            ("fargate", (*container, "healthCheck", "timeout"), 1),
            ("fargate", (*container, "healthCheck", "command"), ["/usr/local/bin/ecs_exporter", "healthcheck"]),
            ("fargate", (*container, "logConfiguration", "options", "awslogs-stream-prefix"), None),
            ("fargate-windows", ("cpu",), "512"),
            ("fargate-windows", (*container, "readonlyRootFilesystem"), True),
            ("fargate-windows", (*container, "linuxParameters"), {"capabilities": {"drop": ["ALL"]}}),
            ("ec2-bridge", (*container, "memory"), "64"),
            ("ec2-bridge", ("containerDefinitions", 0, "memory"), None),
            ("ec2-host", (*container, "portMappings", 0, "name"), "ecs-exporter"),
            ("anywhere", ("networkMode",), "awsvpc"),
            ("managed-instances", ("networkMode",), "bridge"),
        ]
        for name, path, value in mistakes:
            with self.subTest(name=name, path=path, value=value):
                definition = copy.deepcopy(DEFINITIONS[name])
                set_at(definition, path, value)
                self.assertFalse(VALIDATOR.is_valid(definition))

    @staticmethod
    def windows(definition):
        return definition.get("runtimePlatform", {}).get("operatingSystemFamily", "").startswith("WINDOWS")


if __name__ == "__main__":
    unittest.main()
