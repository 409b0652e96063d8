"""The operator's keys in tests, the same for every process that shares a database."""

from storage.keyring import Keyring

KEY = "dGVzdHMgb25seTogbm8gYm90IHNob3VsZCB1c2UgaXQ"
KEYS = Keyring([KEY])
PRIVATE_KEY = "b25seSBmb3IgdGVzdHMgYW5kIHByaXZhdGUgYW5zd2U"
PRIVATE_KEYS = Keyring([PRIVATE_KEY], private=True)
