import { systemSeams } from '../../../../server/seams/seams.ts'
import { openSealedStore } from '../../../../server/store/open-sealed.ts'

/** Opens the store of a data folder, writes a secret of its own, and says which key sealed it. */
const [dataPath, name] = process.argv.slice(2)
await using store = await openSealedStore({ dataPath: dataPath!, env: {}, seams: systemSeams() })
await store.settings.setSecret(`secret of ${name}`, `canary of ${name}`)
process.stdout.write((await store.settings.get('sealing_key'))!)
