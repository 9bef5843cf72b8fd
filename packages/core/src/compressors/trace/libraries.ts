// Which frames are not the user's own: by the folder or the package that they stand in.

/** Folders that packages are installed into; the part behind them names the package. */
const INSTALLED: readonly (readonly [folder: string, says: string])[] = [
  ['node_modules/', 'node_modules/'],
  ['site-packages/', 'site-packages/'],
  ['dist-packages/', 'site-packages/'],
  ['/pkg/mod/', 'go/pkg/mod/'],
  ['/gems/', 'gems/'],
]
const CARGO = /[/\\]registry[/\\]src[/\\][^/\\]+[/\\]([\w-]+)-\d/
const COMPOSER = /[/\\]vendor[/\\]([\w.-]+[/\\][\w.-]+)[/\\]/
const PACKAGE = /^(?:@[^/\\]+[/\\])?[^/\\:)\s"]+/
const STANDARD: readonly (readonly [RegExp, string])[] = [
  [/\(?\bnode:internal\//, 'node:internal'],
  [/\(internal\/|\(node:|\bat node:/, 'node'],
  [/\((?:<anonymous>|native|index \d+)\)$/, 'native'],
  [/[/\\]lib[/\\]python\d(?:\.\d+)?[/\\]|"<frozen /, 'python'],
  [/[/\\]lib[/\\]ruby[/\\]|<internal:/, 'ruby'],
  [/\/go\/src\/[a-z]+\/|\/goroot\/src\//i, 'go'],
  [/\/rustc\/[\da-f]+\/|^\s+\d+: +(?:<?(?:std|core|alloc)::|__rust_|rust_begin_unwind|_start\b|main$)/, 'rust'],
  [
    /\b(?:__libc_start_main|__libc_start_call_main|_start|start_thread|clone3?)\b|\/usr\/include\/|sysdeps\/|\/lib(?:64)?\/[\w./-]+\.so\b/,
    'libc',
  ],
]
const NET = /^\s+at (System|Microsoft)\./
const JVM =
  /^\s+at (?:[\w.-]+(?:@[\w.-]+)?\/+)?((?:java|javax|jakarta|jdk|sun|kotlin|kotlinx|scala|groovy|clojure|android|androidx|dalvik|reactor|junit)(?=\.)|(?:com\.sun|com\.android|com\.fasterxml|com\.google\.common|com\.zaxxer|io\.netty|io\.undertow|io\.grpc|io\.micrometer|org\.springframework|org\.apache\.(?:catalina|coyote|tomcat|maven|http|logging)|org\.eclipse\.jetty|org\.hibernate|org\.junit|org\.mockito|org\.gradle|org\.codehaus|org\.aspectj|ch\.qos\.logback|akka|okhttp3|retrofit2|rx|cglib|net\.bytebuddy)(?=\.))/

/** What a frame belongs to, as short as it can be said; undefined if it is the user's own or not known. */
export function libraryOf(frame: string): string | undefined {
  for (const [folder, says] of INSTALLED) {
    const at = frame.lastIndexOf(folder)
    if (at < 0) continue
    const name = PACKAGE.exec(frame.slice(at + folder.length, at + folder.length + 100))
    return name ? says + name[0] : undefined
  }
  const net = NET.exec(frame)
  if (net) return net[1]
  const jvm = JVM.exec(frame)
  if (jvm) return jvm[1]
  const named = CARGO.exec(frame) ?? COMPOSER.exec(frame)
  if (named) return named[1]
  for (const [pattern, name] of STANDARD) if (pattern.test(frame)) return name
  return undefined
}
