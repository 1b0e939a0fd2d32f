# SPDX-License-Identifier: Apache-2.0
import re
import shutil
import subprocess
import unittest

from documents import ROOT, yaml_file

WORKFLOWS = {path.name: path for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))}
PIN = re.compile(r"^\s*(?:- )?uses: [\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
LOCAL = re.compile(r"^\s*(?:- )?uses: \./")
# What a pull request or a tag can name itself: in a script it would be code.
UNTRUSTED = re.compile(r"\$\{\{[^}]*(github\.(event|head_ref|ref_name|actor)|inputs\.)")


class WorkflowTests(unittest.TestCase):
    def test_actions_are_pinned_by_commit_with_their_version(self):
        for name, path in WORKFLOWS.items():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if re.match(r"^\s*(?:- )?uses:", line):
                    with self.subTest(f"{name}:{number}"):
                        self.assertTrue(PIN.match(line) or LOCAL.match(line), line)

    def test_one_action_has_one_version(self):
        uses = {use for path in WORKFLOWS.values() for use in re.findall(r"uses: (\S+@\S+)", path.read_text(encoding="utf-8"))}
        names = [use.split("@")[0] for use in uses]
        self.assertEqual(sorted(names), sorted(set(names)))

    def test_job_containers_are_one_image_pinned_by_digest(self):
        images = set()
        for path in WORKFLOWS.values():
            (workflow,) = yaml_file(path)
            for job in workflow["jobs"].values():
                container = job.get("container", "")
                images.add(container["image"] if isinstance(container, dict) else container)
                images.update(row.get("container", "") for row in job.get("strategy", {}).get("matrix", {}).get("include", []))
        (image,) = images - {"", "${{ matrix.container }}"}
        self.assertRegex(image, r"^debian:12@sha256:[0-9a-f]{64}$")

    def test_permissions_are_given_to_jobs_alone(self):
        for name, path in WORKFLOWS.items():
            (workflow,) = yaml_file(path)
            with self.subTest(name):
                self.assertEqual(workflow["permissions"], {})
                for job, content in workflow["jobs"].items():
                    self.assertIsInstance(content.get("permissions"), dict, job)

    def test_scripts_contain_nothing_that_others_can_name(self):
        for name, path in WORKFLOWS.items():
            (workflow,) = yaml_file(path)
            for job, content in workflow["jobs"].items():
                for step in content.get("steps", []):
                    with self.subTest(name=name, job=job):
                        self.assertIsNone(UNTRUSTED.search(step.get("run", "")))

    @unittest.skipUnless(shutil.which("shellcheck"), "there is no shellcheck")
    def test_scripts_are_sound(self):
        for name, path in WORKFLOWS.items():
            (workflow,) = yaml_file(path)
            for job, content in workflow["jobs"].items():
                for step in content.get("steps", []):
                    with self.subTest(name=name, job=job):
                        check = subprocess.run(["shellcheck", "--shell=bash", "-"], input=step.get("run", ""), capture_output=True, text=True)
                        self.assertEqual(check.stdout, "")


if __name__ == "__main__":
    unittest.main()
