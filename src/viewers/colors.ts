import { ArgumentError } from '../errors.js';
import type { Color } from './viewer.js';

const NAMED: Readonly<Record<string, number>> = {
  gray: 0xffffff,
  grey: 0xffffff,
  white: 0xffffff,
  red: 0xff0000,
  green: 0x00ff00,
  blue: 0x0000ff,
  cyan: 0x00ffff,
  magenta: 0xff00ff,
  yellow: 0xffff00,
  orange: 0xffa500,
};

/**
 * A colour as the number 0xRRGGBB.
 * @throws ArgumentError that says what a colour can be.
 * @example rgbOf('#f00') // 0xff0000
 */
export function rgbOf(color: Color): number {
  if (typeof color === 'string') {
    const named = NAMED[color.toLowerCase()];
    if (named !== undefined) return named;
    const hex = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(color)?.[1];
    if (hex !== undefined) return Number.parseInt(hex.length === 3 ? hex.replace(/./g, '$&$&') : hex, 16);
  } else if (Array.isArray(color) && color.length === 3 && color.every(isByte)) {
    return (color[0] << 16) | (color[1] << 8) | color[2];
  }
  const names = Object.keys(NAMED).join(', ');
  throw new ArgumentError(
    `color ${JSON.stringify(color)} is none; give '#rrggbb', '#rgb', [red, green, blue] in 0..255, or one of ${names}`,
  );
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}

/** One colour or several, as 0xRRGGBB; an array of three numbers is one colour. */
export function rgbList(colors: Color | readonly Color[]): number[] {
  const several = Array.isArray(colors) && typeof colors[0] !== 'number';
  return several ? (colors as readonly Color[]).map(rgbOf) : [rgbOf(colors as Color)];
}

/** @throws ArgumentError unless it is a number from 0 to 1. */
export function checkOpacity(opacity: number): number {
  if (!(opacity >= 0 && opacity <= 1)) throw new ArgumentError(`opacity ${opacity} must be from 0 to 1`);
  return opacity;
}

/** `color` darkened by `opacity`: what additive blending makes of a transparent image. */
export function dimmed(color: number, opacity: number): number {
  const channel = (shift: number) => Math.round(((color >> shift) & 255) * opacity) << shift;
  return channel(16) | channel(8) | channel(0);
}

const GOLDEN = 0x9e3779b97f4a7c15n;

/**
 * The colour of a label in every viewer that leaves the choice to us, as 0xRRGGBB; it depends on the label alone.
 * Hues go round by the golden angle, so neighbouring labels differ much and no number of labels repeats one.
 * Label 0 is the background and has none. (`LabelColors` in Java computes the same; a test compares them.)
 */
export function labelColor(label: number | bigint): number {
  const bits = BigInt.asUintN(64, BigInt(label));
  const turn = (Number(BigInt.asUintN(64, bits * GOLDEN) >> 40n) / (1 << 24)) * 6;
  const high = 255 - 40 * Number(bits % 3n);
  const sector = Math.trunc(turn);
  const low = Math.trunc(high / 4);
  const ramp = Math.trunc((high - low) * (turn - sector));
  const [up, down] = [low + ramp, high - ramp];
  const rgb: readonly (readonly [number, number, number])[] = [
    [high, up, low],
    [down, high, low],
    [low, high, up],
    [low, down, high],
    [up, low, high],
    [high, low, down],
  ];
  const [red, green, blue] = rgb[sector] as readonly [number, number, number];
  return (red << 16) | (green << 8) | blue;
}
