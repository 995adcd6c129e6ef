"""Templates of notes, filled by jinja2 with nothing but plain data.

Besides ``pages.engine`` the only module that imports jinja2. That one fills vaultkit's own pages,
thousands of them, and needs no guard; here a template may be anybody's. It sees texts, numbers,
lists and mappings, the filters and methods named below, and no object of Python's. What it may
cost is limited by whoever runs it (``app.template_run``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.meta import TrackingCodeGenerator
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import pass_context

from vaultkit.language.moment import format_moment
from vaultkit.model.template_names import (
    NAMES,
    TemplateFault,
    TemplateFaultError,
    fields_of,
)
from vaultkit.pages.finish import body, plain_body
from vaultkit.pages.kept_code import Compiled, KeptCode, seal_of
from vaultkit.pages.marks import MARK, Filled, Ready, cleaned, mark, plain_text, ready_of
from vaultkit.pages.quote import guard_start, quote_inline

__all__ = ["MAX_OUTPUT", "MAX_SOURCE", "Shelf", "fill", "fill_shipped", "iter_faults"]

MAX_OUTPUT = 5 * 1024 * 1024
MAX_SOURCE = 256 * 1024
"""Characters of a template."""

_HERE = "<template>"
_VALUES = "vaultkit values"
"""Where a context keeps what was printed; no template can spell it."""
_WIDEST = 10_000
"""The longest text or list that `*` may make, and the largest power."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_METHODS: Mapping[type, frozenset[str]] = {
    str: _words(
        """capitalize casefold count endswith find isalpha isdigit isnumeric lower lstrip
        partition removeprefix removesuffix replace rpartition rsplit rstrip split splitlines
        startswith strip title upper"""
    ),
    list: _words("count index"),
    tuple: _words("count index"),
    dict: _words("get items keys values"),
}
_LOOP = _words(
    """changed cycle depth depth0 first index index0 last length nextitem previtem revindex
    revindex0"""
)
_FILTERS = _words(
    """abs capitalize count d default dictsort first float groupby int items last length list
    lower map max min reject rejectattr replace reverse round select selectattr sort string sum
    title trim truncate unique upper wordcount"""
)
_TESTS = _words(
    """boolean defined divisibleby eq equalto even false float ge gt in integer iterable le lower
    lt mapping ne none number odd sequence string true undefined upper"""
)


class Shelf(NamedTuple):
    """The templates that ship in a language, and where what they are compiled to is kept."""

    folder: Path
    compiled: Compiled | None = None


def fill_shipped(name: str, values: Mapping[str, Any], shelf: Shelf) -> Filled:
    """A template of the shelf by the name of its file; see ``fill``."""
    return _made(lambda made: made.get_template(name), values, _shipped_environment(shelf))


def fill(source: str, values: Mapping[str, Any], *, library: Path | None = None) -> Filled:
    """The template with its values marked; ``finish`` makes a note of it.

    ``library`` is the folder of templates that it may extend and include; without one it stands
    alone. Line ends are LF. Raises TemplateFaultError, with the line, for anything that goes
    wrong in it, and for more than 5 MB of output. May take any time and memory.
    """
    environment = _environment(None if library is None else Shelf(library))
    return _made(lambda made: made.from_string(_read(source)), values, environment, source)


def _made(
    get: Callable[[_Environment], jinja2.Template],
    values: Mapping[str, Any],
    environment: _Environment,
    source: str = "",
) -> Filled:
    given = {name: cleaned(value) for name, value in values.items()}
    printed: list[Any] = []
    try:
        template = get(environment)
        pieces: list[str] = []
        size = 0
        for piece in template.generate({**given, _VALUES: printed}):
            size += len(piece)
            _check_size(size)
            pieces.append(piece)
        _check_size(size + sum(len(str(each)) for each in printed))
        return Filled("".join(pieces), tuple(printed))
    except TemplateFaultError:
        raise
    except Exception as error:  # a template can have Python raise nearly anything
        raise TemplateFaultError(_fault_of(error, given, source)) from error


def iter_faults(source: str, *, library: Path | None = None) -> Iterator[TemplateFault]:
    """What is wrong in a template as far as reading it tells, in order of the lines.

    Nothing of it is run. The first fault of its syntax hides what comes after it.
    """
    environment = _environment(None if library is None else Shelf(library))
    try:
        tree = environment.parse(_read(source))
        unknown = _undeclared(tree, environment) - {*NAMES, *environment.globals}
    except TemplateFaultError as error:
        yield error.fault
        return
    except (jinja2.TemplateError, RecursionError) as error:
        yield _fault_of(error, NAMES, source)
        return
    found = {
        (node.lineno, node.name): _unknown(node.lineno, node.name, NAMES)
        for node in tree.find_all(nodes.Name)
        if node.ctx == "load" and node.name in unknown
    }
    for loop in tree.find_all(nodes.For):
        for node in _iter_items_fields(loop):
            item = NAMES[loop.iter.name][0]  # type: ignore[attr-defined, index]
            found[node.lineno, node.attr] = _unknown(node.lineno, node.attr, fields_of(item))
    yield from (found[key] for key in sorted(found))


