import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { billRows, BillUnreadable } from './pay.bill-rows';
import { type PayClientConfig, type PayOptions } from './pay.config';
import { PayError } from './pay.errors';
import { type BillRow } from './pay.gateway';
import { type PayCall, type PayTransport } from './pay.transport';

const unzip = promisify(gunzip);
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DOWNLOAD_BYTES_MAX = 128 * 1024 * 1024;
const FILE_BYTES_MAX = 512 * 1024 * 1024;
const DOWNLOAD_MS = 60_000;
const GZIP_START = Buffer.from([0x1f, 0x8b]);
const OFFICIAL_HOST = /^api2?\.mch\.weixin\.qq\.com$/;
const DOWNLOAD_PATH = '/v3/billdownload/file';

/** Trade bills: asked for, downloaded from the address in the answer, checked by their digest, read. */
export class PayBills {
  constructor(
    private readonly transport: PayTransport,
    private readonly config: PayClientConfig,
    private readonly log: PayOptions['log'],
  ) {}

  /** @throws RangeError for what is no day */
  async tradeBill(day: string): Promise<readonly BillRow[] | null> {
    if (!DAY.test(day)) throw new RangeError('a day is like 2026-11-22');
    const call: PayCall = {
      method: 'GET',
      target: `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL&tar_type=GZIP`,
      label: 'trade bill',
    };
    let answer;
    try {
      answer = await this.transport.object(call);
    } catch (error) {
      if (error instanceof PayError && error.code === 'NO_STATEMENT_EXIST') return null;
      throw error;
    }
    const { hash_type: type, hash_value: digest, download_url: address } = answer.body;
    const target = typeof address === 'string' ? this.targetOf(address) : undefined;
    if (type !== 'SHA1' || typeof digest !== 'string' || target === undefined)
      throw this.transport.nonsense(call, answer.request_id);
    return this.read(await this.download(target), digest);
  }

  /** The path and query of a download, if it lies where our signature may go. */
  private targetOf(address: string): string | undefined {
    if (!URL.canParse(address)) return undefined;
    const url = new URL(address);
    const own = url.origin === new URL(this.config.base_url).origin;
    const official = url.protocol === 'https:' && OFFICIAL_HOST.test(url.host);
    return (own || official) && url.pathname === DOWNLOAD_PATH ? `${url.pathname}${url.search}` : undefined;
  }

  private async download(target: string): Promise<Buffer> {
    const { raw } = await this.transport.call({
      method: 'GET',
      target,
      label: 'bill download',
      unsigned: true,
      max_bytes: DOWNLOAD_BYTES_MAX,
      timeout_ms: DOWNLOAD_MS,
    });
    if (!raw.subarray(0, GZIP_START.length).equals(GZIP_START)) return raw;
    try {
      return await unzip(raw, { maxOutputLength: FILE_BYTES_MAX });
    } catch {
      throw this.broken('BILL_MISMATCH', 'cannot be unpacked');
    }
  }

  private read(file: Buffer, digest: string): readonly BillRow[] {
    const found = createHash('sha1').update(file).digest('hex');
    if (found !== digest.toLowerCase()) throw this.broken('BILL_MISMATCH', 'another digest');
    try {
      return billRows(file.toString('utf8'));
    } catch (error) {
      if (error instanceof BillUnreadable) throw this.broken('BILL_UNREADABLE', error.message);
      throw error;
    }
  }

  private broken(code: string, why: string): PayError {
    this.log?.warn({ code, why }, 'a bill of WeChat Pay cannot be used');
    return new PayError({ code, status: null, request_id: null });
  }
}
