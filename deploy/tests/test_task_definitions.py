# SPDX-License-Identifier: Apache-2.0
import copy
import json
import re
import unittest

import jsonschema

from documents import ROOT, json_file

FOLDER = ROOT / "deploy" / "task-definitions"
SCHEMA = json_file(ROOT / "deploy" / "tests" / "task-definition.schema.json")
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
# Those with the exporter as a sidecar; test_cluster_kit.py has the one of the command cluster.
DEFINITIONS = {path.stem: json_file(path) for path in sorted(FOLDER.glob("*.json")) if path.stem != "cluster"}
# The variants of fargate.json: the variables of the exporter, those that are secret, whether there is a task role, whether the exporter stops last.
AMP = {"ECS_EXPORTER_PUSH_URL": "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-00000000-0000-0000-0000-000000000000/api/v1/remote_write"}
VARIANTS = {
    "fargate-push-amp": (AMP, [], True, False),
    "fargate-push-amp-stop-last": (AMP, [], True, True),
    "fargate-push-cloudwatch": ({"ECS_EXPORTER_PUSH_URL": "https://monitoring.eu-west-1.amazonaws.com/v1/metrics"}, [], True, False),
    "fargate-push-remote-write": (
        {
            "ECS_EXPORTER_PUSH_URL": "https://mimir.shop.example.com/api/v1/push", "ECS_EXPORTER_PUSH_AUTH": "basic",
            "ECS_EXPORTER_PUSH_USERNAME": "storefront",
        },
        ["ECS_EXPORTER_PUSH_PASSWORD"], False, False),
    "fargate-linger-stop-last": ({"ECS_EXPORTER_SHUTDOWN_LINGER": "20s"}, [], False, True),
}
SECRET_VARIABLES = {"ECS_EXPORTER_PUSH_PASSWORD", "ECS_EXPORTER_PUSH_BEARER_TOKEN", "ECS_EXPORTER_PUSH_HEADER"}
IMAGE = f'{(ROOT / "deploy" / "image" / "NAME").read_text().strip()}:{(ROOT / "VERSION").read_text().strip()}'


def exporter(definition):
    return next(container for container in definition["containerDefinitions"] if container["name"] == "ecs-exporter")


def completed(definition):
    """The definition with the reader's registry, which alone makes its image a name."""
    return json.loads(json.dumps(definition).replace("REGISTRY/", "registry.shop.example.com/"))


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
                self.assertEqual([error.message for error in VALIDATOR.iter_errors(completed(definition))], [])

    def test_the_exporter_cannot_take_the_task_down(self):
        for name, definition in DEFINITIONS.items():
            with self.subTest(name):
                container = exporter(definition)
                self.assertIs(container["essential"], False)
                self.assertEqual(container["healthCheck"]["command"][-1], "healthcheck")
                # The command gives up by itself after five seconds, and says why; ECS must not kill it first.
                self.assertGreater(container["healthCheck"]["timeout"], 5)
                self.assertNotIn("dependsOn", container)
                stops_last = any("dependsOn" in other for other in definition["containerDefinitions"])
                self.assertEqual(stops_last, VARIANTS[name][3] if name in VARIANTS else False)
                self.assertEqual(container["logConfiguration"]["options"]["mode"], "non-blocking")

    def test_a_variant_differs_from_the_default_in_what_it_is_for(self):
        for name, (variables, secrets, has_role, stops_last) in VARIANTS.items():
            with self.subTest(name):
                definition = copy.deepcopy(DEFINITIONS[name])
                application, container = definition["containerDefinitions"]
                self.assertEqual({one["name"]: one["value"] for one in container.pop("environment")}, variables)
                self.assertEqual([one["name"] for one in container.pop("secrets", [])], secrets)
                self.assertEqual("taskRoleArn" in definition, has_role)
                definition.pop("taskRoleArn", None)
                expected = [{"containerName": "ecs-exporter", "condition": "START"}] if stops_last else None
                self.assertEqual(application.pop("dependsOn", None), expected)
                self.assertEqual(definition, DEFINITIONS["fargate"])

    def test_the_files_that_are_no_default_are_variants(self):
        self.assertEqual({name for name in DEFINITIONS if re.search("push|linger|stop-last", name)}, set(VARIANTS))

    def test_secrets_are_references(self):
        for name, definition in DEFINITIONS.items():
            for container in definition["containerDefinitions"]:
                with self.subTest(name=name, container=container["name"]):
                    plain = {one["name"]: one["value"] for one in container.get("environment", [])}
                    self.assertFalse(SECRET_VARIABLES & set(plain))
                    self.assertFalse([value for value in plain.values() if re.search("//[^/]*@", value)])
                    self.assertFalse([part for part in container.get("command", []) if part.startswith("--push.header")])

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
                # ECS restarts a container only after it has run this long. The default is 300 s, and 60 s is the least that ECS takes.
                self.assertEqual(container["restartPolicy"], {"enabled": True, "restartAttemptPeriod": 60})

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
            ("fargate-push-remote-write", ("executionRoleArn",), None),
            ("fargate-push-remote-write", (*container, "secrets", 0, "valueFrom"), "hunter2"),
            ("fargate-push-remote-write", (*container, "secrets", 0, "value"), "hunter2"),
            ("fargate-push-amp-stop-last", ("containerDefinitions", 0, "dependsOn", 0, "condition"), "STARTED"),
            ("fargate-push-amp-stop-last", ("containerDefinitions", 0, "dependsOn", 0, "condition"), None),
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
                self.assertFalse(VALIDATOR.is_valid(completed(definition)))

    @staticmethod
    def windows(definition):
        return definition.get("runtimePlatform", {}).get("operatingSystemFamily", "").startswith("WINDOWS")


if __name__ == "__main__":
    unittest.main()
