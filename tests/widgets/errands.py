"""Errands done as a page does them: in another process, which is ended when one takes too long."""

import json
import os
import selectors
import subprocess
import sys
from pathlib import Path

from widgets.kit.widget import Outcome

ROOT = Path(__file__).parents[2]
MEMORY = 1 << 30
"""Bytes that an errand may have."""

CHILD = f"""
import json, os, resource, sys
sys.path.insert(0, {str(ROOT)!r})
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
from widgets import runtime, widget
widget(sys.argv[3])
read, write = os.fdopen(int(sys.argv[1]), encoding="utf-8"), int(sys.argv[2])
def say(kind, text, put=os.write, encode=json.dumps):
    put(write, (encode([kind, text]) + "\\n").encode())
say("ready", "")
for line in read:
    slug, text = json.loads(line)
    say("result", runtime.perform(slug, text, lambda partial: say("report", partial)))
"""


class Bench:
    """Does errands in a process of its own, and starts another one when that is ended or dies."""

    def __init__(self, seconds=1.5):
        self.seconds = seconds
        self.child = None

    def close(self):
        if self.child:
            self.child.kill()
            self.child.wait()
            self.asked.close()
            os.close(self.told)
            self.child = None

    def do(self, slug, text):
        """What becomes of an errand, as `compute` is told."""
        if self.child is None:
            self._start(slug)
        self.asked.write(json.dumps([slug, text]) + "\n")
        self.asked.flush()
        heard, last = b"", ""
        while True:
            ready = self.selector.select(self.seconds)
            piece = os.read(self.told, 1 << 20) if ready else b""
            if not piece:
                self.close()
                ended = 0.0 if ready else self.seconds
                return Outcome(last, ended=ended, crashed="" if ended else "it died")
            heard += piece
            *lines, heard = heard.split(b"\n")
            for line in lines:
                kind, last = json.loads(line)
                if kind == "result":
                    return Outcome(last)

    def _start(self, slug):
        below, asked = os.pipe()
        told, above = os.pipe()
        self.child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(below), str(above), slug],
            pass_fds=(below, above),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(below)
        os.close(above)
        self.asked = os.fdopen(asked, "w", encoding="utf-8")
        self.told = told
        self.selector = selectors.DefaultSelector()
        self.selector.register(told, selectors.EVENT_READ)
        # It may take its time to begin.
        assert os.read(told, 1 << 20) == b'["ready", ""]\n'
