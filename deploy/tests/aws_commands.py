# SPDX-License-Identifier: Apache-2.0
"""Gives every AWS command of the guides to Debian's AWS CLI, which knows the operations, their parameters and their answers, without a network."""

import contextlib
import io
import os
import pathlib
import re
import shlex
import sys
import tempfile
import unittest

from awscli.clidriver import create_clidriver

from documents import ROOT
from test_guides import GUIDES, commands

TEMPLATE = ROOT / "deploy" / "cloudformation" / "service.yml"
# Stands for a task definition that a guide has its reader write.
WRITTEN = ROOT / "deploy" / "task-definitions" / "fargate-push-amp.json"
# Those for which the CLI makes up no answer, or one that its own model refuses. They get as far as the network, which is not there.
WITHOUT_ANSWER = {"get-login-password", "deploy", "tail", "apprunner", "create-role", "create-secret"}


def aws_commands():
    for guide in GUIDES:
        for command in commands(guide.read_text(encoding="utf-8")):
            yield from ((guide, aws) for aws in re.findall(r"(?:^|\$\(|\|\| +)(aws .+?)(?: \| | 2>|\)(?: &&)?$|$)", command))
    comment = "".join(line.removeprefix("#") for line in TEMPLATE.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#"))
    yield TEMPLATE, re.search(r"aws .+", comment.replace("\\\n", "")).group()


def run(arguments):
    output, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(error):
        try:
            code = create_clidriver().main(arguments)
        except SystemExit as exit:
            code = exit.code
    return code, output.getvalue(), error.getvalue()


class AwsCommandTests(unittest.TestCase):
    def setUp(self):
        self.enterContext(contextlib.chdir(ROOT))
        os.environ.update(
            AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="eu-west-1", AWS_MAX_ATTEMPTS="1", AWS_PAGER="",
            AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)

    def test_the_cli_takes_each(self):
        found = list(aws_commands())
        self.assertGreater(len(found), 30)
        for page, command in found:
            with self.subTest(page=page.relative_to(ROOT), command=command), self.older(command) as arguments:
                if WITHOUT_ANSWER & set(arguments):
                    code, _, error = run([*arguments, "--endpoint-url", "http://127.0.0.1:1"])
                    self.assertEqual((code, "Could not connect" in error), (255, True), error)
                else:
                    code, output, error = run([*arguments, "--generate-cli-skeleton", "output"])
                    self.assertEqual((code, error), (0, ""))
                    # The made-up answer has every field; a query for one that does not exist gives nothing.
                    self.assertNotRegex(output, r"\bNone\b|\bnull\b")

    def test_the_cli_refuses_mistakes(self):
        for command in [
            "aws ecs create-services --cluster prod",
            "aws ecs create-service --cluster prod --service-name a --launchtype FARGATE",
            "aws ecs create-service --cluster prod --service-name a --tags name=ecs-exporter",
            "aws ecs create-service --cluster prod",
            "aws ecs describe-tasks --cluster prod --tasks a --query tasks[",
        ]:
            with self.subTest(command):
                self.assertEqual(run([*shlex.split(command)[1:], "--generate-cli-skeleton", "output"])[0], 252)
        self.assertEqual(run(shlex.split("ecs list-tasks --query taskArn --output text --generate-cli-skeleton output"))[1].strip(), "None")

    @contextlib.contextmanager
    def older(self, command):
        """The command's arguments, with task definitions as this CLI knows them: restart policies came later."""
        with tempfile.TemporaryDirectory() as folder:
            arguments = shlex.split(command)[1:]
            for index, argument in enumerate(arguments):
                if argument.startswith("file://"):
                    name = argument.removeprefix("file://")
                    text = (pathlib.Path(name) if name.startswith("deploy/") else WRITTEN).read_text(encoding="utf-8")
                    copy = pathlib.Path(folder, "input.json")
                    copy.write_text(re.sub(r'"restartPolicy": .+,\n', "", text), encoding="utf-8")
                    arguments[index] = f"file://{copy}"
            yield arguments


if __name__ == "__main__":
    unittest.main()
