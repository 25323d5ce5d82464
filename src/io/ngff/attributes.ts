/** OME-NGFF's metadata as the attributes of a group, in either version. */
import type { JsonObject } from '../zarr/index.js';
import type { ImageLabel, Multiscale, OmeMetadata, Omero } from './model.js';

/** The attributes that say this: below "ome" for 0.5, on their own for 0.4. */
export function omeAttributes(ome: OmeMetadata): JsonObject {
  const { version, multiscales, omero, labels, imageLabel } = ome;
  const flat = version === '0.4';
  const own = {
    ...(multiscales && { multiscales: multiscales.map((image) => multiscaleJson(image, flat)) }),
    ...(omero && { omero: omeroJson(omero, flat) }),
    ...(labels && { labels }),
    ...(imageLabel && { 'image-label': imageLabelJson(imageLabel, flat) }),
  };
  return flat ? own : { ome: { version, ...own } };
}

function multiscaleJson(image: Multiscale, flat: boolean): JsonObject {
  const { name, axes, datasets, coordinateTransformations, type, metadata } = image;
  return {
    ...(flat && { version: '0.4' }),
    ...(name !== undefined && { name }),
    axes,
    datasets,
    ...(coordinateTransformations && { coordinateTransformations }),
    ...(type !== undefined && { type }),
    ...(metadata !== undefined && { metadata }),
  };
}

function omeroJson({ name, channels, rdefs }: Omero, flat: boolean): JsonObject {
  return {
    ...(flat && { version: '0.4' }),
    ...(name !== undefined && { name }),
    channels,
    ...(rdefs && { rdefs }),
  };
}

function imageLabelJson({ colors, properties, source }: ImageLabel, flat: boolean): JsonObject {
  return {
    ...(flat && { version: '0.4' }),
    ...(colors && {
      colors: colors.map(({ labelValue, rgba }) => ({ 'label-value': labelValue, ...(rgba && { rgba }) })),
    }),
    ...(properties && { properties }),
    ...(source && { source }),
  };
}
