export { proxySettings, type RunningProxy, startProxy } from './server.ts'
export { type ProxySettings, SETTINGS, type SettingName, SettingsError } from './settings.ts'
export type { StatsReport } from './stats.ts'
