"""Serves a volume of bytes through Neuroglancer's own Python server until standard input ends.

neuroglancer_server.py SIDE: a cube of that many voxels a side; prints the address of its chunks, as JSON.
"""

import json
import sys

import neuroglancer
import numpy as np

side = int(sys.argv[1])
voxels = (np.arange(side**3, dtype=np.uint32) * 7919 % 200 + 50).astype(np.uint8).reshape(side, side, side)
neuroglancer.set_server_bind_address("127.0.0.1")
viewer = neuroglancer.Viewer()
dimensions = neuroglancer.CoordinateSpace(names=["z", "y", "x"], units="m", scales=[1, 1, 1])
volume = neuroglancer.LocalVolume(voxels, dimensions)
with viewer.txn() as state:
    state.layers["volume"] = neuroglancer.ImageLayer(source=volume)
origin = viewer.get_viewer_url().split("/v/")[0]
print(json.dumps({"base": f"{origin}/neuroglancer/raw/{viewer.token}.{volume.token}/1,1,1"}), flush=True)
sys.stdin.read()
