# SPDX-License-Identifier: Apache-2.0
"""Reads JSON and YAML strictly: a key given twice is an error, not the last one's victory."""

import json
import pathlib

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


def json_file(path):
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)


def yaml_file(path):
    """All documents of the file; a tag such as CloudFormation's !Sub becomes {"Fn::Sub": value}."""
    return list(yaml.load_all(path.read_text(encoding="utf-8"), Loader=_Loader))


def _unique(pairs):
    keys = [key for key, _ in pairs]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"given twice: {', '.join(sorted(map(str, twice)))}")
    return dict(pairs)


def _no_constant(name):
    raise ValueError(f"{name} is not JSON")


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node, deep=False):
        return _unique([(self.construct_object(key, deep=True), self.construct_object(value, deep=True)) for key, value in node.value])


def _tagged(loader, suffix, node):
    construct = {yaml.ScalarNode: loader.construct_scalar, yaml.SequenceNode: loader.construct_sequence, yaml.MappingNode: loader.construct_mapping}
    return {"Ref" if suffix == "Ref" else f"Fn::{suffix}": construct[type(node)](node)}


_Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node, deep=True))
_Loader.add_multi_constructor("!", _tagged)
