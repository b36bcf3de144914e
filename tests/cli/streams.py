# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that a flash must send, and the flash memory after it: derived from docs/protocols, not from src.

A command is one line, "CDB direction length", as `burnback-sim log` prints it: "CC0101004B33353501000000 none 0".
"""

BLOCK = 0x10000
UNIT = 0x1000


def sum16(data):
    """Returns the sum of big-endian words, modulo 65536."""
    return (sum(data[0::2]) * 256 + sum(data[1::2])) & 0xFFFF


def word(data, at):
    return data[at] * 256 + data[at + 1]


def line(cdb, direction='none', length=0):
    """Returns a command in the form in which `burnback-sim log` prints it."""
    return f'{bytes(cdb).hex().upper()} {direction} {length}'


def address32(value):
    """Returns the four bytes of an address, the highest first."""
    return [value >> 24, value >> 16 & 255, value >> 8 & 255, value & 255]


class Nec:
    """One flash type of docs/protocols/nec-optiarc.md, sections 5 to 8.

    key: of SAFE MODE; begin, size: range of the firmware; erase, program: numbers of the blocks; upload: how the CDB
    of an upload gives the length; upload_step: bytes of one upload; checksum_index: index of the only checksum, if sums
    is empty; sums: index and position of each checksum in the image; form: how a CDB names a block; erased_bytes: length
    of the range that a flash erases (None: size).
    """

    def __init__(self, key, begin, size, erase=(), program=(), upload='units', upload_step=0x8000, checksum_index=0,
                 sums=(), form='mask', erased_bytes=None):
        self.key = key.encode()
        self.begin = begin
        self.size = size
        self.erase = list(erase)
        self.program = list(program)
        self.upload_form = upload
        self.step = upload_step
        self.checksum_index = checksum_index
        self.sums = sums
        self.form = form
        self.erased_bytes = size if erased_bytes is None else erased_bytes

    def safe_mode(self, on, bank=0):
        """Returns SAFE MODE on or off, with the key of the flash type."""
        return line([0xCC, 0x01 | bank, int(on), 0, *self.key, 1, 0, 0, 0])

    def upload(self, address, n_bytes, bank=0, chunk_sum=0):
        """Returns UPLOAD of @n_bytes to an address, in the form of the flash type."""
        if self.upload_form == 'bytes':
            return line([0xCB, 0x01 | bank, *address32(address), *address32(n_bytes)[1:], 0, chunk_sum >> 8,
                         chunk_sum & 255], 'out', n_bytes)
        units = n_bytes // UNIT
        pad = 4 * units if self.upload_form == 'padded' else 0
        return line([0xCB, 0x01 | bank, *address32(address), 0, 0, units, 0, 0, 0], 'out', n_bytes + pad)

    def checksum(self, value, index=None, bank=0, last=0):
        """Returns CHECKSUM with a value. @index: None: checksum_index; @last: sent after the last block."""
        index = self.checksum_index if index is None else index
        return line([0xCC, 0x04 | bank, value >> 8, value & 255, 0, 0, 0, last, 4 * index, 0, 0, 0])

    def block(self, kind, number, bank=0):
        """Returns the CDB of ERASE (4) or PROGRAM (2) of one block, in the form of the flash type."""
        if self.form == 'mask':
            return line([0xCB, kind | bank, *(1 << number).to_bytes(7, 'big'), 0, 0, 0])
        if self.form == 'number':
            return line([0xCB, kind, 0, 0, 0, 0, 0, 0, number, 0, 0, 0])
        return line([0xCB, kind | bank, *address32(number * BLOCK), 1, 0, 0, 0, 0, 0])

    def stream(self, image):
        """Returns the commands of a flash, from SAFE MODE on to SAFE MODE off."""
        lines = [self.safe_mode(True)]
        for at in range(0, self.size, self.step):
            lines.append(self.upload(self.begin + at, min(self.step, self.size - at)))
        lines += self.checksums(image)
        lines += [self.block(4, number) for number in self.erase]
        lines += [self.block(2, number) for number in self.program]
        return lines + [self.safe_mode(False)]

    def checksums(self, image):
        """Returns the commands that send the checksums of the image."""
        if not self.sums:
            return [self.checksum(word(image, self.size))]
        return [self.checksum(word(image, at), index) for index, at in self.sums]

    def memory_after(self, before, image):
        """Returns the flash memory after the flash, and the ranges whose content is not specified."""
        flash = bytearray(before)
        flash[self.begin:self.begin + self.size] = image[:self.size]
        end = self.begin + self.size
        return bytes(flash), [(end, self.begin + self.erased_bytes)] if self.erased_bytes > self.size else []


class Nec640K(Nec):
    """Flash type with two banks, each with its own safe mode; the first one begins with blocks of 4 KiB."""

    BANK1 = [(0x240000, 2), (0x242000, 1), (0x243000, 1), (0x244000, 4), (0x248000, 8), (0x250000, 8), (0x258000, 8)]

    def stream(self, image):
        lines = [self.safe_mode(True)]
        lines += [self.upload(0x5000 + at, UNIT) for at in range(0, 0x3000, UNIT)]
        lines += [self.upload(0x5000 + at, 0x8000) for at in range(0x3000, 0x7B000, 0x8000)]
        lines.append(self.checksum(word(image, 0x7AFFE)))
        blocks = [13, 14, 15, *range(8)]
        lines += [self.block(4, number) for number in blocks] + [self.block(2, number) for number in blocks]
        lines += [self.safe_mode(False), self.safe_mode(True, 0x10)]
        lines += [self.upload(address, units * UNIT, 0x10) for address, units in self.BANK1]
        lines.append(self.checksum(word(image, 0x9B002), bank=0x10))
        lines.append(line([0xCB, 0x18, *[0] * 10]))
        lines += [self.block(2, number, 0x10) for number in range(8, 15)]
        return lines + [self.safe_mode(False, 0x10)]

    def memory_after(self, before, image):
        flash = bytearray(before)
        flash[0x5000:0x80000] = image[:0x7B000]
        flash[0x240000:0x260000] = image[0x7B004:0x9B004]
        return bytes(flash), []


class NecOpti4(Nec):
    """Flash types that erase all blocks first, then upload and program block by block."""

    def area_command(self, number, value):
        """Returns CHECKSUM FLASH with the value for the area @number."""
        return line([0xCC, 0x06, value >> 8, value & 255, 0, *address32(self.size), number, 0, 0])

    def stream(self, image):
        lines = [self.safe_mode(True), self.area_command(5, word(image, 0x0E))]
        lines += [self.block(4, number, 0x10) for number in self.erase]
        for number in self.program:
            for half in (0, 0x8000):
                at = number * BLOCK + half
                chunk = image[at - self.begin:at - self.begin + 0x8000]
                lines.append(self.upload(at, 0x8000, 0x10, sum16(chunk)))
            lines.append(self.block(2, number, 0x10))
        return lines + [self.area_command(4, word(image, self.size)), self.safe_mode(False)]


class NecOptiBd(Nec):
    """Flash type that uploads to address 0, with a header of 0x200 bytes before the blocks; all checksums sent are 0."""

    def stream(self, image):
        lines = [self.safe_mode(True)]
        lines += [self.upload(at, min(0x8000, self.size - at)) for at in range(0, self.size, 0x8000)]
        lines.append(self.checksum(0))
        lines += [self.block(4, number) for number in self.erase] + [self.block(2, number) for number in self.program]
        return lines + [self.checksum(0, last=1), self.safe_mode(False)]

    def memory_after(self, before, image):
        flash = bytearray(before)
        flash[0x30000:0x200000] = image[0x200:self.size]
        return bytes(flash), []


NEC_MODELS = {
    'K110': Nec640K('K110', 0x5000, 0x7B000),
    'L210': Nec('L210', 0x8000, 0xB8000, range(8, 20), range(8, 20), sums=[(8, 0xB7FFE)]),
    'K352': Nec('K352', 0x6000, 0xFA000, range(2, 19), range(2, 19), sums=[(8, 0xF9FFE)]),
    'K210': Nec('K210', 0x6000, 0xFA000, range(2, 19), range(2, 19), sums=[(1, 0x29FFE), (2, 0xF9FFE)]),
    'K355': Nec('K355', 0x10000, 0x1E0000, range(4, 35), range(4, 34), erased_bytes=0x1F0000),
    'K370': Nec('K370', 0x10000, 0x1E0000, range(4, 35), range(4, 34), erased_bytes=0x1F0000),
    'D770': Nec('D770', 0x30000, 0x1C0000, range(3, 31), range(3, 31), upload='padded'),
    'G200': Nec('G200', 0x30000, 0x1C0000, range(3, 32), range(3, 31), form='number', erased_bytes=0x1D0000),
    'G265': Nec('G265', 0x30000, 0x1B0000, range(3, 31), range(3, 30), upload='bytes', form='region',
                erased_bytes=0x1C0000),
    'G285': NecOpti4('G285', 0x30000, 0x1B0000, range(3, 30), range(3, 30), upload='bytes', form='region'),
    'C500': NecOptiBd('C500', 0x30000, 0x1D0200, range(3, 32), range(3, 32), upload='bytes'),
}

# Number of vendor commands of a flash, from SAFE MODE on to SAFE MODE off.
NEC_COUNTS = {'K110': 61, 'L210': 50, 'K352': 69, 'K210': 70, 'K355': 124, 'K370': 124, 'D770': 115, 'G200': 116,
              'G265': 112, 'G285': 112, 'C500': 121}


def nec_sent(log):
    """Returns the commands of a flash in a log: from the last SAFE MODE on before the first upload to the first SAFE MODE off
    after the last PROGRAM, without TEST UNIT READY and INQUIRY."""
    lines = [line(bytes.fromhex(entry['cdb']), entry['direction'], entry['length']) for entry in log]
    uploads = [at for at, text in enumerate(lines) if text[:4] in ('CB01', 'CB11')]
    programs = [at for at, text in enumerate(lines) if text[:4] in ('CB02', 'CB12')]
    begin = max(at for at in range(uploads[0]) if lines[at][:4] in ('CC01', 'CC11') and lines[at][4:6] == '01')
    end = min(at for at in range(programs[-1], len(lines)) if lines[at][:4] in ('CC01', 'CC11') and lines[at][4:6] == '00')
    return [text for text in lines[begin:end + 1] if text[:2] not in ('00', '12')]


# docs/protocols/mediatek-mt1959.md, sections 4 and 6

MT1959_BYTES = 0x200000
MT1959_CHUNK = 0x4000


def mt1959_stream():
    """Returns the commands of a flash: prepare, then the chunks of the image."""
    lines = [line([0x3B, 0x01, *[0] * 8])]
    for at in range(0, MT1959_BYTES, MT1959_CHUNK):
        lines.append(line([0x3B, 0x06, 0, *address32(at)[1:], 0, 0x40, 0, 0], 'out', MT1959_CHUNK))
    return lines


def mt1959_sent(log):
    """Returns all commands of a log from the first prepare to the last WRITE BUFFER."""
    lines = [line(bytes.fromhex(entry['cdb']), entry['direction'], entry['length']) for entry in log]
    begin = lines.index(mt1959_stream()[0])
    end = max(at for at, text in enumerate(lines) if text.startswith('3B'))
    return lines[begin:end + 1]


def mt1959_after(before, image):
    """Returns the flash memory after a flash: boot area and data of the unit as before, the rest from the image."""
    own = [(0, 0x10000), (0x1EA000, 0x1EB000), (0x1EC058, 0x1EC100), (0x1F0000, 0x200000)]
    flash = bytearray(image)
    for begin, end in own:
        flash[begin:end] = before[begin:end]
    return bytes(flash)
