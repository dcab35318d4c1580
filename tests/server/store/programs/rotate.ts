import { systemSeams } from '../../../../server/seams/seams.ts'
import { openSealedStore } from '../../../../server/store/open-sealed.ts'
import { rotateKey } from '../../../../server/store/rotate-key.ts'

/** Changes the key of a data folder again and again until it is killed, or as often as it was told. */
const [dataPath, times] = process.argv.slice(2)
const options = { dataPath: dataPath!, env: {}, seams: systemSeams() }
await using store = await openSealedStore(options)
process.stdout.write('started\n')
for (let count = 0; count < Number(times ?? Number.POSITIVE_INFINITY); count++) await rotateKey(store, options)
