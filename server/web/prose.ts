// The few longer texts of the site itself, in both languages.
import { html, type Html } from './html.ts'
import type { Reader } from './reader.ts'

const TEXTS = {
  about: {
    zh: [
      ['这里有什么', '裁判案例和处罚案例、团体标准与其他标准、海外制度与案例、法规概述、企业和监管指引、课程和公告。每份文档都标明来源、负责更新的单位和复核期限。'],
      ['怎样检索', '在检索框里写一句话即可，不必想关键词。写案号、标准号或者“反不正当竞争法第十条”这样的法条，会直接找到对应的文档和条款。给词语加上引号，表示必须原样出现。'],
      ['可信到什么程度', '事实没有逐项核对的文档，页首会写明哪一处没有核实；为演示而虚构的文档标有“示例”；过了复核期限，或者所依据的法律已经修改的，页首也会提示。'],
      ['记录什么', '检索词会记录下来用于改进检索，不记录是谁检索的。语言选择保存在一个名为 lang 的 Cookie 里。'],
      ['怎样引用', '每份文档都有永久编号和永久地址，文件改名也不变。文档页末尾有可以直接复制的引注。'],
    ],
    en: [
      ['What is here', 'Court and penalty cases, group and other standards, overseas law and cases, summaries of statutes, guides, courses and notices. Each document names its source, who keeps it up to date and when it is due for review.'],
      ['How to search', 'Write a sentence. A case number, a standard number or an article such as 反不正当竞争法第十条 leads straight to its place. Quotation marks ask for the exact words.'],
      ['How far to trust it', 'Where facts have not been checked one by one, the page says which. Invented documents are marked as examples. Pages past their review date, or resting on a law since amended, say so.'],
      ['What is recorded', 'Queries are recorded to improve the search, without who asked. The choice of language is kept in a cookie named lang.'],
      ['How to cite', 'Every document has a permanent number and address that survive renaming. Its page ends with citations ready to copy.'],
    ],
  },
  accessibility: {
    zh: [
      ['我们做到的', '全部页面可以只用键盘操作，有“跳到正文”的链接和清楚的焦点框；文字与背景的对比度不低于 4.5∶1；可以放大到 200%；支持深色显示、减少动态效果和打印；不运行脚本也能检索和阅读。'],
      ['读屏软件', '检索结果更新时，会用一句话报出结果数量。每一节都有标题和自己的地址。'],
      ['还没有做到的', '部分宽表格在手机上需要左右滑动，可以用方向键滚动。内容目前只有中文，英文界面下正文仍为中文。'],
      ['遇到困难', '请告诉文档页上写明的维护单位：哪一页、用什么设备、想做什么而没做成。'],
    ],
    en: [
      ['What works', 'Every page can be used with the keyboard alone, with a skip link and a clear focus ring; text has a contrast of at least 4.5:1; pages can be enlarged to 200 %; dark display, reduced motion and printing are supported; search and reading work without scripts.'],
      ['Screen readers', 'When results change, their number is announced in one sentence. Every section has a heading and its own address.'],
      ['What does not work yet', 'Some wide tables have to be scrolled sideways on a phone; the arrow keys do so. Content is in Chinese only.'],
      ['If you are stuck', 'Tell the organisation named on the document’s page which page, which device and what you were trying to do.'],
    ],
  },
} as const

export const prose = ({ language }: Reader, name: keyof typeof TEXTS): Html => html`${TEXTS[name][language].map(([heading, text]) => html`<section class="l2"><h2>${heading}</h2><p>${text}</p></section>`)}`
