"""The zip of a DOCX, made the same each time: bytes in, bytes out."""

import datetime
import io
import zipfile


def fixed_package(content: bytes, date: datetime.date) -> bytes:
    """Return an Office package whose members all carry the paper's date."""
    moment = (max(date.year, 1980), date.month, date.day, 0, 0, 0)
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, source.read(name))
    return buffer.getvalue()