def _undeclared(tree: nodes.Template, environment: _Environment) -> set[str]:
    """The names that have to be given."""
    tree.environment = environment
    finder = TrackingCodeGenerator(environment)
    finder.optimizer = None  # it would work out what is constant, be it a bomb
    finder.visit(tree)
    return finder.undeclared_identifiers


def _iter_items_fields(loop: nodes.For) -> Iterator[nodes.Getattr]:
    """The fields that a loop asks of the items of a list of ours, and they do not have."""
    if not (isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name)):
        return
    shape = NAMES.get(loop.iter.name)
    if not (isinstance(shape, list) and isinstance(shape[0], dict)):
        return
    for statement in loop.body:
        for node in (statement, *statement.find_all(nodes.Getattr)):
            if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
                is_item = node.node.name == loop.target.name
                if is_item and node.attr not in (*shape[0], *_METHODS[dict]):
                    yield node


def _read(source: str) -> str:
    if len(source) > MAX_SOURCE:
        raise TemplateFaultError(
            TemplateFault("template-refused", 1, {"reason": "longer than 256 KB"})
        )
    text: str = cleaned(source)
    return text


def _check_size(size: int) -> None:
    if size > MAX_OUTPUT:
        fault = TemplateFault("template-refused", 0, {"reason": "it writes more than 5 MB"})
        raise TemplateFaultError(fault)


# --- what goes wrong


def _unknown(line: int, name: str, known: Iterable[str]) -> TemplateFault:
    return TemplateFault("template-unknown-name", line, {"name": name, **_near(name, known)})


def _near(name: str, known: Iterable[str]) -> dict[str, str]:
    near = import_module("difflib").get_close_matches(name, list(known), 1, 0.6)
    return {"proposal": near[0]} if near else {"proposal": ""}


def _fault_of(error: Exception, names: Iterable[str], source: str) -> TemplateFault:
    line = _line_of(error)
    match error:
        case TemplateSyntaxError():
            reason = _shortened(error.message or "no template")
            return TemplateFault("template-syntax", error.lineno, {"reason": reason})
        case _UnknownError():
            near = _near(error.name, error.known or names)
            return TemplateFault("template-unknown-name", line, {"name": error.name, **near})
        case SecurityError() | UndefinedError():
            reason = _shortened(str(error))
        case MemoryError():
            reason = "it takes too much memory"
        case RecursionError():
            reason = "it is nested too deeply"
        case _:
            reason = _shortened(f"{type(error).__name__}: {error}")
    return TemplateFault("template-refused", line, {"reason": reason})


def _shortened(text: str) -> str:
    return " ".join(text.split())[:200]


def _line_of(error: BaseException) -> int:
    """The line of the template in which it happened, 0 where none is known."""
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _HERE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


