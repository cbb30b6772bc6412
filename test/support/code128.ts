/**
 * The symbols of Code 128 by their values, as ISO/IEC 15417 prints them: 1 is a bar, 0 a gap. Not taken from the
 * mini-program, so that a mistake there is not made here again.
 */
const SYMBOLS = (
  '11011001100 11001101100 11001100110 10010011000 10010001100 10001001100 10011001000 10011000100 10001100100 ' +
  '11001001000 11001000100 11000100100 10110011100 10011011100 10011001110 10111001100 10011101100 10011100110 ' +
  '11001110010 11001011100 11001001110 11011100100 11001110100 11101101110 11101001100 11100101100 11100100110 ' +
  '11101100100 11100110100 11100110010 11011011000 11011000110 11000110110 10100011000 10001011000 10001000110 ' +
  '10110001000 10001101000 10001100010 11010001000 11000101000 11000100010 10110111000 10110001110 10001101110 ' +
  '10111011000 10111000110 10001110110 11101110110 11010001110 11000101110 11011101000 11011100010 11011101110 ' +
  '11101011000 11101000110 11100010110 11101101000 11101100010 11100011010 11101111010 11001000010 11110001010 ' +
  '10100110000 10100001100 10010110000 10010000110 10000101100 10000100110 10110010000 10110000100 10011010000 ' +
  '10011000010 10000110100 10000110010 11000010010 11001010000 11110111010 11000010100 10001111010 10100111100 ' +
  '10010111100 10010011110 10111100100 10011110100 10011110010 11110100100 11110010100 11110010010 11011011110 ' +
  '11011110110 11110110110 10101111000 10100011110 10001011110 10111101000 10111100010 11110101000 11110100010 ' +
  '10111011110 10111101110 11101011110 11110101110 11010000100 11010010000 11010011100'
).split(' ');
const STOP_WIDTHS = '233111';
const CODE_C = 99;
const CODE_B = 100;
const CODE_A = 101;
const STARTS: Readonly<Record<number, CodeSet>> = { 103: 'A', 104: 'B', 105: 'C' };
/** Lines of the picture that are tried, from top to bottom. */
const LINES = [0.5, 0.3, 0.7, 0.15, 0.85];

type CodeSet = 'A' | 'B' | 'C';

/** Pixels as jsqr and pngjs have them: red, green, blue, alpha. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Lengths of equal neighbours: `1100` is `22`. */
function widthsOf(bits: string): string {
  return (bits.match(/1+|0+/g) ?? []).map((run) => run.length).join('');
}

const VALUES = new Map(SYMBOLS.map((bits, value) => [widthsOf(bits), value]));

/** Lengths of black and white along a line, beginning with the first black. */
function runsOf({ data, width, height }: Pixels, part: number): number[] {
  const row = Math.min(height - 1, Math.floor(height * part)) * width;
  const light = Array.from({ length: width }, (_, x) => {
    const at = (row + x) * 4;
    return data[at]! * 0.3 + data[at + 1]! * 0.59 + data[at + 2]! * 0.11;
  });
  const middle = (Math.min(...light) + Math.max(...light)) / 2;
  const bits = light.map((value) => (value < middle ? '1' : '0')).join('');
  return (bits.replace(/^0+/, '').match(/1+|0+/g) ?? []).map((run) => run.length);
}

/** Six lengths as the widths of a symbol of eleven modules. */
function symbolAt(runs: readonly number[], at: number): string {
  const six = runs.slice(at, at + 6);
  const module = six.reduce((sum, run) => sum + run, 0) / 11;
  return six.map((run) => Math.round(run / module)).join('');
}

/** The values from a start sign up to the stop sign, both left out; undefined when that is no whole code. */
function valuesFrom(runs: readonly number[], start: number): number[] | undefined {
  const values: number[] = [];
  for (let at = start; at + 6 <= runs.length; at += 6) {
    const symbol = symbolAt(runs, at);
    // the stop sign ends with a bar of two modules more
    if (symbol === STOP_WIDTHS && at + 6 < runs.length) return values;
    const value = VALUES.get(symbol);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return undefined;
}

function textOf(values: readonly number[], first: CodeSet): string | undefined {
  let set = first;
  let text = '';
  for (const value of values) {
    if (set !== 'C' && value === CODE_C) set = 'C';
    else if (set !== 'B' && value === CODE_B) set = 'B';
    else if (set !== 'A' && value === CODE_A) set = 'A';
    else if (set === 'C') text += String(value).padStart(2, '0');
    // shifts and function signs are not read
    else if (value > 95) return undefined;
    else text += String.fromCharCode(set === 'A' && value >= 64 ? value - 64 : value + 32);
  }
  return text;
}

function readLine(runs: readonly number[]): string | undefined {
  for (let start = 0; start < runs.length; start += 2) {
    const set = STARTS[VALUES.get(symbolAt(runs, start)) ?? -1];
    const values = set && valuesFrom(runs, start);
    if (!values || values.length < 3) continue;
    const check = values.at(-1);
    const sum = values.slice(0, -1).reduce((total, value, place) => total + value * Math.max(1, place), 0);
    if (sum % 103 === check) return textOf(values.slice(1, -1), set);
  }
  return undefined;
}

/**
 * What a bar code says in Code 128 (sets A, B and C), read from a picture of it, as a hand-held scanner does: along
 * single lines, from the left. Undefined when no line can be read or the check sign is wrong.
 */
export function readCode128(pixels: Pixels): string | undefined {
  for (const part of LINES) {
    const text = readLine(runsOf(pixels, part));
    if (text !== undefined) return text;
  }
  return undefined;
}
