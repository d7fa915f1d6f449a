/** A strict reader of CSV (RFC 4180): commas, double quotes, lines of CRLF or LF, a header line first. */

/** One line of data; `line` is where it begins, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A mistake; the line that it stands in cannot be used. */
export interface CsvFault {
  readonly line: number;
  readonly problem: string;
}

export interface CsvFile {
  readonly header: CsvRecord;
  /** Lines with as many fields as the header; empty lines are left out. */
  readonly records: readonly CsvRecord[];
  readonly faults: readonly CsvFault[];
}

/** @param text decoded, without byte order mark */
export function readCsv(text: string): CsvFile {
  const reader = new CsvReader(text);
  const all = reader.records();
  const [header = { line: 1, fields: [] }, ...rest] = all;
  const filled = rest.filter(({ fields }) => fields.some((field) => field.trim() !== ''));
  const fits = filled.filter(({ fields }) => fields.length === header.fields.length);
  const broken = new Set(reader.faults.map(({ line }) => line));
  const counts = filled
    .filter(({ line, fields }) => fields.length !== header.fields.length && !broken.has(line))
    .map(({ line, fields }) => ({
      line,
      problem: `has ${fields.length} fields where the header has ${header.fields.length}${hint(fields, header.fields)}`,
    }));
  return {
    header,
    records: fits.filter(({ line }) => !broken.has(line)),
    faults: [...reader.faults, ...counts].sort((a, b) => a.line - b.line),
  };
}

/** More fields than columns come from a comma inside a field; fewer from commas left out at the end. */
function hint(fields: readonly string[], header: readonly string[]): string {
  if (fields.length < header.length) return '; leave empty what is not known, but keep the commas';
  return '; put a field that has a comma in double quotes';
}

class CsvReader {
  readonly faults: CsvFault[] = [];
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  records(): readonly CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.#at < this.#text.length) records.push(this.#record());
    return records;
  }

  #record(): CsvRecord {
    const line = this.#line;
    const fields = [this.#field(line)];
    while (this.#text[this.#at] === ',') {
      this.#at += 1;
      fields.push(this.#field(line));
    }
    this.#newLine();
    return { line, fields };
  }

  #field(record: number): string {
    return this.#text[this.#at] === '"' ? this.#quoted(record) : this.#plain(record);
  }

  #plain(record: number): string {
    const start = this.#at;
    const end = /[,\r\n]/g;
    end.lastIndex = start;
    this.#at = end.exec(this.#text)?.index ?? this.#text.length;
    const field = this.#text.slice(start, this.#at);
    if (field.includes('"')) {
      this.#tell(
        record,
        `has a double quote inside of ${field}; put the field in double quotes, and double the one inside`,
      );
    }
    return field.trim();
  }

  #quoted(record: number): string {
    const opened = this.#line;
    let field = '';
    for (let at = this.#at + 1; ; ) {
      const end = this.#text.indexOf('"', at);
      if (end < 0) {
        this.#tell(
          record,
          `has a double quote on line ${opened} that is never closed; all that follows it is not read`,
        );
        this.#at = this.#text.length;
        return field;
      }
      field += this.#text.slice(at, end);
      at = end + 1;
      if (this.#text[at] !== '"') {
        this.#at = at;
        break;
      }
      field += '"';
      at += 1;
    }
    this.#line += field.split('\n').length - 1;
    const after = /[^,\r\n]*/y;
    after.lastIndex = this.#at;
    const rest = after.exec(this.#text)?.[0] ?? '';
    this.#at += rest.length;
    if (rest.trim() !== '') this.#tell(record, `has ${JSON.stringify(rest)} after a closing double quote`);
    return field.trim();
  }

  #newLine(): void {
    if (this.#text[this.#at] === '\r') this.#at += 1;
    if (this.#text[this.#at] === '\n') this.#at += 1;
    this.#line += 1;
  }

  #tell(line: number, problem: string): void {
    this.faults.push({ line, problem });
  }
}
