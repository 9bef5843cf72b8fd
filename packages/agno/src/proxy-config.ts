export interface AgnoProxyConfig {
  /** Variables that the providers' Python clients read: no line of the agent's code changes. */
  environment: Record<'OPENAI_BASE_URL' | 'ANTHROPIC_BASE_URL', string>
  /** The same in the agent's code, by Agno's model class. */
  python: Record<'OpenAIChat' | 'OpenAILike' | 'Claude', string>
  /** All of it, to be printed. */
  toString(): string
}

/**
 * What points an Agno agent at a Headroom proxy: each model call of it then goes through.
 * @param options.url where the proxy listens
 * @example
 * console.log(String(agnoProxyConfig({ url: 'http://127.0.0.1:8787' })))
 */
export function agnoProxyConfig({ url }: { url: string }): AgnoProxyConfig {
  const base = new URL(url).href.replace(/\/+$/, '')
  const environment = { OPENAI_BASE_URL: `${base}/v1`, ANTHROPIC_BASE_URL: base }
  const quoted = (text: string) => JSON.stringify(text)
  const python = {
    OpenAIChat: `OpenAIChat(id="gpt-4o", base_url=${quoted(`${base}/v1`)})`,
    OpenAILike: `OpenAILike(id="your-model", base_url=${quoted(`${base}/v1`)})`,
    Claude: `Claude(id="claude-sonnet-5", client_params={"base_url": ${quoted(base)}})`,
  }
  const lines = [
    '# in the environment of the agent',
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${value}`),
    '',
    '# or in its code',
    ...Object.values(python).map((call) => `model=${call}`),
  ]
  return { environment, python, toString: () => lines.join('\n') }
}
