import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { plain, secret } from './variable';

/** WeChat Pay's own API hosts; production talks to nothing else. */
export const PAY_HOSTS = ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com'];

const RSA_BITS_MIN = 2048;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const NOTIFY_URL_MAX = 255;

/** The PEM text itself (`\n` may be written as two characters, as .env files do), or that of the file it names. */
function pemIn(text: string): string {
  return text.includes('-----BEGIN') ? text.replaceAll('\\n', '\n') : readFileSync(text, 'utf8');
}

/** A schema that reads with `read`, and refuses whatever that throws for: node:crypto's messages may quote a key. */
function readBy<Value>(read: (text: string) => Value) {
  return z
    .string()
    .transform((text, context): Value => {
      try {
        return read(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'cannot be read' });
        return z.NEVER;
      }
    })
    .optional();
}

function assertStrong(key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < RSA_BITS_MIN) throw new Error('not an RSA key of 2048 bits');
}

function privateKeyIn(text: string): string {
  const pem = pemIn(text);
  assertStrong(createPrivateKey(pem));
  return pem;
}

function publicKeyIn(text: string): string {
  const pem = pemIn(text);
  // node:crypto would take the public half out of a private key, and a certificate has a serial of its own.
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) throw new Error('not a public key');
  assertStrong(createPublicKey(pem));
  return pem;
}

/** Certificates by their serial number, out of files (separated by commas) or of PEM text. */
function certificatesIn(text: string): Readonly<Record<string, string>> {
  const sources = text.includes('-----BEGIN') ? [text] : text.split(',').map((part) => part.trim());
  const found = sources.flatMap((source) => {
    const pems = pemIn(source).match(CERTIFICATE);
    if (!pems) throw new Error('no certificate');
    return pems;
  });
  return Object.fromEntries(
    found.map((pem) => {
      const certificate = new X509Certificate(pem);
      assertStrong(certificate.publicKey);
      return [certificate.serialNumber.toUpperCase(), pem];
    }),
  );
}

function isNotifyUrl(text: string): boolean {
  if (!URL.canParse(text) || text.length > NOTIFY_URL_MAX) return false;
  const { protocol, search, hash, username } = new URL(text);
  return /^https?:$/.test(protocol) && search === '' && hash === '' && username === '';
}

/** The variables of WeChat Pay, in the order of `.env.example`. */
export const PAY_VARIABLES = {
  WECHATPAY_MCHID: plain(
    z
      .string()
      .regex(/^\d{6,32}$/)
      .optional(),
    '',
    'Merchant number of WeChat Pay. Without it nothing is paid by WeChat; with it, the other keys are needed too.',
    'the merchant number, digits alone',
  ),
  WECHATPAY_SERIAL: plain(
    z
      .string()
      .regex(/^[0-9A-Fa-f]{8,64}$/)
      .transform((value) => value.toUpperCase())
      .optional(),
    '',
    "Serial number of the merchant's API certificate.",
    'the serial number of the API certificate (openssl x509 -in apiclient_cert.pem -noout -serial)',
  ),
  WECHATPAY_PRIVATE_KEY: secret(
    readBy(privateKeyIn),
    "The merchant's private key: the path of apiclient_key.pem, or its text.",
    'the path of a readable apiclient_key.pem, or its text',
  ),
  WECHATPAY_API_V3_KEY: secret(
    z
      .string()
      .regex(/^[0-9A-Za-z]{32}$/)
      .optional(),
    'The APIv3 key, which notices are sealed with.',
    'the 32 letters and digits of the APIv3 key',
  ),
  WECHATPAY_PUBLIC_KEY_ID: plain(
    z
      .string()
      .regex(/^PUB_KEY_ID_[0-9A-Za-z]{1,64}$/)
      .optional(),
    '',
    "Id of WeChat Pay's public key.",
    'the id that begins with PUB_KEY_ID_',
  ),
  WECHATPAY_PUBLIC_KEY: plain(
    readBy(publicKeyIn),
    '',
    "WeChat Pay's public key: the path of pub_key.pem, or its text.",
    'the path of a readable pub_key.pem, or its text',
  ),
  WECHATPAY_CERTIFICATES: plain(
    readBy(certificatesIn),
    '',
    'Platform certificates of WeChat Pay, for old merchants and while changing to the public key: paths with commas, or texts.',
    'paths of readable certificates in PEM, separated by commas, or their texts',
  ),
  WECHATPAY_NOTIFY_URL: plain(
    z.string().refine(isNotifyUrl).optional(),
    '',
    'Where WeChat Pay sends notices; LIUKE_PUBLIC_URL/api/v1/wechat/pay/notices unless set. https in production.',
    'a web address of at most 255 characters without a query',
  ),
  WECHATPAY_BASE_URL: plain(
    z
      .url({ protocol: /^https?$/ })
      .transform((value) => value.replace(/\/+$/, ''))
      .default('https://api.mch.weixin.qq.com'),
    'https://api.mch.weixin.qq.com',
    'Where WeChat Pay is reached. Production accepts only its own hosts.',
    `one of ${PAY_HOSTS.map((host) => `https://${host}`).join(', ')}`,
  ),
};
