"""Children that run vaultkit, forked off a process that has loaded it already.

So a child does nothing but its command, and the moments at which it is killed lie in that. Run as
a module this is that process: it reads requests from stdin and answers on stdout, a line each.
"""

from __future__ import annotations

import codecs
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import vaultkit
from tests.cli.support import PATIENCE_S, ROOT, Done, make_vault, process_environment

_STAND_INS = (
    "tests.reliability.driver",
    "tests.reliability.endless",
    "tests.reliability.hostile_run",
)
"""What may be run in the place of a command of vaultkit."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_EVENTS = frozenset(
    ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect", "fcntl.flock")
)


@dataclass(frozen=True, slots=True)
class Order:
    """One command, and what befalls the process that carries it out."""

    words: tuple[str, ...]
    vault: str
    environ: Mapping[str, str]
    kill_after_s: float | None = None
    kill_at: int | None = None
    """At which of its acts on files, from 1 on, it kills itself."""
    stop_at: int | None = None
    """At which it stops, to be continued."""
    at_gate: bool = False
    """Whether it waits for ``open_gate``."""
    user: int | None = None
    """Whose rights it has, for a parent that has all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended, or that it stopped."""

    pid: int
    stopped: bool
    signal: int
    code: int
    out: str
    err: str
    seconds: float

    @property
    def done(self) -> Done:
        """As of a command that ran to its end."""
        assert not self.stopped, self
        assert not self.signal, self
        return Done(self.code, self.out, self.err)


class Forking:
    """The process that children are forked off, as its parent sees it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, *words: str, vault: Path, **more: Any) -> int:
        """Starts a child and comes back with its id. It has to be waited for."""
        environ = process_environment(more.pop("environ", None))
        named = (words[0], "--vault", str(vault), *words[1:])
        pid: int = self._ask("start", asdict(Order(named, str(vault), environ, **more)))
        return pid

    def wait(self, pid: int) -> Outcome:
        """When the child has ended, or stopped."""
        answer = self._ask("wait", pid)
        assert answer is not None, f"process {pid} never ended, and was killed"
        return Outcome(**answer)

    def run(self, *words: str, vault: Path, **more: Any) -> Outcome:
        """Starts a child and waits for it."""
        return self.wait(self.start(*words, vault=vault, **more))

    def resume(self, pid: int) -> Outcome:
        """Continues a child that stopped, and waits for it."""
        os.kill(pid, signal.SIGCONT)
        return self.wait(pid)

    def open_gate(self, children: int) -> None:
        """Lets the children that wait for it go, all at once."""
        self._ask("open", children)

    def _ask(self, what: str, value: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps([what, value]), file=self._process.stdin, flush=True)
        # One answer to one question, so nothing waits in the buffer that the system does not see.
        answers, _, _ = select.select([self._process.stdout], [], [], 2 * PATIENCE_S)
        if not answers:
            self._process.kill()
        assert answers, f"no answer to {what}"
        return json.loads(self._process.stdout.readline())


