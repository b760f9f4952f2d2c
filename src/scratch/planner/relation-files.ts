/** A relation's main file in the data directory of the embedded database. */
export interface RelationFile {
  /** Absolute. */
  readonly path: string
  /** Of 8192 bytes. */
  readonly pages: number
  /** Levels above the leaves of a B-tree; null for every other relation. */
  readonly treeHeight: number | null
}

/** What is used of Emscripten's file system in memory. */
export interface MemoryFileSystem {
  lookupPath(path: string): { readonly node: MemoryFile }
  writeFile(path: string, data: Uint8Array): void
}

interface MemoryFile {
  /** The file's length as `lseek` and `fstat` give it. */
  usedBytes: number
  contents: Uint8Array
}

const PAGE = 8192
/** RELSEG_SIZE: a relation of more than 1 GB goes on in another file. */
const SEGMENT_PAGES = 131072

/**
 * Makes the database believe in pages that are not there: the planner asks the file system how long a relation's file is, and that is
 * all that is changed, without memory for one page. Nothing may read such a relation afterwards, EXPLAIN only.
 */
export function resizeFiles(fs: MemoryFileSystem, files: readonly RelationFile[]): void {
  for (const { path, pages, treeHeight } of files) {
    if (treeHeight !== null) setTreeHeight(fs.lookupPath(path).node, treeHeight)
    for (let segment = 0, left = pages; segment === 0 || left > 0; segment++, left -= SEGMENT_PAGES) {
      const part = segment === 0 ? path : `${path}.${segment}`
      if (segment > 0) fs.writeFile(part, new Uint8Array(0))
      fs.lookupPath(part).node.usedBytes = Math.min(left, SEGMENT_PAGES) * PAGE
    }
  }
}

/** Fields of BTMetaPageData behind the page header, src/include/access/nbtree.h; the planner prices a descent by the last one. */
const ROOT = 32
const LEVEL = 36
const FAST_ROOT = 40
const FAST_LEVEL = 44

function setTreeHeight({ contents }: MemoryFile, height: number): void {
  const page = new DataView(contents.buffer, contents.byteOffset, contents.byteLength)
  for (const root of [ROOT, FAST_ROOT]) page.setUint32(root, 1, true)
  for (const level of [LEVEL, FAST_LEVEL]) page.setUint32(level, height, true)
}
