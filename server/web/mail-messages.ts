// The words of mail that could not be delivered, in both languages; part of the one catalogue.

export const MAIL_MESSAGES = {
  mail_title: ['寄不出的邮件', 'Undelivered mail'],
  mail_lead: ['这些邮件试过多次都没有寄到，不再自动重寄。请先看原因：邮件服务器或设置有问题的，改好后重寄；地址不存在的，删除。收件人和内容不在这里显示，满 90 天自动删除。', 'These mails failed many times and are no longer tried. Read the reason first: where the server or its settings were at fault, put that right and send again; where the address does not exist, discard. Recipient and text are not shown, and all go after 90 days.'],
  mail_none: ['没有寄不出的邮件。', 'Every mail was delivered.'],
  mail_number: ['编号', 'No.'],
  mail_at: ['写于', 'Written'],
  mail_attempts: ['试过几次', 'Attempts'],
  mail_error: ['最后一次的原因', 'Last reason'],
  mail_decide: ['处理', 'Decide'],
  mail_retry: ['重寄', 'Send again'],
  mail_discard: ['删除', 'Discard'],
  mail_retried: ['已排入队列，一分钟内重寄。', 'It is queued and will be sent within a minute.'],
  mail_discarded: ['已删除，不再寄出。', 'Discarded; it will not be sent.'],
} as const
