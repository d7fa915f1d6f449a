/** Name of a backup taken at `now`, such as `szdex.example-sandbox-20260105T120000Z.tar`. */
export function backupFileName(exchange: string, environment: string, now: number): string {
  const at = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${exchange}-${environment.toLowerCase()}-${at}.tar`;
}
