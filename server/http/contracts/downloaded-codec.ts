/** What archives are coded with that clients of these documents download and open by themselves: every ZIP program reads it. */
export const downloadedCodec = 'deflate' as const
