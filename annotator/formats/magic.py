"""What a file is that is not what its name says.

Owns the marks by which binary files begin; what a kind is called is a message, `kind-of-file-…`.
"""

from __future__ import annotations

#: (position, bytes there, what it is), the more special before the more general.
_MARKS = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF8", "gif"),
    (0, b"BM", "bmp"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (8, b"WEBP", "webp"),
    (4, b"ftyp", "film"),
    (8, b"WAVE", "sound"),
    (0, b"ID3", "sound"),
    (0, b"OggS", "ogg"),
    (0, b"SQLite format 3\0", "sqlite"),
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1", "arrow"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "7zip"),
    (0, b"Rar!\x1a\x07", "rar"),
    (257, b"ustar", "tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\x7fELF", "program"),
    (0, b"MZ", "program"),
)
#: Zip files tell by the names of their first members what they hold.
_ZIPPED = (
    (b"word/", "word"),
    (b"xl/", "excel"),
    (b"ppt/", "powerpoint"),
    (b"opendocument.text", "odt"),
    (b"opendocument", "opendocument"),
    (b"application/epub", "epub"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def kind_of(head: bytes) -> str:
    """Return what a file is that begins with `head`, such as “png”.

    64 KB are enough. What is not known is "", and so is text.
    """
    if head.startswith(_ZIP):
        return next((words for mark, words in _ZIPPED if mark in head), "zip")
    return next((words for at, mark, words in _MARKS if head[at : at + len(mark)] == mark), "")
