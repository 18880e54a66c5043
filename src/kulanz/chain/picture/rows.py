"""At which height each thing stands: time runs down, and every cause is above its effects."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

Link = tuple[str, str]


def rows(times: Mapping[str, int], links: Sequence[Link]) -> dict[str, tuple[int, int]]:
    """For each name the time it is drawn at, and its step within that time.

    An effect that is told to be earlier than its cause is drawn with the cause. First causes
    stand right above their first effect.
    """
    causes: dict[str, list[str]] = {name: [] for name in times}
    effects: dict[str, list[str]] = defaultdict(list)
    for cause, effect in links:
        causes[effect].append(cause)
        effects[cause].append(effect)
    time: dict[str, int] = {}
    step: dict[str, int] = {}
    for name in TopologicalSorter(causes).static_order():
        time[name] = max([times[name], *(time[cause] for cause in causes[name])])
        same = [step[cause] for cause in causes[name] if time[cause] == time[name]]
        step[name] = max(same, default=-1) + 1
    for name in times:
        near = [step[effect] for effect in effects[name] if time[effect] == time[name]]
        if near and not causes[name]:
            step[name] = min(near) - 1
    return {name: (time[name], step[name]) for name in times}
