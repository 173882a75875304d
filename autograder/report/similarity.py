"""Submissions that are alike: a signal for a conversation, never a verdict.

Solution cells are reduced to tokens (copydetect, after Schleimer, Wilkerson and Aiken's winnowing):
names, comments and spaces don't count. What the release gives, and what many write, doesn't either.
"""

from __future__ import annotations

import functools
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Print = tuple[str, int]
"""A run of tokens in a solution cell: the cell's grade_id and a hash."""

RUN = 20
"""Signs in a run, each name counting as one."""
COMMON = 0.1
"""What a larger share of the class writes is no sign of copying."""
ALIKE = 0.5
FEWEST = 60
MOST = 1500
"""Submissions compared; more would take minutes."""


@dataclass(frozen=True)
class Pair:
    """Two submissions with much in common.

    Attributes:
        one, other: the students.
        share: the part of the smaller one's uncommon runs that the other has too.
        runs: how many these are.
        exercises: the solution cells in which they agree almost fully.
    """

    one: str
    other: str
    share: float
    runs: int
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Submissions that pairs which are alike hold together; most often two.

    Attributes:
        students: theirs.
        pairs: how many of the possible pairs are alike.
        share: the largest share of a pair.
        exercises: the solution cells in which all these pairs agree almost fully.
    """

    students: tuple[str, ...]
    pairs: int
    share: float
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class Similarity:
    """The pairs that are alike, the most alike first, and a remark on what was left out, or ""."""

    pairs: tuple[Pair, ...]
    compared: int
    remark: str = ""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The pairs put together where they share a submission, the most alike first."""
        part = {student: {student} for pair in self.pairs for student in (pair.one, pair.other)}
        for pair in self.pairs:
            mine, other = part[pair.one], part[pair.other]
            if mine is not other:
                mine |= other
                part.update(dict.fromkeys(other, mine))
        held: dict[int, list[Pair]] = {}
        for pair in self.pairs:
            held.setdefault(id(part[pair.one]), []).append(pair)
        return tuple(sorted(map(_group, held.values()), key=lambda g: (-g.share, g.students)))


def similar(
    code: Mapping[str, Mapping[str, str]], stubs: Mapping[str, str], most: int = MOST
) -> Similarity:
    """Find pairs of submissions that share what few others write.

    Args:
        code: what stands in each solution cell, by student and by grade_id.
        stubs: what the release has there.
        most: the submissions compared; those beyond are left out, and the remark says so.
    """
    students = list(code)[:most]
    given = _prints(stubs)
    prints = {student: _prints(code[student]) - given for student in students}
    often = Counter(each for found in prints.values() for each in found)
    limit = max(5, round(COMMON * len(students)))
    rare = {
        student: {each for each in found if often[each] <= limit}
        for student, found in prints.items()
    }
    pairs = [
        _pair(students[i], students[j], rare, count)
        for i, j, count in _shared(students, rare)
        if count >= FEWEST and count >= ALIKE * min(len(rare[students[i]]), len(rare[students[j]]))
    ]
    pairs.sort(key=lambda each: (-each.share, -each.runs, each.one, each.other))
    left = len(code) - len(students)
    remark = f"{left} of {len(code)} submissions were not compared: too many." if left else ""
    return Similarity(tuple(pairs), len(students), remark)


def _prints(cells: Mapping[str, str]) -> set[Print]:
    return {(name, each) for name, source in cells.items() for each in _runs(source)}


@functools.lru_cache(maxsize=20_000)
def _runs(source: str) -> frozenset[int]:
    from copydetect import CodeFingerprint  # type: ignore[import-untyped]

    # A window of one keeps every run: which ones winnowing picks differs from process to process.
    made = CodeFingerprint("cell.py", RUN, 1, fp=io.StringIO(source), language="python")
    return frozenset(int(each) for each in made.hashes)


def _shared(students: list[str], rare: Mapping[str, set[Print]]) -> list[tuple[int, int, int]]:
    """The runs that each pair of submissions has in common, as (i, j, count) with i < j."""
    from scipy.sparse import csr_array, triu  # type: ignore[import-untyped]

    number: dict[Print, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for i, student in enumerate(students):
        for each in rare[student]:
            rows.append(i)
            columns.append(number.setdefault(each, len(number)))
    shape = (len(students), max(1, len(number)))
    has = csr_array((np.ones(len(rows), np.int32), (rows, columns)), shape=shape)
    found = triu(has @ has.T, k=1).tocoo()
    return [
        (int(i), int(j), int(count))
        for i, j, count in zip(*found.coords, found.data, strict=True)
        if count >= FEWEST
    ]


def _pair(one: str, other: str, rare: Mapping[str, set[Print]], count: int) -> Pair:
    mine, yours = rare[one], rare[other]
    common = Counter(name for name, _ in mine & yours)
    smaller = Counter(name for name, _ in min(mine, yours, key=len))
    agreed = tuple(
        name
        for name, total in sorted(smaller.items())
        if total >= 10 and common[name] >= 0.8 * total
    )
    return Pair(one, other, count / min(len(mine), len(yours)), count, agreed)


def _group(pairs: list[Pair]) -> Group:
    students = {student for pair in pairs for student in (pair.one, pair.other)}
    agreed = set.intersection(*(set(pair.exercises) for pair in pairs))
    share = max(pair.share for pair in pairs)
    return Group(tuple(sorted(students)), len(pairs), share, tuple(sorted(agreed)))
