/** Whether an identifier has the form, and where there is one the check digit, of the scheme that gave it. [IDN-21] */

const USCC_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** GB 32100-2015: 18 characters, the last a check character over weights 3^i modulo 31. */
function isUscc(value: string): boolean {
  if (!/^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$/.test(value)) return false;
  let sum = 0;
  let weight = 1;
  for (const character of value.slice(0, 17)) {
    sum += USCC_CHARACTERS.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return USCC_CHARACTERS[(31 - (sum % 31)) % 31] === value[17];
}

/** ISO 17442: 20 characters whose number, letters counting from 10, leaves 1 when divided by 97. */
function isLei(value: string): boolean {
  if (!/^[0-9A-Z]{18}[0-9]{2}$/.test(value)) return false;
  let rest = 0;
  for (const character of value) rest = Number(`${rest}${Number.parseInt(character, 36)}`) % 97;
  return rest === 1;
}

/** Since 2019 the year, a kind from 01 to 06 and six digits; before, up to seven digits and a check letter. */
function isSsm(value: string): boolean {
  return /^(?:18|19|20)[0-9]{2}0[1-6][0-9]{6}$/.test(value) || /^[0-9]{1,7}-[A-Z]$/.test(value);
}

/** The schemes whose form is published; of any other scheme nothing is known that could be checked. */
const FORMS: Readonly<Record<string, { readonly meaning: string; matches(value: string): boolean }>> = {
  'cn.uscc': { meaning: '18 characters of GB 32100-2015 with their check character', matches: isUscc },
  lei: { meaning: '20 characters of ISO 17442 with their check digits', matches: isLei },
  'my.ssm': { meaning: '12 digits (year, kind, number), or the old number with its letter', matches: isSsm },
  did: {
    meaning: 'did:<method>:<identifier>',
    matches: (value) => /^did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-F]{2})*[A-Za-z0-9._-]$/.test(value),
  },
};

/** Returns what the identifier is not, in words that complete "is not", or undefined where nothing is wrong with it. */
export function flawOfExternalId(scheme: string, value: string): string | undefined {
  const form = FORMS[scheme] ?? { meaning: 'text without spaces', matches: (text: string) => /^\S+$/u.test(text) };
  return form.matches(value) ? undefined : form.meaning;
}
