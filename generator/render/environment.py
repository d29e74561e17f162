"""How templates run: strictly, and with all that they show made safe for a Markdown page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sized
from contextlib import contextmanager
from functools import lru_cache
from itertools import repeat
from keyword import iskeyword
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup

from generator.model import scales
from generator.render import markdown
from generator.text.edtf import EdtfDate, day_words, month_words


class _Macro(Macro):
    """A macro that is called with places alone, as most are, without Jinja's look for everything else."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        plain = not (self.catch_kwargs or self.catch_varargs or self.caller)
        self._left_out = [(missing,) * left for left in range(self._argument_count, -1, -1)] if plain else []

    def __call__(self, *places: Any, **named: Any) -> Markup:
        """Give what the macro shows."""
        if named or len(places) >= len(self._left_out):
            return Markup(super().__call__(*places, **named))
        return Markup(self._func(*places, *self._left_out[len(places)]))


class _CodeGenerator(CodeGenerator):
    """Writes out what ``finalize`` returns, which is safe already, without escaping it once more; calls directly.

    Jinja looks at each function that a template calls, each time, for whether it wants to be given the context, which
    takes as long as most of ours do. None of them does, nor a macro. It also looks for an attribute among the items
    of a thing, and makes one that is not there undefined; ours are attributes of types, and a missing one is an error.
    """

    _perhaps = False  # within a question whether something is there

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Write the reading of an attribute."""
        of_jinja = isinstance(node.node, nodes.Name) and node.node.name == "self"  # the blocks of a template
        if self._perhaps or of_jinja or isinstance(node.node, nodes.Const) or iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        """Write a test, and leave it to Jinja where that is for something that may be missing."""
        with self._asked(node.name in ("defined", "undefined")):
            super().visit_Test(node, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        """Write a filter, likewise."""
        with self._asked(node.name in ("default", "d")):
            super().visit_Filter(node, frame)

    @contextmanager
    def _asked(self, perhaps: bool) -> Iterator[None]:
        before, self._perhaps = self._perhaps, self._perhaps or perhaps
        yield
        self._perhaps = before

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write the making of a macro."""
        node = macro_ref.node
        names = "".join(f"{argument.name!r}, " for argument in node.args)
        takes = (macro_ref.accesses_kwargs, macro_ref.accesses_varargs, macro_ref.accesses_caller)
        name = getattr(node, "name", None)
        self.write(f"environment.macro_class(environment, macro, {name!r}, ({names}), *{takes!r}, True)")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call of a function or macro."""
        keywords = [keyword.key for keyword in node.kwargs]
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(map(iskeyword, keywords)):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self.write(finalize.src or "str(")

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        self.write(")")


class _Template(Template):
    """A template that leaves nothing behind when a page is done.

    Macros that a page imports with its context, and the context in which they run, hold each other, and all that the
    page was shown: as much memory as the page itself, until somebody looks for what goes round in circles. (A macro
    that calls itself still holds itself.)
    """

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Give the page."""
        contexts: list[Context] = []
        try:
            return super().render(*args, **kwargs, **{_CONTEXTS: contexts})
        finally:
            while contexts:
                contexts.pop().vars.clear()

    def new_context(self, *args: Any, **kwargs: Any) -> Context:
        """Make the context of a page, or of what the page imports or includes."""
        context = super().new_context(*args, **kwargs)
        context.parent.get(_CONTEXTS, []).append(context)
        return context


_CONTEXTS = "contexts of this page"  # no template can name it


class _Environment(Environment):
    code_generator_class = _CodeGenerator
    macro_class = _Macro
    template_class = _Template


@lru_cache(maxsize=4)  # compiling the templates takes longer than rendering a small site
def make_environment(templates: frozenset[tuple[str, bytes]], folder: str) -> Environment:
    """Make what templates run in, from their names and contents; errors name them with ``folder`` before."""
    files = dict(templates)

    def source(name: str) -> tuple[str, str, None] | None:
        return (files[name].decode("utf-8"), f"{folder}{name}", None) if name in files else None

    environment = _Environment(
        loader=FunctionLoader(source),
        autoescape=True,  # so that macros give Markup
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["scales"] = scales
    environment.filters["day"] = day_words
    environment.filters["month"] = month_words
    environment.filters["counted"] = _counted
    return environment


def _counted(things: Sized | int, noun: str) -> str:
    """Say how many there are: ``1 claim``, ``2 claims``."""
    number = things if isinstance(things, int) else len(things)
    return f"{number} {noun}{'s' * (number != 1)}"


def normalise_whitespace(text: str) -> str:
    """At most one blank line in a row, no white space at line ends, one newline at the end."""
    lines = "\n".join(map(str.rstrip, text.split("\n"), repeat(" \t")))
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"


_BLANK_LINES = re.compile(r"\n\n\n+")  # which starts with something fixed, and so is looked for quickly


def _finalize(value: Any) -> str:
    """Make whatever a template shows safe for a Markdown page, unless it is so already."""
    if type(value) is Markup:
        return value
    return markdown.escape(value.words if isinstance(value, EdtfDate) else str(value))
