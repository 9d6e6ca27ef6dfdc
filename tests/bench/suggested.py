"""How right the suggested owners are, by cross-validation, and what learning costs: `python -m tests.bench.suggested`.

The letters are those of `tests.bench.routed`: an invented office of twelve, in which every sixteenth letter goes to
somebody by chance, so that nothing could be right every time. Beside it stand the share of letters that went as the
office's custom has it (the most that could be known), that of the busiest person, and scikit-learn where its Python
is named: `--peer PYTHON`.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from random import Random

from rich.console import Console
from rich.table import Table

from dispatcher.learned import Guess, Learned
from dispatcher.suggest import bag_of, learn_owners
from tests.bench.routed import PEOPLE, Taken, letters

FOLDS = 5
_HERE = frozenset(PEOPLE)
_CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9)
_PEER = """
import json, sys
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
texts, owners, folds = json.load(sys.stdin)
spread = lambda bag: [piece for piece, count in bag.items() for _ in range(count)]
for model in (LogisticRegression(C=10, max_iter=300), LinearSVC()):
    right = 0
    for k in range(folds):
        held = [n for n in range(len(texts)) if n % folds == k]
        rest = [n for n in range(len(texts)) if n % folds != k]
        both = make_pipeline(TfidfVectorizer(analyzer=spread, sublinear_tf=True, min_df=2), model)
        both.fit([texts[n] for n in rest], [owners[n] for n in rest])
        right += sum(both.predict([texts[n] for n in held]) == [owners[n] for n in held])
    print(type(model).__name__, right / len(texts))
"""

Answer = tuple[tuple[Guess, ...], str]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.suggested")
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", metavar="PYTHON", help="a Python that has scikit-learn")
    options = parser.parse_args()
    taken = letters(options.letters, options.seed)
    shuffled = list(taken)
    Random(0).shuffle(shuffled)
    table = Table(title=f"{len(taken)} letters of {len(PEOPLE)} people, seed {options.seed}")
    for name in ("measured", "value"):
        table.add_column(name, justify="right" if name == "value" else "left")
    for row in (*_bounds(taken), *_crossed(shuffled), *_foretold(taken), *_cost(taken), *_peer(shuffled, options.peer)):
        table.add_row(*row)
    Console(width=100).print(table)


def _bounds(taken: Sequence[Taken]) -> list[tuple[str, str]]:
    busiest = Counter(each.owner for each in taken).most_common(1)[0][1]
    custom = sum(each.owner == each.custom for each in taken)
    return [
        ("went as the office's custom has it", _share(custom, len(taken))),
        ("always the busiest", _share(busiest, len(taken))),
    ]


def _crossed(shuffled: Sequence[Taken]) -> list[tuple[str, str]]:
    """Each fifth of the letters, by what the other four teach."""
    answers = []
    for fold in range(FOLDS):
        learned = _learned([each for number, each in enumerate(shuffled) if number % FOLDS != fold])
        answers += [_answer(learned, each) for number, each in enumerate(shuffled) if number % FOLDS == fold]
    rows = [
        (f"{FOLDS}-fold: the first is right", _share(sum(_right(each) for each in answers), len(answers))),
        ("one of the first three is", _share(sum(_among(each) for each in answers), len(answers))),
    ]
    for least in _CONFIDENCES:
        sure = [each for each in answers if each[0][0].confidence >= least]
        right = _share(sum(map(_right, sure)), len(sure)) if sure else "–"
        rows.append((f"confidence of {least:.2f} or more: {_share(len(sure), len(answers))} of letters; right", right))
    return rows


def _foretold(taken: Sequence[Taken]) -> list[tuple[str, str]]:
    """The last quarter, by what the letters before it teach."""
    cut = len(taken) * 3 // 4
    learned = _learned(taken[:cut])
    answers = [_answer(learned, each) for each in taken[cut:]]
    return [("the last quarter by those before: the first is right", _share(sum(map(_right, answers)), len(answers)))]


def _cost(taken: Sequence[Taken]) -> list[tuple[str, str]]:
    before = time.process_time()
    learned = _learned(taken)
    learning = time.process_time() - before
    before = time.process_time()
    for each in taken[:200]:
        _answer(learned, each)
    return [
        ("learning from all: CPU", f"{learning:.1f} s"),
        ("a suggestion: CPU", f"{(time.process_time() - before) / 200 * 1000:.2f} ms"),
        ("highest memory of this run", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"),
    ]


def _peer(shuffled: Sequence[Taken], python: str | None) -> list[tuple[str, str]]:
    """scikit-learn on the same pieces and folds."""
    if python is None:
        return []
    given = json.dumps([[bag_of(each.facts) for each in shuffled], [each.owner for each in shuffled], FOLDS])
    said = subprocess.run([python, "-c", _PEER], input=given, capture_output=True, text=True, check=True).stdout
    return [(f"scikit-learn: {name}", f"{float(right):.1%}") for name, right in map(str.split, said.splitlines())]


def _learned(taken: Sequence[Taken]) -> Learned:
    learned = learn_owners([(each.facts, each.owner) for each in taken])
    assert learned
    return learned


def _answer(learned: Learned, each: Taken) -> Answer:
    return learned.guess(bag_of(each.facts), _HERE), each.owner


def _right(answer: Answer) -> bool:
    return answer[0][0].name == answer[1]


def _among(answer: Answer) -> bool:
    return answer[1] in [guess.name for guess in answer[0][:3]]


def _share(some: int, all_: int) -> str:
    return f"{some / all_:.1%}"


if __name__ == "__main__":
    main()
