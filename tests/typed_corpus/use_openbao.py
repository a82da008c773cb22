# pyright: strict
"""What users write with the SDK of OpenBao's reference: type-checked strictly, and run against `docgen serve`.

`run(client, async_client)` is called with clients of the server, which answers with the samples of the pages.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, assert_type

from openbao_api import (
    ApiError,
    AsyncClient,
    BadRequest,
    Client,
    Forbidden,
    NotFound,
    Request,
    Response,
    models,
)

# The state of the server


def is_ready(client: Client) -> bool:
    status = client.sys.seal_status.get()
    assert_type(status, models.SealStatus)
    return bool(status.initialized and not status.sealed)


def unseal(client: Client, keys: list[str]) -> int:
    """How many keys are still needed."""
    for key in keys:
        state = client.sys.unseal(key=key)
        assert_type(state, models.Unseal)
        if not state.sealed:
            return 0
    return 1


def leader(client: Client) -> str:
    found = client.sys.leader.get()
    return (found.leader_address or "") if found.ha_enabled else "one server"


def begin(client: Client) -> tuple[str, int]:
    made = client.sys.init.post(secret_shares=5, secret_threshold=3)
    return made.root_token or "", len(made.keys or [])


# Authentication


def log_in(client: Client, role: str, secret: str) -> str:
    try:
        login = client.auth.approle.login(role_id=role, secret_id=secret)
    except BadRequest as refused:
        return refused.message
    assert_type(login, models.LoginResponse)
    return login.client_token or ""


def password(client: Client, user: str, word: str) -> list[str]:
    login = client.auth.userpass.login[user].post(password=word)
    return login.policies or []


def role(client: Client, name: str) -> tuple[str, list[str]]:
    """The ID of a role that is made, and the names of all."""
    roles = client.auth.approle.role
    roles[name].post(token_ttl="20m", token_policies=["default"], secret_id_num_uses=10)
    found = roles[name].role_id.get()
    assert_type(found, models.RoleId)
    return found.role_id or "", roles.list().keys or []


def secret_id(client: Client, name: str) -> str:
    made = client.auth.approle.role[name].secret_id.post(metadata="{}")
    return made.secret_id or ""


def who_am_i(client: Client) -> tuple[str, datetime | None, int]:
    token = client.auth.token.lookup_self.get()
    assert_type(token, models.LookupSelf)
    return token.display_name or "", token.expire_time, token.ttl or 0


def short_token(client: Client, policies: list[str]) -> str:
    made = client.auth.token.create.create(policies=policies, ttl="1h", renewable=True)
    return made.accessor or ""


def users(client: Client) -> list[str]:
    try:
        return client.auth.userpass.users.list().keys or []
    except NotFound:  # there are none
        return []


# Secrets


def keep(client: Client, path: str, values: Mapping[str, str]) -> Any:
    request = client.secret[path].post.request()
    return client.send(request.with_content(dict(values)))


def read(client: Client, path: str) -> dict[str, Any]:
    secret = client.secret[path].get()
    assert_type(secret, models.Secret)
    return secret.to_dict()


def names(client: Client, path: str) -> Iterator[str]:
    for key in client.secret[path].list().keys or []:
        if not key.endswith("/"):
            yield f"{path}/{key}"


def forget(client: Client, path: str) -> bool:
    try:
        client.secret[path].delete()
    except Forbidden:
        return False
    return True


# Encryption as a service


def encrypted(client: Client, key: str, text: str) -> str:
    plain = b64encode(text.encode()).decode()
    result = client.transit.encrypt[key].post(plaintext=plain)
    assert_type(result, models.EncryptResponse)
    return result.ciphertext or ""


def decrypted(client: Client, key: str, ciphertext: str) -> str:
    result = client.transit.decrypt[key].post(ciphertext=ciphertext)
    return b64decode(result.plaintext or "").decode()


def rotated(client: Client, key: str) -> str:
    client.transit.keys[key].rotate()
    found = client.transit.keys[key].get()
    assert_type(found, models.TransitKey)
    return f"{found.name}: {found.type}"


def digest(client: Client, text: str) -> str:
    plain = b64encode(text.encode()).decode()
    return client.transit.hash.create(input=plain).sum or ""


def code(client: Client, name: str) -> str:
    return client.totp.code[name].get().code or ""


# Certificates


def certificates(client: Client) -> list[str]:
    return client.pki.certs.list().keys or []


def issue(client: Client, role: str, host: str) -> tuple[str, str]:
    made = client.pki.issue[role].post(common_name=host, ttl="24h")
    assert_type(made, models.Issue)
    return made.serial_number or "", made.private_key_type or ""


def revoke(client: Client, serial: str) -> int:
    return client.pki.revoke(serial_number=serial).revocation_time or 0


# Policies and mounts


def policy(client: Client, name: str, text: str) -> list[str]:
    client.sys.policies.acl[name].post(policy=text)
    return client.sys.policies.acl.list().keys or []


def allowed(client: Client, accessor: str, path: str) -> list[str]:
    found = client.sys.capabilities_accessor(accessor=accessor, paths=[path])
    return found.capabilities or []


def mount(client: Client, path: str) -> str:
    client.sys.mounts[path].post(type="kv", description="Keys of the lamps")
    tune = client.sys.mounts[path].tune.get()
    assert_type(tune, models.Tune)
    return f"{tune.default_lease_ttl} {tune.max_lease_ttl}"


def renewed(client: Client, lease: str) -> int:
    return client.sys.leases.renew(lease_id=lease).lease_duration or 0


# Requests as values, whole answers, other options


def whole(client: Client) -> tuple[int, str]:
    response = client.sys.health.get.response()
    assert_type(response, Response[models.Health])
    return response.status_code, response.value.version or ""


def described(client: Client) -> list[Request[models.Secret]]:
    requests = [client.secret[path].get.request() for path in ("lamps", "a b")]
    assert requests[1].url.endswith("/secret/a%20b")
    return [request.with_headers({"X-Vault-Namespace": "lab"}) for request in requests]


def careful(client: Client) -> str:
    quick = client.with_options(timeout=5, retries=0, headers={"X-Vault-Namespace": "lab"})
    try:
        return f"{quick.sys.host_info.get().timestamp:%d.%m.%Y}"
    except ApiError as error:
        return f"{error.status_code} {error.message}"


# The same names, awaited


async def in_parallel(client: AsyncClient) -> tuple[str, list[str]]:
    from asyncio import gather

    status, found = await gather(client.sys.seal_status.get(), client.sys.policies.acl.list())
    assert_type(status, models.SealStatus)
    return status.version or "", found.keys or []


async def run(client: Client, async_client: AsyncClient) -> None:
    print(is_ready(client), unseal(client, ["a"]), leader(client), begin(client)[1])
    print(log_in(client, "a", "b"), password(client, "mitchellh", "x"), role(client, "lamps"))
    print(secret_id(client, "lamps"), who_am_i(client), short_token(client, ["a"]), users(client))
    print(keep(client, "lamps", {"a": "b"}), read(client, "lamps"), list(names(client, "lamps")))
    print(forget(client, "lamps"), encrypted(client, "a", "b"), decrypted(client, "a", "vault:v1"))
    print(rotated(client, "a"), digest(client, "a"), code(client, "a"), certificates(client))
    print(issue(client, "a", "lamps.example"), revoke(client, "39:dd"), renewed(client, "a"))
    print(policy(client, "a", "path {}"), allowed(client, "a", "secret/foo"), mount(client, "kv"))
    print(whole(client), careful(client))
    for request in described(client):
        print(len(client.send(request)))
    print(await in_parallel(async_client))
