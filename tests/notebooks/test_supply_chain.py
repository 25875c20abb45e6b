"""What the project takes from others is named exactly, and its workflows may do no more than they must."""

import re
import tomllib

import pytest
import yaml

import matrix
from course_files import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LOCKS = ["requirements.txt", "tests/requirements.txt", "tests/torch.txt", "tests/torch-cpu.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
each_lock = pytest.mark.parametrize("lock", LOCKS)


def workflow(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def requirements(lock):
    """Return ``{name and version: its lines}`` of a lock file."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    logical = "\n".join(line for line in lines if not line.lstrip().startswith("#")).replace("\\\n", "")
    return {line.split()[0]: line for line in logical.splitlines()}


@each_workflow
def test_actions_are_pinned_by_commit_with_their_version_beside_it(path):
    used = re.findall(r"uses: *(.+)", path.read_text(encoding="utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_an_action_is_pinned_to_one_commit_everywhere():
    used = {action for path in WORKFLOWS for action in re.findall(r"uses: *(.+)", path.read_text("utf-8"))}
    assert len(used) == len({action.split("@")[0] for action in used}), used


@each_workflow
def test_workflows_may_read_and_only_the_book_is_published(path):
    parsed = workflow(path)
    assert parsed["permissions"] == {"contents": "read"}
    granted = {name: job["permissions"] for name, job in parsed["jobs"].items() if "permissions" in job}
    publish = {"publish": {"pages": "write", "id-token": "write"}}
    assert granted == (publish if path.name == "book.yml" else {})


@each_workflow
def test_workflows_end_in_time_keep_no_token_and_do_not_race(path):
    parsed = workflow(path)
    assert "concurrency" in parsed
    for job in parsed["jobs"].values():
        assert job["timeout-minutes"] <= 90
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_the_matrix_workflow_runs_every_case():
    path = ROOT / ".github" / "workflows" / "matrix.yml"
    assert workflow(path)["jobs"]["case"]["strategy"]["matrix"]["case"] == list(matrix.CASES)


@each_lock
def test_every_locked_package_has_an_exact_version_and_a_hash(lock):
    locked = requirements(lock)
    assert locked
    for name, line in locked.items():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.+]+", name), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), name


@each_lock
def test_locks_name_no_index(lock):
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links", (ROOT / lock).read_text("utf-8"))


def test_what_builds_the_course_and_its_peer_are_locked():
    build, peer = PROJECT["dependency-groups"]["build"], PROJECT["dependency-groups"]["peer"]
    assert build == PROJECT["build-system"]["requires"]
    assert any(name.startswith("setuptools==") for name in requirements("requirements.txt"))
    assert any(name.startswith("uv==") for name in requirements("tests/requirements.txt"))
    assert set(peer) <= requirements("tests/torch.txt").keys()


def test_the_peer_without_cuda_is_the_same_version_with_the_same_packages():
    small, whole = requirements("tests/torch-cpu.txt"), requirements("tests/torch.txt")
    (torch,) = [name for name in small if name.startswith("torch==")]
    assert torch.removesuffix("+cpu") in whole
    for name in small.keys() - {torch}:
        hashes = [set(re.findall(r"--hash=\S+", lock[name])) for lock in (small, whole)]
        assert hashes[0] == hashes[1], name


@pytest.mark.parametrize("name", ["Makefile", "README.md", ".binder/postBuild", ".github/workflows/ci.yml"])
def test_installing_the_course_builds_it_with_what_is_locked(name):
    installs = re.findall(r"install\)? .*-e \.", (ROOT / name).read_text(encoding="utf-8"), flags=re.I)
    assert installs and all("--no-build-isolation --no-deps" in line for line in installs)
