"""The operator's key in tests, the same for every process that shares a database."""

from storage.keyring import Keyring

KEY = "dGVzdHMgb25seTogbm8gYm90IHNob3VsZCB1c2UgaXQ"
KEYS = Keyring([KEY])
