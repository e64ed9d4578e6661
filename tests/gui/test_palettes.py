"""Colours that must be told apart can be, by everybody: simulated after Machado et al. (2009).

Colours are never the only sign: labels have tags, frames have patterns of lines (the last test).
The least distance is a CIEDE2000 of 9; two shades that touch are told apart from about 2 on.
"""

from __future__ import annotations

import warnings
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from annotator.domain.scheme import LayerKind
from annotator.gui.article.theme import contrast
from annotator.gui.palettes import POLARITY_COLOURS, SAFE, STANDARD, in_palette
from annotator.gui.theme import CONTRAST, DARK, LIGHT, WindowTheme
from annotator.services.schemes import load_scheme, shipped_schemes

KINDS = ("Protanomaly", "Deuteranomaly", "Tritanomaly")
with warnings.catch_warnings():
    # It misses libraries that draw, and says that the model only comes near to tritanopia.
    warnings.simplefilter("ignore")
    import colour

    #: What an eye makes of linear light, of full severity; the first sees all colours.
    EYES = {"all": np.eye(3)} | {kind: colour.matrix_cvd_Machado2009(kind, 1.0) for kind in KINDS}

LEAST = 9.0
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK, CONTRAST], ids=lambda each: each.name)


@cache
def seen(name: str, eye: str) -> tuple[float, ...]:
    """Return the CIE Lab values of a colour as somebody sees it."""
    share = np.array(QColor(name).getRgbF()[:3])
    linear = np.clip(EYES[eye] @ colour.models.eotf_sRGB(share), 0, 1)
    xyz = colour.models.RGB_to_XYZ(linear, "sRGB", apply_cctf_decoding=False)
    return tuple(colour.XYZ_to_Lab(xyz))


def nearest(names: list[str]) -> tuple[float, str]:
    """Return the least distance between any two colours for any eye, and whose it is."""
    found = []
    for one, other in combinations(names, 2):
        for eye in EYES:
            away = colour.delta_E(
                np.array(seen(one, eye)), np.array(seen(other, eye)), method="CIE 2000"
            )
            found.append((float(away), f"{one} {other} {eye}"))
    return min(found)


def drawn(theme: WindowTheme, colours: list[str]) -> list[list[str]]:
    """Return the lines and the tags that colours of a scheme become, in the safe palette."""
    page = theme.in_palette(SAFE).article
    hues = [page.hue(each) for each in colours]
    return [[hue.line.name() for hue in hues], [hue.tag.name() for hue in hues]]


def keyed(scheme: str, layer: str) -> list[str]:
    labels = load_scheme(scheme).labels_of(layer)
    return [each.colour for each in labels if each.key]


@THEMES
def test_the_nine_labels_of_the_news_can_be_told_apart(theme: WindowTheme) -> None:
    colours = keyed("news", "entities")
    assert len(colours) == 9
    for row in drawn(theme, colours):
        away, pair = nearest(row)
        assert away >= LEAST, pair


@THEMES
def test_the_labels_of_every_layer_can_be_told_apart(theme: WindowTheme) -> None:
    for name in shipped_schemes():
        for layer in load_scheme(name).layers:
            colours = keyed(name, layer.uid)
            if len(colours) < 2:
                continue
            for row in drawn(theme, colours):
                away, pair = nearest(row)
                assert away >= LEAST, f"{name}.{layer.uid}: {pair}"


@THEMES
def test_polarities_can_be_told_apart(theme: WindowTheme) -> None:
    for row in drawn(theme, list(POLARITY_COLOURS.values())):
        away, pair = nearest(row)
        assert away >= LEAST, pair


@THEMES
def test_good_doubtful_and_bad_can_be_told_apart(theme: WindowTheme) -> None:
    away, pair = nearest([theme.good, theme.warning, theme.danger])
    assert away >= LEAST, pair


@THEMES
def test_the_series_of_plots_can_be_told_apart_and_seen(theme: WindowTheme) -> None:
    assert len(theme.series) == 9
    away, pair = nearest(list(theme.series))
    assert away >= LEAST, pair
    for each in theme.series:
        assert contrast(QColor(each), QColor(theme.panel)) >= 3.0, each


def test_the_colours_of_the_scheme_itself_would_not_do() -> None:
    """The measure can fail: the colours as they stand in the file are why there is a palette."""
    page = LIGHT.in_palette(STANDARD).article
    away, _ = nearest([page.hue(each).line.name() for each in keyed("news", "entities")])
    assert away < LEAST


def test_a_colour_that_somebody_chose_stays() -> None:
    assert in_palette("#123456", SAFE, dark=False) == "#123456"
    assert in_palette("#B7791F", SAFE, dark=False) == in_palette("#b7791f", SAFE, dark=False)
    assert in_palette("#b7791f", STANDARD, dark=True) == "#b7791f"


def test_colour_is_never_the_only_sign() -> None:
    """What is drawn alike but for its colour has a tag, a sign or words beside it."""
    from annotator.domain.opinions import POLARITIES, SIGNS
    from annotator.gui.article_marks import _LINES

    for name in shipped_schemes():
        scheme = load_scheme(name)
        for layer in scheme.layers:
            labels = [each for each in scheme.labels_of(layer.uid) if not each.frame]
            names = [each.name for each in labels]
            assert len(set(names)) == len(names), f"{name}.{layer.uid}: tags that say the same"
            if layer.kind in (LayerKind.QUOTES, LayerKind.OPINIONS):
                lines = [_LINES.get(each.uid, "content") for each in labels]
                assert len(set(lines)) == len(lines), f"{name}.{layer.uid}: lines alike"
    assert len({SIGNS[each] for each in POLARITIES}) == len(POLARITIES)
