import { onTestFailed, test } from 'vitest'
import { DaemonTrial, type KillPoint, type Tally } from './daemon-kill-trial.ts'
import { isProof, runSeed, seededRandom, tell } from './seeded.ts'

/*
 * Kills the real daemon, or the step that it runs, at random instants of real work, and looks from outside at what is left. Two kills by
 * default, 60 with HOLDFAST_PROOFS=1, as many as HOLDFAST_KILLS says (each costs two seconds of a core). HOLDFAST_SEED replays the same trials; instants are
 * parts of what the work usually takes here, so a kill strikes near the same place and not always at the same instruction. HOLDFAST_KILL_TRIAL=7
 * tries that one of them alone.
 */

const seed = runSeed()
const given = process.env['HOLDFAST_KILLS']
const alone = process.env['HOLDFAST_KILL_TRIAL']
const killsMin = given !== undefined ? Number(given) : isProof ? 60 : 2
/** Two cores, and most of the time something waits for the disk or for a process to start. */
const lanes = killsMin > 10 ? 2 : 1
const recoveriesMax = killsMin > 10 ? 4 : 1

const kinds = ['backup', 'restore', 'prune', 'backup', 'upload', 'schedule'] as const

/** The same point for the same seed and number, whatever came before. */
function pointOf(number: number): { readonly point: KillPoint; readonly random: () => number } {
  const random = seededRandom(seed + number * 7919)
  const kind = kinds[(number + seed) % kinds.length]!
  const victim = random() < 0.5 ? 'daemon' : 'step'
  const source = random() < 0.6 ? 'sqlite' : 'files'
  const at = random()
  const isWriting = random() < 0.5
  const recoveries = Array.from({ length: random() < 0.5 ? 1 + Math.floor(random() * 4) : 0 }, random).slice(0, recoveriesMax)
  return {
    point: { kind, source, victim, at, isWriting, recoveries, mode: random() < 0.3 ? 'full' : null, isUndone: random() < 0.5 },
    random,
  }
}

test('a daemon or a step that is killed at random instants loses nothing and leaves nothing (C1, C5)', { timeout: 7_200_000 }, async () => {
  onTestFailed(() => void process.stdout.write(`HOLDFAST_SEED=${seed}\n`))
  const problems: string[] = []
  const tally: Tally = { trials: 0, kills: 0, struck: 0 }
  let next = alone === undefined ? 0 : Number(alone)
  const isEnough = () => (alone === undefined ? tally.kills >= killsMin : next > Number(alone))
  const work = async () => {
    while (!isEnough()) {
      await using trial = await DaemonTrial.begin(seededRandom(seed), tally)
      // A world that something went wrong in is given up with all that lies in it.
      for (let isWhole = true; isWhole && !isEnough(); ) {
        const number = next++
        const { point, random } = pointOf(number)
        await trial.endure(point, random).catch((error: Error) => {
          isWhole = false
          problems.push(`trial ${number}, ${JSON.stringify(point)}: ${error.message}`)
        })
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, work))
  tell(`C1 and C5, daemon: ${tally.trials} trials ended ${tally.struck} jobs`, tally.kills, seed)
  if (problems.length > 0) throw new Error(`${problems.length} of ${tally.trials} trials:\n${problems.join('\n')}`)
})
