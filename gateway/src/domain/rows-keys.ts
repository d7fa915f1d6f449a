/** What the store keeps of the own identity. */
/**
 * The newest own descriptor. Keyed by `exchange`, one row. Every change of own keys writes the row, so that its version
 * tells other processes of this exchange to read them again.
 */
export interface OwnDescriptorRow {
  readonly version: number;
  readonly exchange: string;
  /** Document digest. */
  readonly digest: string;
  readonly sequence: number;
}

export interface KeyTables {
  own_descriptor: OwnDescriptorRow;
}
