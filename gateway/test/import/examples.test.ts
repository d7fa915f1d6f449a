import { describe, expect, it } from 'vitest';
import { importCatalogue, openCatalogueFiles, readCatalogue } from '../../src/import/index.js';
import { exampleFile, examplePath, malaysian, shenzhenExample, yaml } from './import-fixtures.js';

const malaysia = importCatalogue(malaysian(openCatalogueFiles([examplePath('malaysia/catalogue')], 'datagovmy')));
const shenzhen = importCatalogue(shenzhenExample());

describe('the example catalogues are complete and marked as examples', () => {
  it('drafts all of them, at least twelve products', () => {
    expect([...malaysia.rejected, ...shenzhen.rejected]).toEqual([]);
    expect(malaysia.drafts.length).toBeGreaterThanOrEqual(6);
    expect(shenzhen.drafts.length).toBeGreaterThanOrEqual(6);
    expect([...malaysia.notes, ...shenzhen.notes].filter(({ message }) => !message.includes('overlay'))).toEqual([]);
  });

  it('names the providers that the demonstration registers', () => {
    const providers = [...malaysia.drafts, ...shenzhen.drafts].map(({ product }) => product?.provider);
    expect([...new Set(providers)].sort()).toEqual([
      'my.example/p/open-data',
      'szdex.example/p/green-mobility',
      'szdex.example/p/harbour-data',
    ]);
  });

  it('says in every Malaysian record and at the top of every YAML file that it is an example', () => {
    for (const { product } of malaysia.drafts) {
      const caveat = product?.notes.find(({ kind }) => kind === 'CAVEAT')?.text[0]?.text;
      expect(caveat).toMatch(/^Example record, written for the demonstration of Selat/);
    }
    const files = ['malaysia/terms', 'malaysia/overlay', 'shenzhen/terms', 'shenzhen/overlay', 'shenzhen/catalogue'];
    for (const file of files) expect(exampleFile(`${file}.yaml`).text).toMatch(/^# Example /);
  });

  it('has titles in Chinese, Malay and English, and forms of access of several kinds', () => {
    const products = [...malaysia.drafts, ...shenzhen.drafts].map(({ product }) => product);
    const languages = new Set(products.flatMap((product) => product?.titles.map(({ language }) => language)));
    expect([...languages].sort()).toEqual(['en', 'ms-MY', 'zh-CN']);
    expect(new Set(products.map((product) => product?.form)).size).toBeGreaterThanOrEqual(4);
  });

  it('holds no personal data: each Shenzhen product is anonymous', () => {
    expect(shenzhen.drafts.map(({ product }) => product?.personalData?.anonymised)).toEqual(
      shenzhen.drafts.map(() => 'yes'),
    );
  });
});

describe('IMP-10: a product of Selat YAML that is wrong is rejected alone', () => {
  it('names the line and key, and reads the products beside it', () => {
    const text = 'products:\n  - slug: a\n    form: REPORT\n  - slug: b\n    form: FILE\n  - form: REPORT\n';
    const { read, records, rejected } = readCatalogue({ format: 'selat', files: [yaml('c.yaml', text)] });
    expect(read).toBe(3);
    expect(records.map(({ id, line }) => `${id}:${line}`)).toEqual(['a:2']);
    expect(rejected.map(({ file }) => file)).toEqual(['c.yaml#b', 'c.yaml#3']);
    expect(rejected[0]?.reason).toContain('c.yaml:5: products[1].form: expected a product-form');
    expect(rejected[1]?.reason).toContain('c.yaml:6: products[2]: lacks slug');
  });

  it('rejects a file without a list of products as one', () => {
    const { rejected } = readCatalogue({ format: 'selat', files: [yaml('c.yaml', 'product: []')] });
    expect(rejected).toHaveLength(1);
    expect(rejected[0]?.reason).toContain('c.yaml:1: product: unknown key; known here: products');
  });
});
