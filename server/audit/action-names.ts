// What is done in the service, by its name in both languages; every permission has one.
import type { Action } from '../access/access.ts'
import type { Language } from '../web/language.ts'

type Pair = readonly [zh: string, en: string]

export const ACTION_NAMES = {
  'session:open': ['登录', 'Sign in'],
  'session:open-by-backup-code': ['用备用码登录', 'Sign in with a backup code'],
  'session:password': ['验证密码', 'Check the password'],
  'session:close': ['退出登录', 'Sign out'],
  'session:close-all': ['退出所有登录', 'Sign out everywhere'],

  'account:register': ['注册账户', 'Register an account'],
  'account:verify-email': ['验证邮箱', 'Verify the address'],
  'account:request-reset': ['申请重设密码', 'Ask for a new password'],
  'account:reset-password': ['重设密码', 'Reset the password'],
  'account:change-password': ['修改密码', 'Change the password'],
  'account:start-second-factor': ['开始设置动态口令', 'Begin to set up a second factor'],
  'account:second-factor-on': ['启用动态口令', 'Turn the second factor on'],
  'account:second-factor-off': ['停用动态口令', 'Turn the second factor off'],
  'account:read': ['查看账户', 'Read an account'],
  'account:change': ['修改账户', 'Change an account'],
  'account:export': ['导出个人信息', 'Export personal data'],
  'account:erase': ['注销账户并删除个人信息', 'Erase an account'],
  'account:suspend': ['停用账户', 'Suspend an account'],
  'account:restore': ['恢复账户', 'Restore an account'],
  'account:grant-role': ['授予角色', 'Grant a role'],
  'account:end-role': ['收回角色', 'End a role'],
  'account:first-admin': ['设立第一位管理员', 'Make the first administrator'],
  'account:list': ['查看账户名单', 'List accounts'],
  'account:administer': ['管理账户', 'Administer an account'],

  'organisation:register': ['登记单位', 'Register an organisation'],
  'organisation:read': ['查看单位', 'Read an organisation'],
  'organisation:change': ['修改单位', 'Change an organisation'],
  'organisation:rename': ['更改单位名称', 'Rename an organisation'],
  'organisation:confirm': ['核实单位', 'Confirm an organisation'],
  'member:invite': ['邀请成员', 'Invite a member'],
  'member:remove': ['移除成员', 'Remove a member'],
  'invitation:accept': ['接受邀请', 'Accept an invitation'],
  'invitation:revoke': ['撤回邀请', 'Revoke an invitation'],

  'key:read': ['查看接口密钥', 'Read API keys'],
  'key:create': ['新建接口密钥', 'Make an API key'],
  'key:revoke': ['停用接口密钥', 'Revoke an API key'],
  'key:use': ['使用接口密钥', 'Use an API key'],
  'usage:read': ['查看接口用量', 'Read the usage of keys'],

  'consent:change': ['给出或撤回同意', 'Give or withdraw consent'],
  'consent:give': ['给出同意', 'Give consent'],
  'consent:withdraw': ['撤回同意', 'Withdraw consent'],
  'hold:place': ['限制删除', 'Place a legal hold'],
  'hold:release': ['解除删除限制', 'Release a legal hold'],
  'takedown:request': ['申请撤下', 'Ask for a takedown'],
  'takedown:decide': ['决定撤下', 'Decide on a takedown'],
  'takedown:decline': ['不予撤下', 'Decline a takedown'],
  'takedown:lift': ['恢复已撤下的文档', 'Lift a takedown'],
  'sealing:rotate': ['更换封存密钥', 'Change the sealing key'],

  'expert:read': ['查看专家', 'Read experts'],
  'expert:read-all': ['查看专家的全部资料', 'Read all about experts'],
  'expert:import': ['导入专家名册', 'Import experts'],
  'expert:create': ['登记专家', 'Register an expert'],
  'expert:change': ['修改专家资料', 'Change an expert'],
  'expert:review': ['办理专家入库出库', 'Move an expert on the roster'],
  'expert:export': ['导出专家名册', 'Export experts'],
  'expert:apply': ['申请或推荐入库', 'Apply or nominate for the roster'],
  'expert:self': ['修改本人的专家资料', 'Change one’s own profile'],
  'expert:expire': ['聘期届满', 'End a term'],

  'library:read': ['阅读知识库', 'Read the library'],
  'operations:probe': ['查看运行状态', 'Read the health of the service'],
  'metrics:read': ['查看运行指标', 'Read metrics'],
  'audit:read': ['查看审计记录', 'Read the audit trail'],

  'draw:read': ['查看抽取', 'Read a draw'],
  'draw:read-list': ['查看抽取名单', 'Read the list of a draw'],
  'draw:create': ['冻结名单并承诺', 'Freeze a list and commit to it'],
  'draw:nonce': ['提交随机数', 'Hand in a nonce'],
  'draw:nonce-hash': ['提交随机数的校验值', 'Hand in the hash of a nonce'],
  'draw:observe': ['监督员确认在场', 'Confirm an auditor’s presence'],
  'draw:reveal': ['揭示抽取结果', 'Reveal a draw'],
  'match:run': ['匹配专家', 'Match experts'],
  'enquiry:create': ['提出需求', 'Open an enquiry'],
  'enquiry:read': ['查看需求', 'Read an enquiry'],
  'enquiry:change': ['修改需求', 'Change an enquiry'],
  'enquiry:handle': ['办理需求', 'Handle an enquiry'],
  'panel:read': ['查看专家组方案', 'Read proposed panels'],
  'panel:start': ['求解专家组', 'Search for panels'],
  'panel:stop': ['停止求解', 'Stop a search for panels'],
  'panel:apply': ['写入专家组方案', 'Take over proposed panels'],
  'conflict:decide': ['处理回避线索', 'Decide a conflict finding'],
  'assignment:answer': ['专家答复', 'Answer an invitation'],
  'challenge:make': ['申请回避', 'Challenge an expert'],
  'challenge:decide': ['决定回避申请', 'Decide a challenge'],
  'draw:abort': ['中止抽取', 'Abort a draw'],
} as const satisfies Record<Action, Pair> & Record<string, Pair>

/** The name, or the action itself where it has none. */
export function actionName(action: string, language: Language): string {
  const names: Readonly<Record<string, Pair>> = ACTION_NAMES
  return (Object.hasOwn(names, action) ? names[action]?.[language === 'zh' ? 0 : 1] : undefined) ?? action
}
