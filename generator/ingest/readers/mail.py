"""Reads a mail: its subject and its words, who sent it and when.

Only what the mail says about itself is known: anyone can write any sender and date. Whom it was sent to is not written
anywhere but in the original.
"""

from __future__ import annotations

import datetime
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.quoprimime import header_decode
from email.utils import parseaddr, parsedate
from importlib.metadata import version

from generator.ingest.article import (
    LOCAL,
    MAX_ORIGINAL_BYTES,
    Article,
    ArticleError,
    Fact,
    Original,
    Proposal,
    Received,
    check_size,
    check_text,
    fact,
    field_text,
)
from generator.ingest.readers.captures import capture_at
from generator.ingest.readers.decode import decode
from generator.ingest.readers.html_text import html_text
from generator.ingest.readers.language import language_of
from generator.ingest.readers.page.metadata import person_names
from generator.ingest.readers.web_page import check_tags
from generator.text.edtf import parse_day

_MAX_WORK = 10_000_000  # lines times boundaries: the parser compares each line with the boundaries around it
_MAX_HEADER = 10_000  # bytes that are read of one; a long list of parameters takes minutes
_MAX_LEVELS = 20  # of parts inside parts
_MAX_NAMES = 5  # of attachments, in a remark

# Encodings that only mails have, and that always decode as UTF-8 too.
_MAIL_CODECS = {
    "utf-7": "utf-7",
    "unicode-1-1-utf-7": "utf-7",
    "hz-gb-2312": "hz",
    "iso-2022-jp-ms": "iso2022-jp-ext",
}
_DATA_TYPES = ("text/calendar", "text/vcard", "text/x-vcard", "text/rtf", "text/css", "text/rfc822-headers")
_NO_PERSON = re.compile(
    r"(?:no[-._]?reply|do[-._]?not[-._]?reply|mailer[-._]?daemon|postmaster|bounces?|news(?:letters?)?|info|press[e]?|media"
    r"|contact|alerts?|notifications?|support|service|admin|office|editors?|redaktion|redaction|marketing|sales|webmaster)"
    r"(?:[-+._\d].*)?@",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(
    rb"^content-(?:type|disposition):(?:[^\n]|\n[ \t]){%d}" % _MAX_HEADER, re.IGNORECASE | re.MULTILINE
)
_NO_DAY = datetime.date(1980, 1, 1)
_NEXT_IN_MAILBOX = re.compile(rb"\n\r?\nFrom [^\n]*\d{4}\r?\n(?=[\w-]+:)")
_ENCODED_WORDS = re.compile(
    r"=\?[^?\s]+\?[bq]\?[^?\n]*\?=(?:\s*=\?[^?\s]+\?[bq]\?[^?\n]*\?=)*", re.IGNORECASE
)
_ENCODED_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bq])\?([^?\n]*)\?=", re.IGNORECASE)
_DOMAIN = re.compile(r"@([a-z\d-]+(?:\.[a-z\d-]+)+)\Z", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[!-;=?-_a-~]+@[!-;=?-_a-~]+>")


def read_mail(data: bytes, received: Received = LOCAL) -> Article:
    """Read a mail: its subject, and its plain text or else what its HTML shows. Raises ArticleError."""
    check_size(data, MAX_ORIGINAL_BYTES)
    mail = parse_mail(data)
    subject = field_text(header(mail, "Subject"))
    body = _Body()
    body.read(mail)
    words = "\n\n".join(filter(None, (part.strip() for part in body.parts)))
    if not words:
        raise ArticleError(body.why_empty())
    text = "\n\n".join(filter(None, (subject, words))) + "\n"
    check_text(text)
    name, address = parseaddr(header(mail, "From"))
    published = _day(header(mail, "Date"))
    arrived = "" if published else _day(header(mail, "Received").rpartition(";")[2])
    language = language_of(words, header(mail, "Content-Language"), "the mail's header Content-Language")
    is_person = _is_person(mail, name, address)
    guesses = (
        Proposal("published", arrived, "the mail's header Received"),
        Proposal("authors", "" if is_person else field_text(name), "the sender"),
        Proposal(
            "publisher", domain[1] if (domain := _DOMAIN.search(address)) else "", "the sender's domain"
        ),
    )
    return Article(
        text.encode(),
        text,
        is_encoding_guessed=body.is_encoding_guessed,
        original=Original(data, ".eml", "message/rfc822"),
        extractor=f"seedbrief {version('seedbrief')}",
        title=fact(subject, "the mail's header Subject"),
        authors=(fact(name, "the mail's header From"),) if is_person else (),
        url=capture_at(
            re.sub(r"[<>\s]", "", header(mail, "Archived-At")), "the mail's header Archived-At"
        ).url,
        published=Fact(published, "the mail's header Date") if published else Fact(),
        language=language.language,
        proposals=(*filter(lambda guess: guess.value, guesses), *language.proposals),
        remarks=(*body.remarks(), *language.remarks),
        notes=tuple(_identity(header(mail, "Message-ID"))),
    )


def parse_mail(data: bytes) -> Message:
    """Parse a mail, or a web page saved as one. Raises ArticleError."""
    if data.count(b"\n") * data.lower().count(b"boundary=") > _MAX_WORK:
        raise ArticleError("has too many parts; save the text you need as .txt")
    if _TOO_LONG.search(data):
        raise ArticleError(f"has a header of more than {_MAX_HEADER:,} bytes; save the text you need as .txt")
    data = data.lstrip()
    if data.startswith(b"From ") and (others := len(_NEXT_IN_MAILBOX.findall(data))):
        raise ArticleError(f"contains {others + 1:,} mails; save the one you need as .eml")
    try:
        mail = message_from_bytes(data)
    except RecursionError:
        raise ArticleError("has too many mails inside each other; save the text you need as .txt") from None
    if not mail.keys():
        raise ArticleError("is not a mail: it has no headers; save its text as .txt")
    return mail


def header(message: Message, name: str) -> str:
    """Return the first header of a name, decoded and on one line; empty if there is none."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    line = str(raw)[:_MAX_HEADER].encode("utf-8", "surrogateescape")
    try:
        text = decode(line, message.get_content_charset("") or "")[1] if line.strip() else ""
    except ArticleError:
        text = line.decode("ascii", "replace")
    return " ".join(_ENCODED_WORDS.sub(lambda words: _decoded_words(words[0]), text).split())


def _decoded_words(words: str) -> str:
    """Decode adjacent encoded words (RFC 2047), of which one may begin in the middle of a character."""
    runs: list[tuple[str, bytearray]] = []
    for charset, encoding, content in _ENCODED_WORD.findall(words):
        if encoding in "bB":
            try:
                data = b64decode(content + "=" * (-len(content) % 4))
            except (Base64Error, ValueError):
                return words
        else:
            data = header_decode(content).encode("latin-1", "replace")
        if runs and runs[-1][0] == charset.lower():
            runs[-1][1].extend(data)
        else:
            runs.append((charset.lower(), bytearray(data)))
    texts = [part_text(bytes(data), charset) for charset, data in runs]
    return words if any(is_guessed for _, is_guessed in texts) else "".join(text for text, _ in texts)


def part_text(data: bytes, charset: str) -> tuple[str, bool]:
    """Decode a part of a mail; return its text, and whether its encoding was guessed because it is not ``charset``."""
    if (codec := _MAIL_CODECS.get(charset.lower())) is not None:
        return data.decode(codec, "replace"), False
    try:
        _, text, is_guessed = decode(data, charset) if data.strip() else ("", "", False)
    except ArticleError:
        return data.decode("ascii", "replace"), True
    return text, is_guessed


@dataclass(slots=True)
class _Body:
    """The texts of a mail's parts, and what is left out."""

    parts: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    is_encoding_guessed: bool = False
    is_encrypted: bool = False
    is_too_deep: bool = False

    def read(self, message: Message, level: int = 0) -> None:
        """Add the texts of a mail or of a part of it."""
        kind, main_type = message.get_content_type(), message.get_content_maintype()
        if level > _MAX_LEVELS:
            self.is_too_deep = True
        elif kind in ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"):
            self.is_encrypted = True
        elif level and kind != "message/rfc822" and _is_attachment(message):
            self.attachments.append(field_text(_file_name(message)) or kind)
        elif kind == "multipart/alternative":
            self._read_best(_inner(message), level)
        elif message.is_multipart() and main_type == "multipart":
            for part in _inner(message):
                self.read(part, level + 1)
        elif kind == "message/rfc822":
            for mail in _inner(message):
                self.parts.append(_head(mail))
                self.read(mail, level + 1)
        elif main_type == "multipart" or (main_type == "text" and kind not in _DATA_TYPES):
            self.parts.append(self._text(message, kind))
        elif main_type != "image" or not message.get("Content-ID"):
            self.attachments.append(kind)

    def _read_best(self, versions: list[Message], level: int) -> None:
        """Add the plain version, or the one with the most text if the plain one is only a hint at it."""
        bodies = [_Body() for _ in versions]
        for body, part in zip(bodies, versions, strict=True):
            body.read(part, level + 1)
        longest = max(bodies, key=_Body.word_count, default=_Body())
        plain = (body for body, part in zip(bodies, versions, strict=True) if _is_plain(part))
        best = next((body for body in plain if 2 * body.word_count() >= longest.word_count()), longest)
        self.parts += best.parts
        self.attachments += dict.fromkeys(name for body in bodies for name in body.attachments)
        self.is_encoding_guessed |= best.is_encoding_guessed
        self.is_encrypted |= any(body.is_encrypted for body in bodies)
        self.is_too_deep |= any(body.is_too_deep for body in bodies)

    def _text(self, message: Message, kind: str) -> str:
        payload = message.get_payload(decode=True)
        text, is_guessed = part_text(
            payload if isinstance(payload, bytes) else b"", message.get_content_charset("")
        )
        self.is_encoding_guessed |= is_guessed
        if kind == "text/html":
            check_tags(text)
            return html_text(text)
        return "\n".join(line.rstrip() for line in text.splitlines())

    def word_count(self) -> int:
        return sum(len(part.split()) for part in self.parts)

    def remarks(self) -> Iterator[str]:
        """Yield what a person should look at."""
        if count := len(self.attachments):
            names = ", ".join(self.attachments[:_MAX_NAMES]) + (", ..." if count > _MAX_NAMES else "")
            yield f"{count} attachment{'s are' if count > 1 else ' is'} not in the text: {names}"
        if self.is_encrypted:
            yield "an encrypted part is not in the text"
        if self.is_too_deep:
            yield f"mails more than {_MAX_LEVELS} levels inside others are not in the text"

    def why_empty(self) -> str:
        """Return why there is no text, and what to do."""
        if self.is_encrypted:
            return "is encrypted; open it in your mail program and save its text as .txt"
        if self.attachments:
            return f"has no text but attachments ({', '.join(self.attachments[:_MAX_NAMES])}); save and import these"
        return "has no text"


def _inner(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _is_plain(message: Message) -> bool:
    return message.get_content_type() == "text/plain"


def _is_attachment(message: Message) -> bool:
    disposition = message.get_content_disposition()
    has_name = message.get_content_maintype() == "text" and _file_name(message) != ""
    return disposition == "attachment" or (has_name and disposition != "inline")


def _file_name(message: Message) -> str:
    try:
        name = message.get_filename("") or ""
    except (ValueError, LookupError):
        return ""
    return _ENCODED_WORDS.sub(lambda words: _decoded_words(words[0]), str(name))


def _head(mail: Message) -> str:
    """Return what a mail inside another says about itself, but no recipients."""
    name, address = parseaddr(header(mail, "From"))
    values = (("From", name or address), ("Date", header(mail, "Date")), ("Subject", header(mail, "Subject")))
    return "\n".join(f"{key}: {value}" for key, value in values if value)


def _is_person(mail: Message, name: str, address: str) -> bool:
    """Return whether the sender seems to be a person: not a newsletter, nor an organisation that its domain names."""
    is_newsletter = (mail.get("List-Unsubscribe") and not mail.get("List-Post")) or _NO_PERSON.match(address)
    is_program = re.search(r"\b(?:daemon|delivery (?:sub)?system)\b", name, re.IGNORECASE)
    letters = re.sub(r"[\W_]", "", name).casefold()
    domain = re.sub(r"[\W_]", "", address.rpartition("@")[2]).casefold()
    own = re.sub(r"[\W_]", "", address.rpartition("@")[2].rpartition(".")[0].rpartition(".")[2]).casefold()
    is_named_by_domain = letters in domain or (len(own) > 3 and own in letters)
    return bool(person_names(name)) and not (is_newsletter or is_program or is_named_by_domain)


def _day(date: str) -> str:
    """Return the day of a date as mails write it, in the time zone of its sender (YYYY-MM-DD).

    It is empty if there is none, and if a clock was wrong: in the future, or the 1970s, when computers count from.
    """
    try:
        parsed = parsedate(date)
        day = parse_day("{:04}-{:02}-{:02}".format(*parsed)) if parsed else _NO_DAY
        is_plausible = _NO_DAY < day <= datetime.date.today() + datetime.timedelta(days=1)
        return day.isoformat() if is_plausible else ""
    except (ValueError, IndexError, TypeError):
        return ""


def _identity(message_id: str) -> Iterator[str]:
    if found := _MESSAGE_ID.search(message_id):
        yield f"Received as a mail with the Message-ID `{found[0]}`."
