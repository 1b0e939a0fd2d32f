# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import tempfile
import unittest

from documents import ROOT, json_file, yaml_file

READERS = {".json": json_file, ".yml": yaml_file, ".yaml": yaml_file}
# TypeScript's own configuration allows comments; the compiler reads it.
NOT_JSON = {"tsconfig.json"}


def documents():
    for top in ("deploy", ".github"):
        for folder, folders, names in os.walk(ROOT / top):
            folders[:] = sorted(set(folders) - {"node_modules", "dist"})
            yield from (pathlib.Path(folder, name) for name in sorted(names) if pathlib.Path(name).suffix in READERS and name not in NOT_JSON)


class DocumentTests(unittest.TestCase):
    def test_every_document_parses_strictly(self):
        paths = list(documents())
        self.assertGreater(len(paths), 7)
        for path in paths:
            with self.subTest(path.relative_to(ROOT)):
                READERS[path.suffix](path)

    def test_a_key_given_twice_is_an_error(self):
        for name, text in {"a.json": '{"a": {"b": 1, "b": 2}}', "a.yml": "a:\n  b: 1\n  b: 2\n", "tagged.yml": "a: !Sub {b: 1, b: 2}\n"}.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder, name)
                path.write_text(text, encoding="utf-8")
                with self.assertRaisesRegex(ValueError, "given twice: b"):
                    READERS[path.suffix](path)


if __name__ == "__main__":
    unittest.main()
