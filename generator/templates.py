"""How templates run: strictly, and with all that they show made safe for a Markdown page."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import repeat
from keyword import iskeyword
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup

from generator import markdown, scales
from generator.dates import EdtfDate, day_words, month_words


class _CodeGenerator(CodeGenerator):
    """Writes out what ``finalize`` returns, which is safe already, without escaping it once more; calls directly.

    Jinja looks at each function that a template calls, each time, for whether it wants to be given the context, which
    takes as long as most of ours do. None of them does, nor a macro.
    """

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


class _Environment(Environment):
    code_generator_class = _CodeGenerator


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
    environment.filters["counted"] = lambda things, noun: f"{len(things)} {noun}{'s' * (len(things) != 1)}"
    environment.filters["percent"] = lambda share: f"{share:.0%}"
    return environment


def tidy(text: str) -> str:
    """At most one blank line in a row, no white space at line ends, one newline at the end."""
    lines = "\n".join(map(str.rstrip, text.split("\n"), repeat(" \t")))
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"


_BLANK_LINES = re.compile(r"\n\n\n+")  # which starts with something fixed, and so is looked for quickly


def _finalize(value: Any) -> str:
    """Make whatever a template shows safe for a Markdown page, unless it is so already."""
    if type(value) is Markup:
        return value
    return markdown.md_text(value.words if isinstance(value, EdtfDate) else str(value))
