"""The settings of a process, from the environment. Read here and nowhere below `assistant`."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from platformdirs import user_data_dir
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from crm_store.clock import Clock


class Settings(BaseSettings):
    """Each field is the variable CRM_<NAME>. See the README for what each does."""

    model_config = SettingsConfigDict(env_prefix="CRM_", env_ignore_empty=True, extra="ignore")

    database_url: SecretStr | None = None
    data_dir: Path = Field(default_factory=lambda: Path(user_data_dir("crm-assistant")))
    model: str = "embedded"
    now: datetime | None = None
    encoder_dir: Path | None = None
    pool_size: int = Field(default=8, ge=2, le=100)
    model_timeout: float = Field(default=30.0, gt=0, description="seconds a large model may take for one answer")
    session_hours: int = Field(default=12, ge=1, le=24 * 31)

    @field_validator("now")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value

    @property
    def clock(self) -> Clock:
        return Clock(self.now)

    @property
    def acts_file(self) -> Path:
        """The language engine's trained acts."""
        return self.data_dir / "models" / "acts.npz"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
