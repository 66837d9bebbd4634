"""A text that cannot be read, or is not the one that was read, gives a clear error and changes nothing."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from cdkg.cli.extract import extract
from cdkg.documents import read_document
from cdkg.errors import CdkgError, DocumentError

HERE = Path(__file__).parent / "documents"
SOURCE = "tehran-opportunities"
TEXT = (HERE / f"{SOURCE}.txt").read_text(encoding="utf-8")
UTF_8 = "the text is not UTF-8"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (TEXT.encode("utf-16"), UTF_8),
        (TEXT.encode("utf-16-be"), UTF_8),
        (TEXT.encode("utf-32-le"), UTF_8),
        (TEXT.encode("cp1256", errors="replace"), UTF_8),
        (TEXT.encode("iso8859-6", errors="replace"), UTF_8),
        (TEXT.encode()[:101], UTF_8),
        (TEXT.encode().replace("ت".encode(), b"\xed\xa0\x80", 1), UTF_8),
        (b"%PDF-1.7\n\x00\x01", "control character"),
        (TEXT.replace("متنی", "متن", 1).encode(), "SHA-256"),
        (b"", "SHA-256"),
        (None, "cannot be read"),
    ],
    ids=[
        "UTF-16 with a mark",
        "UTF-16",
        "UTF-32",
        "Windows-1256",
        "ISO 8859-6",
        "cut inside a letter",
        "half a surrogate pair",
        "a PDF",
        "another text",
        "an empty file",
        "a folder",
    ],
)
@pytest.mark.parametrize("options", [(), ("--coverage",)], ids=["extract", "coverage"])
def test_nothing_is_written(content: bytes | None, says: str, options: tuple[str, ...], tmp_path: Path) -> None:
    texts, records = tmp_path / "texts", tmp_path / "records"
    texts.mkdir()
    if content is None:
        (texts / f"{SOURCE}.txt").mkdir()
    else:
        (texts / f"{SOURCE}.txt").write_bytes(content)
    answer = CliRunner().invoke(extract, [str(texts), "--source", SOURCE, "--into", str(records), *options])
    assert isinstance(answer.exception, DocumentError)
    assert says in answer.exception.message.en
    assert f"{SOURCE}.txt" in answer.exception.message.fa
    assert answer.exception.exit_status == 1
    assert not records.exists()


def test_a_text_of_another_form_writes_nothing_either(tmp_path: Path) -> None:
    """Also where the change of the text is meant, all files are written or none."""
    texts, records = tmp_path / "texts", tmp_path / "records"
    texts.mkdir()
    (texts / f"{SOURCE}.txt").write_text(TEXT.replace("جدول ۲-", "جدول -"), encoding="utf-8")
    answer = CliRunner().invoke(extract, [str(texts), "--source", SOURCE, "--into", str(records), "--changed-text"])
    assert isinstance(answer.exception, CdkgError)
    assert not records.exists()


def test_a_mark_at_the_beginning_and_other_ends_of_lines_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes("سطر یک\r\nسطر دو".encode("utf-8-sig"))
    assert [line.raw for line in read_document(tmp_path, "one").lines] == ["سطر یک", "سطر دو"]


@given(content=st.binary(max_size=80) | st.text("\r\n\t ا\x00", max_size=20).map(str.encode))
@example(content=b"\r ")
def test_any_bytes_are_read_or_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "one.txt").write_bytes(content)
    try:
        lines = [line.rstrip("\r") for line in content.decode("utf-8-sig").split("\n")]
    except UnicodeDecodeError:
        lines = []
    # A carriage return is part of the end of a line; within one it is a control character like others.
    if not lines or any(unicodedata.category(char) == "Cc" and char not in "\t\f" for char in "".join(lines)):
        with pytest.raises(DocumentError, match=r"one\.txt, line \d"):
            read_document(folder, "one")
    else:
        assert [line.raw for line in read_document(folder, "one").lines] == lines
