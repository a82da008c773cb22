"""Responses in words: what an operation returns, by a link or by a name; and what it takes, by a link.

    **Returns:** Array of [Lamp](lamp.md)          a labelled line: its phrase
    Returns the new [lamp](#lamp-object) object.   a sentence: the link after its verb
    `201` · the [lamp](#lamp-object)               what is beside the status of a success
    200 - the file, as `application/pdf`           its media type, where that is not JSON
    Returns the new `Lamp`. `201` with a `Lamp`    a type in code
    Returns the created lamp. Renvoie la lampe.    a noun alone, which may be a type
    Takes a lamp and returns it.                   what is taken
    See the [Get a lamp](#get-a-lamp) endpoint.    what another operation answers

A paragraph enters; the mention of a type leaves, None where the words name none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import rests
from docgen.reading.lists.attributes import EMPHASIZED, LABEL
from docgen.reading.markdown.inline import links, plain
from docgen.reading.markdown.parser import Paragraph
from docgen.reading.page import TypeMention, TypeRef, is_any_object
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import media_types
from docgen.reading.type_phrases import read_type
from docgen.records import replace
from docgen.syntax.form_content import is_form
from docgen.syntax.naming import singular
from docgen.syntax.plain_text import first_sentence
from docgen.syntax.type_code.typescript import declarations

# "Returns: the new lamp"
_PLAIN_LABEL = re.compile(r"[ \t]*([^\W\d_]{1,20}(?: [^\W\d_]{1,20})?):[ \t]+([^`\s{\[][^\n]*)")
# "Response: `Lamp[]`", "Request: `Partial<Lamp>`"
_LABELLED_CODE = re.compile(
    r"[ \t]*([^\W\d_]{1,20}(?: [^\W\d_]{1,20})?):[ \t]*`([^`\n]{1,100})`[ \t.]*\Z"
)
# "a `Lamp`", "the new `Lamp[]`", "list of `Lamp`"
_TYPE_IN_CODE = re.compile(
    r"[ \t\n]*((?:[^\W\d_]{1,12}[ \t\n]+){0,3})`((?:[A-Za-z]\w*[\[<])?\[?[A-Z][\w.<>\[\], |'\"]{0,80})`"
)
_PART = re.compile(r"(?:Partial|Pick|Omit)<")  # "Omit<Lamp, 'id'>"
_LINK = re.compile(r"\[[^\[\]]+\](?:\([^()\s]*\)|\[[^\[\]]*\])")
# Between the verb and the link: words about the thing itself, none of something else that holds or causes it.
_OTHER = re.compile(
    r"\b(?:if|when|based|for|in|from|under|key|field|property|id|by|unless|where|error|empty|no content|whether)\b|`\w+`\s*:",
    re.I,
)
_STATUS = re.compile(
    r"[`*]*\b[1-5]\d\d\b(?:[\s`*]*(?:OK|Created|Accepted))?[`*]*(?:\s+(?:HTTP\s+)?(?:status|response|code))*",
    re.I,
)
_STATUS_ALONE = re.compile(r"\W*[1-5]\d\d(?:\s+[A-Z]\w+)*\W*\Z")
_HELD = re.compile(
    r"\s*(?:objects?\b)?\s*(?:containing|that contains|which contains|under|with an?|with the)\b",
    re.I,
)
_VALUE = re.compile(r"[ \t\n]+`[A-Z][A-Z0-9_]*`")  # "lamps of [kind](#kinds) `WARM`"
_WITHOUT_LINK = re.compile(
    r"\s*((?:an?|the)\s+(?:(?:new|updated|created|modified|available)\s+|(?:list|array)\s+of\s+)?[A-Za-z]\w+(?:\s+\w+)?)\s*(?:on success)?\s*\Z"
)
_NEW = re.compile(r"(?:new|updated|created|modified|available)\s+")
# "The updated [lamp](#lamp)", "A paginated list of [lamps](#lamp)"
_ADJECTIVE = re.compile(
    r"(?:an?|the)\s+(?:[a-z]+ed|new|full|complete|same|current)\s+(?=\[|(?:list|array|collection)\b)",
    re.I,
)
# "A [lamp](#lamp), or a `404` error."
_OR_FAILURE = re.compile(r",?(?<!\s)\s++or\s++(?:an?\s++)?[`*]*+[45]\d\d\b[^\[\]]*+\Z", re.I)
# "[lamp](#lamp) object, its color changed", "[lamp](#lamp) with `color` set"; a list under a key is none.
_MORE = re.compile(
    r"(?:[ ]objects?\b)?(\s*,|\s*;|\s+(?:with(?!\s+(?:an?|the)\b)|whose|after|as)\b)"
)
_ONE_KEY = re.compile(r"\b(?:one|single)\s+(?:\S+\s+){0,2}(?:key|attribute|property)\b", re.I)
BODY_PHRASE = re.compile(r"JSON representation of|JSON object|supply", re.IGNORECASE)
_BOLD = re.compile(r"\*\*([A-Za-z][\w.]*)\s*\*\*")
# "[[Back to top]](#)"
_TO_ANOTHER_PLACE = re.compile(r"\[\[[^\[\]\s]+\s[^\[\]]*\]\]\(")
_COLLECTION = re.compile(
    r"\bcollection of\b|\bcollection\b|\blist of\b|\barray of\b", re.IGNORECASE
)
# "Takes a lamp and returns it"
_AND_RETURNED = re.compile(
    r"\s*((?:[^\W\d_]+\s+){1,4})and\s+(?:returns|responds\s+with)\s+(?:it|them)\b"
)
_PRONOUN = re.compile(r"\s*(?:it|them)\b")
_NAME_ALONE = re.compile(r"[`*]{0,2}[A-Z]\w{0,60}[a-z]\w{0,60}(?:\[\]|<[A-Z]\w{1,60}>)?[`*]{0,2}")
_BESIDE_NOUN = re.compile(
    r"[,;:(]|\s(?:with|whose)\s(?!an?\s|the\s)|\s[^\W\d_]{1,6}\s+[`*]*[1-5]\d\d\b"
)
# "`201` with the lamp"
_WITH_STATUS = re.compile(r"\A\s*[`*_]*2\d\d\b[`*_]*[ \t]+[^\W\d_]{2,5}[ \t]+(?=[^\W\d_])")
_ENGLISH = ("a", "an", "the")
_MOST_OF_NOUN, _WORDS_OF_NOUN = 7, 2  # with articles and what a list is "of", and without
# "The file as it was sent (`application/octet-stream`)."
_IN_BRACKETS = re.compile(r"[^\n(/]{1,80}\(`?[a-z]+/[\w.+-]+`?\)\.?")
_MOST_WORDS = 5  # "[ Array of Lamp ]"
_BEFORE_MANY, _SHORT_WORD = 3, 3  # "a sorted list", "of"
_LONGEST_SENTENCE = 2_000
_LONGEST = 400  # characters of a phrase
_LONGEST_LABEL = 45


def returned_mention(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type that a paragraph says is returned."""
    text = paragraph.text
    for line in text.split("\n"):
        label = LABEL.match(line) or EMPHASIZED.match(line)
        if label and _names_response(page.dialect, plain(label[1] or label[2])):
            return _of_label(page, paragraph, line[label.end() :].rstrip("\\").strip())
        plain_label = _PLAIN_LABEL.fullmatch(line) if ":" in line[:_LONGEST_LABEL] else None
        if plain_label and _names_response(page.dialect, plain_label[1]):
            return type_in_words(page, plain_label[2], page.place(paragraph, text.find(line)))
    return labelled_code(page, paragraph, "response") or _after(page, paragraph, "returns")


