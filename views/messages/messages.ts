/** Everything that pages say, by what it is for. Braces stand for what is filled in. */
export interface Messages {
  readonly languageName: string
  readonly skipToContent: string
  readonly navigation: string
  readonly apiDocs: string
  readonly contractSettings: string
  readonly signIn: string
  readonly signOut: string
  readonly signedInAs: string
  readonly roleNames: Readonly<Record<'viewer' | 'backup_operator' | 'admin' | 'public', string>>
  readonly name: string
  readonly password: string
  readonly passwordHint: string
  readonly code: string
  readonly codeHint: string
  readonly secondFactor: string
  readonly needsCode: string
  readonly wrongCredentials: string
  readonly tooManyAttempts: string
  readonly setupTitle: string
  readonly setupIntro: string
  readonly setupSubmit: string
  readonly setupNeedsLink: string
  readonly setupWhereLink: string
  readonly setupByCommand: string
  readonly weakPassword: string
  readonly failureTitles: Readonly<
    Record<
      | 'invalid'
      | 'unauthenticated'
      | 'denied'
      | 'not_found'
      | 'conflict'
      | 'unsupported'
      | 'exhausted'
      | 'unavailable'
      | 'corrupt'
      | 'internal',
      string
    >
  >
  readonly backToStart: string
  readonly contractsIntro: string
  readonly contract: string
  readonly contractTitles: Readonly<Record<'a' | 'b' | 'c' | 'd' | 'e', string>>
  readonly source: string
  readonly files: string
  readonly target: string
  readonly byDefault: string
  readonly byDefaultNow: string
  readonly nothingThere: string
  readonly zone: string
  readonly zoneHint: string
  readonly save: string
  readonly saved: string
  readonly docsTitle: string
  readonly docsIntro: string
  readonly docsMachine: string
  readonly docsContents: string
  readonly docsRole: string
  readonly docsSourceKeys: string
  readonly docsParameters: string
  readonly docsBody: string
  readonly docsAnswers: string
  readonly docsExample: string
  readonly docsShapes: string
  readonly docsField: string
  readonly docsType: string
  readonly docsMeaning: string
  readonly docsRequired: string
  readonly docsDefault: string
}
