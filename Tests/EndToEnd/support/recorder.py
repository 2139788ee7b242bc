"""A recording proxy: passes requests of an unmodified SDK on, keeps their exact bytes, and can send them again."""

import http.client
import http.server
import socketserver
import threading
import urllib.parse

HOP = {"host", "connection", "keep-alive", "transfer-encoding", "accept-encoding", "expect"}


class Recorder:
    def __init__(self, target):
        parsed = urllib.parse.urlsplit(target)
        self.address = (parsed.hostname, parsed.port)
        self.requests = []
        self.statuses = []
        self.lock = threading.Lock()
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def handle_any(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length) if length else b""
                kept = [(k, v) for k, v in self.headers.items() if k.lower() not in HOP]
                with recorder.lock:
                    recorder.requests.append((self.command, self.path, kept, body))
                status, headers, answer = recorder.send(self.command, self.path, kept, body)
                with recorder.lock:
                    recorder.statuses.append(status)
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in HOP | {"content-length", "date"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_OPTIONS = handle_any

        class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.listener.server_address[1]}"
        threading.Thread(target=self.listener.serve_forever, args=(0.05,), daemon=True).start()

    def send(self, method, path, headers, body):
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers:
                if name.lower() != "content-length":
                    connection.putheader(name, value)
            if body or method in ("POST", "PUT"):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            if body:
                connection.send(body)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def repeat(self):
        """Sends every recorded request again, byte for byte; their statuses."""
        return [self.send(*request)[0] for request in list(self.requests)]

    def close(self):
        self.listener.shutdown()
        self.listener.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
