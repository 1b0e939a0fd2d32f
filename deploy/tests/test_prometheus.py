# SPDX-License-Identifier: Apache-2.0
import re
import unittest

import jsonschema
import yaml

from documents import ROOT, json_file, yaml_file

FOLDER = ROOT / "deploy" / "prometheus"
RELABELLING = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["source_labels"],
        "properties": {
            "source_labels": {"type": "array", "items": {"type": "string", "pattern": "^[a-z_][a-z0-9_]*$"}},
            "regex": {"type": ["string", "boolean"]},
            "target_label": {"type": "string", "pattern": "^[a-z_][a-z0-9_]*$"},
            "action": {"enum": ["keep", "drop", "replace"]},
        },
    },
}
# What Prometheus 3.8 reads, from ECSSDConfig in discovery/aws/ecs.go and from aws.go, which adds role. promtool of Debian 12 is older.
ECS = {
    "type": "object",
    "additionalProperties": False,
    "required": ["global", "rule_files", "scrape_configs"],
    "properties": {
        "global": {"type": "object"},
        "rule_files": {"type": "array"},
        "scrape_configs": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["job_name", "aws_sd_configs"],
                "properties": {
                    "job_name": {"type": "string"},
                    "honor_labels": {"type": "boolean"},
                    "relabel_configs": RELABELLING,
                    "aws_sd_configs": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["role"],
                            "properties": {
                                "role": {"enum": ["ecs"]},
                                "region": {"type": "string"},
                                "endpoint": {"type": "string"},
                                "profile": {"type": "string"},
                                "role_arn": {"type": "string"},
                                "clusters": {"type": "array", "items": {"type": "string", "pattern": "^arn:aws[a-z-]*:ecs:"}},
                                "port": {"type": "integer"},
                                "refresh_interval": {"type": "string"},
                                "request_concurrency": {"type": "integer"},
                            },
                        },
                    },
                },
            },
        },
    },
}
# The meta labels of Prometheus 3.8; later versions have more.
META = {
    "__meta_ecs_" + name for name in (
        "cluster", "cluster_arn", "service", "service_arn", "service_status", "task_group", "task_arn", "task_definition", "region", "availability_zone",
        "subnet_id", "ip_address", "launch_type", "desired_status", "last_status", "health_status", "platform_family", "platform_version")}
# What a managed collector of CloudWatch takes: its page "Scraper configuration".
COLLECTOR = {"job_name", "metrics_path", "scheme", "scrape_interval", "scrape_timeout", "static_configs", "dns_sd_configs", "relabel_configs",
             "metric_relabel_configs"}


class PrometheusTests(unittest.TestCase):
    def test_the_discovery_of_ecs_has_the_fields_of_prometheus(self):
        (configuration,) = yaml_file(FOLDER / "ecs.yml")
        validator = jsonschema.Draft202012Validator(ECS)

        self.assertEqual([error.message for error in validator.iter_errors(configuration)], [])
        configuration["scrape_configs"][0]["aws_sd_configs"][0]["cluster"] = ["prod"]
        self.assertFalse(validator.is_valid(configuration))

    def test_the_discovery_of_ecs_uses_labels_that_exist(self):
        (configuration,) = yaml_file(FOLDER / "ecs.yml")
        rules = configuration["scrape_configs"][0]["relabel_configs"]
        used = {label for rule in rules for label in rule["source_labels"] if label.startswith("__meta_")}

        self.assertGreater(len(used), 5)
        self.assertEqual({label for label in used if not label.startswith("__meta_ecs_tag_")} - META, set())

    def test_the_discovery_of_the_readme_follows_the_complete_one(self):
        text = re.search(r"```yaml\n(.+?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL).group(1)
        shown = yaml.safe_load(text)["scrape_configs"]
        (complete,) = yaml_file(FOLDER / "ecs.yml")

        self.assertEqual([error.message for error in jsonschema.Draft202012Validator(ECS["properties"]["scrape_configs"]).iter_errors(shown)], [])
        targets = {rule["target_label"]: rule for rule in shown[0]["relabel_configs"] if "target_label" in rule}
        whole = {rule["target_label"]: rule for rule in complete["scrape_configs"][0]["relabel_configs"] if "target_label" in rule}
        # There, the instance is a copy of the label task_id.
        self.assertEqual(targets["instance"], {**whole["task_id"], "target_label": "instance"})
        self.assertEqual(whole["instance"]["source_labels"], ["task_id"])
        for key in ("job_name", "honor_labels"):
            self.assertEqual(shown[0][key], complete["scrape_configs"][0][key])
        self.assertEqual(shown[0]["aws_sd_configs"][0]["port"], complete["scrape_configs"][0]["aws_sd_configs"][0]["port"])

    def test_the_managed_collector_gets_nothing_that_it_refuses(self):
        (configuration,) = yaml_file(FOLDER / "managed-collector.yml")

        self.assertEqual(set(configuration), {"global", "scrape_configs"})
        for job in configuration["scrape_configs"]:
            self.assertLessEqual(set(job), COLLECTOR)

    def test_the_collectors_read_the_file_that_the_discovery_writes(self):
        (collector,) = yaml_file(FOLDER / "ecs-observer.yml")
        (job,) = collector["receivers"]["prometheus"]["config"]["scrape_configs"]
        self.assertEqual(job["file_sd_configs"], [{"files": [collector["extensions"]["ecs_observer"]["result_file"]]}])
        pipeline = collector["service"]["pipelines"]["metrics"]
        self.assertEqual(set(collector["service"]["extensions"]), set(collector["extensions"]))
        for kind in ("receivers", "processors", "exporters"):
            self.assertEqual(set(pipeline[kind]), set(collector[kind]))

        discovery = json_file(FOLDER / "cloudwatch-agent.json")["logs"]["metrics_collected"]["prometheus"]["ecs_service_discovery"]
        (agent,) = yaml_file(FOLDER / "cloudwatch-agent.yml")
        self.assertEqual(agent["scrape_configs"][0]["file_sd_configs"], [{"files": [discovery["sd_result_file"]]}])
        self.assertEqual(discovery["docker_label"]["sd_port_label"], collector["extensions"]["ecs_observer"]["docker_labels"][0]["port_label"])


if __name__ == "__main__":
    unittest.main()
