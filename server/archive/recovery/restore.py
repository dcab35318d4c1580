#!/usr/bin/env python3
"""Gets the content of a Holdfast archive back without Holdfast.

    python3 restore.py ARCHIVE --list                      what is in it
    python3 restore.py ARCHIVE > backup.sql                its only part
    python3 restore.py ARCHIVE --part files.tar > files.tar
    python3 restore.py ARCHIVE --section orders > orders.sql

It needs Python 3.8 and, for archives packed with zstd, the `zstd` program. All archives of a chain must lie in the same folder.
Every chunk is compared with its SHA-256 before it is written. If the exit status is not 0, what was written is not complete.
With --section (it may be repeated) you get the named tables or files and whatever belongs to every selection, such as the
head and the end of a dump, so that the result can be loaded as it is.

How it works: manifest.json in the ZIP file says which parts it holds and which other archives it refers to; index.bin lists the
chunks of each part in order, each with the archive and the byte range where it is stored. FORMAT.md describes every byte.
"""
import argparse
import collections
import functools
import hashlib
import io
import itertools
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

STORED, DEFLATE, ZSTD, ZSTD_WITH_DICTIONARY = range(4)
NO_DICTIONARY = 0xFFFFFFFF
BATCH_BYTES = 32 * 1024 * 1024

Chunk = collections.namedtuple("Chunk", "sha256 plain_bytes archive offset stored_bytes coding dictionary")
Section = collections.namedtuple("Section", "name start end always rows")
Part = collections.namedtuple("Part", "name plain_bytes chunks dictionaries sections")


class Problem(Exception):
    """Something a person can do something about; the message says what."""


class Cursor:
    """Reads little-endian values one after the other and notices when the bytes end too early."""

    def __init__(self, data):
        self.data, self.at = memoryview(data), 0

    def raw(self, size):
        if size > len(self.data) - self.at:
            raise Problem("index.bin is damaged: it ends too early.")
        self.at += size
        return self.data[self.at - size : self.at]

    def one(self, code):
        return struct.unpack("<" + code, self.raw(struct.calcsize("<" + code)))[0]

    def column(self, code, count):
        return struct.unpack("<%d%s" % (count, code), self.raw(count * struct.calcsize("<" + code)))

    def varint(self):
        value = 0
        for shift in range(0, 56, 7):
            byte = self.one("B")
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise Problem("index.bin is damaged: a number in it has no end.")


def read_chunks(cursor, count, has_dictionaries):
    hashes = [bytes(cursor.raw(32)) for _ in range(count)]
    plain, archive = cursor.column("I", count), cursor.column("H", count)
    offset, stored, coding = cursor.column("Q", count), cursor.column("I", count), cursor.column("B", count)
    dictionary = cursor.column("I", count) if has_dictionaries else (NO_DICTIONARY,) * count
    if has_dictionaries:
        cursor.raw(count * 16)  # features: they only serve the making of backups
    return [Chunk(*values) for values in zip(hashes, plain, archive, offset, stored, coding, dictionary)]


def read_sections(cursor, plain_bytes):
    count, size = cursor.one("I"), cursor.one("Q")
    end_of_records, start, sections = cursor.at + size, 0, []
    for _ in range(count):
        flags = cursor.one("B")
        name = str(cursor.raw(cursor.varint()), "utf-8")
        length = cursor.varint()
        rows = cursor.varint() if flags & 4 else None
        for flag in (8, 16):  # checksum, fingerprint
            if flags & flag:
                cursor.raw(cursor.one("B"))
        sections.append(Section(name, start, start + length, bool(flags & 1), rows))
        start += length
    if cursor.at != end_of_records or (sections and start != plain_bytes):
        raise Problem("index.bin is damaged: its sections do not fit the part.")
    return sections


def read_index(data):
    cursor = Cursor(data)
    if bytes(cursor.raw(8)) != b"HFINDEX1":
        raise Problem("index.bin is not in a format that this script knows.")
    parts = []
    for _ in range(cursor.one("I")):
        name = str(cursor.raw(cursor.one("H")), "utf-8")
        plain_bytes, chunk_count, dictionary_count = cursor.one("Q"), cursor.one("I"), cursor.one("I")
        chunks = read_chunks(cursor, chunk_count, True)
        dictionaries = read_chunks(cursor, dictionary_count, False)
        parts.append(Part(name, plain_bytes, chunks, dictionaries, read_sections(cursor, plain_bytes)))
        if sum(chunk.plain_bytes for chunk in chunks) != plain_bytes:
            raise Problem("index.bin is damaged: the chunks of %s do not add up to its size." % name)
    return parts


