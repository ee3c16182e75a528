"""Reads a log by the text of C2SP tlog-tiles alone, and prints size and root as its entries give them."""
import base64, hashlib, os, struct, sys

folder = sys.argv[1]
lines = open(os.path.join(folder, "checkpoint"), encoding="utf-8").read().split("\n")
size, root = int(lines[1]), base64.b64decode(lines[2])


def name(n):
    parts = ["%03d" % (n % 1000)]
    while n >= 1000:
        n //= 1000
        parts.append("x%03d" % (n % 1000))
    return "/".join(reversed(parts))


def read(row, n, width):
    part = "" if width == 256 else ".p/%d" % width
    with open(os.path.join(folder, "tile", row, name(n) + part), "rb") as file:
        return file.read()


def mth(row):
    if len(row) == 0:
        return hashlib.sha256(b"").digest()
    if len(row) == 1:
        return row[0]
    k = 1
    while k * 2 < len(row):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(row[:k]) + mth(row[k:])).digest()


row = []
for n in range((size + 255) // 256):
    width = min(256, size - n * 256)
    bundle, at = read("entries", n, width), 0
    for _ in range(width):
        (length,) = struct.unpack_from(">H", bundle, at)
        row.append(hashlib.sha256(b"\x00" + bundle[at + 2 : at + 2 + length]).digest())
        at += 2 + length
    assert at == len(bundle)
assert mth(row) == root, "root"
level = 0
while row:
    for n in range((len(row) + 255) // 256):
        part = row[n * 256 : n * 256 + 256]
        assert read(str(level), n, len(part)) == b"".join(part), (level, n)
    row = [mth(row[n * 256 : n * 256 + 256]) for n in range(len(row) // 256)]
    level += 1
print(size, lines[2])
