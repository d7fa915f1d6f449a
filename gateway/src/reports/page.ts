/** The shell of a report: one file, three languages, no script, no network. */
import { LANGUAGES, type Language } from '@selat/sdk/compliance';
import { HAN_FAMILY, hanFontFor } from './han-font.js';
import { html, Markup } from './html.js';
import { PAGE_STYLE, switchStyle } from './page-style.js';

export interface Page {
  /** Language that is shown first. */
  readonly language: Language;
  readonly title: Readonly<Record<Language, string>>;
  readonly body: Readonly<Record<Language, Markup>>;
}

const NAMES: Readonly<Record<Language, string>> = { en: 'English', 'zh-CN': '中文', 'ms-MY': 'Bahasa Melayu' };
/** Says what the switch is for, in all languages, since nobody knows yet which one the reader has. */
const LEGEND = 'Language · 语言 · Bahasa';

const LATIN = 'system-ui,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif';
const MONO = 'ui-monospace,"DejaVu Sans Mono",Consolas,monospace';

/** The whole file as text. */
export function printPage({ language, title, body }: Page): string {
  const content = html`
<fieldset class="languages"><legend>${LEGEND}</legend>
${LANGUAGES.map((one) => html`<label for="in-${one}" lang="${one}">${NAMES[one]}</label>`)}
</fieldset>
${LANGUAGES.map((one) => html`<main lang="${one}" class="in-${one}"><h1>${title[one]}</h1>${body[one]}</main>`)}`;
  const inputs = LANGUAGES.map((one) => {
    const checked = one === language ? new Markup(' checked') : undefined;
    return html`<input type="radio" name="language" id="in-${one}" class="choice" aria-label="${NAMES[one]}"${checked}>`;
  });
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<title>${title[language]}</title>
<style>
${new Markup(styleFor(content.text))}
</style>
</head>
<body>
${inputs}
${content}
</body>
</html>
`.text;
}

function styleFor(text: string): string {
  const fonts = [`body{font-family:"${HAN_FAMILY}",${LATIN}}`, `code{font-family:"${HAN_FAMILY}",${MONO}}`];
  return [hanFontFor(text), ...fonts, PAGE_STYLE, ...LANGUAGES.map(switchStyle)].join('\n');
}
