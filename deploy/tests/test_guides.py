# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

from documents import ROOT, json_file, yaml_file

GUIDES = [
    *sorted((ROOT / "docs" / "getting-started").glob("*.md")), *sorted((ROOT / "docs").glob("push*.md")), ROOT / "docs" / "releasing.md",
    ROOT / "docs" / "cluster.md", ROOT / "README.md",
    *(ROOT / "deploy" / folder / "README.md" for folder in ("image", "cdk", "terraform")),
]
VERSION = (ROOT / "VERSION").read_text().strip()


def commands(text):
    """The indented commands, with their continuation lines joined."""
    lines = [line[4:] for line in re.sub(r"\\\n|(?<=\|\|)\n", "", text).splitlines() if line.startswith("    ")]
    return [line for line in lines if re.match(r"(aws|docker|curl|dotnet|promtool|ecs_exporter|prometheus|victoria-metrics) |task=|repository=|REGISTRY_PASSWORD=|deploy/|scripts/", line)]


def anchors(path):
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


class GuideTests(unittest.TestCase):
    def test_links_lead_somewhere(self):
        for guide in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*/README.md"), *ROOT.glob("deploy/terraform/modules/*/README.md")]:
            for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", guide.read_text(encoding="utf-8")):
                with self.subTest(guide=guide.relative_to(ROOT), target=target):
                    path, _, anchor = target.partition("#")
                    file = guide.parent / path if path else guide
                    self.assertTrue(file.exists())
                    self.assertTrue(not anchor or anchor in anchors(file))

    def test_commands_are_complete(self):
        found = 0
        for guide in GUIDES:
            for command in commands(guide.read_text(encoding="utf-8")):
                with self.subTest(guide=guide.relative_to(ROOT), command=command):
                    found += 1
                    words = shlex.split(command)
                    self.assertGreater(len(words), 1)
                    for file in re.findall(r"(?:file://|-f )(deploy/\S+)", command):
                        self.assertTrue((ROOT / file).is_file())
        self.assertGreater(found, 40)

    def test_steps_that_need_aws_are_marked(self):
        for guide in [*(ROOT / "docs" / "getting-started").glob("*.md"), *(ROOT / "docs").glob("push*.md")]:
            for section in re.split(r"^##+ ", guide.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
                heading = section.splitlines()[0]
                with self.subTest(guide=guide.relative_to(ROOT), heading=heading):
                    self.assertEqual(any("aws " in command for command in commands(section)), heading.endswith("(AWS)"))

    def test_the_image_step_changes_files_only_after_it_has_published(self):
        guide = (ROOT / "docs" / "getting-started" / "fargate.md").read_text(encoding="utf-8")
        (script,) = re.findall(r"(?:^    .+\n)+", guide.partition("\n## 2. ")[2].partition("\n## ")[0], re.MULTILINE)
        # Each stands for aws: with the repository, with one to create, and without permissions.
        uri = "echo 210987654321.dkr.ecr.us-east-2.amazonaws.com/ecs_exporter"
        answers = {
            "exists": f'case "$2" in create-repository) exit 254 ;; describe-repositories) {uri} ;; esac',
            "is new": f'case "$2" in create-repository) {uri} ;; describe-repositories) exit 254 ;; esac',
            "is denied": "exit 254",
        }
        for name, answer in answers.items():
            for publishes in (True, False):
                with self.subTest(repository=name, publishes=publishes), tempfile.TemporaryDirectory() as folder:
                    root = pathlib.Path(folder)
                    shutil.copy(ROOT / "VERSION", root)
                    for kind in ("task-definitions", "iam", "daemon", "prometheus"):
                        shutil.copytree(ROOT / "deploy" / kind, root / "deploy" / kind)
                    for program, body in {"aws": answer, "scripts/publish-image": f'[[ $1 == 2*/ecs_exporter:{VERSION} ]] && {str(publishes).lower()}'}.items():
                        (root / program).parent.mkdir(exist_ok=True)
                        (root / program).write_text(f"#!/usr/bin/env bash\n{body}\n")
                        (root / program).chmod(0o755)
                    before = {path: path.read_text(encoding="utf-8") for path in [*root.glob("deploy/*/*.json"), *root.glob("deploy/*/*.yml")]}
                    succeeds = publishes and name != "is denied"
                    # A second time changes nothing more.
                    for _ in range(2):
                        code = subprocess.run(["bash", "-c", script], cwd=root, env={**os.environ, "PATH": f"{root}:{os.environ['PATH']}"}).returncode
                        self.assertEqual(code == 0, succeeds)
                    for path, text in before.items():
                        expected = text.replace("REGISTRY/", "210987654321.dkr.ecr.us-east-2.amazonaws.com/")
                        expected = expected.replace("123456789012", "210987654321").replace("eu-west-1", "us-east-2")
                        self.assertEqual(path.read_text(encoding="utf-8"), expected if succeeds else text, path.name)

    def test_the_container_of_the_readme_is_that_of_the_task_definition(self):
        shown = json.loads(re.search(r"```json\n(.+?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL).group(1))
        definition = json_file(ROOT / "deploy" / "task-definitions" / "fargate.json")
        expected = definition["containerDefinitions"][1]
        del expected["logConfiguration"]
        self.assertEqual(shown, expected)

    def test_the_change_log_is_in_shape(self):
        lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
        for line in filter(None, lines):
            with self.subTest(line):
                self.assertRegex(line, r"^(## \d+\.\d+\.\d+ / (\d{4}-\d\d-\d\d|unreleased)|\* \[(CHANGE|FEATURE|ENHANCEMENT|BUGFIX)\] .+)$")
        versions = [tuple(map(int, line.split()[1].split("."))) for line in lines if line.startswith("## ")]
        self.assertEqual(versions, sorted(set(versions), reverse=True))
        self.assertIn(tuple(map(int, VERSION.split("."))), versions)

    def test_the_image_has_one_name(self):
        name = (ROOT / "deploy" / "image" / "NAME").read_text().strip()
        files = [*GUIDES, *(path for path in (ROOT / "deploy").glob("**/*") if path.suffix in {".json", ".yml", ".hcl", ".tf", ".ts"})]
        found = 0
        for path in files:
            if {"node_modules", "dist"} & set(path.parts):
                continue
            for image, version in re.findall(r"([^\s\"'=]*ecs_exporter):(\d[\w.]*\d)", path.read_text(encoding="utf-8")):
                with self.subTest(path.relative_to(ROOT)):
                    found += 1
                    self.assertEqual((image, version), (name, VERSION))
        self.assertGreater(found, 15)

    def test_only_the_reader_knows_where_the_image_is(self):
        """Nothing that creates the container has a default for its image."""
        (template,) = yaml_file(ROOT / "deploy" / "cloudformation" / "service.yml")
        self.assertNotIn("Default", template["Parameters"]["ExporterImage"])
        self.assertNotIn("default", re.search(r'variable "image" {(.+?)\n}', (ROOT / "deploy/terraform/variables.tf").read_text(), re.DOTALL).group(1))
        self.assertIn("  readonly image: ecs.ContainerImage;", (ROOT / "deploy/cdk/src/ecs-exporter.ts").read_text())
        self.assertIn("ARG EXPORTER_IMAGE\n", (ROOT / "deploy/app-runner/Dockerfile").read_text())

    def test_the_cdk_package_has_this_version(self):
        for name in ("package.json", "package-lock.json"):
            self.assertEqual(json_file(ROOT / "deploy" / "cdk" / name)["version"], VERSION)


if __name__ == "__main__":
    unittest.main()
