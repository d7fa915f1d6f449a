/** The words of a data map. */
import type { Language } from '@selat/sdk/compliance';
import type { AssetClass } from '../datamap/make-map.js';

export interface MapWords {
  readonly title: string;
  readonly className: Readonly<Record<AssetClass, string>>;
  readonly classMeans: Readonly<Record<AssetClass, string>>;
  readonly assumed: string;
  readonly codes: string;
  readonly rules: string;
  readonly dataSet: string;
  readonly route: string;
  readonly decided: string;
  readonly next: string;
  readonly wrongLines: (count: number) => string;
  readonly line: string;
  readonly noneHere: string;
  readonly leaveIt: string;
  readonly free: string;
  readonly fillIn: string;
}

const EN: MapWords = {
  title: 'Data map',
  className: { MUST_STAY: 'must stay', MOVES_WITH: 'may move with', FREE: 'may move freely' },
  classMeans: {
    MUST_STAY: 'the law forbids it to leave',
    MOVES_WITH: 'may leave once what it needs is there',
    FREE: 'may leave now; duties still apply',
  },
  assumed:
    'Taken for granted where the inventory does not say otherwise: an ordinary transfer between two companies, on no list and under no authority; nothing done yet (no notice, consent, officer or exemption); no other data sent abroad this year; the data collected where they are, and still needed. A real transfer is decided by: selat preflight.',
  codes: 'What the codes stand for',
  rules: 'What the rules say',
  dataSet: 'Data set',
  route: 'Route',
  decided: 'Decided by',
  next: 'What to do next',
  wrongLines: (count) => `${count} lines could not be read and are not in the map`,
  line: 'Line',
  noneHere: 'None.',
  leaveIt: 'Leave the data where they are.',
  free: 'Nothing is missing.',
  fillIn: 'Fill in',
};

const ZH: MapWords = {
  title: '数据地图',
  className: { MUST_STAY: '必须留存', MOVES_WITH: '满足条件后可出境', FREE: '可自由出境' },
  classMeans: {
    MUST_STAY: '法律禁止其出境',
    MOVES_WITH: '取得所需文件后可以出境',
    FREE: '现在可以出境；义务仍然适用',
  },
  assumed:
    '清单未另行说明的，均按下列情形处理：两家普通企业之间的传输，双方不在任何限制清单上，也不受当局控制；尚未办理任何手续（无告知、同意、负责人或豁免）；本年没有其他数据出境；数据在所在地收集，且仍有必要保存。实际传输以 selat preflight 的判断为准。',
  codes: '代码含义',
  rules: '规则说明',
  dataSet: '数据集',
  route: '路径',
  decided: '判断依据',
  next: '下一步',
  wrongLines: (count) => `有${count}行无法读取，未列入地图`,
  line: '行',
  noneHere: '无。',
  leaveIt: '将数据留在原地。',
  free: '没有缺项。',
  fillIn: '请填写',
};

const MS: MapWords = {
  title: 'Peta data',
  className: { MUST_STAY: 'mesti kekal', MOVES_WITH: 'boleh bergerak dengan syarat', FREE: 'boleh bergerak bebas' },
  classMeans: {
    MUST_STAY: 'undang-undang melarangnya keluar',
    MOVES_WITH: 'boleh keluar apabila yang diperlukan sudah ada',
    FREE: 'boleh keluar sekarang; kewajipan masih terpakai',
  },
  assumed:
    'Dianggap sedemikian jika inventori tidak menyatakan sebaliknya: pemindahan biasa antara dua syarikat yang tiada dalam mana-mana senarai atau di bawah pihak berkuasa; belum ada apa-apa dibuat (tiada notis, persetujuan, pegawai atau pengecualian); tiada data lain dihantar ke luar tahun ini; data dikumpul di tempatnya dan masih diperlukan. Pemindahan sebenar ditentukan oleh: selat preflight.',
  codes: 'Maksud kod',
  rules: 'Apa yang dikatakan oleh peraturan',
  dataSet: 'Set data',
  route: 'Laluan',
  decided: 'Ditentukan oleh',
  next: 'Langkah seterusnya',
  wrongLines: (count) => `${count} baris tidak dapat dibaca dan tiada dalam peta`,
  line: 'Baris',
  noneHere: 'Tiada.',
  leaveIt: 'Biarkan data di tempatnya.',
  free: 'Tiada yang kurang.',
  fillIn: 'Isi',
};

export const MAP_WORDS: Readonly<Record<Language, MapWords>> = { en: EN, 'zh-CN': ZH, 'ms-MY': MS };
