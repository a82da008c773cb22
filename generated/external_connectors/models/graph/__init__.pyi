from .entity import Entity as Entity
from .public_error import PublicError as PublicError

def find(name: str) -> type | None: ...
