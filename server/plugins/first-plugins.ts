/** The plugins that every installation starts with, for layers that may not know of plugins themselves. */
export { defaultTargetName, ownSettingsName } from '../../plugins/builtin.ts'