def read_entry(path, name):
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(name)
    except KeyError:
        raise Problem("%s is a ZIP file, but no archive of Holdfast: it has no %s." % (path, name))
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError) as error:
        raise Problem("%s is damaged or not transferred whole (%s). Take another copy of it." % (path, error))


def refuse_sealed(path):
    with open(path, "rb") as file:
        head = file.read(40)
    if head.startswith((b"age-encryption.org/", b"-----BEGIN AGE")):
        plain = path[:-4] if path.endswith(".age") else path + ".zip"
        raise Problem("%s is sealed. Open it first:\n  age -d -i KEYFILE -o %s %s" % (path, plain, path))


class Archives:
    """The archive given and those it refers to, opened when they are needed."""

    def __init__(self, path, manifest):
        self.folder, self.references = os.path.dirname(path) or ".", manifest["archives"]
        self.paths, self.files = {0: path}, {}

    def read(self, ordinal, offset, size):
        if ordinal not in self.files:
            self.paths[ordinal] = self.locate(ordinal) if ordinal else self.paths[0]
            refuse_sealed(self.paths[ordinal])
            self.files[ordinal] = open(self.paths[ordinal], "rb")
        file = self.files[ordinal]
        file.seek(offset)
        data = file.read(size)
        if len(data) != size:
            raise Problem("%s ends too early. Take another copy of it." % self.paths[ordinal])
        return data

    def locate(self, ordinal):
        if ordinal > len(self.references):
            raise Problem("index.bin is damaged: it names an archive that manifest.json does not.")
        name = os.path.basename(self.references[ordinal - 1]["name"])
        for path in (os.path.join(self.folder, name[:-4] if name.endswith(".age") else name), os.path.join(self.folder, name)):
            if os.path.exists(path):
                return path
        raise Problem("%s is missing. This backup refers to it: put it into the folder %s." % (name, self.folder))


