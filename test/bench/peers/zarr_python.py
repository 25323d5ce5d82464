"""The peer of the benchmark of Zarr: zarr-python.

  zarr_python.py make FOLDER                      writes the volumes FOLDER/uint8.npy and uint16.npy, and each as Zarr
  zarr_python.py read ARRAY THREADS ROUNDS        {"ms": [...], "sha256"}
  zarr_python.py write ARRAY THREADS ROUNDS VOLUME COMPRESSION
                                                  {"ms": [...]}
  zarr_python.py hash ARRAY                       {"sha256"}: of what an array holds, whoever wrote it
"""

import hashlib
import json
import pathlib
import shutil
import sys
import time

import numpy
import zarr
from zarr.codecs import BloscCodec, GzipCodec, ZstdCodec

SIDE = 256
CHUNKS = (64, 64, 64)
COMPRESSIONS = {
    "raw": {"compressors": None},
    "blosc": {"compressors": BloscCodec(cname="zstd", clevel=5)},
    "zstd": {"compressors": ZstdCodec(level=3)},
    "gzip": {"compressors": GzipCodec(level=5)},
    "sharded": {"compressors": ZstdCodec(level=3), "shards": (128, 128, 128)},
}


def volume(dtype):
    """Structures in camera noise: compressible, but not much, as microscopes give it."""
    z, y, x = numpy.ogrid[:SIDE, :SIDE, :SIDE]
    top = 160 if dtype == "uint8" else 3000
    signal = top * (3 + numpy.sin(z / 17) + numpy.sin(y / 23) + numpy.sin(x / 31)) / 6
    noise = numpy.random.default_rng(1).normal(0, numpy.sqrt(top) / 4, signal.shape)
    return numpy.clip(signal + noise, 0, None).astype(dtype)


def create(path, array, name):
    shutil.rmtree(path, ignore_errors=True)
    return zarr.create_array(str(path), shape=array.shape, dtype=array.dtype, chunks=CHUNKS, **COMPRESSIONS[name])


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for dtype in ["uint8", "uint16"]:
        array = volume(dtype)
        numpy.save(folder / f"{dtype}.npy", array)
        array.tofile(folder / f"{dtype}.bin")
        for name in COMPRESSIONS:
            create(folder / f"{dtype}-{name}.zarr", array, name)[...] = array
    (folder / "complete").touch()


def timed(rounds, run):
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        result = run()
        times.append((time.perf_counter() - began) * 1000)
    return times, result


def sha256(array):
    return hashlib.sha256(numpy.ascontiguousarray(array)).hexdigest()


def write(path, rounds, source, name):
    array = numpy.load(source)

    def once():
        create(path, array, name)[...] = array

    return {"ms": timed(rounds, once)[0]}


def main():
    command, path, *rest = sys.argv[1:]
    path = pathlib.Path(path)
    if command == "make":
        make(path)
        return
    if command == "hash":
        print(json.dumps({"sha256": sha256(zarr.open_array(str(path), mode="r")[...])}))
        return
    threads, rounds, *more = rest
    zarr.config.set({"threading.max_workers": int(threads)})
    if command == "read":
        times, array = timed(int(rounds), lambda: zarr.open_array(str(path), mode="r")[...])
        print(json.dumps({"ms": times, "sha256": sha256(array)}))
    else:
        print(json.dumps(write(path, int(rounds), *more)))


main()
