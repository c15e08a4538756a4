"""A strict mirror of one image: python3 mirror.py ADDRESS PORT CERTIFICATE KEY AUTHORITY PREFIX FOLDER, over what `skopeo copy … dir:FOLDER` wrote.
It answers below PREFIX alone, only whoever shows a certificate of the authority, and only with the header X-Key: open. It prints a line when it listens."""
import http.server
import json
import os
import ssl
import sys

address, port, certificate, key, authority, prefix, folder = sys.argv[1:]


class Mirror(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        kind, _, name = self.path.split("?")[0].removeprefix(prefix).rpartition("/")
        path = os.path.join(folder, "manifest.json" if kind.endswith("/manifests") else name.removeprefix("sha256:"))
        if self.headers.get("X-Key") != "open" or not self.path.startswith(prefix) or not os.path.isfile(path):
            self.send_error(403 if self.headers.get("X-Key") != "open" else 404)
            return
        with open(path, "rb") as file:
            content = file.read()
        self.send_response(200)
        self.send_header("Content-Type", json.loads(content)["mediaType"] if path.endswith("manifest.json") else "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer((address, int(port)), Mirror)
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority)
context.load_cert_chain(certificate, key)
context.verify_mode = ssl.CERT_REQUIRED
server.socket = context.wrap_socket(server.socket, server_side=True)
print("listens", flush=True)
server.serve_forever()
