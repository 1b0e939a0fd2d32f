# SPDX-License-Identifier: Apache-2.0
import unittest

from documents import ROOT, json_file
from test_task_definitions import DEFINITIONS, exporter

POLICIES = {path.stem: json_file(path) for path in sorted((ROOT / "deploy" / "iam").glob("*.json"))}


class IamTests(unittest.TestCase):
    def test_each_allows_exactly_one_action(self):
        actions = {
            "app-runner-trust": "sts:AssumeRole",
            "ecs-tasks-trust": "sts:AssumeRole",
            "push-amp": "aps:RemoteWrite",
            "push-cloudwatch": "cloudwatch:PutMetricData",
            "push-secret": "secretsmanager:GetSecretValue",
        }
        # test_cluster_kit.py has those of the command cluster.
        self.assertEqual(set(POLICIES), {*actions, "cluster", "cluster-limited"})
        for name in actions:
            policy = POLICIES[name]
            with self.subTest(name):
                self.assertEqual(policy["Version"], "2012-10-17")
                self.assertEqual([(one["Effect"], one["Action"]) for one in policy["Statement"]], [("Allow", actions[name])])
                # A condition on a namespace, which PutMetricData has, would refuse OTLP.
                self.assertNotIn("Condition", policy["Statement"][0])

    def test_a_trust_policy_names_a_service_and_no_resource(self):
        services = {"ecs-tasks-trust": "ecs-tasks.amazonaws.com", "app-runner-trust": "tasks.apprunner.amazonaws.com"}
        for name, service in services.items():
            with self.subTest(name):
                statement = POLICIES[name]["Statement"][0]
                self.assertEqual((statement["Principal"], "Resource" in statement), ({"Service": service}, False))

    def test_the_resource_is_the_one_of_the_task_definition(self):
        workspace = POLICIES["push-amp"]["Statement"][0]["Resource"]
        self.assertRegex(workspace, r"^arn:aws:aps:eu-west-1:123456789012:workspace/ws-[0-9a-f-]+$")
        url = exporter(DEFINITIONS["fargate-push-amp"])["environment"][0]["value"]
        self.assertIn(f"/workspaces/{workspace.partition('/')[2]}/", url)
        secret = exporter(DEFINITIONS["fargate-push-remote-write"])["secrets"][0]["valueFrom"]
        self.assertEqual(POLICIES["push-secret"]["Statement"][0]["Resource"], secret)
        # The action knows no resources.
        self.assertEqual(POLICIES["push-cloudwatch"]["Statement"][0]["Resource"], "*")


if __name__ == "__main__":
    unittest.main()
