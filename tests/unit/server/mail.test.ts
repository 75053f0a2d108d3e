// The post: written with its cause, sent once by however many processes, retried, emptied; and nothing slips into a header.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { readAddress, writeAddress } from '../../../server/mail/address.ts'
import { dropMailTo, isMailDue, KEEP_DAYS, MOST_ATTEMPTS, purgeMail, queueMail, sendQueuedMail, undeliveredMail, waitAfter } from '../../../server/mail/mail.ts'
import { openMailTransport, type MailTransport } from '../../../server/mail/transport.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { startSmtpServer } from '../../support/smtp-server.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(() => database.prisma.mail.deleteMany())

const { signal } = new AbortController()
const FROM = '商业秘密保护服务 <no-reply@example.cn>'
const silent = pino({ level: 'silent' })
const bySmtp = (smtpUrl: string): MailTransport => openMailTransport({ smtpUrl, from: FROM, directory: '/nowhere', log: silent })
const queue = (to: string, subject = '您好', text = '第一行\n第二行\n') => database.prisma.$transaction((tx) => queueMail(tx, { to, subject, text }))
const send = (transport: MailTransport, now = new Date()) => sendQueuedMail({ prisma: database.prisma, transport, signal, now: () => now })
const later = (ms: number) => new Date(Date.now() + ms)

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mail-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Header fields unfolded, and the body decoded. */
function read(data: string): { headers: Map<string, string>; body: string } {
  const [head = '', ...rest] = data.split('\r\n\r\n')
  const headers = new Map(head.replace(/\r\n[ \t]/g, ' ').split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
  const body = rest.join('\r\n\r\n')
  const encoding = headers.get('content-transfer-encoding')
  if (encoding === 'base64') return { headers, body: Buffer.from(body, 'base64').toString() }
  if (encoding !== 'quoted-printable') return { headers, body }
  return { headers, body: Buffer.from(body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString() }
}

const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, kind: string, word: string) => (/b/i.test(kind) ? Buffer.from(word, 'base64').toString('latin1') : word.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))))
const decode = (text: string): string => (/=\?utf-8\?/i.test(text) ? Buffer.from(decodeWords(text), 'latin1').toString() : text)

describe('readAddress', () => {
  test.each([
    ['zhang@example.cn', '', 'zhang@example.cn'],
    ['  张三 <Zhang.San+tag@Example.CN> ', '张三', 'Zhang.San+tag@example.cn'],
    ['"Zhang, San" <zhang@example.cn>', 'Zhang, San', 'zhang@example.cn'],
    ['zhang@例子.中国', '', 'zhang@xn--fsqu00a.xn--fiqs8s'],
    ['用户@例子.中国', '', '用户@xn--fsqu00a.xn--fiqs8s'],
    ['root@localhost', '', 'root@localhost'],
  ])('%s', (text, name, address) => {
    expect(readAddress(text)).toEqual({ name, address })
  })

  test.each(['', 'zhang', '@example.cn', 'a@', 'a@b@', 'a@x,b@y', 'a@x, b@y', 'a <a@x> <b@y>', 'a@x\r\nBcc: b@y', 'a\n <a@x>', 'a@x;b', '"a b"@x', 'a..b@x', '.a@x', 'a@-x', 'a@x..y', 'a@x y', `${'a'.repeat(65)}@x`, `a@${'b.'.repeat(130)}c`, '<>', 'a"b <a@x>', 'a\ud800@x'])('refuses %j', (text) => {
    expect(readAddress(text)).toBeNull()
  })

  test('what is read can be kept and read again, and holds no sign that ends a line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress(), fc.tuple(fc.string({ unit: 'grapheme' }), fc.emailAddress()).map(([name, mail]) => `${name} <${mail}>`)), (text) => {
        const found = readAddress(text)
        if (!found) return
        expect(readAddress(writeAddress(found))).toEqual(found)
        expect(writeAddress(found)).not.toMatch(/[\r\n\0]/)
      }),
    )
  })
})

