"""The command as a user runs it: exit codes, messages, and nothing half done."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import IO

import pytest

from feedback2req.cli import main
from tests.feedback import TOPICS

COMMAND = Path(sys.executable).parent / "feedback2req"
SAMPLE = Path(__file__).resolve().parents[2] / "data" / "samples" / "open-source-apps" / "reviews.csv.gz"
FILES = {
    "report.html", "backlog.md", "backlog.xlsx", "reviews.yaml", "items.jsonl", "statements.jsonl", "rejected.jsonl",
    "result.json", "run.json", "digest.md", "digest.html",
}  # fmt: skip
HEADER = "id,text,rating,date,author\n"
ROWS = [text for texts in TOPICS.values() for text in texts] + ["ok", "Great app!"]


def csv_text(rows: list[str] = ROWS) -> str:
    lines = (f'{n},"{text}",{1 + n % 5},2026-02-{1 + n % 28:02d},u{n}\n' for n, text in enumerate(rows, start=1))
    return HEADER + "".join(lines)


def run(*args: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([COMMAND, *map(str, args)], input=stdin, capture_output=True, timeout=120, check=False)


def call(*args: object) -> subprocess.CompletedProcess[bytes]:
    """The same entry point in this process: what a new one would say, without its start."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", [str(COMMAND), *map(str, args)])
        with pytest.raises(SystemExit) as exited:
            main()
    code = exited.value.code
    return subprocess.CompletedProcess(
        args, code if isinstance(code, int) else 0, out.getvalue().encode(), err.getvalue().encode()
    )


def assert_refused(done: subprocess.CompletedProcess[bytes], code: int, out: Path) -> str:
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert 1 <= len(said.strip().splitlines()) <= 3, said
    assert "Traceback" not in said
    assert said.startswith("Error: ")
    assert not out.exists()
    return said


