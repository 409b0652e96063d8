"""Data of the program in YAML."""

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Loader  # ten times as fast: the services alone take a tenth of a second without
except ImportError:  # where PyYAML was built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


def read(text: str) -> Any:
    """What the text holds. Raises yaml.YAMLError where it is no YAML."""
    return yaml.load(text, Loader=_Loader)
