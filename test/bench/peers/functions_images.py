"""Image functions of the peer of `npm run bench -- functions`: scipy.ndimage and scikit-image, which use one thread."""

import pathlib

import numpy as np
import skimage.exposure
import skimage.filters
import skimage.segmentation
import skimage.transform
import tifffile
from scipy import ndimage

# As in test/bench/functions-image-cases.ts.
TURN = [[0.9, -0.3, 0.1], [0.3, 0.9, -0.2], [-0.1, 0.2, 1]]
SHIFT = [10, 20, -5]

# name: (inputs, function)
IMAGE_ROWS = {
    'gaussianFilter': (['head'], lambda a: ndimage.gaussian_filter(a, 2)),
    'uniformFilter': (['head'], lambda a: ndimage.uniform_filter(a, 5)),
    'sobel': (['head'], lambda a: ndimage.sobel(a)),
    'medianFilter': (['head'], lambda a: ndimage.median_filter(a, 3)),
    'downscaleLocalMean': (['head'], lambda a: skimage.transform.downscale_local_mean(a, 2)),
    'resize': (['head'], lambda a: skimage.transform.resize(a, (128, 128, 128))),
    'zoom': (['head'], lambda a: ndimage.zoom(a, 0.5)),
    'affineTransform': (['head'], lambda a: ndimage.affine_transform(a, TURN, SHIFT)),
    'affineTransform of order 1': (['head'], lambda a: ndimage.affine_transform(a, TURN, SHIFT, order=1)),
    'rescaleIntensity': (['head'], lambda a: skimage.exposure.rescale_intensity(a)),
    'histogram': (['head'], lambda a: skimage.exposure.histogram(a)[0].astype('float64')),
    'thresholdOtsu': (['head'], lambda a: np.array([skimage.filters.threshold_otsu(a)], 'float64')),
    'maximumProjection': (['head'], lambda a: a.max(0)),
    'gaussianFilter of uint8': (['headBytes'], lambda a: ndimage.gaussian_filter(a, 2, output='float64')),
    'medianFilter of uint8': (['headBytes'], lambda a: ndimage.median_filter(a, 3)),
    'downscaleLocalMean of uint8': (['headBytes'], lambda a: skimage.transform.downscale_local_mean(a, 2)),
    'histogram of uint8': (['headBytes'], lambda a: skimage.exposure.histogram(a)[0].astype('float64')),
    'label': (['headMask'], lambda a: ndimage.label(a)[0]),
    'distanceTransform': (['headMask'], lambda a: ndimage.distance_transform_edt(a)),
    'watershed': (['headBytes', 'headSeeds', 'headMask'],
                  lambda a, seeds, mask: skimage.segmentation.watershed(a, seeds, mask=mask)),
}
IMAGE_DTYPES = {'headBytes': 'uint8', 'headMask': 'bool', 'headSeeds': 'int32'}


def images(stack, shape):
    """The head in the middle of a volume of that shape: bytes, floats with some noise, where there is tissue,
    and seeds with a number each in one of some thousand voxels."""
    head = np.stack([tifffile.imread(path) for path in sorted(pathlib.Path(stack).glob('*.tif'))])
    before = [(extent - inner) // 2 for extent, inner in zip(shape, head.shape)]
    pads = [(low, extent - inner - low) for low, extent, inner in zip(before, shape, head.shape)]
    padded = np.pad(head, pads)
    noise = np.random.default_rng(12).random(shape, 'float32')
    seeds = np.zeros(shape, 'int32')
    places = np.flatnonzero(noise < 2e-4)
    seeds.reshape(-1)[places] = np.arange(1, places.size + 1)
    return {'head': padded + noise, 'headBytes': padded, 'headMask': padded > 60, 'headSeeds': seeds}