def write(name: str, content: bytes | str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def folder_of_nothing(folder: Path) -> Path:
    (folder / "exports").mkdir()
    return folder / "exports"


PACKED = gzip.compress(csv_text().encode())
REFUSED: dict[str, Callable[[Path], Path]] = {
    "no such file": lambda folder: folder / "nowhere.csv",
    "a folder": folder_of_nothing,
    "an empty file": write("empty.csv", b""),
    "nothing but white space": write("blank.csv", b"\n\n  \n"),
    "a binary file": write("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "a header without rows": write("header.csv", HEADER),
    "no column with text": write("numbers.csv", "id,rating\n1,5\n2,4\n3,1\n"),
    "a quote that never closes": write("quotes.csv", HEADER + '1,"The search fails,5,2026-02-01,u1\n2,Crashes,1,,u2\n'),
    "a JSON array of numbers": write("numbers.json", "[1, 2, 3]"),
    "JSON cut off in the middle": write("cut.json", '[{"text": "The search fails"}, {"text": "It cra'),
    "a packed file cut off": write("cut.csv.gz", PACKED[: len(PACKED) // 2]),
    "only empty texts": write("empty-texts.csv", HEADER + '1,"",5,2026-02-01,u1\n2," ",4,2026-02-02,u2\n'),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_input_that_cannot_be_used_is_refused_in_a_few_lines_and_nothing_is_written(
    case: str, tmp_path: Path
) -> None:
    path = REFUSED[case](tmp_path)
    out = tmp_path / "out"
    said = assert_refused(call("run", path, "--out", out), 3, out)
    assert path.name in said or case == "only empty texts", "the message names the file"


@pytest.mark.parametrize("case", ["no such file", "a binary file"])
def test_the_installed_command_refuses_as_the_entry_point_does(case: str, tmp_path: Path) -> None:
    path, out = REFUSED[case](tmp_path), tmp_path / "out"
    installed, called = run("run", path, "--out", out), call("run", path, "--out", out)
    assert_refused(installed, 3, out)
    assert installed.stderr == called.stderr


def test_a_text_cut_off_inside_a_letter_is_refused_or_read_as_what_is_left(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes((csv_text() + '9,"Das Menü öffnet nicht ü').encode()[:-1])
    out = tmp_path / "out"
    done = call("run", path, "--out", out)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 3), done.stderr
    assert out.exists() == (done.returncode == 0)
    assert 1 <= len(done.stderr.strip().splitlines()) <= 3 or done.returncode == 0


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--column", "text=Nowhere"], "Nowhere"),
        (["--column", "text"], "--column"),
        (["--column", "nonsense=text"], "nonsense"),
        (["--as-of", "yesterday"], "yesterday"),
        (["--config", "nowhere.yaml"], "nowhere.yaml"),
        (["--profile", "nowhere.yaml"], "nowhere.yaml"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_an_option_that_is_off_is_wrong_usage_and_named(options: list[str], word: str, tmp_path: Path) -> None:
    path, out = write("reviews.csv", csv_text())(tmp_path), tmp_path / "out"
    assert word in assert_refused(call("run", path, "--out", out, *options), 2, out)


def test_a_slip_in_the_name_of_a_product_is_refused_and_the_right_one_named(tmp_path: Path) -> None:
    out = tmp_path / "out"
    text = "text,app\nThe search fails,Notes\nIt crashes,Mail\n"
    done = call("run", write("two.csv", text)(tmp_path), "--out", out, "--product", "Nots")
    assert "Notes" in assert_refused(done, 3, out)


def test_a_folder_that_holds_something_else_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("years of work")
    done = call("run", write("reviews.csv", csv_text())(tmp_path), "--out", out)
    assert done.returncode == 2
    assert b"thesis.docx" in done.stderr
    assert b"--force" in done.stderr
    assert [p.name for p in out.iterdir()] == ["thesis.docx"]
    assert (out / "thesis.docx").read_text() == "years of work"


def test_a_refusal_before_the_work_names_the_folder_before_it_reads(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    done = call("run", tmp_path / "nowhere.csv", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert (tmp_path / "out").read_text() == "a file"


def test_an_error_for_machines_is_one_line_of_json(tmp_path: Path) -> None:
    done = call("--json-log", "run", tmp_path / "nowhere.csv", "--out", tmp_path / "out")
    lines = [json.loads(line) for line in done.stderr.decode().splitlines()]
    assert done.returncode == 3
    assert (lines[-1]["event"], lines[-1]["code"]) == ("error", "input_not_usable")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[bytes], Path]:
    folder = tmp_path_factory.mktemp("small")
    path = write("reviews.csv", csv_text([*ROWS, ""]))(folder)
    return run("--json-log", "run", path, "--out", folder / "out", "--strict"), folder / "out"


def test_rejected_rows_exit_with_5_when_strict_and_the_answer_is_written(
    done: tuple[subprocess.CompletedProcess[bytes], Path],
) -> None:
    process, out = done
    assert process.returncode == 5, process.stderr
    assert {p.name for p in out.iterdir()} == FILES
    (rejected,) = [json.loads(line) for line in (out / "rejected.jsonl").read_text().splitlines()]
    assert rejected["row"] == len(ROWS) + 1


def test_the_log_for_machines_is_json_a_line_and_names_every_stage(
    done: tuple[subprocess.CompletedProcess[bytes], Path],
) -> None:
    lines = [json.loads(line) for line in done[0].stderr.decode().splitlines()]
    stages = [line["stage"] for line in lines if line["event"] == "stage"]
    assert stages[0] == "read"
    assert stages[-1] == "publish"
    assert {"clean", "segment", "embed", "cluster", "rank", "draft"} <= set(stages)
    assert all(line["time_s"] >= 0 for line in lines if line["event"] == "stage")


def test_no_log_holds_a_word_of_feedback(done: tuple[subprocess.CompletedProcess[bytes], Path]) -> None:
    assert b"dark" not in done[0].stderr
    assert b"documents" not in done[0].stderr


def test_no_bar_is_drawn_into_a_pipe(done: tuple[subprocess.CompletedProcess[bytes], Path]) -> None:
    assert b"\x1b[" not in done[0].stderr + done[0].stdout
    assert b"\r" not in done[0].stderr


def test_standard_input_gives_the_same_themes_as_the_file(
    done: tuple[subprocess.CompletedProcess[bytes], Path], tmp_path: Path
) -> None:
    piped = run("run", "-", "--out", tmp_path / "out", stdin=csv_text([*ROWS, ""]).encode())
    assert piped.returncode == 0, piped.stderr

    def told(out: Path) -> object:
        result = json.loads((out / "result.json").read_text("utf-8"))
        assert result["themes"]
        return result["themes"], result["snapshot"]["counts"], result["snapshot"]["digests"]["input"]

    assert told(tmp_path / "out") == told(done[1])
    items = (tmp_path / "out" / "items.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["file"] for line in items} == {"-"}


def test_a_second_run_writes_the_same_bytes_and_keeps_the_decisions(
    done: tuple[subprocess.CompletedProcess[bytes], Path],
) -> None:
    _, out = done
    (out / "reviews.yaml").write_text("# a decision of a person\n")
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    again = run("run", out.parent / "reviews.csv", "--out", out)
    assert again.returncode == 0, again.stderr
    after = {p.name: p.read_bytes() for p in out.iterdir()}
    was, is_ = (json.loads(files["result.json"])["snapshot"]["digests"]["code"] for files in (before, after))
    if was != is_:
        pytest.skip("the code was edited between the two runs")
    assert {name for name in before if before[name] != after[name]} <= {"run.json"}
    assert after["reviews.yaml"] == b"# a decision of a person\n"
    assert after["result.json"] == before["result.json"]


def test_empty_standard_input_is_refused(tmp_path: Path) -> None:
    assert_refused(run("run", "-", "--out", tmp_path / "out", stdin=b""), 3, tmp_path / "out")


def processes_of(session: int) -> Iterator[int]:
    """Processes of a session that are still alive."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                yield int(entry.name)


def wait_for_stage(stderr: IO[bytes], stage: str) -> None:
    for line in stderr:
        found = json.loads(line)
        assert found["event"] == "stage", found
        if found["stage"] == stage:
            return
    pytest.fail(f"the run ended before {stage} did")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
@pytest.mark.parametrize(
    ("stage", "whole_group"),
    [("read", True), ("clean", True), ("clean", False), ("segment", True)],
    ids=["cleaning", "parsing", "parsing-process-alone", "embedding"],
)
def test_an_interrupt_half_way_leaves_nothing_behind(stage: str, whole_group: bool, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    process = subprocess.Popen(
        [COMMAND, "--json-log", "run", SAMPLE, "--out", out],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        wait_for_stage(process.stderr, stage)
        time.sleep(2.0)  # well inside the stage after it: workers of the parser are up
        asked_at = time.monotonic()
        if whole_group:
            os.killpg(process.pid, signal.SIGINT)  # what a terminal does
        else:
            process.send_signal(signal.SIGINT)
        rest = process.stderr.read().decode()
        code = process.wait(timeout=60)
        took_s = time.monotonic() - asked_at
        time.sleep(0.5)
        left = list(processes_of(process.pid))
    finally:
        for pid in processes_of(process.pid):
            os.kill(pid, signal.SIGKILL)
        process.wait()
        process.stderr.close()
    assert code == 130, rest
    assert "Traceback" not in rest, rest
    assert len(rest.strip().splitlines()) <= 4, rest
    assert took_s < 10, "who presses Ctrl-C is not kept waiting for the rest of the work"
    assert left == []
    assert not out.exists()
    assert not out.parent.exists()


HEAVY = ("torch", "spacy", "numpy", "scipy", "sklearn", "sknetwork", "onnxruntime", "sentence_transformers", "pydantic")


@pytest.mark.parametrize("args", [["--help"], ["run", "--help"], ["inspect", "--help"], ["--version"]], ids=" ".join)
def test_help_answers_without_loading_models_or_linear_algebra(args: list[str]) -> None:
    script = (
        "import sys\n"
        f"sys.argv = ['feedback2req', *{args!r}]\n"
        "from feedback2req.cli import main\n"
        "try:\n    main()\nexcept SystemExit as e:\n    assert not e.code, e.code\n"
        f"print('LOADED', *[m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1].strip() == "LOADED"
    assert "feedback2req" in done.stdout


def test_help_names_every_command_and_exits_well() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert b"run" in done.stdout
    assert b"inspect" in done.stdout
    assert done.stderr == b""


def test_a_run_beside_a_tracker_says_what_is_new(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(csv_text(), "utf-8")
    (tmp_path / "tracker.txt").write_text("- Dark mode\n- Something about the weather\n", "utf-8")
    done = call("run", tmp_path / "in.csv", "--out", tmp_path / "out", "--backlog", tmp_path / "tracker.txt")
    assert done.returncode == 0, done.stderr
    assert "Beside 2 in the tracker: " in done.stdout.decode()
    document = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    assert [line["title"] for line in document["backlog"]] == ["Dark mode", "Something about the weather"]


def test_a_backlog_that_cannot_be_read_stops_the_run_before_its_long_part(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(csv_text(), "utf-8")
    out = tmp_path / "out"
    assert_refused(call("run", tmp_path / "in.csv", "--out", out, "--backlog", tmp_path / "none.csv"), 3, out)
