/** Slices of a Chinese font for reports that leave this machine. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const FOLDER = new URL('../../assets/fonts/', import.meta.url);
const INDEX = z.array(z.object({ file: z.string(), characters: z.string() }));

/**
 * Family of the slices. It stands first in a list of fonts, and speaks for Chinese characters only: Chromium leaves boxes where an
 * embedded font stands behind others.
 */
export const HAN_FAMILY = 'Selat Han';

/** Fonts of machines, which look better than the slices. */
const OF_MACHINES = [
  ...['PingFang SC', 'PingFangSC-Regular', 'Microsoft YaHei', 'Noto Sans CJK SC', 'NotoSansCJKsc-Regular'],
  ...['Noto Sans SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei'],
];

/** Rules of CSS that hold the slices with the Chinese characters of a text; empty where there are none. */
export function hanFontFor(text: string): string {
  const used = new Set([...text].filter((char) => /[\u3000-\u9fff\uff00-\uffef]/.test(char)));
  const local = OF_MACHINES.map((name) => `local("${name}")`).join(',');
  return INDEX.parse(JSON.parse(readFileSync(new URL('index.json', FOLDER), 'utf8')))
    .map(({ file, characters }) => ({ file, needed: [...characters].filter((char) => used.has(char)) }))
    .filter(({ needed }) => needed.length > 0)
    .map(({ file, needed }) => {
      const data = readFileSync(new URL(file, FOLDER)).toString('base64');
      const range = needed.map((char) => `U+${char.codePointAt(0)?.toString(16)}`).join(',');
      return `@font-face{font-family:"${HAN_FAMILY}";src:${local},url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${range}}`;
    })
    .join('\n');
}
