"""What the supervisor hands out."""

from dataclasses import dataclass, field
from pathlib import Path

SUPERUSER = "postgres"
DATABASE = "crm"


@dataclass(frozen=True)
class Endpoint:
    """Where the server answers and as whom.

    host: the folder of the unix socket, or 127.0.0.1.
    user, password: the superuser's; they are for migration alone, serving code brings its own.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    dbname: str = DATABASE

    def conninfo(self, *, user: str | None = None, password: str | None = None, dbname: str | None = None) -> str:
        """A libpq connection string; what is not given is the endpoint's own."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(
            host=self.host,
            port=self.port,
            user=user or self.user,
            password=password if password is not None else self.password,
            dbname=dbname or self.dbname,
        )


@dataclass(frozen=True)
class ServerStatus:
    """The server as it is now, not as a file says it was.

    running: its process lives; answering: it accepts connections.
    version: of the running server ("18.6"), else the major version of the data ("18"), else None.
    """

    running: bool
    answering: bool
    pid: int | None
    version: str | None
    data_dir: Path
    host: str | None
    port: int | None
    log_dir: Path