def zstd(data, dictionary=None):
    if not shutil.which("zstd"):
        raise Problem("The program zstd is missing. Install it, for example with: apt install zstd")
    with tempfile.NamedTemporaryFile(prefix="holdfast-dictionary-") as file:
        arguments = ["zstd", "-d", "-q", "-c"]
        if dictionary is not None:
            arguments += ["-D", file.name]
            file.write(dictionary)
            file.flush()
        done = subprocess.run(arguments, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise ValueError("zstd refuses it")
    return done.stdout


class Restorer:
    def __init__(self, archives, part):
        self.archives, self.part = archives, part
        # Neighbours often share a dictionary. It never needs one itself, so this goes no deeper.
        self.dictionary = functools.lru_cache(8)(lambda index: self.read([part.dictionaries[index]])[0])

    def checked(self, chunk, plain):
        if len(plain) != chunk.plain_bytes or hashlib.sha256(plain).digest() != chunk.sha256:
            raise self.damage(chunk, "its SHA-256 is another")
        return plain

    def damage(self, chunk, reason):
        path = self.archives.paths[chunk.archive]
        return Problem("%s is damaged: the chunk at byte %d (%s). Take another copy of that file." % (path, chunk.offset, reason))

    def unpack(self, chunk, stored):
        try:
            if chunk.coding == STORED:
                return stored
            if chunk.coding == DEFLATE:
                return zlib.decompressobj(-15).decompress(stored, chunk.plain_bytes + 1)
            if chunk.coding == ZSTD:
                return zstd(stored)
            if chunk.coding == ZSTD_WITH_DICTIONARY and chunk.dictionary < len(self.part.dictionaries):
                return zstd(stored, self.dictionary(chunk.dictionary))
        except (zlib.error, ValueError) as error:
            raise self.damage(chunk, error)
        raise Problem("index.bin is damaged or newer than this script: a chunk has the unknown coding %d." % chunk.coding)

    def read(self, batch):
        """The plain bytes of some chunks. Plain zstd frames are unpacked by one run of the program: starting it costs more."""
        stored = [self.archives.read(chunk.archive, chunk.offset, chunk.stored_bytes) for chunk in batch]
        if len(batch) > 1 and all(chunk.coding == ZSTD for chunk in batch):
            try:
                joined = io.BytesIO(zstd(b"".join(stored)))
                return [self.checked(chunk, joined.read(chunk.plain_bytes)) for chunk in batch]
            except ValueError:
                pass  # one by one, so that the damaged one is named
        return [self.checked(chunk, self.unpack(chunk, data)) for chunk, data in zip(batch, stored)]

    def write(self, ranges, output):
        """Writes the byte ranges of the part, which ascend and don't overlap, reading only the chunks that hold them."""
        ends = list(itertools.accumulate(chunk.plain_bytes for chunk in self.part.chunks))
        chunks = [(chunk, end - chunk.plain_bytes) for chunk, end in zip(self.part.chunks, ends)]
        wanted = [item for item in chunks if any(start < item[1] + item[0].plain_bytes and item[1] < stop for start, stop in ranges)]
        for _, group in itertools.groupby(wanted, lambda item: (item[0].coding, item[1] // BATCH_BYTES)):
            batch = list(group)
            for (_, at), plain in zip(batch, self.read([chunk for chunk, _ in batch])):
                for start, stop in ranges:
                    if start < at + len(plain) and at < stop:
                        output.write(plain[max(start - at, 0) : stop - at])
        return len(wanted)


def choose_part(parts, name):
    fitting = [part for part in parts if name in (None, part.name)]
    if len(fitting) != 1:
        raise Problem("Choose a part with --part; the archive has: %s" % ", ".join(part.name for part in parts))
    return fitting[0]


def choose_ranges(part, names):
    if not names:
        return [(0, part.plain_bytes)]
    missing = set(names) - {section.name for section in part.sections}
    if missing:
        raise Problem("%s has no section %s. See --list." % (part.name, ", ".join(sorted(missing))))
    joined = []
    for section in part.sections:
        if section.always or section.name in names:
            start = joined.pop()[0] if joined and joined[-1][1] == section.start else section.start
            joined.append((start, section.end))
    return joined


def show(manifest, parts):
    print("archive %s" % manifest["id"])
    for number, reference in enumerate(manifest["archives"], 1):
        print("refers to %d: %s" % (number, reference["name"]))
    for part in parts:
        print("part %s: %d bytes, %d chunks" % (part.name, part.plain_bytes, len(part.chunks)))
        for name, start, end, _, rows in part.sections:
            print("  section %s: %d bytes%s" % (name, end - start, "" if rows is None else ", %d rows" % rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("--part", help="which part to restore, if there are several")
    parser.add_argument("--section", action="append", help="restore only this table or file; may be repeated")
    parser.add_argument("--list", action="store_true", help="show parts and sections, restore nothing")
    chosen = parser.parse_args()
    refuse_sealed(chosen.archive)
    manifest = json.loads(read_entry(chosen.archive, "manifest.json"))
    if manifest.get("format") != 1:
        raise Problem("The archive has format %s; this script reads format 1." % manifest.get("format"))
    index = read_entry(chosen.archive, "index.bin")
    if hashlib.sha256(index).hexdigest() != manifest["index"]["sha256"]:
        raise Problem("index.bin is damaged: its SHA-256 is not the one in manifest.json. Take another copy of the archive.")
    parts = read_index(index)
    if chosen.list:
        return show(manifest, parts)
    part = choose_part(parts, chosen.part)
    ranges = choose_ranges(part, chosen.section)
    chunks = Restorer(Archives(chosen.archive, manifest), part).write(ranges, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    print("%s: restored from %d chunks, every checksum fits." % (part.name, chunks), file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Python flushes once more at its end
        sys.exit("What reads the output ended early: the restore is not complete.")
    except OSError as error:
        sys.exit("%s: %s" % (error.filename or "Reading or writing failed", error.strerror))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        sys.exit("The archive is damaged: manifest.json or index.bin holds what cannot be there (%s)." % error)
    except Problem as problem:
        sys.exit(str(problem))
