// What people type into the forms of accounts, and what the interface says of an account.
import { z } from 'zod'
import { INVISIBLE, isVisibleLine } from '../http/shapes.ts'
import { PASSWORD_LENGTH } from './password-rules.ts'

export const personName = z
  .string()
  .trim()
  .transform((name) => name.normalize('NFC').replace(/\s+/g, ' '))
  .pipe(z.string().min(1, '请填写姓名').max(60, '姓名最多 60 个字').refine(isVisibleLine, '姓名里有看不见的字符，请重新输入'))

/** A name that a provider gives: nobody can be asked to type it again, so that what misleads is left out. */
export const plainName = (name: string): string => name.normalize('NFC').replace(new RegExp(INVISIBLE, 'gu'), '').replace(/\s+/g, ' ').trim().slice(0, 60).toWellFormed()

/** ASCII only: a look-alike letter of another script is refused, not folded. */
export const emailAddress = z
  .string()
  .trim()
  .transform((email) => email.toLowerCase())
  .pipe(z.email('请填写有效的邮箱地址，例如 name@example.cn').max(254, '邮箱地址太长'))

export const newPassword = z
  .string()
  .min(PASSWORD_LENGTH.min, `密码至少 ${PASSWORD_LENGTH.min} 个字符`)
  .max(PASSWORD_LENGTH.max, `密码最多 ${PASSWORD_LENGTH.max} 个字符`)
  .refine((password) => new Set(password).size > 4, '密码太简单：请用至少 5 个不同的字符')

/** What was typed to sign in is not judged, only bounded. */
export const signInForm = z.object({ email: emailAddress, password: z.string().min(1, '请填写密码').max(1024, '密码太长') })
export const signUpForm = z.object({ name: personName, email: emailAddress, password: newPassword })
export const emailForm = z.object({ email: emailAddress })
export const resetForm = z.object({ token: z.string().min(1).max(200), password: newPassword })
export const changePasswordForm = z.object({ current: z.string().min(1, '请填写现在的密码').max(1024), password: newPassword })
export const passwordForm = z.object({ password: z.string().min(1, '请填写密码').max(1024) })
export const codeForm = z.object({ code: z.string().transform((code) => code.replace(/[\s-]/g, '')).pipe(z.string().min(6, '请填写 6 位数字或一个备用码').max(16)) })
