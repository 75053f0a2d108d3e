// Addresses of the style sheet and scripts, with a digest in them so that browsers may keep them for a year.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ASSETS_DIRECTORY = fileURLToPath(new URL('./assets/', import.meta.url))

const NAMES = ['site.css', 'search.js', 'document.js', 'draw.js', 'drafting.css', 'drafting.js', 'consultation.js', 'comment-table.js', 'expert-import.js', 'icon.svg'] as const
export type Asset = (typeof NAMES)[number]

const digestOf = (name: Asset): string => createHash('sha256').update(readFileSync(`${ASSETS_DIRECTORY}${name}`)).digest('hex').slice(0, 10)
const ADDRESSES = new Map<Asset, string>(NAMES.map((name) => [name, `/assets/${name}?v=${digestOf(name)}`]))

export const assetAddress = (name: Asset): string => ADDRESSES.get(name)!
