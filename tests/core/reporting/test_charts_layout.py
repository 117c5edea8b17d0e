"""Places, names and curves: nothing covers anything else, however many and however long."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.reporting.charts.curves import STEPS, bend, curve
from samspill.reporting.charts.layout import HEADING_LINE, HEADING_SIZE, WIDTH, Circle, Layout, Lettered, Spot, place
from samspill.reporting.charts.lettering import printable, width, wrap

Box = tuple[float, float, float, float]


@st.composite
def designs(draw: st.DrawFn) -> list[Circle]:
    runs = draw(st.lists(st.integers(1, 12), min_size=1, max_size=6).filter(lambda runs: 2 <= sum(runs) <= 25))
    sizes = iter(draw(st.lists(st.integers(3, 400), min_size=25, max_size=25)))
    return [Circle(f"{run}-{n}", next(sizes), f"o{run}") for run, count in enumerate(runs) for n in range(count)]


NAMES = st.text(alphabet="abcdefg ÆØÅ-", min_size=1, max_size=60).filter(lambda text: text.strip())


def name_box(spot: Spot, name: str) -> Box:
    lettered = Lettered.of(name, spot.name_room)
    wide = max(width(line, lettered.size) for line in lettered.lines)
    left = spot.name_x if spot.side > 0 else spot.name_x - wide
    half = len(lettered.lines) * lettered.line / 2
    return left, spot.y - half, left + wide, spot.y + half


def heading_boxes(layout: Layout, name: str) -> list[Box]:
    boxes: list[Box] = []
    for shape in layout.shapes:
        first = shape.spots[0]
        lines = wrap(name, HEADING_SIZE, first.name_room, 2)
        wide = max(width(line, HEADING_SIZE) for line in lines)
        left = shape.x if first.side > 0 else shape.x - wide
        boxes.append((left, shape.y - (len(lines) - 1) * HEADING_LINE - HEADING_SIZE, left + wide, shape.y + 4))
    return boxes


def covers(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@settings(max_examples=60, deadline=None)
@given(designs(), NAMES)
def test_no_name_covers_a_circle_or_another_name(circles: list[Circle], name: str) -> None:
    layout = place(circles)
    boxes = [name_box(spot, name) for spot in layout.spots.values()] + heading_boxes(layout, name)
    for one, other in combinations(boxes, 2):
        assert not covers(one, other)
    for box in boxes:
        assert box[0] >= 0
        assert box[2] <= WIDTH
        assert box[1] >= 0
        for spot in layout.spots.values():
            assert not covers(box, (spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius))


@settings(max_examples=60, deadline=None)
@given(designs())
def test_circles_and_shapes_keep_apart_and_inside(circles: list[Circle]) -> None:
    layout = place(circles)
    for one, other in combinations(layout.spots.values(), 2):
        assert np.hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius + 2
    for spot in layout.spots.values():
        assert spot.radius < spot.y < layout.height - spot.radius
    assert place(list(circles)) == layout


@settings(max_examples=30, deadline=None)
@given(designs(), st.data())
def test_curves_run_from_rim_to_rim_and_the_two_directions_part(circles: list[Circle], data: st.DataObject) -> None:
    layout = place(circles)
    one, other = data.draw(st.permutations(list(layout.spots)))[:2]
    a, b = layout.spots[one], layout.spots[other]
    control = bend(a, b, [spot for key, spot in layout.spots.items() if key not in (one, other)], layout.height / 2)
    there, back = curve(a, b, control, arrow=13), curve(b, a, control, arrow=13)
    assert abs(np.hypot(*(there.points[0] - (a.x, a.y))) - a.radius) < 6
    assert abs(np.hypot(*(there.tip - (b.x, b.y))) - b.radius) < 6
    middle = [bezier(line.points)[len(STEPS) // 2] for line in (there, back)]
    assert np.hypot(*(middle[0] - middle[1])) > 6


def bezier(points: np.ndarray) -> np.ndarray:
    t = STEPS[:, None]
    return (1 - t) ** 3 * points[0] + 3 * t * (1 - t) ** 2 * points[1] + 3 * t**2 * (1 - t) * points[2] + t**3 * points[3]


def test_curves_of_a_common_design_keep_clear_of_other_circles() -> None:
    layout = place(
        [
            Circle(key, size, key[0])
            for key, size in zip(("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2"), (24, 8, 33, 9, 7, 6, 16, 12), strict=True)
        ]
    )
    for one, other in combinations(layout.spots, 2):
        others = [spot for key, spot in layout.spots.items() if key not in (one, other)]
        a, b = layout.spots[one], layout.spots[other]
        control = bend(a, b, others, layout.height / 2)
        for start, end in ((a, b), (b, a)):
            path = bezier(curve(start, end, control, arrow=13).points)
            for spot in others:
                assert np.hypot(path[:, 0] - spot.x, path[:, 1] - spot.y).min() > spot.radius, (one, other)


def test_a_long_name_takes_three_small_lines_before_it_is_cut() -> None:
    name = Lettered.of("Tildelingskontoret for helse- og omsorgstjenester", 195)
    assert len(name.lines) == 3
    assert "…" not in "".join(name.lines)
    assert len(Lettered.of("Lærere i videregående", 150).lines) == 2


def test_one_group_alone_is_placed() -> None:
    assert list(place([Circle("a", 5, "x")]).spots) == ["a"]


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(60, 300), st.integers(1, 3))
def test_wrapped_lines_fit_and_lose_nothing_unless_cut(text: str, room: int, lines: int) -> None:
    done = wrap(text, 18, room, lines)
    assert 1 <= len(done) <= lines
    assert all(len(line) <= 2 or width(line, 18) <= room for line in done)
    if done and not done[-1].endswith("…"):
        assert "".join(done).replace("-", "").replace(" ", "") == printable(text).replace("-", "").replace(" ", "")
