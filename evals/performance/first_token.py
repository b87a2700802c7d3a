"""What we add to a large model's first token: `python -m evals.performance.first_token [--data DIR]`.

A model server of ours on loopback notes when it was asked and when it sent its first word. Before and after that it is
our time: storing the message, the prompt, the client; and reading, cleaning and passing the word on.
"""

from __future__ import annotations

import json
import os
import statistics
import threading
import time
from argparse import ArgumentParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from assistant.demo.people import USERS
from evals.performance.server import serving, token

BUDGET = 30.0  # milliseconds
TURNS, WARM_UP = 40, 5
THINKING = 0.2  # seconds between the request and the first word


class Model(BaseHTTPRequestHandler):
    """Says ten words, slowly. `asked` and `spoke` are the instants of the last request and its first word."""

    asked = spoke = 0.0
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        Model.asked = time.perf_counter()
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        time.sleep(THINKING)
        Model.spoke = time.perf_counter()
        for n in range(10):
            self._chunk({"role": "assistant", "content": f"word{n} "})
            time.sleep(0.005)
        self._chunk({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> None:
        chunk = {
            "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }  # fmt: skip
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the benchmark prints its own."""


def first_word(client: httpx.Client) -> tuple[float, float]:
    """Milliseconds before the model was asked, and after it spoke, of one turn."""
    conversation = client.post("/conversations").raise_for_status().json()["id"]
    path = f"/conversations/{conversation}/messages"
    started, heard = time.perf_counter(), 0.0
    with client.stream("POST", path, json={"text": "hello"}, headers={"Accept": "text/event-stream"}) as answer:
        for line in answer.iter_lines():
            if not heard and "TEXT_MESSAGE_CONTENT" in line:
                heard = time.perf_counter()
    return (Model.asked - started) * 1000, (heard - Model.spoke) * 1000


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="CRM_DATA_DIR of a loaded demo company")
    if data := parser.parse_args().data:
        os.environ["CRM_DATA_DIR"] = str(data)
    model = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=model.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{model.server_address[1]}/v1"
    speaker = token(USERS["maya"].email)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    model_of_ours = {"CRM_MODEL": "openai:scripted", "OPENAI_BASE_URL": address, "OPENAI_API_KEY": "none"}
    with serving(**model_of_ours) as server, server.client(speaker) as client:
        taken = [first_word(client) for _ in range(WARM_UP + TURNS)][WARM_UP:]
    for name, ms in (
        ("before the model is asked", [t[0] for t in taken]),
        ("from its first word to the person", [t[1] for t in taken]),
        (f"together (budget {BUDGET:.0f} ms)", [sum(t) for t in taken]),
    ):
        print(f"{name}: p50 {statistics.median(ms):.1f} ms, p95 {statistics.quantiles(ms, n=20)[18]:.1f} ms")
    model.shutdown()


if __name__ == "__main__":
    main()
