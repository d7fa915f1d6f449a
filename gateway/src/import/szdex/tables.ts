/** Where each key of a row goes: one table for each exchange whose list is known. A key that is not here is a problem, never dropped. */
import type { FieldMap } from '../field-map.js';
import {
  applications,
  delivery,
  description,
  instant,
  labelled,
  productClass,
  productNumber,
  productType,
  publisher,
  title,
  together,
  validity,
} from './handlers.js';

/** The names that one exchange gives to the keys of its rows. */
export interface RowTable {
  /** The exchange, in words. */
  readonly name: string;
  readonly map: FieldMap;
  /** Keys by which a row of this exchange is known. */
  readonly marks: readonly string[];
  /** Keys of the row's name, the first that says something; overlays and ids are made from it. */
  readonly numbers: readonly string[];
  readonly price: { readonly amount: string; readonly unit: string };
}

/** `pageQuerySjspList` of the Shenzhen exchange. */
const SHENZHEN: RowTable = {
  name: 'the Shenzhen exchange',
  marks: ['spSn', 'spMc', 'fbfQyMc', 'spsjlxMc', 'jfxtMc'],
  numbers: ['spSn', 'id'],
  price: { amount: 'xsjg', unit: 'xsgg' },
  map: {
    taken: {
      id: labelled('商城编号'),
      spSn: productNumber,
      spMc: title,
      fbfQyMc: publisher,
      spsjlxMc: productType,
      spsjlxFlMc: productClass,
      jfxtMc: delivery,
      yylyMcs: applications,
      yycjMcs: labelled('应用场景'),
      xsjg: together,
      xsgg: together,
      spms: description,
      cjsj: instant('创建时间'),
      spsjSj: instant('上架时间'),
      spzt: labelled('状态码'),
      sfyx: validity,
    },
    ignored: {
      sfSsYp:
        'whether the mall shows the product among its selected ones: a choice of the mall, not a fact about the data',
      lbtDz:
        'path of a picture on the server of the mall: a listing has no pictures, and no address of a record is opened',
    },
  },
};

/** `product/productData/list` of the Hunan exchange. It names no form of delivery: the overlay does. */
const HUNAN: RowTable = {
  name: 'the Hunan exchange',
  marks: ['productIntroduce', 'supplierName', 'scenariosNames'],
  numbers: ['id'],
  price: { amount: 'price', unit: 'priceUnit' },
  map: {
    taken: {
      id: labelled('商城编号'),
      name: title,
      productIntroduce: description,
      supplierName: publisher,
      productType,
      sectorName: productClass,
      scenariosNames: applications,
      price: together,
      priceUnit: together,
      releaseTime: instant('上架时间'),
    },
    ignored: {},
  },
};

/** Tables in the order in which they are tried. */
export const ROW_TABLES: readonly RowTable[] = [SHENZHEN, HUNAN];
