# SPDX-License-Identifier: Apache-2.0
"""Follows docs/push-remote-write.md from an empty folder, with the binary that ECS_EXPORTER_BINARY names. The guide has fixed ports, so this runs
in a network of its own."""

import fcntl
import json
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import tempfile
import time
import unittest

from documents import ROOT

PAGE = (ROOT / "docs" / "push-remote-write.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## In five minutes, on your machine\n")[2].partition("\n## ")[0]
SECONDS = 60
PORTS = {"VictoriaMetrics": 8428, "Prometheus": 9090}


def steps():
    """The commands of the section, by step: start a receiver, push, query, end the task, see an error."""
    return [re.findall(r"^    (.+)$", step, re.MULTILINE) for step in re.split(r"^\*\*\d\. ", SECTION, flags=re.MULTILINE)[1:]]


def expected_lines():
    """What the guide shows of the error."""
    return re.search("```\n(.+?)```", SECTION, re.DOTALL).group(1)


def of(receiver, commands):
    return next(command for command in commands if f"127.0.0.1:{PORTS[receiver]}" in command)


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        flags = struct.pack("16sh", b"lo", 0x1 | 0x40)  # IFF_UP, IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, flags)  # SIOCSIFFLAGS


class FiveMinutesTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        loopback_up()

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        programs = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (programs / "ecs_exporter").symlink_to(os.environ["ECS_EXPORTER_BINARY"])
        self.environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(self.folder)}

    def start(self, command):
        """In a shell of its own, as in a terminal, with its log in the folder."""
        log = open(self.folder / f"{command.split()[0]}.log", "w+", encoding="utf-8")
        process = subprocess.Popen(
            ["sh", "-c", f"exec {command}"], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            # A shell in the background ignores SIGINT, and programs that it starts inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.addCleanup(log.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def run_once(self, command):
        return subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=SECONDS)

    def log(self, program):
        return (self.folder / f"{program}.log").read_text(encoding="utf-8")

    def wait_for_port(self, port):
        deadline = time.monotonic() + SECONDS
        while True:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    return
            self.assertLess(time.monotonic(), deadline, f"nothing listens at {port}")
            time.sleep(0.1)

    def query_until(self, command, expected):
        """The result of a query, once it has so many series."""
        deadline = time.monotonic() + SECONDS
        while True:
            answer = self.run_once(command).stdout
            result = json.loads(answer)["data"]["result"] if answer.startswith("{") else None
            if result is not None and len(result) == expected:
                return result
            self.assertLess(time.monotonic(), deadline, f"{answer}\n{self.log('ecs_exporter')}")
            time.sleep(0.2)

    def follow(self, receiver):
        begin, push, query, past, error = steps()
        for preparation in [command for command in begin if command.startswith("touch ")] if receiver == "Prometheus" else []:
            self.assertEqual(self.run_once(preparation).returncode, 0)
        self.start(of(receiver, begin))
        self.wait_for_port(PORTS[receiver])
        exporter = self.start(of(receiver, push))
        series, = self.query_until(of(receiver, query), 1)
        self.assertEqual((series["metric"]["job"], series["value"][1]), ("ecs", "1"))
        self.assertRegex(series["metric"]["instance"], r"^[0-9a-f]{32}$")
        self.assertIn('msg="Delivering metrics"', self.log("ecs_exporter"))
        self.assertNotIn("level=WARN", self.log("ecs_exporter"))
        names_it = f"127.0.0.1:{PORTS[receiver]}" in self.run_once("curl -s http://localhost:9779").stdout
        self.assertTrue(names_it, "the page does not name the receiver")

        exporter.send_signal(signal.SIGINT)
        self.assertEqual(exporter.wait(5), 0)
        self.query_until(of(receiver, query), 0)
        self.query_until(of(receiver, past), 1)

        failure = self.run_once(error[0])
        self.assertEqual(failure.returncode, 1)
        self.assertIn(expected_lines(), failure.stdout)

    def test_with_victoria_metrics(self):
        self.follow("VictoriaMetrics")

    def test_with_prometheus(self):
        self.follow("Prometheus")


if __name__ == "__main__":
    unittest.main()