@contextmanager
def forking() -> Iterator[Forking]:
    """The process, ready to fork."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.forking"],
        cwd=ROOT,
        env=process_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Forking(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


# --- in the process


@dataclass(slots=True)
class _Child:
    pid: int
    folder: Path
    kill_after_s: float | None
    began: float


def _main() -> None:
    from vaultkit.cli.main import run

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory() as scratch:
        vault = make_vault(Path(scratch) / "vault")
        # Loads what is loaded on demand.
        with _streams_in(Path(scratch)):
            _load_all()
            for word in ("build", "facts", "tags", "graph"):
                run((word, "--vault", str(vault)), environ=os.environ, folder=vault)
            for module in _STAND_INS:
                import_module(module).warm_up(vault, os.environ)
        children: dict[int, _Child] = {}
        gate = os.pipe()
        for line in sys.stdin:
            what, value = json.loads(line)
            answer: object = None
            if what == "start":
                child = _start(Order(**value), gate[0], Path(tempfile.mkdtemp(dir=scratch)))
                children[child.pid] = child
                answer = child.pid
            elif what == "wait":
                outcome = _find_outcome(children[value])
                answer = None if outcome is None else asdict(outcome)
            else:
                os.write(gate[1], b"." * value)
            print(json.dumps(answer), file=answers, flush=True)


def _load_all() -> None:
    """All of vaultkit, and what compiling a template needs: a child may not be able to read it."""
    for found in pkgutil.walk_packages(vaultkit.__path__, "vaultkit."):
        if found.name != "vaultkit.__main__":
            import_module(found.name)
    codecs.lookup("unicode-escape")


@contextmanager
def _streams_in(folder: Path) -> Iterator[None]:
    """What is written to stdout and stderr goes into files of that name."""
    saved = os.dup(1), os.dup(2)
    for number, name in ((1, "out"), (2, "err")):
        fd = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(fd, number)
        os.close(fd)
    try:
        yield
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        for number, fd in enumerate(saved, start=1):
            os.dup2(fd, number)
            os.close(fd)


def _start(order: Order, gate: int, folder: Path) -> _Child:
    for name in ("out", "err"):
        (folder / name).touch()  # a child may be killed before it makes them
    began = time.monotonic()
    waits, tells = os.pipe()
    pid = os.fork()
    if not pid:
        _be_child(order, gate, tells, folder)
    os.close(tells)
    os.setpgid(pid, pid)  # either comes first
    if order.at_gate:
        os.read(waits, 1)  # whoever looks at its calls is to see none from before the gate
    os.close(waits)
    return _Child(pid, folder, order.kill_after_s, began)


def _be_child(order: Order, gate: int, tells: int, folder: Path) -> NoReturn:
    code = 70
    try:
        os.setpgid(0, 0)
        with _streams_in(folder):
            if order.user is not None:
                os.setgid(order.user)
                os.setuid(order.user)
            if order.at_gate:
                os.write(tells, b".")
                os.read(gate, 1)
            if order.kill_at or order.stop_at:
                _signal_at_acts(order)
            code = _carried_out(order)
            sys.stdout.flush()
            sys.stderr.flush()
    finally:
        os._exit(code)


def _carried_out(order: Order) -> int:
    """A command of vaultkit, or ``main`` of the tests' module that stands in its place."""
    from vaultkit.cli.main import run

    main = import_module(order.words[0]).main if order.words[0].startswith("tests.") else run
    code: int = main(order.words, environ=order.environ, folder=Path(order.vault))
    return code


def _signal_at_acts(order: Order) -> None:
    me, acts = os.getpid(), 0

    def heard(event: str, values: tuple[Any, ...]) -> None:
        nonlocal acts
        writes = event == "open" and isinstance(values[2], int) and values[2] & _WRITING
        if (event in _EVENTS or writes) and os.getpid() == me:
            acts += 1
            if acts == order.kill_at:
                os.kill(me, signal.SIGKILL)
            elif acts == order.stop_at:
                os.kill(me, signal.SIGSTOP)

    sys.addaudithook(heard)


def _find_outcome(child: _Child) -> Outcome | None:
    """``_outcome_of``; None of a child that has to be killed since it never ends."""
    wedged = False

    def give_up(number: int, frame: object) -> None:
        nonlocal wedged
        wedged = True
        os.killpg(child.pid, signal.SIGKILL)

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)
    try:
        outcome = _outcome_of(child)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None if wedged else outcome


def _outcome_of(child: _Child) -> Outcome:
    """Kills the child and all that it started when its time has come."""
    if child.kill_after_s is not None:
        _wait_for_end(child, child.kill_after_s)
        os.killpg(child.pid, signal.SIGKILL)
    _, status = os.waitpid(child.pid, os.WUNTRACED)
    seconds = time.monotonic() - child.began
    stopped = os.WIFSTOPPED(status)
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
    out, err = ((child.folder / name).read_text() for name in ("out", "err"))
    return Outcome(child.pid, stopped, ended_by, code, out, err, seconds)


def _wait_for_end(child: _Child, seconds: float) -> None:
    """Until the child has ended, at most so long after it began."""
    ends = os.pidfd_open(child.pid)
    left = max(0.0, child.began + seconds - time.monotonic())
    select.select([ends], [], [], left)
    os.close(ends)


if __name__ == "__main__":
    _main()
