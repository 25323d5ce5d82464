import { describe, expect, it } from 'vitest';
import { parsePointsCsv, readPointsCsv } from '../../src/io/index.js';

describe('points as CSV', () => {
  it('reads coordinates, and columns of numbers and of texts', () => {
    const list = parsePointsCsv('z,y,x,radius,name\n1,2,3,0.5,a\n-4,5.5,6e1,7,"b, ""c"""\n');
    expect([...list.points]).toEqual([1, 2, 3, -4, 5.5, 60]);
    expect(list.properties).toEqual({ radius: [0.5, 7], name: ['a', 'b, "c"'] });
  });

  it('takes the files of spreadsheets: byte order mark, CRLF, blanks, empty lines and fields', () => {
    const list = parsePointsCsv('\uFEFFZ, y ,x,note\r\n 1 , 2,3,\r\n\r\n4,5,6,n\r\n');
    expect([...list.points]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(list.properties).toEqual({ note: ['', 'n'] });
  });

  it('reads a header without points', () => {
    expect(parsePointsCsv('z,y,x')).toEqual({ points: new Float64Array(0), properties: {} });
  });

  it.each([
    ['', /line 1: the header is ''/],
    ['x,y,z\n1,2,3', /line 1: the header is 'x,y,z', not 'z,y,x'/],
    ['z,y,x\n1,2,3\n\n1,2', /line 4: 2 fields, the header has 3/],
    ['z,y,x\n1,2,3,4', /line 2: 4 fields/],
    ['z,y,x\n1,two,3', /line 2: y is 'two', not a number/],
    ['z,y,x\n,2,3', /line 2: z is '', not a number/],
    ['z,y,x\n1,2,Infinity', /line 2: x is 'Infinity'/],
    ['z,y,x,n\n1,2,3,"open', /line 2: a quoted field is not closed/],
    ['z,y,x,n,n\n', /line 1: a column has no name, or that of another/],
  ])('names the line of %j', (text, message) => {
    expect(() => parsePointsCsv(text, 'points.csv')).toThrow(message);
    expect(() => parsePointsCsv(text, 'points.csv')).toThrow(/^points\.csv: line/);
  });

  it('says that there is no such file', async () => {
    await expect(readPointsCsv('nowhere.csv')).rejects.toMatchObject({
      name: 'ArgumentError',
      message: expect.stringContaining('nowhere.csv'),
    });
  });
});
