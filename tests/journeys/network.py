"""What a test knows of attempts to reach a network, its own and those of processes it started."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

WATCHED = Path(__file__).with_name("watched")


def _load() -> Any:
    """Return the watch of this process; once, because its hook stays."""
    name = "annotator_network_watch"
    if name not in sys.modules:
        spec = spec_from_file_location(name, WATCHED / "sitecustomize.py")
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


watch = _load()
#: urllib3, which trafilatura brings along, asks when it is imported whether there is IPv6, by a
#: socket that it binds to this computer itself and drops.
HARMLESS = ("socket.bind", "('::1', 0)")


@dataclass(frozen=True)
class Network:
    """The attempts since a test began."""

    log: Path

    def _lines(self) -> list[dict[str, Any]]:
        return [json.loads(each) for each in self.log.read_text(encoding="utf-8").splitlines()]

    @property
    def processes(self) -> dict[int, str]:
        """The commands of the processes that were watched, by id."""
        return {each["process"]: each["detail"] for each in self._lines()
                if each["what"] == "watched"}  # fmt: skip

    @property
    def children(self) -> list[str]:
        """The commands of the watched processes that this one started."""
        return [command for process, command in self.processes.items() if process != os.getpid()]

    @property
    def attempts(self) -> list[tuple[str, str]]:
        """What was tried and refused, in any process."""
        found = [(each["what"], each["detail"]) for each in self._lines()
                 if each["what"] != "watched"]  # fmt: skip
        return [each for each in found if each != HARMLESS]