def labelled_code(page: PageReader, paragraph: Paragraph, *meanings: str) -> TypeMention | None:
    """The type in code beside a label of one of these meanings: "Response: `Lamp[]`"."""
    found = _LABELLED_CODE.match(paragraph.text) if ":" in paragraph.text[:_LONGEST_LABEL] else None
    if found is None:
        return None
    of_label = page.dialect.vocabulary().meanings(found[1])
    is_answer = "response" in of_label and "response" not in meanings  # "Response body: `Lamp`"
    if is_answer or of_label.isdisjoint(meanings):
        return None
    page.use(paragraph)
    return type_in_words(page, found[2], page.place(paragraph, found.start(2)))


def sent_mention(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type that a paragraph says is sent: "The request body is a [lamp](#lamp-object)"."""
    return labelled_code(page, paragraph, "request", "body") or _after(page, paragraph, "sends")


def _after(page: PageReader, paragraph: Paragraph, kind: str) -> TypeMention | None:
    """The type after a phrase of a kind, in the same sentence."""
    noun: TypeMention | None = None
    for offset, rest in rests(page.dialect, kind, paragraph.text):
        if kind == "sends" and "](" not in rest:
            mention = _taken(page, paragraph, rest, offset)
        else:
            mention = _of_sentence(page, paragraph, rest, offset)
        if mention and not mention.is_noun:
            return mention
        noun = noun or mention
    return noun


def _taken(page: PageReader, paragraph: Paragraph, rest: str, offset: int) -> TypeMention | None:
    """The thing that is taken, where a sentence says that it is returned: "a lamp and returns it"."""
    taken = None if page.dialect.is_odata else _AND_RETURNED.match(rest)
    return _noun(page, taken[1], page.place(paragraph, offset)) if taken else None


def _noun(page: PageReader, text: str, at: Span) -> TypeMention | None:
    """The type that a noun alone may be, with an adjective at most: "the created lamp", "une liste de lampes"."""
    words, tokens = page.dialect.vocabulary(), text.lower().split(maxsplit=_MOST_OF_NOUN)
    nouns = [*dropwhile(lambda word: "link" in words.meanings(word), tokens)]
    is_collection = bool(nouns) and nouns[0] in page.dialect.collection_words
    if is_collection:
        nouns = [*dropwhile(lambda word: "link" in words.meanings(word), nouns[1:])]
    if nouns and "link" in words.meanings(nouns[-1]):
        del nouns[-1]  # "gibt die Lampe zurück"
    for place in (-1, 0) if len(nouns) > 1 else ():
        if "thing" in words.meanings(nouns[place]) and len(nouns) > 1:
            del nouns[place]  # "the lamp object", "objet lampe"
    is_noun = 1 <= len(nouns) <= _WORDS_OF_NOUN and all(word.isalpha() for word in nouns)
    if not is_noun or words.means(nouns[-1], "error"):
        return None  # "If it is lit, it returns an error"
    # In English the noun is the last word, in others it may be the first.
    others = () if tokens[0] in _ENGLISH else tuple(nouns[:-1])
    one = singular(nouns[-1])
    if one != nouns[-1] and tokens[0] not in _ENGLISH and not is_collection:
        return None  # "your lamps": what is around them, a sample shows
    ref = TypeRef(name=nouns[-1], is_collection=is_collection)
    return TypeMention(ref=ref, is_noun=True, names=others, at=at)


def tells_many(dialect: Dialect, text: str) -> bool:
    """Whether a text begins with a word for many things and a short one before what they are: "A list of lamps"."""
    words = text[:_LONGEST].lower().split(maxsplit=_MOST_WORDS)
    pairs = zip(words[:_BEFORE_MANY], words[1:])
    return any(a in dialect.collection_words and len(b) <= _SHORT_WORD for a, b in pairs)


def type_beside(page: PageReader, text: str, at: Span) -> TypeMention | None:
    """The type that a text beside a status begins with a link to, or that of its media type."""
    phrase = first_sentence(text)
    if found := media_types(phrase):
        return of_media_types(found, at)
    ref = read_type(phrase, page.dialect, page.references) if "](" in phrase else None
    return TypeMention(ref=ref, at=at) if ref and _is_linked(ref) else _in_code(page, phrase, at)


def type_in_sentence(page: PageReader, text: str, at: Span) -> TypeMention | None:
    """The type that a text beside a status is, or links to in its first sentence: "and the new [lamp](#lamp)"."""
    found, phrase = type_beside(page, text, at), first_sentence(text)
    link = None if found else _LINK.search(phrase)
    if link is None or _OTHER.search(plain(phrase[: link.start()])):
        return found
    ref = read_type(phrase[link.start() : link.end()], page.dialect, page.references)
    is_many = tells_many(page.dialect, phrase)
    return TypeMention(ref=replace(ref, is_collection=is_many), at=at) if ref else None


def type_in_words(page: PageReader, text: str, at: Span) -> TypeMention | None:
    """The type that a text is about, where a label says that this is returned: "list of Lamp", "`Lamp[]`", "text/csv"."""
    if found := type_beside(page, text, at):
        return found
    if _PART.match(text) and (ref := part_of_type(text)):
        return TypeMention(ref=ref, is_noun=True, at=at)
    phrase = first_sentence(text)
    ref = None if _STATUS.match(phrase) else read_type(phrase, page.dialect, page.references)
    if ref is None or ref.kind == "map" or ref.name == "any":
        return _noun(page, phrase, at)
    # A word alone may be no type: "Returns | nothing"
    return TypeMention(ref=ref, is_noun=not all(part.is_primitive for part in ref.parts), at=at)


def part_of_type(text: str) -> TypeRef | None:
    """What TypeScript takes of another type: `Partial<Lamp>`, `Omit<Lamp, "id">`."""
    found = declarations(f"type Part = {text}")
    if len(found) != 1 or (part := found[0].type.part) is None:
        return None
    return TypeRef(name=part.of, only=part.only, without=part.without, is_partial=part.is_partial)


def _in_code(page: PageReader, text: str, at: Span) -> TypeMention | None:
    """The type in code that a text begins with, after a few words: "the new `Lamp`", "a list of `Lamp`"."""
    found = _TYPE_IN_CODE.match(text) if "`" in text else None
    if found is None or found[2].isupper():  # "`GET`", "`OK`"
        return None
    ref = part_of_type(found[2]) if _PART.match(found[2]) else read_type(found[2], page.dialect)
    if ref is None or ref.is_primitive:
        return None
    is_many = tells_many(page.dialect, found[1]) or ref.is_collection
    return TypeMention(ref=replace(ref, is_collection=is_many), is_noun=True, at=at)


def content_alone(paragraph: Paragraph) -> TypeMention | None:
    """The type of content of which a paragraph only says the media type: "The image (`image/png`)."."""
    text = paragraph.text
    is_alone = len(text.split()) <= _MOST_WORDS or _IN_BRACKETS.fullmatch(text.strip())
    return of_media_types(media_types(text) if is_alone else (), paragraph.span)


def of_media_types(names: Sequence[str], at: Span) -> TypeMention | None:
    """Text or bytes; None for JSON and for forms, of which more is known, and for nothing."""
    if not names or any("json" in name or is_form(name) for name in names):
        return None
    name = "string" if all(name.startswith("text/") for name in names) else "binary"
    return TypeMention(ref=TypeRef(name=name, is_primitive=True), media_type=names[0], at=at)


def _is_linked(ref: TypeRef) -> bool:
    return bool(ref.target) or any(map(_is_linked, ref.items))


def type_alone(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type of a paragraph that begins with a link to it: "Array of [Lamp](#lamp)", "The updated [lamp](#lamp), its `state` on"."""
    text = paragraph.text.strip()[:_LONGEST_SENTENCE]
    if "[" not in text or _TO_ANOTHER_PLACE.match(text):
        return None
    sentence = first_sentence(_OR_FAILURE.sub("", text))
    adjective = _ADJECTIVE.match(sentence)
    phrase = sentence[adjective.end() :] if adjective else sentence
    if link := _LINK.search(phrase):
        more = _MORE.match(phrase, link.end())
        phrase = phrase[: more.start(1)] if more else phrase
        # "See [lamp](#lamp)"
        is_last = link.end() == len(phrase.rstrip(" ."))
        is_verb = phrase[: link.start()].strip().isalpha()
        phrase = link[0] if is_last and is_verb and phrase[0].isupper() else phrase
    if len(phrase) > _LONGEST or len(plain(phrase).split()) > _MOST_WORDS:
        return None
    ref = read_type(phrase, page.dialect, page.references)
    return TypeMention(ref=ref, at=paragraph.span) if ref and ref.target else None


def name_alone(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type that a paragraph may be which is nothing but a name: "Lamp", "`Lamp[]`"."""
    text = paragraph.text.strip()
    is_name = _NAME_ALONE.fullmatch(text) and not page.dialect.vocabulary().is_part(text)
    ref = read_type(text, page.dialect) if is_name else None
    return TypeMention(ref=ref, is_noun=True, at=paragraph.span) if ref else None


@lru_cache(256)
def _names_response(dialect: Dialect, label: str) -> bool:
    return len(label.split()) <= 2 and dialect.vocabulary().means(label, "response")


_CODE = re.compile(r"[^\W\d_]{2,20}[ ]?[:：][ \t]*[1-5]\d\d\b")  # "Code: 201"


def _of_label(page: PageReader, paragraph: Paragraph, phrase: str) -> TypeMention | None:
    text, at = first_sentence(phrase), page.place(paragraph, paragraph.text.find(phrase))
    if found := media_types(text):
        return of_media_types(found, at)
    ref = read_type(text, page.dialect, page.references)
    if not (ref and ref.target) and (noun := _named_thing(page, text, at)):
        return noun
    if ref is None or ref.name == "any" or _CODE.match(text):
        return None
    # "A hash with one key": no map.
    if ref.kind == "map" and (is_any_object(ref) or _ONE_KEY.search(text)):
        return None
    return TypeMention(ref=ref, at=at)


def _named_thing(page: PageReader, text: str, at: Span) -> TypeMention | None:
    """The type that a noun beside a word such as "object" may be: "Session object (see above)", "objet session créé"."""
    noun = _BESIDE_NOUN.split(text, maxsplit=1)[0].strip(" .")
    is_thing = " " in noun and page.dialect.vocabulary().means(noun, "thing")
    return _noun(page, noun, at) if is_thing else None


def _of_sentence(
    page: PageReader, paragraph: Paragraph, sentence: str, at: int
) -> TypeMention | None:
    links = _LINK.finditer(sentence)
    # "[`200 OK`](statuses.md) and a [lamp](lamp.md)"
    link = next((found for found in links if not _STATUS_ALONE.match(plain(found[0]))), None)
    if link is None and (mention := _in_code(page, sentence, page.place(paragraph, at))):
        return mention
    if link is None and (found := media_types(first_sentence(sentence))):
        return of_media_types(found, page.place(paragraph, at))  # "the image as `image/png`"
    if link is None:
        bare = _WITHOUT_LINK.match(_STATUS.sub(" ", sentence.replace("\n", " ")))
        if bare and page.dialect.vocabulary().means(bare[1], "error"):
            return None  # "If it is lit, it returns an error"
        phrase = _NEW.sub("", bare[1], 1) if bare else ""
        ref = read_type(phrase, page.dialect, page.references) if phrase else None
        if ref and not ref.is_primitive and not ref.kind:
            is_noun = bare is not None and phrase != bare[1]
            return TypeMention(ref=ref, is_noun=is_noun, at=page.place(paragraph, at))
        if ref or page.dialect.is_odata:
            return None
        pronoun = _PRONOUN.match(sentence)
        taken = sent_mention(page, paragraph) if pronoun else None
        # "the new lamp with `201`", "the lamp, or 404 if there is none"
        noun = _BESIDE_NOUN.split(_WITH_STATUS.sub("", sentence), maxsplit=1)[0].strip(" \t\n.!")
        return taken or _noun(page, noun, page.place(paragraph, at))
    before = _STATUS.sub(" ", sentence[: link.start()])
    is_of_value = _VALUE.match(sentence, link.end())
    if is_of_value or _OTHER.search(plain(before)) or _HELD.match(sentence, link.end()):
        return None
    ref = read_type(link[0], page.dialect, page.references)
    if ref is None or ref.is_primitive:
        return None
    words = {word.lower() for word in re.findall(r"\w+", before)}
    is_collection = not words.isdisjoint({*page.dialect.collection_words, "all", "multiple"})
    ref = replace(
        ref,
        is_collection=is_collection or ref.is_collection,
        is_partial="partial" in words,
    )
    return TypeMention(ref=ref, at=page.place(paragraph, at + link.start()))


def mentioned(
    page: PageReader, paragraph: Paragraph, *, collection_hint: bool = False
) -> TypeMention | None:
    """The first type that a paragraph links to a page, or names in bold."""
    if _TO_ANOTHER_PLACE.match(paragraph.text):
        return None
    for link in links(paragraph.text, paragraph.span, page.references):
        if link.is_image or link.target.startswith(("http", "/", "#")):
            continue
        if ref := read_type(f"[{link.text}]({link.target})", page.dialect, page.references):
            return TypeMention(ref=_in_prose(ref, paragraph.text, collection_hint), at=link.span)
    for match in _BOLD.finditer(paragraph.text):
        if paragraph.text[match.end() : match.end() + 1] in (":", "："):
            continue  # a label
        ref = read_type(match[1], page.dialect)
        if ref and not ref.is_primitive:
            return TypeMention(
                ref=_in_prose(ref, paragraph.text, collection_hint),
                at=page.place(paragraph, match.start()),
            )
    return None


def _in_prose(ref: TypeRef, text: str, collection_hint: bool) -> TypeRef:
    is_many = collection_hint and _COLLECTION.search(plain(text))
    return replace(ref, is_collection=True) if is_many else ref
