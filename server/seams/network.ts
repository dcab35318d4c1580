/** Outgoing requests. */
export interface Network {
  request(input: URL, options: RequestInit): Promise<Response>
}

export const systemNetwork: Network = {
  request: (input, options) => fetch(input, options),
}
