"""How the report looks: one stylesheet for light, dark and paper.

Owns the colours that a colour of the scheme becomes on a light and on a dark page, by the rules of
the window (WCAG 2.2: 4.5:1 for words, 3:1 for lines), and the sheet itself.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable
from dataclasses import dataclass

WORDS_CONTRAST = 4.5
LINES_CONTRAST = 3.0

_Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """The colours of one theme."""

    page: str
    text: str
    muted: str  # facts, words of zones
    border: str
    panel: str
    accent: str
    good: str
    bad: str
    share: float  # of a label's colour in what lies behind its words

    @property
    def dark(self) -> bool:
        """Tell whether it is lighter than what it is read on."""
        return _luminance(_rgb(self.page)) < _luminance(_rgb(self.text))


LIGHT = Page(
    page="#ffffff", text="#1f2430", muted="#566070", border="#dfe3e8", panel="#f5f6f8",
    accent="#1f4f99", good="#1b7441", bad="#b42318", share=0.17,
)  # fmt: skip
DARK = Page(
    page="#161a22", text="#e6e9ef", muted="#a9b2c0", border="#343c4b", panel="#1e2430",
    accent="#8fb4ff", good="#57c785", bad="#f08a80", share=0.28,
)  # fmt: skip


def hue(colour: str, page: Page) -> tuple[str, str, str]:
    """Return what a colour of a scheme becomes on a page: behind words, as line, as small words.

    Plain and muted words on the first can be read, and the last can be read on the bare page.
    """
    ground = _rgb(page.page)
    line = _away(_rgb(colour), page, LINES_CONTRAST)
    words = _away(_rgb(colour), page, WORDS_CONTRAST)
    share = page.share
    fill = _blend(line, ground, share)
    while contrast(_hex(fill), page.muted) < WORDS_CONTRAST and share > 0.01:
        share -= 0.01
        fill = _blend(line, ground, share)
    return _hex(fill), _hex(line), _hex(words)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, after WCAG 2.2."""
    dark, light = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (light + 0.05) / (dark + 0.05)


def _away(colour: _Rgb, page: Page, wanted: float) -> _Rgb:
    """Return a colour, lighter or darker until it stands out from the page as wanted."""
    hue_, lightness, saturation = colorsys.rgb_to_hls(*colour)
    step = 0.02 if page.dark else -0.02
    found = colour
    while contrast(_hex(found), page.page) < wanted and 0 < lightness < 1:
        lightness = min(1.0, max(0.0, lightness + step))
        found = colorsys.hls_to_rgb(hue_, lightness, saturation)
    if contrast(_hex(found), page.page) < wanted:  # it was black or white from the start
        return _rgb(page.text)
    return found


def _blend(colour: _Rgb, ground: _Rgb, share: float) -> _Rgb:
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(colour, ground, strict=True))
    return red, green, blue


def _rgb(colour: str) -> _Rgb:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hex(colour: _Rgb) -> str:
    return "#" + "".join(f"{round(each * 255):02x}" for each in colour)


def _luminance(colour: _Rgb) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def stylesheet(colours: Iterable[str]) -> str:
    """Return the sheet of a report; the n-th colour is that of the class `cn`."""
    numbered = list(enumerate(colours))
    light = _theme(LIGHT) + "".join(_class(number, each, LIGHT) for number, each in numbered)
    dark = _theme(DARK) + "".join(_class(number, each, DARK) for number, each in numbered)
    # Only on screens: paper is white whatever the desktop looks like.
    return f"{light}\n@media screen and (prefers-color-scheme:dark){{{dark}}}\n{_SHEET}"


def _theme(page: Page) -> str:
    return (
        f":root{{--page:{page.page};--text:{page.text};--muted:{page.muted};"
        f"--border:{page.border};--panel:{page.panel};--accent:{page.accent};"
        f"--good:{page.good};--bad:{page.bad}}}"
    )


def _class(number: int, colour: str, page: Page) -> str:
    fill, line, words = hue(colour, page)
    return f".c{number}{{--f:{fill};--l:{line};--w:{words}}}"


