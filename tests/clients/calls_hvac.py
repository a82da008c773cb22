"""What a script with hvac does most."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import hvac
from running import main


def calls(url: str) -> Mapping[str, Callable[[], object]]:
    client = hvac.Client(url=url, token="docgen")
    kv, system = client.secrets.kv, client.sys
    return {
        "a secret written": lambda: kv.v2.create_or_update_secret("my-secret", {"foo": "bar"})["data"],
        "a secret read": lambda: kv.v2.read_secret_version("my-secret", raise_on_deleted_version=True)["data"]["data"],
        "secrets listed": lambda: kv.v2.list_secrets("my-secret")["data"]["keys"],
        "metadata of a secret": lambda: kv.v2.read_secret_metadata("my-secret")["data"]["versions"],
        "a secret of version 1": lambda: kv.v1.read_secret("my-secret")["data"],
        "the seal": lambda: system.read_seal_status()["version"],
        "mounts": lambda: system.list_mounted_secrets_engines()["data"],
        "policies": lambda: system.list_acl_policies()["keys"],
        "a policy read": lambda: system.read_acl_policy("my-policy")["policy"],
        "log in with a role": lambda: client.auth.approle.login("role", "secret", use_token=False)["auth"]["client_token"],
        "a token made": lambda: client.auth.token.create(policies=["web"], ttl="1h")["auth"]["client_token"],
        "text encrypted": lambda: client.secrets.transit.encrypt_data("my-key", plaintext="aGVsbG8=")["data"]["ciphertext"],
    }  # fmt: skip


main(calls)
