"""Signs that a console cannot show fall back to ASCII: ✓ becomes "+" where stdout is cp1252 or plain C."""

import codecs
import sys
import unicodedata

ASCII = {
    "✓": "+", "✗": "x", "·": "-", "…": "...", "→": "->", "←": "<-", "↦": "->", "×": "x", "−": "-", "–": "-",
    "—": "-", "≈": "~", "≠": "!=", "≤": "<=", "≥": ">=", "±": "+/-", "√": "sqrt", "∇": "grad ", "∂": "d",
    "Σ": "sum", "∞": "inf", "‖": "||", "★": "*", "☆": ".", "⁄": "/",
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'",
}  # fmt: skip
HANDLER = "course.ascii"  # an error handler of str.encode


def printable(text: str) -> str:
    """Return a text as stdout can show it."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, HANDLER).decode(encoding)


def print_on_any_console() -> None:
    """Let this program's stdout and stderr fall back to ASCII, whatever is printed."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=HANDLER)


def _as_ascii(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for the signs that could not be encoded, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_sign, error.object[error.start : error.end])), error.end


def _sign(sign: str) -> str:
    """Return ASCII for one sign: from the table, the name of a Greek letter, a plain letter, or ?."""
    if sign in ASCII:
        return ASCII[sign]
    if unicodedata.name(sign, "").startswith("GREEK "):
        return unicodedata.name(sign).split(" WITH ")[0].split()[-1].lower()
    plain = "".join(ASCII.get(part, part) for part in unicodedata.normalize("NFKD", sign))
    plain = plain.encode("ascii", "ignore").decode() or "?"
    return f"^{plain}" if unicodedata.decomposition(sign).startswith("<super>") else plain


codecs.register_error(HANDLER, _as_ascii)
