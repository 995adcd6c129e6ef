"""Pages of vaultkit's own, by jinja2: templates that ship, filled with plain data.

Whatever a template prints is quoted, unless it is ``Markdown`` already: a filter forgotten in a
template can make a page ugly, never unsafe. A macro's outcome is marked with ``|md``.

There is a page for nearly every note, so what jinja2 does anew for every page is done once here:
a template is put together from all that it extends and includes when it is loaded. There is no
sandbox: the templates are vaultkit's own, and a sandbox asks at every step.

To compile the templates of a few pages takes longer than to find out what changed in a vault, so
whoever renders may give a place that keeps what was compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from vaultkit.model.errors import VaultkitError
from vaultkit.pages.kept_code import Compiled, KeptCode, seal_of
from vaultkit.pages.quote import Markdown, quote_block, quote_line

__all__ = ["render", "templates_root"]


def templates_root() -> Path:
    """The folder of the templates that ship: in the installed package, else in the checkout.

    Raises VaultkitError where neither has them, so where the installation is broken.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "pages").is_dir():
            return folder
    raise VaultkitError(
        "the templates that belong to vaultkit are not there",
        where=str(package),
        hint="install vaultkit again",
    )


def render(template: str, values: Mapping[str, Any], *, compiled: Compiled | None = None) -> str:
    """The text of a template of ``templates/pages``, named without its ending, filled.

    The values are data and functions that return text; a name that is not given raises
    jinja2's ``UndefinedError``. What the template is compiled to is looked for in ``compiled``,
    and put there.
    """
    made = _template(template, compiled)
    # Not ``made.render``: it adds functions of jinja2's own, which no template uses.
    context = _Context(made.environment, dict(values), made.name, made.blocks)
    return "".join(made.root_render_func(context))


@cache
def _template(name: str, compiled: Compiled | None) -> jinja2.Template:
    return _environment(compiled).get_template(f"{name}.md.j2")


@cache
def _environment(compiled: Compiled | None = None) -> jinja2.Environment:
    folder = templates_root() / "pages"
    kept = None if compiled is None else KeptCode(compiled, seal_of(folder, Path(__file__)))
    environment = _Environment(
        loader=jinja2.FileSystemLoader(folder),
        bytecode_cache=kept,
        undefined=jinja2.StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # HTML's escapes are not Markdown's: _printed quotes instead
        auto_reload=False,
    )
    environment.filters.update(md=Markdown, block=quote_block)
    return environment


def _printed(value: object) -> str:
    """What a template's expression prints."""
    if isinstance(value, Markdown):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quote_line(value)
    raise TypeError(f"a template prints {type(value).__name__}, which is no text")


# --- less to do for every page


class _Context(Context):
    """A template's names. Calls go straight through, as no function of ours asks for the context.

    jinja2 looks at each function for a mark that says so, which takes as long as many of them run.
    """

    def call(
        self,
        function: Callable[..., object],
        /,
        *args: object,
        _loop_vars: object = None,
        _block_vars: object = None,
        **values: object,
    ) -> object:
        return function(*args, **values)


class _Environment(jinja2.Environment):
    """Loads templates whole. An error names the page's template, whichever it stands in."""

    context_class = _Context

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        # jinja2's own hook for another way to make code of a template.
        whole = _Included(self).visit(_extended(self, source))
        return super()._generate(whole, name, filename, defer_init)


def _extended(environment: jinja2.Environment, tree: nodes.Template) -> nodes.Template:
    """The template that it extends, with its own blocks in the places of that one's."""
    extends = tree.find(nodes.Extends)
    if extends is None:
        return tree
    own = {block.name: block for block in tree.find_all(nodes.Block)}
    base = _extended(environment, _parsed(environment, extends.template))
    for block in base.find_all(nodes.Block):
        if block.name in own:
            block.body, block.required = own[block.name].body, False
    return base


class _Included(NodeTransformer):
    """Puts the text of blocks and of included templates in their places.

    A template whose name is only known when a page is made stays apart.
    """

    def __init__(self, environment: jinja2.Environment) -> None:
        self.environment = environment

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802 - jinja2's name
        if not isinstance(node.template, nodes.Const):
            return node
        included = _extended(self.environment, _parsed(self.environment, node.template))
        return nodes.Scope(self.visit(included).body, lineno=node.lineno)

    def visit_Block(self, node: nodes.Block) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return node if node.required else nodes.Scope(node.body, lineno=node.lineno)


def _parsed(environment: jinja2.Environment, name: nodes.Expr) -> nodes.Template:
    assert environment.loader is not None
    source, filename, _ = environment.loader.get_source(environment, name.as_const())
    return environment.parse(source, filename=filename)
