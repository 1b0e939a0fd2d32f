# SPDX-License-Identifier: Apache-2.0
"""https_receiver.py PORT CERTIFICATE KEY FILE: accepts what is pushed over https to 127.0.0.1, and writes the path of each request to the file."""

import http.server
import ssl
import sys

PORT, CERTIFICATE, KEY, FILE = sys.argv[1:]


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with open(FILE, "a", encoding="utf-8") as received:
            received.write(self.path + "\n")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        """The test reads the file."""


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(PORT)), Receiver)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE, KEY)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
