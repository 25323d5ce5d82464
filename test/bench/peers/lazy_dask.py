"""The peer of the lazy benchmark: dask + tifffile.

  lazy_dask.py make FOLDER                 writes the sets of slices raw/, deflate/, lzw/
  lazy_dask.py build FOLDER/SET            {"ms"}: time to build the volume, nothing computed
  lazy_dask.py run FOLDER/SET OP THREADS ROUNDS RESULT
                                           {"ms": [...], "peakMiB"}; RESULT gets the array as raw bytes
"""

import json
import pathlib
import resource
import sys
import time

SHAPE = (2048, 2048)
SLICES = 101
SETS = {"raw": None, "deflate": "zlib", "lzw": "lzw"}


def make(folder):
    import numpy
    import tifffile

    for name in SETS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    y, x = numpy.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    for z in range(SLICES):
        # Cells in camera noise: compressible, but not much, as microscopes give it.
        signal = 60 + 40 * numpy.sin(x / 97 + z / 11) * numpy.cos(y / 71 - z / 13)
        noise = numpy.random.default_rng(z).normal(0, 14, SHAPE)
        plane = numpy.clip(signal + noise, 0, 255).astype(numpy.uint8)
        for name, compression in SETS.items():
            tifffile.imwrite(folder / name / f"slice-{z:04d}.tif", plane, compression=compression)
    (folder / "complete").touch()


def build(folder):
    import dask
    import dask.array
    import tifffile

    files = sorted(str(path) for path in folder.glob("*.tif"))
    load = dask.delayed(tifffile.imread)
    began = time.perf_counter()
    slices = [dask.array.from_delayed(load(path), shape=SHAPE, dtype="uint8") for path in files]
    volume = dask.array.stack(slices)
    return volume, (time.perf_counter() - began) * 1000


OPERATIONS = {
    "sum": lambda volume: volume.sum(axis=0),
    "max": lambda volume: volume.max(axis=0),
    "mean": lambda volume: volume.mean(),
    "window": lambda volume: volume[50, 1000:1100, 1000:1100],
}


def run(folder, operation, threads, rounds, result):
    import numpy

    volume, _ = build(folder)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        array = OPERATIONS[operation](volume).compute(scheduler="threads", num_workers=threads)
        times.append((time.perf_counter() - began) * 1000)
    numpy.ascontiguousarray(array).tofile(result)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ms": times, "peakMiB": peak}


def main():
    command, folder, *rest = sys.argv[1:]
    folder = pathlib.Path(folder)
    if command == "make":
        make(folder)
    elif command == "build":
        print(json.dumps({"ms": build(folder)[1]}))
    else:
        operation, threads, rounds, result = rest
        print(json.dumps(run(folder, operation, int(threads), int(rounds), result)))


main()
