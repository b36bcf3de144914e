# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes archives that Python cannot write: 7z and iso with libarchive; cab and rar byte by byte, not compressed.

Each function takes {name: bytes} and returns the bytes of the archive.
"""
import ctypes
import ctypes.util
import struct
import zlib

REGULAR_FILE = 0o100000


def _written_by_libarchive(set_format, files):
    """Returns an archive in the format @set_format, a name of libarchive."""
    library = ctypes.CDLL(ctypes.util.find_library('archive') or 'libarchive.so.13')
    library.archive_write_new.restype = library.archive_entry_new.restype = ctypes.c_void_p
    library.archive_write_data.restype = ctypes.c_ssize_t

    def check(status):
        if status < 0:
            raise RuntimeError(f'libarchive: {status}')

    room = ctypes.create_string_buffer(sum(map(len, files.values())) + (8 << 20))
    used = ctypes.c_size_t()
    writer = ctypes.c_void_p(library.archive_write_new())
    check(getattr(library, 'archive_write_set_format_' + set_format)(writer))
    if set_format == '7zip':    # fast; the method is the same
        check(library.archive_write_set_format_option(writer, b'7zip', b'compression-level', b'0'))
    check(library.archive_write_open_memory(writer, room, ctypes.c_size_t(len(room)), ctypes.byref(used)))
    for name, data in files.items():
        entry = ctypes.c_void_p(library.archive_entry_new())
        library.archive_entry_set_pathname(entry, name.encode())
        library.archive_entry_set_size(entry, ctypes.c_int64(len(data)))
        library.archive_entry_set_filetype(entry, REGULAR_FILE)
        library.archive_entry_set_perm(entry, 0o644)
        check(library.archive_write_header(writer, entry))
        check(library.archive_write_data(writer, data, ctypes.c_size_t(len(data))))
        library.archive_entry_free(entry)
    check(library.archive_write_close(writer))
    library.archive_write_free(writer)
    return room.raw[:used.value]


def seven_zip(files):
    return _written_by_libarchive('7zip', files)


def iso(files):
    return _written_by_libarchive('iso9660', files)


def cab(files):
    """Makes a cabinet with one folder."""
    data = b''.join(files.values())
    blocks = [data[at:at + 0x8000] for at in range(0, len(data), 0x8000)]
    entries, offset = b'', 0
    for name, content in files.items():
        entries += struct.pack('<IIHHHH', len(content), offset, 0, 0x5A21, 0, 0x20) + name.encode() + b'\0'
        offset += len(content)
    first_data = 36 + 8 + len(entries)
    size = first_data + len(data) + 8 * len(blocks)
    head = b'MSCF' + struct.pack('<IIIIIHHHHH', 0, size, 0, 36 + 8, 0, 0x0103, 1, len(files), 0, 0) + b'\0\0'
    return (head + struct.pack('<IHH', first_data, len(blocks), 0) + entries +
            b''.join(struct.pack('<IHH', 0, len(block), len(block)) + block for block in blocks))


def rar(files):
    """Makes a RAR archive of version 4."""
    def header(data):
        return struct.pack('<H', zlib.crc32(data) & 0xFFFF) + data

    out = b'Rar!\x1a\x07\x00' + header(struct.pack('<BHH6x', 0x73, 0, 13))
    for name, data in files.items():
        out += header(struct.pack('<BHHIIBIIBBHI', 0x74, 0x8000, 32 + len(name), len(data), len(data), 2,
                                  zlib.crc32(data), 0x5A210000, 20, 0x30, len(name), 0x20) + name.encode()) + data
    return out + header(struct.pack('<BHH', 0x7B, 0x4000, 7))


def rar5(files):
    """Makes a RAR archive of version 5."""
    def number(value):
        out = b''
        while value >= 0x80:
            out, value = out + bytes([0x80 | value & 0x7F]), value >> 7
        return out + bytes([value])

    def header(data):
        data = number(len(data)) + data
        return struct.pack('<I', zlib.crc32(data)) + data

    out = b'Rar!\x1a\x07\x01\x00' + header(number(1) + number(0) + number(0))
    for name, data in files.items():
        out += header(number(2) + number(2) + number(len(data)) + number(4) + number(len(data)) + number(0x20) +
                      struct.pack('<I', zlib.crc32(data)) + number(0) + number(0) + number(len(name)) +
                      name.encode()) + data
    return out + header(number(5) + number(0) + number(0))


ALL = {'7z': seven_zip, 'iso': iso, 'cab': cab, 'rar': rar, 'rar5': rar5}


def zip_of_equal_files(name, n_files, data):
    """Returns a zip archive with @n_files files of the same data, which is compressed once. @name: begins with the digit 0; the files have the
    names with the digits from 0 on"""
    compressor = zlib.compressobj(1, zlib.DEFLATED, -15)
    packed = compressor.compress(data) + compressor.flush()
    fields = struct.pack('<HHHHIIIHH', 0, 8, 0, 33, zlib.crc32(data), len(packed), len(data), len(name), 0)
    files = directory = b''
    for number in range(n_files):
        own = str(number).encode() + name[1:].encode()
        directory += b'PK\1\2' + struct.pack('<HH', 20, 20) + fields + struct.pack('<HHHII', 0, 0, 0, 0, len(files)) + own
        files += b'PK\3\4' + struct.pack('<H', 20) + fields + own + packed
    return files + directory + b'PK\5\6' + struct.pack('<HHHHIIH', 0, 0, n_files, n_files, len(directory), len(files), 0)
