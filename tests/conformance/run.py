"""Runs what other engines of the same standard answer, and counts where ours agrees.

python tests/conformance/run.py xpath CASES DOCS
python tests/conformance/run.py traces TRACES
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]  # as a script it knows only the folder it lies in
    from tests.conformance import expressions, interviews

    match arguments:
        case ["xpath", cases, documents]:
            print("\n".join(expressions.report(expressions.run_xpath(Path(cases), Path(documents)))))
            return 0
        case ["traces", traces]:
            print("\n".join(interviews.report(interviews.run_traces(Path(traces)))))
            return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
