"""The sandbox under attack: each layer by itself, all together, and where some are refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.doctor import Examination, examine
from autograder.sandbox.attempts import ATTEMPTS
from autograder.sandbox.policy import EXTRAS, LAYERS
from autograder.sandbox.privileges import reachable

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="layers of Linux"),
    pytest.mark.slow,
]

ROOT = Path(__file__).resolve().parents[1]
BY_LAYERS = {
    layers: [
        attempt.name
        for attempt in ATTEMPTS
        if layers in attempt.stopped_by and (os.geteuid() == 0 or not attempt.root_only)
    ]
    for layers in sorted({layers for attempt in ATTEMPTS for layers in attempt.stopped_by})
}
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
ORDINARY = 12345


def got_through(found: Examination) -> set[str]:
    return {promise.name for promise in found.promises if not promise.holds}


@pytest.fixture(scope="module")
def whole() -> Examination:
    found = examine(ROOT)
    missing = [layer.name for layer in found.layers if not layer.holds and layer.name not in EXTRAS]
    if missing:
        pytest.skip(f"this machine refuses {', '.join(missing)}")
    return found


def test_all_layers_together_stop_every_attack(whole: Examination) -> None:
    assert got_through(whole) == set()
    assert whole.holds


@pytest.mark.parametrize("layers", BY_LAYERS)
def test_each_layer_stops_its_attacks_by_itself(layers: str) -> None:
    found = examine(layers=layers.split("+"), attempts=BY_LAYERS[layers])
    if refused := [layer.why for layer in found.layers if not layer.holds]:
        pytest.skip("; ".join(refused))
    assert got_through(found) == set()


@AS_ROOT
def test_without_any_layer_every_attack_gets_through() -> None:
    attackable = {attempt.name for attempt in ATTEMPTS if attempt.stopped_by}
    assert got_through(examine(layers=[])) == attackable


@AS_ROOT
@pytest.mark.parametrize("name", ["become root", "change owner", "mount", "processes"])
def test_another_identity_adds_what_a_private_root_alone_does_not_give(name: str) -> None:
    assert got_through(examine(layers=["files", "limits"], attempts=[name])) == {name}


def test_every_layer_that_is_promised_has_an_attack_that_proves_it() -> None:
    proven = {layer for layers in BY_LAYERS for layer in layers.split("+")}
    assert proven == set(LAYERS) - EXTRAS


def test_the_command_reports_the_same_as_json(whole: Examination) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "doctor", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["holds"]
    assert {layer["name"] for layer in answer["layers"]} == set(LAYERS)


def as_ordinary_user(*command: str) -> list[str]:
    """The command run by a user without rights, who can reach this interpreter."""
    for tool in ("unshare", "setpriv"):
        if shutil.which(tool) is None:
            pytest.skip(f"needs {tool}")
    if not reachable(str(ROOT), ORDINARY) or not reachable(sys.prefix, ORDINARY):
        pytest.skip("another user cannot reach this checkout or its environment")
    # A folder that only root may pass is opened in a mount namespace of its own.
    script = "mount --make-rprivate /; "
    closed = [p for p in reversed(Path(sys.base_prefix).parents) if not p.stat().st_mode & 0o001]
    if closed:
        script += (
            f"mount --bind '{sys.base_prefix}' /mnt; mount -t tmpfs -o mode=755 none '{closed[0]}';"
            f"mkdir -p '{sys.base_prefix}'; mount --move /mnt '{sys.base_prefix}'; "
        )
    script += (
        f'cd "{ROOT}"; exec setpriv --reuid {ORDINARY} --regid {ORDINARY} --clear-groups '
        '--inh-caps=-all --bounding-set=-all "$@"'
    )
    return ["unshare", "-m", "sh", "-c", script, "sh", *command]


def doctor_by(command: list[str]) -> tuple[int, dict[str, bool], dict[str, bool], str]:
    """The doctor's exit status, its layers, its promises, and all that it printed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.stdout, done.stderr
    answer = json.loads(done.stdout)
    layers = {layer["name"]: layer["holds"] for layer in answer["layers"]}
    promises = {promise["name"]: promise["holds"] for promise in answer["promises"]}
    return done.returncode, layers, promises, done.stdout


DOCTOR = (sys.executable, "-B", "-m", "autograder.cli", "doctor", "--json")


@AS_ROOT
def test_an_ordinary_user_gets_all_layers_too(whole: Examination) -> None:
    status, layers, promises, printed = doctor_by(as_ordinary_user(*DOCTOR))
    if "user namespaces" in printed:
        pytest.skip("this machine refuses user namespaces to ordinary users")
    assert {name for name, holds in layers.items() if not holds} <= EXTRAS
    assert {name for name, holds in promises.items() if not holds} == set()
    assert status == 0


@AS_ROOT
def test_where_namespaces_are_refused_the_other_layers_hold_and_the_reason_is_told(
    whole: Examination,
) -> None:
    without = (
        "echo 0 > /proc/sys/user/max_user_namespaces; "
        'exec setpriv --inh-caps=-all --ambient-caps=-all "$@"'
    )
    refused = ("unshare", "-U", "--map-current-user", "--keep-caps", "sh", "-c", without, "sh")
    status, layers, promises, printed = doctor_by(as_ordinary_user(*refused, *DOCTOR))
    assert status == 1
    assert {name for name, holds in layers.items() if holds} == {
        *("landlock", "seccomp", "privileges", "limits")
    }
    assert "sysctl user.max_user_namespaces" in printed
    # Only a private root has a size of its own.
    assert {name for name, holds in promises.items() if not holds} == {"disk"}


@AS_ROOT
def test_root_without_the_right_to_make_namespaces_is_told_so(whole: Examination) -> None:
    command = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-all", *DOCTOR]
    status, layers, promises, printed = doctor_by(command)
    assert status == 1
    assert "CAP_SYS_ADMIN" in printed
    assert {"landlock", "seccomp", "privileges", "limits"} <= {
        name for name, holds in layers.items() if holds
    }
    stopped = {name for name, holds in promises.items() if holds}
    assert {"read outside", "write outside", "TCP", "signal", "trace", "mount"} <= stopped
