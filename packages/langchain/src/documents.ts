// Documents that a retriever has found, made smaller by what was asked.
import type { Headroom } from '@headroom/core'
import { Document, type DocumentInterface } from '@langchain/core/documents'
import { BaseDocumentCompressor } from '@langchain/core/retrievers/document_compressors'
import { type HeadroomLangChainOptions, headroomOf } from './headroom.ts'

export interface HeadroomDocumentCompressorFields extends HeadroomLangChainOptions {
  /** The model that will read the documents; its tokens are counted. */
  model?: string
}

/** What `metadata.headroom` of a document says whose text has become shorter. */
export interface CompressedDocument {
  /** What `retrieve` of the Headroom takes: nothing if nothing was left out. */
  hashes: readonly string[]
  tokensBefore: number
  tokensAfter: number
}

/**
 * Makes the text of each document smaller, with what was asked in mind. Order and metadata stay; a document that has become
 * shorter says in `metadata.headroom` by which hashes `headroom.retrieve(hash)` gives back what was left out.
 * @example
 * const compressor = new HeadroomDocumentCompressor({ model: 'gpt-4o', headroom })
 * const shorter = await compressor.compressDocuments(await retriever.invoke(question), question)
 */
export class HeadroomDocumentCompressor extends BaseDocumentCompressor {
  readonly #headroom: Headroom
  readonly #fields: HeadroomDocumentCompressorFields

  constructor(fields: HeadroomDocumentCompressorFields = {}) {
    super()
    this.#headroom = headroomOf(fields)
    this.#fields = fields
  }

  async compressDocuments(documents: DocumentInterface[], query: string): Promise<DocumentInterface[]> {
    return Promise.all(documents.map((document) => this.#compress(document, query)))
  }

  async #compress(document: DocumentInterface, query: string): Promise<DocumentInterface> {
    // Whoever gets the documents gets the hashes with them, and so can redeem.
    const { model, credential, retrieval = 'host' } = this.#fields
    const options = { query, model, credential, retrieval }
    const { text, ...result } = await this.#headroom.compressText(document.pageContent, options)
    if (!result.compressed) return document
    const { ccrHashes: hashes, tokensBefore, tokensAfter } = result
    const headroom: CompressedDocument = { hashes, tokensBefore, tokensAfter }
    return new Document({ ...document, pageContent: text, metadata: { ...document.metadata, headroom } })
  }
}
