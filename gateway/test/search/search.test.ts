import { describe, expect, it } from 'vitest';
import { NOON, PEER, SELF } from '../store/temp-node.js';
import { ENGINES, listed, named, openWorld } from './search-world.js';

const DAY = 86_400_000;

describe.each(ENGINES)('search finds listings by their words ($name)', (engine) => {
  it('SRC-2 SRC-3: finds Chinese, Malay and English, and 人据 is not in 人口统计数据', async () => {
    const { add, slugs } = await openWorld(engine);
    await add(
      listed('population', { titles: { 'zh-CN': '人口统计数据', en: 'Population statistics' } }),
      listed('births', {
        titles: { 'ms-MY': 'Kelahiran tahunan penduduk' },
        descriptions: ['Counts of births, 5G网络'],
      }),
      listed('ports', { titles: { 'zh-CN': '港口' }, descriptions: ['数据 of 人 and 据'] }),
    );
    expect(await slugs('人据')).toEqual([]);
    expect(await slugs('人口')).toEqual(['population']);
    expect(await slugs('统计数据')).toEqual(['population']);
    expect(await slugs('人统计')).toEqual([]);
    expect(await slugs('口统计 ＰＯＰＵＬＡＴＩＯＮ')).toEqual(['population']);
    expect(await slugs('penduduk')).toEqual(['births']);
    expect(await slugs('duduk')).toEqual([]);
    expect(await slugs('pend*')).toEqual(['births']);
    expect(await slugs('stat')).toEqual([]);
    expect(await slugs('5g 网络')).toEqual(['births']);
    expect(await slugs('数据')).toEqual(['population', 'ports']);
    expect(await slugs('港')).toEqual(['ports']);
    expect(await slugs('')).toEqual(['ports', 'births', 'population']);
  });

  it('SRC-3: does not take pairs that stand apart for the whole', async () => {
    const { add, slugs } = await openWorld(engine);
    await add(
      listed('apart', { descriptions: ['人口统 口统计 与 统计数据'] }),
      listed('whole', { descriptions: ['全国人口统计数'] }),
    );
    expect(await slugs('人口统计')).toEqual(['whole']);
  });

  it('SRC-4: looks into titles, descriptions, subjects, the name of the provider and the slug, for every word', async () => {
    const { add, slugs } = await openWorld(engine);
    const provider = `${SELF}/p/port`;
    await add(
      named(provider, { 'zh-CN': '示例港口集团', en: 'Example Port Group' }),
      listed('berth-calls', { provider, subjects: ['NATIONAL_ACCOUNTS'], descriptions: ['Café by berth'] }),
    );
    for (const words of ['港口集团', 'port group', 'national accounts', 'cafe', 'berth-calls', 'group café 示例']) {
      expect(await slugs(words), words).toEqual(['berth-calls']);
    }
    expect(await slugs('port absent')).toEqual([]);
    await add(named(provider, { en: 'Renamed Harbour' }, 1));
    expect(await slugs('harbour')).toEqual(['berth-calls']);
    expect(await slugs('group')).toEqual([]);
  });

  it('SRC-6: puts hits in titles first, then the newest', async () => {
    const { add, slugs } = await openWorld(engine);
    await add(
      listed('title-old', { titles: { en: 'Rain by day' } }),
      listed('body', { descriptions: ['Days of rain'] }),
      listed('title-new', { titles: { en: 'Rain by hour' } }),
      listed('body-new', { titles: { en: 'Hours' }, descriptions: ['by rain'] }),
    );
    expect(await slugs('rain')).toEqual(['title-new', 'title-old', 'body-new', 'body']);
    expect(await slugs('rain by')).toEqual(['title-new', 'title-old', 'body-new']);
    await add(listed('title-old', { titles: { en: 'Rain by day' } }, { version: 1 }));
    expect(await slugs('rain')).toEqual(['title-old', 'title-new', 'body-new', 'body']);
  });
});

