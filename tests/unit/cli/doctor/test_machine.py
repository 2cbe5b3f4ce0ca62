"""Faults of this machine are named with their fix; a sound machine gives no alarm."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from babel import Locale
from services.cli.doctor import machine
from services.cli.doctor.finding import Grade
from services.embedded.errors import NoJava
from services.embedded.java import Java


def no_java() -> Java:
    raise NoJava("the engines need Java 21 or newer; found only Java 17", "install Temurin 25")


def test_java_is_shown_with_its_place_and_the_reason() -> None:
    found = machine.java(lambda: Java(Path("/opt/jdk"), 25, frozenset(), "JAVA_HOME names it"))

    assert (found.grade, found.what) == (Grade.OK, "Java 25 in /opt/jdk (JAVA_HOME names it)")


def test_a_missing_java_keeps_the_fix_of_the_error() -> None:
    found = machine.java(no_java)

    assert found.grade is Grade.FAILED
    assert "found only Java 17" in found.what
    assert found.fix == "install Temurin 25"


def test_a_taken_port_names_what_should_be_there() -> None:
    found = machine.ports({"gateway": 8000})

    assert found.grade is Grade.DEGRADED
    assert "8000 (gateway)" in found.what
    assert "ss -ltnp 'sport = :8000'" in found.fix
    assert machine.ports({}).grade is Grade.OK


def test_a_state_directory_that_cannot_be_written_to_fails() -> None:
    found = machine.state_directory(Path("/data"), "/data belongs to root")

    assert found.grade is Grade.FAILED
    assert found.what == "/data cannot be written to: /data belongs to root"
    assert "NASHRA_STATE_DIR" in found.fix
    assert machine.state_directory(Path("/data"), None).grade is Grade.OK


def test_a_full_disk_fails() -> None:
    assert machine.disk(Path("/data"), 300).grade is Grade.FAILED
    assert machine.disk(Path("/data"), 30_000).grade is Grade.OK


def test_the_zone_must_know_ramadan() -> None:
    assert machine.time_zones(timedelta(0)).grade is Grade.OK
    assert "1:00:00" in machine.time_zones(timedelta(hours=1)).what
    assert "tzdata" in machine.time_zones(None).fix


def test_months_must_be_moroccan() -> None:
    assert machine.months(Locale.parse("ar_MA").months["format"]["wide"]).grade is Grade.OK

    egyptian = machine.months(Locale.parse("ar_EG").months["format"]["wide"])

    assert egyptian.grade is Grade.FAILED
    assert "يوليوز" in egyptian.what


def test_the_default_secret_is_not_good_enough() -> None:
    assert machine.secret("change-me").what == "NASHRA_SECRET is the default one"
    assert machine.secret("short").what == "NASHRA_SECRET is short"
    assert machine.secret("0123456789abcdef0123456789abcdef").grade is Grade.OK


def test_little_memory_and_few_open_files_are_told() -> None:
    assert machine.memory(8_000).grade is Grade.OK
    assert machine.memory(120).what == "only 120 MB of memory are available"
    assert machine.open_files(-1).what == "any number of open files are allowed"
    assert machine.open_files(65_536).grade is Grade.OK
    assert "ulimit -n 65536" in machine.open_files(256).fix
