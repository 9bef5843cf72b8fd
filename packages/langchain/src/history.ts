// A chat history that keeps what was said, and gives it back smaller.
import type { Headroom } from '@headroom/core'
import { type BaseChatMessageHistory, BaseListChatMessageHistory } from '@langchain/core/chat_history'
import type { BaseMessage } from '@langchain/core/messages'
import { type HeadroomLangChainOptions, headroomOf } from './headroom.ts'
import { FORMAT } from './messages.ts'

export interface HeadroomChatMessageHistoryFields extends HeadroomLangChainOptions {
  /** The history that keeps the messages. */
  history: Pick<BaseChatMessageHistory, 'getMessages' | 'addMessage' | 'clear'> &
    Partial<Pick<BaseChatMessageHistory, 'addMessages'>>
  /** The model that will read the messages; its tokens are counted. */
  model?: string
}

/**
 * Keeps messages in another history as they were said, and gives them back with smaller tool results: losslessly, unless
 * `retrieval: 'host'` says that what is left out can be fetched.
 * @example
 * const history = new HeadroomChatMessageHistory({ history: new InMemoryChatMessageHistory(), model: 'gpt-4o' })
 */
export class HeadroomChatMessageHistory extends BaseListChatMessageHistory {
  readonly lc_namespace: string[] = ['headroom', 'langchain']
  readonly #headroom: Headroom
  readonly #fields: HeadroomChatMessageHistoryFields

  constructor(fields: HeadroomChatMessageHistoryFields) {
    super()
    this.#headroom = headroomOf(fields)
    this.#fields = fields
  }

  async getMessages(): Promise<BaseMessage[]> {
    const { history, model, credential, retrieval } = this.#fields
    const options = { model, credential, ...(retrieval && { retrieval }), format: FORMAT }
    return (await this.#headroom.compress(await history.getMessages(), options)).messages
  }

  async addMessage(message: BaseMessage): Promise<void> {
    await this.#fields.history.addMessage(message)
  }

  override async addMessages(messages: BaseMessage[]): Promise<void> {
    const { history } = this.#fields
    if (history.addMessages) await history.addMessages(messages)
    else for (const message of messages) await history.addMessage(message)
  }

  override async clear(): Promise<void> {
    await this.#fields.history.clear()
  }
}