describe('queueMail', () => {
  test('is part of its cause: undone with it', async () => {
    await expect(
      database.prisma.$transaction(async (tx) => {
        await queueMail(tx, { to: 'a@example.cn', subject: 's', text: 't' })
        throw new Error('the change failed')
      }),
    ).rejects.toThrow('the change failed')
    expect(await database.prisma.mail.count()).toBe(0)
  })

  test('refuses what is not one address, and writes nothing to an erased account', async () => {
    await expect(queue('a@x.cn, b@y.cn')).rejects.toMatchObject({ code: 'invalid-input', issues: [{ pointer: '#/to' }] })
    await queue('erased-bcdfghjkmn@invalid')
    expect(await database.prisma.mail.count()).toBe(0)
  })
})

describe('sendQueuedMail', () => {
  test('sends by SMTP with a Chinese subject and name and an international domain; then only the fact stays', async () => {
    const server = await startSmtpServer()
    const transport = bySmtp(server.url)
    await queue('张三 <zhang@例子.中国>', '请确认您的电子邮件地址：商业秘密保护专家登记与知识库服务', '您好：\n\n.单独的点\n请打开链接。\n')
    expect(await send(transport)).toEqual({ sent: 1, failed: 0 })
    const [mail] = server.received
    expect(mail).toMatchObject({ from: 'no-reply@example.cn', to: ['zhang@xn--fsqu00a.xn--fiqs8s'] })
    const { headers, body } = read(mail!.data)
    expect(decode(headers.get('subject')!)).toBe('请确认您的电子邮件地址：商业秘密保护专家登记与知识库服务')
    expect(decode(headers.get('to')!)).toBe('张三 <zhang@xn--fsqu00a.xn--fiqs8s>')
    expect(decode(headers.get('from')!)).toBe(FROM)
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(body.replaceAll('\r\n', '\n').trimEnd()).toBe('您好：\n\n.单独的点\n请打开链接。')
    expect(await database.prisma.mail.findFirst()).toMatchObject({ recipient: null, subject: null, text: null, lastError: null, attempts: 1, sentAt: expect.any(Date) })
    expect(await send(transport)).toEqual({ sent: 0, failed: 0 })
    transport.close()
  })

  test('no subject or text can add a header, a recipient or a second mail', async () => {
    const server = await startSmtpServer()
    const transport = bySmtp(server.url)
    const hostile = 'x\r\nBcc: evil@example.org\r\n\r\n.\r\nMAIL FROM:<evil@example.org>\r\n'
    await queue('a@example.cn', hostile, hostile)
    await queue('"x\u0085Bcc: evil@example.org" <a@example.cn>').catch(() => {})
    await send(transport)
    expect(server.received.map(({ from, to }) => [from, to])).toEqual([['no-reply@example.cn', ['a@example.cn']]])
    const { headers } = read(server.received[0]!.data)
    expect([...headers.keys()].toSorted()).toEqual(['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'])
    expect(headers.get('subject')).toBe('x Bcc: evil@example.org . MAIL FROM:<evil@example.org>')
    transport.close()
  })

  test('several processes at once send each mail once', async () => {
    const server = await startSmtpServer()
    const transports = Array.from({ length: 4 }, () => bySmtp(server.url))
    for (let i = 0; i < 40; i++) await queue(`person${i}@example.cn`)
    const counts = await Promise.all(transports.map((transport) => send(transport)))
    expect(counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(40)
    expect(new Set(server.received.map(({ to }) => to[0])).size).toBe(40)
    expect(server.received).toHaveLength(40)
    for (const transport of transports) transport.close()
  })

  test('passes over a mail that another process is just taking up, without waiting for it', async () => {
    await queue('a@example.cn')
    await queue('b@example.cn')
    const { id } = await database.prisma.mail.findFirstOrThrow({ orderBy: { id: 'asc' } })
    const sent: string[] = []
    const transport: MailTransport = { send: async ({ to }) => void sent.push(to.address), close: () => {} }
    await database.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM mail WHERE id = ${id} FOR UPDATE`
      expect(await send(transport)).toEqual({ sent: 1, failed: 0 })
    })
    expect(sent).toEqual(['b@example.cn'])
    expect(await send(transport)).toEqual({ sent: 1, failed: 0 })
  })

  test('a refused mail waits longer each time, is given up after twelve attempts and kept with the reason, without the address', async () => {
    const server = await startSmtpServer()
    const transport = bySmtp(server.url)
    await queue('gone@example.cn')
    let now = new Date()
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      server.answers.push('550 no such person <gone@example.cn>')
      expect(await send(transport, now)).toEqual({ sent: 0, failed: 1 })
      const { nextAt, attempts } = await database.prisma.mail.findFirstOrThrow()
      expect(attempts).toBe(attempt)
      expect(nextAt.getTime() - now.getTime()).toBe(waitAfter(attempt))
      // One millisecond early nothing happens.
      expect(await send(transport, new Date(nextAt.getTime() - 1))).toEqual({ sent: 0, failed: 0 })
      now = nextAt
    }
    expect(await send(transport, later(86_400_000))).toEqual({ sent: 0, failed: 0 })
    expect(await isMailDue(database.prisma, later(86_400_000))).toBe(false)
    const [kept] = await undeliveredMail(database.prisma)
    expect(kept!.lastError).toMatch(/550 no such person <\(recipient\)>/)
    expect(await database.prisma.mail.findFirst()).toMatchObject({ recipient: 'gone@example.cn', sentAt: null })
    transport.close()
  })

  test('waits 1 minute, then twice as long each time, 6 hours at most', () => {
    expect(Array.from({ length: 11 }, (_, i) => waitAfter(i + 1) / 60_000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360])
  })

  test('one refused mail does not hold up the others', async () => {
    const server = await startSmtpServer()
    const transport = bySmtp(server.url)
    await queue('a@example.cn')
    await queue('b@example.cn')
    server.answers.push('451 try later')
    expect(await send(transport)).toEqual({ sent: 1, failed: 1 })
    expect(await send(transport, later(waitAfter(1) + 1000))).toEqual({ sent: 1, failed: 0 })
    transport.close()
  })

  test('while the server is away one attempt is made and the rest waits', async () => {
    const server = await startSmtpServer()
    await server.close()
    const transport = bySmtp(server.url)
    for (const to of ['a@example.cn', 'b@example.cn', 'c@example.cn']) await queue(to)
    expect(await send(transport)).toEqual({ sent: 0, failed: 1 })
    expect(await database.prisma.mail.count({ where: { attempts: 0 } })).toBe(2)
    transport.close()
  })

  test('a process that dies between the answer and the mark: sent again after the lease, under the same Message-ID (at least once)', async () => {
    const server = await startSmtpServer()
    const transport = bySmtp(server.url)
    await queue('a@example.cn')
    // The connection breaks after the server has taken the mail: to us it is unsent, to the server it is not.
    server.answers.push('hang up')
    expect(await send(transport)).toEqual({ sent: 0, failed: 1 })
    expect(await send(transport, later(waitAfter(1) + 1000))).toEqual({ sent: 1, failed: 0 })
    const ids = server.received.map(({ data }) => read(data).headers.get('message-id'))
    expect(ids).toHaveLength(2)
    expect(ids[0]).toBe(ids[1])

    // Killed in the middle: the claim is never given back, and runs out.
    await database.prisma.mail.deleteMany()
    await queue('b@example.cn')
    const dying = sendQueuedMail({ prisma: database.prisma, transport: { send: () => new Promise(() => {}), close: () => {} }, signal })
    void dying
    await expect.poll(() => database.prisma.mail.count({ where: { attempts: 1 } })).toBe(1)
    expect(await send(transport)).toEqual({ sent: 0, failed: 0 })
    expect(await send(transport, later(11 * 60_000))).toEqual({ sent: 1, failed: 0 })
    transport.close()
  })

  test('stops between two mails when told to', async () => {
    await queue('a@example.cn')
    await queue('b@example.cn')
    const stopping = new AbortController()
    const transport = { send: async () => stopping.abort(new Error('stopping')), close: () => {} }
    await expect(sendQueuedMail({ prisma: database.prisma, transport, signal: stopping.signal })).rejects.toThrow('stopping')
    expect(await database.prisma.mail.count({ where: { sentAt: null } })).toBe(1)
  })
})

describe('purgeMail', () => {
  test('sent or given up, a mail leaves no trace after 90 days; what still waits stays', async () => {
    const at = new Date(Date.now() - (KEEP_DAYS + 1) * 86_400_000)
    const future = later(86_400_000)
    await database.prisma.mail.createMany({ data: [{ at, sentAt: at }, { at, recipient: 'a@x.cn', subject: 's', text: 't', attempts: MOST_ATTEMPTS }, { at, recipient: 'b@x.cn', subject: 's', text: 't', nextAt: future }, { sentAt: new Date() }] })
    expect(await purgeMail(database.prisma, new Date())).toBe(2)
    expect((await database.prisma.mail.findMany({ orderBy: { id: 'asc' } })).map(({ recipient }) => recipient)).toEqual(['b@x.cn', null])
  })
})

describe('dropMailTo', () => {
  test('takes what waits for that address, with or without a name, and nothing else', async () => {
    for (const to of ['a_b@example.cn', '张三 <A_B@example.cn>', 'axb@example.cn', 'x <axb@example.cn>', 'ca_b@example.cn']) await queue(to)
    await database.prisma.$transaction((tx) => dropMailTo(tx, 'a_b@example.cn'))
    expect((await database.prisma.mail.findMany({ orderBy: { id: 'asc' } })).map(({ recipient }) => recipient)).toEqual(['axb@example.cn', 'x <axb@example.cn>', 'ca_b@example.cn'])
  })
})

describe('openMailTransport', () => {
  test('without a server writes a file that only the service can read; the log names the file and nothing else', async () => {
    const lines: string[] = []
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
    const directory = folder()
    const transport = openMailTransport({ smtpUrl: undefined, from: FROM, directory, log })
    await queue('李四 <li@example.cn>', '重置密码', '请打开 https://example.cn/reset\n')
    expect(await send(transport)).toEqual({ sent: 1, failed: 0 })
    const [name] = readdirSync(join(directory, 'mail'))
    const file = join(directory, 'mail', name!)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(directory, 'mail')).mode & 0o777).toBe(0o700)
    const { headers, body } = read(readFileSync(file, 'utf8'))
    expect(decode(headers.get('subject')!)).toBe('重置密码')
    expect(body).toContain('https://example.cn/reset')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(JSON.stringify(file).slice(1, -1))
    expect(lines[0]).not.toMatch(/li@|李四|重置|reset/)
  })

  test('`requireTLS=true` insists: nothing is sent in the clear', async () => {
    const server = await startSmtpServer()
    const transport = bySmtp(`${server.url}/?requireTLS=true`)
    await queue('a@example.cn')
    expect(await send(transport)).toEqual({ sent: 0, failed: 1 })
    expect(server.received).toEqual([])
    transport.close()
  })

  test.each(['http://user:geheim@host', 'smtp', 'smtp://', 'user:geheim@host'])('refuses SMTP_URL %s without repeating it', (smtpUrl) => {
    expect(() => bySmtp(smtpUrl)).toThrow(/^SMTP_URL is not of the form (?!.*geheim)/)
  })

  test('refuses a sender that is not an address', () => {
    expect(() => openMailTransport({ smtpUrl: undefined, from: 'a@x.cn\r\nBcc: b@y.cn', directory: folder(), log: silent })).toThrow(/^MAIL_FROM/)
  })
})
