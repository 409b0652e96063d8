"""All measurements, one after the other: `python -m bench`."""

import subprocess
import sys

MEASUREMENTS = ("turns", "scores", "areas", "regency", "summaries", "regions", "doubles", "throughput")
# `bench.kills`, `bench.courier` and `bench.fuzz` take minutes: by hand


def main() -> None:
    for name in MEASUREMENTS:
        print(f"\n== bench.{name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False)


if __name__ == "__main__":
    main()
