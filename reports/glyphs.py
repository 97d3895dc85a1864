"""Which characters the fonts of this machine can draw. No Django here.

A character that no font knows would be drawn as an empty box, and a document that holds one is no PDF/A: the
printer puts a replacement character in its place, and says so.
"""

import ctypes
import functools
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Nothing to see, or nothing that means the same to everybody: controls, private use, surrogates.
NEVER_DRAWN = {"Cc", "Co", "Cs"}
UNSEEN = {"Cf", "Zl", "Zp", "Zs", "Mn"}
PLAIN = frozenset(map(chr, range(32, 127))) | {"\n", "\r", "\t"}


class _Fonts(ctypes.Structure):
    """FcFontSet of fontconfig."""

    _fields_ = (
        ("count", ctypes.c_int),
        ("room", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    )


@functools.cache
def _library() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return None
    library.FcConfigGetFonts.restype = ctypes.POINTER(_Fonts)
    library.FcConfigGetFonts.argtypes = (ctypes.c_void_p, ctypes.c_int)
    library.FcPatternGetCharSet.argtypes = (
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_void_p),
    )
    library.FcCharSetHasChar.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
    return library


@functools.cache
def _sets() -> tuple[int, ...]:
    """The sets of characters of all fonts, as the library knows them."""
    library = _library()
    known = library.FcConfigGetFonts(None, 0) if library else None
    if not library or not known:
        return ()
    found = []
    for place in range(known.contents.count):
        characters = ctypes.c_void_p()
        pattern = known.contents.fonts[place]
        if not library.FcPatternGetCharSet(pattern, b"charset", 0, ctypes.byref(characters)):
            found.append(characters.value or 0)
    return tuple(found)


@functools.cache
def is_drawn(letter: str) -> bool:
    """Whether some font has a shape for it; true where fonts cannot be asked."""
    kind = unicodedata.category(letter)
    if letter in PLAIN or kind in UNSEEN:
        return True
    if kind in NEVER_DRAWN:
        return False
    library, sets = _library(), _sets()
    return not library or not sets or any(library.FcCharSetHasChar(one, ord(letter)) for one in sets)


def undrawn_in(text: str) -> str:
    """The characters of a text that nothing can draw, each once, in order."""
    return "".join(sorted(letter for letter in set(text) - PLAIN if not is_drawn(letter)))


def only_drawable(text: str) -> tuple[str, str]:
    """The text with a replacement for each character that nothing can draw, and those characters."""
    undrawn = undrawn_in(text)
    return text.translate({ord(letter): REPLACEMENT for letter in undrawn}), undrawn