describe.each(ENGINES)('SRC-7: search filters by code ($name)', (engine) => {
  it('by form, subject, jurisdiction, language and exchange: any of each, all of them together', async () => {
    const { add, slugs } = await openWorld(engine);
    await add(
      listed('a', { form: 'REPORT', subjects: ['WATER', 'ENERGY'], origins: ['CN', 'SG'], titles: { 'zh-CN': '水' } }),
      listed('b', { exchange: PEER, subjects: ['ENERGY'], origins: ['MY'], titles: { 'ms-MY': 'Air', en: 'Water' } }),
      listed('c', { exchange: PEER, form: 'REPORT', origins: ['MY'] }),
    );
    expect(await slugs({ forms: ['REPORT'] })).toEqual(['c', 'a']);
    expect(await slugs({ forms: ['REPORT', 'API_QUERY'] })).toEqual(['c', 'b', 'a']);
    expect(await slugs({ subjects: ['ENERGY'] })).toEqual(['b', 'a']);
    expect(await slugs({ subjects: ['ENERGY'], jurisdictions: ['SG'] })).toEqual(['a']);
    expect(await slugs({ languages: ['ms-MY', 'zh-CN'] })).toEqual(['b', 'a']);
    expect(await slugs({ exchanges: [PEER] })).toEqual(['c', 'b']);
    expect(await slugs({ exchanges: [PEER], words: 'water' })).toEqual(['b']);
    expect(await slugs({ exchanges: [PEER], forms: ['MODEL_SERVICE'] })).toEqual([]);
  });

  it('by purpose and price of one and the same licence', async () => {
    const { add, slugs } = await openWorld(engine);
    const once = (amountMinor: number, currency = 'CNY') => ({ model: 'ONE_OFF', currency, amountMinor });
    await add(
      listed('free', { licences: [{ purposes: ['research'] }, { purposes: ['journalism'], price: once(50_000) }] }),
      listed('cheap', { licences: [{ purposes: ['research', 'journalism'], price: once(1_000) }] }),
      listed('dear', { licences: [{ purposes: ['journalism'], price: once(1_023) }, { price: once(9_000, 'MYR') }] }),
      listed('tiered', { licences: [{ price: { model: 'TIERED', currency: 'CNY', tiers: [5, 4] } }] }),
      listed('talk', { licences: [{ price: { model: 'NEGOTIATED', currency: 'CNY' } }] }),
    );
    expect(await slugs({ purposes: ['journalism'] })).toEqual(['dear', 'cheap', 'free']);
    expect(await slugs({ purposes: ['journalism', 'research'] })).toEqual(['cheap']);
    expect(await slugs({ priceModels: ['FREE'] })).toEqual(['free']);
    expect(await slugs({ priceModels: ['FREE'], purposes: ['journalism'] })).toEqual([]);
    const upTo = (amountMinor: number, currency = 'CNY') => ({ maxPrice: { currency, amountMinor } });
    expect(await slugs(upTo(1_000))).toEqual(['tiered', 'cheap', 'free']);
    expect(await slugs(upTo(1_022))).toEqual(['tiered', 'cheap', 'free']);
    expect(await slugs(upTo(1_023))).toEqual(['tiered', 'dear', 'cheap', 'free']);
    expect(await slugs(upTo(4))).toEqual(['free']);
    expect(await slugs(upTo(9_000, 'MYR'))).toEqual(['dear', 'free']);
    expect(await slugs({ ...upTo(1_022), purposes: ['journalism'] })).toEqual(['cheap']);
  });
});