class _UnknownError(UndefinedError):
    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class _Undefined(jinja2.StrictUndefined):
    """A name that is not there, which knows those that are."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **values: Any) -> Any:
        if issubclass(self._undefined_exception, SecurityError):
            raise SecurityError(self._undefined_hint)
        known = fields_of(self._undefined_obj)
        raise _UnknownError(str(self._undefined_name), known)

    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = (
        _fail_with_undefined_error
    )
    __add__ = __radd__ = __mul__ = __call__ = __getitem__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = __int__ = __float__ = _fail_with_undefined_error
    __contains__ = _fail_with_undefined_error


# --- the environment


_ALONE = "a template of a vault stands alone: it extends, includes and imports no other"
_NOT_TAKEN: tuple[tuple[Any, str], ...] = (
    ((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport), _ALONE),
    # What stands in these is filtered or passed on as text: values could not be told from it.
    ((nodes.CallBlock, nodes.FilterBlock), "blocks of call and filter are not taken"),
)


class _Written(Ready):
    """Text that a macro of the template wrote, its values already quoted."""

    __slots__ = ()


class _Environment(ImmutableSandboxedEnvironment):
    """Everything is forbidden that is not named above."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        # jinja2's own hook for what reads templates.
        tree = super()._parse(source, name, filename)
        for kinds, what in _NOT_TAKEN:
            found = tree.find(kinds)
            if found is not None and (self.loader is None or what != _ALONE):
                raise TemplateSyntaxError(what, found.lineno, name, filename)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if self._is_allowed(obj, attribute):
            return getattr(obj, attribute)
        if isinstance(obj, TemplateReference) and not attribute.startswith("_"):
            return obj[attribute]  # a block of the template
        return self._none_of(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, jinja2.Undefined):
            return obj[argument]
        if isinstance(obj, dict | list | tuple | str):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                if isinstance(argument, str):
                    return self.getattr(obj, argument)
        return self._none_of(obj, str(argument))

    def call(self, context: Context, function: Any, /, *args: Any, **values: Any) -> Any:
        if isinstance(function, jinja2.Undefined):
            return function()
        writes = isinstance(function, Macro | LoopContext | BlockReference)
        if not (writes or function is safe_range or self._is_method(function)):
            raise SecurityError("only macros, range and the methods of texts can be called")
        # No function that asks for the context is among what can be called.
        values.pop("_loop_vars", None)
        values.pop("_block_vars", None)
        made = function(*args, **values)
        if not writes:
            return made
        printed = context[_VALUES]
        return _Written(body(made, printed), plain_body(made, printed))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            raise SecurityError("texts are not formatted with %")
        if operator == "**" and not (
            _is_number(left) and _is_number(right) and abs(right) < 64 and abs(left) < _WIDEST
        ):
            raise SecurityError("this power is too large")
        if operator == "*" and not (_is_number(left) and _is_number(right)):
            long = max((len(each) for each in (left, right) if hasattr(each, "__len__")), default=0)
            times = max((each for each in (left, right) if _is_number(each)), default=0)
            if long * times > _WIDEST:
                raise SecurityError("too often repeated")
        return super().call_binop(context, operator, left, right)

    def _is_allowed(self, obj: Any, attribute: str) -> bool:
        if isinstance(obj, LoopContext):
            return attribute in _LOOP
        return any(isinstance(obj, kind) and attribute in names for kind, names in _METHODS.items())

    def _is_method(self, function: Any) -> bool:
        owner, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
        return owner is not None and self._is_allowed(owner, name)

    def _none_of(self, obj: Any, name: str) -> jinja2.Undefined:
        if isinstance(obj, jinja2.Undefined):
            return obj
        if name.startswith("_") or not isinstance(obj, dict):
            reason = f"'{name}' of {_kind_of(obj)} may not be used"
            return self.undefined(reason, exc=SecurityError)
        return self.undefined(obj=obj, name=name)


def _kind_of(obj: Any) -> str:
    match obj:
        case str():
            return "a text"
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
        case int() | float():
            return "a number"
    return "this"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


@cache
def _shipped_environment(shelf: Shelf) -> _Environment:
    """One for all notes: an import may make a thousand of one template, and to load it, with what
    it extends, takes longer than to fill it."""
    return _environment(shelf)


def _environment(shelf: Shelf | None) -> _Environment:
    environment = _Environment(
        loader=None if shelf is None else jinja2.FileSystemLoader(shelf.folder),
        bytecode_cache=None if shelf is None else _kept_code(shelf),
        undefined=_Undefined,
        finalize=_marked,
        # What is constant would be worked out when a template is merely read.
        optimized=False,
        autoescape=False,  # values are quoted when all is there
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=0 if shelf is None else 50,
    )
    own: Mapping[str, Callable[..., Any]] = {"date": _date, "join": _join}
    environment.globals = {"range": safe_range}
    environment.filters = {**{name: environment.filters[name] for name in _FILTERS}, **own}
    environment.tests = {name: environment.tests[name] for name in _TESTS}
    return environment


def _kept_code(shelf: Shelf) -> KeptCode | None:
    if shelf.compiled is None:
        return None
    seal = seal_of(shelf.folder, Path(__file__))
    return KeptCode(shelf.compiled, seal, f"notes-{shelf.folder.name}-")


@pass_context
def _marked(context: Context, value: Any) -> str:
    """Instead of a value its mark."""
    printed: list[Any] = context[_VALUES]
    if isinstance(value, str) and not isinstance(value, Ready) and MARK.search(value):
        value = plain_body(value, printed)  # what a block that was set holds
    if isinstance(value, jinja2.Undefined):
        return str(value)
    if not isinstance(value, str | int | float | list | tuple | dict | None):
        raise SecurityError("this cannot be printed")
    printed.append(cleaned(value))
    return mark(len(printed) - 1)


def _join(items: Iterable[Any], separator: str = ", ", attribute: str | None = None) -> Ready:
    """The items in one text: links stay links, all else is quoted."""
    values = [each[attribute] if attribute is not None else each for each in items]
    pairs = [
        (str(each) if isinstance(each, Ready) else quote_inline(plain_text(each)), plain_text(each))
        for each in values
    ]
    if values and not isinstance(values[0], Ready):  # it may come to stand where a line begins
        pairs[0] = (guard_start(pairs[0][0]), pairs[0][1])
    return ready_of(pairs, separator)


def _date(value: Any, pattern: str = "YYYY-MM-DD", language: str = "en") -> str:
    """A day, or day and time, by a format of Moment.js."""
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?.*", str(value), re.DOTALL)
    if found is None:
        raise SecurityError("the filter date takes a day such as 2026-12-08")
    moment = datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00'}")
    return format_moment(moment, pattern, language if language in ("en", "ru") else "en")
