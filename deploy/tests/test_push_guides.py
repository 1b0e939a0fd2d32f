# SPDX-License-Identifier: Apache-2.0
"""What the guides of push say against each other, the kit, and the program."""

import errno
import os
import pathlib
import re
import unittest

from documents import ROOT
from test_guides import commands

HUB = (ROOT / "docs" / "push.md").read_text(encoding="utf-8")
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("push-*.md"))}
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for folder in ("Push", "Aws") for path in sorted((ROOT / "src" / "EcsExporter.Server" / folder).glob("**/*.cs")))
# Secrets have a variable and no flag.
SECRET_VARIABLES = {"ECS_EXPORTER_PUSH_PASSWORD", "ECS_EXPORTER_PUSH_BEARER_TOKEN"}
# Words of the system and of ECS.
FOREIGN_WORDS = {*map(os.strerror, (errno.ECONNREFUSED, errno.ETIMEDOUT, errno.ENETUNREACH)), "ResourceInitializationError"}


def between(text, name):
    return re.search(f"<!-- {name} -->(.+)<!-- /{name} -->", text, re.DOTALL).group(1)


def flags():
    return dict(re.findall(r"^\| `--(push\.[a-z-]+)` \|.*? \| `(ECS_EXPORTER_PUSH_[A-Z_]+)` \|", between(HUB, "push flags"), re.MULTILINE))


def files():
    for top in ("deploy", "docs"):
        for folder, folders, names in os.walk(ROOT / top):
            folders[:] = sorted(set(folders) - {"node_modules", "dist", "bin", "obj", "tests", ".terraform"})
            yield from (pathlib.Path(folder, name) for name in sorted(names) if not name.endswith((".png", ".lock.hcl", "lock.json")))
    yield ROOT / "README.md"


def errors(page):
    """The code in the first column of the page's table of errors."""
    rows = re.findall(r"^\| (.+?) \|", page.partition("## When it does not work")[2].partition("\n## ")[0], re.MULTILINE)
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row)]


class PushGuideTests(unittest.TestCase):
    def test_the_variable_of_a_flag_follows_from_its_name(self):
        self.assertGreater(len(flags()), 15)
        for flag, variable in flags().items():
            with self.subTest(flag):
                self.assertEqual(variable, "ECS_EXPORTER_" + re.sub("[.-]", "_", flag).upper())

    def test_every_flag_and_variable_that_is_named_anywhere_is_in_the_table(self):
        known_flags, known_variables = set(flags()), set(flags().values()) | SECRET_VARIABLES
        found = 0
        for path in files():
            text = path.read_text(encoding="utf-8")
            named = set(re.findall(r"--(push\.[a-z-]*[a-z])", text)), set(re.findall(r"\bECS_EXPORTER_PUSH_[A-Z_]*[A-Z]", text))
            found += len(named[0]) + len(named[1])
            with self.subTest(path.relative_to(ROOT)):
                self.assertLessEqual(named[0], known_flags)
                self.assertLessEqual(named[1], known_variables)
        self.assertGreater(found, 60)

    def test_the_flags_are_those_of_the_program(self):
        readme = (ROOT / "docs" / "flags.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `--(?:\[no-\])?(push\.[a-z-]+)` \|.*? \| `(ECS_EXPORTER_\w+)` \|", between(readme, "flags"), re.MULTILINE)
        self.assertEqual(flags(), dict(rows))
        declared = (ROOT / "src" / "EcsExporter.Server" / "CommandLine" / "PushOptions.cs").read_text(encoding="utf-8")
        self.assertEqual(set(re.findall(r'"(ECS_EXPORTER_PUSH_[A-Z_]+)"', declared)), SECRET_VARIABLES)

    def test_the_commands_are_those_of_the_program(self):
        declared = (ROOT / "src" / "EcsExporter.Server" / "CommandLine" / "Command.cs").read_text(encoding="utf-8")
        known = set(re.findall(r'new\("([a-z]+)", Command\.', declared))
        used = [command.split() for page in (HUB, *PAGES.values()) for command in commands(page) if command.startswith("ecs_exporter ")]
        self.assertGreater(len(used), 3)
        for command in used:
            with self.subTest(" ".join(command)):
                self.assertIn(command[1], known)
                self.assertLessEqual({flag.removeprefix("--").partition("=")[0] for flag in command[2:]}, set(flags()))

    def test_the_metrics_are_those_of_the_program(self):
        named = re.findall(r"^\| `(\w+)` \|", between(HUB, "push metrics"), re.MULTILINE)
        self.assertEqual(sorted(named), sorted(set(re.findall(r'"ecs_exporter_push_(\w+)"', SOURCE))))

    def test_the_errors_are_in_the_words_of_the_program(self):
        self.assertEqual(len(PAGES), 3)
        for name, page in PAGES.items():
            self.assertGreater(len(errors(page)), 9)
            for error in errors(page):
                for words in re.split(r"…|: |\(|\)|\b[45](?:\d\d|xx)\b|\d+(?:\.\d+){3}|\d+ s$|AWS_\w+", error):
                    words = words.strip(" ,.")
                    if words and error not in FOREIGN_WORDS and not error.isdigit() and not error.startswith("--"):
                        with self.subTest(page=name, error=error, words=words):
                            self.assertIn(words, SOURCE)

    def test_each_guide_has_what_a_new_user_needs(self):
        for name, page in PAGES.items():
            with self.subTest(name):
                for needed in ("You need ", "Expected: ", "## When it does not work", "## What it costs", "## Infrastructure code", "check-it-in-ten-seconds"):
                    self.assertIn(needed, page)
                for failure in ("403", "404", "400", "429", "no answer within", "TLS handshake", "cannot be resolved"):
                    self.assertIn(failure, page.partition("## When it does not work")[2])


if __name__ == "__main__":
    unittest.main()