describe.each(ENGINES)('SRC-8: search shows what is on offer now ($name)', (engine) => {
  it('leaves out what is pending, expired, suspended or withdrawn, unless it is asked for', async () => {
    const { add, slugs, node, withdraw } = await openWorld(engine);
    await add(
      listed('current'),
      listed('pending', { validFrom: NOON + 1 }),
      listed('expired', { validUntil: NOON }),
      listed('suspended', { state: 'suspended' }),
      listed('withdrawn', { state: 'withdrawn' }),
      listed('late', { state: 'suspended', validUntil: NOON }),
    );
    expect(await slugs({})).toEqual(['current']);
    expect(await slugs({ states: ['pending', 'expired'] })).toEqual(['late', 'expired', 'pending']);
    expect(await slugs({ states: ['suspended'] })).toEqual(['suspended']);
    expect(await slugs({ states: ['withdrawn', 'suspended'] })).toEqual(['withdrawn', 'suspended']);
    node.clock.set(NOON + 1);
    expect(await slugs({})).toEqual(['pending', 'current']);
    node.clock.set(NOON + DAY);
    expect(await slugs({})).toEqual([]);
    node.clock.set(NOON);
    await withdraw(`${SELF}/l/current`);
    expect(await slugs({}), 'before the index knows').toEqual([]);
    await add();
    expect(await slugs({ states: ['withdrawn'] })).toEqual(['withdrawn', 'current']);
  });

  it('shows a listing for members of one exchange to that exchange only', async () => {
    const { add, slugs } = await openWorld(engine);
    await add(listed('ours', { visibility: 'HOME' }), listed('theirs', { exchange: PEER, visibility: 'HOME' }));
    await add(listed('members', { exchange: PEER, visibility: 'MEMBERS' }));
    expect(await slugs({})).toEqual(['members', 'ours']);
  });
});

describe.each(ENGINES)('SRC-9: pages of hits ($name)', (engine) => {
  it('go on where the last one ended, whatever is published meanwhile', async () => {
    const { add, search } = await openWorld(engine);
    const rain = (i: number) => listed(`n${i}`, i % 2 === 0 ? { titles: { en: 'Rain' } } : { descriptions: ['rain'] });
    await add(...Array.from({ length: 9 }, (_, i) => rain(i)));
    const seen: string[] = [];
    let after: string | undefined;
    const totals: unknown[] = [];
    do {
      const page = await search({ words: 'rain', limit: 2, after });
      seen.push(...page.items.map(({ id }) => id.slice(id.lastIndexOf('/') + 1)));
      totals.push([page.total, page.totalIsExact]);
      after = page.next;
      await add(rain(100 + seen.length), rain(201 + seen.length));
    } while (after !== undefined);
    expect(seen.filter((slug) => slug.length === 2)).toEqual(['n8', 'n6', 'n4', 'n2', 'n0', 'n7', 'n5', 'n3', 'n1']);
    expect(new Set(seen).size).toBe(seen.length);
    expect(totals.slice(0, 2)).toEqual([
      [9, true],
      [undefined, undefined],
    ]);
  });

  it('refuse a cursor of another search, and what is none', async () => {
    const { add, search } = await openWorld(engine);
    await add(listed('a'), listed('b'));
    const { next } = await search({ limit: 1 });
    expect((await search({ limit: 1, after: next })).items).toHaveLength(1);
    for (const wrong of [{ words: 'b', after: next }, { after: 'x' }, { after: '' }, { after: `${next}AAAA` }]) {
      await expect(search(wrong)).rejects.toMatchObject({ reason: 'SEARCH_CURSOR_UNKNOWN' });
    }
  });
});

describe.each(ENGINES)('SRC-11: a query has limits ($name)', (engine) => {
  it('takes the longest, and refuses a longer one, one without words, and a star after too little', async () => {
    const { add, slugs } = await openWorld(engine);
    const longest = Array.from({ length: 256 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
    await add(listed('long', { descriptions: [`前${longest}后`] }));
    expect(await slugs(longest)).toEqual(['long']);
    for (const words of [`${longest}后`, '!?', 'po*']) {
      await expect(slugs(words), words).rejects.toMatchObject({ reason: 'SEARCH_QUERY_INVALID' });
    }
  });
});
