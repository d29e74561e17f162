"""Compile templates to Python code that does less than Jinja's own, as our templates need no more; pages are the same.

This uses private API of Jinja. If Jinja stops calling one of these methods, pages are the same and take longer.
"""

from __future__ import annotations

from collections.abc import Callable
from keyword import iskeyword
from typing import Any

from jinja2 import Environment, nodes
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

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """Import what all pages share, if it is not to be made for this page, ``with context``."""
        if node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.shared_module(")
        self.visit(node.template, frame)
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Make a macro of the function that was written last."""
        name, names = getattr(macro_ref.node, "name", None), tuple(it.name for it in macro_ref.node.args)
        special = macro_ref.accesses_kwargs, macro_ref.accesses_varargs, macro_ref.accesses_caller
        most = -1 if any(special) else len(names)
        self.write(f"environment.make_macro(macro, {most}, {(name, names, *special, True)!r})")


class QuickMacro:
    """A macro that is made quickly, as each page makes its own, and called quickly by its arguments in their order.

    ``most`` is the number of its arguments, or -1 if it has others than those; ``declared`` is what Jinja's own class
    for macros needs to know.
    """

    __slots__ = ("_declared", "_environment", "_function", "_most")

    def __init__(
        self,
        environment: Environment,
        function: Callable[..., str],
        most: int,
        declared: tuple[Any, ...],
    ) -> None:
        self._environment, self._function, self._most, self._declared = environment, function, most, declared

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Return what the macro writes."""
        lacking = self._most - len(arguments)
        if named or lacking < 0:
            return self._jinja_macro()(*arguments, **named)
        return safe(
            self._function(*arguments, *[missing] * lacking) if lacking else self._function(*arguments)
        )

    def __getattr__(self, name: str) -> Any:
        """Return what Jinja documents of a macro, such as the names of its arguments."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._jinja_macro(), name)

    def _jinja_macro(self) -> Macro:
        return Macro(self._environment, self._function, *self._declared)

    def drop(self) -> None:
        """Let go of the function of the macro, which refers to all others on the page, and so to itself."""
        del self._function


def safe(text: str) -> Markup:
    """Mark text as safe for a page. ``Markup`` itself takes three times as long, as it accepts any object."""
    return _new(Markup, text)


_new = str.__new__
