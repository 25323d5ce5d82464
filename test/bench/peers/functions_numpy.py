"""The peer of `npm run bench -- functions`: makes the inputs, and computes what the rows name with NumPy.

Usage: functions_numpy.py FOLDER STACK. Each line on standard input is a task as JSON, each line on standard output the
answer: {"make": true} writes the inputs, those of image functions from the stack of slices; {"name", "rounds", "limitMs",
"result"} computes a row, at most so many rounds after one that warms up, writes the result's bytes and answers
{"ms": [...], "dtype", "shape"}. No round begins after the limit; a first one that takes longer counts. One core: all of
these are computed in one thread.
"""

import json
import pathlib
import sys
import time

import numpy as np

from functions_images import IMAGE_DTYPES, IMAGE_ROWS, images

SHAPE = (256, 256, 256)
FOLDER = pathlib.Path(sys.argv[1])

# name: (inputs, function)
ROWS = {
    'sum': (['a'], lambda a: a.sum()),
    'mean': (['a'], lambda a: a.mean()),
    'max': (['a'], lambda a: a.max()),
    'argmax': (['a'], lambda a: a.argmax()),
    'sort': (['a'], lambda a: np.sort(a)),
    'add': (['a', 'b'], lambda a, b: a + b),
    'multiply': (['a', 'b'], lambda a, b: a * b),
    'exp': (['small'], lambda a: np.exp(a)),
    'where': (['mask', 'a', 'b'], lambda mask, a, b: np.where(mask, a, b)),
    'astype': (['a'], lambda a: a.astype('uint8')),
    'stack': (['a', 'b'], lambda a, b: np.stack([a, b])),
    'permuteDims (copied)': (['a'], lambda a: np.ascontiguousarray(np.permute_dims(a, (2, 1, 0)))),
    'sum of uint8': (['bytes'], lambda a: a.sum()),
    'sum of uint8, axis 0': (['bytes'], lambda a: a.sum(0)),
    'sort of uint16': (['words'], lambda a: np.sort(a)),
    'add of uint16': (['words', 'words'], lambda a, b: a + b),
    'mean of float32, axis 0': (['a'], lambda a: a.mean(0)),
    **IMAGE_ROWS,
}
DTYPES = {'bytes': 'uint8', 'words': 'uint16', 'mask': 'bool', **IMAGE_DTYPES}


def make():
    random = np.random.default_rng(11)
    a = random.random(SHAPE, 'float32') * 255
    b = random.random(SHAPE, 'float32') * 255
    arrays = {'a': a, 'b': b, 'small': a / 25 - 5, 'mask': a > 100, 'bytes': a.astype('uint8'),
              'words': (a * 256).astype('uint16'), **images(sys.argv[2], SHAPE)}
    for name, array in arrays.items():
        array.tofile(FOLDER / f'{name}.raw')


loaded = {}


def load(name):
    if name not in loaded:
        loaded[name] = np.fromfile(FOLDER / f'{name}.raw', DTYPES.get(name, 'float32')).reshape(SHAPE)
    return loaded[name]


def run(task):
    names, function = ROWS[task['name']]
    arrays = [load(name) for name in names]
    result, ms, total = None, [], 0
    for round in range(task['rounds'] + 1):
        del result
        start = time.perf_counter()
        result = function(*arrays)
        took = (time.perf_counter() - start) * 1000
        total += took
        if round > 0 or took > task['limitMs']:
            ms.append(took)
        if total > task['limitMs'] and ms:
            break
    result = np.asarray(result)
    np.ascontiguousarray(result).tofile(task['result'])
    return {'ms': ms, 'dtype': result.dtype.name, 'shape': list(result.shape)}


for line in sys.stdin:
    task = json.loads(line)
    answer = make() if task.get('make') else run(task)
    print(json.dumps(answer or {}), flush=True)