#: Steps of lines under words that lie under each other.
LANES = 7
_LANES = "".join(f".n{lane}{{padding-bottom:{lane * 4 + 1}px}}" for lane in range(LANES))
_SHEET = (
    """
*{box-sizing:border-box}
html{color-scheme:light dark;scroll-behavior:auto;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:2.5rem 1.5rem 5rem;max-width:54rem;background:var(--page);
color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif;
overflow-wrap:break-word}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
h2{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem;letter-spacing:-.01em}
h3{font-size:1.15rem;margin:2.25rem 0 .6rem}
h4{font-size:1rem;margin:1.75rem 0 .5rem}
p{margin:0 0 .75rem}
a{color:var(--accent);text-underline-offset:.15em}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--page);padding:.5rem 1rem}
.muted,.facts{color:var(--muted)}
.jump{display:flex;gap:1.25rem;flex-wrap:wrap;margin:.75rem 0 0}
section.box{background:var(--panel);border:1px solid var(--border);border-radius:10px;
padding:1.1rem 1.3rem 1.2rem;margin:1.75rem 0 0}
section.box h2{font-size:1.05rem;letter-spacing:0;margin:0 0 .4rem}
section.box>p{font-size:.9rem;color:var(--muted);margin:0 0 .9rem;max-width:46rem}
dl{margin:0;display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.35rem 1.1rem}
dt{color:var(--muted);font-size:.9rem}
dd{margin:0}
.legend{gap:.6rem 1.1rem;align-items:baseline}
.legend dd{display:flex;flex-wrap:wrap;gap:.45rem .55rem;font-size:.88rem;line-height:1.35}
.legend mark,.legend .t{padding:1px .35em 2px;font-size:inherit}
.legend mark{background-color:var(--page)}
.legend mark.k0{background-color:var(--f)}
article{margin:3.5rem 0 0;padding:2rem 0 0;border-top:2px solid var(--text)}
.facts{margin:0 0 .3rem;font-size:.92rem}
.facts>*+*::before{content:"·";margin:0 .5em}
.labels{margin:.9rem 0 0;display:flex;flex-wrap:wrap;gap:.4rem}
.text{margin:1.5rem 0 0;font:1.1rem/2.35 Charter,"Bitstream Charter","Iowan Old Style",
"Noto Serif",Georgia,serif}
.text p{margin:0 0 .55rem}
.text p.w{white-space:pre-wrap}
.text p:empty{height:.8rem;margin:0}
mark{background:none;color:inherit;border-bottom:2px solid var(--l);padding-top:1px;
-webkit-box-decoration-break:clone;box-decoration-break:clone}
mark.s{border-start-start-radius:3px}
mark.k0{background-color:var(--f)}
mark.k2{border-bottom-style:dashed}
mark.k3{border-bottom-style:dotted}
"""
    + _LANES
    + """
.t{margin-inline:.28em .2em;padding:.08em .38em .1em;border:1px solid var(--l);
border-radius:4px;background:var(--page);color:var(--w);font:600 .7rem/1.4 system-ui,
-apple-system,"Segoe UI","Noto Sans",sans-serif;letter-spacing:.01em;text-decoration:none;
white-space:nowrap;vertical-align:.2em;-webkit-user-select:none;user-select:none}
.t.long{white-space:normal}
a.t:hover{text-decoration:underline}
.t abbr{font-weight:400;text-decoration:none;margin-inline-start:.45em}
.labels .t{display:inline-block;font-size:.82rem;padding:.1em .6em;margin:0}
.labels .t abbr{margin-inline-start:.5em}
.z{color:var(--muted);background-image:repeating-linear-gradient(135deg,var(--border) 0 1px,
transparent 1px 7px)}
.z mark{background-image:none}
.t.zone,.t.plain{border:1px dashed var(--muted);color:var(--muted);font-weight:400}
.t.plain{border-style:solid}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem;line-height:1.45}
th,td{text-align:start;vertical-align:top;padding:.5rem .7rem .5rem 0;
border-top:1px solid var(--border)}
th+td,td+td,th+th{padding-inline-start:.35rem}
thead th{border-top:0;border-bottom:1px solid var(--muted);color:var(--muted);font-weight:600;
font-size:.82rem;padding-top:0}
tbody th{font-weight:600;white-space:nowrap}
tbody tr:first-child>*{border-top:0}
td.wide{min-width:17rem}
td.more{min-width:8rem}
td.number,th.number{text-align:end;font-variant-numeric:tabular-nums;padding-inline-end:.35rem}
.none{color:var(--muted)}
.short{white-space:nowrap}
.positive{color:var(--good);font-weight:600}
.negative{color:var(--bad);font-weight:600}
tr:target,li:target{background:var(--panel);outline:2px solid var(--accent);outline-offset:2px}
ol.notes{margin:0;padding-inline-start:1.5rem}
ol.notes li{margin:0 0 .8rem;padding-inline-start:.2rem}
ol.notes p{margin:.1rem 0 0;white-space:pre-wrap}
.more dl{font-size:.9rem}
.contents ol{padding-inline-start:1.6rem;margin:0}
.contents li{margin:0 0 .35rem}
.contents .muted{font-size:.9rem;margin-inline-start:.5em}
footer{margin:3.5rem 0 0;border-top:2px solid var(--text)}
footer>*{padding-top:1.75rem}
footer h2{font-size:1.3rem}
.by{margin-top:2.5rem;border-top:1px solid var(--border)}
.by h3{margin-top:1.4rem}
@media(max-width:40rem){body{padding:1.25rem 1rem 3rem}.text{font-size:1.05rem}
.legend{grid-template-columns:minmax(0,1fr);gap:.3rem}.legend dd{margin-bottom:.5rem}}
@media(forced-colors:active){mark{border-bottom-color:CanvasText}.t{border-color:CanvasText}}
@media print{html{color-scheme:light}body{max-width:none;padding:0;font-size:10.5pt}
.text{font-size:11pt;line-height:2.1}.jump,.skip{display:none}
a{color:inherit}a.t{color:var(--w)}article{break-before:page;border:0;margin:0;padding:0}
header+main>article:first-child{break-before:auto;padding-top:1.5rem}
.z{background-image:none;border-bottom:1px dotted var(--muted)}
h2,h3,h4,thead{break-after:avoid}tr,li,dl.legend>dd{break-inside:avoid}.scroll{overflow:visible}
mark,.t,.z,section.box{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
)
