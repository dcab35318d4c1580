import type { Dialect, DialectPlugin, Log, ScratchSource, Target } from '../../plugins/contract.ts'
import type { JobSpecification, PluginUse, TargetUse } from '../domain/job.ts'
import { createHost } from '../plugins/host.ts'
import { openDialect, openScratch, openTarget } from '../plugins/open.ts'
import { createRegistry } from '../plugins/registry.ts'
import type { JobContext } from './context.ts'
import { requireIdentity } from './target-identity.ts'

/** What a job opens: guarded plugins, closed in reverse order on dispose. */
export interface JobHost extends AsyncDisposable {
  /** Throws `unavailable` when it is not the target that the use names. */
  openTarget(use: TargetUse): Promise<Target>
  openDialect(use: PluginUse): Promise<Dialect>
  dialectPlugin(name: string): Promise<DialectPlugin>
  /** An empty source to restore into; `config` null when nothing but the archive is known. */
  openScratch(name: string, config: PluginUse['config'] | null): Promise<ScratchSource>
}

/** Opens nothing by itself. */
export function openJobHost(specification: Pick<JobSpecification, 'pluginPaths' | 'limits'>, context: JobContext): JobHost {
  const registry = createRegistry({ paths: specification.pluginPaths })
  const host = createHost({
    seams: context.seams,
    log: logTo(context),
    signal: context.signal,
    temporaryRoot: context.temporaryRoot,
    ...(context.threadToolsModule === undefined ? {} : { threadToolsModule: context.threadToolsModule }),
  })
  const opening = { registry, host, clock: context.seams.clock, idleMs: specification.limits.idleMs }
  const opened = new AsyncDisposableStack()
  return {
    async openTarget(use) {
      const target = opened.use(await openTarget(use, opening))
      const { root = '', identity = null } = use
      if (identity !== null) await requireIdentity({ target, root, identity }, context)
      return target
    },
    openDialect: async (use) => opened.use(await openDialect(use, opening)),
    dialectPlugin: (name) => registry.dialect(name),
    openScratch: async (name, config) => opened.use(await openScratch({ name, config }, opening)),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function logTo(context: JobContext): Log {
  const at = (level: 'debug' | 'info' | 'warn') => (message: string, detail?: Readonly<Record<string, unknown>>) =>
    context.emit({ type: 'log', level, message, detail: detail ?? {} })
  return { debug: at('debug'), info: at('info'), warn: at('warn') }
}
