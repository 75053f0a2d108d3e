// A mail server on loopback, as much of RFC 5321 as the tests need: keeps what it is given, and can refuse, hang up or be slow.
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface ReceivedMail {
  from: string
  to: string[]
  /** Headers and body as they came over the wire. */
  data: string
}

export interface SmtpServer {
  url: string
  received: ReceivedMail[]
  /** What the next mails are answered with instead of being taken; `hang up` closes the connection after taking the mail. */
  answers: string[]
  close: () => Promise<void>
}

export async function startSmtpServer(): Promise<SmtpServer> {
  const received: ReceivedMail[] = []
  const answers: SmtpServer['answers'] = []
  const sockets = new Set<Socket>()

  function converse(socket: Socket): void {
    sockets.add(socket)
    socket.setEncoding('utf8').on('close', () => sockets.delete(socket)).on('error', () => {})
    let mail: ReceivedMail = { from: '', to: [], data: '' }
    let inData = false
    let buffer = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    say('220 loopback ESMTP')
    socket.on('data', (chunk: string) => {
      buffer += chunk
      for (;;) {
        const end = buffer.indexOf(inData ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + (inData ? 5 : 2))
        if (inData) {
          inData = false
          const answer = answers.shift()
          if (answer === undefined || answer === 'hang up') received.push({ ...mail, data: line.replace(/^\.\./gm, '.') })
          mail = { from: '', to: [], data: '' }
          if (answer === 'hang up') socket.destroy()
          else say(answer ?? '250 taken')
        } else command(line)
      }
    })

    function command(line: string): void {
      if (/^EHLO/i.test(line)) return void socket.write('250-loopback\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n')
      if (/^STARTTLS/i.test(line)) return void say('502 not here')
      if (/^QUIT/i.test(line)) return void socket.end('221 bye\r\n')
      if (/^MAIL FROM:/i.test(line)) mail.from = /<(.*?)>/.exec(line)![1]!
      if (/^RCPT TO:/i.test(line)) mail.to.push(/<(.*?)>/.exec(line)![1]!)
      if (/^DATA/i.test(line)) inData = true
      say(inData ? '354 go on' : '250 ok')
    }
  }

  const server = createServer(converse)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(close)
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, received, answers, close }
}
