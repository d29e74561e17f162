"""What a reader does with a YAML sample: put it into a file, whose other lines and comments stay as they are."""

from collections.abc import Iterable

import yaml
from yaml import MappingNode, Node, SequenceNode

Lines = list[str]


def merge(text: str, sample: str, between: str = "\n", *, deep: bool = False) -> str:
    """Put the keys of a sample into a YAML file: they replace those of the same name, or go to the end.

    Lists of mappings with an ``id`` are merged by it, and such mappings by their keys, or replaced by one that has all
    of them; what has a TODO and is not in the sample is deleted.
    """
    for key, value, lines in _entries(sample):
        found = next((entry for entry in _entries(text) if entry[0] == key), None)
        if found is None:
            text = text.rstrip("\n") + "\n" + between + "\n".join(lines) + "\n"
            continue
        _, old, old_lines = found
        if _ids(old) and _ids(value):
            merged = _merge_items(old, old_lines, value, lines)
        elif deep and _is_block(old) and _is_block(value):
            merged = _merge_block(old, old_lines, value, lines)
        else:
            merged = lines
        before = text.splitlines()
        start = before.index(old_lines[0])
        after = before[start + len(old_lines) :]
        text = "\n".join([*before[:start], *merged, *after]) + "\n"
    return text


def _entries(text: str) -> list[tuple[str, Node, Lines]]:
    """Give each top-level key with its value and lines, without the comments and blank lines before the next key."""
    root = yaml.compose(text, yaml.CSafeLoader)
    if not isinstance(root, MappingNode):
        return []
    lines = text.splitlines()
    starts = [key.start_mark.line for key, _ in root.value]
    return [
        (key.value, value, _without_end(lines[start:end]))
        for (key, value), start, end in zip(root.value, starts, [*starts[1:], len(lines)], strict=True)
    ]


def _ids(node: Node) -> list[str]:
    """Give the ids of a list of mappings; none if one has no id."""
    if not isinstance(node, SequenceNode) or node.flow_style:
        return []
    found = [
        next((value.value for key, value in item.value if key.value == "id"), "")
        if isinstance(item, MappingNode)
        else ""
        for item in node.value
    ]
    return found if all(found) else []


def _is_block(node: Node) -> bool:
    return isinstance(node, MappingNode) and not node.flow_style


def _merge_block(old: Node, old_lines: Lines, new: Node, new_lines: Lines) -> Lines:
    indent, text = _below_key(old, old_lines)
    _, sample = _below_key(new, new_lines)
    merged = merge(text, sample, between="", deep=True).splitlines()
    return [old_lines[0], *(f"{' ' * indent}{line}" if line else "" for line in merged)]


def _below_key(node: Node, lines: Lines) -> tuple[int, str]:
    indent = node.start_mark.column
    return indent, "".join(f"{line[indent:]}\n" for line in lines[1:])


def _merge_items(old: Node, old_lines: Lines, new: Node, new_lines: Lines) -> Lines:
    items, changes = _items(old, old_lines), _items(new, new_lines)
    indent = " " * _indent(next(line for line in old_lines if line.lstrip().startswith("- ")))
    for name, text in changes.items():
        is_whole = name not in items or _keys(items[name]) <= _keys(text)
        items[name] = text if is_whole else merge(items[name], text, between="")
    kept = [text for name, text in items.items() if name in changes or "TODO" not in text]
    return [old_lines[0], *_join(_as_item(text.splitlines(), indent) for text in kept)]


def _keys(text: str) -> set[str]:
    return {key for key, _, _ in _entries(text)}


def _as_item(lines: Lines, indent: str) -> Lines:
    first, *others = lines
    return [f"{indent}- {first}", *(f"{indent}  {line}" if line else "" for line in others)]


def _join(items: Iterable[Lines]) -> Lines:
    """Put a blank line between items."""
    return [line for item in items for line in ("", *item)][1:]


def _items(node: Node, lines: Lines) -> dict[str, str]:
    """Give the text of each item by id, as a mapping of its own."""
    first = node.start_mark.line - next(n for n, line in enumerate(lines) if line.lstrip().startswith("- "))
    starts = [item.start_mark.line - first for item in node.value]
    ends = [*starts[1:], len(lines)]
    items = [_without_end(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    return dict(zip(_ids(node), map(_as_mapping, items), strict=True))


def _as_mapping(lines: Lines) -> str:
    within = _indent(lines[0]) + 2  # without "- "
    return "".join(f"{line[within:]}\n" for line in lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _without_end(lines: Lines) -> Lines:
    end = len(lines)
    while end > 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return lines[:end]
