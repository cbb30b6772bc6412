import { connect, type Socket } from 'node:net';

export type RedisReply = string | number | null | readonly RedisReply[];

interface Waiting {
  readonly resolve: (reply: RedisReply) => void;
  readonly reject: (error: Error) => void;
}

/** A reply and where it ends, or null while some of it is missing. */
type Parsed = { readonly reply: RedisReply | Error; readonly end: number } | null;

/** Just enough of Redis's protocol for the bench: commands in, replies in order, many under way at once. */
export class Redis {
  private rest: Buffer = Buffer.alloc(0);
  private readonly waiting: Waiting[] = [];

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.take(chunk);
    });
    socket.on('close', () => {
      for (const { reject } of this.waiting.splice(0)) reject(new Error('redis closed the connection'));
    });
    socket.on('error', () => undefined);
  }

  /** @param database number of the database within it */
  static async open(port: number, database: number): Promise<Redis> {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const made = connect({ port, host: '127.0.0.1', noDelay: true });
      made.once('error', reject);
      made.once('connect', () => {
        resolve(made);
      });
    });
    const redis = new Redis(socket);
    await redis.ask('SELECT', database);
    return redis;
  }

  /** Sends a command. Rejects with what Redis says is wrong. */
  ask(...words: readonly (string | number)[]): Promise<RedisReply> {
    const parts = words.map((word) => {
      const text = String(word);
      return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
    });
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.socket.write(`*${words.length}\r\n${parts.join('')}`);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let at = 0;
    for (let parsed = parse(this.rest, at); parsed; parsed = parse(this.rest, at)) {
      at = parsed.end;
      const waiting = this.waiting.shift();
      if (parsed.reply instanceof Error) waiting?.reject(parsed.reply);
      else waiting?.resolve(parsed.reply);
    }
    this.rest = this.rest.subarray(at);
  }
}

function parse(bytes: Buffer, at: number): Parsed {
  const line = bytes.indexOf('\r\n', at);
  if (line < 0) return null;
  const text = bytes.toString('utf8', at + 1, line);
  const end = line + 2;
  switch (String.fromCharCode(bytes[at] ?? 0)) {
    case '+':
      return { reply: text, end };
    case '-':
      return { reply: new Error(text), end };
    case ':':
      return { reply: Number(text), end };
    case '$':
      return bulk(bytes, end, Number(text));
    case '*':
      return list(bytes, end, Number(text));
    default:
      throw new Error(`redis said ${text}`);
  }
}

function bulk(bytes: Buffer, at: number, length: number): Parsed {
  if (length < 0) return { reply: null, end: at };
  const end = at + length + 2;
  return bytes.length < end ? null : { reply: bytes.toString('utf8', at, at + length), end };
}

function list(bytes: Buffer, at: number, length: number): Parsed {
  const replies: RedisReply[] = [];
  let end = at;
  for (let n = 0; n < length; n += 1) {
    const parsed = parse(bytes, end);
    if (!parsed) return null;
    if (parsed.reply instanceof Error) return { reply: parsed.reply, end: parsed.end };
    replies.push(parsed.reply);
    end = parsed.end;
  }
  return { reply: replies, end };
}
