// All filters, in the order in which their rules are asked.

import type { Filter } from './filter.ts'
import { gitLog, gitOneline, gitStatus } from './git.ts'
import { go } from './go.ts'
import { terraform } from './infrastructure.ts'
import { apt, docker, nodeInstall, packageTree, pip } from './installers.ts'
import { jest, mocha, tap, vitest } from './javascript.ts'
import { gradle, maven } from './jvm.ts'
import { eslint, lint, tsc } from './linters.ts'
import { compiler, ctest, gtest, make } from './native.ts'
import { pytest, sympy, unittest } from './python.ts'
import { cargo } from './rust.ts'

export const filters: readonly Filter[] = [
  pytest,
  unittest,
  sympy,
  vitest,
  jest,
  mocha,
  tap,
  tsc,
  eslint,
  lint,
  make,
  compiler,
  ctest,
  gtest,
  cargo,
  go,
  maven,
  gradle,
  nodeInstall,
  pip,
  apt,
  docker,
  packageTree,
  terraform,
  gitLog,
  gitOneline,
  gitStatus,
]
