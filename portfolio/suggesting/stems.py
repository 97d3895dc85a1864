"""Words as they are compared: without accents, endings, and the ways in which one word is spelt."""

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 40

# Dropped before anything is compared: they stand between the words that matter.
_FILLERS = """a also am an and actually are be been being had has have having is just quite really so the then
    very was were will would"""
FILLERS = frozenset(_FILLERS.split())

# Too common to say what a piece is about: never learned from what was accepted.
_COMMON = """
    about after again all am any are as at be because been before being both but by can could did do
    does done during each few for from get go got had has have having he her here him his how i if
    in into is it its like made make me more most my no nor not now of off on once one only or other
    our out over own same say she some such than that their them there they this those through to
    too two under until up us use was we were what when where which while who why will with would
    yet you your
"""
STOP_WORDS = FILLERS.union(_COMMON.split())

# Who it was matters less than what was done: “let them finish” is meant for her, him and every guest.
_SAME = {
    "them": "he her hers him his she their theirs they",
    "customer": "client gent gentleman guest guy lady man patron resident shopper tenant visitor woman",
    "colleague": "coworker mate teammate workmate",
    "manager": "boss coach leader mentor supervisor tutor",
    "angry": "aggressive annoyed cross furious irate livid",
    "phone": "telephone",
    "email": "mail",
    "complaint": "complain complaining complained",
}
_IRREGULAR = {
    "break": "broke broken",
    "bring": "brought",
    "choose": "chose chosen",
    "come": "came",
    "feel": "felt",
    "find": "found",
    "get": "got gotten",
    "give": "gave given",
    "go": "went gone",
    "hear": "heard",
    "i": "im ive",
    "keep": "kept",
    "know": "knew known",
    "learn": "learnt",
    "let": "letting lets",
    "lose": "lost",
    "make": "made",
    "meet": "met",
    "receive": "recieve recieved received",
    "ring": "rang rung",
    "say": "said",
    "see": "saw seen",
    "send": "sent",
    "show": "shown",
    "speak": "spoke spoken",
    "take": "took taken",
    "tell": "told",
    "think": "thought",
    "understand": "understood",
    "wear": "wore worn",
    "write": "wrote written",
}
_SHORTENED = re.compile(r"['’](?:s|d|ll|m|re|ve)$")
_NEGATED = re.compile(
    r"(could|would|should|did|does|do|is|was|were|are|has|have|had|need|ca|wo)n['’]?t|(can)not"
)
_VOWEL = re.compile(r"[aeiouy]")


def _plain(word: str) -> str:
    """In small letters, without accents and apostrophes, spelt the British way."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in letters if letter.isalnum() or letter in "'’")
    plain = _SHORTENED.sub("", plain).replace("'", "").replace("’", "")
    return re.sub(
        r"(?<=[a-z]{3})or$", "our", re.sub(r"iz(?=e|ing|ation)", "is", re.sub(r"yz(?=e|ing)", "ys", plain))
    )


def parts_of(word: str) -> list[str]:
    """“couldn’t” is two words."""
    negated = _NEGATED.fullmatch(word.casefold())
    return [negated[1] or negated[2], "not"] if negated else [word]


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 3 and word[-2] not in "sui" else word


def _without_ending(word: str) -> str:
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed", "ly"):
        root = word.removesuffix(ending)
        if root != word and len(root) > (3 if ending == "ly" else 2) and _VOWEL.search(root):
            is_doubled = root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if is_doubled else root
    return word


def _ends_alike(word: str) -> str:
    """“Manage” and “manag(ing)”, “cancel” and “cancell(ed)” end the same way."""
    if word.endswith("ll") and len(word) > 5:
        return word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _stripped(word: str) -> str:
    return _ends_alike(_without_ending(_without_plural(word)))


def _table(groups: dict[str, str]) -> dict[str, str]:
    return {form: _stripped(word) for word, forms in groups.items() for form in forms.split()}


_FORMS = _table(_IRREGULAR)
_CLASSES = _table(_SAME)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What is left of a word to compare; blank for a filler and for what is no word."""
    plain = _plain(word)
    if not plain or len(plain) > LONGEST_WORD or plain in FILLERS:
        return ""
    singular = _without_plural(plain)
    for known in (plain, singular):
        if known in _CLASSES:
            return _CLASSES[known]
        if known in _FORMS:
            return _FORMS[known]
    return _stripped(plain)
