"""What `nashra up` starts, with which environment."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from services.cli.run import Role
from services.cli.up import Plan, chosen_roles, programs_of
from services.gateway.settings import GatewaySettings


def plan(tmp_path: Path, *, workers: int = 1, press: bool = False, host: str = "127.0.0.1") -> Plan:
    settings = GatewaySettings(state_dir=tmp_path, host=host, port=8123)
    return Plan(settings=settings, roles=tuple(Role), workers=workers, press=press, sources=())


def test_every_role_is_a_program_of_its_own_with_its_own_ops_port(tmp_path: Path) -> None:
    programs, platform = programs_of(plan(tmp_path))
    assert [program.name for program in programs] == [role.value for role in Role]
    assert len({program.environment["NASHRA_OPS_PORT"] for program in programs}) == len(programs)
    assert platform.gateway == platform.ops["gateway"] == "http://127.0.0.1:8123"


def test_stages_get_several_workers_the_gateway_stays_one(tmp_path: Path) -> None:
    names = [program.name for program in programs_of(plan(tmp_path, workers=2))[0]]
    assert {"extract-1", "extract-2", "index-1", "index-2", "gateway"} <= set(names)
    assert "gateway-2" not in names


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = programs_of(plan(tmp_path))[0][0].environment["NASHRA_SECRET"]
    assert programs_of(plan(tmp_path))[0][0].environment["NASHRA_SECRET"] == first
    assert len(first) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_the_quota_is_wide_only_where_no_stranger_can_ask(tmp_path: Path) -> None:
    assert "NASHRA_QUOTA_PER_MINUTE" in programs_of(plan(tmp_path))[0][0].environment
    assert "NASHRA_QUOTA_PER_MINUTE" not in programs_of(plan(tmp_path, host="0.0.0.0"))[0][0].environment


def test_a_role_that_does_not_exist_is_named_beside_those_that_do() -> None:
    assert chosen_roles("extract, gateway", semantic=False) == (Role.EXTRACT, Role.GATEWAY)
    with pytest.raises(
        typer.BadParameter,
        match=r"indexer.*poll, extract, enrich, embed, stories, moderate, index, alerts, gate",
    ):
        chosen_roles("index,indexer", semantic=False)


def test_texts_are_embedded_only_where_they_can_be() -> None:
    assert set(Role) - set(chosen_roles("all", semantic=False)) == {Role.EMBED}
    assert chosen_roles("all", semantic=True) == tuple(Role)
    assert chosen_roles("embed", semantic=False) == (Role.EMBED,)
