#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the Grafana dashboards: the .json files beside this one. With --check, fails if they are not current.

Panels use raw metrics instead of recorded series, so that a dashboard works as soon as it is imported. The dashboards find a task by the
labels of ecs_task_info, so they do not depend on the labels that the service discovery adds: queries join on job and instance. If some
platforms have no data for a panel, the panel says why (noValue).
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True

from overview import OVERVIEW
from right_sizing import RIGHT_SIZING
from services import SERVICES
from task import DETAIL

FOLDER = pathlib.Path(__file__).parent


def main():
    stale = []
    for content in (OVERVIEW, DETAIL, RIGHT_SIZING, SERVICES):
        path = FOLDER / f"{content['uid']}.json"
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        if sys.argv[1:] == ["--check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(path.name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.exit(f"out of date, run deploy/grafana/dashboards.py: {', '.join(stale)}")


main()
