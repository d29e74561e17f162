"""Renders the theme's templates once for each kind of page; for its other pages, fills in only what differs.

To learn what the templates make of a kind of page, they are rendered with a stand-in for the page. What they read from
it is ``Unknown``: in the output, a mark in place of a value. What they do with an unknown value, such as a filter or a
call, is not done but recorded, as the formula of another unknown value. What the course of the rendering depends on (a
condition, the number of rounds of a loop) is a question, which is answered for the page at hand, and recorded. The
output, a text with marks, is the shell of all pages for which the questions have the same answers; to fill it, its
formulas are calculated for a page. Other answers lead to other shells, like the branches of a tree.

Nothing here knows what is in the templates, so the theme and overrides of it may be any. What cannot be followed is
rendered as usual. Each shell is compared with the usual output for the page that it is learned from, and for the next.
"""

from __future__ import annotations

import operator
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from functools import partial, wraps
from operator import itemgetter
from types import CodeType
from typing import Any, ClassVar, NoReturn

from jinja2 import Environment, StrictUndefined, Template, pass_context
from jinja2.environment import TemplateModule
from jinja2.filters import do_random
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.utils import Namespace
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext, script_tag_filter, url_filter

_MARK = re.compile("\0(\\d+)\0")
_CONTEXT = TemplateContext.__annotations__.keys()  # what templates see; plugins may add to it
_CHANGING = {"pages": "all other pages", "build_date_utc": "the time"}
_FREE_SHELLS = (
    8  # so many shells of a kind are learned in any case; then one for every eighth page that is filled
)


class CannotFollow(Exception):
    """What a template does with a page that cannot be followed, such as "shows all other pages"."""


class PageShells:
    """The shells of one build. If pages have to be rendered as usual, ``say`` receives the reason.

    They all have to be if there is a reason ``why_not`` to use shells.
    """

    def __init__(self, env: Environment, say: Callable[[str], None], why_not: str = "") -> None:
        self.filled = 0
        self._env, self._say, self._is_off = env, say, bool(why_not)
        if why_not:
            say(why_not)
        self._kinds: dict[tuple[object, ...], _Kind | None] = {}
        self._nav: Navigation | None = None
        self._entries: frozenset[int] = frozenset()
        if not issubclass(env.template_class, _PageTemplate):
            env.template_class = type("PageTemplate", (_PageTemplate,), {})
            if env.cache is not None:
                env.cache.clear()
        assert issubclass(env.template_class, _PageTemplate)
        env.template_class.shells = self

    def render(self, template: Template, context: dict[str, Any], usual: Callable[[], str]) -> str:
        """Return the output of a template, which ``usual`` returns too."""
        page = context.get("page")
        if self._is_off or page is None or context.keys() != _CONTEXT:
            return usual()
        nav = context["nav"]
        if nav is not self._nav:
            self._nav, self._entries = nav, frozenset(map(id, nav.pages))
        if id(page) in self._entries:  # each entry of the navigation is a kind by itself
            return usual()
        active = (number for number, entry in enumerate(nav.pages) if entry.active)
        key = (template.name, context["base_url"], *active)
        if key not in self._kinds:  # perhaps the only page of its kind
            self._kinds[key] = None
            return usual()
        kind = self._kinds[key] = self._kinds[key] or _Kind(self._env, context)
        try:
            output = kind.output(template, page, context, usual)
        except Exception as error:  # whatever is raised by templates and filters of others
            kind.is_off, output = True, None
            self._say(f"the template {template.name} {error}")
        if output is None:
            return usual()
        self.filled += 1
        return output


class _PageTemplate(Template):
    """A template that is rendered with shells."""

    shells: ClassVar[PageShells]

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        template = super().from_code(environment, code, globals, uptodate)
        # Private API: that compiled templates show a value with `str`, and join the operands of `~` with `str_join`. If
        # they do not, no shell can be learned, or shells may turn out wrong when they are compared.
        template.root_render_func.__globals__.update(
            str=_shown, str_join=lambda values: environment.concat(map(_shown, values))
        )
        return template

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # Private API: where Jinja keeps the macros that were imported without context. They use the filters with which
        # they were made, so those made for a shell must serve no other page, nor the other way round. If Jinja keeps
        # them elsewhere, pages may show a wrong value.
        if not isinstance(ctx, _RecordingContext):
            return super()._get_default_module(ctx)
        kept, self._module = self._module, None
        try:
            return super()._get_default_module(ctx)
        finally:
            self._module = kept

    def render(self, *args: Any, **kwargs: Any) -> str:
        usual = partial(super().render, *args, **kwargs)
        return usual() if kwargs or len(args) != 1 else self.shells.render(self, args[0], usual)


