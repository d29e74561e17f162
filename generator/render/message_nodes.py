"""Translate the messages of templates when these are compiled, so that rendering a page looks none up.

``{{ _("By {names}", names=shown) }}`` becomes what it consists of, as if the template were ``By {{ shown }}``. A call
stays where the message is known only when a page is rendered: with ``ngettext``, a message that is no literal, or a
Korean particle that depends on a field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from generator.translation import Language, message_parts


class MessageTranslator(NodeTransformer):
    """Replaces the messages of a template.

    ``escape`` makes text safe for a page; its second argument tells whether a line may begin with it. ``environment``
    has the method ``join_safely``, which makes values safe and joins them, and gets an attribute for each message.
    """

    def __init__(
        self, environment: Environment, language: Language, escape: Callable[[str, bool], Markup]
    ) -> None:
        self._environment, self._language, self._escape = environment, language, escape
        self._names: dict[Markup, str] = {}

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        """Put the pieces of a message in its place."""
        node.nodes = [piece for child in node.nodes for piece in self._output(child)]
        return node

    def _output(self, child: nodes.Expr) -> Iterator[nodes.Expr]:
        for piece in self._pieces(child) or [child]:
            if isinstance(piece, Markup):
                yield nodes.TemplateData(piece, lineno=child.lineno)
            else:
                yield self.visit(piece)

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:
        """Join the pieces of a message that is part of an expression."""
        pieces = self._pieces(node)
        if pieces is None:
            return self.generic_visit(node)  # type: ignore[return-value]
        parts = [self._words(it, node) if isinstance(it, Markup) else self.visit(it) for it in pieces]
        if len(parts) == 1 and isinstance(pieces[0], Markup):
            return parts[0]
        join = nodes.EnvironmentAttribute("join_safely", lineno=node.lineno)
        return nodes.Call(join, parts, [], None, None, lineno=node.lineno)

    def _words(self, words: Markup, node: nodes.Node) -> nodes.Expr:
        """Refer to words by an attribute of the environment: a constant would be made again whenever it is used."""
        name = self._names.setdefault(words, f"words_{len(self._names)}")
        setattr(self._environment, name, words)
        return nodes.EnvironmentAttribute(name, lineno=node.lineno)

    def _pieces(self, node: nodes.Node) -> list[Markup | nodes.Expr] | None:
        """Return the words and the fields of a message, in its order; None if it must be looked up later."""
        message = self._message(node)
        if message is None or not isinstance(node, nodes.Call):
            return None
        fields = {keyword.key: keyword.value for keyword in node.kwargs}
        pieces: list[Markup | nodes.Expr] = []
        for text, name, particles in message_parts(message):
            if particles or (name and name not in fields):
                return None
            if text:
                pieces.append(self._escape(text, not pieces))
            if name:
                pieces.append(fields[name])
        return pieces

    def _message(self, node: nodes.Node) -> str | None:
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            return None
        strings = [it.value for it in node.args if isinstance(it, nodes.Const) and isinstance(it.value, str)]
        if node.dyn_args or node.dyn_kwargs or len(strings) < len(node.args):
            return None
        match node.node.name, strings:
            case "_", [message]:
                return self._language.messages.gettext(message)
            case "pgettext", [context, message]:
                return self._language.messages.pgettext(context, message)
        return None
