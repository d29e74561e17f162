"""Compile templates to Python code that does less than Jinja's own, as our templates need no more; pages are the same.

This uses private API of Jinja. If Jinja stops calling one of these methods, pages are the same and take longer.
"""

from __future__ import annotations

from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup


class TemplateCode(CodeGenerator):
    """Writes the code of a template. The environment's ``finalize`` makes safe for a page what is no ``Markup``."""

    def write_commons(self) -> None:
        """Name what the code uses most."""
        super().write_commons()
        self.writeline("attribute, finalize = environment.getattr, environment.finalize")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("(shown if type(shown := (")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")) is Markup else finalize(shown))")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Look up an attribute or an item."""
        self.write("attribute(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Call a function or a macro directly: none of those that templates see asks for the context."""
        is_plain = not (node.dyn_args or node.dyn_kwargs or any(iskeyword(it.key) for it in node.kwargs))
        if forward_caller or not is_plain:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Make a macro of the function that was written last."""
        name, names = getattr(macro_ref.node, "name", None), tuple(it.name for it in macro_ref.node.args)
        special = macro_ref.accesses_kwargs, macro_ref.accesses_varargs, macro_ref.accesses_caller
        self.write(f"environment.make_macro(macro, {name!r}, {names!r}, *{special!r}, True)")


class QuickMacro(Macro):
    """A macro that is called quickly by its arguments in their order."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Return what the macro writes."""
        lacking = self._argument_count - len(arguments)
        if named or lacking < 0 or self.caller or self.catch_kwargs or self.catch_varargs:
            return super().__call__(*arguments, **named)
        written = self._func(*arguments, *[missing] * lacking) if lacking else self._func(*arguments)
        return safe(written)

    def drop(self) -> None:
        """Let go of the function of the macro, which refers to all others on the page, and so to itself."""
        del self._func


def safe(text: str) -> Markup:
    """Mark text as safe for a page. ``Markup`` itself takes three times as long, as it accepts any object."""
    return _new(Markup, text)


_new = str.__new__