def _question(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda unknown, *others: unknown._kind.ask(function, unknown, *others)


class Unknown:
    """A value that depends on the page."""

    __slots__ = ("_kind", "_number")

    def __init__(self, kind: _Kind, number: int) -> None:
        self._kind, self._number = kind, number

    def __str__(self) -> str:
        raise CannotFollow("makes a text from a value of the page")  # with `%` for example

    def mark(self) -> str:
        """Return what stands for the value where it is shown."""
        return f"\0{self._number}\0"

    def __getattr__(self, name: str) -> Unknown:
        if name.startswith("__"):
            raise AttributeError
        return self._kind.derive(self._kind.getattr, self, name)

    def __getitem__(self, key: object) -> Unknown:
        return self._kind.derive(self._kind.getitem, self, key)

    def __iter__(self) -> Iterator[Unknown]:
        items = self._kind.derive(list, self)
        return iter([items[number] for number in range(len(items))])

    def __add__(self, other: object) -> Unknown:
        return self._kind.derive(operator.add, self, other)

    def __radd__(self, other: object) -> Unknown:
        return self._kind.derive(operator.add, other, self)

    __bool__ = _question(bool)
    __len__ = _question(len)
    __contains__ = _question(operator.contains)
    __eq__ = _question(operator.eq)
    __lt__ = _question(operator.lt)
    __le__ = _question(operator.le)
    __gt__ = _question(operator.gt)
    __ge__ = _question(operator.ge)

    def _refuse(self, *_: object) -> NoReturn:
        raise CannotFollow("calculates with a value of the page")

    __hash__ = __html__ = __format__ = _refuse


class _Values(dict[int, Any]):
    """The values of one page by their numbers, calculated when they are asked for."""

    def __init__(self, formulas: list[Callable[[_Values], Any]], page: Page) -> None:
        super().__init__({0: page})
        self._formulas = formulas

    def __missing__(self, number: int) -> Any:
        value = self[number] = self._formulas[number](self)
        return value


class _Branch:
    """A question that the templates ask, and what follows each answer; at the end, the shells."""

    def __init__(self) -> None:
        self.question: Callable[[_Values], Any] | None = None
        self.answers: dict[Any, _Branch] = {}
        self.shells: list[_Shell] = []


class _Shell:
    """The texts that are the same on each page, and the numbers of the values between them."""

    def __init__(self, output: str, urls: Iterable[str], page: Page) -> None:
        parts = _MARK.split(output)
        self._first, self._rest = parts[0], list(zip(map(int, parts[1::2]), parts[2::2], strict=True))
        self._folders = {folder for url in urls for folder in _folders(url)}
        self._nearest = self._find_nearest(page)
        self.is_trusted = False

    def fits(self, page: Page) -> bool:
        """Whether the shell's URLs, which are relative, are right for a page of the kind."""
        return self._find_nearest(page) == self._nearest

    def _find_nearest(self, page: Page) -> str | None:
        """Return the deepest folder in which the page and something that the shell links to are."""
        return next((folder for folder in _folders(page.url) if folder in self._folders), None)

    def fill(self, values: _Values) -> str:
        """Return the output for a page."""
        filled = [self._first]
        for number, text in self._rest:
            filled += str(values[number]), text
        return "".join(filled)


def _folders(url: str) -> Iterator[str]:
    path = posixpath.normpath(f"/{url.strip('/')}")
    while path != "/":
        yield path
        path = posixpath.dirname(path)


class _Kind:
    """Pages at one depth that use one template, and make the same entries of the navigation active."""

    def __init__(self, env: Environment, context: dict[str, Any]) -> None:
        self.getattr, self.getitem = _quick_getattr(env), env.getitem
        self._env, self._base_url = env, context["base_url"]
        self._eval_context = EvalContext(env)
        self._formulas: list[Callable[[_Values], Any]] = [itemgetter(0)]
        self._numbers: dict[object, int] = {}
        self._tree = _Branch()
        self._filled = self._learned = 0
        self.is_off = False
        # While a shell is learned
        self._values = _Values(self._formulas, context["page"])
        self._asked: set[int] = set()
        self._branch = self._tree
        self._urls: set[str] = set()
        self._recorders = self._make_recorders()

    def output(
        self, template: Template, page: Page, context: dict[str, Any], usual: Callable[[], str]
    ) -> str | None:
        """Return the output for a page, compared with the usual one if need be; None if there is no shell for it."""
        if self.is_off:
            return None
        values = _Values(self._formulas, page)
        branch: _Branch | None = self._tree
        while branch and branch.question is not None:
            branch = branch.answers.get(branch.question(values))
        shell = next((shell for shell in branch.shells if shell.fits(page)), None) if branch else None
        is_trusted = bool(shell and shell.is_trusted)
        if shell:
            shell.is_trusted = True
        elif self._learned < _FREE_SHELLS + self._filled // 8:
            self._learned += 1
            shell = self._learn(template, values, context)
        if not shell:
            return None
        output = shell.fill(values)
        if not is_trusted and output != usual():
            raise CannotFollow(f"would make something else of {page.file.src_uri}")
        self._filled += is_trusted
        return output

    def _learn(self, template: Template, values: _Values, context: dict[str, Any]) -> _Shell:
        """Render a template with a stand-in for the page, and keep what comes out as a shell."""
        self._values, self._asked, self._branch = values, set(), self._tree
        config = context["config"]
        self._urls = {*map(str, config.extra_css), *map(str, config.extra_javascript)}
        changing = {name: StrictUndefined(f"shows {what}") for name, what in _CHANGING.items()}
        with _replaced(self._env, self._recorders):
            inner = template.new_context({**context, **changing, "page": Unknown(self, 0)})
            shell = _Shell("".join(map(_shown, template.root_render_func(inner))), self._urls, values[0])
        if self._branch.question is not None:
            raise CannotFollow("does not do the same each time")
        self._branch.shells.append(shell)
        return shell

    def derive(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Unknown:
        """Return the unknown value that a function has for arguments of which some are unknown."""
        if is_filter := isinstance(arguments[0], EvalContext):  # a new one for each rendering
            arguments = arguments[1:]
        key = (function, *map(_key, arguments), *options, *map(_key, options.values()))
        if key not in self._numbers:
            self._numbers[key] = len(self._formulas)
            full = partial(function, self._eval_context) if is_filter else function
            self._formulas.append(_formula(full, arguments, options))
        return Unknown(self, self._numbers[key])

    def ask(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Return the value that a function has for the page at hand, and record it as the answer to a question."""
        number = self.derive(function, *arguments, **options)._number
        answer = self._values[number]
        if number not in self._asked:
            self._asked.add(number)
            question = self._formulas[number]
            if self._branch.question not in (None, question):
                raise CannotFollow("does not do the same each time")
            self._branch.question = question
            self._branch = self._branch.answers.setdefault(answer, _Branch())
        return answer

    def _make_recorders(self) -> dict[str, Any]:
        """Return what takes the place of parts of the environment, so that nothing is done with an unknown value."""
        filters, tests = self._env.filters, self._env.tests
        return {
            "filters": {name: self._recorded(self.derive, known) for name, known in filters.items()}
            | {"url": self._located(url_filter), "script_tag": self._located(script_tag_filter)},
            "tests": {name: self._recorded(self.ask, known) for name, known in tests.items()},
            "getitem": self._recorded(self.derive, self.getitem),
            "concat": self._joined,
            "context_class": type("RecordingContext", (_RecordingContext,), {"kind": self}),
        }

    def _recorded(self, record: Callable[..., Any], function: Any) -> Callable[..., Any]:
        @wraps(function)  # which also says whether the context is to be passed
        def recorded(*arguments: Any, **options: Any) -> Any:
            if function is do_random:
                raise CannotFollow("chooses at random")
            if not any(map(_depends, (*arguments, *options.values()))):
                return function(*arguments, **options)
            if isinstance(arguments[0], Context):
                raise CannotFollow(f"uses `{function.__name__}` on a value of the page")
            return record(function, *arguments, **options)

        return recorded

    def _located(self, function: Callable[..., str]) -> Callable[..., str | Unknown]:
        """Return a filter of MkDocs that depends on the page's URL, and record its URLs."""

        def locate(page: Page, value: Any) -> str:
            return function({"page": page, "base_url": self._base_url}, value)

        @pass_context
        def located(_: Context, value: Any) -> str | Unknown:
            if isinstance(value, Unknown):
                return self.derive(locate, Unknown(self, 0), value)
            self._urls.add(str(value))
            return locate(self._values[0], value)

        return located

    def _joined(self, texts: Iterable[object]) -> str | Unknown:
        joined = "".join(map(_shown, texts))
        parts: list[Any] = _MARK.split(joined)
        parts[1::2] = [Unknown(self, int(number)) for number in parts[1::2]]
        return self.derive(_join, *parts) if len(parts) > 1 else joined


class _RecordingContext(Context):
    """The context of a template while a shell is learned."""

    kind: ClassVar[_Kind]

    def call(__self, __obj: Any, *arguments: Any, **options: Any) -> Any:
        """Call a function or macro of a template. A function is not called with unknown values."""
        given = {name: value for name, value in options.items() if name not in ("_loop_vars", "_block_vars")}
        own = __obj is Namespace or isinstance(getattr(__obj, "__self__", __obj), Macro | LoopContext)
        if own or not any(map(_depends, (__obj, *arguments, *given.values()))):
            return super().call(__obj, *arguments, **options)
        return __self.kind.derive(_call, __obj, *arguments, **given)


@contextmanager
def _replaced(env: Environment, attributes: dict[str, Any]) -> Iterator[None]:
    # Private API: which attributes the compiled templates use. If they use others, shells may turn out wrong when they
    # are compared.
    before = dict(vars(env))
    vars(env).update(attributes)
    try:
        yield
    finally:
        vars(env).clear()
        vars(env).update(before)


def _shown(value: object) -> str:
    return value.mark() if isinstance(value, Unknown) else str(value)


def _depends(value: object) -> bool:
    """Whether a value is unknown, or a collection with one in it."""
    match value:
        case Unknown():
            return True
        case list() | tuple() | set():
            return any(map(_depends, value))
        case dict():
            return any(map(_depends, value.values()))
    return False


def _key(value: Any) -> object:
    if isinstance(value, Unknown):
        return ("unknown", value._number)
    if _depends(value):
        raise CannotFollow("makes a list of values of the page")
    return (type(value), value if value.__hash__ else repr(value))


def _formula(
    function: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]
) -> Callable[[_Values], Any]:
    first, *rest = arguments
    others = (*rest, *options.values())
    if isinstance(first, Unknown) and not any(isinstance(value, Unknown) for value in others):  # as most do
        number = first._number
        match rest:
            case [] if not options:
                return lambda values: function(values[number])
            case [second] if not options:
                return lambda values: function(values[number], second)
        return lambda values: function(values[number], *rest, **options)

    def known(value: Any, values: _Values) -> Any:
        return values[value._number] if isinstance(value, Unknown) else value

    return lambda values: function(
        *[known(value, values) for value in arguments],
        **{name: known(value, values) for name, value in options.items()},
    )


def _quick_getattr(env: Environment) -> Callable[[Any, str], Any]:
    """Return the ``getattr`` of an environment, made quick for keys of dictionaries and for what there is not."""
    missing = env.undefined()

    def quick_getattr(value: Any, name: str) -> Any:
        found = getattr(value, name, missing)
        if found is not missing:
            return found
        return value.get(name, missing) if type(value) is dict else env.getattr(value, name)

    return quick_getattr


def _join(*values: object) -> str:
    return "".join(map(str, values))


def _call(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    return function(*arguments, **options)
