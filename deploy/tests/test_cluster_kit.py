# SPDX-License-Identifier: Apache-2.0
"""The kit of the command cluster against the program: permissions, task definition, flags, and what its guide says of them."""

import re
import unittest

import jsonschema

from documents import ROOT, json_file, yaml_file
from test_guides import VERSION
from test_iam import POLICIES
from test_task_definitions import SCHEMA, exporter, DEFINITIONS

GUIDE = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
DEFINITION = json_file(ROOT / "deploy" / "task-definitions" / "cluster.json")
(TEMPLATE,) = yaml_file(ROOT / "deploy" / "cloudformation" / "cluster.yml")
SOURCE = ROOT / "src" / "EcsExporter.Server"
API = (SOURCE / "Cluster" / "Api" / "ApiAction.cs").read_text(encoding="utf-8")
# What the program asks for, as IAM calls it.
ACTIONS = {f"{service.lower()}:{action}" for action, service in re.findall(r'new\("([A-Za-z]+)", ApiService\.(Ecs|Ec2),', API)}


def allowed(policy):
    return [action for statement in policy["Statement"] for action in statement["Action"]]


class ClusterKitTests(unittest.TestCase):
    def test_the_policy_has_exactly_the_actions_that_the_program_uses(self):
        self.assertEqual(len(ACTIONS), 10)
        actions = allowed(POLICIES["cluster"])
        self.assertEqual(sorted(actions), sorted(ACTIONS))
        self.assertTrue(all(re.match(r"ec[s2]:(List|Describe)", action) for action in actions))

    def test_the_limited_policy_leaves_out_what_lists_all_clusters(self):
        policy = POLICIES["cluster-limited"]
        self.assertEqual(sorted(allowed(policy)), sorted(ACTIONS - {"ecs:ListClusters"}))
        arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/prod"
        on_cluster, by_cluster, without_cluster = policy["Statement"]
        self.assertEqual(on_cluster["Resource"], arn)
        self.assertEqual(by_cluster["Condition"], {"ArnEquals": {"ecs:cluster": arn}})
        # These know neither the resource nor the condition key.
        self.assertEqual(without_cluster["Action"], ["ecs:DescribeTaskDefinition", "ec2:DescribeInstances"])

    def test_the_task_definition_follows_the_schema(self):
        self.assertEqual([error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(DEFINITION)], [])

    def test_the_only_container_is_the_exporter_confined_as_the_sidecar_is(self):
        (container,) = DEFINITION["containerDefinitions"]
        sidecar = exporter(DEFINITIONS["fargate"])
        self.assertIs(container["essential"], True)
        self.assertEqual(container["command"], ["cluster"])
        self.assertEqual(container["image"], f"REGISTRY/ecs_exporter:{VERSION}")
        self.assertIn("taskRoleArn", DEFINITION)
        for key in ("user", "readonlyRootFilesystem", "linuxParameters", "healthCheck"):
            with self.subTest(key):
                self.assertEqual(container[key], sidecar[key])
        self.assertEqual([port["containerPort"] for port in container["portMappings"]], [9779])

    def test_discovery_does_not_take_it_for_a_sidecar(self):
        options = (SOURCE / "CommandLine" / "ClusterOptions.cs").read_text(encoding="utf-8")
        (default,) = re.findall(r'"cluster\.sd-container", "\w+", "([a-z-]+)"', options)
        self.assertEqual(default, exporter(DEFINITIONS["fargate"])["name"])
        self.assertNotEqual(default, DEFINITION["containerDefinitions"][0]["name"])

    def test_the_template_never_has_a_default_image(self):
        self.assertNotIn("Default", TEMPLATE["Parameters"]["ExporterImage"])

    def test_the_guide_names_each_action_and_what_it_costs(self):
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", GUIDE.partition("## What it costs")[2].partition("\n## ")[0], re.MULTILINE)
        self.assertEqual(sorted(action for action, _, _ in rows), sorted(action.partition(":")[2] for action in ACTIONS))

    def test_the_guide_names_each_flag_of_the_command(self):
        flags = set(re.findall(r"`--(cluster\.[a-z0-9-]+)", (ROOT / "docs" / "flags.md").read_text(encoding="utf-8")))
        named = set(re.findall(r"--(cluster\.[a-z0-9-]*[a-z0-9])", GUIDE))
        self.assertGreater(len(flags), 8)
        self.assertEqual(named, flags)

    def test_the_guide_lists_the_labels_that_are_served(self):
        source = (SOURCE / "Cluster" / "Discovery" / "TargetLabels.cs").read_text(encoding="utf-8")
        served = set(re.findall(r'"(__meta_ecs_\w+|__metrics_path__|__scheme__)"', source))
        rows = GUIDE.partition("### Labels")[2].partition("\n### ")[0]
        self.assertEqual(set(re.findall(r"`(__\w+?)(?:\*)?`", rows.partition("Not served")[0])), served)


if __name__ == "__main__":
    unittest.main()
