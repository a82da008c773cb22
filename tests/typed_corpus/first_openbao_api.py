"""What a user of `openbao_api` writes first."""

import sys

from openbao_api import Client

with Client("s.token", base_url=sys.argv[1]) as client:
    login = client.auth.approle.login(role_id="lamp", secret_id="secret")
    print(login.client_token, login.token_policies)
    client.secret["lamps/hall"].post()
    secret = client.secret["lamps/hall"].get()
    print(secret, client.sys.health.get().initialized)
    for name in client.auth.approle.role.list().keys or []:
        print(client.auth.approle.role[name].get().token_ttl)
