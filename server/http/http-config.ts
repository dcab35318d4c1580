/** What of the configuration the routes go by. */
export interface HttpConfig {
  /** Under what origin people reach the daemon, where that is not where it listens; null for no such place. `HOLDFAST_URL`, `publicUrl`. */
  readonly publicUrl: string | null
  /** Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; none by default. `trustedProxies`. */
  readonly trustedProxies: readonly string[]
  /** The largest file that may be uploaded; 100 GiB by default. `uploadBytesMax`. */
  readonly uploadBytesMax: number
}

export const defaultHttpConfig: HttpConfig = { publicUrl: null, trustedProxies: [], uploadBytesMax: 100 * 2 ** 30 }
